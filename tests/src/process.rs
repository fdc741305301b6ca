//! What a process has used, as Linux counts it.

use std::path::Path;

/// Clock ticks a second, fixed on Linux.
const TICKS: f64 = 100.0;

/// Seconds of processor time that a process has used, and the ones that it has started.
pub fn seconds(process: u32) -> f64 {
    let own = ticks(process, 4);
    let children: f64 = children(process).into_iter().map(|child| ticks(child, 2)).sum();
    (own + children) / TICKS
}

/// How much memory a process holds now, in bytes.
pub fn memory(process: u32) -> u64 {
    let status = std::fs::read_to_string(format!("/proc/{process}/status")).unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:")).expect("a process that runs");
    line.trim().trim_end_matches(" kB").parse::<u64>().unwrap() * 1024
}

/// The first `count` of user time, system time, and both of children that have ended.
fn ticks(process: u32, count: usize) -> f64 {
    let stat = std::fs::read_to_string(format!("/proc/{process}/stat")).unwrap_or_default();
    // The name stands in brackets and may hold anything; what follows it is numbers. User time is the 14th field.
    let Some((_, fields)) = stat.rsplit_once(')') else { return 0.0 };
    fields.split_whitespace().skip(11).take(count).filter_map(|field| field.parse::<f64>().ok()).sum()
}

fn children(process: u32) -> Vec<u32> {
    let tasks = Path::new("/proc").join(process.to_string()).join("task");
    let tasks = std::fs::read_dir(tasks).into_iter().flatten().flatten();
    let lists = tasks.filter_map(|task| std::fs::read_to_string(task.path().join("children")).ok());
    lists.flat_map(|list| list.split_whitespace().filter_map(|id| id.parse().ok()).collect::<Vec<_>>()).collect()
}

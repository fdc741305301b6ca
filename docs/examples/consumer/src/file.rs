//! Events from the files that Docket appends to when it has no brokers: one event a line.

use std::fs::File;
use std::io::{BufRead, BufReader, ErrorKind};
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};

use crate::books::Books;

/// Takes every whole line of a topic: of the file that is appended to, and before it of those that Docket has put aside
/// because they were full. Says how many events were new.
///
/// It reads from the beginning: what was seen before is recognised. A service with a long history would keep the place
/// where it stopped beside its books, and move away what it has read: a file that was put aside does not change.
pub async fn read(file: &Path, books: &Books) -> Result<usize> {
    // Opened before the others are looked for: if it is put aside meanwhile, it is one of them, and is read twice. The
    // other way round it would be missed, and later events would be taken before its own.
    let current = match File::open(file) {
        Err(error) if error.kind() == ErrorKind::NotFound => None,
        opened => Some(opened.with_context(|| file.display().to_string())?),
    };
    let mut new = 0;
    for full in put_aside(file)? {
        new += take(File::open(&full).with_context(|| full.display().to_string())?, books).await?;
    }
    if let Some(current) = current {
        new += take(current, books).await?;
    }
    Ok(new)
}

/// The topic's full files, such as `order_shipping.000000000001-000000004711.jsonl`: their names sort as their events.
fn put_aside(file: &Path) -> Result<Vec<PathBuf>> {
    let folder = file.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let topic = file.file_stem().and_then(|topic| topic.to_str()).context("a file without a name")?;
    let mut full = Vec::new();
    for entry in folder.read_dir().with_context(|| folder.display().to_string())? {
        let name = entry?.file_name().into_string().unwrap_or_default();
        let positions = name.strip_prefix(topic).and_then(|rest| rest.strip_suffix(".jsonl"));
        if positions.is_some_and(|positions| positions.starts_with('.')) {
            full.push(folder.join(name));
        }
    }
    full.sort();
    Ok(full)
}

async fn take(file: File, books: &Books) -> Result<usize> {
    let mut lines = BufReader::new(file);
    let (mut line, mut new) = (String::new(), 0);
    // The last line may not be whole yet: its rest comes with the next reading.
    while lines.read_line(&mut line)? > 0 && line.ends_with('\n') {
        new += usize::from(books.take(&serde_json::from_str(&line)?).await?);
        line.clear();
    }
    Ok(new)
}

//! Where in its layer everything stands: near what it is joined with, in an order that crosses few lines.

use super::layer::{Net, ROOM};

/// How often the layers are gone through: more changes nothing that one would see.
const ROUNDS: usize = 24;

/// The middle of each thing, and how wide the whole is.
pub(super) fn place(net: &Net) -> (Vec<f64>, f64) {
    let joined = joined(net);
    let wide = |row: &[usize]| row.iter().map(|at| net.width(*at) + ROOM).sum::<f64>();
    let width = net.rows.iter().map(|row| wide(row)).fold(0.0, f64::max);
    let mut rows = net.rows.clone();
    let mut xs = vec![0.0; joined.len()];
    for row in &rows {
        let mut x = (width - wide(row)) / 2.0;
        for at in row {
            xs[*at] = x + f64::midpoint(net.width(*at), ROOM);
            x += net.width(*at) + ROOM;
        }
    }
    for round in 0..ROUNDS {
        let count = rows.len();
        for step in 0..count {
            let row = &mut rows[if round % 2 == 0 { step } else { count - 1 - step }];
            let wanted: Vec<f64> = row.iter().map(|at| wanted(*at, &joined[*at], &xs)).collect();
            let mut order: Vec<usize> = (0..row.len()).collect();
            order.sort_by(|one, other| wanted[*one].total_cmp(&wanted[*other]));
            let sorted: Vec<usize> = order.iter().map(|at| row[*at]).collect();
            let goals: Vec<f64> = order.iter().map(|at| wanted[*at]).collect();
            *row = sorted;
            settle(net, row, &goals, width, &mut xs);
        }
    }
    (xs, width)
}

/// What each thing is joined with, above and below.
fn joined(net: &Net) -> Vec<Vec<usize>> {
    let all = net.rows.iter().map(Vec::len).sum();
    let mut joined = vec![Vec::new(); all];
    for link in &net.links {
        joined[link.from].push(link.to);
        joined[link.to].push(link.from);
    }
    joined
}

/// Where it would stand if it were alone.
fn wanted(at: usize, joined: &[usize], xs: &[f64]) -> f64 {
    if joined.is_empty() {
        return xs[at];
    }
    let count = f64::from(u32::try_from(joined.len()).unwrap_or(u32::MAX));
    joined.iter().map(|other| xs[*other]).sum::<f64>() / count
}

/// Puts a row where it wants to stand, as far as there is room: pushed to the right, and then back from the edge.
fn settle(net: &Net, row: &[usize], goals: &[f64], width: f64, xs: &mut [f64]) {
    let half = |at: usize| f64::midpoint(net.width(at), ROOM);
    let mut edge = 0.0;
    for (at, goal) in row.iter().zip(goals) {
        xs[*at] = goal.max(edge + half(*at));
        edge = xs[*at] + half(*at);
    }
    let mut edge = width;
    for at in row.iter().rev() {
        xs[*at] = xs[*at].min(edge - half(*at));
        edge = xs[*at] - half(*at);
    }
}

//! Which layer everything stands in: what a rule fills below all that it reads, what people write just above where it is
//! read, and no layer much wider than the others.

use std::collections::BTreeMap;

use super::Item;
use crate::api::rules::NodeKind;

/// How much of a layer may be filled before inputs go elsewhere.
const WIDEST: f64 = 600.0;
/// The room between two things.
pub(super) const ROOM: f64 = 14.0;
/// How wide a line's bend is.
const BEND: f64 = 8.0;

/// The layer of each item.
pub(super) fn assign(items: &[Item], edges: &[(usize, usize)]) -> Vec<usize> {
    let kind = |at: usize| items[at].kind;
    let mut layers = depths(items, edges);
    let derived = || (0..items.len()).filter(|at| items[*at].kind == NodeKind::Derived);
    let deepest = derived().map(|at| layers[at]).max().unwrap_or(0);
    // What is filled stands as low as what it fills allows, so that what it reads need not stand at the top.
    let mut lowest_first: Vec<usize> = derived().collect();
    lowest_first.sort_by_key(|at| std::cmp::Reverse(layers[*at]));
    for at in lowest_first {
        let below = edges.iter().filter(|(from, to)| *from == at && kind(*to) == NodeKind::Derived);
        layers[at] = below.map(|(_, to)| layers[*to].saturating_sub(1)).min().unwrap_or(deepest);
    }
    let mut filled: BTreeMap<usize, f64> = BTreeMap::new();
    let widen = |filled: &mut BTreeMap<usize, f64>, layer, at: usize| {
        *filled.entry(layer).or_default() += items[at].width + ROOM;
    };
    for at in derived() {
        widen(&mut filled, layers[at], at);
    }
    // An input may stand anywhere above what it fills; the later it is read, the fewer choices are lost by placing it.
    let latest = |at: usize, layers: &[usize]| {
        let below = edges.iter().filter(|(from, to)| *from == at && kind(*to) == NodeKind::Derived);
        below.map(|(_, to)| layers[*to].saturating_sub(1)).min().unwrap_or(deepest)
    };
    let mut inputs: Vec<usize> = (0..items.len()).filter(|at| kind(*at) == NodeKind::Input).collect();
    inputs.sort_by_key(|at| (latest(*at, &layers), *at));
    for at in inputs {
        let latest = latest(at, &layers);
        let taken = |layer: &usize| filled.get(layer).copied().unwrap_or_default();
        let free = (0..=latest).rev().find(|layer| taken(layer) + items[at].width + ROOM <= WIDEST);
        let layer = free.or_else(|| (0..=latest).min_by(|one, other| taken(one).total_cmp(&taken(other)))).unwrap_or(0);
        layers[at] = layer;
        widen(&mut filled, layer, at);
    }
    for at in (0..items.len()).filter(|at| kind(*at) == NodeKind::Rule) {
        let read = edges.iter().filter(|(_, to)| *to == at).map(|(from, _)| layers[*from] + 1).max().unwrap_or(0);
        // Each takes a layer of its own at the worst.
        let layer = (read..=read + items.len())
            .find(|layer| filled.get(layer).copied().unwrap_or_default() + items[at].width + ROOM <= WIDEST);
        layers[at] = layer.unwrap_or(read);
        widen(&mut filled, layers[at], at);
    }
    packed(layers)
}

/// How many steps lead to each item, at most.
fn depths(items: &[Item], edges: &[(usize, usize)]) -> Vec<usize> {
    let mut depths = vec![0; items.len()];
    // Rules are free of cycles; a graph that is not would end here as well.
    for _ in 0..items.len() {
        let mut moved = false;
        for &(from, to) in edges {
            if depths[to] <= depths[from] && depths[from] < items.len() {
                depths[to] = depths[from] + 1;
                moved = true;
            }
        }
        if !moved {
            break;
        }
    }
    depths
}

/// Without empty layers.
fn packed(layers: Vec<usize>) -> Vec<usize> {
    let mut used = layers.clone();
    used.sort_unstable();
    used.dedup();
    layers.into_iter().map(|layer| used.partition_point(|other| *other < layer)).collect()
}

/// A line from one layer to the next.
#[derive(Clone, Copy, Debug)]
pub(super) struct Link {
    pub(super) from: usize,
    pub(super) to: usize,
    pub(super) must: bool,
}

/// Items and bends by layer, and the lines from layer to layer. Items come first; lines from one item share their bends.
#[derive(Debug)]
pub(super) struct Net {
    pub(super) rows: Vec<Vec<usize>>,
    pub(super) links: Vec<Link>,
    sizes: Vec<(f64, f64)>,
    layers: Vec<usize>,
    items: usize,
}

impl Net {
    pub(super) fn new(items: &[Item], edges: &[(usize, usize)], layers: &[usize]) -> Self {
        let mut net = Self {
            rows: Vec::new(),
            links: Vec::new(),
            sizes: items.iter().map(|item| (item.width, item.height)).collect(),
            layers: layers.to_vec(),
            items: items.len(),
        };
        let mut bends: BTreeMap<(usize, usize), usize> = BTreeMap::new();
        for &(from, to) in edges {
            let mut last = from;
            for layer in layers[from] + 1..layers[to] {
                last = *bends.entry((from, layer)).or_insert_with(|| {
                    net.sizes.push((BEND, 0.0));
                    net.layers.push(layer);
                    let bend = net.sizes.len() - 1;
                    net.links.push(Link { from: last, to: bend, must: false });
                    bend
                });
            }
            net.links.push(Link { from: last, to, must: items[to].kind == NodeKind::Rule });
        }
        net.rows = vec![Vec::new(); net.layers.iter().max().map_or(0, |last| last + 1)];
        for (at, layer) in net.layers.iter().enumerate() {
            net.rows[*layer].push(at);
        }
        net
    }

    /// The layer of something.
    pub(super) fn row(&self, at: usize) -> usize {
        self.layers[at]
    }

    /// Its width.
    pub(super) fn width(&self, at: usize) -> f64 {
        self.sizes[at].0
    }

    /// Its height.
    pub(super) fn height(&self, at: usize) -> f64 {
        self.sizes[at].1
    }

    /// Which item it is; none for a bend.
    pub(super) fn item(&self, at: usize) -> Option<usize> {
        (at < self.items).then_some(at)
    }
}

//! Where everything in the drawing stands: layers from what is written down to what must hold, so that a change flows down.
//!
//! A rule that reads one column and fills none stands on that column's box; others are chips of their own. Lines that pass
//! layers go through bends, which take part in the order like boxes, so that they cross as little as they can.

mod layer;
mod place;

use std::collections::BTreeMap;

use crate::api::rules::{Graph, NodeKind};

/// The least width of a box, and that of a chip.
const BOX: f64 = 132.0;
const CHIP: f64 = 40.0;
/// The height of a box, of the row of chips that may stand in it, and of a chip that stands alone.
const HEIGHT: f64 = 42.0;
const CHIPS: f64 = 24.0;
const ALONE: f64 = 20.0;
/// What lies between two layers.
const GAP: f64 = 40.0;

/// A box or chip.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Placed {
    /// `table.column`, or the rule's name.
    pub(super) id: String,
    /// What it stands for.
    pub(super) kind: NodeKind,
    /// The rule that fills it.
    pub(super) filled_by: Option<String>,
    /// Rules that read nothing else.
    pub(super) rules: Vec<String>,
    /// Its left edge.
    pub(super) x: f64,
    /// Its upper edge.
    pub(super) y: f64,
    /// How wide it is.
    pub(super) width: f64,
    /// How high it is.
    pub(super) height: f64,
}

/// A line, or a part of it.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Line {
    /// The path.
    pub(super) path: String,
    /// Whether it ends here, with a tip.
    pub(super) ends: bool,
    /// Whether it leads to a condition.
    pub(super) must: bool,
}

/// The drawing.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Drawing {
    /// Boxes and chips.
    pub(super) placed: Vec<Placed>,
    /// What joins them.
    pub(super) lines: Vec<Line>,
    /// How wide all of it is.
    pub(super) width: f64,
    /// How high all of it is.
    pub(super) height: f64,
}

/// What takes part in the layout.
#[derive(Clone, Debug)]
struct Item {
    id: String,
    kind: NodeKind,
    rules: Vec<String>,
    width: f64,
    height: f64,
}

/// Lays a graph out.
pub(super) fn draw(graph: &Graph) -> Drawing {
    let (items, edges) = items(graph);
    let layers = layer::assign(&items, &edges);
    let net = layer::Net::new(&items, &edges, &layers);
    let (xs, width) = place::place(&net);
    let filled: BTreeMap<&str, &str> = graph.edges.iter().map(|edge| (edge.to.as_str(), edge.rule.as_str())).collect();

    let mut tops = vec![0.0];
    for row in &net.rows {
        let tallest = row.iter().map(|at| net.height(*at)).fold(0.0, f64::max);
        tops.push(tops[tops.len() - 1] + tallest + GAP);
    }
    let height = (tops[tops.len() - 1] - GAP).max(0.0);
    let bottom = |row: usize| tops[row + 1] - GAP;

    let mut lines = Vec::new();
    for link in &net.links {
        let (from, to) = (link.from, link.to);
        let (x1, x2) = (xs[from], xs[to]);
        let bent = net.item(from).is_none();
        let y1 = if bent { bottom(net.row(from)) } else { tops[net.row(from)] + net.height(from) };
        let y2 = tops[net.row(to)];
        let middle = f64::midpoint(bottom(net.row(from)).max(y1), y2);
        let ends = net.item(to).is_some();
        // A bend goes straight through its layer.
        let through = if ends { String::new() } else { format!("V{:.0}", bottom(net.row(to))) };
        let path = format!("M{x1:.0} {y1:.0}C{x1:.0} {middle:.0} {x2:.0} {middle:.0} {x2:.0} {y2:.0}{through}");
        lines.push(Line { path, ends, must: link.must });
    }
    let placed = items.iter().enumerate().map(|(at, item)| Placed {
        id: item.id.clone(),
        kind: item.kind,
        filled_by: (item.kind == NodeKind::Derived)
            .then(|| filled.get(item.id.as_str()).map(|it| (*it).to_owned()))
            .flatten(),
        rules: item.rules.clone(),
        x: xs[at] - item.width / 2.0,
        y: tops[net.row(at)],
        width: item.width,
        height: item.height,
    });
    Drawing { placed: placed.collect(), lines, width, height }
}

/// What is drawn and which of it is joined, by place: a rule that reads one column only goes into that column's box.
fn items(graph: &Graph) -> (Vec<Item>, Vec<(usize, usize)>) {
    let read_by = |rule: &str| {
        let mut read: Vec<&str> =
            graph.edges.iter().filter(|edge| edge.to == rule).map(|edge| edge.from.as_str()).collect();
        read.sort_unstable();
        read.dedup();
        read
    };
    let mut inside: BTreeMap<&str, Vec<String>> = BTreeMap::new();
    let mut items = Vec::new();
    for node in &graph.nodes {
        match read_by(&node.id).as_slice() {
            [only] if node.kind == NodeKind::Rule => inside.entry(only).or_default().push(node.id.clone()),
            _ => items.push(Item {
                id: node.id.clone(),
                kind: node.kind,
                rules: Vec::new(),
                width: if node.kind == NodeKind::Rule { CHIP } else { box_width(&node.id, node.kind) },
                height: if node.kind == NodeKind::Rule { ALONE } else { HEIGHT },
            }),
        }
    }
    for item in &mut items {
        item.rules = inside.remove(item.id.as_str()).unwrap_or_default();
        if !item.rules.is_empty() {
            item.height += CHIPS;
            item.width = item.width.max(12.0 + 40.0 * f64::from(u32::try_from(item.rules.len()).unwrap_or(u32::MAX)));
        }
    }
    let at = |id: &str| items.iter().position(|item| item.id == id);
    let mut edges: Vec<(usize, usize)> =
        graph.edges.iter().filter_map(|edge| Some((at(&edge.from)?, at(&edge.to)?))).collect();
    edges.sort_unstable();
    edges.dedup();
    (items, edges)
}

/// Wide enough for the column's name, and the number of the rule that fills it.
fn box_width(id: &str, kind: NodeKind) -> f64 {
    let name = id.rsplit('.').next().unwrap_or(id).chars().count();
    let number = if kind == NodeKind::Derived { 34.0 } else { 0.0 };
    (24.0 + 6.9 * f64::from(u32::try_from(name).unwrap_or(u32::MAX)) + number).max(BOX)
}

#[cfg(test)]
mod tests {
    use super::draw;
    use crate::api::rules::{Edge, Graph, Node, NodeKind};

    fn graph() -> Graph {
        let node = |id: &str, kind| Node { id: id.to_owned(), kind };
        let edge = |from: &str, to: &str| Edge { from: from.to_owned(), to: to.to_owned(), rule: to.to_owned() };
        Graph {
            nodes: vec![
                node("item.quantity", NodeKind::Input),
                node("item.amount", NodeKind::Derived),
                node("orders.total", NodeKind::Derived),
                node("customer.limit", NodeKind::Input),
                node("positive", NodeKind::Rule),
                node("within", NodeKind::Rule),
            ],
            edges: vec![
                edge("item.quantity", "item.amount"),
                edge("item.amount", "orders.total"),
                edge("orders.total", "within"),
                edge("customer.limit", "within"),
                edge("item.quantity", "positive"),
            ],
        }
    }

    #[test]
    fn what_depends_on_something_stands_below_it() {
        let drawing = draw(&graph());
        let y = |id: &str| drawing.placed.iter().find(|it| it.id == id).map(|it| it.y).unwrap();
        assert!(y("item.quantity") < y("item.amount") && y("item.amount") < y("orders.total"));
        assert!(y("orders.total") < y("within") && y("customer.limit") < y("within"));
    }

    #[test]
    fn a_rule_of_one_column_stands_on_its_box() {
        let drawing = draw(&graph());
        assert!(drawing.placed.iter().all(|it| it.id != "positive"));
        let quantity = drawing.placed.iter().find(|it| it.id == "item.quantity").unwrap();
        assert_eq!(quantity.rules, ["positive"]);
    }

    #[test]
    fn nothing_stands_on_anything_else_or_outside() {
        let drawing = draw(&graph());
        for (at, one) in drawing.placed.iter().enumerate() {
            assert!(one.x >= 0.0 && one.x + one.width <= drawing.width + 0.5, "{one:?} {}", drawing.width);
            assert!(one.y + one.height <= drawing.height + 0.5);
            for other in &drawing.placed[at + 1..] {
                let beside = one.x + one.width <= other.x + 0.5 || other.x + other.width <= one.x + 0.5;
                let apart = one.y + one.height <= other.y + 0.5 || other.y + other.height <= one.y + 0.5;
                assert!(beside || apart, "{one:?} {other:?}");
            }
        }
    }

    #[test]
    fn nothing_to_draw_is_no_trouble() {
        let drawing = draw(&Graph { nodes: Vec::new(), edges: Vec::new() });
        assert!(drawing.placed.is_empty() && drawing.lines.is_empty());
    }
}

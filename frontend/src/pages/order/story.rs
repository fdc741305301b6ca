//! A change in words: what was asked for, and each value before and after.

use std::collections::BTreeMap;

use leptos::prelude::*;
use serde_json::Value;

use crate::api::order::{Change, History, Names, Order, RowChange};
use crate::components::icon::Glyph;
use crate::format::{number, time};

/// Tells changes, with names for what they mention.
pub(super) struct Story<'a> {
    order: &'a Order,
    names: &'a Names,
    /// The product of each item that was ever mentioned.
    products: BTreeMap<&'a str, &'a str>,
}

/// What stands before the words.
pub(super) fn glyph(change: &Change) -> Glyph {
    match change.command.as_str() {
        "shipOrder" | "shipOrders" => Glyph::Truck,
        "unshipOrder" => Glyph::Undo,
        "cancelOrder" | "cancelOrders" => Glyph::Ban,
        "createOrder" | "duplicateOrder" | "addItem" => Glyph::Plus,
        "deleteItem" => Glyph::Trash,
        "repriceOrder" => Glyph::Refresh,
        "updateOrder" if change.rows.iter().any(|row| row.after.contains_key("notes")) => Glyph::Note,
        _ => Glyph::Edit,
    }
}

impl<'a> Story<'a> {
    /// A story of this order.
    pub(super) fn new(order: &'a Order, history: &'a History) -> Self {
        let mut products: BTreeMap<&str, &str> = BTreeMap::new();
        // Newest first, so that the name an item had then is overwritten by none that it got later.
        for row in history.changes.iter().flat_map(|change| &change.rows) {
            let product = row.after.get("product_id").or_else(|| row.before.get("product_id"));
            if let Some(name) = product.and_then(Value::as_str).and_then(|id| history.names.get(id)) {
                products.entry(&row.id).or_insert(name);
            }
        }
        for item in &order.items {
            products.insert(item.id.inner(), &item.product.name);
        }
        Self { order, names: &history.names, products }
    }

    /// What was done.
    pub(super) fn tell(&self, change: &Change) -> AnyView {
        let inserted = change.rows.iter().filter(|row| row.entity == "item" && row.kind == "insert").count();
        let items = if inserted == 1 { "1 item".to_owned() } else { format!("{inserted} items") };
        let verb = match change.command.as_str() {
            "createOrder" => Some(format!("placed the order, {items}")),
            "duplicateOrder" => Some(format!("placed the order as a copy, {items}")),
            "shipOrder" | "shipOrders" => Some("shipped the order".to_owned()),
            "unshipOrder" => Some("took the shipment back".to_owned()),
            "cancelOrder" | "cancelOrders" => Some("cancelled the order".to_owned()),
            _ => None,
        };
        let told = match verb {
            Some(verb) => verb.into_any(),
            None => self.rows(change),
        };
        let reason = change.reason.clone().map(|reason| view! { <q>{reason}</q> });
        view! { {told}{reason} }.into_any()
    }

    fn rows(&self, change: &Change) -> AnyView {
        let taken = (change.command == "repriceOrder").then_some("took today's prices: ");
        let parts: Vec<AnyView> = change.rows.iter().filter_map(|row| self.row(row)).collect();
        if parts.is_empty() {
            return taken.unwrap_or("changed the order").trim_end_matches(": ").into_any();
        }
        let joined =
            parts.into_iter().enumerate().map(|(at, part)| view! { {(at > 0).then_some(", ")}{part} }).collect_view();
        view! { {taken}{joined} }.into_any()
    }

    fn row(&self, row: &RowChange) -> Option<AnyView> {
        let product = self.products.get(row.id.as_str()).copied().unwrap_or("an item").to_owned();
        let quantity =
            |values: &serde_json::Map<String, Value>| values.get("quantity").map(|value| self.value("quantity", value));
        match (row.entity.as_str(), row.kind.as_str()) {
            ("item", "insert") => {
                Some(view! { "added "{product}" "<span class="is">{quantity(&row.after)}</span> }.into_any())
            }
            ("item", "delete") => {
                Some(view! { "deleted "{product}" "<span class="was">{quantity(&row.before)}</span> }.into_any())
            }
            _ => {
                let (verb, of) = match row.entity.as_str() {
                    // Which product it was stands before and after.
                    "item" if row.after.contains_key("product_id") => ("swapped ", String::new()),
                    "item" => ("changed ", format!("{product} ")),
                    _ => ("changed ", String::new()),
                };
                let columns: Vec<AnyView> = row
                    .after
                    .iter()
                    .filter_map(|(column, after)| self.column(column, row.before.get(column), after))
                    .collect();
                (!columns.is_empty()).then(|| view! { {verb}{of}{columns} }.into_any())
            }
        }
    }

    fn column(&self, column: &str, before: Option<&Value>, after: &Value) -> Option<AnyView> {
        let label = match column {
            "quantity" | "product_id" => "",
            "unit_price" => "price ",
            "order_id" => return Some("to another order ".into_any()),
            "customer_id" => "the customer ",
            "external_reference" => "the reference ",
            "order_date" => "the day ",
            "notes" => {
                let text = after.as_str().unwrap_or_default().to_owned();
                return Some(if text.is_empty() {
                    "the notes to nothing".into_any()
                } else {
                    view! { "the notes"<q>{text}</q> }.into_any()
                });
            }
            "status" => "the status ",
            // What follows from the others is told by the order itself.
            _ => return None,
        };
        let was = before.filter(|before| !before.is_null()).map(|before| {
            view! { <span class="was">{self.value(column, before)}</span>" "<span class="sr">"to "</span> }
        });
        Some(view! { {label}{was}<span class="is">{self.value(column, after)}</span>" " }.into_any())
    }

    fn value(&self, column: &str, value: &Value) -> String {
        let text = match value {
            Value::Null => return "nothing".to_owned(),
            Value::String(text) => text.clone(),
            other => other.to_string(),
        };
        match column {
            "quantity" => number::quantity(&text),
            "unit_price" => number::money(&text, &self.order.currency, self.order.minor_unit),
            "order_date" => time::date(&text),
            "product_id" | "customer_id" => {
                self.names.get(&text).cloned().unwrap_or_else(|| "one that is gone".to_owned())
            }
            _ => text,
        }
    }
}

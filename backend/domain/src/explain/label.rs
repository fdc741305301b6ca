//! What people call a row: `order 1042`, `product OAK-40`.

use std::collections::{BTreeSet, HashMap};

use docket_rules::declare::TableType;
use docket_rules::images::{Key, Row};
use docket_rules::schema::TableId;
use sea_orm::DbErr;
use uuid::Uuid;

use super::Node;
use crate::customer::Customer;
use crate::order::{Item, Order};
use crate::product::Product;
use crate::snapshot::Snapshot;
use crate::unit::read::rows;

/// What each of these rows is called. An item goes by its product.
pub(super) async fn labels(snapshot: &Snapshot, nodes: &[Node]) -> Result<Vec<String>, DbErr> {
    let products: BTreeSet<Uuid> = nodes.iter().filter_map(product_of).collect();
    let products: Vec<Uuid> = products.into_iter().collect();
    let read = rows(snapshot.connection(), snapshot.tenant(), Product::ID, &products, None).await?;
    let products: HashMap<Uuid, Row> = read.into_iter().collect();
    Ok(nodes
        .iter()
        .map(|node| match product_of(node).and_then(|id| products.get(&id)) {
            Some(product) => format!("item of {}", own(Product::ID, product)),
            None => own(node.key.table, &node.row),
        })
        .collect())
}

fn product_of(node: &Node) -> Option<Uuid> {
    let Key { table, .. } = node.key;
    (table == Item::ID).then(|| node.row[usize::from(Item::COLUMNS.product_id.at.column)].uuid()).flatten()
}

fn own(table: TableId, row: &Row) -> String {
    let (word, column) = match table {
        Customer::ID => ("customer", Customer::COLUMNS.name.at.column),
        Product::ID => ("product", Product::COLUMNS.sku.at.column),
        Order::ID => ("order", Order::COLUMNS.number.at.column),
        Item::ID => return "item".to_owned(),
        _ => return "tenant".to_owned(),
    };
    format!("{word} {}", row[usize::from(column)])
}

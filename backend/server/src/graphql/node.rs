//! Anything by its id.

use std::collections::HashMap;
use std::sync::Arc;

use async_graphql::{Context, ID, Interface, Object};
use docket_domain::id::{CustomerId, ItemId, OrderId, ProductId};
use docket_domain::order::queries;

use super::customer::Customer;
use super::error::ApiError;
use super::id::seen;
use super::order::{Item, Order};
use super::product::Product;
use super::view::View;

/// The most ids that one field may name.
const MOST_NODES: usize = 100;

/// Something that has an id of its own.
#[derive(Interface)]
#[graphql(field(name = "id", ty = "ID", desc = "Its id."))]
pub enum Node {
    /// A customer.
    Customer(Customer),
    /// A product.
    Product(Product),
    /// An order.
    Order(Order),
    /// An item of an order.
    Item(Item),
}

/// Queries of anything.
#[derive(Default)]
pub struct NodeQuery;

#[Object]
impl NodeQuery {
    /// The customer, product, order or item with this id; null when there is none.
    async fn node(&self, ctx: &Context<'_>, #[graphql(desc = "Its id.")] id: ID) -> Result<Option<Node>, ApiError> {
        Ok(load(View::of(ctx), &[id]).await?.pop().flatten())
    }

    /// The customers, products, orders and items with these ids, in their order; null where there is none.
    #[graphql(complexity = "1 + ids.len() * child_complexity")]
    async fn nodes(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Their ids; at most 100.")] ids: Vec<ID>,
    ) -> Result<Vec<Option<Node>>, ApiError> {
        if ids.len() > MOST_NODES {
            return Err(ApiError::bad_input(format!(
                "`ids` must have at most {MOST_NODES} ids: ask for the rest in another request."
            )));
        }
        load(View::of(ctx), &ids).await
    }
}

/// Reads rows of one kind with one statement each.
async fn load(view: &Arc<View>, ids: &[ID]) -> Result<Vec<Option<Node>>, ApiError> {
    let snapshot = view.snapshot().await?;
    let items = queries::items_by_ids(snapshot, &all::<ItemId>(ids)).await?;
    let mut orders = all::<OrderId>(ids);
    orders.extend(items.iter().map(|item| item.order_id));
    let orders = queries::by_ids(snapshot, &orders).await?;
    let orders: HashMap<OrderId, _> = orders.into_iter().map(|row| (row.id, Arc::new(row))).collect();
    let items: HashMap<ItemId, _> = items.into_iter().map(|row| (row.id, Arc::new(row))).collect();
    let mut nodes = Vec::with_capacity(ids.len());
    for id in ids {
        nodes.push(if let Some(id) = seen::<CustomerId>(id) {
            Customer::load(view.clone(), id).await?.map(Node::Customer)
        } else if let Some(id) = seen::<ProductId>(id) {
            Product::load(view.clone(), id).await?.map(Node::Product)
        } else if let Some(row) = seen(id).and_then(|id| orders.get(&id)) {
            Some(Node::Order(Order::new(view.clone(), row.clone())))
        } else if let Some(row) = seen(id).and_then(|id| items.get(&id)) {
            let order = orders.get(&row.order_id);
            order.map(|order| Node::Item(Item::new(view.clone(), order.clone(), row.clone())))
        } else {
            None
        });
    }
    Ok(nodes)
}

fn all<I: std::str::FromStr>(ids: &[ID]) -> Vec<I> {
    ids.iter().filter_map(seen).collect()
}

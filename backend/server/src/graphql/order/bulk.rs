//! Shipping and calling off many orders at once.

use std::collections::HashMap;
use std::sync::Arc;

use async_graphql::{Context, ID, InputObject, Object, SimpleObject};
use docket_domain::id::OrderId;
use docket_domain::order::{commands, queries};

use super::Order;
use crate::graphql::bulk::{Row, each};
use crate::graphql::error::ApiError;
use crate::graphql::user_error::UserError;
use crate::graphql::view::View;

/// Mutations of many orders.
#[derive(Default)]
pub struct OrderBulk;

#[Object]
impl OrderBulk {
    /// Ships up to 100 orders. Each is stored or refused for itself, in the order of the ids.
    #[graphql(complexity = "1 + input.ids.len() * child_complexity")]
    async fn ship_orders(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which orders.")] input: ShipOrdersInput,
    ) -> Result<ShipOrdersPayload, ApiError> {
        let ship = |id| commands::ShipOrder { id, expected_version: None };
        let results = results(View::of(ctx), each(ctx, input.ids, ship).await?).await?;
        Ok(ShipOrdersPayload { results })
    }

    /// Calls up to 100 open orders off. Each is stored or refused for itself, in the order of the ids.
    #[graphql(complexity = "1 + input.ids.len() * child_complexity")]
    async fn cancel_orders(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which orders, and why.")] input: CancelOrdersInput,
    ) -> Result<CancelOrdersPayload, ApiError> {
        let cancel = |id| commands::CancelOrder { id, reason: input.reason.clone(), expected_version: None };
        let results = results(View::of(ctx), each(ctx, input.ids, cancel).await?).await?;
        Ok(CancelOrdersPayload { results })
    }
}

/// What became of the rows, read together through a view that begins after the last commit.
async fn results(view: &View, rows: Vec<Row<OrderId>>) -> Result<Vec<OrderResult>, ApiError> {
    let view = Arc::new(view.afresh());
    let ids: Vec<OrderId> = rows.iter().filter_map(|row| row.out).collect();
    let found = queries::by_ids(view.snapshot().await?, &ids).await?;
    let orders: HashMap<OrderId, _> = found.into_iter().map(|row| (row.id, Arc::new(row))).collect();
    let order = |id: OrderId| orders.get(&id).map(|row| Order::new(view.clone(), row.clone()));
    let result =
        |row: Row<OrderId>| OrderResult { id: row.id, order: row.out.and_then(order), user_errors: row.user_errors };
    Ok(rows.into_iter().map(result).collect())
}

/// Orders to ship.
#[derive(InputObject)]
pub(super) struct ShipOrdersInput {
    /// Which orders; at most 100.
    ids: Vec<ID>,
}

/// Orders to call off.
#[derive(InputObject)]
pub(super) struct CancelOrdersInput {
    /// Which orders; at most 100.
    ids: Vec<ID>,
    /// Why, for their history; one line of up to 200 characters.
    reason: Option<String>,
}

/// What became of one order.
#[derive(SimpleObject)]
pub(super) struct OrderResult {
    /// The id as it was given.
    id: ID,
    /// The order as it is now; null when it was refused.
    order: Option<Order>,
    /// Why it was refused; empty when it was not.
    user_errors: Vec<UserError>,
}

/// What became of them.
#[derive(SimpleObject)]
pub(super) struct ShipOrdersPayload {
    /// A result for each id, in their order.
    results: Vec<OrderResult>,
}

/// What became of them.
#[derive(SimpleObject)]
pub(super) struct CancelOrdersPayload {
    /// A result for each id, in their order.
    results: Vec<OrderResult>,
}

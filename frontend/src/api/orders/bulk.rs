//! The same for many orders: each is stored or refused for itself.

use cynic::{Id, MutationBuilder};

use super::super::client;
use super::super::failure::{Failure, Refusal, UserError};
use super::super::key::Key;
use super::super::schema;
use super::Order;

/// What became of one order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Outcome {
    /// Its id.
    pub(crate) id: String,
    /// The order as it is now; none when it was refused.
    pub(crate) order: Option<Order>,
    /// Why it was refused.
    pub(crate) refusals: Vec<Refusal>,
}

#[derive(cynic::InputObject)]
struct ShipOrdersInput {
    ids: Vec<Id>,
}

#[derive(cynic::InputObject)]
struct CancelOrdersInput {
    ids: Vec<Id>,
    #[cynic(skip_serializing_if = "Option::is_none")]
    reason: Option<String>,
}

#[derive(cynic::QueryVariables)]
struct ShipVariables {
    input: ShipOrdersInput,
}

#[derive(cynic::QueryVariables)]
struct CancelVariables {
    input: CancelOrdersInput,
}

#[derive(cynic::QueryFragment)]
#[cynic(graphql_type = "Mutation", variables = "ShipVariables")]
struct ShipOrders {
    #[arguments(input: $input)]
    ship_orders: ShipOrdersPayload,
}

#[derive(cynic::QueryFragment)]
#[cynic(graphql_type = "Mutation", variables = "CancelVariables")]
struct CancelOrders {
    #[arguments(input: $input)]
    cancel_orders: CancelOrdersPayload,
}

#[derive(cynic::QueryFragment)]
struct ShipOrdersPayload {
    results: Vec<OrderResult>,
}

#[derive(cynic::QueryFragment)]
struct CancelOrdersPayload {
    results: Vec<OrderResult>,
}

#[derive(cynic::QueryFragment)]
struct OrderResult {
    id: Id,
    order: Option<Order>,
    user_errors: Vec<UserError>,
}

impl From<OrderResult> for Outcome {
    fn from(result: OrderResult) -> Self {
        let OrderResult { id, order, user_errors } = result;
        Self { id: id.into_inner(), order, refusals: user_errors.into_iter().map(Refusal::from).collect() }
    }
}

/// Ships orders.
pub(crate) async fn ship(ids: &[String], key: Key) -> Result<Vec<Outcome>, Failure> {
    let input = ShipOrdersInput { ids: ids.iter().map(Id::new).collect() };
    let payload = client::mutate(ShipOrders::build(ShipVariables { input }), &key).await?.ship_orders;
    Ok(payload.results.into_iter().map(Outcome::from).collect())
}

/// Calls orders off.
pub(crate) async fn cancel(ids: &[String], reason: &str, key: Key) -> Result<Vec<Outcome>, Failure> {
    let reason = Some(reason.trim().to_owned()).filter(|reason| !reason.is_empty());
    let input = CancelOrdersInput { ids: ids.iter().map(Id::new).collect(), reason };
    let payload = client::mutate(CancelOrders::build(CancelVariables { input }), &key).await?.cancel_orders;
    Ok(payload.results.into_iter().map(Outcome::from).collect())
}

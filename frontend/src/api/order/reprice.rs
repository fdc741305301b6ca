//! What today's prices would change.

use cynic::{Id, QueryBuilder};

use super::super::client::{self, ApiError};
use super::super::failure::{Refusal, UserError};
use super::super::scalar::Decimal;
use super::super::schema;

/// The prices of today beside those of an order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Repricing {
    /// Its items.
    pub(crate) items: Vec<RepricingItem>,
    /// What the order comes to.
    pub(crate) old_total: Option<String>,
    /// What it would come to.
    pub(crate) new_total: Option<String>,
    /// What the customer could order then.
    pub(crate) credit_after: Option<String>,
    /// Why it would be refused.
    pub(crate) refusals: Vec<Refusal>,
}

/// An item at both prices.
#[derive(cynic::QueryFragment, Clone, Debug, PartialEq, Eq)]
pub(crate) struct RepricingItem {
    /// What is ordered.
    pub(crate) product: Option<Product>,
    /// How much of it.
    pub(crate) quantity: Decimal,
    /// The price that it has.
    pub(crate) old_unit_price: Decimal,
    /// The price of today.
    pub(crate) new_unit_price: Decimal,
    /// What it comes to.
    pub(crate) old_amount: Decimal,
    /// What it would come to.
    pub(crate) new_amount: Decimal,
}

/// A product, by name.
#[derive(cynic::QueryFragment, Clone, Debug, PartialEq, Eq)]
pub(crate) struct Product {
    /// The name.
    pub(crate) name: String,
}

#[derive(cynic::QueryVariables)]
struct Variables {
    id: Id,
}

#[derive(cynic::QueryFragment)]
#[cynic(graphql_type = "Query", variables = "Variables")]
struct RepricingQuery {
    #[arguments(id: $id)]
    repricing: Option<Answer>,
}

#[derive(cynic::QueryFragment)]
#[cynic(graphql_type = "Repricing")]
struct Answer {
    items: Vec<RepricingItem>,
    old_amount_total: Option<Decimal>,
    new_amount_total: Option<Decimal>,
    available_credit_after: Option<Decimal>,
    user_errors: Vec<UserError>,
}

/// What `reprice` would change now; none if the order is gone.
pub(crate) async fn repricing(order: Id) -> Result<Option<Repricing>, ApiError> {
    let answer = client::run(RepricingQuery::build(Variables { id: order })).await?.repricing;
    Ok(answer.map(|answer| Repricing {
        items: answer.items,
        old_total: answer.old_amount_total.map(|total| total.0),
        new_total: answer.new_amount_total.map(|total| total.0),
        credit_after: answer.available_credit_after.map(|credit| credit.0),
        refusals: answer.user_errors.into_iter().map(Refusal::from).collect(),
    }))
}

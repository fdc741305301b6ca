//! Taking a new order: what it would come to, and taking it.

use cynic::{Id, MutationBuilder, QueryBuilder};

use super::client::{self, ApiError};
use super::failure::{Failure, Refusal, UserError, settle};
use super::key::Key;
use super::scalar::Decimal;
use super::schema;

/// What is ordered, by whom.
#[derive(cynic::InputObject, Clone, Debug, PartialEq, Eq)]
#[cynic(graphql_type = "CreateOrderInput")]
pub(crate) struct Draft {
    /// Who orders.
    pub(crate) customer_id: Id,
    /// What.
    pub(crate) items: Vec<DraftItem>,
    /// What the customer calls it.
    #[cynic(skip_serializing_if = "Option::is_none")]
    pub(crate) external_reference: Option<String>,
    /// What people want to remember.
    #[cynic(skip_serializing_if = "Option::is_none")]
    pub(crate) notes: Option<String>,
}

/// An item of it.
#[derive(cynic::InputObject, Clone, Debug, PartialEq, Eq)]
#[cynic(graphql_type = "NewItemInput")]
pub(crate) struct DraftItem {
    /// What.
    pub(crate) product_id: Id,
    /// How much of it.
    pub(crate) quantity: Decimal,
    /// The price that was shown.
    pub(crate) expected_unit_price: Option<Decimal>,
}

/// What a draft would give now.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Preview {
    /// What it would come to; none where that cannot be calculated.
    pub(crate) total: Option<String>,
    /// What the customer would owe.
    pub(crate) balance_after: Option<String>,
    /// What the customer could still order.
    pub(crate) credit_after: Option<String>,
    /// The amounts of the items, in their order; empty where one cannot be calculated.
    pub(crate) amounts: Vec<String>,
    /// Why it would be refused.
    pub(crate) refusals: Vec<Refusal>,
}

#[derive(cynic::QueryVariables)]
struct Variables {
    input: Draft,
}

#[derive(cynic::QueryFragment)]
#[cynic(graphql_type = "Query", variables = "Variables")]
struct PreviewQuery {
    #[arguments(input: $input)]
    preview_order: OrderPreview,
}

#[derive(cynic::QueryFragment)]
struct OrderPreview {
    amount_total: Option<Decimal>,
    balance_after: Option<Decimal>,
    available_credit_after: Option<Decimal>,
    items: Vec<OrderPreviewItem>,
    user_errors: Vec<UserError>,
}

#[derive(cynic::QueryFragment)]
struct OrderPreviewItem {
    amount: Decimal,
}

#[derive(cynic::QueryFragment)]
#[cynic(graphql_type = "Mutation", variables = "Variables")]
struct CreateOrder {
    #[arguments(input: $input)]
    create_order: CreateOrderPayload,
}

#[derive(cynic::QueryFragment)]
struct CreateOrderPayload {
    order: Option<Placed>,
    user_errors: Vec<UserError>,
}

/// An order that was taken.
#[derive(cynic::QueryFragment)]
#[cynic(graphql_type = "Order")]
pub(crate) struct Placed {
    /// Its number.
    pub(crate) number: i32,
}

/// What the draft would give; nothing is stored.
pub(crate) async fn preview(draft: Draft) -> Result<Preview, ApiError> {
    let wanted = draft.items.len();
    let preview = client::run(PreviewQuery::build(Variables { input: draft })).await?.preview_order;
    // Items that cannot be calculated are left out, and then nobody can tell which amount is whose.
    let amounts = preview.items.into_iter().map(|item| item.amount.0).collect::<Vec<_>>();
    Ok(Preview {
        total: preview.amount_total.map(|total| total.0),
        balance_after: preview.balance_after.map(|balance| balance.0),
        credit_after: preview.available_credit_after.map(|credit| credit.0),
        amounts: if amounts.len() == wanted { amounts } else { Vec::new() },
        refusals: preview.user_errors.into_iter().map(Refusal::from).collect(),
    })
}

/// Takes the order.
pub(crate) async fn place(draft: Draft, key: Key) -> Result<Placed, Failure> {
    let payload = client::mutate(CreateOrder::build(Variables { input: draft }), &key).await?.create_order;
    settle(payload.order, payload.user_errors)
}

//! Why a value is what it is, down to what people wrote, with names for the rows on the way.

use std::collections::BTreeMap;

use cynic::{Id, QueryBuilder};

use super::client::{self, ApiError};
use super::orders::OrderStatus;
use super::scalar::Decimal;
use super::schema;

/// How many rows are named by one request.
const NAMED_AT_ONCE: usize = 100;
/// For how many rows names are looked up; the others keep the label that the explanation gives them.
const NAMED: usize = 300;

/// A value and what it was made from.
#[derive(cynic::QueryFragment, Clone, Debug, PartialEq, Eq)]
#[cynic(graphql_type = "Explanation")]
pub(crate) struct Reason {
    /// The row that it stands in.
    pub(crate) id: Id,
    /// The field; none for a row that is only counted.
    pub(crate) field: Option<String>,
    /// What people call the row.
    pub(crate) label: String,
    /// The value.
    pub(crate) value: String,
    /// The rule that fills the field; none when people set it.
    pub(crate) rule: Option<RuleName>,
    /// What it was made from.
    #[cynic(recurse = "5")]
    pub(crate) terms: Option<Vec<Reason>>,
    /// What is not listed, added up.
    pub(crate) rest: Option<ExplanationRest>,
}

impl Reason {
    /// What it was made from.
    pub(crate) fn parts(&self) -> &[Self] {
        self.terms.as_deref().unwrap_or_default()
    }
}

/// A rule, by name.
#[derive(cynic::QueryFragment, Clone, Debug, PartialEq, Eq)]
#[cynic(graphql_type = "Rule")]
pub(crate) struct RuleName {
    /// The name.
    pub(crate) name: String,
}

/// Terms that are not listed.
#[derive(cynic::QueryFragment, Clone, Debug, PartialEq, Eq)]
pub(crate) struct ExplanationRest {
    /// How many.
    pub(crate) count: i32,
    /// What they add up to.
    pub(crate) value: String,
}

/// What is known of a row that an explanation mentions.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Row {
    /// An order.
    Order {
        /// Its number.
        number: i32,
        /// Where it stands.
        status: OrderStatus,
    },
    /// An item.
    Item {
        /// The id of its product.
        product: String,
        /// The product's name.
        name: String,
        /// How much of it.
        quantity: String,
        /// At which price.
        unit_price: String,
    },
}

/// An explanation with what is known of its rows, by id.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Why {
    /// The value that was asked about.
    pub(crate) reason: Reason,
    /// The rows.
    pub(crate) rows: BTreeMap<String, Row>,
}

#[derive(cynic::QueryVariables)]
struct Variables {
    id: Id,
}

#[derive(cynic::QueryFragment)]
#[cynic(graphql_type = "Query", variables = "Variables")]
struct BalanceQuery {
    #[arguments(entity: CUSTOMER, id: $id, field: "balance")]
    explain: Answer,
}

#[derive(cynic::InlineFragments)]
#[cynic(graphql_type = "ExplainResult")]
enum Answer {
    Explanation(Reason),
    #[cynic(fallback)]
    Nothing,
}

#[derive(cynic::QueryVariables)]
struct RowsVariables {
    ids: Vec<Id>,
}

#[derive(cynic::QueryFragment)]
#[cynic(graphql_type = "Query", variables = "RowsVariables")]
struct RowsQuery {
    #[arguments(ids: $ids)]
    nodes: Vec<Option<Known>>,
}

#[derive(cynic::InlineFragments)]
#[cynic(graphql_type = "Node")]
enum Known {
    Order(Order),
    Item(Item),
    #[cynic(fallback)]
    Other,
}

#[derive(cynic::QueryFragment)]
struct Order {
    id: Id,
    number: i32,
    status: OrderStatus,
}

#[derive(cynic::QueryFragment)]
struct Item {
    id: Id,
    quantity: Decimal,
    unit_price: Decimal,
    product: Product,
}

#[derive(cynic::QueryFragment)]
struct Product {
    id: Id,
    name: String,
}

/// Why a customer's balance is what it is; none if there is no such customer.
pub(crate) async fn balance(customer: Id) -> Result<Option<Why>, ApiError> {
    let Answer::Explanation(reason) = client::run(BalanceQuery::build(Variables { id: customer })).await?.explain
    else {
        return Ok(None);
    };
    let orders = reason.parts();
    let items = orders.iter().flat_map(Reason::parts);
    let ids: Vec<Id> = orders.iter().chain(items).map(|term| term.id.clone()).take(NAMED).collect();
    let mut rows = BTreeMap::new();
    for some in ids.chunks(NAMED_AT_ONCE) {
        let known = client::run(RowsQuery::build(RowsVariables { ids: some.to_vec() })).await?.nodes;
        rows.extend(known.into_iter().flatten().filter_map(named));
    }
    Ok(Some(Why { reason, rows }))
}

fn named(known: Known) -> Option<(String, Row)> {
    match known {
        Known::Order(Order { id, number, status }) => Some((id.into_inner(), Row::Order { number, status })),
        Known::Item(Item { id, quantity, unit_price, product }) => {
            let row = Row::Item {
                product: product.id.into_inner(),
                name: product.name,
                quantity: quantity.0,
                unit_price: unit_price.0,
            };
            Some((id.into_inner(), row))
        }
        Known::Other => None,
    }
}

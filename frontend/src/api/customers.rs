//! Pages of customers.

use cynic::{Id, QueryBuilder};

use super::client::{self, ApiError};
use super::orders::Place;
use super::paging::{DateTimeFilter, PAGE_SIZE, Page, PageInfo, Sort, SortDirection, Window, beside, words};
use super::scalar::{DateTime, Decimal};
use super::schema;

/// Which customers are listed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) enum View {
    /// Those that take orders.
    #[default]
    Active,
    /// Those of them that use this share of their limit, at least.
    Used(String),
    /// Those that were put away.
    Archived,
}

/// What is asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Ask {
    /// Which customers.
    pub(crate) view: View,
    /// Words that each of them says in its name or mail address.
    pub(crate) search: String,
    /// Their order.
    pub(crate) sort: Sort<CustomerOrderField>,
    /// The page.
    pub(crate) place: Place,
}

/// What customers can be sorted by here.
#[derive(cynic::Enum, Clone, Copy, Debug, PartialEq, Eq)]
#[cynic(non_exhaustive)]
pub(crate) enum CustomerOrderField {
    /// The name.
    Name,
    /// How many orders the balance sums.
    OpenOrders,
    /// How much of the limit is used.
    CreditUsedShare,
    /// What it owes.
    Balance,
    /// The most it may owe.
    CreditLimit,
    /// What is left.
    AvailableCredit,
    /// What this app never asks for.
    #[cynic(fallback)]
    Other,
}

/// A customer, as far as the list shows it.
#[derive(cynic::QueryFragment, Clone, Debug, PartialEq, Eq)]
#[cynic(graphql_type = "Customer")]
pub(crate) struct CustomerRow {
    /// Its id.
    pub(crate) id: Id,
    /// Its name.
    pub(crate) name: String,
    /// Where mail reaches it.
    pub(crate) email: Option<String>,
    /// How many orders the balance sums.
    pub(crate) open_orders: i32,
    /// What it owes.
    pub(crate) balance: Decimal,
    /// The most it may owe.
    pub(crate) credit_limit: Decimal,
    /// What is left.
    pub(crate) available_credit: Decimal,
    /// Since when it takes no orders.
    pub(crate) archived_at: Option<DateTime>,
    /// The currency of the amounts.
    pub(crate) currency: String,
    /// How many decimals the currency has.
    pub(crate) minor_unit: i32,
}

/// How many customers there are, view by view.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Counts {
    /// Those that take orders.
    pub(crate) active: i32,
    /// Those that were put away.
    pub(crate) archived: i32,
}

#[derive(cynic::QueryVariables)]
struct Variables {
    first: Option<i32>,
    after: Option<String>,
    last: Option<i32>,
    before: Option<String>,
    search: Option<String>,
    filter: CustomerWhere,
    order: Option<Vec<CustomerOrderBy>>,
}

#[derive(cynic::InputObject)]
struct CustomerWhere {
    archived_at: Option<DateTimeFilter>,
    credit_used_share: Option<DecimalFilter>,
}

#[derive(cynic::InputObject)]
struct DecimalFilter {
    gte: Option<Decimal>,
}

#[derive(cynic::InputObject)]
struct CustomerOrderBy {
    field: CustomerOrderField,
    direction: SortDirection,
}

#[derive(cynic::QueryFragment)]
#[cynic(graphql_type = "Query", variables = "Variables")]
struct CustomersQuery {
    #[arguments(first: $first, after: $after, last: $last, before: $before, search: $search, where: $filter, orderBy: $order)]
    customers: CustomerConnection,
}

#[derive(cynic::QueryFragment)]
struct CustomerConnection {
    nodes: Vec<CustomerRow>,
    page_info: PageInfo,
    total_count: i32,
    total_count_is_capped: bool,
}

#[derive(cynic::QueryFragment)]
#[cynic(graphql_type = "Query")]
struct CountsQuery {
    #[arguments(first: 1, where: { archivedAt: { isNull: true } })]
    #[cynic(rename = "customers", alias)]
    active: CustomerCount,
    #[arguments(first: 1, where: { archivedAt: { isNull: false } })]
    #[cynic(rename = "customers", alias)]
    archived: CustomerCount,
}

#[derive(cynic::QueryFragment)]
#[cynic(graphql_type = "CustomerConnection")]
struct CustomerCount {
    total_count: i32,
}

/// The page of customers that was asked for.
pub(crate) async fn page(ask: &Ask) -> Result<Page<CustomerRow>, ApiError> {
    let Window { first, after, last, before } = Window::of(&ask.place, PAGE_SIZE);
    let filter = CustomerWhere {
        archived_at: Some(DateTimeFilter { is_null: Some(ask.view != View::Archived) }),
        credit_used_share: match &ask.view {
            View::Used(share) => Some(DecimalFilter { gte: Some(Decimal(share.clone())) }),
            View::Active | View::Archived => None,
        },
    };
    let order = Some(vec![CustomerOrderBy { field: ask.sort.field, direction: SortDirection::of(&ask.sort) }]);
    let search = words(&ask.search);
    let variables = Variables { first, after, last, before, search, filter, order };
    let answer = client::run(CustomersQuery::build(variables)).await?.customers;
    let (previous, next) = beside(&ask.place, answer.page_info);
    let (total, capped) = (answer.total_count, answer.total_count_is_capped);
    Ok(Page { rows: answer.nodes, total, capped, previous, next })
}

/// How many there are.
pub(crate) async fn counts() -> Result<Counts, ApiError> {
    let CountsQuery { active, archived } = client::run(CountsQuery::build(())).await?;
    Ok(Counts { active: active.total_count, archived: archived.total_count })
}

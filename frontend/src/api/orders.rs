//! Pages of orders, filtered, searched and sorted by the server.

mod bulk;
mod filter;

use cynic::QueryBuilder;

pub(crate) use self::bulk::{Outcome, cancel, ship};
pub(crate) use self::filter::{Filter, Sort, SortBy, export_address};

use self::filter::{OrderOrderBy, OrderWhere};
use super::client::{self, ApiError};
use super::scalar::{Date, DateTime, Decimal};
use super::schema;

/// How many orders stand on a page.
pub(crate) const PAGE_SIZE: i32 = 25;

/// Where an order stands.
#[derive(cynic::Enum, Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum OrderStatus {
    /// Placed; its items may still change.
    Open,
    /// Paid, not yet shipped.
    Paid,
    /// On its way.
    Shipped,
    /// Shipped and done.
    Complete,
    /// Given up before it was paid.
    Cancelled,
    /// Paid back.
    Refunded,
}

impl OrderStatus {
    /// All of them, in the order in which they are offered.
    pub(crate) const ALL: [Self; 6] =
        [Self::Open, Self::Paid, Self::Shipped, Self::Complete, Self::Cancelled, Self::Refunded];
}

/// A place in the list: cursors are the server's, nothing is read into them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) enum Place {
    /// The first page.
    #[default]
    Start,
    /// The orders that follow this cursor.
    After(String),
    /// The orders that precede this cursor.
    Before(String),
}

/// What is asked for.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Ask {
    /// Which orders.
    pub(crate) filter: Filter,
    /// In which order; newest first when absent.
    pub(crate) sort: Option<Sort>,
    /// The page.
    pub(crate) place: Place,
}

/// What came.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Page {
    /// The orders of this page.
    pub(crate) orders: Vec<Order>,
    /// How many orders there are on all pages.
    pub(crate) total: Total,
    /// How many there would be without the filter; asked only when the page is empty because of it.
    pub(crate) total_unfiltered: Option<Total>,
    /// The page before, if there is one.
    pub(crate) newer: Option<Place>,
    /// The page after, if there is one.
    pub(crate) older: Option<Place>,
}

/// How many there are; the server stops counting at some point.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Total {
    /// How many were counted.
    pub(crate) count: i32,
    /// Whether there are more.
    pub(crate) is_capped: bool,
}

/// An order, as far as the list shows it.
#[derive(cynic::QueryFragment, Clone, Debug, PartialEq, Eq)]
pub(crate) struct Order {
    /// Its id.
    pub(crate) id: cynic::Id,
    /// Rises with each change; tells whether a later one is known already.
    pub(crate) version: i32,
    /// The number people say.
    pub(crate) number: i32,
    /// Where it stands.
    pub(crate) status: OrderStatus,
    /// Who ordered.
    pub(crate) customer: Customer,
    /// What the customer calls it.
    pub(crate) external_reference: Option<String>,
    /// How many items it has.
    pub(crate) item_count: i32,
    /// The day it counts for.
    #[cynic(rename = "orderDate")]
    pub(crate) day: Date,
    /// When it was entered.
    pub(crate) created_at: DateTime,
    /// When it was shipped, if it was.
    pub(crate) date_shipped: Option<DateTime>,
    /// What it comes to.
    pub(crate) amount_total: Decimal,
    /// The currency of the amount.
    pub(crate) currency: String,
    /// How many decimals the currency has.
    pub(crate) minor_unit: i32,
}

/// A customer, by name and credit.
#[derive(cynic::QueryFragment, Clone, Debug, PartialEq, Eq)]
pub(crate) struct Customer {
    /// Its id.
    pub(crate) id: cynic::Id,
    /// The customer's name.
    pub(crate) name: String,
    /// What it owes.
    pub(crate) balance: Decimal,
    /// The most it may owe.
    pub(crate) credit_limit: Decimal,
}

#[derive(cynic::QueryVariables, Default)]
struct OrdersVariables {
    #[cynic(skip_serializing_if = "Option::is_none")]
    first: Option<i32>,
    #[cynic(skip_serializing_if = "Option::is_none")]
    after: Option<String>,
    #[cynic(skip_serializing_if = "Option::is_none")]
    last: Option<i32>,
    #[cynic(skip_serializing_if = "Option::is_none")]
    before: Option<String>,
    #[cynic(skip_serializing_if = "Option::is_none")]
    filter: Option<OrderWhere>,
    #[cynic(skip_serializing_if = "Option::is_none")]
    order_by: Option<Vec<OrderOrderBy>>,
    #[cynic(skip_serializing_if = "Option::is_none")]
    search: Option<String>,
}

#[derive(cynic::QueryFragment)]
#[cynic(graphql_type = "Query", variables = "OrdersVariables")]
struct OrdersQuery {
    #[arguments(first: $first, after: $after, last: $last, before: $before, where: $filter, orderBy: $order_by, search: $search)]
    orders: OrderConnection,
}

#[derive(cynic::QueryFragment)]
struct OrderConnection {
    nodes: Vec<Order>,
    page_info: PageInfo,
    total_count: i32,
    total_count_is_capped: bool,
}

#[derive(cynic::QueryFragment)]
struct PageInfo {
    has_previous_page: bool,
    has_next_page: bool,
    start_cursor: Option<String>,
    end_cursor: Option<String>,
}

#[derive(cynic::QueryFragment)]
#[cynic(graphql_type = "Query")]
struct CountQuery {
    #[arguments(first: 1)]
    orders: OrderCount,
}

#[derive(cynic::QueryFragment)]
#[cynic(graphql_type = "OrderConnection")]
struct OrderCount {
    total_count: i32,
    total_count_is_capped: bool,
}

/// The page of orders that was asked for.
pub(crate) async fn page(ask: &Ask) -> Result<Page, ApiError> {
    let OrderConnection { nodes, page_info, total_count, total_count_is_capped } =
        client::run(OrdersQuery::build(variables(ask))).await?.orders;
    let total_unfiltered = if total_count == 0 && ask.filter != Filter::default() {
        let OrderCount { total_count, total_count_is_capped } = client::run(CountQuery::build(())).await?.orders;
        Some(Total { count: total_count, is_capped: total_count_is_capped })
    } else {
        None
    };
    let (newer, older) = neighbours(ask, page_info);
    let total = Total { count: total_count, is_capped: total_count_is_capped };
    Ok(Page { orders: nodes, total, total_unfiltered, newer, older })
}

fn variables(ask: &Ask) -> OrdersVariables {
    let all = OrdersVariables {
        filter: ask.filter.to_where(),
        order_by: ask.sort.map(|sort| vec![sort.into()]),
        search: ask.filter.words(),
        ..OrdersVariables::default()
    };
    match &ask.place {
        Place::Start => OrdersVariables { first: Some(PAGE_SIZE), ..all },
        Place::After(cursor) => OrdersVariables { first: Some(PAGE_SIZE), after: Some(cursor.clone()), ..all },
        Place::Before(cursor) => OrdersVariables { last: Some(PAGE_SIZE), before: Some(cursor.clone()), ..all },
    }
}

/// The pages beside this one. Who came here from a page can go back, also when the server does not look behind.
fn neighbours(ask: &Ask, info: PageInfo) -> (Option<Place>, Option<Place>) {
    let has_newer = info.has_previous_page || matches!(ask.place, Place::After(_));
    let has_older = info.has_next_page || matches!(ask.place, Place::Before(_));
    (
        info.start_cursor.filter(|_| has_newer).map(Place::Before),
        info.end_cursor.filter(|_| has_older).map(Place::After),
    )
}

#[cfg(test)]
mod tests {
    use super::{Ask, PageInfo, Place, neighbours};

    fn info(has_previous_page: bool, has_next_page: bool) -> PageInfo {
        PageInfo {
            has_previous_page,
            has_next_page,
            start_cursor: Some("first".to_owned()),
            end_cursor: Some("last".to_owned()),
        }
    }

    #[test]
    fn a_first_page_leads_to_older_orders_only() {
        let (newer, older) = neighbours(&Ask::default(), info(false, true));
        assert_eq!((newer, older), (None, Some(Place::After("last".to_owned()))));
    }

    #[test]
    fn the_way_back_is_open_when_the_server_does_not_look_behind() {
        let ask = Ask { place: Place::After("x".to_owned()), ..Ask::default() };
        let (newer, older) = neighbours(&ask, info(false, false));
        assert_eq!((newer, older), (Some(Place::Before("first".to_owned())), None));
    }
}

//! Pages of products.

use cynic::{Id, QueryBuilder};

use super::client::{self, ApiError};
use super::orders::Place;
use super::paging::{DateTimeFilter, PAGE_SIZE, Page, PageInfo, Sort, SortDirection, Window, beside, words};
use super::scalar::{DateTime, Decimal};
use super::schema;

/// Which products are listed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum View {
    /// Those that are sold, whether they may be ordered now or not.
    #[default]
    All,
    /// Those that may be ordered.
    Available,
    /// Those that may not.
    Unavailable,
    /// Those that were put away.
    Archived,
}

/// What is asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Ask {
    /// Which products.
    pub(crate) view: View,
    /// Words that each of them says in its name or SKU.
    pub(crate) search: String,
    /// Their order.
    pub(crate) sort: Sort<ProductOrderField>,
    /// The page.
    pub(crate) place: Place,
}

/// What products can be sorted by here.
#[derive(cynic::Enum, Clone, Copy, Debug, PartialEq, Eq)]
#[cynic(non_exhaustive)]
pub(crate) enum ProductOrderField {
    /// The name.
    Name,
    /// The stock-keeping unit.
    Sku,
    /// When it was entered.
    CreatedAt,
    /// Whether it may be ordered.
    Available,
    /// The price.
    UnitPrice,
    /// What this app never asks for.
    #[cynic(fallback)]
    Other,
}

/// A product.
#[derive(cynic::QueryFragment, Clone, Debug, PartialEq, Eq)]
pub(crate) struct Product {
    /// Its id.
    pub(crate) id: Id,
    /// Rises with each change.
    pub(crate) version: i32,
    /// Its name.
    pub(crate) name: String,
    /// Its stock-keeping unit.
    pub(crate) sku: String,
    /// Its price today.
    pub(crate) unit_price: Decimal,
    /// Whether it may be ordered.
    pub(crate) available: bool,
    /// When it was entered.
    pub(crate) created_at: DateTime,
    /// Since when it is put away.
    pub(crate) archived_at: Option<DateTime>,
}

/// How many products there are, view by view.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Counts {
    /// Those that may be ordered.
    pub(crate) available: i32,
    /// Those that may not.
    pub(crate) unavailable: i32,
    /// Those that were put away.
    pub(crate) archived: i32,
}

impl Counts {
    /// How many a view has.
    pub(crate) const fn of(self, view: View) -> i32 {
        match view {
            View::All => self.available.saturating_add(self.unavailable),
            View::Available => self.available,
            View::Unavailable => self.unavailable,
            View::Archived => self.archived,
        }
    }
}

#[derive(cynic::QueryVariables)]
struct Variables {
    first: Option<i32>,
    after: Option<String>,
    last: Option<i32>,
    before: Option<String>,
    search: Option<String>,
    filter: ProductWhere,
    order: Option<Vec<ProductOrderBy>>,
}

#[derive(cynic::InputObject)]
struct ProductWhere {
    archived_at: Option<DateTimeFilter>,
    available: Option<BooleanFilter>,
}

#[derive(cynic::InputObject)]
struct BooleanFilter {
    eq: Option<bool>,
}

#[derive(cynic::InputObject)]
struct ProductOrderBy {
    field: ProductOrderField,
    direction: SortDirection,
}

#[derive(cynic::QueryFragment)]
#[cynic(graphql_type = "Query", variables = "Variables")]
struct ProductsQuery {
    #[arguments(first: $first, after: $after, last: $last, before: $before, search: $search, where: $filter, orderBy: $order)]
    products: ProductConnection,
}

#[derive(cynic::QueryFragment)]
struct ProductConnection {
    nodes: Vec<Product>,
    page_info: PageInfo,
    total_count: i32,
    total_count_is_capped: bool,
}

#[derive(cynic::QueryFragment)]
#[cynic(graphql_type = "Query")]
struct CountsQuery {
    #[arguments(first: 1, where: { archivedAt: { isNull: true }, available: { eq: true } })]
    #[cynic(rename = "products", alias)]
    available: ProductCount,
    #[arguments(first: 1, where: { archivedAt: { isNull: true }, available: { eq: false } })]
    #[cynic(rename = "products", alias)]
    unavailable: ProductCount,
    #[arguments(first: 1, where: { archivedAt: { isNull: false } })]
    #[cynic(rename = "products", alias)]
    archived: ProductCount,
}

#[derive(cynic::QueryFragment)]
#[cynic(graphql_type = "ProductConnection")]
struct ProductCount {
    total_count: i32,
}

/// The page of products that was asked for.
pub(crate) async fn page(ask: &Ask) -> Result<Page<Product>, ApiError> {
    let Window { first, after, last, before } = Window::of(&ask.place, PAGE_SIZE);
    let available = match ask.view {
        View::Available => Some(true),
        View::Unavailable => Some(false),
        View::All | View::Archived => None,
    };
    let filter = ProductWhere {
        archived_at: Some(DateTimeFilter { is_null: Some(ask.view != View::Archived) }),
        available: available.map(|available| BooleanFilter { eq: Some(available) }),
    };
    let order = Some(vec![ProductOrderBy { field: ask.sort.field, direction: SortDirection::of(&ask.sort) }]);
    let search = words(&ask.search);
    let variables = Variables { first, after, last, before, search, filter, order };
    let answer = client::run(ProductsQuery::build(variables)).await?.products;
    let (previous, next) = beside(&ask.place, answer.page_info);
    let (total, capped) = (answer.total_count, answer.total_count_is_capped);
    Ok(Page { rows: answer.nodes, total, capped, previous, next })
}

/// How many there are.
pub(crate) async fn counts() -> Result<Counts, ApiError> {
    let CountsQuery { available, unavailable, archived } = client::run(CountsQuery::build(())).await?;
    Ok(Counts {
        available: available.total_count,
        unavailable: unavailable.total_count,
        archived: archived.total_count,
    })
}

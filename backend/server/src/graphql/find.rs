//! Lists that are filtered, searched and sorted: how the API asks what the domain's [`Listing`]s offer.
//!
//! The input types are not written down here: they are made from the listings, field by field, so that a field is
//! declared once for filters, orderings and exports.

use std::sync::Arc;

use async_graphql::connection::{Connection, Edge};
use async_graphql::{Object, OutputType};
use docket_domain::customer::CUSTOMERS;
use docket_domain::find::{self, Count, Find, Listed, Listing, Ordering, Search, TooMuch};
use docket_domain::order::ORDERS;
use docket_domain::page::Page;
use docket_domain::product::PRODUCTS;
use sea_orm::ModelTrait;
use tokio::sync::OnceCell;

use super::error::{ApiError, ErrorCode};
use super::view::View;

mod filter;
mod operator;
mod order_by;
mod place;
mod registry;

pub use filter::Where;
pub use order_by::OrderBy;
pub use place::PlaceCursor;

/// A listing, as a type for the schema.
pub trait List: Send + Sync + 'static {
    /// What can be asked.
    const LISTING: &'static Listing;
}

/// Orders.
pub struct Orders;
/// Customers.
pub struct Customers;
/// Products.
pub struct Products;

impl List for Orders {
    const LISTING: &'static Listing = &ORDERS;
}

impl List for Customers {
    const LISTING: &'static Listing = &CUSTOMERS;
}

impl List for Products {
    const LISTING: &'static Listing = &PRODUCTS;
}

/// What is asked of a list.
pub fn ask<L: List>(
    filter: Option<&Where<L>>,
    order_by: Option<&[OrderBy<L>]>,
    search: Option<&str>,
) -> Result<Find, ApiError> {
    let mut find = Find::all(L::LISTING);
    if let Some(filter) = filter {
        find.filter = filter.read()?;
    }
    if let Some(order_by) = order_by {
        find.ordering = Ordering::by(L::LISTING, order_by.iter().map(OrderBy::sort).collect())?;
    }
    if let Some(search) = search {
        find.search = Search::read(search)?;
    }
    Ok(find)
}

impl From<TooMuch> for ApiError {
    fn from(TooMuch(why): TooMuch) -> Self {
        Self::Request(ErrorCode::QueryTooComplex, why)
    }
}

/// How many rows a list has; counted only when it is asked for.
pub struct Total {
    view: Arc<View>,
    find: Find,
    count: OnceCell<Count>,
}

impl Total {
    async fn count(&self) -> Result<Count, ApiError> {
        let count = async { Ok::<_, ApiError>(find::count(self.view.snapshot().await?, &self.find).await?) };
        self.count.get_or_try_init(|| count).await.copied()
    }
}

#[Object]
impl Total {
    /// How many there are on all pages; at most 10,000 are counted, see `totalCountIsCapped`.
    async fn total_count(&self) -> Result<u64, ApiError> {
        Ok(self.count().await?.counted)
    }

    /// Whether there are more than `totalCount` says.
    async fn total_count_is_capped(&self) -> Result<bool, ApiError> {
        Ok(self.count().await?.is_capped)
    }
}

/// A page of nodes, each under its place in the list's order.
pub fn pages<M, N>(
    view: &Arc<View>,
    find: Find,
    page: Page<M>,
    node: impl Fn(M) -> N,
) -> Result<Connection<PlaceCursor, N, Total>, ApiError>
where
    M: ModelTrait,
    M::Entity: Listed,
    N: OutputType,
{
    let mut edges = Vec::with_capacity(page.rows.len());
    for row in page.rows {
        let cursor = PlaceCursor::new(&find.ordering, &find.ordering.place(&row)?)?;
        edges.push(Edge::new(cursor, node(row)));
    }
    let total = Total { view: view.clone(), find, count: OnceCell::new() };
    let mut connection = Connection::with_additional_fields(page.has_previous, page.has_next, total);
    connection.edges = edges;
    Ok(connection)
}

//! Lists that people filter, search and sort: what they ask, as data, and the statements that answer it.
//!
//! A slice declares once what can be asked about its rows, in a [`Listing`]: each [`Field`] is a typed column with the
//! name that people know it by. Filters, orderings, exports and the API's types are all read from there. Every
//! statement keeps to the snapshot's tenant, in each table that it reads.

use sea_orm::sea_query::{Asterisk, Expr, ExprTrait, Func, NullOrdering, Order, Query, SelectStatement};
use sea_orm::{ConnectionTrait, DbErr, QueryFilter, QuerySelect, QueryTrait, Select};

use crate::page::{LARGEST, Page, PageArgs, trim};
use crate::snapshot::Snapshot;

mod export;
mod field;
mod filter;
mod ordering;
mod search;
mod sql;

pub use export::{Shown, rows};
pub(crate) use field::units;
pub use field::{Asked, Field, Link, Listing, Searched, Shape};
pub use filter::{Compare, Filter, Test};
pub use ordering::{Listed, Ordering, Place, Sort};
pub use search::Search;

use sql::Scope;

/// How many rows of a list are counted; of more it is said that there are at least so many.
pub const MOST_COUNTED: u64 = 10_000;

/// Why something is not asked: it would be more than one question may be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TooMuch(pub String);

/// Which rows of a list are wanted, and in which order.
#[derive(Clone, Debug)]
pub struct Find {
    /// Those for which this holds.
    pub filter: Filter,
    /// Those that say this.
    pub search: Option<Search>,
    /// Their order.
    pub ordering: Ordering,
}

impl Find {
    /// All rows, in the list's own order.
    pub fn all(listing: &'static Listing) -> Self {
        Self { filter: Filter::All(Vec::new()), search: None, ordering: Ordering::of(listing) }
    }

    /// Of these, those for which `filter` holds as well.
    #[must_use]
    pub fn only(mut self, filter: Filter) -> Self {
        self.filter = Filter::All(vec![self.filter, filter]);
        self
    }

    /// What holds of the rows, in SQL.
    pub(crate) fn condition(&self, snapshot: &Snapshot) -> Expr {
        let scope = Scope::root(self.ordering.listing(), snapshot);
        let mut condition = scope.tenant_is().and(scope.filter(&self.filter));
        if let Some(search) = &self.search {
            condition = condition.and(scope.search(self.ordering.listing(), search));
        }
        condition
    }
}

/// How many rows there are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Count {
    /// How many were counted, at most [`MOST_COUNTED`].
    pub counted: u64,
    /// Whether there are more than were counted.
    pub is_capped: bool,
}

/// The query of a page, one row longer than the page.
pub fn select<E: Listed>(snapshot: &Snapshot, find: &Find, args: &PageArgs<Place>) -> Select<E> {
    let scope = Scope::root(find.ordering.listing(), snapshot);
    let mut select = E::find().filter(find.condition(snapshot)).limit(Ord::min(args.size, LARGEST) + 1);
    if let Some(place) = &args.from {
        select = select.filter(find.ordering.beyond(&scope, place, args.backward));
    }
    sort(QueryTrait::query(&mut select), &scope, &find.ordering, args.backward);
    select
}

fn sort(query: &mut SelectStatement, scope: &Scope, ordering: &Ordering, backward: bool) {
    for sort in ordering.sorts() {
        let way = if sort.descending == backward { Order::Asc } else { Order::Desc };
        let by = scope.of(sort.field);
        // Said only where it matters: with it, PostgreSQL does not use an index on a column that is never null.
        if sort.field.nullable {
            let nulls = if backward { NullOrdering::First } else { NullOrdering::Last };
            query.order_by_expr_with_nulls(by, way, nulls);
        } else {
            query.order_by_expr(by, way);
        }
    }
}

/// A page of rows.
pub(crate) async fn list<E: Listed>(
    snapshot: &Snapshot,
    find: &Find,
    args: &PageArgs<Place>,
) -> Result<Page<E::Model>, DbErr> {
    let size = Ord::min(args.size, LARGEST);
    let rows = select::<E>(snapshot, find, args).all(snapshot.connection()).await?;
    Ok(trim(rows, size, args.from.is_some(), args.backward))
}

/// How many rows there are, counted up to a cap.
pub async fn count(snapshot: &Snapshot, find: &Find) -> Result<Count, DbErr> {
    let scope = Scope::root(find.ordering.listing(), snapshot);
    let some: SelectStatement = Query::select()
        .expr(Expr::val(1))
        .from(scope.table())
        .and_where(find.condition(snapshot))
        .limit(MOST_COUNTED + 1)
        .take();
    let counting = Query::select().expr(Func::count(Expr::col(Asterisk))).from_subquery(some, "counted").take();
    let found = snapshot.connection().query_one(&counting).await?;
    let found = found.map_or(Ok(0), |row| row.try_get_by_index::<i64>(0))?.unsigned_abs();
    Ok(Count { counted: Ord::min(found, MOST_COUNTED), is_capped: found > MOST_COUNTED })
}

//! Pages by keyset: after or before a row, never by counting rows to skip.

use sea_orm::{ColumnTrait, DbErr, EntityTrait, Order, QueryFilter, QueryOrder, QuerySelect, Select};
use uuid::Uuid;

use crate::snapshot::Snapshot;

/// The most rows a page may have.
pub const LARGEST: u64 = 100;

/// Which rows of a list are wanted.
#[derive(Clone, Copy, Debug)]
pub struct PageArgs<P = Uuid> {
    /// How many, at most [`LARGEST`].
    pub size: u64,
    /// The place to continue from: the row's id, unless the list can be sorted.
    pub from: Option<P>,
    /// Whether the rows before it are wanted, instead of those after it.
    pub backward: bool,
}

/// Which way a list runs. Ids rise with time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Direction {
    /// Oldest first.
    Ascending,
    /// Newest first.
    Descending,
}

/// Rows of a list, in its order, and whether there are more.
#[derive(Clone, Debug)]
pub struct Page<M> {
    /// The rows.
    pub rows: Vec<M>,
    /// Whether rows stand before the first.
    pub has_previous: bool,
    /// Whether rows stand after the last.
    pub has_next: bool,
}

/// One page of `select`, by the id in `column`.
pub(crate) async fn page<E: EntityTrait>(
    snapshot: &Snapshot,
    select: Select<E>,
    column: E::Column,
    direction: Direction,
    args: &PageArgs,
) -> Result<Page<E::Model>, DbErr> {
    let size = args.size.min(LARGEST);
    let ascending = (direction == Direction::Ascending) != args.backward;
    let mut select = select.order_by(column, if ascending { Order::Asc } else { Order::Desc }).limit(size + 1);
    if let Some(from) = args.from {
        select = select.filter(if ascending { column.gt(from) } else { column.lt(from) });
    }
    let rows = select.all(snapshot.connection()).await?;
    Ok(trim(rows, size, args.from.is_some(), args.backward))
}

/// A page of the rows that were read, the way it was read: one more than its size says that there are more.
pub(crate) fn trim<M>(mut rows: Vec<M>, size: u64, continued: bool, backward: bool) -> Page<M> {
    let size = usize::try_from(size).unwrap_or(usize::MAX);
    let more = rows.len() > size;
    rows.truncate(size);
    if backward {
        rows.reverse();
        return Page { rows, has_previous: more, has_next: continued };
    }
    Page { rows, has_previous: continued, has_next: more }
}

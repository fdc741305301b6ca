//! Pages by keyset: after or before a row, never by counting rows to skip.

use sea_orm::{ColumnTrait, DbErr, EntityTrait, Order, QueryFilter, QueryOrder, QuerySelect, Select};
use uuid::Uuid;

use crate::snapshot::Snapshot;

/// The most rows a page may have.
pub const LARGEST: u64 = 100;

/// Which rows of a list are wanted.
#[derive(Clone, Copy, Debug)]
pub struct PageArgs {
    /// How many, at most [`LARGEST`].
    pub size: u64,
    /// The row to continue from.
    pub from: Option<Uuid>,
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
    let mut rows = select.all(snapshot.connection()).await?;
    let more = u64::try_from(rows.len()).is_ok_and(|found| found > size);
    rows.truncate(usize::try_from(size).unwrap_or(usize::MAX));
    if args.backward {
        rows.reverse();
        return Ok(Page { rows, has_previous: more, has_next: args.from.is_some() });
    }
    Ok(Page { rows, has_previous: args.from.is_some(), has_next: more })
}

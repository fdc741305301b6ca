//! All rows of a list, one after the other, as few columns as are wanted: for exports.

use docket_rules::Value;
use futures_util::{Stream, StreamExt};
use sea_orm::sea_query::{JoinType, Query, SelectStatement};
use sea_orm::{DbErr, StreamTrait};

use super::sql::Scope;
use super::{Field, Find, Link, Listing, sort};
use crate::snapshot::Snapshot;
use crate::unit::stored;

/// A field that an export shows: the row's own, or one of the row that it points to.
#[derive(Clone, Debug)]
pub struct Shown {
    /// What it is called, such as `amountTotal` or `customer.name`.
    pub name: String,
    /// The field.
    pub field: &'static Field,
    link: Option<&'static Link>,
}

impl Listing {
    /// The field of this name, `customer.name` being the customer's.
    pub fn shown(&'static self, name: &str) -> Option<Shown> {
        let (link, field) = match name.split_once('.') {
            None => (None, self.field(name)?),
            Some((way, name)) => {
                let link = self.link(way).filter(|link| !link.is_many)?;
                (Some(link), link.target.field(name)?)
            }
        };
        Some(Shown { name: name.to_owned(), field, link })
    }
}

/// The values of each row, in the order of the list. Rows are read while they are taken: few are in memory at a time.
pub async fn rows<'a>(
    snapshot: &'a Snapshot,
    find: &Find,
    columns: &'a [Shown],
) -> Result<impl Stream<Item = Result<Vec<Value>, DbErr>> + Send + 'a, DbErr> {
    let found = snapshot.connection().stream(&statement(snapshot, find, columns)).await?;
    Ok(found.map(|row| {
        let row = row?;
        columns.iter().enumerate().map(|(at, column)| stored::read(&column.field.spec(), &row, at)).collect()
    }))
}

fn statement(snapshot: &Snapshot, find: &Find, columns: &[Shown]) -> SelectStatement {
    let scope = Scope::root(find.ordering.listing(), snapshot);
    let mut query = Query::select().from(scope.table()).and_where(find.condition(snapshot)).take();
    let mut joined: Vec<(&Link, Scope)> = Vec::new();
    for column in columns {
        let shown = match column.link {
            None => scope.shown(column.field),
            Some(link) => {
                let at = joined.iter().position(|(other, _)| std::ptr::eq(*other, link)).unwrap_or_else(|| {
                    let (there, same) = scope.join(link);
                    query.join(JoinType::InnerJoin, there.table(), same);
                    joined.push((link, there));
                    joined.len() - 1
                });
                joined[at].1.shown(column.field)
            }
        };
        query.expr(shown);
    }
    sort(&mut query, &scope, &find.ordering, false);
    query
}

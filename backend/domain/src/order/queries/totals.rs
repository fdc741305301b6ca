//! How many orders there are, and what they come to: by day, by status, by customer.

use chrono::{DateTime, NaiveDate, NaiveTime, TimeDelta, Utc};
use docket_rules::Decimal;
use sea_orm::sea_query::{Alias, Asterisk, Expr, ExprTrait, Func, Order as Way, Query, SelectStatement};
use sea_orm::{ConnectionTrait, DbBackend, DbErr, QueryResult};

use crate::find::Find;
use crate::id::CustomerId;
use crate::money::Money;
use crate::order::OrderStatus;
use crate::order::entity::{Column, Entity};
use crate::snapshot::Snapshot;

/// The most days that totals may span.
pub const MOST_DAYS: i64 = 400;

/// What orders are put together by.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum By {
    /// The day they were ordered.
    Day,
    /// The day they shipped, in UTC; orders that have not are left out.
    DayShipped,
    /// Where they stand.
    Status,
    /// Who ordered.
    Customer,
}

/// By what the greatest totals are found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Rank {
    /// By what the orders come to.
    Amount,
    /// By how many there are.
    Count,
}

/// Which totals are wanted.
#[derive(Clone, Debug)]
pub struct Totals {
    /// Of which orders.
    pub find: Find,
    /// By what.
    pub by: By,
    /// Of orders of these days, the last included; of all when absent. The day shipped counts where it is asked by.
    pub days: Option<(NaiveDate, NaiveDate)>,
    /// The greatest first; by key when absent.
    pub rank: Option<Rank>,
    /// How many, at most.
    pub most: u64,
}

/// What a total is of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Key {
    /// A day.
    Day(NaiveDate),
    /// A status.
    Status(OrderStatus),
    /// A customer.
    Customer(CustomerId),
}

/// A total.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Total {
    /// Of what.
    pub key: Key,
    /// How many orders.
    pub count: i64,
    /// The sum of their totals.
    pub amount: Decimal,
}

/// Amounts are added in two parts, so that no sum of 64-bit numbers overflows in the database.
const PART: i64 = 1_000_000_000;

/// The totals, with one statement. Days without orders are not among them.
pub async fn totals(snapshot: &Snapshot, totals: &Totals) -> Result<Vec<Total>, DbErr> {
    let backend = snapshot.connection().get_database_backend();
    let found = snapshot.connection().query_all(&statement(snapshot, totals, backend)).await?;
    found.iter().map(|row| read(totals.by, row)).collect()
}

fn read(by: By, row: &QueryResult) -> Result<Total, DbErr> {
    let key = match by {
        By::Day | By::DayShipped => Key::Day(row.try_get_by_index(0)?),
        By::Status => Key::Status(row.try_get_by_index(0)?),
        By::Customer => Key::Customer(row.try_get_by_index(0)?),
    };
    let (whole, rest): (i64, i64) = (row.try_get_by_index(2)?, row.try_get_by_index(3)?);
    let units = i128::from(whole) * i128::from(PART) + i128::from(rest);
    Ok(Total { key, count: row.try_get_by_index(1)?, amount: Decimal::new(units, Money::SCALE) })
}

fn statement(snapshot: &Snapshot, totals: &Totals, backend: DbBackend) -> SelectStatement {
    let column = |column: Column| Expr::col((Entity, column));
    let key = match totals.by {
        By::Day => column(Column::OrderDate),
        By::DayShipped => day_of(column(Column::DateShipped), backend),
        By::Status => column(Column::Status),
        By::Customer => column(Column::CustomerId),
    };
    // PostgreSQL adds whole numbers up to a decimal.
    let sum = |part: Expr| part.sum().cast_as(if backend == DbBackend::Sqlite { "integer" } else { "bigint" });
    let whole = sum(column(Column::AmountTotal).div(PART));
    let rest = sum(column(Column::AmountTotal).modulo(PART));
    let count = Expr::from(Func::count(Expr::col(Asterisk)));
    let mut query = Query::select()
        .expr_as(key, "key")
        .expr_as(count.clone(), "count")
        .expr_as(whole.clone(), "whole")
        .expr_as(rest.clone(), "rest")
        .from(Entity)
        .and_where(totals.find.condition(snapshot))
        .add_group_by([Expr::col(Alias::new("key"))])
        .limit(totals.most)
        .take();
    if totals.by == By::DayShipped {
        query.and_where(column(Column::DateShipped).is_not_null());
    }
    if let Some((from, to)) = totals.days {
        if totals.by == By::DayShipped {
            query.and_where(column(Column::DateShipped).gte(midnight(from)));
            query.and_where(column(Column::DateShipped).lt(midnight(to) + TimeDelta::days(1)));
        } else {
            query.and_where(column(Column::OrderDate).between(from, to));
        }
    }
    match totals.rank {
        Some(Rank::Amount) => {
            query.order_by_expr(whole.add(rest.clone().div(PART)), Way::Desc);
            query.order_by_expr(rest.modulo(PART), Way::Desc);
        }
        Some(Rank::Count) => {
            query.order_by_expr(count, Way::Desc);
        }
        None => {}
    }
    query.order_by(Alias::new("key"), Way::Asc);
    query
}

fn midnight(day: NaiveDate) -> DateTime<Utc> {
    day.and_time(NaiveTime::MIN).and_utc()
}

/// The day of an instant, in UTC.
fn day_of(instant: Expr, backend: DbBackend) -> Expr {
    match backend {
        // Stored as text that begins with the day.
        DbBackend::Sqlite => Func::cust("substr").args([instant, Expr::val(1), Expr::val(10)]).into(),
        _ => Expr::cust_with_exprs("($1 AT TIME ZONE 'UTC')::date", [instant]),
    }
}

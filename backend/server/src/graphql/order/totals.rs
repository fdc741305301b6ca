//! How many orders there are and what they come to: for a home page, and for managers.

use std::sync::Arc;

use async_graphql::{Context, Enum, Object};
use chrono::{Days, NaiveDate};
use docket_domain::Fault;
use docket_domain::order::queries::totals::{self, By, Key, MOST_DAYS, Rank, Total, Totals};
use docket_rules::Decimal as Exact;
use rust_decimal::Decimal as Number;

use super::OrderStatus;
use crate::graphql::customer::Customer;
use crate::graphql::error::ApiError;
use crate::graphql::find::{Orders, Where, ask};
use crate::graphql::scalar::{Date, Decimal};
use crate::graphql::view::View;

/// How many days are shown when nothing is said.
const USUAL_DAYS: u64 = 30;
/// How many customers are shown when nothing is said.
const USUAL_CUSTOMERS: u64 = 10;
/// The most customers that are shown.
const MOST_CUSTOMERS: u64 = 100;

/// What orders are put together by.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
#[graphql(remote = "By")]
pub(super) enum OrderTotalsBy {
    /// The day they were ordered. Every day is there, also one without orders.
    Day,
    /// The day they shipped, in UTC. Every day is there, also one without shipments.
    DayShipped,
    /// Where they stand.
    Status,
    /// Who ordered: the greatest customers first.
    Customer,
}

/// By what the greatest totals are found.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
#[graphql(remote = "Rank")]
pub(super) enum OrderTotalsRank {
    /// By what the orders come to.
    #[graphql(name = "AMOUNT_TOTAL")]
    Amount,
    /// By how many there are.
    Count,
}

/// Orders put together: of a day, a status or a customer.
pub(super) struct OrderTotal {
    view: Arc<View>,
    total: Total,
    amount: Decimal,
}

impl OrderTotal {
    fn new(view: Arc<View>, total: Total) -> Result<Self, ApiError> {
        let number = Number::try_from_i128_with_scale(total.amount.units(), u32::from(total.amount.scale()));
        let amount = Decimal(number.map_err(|_| Fault::Internal("a sum that no decimal holds"))?);
        Ok(Self { view, total, amount })
    }
}

#[Object]
impl OrderTotal {
    /// The day, the status, or the customer's id.
    async fn key(&self) -> String {
        match self.total.key {
            Key::Day(day) => day.to_string(),
            Key::Status(status) => status.name().to_owned(),
            Key::Customer(customer) => customer.to_string(),
        }
    }

    /// The day, if they are put together by day.
    async fn date(&self) -> Option<Date> {
        if let Key::Day(day) = self.total.key { Some(Date(day)) } else { None }
    }

    /// The status, if they are put together by status.
    async fn status(&self) -> Option<OrderStatus> {
        if let Key::Status(status) = self.total.key { Some(status.into()) } else { None }
    }

    /// The customer, if they are put together by customer.
    async fn customer(&self) -> Result<Option<Customer>, ApiError> {
        let Key::Customer(id) = self.total.key else { return Ok(None) };
        Customer::load(self.view.clone(), id).await
    }

    /// How many orders.
    async fn count(&self) -> i64 {
        self.total.count
    }

    /// The sum of their totals.
    async fn amount_total(&self) -> Decimal {
        self.amount
    }
}

/// Queries of totals.
#[derive(Default)]
pub struct OrderTotals;

#[Object]
impl OrderTotals {
    /// How many orders there are and what they come to: by day, by status, or by customer.
    #[graphql(complexity = "1 + shown(first) * child_complexity")]
    #[expect(clippy::too_many_arguments, reason = "the arguments of the field, most of them optional")]
    async fn order_totals(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What they are put together by.")] by: OrderTotalsBy,
        #[graphql(name = "where", desc = "Only orders for which this holds.")] filter: Option<Where<Orders>>,
        #[graphql(desc = "Only orders that say each of these words, as in `orders`.")] search: Option<String>,
        #[graphql(desc = "From this day on. By day, 30 days are shown when it is absent; else all orders are.")]
        from: Option<Date>,
        #[graphql(desc = "Up to this day, included; today (UTC) when absent. At most 400 days.")] to: Option<Date>,
        #[graphql(desc = "The greatest first; by key when absent. Customers are ranked by amount when it is absent.")]
        rank_by: Option<OrderTotalsRank>,
        #[graphql(
            desc = "How many, at most: of customers from 1 to 100, 10 when absent; of the rest all when absent."
        )]
        first: Option<i32>,
    ) -> Result<Vec<OrderTotal>, ApiError> {
        let view = View::of(ctx);
        let by = By::from(by);
        let rank = rank_by.map(Rank::from).or((by == By::Customer).then_some(Rank::Amount));
        let today = view.docket().clock().now().date_naive();
        let days = span(by, from.map(|Date(day)| day), to.map(|Date(day)| day), today)?;
        let wanted =
            Totals { find: ask(filter.as_ref(), None, search.as_deref())?, by, days, rank, most: most(by, first)? };
        let found = totals::totals(view.snapshot().await?, &wanted).await?;
        let found = match days {
            Some(days) if rank.is_none() && matches!(by, By::Day | By::DayShipped) => {
                every_day(days, found, wanted.most)
            }
            _ => found,
        };
        found.into_iter().map(|total| OrderTotal::new(view.clone(), total)).collect()
    }
}

/// How many totals a field may show, for the cost of a request.
fn shown(first: Option<i32>) -> usize {
    let usual = usize::try_from(USUAL_DAYS).unwrap_or(usize::MAX);
    first.map_or(usual, |first| {
        usize::try_from(first).unwrap_or(0).min(usize::try_from(MOST_DAYS).unwrap_or(usize::MAX))
    })
}

fn most(by: By, first: Option<i32>) -> Result<u64, ApiError> {
    let (usual, most) = match by {
        By::Customer => (USUAL_CUSTOMERS, MOST_CUSTOMERS),
        By::Day | By::DayShipped | By::Status => (MOST_DAYS.unsigned_abs(), MOST_DAYS.unsigned_abs()),
    };
    let size = first.map_or(Some(usual), |first| u64::try_from(first).ok().filter(|first| (1..=most).contains(first)));
    size.ok_or_else(|| ApiError::bad_input(format!("`first` must be from 1 to {most}.")))
}

/// The days that are asked for.
fn span(
    by: By,
    from: Option<NaiveDate>,
    to: Option<NaiveDate>,
    today: NaiveDate,
) -> Result<Option<(NaiveDate, NaiveDate)>, ApiError> {
    if from.is_none() && to.is_none() && matches!(by, By::Status | By::Customer) {
        return Ok(None);
    }
    let to = to.unwrap_or(today);
    let from = from.or_else(|| to.checked_sub_days(Days::new(USUAL_DAYS - 1))).unwrap_or(to);
    if from > to {
        return Err(ApiError::bad_input("`from` must not be after `to`."));
    }
    if to.signed_duration_since(from).num_days() >= MOST_DAYS {
        return Err(ApiError::bad_input(format!("`from` and `to` must span at most {MOST_DAYS} days.")));
    }
    Ok(Some((from, to)))
}

/// The totals with a total for every day.
fn every_day((from, to): (NaiveDate, NaiveDate), found: Vec<Total>, most: u64) -> Vec<Total> {
    let mut found = found.into_iter().peekable();
    let days = from.iter_days().take_while(|day| *day <= to).take(usize::try_from(most).unwrap_or(usize::MAX));
    days.map(|day| {
        let none = Total { key: Key::Day(day), count: 0, amount: Exact::ZERO };
        found.next_if(|total| total.key == none.key).unwrap_or(none)
    })
    .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    #[test]
    fn days_are_bounded() {
        let today = day("2026-11-21");
        let span = |by, from: Option<&str>, to: Option<&str>| span(by, from.map(day), to.map(day), today).ok();
        assert_eq!(span(By::Day, None, None), Some(Some((day("2026-10-23"), today))));
        assert_eq!(span(By::Customer, None, None), Some(None));
        assert_eq!(span(By::Status, None, Some("2026-01-30")), Some(Some((day("2026-01-01"), day("2026-01-30")))));
        assert!(span(By::Day, Some("2025-10-18"), None).is_some());
        assert_eq!(span(By::Day, Some("2025-10-17"), None), None);
        assert_eq!(span(By::Day, Some("2026-11-22"), None), None);
    }

    #[test]
    fn a_day_without_orders_is_there() {
        let total = |text, count| Total { key: Key::Day(day(text)), count, amount: Exact::ZERO };
        let found = vec![total("2026-11-20", 2), total("2026-11-22", 1)];
        let all = every_day((day("2026-11-19"), day("2026-11-22")), found, 400);
        assert_eq!(all.iter().map(|total| total.count).collect::<Vec<_>>(), [0, 2, 0, 1]);
    }
}

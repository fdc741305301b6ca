//! What can be asked about customers.

use docket_rules::declare::TableType;
use docket_rules::{Decimal, Value};
use sea_orm::sea_query::{Alias, Expr, ExprTrait, Func};

use super::{Columns, Customer};
use crate::find::{Field, Link, Listing, Searched, Shape, units};
use crate::money::{Money, Quantity};
use crate::order::{self, Order};

const CUSTOMER: Columns = Customer::COLUMNS;

/// How many decimals the share of a credit limit has: with three, a thousand times the largest limit fits in 64 bits.
const SHARE_SCALE: u8 = Quantity::SCALE;

/// Customers.
pub static CUSTOMERS: Listing = Listing {
    name: "Customer",
    table: Customer::ID,
    fields: &[
        Field::new("id", CUSTOMER.id, "Its id. Ids rise with time: sorting by it is sorting by when it was entered."),
        Field::new("name", CUSTOMER.name, "Its name."),
        Field::new("email", CUSTOMER.email, "Where mail reaches it."),
        Field::new("creditLimit", CUSTOMER.credit_limit, "The most that it may owe."),
        Field::new("balance", CUSTOMER.balance, "What it owes."),
        Field::computed(
            "availableCredit",
            (Shape::Decimal(Money::SCALE), false),
            (available_sql, available),
            "How much more it may order.",
        ),
        Field::computed(
            "creditUsedShare",
            (Shape::Decimal(SHARE_SCALE), true),
            (share_sql, share),
            "Its balance as a share of its credit limit, cut to three decimals: 1 is all of it. None where the limit is 0.",
        ),
        Field::new("openOrders", CUSTOMER.open_orders, "How many orders the balance sums."),
        Field::new("archivedAt", CUSTOMER.archived_at, "Since when it takes no orders; none while it does."),
        Field::new("createdAt", CUSTOMER.created_at, "When it was entered."),
        Field::new("version", CUSTOMER.version, "Its version."),
    ],
    links: &[Link::many("orders", Order::COLUMNS.customer, &order::ORDERS, "Its orders.")],
    search: &[Searched::Text(CUSTOMER.name.at), Searched::Text(CUSTOMER.email.at)],
    newest_first: false,
};

fn column(table: &str, name: &'static str) -> Expr {
    Expr::col((Alias::new(table), name))
}

fn available_sql(table: &str) -> Expr {
    column(table, "credit_limit").sub(column(table, "balance"))
}

fn available(row: &[Value]) -> Value {
    let available = units(row, CUSTOMER.credit_limit) - units(row, CUSTOMER.balance);
    Value::Dec(Decimal::new(available, Money::SCALE))
}

/// Whole numbers divide alike on both databases: towards zero.
fn share_sql(table: &str) -> Expr {
    let limit = Func::cust("nullif").arg(column(table, "credit_limit")).arg(0);
    column(table, "balance").mul(1000).div(limit)
}

fn share(row: &[Value]) -> Value {
    let share = share_of(units(row, CUSTOMER.balance), units(row, CUSTOMER.credit_limit));
    share.map_or(Value::Null, |share| Value::Dec(Decimal::new(share.into(), SHARE_SCALE)))
}

/// The balance as a share of the limit, in thousandths.
pub(super) fn share_of(balance: i128, limit: i128) -> Option<i64> {
    (balance * 1000).checked_div(limit).and_then(|share| i64::try_from(share).ok())
}

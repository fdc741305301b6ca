//! The sentences of refusals: what happened, and what to do about it.

use docket_domain::money::Quantity;
use docket_domain::order::{Action, OrderStatus};
use docket_rules::Decimal;

/// The customer would owe, or owes, more than the limit.
pub fn over_limit(
    attempted: Decimal,
    limit: Decimal,
    balance: Decimal,
    excess: Decimal,
    largest: Option<Quantity>,
) -> String {
    let (over, limit, owed) = (amount(excess), amount(limit), amount(balance));
    if attempted == balance {
        return format!(
            "The customer already owes {owed}, which is {over} more than a limit of {limit}: set a limit of at least {owed}, \
             or ship or cancel open orders first."
        );
    }
    let less = largest.map_or_else(|| "Order less".to_owned(), |largest| format!("Order at most {largest}"));
    format!(
        "This would put the customer {over} over the credit limit of {limit}: {owed} is owed already. {less}, raise the \
         limit, or ship open orders first."
    )
}

/// What a rule says, and what to do about it.
pub fn rule(name: &str, says: &str, largest: Option<Quantity>) -> String {
    if let Some(largest) = largest {
        return format!("{says} Enter at most {largest}.");
    }
    let advice = ADVICE.into_iter().find(|(rule, _)| *rule == name);
    advice.map_or_else(|| says.to_owned(), |(_, advice)| format!("{says} {advice}"))
}

/// What people can do about rules whose sentence does not say it.
const ADVICE: [(&str, &str); 6] = [
    ("archived_without_open_orders", "Ship or cancel its open orders first."),
    ("archived_takes_no_orders", "Unarchive the customer, or order for another."),
    ("product_available", "Make the product available, or choose another."),
    ("items_while_open", "Unship the order first, or take a new one."),
    ("customer_while_open", "Unship the order first, or take a new one."),
    ("order_keeps_an_item", "Delete the order, or add another item first."),
];

/// A number would not fit.
pub fn overflow(largest: Option<Quantity>) -> String {
    let less = largest
        .map_or_else(|| "enter smaller quantities or prices".to_owned(), |largest| format!("enter at most {largest}"));
    format!("An amount would become larger than Docket can hold: {less}.")
}

/// The price is not the one that was expected.
pub fn price_moved(expected: Decimal, current: Decimal) -> String {
    format!(
        "The price is {}, not {}: accept it by expecting it, or leave the item out.",
        amount(current),
        amount(expected)
    )
}

/// Orders use it.
pub fn in_use(uses: u64, examples: &[i64]) -> String {
    let numbers: Vec<String> = examples.iter().map(ToString::to_string).collect();
    let (orders, more) =
        (if uses == 1 { "1 order uses" } else { &format!("{uses} orders use") }, uses > examples.len() as u64);
    let rest = if more { " and others" } else { "" };
    format!("{orders} this ({}{rest}), so it cannot be deleted: archive it instead.", numbers.join(", "))
}

/// A field cannot have this value.
pub fn invalid(field: &[String], why: &str) -> String {
    match field {
        [] => format!("The input {why}."),
        [name] => format!("`{name}` {why}."),
        [path @ .., name] => format!("`{name}` of `{}` {why}.", path.join(".")),
    }
}

/// The order's status does not allow this.
pub fn not_allowed(action: Action, status: OrderStatus, allowed: &[Action]) -> String {
    let status = match status {
        OrderStatus::Open => "open",
        OrderStatus::Paid => "paid",
        OrderStatus::Shipped => "shipped",
        OrderStatus::Complete => "complete",
        OrderStatus::Cancelled => "cancelled",
        OrderStatus::Refunded => "refunded",
    };
    let refused = verb(action);
    let Some((last, others)) = allowed.split_last() else {
        return format!("The order is {status}, so it cannot be {refused}. Nothing more can be done with it.");
    };
    let others: Vec<&str> = others.iter().copied().map(verb).collect();
    let choice =
        if others.is_empty() { verb(*last).to_owned() } else { format!("{} or {}", others.join(", "), verb(*last)) };
    format!("The order is {status}, so it cannot be {refused}. It can be {choice}.")
}

const fn verb(action: Action) -> &'static str {
    match action {
        Action::Edit => "changed",
        Action::Ship => "shipped",
        Action::Unship => "unshipped",
        Action::Cancel => "cancelled",
        Action::Delete => "deleted",
    }
}

/// Something else has this value.
pub fn duplicate(field: &str) -> String {
    let (whose, what) = match field {
        "email" => ("customer", "e-mail address"),
        "sku" => ("product", "SKU"),
        "externalReference" => ("order", "external reference"),
        other => ("entry", other),
    };
    format!("Another {whose} already has this {what}: enter a different one, or change the other {whose} first.")
}

/// Somebody was faster.
pub fn stale(expected: i64, current: i64) -> String {
    format!(
        "Somebody changed this meanwhile (you have version {expected}, it is now at {current}): load it again, and decide anew."
    )
}

/// There is no such row; `table` is its table's name.
pub fn not_found(table: &str) -> String {
    let what = if table == "orders" { "order" } else { table };
    format!("There is no such {what}, or no longer.")
}

/// An amount as people write it: two decimals, more only when they say something.
fn amount(number: Decimal) -> String {
    let text = number.at_scale(4).unwrap_or(number).to_string();
    let keep = text.find('.').map_or(text.len(), |point| point + 3);
    let (kept, more) = text.split_at(keep.min(text.len()));
    format!("{kept}{}", more.trim_end_matches('0'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn amounts_read_like_money() {
        for (units, text) in [(125_000, "12.50"), (1, "0.0001"), (-20_000, "-2.00"), (12_345, "1.2345")] {
            assert_eq!(amount(Decimal::new(units, 4)), text);
        }
    }

    #[test]
    fn a_refused_action_names_what_can_be_done_instead() {
        assert_eq!(
            not_allowed(Action::Ship, OrderStatus::Shipped, &[Action::Unship]),
            "The order is shipped, so it cannot be shipped. It can be unshipped."
        );
        assert!(not_allowed(Action::Ship, OrderStatus::Cancelled, &[]).ends_with("Nothing more can be done with it."));
    }

    #[test]
    fn a_limit_below_the_balance_is_told_apart_from_an_order_over_the_limit() {
        let euro = |whole: i64| Decimal::from(whole);
        assert!(
            over_limit(euro(120), euro(100), euro(90), euro(20), None)
                .starts_with("This would put the customer 20.00 over")
        );
        assert!(
            over_limit(euro(90), euro(50), euro(90), euro(40), None).starts_with("The customer already owes 90.00")
        );
    }
}

//! Numbers: what is taken, how it is rounded, and what is too large.

use docket_domain::Refusal;
use docket_domain::customer::commands::{CreateCustomer, UpdateCustomer};
use docket_domain::order::Item;
use docket_domain::order::commands::UpdateItem;
use docket_domain::product::commands::{CreateProduct, UpdateProduct};
use docket_rules::violation::Violation;
use rust_decimal::Decimal;

use crate::support::stored::{invalid, rules, violations};
use crate::support::{World, facts, money, new_order, number, rule};

/// The most that anyone may owe.
const MOST: &str = "900000000000";

async fn refused_price(world: &World, price: &str) -> Vec<Refusal> {
    let (sku, name) = ("refused".to_owned(), "Refused".to_owned());
    world.refused(CreateProduct { sku, name, unit_price: number(price), available: true }).await
}

facts! {
    async fn quantities_are_positive_bounded_and_have_three_decimals(world: World) {
        let customer = world.customer(MOST).await;
        let board = world.product("1").await;
        let order = world.order(customer, &[(board, "0.001")]).await;
        let item = world.item(order, 0).await;
        let quantity = |text| UpdateItem { quantity: Some(number(text)), ..UpdateItem::of(item) };
        for (text, refused_by) in
            [("0", "quantity_positive"), ("-1", "quantity_positive"), ("1000000.001", "quantity_in_range")]
        {
            assert!(rules(&world.refused(quantity(text)).await).contains(&refused_by), "{text}");
            assert!(
                rules(&world.refused(new_order(customer, &[(board, text)])).await).contains(&refused_by),
                "{text}"
            );
        }
        for text in ["0.0001", "1.2345", "9223372036854775.808", "79228162514264337593543950335"] {
            assert_eq!(invalid(&world.refused(quantity(text)).await), "quantity");
            let second = new_order(customer, &[(board, "1"), (board, text)]);
            assert_eq!(invalid(&world.refused(second).await), "items.1.quantity");
        }
        world.done(quantity("1.50000")).await;
        world.done(quantity("1000000")).await;
        assert_eq!(world.balance(customer).await, money("1000000"));
        world.holds().await;
    }

    async fn a_refused_item_is_named_by_its_place(world: World) {
        let customer = world.customer("1000").await;
        let board = world.product("1").await;
        let refusals = world.refused(new_order(customer, &[(board, "2"), (board, "0"), (board, "-1")])).await;
        assert_eq!(rules(&refusals), ["quantity_positive", "quantity_positive"]);
        let fields: Vec<String> = refusals
            .iter()
            .map(|refusal| match refusal {
                Refusal::Violation { field, .. } => field.join("."),
                other => panic!("{other:?}"),
            })
            .collect();
        assert_eq!(fields, ["items.1.quantity", "items.2.quantity"]);
    }

    async fn prices_and_limits_are_bounded_and_have_four_decimals(world: World) {
        assert_eq!(rule(&refused_price(&world, "-0.0001").await), "price_not_negative");
        assert_eq!(rule(&refused_price(&world, "1000000000").await), "price_in_range");
        assert_eq!(invalid(&refused_price(&world, "0.00001").await), "unitPrice");
        assert_eq!(invalid(&refused_price(&world, "1000000000000000").await), "unitPrice");
        let board = world.product("999999999.9999").await;
        let lower = UpdateProduct { unit_price: Some(number("-1")), ..UpdateProduct::of(board) };
        assert_eq!(rule(&world.refused(lower).await), "price_not_negative");
        world.done(UpdateProduct { unit_price: Some(number("0")), ..UpdateProduct::of(board) }).await;

        let customer = world.customer(MOST).await;
        let limit =
            |text| UpdateCustomer { credit_limit: Some(number(text)), ..UpdateCustomer::of(customer) };
        assert_eq!(rule(&world.refused(limit("900000000000.0001")).await), "credit_limit_in_range");
        assert!(rules(&world.refused(limit("-0.0001")).await).contains(&"credit_limit_not_negative"));
        assert_eq!(invalid(&world.refused(limit("0.00001")).await), "creditLimit");
        let create = CreateCustomer { name: "Alder".to_owned(), email: None, credit_limit: number("-1") };
        assert!(rules(&world.refused(create).await).contains(&"credit_limit_not_negative"));
        world.done(limit("0")).await;
    }

    async fn a_product_too_large_to_store_is_refused(world: World) {
        let customer = world.customer(MOST).await;
        let board = world.product("999999999.9999").await;
        let refusals = world.refused(new_order(customer, &[(board, "1000000")])).await;
        let amount = Item::COLUMNS.amount.at;
        assert!(
            matches!(violations(&refusals)[0], Violation::Overflow { column, .. } if *column == amount),
            "{refusals:?}"
        );
        let refusals = world.refused(new_order(customer, &[(board, "1000")])).await;
        assert_eq!(rules(&refusals), ["credit_limit", "amount_in_range"]);
        let order = world.order(customer, &[(board, "1")]).await;
        let before = (world.load_order(order).await, world.items(order).await, world.records().await);
        let more = UpdateItem { quantity: Some(number("1000000")), ..UpdateItem::of(before.1[0].id) };
        world.refused(more).await;
        assert_eq!((world.load_order(order).await, world.items(order).await, world.records().await), before);
        assert_eq!(world.balance(customer).await, money("1000000000"));
        world.holds().await;
    }

    async fn amounts_are_rounded_half_away_from_zero_to_the_currencys_decimals(world: World) {
        // Quantity, price, amount.
        for (currency, minor_unit, cases) in [
            (
                "JPY",
                0,
                [
                    ("0.5", "1", "1"),
                    ("0.499", "1", "0"),
                    ("1", "2.5", "3"),
                    ("3", "2.4999", "7"),
                    ("1", "0.4999", "0"),
                ],
            ),
            (
                "EUR",
                2,
                [
                    ("0.5", "0.01", "0.01"),
                    ("0.499", "0.01", "0"),
                    ("1.5", "0.03", "0.05"),
                    ("3", "0.0033", "0.01"),
                    ("7", "1.005", "7.04"),
                ],
            ),
            (
                "KWD",
                3,
                [
                    ("0.5", "0.001", "0.001"),
                    ("0.001", "0.4999", "0"),
                    ("0.001", "0.5", "0.001"),
                    ("3", "0.0005", "0.002"),
                    ("1", "1.0004", "1"),
                ],
            ),
            (
                "CLF",
                4,
                [
                    ("0.5", "0.0001", "0.0001"),
                    ("0.499", "0.0001", "0"),
                    ("0.001", "0.05", "0.0001"),
                    ("3", "0.0001", "0.0003"),
                    ("1", "0.9999", "0.9999"),
                ],
            ),
        ] {
            let world = world.other_tenant(currency, minor_unit).await;
            let customer = world.customer("1000").await;
            let mut total = Decimal::ZERO;
            for (quantity, price, amount) in cases {
                let product = world.product(price).await;
                let order = world.order(customer, &[(product, quantity)]).await;
                let item = &world.items(order).await[0];
                assert_eq!(item.amount, money(amount), "{quantity} × {price} {currency}");
                assert_eq!(
                    (item.minor_unit, world.load_order(order).await.currency.as_str()),
                    (minor_unit, currency)
                );
                total += number(amount);
            }
            assert_eq!(Decimal::from(world.balance(customer).await), total);
        }
        world.holds().await;
    }

    async fn large_sums_are_exact(world: World) {
        let world = world.other_tenant("CLF", 4).await;
        let customer = world.customer(MOST).await;
        let (board, crumb) = (world.product("999999999.9999").await, world.product("0.0001").await);
        for _ in 0..3 {
            world.order(customer, &[(board, "99.999"), (board, "199.999"), (crumb, "1")]).await;
        }
        let half_up = rust_decimal::RoundingStrategy::MidpointAwayFromZero;
        let item =
            |quantity| (number(quantity) * number("999999999.9999")).round_dp_with_strategy(4, half_up);
        let expected = (item("99.999") + item("199.999") + number("0.0001")) * Decimal::from(3);
        assert_eq!(Decimal::from(world.balance(customer).await), expected);
        world.holds().await;
    }
}

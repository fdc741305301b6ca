//! Putting customers and products away, and deleting those that no order uses.

use docket_domain::Refusal;
use docket_domain::customer::commands::{ArchiveCustomer, CreateCustomer, DeleteCustomer, UnarchiveCustomer};
use docket_domain::order::commands::DeleteOrder;
use docket_domain::product::commands::{ArchiveProduct, CreateProduct, DeleteProduct, UnarchiveProduct};
use docket_rules::violation::Violation;

use crate::support::stored::{rules, violations};
use crate::support::{facts, new_order, number, rule};

facts! {
    async fn a_customer_with_open_orders_is_not_archived(world: World) {
        let id = world.customer("100").await;
        let board = world.product("10").await;
        let order = world.order(id, &[(board, "1")]).await;
        let archive = ArchiveCustomer { id, expected_version: None };
        assert_eq!(rule(&world.refused(archive.clone()).await), "archived_without_open_orders");
        world.ship(order).await;
        world.done(archive.clone()).await;
        let since = world.load_customer(id).await.archived_at;
        assert!(since.is_some());
        world.done(archive).await;
        let row = world.load_customer(id).await;
        assert_eq!((row.archived_at, row.version), (since, 2));
        let refused = world.refused(new_order(id, &[(board, "1")])).await;
        assert_eq!(rules(&refused), ["archived_without_open_orders", "archived_takes_no_orders"]);
        world.done(UnarchiveCustomer { id, expected_version: Some(2) }).await;
        world.order(id, &[(board, "1")]).await;
    }

    async fn an_address_comes_free_and_is_judged_again(world: World) {
        let email = Some("Orders@Example.com".to_owned());
        let create = |name: &str| CreateCustomer { name: name.to_owned(), email: email.clone(), ..Default::default() };
        let first = world.done(create("first")).await;
        assert_eq!(world.refused(create("second")).await, [Refusal::Duplicate { field: "email".into() }]);
        world.done(ArchiveCustomer { id: first, expected_version: None }).await;
        let second = world.done(create("second")).await;
        let back = UnarchiveCustomer { id: first, expected_version: None };
        assert_eq!(world.refused(back.clone()).await, [Refusal::Duplicate { field: "email".into() }]);
        world.done(DeleteCustomer { id: second, expected_version: None }).await;
        world.done(back).await;
    }

    async fn a_sku_comes_free_and_is_judged_again(world: World) {
        let create =
            || CreateProduct { sku: "Oak-1".into(), name: "Oak".into(), unit_price: number("1"), available: true };
        let first = world.done(create()).await;
        world.done(ArchiveProduct { id: first, expected_version: None }).await;
        let customer = world.customer("100").await;
        assert_eq!(rule(&world.refused(new_order(customer, &[(first, "1")])).await), "product_available");
        world.done(create()).await;
        let back = UnarchiveProduct { id: first, expected_version: None };
        assert_eq!(world.refused(back).await, [Refusal::Duplicate { field: "sku".into() }]);
    }

    async fn what_orders_use_is_not_deleted_and_the_refusal_names_them(world: World) {
        let customer = world.customer("1000").await;
        let (board, nail) = (world.product("10").await, world.product("1").await);
        let mut numbers = Vec::new();
        let mut orders = Vec::new();
        for _ in 0..7 {
            let order = world.order(customer, &[(board, "1"), (board, "2")]).await;
            numbers.insert(0, world.load_order(order).await.number);
            orders.push(order);
        }
        numbers.truncate(5);
        let used = [Refusal::InUse { uses: 7, examples: numbers }];
        assert_eq!(world.refused(DeleteCustomer { id: customer, expected_version: None }).await, used);
        assert_eq!(world.refused(DeleteProduct { id: board, expected_version: None }).await, used);
        world.done(DeleteProduct { id: nail, expected_version: None }).await;
        for id in orders {
            world.done(DeleteOrder { id, reason: None, expected_version: None }).await;
        }
        world.done(DeleteProduct { id: board, expected_version: Some(1) }).await;
        world.done(DeleteCustomer { id: customer, expected_version: None }).await;
        let gone = world.refused(DeleteCustomer { id: customer, expected_version: None }).await;
        assert!(matches!(violations(&gone)[..], [Violation::NotFound { .. }]));
    }

    async fn a_customer_deleted_while_orders_come_in_is_either_kept_or_gone(world: World) {
        for _ in 0..20 {
            let id = world.customer("1000").await;
            let board = world.product("10").await;
            let (create, delete) = (new_order(id, &[(board, "1")]), DeleteCustomer { id, expected_version: None });
            let (ordered, deleted) = tokio::join!(
                world.docket.execute(&world.actor, &create),
                world.docket.execute(&world.actor, &delete),
            );
            assert!(ordered.is_ok() != deleted.is_ok(), "{ordered:?} {deleted:?}");
            let refused = ordered.err().or(deleted.err()).unwrap();
            assert!(matches!(refused, docket_domain::Failure::Refused(_)), "{refused:?}");
        }
        world.holds().await;
    }
}

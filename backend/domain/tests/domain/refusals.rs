//! The log of refusals: what the rules refused lately.

use docket_domain::customer::commands::CreateCustomer;
use docket_domain::id::RowId;
use docket_domain::page::PageArgs;
use docket_domain::refusal::entity::Model;
use docket_domain::refusal::queries::{self, RefusalFilter};

use crate::support::stage::{pay, stage_item, staged};
use crate::support::{World, facts, new_order, number};

async fn logged(world: &World, filter: &RefusalFilter) -> Vec<Model> {
    world.docket.refusals_stored().await;
    let snapshot = world.docket.snapshot(&world.actor).await.unwrap();
    let page = PageArgs { size: 100, from: None, backward: false };
    queries::list(&snapshot, filter, &page).await.unwrap().rows
}

async fn all(world: &World) -> Vec<Model> {
    logged(world, &RefusalFilter::default()).await
}

facts! {
    async fn a_rule_that_refuses_is_logged_with_its_figures(world: World) {
        let customer = world.customer("100").await;
        let board = world.product("10").await;
        world.order(customer, &[(board, "9")]).await;
        world.refused(new_order(customer, &[(board, "2")])).await;
        let logged = all(&world).await;
        let [entry] = logged.as_slice() else { panic!("{logged:?}") };
        assert_eq!((entry.rule.as_str(), entry.command.as_str(), entry.actor.as_str()), ("credit_limit", "createOrder", "local"));
        assert_eq!((entry.entity.as_str(), entry.row_id, entry.customer_id), ("customer", customer.0, Some(customer.0)));
        assert_eq!(entry.message, "The customer's balance is at most the credit limit.");
        let facts = &entry.facts;
        assert_eq!((&facts["attempted"], &facts["limit"], &facts["before"]), (&"110".into(), &"100".into(), &"90".into()));
        world.holds().await;
    }

    async fn refusals_are_found_newest_first_by_rule_and_by_customer(world: World) {
        let (customer, other) = (world.customer("100").await, world.customer("1").await);
        let board = world.product("10").await;
        let order = world.order(customer, &[(board, "1")]).await;
        world.done(pay(order)).await;
        world.refused(new_order(other, &[(board, "1")])).await;
        world.refused(staged(move |unit| stage_item(unit, order, board, "1"))).await;
        let rules = |logged: Vec<Model>| logged.into_iter().map(|entry| entry.rule).collect::<Vec<_>>();
        assert_eq!(rules(all(&world).await), ["items_while_open", "credit_limit"]);
        let of = |customer| RefusalFilter { customer: Some(customer), rule: None };
        assert_eq!(rules(logged(&world, &of(customer)).await), ["items_while_open"]);
        assert_eq!(rules(logged(&world, &of(other)).await), ["credit_limit"]);
        let by = RefusalFilter { rule: Some("credit_limit".to_owned()), customer: None };
        assert_eq!(logged(&world, &by).await[0].row_id, other.key().id);
        let snapshot = world.docket.snapshot(&world.actor).await.unwrap();
        let counts = queries::by_rule(&snapshot, chrono::DateTime::UNIX_EPOCH).await.unwrap();
        assert_eq!((counts["credit_limit"], counts.len()), (1, 2));
    }

    async fn input_that_cannot_be_meant_is_not_logged(world: World) {
        let nameless = CreateCustomer { name: String::new(), email: None, credit_limit: number("1") };
        world.refused(nameless).await;
        let board = world.product("10").await;
        world.refused(new_order(docket_domain::id::CustomerId(board.0), &[(board, "1")])).await;
        assert_eq!(all(&world).await, []);
    }

    async fn another_tenants_refusals_are_not_seen(world: World) {
        let customer = world.customer("1").await;
        let board = world.product("10").await;
        world.refused(new_order(customer, &[(board, "1")])).await;
        assert_eq!(all(&world).await.len(), 1);
        assert_eq!(all(&world.other_tenant("EUR", 2).await).await, []);
    }

    async fn what_is_old_or_too_much_is_pruned(world: World) {
        let tenant = world.literal(world.actor.tenant.0);
        let customer = world.customer("1").await;
        let board = world.product("10").await;
        let fill = |from: u32, to: u32, at: &str| {
            let id = match world.docket.database().backend() {
                sea_orm::DbBackend::Sqlite => "unhex(printf('%032x', n))",
                _ => "lpad(to_hex(n), 32, '0')::uuid",
            };
            format!(
                "WITH RECURSIVE numbers(n) AS (SELECT {from} UNION ALL SELECT n + 1 FROM numbers WHERE n < {to}) \
                 INSERT INTO refusal SELECT {tenant}, {id}, '{at}', 'x', 'x', 'x', 'x', {tenant}, NULL, 'x', '{{}}' FROM numbers"
            )
        };
        world.sql(&fill(1, 2_500, "2020-01-01 00:00:00+00:00")).await;
        world.refused(new_order(customer, &[(board, "1")])).await;
        assert_eq!(all(&world).await.len(), 1, "all others are older than 30 days");

        let count = async || {
            let snapshot = world.docket.snapshot(&world.actor).await.unwrap();
            queries::count(&snapshot, &RefusalFilter::default()).await.unwrap()
        };
        world.sql(&fill(3_000, 15_000, "2999-01-01 00:00:00+00:00")).await;
        for _ in 0..100 {
            world.refused(new_order(customer, &[(board, "1")])).await;
        }
        world.docket.refusals_stored().await;
        assert!((10_000..10_100).contains(&count().await));
    }
}

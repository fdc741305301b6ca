//! Convoys: units that come at the same time share a transaction, and come to what they would have come to one by one.

use std::time::Duration;

use docket_domain::idempotency::KeyedRequest;
use docket_domain::order::commands::{CreateOrder, DeleteItem, UpdateOrder};
use docket_domain::order::queries;
use docket_domain::product::commands::CreateProduct;
use docket_domain::unit::Command;
use docket_domain::{Failure, Refusal};
use docket_rules::violation::Violation;
use futures_util::future::join_all;
use sea_orm::{ConnectionTrait, TransactionTrait};

use crate::support::alone::on_postgres;
use crate::support::{World, facts, money, new_order, number};

/// How many units come at once.
const SENDERS: usize = 32;

/// Carries out all of them at the same time.
async fn at_once<C: Command>(world: &World, commands: impl IntoIterator<Item = C>) -> Vec<Result<C::Out, Failure>> {
    join_all(commands.into_iter().map(|command| {
        let (docket, actor) = (world.docket.clone(), world.actor.clone());
        async move { docket.execute(&actor, &command).await }
    }))
    .await
}

/// How many entries the tenant's log of refusals has.
async fn logged(world: &World) -> usize {
    let tenant = world.literal(world.actor.tenant.0);
    world.texts(&format!("SELECT message FROM refusal WHERE tenant_id = {tenant}")).await.len()
}

fn named(sku: &str) -> CreateProduct {
    CreateProduct { sku: sku.to_owned(), name: sku.to_owned(), unit_price: number("1"), available: true }
}

facts! {
    async fn units_that_come_at_once_share_statements_and_the_commit(world: World) {
        let (customer, board) = (world.customer("1000000").await, world.product("10").await);
        world.order(customer, &[(board, "1")]).await;
        let before = world.docket.database().statements();
        let alone = { world.order(customer, &[(board, "1")]).await; world.docket.database().statements() - before };
        let before = world.docket.database().statements();
        for made in at_once(&world, vec![new_order(customer, &[(board, "1")]); SENDERS]).await {
            made.unwrap();
        }
        let (sent, senders) = (world.docket.database().statements() - before, u64::try_from(SENDERS).unwrap());
        assert!(sent * 3 < alone * senders, "{sent} statements for {senders} orders, {alone} for one");
        world.holds().await;
    }

    async fn whom_the_credit_does_not_reach_is_refused_without_harm_to_the_others(world: World) {
        let (customer, other) = (world.customer("100").await, world.customer("100").await);
        let board = world.product("10").await;
        let orders = (0..SENDERS).map(|at| new_order(if at % 4 == 0 { other } else { customer }, &[(board, "1")]));
        let ended = at_once(&world, orders).await;
        let made = ended.iter().filter(|ended| ended.is_ok()).count();
        assert!(ended.iter().all(|ended| matches!(ended, Ok(_) | Err(Failure::Refused(_)))), "{ended:?}");
        assert_eq!((made, world.balance(customer).await, world.balance(other).await), (18, money("100"), money("80")));
        world.docket.refusals_stored().await;
        assert_eq!(logged(&world).await, SENDERS - made);
        assert_eq!(world.records().await, (made, made));
        world.holds().await;
    }

    async fn units_that_want_the_same_row_come_one_after_the_other(world: World) {
        let (customer, board) = (world.customer("1000000").await, world.product("10").await);
        let order = world.order(customer, &[(board, "1")]).await;
        let note = |at: usize, expected_version| UpdateOrder {
            notes: Some(format!("note {at}")), expected_version, ..UpdateOrder::of(order)
        };
        for ended in at_once(&world, (0..SENDERS).map(|at| note(at, None))).await {
            ended.unwrap();
        }
        let version = i64::try_from(SENDERS).unwrap() + 1;
        assert_eq!(world.load_order(order).await.version, version);
        let ended = at_once(&world, (0..SENDERS).map(|at| note(SENDERS + at, Some(version)))).await;
        let is_stale = |refusals: &[Refusal]| {
            matches!(refusals, [Refusal::Violation { violation: Violation::StaleVersion { .. }, .. }])
        };
        let stale = ended.iter().filter(|ended| matches!(ended, Err(Failure::Refused(why)) if is_stale(why))).count();
        assert_eq!((stale, world.load_order(order).await.version), (SENDERS - 1, version + 1), "{ended:?}");
        world.holds().await;
    }

    async fn an_order_keeps_its_last_item_however_many_take_one_out_at_once(world: World) {
        let (customer, board) = (world.customer("1000000").await, world.product("10").await);
        let order = world.order(customer, &[(board, "1"), (board, "2"), (board, "3"), (board, "4")]).await;
        let items: Vec<_> = world.items(order).await.into_iter().map(|item| item.id).collect();
        let ended = at_once(&world, items.into_iter().map(|id| DeleteItem { id, expected_version: None })).await;
        assert_eq!(ended.iter().filter(|ended| ended.is_ok()).count(), 3, "{ended:?}");
        assert_eq!(world.items(order).await.len(), 1);
        world.holds().await;
    }

    async fn a_name_that_is_taken_within_the_convoy_is_a_refusal_of_one(world: World) {
        let skus = (0..SENDERS).map(|at| if at % 8 == 0 { "same".to_owned() } else { format!("sku {at}") });
        let ended = at_once(&world, skus.map(|sku| named(&sku))).await;
        let refused: Vec<&Vec<Refusal>> =
            ended.iter().filter_map(|ended| if let Err(Failure::Refused(why)) = ended { Some(why) } else { None }).collect();
        assert_eq!((refused.len(), ended.iter().filter(|ended| ended.is_ok()).count()), (3, SENDERS - 3), "{ended:?}");
        assert!(refused.iter().all(|why| matches!(why[..], [Refusal::Duplicate { .. }])), "{refused:?}");
    }

    async fn keyed_requests_share_a_convoy_and_are_carried_out_once(world: World) {
        let (customer, board) = (world.customer("100").await, world.product("10").await);
        let send = || join_all((0..SENDERS).map(|at| {
            let request = KeyedRequest { key: format!("key {at}"), hash: "hash".to_owned() };
            let (docket, actor) = (world.docket.clone(), world.actor.clone());
            let order: CreateOrder = new_order(customer, &[(board, "1")]);
            async move { docket.execute_once(&actor, &request, &order).await }
        }));
        let before = world.docket.database().statements();
        let first = send().await;
        let statements = world.docket.database().statements() - before;
        assert!(statements < 4 * u64::try_from(SENDERS).unwrap(), "{statements} statements for {SENDERS} keyed orders");
        let again = send().await;
        assert_eq!(first.iter().filter(|ended| ended.is_ok()).count(), 10);
        for (first, again) in first.iter().zip(&again) {
            match (first, again) {
                (Ok(first), Ok(again)) => assert_eq!(first, again),
                (Err(Failure::Refused(first)), Err(Failure::Refused(again))) => assert_eq!(first, again),
                other => panic!("not the same: {other:?}"),
            }
        }
        let snapshot = world.docket.snapshot(&world.actor).await.unwrap();
        let made: Vec<_> = first.into_iter().filter_map(Result::ok).collect();
        assert_eq!((queries::by_ids(&snapshot, &made).await.unwrap().len(), world.balance(customer).await), (10, money("100")));
        world.holds().await;
    }
}

#[tokio::test]
async fn a_row_that_stays_locked_holds_up_only_those_who_want_it() {
    on_postgres(|url| async move {
        let world = World::at(&url).await;
        let (wanted, other) = (world.customer("1000").await, world.customer("1000").await);
        let board = world.product("10").await;
        let locked = world.docket.database().connection().begin().await.unwrap();
        let lock = format!("SELECT 1 FROM customer WHERE id = {} FOR UPDATE", world.literal(wanted.0));
        locked.execute_unprepared(&lock).await.unwrap();
        let order = |customer| {
            let (docket, actor) = (world.docket.clone(), world.actor.clone());
            tokio::spawn(async move { docket.execute(&actor, &new_order(customer, &[(board, "1")])).await })
        };
        let (waiting, passing): (Vec<_>, Vec<_>) = (0..8).map(|_| (order(wanted), order(other))).unzip();
        let passed = tokio::time::timeout(Duration::from_secs(5), join_all(passing)).await;
        for made in passed.expect("others wait for a row that they do not want") {
            made.unwrap().unwrap();
        }
        assert!(waiting.iter().all(|order| !order.is_finished()), "somebody changed a locked row");
        locked.rollback().await.unwrap();
        for made in join_all(waiting).await {
            made.unwrap().unwrap();
        }
        assert_eq!((world.balance(wanted).await, world.balance(other).await), (money("80"), money("80")));
        world.holds().await;
    })
    .await;
}

//! Commits: on SQLite units that wait for each other share one, and that must not make one answer for another.

use std::time::Duration;

use async_trait::async_trait;
use docket_domain::error::Stop;
use docket_domain::find::{self, Find};
use docket_domain::idempotency::KeyedRequest;
use docket_domain::order::commands::CreateOrder;
use docket_domain::unit::{Command, Unit};
use docket_domain::{Fault, order};
use sea_orm::ConnectionTrait;
use tokio::task::JoinSet;

use crate::support::alone::{on_postgres, on_sqlite};
use crate::support::{World, facts, new_order};

/// How many senders there are at once.
const SENDERS: usize = 64;

/// Does what it is told to, and then breaks.
#[derive(Clone)]
struct Break(CreateOrder);

#[async_trait]
impl Command for Break {
    type Out = ();

    fn name(&self) -> &'static str {
        "break"
    }

    fn order_numbers(&self) -> usize {
        1
    }

    async fn run(&self, unit: &mut Unit) -> Result<(), Stop> {
        self.0.run(unit).await?;
        Err(Stop::Fault(Fault::Internal("as it was told to")))
    }
}

/// How many orders are stored.
async fn orders(world: &World) -> usize {
    let snapshot = world.docket.snapshot(&world.actor).await.unwrap();
    let count = find::count(&snapshot, &Find::all(&order::ORDERS)).await.unwrap().counted;
    usize::try_from(count).unwrap()
}

facts! {
    async fn a_unit_that_breaks_takes_nobody_with_it(world: World) {
        let (customer, board) = (world.customer("1000000").await, world.product("10").await);
        let mut senders = JoinSet::new();
        for sender in 0..SENDERS {
            let (docket, actor) = (world.docket.clone(), world.actor.clone());
            let order = new_order(customer, &[(board, "1")]);
            senders.spawn(async move {
                if sender % 4 == 0 {
                    docket.execute(&actor, &Break(order)).await.unwrap_err();
                } else {
                    docket.execute(&actor, &order).await.unwrap();
                }
            });
        }
        senders.join_all().await;
        assert_eq!(orders(&world).await, SENDERS - SENDERS / 4);
        world.holds().await;
    }

    async fn a_sender_that_is_dropped_takes_nobody_with_it(world: World) {
        let (customer, board) = (world.customer("1000000").await, world.product("10").await);
        let (mut staying, mut leaving) = (JoinSet::new(), JoinSet::new());
        for sender in 0..SENDERS {
            let (docket, actor) = (world.docket.clone(), world.actor.clone());
            let order = new_order(customer, &[(board, "1")]);
            let send = async move { docket.execute(&actor, &order).await.map(drop) };
            if sender % 2 == 0 {
                staying.spawn(send);
            } else {
                let patience = Duration::from_micros(u64::try_from(sender).unwrap() * 700);
                leaving.spawn(async move { tokio::time::timeout(patience, send).await });
            }
        }
        let answered = staying.join_all().await.into_iter().flatten().count();
        let also = leaving.join_all().await.into_iter().filter(|left| matches!(left, Ok(Ok(())))).count();
        assert_eq!(answered, SENDERS / 2);
        // Who left before the answer may have come through all the same.
        let stored = orders(&world).await;
        assert!((answered + also..=SENDERS).contains(&stored), "{answered} + {also} answered, {stored} stored");
        world.order(customer, &[(board, "1")]).await;
        world.holds().await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn waiting_units_share_a_commit() {
    let world = World::sqlite().await;
    let (customer, board) = (world.customer("1000000").await, world.product("10").await);
    let before = world.docket.database().commits();
    let mut senders = JoinSet::new();
    for _ in 0..SENDERS {
        let (docket, actor) = (world.docket.clone(), world.actor.clone());
        let order = new_order(customer, &[(board, "1")]);
        senders.spawn(async move { docket.execute(&actor, &order).await.map(drop) });
    }
    assert!(senders.join_all().await.iter().all(Result::is_ok));
    let commits = usize::try_from(world.docket.database().commits() - before).unwrap();
    assert!(commits < SENDERS / 2, "{commits} commits for {SENDERS} orders");
    assert_eq!(orders(&world).await, SENDERS);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn what_was_answered_is_stored_although_the_disk_is_full() {
    on_sqlite(|url| async move {
        let world = World::at(&url).await;
        let (customer, board) = (world.customer("1000000").await, world.product("10").await);
        let writer = world.docket.database().connection();
        let pages: i64 =
            writer.query_one_raw(pragma("page_count")).await.unwrap().unwrap().try_get_by_index(0).unwrap();
        writer.execute_unprepared(&format!("PRAGMA max_page_count = {}", pages + 40)).await.unwrap();
        let mut senders = JoinSet::new();
        for _ in 0..SENDERS {
            let (docket, actor) = (world.docket.clone(), world.actor.clone());
            let order = CreateOrder { notes: "x".repeat(9_000), ..new_order(customer, &[(board, "1")]) };
            senders.spawn(async move { docket.execute(&actor, &order).await.map(drop) });
        }
        let answered = senders.join_all().await.into_iter().flatten().count();
        assert!((1..SENDERS).contains(&answered), "{answered} of {SENDERS} fit");
        assert_eq!(orders(&world).await, answered);
        writer.execute_unprepared("PRAGMA max_page_count = 1000000").await.unwrap();
        world.order(customer, &[(board, "1")]).await;
        world.holds().await;
    })
    .await;
}

/// SQLite rolls back by itself when the disk is full. A writer that does not know goes on in a transaction that is none: what
/// was answered next was not stored, and people were told of savepoints instead of the disk.
#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn what_is_answered_after_the_disk_was_full_is_stored() {
    on_sqlite(|url| async move {
        let world = World::at(&url).await;
        let (customer, board) = (world.customer("1000000").await, world.product("10").await);
        let writer = world.docket.database().connection();
        let page_count = writer.query_one_raw(pragma("page_count")).await.unwrap().unwrap();
        let pages: i64 = page_count.try_get_by_index(0).unwrap();
        writer.execute_unprepared(&format!("PRAGMA max_page_count = {}", pages + 10)).await.unwrap();
        let large = CreateOrder { notes: "x".repeat(9_000), ..new_order(customer, &[(board, "1")]) };
        let (mut taken, mut full) = (0, String::new());
        while full.is_empty() {
            let request = KeyedRequest { key: format!("key {taken}"), hash: String::new() };
            match world.docket.execute_once(&world.actor, &request, &large).await {
                Ok(_) => taken += 1,
                Err(failure) => full = failure.to_string(),
            }
        }
        assert!(full.contains("disk is full"), "{full}");

        writer.execute_unprepared("PRAGMA max_page_count = 1000000").await.unwrap();
        for _ in 0..3 {
            world.docket.execute(&world.actor, &Break(large.clone())).await.unwrap_err();
            world.docket.execute(&world.actor, &large).await.unwrap();
            taken += 1;
            assert_eq!(orders(&world).await, taken);
        }
        world.holds().await;
    })
    .await;
}

fn pragma(name: &str) -> sea_orm::Statement {
    sea_orm::Statement::from_string(sea_orm::DbBackend::Sqlite, format!("PRAGMA {name}"))
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn connections_that_died_unnoticed_are_replaced() {
    on_postgres(|url| async move {
        let world = World::at(&url).await;
        let (customer, board) = (world.customer("1000000").await, world.product("10").await);
        let many: Vec<_> = futures_util::future::join_all((0..8).map(|_| world.docket.snapshot(&world.actor))).await;
        drop(many);
        let other = world.another_instance().await;
        let kill = "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity \
                    WHERE datname = current_database() AND pid <> pg_backend_pid()";
        other.database().connection().execute_unprepared(kill).await.unwrap();
        world.order(customer, &[(board, "1")]).await;
        assert_eq!(orders(&world).await, 1);
    })
    .await;
}

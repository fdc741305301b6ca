//! Getting a database ready: empty, newer, under other rules.

use docket_domain::{Actor, Docket, Fault, tenant};
use sea_orm::ConnectionTrait;

use crate::support::World;
use crate::support::alone::alone;

/// Why a database is not ready.
fn unready(outcome: Result<(), Fault>) -> String {
    match outcome {
        Err(Fault::Unready(why)) => why,
        other => panic!("not unready: {other:?}"),
    }
}

async fn sql(docket: &Docket, sql: &str) {
    docket.database().connection().execute_unprepared(sql).await.unwrap();
}

alone! {
    async fn an_empty_database_is_migrated(url: String) {
        let docket = Docket::open(&url).await.unwrap();
        docket.prepare().await.unwrap();
        let snapshot = docket.snapshot(&Actor::new(Docket::default_tenant(), "local")).await.unwrap();
        let tenant = tenant::queries::current(&snapshot).await.unwrap().unwrap();
        assert_eq!((tenant.currency.as_str(), tenant.minor_unit, tenant.version), ("EUR", 2, 1));
        drop(snapshot);
        docket.prepare().await.unwrap();
        Docket::open(&url).await.unwrap().prepare().await.unwrap();
        assert_eq!(docket.verify().await.unwrap(), []);
    }

    async fn a_newer_database_is_refused_and_named(url: String) {
        let docket = Docket::open(&url).await.unwrap();
        docket.prepare().await.unwrap();
        sql(
            &docket,
            "INSERT INTO seaql_migrations (version, applied_at) VALUES ('m20991231_000001_future', 0)",
        )
        .await;
        for outcome in [docket.prepare().await, docket.migrate().await] {
            assert!(unready(outcome).contains("m20991231_000001_future"));
        }
    }

    async fn a_database_under_other_rules_is_refused_until_it_is_migrated(url: String) {
        let docket = Docket::open(&url).await.unwrap();
        docket.prepare().await.unwrap();
        for spoil in ["UPDATE rule_set SET fingerprint = 'other'", "DELETE FROM rule_set"] {
            sql(&docket, spoil).await;
            assert!(unready(docket.prepare().await).contains("docket migrate"));
            docket.migrate().await.unwrap();
            docket.prepare().await.unwrap();
        }
    }

    async fn migrating_again_keeps_what_is_stored(url: String) {
        let world = World::at(&url).await;
        let customer = world.customer("1000").await;
        let board = world.product("10").await;
        let order = world.order(customer, &[(board, "2")]).await;
        let before =
            (world.load_order(order).await, world.items(order).await, world.load_customer(customer).await);
        world.docket.migrate().await.unwrap();
        assert_eq!(
            (world.load_order(order).await, world.items(order).await, world.load_customer(customer).await),
            before
        );
    }

    async fn a_new_instance_goes_on_with_other_order_numbers(url: String) {
        let world = World::at(&url).await;
        let customer = world.customer("1000").await;
        let board = world.product("1").await;
        let first = world.order(customer, &[(board, "1")]).await;
        let create = crate::support::new_order(customer, &[(board, "1")]);
        let second = world.another_instance().await.execute(&world.actor, &create).await.unwrap();
        let third = world.order(customer, &[(board, "1")]).await;
        let number = async |id| world.load_order(id).await.number;
        assert_eq!((number(first).await, number(second).await, number(third).await), (1_001, 1_065, 1_002));
    }
}

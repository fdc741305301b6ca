//! Repair: what was spoilt behind Docket's back is put back, while others write.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use docket_domain::verify::{Checked, Repair, Repaired, Scope, verifiable};
use docket_domain::{Docket, Failure};
use tokio::task::JoinSet;

use crate::support::alone::alone;
use crate::support::{World, new_order};
use docket_domain::customer::commands::UpdateCustomer;
use docket_domain::order::commands::{ShipOrder, UnshipOrder};

async fn drift(docket: &Docket) -> u64 {
    docket.verify_in(Scope::default(), |_| {}).await.unwrap().iter().map(Checked::drift).sum()
}

async fn repair(docket: &Docket) -> (Repair, Vec<Repaired>) {
    let mut told = Vec::new();
    let repair = docket.repair(Scope::default(), |one| told.push(one.clone())).await.unwrap();
    (repair, told)
}

/// Done or refused; anything else is a failure of the test.
fn answered<T>(outcome: Result<T, Failure>) {
    if let Err(Failure::Fault(fault)) = outcome {
        panic!("a client saw a fault: {fault}");
    }
}

/// Clients who order, ship and unship until they are told to stop.
async fn load(world: &World, stop: &Arc<AtomicBool>) -> JoinSet<()> {
    let instances = [world.docket.clone(), world.another_instance().await];
    let mut tasks = JoinSet::new();
    for client in 0..8_usize {
        let customer = world.customer("900000000").await;
        let board = world.product("10").await;
        let (docket, actor, stop) = (instances[client % 2].clone(), world.actor.clone(), stop.clone());
        tasks.spawn(async move {
            while !stop.load(Ordering::Relaxed) {
                let create = new_order(customer, &[(board, "2"), (board, "1")]);
                let id = docket.execute(&actor, &create).await.unwrap();
                // A spoilt total may exceed the balance that it is taken out of: refused, until it is repaired.
                answered(docket.execute(&actor, &ShipOrder { id, expected_version: None }).await);
                answered(docket.execute(&actor, &UnshipOrder { id, expected_version: None }).await);
            }
        });
    }
    tasks
}

alone! {
    async fn a_spoilt_value_of_each_derived_column_is_found_and_put_back(url: String) {
        let world = World::at(&url).await;
        let customer = world.customer("1000").await;
        let board = world.product("10").await;
        world.order(customer, &[(board, "2"), (board, "1")]).await;
        world.ship(world.order(customer, &[(board, "3")]).await).await;
        let derivations: Vec<_> = verifiable().filter(|rule| rule.target().is_some()).collect();
        assert_eq!(derivations.len(), 5);
        for rule in derivations {
            let (table, column) = rule.name.split_once('.').unwrap();
            world.sql(&format!("UPDATE {table} SET {column} = {column} + 7")).await;
            let found = world.docket.verify_in(Scope { rule: Some(rule), tenant: None }, |_| {}).await.unwrap();
            assert!(found[0].found > 0 && found[0].found == found[0].rows, "{}", rule.name);
            let (Repair { repaired, checked }, told) = repair(&world.docket).await;
            assert_eq!(repaired, found[0].found, "{}: and nothing else", rule.name);
            assert!(told.iter().all(|one| one.rule.name == rule.name && one.before != one.after));
            assert_eq!(checked.iter().map(Checked::drift).sum::<u64>(), 0);
            world.holds().await;
        }
    }

    async fn many_values_are_put_back_in_the_order_they_are_made(url: String) {
        let world = World::at(&url).await;
        let board = world.product("10").await;
        for _ in 0..3 {
            let customer = world.customer("1000").await;
            world.order(customer, &[(board, "2"), (board, "1")]).await;
        }
        let other = world.other_tenant("JPY", 0).await;
        let customer = other.customer("1000").await;
        other.order(customer, &[(other.product("3").await, "2.5")]).await;
        world.sql("UPDATE item SET amount = amount + 10000").await;
        world.sql("UPDATE orders SET amount_total = 1, item_count = 9").await;
        world.sql("UPDATE customer SET balance = 0, open_orders = 0").await;

        let here = Scope { tenant: Some(other.actor.tenant), rule: None };
        let repaired = world.docket.repair(here, |one| assert_eq!(one.tenant, other.actor.tenant)).await.unwrap();
        assert_eq!(repaired.repaired, 5);
        assert_eq!(other.load_customer(customer).await.balance.to_string(), "8");
        assert!(drift(&world.docket).await > 0);
        repair(&world.docket).await;
        world.holds().await;
    }

    async fn a_breach_that_a_repair_uncovers_is_reported(url: String) {
        let world = World::at(&url).await;
        let customer = world.customer("1000").await;
        let board = world.product("10").await;
        world.order(customer, &[(board, "2")]).await;
        world.sql("UPDATE customer SET balance = 0, credit_limit = 10000").await;
        let (Repair { repaired, checked }, _) = repair(&world.docket).await;
        let breached: Vec<&str> =
            checked.iter().filter(|checked| checked.found > 0).map(|checked| checked.rule.name.as_str()).collect();
        assert_eq!((repaired, breached), (1, vec!["credit_limit"]));
        assert_eq!(drift(&world.docket).await, 0);
    }

    async fn verification_during_load_sees_no_drift(url: String) {
        let world = World::at(&url).await;
        let stop = Arc::new(AtomicBool::new(false));
        let clients = load(&world, &stop).await;
        for _ in 0..20 {
            assert_eq!(drift(&world.docket).await, 0);
        }
        stop.store(true, Ordering::Relaxed);
        clients.join_all().await;
        world.holds().await;
    }

    async fn repair_during_load_leaves_no_drift(url: String) {
        let world = World::at(&url).await;
        let spoilt = world.customer("900000000").await;
        let board = world.product("10").await;
        for _ in 0..20 {
            world.order(spoilt, &[(board, "2"), (board, "1")]).await;
        }
        let stop = Arc::new(AtomicBool::new(false));
        let clients = load(&world, &stop).await;
        let mut repaired = 0;
        for round in 0..5 {
            world.sql("UPDATE customer SET balance = balance + 10000, open_orders = open_orders + 1").await;
            world.sql("UPDATE orders SET amount_total = amount_total + 30000, item_count = item_count + 1").await;
            world.sql("UPDATE item SET amount = amount + 10000").await;
            let limit = Some(crate::support::number(&format!("{}", 900_000_000 + round)));
            world.done(UpdateCustomer { credit_limit: limit, ..UpdateCustomer::of(spoilt) }).await;
            repaired += repair(&world.docket).await.0.repaired;
        }
        stop.store(true, Ordering::Relaxed);
        clients.join_all().await;
        assert!(repaired > 100);
        repair(&world.docket).await;
        world.holds().await;
        assert_eq!(world.load_customer(spoilt).await.balance.to_string(), "600");
    }

    async fn migrating_under_new_rules_computes_what_they_derive(url: String) {
        let world = World::at(&url).await;
        let customer = world.customer("1000").await;
        let board = world.product("10").await;
        world.order(customer, &[(board, "2")]).await;
        world.sql("UPDATE customer SET balance = 0, open_orders = 0").await;
        world.docket.migrate().await.unwrap();
        assert_eq!(drift(&world.docket).await, 2, "the same rules: nothing is touched");
        world.sql("UPDATE rule_set SET fingerprint = 'older'").await;
        world.docket.migrate().await.unwrap();
        world.holds().await;
    }
}

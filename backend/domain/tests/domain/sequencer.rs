//! Positions: dense, given after the commit, in each order's own order, whoever gives them.

use std::collections::HashMap;

use docket_domain::Docket;
use docket_domain::order::commands::{ShipOrder, UpdateOrder};
use docket_domain::outbox::entity::Model;
use docket_domain::outbox::sequencer::{Sequenced, Sequencer};
use sea_orm::ConnectionTrait;
use tokio::task::JoinSet;

use crate::support::alone::alone;
use crate::support::{World, new_order, rule};

/// Gives positions until every event has one.
pub(crate) async fn place_all(docket: &Docket) {
    let mut sequencer = Sequencer::new(docket.clone());
    while sequencer.pass().await.unwrap() != Sequenced::Nothing {}
    sequencer.give_back().await.unwrap();
}

/// All events by position; every one has its own, without gaps from 1.
async fn placed(world: &World) -> Vec<Model> {
    let mut events = world.events().await;
    events.sort_by_key(|event| event.position);
    let positions: Vec<_> = events.iter().map(|event| event.position.unwrap()).collect();
    assert_eq!(positions, (1..=i64::try_from(events.len()).unwrap()).collect::<Vec<_>>());
    events
}

/// Each order's events stand in the order of their sequence.
fn keep_their_order(events: &[Model]) {
    let mut seen: HashMap<&str, i64> = HashMap::new();
    for event in events {
        let before = seen.insert(&event.aggregateid, event.sequence).unwrap_or(0);
        assert_eq!(event.sequence, before + 1, "{} at {:?}", event.aggregateid, event.position);
    }
}

alone! {
    async fn committed_events_get_a_dense_rising_position(url: String) {
        let world = World::at(&url).await;
        let (customer, board) = (world.customer("100000").await, world.product("10").await);
        for _ in 0..3 {
            let order = world.order(customer, &[(board, "1")]).await;
            world.ship(order).await;
            place_all(&world.docket).await;
        }
        let events = placed(&world).await;
        assert_eq!(events.len(), 9);
        keep_their_order(&events);
        assert_eq!(world.docket.newest_position().await.unwrap(), 9);
        assert_eq!(*world.docket.signals().positions().borrow(), 9);
    }

    async fn a_refused_unit_gets_no_position(url: String) {
        let world = World::at(&url).await;
        let (customer, board) = (world.customer("10").await, world.product("10").await);
        assert_eq!(rule(&world.refused(new_order(customer, &[(board, "2")])).await), "credit_limit");
        assert_eq!(Sequencer::new(world.docket.clone()).pass().await.unwrap(), Sequenced::Nothing);
        assert_eq!(world.docket.newest_position().await.unwrap(), 0);
    }

    async fn a_commit_wakes_the_sequencer_and_positions_wake_readers(url: String) {
        let world = World::at(&url).await;
        let (customer, board) = (world.customer("100").await, world.product("10").await);
        let mut positions = world.docket.signals().positions();
        world.order(customer, &[(board, "1")]).await;
        world.docket.signals().until_committed().await;
        place_all(&world.docket).await;
        positions.changed().await.unwrap();
        assert_eq!(*positions.borrow_and_update(), 1);
    }

    async fn two_instances_that_sequence_at_once_give_every_event_one_position(url: String) {
        let world = World::at(&url).await;
        let (customer, board) = (world.customer("1000000").await, world.product("10").await);
        let other = world.another_instance().await;
        let mut sequencers = JoinSet::new();
        for docket in [world.docket.clone(), other.clone()] {
            sequencers.spawn(async move {
                let mut sequencer = Sequencer::new(docket);
                loop {
                    sequencer.pass().await.unwrap();
                    // Both come to give positions, in turn and in each other's way.
                    sequencer.give_back().await.unwrap();
                    tokio::task::yield_now().await;
                }
            });
        }
        let mut clients = JoinSet::new();
        for (at, docket) in (0..8).map(|at| (at, if at % 2 == 0 { world.docket.clone() } else { other.clone() })) {
            let actor = world.actor.clone();
            clients.spawn(async move {
                for round in 0..5 {
                    let id = docket.execute(&actor, &new_order(customer, &[(board, "1")])).await.unwrap();
                    let notes = Some(format!("{at} {round}"));
                    docket.execute(&actor, &UpdateOrder { notes, ..UpdateOrder::of(id) }).await.unwrap();
                    docket.execute(&actor, &ShipOrder { id, expected_version: None }).await.unwrap();
                }
            });
        }
        clients.join_all().await;
        sequencers.shutdown().await;
        place_all(&world.docket).await;
        let events = placed(&world).await;
        assert_eq!(events.len(), 8 * 5 * 4);
        keep_their_order(&events);
    }

    // Clocks of instances differ: what happened first may have the later id, and stand beyond a batch's end.
    async fn an_earlier_event_with_a_later_id_still_comes_first(url: String) {
        let world = World::at(&url).await;
        let (customer, board) = (world.customer("1000000").await, world.product("10").await);
        let late = world.order(customer, &[(board, "1")]).await;
        let first = world.events_of(late).await.remove(0);
        let ahead = format!(
            "UPDATE outbox SET id = {} WHERE id = {}",
            world.literal(uuid::Uuid::from_u128(u128::MAX)),
            world.literal(first.id)
        );
        world.sql(&ahead).await;
        world.ship(late).await;
        let filler = world.order(customer, &[(board, "1")]).await;
        for round in 0..600 {
            world.done(UpdateOrder { notes: Some(round.to_string()), ..UpdateOrder::of(filler) }).await;
        }
        place_all(&world.docket).await;
        let events = placed(&world).await;
        keep_their_order(&events);
        assert_eq!(events[0].aggregateid, late.to_string());
    }

    async fn a_position_is_never_given_twice(url: String) {
        let world = World::at(&url).await;
        let (customer, board) = (world.customer("1000").await, world.product("10").await);
        world.order(customer, &[(board, "1")]).await;
        place_all(&world.docket).await;
        world.connection().execute_unprepared("DELETE FROM outbox").await.unwrap();
        world.order(customer, &[(board, "1")]).await;
        place_all(&world.docket).await;
        assert_eq!(world.events().await[0].position, Some(2));
    }
}

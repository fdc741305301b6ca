//! What a destination is given: everything, in order, and around what it refuses for good.

use docket_domain::id::{EventId, OrderId};
use docket_domain::order::commands::UpdateOrder;
use docket_domain::outbox;
use docket_domain::outbox::dead_letter::commands::{Chosen, NoReplay};
use docket_domain::outbox::dead_letter::entity::State;
use docket_domain::outbox::delivery::{Delivery, Refused};
use docket_domain::outbox::entity::Model;

use crate::sequencer::place_all;
use crate::support::World;
use crate::support::alone::alone;

const NAME: &str = "kafka";

impl World {
    /// Orders with so many changes each, by turns; every event has its position.
    async fn orders_with_changes<const COUNT: usize>(&self, changes: usize) -> [OrderId; COUNT] {
        let (customer, board) = (self.customer("1000").await, self.product("10").await);
        let mut orders = Vec::new();
        for _ in 0..COUNT {
            orders.push(self.order(customer, &[(board, "1")]).await);
        }
        for round in 1..changes {
            for id in &orders {
                self.done(UpdateOrder { notes: Some(round.to_string()), ..UpdateOrder::of(*id) }).await;
            }
        }
        place_all(&self.docket).await;
        orders.try_into().unwrap()
    }

    async fn delivery(&self) -> Delivery {
        Delivery::new(self.docket.clone(), NAME).await.unwrap()
    }

    async fn states(&self) -> Vec<(i64, State)> {
        let letters = self.docket.dead_letters(self.actor.tenant, true, 100).await.unwrap();
        letters.into_iter().map(|letter| (letter.position, letter.state)).collect()
    }
}

fn positions(events: &[Model]) -> Vec<i64> {
    events.iter().map(|event| event.position.unwrap()).collect()
}

/// Publishes a batch of at most so many events, all but those at these positions. The answer is what arrived.
async fn pass(delivery: &mut Delivery, limit: u64, poison: &[i64]) -> Vec<i64> {
    let batch = delivery.next(limit).await.unwrap().unwrap();
    let sent = batch.events.clone();
    let mut refused: Vec<Refused> = Vec::new();
    for (at, event) in sent.iter().enumerate() {
        let is_behind = refused.iter().any(|one| sent[one.at].aggregateid == event.aggregateid);
        if poison.contains(&event.position.unwrap()) && !is_behind {
            refused.push(Refused { at, reason: "too large".to_owned() });
        }
    }
    let arrived = sent.iter().filter(|event| {
        refused
            .iter()
            .all(|one| sent[one.at].aggregateid != event.aggregateid || sent[one.at].position > event.position)
    });
    let arrived: Vec<i64> = arrived.map(|event| event.position.unwrap()).collect();
    let taken = delivery.taken(batch, &refused).await.unwrap().unwrap();
    assert_eq!((taken.arrived, taken.refused), (arrived.len(), refused.len()));
    arrived
}

async fn drained(delivery: &mut Delivery, poison: &[i64]) -> Vec<i64> {
    let mut all = Vec::new();
    while !delivery.next(100).await.unwrap().unwrap().is_empty() {
        all.extend(pass(delivery, 100, poison).await);
    }
    all
}

alone! {
    async fn a_destination_gets_what_it_has_not_got_yet(url: String) {
        let world = World::at(&url).await;
        world.orders_with_changes::<1>(3).await;
        let mut delivery = world.delivery().await;
        assert_eq!(pass(&mut delivery, 2, &[]).await, [1, 2]);
        delivery.give_back().await.unwrap();
        let mut next = world.delivery().await;
        assert_eq!(positions(&next.next(10).await.unwrap().unwrap().events), [3]);
        let snapshot = world.docket.snapshot(&world.actor).await.unwrap();
        assert_eq!(outbox::queries::published(&snapshot).await.unwrap(), 2);
        assert_eq!(positions(&outbox::queries::pending(&snapshot, 2, 10).await.unwrap()), [3]);
        assert_eq!(positions(&outbox::queries::newest(&snapshot, 2).await.unwrap()), [2, 3]);
    }

    // Positions: order one has 1, 3, 5, 7, order two 2, 4, 6, 8.
    async fn a_refused_event_blocks_its_order_and_nothing_else(url: String) {
        let world = World::at(&url).await;
        let [_, two] = world.orders_with_changes::<2>(4).await;
        let mut delivery = world.delivery().await;
        assert_eq!(pass(&mut delivery, 5, &[3]).await, [1, 2, 4]);
        assert_eq!(world.states().await, [(3, State::Dead), (5, State::Held)]);
        assert_eq!(pass(&mut delivery, 5, &[]).await, [6, 8]);
        assert_eq!(world.states().await, [(3, State::Dead), (5, State::Held), (7, State::Held)]);
        let letters = world.docket.dead_letters(world.actor.tenant, false, 100).await.unwrap();
        assert_eq!((letters[0].reason.as_deref(), letters[0].attempts), (Some("too large"), 1));
        assert_eq!(letters[1].reason, None);
        let backlog = world.docket.backlog().await.unwrap();
        assert_eq!((backlog.destinations[0].dead, backlog.destinations[0].waiting), (1, 2));
        world.done(UpdateOrder { notes: Some("later".to_owned()), ..UpdateOrder::of(two) }).await;
        place_all(&world.docket).await;
        assert_eq!(drained(&mut delivery, &[]).await, [9]);
    }

    async fn a_retried_event_goes_out_first_and_those_behind_it_follow(url: String) {
        let world = World::at(&url).await;
        world.orders_with_changes::<2>(4).await;
        let mut delivery = world.delivery().await;
        drained(&mut delivery, &[3]).await;
        assert_eq!(world.docket.retry_dead_letters(NAME, &Chosen::All).await.unwrap(), 1);
        assert_eq!(drained(&mut delivery, &[]).await, [3, 5, 7]);
        assert_eq!(world.states().await, []);
        assert_eq!(world.docket.retry_dead_letters(NAME, &Chosen::All).await.unwrap(), 0);
    }

    async fn an_event_that_is_refused_again_holds_the_others_again(url: String) {
        let world = World::at(&url).await;
        world.orders_with_changes::<1>(4).await;
        let mut delivery = world.delivery().await;
        assert_eq!(drained(&mut delivery, &[2]).await, [1]);
        world.docket.retry_dead_letters(NAME, &Chosen::All).await.unwrap();
        // It comes alone: what is due behind it must not be sent when it is refused.
        assert_eq!(pass(&mut delivery, 1, &[2]).await, Vec::<i64>::new());
        assert_eq!(world.states().await, [(2, State::Dead), (3, State::Held), (4, State::Held)]);
        assert_eq!(world.docket.dead_letters(world.actor.tenant, false, 1).await.unwrap()[0].attempts, 2);
    }

    async fn what_was_held_behind_a_dropped_event_goes_out(url: String) {
        let world = World::at(&url).await;
        world.orders_with_changes::<1>(4).await;
        let mut delivery = world.delivery().await;
        drained(&mut delivery, &[2]).await;
        let dead = EventId(world.docket.dead_letters(world.actor.tenant, false, 1).await.unwrap()[0].event_id);
        let unknown = EventId(world.docket.clock().id());
        assert_eq!(world.docket.drop_dead_letters(NAME, &Chosen::Events(vec![unknown])).await.unwrap(), 0);
        assert_eq!(world.docket.drop_dead_letters(NAME, &Chosen::Events(vec![dead])).await.unwrap(), 1);
        assert_eq!(drained(&mut delivery, &[]).await, [3, 4]);
        assert_eq!(world.states().await, [(2, State::Dropped)]);
        assert_eq!(world.docket.dead_letters(world.actor.tenant, false, 9).await.unwrap(), []);
    }

    async fn events_are_published_again_one_by_one_or_from_a_position_on(url: String) {
        let world = World::at(&url).await;
        world.orders_with_changes::<1>(4).await;
        let mut delivery = world.delivery().await;
        let ids: Vec<EventId> = world.events().await.into_iter().map(|event| EventId(event.id)).collect();
        assert_eq!(pass(&mut delivery, 3, &[]).await, [1, 2, 3]);
        let docket = &world.docket;
        assert_eq!(docket.replay_events(NAME, &ids[..4]).await.unwrap(), Err(NoReplay::NotYet(3)));
        assert_eq!(docket.replay_events("files", &ids[..1]).await.unwrap(), Err(NoReplay::UnknownDestination));
        assert_eq!(docket.replay_events("sequencer", &ids[..1]).await.unwrap(), Err(NoReplay::UnknownDestination));
        assert_eq!(docket.replay_events(NAME, &ids[1..2]).await.unwrap(), Ok(1));
        assert_eq!(pass(&mut delivery, 100, &[]).await, [2]);
        assert_eq!(pass(&mut delivery, 100, &[]).await, [4]);
        assert_eq!(docket.replay_after(NAME, 5).await.unwrap(), Err(NoReplay::NotYet(4)));
        assert_eq!(docket.replay_after(NAME, 2).await.unwrap(), Ok(4));
        // Who publishes finds its lease gone, takes it again, and looks where it stands.
        delivery.give_back().await.unwrap();
        assert_eq!(drained(&mut delivery, &[]).await, [3, 4]);
    }

    async fn a_destination_that_is_forgotten_begins_anew(url: String) {
        let world = World::at(&url).await;
        world.orders_with_changes::<1>(2).await;
        drained(&mut world.delivery().await, &[2]).await;
        assert!(world.docket.forget_destination(NAME).await.unwrap());
        assert!(!world.docket.forget_destination(NAME).await.unwrap());
        assert!(!world.docket.forget_destination("sequencer").await.unwrap());
        assert_eq!(world.states().await, []);
        assert_eq!(drained(&mut world.delivery().await, &[]).await, [1, 2]);
    }
}

/// It may wait for days, and is looked at twice a second.
#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_dead_letter_that_waits_takes_no_turn_of_the_writer() {
    crate::support::alone::on_sqlite(async |url: String| {
        let world = World::at(&url).await;
        world.orders_with_changes::<1>(3).await;
        let mut delivery = world.delivery().await;
        drained(&mut delivery, &[2]).await;
        assert_eq!(world.states().await, [(2, State::Dead), (3, State::Held)]);
        let before = world.docket.database().commits();
        for _ in 0..20 {
            assert!(delivery.next(100).await.unwrap().unwrap().is_empty());
        }
        // The lease is renewed now and then.
        let commits = world.docket.database().commits() - before;
        assert!(commits < 10, "{commits}");
    })
    .await;
}

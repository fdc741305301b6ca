//! Old events go, once nobody needs them any more.

use chrono::{DateTime, TimeDelta, Utc};
use docket_domain::outbox::dead_letter::commands::{Chosen, NoReplay};
use docket_domain::outbox::delivery::{Delivery, Refused};
use docket_domain::outbox::retention::Retired;

use crate::sequencer::place_all;
use crate::support::World;
use crate::support::alone::alone;

impl World {
    async fn three_events(&self) -> DateTime<Utc> {
        let (customer, board) = (self.customer("1000").await, self.product("10").await);
        for _ in 0..3 {
            self.order(customer, &[(board, "1")]).await;
        }
        place_all(&self.docket).await;
        self.docket.clock().now() + TimeDelta::seconds(1)
    }

    async fn positions(&self) -> Vec<i64> {
        let mut positions: Vec<i64> = self.events().await.into_iter().filter_map(|event| event.position).collect();
        positions.sort_unstable();
        positions
    }
}

async fn publish(delivery: &mut Delivery, limit: u64, poison: &[usize]) {
    let batch = delivery.next(limit).await.unwrap().unwrap();
    let refused: Vec<Refused> = poison.iter().map(|at| Refused { at: *at, reason: "no".to_owned() }).collect();
    delivery.taken(batch, &refused).await.unwrap().unwrap();
}

alone! {
    async fn what_is_old_and_taken_goes_and_what_is_neither_stays(url: String) {
        let world = World::at(&url).await;
        let old = world.three_events().await;
        let mut kafka = Delivery::new(world.docket.clone(), "kafka").await.unwrap();
        let waiting = Retired { events: 0, waiting_for: vec!["kafka".to_owned()] };
        assert_eq!(world.docket.retire_events(old).await.unwrap(), waiting);
        publish(&mut kafka, 2, &[]).await;
        assert_eq!(world.docket.retire_events(old - TimeDelta::hours(1)).await.unwrap(), Retired::default());
        assert_eq!(world.positions().await, [1, 2, 3]);
        let retired = world.docket.retire_events(old).await.unwrap();
        assert_eq!((retired.events, retired.waiting_for), (2, vec!["kafka".to_owned()]));
        assert_eq!(world.positions().await, [3]);
        assert_eq!(world.docket.retired_up_to().await.unwrap(), 2);
        publish(&mut kafka, 2, &[]).await;
        assert_eq!(world.docket.retire_events(old).await.unwrap(), Retired { events: 1, waiting_for: vec![] });
        assert_eq!(world.docket.replay_after("kafka", 1).await.unwrap(), Err(NoReplay::Gone(3)));
        // Positions go on where they were.
        world.three_events().await;
        assert_eq!(world.positions().await, [4, 5, 6]);
    }

    async fn a_dead_letter_is_kept_until_somebody_decides(url: String) {
        let world = World::at(&url).await;
        let old = world.three_events().await;
        let mut kafka = Delivery::new(world.docket.clone(), "kafka").await.unwrap();
        publish(&mut kafka, 3, &[1]).await;
        assert_eq!(world.docket.retire_events(old).await.unwrap().events, 2);
        assert_eq!(world.positions().await, [2]);
        world.docket.retry_dead_letters("kafka", &Chosen::All).await.unwrap();
        publish(&mut kafka, 3, &[]).await;
        let newer = world.three_events().await;
        publish(&mut kafka, 3, &[]).await;
        assert_eq!(world.docket.retire_events(newer).await.unwrap().events, 4);
        assert_eq!(world.positions().await, Vec::<i64>::new());
    }

    async fn without_destinations_age_alone_decides(url: String) {
        let world = World::at(&url).await;
        let old = world.three_events().await;
        assert_eq!(world.docket.retire_events(old).await.unwrap(), Retired { events: 3, waiting_for: vec![] });
    }
}

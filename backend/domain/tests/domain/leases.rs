//! Leases: one instance moves a position; who was paused moves nothing afterwards.

use std::path::PathBuf;

use docket_domain::Docket;
use docket_domain::outbox::delivery::Delivery;
use docket_domain::outbox::sequencer::{Sequenced, Sequencer};
use docket_domain::outbox::succession::dead_holders;
use sea_orm::ConnectionTrait;

use crate::support::World;
use crate::support::alone::alone;

impl World {
    /// As if the holder had not been heard of for longer than its lease lasts.
    async fn time_passes(&self) {
        self.docket
            .database()
            .connection()
            .execute_unprepared("UPDATE leased_cursor SET leased_until = 0")
            .await
            .unwrap();
    }

    async fn an_order(&self) {
        let (customer, board) = (self.customer("1000").await, self.product("10").await);
        self.order(customer, &[(board, "1")]).await;
    }
}

/// The SQLite file at an address.
fn file(url: &str) -> PathBuf {
    url.trim_start_matches("sqlite://").split('?').next().unwrap().into()
}

alone! {
    async fn of_two_instances_one_gives_positions_and_the_other_knows_them(url: String) {
        let world = World::at(&url).await;
        let other = world.another_instance().await;
        let (mut here, mut there) = (Sequencer::new(world.docket.clone()), Sequencer::new(other.clone()));
        world.an_order().await;
        assert_eq!(here.pass().await.unwrap(), Sequenced::Placed(1));
        world.an_order().await;
        assert_eq!(there.pass().await.unwrap(), Sequenced::Elsewhere);
        assert_eq!(*other.signals().positions().borrow(), 1);
        here.give_back().await.unwrap();
        assert_eq!(there.pass().await.unwrap(), Sequenced::Placed(1));
        assert_eq!(here.pass().await.unwrap(), Sequenced::Elsewhere);
    }

    async fn a_lease_that_is_not_renewed_is_taken_and_its_old_holder_moves_nothing(url: String) {
        let world = World::at(&url).await;
        let other = world.another_instance().await;
        let (mut paused, mut living) = (Sequencer::new(world.docket.clone()), Sequencer::new(other));
        assert_eq!(paused.pass().await.unwrap(), Sequenced::Nothing);
        world.time_passes().await;
        world.an_order().await;
        assert_eq!(living.pass().await.unwrap(), Sequenced::Placed(1));
        world.an_order().await;
        // It wakes up, and believes that the lease is its own.
        assert!(paused.is_held());
        assert_eq!(paused.pass().await.unwrap(), Sequenced::Elsewhere);
        assert!(!paused.is_held());
        assert_eq!(living.pass().await.unwrap(), Sequenced::Placed(1));
        let mut positions: Vec<_> = world.events().await.into_iter().map(|event| event.position.unwrap()).collect();
        positions.sort_unstable();
        assert_eq!(positions, [1, 2]);
    }

    async fn a_lease_that_ended_but_was_not_taken_is_still_its_holders(url: String) {
        let world = World::at(&url).await;
        let mut sequencer = Sequencer::new(world.docket.clone());
        assert_eq!(sequencer.pass().await.unwrap(), Sequenced::Nothing);
        world.time_passes().await;
        world.an_order().await;
        assert_eq!(sequencer.pass().await.unwrap(), Sequenced::Placed(1));
    }

    // What is sent under a lease that was lost is sent again by who has it; the cursor moves once.
    async fn a_destination_moves_only_under_the_newest_epoch(url: String) {
        let world = World::at(&url).await;
        let other = world.another_instance().await;
        world.an_order().await;
        crate::sequencer::place_all(&world.docket).await;
        let mut paused = Delivery::new(world.docket.clone(), "kafka").await.unwrap();
        let mut living = Delivery::new(other, "kafka").await.unwrap();
        let batch = paused.next(10).await.unwrap().unwrap();
        assert!(living.next(10).await.unwrap().is_none());
        world.time_passes().await;
        let again = living.next(10).await.unwrap().unwrap();
        assert_eq!(batch.events, again.events);
        assert_eq!(paused.taken(batch, &[]).await.unwrap(), None);
        assert_eq!(living.taken(again, &[]).await.unwrap().unwrap().arrived, 1);
        assert!(living.next(10).await.unwrap().unwrap().is_empty());
    }
}

/// A SQLite file tells who is dead: nobody waits for a lease of theirs, while everybody else's is left alone.
#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn what_a_dead_process_held_is_taken_at_once() {
    crate::support::alone::on_sqlite(async |url: String| {
        let file = file(&url);
        assert!(dead_holders(&file).await.is_empty());
        assert!(!file.exists());
        let world = World::at(&url).await;
        let mut dying = Sequencer::new(world.docket.clone());
        assert_eq!(dying.pass().await.unwrap(), Sequenced::Nothing);
        world.an_order().await;
        let other = world.another_instance().await;
        // Whoever has the file open lives, also if nothing is heard of it.
        assert!(dead_holders(&file).await.is_empty());
        world.docket.database().clone().close().await.unwrap();
        assert!(dead_holders(&file).await.is_empty());
        other.database().clone().close().await.unwrap();

        let dead = dead_holders(&file).await;
        assert_eq!(dead.len(), 1);
        let next = Docket::open(&url).await.unwrap();
        let mut heir = Sequencer::new(next.clone());
        assert_eq!(heir.pass().await.unwrap(), Sequenced::Elsewhere);
        assert_eq!(next.end_leases_of(&dead).await.unwrap(), 1);
        assert_eq!(heir.pass().await.unwrap(), Sequenced::Placed(1));
        // The heir is nobody of those.
        assert_eq!(next.end_leases_of(&dead).await.unwrap(), 0);
        assert!(heir.is_held());
    })
    .await;
}

/// A backup is a file of its own, without a log: nobody serves it, whoever held leases in the original.
#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn leases_in_a_copy_of_the_database_are_nobodys() {
    crate::support::alone::on_sqlite(async |url: String| {
        let world = World::at(&url).await;
        let mut sequencer = Sequencer::new(world.docket.clone());
        assert_eq!(sequencer.pass().await.unwrap(), Sequenced::Nothing);
        let copy = file(&url).with_file_name("copy.db");
        world.sql(&format!("VACUUM INTO '{}'", copy.display())).await;
        assert_eq!(dead_holders(&copy).await.len(), 1);
        assert!(dead_holders(&file(&url)).await.is_empty());
        assert!(sequencer.is_held());
    })
    .await;
}

/// A holder that stands still in the middle of a move has its row locked, and nobody waits for it.
#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_locked_lease_keeps_nobody_waiting() {
    crate::support::alone::on_postgres(async |url: String| {
        let world = World::at(&url).await;
        let other = world.another_instance().await;
        let stuck = other.database().begin().await.unwrap();
        let lock = "SELECT 1 FROM leased_cursor FOR UPDATE";
        stuck.transaction.execute_unprepared(lock).await.unwrap();
        let asked = std::time::Instant::now();
        assert_eq!(Sequencer::new(world.docket.clone()).pass().await.unwrap(), Sequenced::Elsewhere);
        assert!(asked.elapsed() < std::time::Duration::from_secs(2));
        stuck.roll_back().await.unwrap();
    })
    .await;
}

/// PostgreSQL tells the other instance at once; nobody looks here.
#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn another_instance_hears_of_commits_and_positions() {
    crate::support::alone::on_postgres(async |url: String| {
        let world = World::at(&url).await;
        let other = world.another_instance().await;
        let hearing = {
            let other = other.clone();
            tokio::spawn(async move { other.hear().await })
        };
        let mut positions = other.signals().positions();
        let patience = std::time::Duration::from_secs(10);
        // The listener connects on its own; what is told before that is not heard.
        let heard = async {
            loop {
                world.docket.tell_committed().await.unwrap();
                tokio::select! {
                    () = other.signals().until_committed_elsewhere() => break,
                    () = tokio::time::sleep(std::time::Duration::from_millis(50)) => {}
                }
            }
        };
        tokio::time::timeout(patience, heard).await.unwrap();
        world.an_order().await;
        crate::sequencer::place_all(&world.docket).await;
        tokio::time::timeout(patience, positions.changed()).await.unwrap().unwrap();
        assert_eq!(*positions.borrow(), 1);
        hearing.abort();
    })
    .await;
}

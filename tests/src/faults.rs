//! A soak that breaks everything around real `docket` processes, and then counts: nothing that was answered may be lost.
//!
//! Docket is a black box here, reached over HTTP, sockets, its destination and its command line. Clients write to journals
//! what they intend and what they are answered; a plan that follows from a seed says what breaks when; in the end everything
//! is healed, what stayed without answer is asked again under its key, and the [`oracle`] compares the journals with the
//! database, with what reached the destination, and with what followers saw.
//!
//! | module | what it holds |
//! |---|---|
//! | [`plan`] | which faults, and when: the same for the same seed |
//! | [`world`], [`instance`], [`service`] | the processes, and how they are stopped and started |
//! | [`inject`] | carrying the plan out, and the log of it |
//! | [`client`], [`mix`], [`journal`] | who orders, what they do next, and what they write down |
//! | [`follower`] | who listens on sockets, and comes back with a cursor |
//! | [`arrival`] | what reached the destination |
//! | [`auditor`] | who looks at balances all the time |
//! | [`pulse`] | how long after a fault things went again |
//! | [`books`] | what the database holds, read by SQL of the soak's own |
//! | [`oracle`], [`verdict`] | the comparison, and what came of it |

use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use futures_util::future::join_all;

use crate::database::Engine;

pub mod arrival;
pub mod auditor;
pub mod books;
pub mod client;
pub mod follower;
pub mod inject;
pub mod instance;
pub mod journal;
pub mod mix;
pub mod oracle;
pub mod plan;
pub mod pulse;
pub mod service;
pub mod verdict;
pub mod world;

use auditor::Auditor;
use client::Client;
use follower::Follower;
use plan::Plan;
use verdict::Verdict;
use world::World;

/// How many people order at once.
const CLIENTS: usize = 10;
/// How many listen to shipments, and as many to changes.
const FOLLOWERS: usize = 2;

/// What is wanted.
#[derive(Clone, Copy, Debug)]
pub struct Soak {
    /// On which database.
    pub engine: Engine,
    /// How long things are broken.
    pub length: Duration,
    /// What the plan and the clients' choices follow from.
    pub seed: u64,
    /// How often a process is killed or brought to crash.
    pub kills: usize,
}

impl Soak {
    /// Runs it in a folder of its own, telling on the way.
    pub async fn run(self, folder: &Path) -> Verdict {
        let plan = Plan::new(&self);
        let world = Arc::new(World::start(self.engine, folder).await);
        let shop = Arc::new(mix::Shop::open(&world).await);
        let watch = arrival::watch(&world);
        let auditor = Auditor::start(world.clone());
        let followers: Vec<Follower> =
            (0..2 * FOLLOWERS).map(|number| Follower::start(world.clone(), number)).collect();
        let enough = Arc::new(AtomicBool::new(false));
        let clients: Vec<_> = (0..CLIENTS)
            .map(|number| {
                let client = Client::new(world.clone(), shop.clone(), self.seed, number, folder);
                tokio::spawn(client.run(enough.clone()))
            })
            .collect();
        inject::carry_out(&plan, &world, self.length).await;
        enough.store(true, Ordering::Relaxed);
        world.tell("what stayed without answer is asked again");
        let settled =
            clients.into_iter().map(async |client| client.await.expect("a client that got to its end").settle().await);
        let entries = join_all(settled).await.concat();
        let verdict = oracle::judge(&world, entries, followers, &auditor).await;
        drop(watch);
        verdict
    }
}

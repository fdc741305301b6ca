//! Carrying the plan out: breaks things at their time, heals them, and tells of each.

use std::time::{Duration, Instant};

use tokio::time::sleep_until;

use super::plan::{Fault, Plan, Planned};
use super::world::World;

/// How long an instance that is to crash at a place may take to get there.
const REACHES: Duration = Duration::from_secs(15);
/// Longer than a lease lasts whose holder is gone.
const LEASE: Duration = Duration::from_secs(6);
/// How long clients go on when nothing breaks any more.
const CALM: Duration = Duration::from_secs(3);
/// How long a flapping broker is away, and then there.
const FLAP: Duration = Duration::from_millis(400);
/// The room that a database is left before it is full, in pages.
const ROOM: u64 = 20;
/// What SQLite says then.
const FULL: &str = "database or disk is full";
/// Where the processes that the feature `faults` is compiled into look for the place to crash at.
const CRASH_AT: &str = "DOCKET_CRASH_AT";
/// Where they look for the most pages of a SQLite file.
const MOST_PAGES: &str = "DOCKET_MAX_PAGE_COUNT";

/// Breaks everything as planned, until the time is up and all is healed.
pub async fn carry_out(plan: &Plan, world: &World, length: Duration) {
    let begun = Instant::now();
    tokio::join!(row(&plan.processes, world, begun), row(&plan.surroundings, world, begun));
    sleep_until((begun + length).into()).await;
    for (number, instance) in world.instances.iter().enumerate() {
        let mut instance = instance.lock().await;
        if let Some(status) = instance.has_ended() {
            world.tell(&format!("instance {number} ended by itself with {status}: started again"));
        }
        instance.start(&[]).await;
    }
    world.tell("everything is healed");
    tokio::time::sleep(CALM).await;
}

async fn row(faults: &[Planned], world: &World, begun: Instant) {
    for Planned { at, fault } in faults {
        sleep_until((begun + *at).into()).await;
        world.pulse.begun();
        match fault {
            Fault::Kill { instance, away } => kill(world, *instance, *away).await,
            Fault::KillAll { away } => kill_all(world, *away).await,
            Fault::Crash { instance, point, passage } => crash(world, *instance, point, *passage).await,
            Fault::Pause { instance, length } => pause(world, *instance, *length).await,
            Fault::FullDatabase { length } => fill(world, *length).await,
            other => surroundings(world, other).await,
        }
        world.pulse.ended(fault.kind());
    }
}

async fn kill(world: &World, number: usize, away: Duration) {
    world.tell(&format!("SIGKILL for instance {number}, away for {:.1} s", away.as_secs_f64()));
    let mut instance = world.instances[number].lock().await;
    instance.kill();
    tokio::time::sleep(away).await;
    instance.start(&[]).await;
}

async fn kill_all(world: &World, away: Duration) {
    world.tell(&format!("SIGKILL for all instances, away for {:.1} s", away.as_secs_f64()));
    let mut held = Vec::new();
    for instance in &world.instances {
        let mut instance = instance.lock().await;
        instance.kill();
        held.push(instance);
    }
    tokio::time::sleep(away).await;
    for mut instance in held {
        instance.start(&[]).await;
    }
}

/// Only one instance passes the places of the way out at a time: the others are away, so that it is the one.
async fn crash(world: &World, number: usize, point: &'static str, passage: u32) {
    let mut held = Vec::new();
    for (other, instance) in world.instances.iter().enumerate() {
        let mut instance = instance.lock().await;
        if other == number || !point.ends_with("commit") {
            instance.kill();
        }
        held.push(instance);
    }
    held[number].spawn(&[(CRASH_AT, format!("{point}:{passage}"))]);
    let reached = held[number].ends_within(REACHES).await;
    let how = if reached { "crashed" } else { "did not get there: SIGKILL" };
    world.tell(&format!("instance {number} was to crash at {point}, passage {passage}: {how}"));
    held[number].kill();
    for mut instance in held {
        instance.start(&[]).await;
    }
}

/// The others are away until its lease of what they have published is sure to be its own.
async fn pause(world: &World, number: usize, length: Duration) {
    let mut others = Vec::new();
    for (other, instance) in world.instances.iter().enumerate().filter(|(other, _)| *other != number) {
        world.tell(&format!("SIGKILL for instance {other}, so that {number} leads"));
        let mut instance = instance.lock().await;
        instance.kill();
        others.push(instance);
    }
    if !others.is_empty() {
        tokio::time::sleep(LEASE).await;
    }
    for mut other in others {
        other.start(&[]).await;
    }
    world.tell(&format!("SIGSTOP for instance {number}, for {:.1} s", length.as_secs_f64()));
    let instance = world.instances[number].lock().await;
    instance.signal("-STOP");
    tokio::time::sleep(length).await;
    instance.signal("-CONT");
}

/// SQLite may use a few pages more than it has, and then none.
async fn fill(world: &World, length: Duration) {
    let mut instance = world.instances[0].lock().await;
    instance.stop().await;
    let pages = std::fs::metadata(world.file()).unwrap().len() / 4_096 + ROOM;
    world.tell(&format!("the database may not grow beyond {pages} pages, for {:.1} s", length.as_secs_f64()));
    let before = instance.logged(FULL);
    instance.start(&[(MOST_PAGES, pages.to_string())]).await;
    tokio::time::sleep(length).await;
    instance.stop().await;
    world.tell(&format!(
        "the database may grow again; it said {} times that it was full",
        instance.logged(FULL) - before
    ));
    instance.start(&[]).await;
}

async fn surroundings(world: &World, fault: &Fault) {
    let (Some(postgres), Some(kafka)) = (&world.postgres, &world.kafka) else {
        return cut_clients(world);
    };
    match fault {
        Fault::CutDatabase => {
            world.tell("all connections to the database are cut");
            postgres.wire.cut();
        }
        Fault::StallDatabase { length } => {
            world.tell(&format!("nothing gets through to the database for {:.1} s", length.as_secs_f64()));
            postgres.wire.stall();
            tokio::time::sleep(*length).await;
            postgres.wire.open().await;
        }
        Fault::RestartPostgres { immediate } => {
            let how = if *immediate { "immediate" } else { "fast" };
            world.tell(&format!("PostgreSQL restarts, {how}"));
            postgres.restart(*immediate).await;
        }
        Fault::CutBroker => {
            world.tell("all connections to the broker are cut");
            kafka.lock().await.wire.cut();
        }
        Fault::StopKafka { length } => {
            world.tell(&format!("Kafka is killed, away for {:.1} s", length.as_secs_f64()));
            let mut kafka = kafka.lock().await;
            kafka.kill();
            tokio::time::sleep(*length).await;
            kafka.begin().await;
        }
        Fault::FlapKafka { times } => {
            world.tell(&format!("Kafka can be reached and cannot, {times} times"));
            let kafka = kafka.lock().await;
            for _ in 0..*times {
                kafka.wire.refuse().await;
                tokio::time::sleep(FLAP).await;
                kafka.wire.open().await;
                tokio::time::sleep(FLAP).await;
            }
        }
        _ => cut_clients(world),
    }
}

fn cut_clients(world: &World) {
    world.tell("all connections of clients are cut");
    world.doors.iter().for_each(crate::proxy::Proxy::cut);
}

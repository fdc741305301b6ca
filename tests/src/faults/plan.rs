//! Which faults, and when. Everything follows from the seed: the same seed breaks the same things at the same times.

use std::time::Duration;

use rand::rngs::StdRng;
use rand::seq::SliceRandom;
use rand::{RngExt, SeedableRng};

use super::Soak;
use crate::database::Engine;

/// How many instances serve a database.
pub const fn instances(engine: Engine) -> usize {
    match engine {
        Engine::Sqlite => 1,
        Engine::Postgres => 2,
    }
}

/// Where a process can be brought to crash, in the order in which an event passes.
pub const POINTS: [&str; 10] = [
    "before_commit",
    "before_group_commit",
    "after_group_commit",
    "after_commit",
    "before_sequence",
    "after_sequence",
    "before_produce",
    "after_produce",
    "after_report",
    "after_mark",
];

/// Something that goes wrong.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Fault {
    /// An instance is killed, and started again after a while.
    Kill {
        /// Which.
        instance: usize,
        /// How long it stays away.
        away: Duration,
    },
    /// All instances are killed at once.
    KillAll {
        /// How long they stay away.
        away: Duration,
    },
    /// An instance crashes at a named place, the others being away for places that only one of them passes.
    Crash {
        /// Which.
        instance: usize,
        /// Where.
        point: &'static str,
        /// The how-manieth time it gets there.
        passage: u32,
    },
    /// The instance that publishes stands still, holding all that it holds, until another does in its place; then it goes
    /// on as if nothing had been.
    Pause {
        /// Which is made to be the one.
        instance: usize,
        /// For how long.
        length: Duration,
    },
    /// What clients have open is cut.
    CutClients,
    /// What instances have open to the database is cut.
    CutDatabase,
    /// Nothing gets through to the database or back.
    StallDatabase {
        /// For how long.
        length: Duration,
    },
    /// PostgreSQL is stopped and started; at once and without putting anything in order, or letting nobody finish.
    RestartPostgres {
        /// Whether it has no time to put things in order.
        immediate: bool,
    },
    /// What instances have open to the broker is cut.
    CutBroker,
    /// The broker is away.
    StopKafka {
        /// For how long.
        length: Duration,
    },
    /// The broker can be reached, and cannot, and can.
    FlapKafka {
        /// How often.
        times: u32,
    },
    /// The database may grow no more.
    FullDatabase {
        /// For how long.
        length: Duration,
    },
}

impl Fault {
    /// What faults of its kind are called.
    pub const fn kind(&self) -> &'static str {
        match self {
            Self::Kill { .. } => "SIGKILL",
            Self::KillAll { .. } => "SIGKILL for all",
            Self::Crash { .. } => "crash at a place",
            Self::Pause { .. } => "SIGSTOP, SIGCONT",
            Self::CutClients => "clients cut",
            Self::CutDatabase => "database cut",
            Self::StallDatabase { .. } => "database stalled",
            Self::RestartPostgres { immediate: false } => "PostgreSQL fast",
            Self::RestartPostgres { immediate: true } => "PostgreSQL immediate",
            Self::CutBroker => "broker cut",
            Self::StopKafka { .. } => "Kafka away",
            Self::FlapKafka { .. } => "Kafka flapping",
            Self::FullDatabase { .. } => "full database",
        }
    }
}

/// A fault and its time.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Planned {
    /// When, from the beginning.
    pub at: Duration,
    /// What.
    pub fault: Fault,
}

/// Two rows of faults that overlap: what happens to instances, and what happens to what they stand on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Plan {
    /// To the instances.
    pub processes: Vec<Planned>,
    /// To the database, the broker and the wires.
    pub surroundings: Vec<Planned>,
}

impl Plan {
    /// The plan of a soak.
    pub fn new(soak: &Soak) -> Self {
        let mut random = StdRng::seed_from_u64(soak.seed);
        let kills = kills(&mut random, soak);
        let around = surroundings(&mut random, soak);
        Self {
            processes: spread(&mut random, soak.length, kills),
            surroundings: spread(&mut random, soak.length, around),
        }
    }
}

/// Half of them at random moments, half at named places; among them an instance that stands still for each sixth.
fn kills(random: &mut StdRng, soak: &Soak) -> Vec<Fault> {
    let count = instances(soak.engine);
    let mut points = Vec::new();
    let mut faults = Vec::new();
    for number in 0..soak.kills {
        let instance = random.random_range(0..count);
        let away = Duration::from_millis(random.random_range(0..1_500));
        faults.push(if number % 2 == 0 {
            if points.is_empty() {
                // Only SQLite's units share commits.
                let passes = |point: &&str| soak.engine == Engine::Sqlite || !point.ends_with("group_commit");
                points.extend(POINTS.into_iter().filter(passes));
                points.shuffle(random);
            }
            let point = points.pop().unwrap_or(POINTS[0]);
            let most = if point.ends_with("commit") { 60 } else { 12 };
            Fault::Crash { instance, point, passage: random.random_range(1..=most) }
        } else if random.random_bool(0.25) {
            Fault::KillAll { away }
        } else {
            Fault::Kill { instance, away }
        });
        if number % 6 == 5 {
            let length = Duration::from_millis(random.random_range(6_500..10_000));
            faults.push(Fault::Pause { instance: (number / 6) % count, length });
        }
    }
    faults
}

/// Each kind in turn, in an order that changes from turn to turn.
fn surroundings(random: &mut StdRng, soak: &Soak) -> Vec<Fault> {
    /// How much time a fault has on average.
    const EACH: Duration = Duration::from_secs(20);
    let outage = (soak.length / 8).clamp(Duration::from_secs(3), Duration::from_mins(2));
    let kinds: Vec<Fault> = match soak.engine {
        Engine::Sqlite => vec![Fault::FullDatabase { length: Duration::from_secs(4) }, Fault::CutClients],
        Engine::Postgres => vec![
            Fault::RestartPostgres { immediate: false },
            Fault::RestartPostgres { immediate: true },
            Fault::StopKafka { length: outage },
            Fault::FlapKafka { times: 5 },
            Fault::CutDatabase,
            Fault::StallDatabase { length: Duration::from_secs(2) },
            Fault::CutBroker,
            Fault::CutClients,
        ],
    };
    let wanted = kinds.len().max(usize::try_from(soak.length.as_secs() / EACH.as_secs()).unwrap_or(kinds.len()));
    let mut faults = Vec::new();
    while faults.len() < wanted {
        let mut turn = kinds.clone();
        turn.shuffle(random);
        // An outage of minutes is had once; later ones are short.
        let had = faults.iter().any(|fault| matches!(fault, Fault::StopKafka { .. }));
        turn.iter_mut().filter(|_| had).for_each(|fault| {
            if let Fault::StopKafka { length } = fault {
                *length = Duration::from_secs(random.random_range(3..20));
            }
        });
        faults.extend(turn);
    }
    faults.truncate(wanted);
    faults
}

/// Each in its own part of the time, somewhere.
fn spread(random: &mut StdRng, length: Duration, faults: Vec<Fault>) -> Vec<Planned> {
    let part = length / u32::try_from(faults.len().max(1)).unwrap_or(u32::MAX);
    (0..)
        .zip(faults)
        .map(|(number, fault)| Planned { at: part * number + part.mul_f64(random.random_range(0.0..0.8)), fault })
        .collect()
}

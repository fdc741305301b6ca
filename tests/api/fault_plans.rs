//! What `cargo xtask faults` breaks, and when, follows from its seed.

use std::collections::BTreeSet;
use std::time::Duration;

use docket_tests::database::Engine;
use docket_tests::faults::Soak;
use docket_tests::faults::plan::{Fault, POINTS, Plan, Planned};

const ENGINES: [Engine; 2] = [Engine::Sqlite, Engine::Postgres];

fn soak(engine: Engine, seed: u64) -> Soak {
    Soak { engine, length: Duration::from_mins(10), seed, kills: 50 }
}

#[test]
fn the_same_seed_breaks_the_same_things_at_the_same_times() {
    for engine in ENGINES {
        assert_eq!(Plan::new(&soak(engine, 1)), Plan::new(&soak(engine, 1)));
        assert_ne!(Plan::new(&soak(engine, 1)), Plan::new(&soak(engine, 2)));
    }
}

#[test]
fn ten_minutes_with_fifty_kills_pass_every_place_and_end_in_time() {
    for engine in ENGINES {
        let Plan { processes, surroundings } = Plan::new(&soak(engine, 1));
        let kills = processes.iter().filter(|planned| !matches!(planned.fault, Fault::Pause { .. })).count();
        assert_eq!(kills, 50);
        let places: BTreeSet<&str> = processes
            .iter()
            .filter_map(|planned| match planned.fault {
                Fault::Crash { point, .. } => Some(point),
                _ => None,
            })
            .collect();
        let shares_commits = |place: &&str| place.ends_with("group_commit");
        let passed = POINTS.into_iter().filter(|place| engine == Engine::Sqlite || !shares_commits(place));
        assert_eq!(places, passed.collect());
        for row in [processes, surroundings] {
            assert!(row.is_sorted_by_key(|planned: &Planned| planned.at));
            assert!(row.iter().all(|planned| planned.at < Duration::from_mins(10)));
        }
    }
}

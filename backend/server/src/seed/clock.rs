//! A clock that goes where it is told, and ids that follow it.

use std::sync::atomic::{AtomicI64, AtomicU64, Ordering};

use chrono::{DateTime, TimeDelta, Utc};
use docket_domain::clock::Clock;
use uuid::Uuid;

/// Begins some days ago and never goes beyond now.
pub(super) struct WalkingClock {
    micros: AtomicI64,
    last: i64,
    ids: AtomicU64,
}

impl WalkingClock {
    /// Begins at the start of the day, `days` before `now`.
    pub(super) fn new(now: DateTime<Utc>, days: i64) -> Self {
        let begin = (now - TimeDelta::days(days)).date_naive().and_time(chrono::NaiveTime::MIN).and_utc();
        Self { micros: begin.timestamp_micros().into(), last: now.timestamp_micros(), ids: AtomicU64::new(0) }
    }

    /// Goes forward to `time`, or as far as now.
    pub(super) fn walk_to(&self, time: DateTime<Utc>) {
        self.micros.fetch_max(time.timestamp_micros().min(self.last), Ordering::Relaxed);
    }

    /// The latest that it goes to.
    pub(super) fn last(&self) -> DateTime<Utc> {
        DateTime::from_timestamp_micros(self.last).unwrap_or_default()
    }
}

impl Clock for WalkingClock {
    fn now(&self) -> DateTime<Utc> {
        DateTime::from_timestamp_micros(self.micros.load(Ordering::Relaxed)).unwrap_or_default()
    }

    /// Version 7: the time, and a count where the randomness would be, so that ids rise within a millisecond.
    fn id(&self) -> Uuid {
        let count = u128::from(self.ids.fetch_add(1, Ordering::Relaxed));
        let millis = u128::from(self.now().timestamp_millis().unsigned_abs());
        // The count is spread, so that neighbouring ids do not look alike; its own digits still come first.
        let spread = count.wrapping_mul(0x9e37_79b9_7f4a_7c15) & 0x3fff_ffff;
        Uuid::from_u128(
            millis << 80 | 0x7 << 76 | ((count >> 32) & 0xfff) << 64 | 0x2 << 62 | (count & 0xffff_ffff) << 30 | spread,
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn time_only_goes_forward_and_ids_rise() {
        let now = DateTime::from_timestamp(1_795_000_000, 0).unwrap();
        let clock = WalkingClock::new(now, 90);
        let mut ids = vec![clock.id(), clock.id()];
        clock.walk_to(clock.now() + TimeDelta::days(3));
        let then = clock.now();
        clock.walk_to(then - TimeDelta::days(1));
        assert_eq!(clock.now(), then);
        ids.push(clock.id());
        clock.walk_to(now + TimeDelta::days(1));
        assert_eq!(clock.now(), now);
        ids.push(clock.id());
        assert!(ids.is_sorted() && ids.iter().all(|id| id.get_version_num() == 7));
    }
}

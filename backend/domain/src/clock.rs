//! The clock and the source of ids: injected, so that a test can stand still and a failing run can be repeated.

use chrono::{DateTime, SubsecRound, Utc};
use uuid::Uuid;

/// Where time and ids come from.
pub trait Clock: Send + Sync + 'static {
    /// Now, to the microsecond: more than PostgreSQL keeps would come back different.
    fn now(&self) -> DateTime<Utc>;

    /// A new id (UUIDv7), after all ids that this clock gave before.
    fn id(&self) -> Uuid;
}

/// The machine's clock.
#[derive(Clone, Copy, Debug, Default)]
pub struct SystemClock;

impl Clock for SystemClock {
    #[expect(clippy::disallowed_methods, reason = "this is the injected clock")]
    fn now(&self) -> DateTime<Utc> {
        Utc::now().trunc_subsecs(6)
    }

    #[expect(clippy::disallowed_methods, reason = "this is the injected source of ids")]
    fn id(&self) -> Uuid {
        Uuid::now_v7()
    }
}

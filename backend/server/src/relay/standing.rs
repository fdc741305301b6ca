//! Whether a task gets on: logged when that changes, not at each attempt.

use std::time::Duration;

use super::{LONGEST_PAUSE, SHORTEST_PAUSE, Trouble};

/// How a task stands.
pub(super) struct Standing {
    name: &'static str,
    failures: u32,
}

impl Standing {
    pub(super) const fn new(name: &'static str) -> Self {
        Self { name, failures: 0 }
    }

    /// It works.
    pub(super) fn well(&mut self) {
        if self.failures > 0 {
            tracing::info!(destination = self.name, attempts = self.failures, "events go out again");
            self.failures = 0;
        }
    }

    /// It failed: how long to wait before the next attempt.
    pub(super) fn trouble(&mut self, trouble: &Trouble) -> Duration {
        if self.failures == 0 {
            tracing::warn!(destination = self.name, %trouble, "events wait in the outbox: trying again until they go out");
        } else {
            tracing::debug!(destination = self.name, %trouble, "events still wait in the outbox");
        }
        let pause = SHORTEST_PAUSE.saturating_mul(2_u32.saturating_pow(self.failures)).min(LONGEST_PAUSE);
        self.failures = self.failures.saturating_add(1);
        pause
    }

    /// The server stops before it worked.
    pub(super) fn left(&self, trouble: &Trouble) {
        tracing::warn!(destination = self.name, %trouble, "events are left in the outbox: they go out after the next start");
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pauses_double_up_to_a_longest_and_begin_anew_after_success() {
        let mut standing = Standing::new("file");
        let mut pause = || standing.trouble(&Trouble::Destination("full".to_owned()));
        let pauses: Vec<Duration> = (0..8).map(|_| pause()).collect();
        assert_eq!(pauses[..3], [SHORTEST_PAUSE, SHORTEST_PAUSE * 2, SHORTEST_PAUSE * 4]);
        assert_eq!(pauses[7], LONGEST_PAUSE);
        standing.well();
        assert_eq!(standing.trouble(&Trouble::Destination("full".to_owned())), SHORTEST_PAUSE);
    }
}

//! Every metric by name: what it counts, in which unit, under which labels. docs/OPERATING.md lists them.

use prometheus_client::registry::{Metric, Registry, Unit};

/// A metric's description.
#[derive(Debug)]
pub struct Described {
    name: &'static str,
    kind: &'static str,
    unit: Option<&'static str>,
    labels: &'static [&'static str],
    meaning: &'static str,
}

macro_rules! metrics {
    ($($constant:ident = $kind:ident $name:literal $(in $unit:literal)? $(by $($label:literal),+)?: $meaning:literal;)+) => {
        $(
            #[doc = $meaning]
            pub(super) const $constant: Described = Described {
                name: $name,
                kind: stringify!($kind),
                unit: [$($unit,)?].first().copied(),
                labels: &[$($($label),+)?],
                meaning: $meaning,
            };
        )+

        /// All of them, in the order of the documentation.
        pub const ALL: &[Described] = &[$($constant),+];
    };
}

metrics! {
    REQUESTS = counter "docket_requests" by "kind", "outcome": "GraphQL requests that have ended, over HTTP and sockets; a subscription counts when it begins";
    REQUEST_DURATION = histogram "docket_request_duration" in "seconds" by "kind": "How long GraphQL requests were worked on";
    REFUSALS = counter "docket_refusals" by "code", "rule": "What mutations were refused, by the code of the user error and the rule, if it is one";
    REQUESTS_OPEN = gauge "docket_requests_open": "GraphQL requests being worked on";
    SOCKETS = gauge "docket_sockets_open": "WebSockets open";
    STREAMS = gauge "docket_streams_open": "Event streams (SSE) open";
    SUBSCRIPTIONS = gauge "docket_subscriptions_open": "Subscriptions open";
    UNITS = counter "docket_units" by "outcome": "Units of work that ended: committed, refused, or begun again because something had changed (restarted) or the database asked for it (retried)";
    LOCK_WAITS = counter "docket_lock_waits": "Waits for a lock: on SQLite for the writer's turn, on PostgreSQL statements that lock rows";
    LOCK_WAIT = counter "docket_lock_wait" in "seconds": "Time spent in these waits";
    STATEMENTS = counter "docket_database_statements": "Statements sent to the database, without BEGIN, COMMIT and ROLLBACK";
    DATABASE_UP = gauge "docket_database_up": "1 when the database answered this scrape, else 0; the outbox metrics are then missing";
    UNSEQUENCED = gauge "docket_outbox_unsequenced": "Committed events that have no position yet";
    UNPUBLISHED = gauge "docket_outbox_unpublished" by "destination": "Events with a position that a destination has not taken; one that is no longer used stays behind";
    OLDEST = gauge "docket_outbox_oldest" in "seconds" by "destination": "Age of the oldest event that a destination has not taken; 0 when it has all";
    DEAD = gauge "docket_outbox_dead" by "destination": "Events that a destination has refused for good; `docket outbox list --dead` shows them";
    HELD = gauge "docket_outbox_held" by "destination": "Events that wait behind a dead one, or to be published again";
    LEADER = gauge "docket_leader" by "task": "1 when this instance gives positions (sequencer), or publishes to the destination; else 0";
    BATCHES = counter "docket_relay_batches" by "destination", "outcome": "Attempts of this instance to publish: arrived, or failed and tried again";
    EVENTS = counter "docket_relay_events" by "destination", "outcome": "Events that this instance has published: arrived, or refused for good";
    BUILD = gauge "docket_build_info" by "version", "database": "Always 1: the version that runs, and its kind of database";
}

impl Described {
    /// Registers a metric under its description.
    pub(super) fn register(&self, registry: &mut Registry, metric: impl Metric) {
        match self.unit {
            Some(unit) => registry.register_with_unit(self.name, self.meaning, Unit::Other(unit.to_owned()), metric),
            None => registry.register(self.name, self.meaning, metric),
        }
    }

    /// Its name as it is scraped.
    pub fn scraped_name(&self) -> String {
        let unit = self.unit.map(|unit| format!("_{unit}")).unwrap_or_default();
        let total = if self.kind == "counter" { "_total" } else { "" };
        format!("{}{unit}{total}", self.name)
    }

    /// Its row in the documentation.
    pub fn row(&self) -> String {
        let labels: Vec<String> = self.labels.iter().map(|label| format!("`{label}`")).collect();
        let (kind, unit) = (self.kind, self.unit.unwrap_or("1"));
        format!("| `{}` | {kind} | {unit} | {} | {} |", self.scraped_name(), labels.join(", "), self.meaning)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_documentation_lists_every_metric_as_it_is() {
        let page = include_str!("../../../../docs/OPERATING.md");
        let rows: Vec<&str> = page.lines().filter(|line| line.starts_with("| `docket_")).collect();
        let described: Vec<String> = ALL.iter().map(Described::row).collect();
        assert_eq!(rows, described, "the table in docs/OPERATING.md must have these rows:\n{}", described.join("\n"));
    }
}

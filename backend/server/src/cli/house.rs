//! Keeping the house while the server runs: what need not be kept goes.

use std::time::Duration;

use chrono::TimeDelta;
use docket_domain::{Docket, Fault};

/// How often.
const HOUR: Duration = Duration::from_hours(1);

/// Forgets outcomes of keyed requests after their day, and events after so many days. A destination that keeps them is
/// told of unless it is in use: then the metrics say how far it is behind.
pub(super) async fn keep(docket: Docket, event_days: u32, in_use: &str) {
    let mut hours = tokio::time::interval(HOUR);
    loop {
        hours.tick().await;
        match docket.attended(docket.prune()).await {
            Ok(0) => {}
            Ok(outcomes) => tracing::info!(outcomes, "keyed requests older than a day forgotten"),
            Err(fault) => tracing::warn!(%fault, "keyed requests could not be forgotten; tried again in an hour"),
        }
        if let Err(fault) = docket.attended(retire(&docket, event_days, in_use)).await {
            tracing::warn!(%fault, "old events could not be removed; tried again in an hour");
        }
    }
}

async fn retire(docket: &Docket, days: u32, in_use: &str) -> Result<(), Fault> {
    let retired = docket.retire_events(docket.clock().now() - TimeDelta::days(days.into())).await?;
    if retired.events > 0 {
        tracing::info!(events = retired.events, days, "old events removed");
    }
    for destination in retired.waiting_for.iter().filter(|name| *name != in_use) {
        tracing::warn!(
            destination,
            days,
            "older events are kept, because this destination has not taken them: if it is no longer used, say so with \
             `docket outbox forget {destination}`"
        );
    }
    Ok(())
}

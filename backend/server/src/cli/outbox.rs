//! Looking at the outbox.

use std::fmt::Write;

use chrono::SecondsFormat;
use docket_domain::id::{EventId, TenantId};
use docket_domain::outbox::entity::Model;
use docket_domain::outbox::queries;
use docket_domain::{Actor, Docket, Fault};
use serde_json::json;

use super::{Failed, database, write};
use crate::config::Settings;

/// What to list.
pub(super) struct Wanted {
    /// Whose events.
    pub(super) tenant: TenantId,
    /// Only what has not been published.
    pub(super) pending: bool,
    /// One JSON object a line, with the payload.
    pub(super) json: bool,
    /// How many at most.
    pub(super) limit: u64,
}

/// Prints events, oldest first.
pub(super) async fn list(settings: &Settings, wanted: &Wanted) -> Result<(), Failed> {
    let docket = database::prepared(settings).await?;
    let (events, published) = read(&docket, wanted).await.map_err(|fault| database::explain(settings, &fault))?;
    let mut text = String::new();
    for event in &events {
        // Writing to a string does not fail.
        let _ = if wanted.json {
            writeln!(text, "{}", object(event, published))
        } else {
            writeln!(text, "{}", line(event, published))
        };
    }
    if events.is_empty() && !wanted.json {
        text.push_str(if wanted.pending { "Every event has been published.\n" } else { "There are no events.\n" });
    }
    write(&text);
    Ok(())
}

async fn read(docket: &Docket, wanted: &Wanted) -> Result<(Vec<Model>, i64), Fault> {
    let snapshot = docket.snapshot(&Actor::new(wanted.tenant, "docket")).await?;
    let published = queries::published(&snapshot).await?;
    let events = if wanted.pending {
        queries::pending(&snapshot, published, wanted.limit).await?
    } else {
        queries::newest(&snapshot, wanted.limit).await?
    };
    Ok((events, published))
}

/// How far the event has come.
fn stage(event: &Model, published: i64) -> &'static str {
    match event.position {
        None => "committed",
        Some(position) if position > published => "placed",
        Some(_) => "published",
    }
}

fn line(event: &Model, published: i64) -> String {
    let position = event.position.map_or_else(|| "-".to_owned(), |position| position.to_string());
    let at = event.occurred_at.to_rfc3339_opts(SecondsFormat::Secs, true);
    let (stage, topic, what) = (stage(event, published), &event.aggregatetype, &event.r#type);
    format!("{position:>8}  {at}  {stage:<9}  {topic:<14}  {what:<15}  {} #{}", event.aggregateid, event.sequence)
}

fn object(event: &Model, published: i64) -> serde_json::Value {
    json!({
        "id": EventId(event.id).to_string(),
        "position": event.position,
        "stage": stage(event, published),
        "topic": event.aggregatetype,
        "type": event.r#type,
        "aggregateId": event.aggregateid,
        "sequence": event.sequence,
        "actor": event.actor,
        "occurredAt": event.occurred_at.to_rfc3339_opts(SecondsFormat::Micros, true),
        "payload": event.payload,
    })
}

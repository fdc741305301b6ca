//! Dead letters, and having events published again: what an operator does about a destination.

use std::fmt::Write;

use chrono::SecondsFormat;
use docket_domain::Docket;
use docket_domain::id::{EventId, TenantId};
use docket_domain::outbox::dead_letter::commands::{Chosen, NoReplay};
use docket_domain::outbox::dead_letter::entity::{Model, State};
use serde_json::json;

use super::command::{DeadFlags, DestinationFlag};
use super::{Failed, database, say, write};
use crate::config::Settings;

/// Prints a tenant's events that a destination does not get in their turn.
pub(super) async fn list(
    settings: &Settings,
    tenant: TenantId,
    dropped: bool,
    json: bool,
    limit: u64,
) -> Result<(), Failed> {
    let docket = database::prepared(settings).await?;
    let letters =
        docket.dead_letters(tenant, dropped, limit).await.map_err(|fault| database::explain(settings, &fault))?;
    let mut text = String::new();
    for letter in &letters {
        // Writing to a string does not fail.
        let _ = if json { writeln!(text, "{}", object(letter)) } else { writeln!(text, "{}", line(letter)) };
    }
    if letters.is_empty() && !json {
        text.push_str("No event waits outside of its turn.\n");
    }
    write(&text);
    Ok(())
}

/// Has refused events published again.
pub(super) async fn retry(settings: &Settings, which: &DeadFlags) -> Result<(), Failed> {
    let (docket, destination, chosen) = chosen(settings, which).await?;
    let count =
        docket.retry_dead_letters(&destination, &chosen).await.map_err(|fault| database::explain(settings, &fault))?;
    told(count, &destination, "will be published again")
}

/// Gives refused events up.
pub(super) async fn give_up(settings: &Settings, which: &DeadFlags) -> Result<(), Failed> {
    let (docket, destination, chosen) = chosen(settings, which).await?;
    let count =
        docket.drop_dead_letters(&destination, &chosen).await.map_err(|fault| database::explain(settings, &fault))?;
    told(count, &destination, "given up")
}

/// Has events published again that were published before.
pub(super) async fn replay(
    settings: &Settings,
    flag: &DestinationFlag,
    events: &[String],
    after: Option<i64>,
) -> Result<(), Failed> {
    let events = ids(events)?;
    let docket = database::prepared(settings).await?;
    let name = destination(settings, &docket, flag).await?;
    let said = if let Some(position) = after {
        let replayed =
            docket.replay_after(&name, position).await.map_err(|fault| database::explain(settings, &fault))?;
        replayed.map(|stood| format!("{name} gets the events after position {position} again; it stood at {stood}."))
    } else {
        let replayed =
            docket.replay_events(&name, &events).await.map_err(|fault| database::explain(settings, &fault))?;
        replayed.map(|count| format!("{name} gets {count} of {} events again.", events.len()))
    };
    match said {
        Ok(said) => {
            say(&said);
            Ok(())
        }
        Err(NoReplay::UnknownDestination) => Err(Failed::new(format!("nothing was ever published to {name}"))),
        Err(NoReplay::NotYet(stands)) => Err(Failed::new(format!(
            "{name} has come to position {stands} only: what is behind that goes out by itself"
        ))),
        Err(NoReplay::Gone(gone)) => Err(Failed::new(format!(
            "events up to position {gone} are no longer kept: begin with --after {gone}, or later"
        ))),
    }
}

/// Forgets a destination.
pub(super) async fn forget(settings: &Settings, destination: &str) -> Result<(), Failed> {
    let docket = database::prepared(settings).await?;
    if !docket.forget_destination(destination).await.map_err(|fault| database::explain(settings, &fault))? {
        return Err(Failed::new(format!("nothing was ever published to {destination}")));
    }
    say(&format!("{destination} is forgotten."));
    Ok(())
}

async fn chosen(settings: &Settings, which: &DeadFlags) -> Result<(Docket, String, Chosen), Failed> {
    let chosen = if which.all { Chosen::All } else { Chosen::Events(ids(&which.events)?) };
    let docket = database::prepared(settings).await?;
    let destination = destination(settings, &docket, &which.destination).await?;
    Ok((docket, destination, chosen))
}

/// The destination that is named, or the only one.
async fn destination(settings: &Settings, docket: &Docket, flag: &DestinationFlag) -> Result<String, Failed> {
    if let Some(name) = &flag.name {
        return Ok(name.clone());
    }
    let known = docket.destinations().await.map_err(|fault| database::explain(settings, &fault))?;
    match <[_; 1]>::try_from(known) {
        Ok([(name, _)]) => Ok(name),
        Err(known) if known.is_empty() => Err(Failed::new("nothing was ever published")),
        Err(known) => {
            let names: Vec<String> = known.into_iter().map(|(name, _)| name).collect();
            Err(Failed::misused(format!("which destination? Add --destination {}", names.join(" or --destination "))))
        }
    }
}

fn ids(texts: &[String]) -> Result<Vec<EventId>, Failed> {
    let read = |text: &String| text.parse().map_err(|_| Failed::misused(format!("`{text}` is no id of an event")));
    texts.iter().map(read).collect()
}

fn told(count: u64, destination: &str, what: &str) -> Result<(), Failed> {
    if count == 0 {
        return Err(Failed::new(format!(
            "{destination} has refused no such event: `docket outbox list --dead` shows those that it has"
        )));
    }
    say(&format!("{count} {} of {destination} {what}.", if count == 1 { "event" } else { "events" }));
    Ok(())
}

const fn state(letter: &Model) -> &'static str {
    match letter.state {
        State::Dead => "dead",
        State::Held => "held",
        State::Due => "due",
        State::Dropped => "dropped",
    }
}

fn line(letter: &Model) -> String {
    let (position, destination, topic, order) =
        (letter.position, &letter.destination, &letter.aggregatetype, &letter.aggregateid);
    let since = letter.since.to_rfc3339_opts(SecondsFormat::Secs, true);
    let (state, id) = (state(letter), EventId(letter.event_id));
    let reason = letter.reason.as_ref().map(|reason| format!("  {reason}")).unwrap_or_default();
    format!("{position:>8}  {since}  {state:<7}  {destination:<5}  {topic:<14}  {order}  {id}{reason}")
}

fn object(letter: &Model) -> serde_json::Value {
    let time = |time: chrono::DateTime<chrono::Utc>| time.to_rfc3339_opts(SecondsFormat::Micros, true);
    json!({
        "id": EventId(letter.event_id).to_string(),
        "position": letter.position,
        "state": state(letter),
        "destination": letter.destination,
        "topic": letter.aggregatetype,
        "aggregateId": letter.aggregateid,
        "reason": letter.reason,
        "attempts": letter.attempts,
        "since": time(letter.since),
        "changedAt": time(letter.changed_at),
    })
}

//! An event as the world gets it: a CloudEvent, the same through every destination.

use chrono::{DateTime, SecondsFormat, Utc};
use docket_domain::id::EventId;
use docket_domain::outbox::entity::Model;
use serde::Serialize;
use serde_json::Value;

/// The version of an event's data: raised when what was there changes its meaning or goes, not when something is added.
const DATA_VERSION: u32 = 1;

/// The version of CloudEvents that the attributes follow.
pub(super) const SPEC_VERSION: &str = "1.0";

/// An event on its way out.
///
/// Serialised it is a CloudEvent in the structured form. `sequence` and `position` are text, because numbers of
/// CloudEvents end at 32 bits.
#[derive(Clone, Debug, Serialize)]
pub struct Event {
    specversion: &'static str,
    /// Its id: the same however often it is published.
    pub id: String,
    /// The tenant it comes from.
    pub source: String,
    /// What happened.
    pub r#type: String,
    /// The order it happened to; the key that keeps an order's events together.
    pub subject: String,
    /// When.
    #[serde(serialize_with = "rfc3339")]
    pub time: DateTime<Utc>,
    datacontenttype: &'static str,
    /// The schema of what is told, with its version: docs/events/ holds it.
    pub dataschema: String,
    /// Its place among the order's events.
    pub sequence: String,
    /// Its place among all events.
    pub position: String,
    /// Where the request that caused it stands in a trace, if it has one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub traceparent: Option<String>,
    /// What is told.
    pub data: Value,
    /// Where it goes.
    #[serde(skip)]
    pub topic: String,
}

#[cfg(feature = "kafka")]
impl Event {
    /// When, as text.
    pub(super) fn time(&self) -> String {
        shown(self.time)
    }
}

impl From<Model> for Event {
    fn from(row: Model) -> Self {
        Self {
            specversion: SPEC_VERSION,
            id: EventId(row.id).to_string(),
            source: format!("/docket/{}", row.tenant_id),
            dataschema: format!("urn:docket:{}:{DATA_VERSION}", row.r#type),
            r#type: row.r#type,
            subject: row.aggregateid,
            time: row.occurred_at,
            datacontenttype: "application/json",
            sequence: row.sequence.to_string(),
            position: row.position.map(|position| position.to_string()).unwrap_or_default(),
            traceparent: row.traceparent,
            data: row.payload,
            topic: row.aggregatetype,
        }
    }
}

fn rfc3339<S: serde::Serializer>(time: &DateTime<Utc>, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_str(&shown(*time))
}

/// The time as CloudEvents and people write it.
fn shown(time: DateTime<Utc>) -> String {
    time.to_rfc3339_opts(SecondsFormat::Micros, true)
}

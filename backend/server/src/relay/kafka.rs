//! Events to Kafka: CloudEvents in the binary form, keyed by the order, so that an order's events stay in order.
//!
//! The producer is idempotent and waits for all replicas, so what librdkafka sends again by itself arrives once. What
//! the relay publishes again after a failure arrives again, under the same event id.
//!
//! | module | what it holds |
//! |---|---|
//! | [`connection`] | the settings as librdkafka has them, and what it complains of |
//! | [`topics`] | looking for the topics, and creating them |
//! | [`refusal`] | which refusals are for good |

mod connection;
mod refusal;
mod topics;

use std::collections::HashSet;
use std::sync::Arc;

use docket_domain::faults::crash_point;
use docket_domain::outbox::delivery::Refused;
use futures_util::future::join_all;
use rdkafka::error::KafkaError;
use rdkafka::message::{Header, OwnedHeaders};
use rdkafka::producer::{FutureRecord, Producer};
use tokio::sync::Mutex;

use super::event::SPEC_VERSION;
use super::{Destination, Event, Trouble};
use crate::config::kafka::Access;
use connection::Connection;

pub use refusal::is_permanent;
pub use topics::brokers_answer;

/// The most bytes that are sent as one batch: so much, nearly every broker takes. An event that is larger goes alone.
const BATCH_BYTES: usize = 128 * 1024;

/// Brokers, and the connection to them.
pub struct Kafka {
    access: Arc<Access>,
    connection: Connection,
    /// Whether the topics were found since the last trouble.
    ready: Arc<Mutex<bool>>,
}

impl Kafka {
    /// Events go to these brokers. What librdkafka cannot mean is refused, in a sentence; no broker is asked yet.
    pub fn new(access: Access) -> Result<Self, String> {
        let connection = Connection::new(&access)?;
        Ok(Self { access: Arc::new(access), connection, ready: Arc::default() })
    }

    /// Looks for the topics, and creates those that are missing if it may. Once they were found it is done, until the next
    /// trouble.
    pub fn prepare(&self) -> impl Future<Output = Result<(), String>> + use<> {
        let (access, connection, ready) = (self.access.clone(), self.connection.clone(), self.ready.clone());
        async move {
            let mut ready = ready.lock().await;
            if !*ready {
                topics::ensure(&connection, &access).await?;
                *ready = true;
            }
            Ok(())
        }
    }

    /// What the topic is called there.
    fn topic<'a>(&'a self, event: &'a Event) -> &'a str {
        match event.topic.as_str() {
            docket_domain::outbox::ORDER_SHIPPING => &self.access.order_shipping,
            docket_domain::outbox::CHANGES => &self.access.changes,
            other => other,
        }
    }

    /// Sends events of different orders, and waits for what became of each. Brokers refuse a batch as a whole: whose fault
    /// it was shows when each of its events goes alone.
    async fn send_justly(&self, events: &[Event], which: Vec<usize>) -> Vec<(usize, Result<(), KafkaError>)> {
        let goes_alone = which.len() == 1;
        let mut reports = self.send(events, which).await;
        for (at, sent) in &mut reports {
            if !goes_alone && sent.as_ref().is_err_and(is_permanent) {
                for (_, alone) in self.send(events, vec![*at]).await {
                    *sent = alone;
                }
            }
        }
        reports
    }

    /// Sends events, and waits for what became of each: also after a bad report, for a straggler must not overtake the next
    /// attempt.
    async fn send(&self, events: &[Event], which: Vec<usize>) -> Vec<(usize, Result<(), KafkaError>)> {
        let sent = which.into_iter().map(|at| {
            let event = &events[at];
            let payload = event.data.to_string();
            let record =
                FutureRecord::to(self.topic(event)).key(&event.subject).payload(&payload).headers(headers(event));
            (at, self.connection.producer.send_result(record).map_err(|(error, _)| error))
        });
        let sent: Vec<_> = sent.collect();
        crash_point("after_produce");
        let reports = sent.into_iter().map(async |(at, delivery)| {
            let report = match delivery {
                Ok(delivery) => delivery.await.map_err(|_| KafkaError::Canceled),
                Err(error) => return (at, Err(error)),
            };
            (at, report.and_then(|report| report.map(drop).map_err(|(error, _)| error)))
        });
        join_all(reports).await
    }
}

impl Destination for Kafka {
    const NAME: &'static str = "kafka";

    async fn publish(&mut self, events: &[Event]) -> Result<Vec<Refused>, Trouble> {
        // A producer that has met a fatal error takes nothing any more.
        if self.connection.producer.client().fatal_error().is_some() {
            self.connection = Connection::new(&self.access).map_err(Trouble::Destination)?;
        }
        self.prepare().await.map_err(Trouble::Destination)?;
        let mut refused = Vec::new();
        let mut left: Vec<usize> = (0..events.len()).collect();
        while !left.is_empty() {
            // Of each order one at a time: what is refused for good must not be overtaken by what follows it.
            let mut orders = HashSet::new();
            let (now, later): (Vec<usize>, Vec<usize>) =
                left.into_iter().partition(|at| orders.insert(key(&events[*at])));
            let mut dead = HashSet::new();
            for (at, sent) in self.send_justly(events, now).await {
                match sent {
                    Ok(()) => {}
                    Err(error) if is_permanent(&error) => {
                        dead.insert(key(&events[at]));
                        refused.push(Refused { at, reason: error.to_string() });
                    }
                    Err(error) => {
                        // What has become of the topics is looked at before the next attempt.
                        *self.ready.lock().await = false;
                        return Err(Trouble::Destination(self.connection.sentence(&self.access, &error)));
                    }
                }
            }
            left = later;
            left.retain(|at| !dead.contains(&key(&events[*at])));
        }
        self.connection.well();
        Ok(refused)
    }
}

/// What must keep its order.
fn key(event: &Event) -> (&str, &str) {
    (&event.topic, &event.subject)
}

/// The attributes of the event, as headers.
fn headers(event: &Event) -> OwnedHeaders {
    let time = event.time();
    let attributes = [
        ("ce_specversion", SPEC_VERSION),
        ("ce_id", &event.id),
        ("ce_type", &event.r#type),
        ("ce_source", &event.source),
        ("ce_subject", &event.subject),
        ("ce_time", &time),
        ("ce_dataschema", &event.dataschema),
        ("ce_sequence", &event.sequence),
        ("ce_position", &event.position),
        ("content-type", "application/json"),
    ];
    // As W3C names it, without the prefix: what follows messages looks for it there.
    let trace = event.traceparent.as_deref().map(|place| ("traceparent", place));
    let headers = OwnedHeaders::new_with_capacity(attributes.len() + 1);
    let attributes = attributes.into_iter().chain(trace);
    attributes.fold(headers, |headers, (key, value)| headers.insert(Header { key, value: Some(value) }))
}

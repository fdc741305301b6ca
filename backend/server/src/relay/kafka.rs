//! Events to Kafka: CloudEvents in the binary form, keyed by the order, so that an order's events stay in order.
//!
//! The producer is idempotent and waits for all replicas, so what librdkafka sends again by itself arrives once. What
//! the relay publishes again after a failure arrives again, under the same event id.

use std::collections::HashSet;
use std::time::Duration;

use docket_domain::outbox::delivery::Refused;
use futures_util::future::join_all;
use rdkafka::ClientConfig;
use rdkafka::client::ClientContext;
use rdkafka::config::RDKafkaLogLevel;
use rdkafka::error::KafkaError;
use rdkafka::message::{Header, OwnedHeaders};
use rdkafka::producer::{FutureProducer, FutureRecord, Producer};
use rdkafka::types::RDKafkaErrorCode;

use super::event::SPEC_VERSION;
use super::{Destination, Event, Trouble};

/// How long librdkafka tries to deliver a message before the relay hears that it could not.
const DELIVERY: Duration = Duration::from_secs(10);

/// How long brokers may take to answer who asks whether they are there.
const ANSWER: Duration = Duration::from_secs(5);

/// Brokers, and the producer that knows them.
pub struct Kafka {
    brokers: String,
    producer: Option<FutureProducer<Quiet>>,
}

/// librdkafka repeats itself while a broker is down; the relay says it once.
struct Quiet;

impl ClientContext for Quiet {
    fn log(&self, level: RDKafkaLogLevel, facility: &str, message: &str) {
        tracing::debug!(?level, facility, message, "librdkafka");
    }

    fn error(&self, error: KafkaError, reason: &str) {
        tracing::debug!(%error, reason, "librdkafka");
    }
}

/// Whether the brokers answer, in a sentence that names what to do.
pub async fn brokers_answer(brokers: &str) -> Result<String, String> {
    let asked = brokers.to_owned();
    let answer = tokio::task::spawn_blocking(move || {
        let mut config = ClientConfig::new();
        let producer: FutureProducer<Quiet> =
            config.set("bootstrap.servers", &asked).set("client.id", "docket").create_with_context(Quiet)?;
        Ok::<_, KafkaError>(producer.client().fetch_metadata(None, ANSWER)?.brokers().len())
    });
    match answer.await {
        Ok(Ok(count)) => {
            Ok(format!("Kafka at {brokers} answers with {count} {}", if count == 1 { "broker" } else { "brokers" }))
        }
        Ok(Err(error)) => Err(format!(
            "Kafka at {brokers} does not answer ({error}): look at the names and ports, and whether it can be reached \
             without TLS and sign-in"
        )),
        Err(error) => Err(format!("asking Kafka at {brokers} ended early: {error}")),
    }
}

impl Kafka {
    /// Events go to these brokers: `host:port`, with commas between several.
    pub fn new(brokers: impl Into<String>) -> Self {
        Self { brokers: brokers.into(), producer: None }
    }

    fn producer(&mut self) -> Result<&FutureProducer<Quiet>, KafkaError> {
        // A producer that has met a fatal error takes nothing any more.
        let live = self.producer.take().filter(|producer| producer.client().fatal_error().is_none());
        let producer = match live {
            Some(producer) => producer,
            None => ClientConfig::new()
                .set("bootstrap.servers", &self.brokers)
                .set("client.id", "docket")
                .set("enable.idempotence", "true")
                .set("acks", "all")
                .set("compression.type", "lz4")
                // As Java's clients choose a partition, so that all producers agree about a key.
                .set("partitioner", "murmur2_random")
                .set("message.timeout.ms", DELIVERY.as_millis().to_string())
                .create_with_context(Quiet)?,
        };
        Ok(self.producer.insert(producer))
    }
}

impl Destination for Kafka {
    const NAME: &'static str = "kafka";

    async fn publish(&mut self, events: &[Event]) -> Result<Vec<Refused>, Trouble> {
        let brokers = self.brokers.clone();
        let trouble =
            |error: &KafkaError| Trouble::Destination(format!("Kafka at {brokers} does not take it: {error}"));
        let producer = self.producer().map_err(|error| trouble(&error))?;
        let mut refused = Vec::new();
        let mut left: Vec<usize> = (0..events.len()).collect();
        while !left.is_empty() {
            // Of each order one at a time: what is refused for good must not be overtaken by what follows it.
            let mut orders = HashSet::new();
            let (now, later): (Vec<usize>, Vec<usize>) =
                left.into_iter().partition(|at| orders.insert(key(&events[*at])));
            let mut dead = HashSet::new();
            for (at, sent) in send(producer, events, now).await {
                match sent {
                    Ok(()) => {}
                    Err(error) if is_permanent(&error) => {
                        dead.insert(key(&events[at]));
                        refused.push(Refused { at, reason: error.to_string() });
                    }
                    Err(error) => return Err(trouble(&error)),
                }
            }
            left = later;
            left.retain(|at| !dead.contains(&key(&events[*at])));
        }
        Ok(refused)
    }
}

/// Sends events, and waits for what became of each: also after a bad report, for a straggler must not overtake the next
/// attempt.
async fn send(
    producer: &FutureProducer<Quiet>,
    events: &[Event],
    which: Vec<usize>,
) -> Vec<(usize, Result<(), KafkaError>)> {
    let sent = which.into_iter().map(|at| {
        let event = &events[at];
        let payload = event.data.to_string();
        let record = FutureRecord::to(&event.topic).key(&event.subject).payload(&payload).headers(headers(event));
        (at, producer.send_result(record).map_err(|(error, _)| error))
    });
    let sent: Vec<_> = sent.collect();
    let reports = sent.into_iter().map(async |(at, delivery)| {
        let report = match delivery {
            Ok(delivery) => delivery.await.map_err(|_| KafkaError::Canceled),
            Err(error) => return (at, Err(error)),
        };
        (at, report.and_then(|report| report.map(drop).map_err(|(error, _)| error)))
    });
    join_all(reports).await
}

/// What must keep its order.
fn key(event: &Event) -> (&str, &str) {
    (&event.topic, &event.subject)
}

/// Whether the same message will never be taken, however often it is sent.
fn is_permanent(error: &KafkaError) -> bool {
    matches!(
        error.rdkafka_error_code(),
        Some(
            RDKafkaErrorCode::MessageSizeTooLarge
                | RDKafkaErrorCode::InvalidMessageSize
                | RDKafkaErrorCode::MessageBatchTooLarge
                | RDKafkaErrorCode::InvalidRecord
                | RDKafkaErrorCode::PolicyViolation
        )
    )
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
        ("ce_sequence", &event.sequence),
        ("ce_position", &event.position),
        ("content-type", "application/json"),
    ];
    let headers = OwnedHeaders::new_with_capacity(attributes.len());
    attributes.into_iter().fold(headers, |headers, (key, value)| headers.insert(Header { key, value: Some(value) }))
}

//! Events to Kafka: CloudEvents in the binary form, keyed by the order, so that an order's events stay in order.
//!
//! The producer is idempotent and waits for all replicas, so what librdkafka sends again by itself arrives once. What
//! the relay publishes again after a failure arrives again, under the same event id.

use std::time::Duration;

use futures_util::future::join_all;
use rdkafka::ClientConfig;
use rdkafka::client::ClientContext;
use rdkafka::config::RDKafkaLogLevel;
use rdkafka::error::KafkaError;
use rdkafka::message::{Header, OwnedHeaders};
use rdkafka::producer::{FutureProducer, FutureRecord, Producer};

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

    async fn publish(&mut self, events: &[Event]) -> Result<(), Trouble> {
        let brokers = self.brokers.clone();
        let trouble =
            |error: &KafkaError| Trouble::Destination(format!("Kafka at {brokers} does not take it: {error}"));
        let producer = self.producer().map_err(|error| trouble(&error))?;
        let mut sent = Vec::with_capacity(events.len());
        let mut refused = None;
        for event in events {
            let payload = event.data.to_string();
            let record = FutureRecord::to(&event.topic).key(&event.subject).payload(&payload).headers(headers(event));
            match producer.send_result(record) {
                Ok(delivery) => sent.push(delivery),
                Err((error, _)) => {
                    refused = Some(error);
                    break;
                }
            }
        }
        // All reports are waited for, also after a bad one: a straggler must not overtake the next attempt.
        for report in join_all(sent).await {
            match report {
                Ok(Ok(_)) => {}
                Ok(Err((error, _))) => refused = refused.or(Some(error)),
                Err(_) => refused = refused.or(Some(KafkaError::Canceled)),
            }
        }
        refused.map_or(Ok(()), |error| Err(trouble(&error)))
    }
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

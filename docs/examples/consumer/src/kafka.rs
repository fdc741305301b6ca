//! Events from Kafka: CloudEvents in the binary form, with their attributes in headers.

use anyhow::{Context, Result};
use rdkafka::ClientConfig;
use rdkafka::consumer::{CommitMode, Consumer, StreamConsumer};
use rdkafka::message::{Headers, Message};

use crate::books::Books;
use crate::event::Event;

/// The topic that tells what ships.
pub const TOPIC: &str = "order_shipping";

/// A member of the group that packs.
pub fn consumer(brokers: &str) -> Result<StreamConsumer> {
    let consumer: StreamConsumer = ClientConfig::new()
        .set("bootstrap.servers", brokers)
        .set("group.id", "packing")
        .set("auto.offset.reset", "earliest")
        // The place moves on when the books say that the event was seen, not by the clock.
        .set("enable.auto.commit", "false")
        .create()?;
    consumer.subscribe(&[TOPIC])?;
    Ok(consumer)
}

/// Takes the next event; says whether it was new.
pub async fn next(consumer: &StreamConsumer, books: &Books) -> Result<bool> {
    let message = consumer.recv().await?;
    let attribute = |name: &str| -> Result<String> {
        let mut headers = message.headers().into_iter().flat_map(Headers::iter);
        let found = headers.find(|header| header.key == name).and_then(|header| header.value);
        Ok(String::from_utf8(found.with_context(|| format!("an event without {name}"))?.to_vec())?)
    };
    let event = Event {
        id: attribute("ce_id")?,
        r#type: attribute("ce_type")?,
        data: serde_json::from_slice(message.payload().context("an event without data")?)?,
    };
    let is_new = books.take(&event).await?;
    consumer.commit_message(&message, CommitMode::Async)?;
    Ok(is_new)
}

//! Which refusals are about the event and for good, and which are about the brokers and pass.

use std::process::Command;

use docket_domain::Docket;
use docket_domain::clock::{Clock, SystemClock};
use docket_domain::outbox::CHANGES;
use docket_domain::outbox::dead_letter::entity::State;
use docket_domain::outbox::entity::Model;
use docket_server::config::kafka::Access;
use docket_server::relay::{Destination, Event, Kafka, Passed, is_permanent};
use rdkafka::error::{KafkaError, RDKafkaErrorCode};
use rdkafka::types::{RDKafkaApiKey, RDKafkaRespErr};
use serde_json::json;

use super::topics::create;
use super::{broker, cluster, plain, relay, topic};
use crate::shop::Shop;

/// Text that cannot be compressed to much less.
fn noise(bytes: usize) -> String {
    let mut text = String::new();
    while text.len() < bytes {
        text += &SystemClock.id().simple().to_string()[12..];
    }
    text
}

/// The first event of an order, with this much to tell.
fn event(order: &str, topic: &str, bytes: usize) -> Event {
    Event::from(Model {
        tenant_id: Docket::default_tenant(),
        id: SystemClock.id(),
        aggregatetype: topic.to_owned(),
        aggregateid: order.to_owned(),
        sequence: 1,
        r#type: "order.told".to_owned(),
        payload: json!({ "notes": noise(bytes) }),
        actor: "local".to_owned(),
        occurred_at: SystemClock.now(),
        position: Some(1),
        traceparent: None,
    })
}

/// The events that were refused for good, by position.
async fn refused(shop: &Shop) -> Vec<(i64, State)> {
    let letters = shop.docket.dead_letters(shop.actor.tenant, false, 10).await.unwrap();
    letters.iter().map(|letter| (letter.position, letter.state)).collect()
}

/// How many messages of a topic there are.
fn count(topic: &str) -> usize {
    let read = Command::new("kcat")
        .args(["-b", &broker(), "-C", "-t", topic, "-o", "beginning", "-e", "-q", "-f", "%k\n"])
        .output()
        .unwrap();
    String::from_utf8(read.stdout).unwrap().lines().count()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_event_beyond_our_own_limit_is_refused_for_good_and_those_of_other_orders_arrive() {
    let one = topic();
    let access = Access { changes: one.clone(), message_bytes: 10_000, ..Access::plain(broker()) };
    let events = [event("order_1", CHANGES, 10), event("order_2", CHANGES, 20_000), event("order_3", CHANGES, 10)];
    let refused = Kafka::new(access).unwrap().publish(&events).await.unwrap();
    assert_eq!(refused.iter().map(|it| it.at).collect::<Vec<_>>(), [1], "{refused:?}");
    assert_eq!(count(&one), 2);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_event_beyond_the_brokers_limit_is_refused_for_good_and_no_other_of_its_batch() {
    let access = Access { changes: topic(), ..Access::plain(broker()) };
    create(&access.changes, ("max.message.bytes", "8000")).await;
    let events: Vec<Event> =
        (0..9).map(|at| event(&format!("order_{at}"), CHANGES, if at == 4 { 20_000 } else { 1_500 })).collect();
    let refused = Kafka::new(access.clone()).unwrap().publish(&events).await.unwrap();
    assert_eq!(refused.iter().map(|it| it.at).collect::<Vec<_>>(), [4], "{refused:?}");
    assert!(refused[0].reason.contains("too large"), "{refused:?}");
    assert_eq!(count(&access.changes), 8);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_large_event_that_brokers_take_arrives() {
    let access = Access { changes: topic(), ..Access::plain(broker()) };
    let events = [10, 900_000, 300_000, 10].map(|bytes| event("order_1", CHANGES, bytes));
    assert_eq!(Kafka::new(access.clone()).unwrap().publish(&events).await.unwrap(), []);
    assert_eq!(count(&access.changes), 4);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_a_broker_answers_is_for_good_only_if_it_is_about_the_event() {
    for (answer, is_for_good) in [
        (RDKafkaRespErr::RD_KAFKA_RESP_ERR_MSG_SIZE_TOO_LARGE, true),
        (RDKafkaRespErr::RD_KAFKA_RESP_ERR_INVALID_RECORD, true),
        (RDKafkaRespErr::RD_KAFKA_RESP_ERR_TOPIC_AUTHORIZATION_FAILED, false),
        (RDKafkaRespErr::RD_KAFKA_RESP_ERR_CLUSTER_AUTHORIZATION_FAILED, false),
        (RDKafkaRespErr::RD_KAFKA_RESP_ERR_INVALID_REQUIRED_ACKS, false),
    ] {
        let (shop, cluster) = (Shop::sqlite().await, cluster());
        shop.order().await;
        shop.place().await;
        let mut relay = relay(&shop, plain(&cluster.bootstrap_servers())).await;
        cluster.request_errors(RDKafkaApiKey::Produce, &[answer]);
        match relay.pass().await {
            Ok(passed) => assert!(is_for_good && passed == Passed::Published(0), "{answer:?}: {passed:?}"),
            Err(trouble) => assert!(!is_for_good && trouble.to_string().contains("does not take it"), "{trouble}"),
        }
        assert_eq!(refused(&shop).await.len(), usize::from(is_for_good), "{answer:?}");
    }
}

#[test]
fn what_is_about_brokers_may_pass() {
    use RDKafkaErrorCode as Code;
    for code in [Code::MessageSizeTooLarge, Code::InvalidRecord] {
        assert!(is_permanent(&KafkaError::MessageProduction(code)), "{code}");
    }
    for code in [
        Code::Authentication,
        Code::SaslAuthenticationFailed,
        Code::TopicAuthorizationFailed,
        Code::ClusterAuthorizationFailed,
        Code::UnknownTopicOrPartition,
        Code::UnknownTopic,
        Code::MessageTimedOut,
        Code::NotEnoughReplicas,
        Code::BrokerTransportFailure,
        Code::QueueFull,
        Code::Fatal,
    ] {
        assert!(!is_permanent(&KafkaError::MessageProduction(code)), "{code}");
    }
    assert!(!is_permanent(&KafkaError::Canceled));
}

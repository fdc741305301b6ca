//! Events in a real Apache Kafka, read back by kcat; and in a mock that fails on demand.

mod refusal;
mod secure;
mod topics;

use std::collections::HashMap;
use std::env;
use std::process::Command;
use std::time::{Duration, Instant};

use docket_domain::clock::{Clock, SystemClock};
use docket_domain::id::EventId;
use docket_domain::outbox::dead_letter::commands::Chosen;
use docket_domain::outbox::dead_letter::entity::State;
use docket_domain::outbox::delivery::Refused;
use docket_domain::outbox::{CHANGES, ORDER_SHIPPING};
use docket_server::config::kafka::Access;
use docket_server::relay::{Destination, Event, Kafka, Passed, Relay, Trouble, WayOut};
use rdkafka::mocking::MockCluster;
use rdkafka::producer::DefaultProducerContext;
use rdkafka::types::{RDKafkaApiKey, RDKafkaRespErr};
use serde_json::Value;

use crate::schemas::assert_data_fits;
use crate::shop::Shop;

/// The broker that `cargo xtask test` starts.
fn broker() -> String {
    env::var("DOCKET_TEST_KAFKA")
        .expect("DOCKET_TEST_KAFKA is not set: run the tests by `cargo xtask test`, which starts Kafka")
}

fn plain(brokers: &str) -> Kafka {
    Kafka::new(Access::plain(brokers)).unwrap()
}

/// A cluster that fails on demand. It cannot create topics.
fn cluster() -> MockCluster<'static, DefaultProducerContext> {
    let cluster = MockCluster::new(1).unwrap();
    for topic in [ORDER_SHIPPING, CHANGES] {
        cluster.create_topic(topic, 1, 1).unwrap();
    }
    cluster
}

/// A message as kcat sees it.
struct Message {
    partition: i32,
    key: String,
    headers: HashMap<String, String>,
    value: Value,
}

/// All messages of a topic that have one of these keys, by partition and offset: tests share the broker.
fn messages(broker: &str, topic: &str, keys: &[String]) -> Vec<Message> {
    read_by(Command::new("kcat").args(["-b", broker]), topic, keys)
}

/// The same, by a kcat that knows how to reach the broker.
fn read_by(kcat: &mut Command, topic: &str, keys: &[String]) -> Vec<Message> {
    let read = kcat
        .args(["-C", "-t", topic, "-o", "beginning", "-e", "-q", "-J"])
        .output()
        .expect("kcat is missing: run the tests by `cargo xtask test`, which installs it");
    assert!(read.status.success(), "kcat: {}", String::from_utf8_lossy(&read.stderr));
    let lines = String::from_utf8(read.stdout).unwrap();
    let mut messages = Vec::new();
    for line in lines.lines() {
        let read: Value = serde_json::from_str(line).unwrap();
        let key = read["key"].as_str().unwrap().to_owned();
        if !keys.contains(&key) {
            continue;
        }
        let headers: Vec<&str> = read["headers"].as_array().unwrap().iter().map(|it| it.as_str().unwrap()).collect();
        let headers: HashMap<String, String> =
            headers.chunks(2).map(|pair| (pair[0].to_owned(), pair[1].to_owned())).collect();
        let value = serde_json::from_str(read["payload"].as_str().unwrap()).unwrap();
        assert_data_fits(&headers["ce_dataschema"], &value);
        let partition = i32::try_from(read["partition"].as_i64().unwrap()).unwrap();
        messages.push(Message { partition, key, headers, value });
    }
    messages
}

/// A topic that no other test knows.
fn topic() -> String {
    format!("test.{}", SystemClock.id().simple())
}

/// A relay of a process that finds the one before it dead.
async fn relay<D: Destination>(shop: &Shop, destination: D) -> Relay<D> {
    shop.leases_end().await;
    Relay::new(shop.docket.clone(), destination).await.unwrap()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn an_order_that_ships_arrives_whole_with_its_key_and_headers() {
    let (shop, broker) = (Shop::sqlite().await, broker());
    let order = shop.order().await;
    shop.ship(order).await;
    shop.place().await;
    relay(&shop, plain(&broker)).await.drain().await.unwrap();
    let stored = shop.events().await.remove(1);
    let [message] = &messages(&broker, ORDER_SHIPPING, &[order.to_string()])[..] else { panic!("not one message") };
    assert_eq!(message.key, order.to_string());
    assert_eq!(message.value, stored.payload);
    assert_eq!(message.value["items"][0]["product"]["sku"], "BOARD");
    let expected = [
        ("ce_specversion", "1.0".to_owned()),
        ("ce_id", EventId(stored.id).to_string()),
        ("ce_type", "order.shipped".to_owned()),
        ("ce_source", format!("/docket/{}", shop.actor.tenant)),
        ("ce_subject", order.to_string()),
        ("ce_time", stored.occurred_at.to_rfc3339_opts(chrono::SecondsFormat::Micros, true)),
        ("ce_dataschema", "urn:docket:order.shipped:1".to_owned()),
        ("ce_sequence", "2".to_owned()),
        ("ce_position", "2".to_owned()),
        ("content-type", "application/json".to_owned()),
    ];
    assert_eq!(message.headers, expected.map(|(key, value)| (key.to_owned(), value)).into());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn an_orders_events_stay_together_and_in_order() {
    let (shop, broker) = (Shop::postgres().await, broker());
    let way_out = WayOut::start(&shop.docket, plain(&broker)).await.unwrap();
    let mut keys = Vec::new();
    for _ in 0..6 {
        let order = shop.order().await;
        for round in 0..10 {
            shop.note(order, &round.to_string()).await;
        }
        keys.push(order.to_string());
    }
    way_out.stop().await;
    let messages = messages(&broker, CHANGES, &keys);
    assert_eq!(messages.len(), 66);
    for key in &keys {
        let of_order: Vec<&Message> = messages.iter().filter(|message| message.key == *key).collect();
        let sequences: Vec<i64> =
            of_order.iter().map(|message| message.headers["ce_sequence"].parse().unwrap()).collect();
        assert_eq!(sequences, (1..=11).collect::<Vec<_>>(), "{key}");
        assert!(of_order.iter().all(|message| message.partition == of_order[0].partition), "{key}");
    }
}

/// Publishes, and dies before the cursor can move.
struct Dies(Kafka);

impl Destination for Dies {
    const NAME: &'static str = Kafka::NAME;

    async fn publish(&mut self, events: &[Event]) -> Result<Vec<Refused>, Trouble> {
        self.0.publish(events).await?;
        Err(Trouble::Destination("the power went".to_owned()))
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_crash_before_the_cursor_moves_repeats_with_the_same_id() {
    let (shop, broker) = (Shop::sqlite().await, broker());
    let order = shop.order().await;
    shop.place().await;
    relay(&shop, Dies(plain(&broker))).await.pass().await.unwrap_err();
    relay(&shop, plain(&broker)).await.drain().await.unwrap();
    let [one, two] = &messages(&broker, CHANGES, &[order.to_string()])[..] else { panic!("not two messages") };
    assert_eq!(one.headers["ce_id"], two.headers["ce_id"]);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_produce_that_fails_is_sent_again_and_nothing_is_lost() {
    let shop = Shop::sqlite().await;
    let cluster = cluster();
    for _ in 0..5 {
        shop.order().await;
    }
    shop.place().await;
    let passing = RDKafkaRespErr::RD_KAFKA_RESP_ERR_NOT_ENOUGH_REPLICAS;
    cluster.request_errors(RDKafkaApiKey::Produce, &[passing, passing, passing]);
    let mut relay = relay(&shop, plain(&cluster.bootstrap_servers())).await;
    assert_eq!(relay.pass().await.unwrap(), Passed::Published(5));
    assert_eq!(relay.pass().await.unwrap(), Passed::Nothing);
}

/// One order's second change is refused for good; the other order's go on, and so does everything when it is taken.
#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_message_that_is_refused_for_good_blocks_its_order_only() {
    let shop = Shop::sqlite().await;
    let cluster = cluster();
    let brokers = cluster.bootstrap_servers();
    let [poisoned, other] = [shop.order().await, shop.order().await];
    shop.place().await;
    let mut relay = relay(&shop, plain(&brokers)).await;
    assert_eq!(relay.pass().await.unwrap(), Passed::Published(2));
    for round in ["1", "2"] {
        shop.note(poisoned, round).await;
    }
    shop.place().await;
    cluster.request_errors(RDKafkaApiKey::Produce, &[RDKafkaRespErr::RD_KAFKA_RESP_ERR_MSG_SIZE_TOO_LARGE]);
    assert_eq!(relay.pass().await.unwrap(), Passed::Published(0));
    shop.note(other, "1").await;
    shop.note(poisoned, "3").await;
    shop.place().await;
    assert_eq!(relay.pass().await.unwrap(), Passed::Published(1));
    let letters = shop.docket.dead_letters(shop.actor.tenant, false, 10).await.unwrap();
    let states: Vec<_> = letters.iter().map(|letter| (letter.position, letter.state)).collect();
    assert_eq!(states, [(3, State::Dead), (4, State::Held), (6, State::Held)]);
    assert!(letters[0].reason.as_deref().unwrap().contains("too large"), "{letters:?}");
    shop.docket.retry_dead_letters(Kafka::NAME, &Chosen::All).await.unwrap();
    relay.drain().await.unwrap();
    let ids = [poisoned.to_string(), other.to_string()];
    let sequences = |key: &str| -> Vec<String> {
        let all = messages(&brokers, CHANGES, &ids).into_iter().filter(|message| message.key == key);
        all.map(|message| message.headers["ce_sequence"].clone()).collect()
    };
    assert_eq!(sequences(&ids[0]), ["1", "2", "3", "4"]);
    assert_eq!(sequences(&ids[1]), ["1", "2"]);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_broker_that_is_down_slows_no_order_and_gets_everything_when_it_is_back() {
    let shop = Shop::sqlite().await;
    let cluster = cluster();
    cluster.broker_down(1).unwrap();
    let way_out = WayOut::start(&shop.docket, plain(&cluster.bootstrap_servers())).await.unwrap();
    let begin = Instant::now();
    let mut ids = Vec::new();
    for _ in 0..20 {
        ids.push(shop.order().await.to_string());
    }
    assert!(begin.elapsed() < Duration::from_secs(5), "20 orders took {:?}", begin.elapsed());
    tokio::time::sleep(Duration::from_secs(1)).await;
    assert_eq!(published(&shop).await, 0);
    cluster.broker_up(1).unwrap();
    let begin = Instant::now();
    while published(&shop).await < 20 {
        assert!(begin.elapsed() < Duration::from_secs(40), "it does not go out again");
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    way_out.stop().await;
    let mut keys: Vec<String> =
        messages(&cluster.bootstrap_servers(), CHANGES, &ids).into_iter().map(|message| message.key).collect();
    keys.dedup();
    assert_eq!(keys, ids);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_broker_that_is_not_there_is_trouble_and_the_cursor_stays() {
    let shop = Shop::sqlite().await;
    shop.order().await;
    shop.place().await;
    let mut relay = relay(&shop, plain("127.0.0.1:1")).await;
    let trouble = relay.pass().await.unwrap_err().to_string();
    assert!(trouble.contains("Kafka at 127.0.0.1:1 does not answer"), "{trouble}");
    assert_eq!(published(&shop).await, 0);
}

/// How far events were published.
async fn published(shop: &Shop) -> i64 {
    let snapshot = shop.docket.snapshot(&shop.actor).await.unwrap();
    docket_domain::outbox::queries::published(&snapshot).await.unwrap()
}

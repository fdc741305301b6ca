//! The service and a broker: what comes twice is packed once, and what was packed is not asked for again.

#![expect(clippy::unwrap_used, reason = "a failed assumption is the test's failure")]

use std::time::Duration;

use docket_example_consumer::books::Books;
use docket_example_consumer::kafka::{TOPIC, consumer, next};
use rdkafka::ClientConfig;
use rdkafka::message::{Header, OwnedHeaders};
use rdkafka::mocking::MockCluster;
use rdkafka::producer::{FutureProducer, FutureRecord};

const ORDER: &str = r#"{"id": "order_1", "number": 1, "items": [{"product": {"sku": "OAK-20"}, "quantity": "4"}]}"#;

async fn publish(producer: &FutureProducer, id: &str, kind: &str) {
    let header = |key, value| Header { key, value: Some(value) };
    let headers = OwnedHeaders::new().insert(header("ce_id", id)).insert(header("ce_type", kind));
    let record = FutureRecord::to(TOPIC).key("order_1").payload(ORDER).headers(headers);
    producer.send(record, Duration::from_secs(10)).await.map_err(|(error, _)| error).unwrap();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_comes_twice_is_packed_once() {
    let cluster = MockCluster::new(1).unwrap();
    cluster.create_topic(TOPIC, 1, 1).unwrap();
    let brokers = cluster.bootstrap_servers();
    let producer: FutureProducer = ClientConfig::new().set("bootstrap.servers", &brokers).create().unwrap();
    for (id, kind) in [
        ("event_1", "order.shipped"),
        ("event_1", "order.shipped"),
        ("event_2", "order.unshipped"),
        ("event_3", "order.shipped"),
        ("event_2", "order.unshipped"),
        ("event_4", "order.praised"),
    ] {
        publish(&producer, id, kind).await;
    }
    let folder = tempfile::tempdir().unwrap();
    let books = Books::open(folder.path().join("books.db").to_str().unwrap()).await.unwrap();
    let consumer = consumer(&brokers).unwrap();
    let mut new = Vec::new();
    for _ in 0..6 {
        let taken = tokio::time::timeout(Duration::from_secs(30), next(&consumer, &books));
        new.push(taken.await.unwrap().unwrap());
    }
    assert_eq!(new, [true, false, true, true, false, true]);
    assert_eq!(books.parcels().await.unwrap(), [(1, "4 × OAK-20".to_owned())]);
}

//! Topics: called what one likes, created as they are wanted or not at all, never changed.

use docket_server::config::kafka::Access;
use docket_server::relay::{Kafka, Passed, brokers_answer};
use rdkafka::ClientConfig;
use rdkafka::admin::{AdminClient, AdminOptions, NewTopic, TopicReplication};
use rdkafka::client::DefaultClientContext;
use rdkafka::consumer::{BaseConsumer, Consumer};

use super::{broker, messages, relay, topic};
use crate::shop::Shop;

/// Creates a topic of one partition, with one setting.
pub(super) async fn create(topic: &str, setting: (&str, &str)) {
    let admin: AdminClient<DefaultClientContext> =
        ClientConfig::new().set("bootstrap.servers", broker()).create().unwrap();
    let wanted = NewTopic::new(topic, 1, TopicReplication::Fixed(1)).set(setting.0, setting.1);
    admin.create_topics(&[wanted], &AdminOptions::new()).await.unwrap().remove(0).unwrap();
}

/// How many partitions a topic has; none when there is no such topic.
fn partitions(topic: &str) -> usize {
    let client: BaseConsumer = ClientConfig::new().set("bootstrap.servers", broker()).create().unwrap();
    let metadata = client.fetch_metadata(Some(topic), std::time::Duration::from_secs(10)).unwrap();
    metadata.topics()[0].partitions().len()
}

/// Access to topics that no other test knows.
fn access() -> Access {
    Access { order_shipping: topic(), changes: topic(), partitions: 4, ..Access::plain(broker()) }
}

async fn shop_with_a_shipped_order() -> (Shop, String) {
    let shop = Shop::sqlite().await;
    let order = shop.order().await;
    shop.ship(order).await;
    shop.place().await;
    (shop, order.to_string())
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn topics_are_called_what_the_settings_say_and_created_with_their_partitions() {
    let (shop, order) = shop_with_a_shipped_order().await;
    let access = access();
    let answer = brokers_answer(&access).await.unwrap();
    assert!(answer.contains("answers with 1 broker; `docket serve` creates"), "{answer}");
    assert_eq!(partitions(&access.changes), 0, "whoever only asks creates nothing");
    relay(&shop, Kafka::new(access.clone()).unwrap()).await.drain().await.unwrap();
    for (topic, count) in [(&access.order_shipping, 1), (&access.changes, 2)] {
        assert_eq!(partitions(topic), 4);
        assert_eq!(messages(&broker(), topic, std::slice::from_ref(&order)).len(), count);
    }
    let answer = brokers_answer(&access).await.unwrap();
    assert!(answer.contains("and has the topics"), "{answer}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_topic_that_is_there_is_taken_as_it_is() {
    let (shop, order) = shop_with_a_shipped_order().await;
    let one = topic();
    create(&one, ("retention.ms", "600000")).await;
    // Both kinds of event in one topic.
    let access = Access { order_shipping: one.clone(), changes: one.clone(), ..access() };
    relay(&shop, Kafka::new(access).unwrap()).await.drain().await.unwrap();
    assert_eq!(partitions(&one), 1);
    let sequences: Vec<String> =
        messages(&broker(), &one, &[order]).iter().map(|message| message.headers["ce_sequence"].clone()).collect();
    assert_eq!(sequences, ["1", "2", "3"]);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_missing_topic_that_may_not_be_created_is_told_and_events_wait() {
    let (shop, order) = shop_with_a_shipped_order().await;
    let access = Access { creates_topics: false, partitions: 1, ..access() };
    let mut relay = relay(&shop, Kafka::new(access.clone()).unwrap()).await;
    let trouble = relay.pass().await.unwrap_err().to_string();
    for told in [&trouble, &brokers_answer(&access).await.unwrap_err()] {
        let topics = format!("has no topic {} and {}", access.order_shipping, access.changes);
        assert!(told.contains(&topics) && told.contains("create it, with 1 partitions"), "{told}");
    }
    assert_eq!(partitions(&access.changes), 0, "the broker would have created it for whoever asks");
    for topic in [&access.order_shipping, &access.changes] {
        create(topic, ("retention.ms", "600000")).await;
    }
    assert_eq!(relay.pass().await.unwrap(), Passed::Published(3));
    assert_eq!(messages(&broker(), &access.changes, &[order]).len(), 2);
}

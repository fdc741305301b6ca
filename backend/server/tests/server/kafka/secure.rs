//! Brokers that want TLS and sign-in, as managed ones do.

use std::env;
use std::path::PathBuf;
use std::process::Command;

use docket_domain::outbox::ORDER_SHIPPING;
use docket_server::config::kafka::{Access, Account, Mechanism, Secret, Security};
use docket_server::config::value::Value;
use docket_server::relay::{Kafka, Passed, brokers_answer};

use super::{published, read_by, relay};
use crate::shop::Shop;

/// The account that `cargo xtask test` gives the broker.
const ACCOUNT: [&str; 2] = ["docket", "only-for-tests"];

/// Where the broker that `cargo xtask test` starts listens with TLS, and whose certificate it has.
fn secured() -> (String, PathBuf) {
    let set = |name| {
        env::var(name)
            .unwrap_or_else(|_| panic!("{name} is not set: run the tests by `cargo xtask test`, which starts Kafka"))
    };
    (set("DOCKET_TEST_KAFKA_TLS"), set("DOCKET_TEST_KAFKA_CA").into())
}

fn access(mechanism: Mechanism, password: &str) -> Access {
    let (brokers, ca) = secured();
    let password: Option<Secret> = Value::read(password).unwrap();
    let account = password.map(|password| Account { mechanism, username: ACCOUNT[0].to_owned(), password });
    Access { security: Security::SaslTls, ca_file: Some(ca), account, ..Access::plain(brokers) }
}

/// kcat by TLS, too. The one that Debian has signs in to brokers of today by PLAIN only.
fn kcat() -> Command {
    let (brokers, ca) = secured();
    let mut kcat = Command::new("kcat");
    kcat.args(["-b", &brokers, "-X", "security.protocol=sasl_ssl", "-X", "sasl.mechanisms=PLAIN", "-X"]);
    kcat.arg(format!("ssl.ca.location={}", ca.display()));
    kcat.args(["-X", &format!("sasl.username={}", ACCOUNT[0]), "-X", &format!("sasl.password={}", ACCOUNT[1])]);
    kcat
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn events_go_out_by_tls_under_every_mechanism() {
    for mechanism in [Mechanism::Plain, Mechanism::ScramSha256, Mechanism::ScramSha512] {
        let shop = Shop::sqlite().await;
        let order = shop.order().await;
        shop.ship(order).await;
        shop.place().await;
        let access = access(mechanism, ACCOUNT[1]);
        relay(&shop, Kafka::new(access.clone()).unwrap()).await.drain().await.unwrap();
        let read = read_by(&mut kcat(), ORDER_SHIPPING, &[order.to_string()]);
        assert_eq!(read.len(), 1, "{mechanism:?}");
        assert!(brokers_answer(&access).await.unwrap().contains("answers with 1 broker"));
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_sign_in_that_is_refused_is_told_and_events_wait_for_the_right_one() {
    for mechanism in [Mechanism::Plain, Mechanism::ScramSha512] {
        let shop = Shop::sqlite().await;
        let order = shop.order().await;
        shop.place().await;
        let wrong = access(mechanism, "s3cret-but-wrong");
        let trouble = relay(&shop, Kafka::new(wrong.clone()).unwrap()).await.pass().await.unwrap_err().to_string();
        for told in [&trouble, &brokers_answer(&wrong).await.unwrap_err()] {
            let says = format!("refuses the sign-in of `docket` by {}", mechanism.name());
            assert!(told.contains(&says) && told.contains("look at KAFKA_USERNAME, the password"), "{told}");
            assert!(!told.contains("s3cret"), "{told}");
        }
        assert_eq!(published(&shop).await, 0);
        let right = access(mechanism, ACCOUNT[1]);
        assert_eq!(relay(&shop, Kafka::new(right).unwrap()).await.pass().await.unwrap(), Passed::Published(1));
        let read = read_by(&mut kcat(), docket_domain::outbox::CHANGES, &[order.to_string()]);
        assert_eq!(read.len(), 1);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_broker_that_nobody_vouches_for_is_not_trusted() {
    let right = access(Mechanism::Plain, ACCOUNT[1]);
    let by_the_system = Access { ca_file: None, ..right.clone() };
    let told = brokers_answer(&by_the_system).await.unwrap_err();
    assert!(told.contains("cannot be reached by TLS") && told.contains("look at KAFKA_CA_FILE"), "{told}");
    // The certificate is the address's, not this name's.
    let port = right.brokers.rsplit_once(':').unwrap().1.to_owned();
    let told = brokers_answer(&Access { brokers: format!("localhost:{port}"), ..right.clone() }).await.unwrap_err();
    assert!(told.contains("cannot be reached by TLS"), "{told}");
    let told = brokers_answer(&Access { ca_file: Some("no/such.pem".into()), ..right }).await.unwrap_err();
    assert!(told.contains("KAFKA_CA_FILE names no/such.pem, which cannot be read"), "{told}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn brokers_that_expect_something_else_are_told_from_those_that_are_not_there() {
    let right = access(Mechanism::Plain, ACCOUNT[1]);
    let plainly = Access::plain(right.brokers.clone());
    let told = brokers_answer(&plainly).await.unwrap_err();
    assert!(told.contains("whether the brokers expect neither TLS nor sign-in"), "{told}");
    let encrypted = Access { brokers: super::broker(), ..right };
    let told = brokers_answer(&encrypted).await.unwrap_err();
    assert!(told.contains("PLAINTEXT broker listener") && told.contains("expect TLS and sign-in"), "{told}");
}

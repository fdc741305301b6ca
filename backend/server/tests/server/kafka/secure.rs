//! Brokers that want TLS, and sign-in, as managed ones do, or a certificate.

use std::env;
use std::path::PathBuf;
use std::process::Command;

use docket_domain::outbox::{CHANGES, ORDER_SHIPPING};
use docket_server::config::kafka::{Access, Account, Mechanism, Secret, Security};
use docket_server::config::layers::{Flags, resolve};
use docket_server::config::value::Value;
use docket_server::relay::{Kafka, Passed, brokers_answer};

use super::{messages, published, read_by, relay};
use crate::shop::Shop;

/// The account that `cargo xtask test` gives the broker.
const ACCOUNT: [&str; 2] = ["docket", "only-for-tests"];

/// What `cargo xtask test` says of the broker that it starts.
fn set(name: &str) -> String {
    env::var(name)
        .unwrap_or_else(|_| panic!("{name} is not set: run the tests by `cargo xtask test`, which starts Kafka"))
}

/// Where it listens with TLS, and whose certificate it has.
fn secured() -> (String, PathBuf) {
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
        let read = read_by(&mut kcat(), CHANGES, &[order.to_string()]);
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
    // The library guesses what the broker is from how it hangs up, and not each time the same.
    assert!(told.contains("whether the brokers expect TLS and sign-in"), "{told}");
}

/// Where it asks for a certificate instead of a sign-in, with the settings of who shows one, if any.
fn by_certificate(files: Option<(&str, &str)>) -> Access {
    let (certificate, key) = files.map(|(certificate, key)| (set(certificate), set(key))).unzip();
    let settings = resolve(None, &Flags::new(), |name| match name {
        "KAFKA_BROKERS" => Some(set("DOCKET_TEST_KAFKA_MUTUAL")),
        "KAFKA_SECURITY" => Some("tls".to_owned()),
        "KAFKA_CA_FILE" => Some(set("DOCKET_TEST_KAFKA_CA")),
        "KAFKA_CERTIFICATE_FILE" => certificate.clone(),
        "KAFKA_KEY_FILE" => key.clone(),
        _ => None,
    });
    Access::of(&settings.unwrap().settings).unwrap().unwrap()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_broker_that_asks_for_a_certificate_takes_ours_and_refuses_who_has_none() {
    let shop = Shop::sqlite().await;
    let order = shop.order().await;
    shop.place().await;
    let nobody = by_certificate(None);
    let trouble = relay(&shop, Kafka::new(nobody.clone()).unwrap()).await.pass().await.unwrap_err().to_string();
    for told in [&trouble, &brokers_answer(&nobody).await.unwrap_err()] {
        assert!(told.contains("cannot be reached by TLS"), "{told}");
        assert!(told.contains("look at KAFKA_CA_FILE, at KAFKA_CERTIFICATE_FILE if the brokers ask for one"), "{told}");
    }
    assert_eq!(published(&shop).await, 0);
    let known = by_certificate(Some(("DOCKET_TEST_KAFKA_CERTIFICATE", "DOCKET_TEST_KAFKA_KEY")));
    assert!(brokers_answer(&known).await.unwrap().contains("answers with 1 broker"));
    assert_eq!(relay(&shop, Kafka::new(known).unwrap()).await.pass().await.unwrap(), Passed::Published(1));
    assert_eq!(messages(&super::broker(), CHANGES, &[order.to_string()]).len(), 1);
}

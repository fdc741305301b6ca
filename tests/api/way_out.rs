//! The way out when its end is shut: orders go on, the log says why, and later everything is published in order.

use std::fs::{self, File};
use std::io::{Read, Seek, SeekFrom, Write};
use std::path::Path;
use std::process::Command;
use std::time::{Duration, Instant};

use docket_tests::database::{Database, Engine};
use docket_tests::server::Server;
use docket_tests::socket::{BEGINNING, Socket};
use docket_tests::world::{World, id, text, unique};
use serde_json::{Value as Json, json};

const ENGINES: [Engine; 2] = [Engine::Sqlite, Engine::Postgres];
/// How large a file may grow on the full disk: more than a database does that a few orders are in.
const FULL: u64 = 256 << 20;
/// What is left until then: enough for the begin of an event.
const LEFT: u64 = 100;

/// The command in a process that may not write files beyond [`FULL`]: the write that would gets a part of its way, and
/// the next an error, as on a disk without space.
fn on_a_full_disk(command: &Command) -> Command {
    let mut limited = Command::new("prlimit");
    limited.arg(format!("--fsize={FULL}:unlimited")).args(["sh", "-c", "trap '' XFSZ; exec \"$0\" \"$@\""]);
    limited.arg(command.get_program()).args(command.get_args());
    for (name, value) in command.get_envs() {
        match value {
            Some(value) => limited.env(name, value),
            None => limited.env_remove(name),
        };
    }
    limited
}

/// A file that ends so shortly before the limit; all of it is a hole.
fn nearly_full(path: &Path) {
    let mut file = File::create(path).unwrap();
    file.set_len(FULL - LEFT - 1).unwrap();
    file.seek(SeekFrom::End(0)).unwrap();
    file.write_all(b"\n").unwrap();
}

/// What stands behind the hole.
fn lines(path: &Path) -> Vec<Json> {
    let mut file = File::open(path).unwrap();
    file.seek(SeekFrom::Start(FULL - LEFT)).unwrap();
    let mut text = String::new();
    file.read_to_string(&mut text).unwrap();
    let whole = text.rfind('\n').map_or("", |end| &text[..end]);
    whole.lines().map(|line| serde_json::from_str(line).unwrap_or_else(|error| panic!("{error}: {line}"))).collect()
}

/// Waits until the log has this.
async fn says(server: &Server, what: &str) {
    let begun = Instant::now();
    while !server.log().contains(what) {
        assert!(begun.elapsed() < Duration::from_secs(20), "the log does not say {what:?}: {}", server.log());
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
}

/// Takes orders and changes them; gives how many events that makes.
async fn business(world: &World) -> usize {
    let (customer, product) = (world.customer("1000").await, world.product("10").await);
    for _ in 0..5 {
        let order = id(&world.order(&customer, &[(&product, "1")]).await);
        world.done("updateOrder", json!({ "id": order, "notes": "ring twice" })).await;
    }
    assert_eq!(world.load_customer(&customer).await["balance"], "50");
    assert_eq!(world.api.get("/health/ready").await.status, 200);
    10
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_full_disk_stops_no_order_and_later_everything_is_published_in_order() {
    for engine in ENGINES {
        let folder = tempfile::tempdir().unwrap();
        let changes = folder.path().join("docket.changes.jsonl");
        nearly_full(&changes);
        let server = Server::start_as(Database::new(engine).await, |mut command| {
            on_a_full_disk(command.args(["--event-file-bytes", "0", "--event-dir"]).arg(folder.path()))
        });
        let world = World::on(server.await.into());
        let mut events = business(&world).await;
        says(&world.server, "events wait in the outbox").await;
        says(&world.server, "cannot be written").await;
        events += business(&world).await;
        assert_eq!(fs::metadata(&changes).unwrap().len(), FULL, "a part of a line fills the disk");
        assert_eq!(lines(&changes), [Json::Null; 0]);

        let process = world.server.id().to_string();
        let room = Command::new("prlimit").args(["--pid", &process, "--fsize=unlimited"]).status().unwrap();
        assert!(room.success());
        says(&world.server, "events go out again").await;
        events += business(&world).await;
        let begun = Instant::now();
        while lines(&changes).len() < events {
            assert!(begun.elapsed() < Duration::from_secs(20), "{} of {events} are published", lines(&changes).len());
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        let positions: Vec<String> = lines(&changes).iter().map(|line| text(&line["position"]).to_owned()).collect();
        assert_eq!(positions, (1..=events).map(|position| position.to_string()).collect::<Vec<_>>());
        let waits = world.server.log().matches("events wait in the outbox").count();
        assert_eq!(waits, 1, "said once, not at each attempt");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn brokers_that_are_not_there_stop_no_order_and_nothing_is_lost() {
    for engine in ENGINES {
        let server = Server::start_as(Database::new(engine).await, |mut command| {
            command.args(["--kafka-brokers", "127.0.0.1:1"]);
            command
        });
        let world = World::on(server.await.into());
        let events = business(&world).await;
        says(&world.server, "events wait in the outbox").await;
        says(&world.server, "Kafka at 127.0.0.1:1 does not answer").await;
        assert_eq!(world.api.get("/health/ready").await.status, 200);

        // Whoever gives up on brokers gets everything in files.
        let server = world.server.clone();
        drop(world);
        assert_eq!(server.stop().await, Some(0));
        let folder = tempfile::tempdir().unwrap();
        let database = std::sync::Arc::into_inner(server).unwrap().cut();
        let server = Server::start_as(database, |mut command| {
            command.arg("--event-dir").arg(folder.path());
            command
        });
        let server = server.await;
        let published = || fs::read_to_string(folder.path().join("docket.changes.jsonl")).unwrap_or_default();
        let begun = Instant::now();
        while published().lines().count() < events {
            assert!(begun.elapsed() < Duration::from_secs(20), "only these are published: {}", published());
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        server.assert_sound();
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn without_the_relay_nothing_is_published_and_subscriptions_go_on() {
    for engine in ENGINES {
        let folder = tempfile::tempdir().unwrap();
        let server = Server::start_as(Database::new(engine).await, |mut command| {
            command.args(["--relay", "off", "--kafka-brokers", "127.0.0.1:1", "--event-dir"]).arg(folder.path());
            command
        });
        let world = World::on(server.await.into());
        says(&world.server, "the relay is off").await;
        let (customer, product) = (world.customer("1000").await, world.product("10").await);
        let mut socket = Socket::begin(&world.server).await;
        let following = "subscription($after: String) { orderChanged(after: $after) { cursor } }";
        socket.subscribe("1", following, json!({ "after": BEGINNING })).await;
        for _ in 0..3 {
            world.order(&customer, &[(&product, "1")]).await;
            socket.data("1").await;
        }
        drop(socket);
        assert_eq!(world.server.stop().await, Some(0));
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 0);
        assert!(!world.server.log().contains("wait in the outbox"), "{}", world.server.log());

        // Whoever turns it on again gets what has happened meanwhile.
        let world_server = world.server.clone();
        drop(world);
        let database = std::sync::Arc::into_inner(world_server).unwrap().cut();
        let server = Server::start_as(database, |mut command| {
            command.arg("--event-dir").arg(folder.path());
            command
        });
        let server = server.await;
        assert_eq!(server.stop().await, Some(0));
        let published = fs::read_to_string(folder.path().join("docket.changes.jsonl")).unwrap();
        assert_eq!(published.lines().count(), 3, "{published}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn brokers_that_refuse_the_sign_in_are_told_once_and_events_wait_for_the_right_password() {
    let set = |name| std::env::var(name).unwrap_or_else(|_| panic!("{name} is not set: run `cargo xtask test`"));
    let (brokers, ca) = (set("DOCKET_TEST_KAFKA_TLS"), set("DOCKET_TEST_KAFKA_CA"));
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("password");
    fs::write(&file, "only-for-tests\n").unwrap();
    let topics = format!("test.{}", unique("topic"));
    let alter = |mut command: Command, password: (&str, &str)| {
        command.env("KAFKA_BROKERS", &brokers).env("KAFKA_SECURITY", "sasl_tls").env("KAFKA_CA_FILE", &ca);
        command
            .env("KAFKA_SASL_MECHANISM", "SCRAM-SHA-512")
            .env("KAFKA_USERNAME", "docket")
            .env(password.0, password.1);
        command.env("KAFKA_CHANGES_TOPIC", &topics).env("KAFKA_ORDER_SHIPPING_TOPIC", &topics);
        command
    };
    let wrong = ("KAFKA_PASSWORD", "s3cret-but-wrong");
    let server = Server::start_as(Database::new(Engine::Sqlite).await, |command| alter(command, wrong)).await;
    let world = World::on(server.into());
    let events = business(&world).await;
    says(&world.server, "refuses the sign-in of `docket` by SCRAM-SHA-512").await;
    says(&world.server, "events wait in the outbox").await;
    tokio::time::sleep(Duration::from_secs(2)).await;
    assert_eq!(world.server.log().matches("events wait in the outbox").count(), 1, "said once, not at each attempt");
    assert!(!world.server.log().contains("s3cret"), "{}", world.server.log());

    let server = world.server.clone();
    drop(world);
    assert_eq!(server.stop().await, Some(0));
    let database = std::sync::Arc::into_inner(server).unwrap().cut();
    let right = ("KAFKA_PASSWORD_FILE", file.to_str().unwrap());
    let server = Server::start_as(database, |command| alter(command, right)).await;
    let plain = set("DOCKET_TEST_KAFKA");
    let begun = Instant::now();
    let read = || {
        let args = ["-b", &plain, "-C", "-t", &topics, "-o", "beginning", "-e", "-q", "-f", "%k\n"];
        let read = Command::new("kcat").args(args).output().unwrap();
        String::from_utf8(read.stdout).unwrap().lines().count()
    };
    while read() < events {
        assert!(begun.elapsed() < Duration::from_secs(20), "{} of {events} are published", read());
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    server.assert_sound();
}

//! docs/examples/kafka-connect, run: Debezium's outbox event router drains the outbox to the relay's topics.

use std::collections::BTreeMap;
use std::fs;
use std::path::PathBuf;
use std::time::{Duration, Instant};

use docket_tests::connect::{Connect, with};
use docket_tests::database::{Database, Engine};
use docket_tests::environment;
use docket_tests::kafka::{Message, messages};
use docket_tests::server::Server;
use docket_tests::world::{World, id};
use serde_json::{Value as Json, json};
use tempfile::TempDir;

const PAGE: &str = include_str!("../../docs/examples/kafka-connect/README.md");
const WORKER: &str = include_str!("../../docs/examples/kafka-connect/worker.properties");
const CONNECTOR: &str = include_str!("../../docs/examples/kafka-connect/connector.properties");
const TOPICS: [&str; 2] = ["order_shipping", "docket.changes"];
const PASSWORD: &str = "a password of the test";
/// How long an event may take to arrive: Connect alone needs some ten seconds to start.
const PATIENCE: Duration = Duration::from_mins(2);

/// What the outbox holds, in the shape of a message: by order, in its order.
const EXPECTED: &str = "SELECT jsonb_build_object('topic', aggregatetype, 'key', aggregateid, 'payload', payload, 'headers',
    jsonb_strip_nulls(jsonb_build_object('ce_specversion', '1.0', 'ce_id', id, 'ce_type', type, 'ce_source', tenant_id, 'ce_subject', aggregateid,
        'ce_time', to_char(occurred_at AT TIME ZONE 'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS.US\"Z\"'), 'ce_sequence', sequence::text,
        'content-type', 'application/json', 'traceparent', traceparent)))::text
    FROM outbox ORDER BY tenant_id, aggregateid, sequence";

/// An event like another one, of somebody who is followed.
const FOLLOWED: &str = "INSERT INTO outbox (tenant_id, id, aggregatetype, aggregateid, sequence, type, payload, actor, occurred_at, traceparent)
    SELECT tenant_id, gen_random_uuid(), aggregatetype, aggregateid, sequence + 1000, type, payload, actor, occurred_at,
        '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01' FROM outbox ORDER BY id DESC LIMIT 1";

/// The files of the example with the addresses of this run, and the folder where Connect remembers how far it is.
struct Example {
    folder: TempDir,
    worker: PathBuf,
    connector: PathBuf,
}

impl Example {
    fn on(database: &Database) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let text = |path: PathBuf| path.to_str().unwrap().to_owned();
        let worker = with(
            WORKER,
            &[
                ("bootstrap.servers", &environment::kafka()),
                ("plugin.path", &text(environment::connect().join("plugins"))),
                ("offset.storage.file.filename", &text(folder.path().join("offsets"))),
                ("listeners", "http://127.0.0.1:0"),
            ],
        );
        let url = reqwest::Url::parse(database.url()).unwrap();
        let connector = with(
            CONNECTOR,
            &[
                ("database.hostname", url.host_str().unwrap()),
                ("database.port", &url.port().unwrap().to_string()),
                ("database.dbname", url.path().trim_start_matches('/')),
            ],
        );
        let files = [("worker.properties", worker), ("connector.properties", connector)].map(|(name, text)| {
            let file = folder.path().join(name);
            fs::write(&file, text).unwrap();
            file
        });
        let [worker, connector] = files;
        Self { folder, worker, connector }
    }

    fn start(&self) -> Connect {
        let password = [("DOCKET_CONNECT_PASSWORD", PASSWORD)];
        Connect::start(self.folder.path(), &self.worker, &self.connector, &password)
    }
}

/// The statements of the page that prepare the database.
fn preparation() -> String {
    let (_, rest) = PAGE.split_once("```sql\n").unwrap();
    let (statements, _) = rest.split_once("```").unwrap();
    assert!(statements.contains("'…'"), "the page shows no password");
    statements.replace('…', PASSWORD)
}

/// Waits until as many messages have come as the outbox has events; gives both, each as topic and order with what is told.
async fn arrived(world: &World, connect: &mut Connect, expected: &[Json]) -> BTreeMap<(String, String), Vec<Message>> {
    let keys: Vec<String> = expected.iter().map(|event| event["key"].as_str().unwrap().to_owned()).collect();
    let begun = Instant::now();
    loop {
        let mut by_order: BTreeMap<(String, String), Vec<Message>> = BTreeMap::new();
        for topic in TOPICS {
            for message in messages(topic, &keys) {
                by_order.entry((topic.to_owned(), message.key.clone())).or_default().push(message);
            }
        }
        let count = by_order.values().map(Vec::len).sum::<usize>();
        if count >= expected.len() {
            return by_order;
        }
        connect.assert_sound();
        world.server.assert_sound();
        let (late, log) = (begun.elapsed() > PATIENCE, connect.log());
        assert!(!late, "{count} of {} events have arrived: {log}", expected.len());
        tokio::time::sleep(Duration::from_millis(500)).await;
    }
}

async fn outbox(world: &World) -> Vec<Json> {
    let events = world.server.database().texts(EXPECTED).await;
    events.iter().map(|event| serde_json::from_str(event).unwrap()).collect()
}

/// Orders that are taken, changed, shipped and taken back: six events each, two of them about shipping.
async fn business(world: &World, orders: usize) {
    let (customer, product) = (world.customer("10000").await, world.product("10").await);
    for _ in 0..orders {
        let order = id(&world.order(&customer, &[(&product, "1")]).await);
        world.done("updateOrder", json!({ "id": order, "notes": "ring twice: \"hello\" \\ ☎" })).await;
        world.done("shipOrder", json!({ "id": order })).await;
        world.done("unshipOrder", json!({ "id": order })).await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn kafka_connect_drains_the_outbox_to_the_same_topics() {
    let server = Server::start_with(Database::new(Engine::Postgres).await, &["--relay", "off"]).await;
    let world = World::on(server.into());
    let database = world.server.database();
    business(&world, 3).await;
    // The user belongs to the whole server; a run that failed may have left it there.
    database.execute("DROP ROLE IF EXISTS docket_connect").await;
    database.execute(&preparation()).await;

    let example = Example::on(database);
    let mut connect = example.start();
    arrived(&world, &mut connect, &outbox(&world).await).await;
    business(&world, 3).await;
    database.execute(FOLLOWED).await;
    let before = outbox(&world).await;
    arrived(&world, &mut connect, &before).await;
    let relays = "SELECT count(*) FROM leased_cursor WHERE name IN ('file', 'kafka')";
    assert_eq!(database.number(relays).await, 0, "Docket itself publishes nothing");
    // Retention deletes, and the sequencer has updated every row: neither may be told, or stop the connector.
    while database.number("SELECT count(*) FROM outbox WHERE position IS NULL").await > 0 {
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    database.execute("DELETE FROM outbox").await;
    connect.stop().await;

    // What happens while it is stopped is there when it starts again, and nothing twice.
    business(&world, 3).await;
    let mut expected = before;
    expected.extend(outbox(&world).await);
    assert_eq!(expected.len(), 9 * 6 + 1);
    let mut connect = example.start();
    let arrived = arrived(&world, &mut connect, &expected).await;
    let mut wanted: BTreeMap<(String, String), Vec<Json>> = BTreeMap::new();
    for event in &expected {
        let place = ["topic", "key"].map(|name| event[name].as_str().unwrap().to_owned());
        wanted.entry(place.into()).or_default().push(json!([event["headers"], event["payload"]]));
    }
    for (place, messages) in &arrived {
        assert!(messages.iter().all(|message| message.partition == messages[0].partition), "{place:?}");
    }
    let arrived: BTreeMap<(String, String), Vec<Json>> = arrived
        .into_iter()
        .map(|(place, messages)| (place, messages.iter().map(|it| json!([it.headers, it.payload])).collect()))
        .collect();
    assert_eq!(arrived, wanted);

    // Customers that change are no events; the log of their changes must not pile up for Connect either.
    let read =
        "SELECT (confirmed_flush_lsn - '0/0')::bigint FROM pg_replication_slots WHERE slot_name = 'docket_outbox'";
    world.customer("1").await;
    let written = database.number("SELECT (pg_current_wal_lsn() - '0/0')::bigint").await;
    let begun = Instant::now();
    while database.number(read).await < written {
        assert!(begun.elapsed() < PATIENCE, "the database must keep its log: {}", connect.log());
        tokio::time::sleep(Duration::from_millis(500)).await;
    }
    connect.stop().await;
}

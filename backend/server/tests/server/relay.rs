//! The relay: in order, at least once, the same event id on a repeat, and never on an order's way.

use std::future::pending;
use std::io::Write;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use docket_domain::id::EventId;
use docket_domain::outbox::delivery::Refused;
use docket_domain::outbox::{CHANGES, ORDER_SHIPPING};
use docket_server::relay::{Destination, Event, JsonLines, Passed, Relay, Trouble, WayOut};
use serde_json::json;

use crate::shop::{Shop, lines, on_both, texts};

impl Shop {
    fn files(&self) -> JsonLines {
        JsonLines::new(self.path().to_owned())
    }

    /// A relay of a process that finds the one before it dead.
    async fn relay<D: Destination>(&self, destination: D) -> Relay<D> {
        self.leases_end().await;
        Relay::new(self.docket.clone(), destination).await.unwrap()
    }
}

impl Shop {
    /// The names of the files that a topic's full ones were put aside as, as they sort.
    fn whole_files(&self, topic: &str) -> Vec<String> {
        let names =
            std::fs::read_dir(self.path()).unwrap().map(|file| file.unwrap().file_name().into_string().unwrap());
        let mut names: Vec<String> = names.filter(|name| name.starts_with(&format!("{topic}.0"))).collect();
        names.sort();
        names
    }

    /// Every whole line of a topic, in full files and in the last one.
    fn all_lines(&self, topic: &str) -> Vec<serde_json::Value> {
        let mut names = self.whole_files(topic);
        names.push(format!("{topic}.jsonl"));
        let mut all = Vec::new();
        for name in names {
            let text = std::fs::read_to_string(self.path().join(name)).unwrap_or_default();
            let whole = &text[..text.rfind('\n').map_or(0, |at| at + 1)];
            all.extend(whole.lines().map(|line| serde_json::from_str::<serde_json::Value>(line).unwrap()));
        }
        all
    }
}

/// Writes like the files do, and dies before the cursor can move.
struct Dies(JsonLines);

impl Destination for Dies {
    const NAME: &'static str = JsonLines::NAME;

    async fn publish(&mut self, events: &[Event]) -> Result<Vec<Refused>, Trouble> {
        self.0.publish(events).await?;
        Err(Trouble::Destination("the power went".to_owned()))
    }
}

/// Takes forever.
struct Hangs;

impl Destination for Hangs {
    const NAME: &'static str = "hangs";

    async fn publish(&mut self, _: &[Event]) -> Result<Vec<Refused>, Trouble> {
        pending().await
    }
}

fn positions(lines: &[serde_json::Value]) -> Vec<i64> {
    texts(lines, "position").into_iter().map(|text| text.parse().unwrap()).collect()
}

on_both! {
    async fn events_are_published_in_order_one_file_a_topic(shop: Shop) {
        for _ in 0..3 {
            let order = shop.order().await;
            shop.ship(order).await;
            shop.unship(order).await;
        }
        shop.place().await;
        shop.relay(shop.files()).await.drain().await.unwrap();
        let (shipping, changes) = (shop.lines(ORDER_SHIPPING), shop.lines(CHANGES));
        assert_eq!(texts(&shipping, "type"), ["order.shipped", "order.unshipped"].repeat(3));
        assert_eq!(texts(&changes, "type"), ["order.changed"; 9]);
        assert!(positions(&shipping).is_sorted() && positions(&changes).is_sorted());
        let mut all = [positions(&shipping), positions(&changes)].concat();
        all.sort_unstable();
        assert_eq!(all, (1..=15).collect::<Vec<_>>());
    }

    async fn a_line_is_a_cloud_event(shop: Shop) {
        let order = shop.order().await;
        shop.ship(order).await;
        shop.place().await;
        shop.relay(shop.files()).await.drain().await.unwrap();
        let stored = shop.events().await.remove(1);
        let line = &shop.lines(ORDER_SHIPPING)[0];
        assert_eq!(line, &json!({
            "specversion": "1.0",
            "id": EventId(stored.id).to_string(),
            "source": format!("/docket/{}", shop.actor.tenant),
            "type": "order.shipped",
            "subject": order.to_string(),
            "time": stored.occurred_at.to_rfc3339_opts(chrono::SecondsFormat::Micros, true),
            "datacontenttype": "application/json",
            "dataschema": "urn:docket:order.shipped:1",
            "sequence": "2",
            "position": "2",
            "data": stored.payload,
        }));
        assert_eq!(line["data"]["items"][0]["product"]["sku"], "BOARD");
    }

    async fn what_was_published_is_not_published_again(shop: Shop) {
        shop.order().await;
        shop.place().await;
        shop.relay(shop.files()).await.drain().await.unwrap();
        shop.order().await;
        shop.place().await;
        let mut relay = shop.relay(shop.files()).await;
        assert_eq!(relay.pass().await.unwrap(), Passed::Published(1));
        assert_eq!(relay.pass().await.unwrap(), Passed::Nothing);
        assert_eq!(positions(&shop.lines(CHANGES)), [1, 2]);
    }

    async fn a_crash_before_the_cursor_moves_repeats_with_the_same_ids(shop: Shop) {
        for _ in 0..3 {
            shop.order().await;
        }
        shop.place().await;
        let mut dies = shop.relay(Dies(shop.files())).await;
        assert!(dies.pass().await.is_err());
        drop(dies);
        assert_eq!(positions(&shop.lines(CHANGES)), [1, 2, 3]);
        shop.order().await;
        shop.place().await;
        shop.relay(shop.files()).await.drain().await.unwrap();
        let lines = shop.lines(CHANGES);
        assert_eq!(positions(&lines), [1, 2, 3, 1, 2, 3, 4]);
        let ids = texts(&lines, "id");
        assert_eq!(ids[..3], ids[3..6]);
    }

    async fn a_torn_last_line_is_repaired_and_its_event_published(shop: Shop) {
        shop.order().await;
        shop.place().await;
        shop.relay(shop.files()).await.drain().await.unwrap();
        let path = shop.path().join(format!("{CHANGES}.jsonl"));
        let mut file = std::fs::OpenOptions::new().append(true).open(path).unwrap();
        file.write_all(br#"{"specversion":"1.0","id":"event_01"#).unwrap();
        shop.order().await;
        shop.place().await;
        shop.relay(shop.files()).await.drain().await.unwrap();
        assert_eq!(positions(&shop.lines(CHANGES)), [1, 2]);
    }

    async fn a_full_file_is_put_aside_before_the_next_line(shop: Shop) {
        for _ in 0..3 {
            shop.order().await;
            shop.place().await;
            shop.relay(shop.files().of_at_most(1)).await.drain().await.unwrap();
        }
        let files = shop.whole_files(CHANGES);
        assert_eq!(files, ["docket.changes.000000000001-000000000001.jsonl", "docket.changes.000000000002-000000000002.jsonl"]);
        assert_eq!(positions(&shop.all_lines(CHANGES)), [1, 2, 3]);
        assert_eq!(positions(&shop.lines(CHANGES)), [3]);
        // One that is open is put aside, too, and grows until it is full.
        let mut relay = shop.relay(shop.files().of_at_most(900)).await;
        for _ in 0..4 {
            shop.order().await;
            shop.place().await;
            relay.drain().await.unwrap();
        }
        assert_eq!(shop.whole_files(CHANGES)[2..], ["docket.changes.000000000003-000000000004.jsonl", "docket.changes.000000000005-000000000006.jsonl"]);
        assert_eq!(positions(&shop.all_lines(CHANGES)), (1..=7).collect::<Vec<_>>());
    }

    async fn a_crash_while_a_file_is_put_aside_loses_and_repeats_nothing(shop: Shop) {
        shop.order().await;
        shop.place().await;
        shop.relay(shop.files()).await.drain().await.unwrap();
        // It has its new name, and there is no new file yet.
        let name = |rest: &str| shop.path().join(format!("{CHANGES}{rest}.jsonl"));
        std::fs::rename(name(""), name(".000000000001-000000000001")).unwrap();
        shop.order().await;
        shop.place().await;
        shop.relay(shop.files().of_at_most(1)).await.drain().await.unwrap();
        assert_eq!(positions(&shop.all_lines(CHANGES)), [1, 2]);
        // A torn line is cut off before the file is put aside.
        let mut file = std::fs::OpenOptions::new().append(true).open(name("")).unwrap();
        file.write_all(br#"{"specversion":"1.0","id":"event_01"#).unwrap();
        shop.order().await;
        shop.place().await;
        shop.relay(shop.files().of_at_most(1)).await.drain().await.unwrap();
        assert_eq!(positions(&shop.all_lines(CHANGES)), [1, 2, 3]);
    }

    async fn what_is_repeated_overwrites_no_file(shop: Shop) {
        shop.order().await;
        shop.place().await;
        for _ in 0..3 {
            assert!(shop.relay(Dies(shop.files().of_at_most(1))).await.pass().await.is_err());
        }
        assert_eq!(positions(&shop.all_lines(CHANGES)), [1, 1, 1]);
    }

    async fn a_refused_unit_publishes_nothing(shop: Shop) {
        shop.docket.execute(&shop.actor, &shop.new_order(999_999)).await.unwrap_err();
        shop.place().await;
        assert_eq!(shop.relay(shop.files()).await.pass().await.unwrap(), Passed::Nothing);
        assert_eq!(shop.lines(CHANGES), Vec::<serde_json::Value>::new());
    }

    async fn events_go_out_by_themselves_and_the_rest_when_the_server_stops(shop: Shop) {
        let way_out = WayOut::start(&shop.docket, shop.files()).await.unwrap();
        let order = shop.order().await;
        let begin = Instant::now();
        while shop.lines(CHANGES).is_empty() {
            assert!(begin.elapsed() < Duration::from_secs(5), "nothing was published");
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
        for round in 0..20 {
            shop.note(order, &round.to_string()).await;
        }
        way_out.stop().await;
        assert_eq!(positions(&shop.lines(CHANGES)), (1..=21).collect::<Vec<_>>());
    }

    async fn a_destination_that_hangs_is_not_on_an_orders_way(shop: Shop) {
        shop.order().await;
        let way_out = WayOut::start(&shop.docket, Hangs).await.unwrap();
        let mut positions = shop.docket.signals().positions();
        while *positions.borrow_and_update() == 0 {
            positions.changed().await.unwrap();
        }
        let begin = Instant::now();
        for _ in 0..20 {
            shop.order().await;
        }
        assert!(begin.elapsed() < Duration::from_secs(5), "20 orders took {:?}", begin.elapsed());
        assert_eq!(shop.events().await.len(), 21);
        let begin = Instant::now();
        way_out.stop().await;
        assert!(begin.elapsed() < Duration::from_secs(7), "stopping took {:?}", begin.elapsed());
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_folder_that_cannot_be_written_keeps_events_in_the_outbox() {
    let shop = Shop::sqlite().await;
    shop.order().await;
    shop.place().await;
    let blocked = shop.path().join("blocked");
    std::fs::write(&blocked, "a file, not a folder").unwrap();
    let mut relay = shop.relay(JsonLines::new(blocked.clone())).await;
    assert!(relay.pass().await.is_err());
    std::fs::remove_file(&blocked).unwrap();
    assert_eq!(relay.pass().await.unwrap(), Passed::Published(1));
    assert_eq!(lines(&blocked.join(format!("{CHANGES}.jsonl"))).len(), 1);
}

/// The binary itself, killed again and again while it publishes.
#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_server_that_is_killed_loses_nothing_and_keeps_the_order() {
    killed_while_it_publishes("0").await;
}

/// The same while every batch is put aside.
#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_server_that_is_killed_while_it_puts_files_aside_loses_nothing_and_keeps_the_order() {
    killed_while_it_publishes("1").await;
}

async fn killed_while_it_publishes(file_bytes: &str) {
    let shop = Shop::sqlite().await;
    let order = shop.order().await;
    for round in 0..700 {
        shop.note(order, &round.to_string()).await;
    }
    let serve = || {
        Command::new(env!("CARGO_BIN_EXE_docket"))
            .args(["serve", "--listen", "127.0.0.1:0", "--database-url", &shop.url])
            .args(["--event-file-bytes", file_bytes, "--event-dir"])
            .arg(shop.path())
            .stderr(Stdio::null())
            .spawn()
            .unwrap()
    };
    let last = |lines: &[serde_json::Value]| positions(lines).last().copied().unwrap_or(0);
    let mut lives = 0_u64;
    let begin = Instant::now();
    while lives == 0 || last(&shop.all_lines(CHANGES)) < 701 {
        let mut server = serve();
        tokio::time::sleep(Duration::from_millis(30 + 15 * lives)).await;
        server.kill().unwrap();
        server.wait().unwrap();
        lives += 1;
        assert!(begin.elapsed() < Duration::from_mins(1), "it never gets through");
    }
    let published = shop.all_lines(CHANGES);
    let mut firsts: Vec<i64> = Vec::new();
    for position in positions(&published) {
        if !firsts.contains(&position) {
            firsts.push(position);
        }
    }
    assert_eq!(firsts, (1..=701).collect::<Vec<_>>(), "after {lives} lives");
    for event in shop.events().await {
        let id = EventId(event.id).to_string();
        let position = event.position.unwrap().to_string();
        assert!(published.iter().any(|line| line["id"] == id && line["position"] == position), "{id}");
    }
}

//! What reached the destination: the lines of the event files, or what kcat, a client that knows nothing of ours, reads from
//! the broker.

use std::fs;
use std::process::{Command, Stdio};
use std::sync::Arc;
use std::time::Duration;

use serde_json::Value as Json;
use tokio::io::{AsyncBufReadExt as _, BufReader};
use tokio::task::JoinHandle;

use super::world::World;

/// Where events go.
pub const TOPICS: [&str; 2] = ["order_shipping", "docket.changes"];

/// An event as it arrived.
#[derive(Clone, Debug)]
pub struct Arrived {
    /// Its id.
    pub id: String,
    /// What happened.
    pub kind: String,
    /// The order that it happened to.
    pub order: String,
    /// Its place among the order's events.
    pub sequence: i64,
    /// What somebody did, where the event tells.
    pub command: String,
    /// Where it arrived: the topic, and the part of it.
    pub place: (&'static str, i64),
}

/// Everything that arrived, a topic after the other, each in order.
pub fn all(world: &World) -> Vec<Arrived> {
    TOPICS
        .into_iter()
        .flat_map(|topic| if world.kafka.is_some() { kafka(world, topic) } else { file(world, topic) })
        .collect()
}

fn file(world: &World, topic: &'static str) -> Vec<Arrived> {
    let mut files: Vec<_> =
        fs::read_dir(world.events()).into_iter().flatten().flatten().map(|file| file.path()).collect();
    files.retain(|path| path.file_name().is_some_and(|name| name.to_string_lossy().starts_with(topic)));
    // What was put aside carries the time of that in its name, and comes before what is still written to.
    files.sort_by_key(|path| {
        (path.file_name().is_some_and(|name| name.to_string_lossy() == format!("{topic}.jsonl")), path.clone())
    });
    let lines =
        files.iter().flat_map(|path| fs::read_to_string(path).unwrap().lines().map(str::to_owned).collect::<Vec<_>>());
    lines
        .filter_map(|line| serde_json::from_str(&line).ok())
        .map(|event: Json| arrived(|name| text(&event[name]), text(&event["data"]["command"]), (topic, 0)))
        .collect()
}

fn kafka(world: &World, topic: &'static str) -> Vec<Arrived> {
    let read = kcat(world, topic, "beginning").arg("-e").stderr(Stdio::null()).output().unwrap();
    let lines = String::from_utf8(read.stdout).expect("UTF-8");
    lines
        .lines()
        .map(|line| {
            let message: Json = serde_json::from_str(line).expect("a line of kcat's");
            let headers: Vec<String> = message["headers"].as_array().into_iter().flatten().map(text).collect();
            let header = |name: &str| {
                let name = format!("ce_{name}");
                headers.chunks(2).find(|pair| pair[0] == name).map(|pair| pair[1].clone()).unwrap_or_default()
            };
            let data: Json = serde_json::from_str(message["payload"].as_str().unwrap_or_default()).unwrap_or_default();
            let event = arrived(header, text(&data["command"]), (topic, message["partition"].as_i64().unwrap_or(-1)));
            assert_eq!(event.order, text(&message["key"]), "an event under the key of another order");
            event
        })
        .collect()
}

fn arrived(attribute: impl Fn(&str) -> String, command: String, place: (&'static str, i64)) -> Arrived {
    Arrived {
        id: attribute("id"),
        kind: attribute("type"),
        order: attribute("subject"),
        sequence: attribute("sequence").parse().unwrap_or(-1),
        command,
        place,
    }
}

fn kcat(world: &World, topic: &str, from: &str) -> Command {
    let mut kcat = Command::new("kcat");
    kcat.args(["-b", &world.broker, "-C", "-q", "-J", "-t", topic, "-o", from]);
    // Topics that appear meanwhile, and a broker that comes and goes, are noticed soon.
    kcat.args(["-X", "topic.metadata.refresh.interval.ms=1000", "-X", "reconnect.backoff.max.ms=500"]);
    kcat
}

/// Tells the pulse whenever something arrives. Dropping it ends that.
#[derive(Debug)]
pub struct Watch(JoinHandle<()>);

/// Watches the destination.
pub fn watch(world: &Arc<World>) -> Watch {
    let world = world.clone();
    Watch(tokio::spawn(async move {
        if world.kafka.is_some() { watch_kafka(&world).await } else { watch_files(&world).await }
    }))
}

async fn watch_files(world: &World) {
    let mut length = 0;
    loop {
        let files = fs::read_dir(world.events()).into_iter().flatten().flatten();
        let now: u64 = files.filter_map(|file| Some(file.metadata().ok()?.len())).sum();
        if now != length {
            world.pulse.arrived();
            length = now;
        }
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
}

/// A reader that ends, since its topic or its broker is not there, is followed by another.
async fn watch_kafka(world: &World) {
    loop {
        let mut kcat = tokio::process::Command::from(kcat(world, TOPICS[1], "end"));
        let mut reader =
            kcat.arg("-u").stdout(Stdio::piped()).stderr(Stdio::null()).kill_on_drop(true).spawn().unwrap();
        let mut lines = BufReader::new(reader.stdout.take().expect("a pipe")).lines();
        while let Ok(Some(_)) = lines.next_line().await {
            world.pulse.arrived();
        }
        drop(reader.wait().await);
        tokio::time::sleep(Duration::from_millis(500)).await;
    }
}

impl Drop for Watch {
    fn drop(&mut self) {
        self.0.abort();
    }
}

fn text(value: &Json) -> String {
    value.as_str().unwrap_or_default().to_owned()
}

//! What arrived in the test run's Apache Kafka, read by kcat, which knows nothing of ours.

use std::collections::BTreeMap;
use std::process::Command;

use serde_json::Value as Json;

use crate::environment;

/// A message as kcat sees it.
#[derive(Clone, Debug, PartialEq)]
pub struct Message {
    /// Where it lies.
    pub partition: i64,
    /// What keeps an order's messages together.
    pub key: String,
    /// Its headers, but those without a value.
    pub headers: BTreeMap<String, String>,
    /// What it tells.
    pub payload: Json,
}

/// All messages of a topic that have one of these keys, by partition and offset: tests share the broker. None as long as
/// there is no such topic.
pub fn messages(topic: &str, keys: &[String]) -> Vec<Message> {
    let broker = environment::kafka();
    let read = Command::new("kcat")
        .args(["-b", &broker, "-C", "-t", topic, "-o", "beginning", "-e", "-q", "-J"])
        .output()
        .expect("kcat is missing: run the tests by `cargo xtask test`, which installs it");
    let trouble = String::from_utf8_lossy(&read.stderr).into_owned();
    if trouble.contains("Unknown topic") {
        return Vec::new();
    }
    assert!(read.status.success(), "kcat: {trouble}");
    let lines = String::from_utf8(read.stdout).unwrap();
    let messages = lines.lines().map(|line| message(&serde_json::from_str(line).unwrap()));
    messages.filter(|message| keys.contains(&message.key)).collect()
}

fn message(read: &Json) -> Message {
    let text = |value: &Json| value.as_str().unwrap_or_else(|| panic!("no text: {value} in {read}")).to_owned();
    let headers = read["headers"].as_array().map_or(&[][..], Vec::as_slice);
    let mut named = BTreeMap::new();
    for pair in headers.chunks(2) {
        if pair[1].is_null() {
            continue;
        }
        let before = named.insert(text(&pair[0]), text(&pair[1]));
        assert_eq!(before, None, "a header is there twice: {read}");
    }
    Message {
        partition: read["partition"].as_i64().unwrap(),
        key: text(&read["key"]),
        headers: named,
        payload: serde_json::from_str(&text(&read["payload"])).unwrap_or_else(|error| panic!("{error}: {read}")),
    }
}

//! What a client writes down: what it is about to ask for, before it asks, and what it was answered.

use std::fs::{self, File};
use std::io::Write;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

use serde_json::{Value as Json, json};

/// A mutation that is asked for under a key, as often as it takes.
#[derive(Clone, Debug)]
pub struct Intent {
    /// Its key.
    pub key: String,
    /// Its field.
    pub mutation: String,
    /// Its input.
    pub input: Json,
}

impl Intent {
    /// A part of the input that is a text; empty when it is absent.
    pub fn text(&self, name: &str) -> &str {
        self.input[name].as_str().unwrap_or_default()
    }
}

/// What became of it, as a server has answered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// Carried out.
    Done {
        /// The order that it was about; empty when it was about none.
        order: String,
        /// The item that it was about; empty when it was about none.
        item: String,
        /// The items of the order that it took, with their quantities.
        items: Vec<(String, i64)>,
    },
    /// Refused, with the codes of the reasons.
    Refused(Vec<String>),
}

/// A file with one line for each intent and each answer.
#[derive(Debug)]
pub struct Journal {
    path: PathBuf,
    file: Mutex<File>,
}

/// An intent, and all that was answered to it.
#[derive(Clone, Debug)]
pub struct Entry {
    /// Who wrote it.
    pub client: usize,
    /// What was asked for.
    pub intent: Intent,
    /// The answers, in the order in which they came.
    pub outcomes: Vec<Outcome>,
}

impl Journal {
    /// A new one.
    pub fn new(folder: &Path, client: usize) -> Self {
        let path = folder.join(format!("journal-{client}.jsonl"));
        let file = Mutex::new(File::create(&path).unwrap());
        Self { path, file }
    }

    /// Writes down what is about to be asked for.
    pub fn intend(&self, intent: &Intent) {
        self.write(&json!({ "key": intent.key, "mutation": intent.mutation, "input": intent.input }));
    }

    /// Writes down an answer.
    pub fn learn(&self, key: &str, outcome: &Outcome) {
        let outcome = match outcome {
            Outcome::Done { order, item, items } => json!({ "order": order, "item": item, "items": items }),
            Outcome::Refused(codes) => json!({ "refused": codes }),
        };
        self.write(&json!({ "key": key, "outcome": outcome }));
    }

    /// Everything that was written down, by intent.
    pub fn read(&self, client: usize) -> Vec<Entry> {
        let mut entries: Vec<Entry> = Vec::new();
        let mut places = std::collections::HashMap::new();
        for line in fs::read_to_string(&self.path).unwrap().lines() {
            let line: Json = serde_json::from_str(line).expect("a line of a journal");
            let text = |name: &str| line[name].as_str().unwrap_or_default().to_owned();
            let key = text("key");
            if let Some(outcome) = line.get("outcome") {
                let place: usize = places[&key];
                entries[place].outcomes.push(read(outcome));
            } else {
                places.insert(key.clone(), entries.len());
                let intent = Intent { key, mutation: text("mutation"), input: line["input"].clone() };
                entries.push(Entry { client, intent, outcomes: Vec::new() });
            }
        }
        entries
    }

    fn write(&self, line: &Json) {
        let mut file = self.file.lock().unwrap_or_else(PoisonError::into_inner);
        file.write_all(format!("{line}\n").as_bytes()).unwrap();
        file.flush().unwrap();
    }
}

fn read(outcome: &Json) -> Outcome {
    let text = |value: &Json| value.as_str().unwrap_or_default().to_owned();
    if let Some(codes) = outcome["refused"].as_array() {
        return Outcome::Refused(codes.iter().map(text).collect());
    }
    let items = outcome["items"].as_array().into_iter().flatten();
    Outcome::Done {
        order: text(&outcome["order"]),
        item: text(&outcome["item"]),
        items: items.map(|item| (text(&item[0]), item[1].as_i64().unwrap_or_default())).collect(),
    }
}

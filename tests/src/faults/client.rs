//! Who orders: asks, writes down, asks again under the same key when nothing came, and in the end until everything is
//! answered.

use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use futures_util::future::join_all;
use futures_util::stream::{self, StreamExt as _};
use rand::RngExt as _;
use serde_json::{Value as Json, json};

use super::journal::{Entry, Intent, Journal, Outcome};
use super::mix::{Mix, Shop};
use super::world::World;

/// How long a client waits for an answer.
const PATIENCE: Duration = Duration::from_secs(8);
/// How often it asks again at once before it turns to something else.
const AGAIN: usize = 5;
/// How long it asks in the end, when nothing breaks any more.
const LAST_PATIENCE: Duration = Duration::from_mins(1);
/// How many of the answered ones it asks again in the end.
const SAMPLE: usize = 40;
/// Answers that leave open what became of it.
const OPEN: [&str; 6] =
    ["INTERNAL", "TIMEOUT", "UNAVAILABLE", "CONFLICT", "TOO_MANY_REQUESTS", "IDEMPOTENCY_KEY_IN_FLIGHT"];

/// A client.
#[derive(Debug)]
pub struct Client {
    world: Arc<World>,
    shop: Arc<Shop>,
    number: usize,
    mix: Mix,
    journal: Journal,
    http: reqwest::Client,
}

impl Client {
    /// A client with an empty journal.
    pub fn new(world: Arc<World>, shop: Arc<Shop>, seed: u64, number: usize, folder: &Path) -> Self {
        let http = reqwest::Client::builder().no_proxy().timeout(PATIENCE).build().unwrap();
        Self { world, shop, number, mix: Mix::new(seed, number), journal: Journal::new(folder, number), http }
    }

    /// Asks until told to stop.
    pub async fn run(mut self, stop: Arc<AtomicBool>) -> Self {
        while !stop.load(Ordering::Relaxed) {
            let intent = self.mix.next(&self.shop);
            self.journal.intend(&intent);
            let outcome = self.ask(&intent, &stop).await;
            self.mix.learn(&self.shop, &intent, outcome.as_ref());
            let pause = self.mix.random.random_range(0..20);
            tokio::time::sleep(Duration::from_millis(pause)).await;
        }
        self
    }

    /// Asks by one sender or several at once, then again if none was answered.
    async fn ask(&mut self, intent: &Intent, stop: &AtomicBool) -> Option<Outcome> {
        let senders = if self.mix.random.random_bool(0.2) { self.mix.random.random_range(2..=5) } else { 1 };
        let begin = self.mix.random.random_range(0..100);
        let mut answers = join_all((begin..begin + senders).map(|instance| self.send(intent, instance))).await;
        for again in 0..AGAIN {
            if let Some(known) = answers.into_iter().flatten().next() {
                return Some(known);
            }
            if stop.load(Ordering::Relaxed) {
                return None;
            }
            tokio::time::sleep(Duration::from_millis(100 << again)).await;
            answers = vec![self.send(intent, begin + again).await];
        }
        None
    }

    /// Asks once; nothing when it stays open what became of it.
    async fn send(&self, intent: &Intent, instance: usize) -> Option<Outcome> {
        let sent = Instant::now();
        let body = json!({ "query": document(&intent.mutation), "variables": { "input": intent.input } });
        let request = self.http.post(format!("http://{}", self.world.address(instance)));
        let request = request.header("content-type", "application/json").header("idempotency-key", &intent.key);
        let answer = request.body(body.to_string()).send().await.ok()?;
        let answer: Json = serde_json::from_slice(&answer.bytes().await.ok()?).ok()?;
        let outcome = understood(intent, &answer)?;
        self.world.pulse.mutated(sent);
        self.journal.learn(&intent.key, &outcome);
        Some(outcome)
    }

    /// When nothing breaks any more: asks for all that stayed open until it is answered, and for some of what was answered
    /// once more. Gives everything that stands in the journal then.
    pub async fn settle(self) -> Vec<Entry> {
        let entries = self.journal.read(self.number);
        let (known, open): (Vec<_>, Vec<_>) = entries.iter().partition(|entry| !entry.outcomes.is_empty());
        let step = (known.len() / SAMPLE).max(1);
        let again = open.into_iter().chain(known.into_iter().step_by(step));
        stream::iter(again).for_each_concurrent(4, |entry| self.insist(&entry.intent)).await;
        self.journal.read(self.number)
    }

    async fn insist(&self, intent: &Intent) {
        let begun = Instant::now();
        let mut instance = self.number;
        while self.send(intent, instance).await.is_none() && begun.elapsed() < LAST_PATIENCE {
            instance += 1;
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
    }
}

/// What an answer says became of it. One that no fault explains is the client's own mistake, and ends the soak.
fn understood(intent: &Intent, answer: &Json) -> Option<Outcome> {
    if let Some(error) = answer["errors"].get(0) {
        let code = error["extensions"]["code"].as_str().unwrap_or_default();
        assert!(OPEN.contains(&code), "{intent:?} is answered {answer}");
        return None;
    }
    let payload = answer["data"].get(&intent.mutation)?;
    let text = |value: &Json| value.as_str().unwrap_or_default().to_owned();
    let list = |value: &Json| value.as_array().cloned().unwrap_or_default();
    let refusals = list(payload.get("userErrors")?);
    if !refusals.is_empty() {
        return Some(Outcome::Refused(refusals.iter().map(|refusal| text(&refusal["code"])).collect()));
    }
    let quantity = |item: &Json| item["quantity"].as_str().and_then(|text| text.parse().ok()).unwrap_or_default();
    let items = list(&payload["order"]["items"]);
    let items = items.iter().map(|item| (text(&item["id"]), quantity(item)));
    let is_new = intent.mutation == "createOrder";
    Some(Outcome::Done {
        order: text(&payload["order"]["id"]),
        item: text(&payload["item"]["id"]),
        items: if is_new { items.collect() } else { Vec::new() },
    })
}

fn document(mutation: &str) -> String {
    let (first, others) = mutation.split_at(1);
    let input = format!("{}{others}Input", first.to_uppercase());
    let shows = match mutation {
        "updateCustomer" => "customer { id }",
        "addItem" | "updateItem" => "item { id } order { id }",
        "createOrder" => "order { id items { id quantity } }",
        _ => "order { id }",
    };
    format!("mutation($input: {input}!) {{ {mutation}(input: $input) {{ {shows} userErrors {{ code }} }} }}")
}

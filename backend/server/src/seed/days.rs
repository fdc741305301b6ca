//! The days of the demo: orders come in, and most of them ship some days later.

use std::cmp::Reverse;
use std::collections::BinaryHeap;

use chrono::{DateTime, TimeDelta, Utc};
use docket_domain::clock::Clock;
use docket_domain::id::{CustomerId, OrderId};
use docket_domain::order::commands::{CreateOrder, NewItem, ShipOrder};
use docket_domain::{Actor, Docket, Failure};
use rand::rngs::StdRng;
use rand::seq::IndexedRandom;
use rand::{RngExt, SeedableRng};

use super::Plan;
use super::catalog::Offer;

/// Any number will do; the same one gives the same days.
const SEED: u64 = 1_851;
/// Minutes of a working day, and when it begins.
const WORKING_MINUTES: i64 = 9 * 60;
const MORNING: i64 = 8 * 60;

const NOTES: [&str; 10] = [
    "Deliver to the back door before 7 am.",
    "Call ahead: the lift is out of order.",
    "Leave with reception.",
    "Repeat of last month's order.",
    "Please send with the next regular run.",
    "Needed for the opening on Friday.",
    "No pallet: carry in by hand.",
    "Invoice to head office.",
    "Goods-in closes at noon on Wednesdays.",
    "Ring the side bell twice.",
];

/// Lives through all days; says how many orders shipped.
pub(super) async fn live(
    docket: &Docket,
    actor: &Actor,
    plan: &Plan,
    customers: &[CustomerId],
    products: &[Offer],
    entered: impl Fn(),
) -> Result<u32, Failure> {
    let mut random = StdRng::seed_from_u64(SEED);
    let mut arrivals = arrivals(&mut random, plan);
    arrivals.sort_unstable();
    let mut leaving: BinaryHeap<Reverse<(DateTime<Utc>, OrderId)>> = BinaryHeap::new();
    let mut shipped = 0;
    for (at, arrival) in arrivals.into_iter().enumerate() {
        shipped += ship_until(docket, actor, plan, &mut leaving, arrival).await?;
        plan.clock.walk_to(arrival);
        let order = take(docket, actor, &mut random, customers, products, at).await?;
        entered();
        // One in twelve waits for something, and is still open today.
        if random.random_range(0..12) > 0 {
            let days = TimeDelta::days(random.random_range(1..=6)) + TimeDelta::minutes(random.random_range(0..300));
            leaving.push(Reverse((arrival + days, order)));
        }
    }
    let last = plan.clock.last();
    shipped += ship_until(docket, actor, plan, &mut leaving, last).await?;
    plan.clock.walk_to(last);
    Ok(shipped)
}

/// When orders come in: in working hours, a little more often from week to week.
fn arrivals(random: &mut StdRng, plan: &Plan) -> Vec<DateTime<Utc>> {
    let (begin, last) = (plan.clock.now(), plan.clock.last());
    let days = (last - begin).num_days();
    let mut arrivals = Vec::new();
    while arrivals.len() < plan.orders as usize {
        let day = random.random_range(0..=days).max(random.random_range(-days..=days));
        let minute = MORNING + random.random_range(0..WORKING_MINUTES);
        let arrival =
            begin + TimeDelta::days(day) + TimeDelta::minutes(minute) + TimeDelta::seconds(random.random_range(0..60));
        // Today may not have come that far.
        arrivals.push(if arrival < last { arrival } else { last - TimeDelta::days(1) });
    }
    arrivals
}

/// Takes an order from somebody whose limit allows it.
async fn take(
    docket: &Docket,
    actor: &Actor,
    random: &mut StdRng,
    customers: &[CustomerId],
    products: &[Offer],
    at: usize,
) -> Result<OrderId, Failure> {
    let mut refused = 0;
    loop {
        let customer = customers[random.random_range(0..customers.len())];
        let order = CreateOrder {
            customer,
            items: basket(random, products, refused),
            order_date: None,
            external_reference: random.random_bool(0.3).then(|| format!("PO-{}", 48_200 + 7 * at)),
            notes: if random.random_bool(0.25) {
                NOTES.choose(random).copied().unwrap_or_default().to_owned()
            } else {
                String::new()
            },
        };
        match docket.execute(actor, &order).await {
            Ok(order) => return Ok(order),
            // Everybody is at their limit: somebody has to pay first.
            Err(Failure::Refused(refusals)) if refused > 200 => return Err(Failure::Refused(refusals)),
            Err(Failure::Refused(_)) => refused += 1,
            Err(fault) => return Err(fault),
        }
    }
}

/// From one to eight different products; smaller after each refusal.
fn basket(random: &mut StdRng, products: &[Offer], refused: usize) -> Vec<NewItem> {
    let count = if refused > 20 { 1 } else { random.random_range(1..=8) };
    let chosen: Vec<&Offer> = products.sample(random, count).collect();
    chosen
        .into_iter()
        .map(|product| {
            let most = (30_000 / product.cents).clamp(1, 48);
            NewItem { product: product.id, quantity: random.random_range(1..=most).into(), expected_unit_price: None }
        })
        .collect()
}

/// Ships what is due.
async fn ship_until(
    docket: &Docket,
    actor: &Actor,
    plan: &Plan,
    leaving: &mut BinaryHeap<Reverse<(DateTime<Utc>, OrderId)>>,
    until: DateTime<Utc>,
) -> Result<u32, Failure> {
    let mut shipped = 0;
    while let Some(Reverse((due, id))) = leaving.peek().copied() {
        if due > until {
            break;
        }
        leaving.pop();
        plan.clock.walk_to(due);
        docket.execute(actor, &ShipOrder { id, expected_version: None }).await?;
        shipped += 1;
    }
    Ok(shipped)
}

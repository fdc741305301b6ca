//! Data to try things with: a wholesaler for kitchens and workshops, and its last 90 days.
//!
//! Everything goes through the commands, under a clock that walks through those days, so that what is stored is what
//! people would have stored. The same day gives the same data.

mod catalog;
mod clock;
mod customers;
mod days;

use std::sync::Arc;

use docket_domain::clock::{Clock, SystemClock};
use docket_domain::customer::CUSTOMERS;
use docket_domain::find::{self, Find};
use docket_domain::tenant::commands::RenameTenant;
use docket_domain::{Actor, Docket, Failure};

use clock::WalkingClock;

/// Who entered it, as history shows.
const ACTOR: &str = "seed";
/// The name of the company.
const COMPANY: &str = "Hollis & Wren Supply";
/// How many days it has been in business.
const DAYS: i64 = 90;

/// What is to be stored, and when it will have happened.
pub struct Plan {
    orders: u32,
    clock: Arc<WalkingClock>,
}

impl Plan {
    /// So many orders, in the days up to now.
    pub fn new(orders: u32) -> Self {
        Self { orders, clock: Arc::new(WalkingClock::new(SystemClock.now(), DAYS)) }
    }

    /// The clock that the database must be opened under.
    pub fn clock(&self) -> Arc<dyn Clock> {
        self.clock.clone()
    }
}

/// How it ended.
pub enum Outcome {
    /// Stored; a sentence says what.
    Filled(String),
    /// Nothing was touched: there were customers.
    NotEmpty,
}

/// Fills an empty database, and tells of each order that is entered.
pub async fn seed(docket: &Docket, plan: &Plan, entered: impl Fn()) -> Result<Outcome, Failure> {
    let actor = Actor::new(Docket::default_tenant(), ACTOR);
    let snapshot = docket.snapshot(&actor).await?;
    if find::count(&snapshot, &Find::all(&CUSTOMERS)).await?.counted > 0 {
        return Ok(Outcome::NotEmpty);
    }
    drop(snapshot);
    docket.execute(&actor, &RenameTenant { name: COMPANY.to_owned() }).await?;
    let customers = customers::enter(docket, &actor).await?;
    let products = catalog::enter(docket, &actor).await?;
    let shipped = days::live(docket, &actor, plan, &customers, &products, entered).await?;
    customers::tighten(docket, &actor, &customers).await?;
    Ok(Outcome::Filled(format!(
        "The last {DAYS} days of {COMPANY}: {} customers, {} products and {} orders entered; {shipped} orders shipped.",
        customers.len(),
        catalog::PRODUCTS.len(),
        plan.orders
    )))
}

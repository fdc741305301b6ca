//! Verification as the API shows it.
//!
//! It is a query: it changes nothing and everybody may look whether the promise is kept. It reads every row of the
//! tenant, so an instance runs one at a time and says so to whoever comes meanwhile. Repair writes around the gate and stays on the
//! command line.

use async_graphql::{ID, Object, SimpleObject};
use docket_domain::explain;
use docket_domain::id::show;
use docket_domain::verify::{self, Scope, verifiable, verifiable_rule};
use docket_rules::images::Key;
use tokio::sync::Semaphore;

use super::object::Rule;
use crate::graphql::error::{ApiError, ErrorCode};
use crate::graphql::view::View;

/// The most rows that are named for one rule.
const NAMED: usize = 20;

static ONE_AT_A_TIME: Semaphore = Semaphore::const_new(1);

/// Every stored value compared with what its rule gives, at one moment.
#[derive(SimpleObject)]
pub(super) struct Verification {
    /// How many derived values differ from what their rules give: 0 is the promise kept.
    drift: u64,
    /// What each rule gave: derivations in the order they depend on each other, then constraints.
    rules: Vec<RuleVerification>,
}

/// What one rule gave.
pub(super) struct RuleVerification(verify::Checked);

/// A row that is not as a rule wants it.
#[derive(SimpleObject)]
pub(super) struct WrongRow {
    /// The row.
    id: ID,
    /// What is stored; null for a constraint.
    stored: Option<String>,
    /// What the rule gives; null for a constraint.
    computed: Option<String>,
}

#[Object]
impl RuleVerification {
    /// The rule.
    async fn rule(&self) -> Rule {
        self.0.rule.into()
    }

    /// How many rows were looked at.
    async fn rows(&self) -> u64 {
        self.0.rows
    }

    /// How many derived values differ from what the rule gives.
    async fn drift(&self) -> u64 {
        self.0.drift()
    }

    /// How many rows are in breach of the constraint: older than the rule, or repaired. They may get no worse.
    async fn breaches(&self) -> u64 {
        self.0.found - self.0.drift()
    }

    /// The first 20 of them.
    async fn examples(&self) -> Vec<WrongRow> {
        let verify::Checked { rule, named, .. } = &self.0;
        let example = |wrong: &verify::Wrong| {
            let values = wrong.values.as_ref();
            let (stored, computed) = values
                .map(|(stored, computed)| {
                    (explain::show(rule.target(), stored), explain::show(rule.target(), computed))
                })
                .unzip();
            WrongRow { id: show(Key { table: rule.table(), id: wrong.id }).into(), stored, computed }
        };
        named.iter().take(NAMED).map(example).collect()
    }

    /// How long it took.
    async fn milliseconds(&self) -> u64 {
        u64::try_from(self.0.took.as_millis()).unwrap_or(u64::MAX)
    }
}

/// Verifies the view's tenant.
pub(super) async fn verification(view: &View, rule: Option<&str>) -> Result<Verification, ApiError> {
    let rule = rule.map(|name| verifiable_rule(name).ok_or_else(|| unknown(name))).transpose()?;
    let Ok(_turn) = ONE_AT_A_TIME.try_acquire() else {
        let why = "A verification is running already: ask again when it is done.";
        return Err(ApiError::Request(ErrorCode::TooManyRequests, why.to_owned()));
    };
    let scope = Scope { tenant: Some(view.actor().tenant), rule };
    let checked = view.docket().verify_in(scope, |_| {}).await?;
    let drift = checked.iter().map(verify::Checked::drift).sum();
    Ok(Verification { drift, rules: checked.into_iter().map(RuleVerification).collect() })
}

fn unknown(name: &str) -> ApiError {
    let names: Vec<&str> = verifiable().map(|rule| rule.name.as_str()).collect();
    ApiError::bad_input(format!("No rule `{name}` can be verified; these can: {}.", names.join(", ")))
}

//! What every page may name: the company with its currency, and the rules by number. Asked for once.

use std::sync::Arc;

use leptos::prelude::*;

use crate::api::client::ApiError;
use crate::api::rules::{self, Rule};
use crate::api::tenant::{self, Tenant};
use crate::format::number;
use crate::load::load;

/// The company and the rules; both empty until they are there.
#[derive(Clone, Copy)]
pub(crate) struct Catalogue {
    tenant: ReadSignal<Option<Result<Tenant, ApiError>>>,
    rules: ReadSignal<Option<Arc<Vec<Rule>>>>,
}

impl Catalogue {
    /// Asks for both. Without them names and numbers are missing, which is no reason to stop anybody.
    pub(crate) fn load() -> Self {
        Self {
            tenant: load(tenant::current),
            rules: load(async || Arc::new(rules::catalogue().await.unwrap_or_default())),
        }
    }

    /// The company.
    pub(crate) fn tenant(self) -> Option<Tenant> {
        self.tenant.get()?.ok()
    }

    /// A rule by its name, with its number.
    pub(crate) fn rule(self, name: &str) -> Option<(usize, Rule)> {
        let rules = self.rules.get()?;
        let at = rules.iter().position(|rule| rule.name == name)?;
        Some((at + 1, rules[at].clone()))
    }

    /// An amount in the company's currency; bare until that is known.
    pub(crate) fn money(self, amount: &str) -> String {
        match self.tenant() {
            Some(tenant) => number::money(amount, &tenant.currency, tenant.minor_unit),
            None => amount.to_owned(),
        }
    }

    /// A large sum in the company's currency, to the nearest whole unit: for a look, not for a ledger.
    pub(crate) fn round_money(self, amount: f64) -> String {
        match self.tenant() {
            Some(tenant) => number::money(&format!("{amount:.0}"), &tenant.currency, 0),
            None => number::rounded(amount),
        }
    }
}

/// The catalogue, from anywhere in the app.
pub(crate) fn use_catalogue() -> Catalogue {
    expect_context()
}

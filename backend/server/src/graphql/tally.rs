//! What a request was refused, for who counts and logs it: codes and rules, never values.

use std::sync::{Arc, Mutex, PoisonError};

use async_graphql::Context;
use docket_domain::rules::rule_set;

use super::user_error::UserError;

/// A refusal, by names that are known beforehand.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Refused {
    /// The code that programs read.
    pub code: &'static str,
    /// The rule that says no; empty when none does.
    pub rule: &'static str,
}

impl From<&UserError> for Refused {
    fn from(error: &UserError) -> Self {
        let (code, rule) = error.identity();
        let rule = rule_set().rules().iter().find(|own| rule == Some(&own.name)).map_or("", |own| own.name.as_str());
        Self { code: code.name(), rule }
    }
}

/// What the mutations of one request were refused. Clones share it.
#[derive(Clone, Debug, Default)]
pub struct Tally(Arc<Mutex<Vec<Refused>>>);

impl Tally {
    /// Adds to the request's tally.
    pub fn add(ctx: &Context<'_>, errors: &[UserError]) {
        if let Some(tally) = ctx.data_opt::<Self>() {
            tally.0.lock().unwrap_or_else(PoisonError::into_inner).extend(errors.iter().map(Refused::from));
        }
    }

    /// What there is so far.
    pub fn refused(&self) -> Vec<Refused> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

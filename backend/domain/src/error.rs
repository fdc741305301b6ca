//! What can go wrong, and which type says so.
//!
//! * [`Refusal`]: the answer is no, and here is why. Expected, shown to people, never logged as a fault.
//! * [`Fault`]: something broke. Logged with everything, shown to nobody.
//! * [`Failure`]: what executing a command can end with: either.
//! * [`Stop`]: why a command's run ends early, inside the domain: either, or a restart that nobody sees.

use std::borrow::Cow;

use docket_rules::violation::Violation;
use sea_orm::DbErr;
use serde::{Deserialize, Serialize};

use crate::database::{deadline, failure};
use crate::docket::Unfit;
use crate::money::Quantity;
use crate::order::{Action, OrderStatus};

/// Why the answer is no.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Refusal {
    /// A rule, or the rows that it needs, say no.
    Violation {
        /// What was violated.
        violation: Violation,
        /// The input field that it is about, outermost first; empty when it is about the whole.
        field: Vec<String>,
        /// The largest quantity that would not be refused, if one item's quantity is all that is in the way.
        largest: Option<Quantity>,
    },
    /// A value was given that cannot be meant.
    Invalid {
        /// The input field, outermost first.
        field: Vec<String>,
        /// What it must be; continues the field's name.
        why: String,
    },
    /// An order's status does not allow this.
    NotAllowed {
        /// What was asked for.
        action: Action,
        /// Where the order stands.
        status: OrderStatus,
        /// Whether it was ever paid or shipped.
        settled: bool,
    },
    /// Another living row already has this.
    Duplicate {
        /// The input field.
        field: Cow<'static, str>,
    },
    /// Orders still use it, so it cannot go.
    InUse {
        /// How many orders.
        uses: u64,
        /// The numbers of some of them, newest first.
        examples: Vec<i64>,
    },
}

impl Refusal {
    /// An invalid value of a field at the top of the input.
    pub fn invalid(field: &str, why: impl Into<String>) -> Self {
        Self::Invalid { field: vec![field.to_owned()], why: why.into() }
    }

    /// The same refusal for an input that stands inside another.
    #[must_use]
    pub fn within(mut self, path: &[&str]) -> Self {
        if let Self::Invalid { field, .. } | Self::Violation { field, .. } = &mut self {
            field.splice(0..0, path.iter().map(|part| (*part).to_owned()));
        }
        self
    }
}

/// Something broke, or cannot be done now.
#[derive(Debug, thiserror::Error)]
pub enum Fault {
    /// The database failed.
    #[error("database: {0}")]
    Database(#[from] DbErr),
    /// The unit kept losing against others.
    #[error("still in conflict with other units after {attempts} attempts")]
    Contention {
        /// How often it was tried.
        attempts: u32,
    },
    /// The database was written under other rules, or by a newer version.
    #[error("{0}")]
    Unready(String),
    /// The database is gone, or was migrated or put under other rules while this instance ran. Nothing was done.
    #[error("{0}")]
    Unfit(Unfit),
    /// The code broke its own promise.
    #[error("internal: {0}")]
    Internal(&'static str),
}

impl Fault {
    /// Whether a statement was ended because the time of its request was up.
    pub fn is_late(&self) -> bool {
        matches!(self, Self::Database(error) if deadline::has_passed(error))
    }

    /// Whether the database was not there, or went away meanwhile: what was asked is not to blame.
    pub fn is_outage(&self) -> bool {
        matches!(self, Self::Database(error) if failure::is_outage(error))
    }
}

/// What executing a command can end with, apart from success.
#[derive(Debug, thiserror::Error)]
pub enum Failure {
    /// The answer is no; nothing was stored.
    #[error("refused: {0:?}")]
    Refused(Vec<Refusal>),
    /// The idempotency key stands for another request, or for one that is still running.
    #[error("idempotency key: {0:?}")]
    Key(KeyConflict),
    /// Something broke; nothing was stored.
    #[error(transparent)]
    Fault(#[from] Fault),
}

/// Why a keyed request is not carried out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum KeyConflict {
    /// The same key came with another request before.
    OtherRequest,
    /// A request with this key is being carried out now.
    InFlight,
}

impl From<DbErr> for Failure {
    fn from(error: DbErr) -> Self {
        Self::Fault(error.into())
    }
}

/// Why a run ends early.
#[derive(Debug)]
pub enum Stop {
    /// The answer is no.
    Refused(Vec<Refusal>),
    /// What the run has seen is no longer so: begin again.
    Restart,
    /// The idempotency key cannot be used.
    Key(KeyConflict),
    /// Something broke.
    Fault(Fault),
}

impl Stop {
    /// The same, of a unit that could perhaps not be undone. After a fault that is no news: SQLite undoes everything by itself when
    /// the disk is full, and what people need to know is that it is.
    pub(crate) fn after(self, undone: Result<(), DbErr>) -> Self {
        match (self, undone) {
            (Self::Fault(fault), _) => Self::Fault(fault),
            (_, Err(error)) => error.into(),
            (stop, Ok(())) => stop,
        }
    }
}

impl From<DbErr> for Stop {
    fn from(error: DbErr) -> Self {
        Self::Fault(error.into())
    }
}

impl From<Fault> for Stop {
    fn from(fault: Fault) -> Self {
        Self::Fault(fault)
    }
}

impl From<Refusal> for Stop {
    fn from(refusal: Refusal) -> Self {
        Self::Refused(vec![refusal])
    }
}

impl From<Violation> for Stop {
    fn from(violation: Violation) -> Self {
        Refusal::Violation { violation, field: Vec::new(), largest: None }.into()
    }
}

//! Why a change did not happen: the rules refused it, which is information, or the request itself failed.

use super::client::ApiError;
use super::scalar::Decimal;
use super::schema;

/// Why a change was not made, or may not have been.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Failure {
    /// The server judged it and said no. Nothing was stored.
    Refused(Vec<Refusal>),
    /// There is no judgement.
    Failed(ApiError),
}

impl From<ApiError> for Failure {
    fn from(error: ApiError) -> Self {
        Self::Failed(error)
    }
}

impl Failure {
    /// What was refused about this field of the input, such as `["items", "0", "quantity"]`.
    pub(crate) fn about(&self, field: &[&str]) -> Option<&Refusal> {
        match self {
            Self::Refused(refusals) => refusals.iter().find(|refusal| refusal.field == field),
            Self::Failed(_) => None,
        }
    }

    /// The largest quantity that would not be refused, if one quantity is all that is in the way.
    pub(crate) fn largest(&self) -> Option<String> {
        match self {
            Self::Refused(refusals) => refusals.iter().find_map(|refusal| refusal.largest().map(str::to_owned)),
            Self::Failed(_) => None,
        }
    }

    /// The version that somebody else has made meanwhile.
    pub(crate) fn stale(&self) -> Option<i32> {
        match self {
            Self::Refused(refusals) => refusals.iter().find_map(|refusal| match refusal.fact {
                Fact::Stale { current } => Some(current),
                _ => None,
            }),
            Self::Failed(_) => None,
        }
    }
}

/// One reason to say no.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Refusal {
    /// What happened and what to do.
    pub(crate) message: String,
    /// The field of the input that it is about, outermost first; empty when it is about the whole.
    pub(crate) field: Vec<String>,
    /// The name of the rule that says no, if it is one.
    pub(crate) rule: Option<String>,
    /// What only this kind of refusal knows.
    pub(crate) fact: Fact,
}

impl Refusal {
    /// The largest quantity that would not be refused, if one quantity is all that is in the way.
    pub(crate) fn largest(&self) -> Option<&str> {
        match &self.fact {
            Fact::Credit { largest, .. } => largest.as_deref(),
            Fact::Largest(largest) => Some(largest),
            _ => None,
        }
    }
}

/// What a refusal knows beside its sentence.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Fact {
    /// Nothing more.
    None,
    /// The customer would owe too much.
    Credit {
        /// What it would owe.
        attempted: String,
        /// How much that is over the limit.
        excess: String,
        /// The most that it may owe.
        limit: String,
        /// What it owes already.
        balance: String,
        /// The largest quantity that would not be refused.
        largest: Option<String>,
    },
    /// The largest quantity that would not be refused.
    Largest(String),
    /// Somebody else changed it first; it is at this version now.
    Stale {
        /// The version now.
        current: i32,
    },
    /// Other things need it.
    InUse {
        /// How many orders do.
        uses: i32,
        /// The numbers of some of them, newest first.
        orders: Vec<i32>,
    },
    /// The price is another than the one that was seen.
    PriceMoved {
        /// The price now.
        current: String,
    },
}

/// A refusal, as the schema has it.
#[derive(cynic::InlineFragments)]
#[cynic(graphql_type = "UserError")]
pub(super) enum UserError {
    CreditLimitExceeded(CreditLimitExceeded),
    RuleViolated(RuleViolated),
    ValueOverflow(ValueOverflow),
    StaleVersion(StaleVersion),
    InUse(InUse),
    PriceMoved(PriceMoved),
    #[cynic(fallback)]
    Other(Plain),
}

#[derive(cynic::QueryFragment)]
pub(super) struct CreditLimitExceeded {
    message: String,
    field: Vec<String>,
    rule: Option<String>,
    attempted: Decimal,
    excess: Decimal,
    limit: Decimal,
    balance: Decimal,
    largest_quantity: Option<Decimal>,
}

#[derive(cynic::QueryFragment)]
pub(super) struct RuleViolated {
    message: String,
    field: Vec<String>,
    rule: Option<String>,
    largest_quantity: Option<Decimal>,
}

#[derive(cynic::QueryFragment)]
pub(super) struct ValueOverflow {
    message: String,
    field: Vec<String>,
    rule: Option<String>,
    largest_quantity: Option<Decimal>,
}

#[derive(cynic::QueryFragment)]
pub(super) struct StaleVersion {
    message: String,
    field: Vec<String>,
    rule: Option<String>,
    current: i32,
}

#[derive(cynic::QueryFragment)]
pub(super) struct InUse {
    message: String,
    field: Vec<String>,
    rule: Option<String>,
    uses: i32,
    examples: Vec<i32>,
}

#[derive(cynic::QueryFragment)]
pub(super) struct PriceMoved {
    message: String,
    field: Vec<String>,
    rule: Option<String>,
    #[cynic(rename = "current")]
    price: Decimal,
}

#[derive(cynic::QueryFragment)]
#[cynic(graphql_type = "UserError")]
pub(super) struct Plain {
    message: String,
    field: Vec<String>,
    rule: Option<String>,
}

impl From<UserError> for Refusal {
    fn from(error: UserError) -> Self {
        let largest = |quantity: Option<Decimal>| quantity.map_or(Fact::None, |quantity| Fact::Largest(quantity.0));
        let (message, field, rule, fact) = match error {
            UserError::CreditLimitExceeded(CreditLimitExceeded {
                message,
                field,
                rule,
                attempted,
                excess,
                limit,
                balance,
                largest_quantity,
            }) => {
                let largest = largest_quantity.map(|quantity| quantity.0);
                (
                    message,
                    field,
                    rule,
                    Fact::Credit {
                        attempted: attempted.0,
                        excess: excess.0,
                        limit: limit.0,
                        balance: balance.0,
                        largest,
                    },
                )
            }
            UserError::RuleViolated(RuleViolated { message, field, rule, largest_quantity })
            | UserError::ValueOverflow(ValueOverflow { message, field, rule, largest_quantity }) => {
                (message, field, rule, largest(largest_quantity))
            }
            UserError::StaleVersion(StaleVersion { message, field, rule, current }) => {
                (message, field, rule, Fact::Stale { current })
            }
            UserError::InUse(InUse { message, field, rule, uses, examples }) => {
                (message, field, rule, Fact::InUse { uses, orders: examples })
            }
            UserError::PriceMoved(PriceMoved { message, field, rule, price }) => {
                (message, field, rule, Fact::PriceMoved { current: price.0 })
            }
            UserError::Other(Plain { message, field, rule }) => (message, field, rule, Fact::None),
        };
        Self { message, field, rule, fact }
    }
}

/// What a payload says: what there is now, or why nothing changed.
pub(super) fn settle<T>(value: Option<T>, errors: Vec<UserError>) -> Result<T, Failure> {
    match value {
        Some(value) if errors.is_empty() => Ok(value),
        // A payload without a value and without a reason is the server's fault.
        _ if errors.is_empty() => Err(Failure::Failed(ApiError::Faulty { request_id: None })),
        _ => Err(Failure::Refused(errors.into_iter().map(Refusal::from).collect())),
    }
}

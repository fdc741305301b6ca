//! From the domain's refusals to the API's.

use async_graphql::ID;
use docket_domain::Refusal;
use docket_domain::id::{CustomerId, show};
use docket_domain::money::Quantity;
use docket_domain::order::allowed_actions;
use docket_domain::rules::rule_set;
use docket_rules::Value;
use docket_rules::images::Key;
use docket_rules::violation::{Compared, Violation};

use super::{
    ActionNotAllowed, CascadeTooLarge, Contradiction, CreditLimitExceeded, DerivedColumn, DuplicateValue, InUse,
    InvalidInput, NotFound, PriceMoved, RuleViolated, StaleVersion, UserError, UserErrorCode, ValueOverflow,
};
use crate::graphql::id::NOT_AN_ID;
use crate::graphql::scalar::Decimal;
use crate::graphql::sentence;

/// The rule whose refusal carries amounts.
const CREDIT_LIMIT: &str = "credit_limit";

impl From<Refusal> for UserError {
    fn from(refusal: Refusal) -> Self {
        match refusal {
            Refusal::Violation { violation, field, largest } => of_violation(violation, field, largest),
            Refusal::Invalid { field, why } => {
                let is_id = why == NOT_AN_ID;
                let code = if is_id { UserErrorCode::InvalidId } else { UserErrorCode::InvalidInput };
                Self::InvalidInput(InvalidInput { code, message: sentence::invalid(&field, &why), field, rule: None })
            }
            Refusal::NotAllowed { action, status, settled } => {
                let allowed = allowed_actions(status, settled);
                Self::ActionNotAllowed(ActionNotAllowed {
                    code: UserErrorCode::ActionNotAllowed,
                    message: sentence::not_allowed(action, status, &allowed),
                    field: Vec::new(),
                    rule: None,
                    status: status.into(),
                    allowed_actions: allowed.into_iter().map(Into::into).collect(),
                })
            }
            Refusal::Duplicate { field } => Self::DuplicateValue(DuplicateValue {
                code: UserErrorCode::DuplicateValue,
                message: sentence::duplicate(&field),
                field: vec![field.into_owned()],
                rule: None,
            }),
            Refusal::InUse { uses, examples } => Self::InUse(InUse {
                code: UserErrorCode::InUse,
                message: sentence::in_use(uses, &examples),
                field: Vec::new(),
                rule: None,
                uses,
                examples,
            }),
        }
    }
}

fn of_violation(violation: Violation, field: Vec<String>, largest: Option<Quantity>) -> UserError {
    let rule = None;
    match violation {
        Violation::Rule { rule, key, compared: Some(compared), .. } if rule == CREDIT_LIMIT => {
            credit_limit(rule, key, *compared, field, largest)
        }
        Violation::Rule { rule, sentence, key, .. } => UserError::RuleViolated(RuleViolated {
            code: UserErrorCode::RuleViolated,
            message: sentence::rule(&rule, sentence, largest),
            field,
            rule: Some(rule),
            id: id(key),
            largest_quantity: largest.map(Into::into),
        }),
        Violation::StaleVersion { key, expected, current } => UserError::StaleVersion(StaleVersion {
            code: UserErrorCode::StaleVersion,
            message: sentence::stale(expected, current),
            field,
            rule,
            id: id(key),
            expected,
            current,
        }),
        Violation::NotFound { key } => not_found(key, field),
        Violation::ParentNotFound { relation, parent, .. } => {
            not_found(Key { table: rule_set().schema().relation(relation).parent, id: parent }, field)
        }
        Violation::UnfitValue { .. } => UserError::InvalidInput(InvalidInput {
            code: UserErrorCode::InvalidInput,
            message: sentence::invalid(&field, "cannot have this value"),
            field,
            rule,
        }),
        Violation::Overflow { key, .. } => UserError::ValueOverflow(ValueOverflow {
            code: UserErrorCode::ValueOverflow,
            message: sentence::overflow(largest),
            field,
            rule,
            id: id(key),
            largest_quantity: largest.map(Into::into),
        }),
        Violation::Moved { key, moved, .. } => {
            let price = |value: &Value| value.number().unwrap_or(docket_rules::Decimal::ZERO);
            UserError::PriceMoved(PriceMoved {
                code: UserErrorCode::PriceMoved,
                message: sentence::price_moved(price(&moved.expected), price(&moved.current)),
                field,
                rule,
                id: id(key),
                expected: decimal(price(&moved.expected)),
                current: decimal(price(&moved.current)),
            })
        }
        Violation::DerivedColumn { key, .. } => UserError::DerivedColumn(DerivedColumn {
            code: UserErrorCode::DerivedColumn,
            message: "This value is calculated and cannot be set.".to_owned(),
            field,
            rule,
            id: id(key),
        }),
        Violation::Contradiction { key } => UserError::Contradiction(Contradiction {
            code: UserErrorCode::Contradiction,
            message: "The request asks for changes of one thing that exclude each other: send them one by one."
                .to_owned(),
            field,
            rule,
            id: id(key),
        }),
        Violation::CascadeTooLarge { limit } => UserError::CascadeTooLarge(CascadeTooLarge {
            code: UserErrorCode::CascadeTooLarge,
            message: format!("This change would reach more than {limit} records at once: do it in smaller parts."),
            field,
            rule,
            limit: u64::try_from(limit).unwrap_or(u64::MAX),
        }),
    }
}

fn credit_limit(
    rule: String,
    key: Key,
    compared: Compared,
    field: Vec<String>,
    largest: Option<Quantity>,
) -> UserError {
    let Compared { left: attempted, right: limit, left_before } = compared;
    let excess = attempted.minus(limit).unwrap_or(attempted);
    let balance = left_before.unwrap_or(docket_rules::Decimal::ZERO);
    UserError::CreditLimitExceeded(CreditLimitExceeded {
        code: UserErrorCode::CreditLimitExceeded,
        message: sentence::over_limit(attempted, limit, balance, excess, largest),
        field,
        rule: Some(rule),
        customer_id: CustomerId(key.id).to_string().into(),
        limit: decimal(limit),
        balance: decimal(balance),
        attempted: decimal(attempted),
        excess: decimal(excess),
        largest_quantity: largest.map(Into::into),
    })
}

fn not_found(key: Key, field: Vec<String>) -> UserError {
    let table = rule_set().schema().table(key.table).name;
    UserError::NotFound(NotFound {
        code: UserErrorCode::NotFound,
        message: sentence::not_found(table),
        field,
        rule: None,
        id: id(key),
    })
}

fn id(key: Key) -> ID {
    show(key).into()
}

/// A sum beyond what a decimal of the API can show has been refused as an overflow before.
fn decimal(number: docket_rules::Decimal) -> Decimal {
    let exact = rust_decimal::Decimal::try_from_i128_with_scale(number.units(), u32::from(number.scale()));
    Decimal(exact.unwrap_or(rust_decimal::Decimal::MAX))
}

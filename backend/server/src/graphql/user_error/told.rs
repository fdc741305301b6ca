//! Which of a unit's refusals are told.
//!
//! A number that one rule refuses by itself, such as a negative credit limit, is mostly refused as well by the rules that
//! compare it with others of its row. They have nothing to add: whatever the others are, the number cannot stay.

use docket_domain::Refusal;
use docket_rules::images::Key;
use docket_rules::schema::ColumnRef;
use docket_rules::violation::Violation;

use super::UserError;

/// The refusals of one unit, but for those that only follow from another.
pub fn told(mut refusals: Vec<Refusal>) -> Vec<UserError> {
    let alone: Vec<(Key, ColumnRef)> = refusals.iter().filter_map(refused_number).collect();
    refusals.retain(|refusal| !follows(refusal, &alone));
    refusals.into_iter().map(UserError::from).collect()
}

/// The row and its columns, if numbers were compared.
fn compared(refusal: &Refusal) -> Option<(Key, &[ColumnRef])> {
    match refusal {
        Refusal::Violation { violation: Violation::Rule { key, columns, compared: Some(_), .. }, .. } => {
            Some((*key, columns))
        }
        _ => None,
    }
}

/// The one column that was refused whatever the others are.
fn refused_number(refusal: &Refusal) -> Option<(Key, ColumnRef)> {
    match compared(refusal)? {
        (key, [column]) => Some((key, *column)),
        _ => None,
    }
}

/// Whether it is about a number that is refused alone, and more.
fn follows(refusal: &Refusal, alone: &[(Key, ColumnRef)]) -> bool {
    compared(refusal)
        .is_some_and(|(key, columns)| columns.len() > 1 && columns.iter().any(|column| alone.contains(&(key, *column))))
}

//! What an error of the database means for whoever met it: begin again, look for another connection, or give way.

use sea_orm::{DbErr, RuntimeErr};
use sqlx::Error as SqlxError;

use super::turn::was_undone;

/// Whether the whole command is to be tried again: serialization failure, deadlock, busy, undone with another.
pub(crate) fn may_be_retried(error: &DbErr) -> bool {
    if was_undone(error) {
        return true;
    }
    let Some(SqlxError::Database(error)) = cause(error) else { return false };
    matches!(error.code().as_deref(), Some("40001" | "40P01" | "5" | "517"))
}

/// Whether a connection was lost while a transaction was begun on it, so that nothing was sent: cut, or ended by the
/// server (57P01 to 57P03: shut down, crashed, starting).
pub(super) fn has_died(error: &DbErr) -> bool {
    let DbErr::Query(RuntimeErr::SqlxError(error)) = error else { return false };
    match error.as_ref() {
        SqlxError::Io(_) => true,
        SqlxError::Database(error) => error.code().is_some_and(|code| code.starts_with("57P0")),
        _ => false,
    }
}

/// Whether the database was not there, or went away: no fault of what was asked, and nothing that asking again now
/// would mend. Beside lost connections: the server ended the session (57P0…, or 25P03 because its transaction idled),
/// or takes no more of them (53300).
pub(crate) fn is_outage(error: &DbErr) -> bool {
    match cause(error) {
        Some(SqlxError::Database(error)) => error.code().is_some_and(|code| {
            code.starts_with("57P0") || code.starts_with("08") || matches!(code.as_ref(), "25P03" | "53300")
        }),
        Some(SqlxError::Io(_) | SqlxError::PoolTimedOut | SqlxError::PoolClosed) => true,
        _ => matches!(error, DbErr::ConnectionAcquire(_)),
    }
}

fn cause(error: &DbErr) -> Option<&SqlxError> {
    match error {
        DbErr::Exec(RuntimeErr::SqlxError(error))
        | DbErr::Query(RuntimeErr::SqlxError(error))
        | DbErr::Conn(RuntimeErr::SqlxError(error)) => Some(error.as_ref()),
        _ => None,
    }
}

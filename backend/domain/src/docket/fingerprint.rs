//! The identity of the rules that a database was written under.

use chrono::{DateTime, Utc};
use sea_orm::sea_query::{Alias, Expr, ExprTrait, OnConflict, Query};
use sea_orm::{ConnectionTrait, DatabaseConnection, DbErr};

use crate::error::Fault;
use crate::rules::rule_set;

/// Records this binary's rules.
pub(super) async fn store(db: &DatabaseConnection, now: DateTime<Utc>) -> Result<(), DbErr> {
    let (id, fingerprint, stored_at) = (Alias::new("id"), Alias::new("fingerprint"), Alias::new("stored_at"));
    let insert = Query::insert()
        .into_table(Alias::new("rule_set"))
        .columns([id.clone(), fingerprint.clone(), stored_at.clone()])
        .values_panic([Expr::val(1), Expr::val(rule_set().fingerprint()), Expr::val(now)])
        .on_conflict(OnConflict::column(id).update_columns([fingerprint, stored_at]).to_owned())
        .to_owned();
    db.execute(&insert).await.map(drop)
}

/// Refuses a database that was written under other rules.
pub(super) async fn check(db: &DatabaseConnection) -> Result<(), Fault> {
    if is_stored(db).await? {
        return Ok(());
    }
    Err(Fault::Unready(
        "the database was written under other rules than this binary's: run `docket migrate` with the binary that is to \
         serve it, while no other instance is running"
            .to_owned(),
    ))
}

/// Whether the database was written under this binary's rules.
pub(super) async fn is_stored(db: &DatabaseConnection) -> Result<bool, DbErr> {
    let select = Query::select()
        .column(Alias::new("fingerprint"))
        .from(Alias::new("rule_set"))
        .and_where(Expr::col(Alias::new("id")).eq(1))
        .to_owned();
    let stored: Option<String> = match db.query_one(&select).await? {
        Some(row) => Some(row.try_get_by_index(0)?),
        None => None,
    };
    Ok(stored.as_deref() == Some(rule_set().fingerprint().as_str()))
}

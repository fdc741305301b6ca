//! Events that a destination does not get in their turn.
//!
//! An event that a destination refuses for good is DEAD, and those of the same topic and order that follow are HELD behind
//! it: what arrives of an order arrives in its order. All others go on. Somebody looks at it, and has it published again
//! or given up; what was held behind it then follows by itself.

pub mod commands;
pub mod entity;

use std::collections::HashSet;

use chrono::{DateTime, Utc};
use sea_orm::sea_query::{Alias, Expr, ExprTrait, OnConflict, Query};
use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, DatabaseTransaction, DbErr, EntityTrait, IntoActiveModel, QueryFilter,
    QueryOrder, QuerySelect, Select, SelectExt,
};

use entity::{Column, Entity, Model, State};

use super::entity as event;
use crate::id::TenantId;

/// The events that must keep their order: those of one order in one topic.
pub(super) type Key = (TenantId, String, String);

pub(super) fn key(event: &event::Model) -> Key {
    (event.tenant_id, event.aggregatetype.clone(), event.aggregateid.clone())
}

/// Whether any event waits outside of its turn.
pub(super) async fn any<C: ConnectionTrait>(db: &C, destination: &str) -> Result<bool, DbErr> {
    waiting(destination).exists(db).await
}

/// Which of these keys have events that wait.
pub(super) async fn blocked<C: ConnectionTrait>(
    db: &C,
    destination: &str,
    events: &[event::Model],
) -> Result<HashSet<Key>, DbErr> {
    let orders: HashSet<&str> = events.iter().map(|event| event.aggregateid.as_str()).collect();
    let keys: Vec<Key> = waiting(destination)
        .select_only()
        .columns([Column::TenantId, Column::Aggregatetype, Column::Aggregateid])
        .distinct()
        .filter(Column::Aggregateid.is_in(orders))
        .into_tuple()
        .all(db)
        .await?;
    Ok(keys.into_iter().collect())
}

/// The letters of a destination that are not given up.
fn waiting(destination: &str) -> Select<Entity> {
    let states = [State::Dead, State::Held, State::Due];
    Entity::find().filter(Column::Destination.eq(destination)).filter(Column::State.is_in(states))
}

/// The next that are to be published out of turn, in order.
pub(super) async fn due<C: ConnectionTrait>(db: &C, destination: &str, limit: u64) -> Result<Vec<Model>, DbErr> {
    Entity::find()
        .filter(Column::Destination.eq(destination))
        .filter(Column::State.eq(State::Due))
        .order_by_asc(Column::Position)
        .limit(limit)
        .all(db)
        .await
}

/// Whether anything is held behind nothing any more.
pub(super) async fn any_freed<C: ConnectionTrait>(db: &C, destination: &str) -> Result<bool, DbErr> {
    Entity::find().filter(freed(destination)).exists(db).await
}

/// Makes due what is held behind nothing any more.
pub(super) async fn release(
    transaction: &DatabaseTransaction,
    destination: &str,
    now: DateTime<Utc>,
) -> Result<u64, DbErr> {
    turn(transaction, freed(destination), State::Due, now).await
}

/// What is held behind nothing any more.
fn freed(destination: &str) -> Condition {
    let dead = Alias::new("dead");
    let same = |column| Expr::col((dead.clone(), column)).eq(Expr::col((Entity, column)));
    let before = Query::select()
        .expr(Expr::val(1))
        .from_as(Entity, dead.clone())
        .and_where(Expr::col((dead.clone(), Column::State)).eq(State::Dead))
        .and_where(same(Column::Destination))
        .and_where(same(Column::TenantId))
        .and_where(same(Column::Aggregatetype))
        .and_where(same(Column::Aggregateid))
        .take();
    let held = Condition::all().add(Column::Destination.eq(destination)).add(Column::State.eq(State::Held));
    held.add(Expr::exists(before).not())
}

/// Gives letters another state.
pub(super) async fn turn(
    transaction: &DatabaseTransaction,
    which: Condition,
    state: State,
    now: DateTime<Utc>,
) -> Result<u64, DbErr> {
    #[expect(clippy::disallowed_methods, reason = "a dead letter is no row that the rules govern")]
    let update = Entity::update_many();
    let values = [(Column::State, Expr::val(state)), (Column::ChangedAt, Expr::val(now))];
    let update = values.into_iter().fold(update, |update, (column, value)| update.col_expr(column, value));
    Ok(update.filter(which).exec(transaction).await?.rows_affected)
}

/// Removes letters.
pub(super) async fn remove(transaction: &DatabaseTransaction, which: Condition) -> Result<u64, DbErr> {
    #[expect(clippy::disallowed_methods, reason = "a dead letter is no row that the rules govern")]
    let delete = Entity::delete_many();
    Ok(delete.filter(which).exec(transaction).await?.rows_affected)
}

/// Stores letters; one that is there already gets this state.
pub(super) async fn store(transaction: &DatabaseTransaction, letters: Vec<Model>) -> Result<(), DbErr> {
    if letters.is_empty() {
        return Ok(());
    }
    let rows = letters.into_iter().map(IntoActiveModel::into_active_model);
    #[expect(clippy::disallowed_methods, reason = "a dead letter is no row that the rules govern")]
    let insert = Entity::insert_many(rows);
    let known = OnConflict::columns([Column::Destination, Column::Position])
        .update_columns([Column::State, Column::Reason, Column::Attempts, Column::ChangedAt])
        .to_owned();
    insert.on_conflict(known).exec_without_returning(transaction).await?;
    Ok(())
}

/// The letter of an event.
pub(super) fn letter(
    destination: &str,
    event: &event::Model,
    position: i64,
    state: State,
    now: DateTime<Utc>,
) -> Model {
    Model {
        destination: destination.to_owned(),
        position,
        tenant_id: event.tenant_id,
        event_id: event.id,
        aggregatetype: event.aggregatetype.clone(),
        aggregateid: event.aggregateid.clone(),
        state,
        reason: None,
        attempts: 0,
        since: now,
        changed_at: now,
    }
}

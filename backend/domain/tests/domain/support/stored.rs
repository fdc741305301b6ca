//! What is stored, read and written behind Docket's back.

use docket_domain::id::OrderId;
use docket_domain::{Refusal, history, outbox};
use docket_rules::violation::{Compared, Violation};
use sea_orm::{
    ColumnTrait, ConnectionTrait, DatabaseConnection, DbBackend, EntityTrait, QueryFilter, QueryOrder, Statement,
};
use uuid::Uuid;

use super::World;

impl World {
    pub(crate) fn connection(&self) -> &DatabaseConnection {
        self.docket.database().connection()
    }

    /// Runs SQL that must succeed.
    pub(crate) async fn sql(&self, sql: &str) {
        self.connection().execute_unprepared(sql).await.unwrap();
    }

    /// Runs SQL that the database must refuse; answers with its words.
    pub(crate) async fn refused_sql(&self, sql: &str) -> String {
        self.connection().execute_unprepared(sql).await.expect_err(sql).to_string()
    }

    /// The texts in the first column of what a query finds.
    pub(crate) async fn texts(&self, sql: &str) -> Vec<String> {
        let db = self.connection();
        let rows = db.query_all_raw(Statement::from_string(db.get_database_backend(), sql)).await.unwrap();
        rows.iter().map(|row| row.try_get_by_index(0).unwrap()).collect()
    }

    /// An id as a literal in SQL.
    pub(crate) fn literal(&self, id: Uuid) -> String {
        match self.docket.database().backend() {
            DbBackend::Sqlite => format!("x'{}'", id.simple()),
            _ => format!("'{id}'"),
        }
    }

    /// The tenant's events, in the order they happened.
    pub(crate) async fn events(&self) -> Vec<outbox::entity::Model> {
        let select = outbox::entity::Entity::find().filter(outbox::entity::Column::TenantId.eq(self.actor.tenant));
        select.order_by_asc(outbox::entity::Column::Id).all(self.connection()).await.unwrap()
    }

    /// The events of one order, by their sequence.
    pub(crate) async fn events_of(&self, order: OrderId) -> Vec<outbox::entity::Model> {
        let mut events = self.events().await;
        events.retain(|event| event.aggregateid == order.to_string());
        events.sort_by_key(|event| event.sequence);
        events
    }

    /// The tenant's history, oldest first.
    pub(crate) async fn changes(&self) -> Vec<history::entity::Model> {
        let select = history::entity::Entity::find().filter(history::entity::Column::TenantId.eq(self.actor.tenant));
        select.order_by_asc(history::entity::Column::Id).all(self.connection()).await.unwrap()
    }

    /// The history of one order, oldest first.
    pub(crate) async fn changes_of(&self, order: OrderId) -> Vec<history::entity::Model> {
        let mut changes = self.changes().await;
        changes.retain(|change| change.order_id == order);
        changes
    }

    /// How many events and changes are recorded.
    pub(crate) async fn records(&self) -> (usize, usize) {
        (self.events().await.len(), self.changes().await.len())
    }
}

/// The violations of a refusal.
pub(crate) fn violations(refusals: &[Refusal]) -> Vec<&Violation> {
    let mut violations = Vec::new();
    for refusal in refusals {
        match refusal {
            Refusal::Violation { violation, .. } => violations.push(violation),
            other => panic!("no violation: {other:?}"),
        }
    }
    violations
}

/// The names of all rules that refused.
pub(crate) fn rules(refusals: &[Refusal]) -> Vec<&str> {
    let mut names = Vec::new();
    for violation in violations(refusals) {
        match violation {
            Violation::Rule { rule, .. } => names.push(rule.as_str()),
            other => panic!("not refused by a rule: {other:?}"),
        }
    }
    names
}

/// What the one rule that refused has compared.
pub(crate) fn compared(refusals: &[Refusal]) -> Compared {
    match violations(refusals)[..] {
        [Violation::Rule { compared: Some(compared), .. }] => **compared,
        ref other => panic!("no comparison: {other:?}"),
    }
}

/// The field of the one value that cannot be meant.
pub(crate) fn invalid(refusals: &[Refusal]) -> String {
    match refusals {
        [Refusal::Invalid { field, .. }] => field.join("."),
        other => panic!("not one invalid value: {other:?}"),
    }
}

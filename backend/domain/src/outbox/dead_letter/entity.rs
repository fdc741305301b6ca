//! The row of an event that waits outside of its turn.

use chrono::{DateTime, Utc};
use sea_orm::entity::prelude::*;

use crate::id::TenantId;

/// Why it waits.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, EnumIter, DeriveActiveEnum)]
#[sea_orm(rs_type = "String", db_type = "Text")]
pub enum State {
    /// The destination has refused it for good.
    #[sea_orm(string_value = "DEAD")]
    Dead,
    /// One before it, of the same topic and order, is dead.
    #[sea_orm(string_value = "HELD")]
    Held,
    /// It is to be published now.
    #[sea_orm(string_value = "DUE")]
    Due,
    /// Somebody has given it up.
    #[sea_orm(string_value = "DROPPED")]
    Dropped,
}

/// An event that a destination does not get in its turn.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "dead_letter")]
pub struct Model {
    /// Which destination.
    #[sea_orm(primary_key, auto_increment = false)]
    pub destination: String,
    /// The event's place among all.
    #[sea_orm(primary_key, auto_increment = false)]
    pub position: i64,
    /// Whose event it is.
    pub tenant_id: TenantId,
    /// Its id.
    pub event_id: Uuid,
    /// Its topic.
    pub aggregatetype: String,
    /// Its order.
    pub aggregateid: String,
    /// Why it waits.
    pub state: State,
    /// What the destination said when it refused it last.
    pub reason: Option<String>,
    /// How often it was refused.
    pub attempts: i64,
    /// Since when it waits.
    pub since: DateTime<Utc>,
    /// When its state changed last.
    pub changed_at: DateTime<Utc>,
}

/// None: the order may be gone.
#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

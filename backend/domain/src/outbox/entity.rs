//! The row of an event.

use chrono::{DateTime, Utc};
use sea_orm::entity::prelude::*;

use crate::id::TenantId;

/// An event that has happened, for publishers.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "outbox")]
pub struct Model {
    /// Whose event it is.
    #[sea_orm(primary_key, auto_increment = false)]
    pub tenant_id: TenantId,
    /// Its id: the same however often it is published.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// The topic.
    pub aggregatetype: String,
    /// The order, as the API shows its id; the message's key.
    pub aggregateid: String,
    /// Its place among the order's events.
    pub sequence: i64,
    /// What happened: `order.shipped`, `order.unshipped`, `order.changed`.
    pub r#type: String,
    /// The event's data.
    pub payload: Json,
    /// Who did it.
    pub actor: String,
    /// When.
    pub occurred_at: DateTime<Utc>,
    /// Its place among all committed events, once it has one.
    pub position: Option<i64>,
    /// The trace it belongs to, as W3C writes it.
    pub traceparent: Option<String>,
}

/// None: the outbox stands alone.
#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

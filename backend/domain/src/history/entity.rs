//! The row of a change.

use chrono::{DateTime, Utc};
use sea_orm::entity::prelude::*;

use crate::id::{OrderId, TenantId};

/// One authored change of an order, never changed itself. It outlives the order.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "order_history")]
pub struct Model {
    /// Whose order it was.
    #[sea_orm(primary_key, auto_increment = false)]
    pub tenant_id: TenantId,
    /// Its id.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// The order.
    pub order_id: OrderId,
    /// The version that the change gave the order.
    pub version: i64,
    /// When.
    pub at: DateTime<Utc>,
    /// Who.
    pub actor: String,
    /// By which command.
    pub command: String,
    /// Why, if it was said.
    pub reason: Option<String>,
    /// What changed: entity, id, kind, and both values of each column that people set.
    pub changes: Json,
}

/// None: history stands alone.
#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

//! The row of a refusal.

use chrono::{DateTime, Utc};
use sea_orm::entity::prelude::*;

use crate::id::TenantId;

/// One rule that refused one unit of work.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "refusal")]
pub struct Model {
    /// Who was refused belongs to it.
    #[sea_orm(primary_key, auto_increment = false)]
    pub tenant_id: TenantId,
    /// Its id; ids rise with time.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// When the unit began.
    pub at: DateTime<Utc>,
    /// Who.
    pub actor: String,
    /// By which command.
    pub command: String,
    /// The rule.
    pub rule: String,
    /// The table of the row that was judged.
    pub entity: String,
    /// That row; it may not exist, since nothing was stored.
    pub row_id: Uuid,
    /// The customer that it belongs to, if it belongs to one.
    pub customer_id: Option<Uuid>,
    /// The rule's sentence, as it stood then.
    pub message: String,
    /// `fields`, and for a comparison `attempted`, `limit` and `before`.
    pub facts: Json,
}

/// None: the log stands alone.
#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

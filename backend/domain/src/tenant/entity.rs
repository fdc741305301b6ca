//! The row of a tenant.

use chrono::{DateTime, Utc};
use sea_orm::entity::prelude::*;

use crate::id::TenantId;

/// A tenant, with the currency that all its amounts are in.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "tenant")]
pub struct Model {
    /// Its own id: a tenant belongs to itself, so that it is found like everything else.
    #[sea_orm(primary_key, auto_increment = false)]
    pub tenant_id: TenantId,
    /// Its id.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: TenantId,
    /// The name that the app shows.
    pub name: String,
    /// ISO 4217 code of the currency.
    pub currency: String,
    /// The currency's decimals: amounts are rounded to them.
    pub minor_unit: i64,
    /// Rises with every change.
    pub version: i64,
    /// When it was created.
    pub created_at: DateTime<Utc>,
}

/// None that SeaORM has to know of: foreign keys stand in the migration and in the rules' schema.
#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

//! The row of an item.

use chrono::{DateTime, Utc};
use sea_orm::entity::prelude::*;

use crate::id::{ItemId, OrderId, ProductId, TenantId};
use crate::money::{Money, Quantity};

/// An item, at the price it was ordered at.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "item")]
pub struct Model {
    /// Whose item it is.
    #[sea_orm(primary_key, auto_increment = false)]
    pub tenant_id: TenantId,
    /// Its id.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: ItemId,
    /// The order that it is part of.
    pub order_id: OrderId,
    /// What is ordered.
    pub product_id: ProductId,
    /// How much of it.
    pub quantity: Quantity,
    /// The product's price when it was ordered.
    pub unit_price: Money,
    /// The currency's decimals, from the order.
    pub minor_unit: i64,
    /// Quantity × unit price, rounded to the currency's decimals.
    pub amount: Money,
    /// Rises with every change of what people entered.
    pub version: i64,
    /// When it was added.
    pub created_at: DateTime<Utc>,
}

/// None that SeaORM has to know of: foreign keys stand in the migration and in the rules' schema.
#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

//! The row of an order.

use chrono::{DateTime, NaiveDate, Utc};
use sea_orm::entity::prelude::*;

use crate::id::{CustomerId, OrderId, TenantId};
use crate::money::Money;
use crate::order::OrderStatus;

/// An order, with the totals that the rules keep.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "orders")]
pub struct Model {
    /// Whose order it is.
    #[sea_orm(primary_key, auto_increment = false)]
    pub tenant_id: TenantId,
    /// Its id.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: OrderId,
    /// The number that people use; unique within the tenant, with gaps.
    pub number: i64,
    /// Who ordered.
    pub customer_id: CustomerId,
    /// Where it stands.
    pub status: OrderStatus,
    /// Where it stood when it shipped: unshipping restores it.
    pub status_before_shipping: Option<OrderStatus>,
    /// The day it was ordered.
    pub order_date: NaiveDate,
    /// What the customer's own system calls it; unique within the tenant.
    pub external_reference: Option<String>,
    /// The reference folded: what it is searched and sorted by.
    pub external_reference_key: Option<String>,
    /// Whatever people want to remember.
    pub notes: String,
    /// The notes folded: what they are searched by.
    pub notes_key: String,
    /// When it shipped.
    pub date_shipped: Option<DateTime<Utc>>,
    /// When it was first paid or shipped: from then on it is never deleted.
    pub first_settled_at: Option<DateTime<Utc>>,
    /// The currency, from the customer.
    pub currency: String,
    /// The currency's decimals, from the customer.
    pub minor_unit: i64,
    /// The sum of its items' amounts.
    pub amount_total: Money,
    /// How many items it has.
    pub item_count: i64,
    /// How many events it has had.
    pub event_counter: i64,
    /// Rises with every change of what people entered, here or in its items.
    pub version: i64,
    /// When it was created.
    pub created_at: DateTime<Utc>,
}

/// None that SeaORM has to know of: foreign keys stand in the migration and in the rules' schema.
#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

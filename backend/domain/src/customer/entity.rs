//! The row of a customer.

use chrono::{DateTime, Utc};
use sea_orm::entity::prelude::*;

use crate::customer::listing::share_of;
use crate::id::{CustomerId, TenantId};
use crate::money::{Money, Quantity};

/// A customer, with the credit it has and uses.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "customer")]
pub struct Model {
    /// Whose customer it is.
    #[sea_orm(primary_key, auto_increment = false)]
    pub tenant_id: TenantId,
    /// Its id.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: CustomerId,
    /// Its name.
    pub name: String,
    /// The name folded: what it is searched and sorted by.
    pub name_key: String,
    /// Where mail reaches it.
    pub email: Option<String>,
    /// The address folded: unique among living customers.
    pub email_key: Option<String>,
    /// The most that it may owe.
    pub credit_limit: Money,
    /// The currency, from the tenant.
    pub currency: String,
    /// The currency's decimals, from the tenant.
    pub minor_unit: i64,
    /// What it owes: the sum of its unshipped orders.
    pub balance: Money,
    /// How many orders the balance sums.
    pub open_orders: i64,
    /// Since when it takes no orders.
    pub archived_at: Option<DateTime<Utc>>,
    /// Rises with every change of what people entered; the balance raises none.
    pub version: i64,
    /// When it was created.
    pub created_at: DateTime<Utc>,
}

impl Model {
    /// How much more it may order.
    pub const fn available_credit(&self) -> Money {
        Money::from_units(self.credit_limit.units().saturating_sub(self.balance.units()))
    }

    /// The balance as a share of the limit, cut to three decimals; none where the limit is 0.
    pub fn credit_used_share(&self) -> Option<Quantity> {
        share_of(self.balance.units().into(), self.credit_limit.units().into()).map(Quantity::from_units)
    }
}

/// None that SeaORM has to know of: foreign keys stand in the migration and in the rules' schema.
#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

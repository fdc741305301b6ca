//! Reading orders and items.

use docket_rules::declare::Typed;
use sea_orm::{ColumnTrait, DbErr, EntityTrait, QueryFilter, Select};

use super::entity::{Column, Entity, Model};
use super::item::entity as item;
use super::{ORDERS, Order, OrderStatus};
use crate::find::{self, Compare, Filter, Find, Place, Test};
use crate::id::{CustomerId, ItemId, OrderId, RowId};
use crate::page::{Page, PageArgs};
use crate::snapshot::Snapshot;

mod number;
pub mod totals;

pub(crate) use number::NumberBlocks;

fn all(snapshot: &Snapshot) -> Select<Entity> {
    Entity::find().filter(Column::TenantId.eq(snapshot.tenant()))
}

/// The orders with these ids, in any order.
pub async fn by_ids(snapshot: &Snapshot, ids: &[OrderId]) -> Result<Vec<Model>, DbErr> {
    all(snapshot).filter(Column::Id.is_in(ids.iter().map(|id| id.uuid()))).all(snapshot.connection()).await
}

/// Orders that stand at one of these.
pub fn standing_at(status: Vec<OrderStatus>) -> Filter {
    let values = status.into_iter().map(Typed::into_value).collect();
    ORDERS.filter(Order::COLUMNS.status, Test::In(values))
}

/// Orders of one customer.
pub fn of_customer(customer: CustomerId) -> Filter {
    ORDERS.filter(Order::COLUMNS.customer_id, Test::Is(Compare::Eq, customer.into_value()))
}

/// A page of orders.
pub async fn list(snapshot: &Snapshot, find: &Find, args: &PageArgs<Place>) -> Result<Page<Model>, DbErr> {
    find::list::<Entity>(snapshot, find, args).await
}

/// The order that people call by this number.
pub async fn by_number(snapshot: &Snapshot, number: i64) -> Result<Option<Model>, DbErr> {
    let number = Column::Number.eq(number);
    all(snapshot).filter(number).one(snapshot.connection()).await
}

/// The order that the customer's own system calls this.
pub async fn by_external_reference(snapshot: &Snapshot, reference: &str) -> Result<Option<Model>, DbErr> {
    let reference = Column::ExternalReference.eq(reference.trim());
    all(snapshot).filter(reference).one(snapshot.connection()).await
}

/// The items with these ids, in any order.
pub async fn items_by_ids(snapshot: &Snapshot, ids: &[ItemId]) -> Result<Vec<item::Model>, DbErr> {
    item::Entity::find()
        .filter(item::Column::TenantId.eq(snapshot.tenant()))
        .filter(item::Column::Id.is_in(ids.iter().map(|id| id.uuid())))
        .all(snapshot.connection())
        .await
}

/// The items of these orders, in the order they were added.
pub async fn items_of(snapshot: &Snapshot, orders: &[OrderId]) -> Result<Vec<item::Model>, DbErr> {
    let mut items = item::Entity::find()
        .filter(item::Column::TenantId.eq(snapshot.tenant()))
        .filter(item::Column::OrderId.is_in(orders.iter().map(|id| id.uuid())))
        .all(snapshot.connection())
        .await?;
    // Sorted by SQLite, all items would be read in the order of their ids.
    items.sort_by_key(|item| item.id);
    Ok(items)
}

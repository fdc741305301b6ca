//! Reading orders and items.

use sea_orm::{ColumnTrait, DbErr, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder, Select};

use super::OrderStatus;
use super::entity::{Column, Entity, Model};
use super::item::entity as item;
use crate::id::{CustomerId, ItemId, OrderId, RowId};
use crate::page::{Direction, Page, PageArgs, page};
use crate::snapshot::Snapshot;

mod number;

pub(crate) use number::NumberBlocks;

/// Which orders are wanted; what is absent does not narrow.
#[derive(Clone, Debug, Default)]
pub struct OrderFilter {
    /// Those that stand at one of these.
    pub status: Option<Vec<OrderStatus>>,
    /// Those of one customer.
    pub customer: Option<CustomerId>,
}

fn all(snapshot: &Snapshot, filter: &OrderFilter) -> Select<Entity> {
    let mut select = Entity::find().filter(Column::TenantId.eq(snapshot.tenant()));
    if let Some(status) = &filter.status {
        select = select.filter(Column::Status.is_in(status.iter().copied()));
    }
    if let Some(customer) = filter.customer {
        select = select.filter(Column::CustomerId.eq(customer));
    }
    select
}

/// The orders with these ids, in any order.
pub async fn by_ids(snapshot: &Snapshot, ids: &[OrderId]) -> Result<Vec<Model>, DbErr> {
    all(snapshot, &OrderFilter::default())
        .filter(Column::Id.is_in(ids.iter().map(|id| id.uuid())))
        .all(snapshot.connection())
        .await
}

/// A page of orders, newest first.
pub async fn list(snapshot: &Snapshot, filter: &OrderFilter, args: &PageArgs) -> Result<Page<Model>, DbErr> {
    page(snapshot, all(snapshot, filter), Column::Id, Direction::Descending, args).await
}

/// How many there are.
pub async fn count(snapshot: &Snapshot, filter: &OrderFilter) -> Result<u64, DbErr> {
    all(snapshot, filter).count(snapshot.connection()).await
}

/// The order that people call by this number.
pub async fn by_number(snapshot: &Snapshot, number: i64) -> Result<Option<Model>, DbErr> {
    let number = Column::Number.eq(number);
    all(snapshot, &OrderFilter::default()).filter(number).one(snapshot.connection()).await
}

/// The order that the customer's own system calls this.
pub async fn by_external_reference(snapshot: &Snapshot, reference: &str) -> Result<Option<Model>, DbErr> {
    let reference = Column::ExternalReference.eq(reference.trim());
    all(snapshot, &OrderFilter::default()).filter(reference).one(snapshot.connection()).await
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
    item::Entity::find()
        .filter(item::Column::TenantId.eq(snapshot.tenant()))
        .filter(item::Column::OrderId.is_in(orders.iter().map(|id| id.uuid())))
        .order_by_asc(item::Column::Id)
        .all(snapshot.connection())
        .await
}

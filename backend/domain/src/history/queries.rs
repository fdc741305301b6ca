//! Reading history.

use sea_orm::{ColumnTrait, DbErr, EntityTrait, PaginatorTrait, QueryFilter, Select};

use super::entity::{Column, Entity, Model};
use crate::id::OrderId;
use crate::page::{Direction, Page, PageArgs, page};
use crate::snapshot::Snapshot;

fn all(snapshot: &Snapshot, order: OrderId) -> Select<Entity> {
    Entity::find().filter(Column::TenantId.eq(snapshot.tenant())).filter(Column::OrderId.eq(order))
}

/// What happened to an order, newest first.
pub async fn of_order(snapshot: &Snapshot, order: OrderId, args: &PageArgs) -> Result<Page<Model>, DbErr> {
    page(snapshot, all(snapshot, order), Column::Id, Direction::Descending, args).await
}

/// How much happened to an order.
pub async fn count_of_order(snapshot: &Snapshot, order: OrderId) -> Result<u64, DbErr> {
    all(snapshot, order).count(snapshot.connection()).await
}

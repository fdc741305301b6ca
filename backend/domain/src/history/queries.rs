//! Reading history.

use sea_orm::{ColumnTrait, DbErr, EntityTrait, QueryFilter};

use super::entity::{Column, Entity, Model};
use crate::id::OrderId;
use crate::page::{Direction, Page, PageArgs, page};
use crate::snapshot::Snapshot;

/// What happened to an order, newest first.
pub async fn of_order(snapshot: &Snapshot, order: OrderId, args: &PageArgs) -> Result<Page<Model>, DbErr> {
    let select = Entity::find().filter(Column::TenantId.eq(snapshot.tenant())).filter(Column::OrderId.eq(order));
    page(snapshot, select, Column::Id, Direction::Descending, args).await
}

//! Reading products.

use sea_orm::{ColumnTrait, DbErr, EntityTrait, QueryFilter, Select};

use super::entity::{Column, Entity, Model};
use crate::find::{self, Find, Place};
use crate::id::{ProductId, RowId};
use crate::page::{Page, PageArgs};
use crate::snapshot::Snapshot;
use crate::text;

fn all(snapshot: &Snapshot) -> Select<Entity> {
    Entity::find().filter(Column::TenantId.eq(snapshot.tenant()))
}

/// The products with these ids, in any order.
pub async fn by_ids(snapshot: &Snapshot, ids: &[ProductId]) -> Result<Vec<Model>, DbErr> {
    all(snapshot).filter(Column::Id.is_in(ids.iter().map(|id| id.uuid()))).all(snapshot.connection()).await
}

/// The product with this SKU, however it is capitalised, among those that are not archived.
pub async fn by_sku(snapshot: &Snapshot, sku: &str) -> Result<Option<Model>, DbErr> {
    let living = all(snapshot).filter(Column::ArchivedAt.is_null());
    living.filter(Column::SkuKey.eq(text::fold(sku))).one(snapshot.connection()).await
}

/// A page of products.
pub async fn list(snapshot: &Snapshot, find: &Find, args: &PageArgs<Place>) -> Result<Page<Model>, DbErr> {
    find::list::<Entity>(snapshot, find, args).await
}

//! Reading customers.

use sea_orm::{ColumnTrait, DbErr, EntityTrait, QueryFilter, Select};

use super::entity::{Column, Entity, Model};
use crate::find::{self, Find, Place};
use crate::id::{CustomerId, RowId};
use crate::page::{Page, PageArgs};
use crate::snapshot::Snapshot;
use crate::text;

fn all(snapshot: &Snapshot) -> Select<Entity> {
    Entity::find().filter(Column::TenantId.eq(snapshot.tenant()))
}

/// The customers with these ids, in any order.
pub async fn by_ids(snapshot: &Snapshot, ids: &[CustomerId]) -> Result<Vec<Model>, DbErr> {
    all(snapshot).filter(Column::Id.is_in(ids.iter().map(|id| id.uuid()))).all(snapshot.connection()).await
}

/// The customer with this address, however it is capitalised, among those that are not archived.
pub async fn by_email(snapshot: &Snapshot, email: &str) -> Result<Option<Model>, DbErr> {
    let living = all(snapshot).filter(Column::ArchivedAt.is_null());
    living.filter(Column::EmailKey.eq(text::fold(email))).one(snapshot.connection()).await
}

/// A page of customers.
pub async fn list(snapshot: &Snapshot, find: &Find, args: &PageArgs<Place>) -> Result<Page<Model>, DbErr> {
    find::list::<Entity>(snapshot, find, args).await
}

//! Reading the tenant.

use sea_orm::{DbErr, EntityTrait};

use super::entity::{Entity, Model};
use crate::snapshot::Snapshot;

/// The snapshot's own tenant.
pub async fn current(snapshot: &Snapshot) -> Result<Option<Model>, DbErr> {
    Entity::find_by_id((snapshot.tenant(), snapshot.tenant())).one(snapshot.connection()).await
}

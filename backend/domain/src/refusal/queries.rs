//! Reading the log of refusals.

use std::collections::HashMap;

use chrono::{DateTime, Utc};
use sea_orm::{ColumnTrait, DbErr, EntityTrait, PaginatorTrait, QueryFilter, QuerySelect, Select};

use super::entity::{Column, Entity, Model};
use crate::id::CustomerId;
use crate::page::{Direction, Page, PageArgs, page};
use crate::snapshot::Snapshot;

/// Which refusals are wanted.
#[derive(Clone, Debug, Default)]
pub struct RefusalFilter {
    /// Those by this rule.
    pub rule: Option<String>,
    /// Those about this customer.
    pub customer: Option<CustomerId>,
}

fn all(snapshot: &Snapshot, filter: &RefusalFilter) -> Select<Entity> {
    let mut select = Entity::find().filter(Column::TenantId.eq(snapshot.tenant()));
    if let Some(rule) = &filter.rule {
        select = select.filter(Column::Rule.eq(rule));
    }
    if let Some(customer) = filter.customer {
        select = select.filter(Column::CustomerId.eq(customer.0));
    }
    select
}

/// What was refused, newest first.
pub async fn list(snapshot: &Snapshot, filter: &RefusalFilter, args: &PageArgs) -> Result<Page<Model>, DbErr> {
    page(snapshot, all(snapshot, filter), Column::Id, Direction::Descending, args).await
}

/// How much of it the log still has.
pub async fn count(snapshot: &Snapshot, filter: &RefusalFilter) -> Result<u64, DbErr> {
    all(snapshot, filter).count(snapshot.connection()).await
}

/// How often each rule has refused since then; a rule that has not is left out.
pub async fn by_rule(snapshot: &Snapshot, since: DateTime<Utc>) -> Result<HashMap<String, u64>, DbErr> {
    let counted: Vec<(String, i64)> = all(snapshot, &RefusalFilter::default())
        .filter(Column::At.gte(since))
        .select_only()
        .column(Column::Rule)
        .column_as(Column::Id.count(), "refused")
        .group_by(Column::Rule)
        .into_tuple()
        .all(snapshot.connection())
        .await?;
    Ok(counted.into_iter().map(|(rule, refused)| (rule, refused.unsigned_abs())).collect())
}

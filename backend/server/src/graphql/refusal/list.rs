//! Pages of refusals.

use std::sync::Arc;

use async_graphql::connection::Connection;
use async_graphql::{ID, Json, Object};
use chrono::{DateTime, Utc};
use docket_domain::id::{CustomerId, show};
use docket_domain::refusal::entity::Model;
use docket_domain::refusal::queries::{self, RefusalFilter};
use docket_domain::rules::rule_set;
use docket_rules::images::Key;
use serde_json::Value;

use crate::graphql::connection::{Cursor, Paging, connection};
use crate::graphql::customer::Customer;
use crate::graphql::error::ApiError;
use crate::graphql::view::View;

/// One rule that refused one change. Nothing of the change was stored.
pub(super) struct RefusalEntry {
    view: Arc<View>,
    row: Model,
}

#[Object]
impl RefusalEntry {
    /// When.
    async fn at(&self) -> DateTime<Utc> {
        self.row.at
    }

    /// Who was refused.
    async fn actor(&self) -> &str {
        &self.row.actor
    }

    /// What was asked for, such as `createOrder`.
    async fn command(&self) -> &str {
        &self.row.command
    }

    /// The name of the rule.
    async fn rule(&self) -> &str {
        &self.row.rule
    }

    /// The rule's sentence, as it stood then.
    async fn message(&self) -> &str {
        &self.row.message
    }

    /// The row that was judged. One that would have been new does not exist.
    async fn id(&self) -> ID {
        let schema = rule_set().schema();
        let table = schema.ids().find(|table| schema.table(*table).name == self.row.entity);
        table.map_or_else(|| self.row.row_id.to_string(), |table| show(Key { table, id: self.row.row_id })).into()
    }

    /// The customer that it was about, if it was about one that is stored.
    async fn customer(&self) -> Result<Option<Customer>, ApiError> {
        let Some(id) = self.row.customer_id else { return Ok(None) };
        Customer::load(self.view.clone(), CustomerId(id)).await
    }

    /// The figures: `fields` that the rule reads, and for a comparison what was `attempted`, the `limit`, and the value
    /// `before`.
    async fn facts(&self) -> Json<&Value> {
        Json(&self.row.facts)
    }
}

/// A page of refusals.
pub(super) type RefusalEntryConnection = Connection<Cursor, RefusalEntry, RefusalEntryCount>;

/// How many refusals the log still has; counted only when it is asked for.
pub(super) struct RefusalEntryCount {
    view: Arc<View>,
    filter: RefusalFilter,
}

#[Object]
impl RefusalEntryCount {
    /// How many there are on all pages.
    async fn total_count(&self) -> Result<u64, ApiError> {
        Ok(queries::count(self.view.snapshot().await?, &self.filter).await?)
    }
}

/// The page that is asked for.
pub(super) async fn refusals(
    view: &Arc<View>,
    filter: RefusalFilter,
    paging: Paging,
) -> Result<RefusalEntryConnection, ApiError> {
    let page = queries::list(view.snapshot().await?, &filter, &paging.args()?).await?;
    let count = RefusalEntryCount { view: view.clone(), filter };
    Ok(connection(page, count, |row| row.id, |row| RefusalEntry { view: view.clone(), row }))
}

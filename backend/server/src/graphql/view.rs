//! What a resolver sees: one consistent moment of one tenant.
//!
//! A query has one view; every mutation field opens another after its commit. Objects keep the view that they were
//! read through, so that nothing in an answer is older than the rest of it. The snapshot begins with the first read.

use std::sync::Arc;

use async_graphql::Context;
use docket_domain::{Actor, Docket, Snapshot};
use tokio::sync::OnceCell;

use super::batch::Batches;
use super::customer::CustomerLoader;
use super::error::ApiError;
use super::order::ItemLoader;
use super::product::ProductLoader;

/// A consistent view, with the loaders that read rows of one kind together.
pub struct View {
    source: Arc<Source>,
    /// Customers by id.
    pub customers: Batches<CustomerLoader>,
    /// Products by id.
    pub products: Batches<ProductLoader>,
    /// Items by order.
    pub items: Batches<ItemLoader>,
}

/// Where a view reads from.
pub struct Source {
    docket: Docket,
    actor: Actor,
    snapshot: OnceCell<Snapshot>,
}

impl Source {
    /// The snapshot; begun now if this is the first read.
    pub async fn snapshot(&self) -> Result<&Snapshot, ApiError> {
        Ok(self.snapshot.get_or_try_init(|| self.docket.snapshot(&self.actor)).await?)
    }
}

impl View {
    /// A view that begins when it is first read.
    pub fn new(docket: Docket, actor: Actor) -> Self {
        let source = Arc::new(Source { docket, actor, snapshot: OnceCell::new() });
        Self {
            customers: Batches::new(CustomerLoader(source.clone())),
            products: Batches::new(ProductLoader(source.clone())),
            items: Batches::new(ItemLoader(source.clone())),
            source,
        }
    }

    /// The view of the request.
    pub fn of<'a>(ctx: &Context<'a>) -> &'a Arc<Self> {
        ctx.data_unchecked()
    }

    /// A view of the same tenant that begins anew.
    #[must_use]
    pub fn afresh(&self) -> Self {
        Self::new(self.source.docket.clone(), self.source.actor.clone())
    }

    /// The same for a request of its own, with time of its own: an event is shown long after it was asked for.
    #[must_use]
    pub fn anew(&self) -> Self {
        Self::new(self.source.docket.for_request(), self.source.actor.clone())
    }

    /// The open Docket.
    pub fn docket(&self) -> &Docket {
        &self.source.docket
    }

    /// Who asks.
    pub fn actor(&self) -> &Actor {
        &self.source.actor
    }

    /// The snapshot that everything is read through.
    pub async fn snapshot(&self) -> Result<&Snapshot, ApiError> {
        self.source.snapshot().await
    }
}

//! The schema: every slice's queries and mutations under one roof, and how much a request may ask for.

use std::sync::Arc;

use async_graphql::{MergedObject, MergedSubscription, Schema};
use docket_domain::{Actor, Docket};

use super::customer::{CustomerArchive, CustomerLookup, CustomerMutation, CustomerQuery};
use super::limits::Most;
use super::node::NodeQuery;
use super::order::{
    OrderBulk, OrderLookup, OrderMutation, OrderOperation, OrderPreviews, OrderQuery, OrderSubscription, OrderTotals,
};
use super::product::{ProductArchive, ProductBulk, ProductLookup, ProductMutation, ProductQuery};
use super::refusal::RefusalQuery;
use super::rule::RuleQuery;
use super::tenant::TenantQuery;
use super::view::View;

/// How deep selections may nest, fragments included.
const RECURSION: usize = 32;
/// How many directives a field may carry.
const DIRECTIVES: usize = 20;

/// What can be asked.
#[derive(Default, MergedObject)]
pub struct Query(
    TenantQuery,
    CustomerQuery,
    CustomerLookup,
    ProductQuery,
    ProductLookup,
    OrderQuery,
    OrderLookup,
    OrderPreviews,
    OrderTotals,
    NodeQuery,
    RuleQuery,
    RefusalQuery,
);

/// What can be done. Each field is a unit of work of its own: it is stored whole, or refused and not stored at all. Fields
/// that take many ids are a unit of work for each.
#[derive(Default, MergedObject)]
pub struct Mutation(
    CustomerMutation,
    CustomerArchive,
    ProductMutation,
    ProductArchive,
    ProductBulk,
    OrderMutation,
    OrderOperation,
    OrderBulk,
);

/// What can be followed, over a WebSocket (graphql-transport-ws) or as server-sent events (GraphQL over SSE) at the same address. Who reconnects with the cursor of
/// the last event it saw misses nothing and sees nothing twice.
#[derive(Default, MergedSubscription)]
pub struct Subscription(OrderSubscription);

/// The API.
pub type Api = Schema<Query, Mutation, Subscription>;

/// The API, without anything to serve: each request brings its own [`View`].
pub fn api(most: Most) -> Api {
    Schema::build(Query::default(), Mutation::default(), Subscription::default())
        .limit_depth(most.depth)
        .limit_complexity(most.complexity)
        .limit_recursive_depth(RECURSION)
        .limit_directives(DIRECTIVES)
        .finish()
}

/// The schema in GraphQL's own language, as schema.graphql keeps it.
pub fn sdl() -> String {
    let options = async_graphql::SDLExportOptions::new()
        .sorted_fields()
        .sorted_enum_items()
        .prefer_single_line_descriptions()
        .include_specified_by();
    format!("{}\n", api(Most::default()).sdl_with_options(options).trim_end())
}

/// What a request's resolvers see: the actor's tenant at one moment. The request's time begins.
pub fn view(docket: &Docket, actor: &Actor) -> Arc<View> {
    Arc::new(View::new(docket.for_request(), actor.clone()))
}

//! The schema: every slice's queries and mutations under one roof, and how much a request may ask for.

use std::sync::Arc;

use async_graphql::{EmptySubscription, MergedObject, Schema};
use docket_domain::{Actor, Docket};

use super::customer::{CustomerMutation, CustomerQuery};
use super::order::{OrderMutation, OrderQuery};
use super::product::{ProductMutation, ProductQuery};
use super::refusal::RefusalQuery;
use super::rule::RuleQuery;
use super::tenant::TenantQuery;
use super::view::View;

/// How deep fields may nest; GraphiQL's introspection needs 15.
const DEPTH: usize = 15;
/// How many values a request may ask for, with lists counted at their size.
const COMPLEXITY: usize = 30_000;
/// How deep selections may nest, fragments included.
const RECURSION: usize = 32;
/// How many directives a field may carry.
const DIRECTIVES: usize = 20;

/// What can be asked.
#[derive(Default, MergedObject)]
pub struct Query(TenantQuery, CustomerQuery, ProductQuery, OrderQuery, RuleQuery, RefusalQuery);

/// What can be done. Each field is a unit of work of its own: it is stored whole, or refused and not stored at all.
#[derive(Default, MergedObject)]
pub struct Mutation(CustomerMutation, ProductMutation, OrderMutation);

/// The API.
pub type Api = Schema<Query, Mutation, EmptySubscription>;

/// The API, without anything to serve: each request brings its own [`View`].
pub fn api() -> Api {
    Schema::build(Query::default(), Mutation::default(), EmptySubscription)
        .limit_depth(DEPTH)
        .limit_complexity(COMPLEXITY)
        .limit_recursive_depth(RECURSION)
        .limit_directives(DIRECTIVES)
        .finish()
}

/// The schema in GraphQL's own language, as schema.graphql keeps it.
pub fn sdl() -> String {
    let options = async_graphql::SDLExportOptions::new()
        .sorted_fields()
        .sorted_enum_items()
        .prefer_single_line_descriptions();
    format!("{}\n", api().sdl_with_options(options).trim_end())
}

/// What a request's resolvers see: the actor's tenant at one moment.
pub fn view(docket: &Docket, actor: &Actor) -> Arc<View> {
    Arc::new(View::new(docket.clone(), actor.clone()))
}

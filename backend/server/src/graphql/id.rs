//! Ids of the API: opaque to programs, typed inside.

use std::str::FromStr;

use async_graphql::ID;
use docket_domain::Refusal;

/// The row that a query asks for; none when the text is no id of its kind, as if there were no such row.
pub fn seen<I: FromStr>(id: &ID) -> Option<I> {
    id.parse().ok()
}

/// The row that an input names, or a refusal that says which field is wrong.
pub fn given<I: FromStr>(field: &str, id: &ID) -> Result<I, Box<Refusal>> {
    id.parse().map_err(|_| Box::new(Refusal::invalid(field, NOT_AN_ID)))
}

/// What an id that cannot be read must be; tells it apart from other invalid input.
pub(super) const NOT_AN_ID: &str = "must be an id that this API gave out for this kind of thing";

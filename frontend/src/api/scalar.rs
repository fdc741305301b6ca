//! The schema's own scalars, as the text that the server writes. None is calculated with here.

use super::schema;

/// A calendar day, `2026-11-21`.
#[derive(cynic::Scalar, Clone, Debug, PartialEq, Eq)]
pub(crate) struct Date(pub(crate) String);

/// A point in time, RFC 3339.
#[derive(cynic::Scalar, Clone, Debug, PartialEq, Eq)]
pub(crate) struct DateTime(pub(crate) String);

/// An exact decimal number, as text.
#[derive(cynic::Scalar, Clone, Debug, PartialEq, Eq)]
pub(crate) struct Decimal(pub(crate) String);

/// Anything that JSON can say.
#[derive(cynic::Scalar, Clone, Debug, PartialEq)]
#[cynic(graphql_type = "JSON")]
pub(crate) struct Json(pub(crate) serde_json::Value);

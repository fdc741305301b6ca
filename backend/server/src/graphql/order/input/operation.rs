//! What mutations of whole orders take, apart from taking and shipping them.

use async_graphql::{ID, InputObject};
use docket_domain::Refusal;
use docket_domain::order::commands;

use crate::graphql::id;
use crate::graphql::mutate::Input;

/// An order to call off.
#[derive(InputObject)]
pub(crate) struct CancelOrderInput {
    /// Which order.
    id: ID,
    /// Why, for its history; one line of up to 200 characters.
    reason: Option<String>,
    /// Refuse unless the order is still at this version.
    expected_version: Option<i64>,
}

impl Input for CancelOrderInput {
    type Command = commands::CancelOrder;

    fn command(self) -> Result<Self::Command, Box<Refusal>> {
        Ok(commands::CancelOrder {
            id: id::given("id", &self.id)?,
            reason: self.reason,
            expected_version: self.expected_version,
        })
    }
}

/// An order to take again.
#[derive(InputObject)]
pub(crate) struct DuplicateOrderInput {
    /// Which order.
    id: ID,
}

impl Input for DuplicateOrderInput {
    type Command = commands::DuplicateOrder;

    fn command(self) -> Result<Self::Command, Box<Refusal>> {
        Ok(commands::DuplicateOrder { id: id::given("id", &self.id)? })
    }
}

/// An order to delete: open, and never paid or shipped.
#[derive(InputObject)]
pub(crate) struct DeleteOrderInput {
    /// Which order.
    id: ID,
    /// Why, for its history; one line of up to 200 characters.
    reason: Option<String>,
    /// Refuse unless the order is still at this version.
    expected_version: Option<i64>,
}

impl Input for DeleteOrderInput {
    type Command = commands::DeleteOrder;

    fn command(self) -> Result<Self::Command, Box<Refusal>> {
        Ok(commands::DeleteOrder {
            id: id::given("id", &self.id)?,
            reason: self.reason,
            expected_version: self.expected_version,
        })
    }
}

/// An order to take today's prices for, which must be open.
#[derive(InputObject)]
pub(crate) struct RepriceOrderInput {
    /// Which order.
    id: ID,
    /// Refuse unless the order is still at this version.
    expected_version: Option<i64>,
}

impl Input for RepriceOrderInput {
    type Command = commands::RepriceOrder;

    fn command(self) -> Result<Self::Command, Box<Refusal>> {
        Ok(commands::RepriceOrder { id: id::given("id", &self.id)?, expected_version: self.expected_version })
    }
}

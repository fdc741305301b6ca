//! Why a mutation was refused, as data: a sentence for people, a code and facts for programs.

use async_graphql::{ID, Interface, SimpleObject};

use super::order::{OrderAction, OrderStatus};
use super::scalar::Decimal;

mod code;
mod refusal;
mod told;

pub use code::UserErrorCode;
pub use told::told;

macro_rules! members {
    ($($(#[$doc:meta])* $name:ident { $($(#[$field_doc:meta])* $field:ident: $type:ty,)* })*) => {
        $(
            $(#[$doc])*
            #[derive(Clone, Debug, SimpleObject)]
            pub struct $name {
                /// What kind of refusal this is.
                pub code: UserErrorCode,
                /// What happened and what to do, for people.
                pub message: String,
                /// The field of the input that it is about, outermost first, such as `["items", "0", "quantity"]`;
                /// empty when it is about the whole.
                pub field: Vec<String>,
                /// The rule that says no, if it is one.
                pub rule: Option<String>,
                $($(#[$field_doc])* pub $field: $type,)*
            }
        )*

        /// Why a mutation was refused. Nothing was stored.
        #[derive(Clone, Debug, Interface)]
        #[graphql(
            field(name = "code", ty = "&UserErrorCode", desc = "What kind of refusal this is."),
            field(name = "message", ty = "&String", desc = "What happened and what to do, for people."),
            field(
                name = "field",
                ty = "&Vec<String>",
                desc = "The field of the input that it is about, outermost first, such as `[\"items\", \"0\", \"quantity\"]`; empty when it is about the whole."
            ),
            field(name = "rule", ty = "&Option<String>", desc = "The rule that says no, if it is one.")
        )]
        pub enum UserError {
            $($(#[$doc])* $name($name),)*
        }

        /// Each type with the names of the facts that only it has, as they are declared.
        pub(super) const FACTS: &[(&str, &[&str])] = &[$((stringify!($name), &[$(stringify!($field)),*]),)*];

        impl UserError {
            /// What kind of refusal this is, and the rule that says no.
            pub fn identity(&self) -> (UserErrorCode, Option<&str>) {
                match self {
                    $(Self::$name($name { code, rule, .. }) => (*code, rule.as_deref()),)*
                }
            }
        }
    };
}

members! {
    /// The customer would owe more than the credit limit.
    CreditLimitExceeded {
        /// The customer.
        customer_id: ID,
        /// The most that the customer may owe.
        limit: Decimal,
        /// What the customer owes now.
        balance: Decimal,
        /// What the customer would owe.
        attempted: Decimal,
        /// How much that is over the limit.
        excess: Decimal,
        /// The largest quantity that would not be refused, when one item's quantity is all that is in the way.
        largest_quantity: Option<Decimal>,
    }

    /// Somebody changed it since it was read: read it again, and decide anew.
    StaleVersion {
        /// What it is about.
        id: ID,
        /// The version that was expected.
        expected: i64,
        /// The version that it has.
        current: i64,
    }

    /// There is no such thing, or no longer.
    NotFound {
        /// What was looked for.
        id: ID,
    }

    /// A value that cannot be meant.
    InvalidInput {}

    /// Something else already has this value.
    DuplicateValue {}

    /// The order's status does not allow this.
    ActionNotAllowed {
        /// Where the order stands.
        status: OrderStatus,
        /// What can be done with it instead.
        allowed_actions: Vec<OrderAction>,
    }

    /// A business rule says no.
    RuleViolated {
        /// What it is about.
        id: ID,
        /// The largest quantity that would not be refused, when one item's quantity is all that is in the way.
        largest_quantity: Option<Decimal>,
    }

    /// A number would not fit.
    ValueOverflow {
        /// What it is about.
        id: ID,
        /// The largest quantity that would not be refused, when one item's quantity is all that is in the way.
        largest_quantity: Option<Decimal>,
    }

    /// The value is calculated and cannot be set.
    DerivedColumn {
        /// What it is about.
        id: ID,
    }

    /// The request asks for changes that exclude each other.
    Contradiction {
        /// What it is about.
        id: ID,
    }

    /// One change would reach too much at once.
    CascadeTooLarge {
        /// The most rows that one change may reach.
        limit: u64,
    }

    /// Orders still use it: it can be archived instead.
    InUse {
        /// How many orders use it.
        uses: u64,
        /// The numbers of some of those orders, newest first.
        examples: Vec<i64>,
    }

    /// The price is not the one that was expected: look at the present one, and decide anew.
    PriceMoved {
        /// The item.
        id: ID,
        /// The price that was expected.
        expected: Decimal,
        /// The price now.
        current: Decimal,
    }
}

//! The codes of refusals, each declared once: meaning, the type that carries its facts, cause and remedy. docs/ERRORS.md
//! is made from this list.

use async_graphql::Enum;
use async_graphql::resolver_utils::EnumType;

macro_rules! codes {
    ($(
        #[doc = $meaning:literal]
        $code:ident in $member:ident,
        because $cause:literal,
        so $remedy:literal;
    )+) => {
        /// The kinds of refusal. The list is closed: programs may rely on it.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
        pub enum UserErrorCode {
            $(#[doc = $meaning] $code,)+
        }

        impl UserErrorCode {
            /// What it means.
            pub const fn meaning(self) -> &'static str {
                match self { $(Self::$code => $meaning,)+ }
            }

            /// The type of the schema that carries it.
            pub const fn member(self) -> &'static str {
                match self { $(Self::$code => stringify!($member),)+ }
            }

            /// How it comes about.
            pub const fn cause(self) -> &'static str {
                match self { $(Self::$code => $cause,)+ }
            }

            /// What the caller can do.
            pub const fn remedy(self) -> &'static str {
                match self { $(Self::$code => $remedy,)+ }
            }
        }
    };
}

impl UserErrorCode {
    /// The code as programs read it.
    pub fn name(self) -> &'static str {
        Self::items().iter().find(|item| item.value == self).map_or("", |item| item.name)
    }
}

codes! {
    /// The customer would owe more than the credit limit.
    CreditLimitExceeded in CreditLimitExceeded,
    because "An order, an item, a price, a shipment taken back or a lowered limit would put the balance above the limit.",
    so "Order at most `largestQuantity`, ship open orders, or raise the limit.";

    /// Somebody else changed it first.
    StaleVersion in StaleVersion,
    because "`expectedVersion` is not the version that it has now.",
    so "Read it again, and decide anew; send `current` as `expectedVersion`.";

    /// There is no such thing.
    NotFound in NotFound,
    because "The id is of nothing that exists for this tenant, or it was deleted.",
    so "Look it up again.";

    /// A value that cannot be meant.
    InvalidInput in InvalidInput,
    because "A value is empty, too long, too precise, too large or out of its range.",
    so "Correct the input at `field`; the message says what it must be.";

    /// An id of another kind, or no id at all.
    InvalidId in InvalidInput,
    because "An id such as `customer_…` stands where one of an order is expected, or a text that is no id.",
    so "Send the id that the API gave, as it is.";

    /// Something else already has this value.
    DuplicateValue in DuplicateValue,
    because "An SKU, an e-mail address or an external reference is taken, whatever its case.",
    so "Choose another, or look up who has it (`productBySku`, `customerByEmail`, `orderByExternalReference`).";

    /// The order's status does not allow this.
    ActionNotAllowed in ActionNotAllowed,
    because "Such as shipping an order that was shipped or cancelled.",
    so "Offer `allowedActions` instead.";

    /// A business rule says no.
    RuleViolated in RuleViolated,
    because "The rule named in `rule` would not hold when the change is done.",
    so "The message is the rule's sentence; `docket rules list` has them all.";

    /// A number would not fit.
    ValueOverflow in ValueOverflow,
    because "An amount or a sum would be beyond what can be stored.",
    so "Order less; `largestQuantity` says how much fits.";

    /// The value is calculated and cannot be set.
    DerivedColumn in DerivedColumn,
    because "A command tried to set what a rule fills.",
    so "Change what it is calculated from; `explain` says what that is.";

    /// The request asks for changes that exclude each other.
    Contradiction in Contradiction,
    because "One unit of work would change and delete the same thing.",
    so "Send the changes one by one.";

    /// One change would reach too much at once.
    CascadeTooLarge in CascadeTooLarge,
    because "The rules would have to recompute more rows than `limit` in one unit of work.",
    so "Do it in smaller parts.";

    /// It is still used elsewhere.
    InUse in InUse,
    because "Orders use the customer or product that was to be deleted, or open orders the customer that was to be archived.",
    so "Archive it instead, or deal with the orders in `examples` first.";

    /// The price is not the one that was expected.
    PriceMoved in PriceMoved,
    because "`expectedUnitPrice` is not the product's price now.",
    so "Show `current`, and let people decide anew.";
}

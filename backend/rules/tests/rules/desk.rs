//! The order desk: five tables and the reference rules over them, declared as an application declares them.

use docket_rules::declare::{Column, Number, Numeric, Relation, TableType, Typed};
use docket_rules::schema::{self, Role, Schema, Table, TableId};
use docket_rules::{Decimal, Kind, RuleFile, RuleSet, Value, typed};
use uuid::Uuid;

mod check_credit;
mod order;
pub(crate) mod unit;

/// An amount with four decimals, in units of 0.0001.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Money(pub(crate) i64);

/// A quantity with three decimals, in units of 0.001.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Quantity(pub(crate) i64);

/// An instant.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Instant(pub(crate) i64);

/// Where an order stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Status {
    Open,
    Paid,
    Shipped,
    Cancelled,
}

impl Status {
    const ALL: [Self; 4] = [Self::Open, Self::Paid, Self::Shipped, Self::Cancelled];

    const fn name(self) -> &'static str {
        match self {
            Self::Open => "OPEN",
            Self::Paid => "PAID",
            Self::Shipped => "SHIPPED",
            Self::Cancelled => "CANCELLED",
        }
    }
}

fn units(value: &Value) -> Option<i64> {
    i64::try_from(value.number()?.units()).ok()
}

typed!(Money, Kind::Dec(4), Number, |money| Value::Dec(Decimal::new(i128::from(money.0), 4)), |value| units(value)
    .map(Money));
typed!(Quantity, Kind::Dec(3), Number, |quantity| Value::Dec(Decimal::new(i128::from(quantity.0), 3)), |value| units(
    value
)
.map(Quantity));
typed!(Instant, Kind::Time, Instant, |instant| Value::Time(instant.0), |value| if let Value::Time(micros) = value {
    Some(Instant(*micros))
} else {
    None
});
typed!(Status, Kind::Text, Status, |status| Value::Text(status.name().into()), |value| Status::ALL
    .into_iter()
    .find(|status| *value == status.into_value()));

impl Numeric for Money {}
impl Numeric for Quantity {}

/// A table: its columns after the id, and its foreign keys in their order.
macro_rules! table {
    ($name:ident $constant:ident = $id:literal $label:literal {
        $($column:ident: $type:ty = $role:ident,)*
    } {
        $($place:literal $relation:ident: $key:ident => $parent:ident $part_of:literal,)*
    }) => {
        #[derive(Clone, Copy)]
        pub(crate) struct $name {
            $(pub(crate) $column: Column<Self, $type>,)*
            $(pub(crate) $relation: Relation<Self, $parent>,)*
        }

        impl TableType for $name {
            const ID: TableId = TableId($id);
        }

        pub(crate) const $constant: $name = {
            #[expect(non_camel_case_types, reason = "the columns' own names")]
            enum At {
                $($column),*
            }
            $name {
                $($column: Column::new(1 + At::$column as u16),)*
                $($relation: Relation::new($place),)*
            }
        };

        impl $name {
            fn table() -> Table {
                let columns = vec![
                    schema::Column { name: "id", kind: Kind::Uuid, nullable: false, role: Role::Key },
                    $(schema::Column {
                        name: stringify!($column),
                        kind: <$type>::KIND,
                        nullable: <$type>::NULLABLE,
                        role: Role::$role,
                    }),*
                ];
                let relations = vec![
                    $(schema::Relation {
                        name: stringify!($relation),
                        column: $constant.$key.at.column,
                        parent: $parent::ID,
                        part_of: $part_of,
                    }),*
                ];
                Table { name: $label, columns, relations }
            }
        }
    };
}

table!(Tenant TENANT = 0 "tenant" {
    minor_unit: i64 = Authored,
} {});

table!(Customer CUSTOMER = 1 "customer" {
    tenant_id: Uuid = Fixed,
    credit_limit: Money = Authored,
    archived: bool = Authored,
    balance: Money = Derived,
    open_orders: i64 = Derived,
    minor_unit: i64 = Derived,
    version: i64 = Version,
} {
    0 tenant: tenant_id => Tenant false,
});

table!(Product PRODUCT = 2 "product" {
    unit_price: Money = Authored,
    available: bool = Authored,
} {});

table!(Order ORDER = 3 "orders" {
    customer_id: Uuid = Authored,
    status: Status = Authored,
    date_shipped: Option<Instant> = Authored,
    notes: Option<String> = Authored,
    amount_total: Money = Derived,
    item_count: i64 = Derived,
    minor_unit: i64 = Derived,
    version: i64 = Version,
    events: i64 = Events,
} {
    0 customer: customer_id => Customer false,
});

table!(Item ITEM = 4 "item" {
    order_id: Uuid = Authored,
    product_id: Uuid = Authored,
    quantity: Quantity = Authored,
    unit_price: Money = Derived,
    minor_unit: i64 = Derived,
    amount: Money = Derived,
    version: i64 = Version,
} {
    0 order: order_id => Order true,
    1 product: product_id => Product false,
});

/// The desk's tables.
pub(crate) fn schema() -> Schema {
    Schema { tables: vec![Tenant::table(), Customer::table(), Product::table(), Order::table(), Item::table()] }
}

/// The desk's rules.
pub(crate) fn rules() -> RuleSet {
    let files = vec![
        RuleFile::new("check_credit", include_str!("desk/check_credit.rs"), check_credit::rules()),
        RuleFile::new("order", include_str!("desk/order.rs"), order::rules()),
    ];
    RuleSet::load(schema(), files).expect("the desk's rules load")
}

//! Ids, one type an entity: UUIDv7 in the database, shown to the world as a TypeID (`order_01h2xcejqtf2nbrexx3vqjhp41`).

use std::fmt;
use std::str::FromStr;

use chrono::{DateTime, NaiveDate};
use docket_rules::declare::TableType;
use docket_rules::images::Key;
use docket_rules::schema::TableId;
use docket_rules::{Kind, Value, typed};
use sea_orm::{DbErr, DeriveValueType, TryFromU64};
use serde::{Deserialize, Serialize};
use type_safe_id::{StaticType, TypeSafeId};
use uuid::Uuid;

use crate::rules::rule_set;

/// The text is no id of this type.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NotAnId;

/// The id of a row of one table.
pub trait RowId: Copy + Send + Sync + 'static {
    /// The table.
    type Table: TableType;

    /// The id as the database has it.
    fn uuid(self) -> Uuid;

    /// The row, as the rules name it.
    fn key(self) -> Key {
        Key { table: Self::Table::ID, id: self.uuid() }
    }
}

macro_rules! id {
    ($(#[$doc:meta])* $name:ident, $prefix:literal) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, DeriveValueType, Serialize, Deserialize)]
        #[sea_orm(column_type = "Uuid")]
        pub struct $name(pub Uuid);

        const _: () = {
            #[derive(Default)]
            struct Prefix;

            impl StaticType for Prefix {
                const TYPE: &'static str = $prefix;
            }

            impl fmt::Display for $name {
                fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                    TypeSafeId::<Prefix>::from_uuid(self.0).fmt(f)
                }
            }

            impl FromStr for $name {
                type Err = NotAnId;

                fn from_str(text: &str) -> Result<Self, NotAnId> {
                    let id: TypeSafeId<Prefix> = text.parse().map_err(|_| NotAnId)?;
                    Ok(Self(id.uuid()))
                }
            }
        };

        // SeaORM asks it of every primary key, for databases that count rows up; ours never do.
        impl TryFromU64 for $name {
            fn try_from_u64(_: u64) -> Result<Self, DbErr> {
                Err(DbErr::ConvertFromU64(stringify!($name)))
            }
        }

        impl From<Uuid> for $name {
            fn from(id: Uuid) -> Self {
                Self(id)
            }
        }
    };
    ($(#[$doc:meta])* $name:ident, $prefix:literal, $table:ty) => {
        id! { $(#[$doc])* $name, $prefix }

        impl RowId for $name {
            type Table = $table;

            fn uuid(self) -> Uuid {
                self.0
            }
        }

        typed!($name, Kind::Uuid, $name, |id| Value::Uuid(id.0), |value| value.uuid().map($name));
    };
}

id! {
    /// The id of a tenant.
    TenantId, "tenant", crate::tenant::Tenant
}
id! {
    /// The id of a customer.
    CustomerId, "customer", crate::customer::Customer
}
id! {
    /// The id of a product.
    ProductId, "product", crate::product::Product
}
id! {
    /// The id of an order.
    OrderId, "order", crate::order::Order
}
id! {
    /// The id of an order's item.
    ItemId, "item", crate::order::Item
}

id! {
    /// The id of an event.
    EventId, "event"
}
id! {
    /// The id of an entry in an order's history.
    HistoryId, "change"
}

/// The id that a text is, if it is one of a row of this table.
pub fn read(table: TableId, text: &str) -> Option<Uuid> {
    const READ: [fn(&str) -> Option<Uuid>; 5] = [
        |text| text.parse().ok().map(|TenantId(id)| id),
        |text| text.parse().ok().map(|CustomerId(id)| id),
        |text| text.parse().ok().map(|ProductId(id)| id),
        |text| text.parse().ok().map(|OrderId(id)| id),
        |text| text.parse().ok().map(|ItemId(id)| id),
    ];
    READ.get(usize::from(table.0)).and_then(|read| read(text))
}

/// A row's id as the API shows it.
pub fn show(key: Key) -> String {
    const SHOW: [fn(Uuid) -> String; 5] = [
        |id| TenantId(id).to_string(),
        |id| CustomerId(id).to_string(),
        |id| ProductId(id).to_string(),
        |id| OrderId(id).to_string(),
        |id| ItemId(id).to_string(),
    ];
    SHOW.get(usize::from(key.table.0)).map_or_else(|| key.id.to_string(), |show| show(key.id))
}

/// A column's value as the API shows it: ids as TypeIDs, numbers as text.
pub(crate) fn show_value(table: TableId, column: usize, value: &Value) -> serde_json::Value {
    let schema = rule_set().schema();
    match value {
        Value::Null => serde_json::Value::Null,
        Value::Bool(yes) => (*yes).into(),
        Value::Int(whole) => (*whole).into(),
        Value::Uuid(id) => {
            let points_to = schema.table(table).relations.iter().find(|it| usize::from(it.column) == column);
            show(Key { table: points_to.map_or(table, |relation| relation.parent), id: *id }).into()
        }
        Value::Date(days) => NaiveDate::from_epoch_days(*days).map(|date| date.to_string()).into(),
        Value::Time(micros) => DateTime::from_timestamp_micros(*micros).map(|time| time.to_rfc3339()).into(),
        Value::Dec(number) => number.normalized().to_string().into(),
        Value::Text(text) => text.to_string().into(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_read_back_and_refuse_another_entitys() {
        let id = OrderId(Uuid::from_u128(0x0188_bac7_4afa_78aa_bc3b_bd1e_ef28_d881));
        assert_eq!(id.to_string(), "order_01h2xcejqtf2nbrexx3vqjhp41");
        assert_eq!(id.to_string().parse(), Ok(id));
        assert_eq!("customer_01h2xcejqtf2nbrexx3vqjhp41".parse::<OrderId>(), Err(NotAnId));
        assert_eq!("order_".parse::<OrderId>(), Err(NotAnId));
    }
}

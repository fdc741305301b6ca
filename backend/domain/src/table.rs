//! Table declarations: the typed columns that rules and commands use, beside SeaORM's entity of the same table.
//!
//! A table is declared once, by role: who sets which column. The declaration gives the rules their schema, the
//! entity its hooks, and panics at start-up when it and the entity do not have the same columns.

use docket_rules::declare::TableType;
use sea_orm::{EntityTrait, IdenStatic, Iterable};

/// A SeaORM entity whose rows the rules govern.
pub(crate) trait Governed: EntityTrait {
    /// The table, as the rules know it.
    type Table: TableType;

    /// SeaORM's columns in the order of the rules' columns.
    fn columns() -> &'static [Self::Column];
}

/// SeaORM's columns by the names of a declaration.
///
/// # Panics
/// When the declaration and the entity do not have the same columns.
pub(crate) fn bind<E: EntityTrait>(table: &str, names: &[&str]) -> Vec<E::Column> {
    assert_eq!(E::Column::iter().count(), names.len(), "{table}: the entity has other columns than the declaration");
    names
        .iter()
        .map(|name| {
            let column = E::Column::iter().find(|column| column.as_str() == *name);
            column.unwrap_or_else(|| panic!("{table}: the entity has no column {name}"))
        })
        .collect()
}

/// The place of a name in a list, found by the compiler.
pub(crate) const fn place(names: &[&str], name: &str) -> u16 {
    let mut at = 0_u16;
    while (at as usize) < names.len() {
        if same(names[at as usize].as_bytes(), name.as_bytes()) {
            return at;
        }
        at += 1;
    }
    panic!("a declaration names a column that it does not have")
}

const fn same(a: &[u8], b: &[u8]) -> bool {
    let mut at = 0;
    while at < a.len() && at < b.len() && a[at] == b[at] {
        at += 1;
    }
    at == a.len() && at == b.len()
}

macro_rules! role {
    (key) => {
        docket_rules::schema::Role::Key
    };
    (fixed) => {
        docket_rules::schema::Role::Fixed
    };
    (authored) => {
        docket_rules::schema::Role::Authored
    };
    (derived) => {
        docket_rules::schema::Role::Derived
    };
    (version) => {
        docket_rules::schema::Role::Version
    };
    (events) => {
        docket_rules::schema::Role::Events
    };
}

macro_rules! is_part {
    (part_of) => {
        true
    };
    (belongs_to) => {
        false
    };
}

/// Declares a table: `table! { /// … Order = 3 in "orders", entity { role column: Type, … } parents { … } }`.
macro_rules! table {
    (
        $(#[$doc:meta])*
        $name:ident = $id:literal in $sql:literal, $entity:ident {
            $($role:ident $column:ident: $type:ty,)*
        }
        parents { $($link:ident $relation:ident: $foreign_key:ident => $parent:ty,)* }
    ) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug)]
        pub struct $name;

        const COLUMN_NAMES: &[&str] = &[$(stringify!($column)),*];
        const RELATION_NAMES: &[&str] = &[$(stringify!($relation)),*];

        impl docket_rules::declare::TableType for $name {
            const ID: docket_rules::schema::TableId = docket_rules::schema::TableId($id);
        }

        #[doc = concat!("The columns and relations of `", $sql, "`.")]
        #[derive(Clone, Copy)]
        pub struct Columns {
            $(
                #[doc = concat!("`", $sql, ".", stringify!($column), "`")]
                pub $column: docket_rules::declare::Column<$name, $type>,
            )*
            $(
                #[doc = concat!("The ", stringify!($relation), " that it belongs to.")]
                pub $relation: docket_rules::declare::Relation<$name, $parent>,
            )*
        }

        impl $name {
            /// The columns, for rules and commands.
            pub const COLUMNS: Columns = Columns {
                $($column: docket_rules::declare::Column::new($crate::table::place(COLUMN_NAMES, stringify!($column))),)*
                $($relation: docket_rules::declare::Relation::new($crate::table::place(RELATION_NAMES, stringify!($relation))),)*
            };

            /// The table, for the rules' schema.
            pub(crate) fn table() -> docket_rules::schema::Table {
                use docket_rules::declare::Typed;
                let links: [(u16, docket_rules::schema::TableId, bool); RELATION_NAMES.len()] = [$((
                    $crate::table::place(COLUMN_NAMES, stringify!($foreign_key)),
                    <$parent as docket_rules::declare::TableType>::ID,
                    $crate::table::is_part!($link),
                )),*];
                docket_rules::schema::Table {
                    name: $sql,
                    columns: vec![$(docket_rules::schema::Column {
                        name: stringify!($column),
                        kind: <$type as Typed>::KIND,
                        nullable: <$type as Typed>::NULLABLE,
                        role: $crate::table::role!($role),
                    }),*],
                    relations: RELATION_NAMES
                        .iter()
                        .zip(links)
                        .map(|(name, (column, parent, part_of))| docket_rules::schema::Relation { name, column, parent, part_of })
                        .collect(),
                }
            }
        }

        impl $crate::table::Governed for $entity::Entity {
            type Table = $name;

            fn columns() -> &'static [$entity::Column] {
                static BOUND: std::sync::LazyLock<Vec<$entity::Column>> = std::sync::LazyLock::new(|| {
                    $crate::table::bind::<$entity::Entity>($sql, COLUMN_NAMES)
                });
                &BOUND
            }
        }

        #[async_trait::async_trait]
        impl sea_orm::ActiveModelBehavior for $entity::ActiveModel {
            async fn before_save<C: sea_orm::ConnectionTrait>(self, _: &C, insert: bool) -> Result<Self, sea_orm::DbErr> {
                $crate::gate::admit(self, insert)
            }

            async fn after_save<C: sea_orm::ConnectionTrait>(
                model: $entity::Model,
                _: &C,
                _: bool,
            ) -> Result<$entity::Model, sea_orm::DbErr> {
                $crate::gate::confirm(model)
            }

            async fn before_delete<C: sea_orm::ConnectionTrait>(self, _: &C) -> Result<Self, sea_orm::DbErr> {
                $crate::gate::admit_delete(self)
            }
        }
    };
}

pub(crate) use {is_part, role, table};

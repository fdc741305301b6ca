//! What can be asked about the rows of a table: fields, and ways to other tables.

use chrono::{DateTime, NaiveDate, Utc};
use docket_rules::declare::{Column, Relation, TableType};
use docket_rules::schema::{self, ColumnRef, RelationRef, Role, TableId};
use docket_rules::{Decimal, Kind, Value};
use sea_orm::sea_query::Expr;
use sea_orm::{DbErr, ModelTrait};

use super::{Filter, Test};
use crate::id::{CustomerId, ItemId, OrderId, ProductId};
use crate::money::{Money, Quantity};
use crate::order::OrderStatus;
use crate::rules::rule_set;
use crate::table::Governed;
use crate::text;
use crate::unit::stored;

/// A table that people make lists of.
pub struct Listing {
    /// What one of its rows is called, such as `Order`.
    pub name: &'static str,
    /// The table.
    pub table: TableId,
    /// What can be asked about a row.
    pub fields: &'static [Field],
    /// The ways to other tables.
    pub links: &'static [Link],
    /// What a search looks at.
    pub search: &'static [Searched],
    /// Whether the list runs from the newest row to the oldest when nothing else is said.
    pub newest_first: bool,
}

impl Listing {
    /// The field of this name.
    pub fn field(&self, name: &str) -> Option<&'static Field> {
        self.fields.iter().find(|field| field.name == name)
    }

    /// Rows whose column passes a test; none, if the column is not one that can be asked about.
    pub(crate) fn filter<T, V>(&self, column: Column<T, V>, test: Test) -> Filter {
        let is = |field: &&Field| matches!(field.source, Source::Column(at) if at == column.at);
        self.fields.iter().find(is).map_or(Filter::Any(Vec::new()), |field| Filter::Field(field, test))
    }

    /// The way of this name.
    pub fn link(&self, name: &str) -> Option<&'static Link> {
        self.links.iter().find(|link| link.name == name)
    }
}

impl std::fmt::Debug for Listing {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.name)
    }
}

/// What a field holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shape {
    /// The id of a row of this table.
    Id(TableId),
    /// A whole number.
    Whole,
    /// A number with this many decimals.
    Decimal(u8),
    /// A day.
    Day,
    /// An instant.
    Moment,
    /// Text; compared without case.
    Text,
    /// Where an order stands.
    Status,
    /// Yes or no.
    Flag,
}

impl Shape {
    /// The kind of the values.
    pub const fn kind(self) -> Kind {
        match self {
            Self::Id(_) => Kind::Uuid,
            Self::Whole => Kind::Int,
            Self::Decimal(scale) => Kind::Dec(scale),
            Self::Day => Kind::Date,
            Self::Moment => Kind::Time,
            Self::Text | Self::Status => Kind::Text,
            Self::Flag => Kind::Bool,
        }
    }
}

/// The types of columns that can be asked about.
pub trait Asked {
    /// What a field of this type holds.
    const SHAPE: Shape;
    /// Whether it may have no value.
    const NULLABLE: bool = false;
}

impl<V: Asked> Asked for Option<V> {
    const SHAPE: Shape = V::SHAPE;
    const NULLABLE: bool = true;
}

macro_rules! asked {
    ($($type:ty => $shape:expr,)*) => {
        $(impl Asked for $type {
            const SHAPE: Shape = $shape;
        })*
    };
}

asked! {
    CustomerId => Shape::Id(crate::customer::Customer::ID),
    ProductId => Shape::Id(crate::product::Product::ID),
    OrderId => Shape::Id(crate::order::Order::ID),
    ItemId => Shape::Id(crate::order::Item::ID),
    i64 => Shape::Whole,
    Money => Shape::Decimal(Money::SCALE),
    Quantity => Shape::Decimal(Quantity::SCALE),
    NaiveDate => Shape::Day,
    DateTime<Utc> => Shape::Moment,
    String => Shape::Text,
    OrderStatus => Shape::Status,
    bool => Shape::Flag,
}

/// A value in SQL, given the alias of its table.
type InSql = fn(&str) -> Expr;
/// The same value in Rust, given the row.
type InRust = fn(&[Value]) -> Value;

/// Where a field's value comes from.
#[derive(Clone, Copy)]
pub(crate) enum Source {
    /// A column.
    Column(ColumnRef),
    /// Other columns of the row.
    Computed(InSql, InRust),
}

/// Something that can be asked about a row.
pub struct Field {
    /// What people call it.
    pub name: &'static str,
    /// What it is, in a sentence.
    pub about: &'static str,
    /// What it holds.
    pub shape: Shape,
    /// Whether a row may have no value.
    pub nullable: bool,
    /// Whether rows can be sorted by it.
    pub sortable: bool,
    pub(crate) source: Source,
}

impl std::fmt::Debug for Field {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.name)
    }
}

impl Field {
    /// A column.
    pub(crate) const fn new<T: TableType, V: Asked>(
        name: &'static str,
        column: Column<T, V>,
        about: &'static str,
    ) -> Self {
        let source = Source::Column(column.at);
        Self { name, about, shape: V::SHAPE, nullable: V::NULLABLE, sortable: true, source }
    }

    /// A value that other columns of the row give.
    pub(crate) const fn computed(
        name: &'static str,
        (shape, nullable): (Shape, bool),
        (sql, value): (InSql, InRust),
        about: &'static str,
    ) -> Self {
        Self { name, about, shape, nullable, sortable: true, source: Source::Computed(sql, value) }
    }

    /// The same field, and nobody sorts by it.
    pub(crate) const fn unsorted(mut self) -> Self {
        self.sortable = false;
        self
    }

    /// The column that is compared and sorted by: of a text its key, so that case does not matter.
    pub(crate) fn compared(&self) -> Source {
        match self.source {
            Source::Column(at) if self.shape == Shape::Text => Source::Column(key_of(at)),
            source => source,
        }
    }

    /// Whether case does not matter: there is a key.
    pub(crate) fn is_folded(&self) -> bool {
        matches!((self.source, self.compared()), (Source::Column(text), Source::Column(key)) if text != key)
    }

    /// The value that a row is compared and sorted by.
    pub(crate) fn value<M>(&self, model: &M) -> Result<Value, DbErr>
    where
        M: ModelTrait,
        M::Entity: Governed,
    {
        let columns = <M::Entity as Governed>::columns();
        let specs = &rule_set().schema().table(<M::Entity as Governed>::Table::ID).columns;
        let value = |at: usize| stored::from_sea(&specs[at], model.get(columns[at]));
        match self.compared() {
            Source::Column(at) => value(usize::from(at.column)),
            Source::Computed(_, compute) => Ok(compute(&(0..specs.len()).map(value).collect::<Result<Vec<_>, _>>()?)),
        }
    }

    /// What it holds, as a column would say it.
    pub(crate) const fn spec(&self) -> schema::Column {
        schema::Column { name: self.name, kind: self.shape.kind(), nullable: self.nullable, role: Role::Fixed }
    }
}

/// The column that holds a text folded; the column itself where there is none.
pub(crate) fn key_of(at: ColumnRef) -> ColumnRef {
    let key = text::key_of(rule_set().schema().table(at.table), at.column);
    key.map_or(at, |column| ColumnRef { column, ..at })
}

/// The number in a row's column, in its smallest units.
pub(crate) fn units<T, V>(row: &[Value], column: Column<T, V>) -> i128 {
    row[usize::from(column.at.column)].number().map_or(0, Decimal::units)
}

/// A way from a row to rows of another table.
pub struct Link {
    /// What people call it.
    pub name: &'static str,
    /// What is there, in a sentence.
    pub about: &'static str,
    /// What can be asked there.
    pub target: &'static Listing,
    /// Whether there may be many rows: they point here. Otherwise this row points there.
    pub is_many: bool,
    pub(crate) relation: RelationRef,
}

impl Link {
    /// The row that the relation points to.
    pub(crate) const fn one<C, P>(
        name: &'static str,
        relation: Relation<C, P>,
        target: &'static Listing,
        about: &'static str,
    ) -> Self {
        Self { name, about, target, is_many: false, relation: relation.at }
    }

    /// The rows whose relation points here.
    pub(crate) const fn many<C, P>(
        name: &'static str,
        relation: Relation<C, P>,
        target: &'static Listing,
        about: &'static str,
    ) -> Self {
        Self { name, about, target, is_many: true, relation: relation.at }
    }
}

impl std::fmt::Debug for Link {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.name)
    }
}

/// What a search looks at.
#[derive(Clone, Copy, Debug)]
pub enum Searched {
    /// A number, which must be the word.
    Number(ColumnRef),
    /// A text, which must contain the word.
    Text(ColumnRef),
    /// A text of the row that a relation points to.
    Through(RelationRef, ColumnRef),
}

//! The unit of work: a command stages what it wants, the rules say what becomes of it, all of it commits or none.
//!
//! A command finds rows and stages inserts, patches and deletes; nothing is written while it runs. [`settle`] then
//! discovers what the rules need, locks it, plans, and writes. What a command decides from rows it has found is a
//! convenience: rows are found unlocked on PostgreSQL, and every business condition is a rule.

use std::collections::HashMap;
use std::marker::PhantomData;
use std::ops::{Deref, DerefMut};
use std::sync::Arc;

use async_trait::async_trait;
use chrono::{DateTime, Utc};
use docket_rules::declare::{Column, Relation, TableType, Typed};
use docket_rules::draft::Draft;
use docket_rules::images::{Key, Row};
use docket_rules::schema::{Role, Table};
use docket_rules::{Value, violation::Violation};
use sea_orm::DatabaseTransaction;

use crate::actor::Actor;
use crate::clock::Clock;
use crate::error::{Refusal, Stop};
use crate::id::RowId;
use crate::rules::rule_set;
use crate::text;
use crate::trace::Traceparent;
use crate::unit::read::Known;

mod fit;
pub(crate) mod portion;
pub(crate) mod preview;
pub(crate) mod read;
pub(crate) mod settle;
pub(crate) mod stored;
mod usage;
pub(crate) mod write;

/// Something that people do: a value that can be run again, and that outlives who asked for it.
#[async_trait]
pub trait Command: Clone + Send + Sync + 'static {
    /// What it answers with: ids, to be loaded after the commit.
    type Out: Send + Sync + 'static;

    /// The name that history records.
    fn name(&self) -> &'static str;

    /// How many order numbers it may use; they are drawn before the unit begins.
    fn order_numbers(&self) -> usize {
        0
    }

    /// Finds and stages; called again when the unit restarts.
    async fn run(&self, unit: &mut Unit) -> Result<Self::Out, Stop>;
}

/// An open unit of work.
pub struct Unit {
    pub(crate) known: Known,
    pub(crate) actor: Actor,
    pub(crate) command: &'static str,
    pub(crate) reason: Option<String>,
    /// Where what it tells stands in a trace.
    pub(crate) place: Option<Traceparent>,
    pub(crate) now: DateTime<Utc>,
    pub(crate) draft: Draft,
    clock: Arc<dyn Clock>,
    numbers: Vec<i64>,
    paths: HashMap<Key, Vec<String>>,
}

/// A unit while it knows what others have read: what it reads, they know afterwards.
pub(crate) struct Knowing<'a> {
    unit: &'a mut Unit,
    known: &'a mut Known,
}

impl Deref for Knowing<'_> {
    type Target = Unit;

    fn deref(&self) -> &Unit {
        self.unit
    }
}

impl DerefMut for Knowing<'_> {
    fn deref_mut(&mut self) -> &mut Unit {
        self.unit
    }
}

impl Drop for Knowing<'_> {
    fn drop(&mut self) {
        std::mem::swap(&mut self.unit.known.images, &mut self.known.images);
    }
}

/// A row that a command has found.
#[derive(Clone, Debug)]
pub struct Found<T> {
    row: Row,
    of: PhantomData<fn() -> T>,
}

impl<T> From<Row> for Found<T> {
    fn from(row: Row) -> Self {
        Self { row, of: PhantomData }
    }
}

impl<T: TableType> Found<T> {
    /// The value of a column.
    pub fn get<V: Typed>(&self, column: Column<T, V>) -> Result<V, Stop> {
        let value = &self.row[usize::from(column.at.column)];
        V::from_value(value).ok_or(Stop::Fault(crate::Fault::Internal("a column of another kind")))
    }
}

/// A column's new value.
pub struct Assignment<T> {
    column: u16,
    value: Value,
    of: PhantomData<fn() -> T>,
}

/// Staging syntax: `order.notes.to(text)`.
pub trait Assign<T, V> {
    /// The column takes this value.
    fn to(self, value: V) -> Assignment<T>;
}

impl<T: TableType, V: Typed> Assign<T, V> for Column<T, V> {
    fn to(self, value: V) -> Assignment<T> {
        Assignment { column: self.at.column, value: value.into_value(), of: PhantomData }
    }
}

impl Unit {
    pub(crate) fn new(
        transaction: Arc<DatabaseTransaction>,
        actor: &Actor,
        command: &'static str,
        clock: Arc<dyn Clock>,
        numbers: Vec<i64>,
    ) -> Self {
        Self {
            known: Known::new(transaction, actor.tenant),
            actor: actor.clone(),
            command,
            reason: None,
            place: None,
            now: clock.now(),
            draft: Draft::default(),
            clock,
            numbers,
            paths: HashMap::new(),
        }
    }

    /// The unit, knowing for a while what others have read, too.
    pub(crate) fn knowing<'a>(&'a mut self, known: &'a mut Known) -> Knowing<'a> {
        std::mem::swap(&mut self.known.images, &mut known.images);
        Knowing { unit: self, known }
    }

    /// Who acts.
    pub const fn actor(&self) -> &Actor {
        &self.actor
    }

    /// When the unit began: one instant for everything in it.
    pub const fn now(&self) -> DateTime<Utc> {
        self.now
    }

    /// A new id.
    pub fn new_id<I: From<uuid::Uuid>>(&self) -> I {
        self.clock.id().into()
    }

    /// The next of the order numbers that were drawn for this unit.
    pub fn order_number(&mut self) -> Result<i64, Stop> {
        self.numbers.pop().ok_or(Stop::Fault(crate::Fault::Internal("no order number was drawn")))
    }

    /// Records why, in the history of every order that changes.
    pub fn because(&mut self, reason: Option<String>) {
        self.reason = reason;
    }

    /// The row, if the tenant has it.
    pub async fn find<I: RowId>(&mut self, id: I) -> Result<Option<Found<I::Table>>, Stop> {
        if !self.known.images.is_known(id.key()) {
            self.known.read_rows(&[id.key()].into()).await?;
        }
        Ok(self.known.images.row(id.key()).cloned().map(Found::from))
    }

    /// The row, or a refusal that says it is not there.
    pub async fn get<I: RowId>(&mut self, id: I) -> Result<Found<I::Table>, Stop> {
        self.find(id).await?.ok_or_else(|| Violation::NotFound { key: id.key() }.into())
    }

    /// Stages a new row of the actor's tenant.
    pub fn insert<I: RowId, const N: usize>(&mut self, id: I, values: [Assignment<I::Table>; N]) -> Result<(), Stop> {
        let schema = rule_set().schema();
        let table = schema.table(I::Table::ID);
        let mut row = with_keys(table, values);
        for (name, value) in [("tenant_id", Value::Uuid(self.actor.tenant.0)), ("created_at", self.now.into_value())] {
            row.extend(table.column(name).map(|column| (column, value)));
        }
        self.draft.insert(schema, id.key(), row).map_err(|violation| self.refusal(violation).into())
    }

    /// Stages new values of a row.
    pub fn patch<I: RowId>(
        &mut self,
        id: I,
        values: impl IntoIterator<Item = Assignment<I::Table>>,
    ) -> Result<(), Stop> {
        let schema = rule_set().schema();
        let staged = self.draft.patch(schema, id.key(), with_keys(schema.table(I::Table::ID), values));
        staged.map_err(|violation| self.refusal(violation).into())
    }

    /// Stages a deletion.
    pub fn delete<I: RowId>(&mut self, id: I) -> Result<(), Stop> {
        self.draft.delete(id.key()).map_err(|violation| self.refusal(violation).into())
    }

    /// Refuses the unit unless the row, once locked, has this version.
    pub fn expect_version<I: RowId>(&mut self, id: I, version: Option<i64>) {
        if let Some(version) = version {
            self.draft.expect_version(id.key(), version);
        }
    }

    /// Refuses the unit unless it leaves the column with this value: for what a rule fills.
    pub fn expect_value<I: RowId, V: Typed>(&mut self, id: I, column: Column<I::Table, V>, value: Option<V>) {
        if let Some(value) = value {
            self.draft.expect_value(id.key(), column.at, value.into_value());
        }
    }

    /// Takes what the row copies from a parent again: prices of today.
    pub fn recopy<I: RowId, P: TableType>(&mut self, id: I, relation: Relation<I::Table, P>) {
        self.draft.recopy(id.key(), relation.at);
    }

    /// Says which part of the input a row came from, so that a refusal can point there.
    pub fn came_from<I: RowId>(&mut self, id: I, path: &[&str]) {
        self.paths.insert(id.key(), path.iter().map(|part| (*part).to_owned()).collect());
    }

    /// A violation as an answer, with the input field that it is about.
    pub(crate) fn refusal(&self, violation: Violation) -> Refusal {
        let schema = rule_set().schema();
        let (key, column) = match &violation {
            Violation::Rule { key, columns, .. } => (*key, columns.first().copied().filter(|_| columns.len() == 1)),
            Violation::DerivedColumn { key, column }
            | Violation::UnfitValue { key, column, .. }
            | Violation::Overflow { key, column } => (*key, Some(*column)),
            Violation::ParentNotFound { key, relation, .. } => (*key, Some(schema.foreign_key(*relation))),
            Violation::NotFound { key } | Violation::StaleVersion { key, .. } | Violation::Contradiction { key } => {
                (*key, None)
            }
            Violation::Moved { key, column, .. } => {
                let mut field = self.paths.get(key).cloned().unwrap_or_default();
                field.push(camel_case(&format!("expected_{}", schema.column(*column).name)));
                return Refusal::Violation { violation, field, largest: None };
            }
            Violation::CascadeTooLarge { .. } => {
                return Refusal::Violation { violation, field: Vec::new(), largest: None };
            }
        };
        let mut field = self.paths.get(&key).cloned().unwrap_or_default();
        let authored = column.filter(|at| matches!(schema.column(*at).role, Role::Authored | Role::Fixed));
        if self.draft.op(key).is_some() {
            field.extend(authored.map(|at| camel_case(schema.column(at).name)));
        }
        Refusal::Violation { violation, field, largest: None }
    }
}

/// What is staged, and the key of each text that has one.
fn with_keys<T>(table: &Table, values: impl IntoIterator<Item = Assignment<T>>) -> Vec<(u16, Value)> {
    let mut row = Vec::new();
    for Assignment { column, value, .. } in values {
        if let Some(key) = text::key_of(table, column) {
            row.push((
                key,
                if let Value::Text(text) = &value { Value::Text(text::fold(text).into()) } else { Value::Null },
            ));
        }
        row.push((column, value));
    }
    row
}

/// A column's name as the API spells it.
pub(crate) fn camel_case(name: &str) -> String {
    let mut spelled = String::with_capacity(name.len());
    for (at, part) in name.split('_').enumerate() {
        let mut letters = part.chars();
        match letters.next() {
            Some(first) if at > 0 => spelled.extend(first.to_uppercase()),
            Some(first) => spelled.push(first),
            None => {}
        }
        spelled.push_str(letters.as_str());
    }
    spelled
}

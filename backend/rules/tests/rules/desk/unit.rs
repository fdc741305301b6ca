//! A desk with rows, and units of work staged on it.

use docket_rules::declare::{Column, TableType, Typed};
use docket_rules::draft::Draft;
use docket_rules::images::Key;
use docket_rules::plan::Plan;
use docket_rules::violation::Violation;
use docket_rules::{RuleSet, Value};
use uuid::Uuid;

use super::{
    CUSTOMER, Customer, ITEM, Instant, Item, Money, ORDER, Order, PRODUCT, Product, Quantity, Status, TENANT, Tenant,
};
use crate::store::Store;

/// Whole units of money.
pub(crate) const fn money(whole: i64) -> Money {
    Money(whole * 10_000)
}

/// A whole quantity.
pub(crate) const fn pieces(whole: i64) -> Quantity {
    Quantity(whole * 1_000)
}

/// Rules, rows, and ids that rise.
pub(crate) struct Desk {
    pub(crate) set: RuleSet,
    pub(crate) store: Store,
    pub(crate) tenant: Key,
    ids: u128,
}

impl Desk {
    /// A desk whose tenant's currency has two decimals.
    pub(crate) fn new() -> Self {
        let mut desk = Self { set: super::rules(), store: Store::default(), tenant: key::<Tenant>(0), ids: 0 };
        let mut unit = desk.unit();
        let tenant = unit.insert::<Tenant>(vec![to(TENANT.minor_unit, 2)]);
        unit.settled();
        desk.tenant = tenant;
        desk
    }

    pub(crate) fn unit(&mut self) -> Unit<'_> {
        Unit { desk: self, draft: Draft::default(), refused: Vec::new() }
    }

    pub(crate) fn customer(&mut self, limit: Money) -> Key {
        let mut unit = self.unit();
        let customer = unit.customer(limit);
        unit.settled();
        customer
    }

    pub(crate) fn product(&mut self, price: Money) -> Key {
        let mut unit = self.unit();
        let values = vec![to(PRODUCT.unit_price, price), to(PRODUCT.available, true)];
        let product = unit.insert::<Product>(values);
        unit.settled();
        product
    }

    /// An order with one item, and that item.
    pub(crate) fn order(&mut self, customer: Key, product: Key, quantity: Quantity) -> (Key, Key) {
        let mut unit = self.unit();
        let order = unit.order(customer);
        let item = unit.item(order, product, quantity);
        unit.settled();
        (order, item)
    }

    /// What a column holds.
    pub(crate) fn read<T: TableType, V: Typed>(&self, key: Key, column: Column<T, V>) -> V {
        assert_eq!(key.table, T::ID, "a column of another table");
        V::from_value(&self.store.rows[&key][usize::from(column.at.column)]).expect("a value of the column's type")
    }

    /// Writes past the rules, as a repair or a rule added later does.
    pub(crate) fn force<T: TableType, V: Typed>(&mut self, key: Key, column: Column<T, V>, value: V) {
        let mut row = self.store.rows[&key].to_vec();
        row[usize::from(column.at.column)] = value.into_value();
        self.store.rows.insert(key, row.into());
    }
}

/// A column's place and a value for it.
pub(crate) fn to<T: TableType, V: Typed>(column: Column<T, V>, value: V) -> (u16, Value) {
    (column.at.column, value.into_value())
}

/// The key of a row of `T`.
pub(crate) fn key<T: TableType>(id: u128) -> Key {
    Key { table: T::ID, id: Uuid::from_u128(id) }
}

/// Staged changes of one unit.
pub(crate) struct Unit<'a> {
    pub(crate) desk: &'a mut Desk,
    pub(crate) draft: Draft,
    refused: Vec<Violation>,
}

impl Unit<'_> {
    pub(crate) fn insert<T: TableType>(&mut self, values: Vec<(u16, Value)>) -> Key {
        self.desk.ids += 1;
        let key = key::<T>(self.desk.ids);
        let staged = self.draft.insert(self.desk.set.schema(), key, values);
        self.refused.extend(staged.err());
        key
    }

    pub(crate) fn customer(&mut self, limit: Money) -> Key {
        let tenant = self.desk.tenant.id;
        self.insert::<Customer>(vec![
            to(CUSTOMER.tenant_id, tenant),
            to(CUSTOMER.credit_limit, limit),
            to(CUSTOMER.archived, false),
        ])
    }

    pub(crate) fn order(&mut self, customer: Key) -> Key {
        self.insert::<Order>(vec![to(ORDER.customer_id, customer.id), to(ORDER.status, Status::Open)])
    }

    pub(crate) fn item(&mut self, order: Key, product: Key, quantity: Quantity) -> Key {
        self.insert::<Item>(vec![
            to(ITEM.order_id, order.id),
            to(ITEM.product_id, product.id),
            to(ITEM.quantity, quantity),
        ])
    }

    pub(crate) fn set<T: TableType, V: Typed>(&mut self, key: Key, column: Column<T, V>, value: V) -> &mut Self {
        assert_eq!(key.table, T::ID, "a column of another table");
        let staged = self.draft.patch(self.desk.set.schema(), key, vec![to(column, value)]);
        self.refused.extend(staged.err());
        self
    }

    pub(crate) fn ship(&mut self, order: Key) -> &mut Self {
        self.set(order, ORDER.status, Status::Shipped).set(order, ORDER.date_shipped, Some(Instant(1)))
    }

    pub(crate) fn unship(&mut self, order: Key) -> &mut Self {
        self.set(order, ORDER.status, Status::Open).set(order, ORDER.date_shipped, None)
    }

    pub(crate) fn delete(&mut self, key: Key) -> &mut Self {
        let staged = self.draft.delete(key);
        self.refused.extend(staged.err());
        self
    }

    pub(crate) fn expect(&mut self, key: Key, version: i64) -> &mut Self {
        self.draft.expect_version(key, version);
        self
    }

    /// Stores the unit, or says why it is refused.
    pub(crate) fn settle(&mut self) -> Result<Plan, Vec<Violation>> {
        if !self.refused.is_empty() {
            return Err(self.refused.clone());
        }
        let before = self.desk.store.clone();
        let (_, plan) = self.desk.store.run(&self.desk.set, &self.draft);
        if plan.violations.is_empty() {
            return Ok(plan);
        }
        assert_eq!(self.desk.store, before, "a refused unit stores nothing");
        assert!(plan.events.is_empty(), "a refused unit tells nothing");
        Err(plan.violations)
    }

    /// Stores a unit that must be accepted.
    pub(crate) fn settled(&mut self) -> Plan {
        self.settle().expect("an accepted unit")
    }

    /// The names of the rules that refuse the unit.
    pub(crate) fn refused_by(&mut self) -> Vec<String> {
        let violations = self.settle().expect_err("a refused unit");
        let name = |violation: Violation| match violation {
            Violation::Rule { rule, .. } => rule,
            other => panic!("{other:?}"),
        };
        violations.into_iter().map(name).collect()
    }
}

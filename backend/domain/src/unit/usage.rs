//! Deleting what orders still use: refused, with the orders that do.

use docket_rules::declare::TableType;
use docket_rules::draft::Op;
use docket_rules::images::Key;
use sea_orm::{ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder, QuerySelect, QueryTrait, Select};
use uuid::Uuid;

use crate::customer::Customer;
use crate::error::{Refusal, Stop};
use crate::order::{Item, Order, entity as order, item::entity as item};
use crate::product::Product;
use crate::unit::Unit;

/// How many orders a refusal names.
const EXAMPLES: u64 = 5;

impl Unit {
    /// Refuses a deletion of a customer or a product that an order uses, apart from what the unit changes itself.
    /// The row is locked: no other unit can begin to use it. The foreign keys stand behind this.
    pub(crate) async fn refuse_what_is_used(&self) -> Result<(), Stop> {
        let db = self.known.transaction.as_ref();
        let mut refusals = Vec::new();
        for (key, _) in self.draft.ops().filter(|(_, op)| matches!(op, Op::Delete)) {
            let Some(orders) = self.orders_using(key) else { continue };
            let uses = orders.clone().count(db).await?;
            if uses > 0 {
                let numbers = orders.select_only().column(order::Column::Number).order_by_desc(order::Column::Number);
                let examples = numbers.limit(EXAMPLES).into_tuple().all(db).await?;
                refusals.push(Refusal::InUse { uses, examples });
            }
        }
        if refusals.is_empty() { Ok(()) } else { Err(Stop::Refused(refusals)) }
    }

    /// The orders that use a row.
    fn orders_using(&self, key: Key) -> Option<Select<order::Entity>> {
        let orders = order::Entity::find().filter(order::Column::TenantId.eq(self.actor.tenant));
        if key.table == Customer::ID {
            let staged = self.staged::<Order>();
            return Some(
                orders.filter(order::Column::CustomerId.eq(key.id)).filter(order::Column::Id.is_not_in(staged)),
            );
        }
        let items = item::Entity::find()
            .select_only()
            .column(item::Column::OrderId)
            .filter(item::Column::TenantId.eq(self.actor.tenant))
            .filter(item::Column::ProductId.eq(key.id))
            .filter(item::Column::Id.is_not_in(self.staged::<Item>()));
        (key.table == Product::ID).then(|| orders.filter(order::Column::Id.in_subquery(items.into_query())))
    }

    fn staged<T: TableType>(&self) -> Vec<Uuid> {
        self.draft.ops().filter(|(key, _)| key.table == T::ID).map(|(key, _)| key.id).collect()
    }
}

//! The gate: nothing is written outside a unit of work, and nobody sets what the rules fill.

use docket_domain::clock::{Clock, SystemClock};
use docket_domain::customer::{self, Customer};
use docket_domain::gate::is_refusal;
use docket_domain::id::{OrderId, RowId, TenantId};
use docket_domain::money::Money;
use docket_domain::order::item;
use docket_domain::order::{self, Item, Order};
use docket_domain::product::{self, Product};
use docket_domain::tenant::{self, Tenant};
use docket_domain::unit::{Assign, Assignment};
use docket_rules::violation::Violation;
use sea_orm::{ActiveModelTrait, EntityTrait, IntoActiveModel, ModelTrait, Set};

use crate::support::stage::staged;
use crate::support::stored::violations;
use crate::support::{World, facts};

/// Tries each of SeaORM's writers that run hooks on the first row of a table.
macro_rules! strays {
    ($world:expr, $entity:path, $id:expr, $change:expr) => {{
        use $entity as table;
        let db = $world.connection();
        let find = || table::Entity::find_by_id(($world.actor.tenant, $id)).one(db);
        let row = find().await.unwrap().unwrap();
        let change: fn(&mut table::ActiveModel) = $change;

        let mut twin = row.clone().into_active_model().reset_all();
        twin.id = Set(SystemClock.id().into());
        assert!(is_refusal(&twin.clone().insert(db).await.unwrap_err()));
        assert!(is_refusal(&row.clone().into_active_model().insert(db).await.unwrap_err()));
        let mut changed = row.clone().into_active_model();
        change(&mut changed);
        assert!(is_refusal(&changed.clone().update(db).await.unwrap_err()));
        assert!(is_refusal(&changed.clone().save(db).await.unwrap_err()));
        assert!(is_refusal(&changed.delete(db).await.unwrap_err()));
        assert!(is_refusal(&row.clone().delete(db).await.unwrap_err()));

        assert_eq!(find().await.unwrap().unwrap(), row);
        let rows = table::Entity::find().all(db).await.unwrap();
        assert!(rows.iter().all(|other| Some(other.id) != twin.id.clone().take()));
    }};
}

/// Sets a column that the rules fill, in a row that is there and in a new one.
async fn derives<I, F>(world: &World, id: I, assign: F)
where
    I: RowId + From<uuid::Uuid>,
    F: Fn() -> Assignment<I::Table> + Copy + Send + Sync + 'static,
{
    let patch = staged(move |unit| unit.patch(id, [assign()]));
    let insert = staged(move |unit| {
        let new: I = unit.new_id();
        unit.insert(new, [assign()])
    });
    for refusals in [world.refused(patch).await, world.refused(insert).await] {
        assert!(matches!(violations(&refusals)[..], [Violation::DerivedColumn { .. }]), "{refusals:?}");
    }
}

facts! {
    async fn a_row_that_is_written_outside_a_unit_is_refused(world: World) {
        let customer = world.customer("1000").await;
        let board = world.product("10").await;
        let order = world.order(customer, &[(board, "2")]).await;
        let item = world.item(order, 0).await;
        strays!(world, tenant::entity, world.actor.tenant, |row| row.name = Set("Stray".to_owned()));
        strays!(world, customer::entity, customer, |row| row.credit_limit = Set(Money::whole(9)));
        strays!(world, product::entity, board, |row| row.unit_price = Set(Money::whole(9)));
        strays!(world, order::entity, order, |row| row.notes = Set("stray".to_owned()));
        strays!(world, item::entity, item, |row| row.amount = Set(Money::whole(9)));
        assert_eq!(world.records().await, (1, 1));
        world.holds().await;
    }

    async fn a_column_that_the_rules_fill_is_not_set(world: World) {
        let customer = world.customer("1000").await;
        let board = world.product("10").await;
        let order = world.order(customer, &[(board, "2")]).await;
        let item = world.item(order, 0).await;
        derives(&world, customer, || Customer::COLUMNS.currency.to("USD".to_owned())).await;
        derives(&world, customer, || Customer::COLUMNS.minor_unit.to(7)).await;
        derives(&world, customer, || Customer::COLUMNS.balance.to(Money::whole(7))).await;
        derives(&world, customer, || Customer::COLUMNS.open_orders.to(7)).await;
        derives(&world, customer, || Customer::COLUMNS.version.to(7)).await;
        derives(&world, board, || Product::COLUMNS.version.to(7)).await;
        derives(&world, order, || Order::COLUMNS.currency.to("USD".to_owned())).await;
        derives(&world, order, || Order::COLUMNS.minor_unit.to(7)).await;
        derives(&world, order, || Order::COLUMNS.amount_total.to(Money::whole(7))).await;
        derives(&world, order, || Order::COLUMNS.item_count.to(7)).await;
        derives(&world, order, || Order::COLUMNS.event_counter.to(7)).await;
        derives(&world, order, || Order::COLUMNS.version.to(7)).await;
        derives(&world, item, || Item::COLUMNS.unit_price.to(Money::whole(7))).await;
        derives(&world, item, || Item::COLUMNS.minor_unit.to(7)).await;
        derives(&world, item, || Item::COLUMNS.amount.to(Money::whole(7))).await;
        derives(&world, item, || Item::COLUMNS.version.to(7)).await;
        let tenant = world.actor.tenant;
        derives(&world, tenant, || Tenant::COLUMNS.version.to(7)).await;
        // The same value is no excuse.
        derives(&world, item, || Item::COLUMNS.amount.to(Money::whole(20))).await;
        assert_eq!(world.records().await, (1, 1));
    }

    async fn what_an_insert_fixes_stays(world: World) {
        let customer = world.customer("1000").await;
        let board = world.product("10").await;
        let order = world.order(customer, &[(board, "2")]).await;
        let tenant = world.actor.tenant;
        let patches = [
            world.refused(staged(move |unit| unit.patch(order, [Order::COLUMNS.number.to(7)]))).await,
            world
                .refused(staged(move |unit| unit.patch(order, [Order::COLUMNS.tenant_id.to(TenantId(order.0))])))
                .await,
            world
                .refused(staged(move |unit| unit.patch(order, [Order::COLUMNS.id.to(OrderId(customer.0))])))
                .await,
            world
                .refused(staged(move |unit| unit.patch(tenant, [Tenant::COLUMNS.currency.to("USD".to_owned())])))
                .await,
            world.refused(staged(move |unit| unit.patch(tenant, [Tenant::COLUMNS.minor_unit.to(0)]))).await,
        ];
        for refusals in patches {
            assert!(matches!(violations(&refusals)[..], [Violation::UnfitValue { .. }]), "{refusals:?}");
        }
    }
}

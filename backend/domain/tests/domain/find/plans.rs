//! Lists come out of indexes: no page reads a whole table, nor sorts one.

use docket_domain::customer::CUSTOMERS;
use docket_domain::find::{self, Compare, Filter, Find, Listed, Listing, Ordering, Sort, Test};
use docket_domain::order::{ORDERS, OrderStatus, queries};
use docket_domain::page::PageArgs;
use docket_domain::product::PRODUCTS;
use docket_domain::{Snapshot, customer, order, product};
use docket_rules::Value;
use docket_rules::declare::Typed;
use sea_orm::{ConnectionTrait, DbBackend, ModelTrait, QueryTrait, Statement};

use super::model::Shop;
use crate::support::facts;

/// How the database reads a page that begins at `from`.
async fn plan<E: Listed>(snapshot: &Snapshot, find: &Find, from: Option<&E::Model>) -> String
where
    E::Model: ModelTrait<Entity = E>,
{
    let connection = snapshot.connection();
    let backend = connection.get_database_backend();
    let from = from.map(|row| find.ordering.place(row).unwrap());
    let args = PageArgs { size: 50, from, backward: false };
    let select = find::select::<E>(snapshot, find, &args).build(backend);
    let explain = if backend == DbBackend::Sqlite { "EXPLAIN QUERY PLAN" } else { "EXPLAIN" };
    let sql = format!("{explain} {}", select.sql);
    let explained = Statement { sql, values: select.values, db_backend: backend };
    let column = if backend == DbBackend::Sqlite { 3 } else { 0 };
    let rows = connection.query_all_raw(explained).await.unwrap();
    rows.iter().map(|row| row.try_get_by_index::<String>(column).unwrap()).collect::<Vec<_>>().join("\n")
}

fn sorted(listing: &'static Listing, name: &str, descending: bool) -> Find {
    let field = listing.field(name).unwrap();
    let ordering = Ordering::by(listing, vec![Sort { field, descending }]).unwrap();
    Find { ordering, ..Find::all(listing) }
}

/// The index is used, and nothing is read or sorted as a whole.
fn comes_from(plan: &str, index: &str) {
    assert!(plan.contains(index), "not from {index}:\n{plan}");
    for whole in ["Seq Scan", "SCAN orders", "SCAN customer", "SCAN product", "TEMP B-TREE FOR ORDER BY", "Sort Key"] {
        assert!(!plan.contains(whole), "{whole}:\n{plan}");
    }
}

facts! {
    async fn pages_come_out_of_indexes(world: World) {
        Shop::fill(&world).await;
        let snapshot = world.docket.snapshot(&world.actor).await.unwrap();
        if world.docket.database().backend() == DbBackend::Postgres {
            // A few rows are cheaper to read and sort as a whole: what is asked is whether it can be done without.
            for way in ["enable_seqscan", "enable_sort", "enable_bitmapscan"] {
                snapshot.connection().execute_unprepared(&format!("SET LOCAL {way} = off")).await.unwrap();
            }
        }
        let any = PageArgs { size: 1, from: None, backward: false };
        let order = queries::list(&snapshot, &Find::all(&ORDERS), &any).await.unwrap().rows.remove(0);
        let customer = customer::queries::list(&snapshot, &Find::all(&CUSTOMERS), &any).await.unwrap().rows.remove(0);
        let product = product::queries::list(&snapshot, &Find::all(&PRODUCTS), &any).await.unwrap().rows.remove(0);
        let key = if world.docket.database().backend() == DbBackend::Sqlite { "sqlite_autoindex_orders" } else { "pk_orders" };
        let own = Find::all(&ORDERS).only(queries::of_customer(order.customer_id));
        let open = Find::all(&ORDERS).only(queries::standing_at(vec![OrderStatus::Open]));
        for from in [None, Some(&order)] {
            for (find, index) in [
                (Find::all(&ORDERS), key),
                (sorted(&ORDERS, "orderDate", true), "ix_orders_order_date"),
                (sorted(&ORDERS, "amountTotal", true), "ix_orders_amount_total"),
                (sorted(&ORDERS, "amountTotal", false), "ix_orders_amount_total"),
                (sorted(&ORDERS, "status", false), "ix_orders_status"),
                (own.clone(), "ix_orders_customer_id"),
                (open.clone(), "ix_orders_status"),
            ] {
                comes_from(&plan::<order::entity::Entity>(&snapshot, &find, from).await, index);
            }
        }
        let by_name = plan::<customer::entity::Entity>(&snapshot, &sorted(&CUSTOMERS, "name", false), Some(&customer)).await;
        comes_from(&by_name, "ix_customer_name_key");
        let by_name = plan::<product::entity::Entity>(&snapshot, &sorted(&PRODUCTS, "name", true), Some(&product)).await;
        comes_from(&by_name, "ix_product_name_key");
    }

    async fn filters_find_their_rows_in_indexes(world: World) {
        Shop::fill(&world).await;
        let snapshot = world.docket.snapshot(&world.actor).await.unwrap();
        if world.docket.database().backend() == DbBackend::Postgres {
            snapshot.connection().execute_unprepared("SET LOCAL enable_seqscan = off").await.unwrap();
        }
        // Sorted by what no index sorts by: the rows are few, and the newest first would be read as a whole.
        let field = |name, test| sorted(&ORDERS, "itemCount", false).only(Filter::Field(ORDERS.field(name).unwrap(), test));
        let at = |text: &str| text.parse::<chrono::DateTime<chrono::Utc>>().unwrap().into_value();
        let text = |said: &str| Value::Text(said.into());
        for (find, index) in [
            (field("externalReference", Test::Is(Compare::Eq, text("PO-1"))), "ix_orders_external_reference_key"),
            (field("externalReference", Test::StartsWith("po".to_owned())), "ix_orders_external_reference_key"),
            (field("dateShipped", Test::Is(Compare::Gte, at("2026-11-21T00:00:00Z"))), "ix_orders_date_shipped"),
        ] {
            let plan = plan::<order::entity::Entity>(&snapshot, &find, None).await;
            assert!(plan.contains(index), "not from {index}:\n{plan}");
        }
    }
}

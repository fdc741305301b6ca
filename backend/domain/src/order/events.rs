//! What the world is told about an order.

use docket_rules::plan::{Fired, Plan};
use sea_orm::{ColumnTrait, DatabaseTransaction, EntityTrait, QueryFilter, QueryOrder};
use serde_json::{Value as Json, json};

use crate::customer;
use crate::error::{Fault, Stop};
use crate::history;
use crate::id::{OrderId, RowId, TenantId};
use crate::order::{Order, entity, item};
use crate::outbox::ORDER_SHIPPING;
use crate::product;
use crate::unit::{Found, Unit};

/// The data of an event: for shipping the whole order with its items, else what a listener needs to decide
/// whether to ask for more.
pub(crate) async fn payload(
    db: &DatabaseTransaction,
    unit: &Unit,
    plan: &Plan,
    fired: &Fired,
    topic: &str,
) -> Result<Json, Stop> {
    if topic == ORDER_SHIPPING {
        return whole(db, unit.actor.tenant, OrderId(fired.key.id)).await;
    }
    let row = plan.change(fired.key).and_then(|change| change.last().cloned());
    let order: Found<Order> = row.map(Found::from).ok_or(Fault::Internal("an event of a row that is gone"))?;
    let columns = Order::COLUMNS;
    Ok(json!({
        "orderId": OrderId(fired.key.id).to_string(),
        "number": order.get(columns.number)?,
        "customerId": order.get(columns.customer_id)?.to_string(),
        "status": order.get(columns.status)?.name(),
        "amountTotal": order.get(columns.amount_total)?.to_string(),
        "currency": order.get(columns.currency)?,
        "version": history::version_of(plan, fired.key),
        "command": unit.command,
    }))
}

/// The order as the unit leaves it. Its items are read after the write, under the order's lock: no other unit
/// can have changed them since.
async fn whole(db: &DatabaseTransaction, tenant: TenantId, id: OrderId) -> Result<Json, Stop> {
    let gone = Fault::Internal("an event of a row that is gone");
    let order = entity::Entity::find_by_id((tenant, id)).one(db).await?.ok_or(gone)?;
    let customer = customer::entity::Entity::find_by_id((tenant, order.customer_id)).one(db).await?;
    let items = item::entity::Entity::find()
        .filter(item::entity::Column::TenantId.eq(tenant))
        .filter(item::entity::Column::OrderId.eq(id))
        .order_by_asc(item::entity::Column::Id)
        .all(db)
        .await?;
    let products = product::entity::Entity::find()
        .filter(product::entity::Column::TenantId.eq(tenant))
        .filter(product::entity::Column::Id.is_in(items.iter().map(|item| item.product_id.uuid())))
        .all(db)
        .await?;
    let items: Vec<Json> = items
        .iter()
        .map(|item| {
            let product = products.iter().find(|product| product.id == item.product_id);
            json!({
                "id": item.id.to_string(),
                "product": {
                    "id": item.product_id.to_string(),
                    "sku": product.map(|product| &product.sku),
                    "name": product.map(|product| &product.name),
                },
                "quantity": item.quantity.to_string(),
                "unitPrice": item.unit_price.to_string(),
                "amount": item.amount.to_string(),
            })
        })
        .collect();
    Ok(json!({
        "id": order.id.to_string(),
        "number": order.number,
        "status": order.status.name(),
        "customer": { "id": order.customer_id.to_string(), "name": customer.map(|customer| customer.name) },
        "orderDate": order.order_date.to_string(),
        "dateShipped": order.date_shipped.map(|time| time.to_rfc3339()),
        "externalReference": order.external_reference,
        "notes": order.notes,
        "currency": order.currency,
        "amountTotal": order.amount_total.to_string(),
        "version": order.version,
        "items": items,
    }))
}

//! What can be done with an order: each gives the order as it is then, or why it stayed as it was.

use cynic::Id;

use super::super::change::changes;
use super::super::failure::Failure;
use super::super::key::Key;
use super::super::scalar::Decimal;
use super::super::schema;
use super::Order;

changes! {
    add_item(AddItemInput) -> "AddItemPayload" order: Order;
    update_item(UpdateItemInput) -> "UpdateItemPayload" order: Order;
    delete_item(DeleteItemInput) -> "DeleteItemPayload" order: Order;
    update_order(UpdateOrderInput) -> "UpdateOrderPayload" order: Order;
    ship_order(ShipOrderInput) -> "ShipOrderPayload" order: Order;
    unship_order(UnshipOrderInput) -> "UnshipOrderPayload" order: Order;
    cancel_order(CancelOrderInput) -> "CancelOrderPayload" order: Order;
    reprice_order(RepriceOrderInput) -> "RepriceOrderPayload" order: Order;
    duplicate_order(DuplicateOrderInput) -> "DuplicateOrderPayload" order: Order;
    delete_order(DeleteOrderInput) -> "DeleteOrderPayload" deleted_id: Id;
}

#[derive(cynic::InputObject)]
struct AddItemInput {
    order_id: Id,
    product_id: Id,
    quantity: Decimal,
    expected_unit_price: Option<Decimal>,
}

#[derive(cynic::InputObject)]
struct UpdateItemInput {
    id: Id,
    expected_version: Option<i32>,
    #[cynic(skip_serializing_if = "Option::is_none")]
    quantity: Option<Decimal>,
    #[cynic(skip_serializing_if = "Option::is_none")]
    product_id: Option<Id>,
    #[cynic(skip_serializing_if = "Option::is_none")]
    expected_unit_price: Option<Decimal>,
}

#[derive(cynic::InputObject)]
struct DeleteItemInput {
    id: Id,
    expected_version: Option<i32>,
}

#[derive(cynic::InputObject)]
struct UpdateOrderInput {
    id: Id,
    expected_version: Option<i32>,
    notes: Option<String>,
}

#[derive(cynic::InputObject)]
struct ShipOrderInput {
    id: Id,
    expected_version: Option<i32>,
}

#[derive(cynic::InputObject)]
struct UnshipOrderInput {
    id: Id,
    expected_version: Option<i32>,
}

#[derive(cynic::InputObject)]
struct CancelOrderInput {
    id: Id,
    expected_version: Option<i32>,
    reason: Option<String>,
}

#[derive(cynic::InputObject)]
struct RepriceOrderInput {
    id: Id,
    expected_version: Option<i32>,
}

#[derive(cynic::InputObject)]
struct DuplicateOrderInput {
    id: Id,
}

#[derive(cynic::InputObject)]
struct DeleteOrderInput {
    id: Id,
    expected_version: Option<i32>,
}

/// What changes about an item.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum ItemChange {
    /// How much of it.
    Quantity(String),
    /// Another product, at the price that was shown for it.
    Product {
        /// The product.
        id: Id,
        /// The price that was shown.
        unit_price: String,
    },
}

/// Adds an item, at the price that was shown.
pub(crate) async fn add_item(
    order: Id,
    product: Id,
    unit_price: String,
    quantity: String,
    key: Key,
) -> Result<Order, Failure> {
    let input = AddItemInput {
        order_id: order,
        product_id: product,
        quantity: Decimal(quantity),
        expected_unit_price: Some(Decimal(unit_price)),
    };
    add_item::send(input, &key).await
}

/// Changes an item that was seen at this version.
pub(crate) async fn change_item(item: Id, seen: i32, change: ItemChange, key: Key) -> Result<Order, Failure> {
    let (quantity, product_id, expected_unit_price) = match change {
        ItemChange::Quantity(quantity) => (Some(Decimal(quantity)), None, None),
        ItemChange::Product { id, unit_price } => (None, Some(id), Some(Decimal(unit_price))),
    };
    let input = UpdateItemInput { id: item, expected_version: Some(seen), quantity, product_id, expected_unit_price };
    update_item::send(input, &key).await
}

/// Takes an item out that was seen at this version.
pub(crate) async fn delete_item(item: Id, seen: i32, key: Key) -> Result<Order, Failure> {
    delete_item::send(DeleteItemInput { id: item, expected_version: Some(seen) }, &key).await
}

/// Writes the notes of an order that was seen at this version.
pub(crate) async fn set_notes(order: Id, seen: i32, notes: String, key: Key) -> Result<Order, Failure> {
    let input = UpdateOrderInput { id: order, expected_version: Some(seen), notes: Some(notes) };
    update_order::send(input, &key).await
}

/// Ships an order that was seen at this version.
pub(crate) async fn ship(order: Id, seen: i32, key: Key) -> Result<Order, Failure> {
    ship_order::send(ShipOrderInput { id: order, expected_version: Some(seen) }, &key).await
}

/// Takes a shipment back.
pub(crate) async fn unship(order: Id, seen: i32, key: Key) -> Result<Order, Failure> {
    unship_order::send(UnshipOrderInput { id: order, expected_version: Some(seen) }, &key).await
}

/// Calls an order off; why, if anybody wants to say.
pub(crate) async fn cancel(order: Id, seen: i32, reason: String, key: Key) -> Result<Order, Failure> {
    let reason = Some(reason.trim().to_owned()).filter(|reason| !reason.is_empty());
    cancel_order::send(CancelOrderInput { id: order, expected_version: Some(seen), reason }, &key).await
}

/// Takes today's prices.
pub(crate) async fn reprice(order: Id, seen: i32, key: Key) -> Result<Order, Failure> {
    reprice_order::send(RepriceOrderInput { id: order, expected_version: Some(seen) }, &key).await
}

/// Takes the same order again; gives the new one.
pub(crate) async fn duplicate(order: Id, key: Key) -> Result<Order, Failure> {
    duplicate_order::send(DuplicateOrderInput { id: order }, &key).await
}

/// Deletes an order that was seen at this version.
pub(crate) async fn delete(order: Id, seen: i32, key: Key) -> Result<Id, Failure> {
    delete_order::send(DeleteOrderInput { id: order, expected_version: Some(seen) }, &key).await
}

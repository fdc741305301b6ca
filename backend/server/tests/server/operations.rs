//! What people do with orders, customers and products beyond taking and shipping, as GraphQL shows it.

use serde_json::json;

use crate::desk::{Desk, order_input};

#[tokio::test]
async fn an_order_is_cancelled_duplicated_and_deleted() {
    let desk = Desk::open().await;
    let (customer, board) = (desk.customer("100").await, desk.product("oak", "10").await);
    let order = desk.order(&customer, &board, "3").await;
    let actions = format!("{{ order(id: \"{order}\") {{ allowedActions }} }}");
    assert_eq!(desk.ask("order.allowedActions", &actions).await, json!(["EDIT_ITEMS", "SHIP", "CANCEL", "DELETE"]));
    let cancel = format!(
        "mutation {{ cancelOrder(input: {{ id: \"{order}\", reason: \"twice\" }}) {{
            order {{ status allowedActions history {{ nodes {{ reason }} }} customer {{ balance }} }}
            userErrors {{ message }}
        }} }}"
    );
    assert_eq!(
        desk.ask("cancelOrder", &cancel).await,
        json!({
            "order": {
                "status": "CANCELLED", "allowedActions": [],
                "history": { "nodes": [{ "reason": "twice" }, { "reason": null }] },
                "customer": { "balance": "0" },
            },
            "userErrors": [],
        })
    );
    let again = format!("mutation {{ duplicateOrder(input: {{ id: \"{order}\" }}) {{ order {{ id amountTotal }} }} }}");
    let copy = desk.ask("duplicateOrder.order", &again).await;
    assert_eq!(copy["amountTotal"], "30");
    let delete = |id: &str| {
        format!(
            "mutation {{ deleteOrder(input: {{ id: \"{id}\" }}) {{
                deletedId userErrors {{ code message ... on ActionNotAllowed {{ status allowedActions }} }}
            }} }}"
        )
    };
    let copy = copy["id"].as_str().unwrap();
    let deleted = json!({ "deletedId": copy, "userErrors": [] });
    assert_eq!(desk.ask("deleteOrder", &delete(copy)).await, deleted);
    let history = format!("{{ orderHistory(orderId: \"{copy}\") {{ totalCount nodes {{ version command }} }} }}");
    let nodes = json!([{ "version": 2, "command": "deleteOrder" }, { "version": 1, "command": "duplicateOrder" }]);
    assert_eq!(desk.ask("orderHistory", &history).await, json!({ "totalCount": 2, "nodes": nodes }));
    let refused = json!([{
        "code": "ACTION_NOT_ALLOWED",
        "message": "The order is cancelled, so it cannot be deleted. Nothing more can be done with it.",
        "status": "CANCELLED",
        "allowedActions": [],
    }]);
    assert_eq!(desk.ask("deleteOrder.userErrors", &delete(&order)).await, refused);
}

#[tokio::test]
async fn what_orders_use_stays_and_can_be_archived() {
    let desk = Desk::open().await;
    let (customer, board) = (desk.customer("100").await, desk.product("oak", "10").await);
    desk.order(&customer, &board, "3").await;
    let errors = "userErrors { code message field }";
    let delete = format!(
        "mutation {{ deleteProduct(input: {{ id: \"{board}\" }}) {{ deletedId userErrors {{
            code message ... on InUse {{ uses examples }}
        }} }} }}"
    );
    let used = json!({
        "deletedId": null,
        "userErrors": [{
            "code": "IN_USE",
            "message": "1 order uses this (1001), so it cannot be deleted: archive it instead.",
            "uses": 1,
            "examples": [1001],
        }],
    });
    assert_eq!(desk.ask("deleteProduct", &delete).await, used);
    let archive = format!("mutation {{ archiveCustomer(input: {{ id: \"{customer}\" }}) {{ {errors} }} }}");
    let open = "A customer with open orders is not archived. Ship or cancel its open orders first.";
    let refused = json!([{ "code": "RULE_VIOLATED", "message": open, "field": [] }]);
    assert_eq!(desk.ask("archiveCustomer.userErrors", &archive).await, refused);
    let archive = format!("mutation {{ archiveProduct(input: {{ id: \"{board}\" }}) {{ product {{ archivedAt }} }} }}");
    assert!(desk.ask("archiveProduct.product.archivedAt", &archive).await.is_string());
    desk.product("OAK", "1").await;
    let back = format!("mutation {{ unarchiveProduct(input: {{ id: \"{board}\" }}) {{ {errors} }} }}");
    assert_eq!(desk.ask("unarchiveProduct.userErrors", &back).await[0]["code"], "DUPLICATE_VALUE");
}

#[tokio::test]
async fn things_are_found_by_name_and_by_id() {
    let desk = Desk::open().await;
    let (customer, board) = (desk.customer("100").await, desk.product("Oak-1", "10").await);
    let order = desk.order(&customer, &board, "3").await;
    assert_eq!(desk.ask("orderByNumber.id", "{ orderByNumber(number: 1001) { id } }").await, json!(order));
    assert_eq!(desk.ask("productBySku.id", "{ productBySku(sku: \"OAK-1\") { id } }").await, json!(board));
    let by_email = "{ customerByEmail(email: \"alder@EXAMPLE.com\") { id } }";
    assert_eq!(desk.ask("customerByEmail.id", by_email).await, json!(customer));
    let by_reference = "{ orderByExternalReference(externalReference: \"none\") { id } }";
    assert_eq!(desk.ask("orderByExternalReference", by_reference).await, json!(null));
    let items = format!("{{ order(id: \"{order}\") {{ items {{ id }} }} }}");
    let item = desk.ask("order.items", &items).await[0]["id"].as_str().unwrap().to_owned();
    let nodes = format!(
        "{{ nodes(ids: [\"{order}\", \"{item}\", \"nothing\", \"{customer}\", \"{board}\"]) {{
            __typename id ... on Item {{ order {{ number }} }}
        }} }}"
    );
    assert_eq!(
        desk.ask("nodes", &nodes).await,
        json!([
            { "__typename": "Order", "id": order },
            { "__typename": "Item", "id": item, "order": { "number": 1001 } },
            null,
            { "__typename": "Customer", "id": customer },
            { "__typename": "Product", "id": board },
        ])
    );
    let node = format!("{{ node(id: \"{item}\") {{ ... on Item {{ quantity }} }} }}");
    assert_eq!(desk.ask("node.quantity", &node).await, "3");
    let many = format!("{{ nodes(ids: [{}]) {{ id }} }}", vec!["\"x\""; 101].join(" "));
    assert_eq!(desk.errors(&many).await, ["`ids` must have at most 100 ids: ask for the rest in another request."]);
}

#[tokio::test]
async fn looking_ahead_shows_amounts_credit_and_refusals() {
    let desk = Desk::open().await;
    let (customer, board) = (desk.customer("100").await, desk.product("oak", "7.77").await);
    let ahead = |quantity: &str| {
        format!(
            "{{ previewOrder(input: {{ {} }}) {{
                items {{ product {{ sku }} unitPrice amount }} amountTotal balanceAfter availableCreditAfter
                userErrors {{ code message ... on CreditLimitExceeded {{ largestQuantity excess }} }}
            }} }}",
            order_input(&customer, &board, quantity)
        )
    };
    assert_eq!(
        desk.ask("previewOrder", &ahead("13")).await,
        json!({
            "items": [{ "product": { "sku": "oak" }, "unitPrice": "7.77", "amount": "101.01" }],
            "amountTotal": "101.01", "balanceAfter": "101.01", "availableCreditAfter": "-1.01",
            "userErrors": [{
                "code": "CREDIT_LIMIT_EXCEEDED",
                "message": "This would put the customer 1.01 over the credit limit of 100.00: 0.00 is owed already. \
                            Order at most 12, raise the limit, or ship open orders first.",
                "largestQuantity": "12", "excess": "1.01",
            }],
        })
    );
    assert_eq!(desk.ask("previewOrder.userErrors", &ahead("12")).await, json!([]));
    assert_eq!(desk.ask("orders.totalCount", "{ orders { totalCount } }").await, json!(0));
}

#[tokio::test]
async fn a_price_that_moved_is_shown_and_taken_when_asked() {
    let desk = Desk::open().await;
    let (customer, board) = (desk.customer("100").await, desk.product("oak", "10").await);
    let order = desk.order(&customer, &board, "3").await;
    let price =
        format!("mutation {{ updateProduct(input: {{ id: \"{board}\", unitPrice: \"20\" }}) {{ product {{ id }} }} }}");
    desk.ask("updateProduct", &price).await;
    let add = format!(
        "mutation {{ addItem(input: {{ orderId: \"{order}\", productId: \"{board}\", quantity: 1, expectedUnitPrice: 10 }}) {{
            userErrors {{ code message field ... on PriceMoved {{ expected current }} }}
        }} }}"
    );
    let moved = json!([{
        "code": "PRICE_MOVED",
        "message": "The price is 20.00, not 10.00: accept it by expecting it, or leave the item out.",
        "field": ["expectedUnitPrice"], "expected": "10", "current": "20",
    }]);
    assert_eq!(desk.ask("addItem.userErrors", &add).await, moved);
    let repricing = format!(
        "{{ repricing(id: \"{order}\") {{
            items {{ quantity oldUnitPrice newUnitPrice oldAmount newAmount }}
            oldAmountTotal newAmountTotal balanceAfter availableCreditAfter userErrors {{ code }}
        }} }}"
    );
    let item =
        json!({ "quantity": "3", "oldUnitPrice": "10", "newUnitPrice": "20", "oldAmount": "30", "newAmount": "60" });
    assert_eq!(
        desk.ask("repricing", &repricing).await,
        json!({
            "items": [item], "oldAmountTotal": "30", "newAmountTotal": "60",
            "balanceAfter": "60", "availableCreditAfter": "40", "userErrors": [],
        })
    );
    let reprice =
        format!("mutation {{ repriceOrder(input: {{ id: \"{order}\" }}) {{ order {{ amountTotal version }} }} }}");
    assert_eq!(desk.ask("repriceOrder.order", &reprice).await, json!({ "amountTotal": "60", "version": 2 }));
    assert_eq!(desk.ask("repricing", "{ repricing(id: \"nothing\") { items { quantity } } }").await, json!(null));
}

#[tokio::test]
async fn many_rows_are_each_stored_or_refused_for_themselves() {
    let desk = Desk::open().await;
    let (customer, board) = (desk.customer("100").await, desk.product("oak", "10").await);
    let (one, two) = (desk.order(&customer, &board, "3").await, desk.order(&customer, &board, "1").await);
    let row = "results { id order { status } userErrors { code field } }";
    let ship = format!("mutation {{ shipOrders(input: {{ ids: [\"{one}\", \"nothing\", \"{one}\"] }}) {{ {row} }} }}");
    assert_eq!(
        desk.ask("shipOrders.results", &ship).await,
        json!([
            { "id": one, "order": { "status": "SHIPPED" }, "userErrors": [] },
            { "id": "nothing", "order": null, "userErrors": [{ "code": "INVALID_ID", "field": ["ids", "1"] }] },
            { "id": one, "order": null, "userErrors": [{ "code": "ACTION_NOT_ALLOWED", "field": [] }] },
        ])
    );
    let cancel = format!("mutation {{ cancelOrders(input: {{ ids: [\"{two}\"], reason: \"closing\" }}) {{ {row} }} }}");
    assert_eq!(desk.ask("cancelOrders.results", &cancel).await[0]["order"]["status"], "CANCELLED");
    let set = format!(
        "mutation {{ setProductsAvailable(input: {{ ids: [\"{board}\"], available: false }}) {{
            results {{ product {{ available }} }}
        }} }}"
    );
    let hidden = json!([{ "product": { "available": false } }]);
    assert_eq!(desk.ask("setProductsAvailable.results", &set).await, hidden);
    let many = vec!["\"x\""; 101].join(" ");
    let refused = desk.errors(&format!("mutation {{ shipOrders(input: {{ ids: [{many}] }}) {{ {row} }} }}")).await;
    assert_eq!(refused, ["`ids` must have at most 100 ids: send the rest in another request."]);
}

#[tokio::test]
async fn many_rows_with_a_key_are_carried_out_once_each() {
    let desk = Desk::open().await;
    let (customer, board) = (desk.customer("100").await, desk.product("oak", "10").await);
    let (one, two) = (desk.order(&customer, &board, "3").await, desk.order(&customer, &board, "1").await);
    let ship = |id: &str| {
        let row = "results { order { version } userErrors { code } }";
        format!("mutation {{ shipOrders(input: {{ ids: [\"{one}\", \"{id}\"] }}) {{ {row} }} }}")
    };
    let (first, errors) = desk.keyed("k", &ship(&two)).await;
    assert_eq!(errors, Vec::<String>::new());
    assert_eq!(first["shipOrders"]["results"][1], json!({ "order": { "version": 2 }, "userErrors": [] }));
    assert_eq!(desk.keyed("k", &ship(&two)).await, (first, Vec::new()));
    let (_, errors) = desk.keyed("k", &ship("other")).await;
    assert!(errors[0].contains("came with another request"), "{errors:?}");
}

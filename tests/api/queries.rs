//! Filters, searches and orderings, as GraphQL asks for them.

use docket_tests::facts;
use docket_tests::world::{World, id, list, text, unique};
use serde_json::{Value as Json, json};

/// A customer with a name of its own, and its orders of 10, 20 and 30; the second has shipped.
async fn three_orders(world: &World) -> (String, Vec<String>) {
    let name = unique("Ödland & Söhne");
    let input = json!({ "name": name, "creditLimit": "100" });
    let customer = id(&world.done("createCustomer", input).await["customer"]);
    let product = world.product("10").await;
    let mut orders = Vec::new();
    for quantity in ["1", "2", "3"] {
        orders.push(id(&world.order(&customer, &[(&product, quantity)]).await));
    }
    world.done("shipOrder", json!({ "id": orders[1] })).await;
    (name, orders)
}

const ORDERS: &str = "query($where: OrderWhere, $by: [OrderOrderBy!], $search: String, $first: Int, $after: String, $last: Int, $before: String) {
    orders(where: $where, orderBy: $by, search: $search, first: $first, after: $after, last: $last, before: $before) {
        totalCount totalCountIsCapped nodes { id } pageInfo { startCursor endCursor hasNextPage hasPreviousPage } } }";

async fn found(world: &World, variables: Json) -> Vec<String> {
    list(&world.api.ask(ORDERS, &variables).await["orders"]["nodes"]).iter().map(id).collect()
}

async fn refused(world: &World, variables: Json) -> (String, String) {
    let answer = world.api.graphql(ORDERS, &variables).await;
    (answer.code(), text(&answer.json()["errors"][0]["message"]).to_owned())
}

facts! {
    async fn orders_are_filtered_through_their_customers_and_items(world: World) {
        let (name, orders) = three_orders(world).await;
        let own = json!({ "customer": { "name": { "contains": name.to_uppercase() } } });
        assert_eq!(found(world, json!({ "where": own })).await, [&*orders[2], &*orders[1], &*orders[0]]);
        let and = |more: Json| json!({ "where": { "and": [own, more] } });
        for (more, expected) in [
            (json!({ "amountTotal": { "gt": "10", "lte": 20 } }), vec![1]),
            (json!({ "dateShipped": { "isNull": true } }), vec![2, 0]),
            (json!({ "not": { "dateShipped": { "isNull": true } } }), vec![1]),
            (json!({ "or": [{ "status": { "eq": "SHIPPED" } }, { "amountTotal": { "gte": 30 } }] }), vec![2, 1]),
            (json!({ "or": [] }), vec![]),
            (json!({ "items": { "some": { "quantity": { "in": ["1", "3"] } } } }), vec![2, 0]),
            (json!({ "items": { "none": { "quantity": { "gt": "1.5" } } } }), vec![0]),
            (json!({ "id": { "in": [orders[0], "nothing"] } }), vec![0]),
            (json!({ "id": { "eq": "customer_01h2xcejqtf2nbrexx3vqjhp41" } }), vec![]),
            (json!({ "status": null, "amountTotal": { "eq": null } }), vec![2, 1, 0]),
        ] {
            let expected: Vec<&String> = expected.iter().map(|at: &usize| &orders[*at]).collect();
            assert_eq!(found(world, and(more.clone())).await.iter().collect::<Vec<_>>(), expected, "{more}");
        }
    }

    async fn customers_are_found_by_their_orders_and_sorted_by_the_share_of_their_credit(world: World) {
        let (name, _) = three_orders(world).await;
        let document = "query($where: CustomerWhere) {
            customers(where: $where, search: \"söhne\", orderBy: [{ field: CREDIT_USED_SHARE, direction: DESC }]) {
                nodes { name creditUsedShare availableCredit } } }";
        let large = json!({ "name": { "eq": name }, "orders": { "some": { "amountTotal": { "gt": 29 } } } });
        let shown = world.api.ask(document, &json!({ "where": large })).await["customers"]["nodes"].take();
        assert_eq!(shown, json!([{ "name": name, "creditUsedShare": "0.4", "availableCredit": "60" }]));
        for none in [
            json!({ "name": { "eq": name }, "orders": { "some": { "amountTotal": { "gt": 30 } } } }),
            json!({ "name": { "eq": name }, "creditUsedShare": { "gt": "0.4" } }),
        ] {
            assert_eq!(world.api.ask(document, &json!({ "where": none })).await["customers"]["nodes"], json!([]));
        }
    }

    async fn searches_find_words_in_any_case(world: World) {
        let (name, orders) = three_orders(world).await;
        let notes = unique("ÄNDERUNG_50%");
        world.done("updateOrder", json!({ "id": orders[0], "notes": notes, "externalReference": notes })).await;
        let number = world.load_order(&orders[0]).await["number"].to_string();
        for search in [notes.to_lowercase(), format!("{notes} {}", name.to_uppercase()), format!("  #{number} {notes}\n")] {
            assert_eq!(found(world, json!({ "search": search })).await, [&*orders[0]], "{search}");
        }
        assert_eq!(found(world, json!({ "search": notes.replace('_', "%") })).await, [""; 0]);
        assert_eq!(found(world, json!({ "search": name, "first": 10 })).await.len(), 3);
    }

    async fn cursors_belong_to_one_order_of_a_list(world: World) {
        let (name, orders) = three_orders(world).await;
        let own = json!({ "customer": { "name": { "eq": name } } });
        let by = json!([{ "field": "DATE_SHIPPED", "direction": "DESC" }, { "field": "AMOUNT_TOTAL" }]);
        let expected = [&*orders[1], &*orders[0], &*orders[2]];
        let (mut forward, mut backward) = (Vec::new(), Vec::new());
        let (mut after, mut before) = (Json::Null, Json::Null);
        for _ in 0..3 {
            let next = json!({ "where": own, "by": by, "first": 1, "after": after });
            let page = world.api.ask(ORDERS, &next).await["orders"].take();
            forward.push(id(&page["nodes"][0]));
            after = page["pageInfo"]["endCursor"].clone();
            let previous = json!({ "where": own, "by": by, "last": 1, "before": before });
            let page = world.api.ask(ORDERS, &previous).await["orders"].take();
            backward.insert(0, id(&page["nodes"][0]));
            before = page["pageInfo"]["startCursor"].clone();
        }
        assert_eq!((&forward[..], &backward[..]), (&expected.map(str::to_owned)[..], &expected.map(str::to_owned)[..]));
        let (code, message) = refused(world, json!({ "after": after })).await;
        assert_eq!((&*code, &*message), ("BAD_CURSOR", "The cursor belongs to a list in another order: start again without it."));
        let reversed = json!([{ "field": "DATE_SHIPPED" }, { "field": "AMOUNT_TOTAL" }]);
        assert_eq!(refused(world, json!({ "by": reversed, "after": after })).await.0, "BAD_CURSOR");
        let of_customers = "query($after: String) { customers(after: $after) { nodes { id } } }";
        assert_eq!(world.api.graphql(of_customers, &json!({ "after": after })).await.code(), "BAD_CURSOR");
        let forged = format!("{}x", text(&after));
        assert_eq!(refused(world, json!({ "by": by, "after": forged })).await.0, "BAD_CURSOR");
    }

    async fn questions_are_bounded(world: World) {
        let nested = (0..7).fold(json!({ "number": { "eq": 1 } }), |inner, _| json!({ "not": inner }));
        let many: Vec<Json> = (0..51).map(|at| json!({ "number": { "eq": at } })).collect();
        let ids = vec!["order_01h2xcejqtf2nbrexx3vqjhp41"; 101];
        for (variables, code, said) in [
            (json!({ "where": nested }), "QUERY_TOO_COMPLEX", "6 deep"),
            (json!({ "where": { "or": many } }), "QUERY_TOO_COMPLEX", "50 conditions"),
            (json!({ "where": { "id": { "in": ids } } }), "QUERY_TOO_COMPLEX", "100 values"),
            (json!({ "search": "a".repeat(101) }), "QUERY_TOO_COMPLEX", "100 characters"),
            (json!({ "search": "a ".repeat(9) }), "QUERY_TOO_COMPLEX", "8 words"),
            (json!({ "by": vec![json!({ "field": "NUMBER" }); 6] }), "QUERY_TOO_COMPLEX", "5 fields"),
            (json!({ "where": { "notes": { "contains": "a".repeat(201) } } }), "BAD_USER_INPUT", "200 characters"),
            (json!({ "where": { "notes": { "eq": "a\u{0}" } } }), "BAD_USER_INPUT", "control"),
            (json!({ "where": { "amountTotal": { "eq": "1.00001" } } }), "BAD_USER_INPUT", "4 decimals"),
            (json!({ "where": { "amountTotal": { "eq": "99999999999999999" } } }), "BAD_USER_INPUT", "too large"),
            (json!({ "where": { "createdAt": { "gt": "+12026-01-01T00:00:00Z" } } }), "BAD_USER_INPUT", "four digits"),
            (json!({ "where": { "nothing": { "eq": 1 } } }), "GRAPHQL_VALIDATION_FAILED", "nothing"),
            (json!({ "where": { "status": { "contains": "O" } } }), "GRAPHQL_VALIDATION_FAILED", "contains"),
            (json!({ "by": [{ "field": "NOTES" }] }), "GRAPHQL_VALIDATION_FAILED", "NOTES"),
        ] {
            let (found, message) = refused(world, variables.clone()).await;
            assert!(found == code && message.contains(said), "{found} {message}: {variables}");
        }
        for (arguments, said) in [
            ("by: DAY, from: \"2025-01-01\", to: \"2026-02-05\"", "400 days"),
            ("by: DAY, from: \"2026-02-05\", to: \"2026-02-04\"", "after"),
            ("by: CUSTOMER, first: 101", "1 to 100"),
        ] {
            let answer = world.api.graphql(&format!("{{ orderTotals({arguments}) {{ count }} }}"), &json!({})).await;
            assert!(answer.code() == "BAD_USER_INPUT" && answer.text().contains(said), "{}", answer.text());
        }
    }
}

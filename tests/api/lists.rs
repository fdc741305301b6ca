//! Lists by pages: forward, backward, filtered, counted.

use docket_tests::facts;
use docket_tests::world::{World, id, list, text};
use serde_json::{Value as Json, json};

const PAGE: &str = "totalCount pageInfo { hasPreviousPage hasNextPage startCursor endCursor } edges { cursor node { id } } nodes { id }";

/// A page of a customer's orders.
async fn page(world: &World, customer: &str, args: &str) -> Json {
    let document = format!("query($id: ID!) {{ orders(customerId: $id {args}) {{ {PAGE} }} }}");
    world.api.ask(&document, &json!({ "id": customer })).await["orders"].take()
}

fn ids(page: &Json) -> Vec<String> {
    list(&page["nodes"]).iter().map(id).collect()
}

/// A customer with this many orders, and their ids, newest first.
async fn customer_with_orders(world: &World, count: usize) -> (String, Vec<String>) {
    let (customer, product) = (world.customer("1000").await, world.product("1").await);
    let mut orders = Vec::new();
    for _ in 0..count {
        orders.insert(0, id(&world.order(&customer, &[(&product, "1")]).await));
    }
    (customer, orders)
}

facts! {
    async fn pages_forward_show_every_order_once_newest_first(world: World) {
        let (customer, orders) = customer_with_orders(world, 5).await;
        let first = page(world, &customer, "first: 2").await;
        assert_eq!((ids(&first), &first["totalCount"]), (orders[..2].to_vec(), &json!(5)));
        assert_eq!(first["pageInfo"], json!({
            "hasPreviousPage": false, "hasNextPage": true,
            "startCursor": first["edges"][0]["cursor"], "endCursor": first["edges"][1]["cursor"],
        }));
        let second = page(world, &customer, &format!("first: 2, after: {}", first["pageInfo"]["endCursor"])).await;
        assert_eq!(ids(&second), orders[2..4]);
        let third = page(world, &customer, &format!("first: 2, after: {}", second["pageInfo"]["endCursor"])).await;
        assert_eq!(ids(&third), orders[4..]);
        assert_eq!(third["pageInfo"]["hasNextPage"], false);
        assert_eq!(third["edges"][0]["node"], third["nodes"][0]);
    }

    async fn pages_backward_lead_back_the_same_way(world: World) {
        let (customer, orders) = customer_with_orders(world, 5).await;
        let last = page(world, &customer, "last: 2").await;
        assert_eq!((ids(&last), &last["pageInfo"]["hasPreviousPage"]), (orders[3..].to_vec(), &json!(true)));
        let before = page(world, &customer, &format!("last: 2, before: {}", last["pageInfo"]["startCursor"])).await;
        assert_eq!(ids(&before), orders[1..3]);
        let start = page(world, &customer, &format!("last: 2, before: {}", before["pageInfo"]["startCursor"])).await;
        assert_eq!((ids(&start), &start["pageInfo"]["hasPreviousPage"]), (orders[..1].to_vec(), &json!(false)));
    }

    async fn an_order_that_comes_in_meanwhile_shifts_no_page(world: World) {
        let (customer, orders) = customer_with_orders(world, 4).await;
        let first = page(world, &customer, "first: 2").await;
        let product = world.product("1").await;
        world.order(&customer, &[(&product, "1")]).await;
        let second = page(world, &customer, &format!("first: 2, after: {}", first["pageInfo"]["endCursor"])).await;
        assert_eq!(ids(&second), orders[2..]);
    }

    async fn a_status_filters_the_list_and_its_count(world: World) {
        let (customer, orders) = customer_with_orders(world, 3).await;
        world.done("shipOrder", json!({ "id": orders[1] })).await;
        let shipped = page(world, &customer, "status: [SHIPPED]").await;
        assert_eq!((ids(&shipped), &shipped["totalCount"]), (vec![orders[1].clone()], &json!(1)));
        assert_eq!(ids(&page(world, &customer, "status: [OPEN, SHIPPED]").await), orders);
        assert_eq!(ids(&page(world, &customer, "status: [REFUNDED]").await), [""; 0]);
        assert_eq!(ids(&page(world, &customer, "status: []").await), [""; 0]);
    }

    async fn a_customers_own_orders_are_the_same_list(world: World) {
        let (customer, orders) = customer_with_orders(world, 2).await;
        let document = "query($id: ID!) { customer(id: $id) { orders(first: 1) { totalCount nodes { id customer { id } } } } }";
        let data = world.api.ask(document, &json!({ "id": customer })).await;
        let node = json!({ "id": orders[0], "customer": { "id": customer } });
        assert_eq!(data["customer"]["orders"], json!({ "totalCount": 2, "nodes": [node] }));
    }

    async fn nobody_has_no_orders(world: World) {
        for nobody in ["customer_01h2xcejqtf2nbrexx3vqjhp41", "nobody", ""] {
            assert_eq!(page(world, nobody, "").await["totalCount"], 0, "{nobody:?}");
        }
    }

    async fn pages_of_a_size_or_place_that_cannot_be_are_refused(world: World) {
        for (args, code) in [
            ("first: 0", "BAD_USER_INPUT"),
            ("first: -1", "BAD_USER_INPUT"),
            ("first: 101", "BAD_USER_INPUT"),
            ("last: 0", "BAD_USER_INPUT"),
            ("first: 1, last: 1", "BAD_USER_INPUT"),
            ("first: 99999999999", "GRAPHQL_VALIDATION_FAILED"),
            ("after: \"nothing\"", "BAD_CURSOR"),
            ("before: \"\"", "BAD_CURSOR"),
            ("after: \"order_01h2xcejqtf2nbrexx3vqjhp41\"", "BAD_CURSOR"),
            // The place of an event, as subscriptions give it out.
            ("after: \"cAAAAAAAAAAA\"", "BAD_CURSOR"),
        ] {
            let answer = world.api.graphql(&format!("{{ orders({args}) {{ nodes {{ id }} }} }}"), &json!({})).await;
            assert_eq!(answer.code(), code, "{args}: {}", answer.text());
        }
    }

    /// A cursor is a place in time, and shows no more than the list does, wherever it comes from. What no list of this
    /// order gave out is refused.
    async fn a_place_from_elsewhere_shows_nothing_else_and_nothing_twice(world: World) {
        let (before, _) = customer_with_orders(world, 1).await;
        let (customer, orders) = customer_with_orders(world, 3).await;
        let (after, _) = customer_with_orders(world, 1).await;
        let (past, future) = (page(world, &before, "").await, page(world, &after, "").await);
        let [past, future] = [past, future].map(|page| page["pageInfo"]["endCursor"].clone());
        assert_eq!(ids(&page(world, &customer, &format!("first: 9, after: {future}")).await), orders);
        assert_eq!(ids(&page(world, &customer, &format!("first: 9, after: {past}")).await), [""; 0]);
        assert_eq!(ids(&page(world, &customer, &format!("last: 9, before: {past}")).await), orders);
        let products = world.api.ask("{ products(last: 1) { edges { cursor } } }", &json!({})).await;
        let product = &products["products"]["edges"][0]["cursor"];
        for made_up in [&product.to_string(), "\"AAAAAAAAAAAAAAAAAAAAAA\"", "\"_____________________w\""] {
            let answer = world.api.graphql(&format!("{{ orders(after: {made_up}) {{ totalCount }} }}"), &json!({})).await;
            assert_eq!(answer.code(), "BAD_CURSOR", "{made_up}");
        }
    }

    async fn customers_and_products_are_listed_oldest_first(world: World) {
        let customers = [world.customer("1").await, world.customer("1").await];
        let products = [world.product("1").await, world.product("1").await];
        for (list_name, own) in [("customers", customers), ("products", products)] {
            let mut seen = Vec::new();
            let mut after = Json::Null;
            let document = format!("query($after: String) {{ list: {list_name}(first: 40, after: $after) {{ {PAGE} }} }}");
            loop {
                let page = world.api.ask(&document, &json!({ "after": after })).await["list"].take();
                seen.extend(ids(&page));
                after = page["pageInfo"]["endCursor"].clone();
                if page["pageInfo"]["hasNextPage"] == json!(false) {
                    break;
                }
            }
            let places = own.map(|id| seen.iter().position(|seen| *seen == id).expect("listed"));
            assert!(places[0] < places[1], "{list_name}: {places:?}");
            let backward = format!("{{ list: {list_name}(last: 1) {{ totalCount nodes {{ id }} }} }}");
            let page = world.api.ask(&backward, &json!({})).await["list"].take();
            assert!(page["totalCount"].as_u64() >= u64::try_from(seen.len()).ok());
            assert_eq!(text(&page["nodes"][0]["id"]).split('_').next(), seen[0].split('_').next());
        }
    }

    async fn history_has_pages_too(world: World) {
        let (customer, product) = (world.customer("100").await, world.product("1").await);
        let order = id(&world.order(&customer, &[(&product, "1")]).await);
        for notes in ["one", "two", "three"] {
            world.done("updateOrder", json!({ "id": order, "notes": notes })).await;
        }
        let document = "query($id: ID!, $after: String) { order(id: $id) { history(first: 3, after: $after) {
            totalCount pageInfo { hasNextPage endCursor } nodes { version } } } }";
        let first = world.api.ask(document, &json!({ "id": order })).await["order"]["history"].take();
        assert_eq!(first["nodes"], json!([{ "version": 4 }, { "version": 3 }, { "version": 2 }]));
        let after = &first["pageInfo"]["endCursor"];
        let rest = world.api.ask(document, &json!({ "id": order, "after": after })).await["order"]["history"].take();
        assert_eq!((&rest["nodes"], &rest["totalCount"]), (&json!([{ "version": 1 }]), &json!(4)));
    }
}

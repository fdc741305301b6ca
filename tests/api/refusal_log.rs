//! `refusals` and `refusedLately`: what the rules refused lately.

use std::time::{Duration, Instant};

use docket_tests::database::Engine;
use docket_tests::facts;
use docket_tests::world::{World, list, order_of, text};
use serde_json::{Value as Json, json};

const DOCUMENT: &str = "query($first: Int, $after: String, $last: Int, $before: String, $rule: String, $customer: ID) {
    refusals(first: $first, after: $after, last: $last, before: $before, rule: $rule, customerId: $customer) {
        totalCount pageInfo { hasNextPage endCursor startCursor hasPreviousPage }
        nodes { at actor command rule message id customer { id } facts }
    }
}";

async fn refusals(world: &World, variables: Json) -> Json {
    world.api.ask(DOCUMENT, &variables).await["refusals"].take()
}

/// The log about a customer once it has so many entries: an entry may follow its refusal a moment later.
async fn log(world: &World, customer: &str, count: usize) -> Vec<Json> {
    let begun = Instant::now();
    loop {
        let found = refusals(world, json!({ "customer": customer, "first": 100 })).await;
        if found["totalCount"] == count {
            return list(&found["nodes"]).to_vec();
        }
        assert!(begun.elapsed() < Duration::from_secs(10), "{count} entries were to come: {found:#}");
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
}

facts! {
    async fn a_refusal_is_logged_with_who_what_and_the_figures(world: World) {
        let (customer, product) = (world.customer("25").await, world.product("10").await);
        world.order(&customer, &[(&product, "1")]).await;
        world.refused("createOrder", order_of(&customer, &[(&product, "2")])).await;
        let entries = log(world, &customer, 1).await;
        let entry = &entries[0];
        assert_eq!((&entry["actor"], &entry["command"], &entry["rule"]), (&json!("local"), &json!("createOrder"), &json!("credit_limit")));
        assert_eq!(entry["message"], "The customer's balance is at most the credit limit.");
        assert_eq!((&entry["id"], &entry["customer"]["id"]), (&json!(customer), &json!(customer)));
        let facts = &entry["facts"];
        assert_eq!((&facts["attempted"], &facts["limit"], &facts["before"]), (&json!("30"), &json!("25"), &json!("10")));
        assert!(text(&entry["at"]).ends_with('Z') || text(&entry["at"]).contains("+00:00"), "{entry}");
    }

    async fn what_is_stored_and_what_cannot_be_meant_is_not_in_it(world: World) {
        let (customer, product) = (world.customer("25").await, world.product("10").await);
        world.order(&customer, &[(&product, "1")]).await;
        world.refused("updateCustomer", json!({ "id": customer, "name": "" })).await;
        world.refused("updateCustomer", json!({ "id": customer, "name": "x", "expectedVersion": 9 })).await;
        world.refused("createOrder", order_of(&customer, &[(&product, "9")])).await;
        assert_eq!(log(world, &customer, 1).await[0]["rule"], "credit_limit");
    }

    async fn the_log_comes_by_pages_newest_first(world: World) {
        let (customer, product) = (world.customer("0").await, world.product("1").await);
        for quantity in ["1", "2", "3", "4", "5"] {
            world.refused("createOrder", order_of(&customer, &[(&product, quantity)])).await;
        }
        let attempted = |page: &Json| list(&page["nodes"]).iter().map(|entry| text(&entry["facts"]["attempted"]).to_owned()).collect::<Vec<_>>();
        log(world, &customer, 5).await;
        let first = refusals(world, json!({ "customer": customer, "first": 2 })).await;
        assert_eq!((attempted(&first), &first["totalCount"]), (vec!["5".to_owned(), "4".to_owned()], &json!(5)));
        let end = &first["pageInfo"]["endCursor"];
        let second = refusals(world, json!({ "customer": customer, "first": 4, "after": end })).await;
        assert_eq!((attempted(&second), &second["pageInfo"]["hasNextPage"]), (vec!["3".to_owned(), "2".to_owned(), "1".to_owned()], &json!(false)));
        let last = refusals(world, json!({ "customer": customer, "last": 1 })).await;
        assert_eq!(attempted(&last), ["1"]);
    }

    async fn the_log_is_narrowed_by_rule_and_customer(world: World) {
        let (customer, product) = (world.customer("25").await, world.product("10").await);
        let order = world.order(&customer, &[(&product, "1")]).await;
        world.refused("createOrder", order_of(&customer, &[(&product, "9")])).await;
        world.refused("deleteItem", json!({ "id": order["items"][0]["id"] })).await;
        log(world, &customer, 2).await;
        for rule in ["credit_limit", "order_keeps_an_item"] {
            let found = refusals(world, json!({ "customer": customer, "rule": rule })).await;
            assert_eq!((&found["totalCount"], &found["nodes"][0]["rule"]), (&json!(1), &json!(rule)));
        }
        for nothing in [json!({ "customer": customer, "rule": "nonsense" }), json!({ "customer": world.customer("1").await })] {
            assert_eq!(refusals(world, nothing).await["totalCount"], 0);
        }
    }

    async fn a_page_or_customer_that_cannot_be_meant_is_refused(world: World) {
        for (variables, code) in [
            (json!({ "customer": "nonsense" }), "BAD_USER_INPUT"),
            (json!({ "customer": world.product("1").await }), "BAD_USER_INPUT"),
            (json!({ "first": 0 }), "BAD_USER_INPUT"),
            (json!({ "first": 101 }), "BAD_USER_INPUT"),
            (json!({ "first": 1, "last": 1 }), "BAD_USER_INPUT"),
            (json!({ "after": "nonsense" }), "BAD_CURSOR"),
            (json!({ "before": "cAAAAAAAAAAA" }), "BAD_CURSOR"),
        ] {
            assert_eq!(world.api.graphql(DOCUMENT, &variables).await.code(), code, "{variables}");
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn rules_count_what_they_refused_lately() {
    for engine in [Engine::Sqlite, Engine::Postgres] {
        let world = World::alone(engine).await;
        let (customer, product) = (world.customer("25").await, world.product("10").await);
        for _ in 0..3 {
            world.refused("createOrder", order_of(&customer, &[(&product, "9")])).await;
        }
        log(&world, &customer, 3).await;
        let lately = async || {
            let rules = world.api.ask("{ rules { name refusedLately } }", &json!({})).await["rules"].take();
            let refused = list(&rules).iter().filter(|rule| rule["refusedLately"] != 0);
            refused.map(|rule| (text(&rule["name"]).to_owned(), rule["refusedLately"].clone())).collect::<Vec<_>>()
        };
        assert_eq!(lately().await, [("credit_limit".to_owned(), json!(3))]);
        let of_balance = "query($id: ID!) { explain(entity: CUSTOMER, id: $id, field: \"balance\") {
            ... on Explanation { rule { name refusedLately } } } }";
        let found = world.api.ask(of_balance, &json!({ "id": customer })).await;
        assert_eq!(found["explain"]["rule"], json!({ "name": "customer.balance", "refusedLately": 0 }));

        // What is older than a week is in the log, and not lately.
        let older = match engine {
            Engine::Sqlite => "UPDATE refusal SET at = strftime('%Y-%m-%d %H:%M:%S+00:00', at, '-8 days')",
            Engine::Postgres => "UPDATE refusal SET at = at - interval '8 days'",
        };
        world.server.database().execute(older).await;
        assert_eq!(lately().await, []);
        assert_eq!(log(&world, &customer, 3).await.len(), 3);
    }
}

//! `verification`: whether everything that rules derive is what recomputing it gives.

use std::cell::Cell;

use docket_tests::command::succeed;
use docket_tests::database::{Database, Engine};
use docket_tests::facts;
use docket_tests::server::Server;
use docket_tests::world::{World, id, list, text};
use futures_util::future::join_all;
use serde_json::{Value as Json, json};

const ENGINES: [Engine; 2] = [Engine::Sqlite, Engine::Postgres];
const DOCUMENT: &str = "query($rule: String) { verification(rule: $rule) {
    drift rules { rule { name kind } rows drift breaches examples { id stored computed } milliseconds }
} }";

async fn verification(world: &World, rule: Option<&str>) -> Json {
    world.api.ask(DOCUMENT, &json!({ "rule": rule })).await["verification"].take()
}

/// What one rule of a verification gave.
fn of<'a>(verification: &'a Json, rule: &str) -> &'a Json {
    let mut rules = list(&verification["rules"]).iter();
    rules.find(|one| one["rule"]["name"] == rule).unwrap_or_else(|| panic!("{rule} was not verified: {verification:#}"))
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_rule_is_verified_and_a_spoilt_value_is_found() {
    for engine in ENGINES {
        let world = World::alone(engine).await;
        let (customer, product) = (world.customer("100").await, world.product("10").await);
        let order = world.order(&customer, &[(&product, "2"), (&product, "0.5")]).await;
        let sound = verification(&world, None).await;
        assert_eq!(sound["drift"], 0);
        assert_eq!(
            (&of(&sound, "item.amount")["rows"], &of(&sound, "customer.balance")["rows"]),
            (&json!(2), &json!(1))
        );
        assert_eq!(of(&sound, "credit_limit")["rule"]["kind"], "CONSTRAINT");

        // 20.5 where 25 belongs, and an order that is counted twice.
        let spoil = "UPDATE customer SET balance = 205000, open_orders = 2";
        world.server.database().execute(spoil).await;
        let spoilt = verification(&world, None).await;
        assert_eq!(spoilt["drift"], 2);
        let balance = of(&spoilt, "customer.balance");
        assert_eq!(balance["examples"], json!([{ "id": customer, "stored": "20.5", "computed": "25" }]));
        assert_eq!((&balance["drift"], &balance["breaches"]), (&json!(1), &json!(0)));
        let count = of(&spoilt, "customer.open_orders");
        assert_eq!(count["examples"], json!([{ "id": customer, "stored": "2", "computed": "1" }]));

        let one = verification(&world, Some("customer.balance")).await;
        assert_eq!((&one["drift"], list(&one["rules"]).len()), (&json!(1), 1));
        assert_eq!(verification(&world, Some("orders.amount_total")).await["drift"], 0);
        assert_eq!(world.load_order(&id(&order)).await["amountTotal"], "25", "looking changes nothing");

        succeed(world.server.database().url(), &["rules", "verify", "--repair"]).await;
        assert_eq!(verification(&world, None).await["drift"], 0);
        assert_eq!(world.load_customer(&customer).await["balance"], "25");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_row_in_breach_of_a_constraint_is_named_and_is_no_drift() {
    for engine in ENGINES {
        let world = World::alone(engine).await;
        let (customer, product) = (world.customer("100").await, world.product("10").await);
        world.order(&customer, &[(&product, "2")]).await;
        world.server.database().execute("UPDATE customer SET credit_limit = 50000").await;
        let found = verification(&world, None).await;
        assert_eq!(found["drift"], 0);
        let limit = of(&found, "credit_limit");
        assert_eq!((&limit["drift"], &limit["breaches"]), (&json!(0), &json!(1)));
        assert_eq!(limit["examples"], json!([{ "id": customer, "stored": null, "computed": null }]));
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn verifying_while_people_order_finds_no_drift() {
    for engine in ENGINES {
        let world = World::alone(engine).await;
        let (customer, product) = (world.customer("1000000").await, world.product("10").await);
        let (closed, mut looked) = (Cell::new(false), 0);
        let people = (0..6).map(async |_| {
            for _ in 0..6 {
                let order = id(&world.order(&customer, &[(&product, "2"), (&product, "1")]).await);
                world.done("shipOrder", json!({ "id": order })).await;
                world.order(&customer, &[(&product, "1")]).await;
            }
        });
        let day = async {
            join_all(people).await;
            closed.set(true);
        };
        let looking = async {
            while !closed.get() {
                let found = verification(&world, None).await;
                assert_eq!(found["drift"], 0, "{found:#}");
                looked += 1;
            }
        };
        tokio::join!(day, looking);
        assert!(looked >= 3, "looked {looked} times");
        let balance = world.load_customer(&customer).await["balance"].take();
        assert_eq!((balance, &verification(&world, None).await["drift"]), (json!("360"), &json!(0)));
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_second_verification_at_once_is_told_that_one_is_running() {
    for engine in ENGINES {
        let database = Database::new(engine).await;
        succeed(database.url(), &["seed", "--orders", "100"]).await;
        let world = World::on(Server::start_on(database).await.into());
        let (mut done, mut busy) = (0, 0);
        while busy == 0 {
            let asked = (0..8).map(|_| {
                let api = world.server.api();
                async move { api.graphql(DOCUMENT, &json!({})).await }
            });
            for answer in join_all(asked).await {
                if answer.json()["data"].is_null() {
                    assert_eq!((answer.status, answer.code().as_str()), (200, "TOO_MANY_REQUESTS"));
                    busy += 1;
                } else {
                    assert_eq!(answer.json()["data"]["verification"]["drift"], 0);
                    done += 1;
                }
            }
            assert!(done > 0 && done < 100, "{done} at once, and none was told to wait");
        }
        assert_eq!(verification(&world, None).await["drift"], 0, "the next has its turn");
    }
}

facts! {
    async fn a_rule_that_cannot_be_verified_is_refused_with_the_ones_that_can(world: World) {
        // Not a rule, a copy, an event, a transition, and nothing.
        for rule in ["nonsense", "item.unit_price", "order.shipped", "status_moves", ""] {
            let answer = world.api.graphql(DOCUMENT, &json!({ "rule": rule })).await;
            assert_eq!((answer.status, answer.code().as_str()), (200, "BAD_USER_INPUT"), "{rule}");
            let why = answer.json()["errors"][0]["message"].take();
            assert!(text(&why).contains(&format!("`{rule}`")) && text(&why).contains("customer.balance"), "{why}");
        }
    }
}

//! /metrics: what it counts, and that nobody can make it grow.

use std::collections::BTreeMap;

use docket_tests::database::Engine;
use docket_tests::world::{World, order_of};
use serde_json::json;

const ENGINES: [Engine; 2] = [Engine::Sqlite, Engine::Postgres];

/// Every sample by its name and labels.
async fn scraped(world: &World) -> BTreeMap<String, f64> {
    let answer = world.api.get("/metrics").await;
    assert_eq!(answer.status, 200);
    assert!(answer.header("content-type").starts_with("application/openmetrics-text"));
    let text = answer.text();
    assert!(text.ends_with("# EOF\n"), "{text}");
    let samples = text.lines().filter(|line| !line.starts_with('#'));
    let split = samples.map(|line| line.rsplit_once(' ').unwrap_or_else(|| panic!("{line}")));
    split.map(|(name, value)| (name.to_owned(), value.parse().unwrap_or_else(|_| panic!("{name} {value}")))).collect()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn requests_refusals_and_units_are_counted() {
    for engine in ENGINES {
        let world = World::alone(engine).await;
        let (customer, product) = (world.customer("100").await, world.product("60").await);
        world.order(&customer, &[(&product, "1")]).await;
        world.refused("createOrder", order_of(&customer, &[(&product, "1")])).await;
        world.api.ask("{ tenant { name } }", &json!({})).await;
        world.api.graphql("{ nothing }", &json!({})).await;
        world.api.graphql("{", &json!({})).await;
        let samples = scraped(&world).await;
        let database = if engine == Engine::Sqlite { "sqlite" } else { "postgres" };
        for (name, value) in [
            ("docket_requests_total{kind=\"mutation\",outcome=\"done\"}", 3.0),
            ("docket_requests_total{kind=\"mutation\",outcome=\"refused\"}", 1.0),
            ("docket_requests_total{kind=\"query\",outcome=\"done\"}", 1.0),
            ("docket_requests_total{kind=\"query\",outcome=\"invalid\"}", 1.0),
            ("docket_requests_total{kind=\"unknown\",outcome=\"invalid\"}", 1.0),
            ("docket_request_duration_seconds_count{kind=\"mutation\"}", 4.0),
            ("docket_request_duration_seconds_bucket{le=\"+Inf\",kind=\"query\"}", 2.0),
            ("docket_refusals_total{code=\"CREDIT_LIMIT_EXCEEDED\",rule=\"credit_limit\"}", 1.0),
            ("docket_units_total{outcome=\"refused\"}", 1.0),
            ("docket_requests_open", 0.0),
            ("docket_sockets_open", 0.0),
            ("docket_subscriptions_open", 0.0),
            ("docket_database_up", 1.0),
            (&format!("docket_build_info{{version=\"0.1.0\",database=\"{database}\"}}"), 1.0),
        ] {
            assert_eq!(samples.get(name), Some(&value), "{name}: {samples:#?}");
        }
        assert!(samples["docket_units_total{outcome=\"committed\"}"] >= 3.0);
        assert!(samples["docket_lock_waits_total"] >= 1.0, "{samples:#?}");
        assert!(samples["docket_lock_wait_seconds_total"] >= 0.0);
        assert!(samples["docket_database_statements_total"] > 10.0);
        assert!(samples.contains_key("docket_outbox_unpublished{destination=\"file\"}"), "{samples:#?}");
        assert!(samples.contains_key("docket_outbox_oldest_seconds{destination=\"file\"}"));
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_clients_write_makes_no_new_series() {
    let world = World::alone(Engine::Sqlite).await;
    let (customer, product) = (world.customer("100").await, world.product("60").await);
    for word in ["Alder", "Finch", "Wren"] {
        world.api.graphql(&format!("query {word} {{ tenant {{ name }} }}"), &json!({})).await;
        world.api.graphql(&format!("{{ {word} }}"), &json!({})).await;
        world.api.get(&format!("/{word}")).await;
        world.refused("createOrder", order_of(&customer, &[(&product, "9")])).await;
    }
    let samples = scraped(&world).await;
    assert!(
        samples.keys().all(|name| !["Alder", "Finch", "Wren"].iter().any(|word| name.contains(word))),
        "{samples:#?}"
    );
    let series = |name: &str| samples.keys().filter(|own| own.starts_with(name)).count();
    assert_eq!((series("docket_requests_total"), series("docket_refusals_total")), (4, 1));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_waits_in_the_outbox_is_seen() {
    let world = World::alone(Engine::Sqlite).await;
    let (customer, product) = (world.customer("1000").await, world.product("1").await);
    world.order(&customer, &[(&product, "1")]).await;
    let database = world.server.database();
    for _ in 0..100 {
        if scraped(&world).await["docket_outbox_unsequenced"] == 0.0 {
            break;
        }
        tokio::time::sleep(std::time::Duration::from_millis(50)).await;
    }
    database.execute("INSERT INTO leased_cursor (name, position) VALUES ('former', 0)").await;
    let samples = scraped(&world).await;
    assert!(samples["docket_outbox_unpublished{destination=\"former\"}"] >= 1.0, "{samples:#?}");
    assert!(samples["docket_outbox_oldest_seconds{destination=\"former\"}"] > 0.0, "{samples:#?}");
}

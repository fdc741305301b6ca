//! How much one request may ask for: each limit at its edge, and what a client reads beyond it. docs/OPERATING.md lists
//! them.

use docket_tests::api::Answer;
use docket_tests::database::{Database, Engine};
use docket_tests::server::Server;
use docket_tests::world::{World, text};
use serde_json::{Value as Json, json};

async fn asked(world: &World, document: &str) -> Answer {
    world.api.graphql(document, &json!({})).await
}

async fn assert_taken(world: &World, document: &str) {
    let answer = asked(world, document).await;
    assert!(answer.json().get("errors").is_none(), "{document}: {}", answer.text());
}

/// The document is too much; what is said about it has this in it.
async fn assert_refused(world: &World, document: &str, said: &str) {
    let answer = asked(world, document).await;
    assert_eq!((answer.status, answer.code().as_str()), (200, "QUERY_TOO_COMPLEX"), "{document}: {}", answer.text());
    let message = &answer.json()["errors"][0]["message"];
    assert!(text(message).contains(said), "{message}");
}

async fn limited(flags: &[&str]) -> World {
    World::on(Server::start_with(Database::new(Engine::Sqlite).await, flags).await.into())
}

fn many(count: usize, field: &str) -> String {
    (0..count).map(|at| field.replace('#', &at.to_string())).collect()
}

fn deep(depth: usize) -> String {
    format!("{{__schema{{queryType{}name{}}}}}", "{ofType".repeat(depth - 3) + "{", "}".repeat(depth - 2))
}

fn aliases(count: usize) -> String {
    format!("{{{}}}", many(count, "a#:__typename "))
}

/// So many words and signs.
fn tokens(count: usize) -> String {
    format!("{{{}}}", "a ".repeat(count - 2))
}

fn page(args: &str) -> String {
    // Eleven for each row.
    let fields = "id name email version currency minorUnit openOrders balance creditLimit availableCredit";
    format!("{{ customers({args}) {{ nodes {{ {fields} }} }} }}")
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_operator_may_choose_how_much_a_document_asks_for() {
    let small = ["--query-depth", "6", "--query-aliases", "2", "--query-tokens", "500", "--query-complexity", "1000"];
    let large =
        ["--query-depth", "20", "--query-aliases", "70", "--query-tokens", "20000", "--query-complexity", "60000"];
    let (small, usual, large) = (limited(&small).await, limited(&[]).await, limited(&large).await);
    for (world, depth, renamed, words) in [(&small, 6, 2, 500), (&usual, 15, 60, 10_000), (&large, 20, 70, 20_000)] {
        assert_taken(world, &deep(depth)).await;
        assert_refused(world, &deep(depth + 1), "too deep").await;
        assert_taken(world, &aliases(renamed)).await;
        assert_refused(world, &aliases(renamed + 1), &format!("more than {renamed} fields")).await;
        assert_refused(world, &tokens(words + 1), &format!("more than {words} words and signs")).await;
    }
    assert_eq!(asked(&small, &tokens(500)).await.code(), "GRAPHQL_VALIDATION_FAILED");
    // Lists count at the size of their page, whichever way it is said.
    assert_taken(&small, &page("first: 90")).await;
    for args in ["first: 91", "last: 91", "first: 2147483647", "last: 100, first: null"] {
        assert_refused(&small, &page(args), "too complex").await;
    }
    let number = async |number: Json| {
        let document = page("first: $n").replacen('{', "query($n: Int) {", 1);
        small.api.graphql(&document, &json!({ "n": number })).await
    };
    assert!(number(json!(90)).await.json().get("errors").is_none());
    assert_eq!(number(json!(91)).await.code(), "QUERY_TOO_COMPLEX");
    let nested = "{ customers(first: 100) { nodes { orders(first: 100) { nodes { id number } } } } }";
    assert_refused(&usual, nested, "too complex").await;
    assert_taken(&large, nested).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_nobody_chooses_has_an_edge_as_well() {
    let world = World::new(Engine::Sqlite).await;
    let directives = |count| format!("{{tenant{{name {}}}}}", "@skip(if:false) ".repeat(count));
    // Twice the same is wrong, too, but is looked at.
    assert_eq!(asked(&world, &directives(20)).await.code(), "GRAPHQL_VALIDATION_FAILED");
    assert_refused(&world, &directives(21), "directives").await;
    let selections = |count: usize| format!("{{{}}}", "__typename ".repeat(count));
    assert_taken(&world, &selections(5_000)).await;
    assert_refused(&world, &selections(5_001), "more than 5000 fields").await;
    let long = |bytes: usize| format!("{{tenant{{name}}}}#{}", "x".repeat(bytes - 15));
    assert_taken(&world, &long(65_536)).await;
    assert_refused(&world, &long(65_537), "longer than 65536 bytes").await;
    let brackets =
        |depth: usize| format!("{{orders(after:{}{}){{nodes{{id}}}}}}", "[".repeat(depth), "]".repeat(depth));
    assert_eq!(asked(&world, &brackets(62)).await.code(), "GRAPHQL_VALIDATION_FAILED");
    assert_refused(&world, &brackets(63), "deeper than 64").await;
    for args in ["first: 100", "last: 1"] {
        assert_taken(&world, &page(args)).await;
    }
    for args in ["first: 101", "first: 0", "first: -1", "last: -2147483648", "first: 2147483647"] {
        let answer = asked(&world, &format!("{{ customers({args}) {{ nodes {{ id }} }} }}")).await;
        assert_eq!(answer.code(), "BAD_USER_INPUT", "{args}: {}", answer.text());
        assert!(answer.text().contains("must be from 1 to 100"), "{}", answer.text());
    }
    for size in ["2147483648", "-2147483649", "1e10", "1.5", "\"1\""] {
        let answer = asked(&world, &format!("{{ customers(first: {size}) {{ nodes {{ id }} }} }}")).await;
        assert_eq!(answer.code(), "GRAPHQL_VALIDATION_FAILED", "{size}: {}", answer.text());
    }
    let ids = |count| format!("{{ nodes(ids: [{}]) {{ id }} }}", "\"x\" ".repeat(count));
    assert_taken(&world, &ids(100)).await;
    assert!(asked(&world, &ids(101)).await.json().get("errors").is_some());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_operator_may_choose_how_large_a_body_is() {
    let world = limited(&["--largest-body-bytes", "1024"]).await;
    let body = |bytes: usize| format!("{:<bytes$}", r#"{"query":"{__typename}"}"#);
    assert_eq!(world.api.post(body(1_024)).await.status, 200);
    let refused = world.api.post(body(1_025)).await;
    assert_eq!((refused.status, refused.code().as_str()), (413, "PAYLOAD_TOO_LARGE"));
    assert!(refused.text().contains("larger than 1024 bytes"), "{}", refused.text());
}

/// A limit out of its range keeps the server from starting: tests/api/configuration.rs. GraphiQL's own question stays
/// within what is usual.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_deepest_question_for_the_schema_is_within_the_limits() {
    let world = World::new(Engine::Sqlite).await;
    let of_type = "ofType { kind name ".repeat(9) + &"}".repeat(9);
    let document = format!(
        "query IntrospectionQuery {{ __schema {{ description queryType {{ name }} mutationType {{ name }}
            subscriptionType {{ name }} types {{ ...FullType }}
            directives {{ name description isRepeatable locations args(includeDeprecated: true) {{ ...Input }} }} }} }}
        fragment FullType on __Type {{ kind name description specifiedByURL isOneOf
            fields(includeDeprecated: true) {{ name description args(includeDeprecated: true) {{ ...Input }}
                type {{ ...TypeRef }} isDeprecated deprecationReason }}
            inputFields(includeDeprecated: true) {{ ...Input }} interfaces {{ ...TypeRef }}
            enumValues(includeDeprecated: true) {{ name description isDeprecated deprecationReason }}
            possibleTypes {{ ...TypeRef }} }}
        fragment Input on __InputValue {{ name description type {{ ...TypeRef }} defaultValue isDeprecated deprecationReason }}
        fragment TypeRef on __Type {{ kind name {of_type} }}"
    );
    assert_taken(&world, &document).await;
}

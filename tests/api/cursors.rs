//! Places in lists that somebody made up, took from elsewhere, or kept for long.

use docket_tests::facts;
use docket_tests::world::{World, id, list, text};
use serde_json::{Value as Json, json};

const ORDERS: &str = "query($after: String, $by: [OrderOrderBy!]) {
    orders(first: 2, after: $after, orderBy: $by) { edges { cursor node { id } } } }";

async fn page(world: &World, after: &str, by: &Json) -> docket_tests::api::Answer {
    world.api.graphql(ORDERS, &json!({ "after": after, "by": by })).await
}

facts! {
    async fn a_cursor_that_was_tampered_with_is_refused_or_shows_the_tenants_own(world: World) {
        let (customer, product) = (world.customer("100").await, world.product("1").await);
        for _ in 0..3 {
            id(&world.order(&customer, &[(&product, "1")]).await);
        }
        let nothing = json!(null);
        let first = page(world, "", &nothing).await;
        assert_eq!(first.code(), "BAD_CURSOR");
        let data = world.api.ask(ORDERS, &json!({})).await;
        let genuine = text(&list(&data["orders"]["edges"])[0]["cursor"]).to_owned();
        assert!(page(world, &genuine, &nothing).await.json().get("errors").is_none());
        for at in 0..genuine.len() {
            let mut forged = genuine.clone().into_bytes();
            forged[at] = if forged[at] == b'A' { b'B' } else { b'A' };
            let answer = page(world, &String::from_utf8(forged).unwrap(), &nothing).await;
            let body = answer.json();
            assert!(answer.status == 200, "{}", answer.text());
            if body.get("errors").is_some() {
                assert_eq!(answer.code(), "BAD_CURSOR", "{at}");
            }
        }
        for cut in 0..genuine.len() {
            assert_eq!(page(world, &genuine[..cut], &nothing).await.code(), "BAD_CURSOR", "{cut}");
        }
        for forged in [
            format!("{genuine}="), format!(" {genuine}"), format!("{genuine}{genuine}"), "\u{0}".to_owned(), "🂡".repeat(50),
            "' OR 1=1 --".to_owned(), "A".repeat(8_000), "A".repeat(12_000), "____".to_owned(), "null".to_owned(),
        ] {
            assert_eq!(page(world, &forged, &nothing).await.code(), "BAD_CURSOR", "{forged:.40}");
        }
    }

    /// A program that kept a cursor and now sorts in another way would skip rows without knowing.
    async fn a_cursor_of_another_order_is_refused(world: World) {
        let (customer, product) = (world.customer("100").await, world.product("1").await);
        world.order(&customer, &[(&product, "1")]).await;
        let ways = [json!(null), json!([{ "field": "NUMBER" }]), json!([{ "field": "NUMBER", "direction": "DESC" }]),
            json!([{ "field": "AMOUNT_TOTAL" }, { "field": "NUMBER" }])];
        for own in &ways {
            let data = world.api.ask(ORDERS, &json!({ "by": own })).await;
            let cursor = text(&list(&data["orders"]["edges"])[0]["cursor"]).to_owned();
            for other in &ways {
                let answer = page(world, &cursor, other).await;
                let refused = answer.json().get("errors").is_some();
                assert_eq!(refused, own != other, "{own} {other}: {}", answer.text());
                assert!(!refused || answer.code() == "BAD_CURSOR");
            }
        }
    }

    /// The row that a cursor names may be gone: its place is not.
    async fn a_cursor_outlives_its_row(world: World) {
        let (customer, product) = (world.customer("100").await, world.product("1").await);
        let mut orders = Vec::new();
        for _ in 0..3 {
            orders.push(id(&world.order(&customer, &[(&product, "1")]).await));
        }
        let document = "query($id: ID!, $after: String) { customer(id: $id) {
            orders(first: 1, after: $after) { edges { cursor node { id } } } } }";
        let edge = async |after: Json| {
            let mut data = world.api.ask(document, &json!({ "id": customer, "after": after })).await;
            data["customer"]["orders"]["edges"][0].take()
        };
        let first = edge(Json::Null).await;
        let second = edge(first["cursor"].clone()).await;
        let delete = "mutation($id: ID!) { deleteOrder(input: { id: $id }) { deletedId } }";
        let deleted = world.api.ask(delete, &json!({ "id": first["node"]["id"] })).await;
        assert_eq!(deleted["deleteOrder"]["deletedId"], first["node"]["id"]);
        assert_eq!(edge(first["cursor"].clone()).await["node"], second["node"]);
    }
}

//! Requests as HTTP knows them: methods, content types, statuses, request ids.

use std::time::Duration;

use docket_tests::api::{Answer, send};
use docket_tests::facts;
use docket_tests::world::{World, text};
use reqwest::Method;
use reqwest::header::{ACCEPT, CONTENT_TYPE};
use serde_json::{Value as Json, json};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;

const OWN_TYPE: &str = "application/graphql-response+json";
const TENANT: &str = r#"{"query":"{ tenant { name } }"}"#;

/// Posts a body under another content type; none leaves it out.
async fn post_as(world: &World, kind: Option<&str>, body: &str) -> Answer {
    let mut request = world.api.request(Method::POST, "/graphql").body(body.to_owned());
    if let Some(kind) = kind {
        request = request.header(CONTENT_TYPE, kind);
    }
    send(request).await
}

/// Posts a body and asks for GraphQL's own media type, under which errors of a document have statuses of their own.
async fn post_strictly(world: &World, body: &str) -> Answer {
    let request = world.api.request(Method::POST, "/graphql").header(CONTENT_TYPE, "application/json");
    send(request.header(ACCEPT, OWN_TYPE).body(body.to_owned())).await
}

facts! {
    async fn a_query_over_get_is_answered(world: World) {
        let answer = world.api.get("/graphql?query=%7B%20tenant%20%7B%20currency%20%7D%20%7D").await;
        assert_eq!((answer.status, answer.json()), (200, json!({ "data": { "tenant": { "currency": "EUR" } } })));
        let named = "/graphql?query=query%20A%7Btenant%7Bname%7D%7D%20query%20B(%24i%3AID!)%7Border(id%3A%24i)%7Bid%7D%7D";
        let answer = world.api.get(&format!("{named}&operationName=B&variables=%7B%22i%22%3A%22x%22%7D")).await;
        assert_eq!(answer.json(), json!({ "data": { "order": null } }));
    }

    async fn a_mutation_over_get_is_not_carried_out(world: World) {
        let document = "mutation%7BcreateCustomer(input%3A%7Bname%3A%22x%22%2CcreditLimit%3A1%7D)%7Bcustomer%7Bid%7D%7D%7D";
        let answer = world.api.get(&format!("/graphql?query={document}")).await;
        assert_eq!((answer.status, answer.code()), (405, "METHOD_NOT_ALLOWED".to_owned()));
        assert_eq!(answer.header("allow"), "POST");
        // Nor hidden behind the name of another operation.
        let both = format!("query%20A%7Btenant%7Bname%7D%7D%20{}", document.replacen("mutation", "mutation%20B", 1));
        assert_eq!(world.api.get(&format!("/graphql?query={both}&operationName=B")).await.status, 405);
        assert_eq!(world.api.get(&format!("/graphql?query={both}&operationName=A")).await.status, 200);
    }

    async fn other_methods_are_not_allowed(world: World) {
        for method in [Method::PUT, Method::DELETE, Method::PATCH] {
            let answer = send(world.api.request(method.clone(), "/graphql").body(TENANT)).await;
            assert_eq!((answer.status, answer.code()), (405, "METHOD_NOT_ALLOWED".to_owned()), "{method}");
        }
    }

    async fn only_json_is_read(world: World) {
        for kind in [None, Some("text/plain"), Some("application/x-www-form-urlencoded"), Some("multipart/form-data; boundary=x"),
            Some("application/graphql"), Some("application/json; charset=iso-8859-1"), Some("nonsense")] {
            let answer = post_as(world, kind, TENANT).await;
            assert_eq!((answer.status, answer.code()), (415, "UNSUPPORTED_MEDIA_TYPE".to_owned()), "{kind:?}");
        }
        for kind in ["application/json", "application/json; charset=utf-8", "Application/JSON ; Charset=\"UTF-8\""] {
            assert_eq!(post_as(world, Some(kind), TENANT).await.status, 200, "{kind}");
        }
    }

    async fn what_is_no_request_is_refused_as_400(world: World) {
        for body in [
            "", "{", "nonsense", "null", "7", "\"{tenant{name}}\"", "{}", "{\"query\":null}", "{\"query\":7}", "{\"query\":\"\"}",
            "{\"query\":\" \"}", "{\"query\":\"{tenant{name}}\"", "{\"query\":\"{tenant{name}}\"}}", "{\"query\":\"{tenant{name}}\",\"variables\":[]}",
            "{\"query\":\"{tenant{name}}\",\"variables\":\"x\"}", "{\"query\":\"{tenant{name}}\",\"operationName\":7}",
            "{\"query\":\"{tenant{name}}\",\"extensions\":7}", "\u{0}", "{\"query\":\"{tenant{name}}\u{0}\"}",
        ] {
            let answer = world.api.post(body).await;
            assert_eq!((answer.status, answer.code()), (400, "BAD_REQUEST".to_owned()), "{body:?}");
        }
        let broken: &[u8] = b"{\"query\":\"{tenant{name}} # \xff\xfe\"}";
        assert_eq!(world.api.post(broken).await.status, 400);
    }

    async fn a_batch_is_refused(world: World) {
        for batch in ["[]".to_owned(), format!("[{TENANT}]"), format!(" [{TENANT},{TENANT}]")] {
            let answer = world.api.post(batch).await;
            assert_eq!((answer.status, answer.code()), (400, "BAD_REQUEST".to_owned()));
        }
    }

    async fn a_body_that_is_too_large_is_refused_as_413(world: World) {
        let mut socket = TcpStream::connect(world.server.url().trim_start_matches("http://")).await.unwrap();
        let head = "POST /graphql HTTP/1.1\r\nhost: localhost\r\ncontent-type: application/json\r\nconnection: close\r\n";
        socket.write_all(format!("{head}content-length: 20000000\r\n\r\n").as_bytes()).await.unwrap();
        // What is more than the limit, and far from the whole: an answer comes before the body has.
        socket.write_all(&vec![b' '; 1_100_000]).await.unwrap();
        let mut said = String::new();
        let answered = tokio::time::timeout(Duration::from_secs(5), socket.read_to_string(&mut said));
        answered.await.expect("an answer in time").unwrap();
        assert!(said.starts_with("HTTP/1.1 413 ") && said.contains("PAYLOAD_TOO_LARGE"), "{said}");
    }

    async fn who_still_sends_reads_why_the_body_is_refused(world: World) {
        for megabytes in [2, 3, 8, 15] {
            for _ in 0..5 {
                let answer = world.api.post(vec![b' '; megabytes << 20]).await;
                assert_eq!((answer.status, answer.code().as_str()), (413, "PAYLOAD_TOO_LARGE"), "{megabytes} MB");
            }
        }
    }

    async fn a_request_under_a_name_of_another_site_is_misdirected(world: World) {
        for (method, path) in [(Method::POST, "/graphql"), (Method::GET, "/graphql?query=%7Btenant%7Bname%7D%7D"), (Method::GET, "/graphiql")] {
            let sent = |host: &str| {
                let request = world.api.request(method.clone(), path).header("content-type", "application/json");
                send(request.header("host", host).body(TENANT))
            };
            for host in ["evil.example", "evil.example:8000", "localhost.evil.example", "192.168.0.1:8000", "nonsense"] {
                let answer = sent(host).await;
                assert_eq!((answer.status, answer.code().as_str()), (421, "MISDIRECTED_REQUEST"), "{path} as {host}");
                assert!(text(&answer.json()["errors"][0]["message"]).contains("localhost"), "{}", answer.text());
            }
            for host in ["localhost", "LocalHost:3000", "127.0.0.1", "[::1]:8000"] {
                assert_ne!(sent(host).await.status, 421, "{path} as {host}");
            }
        }
    }

    async fn a_megabyte_of_text_is_refused_by_its_field(world: World) {
        let customer = world.customer("1").await;
        for name in ["x".repeat(1_000_000), "ü".repeat(400_000)] {
            let refusal = world.refused("updateCustomer", json!({ "id": customer, "name": name })).await;
            assert_eq!((&refusal["code"], &refusal["field"]), (&json!("INVALID_INPUT"), &json!(["name"])));
            assert!(text(&refusal["message"]).len() < 300);
        }
    }

    async fn a_document_that_does_not_fit_says_why_under_a_code(world: World) {
        for (document, code) in [
            ("{", "GRAPHQL_PARSE_FAILED"),
            ("{ tenant { name } } }", "GRAPHQL_PARSE_FAILED"),
            ("{ tenant { name \u{0} } }", "GRAPHQL_PARSE_FAILED"),
            ("{ nonsense }", "GRAPHQL_VALIDATION_FAILED"),
            ("{ tenant }", "GRAPHQL_VALIDATION_FAILED"),
            ("{ tenant { password } }", "GRAPHQL_VALIDATION_FAILED"),
            ("{ order { id } }", "GRAPHQL_VALIDATION_FAILED"),
            ("{ order(id: {a: 1}) { id } }", "GRAPHQL_VALIDATION_FAILED"),
            ("query($i: ID!) { order(id: $i) { id } }", "GRAPHQL_VALIDATION_FAILED"),
            ("query A { tenant { name } } query B { tenant { name } }", "GRAPHQL_VALIDATION_FAILED"),
            ("subscription { orders { id } }", "GRAPHQL_VALIDATION_FAILED"),
            ("{ ...a } fragment a on Query { ...b } fragment b on Query { ...a }", "QUERY_TOO_COMPLEX"),
            ("{ tenant { name @nonsense } }", "GRAPHQL_VALIDATION_FAILED"),
            ("{ orders(status: [LOST]) { nodes { id } } }", "GRAPHQL_VALIDATION_FAILED"),
            ("mutation { createCustomer(input: { name: \"x\" }) { customer { id } } }", "GRAPHQL_VALIDATION_FAILED"),
            ("mutation { updateCustomer(input: { id: \"x\", balance: \"1\" }) { customer { id } } }", "GRAPHQL_VALIDATION_FAILED"),
        ] {
            let body = json!({ "query": document }).to_string();
            let strict = post_strictly(world, &body).await;
            assert_eq!((strict.status, strict.code()), (400, code.to_owned()), "{document}: {}", strict.text());
            assert!(strict.header("content-type").starts_with(OWN_TYPE));
            assert!(strict.json().get("data").is_none(), "{document}");
            let plain = world.api.post(body).await;
            assert_eq!((plain.status, plain.code()), (200, code.to_owned()), "{document}");
            assert!(plain.header("content-type").starts_with("application/json"));
        }
    }

    async fn every_answer_carries_the_requests_id(world: World) {
        let own = send(world.api.request(Method::POST, "/graphql").header("x-request-id", "trace-01:a.b_c")
            .header(CONTENT_TYPE, "application/json").body("{")).await;
        assert_eq!(own.header("x-request-id"), "trace-01:a.b_c");
        assert_eq!(own.json()["errors"][0]["extensions"]["requestId"], "trace-01:a.b_c");
        let made = world.api.post("{").await;
        assert!(made.header("x-request-id").starts_with("req_"));
        assert_eq!(made.json()["errors"][0]["extensions"]["requestId"], made.header("x-request-id"));
        let other = world.api.post(TENANT).await;
        assert!(other.header("x-request-id") != made.header("x-request-id") && !other.header("x-request-id").is_empty());
        for bad in ["a b", "\"quoted\"", "x".repeat(129).as_str(), "{\"level\":\"ERROR\"}"] {
            let answer = send(world.api.request(Method::GET, "/health/live").header("x-request-id", bad)).await;
            assert!(answer.header("x-request-id").starts_with("req_"), "{bad}");
        }
    }

    async fn answers_are_not_kept_by_caches(world: World) {
        assert_eq!(world.api.post(TENANT).await.header("cache-control"), "no-store");
        assert_eq!(world.api.get("/graphql?query=%7Btenant%7Bname%7D%7D").await.header("cache-control"), "no-store");
    }

    async fn one_mutation_that_is_refused_does_not_undo_another(world: World) {
        let document = "mutation($a: CreateCustomerInput!, $b: CreateCustomerInput!) {
            a: createCustomer(input: $a) { customer { id } userErrors { code } }
            b: createCustomer(input: $b) { customer { id } userErrors { code } } }";
        let variables = json!({ "a": { "name": "x", "creditLimit": "1" }, "b": { "name": "", "creditLimit": "1" } });
        let data = world.api.ask(document, &variables).await;
        assert_eq!((&data["a"]["userErrors"], &data["b"]["customer"]), (&json!([]), &Json::Null));
        assert_eq!(data["b"]["userErrors"], json!([{ "code": "INVALID_INPUT" }]));
        assert_eq!(world.load_customer(text(&data["a"]["customer"]["id"])).await["name"], "x");
    }

    async fn what_cannot_be_answered_tells_nothing_of_the_inside(world: World) {
        for body in [json!({ "query": "{ order(id: \"'\") { id } orders(after: \"'--\") { nodes { id } } }" }).to_string(), "{".to_owned(),
            json!({ "query": "{ customers(first: -1) { nodes { id } } }" }).to_string()] {
            let said = world.api.post(body).await.text().to_lowercase();
            for word in ["select", "sqlite", "postgres", "sqlx", "sea_orm", ".rs", "panicked", "/tmp", "thread"] {
                assert!(!said.contains(word), "{word}: {said}");
            }
        }
    }
}

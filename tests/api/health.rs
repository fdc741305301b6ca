//! Health, and the headers that guard every answer.

use docket_tests::facts;
use serde_json::json;

facts! {
    async fn a_server_that_serves_is_live_and_ready(world: World) {
        for (path, status) in [("/health/live", "live"), ("/health/ready", "ready")] {
            let answer = world.api.get(path).await;
            assert_eq!((answer.status, answer.json()), (200, json!({ "status": status })));
            assert_eq!(answer.header("cache-control"), "no-store");
        }
    }

    async fn every_answer_forbids_what_no_page_of_ours_needs(world: World) {
        for path in ["/health/live", "/graphql?query=%7Btenant%7Bname%7D%7D", "/orders", "/nothing.js"] {
            let answer = world.api.get(path).await;
            assert_eq!(answer.header("x-content-type-options"), "nosniff", "{path}");
            let policy = answer.header("content-security-policy");
            assert!(policy.contains("default-src") && !policy.contains("'unsafe-inline'") && !policy.contains("'unsafe-eval'"), "{path}: {policy}");
            assert!(policy.contains("frame-ancestors 'none'"), "{path}: {policy}");
        }
    }

    async fn a_page_of_another_origin_is_not_let_in(world: World) {
        let request = world.api.request(reqwest::Method::POST, "/graphql").header("origin", "https://evil.example")
            .header("content-type", "application/json").body("{\"query\":\"{tenant{name}}\"}");
        let answer = docket_tests::api::send(request).await;
        assert!(answer.headers.get("access-control-allow-origin").is_none());
    }
}

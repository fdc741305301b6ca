//! What a list costs, and what it refuses.

use async_graphql::Request;
use docket_domain::unit::Command;
use docket_server::graphql::limits::Most;
use docket_server::graphql::schema::{api, view};
use serde_json::{Value as Json, json};

use crate::shop::{Shop, on_both};

async fn ask(shop: &Shop, document: &str) -> Json {
    let answer = api(Most::default()).execute(Request::new(document).data(view(&shop.docket, &shop.actor))).await;
    assert_eq!(answer.errors.iter().map(|error| &error.message).collect::<Vec<_>>(), Vec::<&String>::new());
    answer.data.into_json().unwrap()
}

async fn done_times(shop: &Shop, times: u32, command: impl Command) {
    for _ in 0..times {
        shop.docket.execute(&shop.actor, &command).await.unwrap();
    }
}

on_both! {
    async fn a_page_of_fifty_orders_costs_five_statements_however_deep_it_goes(shop: Shop) {
        done_times(&shop, 51, shop.new_order(2)).await;
        let before = shop.docket.database().statements();
        let page = ask(
            &shop,
            "{ orders(first: 50, search: \"alder\", where: { customer: { name: { contains: \"FINCH\" } } }) {
                totalCount totalCountIsCapped
                nodes { number customer { name } items { quantity product { sku } order { customer { balance } } } }
            } }",
        )
        .await;
        assert_eq!(page["orders"]["nodes"].as_array().unwrap().len(), 50);
        assert_eq!(page["orders"]["totalCount"], 51);
        let sent = shop.docket.database().statements() - before;
        assert!(sent <= 5, "{sent} statements");
    }

    async fn a_total_is_counted_only_when_it_is_asked_for(shop: Shop) {
        shop.order().await;
        let before = shop.docket.database().statements();
        assert_eq!(ask(&shop, "{ orders { nodes { number } } }").await["orders"]["nodes"].as_array().unwrap().len(), 1);
        assert_eq!(shop.docket.database().statements() - before, 1);
    }

    async fn totals_are_one_statement(shop: Shop) {
        let order = shop.order().await;
        shop.order().await;
        shop.ship(order).await;
        let before = shop.docket.database().statements();
        let totals = ask(&shop, "{ orderTotals(by: STATUS) { key status count amountTotal date customer { name } } }").await;
        assert_eq!(
            totals["orderTotals"],
            json!([
                { "key": "OPEN", "status": "OPEN", "count": 1, "amountTotal": "10", "date": null, "customer": null },
                { "key": "SHIPPED", "status": "SHIPPED", "count": 1, "amountTotal": "10", "date": null, "customer": null },
            ])
        );
        assert_eq!(shop.docket.database().statements() - before, 1);
        let days = ask(&shop, "{ orderTotals(by: DAY_SHIPPED) { date count amountTotal } }").await;
        let days = days["orderTotals"].as_array().unwrap();
        assert_eq!((days.len(), &days[29]["count"], &days[29]["amountTotal"]), (30, &json!(1), &json!("10")));
        let top = ask(&shop, "{ orderTotals(by: CUSTOMER, rankBy: COUNT) { count customer { name } } }").await;
        assert_eq!(top["orderTotals"], json!([{ "count": 2, "customer": { "name": "Alder & Finch" } }]));
    }
}

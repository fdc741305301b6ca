//! Orders as CSV.

use docket_tests::api::{Answer, send};
use docket_tests::facts;
use docket_tests::world::{World, id, text, unique};
use reqwest::Method;
use serde_json::{Value as Json, json};

async fn export(world: &World, parameters: &[(&str, String)]) -> Answer {
    send(world.api.request(Method::GET, "/export/orders.csv").query(parameters)).await
}

facts! {
    async fn an_export_has_the_rows_of_the_list_in_its_order(world: World) {
        let name = unique("=HYPERLINK, \"x\"");
        let input = json!({ "name": name, "creditLimit": "1000" });
        let customer = id(&world.done("createCustomer", input).await["customer"]);
        let product = world.product("-0").await;
        let dear = world.product("1.25").await;
        for (product, quantity) in [(&product, "1"), (&dear, "2"), (&dear, "1")] {
            let order = world.order(&customer, &[(product, quantity)]).await;
            world.done("updateOrder", json!({ "id": order["id"], "notes": "+1\nline" })).await;
        }
        let answer = export(world, &[
            ("where", json!({ "customerId": { "eq": customer } }).to_string()),
            ("orderBy", json!([{ "field": "AMOUNT_TOTAL", "direction": "DESC" }]).to_string()),
            ("columns", "customer.name,amountTotal,status,notes,dateShipped,itemCount".to_owned()),
        ]).await;
        let name = format!("\"'{}\"", name.replace('"', "\"\""));
        let row = |amount: &str| format!("{name},{amount},OPEN,\"'+1\nline\",,1\r\n");
        let rows: String = ["2.5", "1.25", "0"].map(row).concat();
        assert_eq!(answer.text(), format!("customer.name,amountTotal,status,notes,dateShipped,itemCount\r\n{rows}"));
        assert_eq!((answer.status, answer.header("cache-control")), (200, "no-store"));
        assert!(answer.header("content-type").starts_with("text/csv; charset=utf-8"));
        let file = answer.header("content-disposition");
        assert!(file.starts_with("attachment; filename=\"orders-20") && file.ends_with(".csv\""), "{file}");
    }

    async fn an_export_without_wishes_has_the_usual_columns(world: World) {
        let (customer, product) = (world.customer("10").await, world.product("1").await);
        let order = world.order(&customer, &[(&product, "1")]).await;
        let answer = export(world, &[("search", order["number"].to_string())]).await;
        let lines = answer.text();
        let mut lines = lines.lines();
        let head = "number,status,orderDate,customer.name,externalReference,itemCount,amountTotal,currency,dateShipped,notes";
        assert_eq!(lines.next(), Some(head));
        let own = format!("{},OPEN,{},Alder & Finch,,1,1,{},,", order["number"], text(&order["orderDate"]), text(&order["currency"]));
        assert!(lines.any(|line| line == own), "{own} in {}", answer.text());
    }

    async fn what_cannot_be_exported_is_refused_as_json(world: World) {
        let one = |name: &'static str, value: Json| vec![(name, value.to_string())];
        for (parameters, status, code) in [
            (one("where", json!({ "nothing": 1 })), 400, "BAD_USER_INPUT"),
            (one("where", json!({ "number": { "eq": "x" } })), 400, "BAD_USER_INPUT"),
            (one("where", json!({ "number": { "like": 1 } })), 400, "BAD_USER_INPUT"),
            (one("where", json!([])), 400, "BAD_USER_INPUT"),
            (vec![("where", "{".to_owned())], 400, "BAD_USER_INPUT"),
            (one("orderBy", json!([{ "field": "NOTES" }])), 400, "BAD_USER_INPUT"),
            (vec![("columns", "number,tenantId".to_owned())], 400, "BAD_USER_INPUT"),
            (vec![("columns", "items.quantity".to_owned())], 400, "BAD_USER_INPUT"),
            (vec![("columns", vec!["number"; 51].join(","))], 400, "BAD_USER_INPUT"),
            (vec![("search", "a".repeat(101))], 400, "QUERY_TOO_COMPLEX"),
            (vec![("first", "1".to_owned())], 400, "BAD_REQUEST"),
            (vec![("search", "a".to_owned()), ("search", "b".to_owned())], 400, "BAD_REQUEST"),
        ] {
            let answer = export(world, &parameters).await;
            assert_eq!((answer.status, &*answer.code()), (status, code), "{parameters:?}: {}", answer.text());
            assert!(answer.header("content-disposition").is_empty());
        }
    }
}

//! `rules` and `ruleGraph`: the rules as data, for people who ask what holds and why.

use docket_tests::command::succeed;
use docket_tests::facts;
use docket_tests::world::{World, list, text};
use serde_json::{Value as Json, json};

const RULE: &str = "name kind table sentence file expression reads writes refusedLately";

async fn rules(world: &World) -> Vec<Json> {
    list(&world.api.ask(&format!("{{ rules {{ {RULE} }} }}"), &json!({})).await["rules"]).to_vec()
}

fn rule<'a>(rules: &'a [Json], name: &str) -> &'a Json {
    rules.iter().find(|rule| rule["name"] == name).unwrap_or_else(|| panic!("there is no rule {name}"))
}

facts! {
    async fn every_rule_is_a_sentence_and_a_declaration(world: World) {
        let rules = rules(world).await;
        let balance = rule(&rules, "customer.balance");
        assert_eq!((&balance["kind"], &balance["table"], &balance["file"]), (&json!("SUM"), &json!("customer"), &json!("check_credit")));
        assert_eq!(balance["writes"], "customer.balance");
        for read in ["orders.amount_total", "orders.date_shipped", "orders.status", "orders.customer_id"] {
            assert!(list(&balance["reads"]).contains(&json!(read)), "{balance}");
        }
        let limit = rule(&rules, "credit_limit");
        assert_eq!((&limit["kind"], &limit["writes"]), (&json!("CONSTRAINT"), &json!(null)));
        assert_eq!(limit["sentence"], "The customer's balance is at most the credit limit.");
        for one in &rules {
            assert!(text(&one["sentence"]).ends_with('.') && !text(&one["expression"]).is_empty(), "{one}");
        }
        let listed: Json = serde_json::from_str(&succeed("sqlite://unused.db", &["rules", "list", "--json"]).await).unwrap();
        let names = |rules: &[Json]| rules.iter().map(|rule| rule["name"].clone()).collect::<Vec<_>>();
        assert_eq!(names(&rules), names(list(&listed)), "the API and the command list the same rules");
    }

    async fn the_graph_leads_from_what_is_read_to_what_is_filled(world: World) {
        let document = "{ ruleGraph { nodes { id kind table } edges { from to rule } } }";
        let graph = world.api.ask(document, &json!({})).await["ruleGraph"].take();
        let (nodes, edges) = (list(&graph["nodes"]), list(&graph["edges"]));
        for (node, kind) in [("customer.credit_limit", "INPUT"), ("customer.balance", "DERIVED"), ("credit_limit", "RULE")] {
            assert!(nodes.iter().any(|one| one["id"] == node && one["kind"] == kind && one["table"] == "customer"), "{node}");
        }
        for (from, to, rule) in [
            ("item.quantity", "item.amount", "item.amount"),
            ("item.amount", "orders.amount_total", "orders.amount_total"),
            ("orders.amount_total", "customer.balance", "customer.balance"),
            ("customer.balance", "credit_limit", "credit_limit"),
        ] {
            assert!(edges.contains(&json!({ "from": from, "to": to, "rule": rule })), "{from} {to}");
        }
        let known = |end: &Json| nodes.iter().any(|node| node["id"] == *end);
        assert!(edges.iter().all(|edge| known(&edge["from"]) && known(&edge["to"])), "an edge leads to no node");
        let mut ids: Vec<&str> = nodes.iter().map(|node| text(&node["id"])).collect();
        ids.sort_unstable();
        assert!(ids.windows(2).all(|pair| pair[0] != pair[1]), "a node stands twice");
        let names: Vec<Json> = rules(world).await.into_iter().map(|rule| rule["name"].clone()).collect();
        assert!(edges.iter().all(|edge| names.contains(&edge["rule"])), "an edge is of no rule");
    }
}

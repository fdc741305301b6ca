//! What goes out is what docs/events says: real events against the schemas, and spoilt ones, which must not fit.

use std::path::Path;

use docket_domain::order::commands::{CreateOrder, NewItem, UpdateOrder};
use docket_domain::outbox::{CHANGES, ORDER_SHIPPING};
use docket_server::relay::{JsonLines, Relay};
use jsonschema::{Validator, draft202012};
use serde_json::{Value, json};

use crate::shop::Shop;

fn schema(name: &str) -> Value {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/events");
    serde_json::from_slice(&std::fs::read(folder.join(name)).unwrap()).unwrap()
}

/// The schema of an event's data, by the id that the event names.
fn of_data(id: &str) -> Value {
    let (_, named) = id.split_once("urn:docket:").unwrap_or_else(|| panic!("{id} is no schema of ours"));
    let (kind, version) = named.rsplit_once(':').unwrap();
    let schema = schema(&format!("{kind}.v{version}.json"));
    assert_eq!(schema["$id"], id);
    schema
}

fn validator(schema: &Value) -> Validator {
    assert!(draft202012::meta::is_valid(schema), "{schema} is no schema");
    draft202012::options().should_validate_formats(true).build(schema).unwrap()
}

fn fits(schema: &Value, value: &Value) -> Result<(), String> {
    let errors: Vec<String> =
        validator(schema).iter_errors(value).map(|error| format!("{}: {error}", error.instance_path())).collect();
    if errors.is_empty() { Ok(()) } else { Err(errors.join("\n")) }
}

/// An event's data must be what the schema that it names says, with every member described there.
pub(crate) fn assert_data_fits(dataschema: &str, data: &Value) {
    let schema = of_data(dataschema);
    fits(&schema, data).unwrap_or_else(|why| panic!("{data} does not fit {dataschema}: {why}"));
    assert_described(&schema, data, dataschema);
}

fn assert_described(schema: &Value, value: &Value, place: &str) {
    for (name, value) in value.as_object().into_iter().flatten() {
        let place = format!("{place}/{name}");
        let described = &schema["properties"][name];
        assert!(described["description"].as_str().is_some_and(|text| !text.is_empty()), "{place} is not described");
        assert_described(described, value, &place);
    }
    for value in value.as_array().into_iter().flatten() {
        assert_described(&schema["items"], value, place);
    }
}

/// One line of each type, of orders with and without everything that may be missing.
async fn lines() -> Vec<Value> {
    let shop = Shop::sqlite().await;
    let plain = shop.order().await;
    let items = ["0.125", "3"].map(|quantity| NewItem {
        product: shop.product,
        quantity: quantity.parse().unwrap(),
        expected_unit_price: None,
    });
    let external_reference = Some("PO 7 \u{1f384}".to_owned());
    let told = shop.done(CreateOrder { external_reference, items: items.into(), ..shop.new_order(1) }).await;
    shop.done(UpdateOrder { notes: Some("ring\ntwice \"loud\"".to_owned()), ..UpdateOrder::of(told) }).await;
    for order in [plain, told] {
        shop.ship(order).await;
        shop.unship(order).await;
    }
    shop.place().await;
    let files = JsonLines::new(shop.path().to_owned());
    Relay::new(shop.docket.clone(), files).await.unwrap().drain().await.unwrap();
    [shop.lines(ORDER_SHIPPING), shop.lines(CHANGES)].concat()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_line_fits_the_schemas_and_all_of_it_is_described() {
    let lines = lines().await;
    let envelope = schema("event.v1.json");
    let mut types = Vec::new();
    for line in &lines {
        fits(&envelope, line).unwrap_or_else(|why| panic!("{line}: {why}"));
        let mut attributes = line.clone();
        let data = attributes["data"].take();
        assert_described(&envelope, &attributes, "event");
        let dataschema = line["dataschema"].as_str().unwrap();
        assert_eq!(dataschema, format!("urn:docket:{}:1", line["type"].as_str().unwrap()));
        assert_data_fits(dataschema, &data);
        types.push(dataschema.to_owned());
    }
    types.sort();
    types.dedup();
    let known = ["order.changed", "order.shipped", "order.unshipped"].map(|kind| format!("urn:docket:{kind}:1"));
    assert_eq!(types, known);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_is_spoilt_does_not_fit_and_what_is_added_does() {
    let envelope = schema("event.v1.json");
    for line in lines().await {
        let data_schema = of_data(line["dataschema"].as_str().unwrap());
        for (schema, value) in [(&envelope, &line), (&data_schema, &line["data"])] {
            for name in value.as_object().unwrap().keys() {
                let mut missing = value.clone();
                missing.as_object_mut().unwrap().remove(name);
                assert!(fits(schema, &missing).is_err(), "{name} may be missing from {value}");
                let mut wrong = value.clone();
                wrong[name] = json!([true]);
                assert!(fits(schema, &wrong).is_err(), "{name} may be anything in {value}");
            }
            let mut more = value.clone();
            more["somethingNew"] = json!({ "of": "a later version" });
            fits(schema, &more).unwrap();
        }
        for (at, spoilt) in [
            ("/time", json!("yesterday")),
            ("/sequence", json!("0")),
            ("/subject", json!("customer_01jc000000e008000000000001")),
            ("/data/amountTotal", json!("1e3")),
            ("/data/status", json!("LOST")),
        ] {
            let mut line = line.clone();
            *line.pointer_mut(at).unwrap() = spoilt;
            let fitting = fits(&envelope, &line).and_then(|()| fits(&data_schema, &line["data"]));
            assert!(fitting.is_err(), "{at} may be {line}");
        }
    }
}

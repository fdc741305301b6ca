//! The service and files that are put aside: everything is taken once and in order, whenever that happens.

use std::fs;
use std::path::Path;

use docket_example_consumer::books::Books;
use docket_example_consumer::file::read;

fn line(id: &str, kind: &str) -> String {
    let order = r#"{"id":"order_1","number":1,"items":[{"product":{"sku":"OAK-20"},"quantity":"4"}]}"#;
    format!("{{\"id\":\"{id}\",\"type\":\"{kind}\",\"data\":{order}}}\n")
}

#[tokio::test]
async fn files_that_were_put_aside_are_read_first_and_other_topics_are_not() {
    let folder = tempfile::tempdir().unwrap();
    let write = |name: &str, lines: &[String]| fs::write(folder.path().join(name), lines.concat()).unwrap();
    let books = Books::open(folder.path().join("books.db").to_str().unwrap()).await.unwrap();
    let file = folder.path().join("order_shipping.jsonl");

    assert_eq!(read(&file, &books).await.unwrap(), 0, "nothing has happened yet");
    write("order_shipping.000000000001-000000000004.jsonl", &[line("event_1", "order.shipped")]);
    assert_eq!(read(&file, &books).await.unwrap(), 1, "a crash right after the renaming");
    write("order_shipping.000000000005-000000000010.jsonl", &[line("event_2", "order.unshipped")]);
    write("order_shipping.jsonl", &[line("event_2", "order.unshipped"), line("event_3", "order.shipped")]);
    write("order_shipping_of_others.jsonl", &["no event".to_owned()]);
    write("docket.changes.jsonl", &["no event".to_owned()]);
    assert_eq!(read(&file, &books).await.unwrap(), 2);
    assert_eq!(read(&file, &books).await.unwrap(), 0);
    assert_eq!(books.parcels().await.unwrap(), [(1, "4 × OAK-20".to_owned())]);
    assert!(read(Path::new("/no/such/folder/order_shipping.jsonl"), &books).await.is_err());
}

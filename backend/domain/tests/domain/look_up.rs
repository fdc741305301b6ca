//! Finding things by the names that people know them by.

use docket_domain::customer::commands::{ArchiveCustomer, CreateCustomer};
use docket_domain::order::commands::CreateOrder;
use docket_domain::product::commands::{ArchiveProduct, CreateProduct};
use docket_domain::{customer, order, product};

use crate::support::{facts, new_order, number};

facts! {
    async fn an_order_is_found_by_its_number_and_its_reference(world: World) {
        let customer = world.customer("100").await;
        let board = world.product("10").await;
        let create = CreateOrder {
            external_reference: Some("shop-17".to_owned()),
            ..new_order(customer, &[(board, "1")])
        };
        let id = world.done(create).await;
        let number = world.load_order(id).await.number;
        let snapshot = world.docket.snapshot(&world.actor).await.unwrap();
        let by_number = order::queries::by_number(&snapshot, number).await.unwrap();
        let by_reference = order::queries::by_external_reference(&snapshot, " shop-17 ").await.unwrap();
        assert_eq!([by_number, by_reference].map(|row| row.map(|row| row.id)), [Some(id); 2]);
        assert_eq!(order::queries::by_number(&snapshot, number + 1).await.unwrap(), None);
        let other = world.other_tenant("EUR", 2).await;
        let theirs = other.docket.snapshot(&other.actor).await.unwrap();
        assert_eq!(order::queries::by_number(&theirs, number).await.unwrap(), None);
        assert_eq!(order::queries::by_external_reference(&theirs, "shop-17").await.unwrap(), None);
    }

    async fn a_sku_and_an_address_find_the_living_however_they_are_capitalised(world: World) {
        let create = || CreateProduct {
            sku: "Öl-1".to_owned(),
            name: "Oil".to_owned(),
            unit_price: number("1"),
            available: true,
        };
        let first = world.done(create()).await;
        world.done(ArchiveProduct { id: first, expected_version: None }).await;
        let email = Some("Öl@Example.com".to_owned());
        let person = || CreateCustomer { name: "Oil".to_owned(), email: email.clone(), ..Default::default() };
        let away = world.done(person()).await;
        world.done(ArchiveCustomer { id: away, expected_version: None }).await;
        let find = async || {
            let snapshot = world.docket.snapshot(&world.actor).await.unwrap();
            let product = product::queries::by_sku(&snapshot, "öL-1 ").await.unwrap();
            let customer = customer::queries::by_email(&snapshot, "ÖL@example.COM").await.unwrap();
            (product.map(|row| row.id), customer.map(|row| row.id))
        };
        assert_eq!(find().await, (None, None));
        let (second, back) = (world.done(create()).await, world.done(person()).await);
        assert_eq!(find().await, (Some(second), Some(back)));
    }
}

//! Names that are used once among the living: e-mail addresses and SKUs, whatever their case.

use docket_domain::Refusal;
use docket_domain::customer::commands::{CreateCustomer, UpdateCustomer};
use docket_domain::product::commands::{CreateProduct, UpdateProduct};

use crate::support::stage::{archive_customer, archive_product};
use crate::support::stored::invalid;
use crate::support::{facts, number};

fn customer(email: &str) -> CreateCustomer {
    CreateCustomer { name: "Alder".to_owned(), email: Some(email.to_owned()), credit_limit: number("1") }
}

fn product(sku: &str) -> CreateProduct {
    CreateProduct { sku: sku.to_owned(), name: "Oak board".to_owned(), unit_price: number("1"), available: true }
}

facts! {
    async fn an_address_is_used_once_whatever_its_case(world: World) {
        let anna = world.done(customer("Zoë@example.com")).await;
        let duplicate = [Refusal::Duplicate { field: "email".into() }];
        assert_eq!(world.refused(customer("ZOË@Example.com")).await, duplicate);
        let bert = world.done(customer("bert@example.com")).await;
        let take =
            UpdateCustomer { email: Some(Some("zoë@example.com".to_owned())), ..UpdateCustomer::of(bert) };
        assert_eq!(world.refused(take.clone()).await, duplicate);
        world.done(archive_customer(anna)).await;
        world.done(take).await;
        assert_eq!(invalid(&world.refused(customer("nobody")).await), "email");
    }

    async fn a_sku_is_used_once_whatever_its_case(world: World) {
        let board = world.done(product("ÉTAGÈRE-1")).await;
        let duplicate = [Refusal::Duplicate { field: "sku".into() }];
        assert_eq!(world.refused(product(" étagère-1 ")).await, duplicate);
        let other = world.done(product("NAIL-1")).await;
        let take = UpdateProduct { sku: Some("Étagère-1".to_owned()), ..UpdateProduct::of(other) };
        assert_eq!(world.refused(take.clone()).await, duplicate);
        world.done(archive_product(board)).await;
        world.done(take).await;
        assert_eq!(world.load_product(other).await.sku, "Étagère-1");
        assert_eq!(invalid(&world.refused(product("  ")).await), "sku");
    }

    async fn only_the_case_of_a_name_may_change(world: World) {
        let board = world.done(product("oak-1")).await;
        world.done(UpdateProduct { sku: Some("OAK-1".to_owned()), ..UpdateProduct::of(board) }).await;
        assert_eq!(
            (world.load_product(board).await.sku.as_str(), world.load_product(board).await.version),
            ("OAK-1", 2)
        );
    }
}

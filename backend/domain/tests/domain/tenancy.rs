//! Tenants: what belongs to another is not there.

use docket_domain::customer::CUSTOMERS;
use docket_domain::customer::commands::UpdateCustomer;
use docket_domain::find::{self, Count, Find};
use docket_domain::id::{CustomerId, OrderId, ProductId};
use docket_domain::order::ORDERS;
use docket_domain::order::commands::{AddItem, DeleteItem, NewItem, ShipOrder, UnshipOrder, UpdateItem, UpdateOrder};
use docket_domain::page::PageArgs;
use docket_domain::product::PRODUCTS;
use docket_domain::product::commands::UpdateProduct;
use docket_domain::unit::Command;
use docket_domain::{customer, history, order, product};
use docket_rules::violation::Violation;

use crate::support::stored::violations;
use crate::support::{World, facts, new_order, number};

/// A tenant with one order of two items.
struct House {
    world: World,
    customer: CustomerId,
    board: ProductId,
    order: OrderId,
}

impl House {
    async fn of(world: World) -> Self {
        let customer = world.customer("1000").await;
        let board = world.product("10").await;
        let order = world.order(customer, &[(board, "1"), (board, "2")]).await;
        Self { world, customer, board, order }
    }

    /// Everything that it stores.
    async fn state(&self) -> impl PartialEq + std::fmt::Debug + use<> {
        let rows = (self.world.load_customer(self.customer).await, self.world.load_product(self.board).await);
        (rows, self.world.load_order(self.order).await, self.world.items(self.order).await, self.world.records().await)
    }

    async fn does_not_find<C: Command>(&self, command: C)
    where
        C::Out: std::fmt::Debug,
    {
        let refusals = self.world.refused(command).await;
        assert!(matches!(violations(&refusals)[..], [Violation::NotFound { .. }]), "{refusals:?}");
    }

    async fn does_not_find_the_parent<C: Command>(&self, command: C)
    where
        C::Out: std::fmt::Debug,
    {
        let refusals = self.world.refused(command).await;
        let missing = violations(&refusals);
        assert!(missing.iter().all(|violation| matches!(violation, Violation::ParentNotFound { .. })), "{refusals:?}");
        assert!(!missing.is_empty());
    }
}

facts! {
    async fn rows_of_another_tenant_are_not_found_by_any_command(world: World) {
        let theirs = House::of(world.other_tenant("EUR", 2).await).await;
        let ours = House::of(world).await;
        let before = (ours.state().await, theirs.state().await);
        let item = theirs.world.item(theirs.order, 0).await;
        let order = theirs.order;
        ours.does_not_find(UpdateCustomer {
            name: Some("X".to_owned()),
            ..UpdateCustomer::of(theirs.customer)
        })
        .await;
        ours.does_not_find(UpdateCustomer::of(theirs.customer)).await;
        ours.does_not_find(UpdateProduct {
            unit_price: Some(number("1")),
            ..UpdateProduct::of(theirs.board)
        })
        .await;
        ours.does_not_find(UpdateOrder { notes: Some("X".to_owned()), ..UpdateOrder::of(order) }).await;
        ours.does_not_find(ShipOrder { id: order, expected_version: None }).await;
        ours.does_not_find(UnshipOrder { id: order, expected_version: None }).await;
        ours.does_not_find(UpdateItem { quantity: Some(number("5")), ..UpdateItem::of(item) }).await;
        ours.does_not_find(DeleteItem { id: item, expected_version: None }).await;
        ours.does_not_find(UpdateOrder { expected_version: Some(1), ..UpdateOrder::of(order) }).await;
        assert_eq!((ours.state().await, theirs.state().await), before);
    }

    async fn rows_of_another_tenant_are_no_parents(world: World) {
        let theirs = House::of(world.other_tenant("EUR", 2).await).await;
        let ours = House::of(world).await;
        let before = (ours.state().await, theirs.state().await);
        let item = ours.world.item(ours.order, 0).await;
        let new = |product| NewItem { product, quantity: number("1"), expected_unit_price: None };
        ours.does_not_find_the_parent(AddItem {
            order: theirs.order,
            item: new(ours.board),
            expected_version: None,
        })
        .await;
        ours.does_not_find_the_parent(AddItem {
            order: ours.order,
            item: new(theirs.board),
            expected_version: None,
        })
        .await;
        ours.does_not_find_the_parent(UpdateItem { order: Some(theirs.order), ..UpdateItem::of(item) }).await;
        ours.does_not_find_the_parent(UpdateItem { product: Some(theirs.board), ..UpdateItem::of(item) })
            .await;
        ours.does_not_find_the_parent(UpdateOrder {
            customer: Some(theirs.customer),
            ..UpdateOrder::of(ours.order)
        })
        .await;
        ours.does_not_find_the_parent(new_order(theirs.customer, &[(ours.board, "1")])).await;
        ours.does_not_find_the_parent(new_order(ours.customer, &[(theirs.board, "1")])).await;
        assert_eq!((ours.state().await, theirs.state().await), before);
    }

    async fn no_finder_shows_another_tenants_rows(world: World) {
        let theirs = House::of(world.other_tenant("EUR", 2).await).await;
        let ours = House::of(world).await;
        let snapshot = ours.world.docket.snapshot(&ours.world.actor).await.unwrap();
        let page = PageArgs { size: 100, from: None, backward: false };
        assert!(customer::queries::by_ids(&snapshot, &[theirs.customer]).await.unwrap().is_empty());
        assert!(product::queries::by_ids(&snapshot, &[theirs.board]).await.unwrap().is_empty());
        assert!(order::queries::by_ids(&snapshot, &[theirs.order]).await.unwrap().is_empty());
        assert!(order::queries::items_of(&snapshot, &[theirs.order]).await.unwrap().is_empty());
        assert!(history::queries::of_order(&snapshot, theirs.order, &page).await.unwrap().rows.is_empty());
        let page = PageArgs { size: 100, from: None, backward: false };
        let of_theirs = Find::all(&ORDERS).only(order::queries::of_customer(theirs.customer));
        assert!(order::queries::list(&snapshot, &of_theirs, &page).await.unwrap().rows.is_empty());
        let all = order::queries::list(&snapshot, &Find::all(&ORDERS), &page).await.unwrap().rows;
        assert_eq!(all.iter().map(|row| row.id).collect::<Vec<_>>(), [ours.order]);
        let customers = customer::queries::list(&snapshot, &Find::all(&CUSTOMERS), &page).await.unwrap().rows;
        assert_eq!(customers.iter().map(|row| row.id).collect::<Vec<_>>(), [ours.customer]);
        let products = product::queries::list(&snapshot, &Find::all(&PRODUCTS), &page).await.unwrap().rows;
        assert_eq!(products.iter().map(|row| row.id).collect::<Vec<_>>(), [ours.board]);
        for listing in [&ORDERS, &CUSTOMERS, &PRODUCTS] {
            assert_eq!(find::count(&snapshot, &Find::all(listing)).await.unwrap(), Count { counted: 1, is_capped: false });
        }
    }

    async fn two_tenants_use_the_same_names_and_numbers(world: World) {
        let theirs = House::of(world.other_tenant("EUR", 2).await).await;
        let ours = House::of(world).await;
        let (one, other) =
            (ours.world.load_order(ours.order).await, theirs.world.load_order(theirs.order).await);
        assert_eq!((one.number, other.number), (1_001, 1_001));
        for house in [&ours, &theirs] {
            let email = Some(Some("orders@example.com".to_owned()));
            house.world.done(UpdateCustomer { email, ..UpdateCustomer::of(house.customer) }).await;
            house
                .world
                .done(UpdateProduct { sku: Some("OAK-1".to_owned()), ..UpdateProduct::of(house.board) })
                .await;
        }
        ours.world.holds().await;
    }
}

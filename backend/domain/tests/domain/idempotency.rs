//! Keyed requests: carried out once, answered the same however often they are sent.

use docket_domain::Failure;
use docket_domain::clock::{Clock, SystemClock};
use docket_domain::error::KeyConflict;
use docket_domain::id::OrderId;
use docket_domain::idempotency::KeyedRequest;
use docket_domain::order::commands::{CreateOrder, ShipOrder};
use docket_domain::page::PageArgs;
use docket_domain::{Actor, Refusal, order};
use tokio::task::JoinSet;

use crate::support::{World, facts, money, new_order, rule};

fn keyed(key: &str, hash: &str) -> KeyedRequest {
    KeyedRequest { key: key.to_owned(), hash: hash.to_owned() }
}

impl World {
    async fn once(&self, request: &KeyedRequest, command: &CreateOrder) -> Result<OrderId, Failure> {
        self.docket.execute_once(&self.actor, request, command).await
    }

    async fn orders(&self) -> usize {
        let snapshot = self.docket.snapshot(&self.actor).await.unwrap();
        let all = PageArgs { size: 100, from: None, backward: false };
        order::queries::list(&snapshot, &docket_domain::find::Find::all(&order::ORDERS), &all).await.unwrap().rows.len()
    }
}

fn refusals<T: std::fmt::Debug>(answer: Result<T, Failure>) -> Vec<Refusal> {
    match answer {
        Err(Failure::Refused(refusals)) => refusals,
        other => panic!("not refused: {other:?}"),
    }
}

facts! {
    async fn a_repeat_gives_the_same_answer_and_no_second_order(world: World) {
        let customer = world.customer("100").await;
        let board = world.product("10").await;
        let request = keyed("a", "1");
        let first = world.once(&request, &new_order(customer, &[(board, "1")])).await.unwrap();
        let again = world.once(&request, &new_order(customer, &[(board, "1")])).await.unwrap();
        assert_eq!(first, again);
        assert_eq!((world.orders().await, world.balance(customer).await), (1, money("10")));
        world.holds().await;
    }

    async fn a_refusal_is_repeated_though_it_would_fit_now(world: World) {
        let customer = world.customer("10").await;
        let board = world.product("10").await;
        let first = world.order(customer, &[(board, "1")]).await;
        let request = keyed("a", "1");
        let refused = refusals(world.once(&request, &new_order(customer, &[(board, "1")])).await);
        assert_eq!(rule(&refused), "credit_limit");
        world.done(ShipOrder { id: first, expected_version: None }).await;
        assert_eq!(refusals(world.once(&request, &new_order(customer, &[(board, "1")])).await), refused);
        assert!(world.once(&keyed("b", "1"), &new_order(customer, &[(board, "1")])).await.is_ok());
        world.holds().await;
    }

    async fn another_request_under_the_same_key_is_refused(world: World) {
        let customer = world.customer("100").await;
        let board = world.product("10").await;
        world.once(&keyed("a", "1"), &new_order(customer, &[(board, "1")])).await.unwrap();
        let other = world.once(&keyed("a", "2"), &new_order(customer, &[(board, "2")])).await;
        assert!(matches!(other, Err(Failure::Key(KeyConflict::OtherRequest))), "{other:?}");
        assert_eq!(world.balance(customer).await, money("10"));
    }

    async fn a_key_is_its_actors_own(world: World) {
        let customer = world.customer("100").await;
        let board = world.product("10").await;
        let order = new_order(customer, &[(board, "1")]);
        let first = world.once(&keyed("a", "1"), &order).await.unwrap();
        let berta = Actor::new(world.actor.tenant, "berta");
        let second = world.docket.execute_once(&berta, &keyed("a", "2"), &order).await.unwrap();
        assert_ne!(first, second);
    }

    async fn of_a_hundred_senders_of_one_key_one_makes_the_order(world: World) {
        let customer = world.customer("100000").await;
        let board = world.product("10").await;
        let instances = [world.docket.clone(), world.another_instance().await];
        let mut senders = JoinSet::new();
        for at in 0..100 {
            let (docket, actor) = (instances[at % 2].clone(), world.actor.clone());
            senders.spawn(async move {
                let order = new_order(customer, &[(board, "1")]);
                docket.execute_once(&actor, &keyed("a", "1"), &order).await
            });
        }
        let mut made = Vec::new();
        for answer in senders.join_all().await {
            match answer {
                Ok(order) => made.push(order),
                Err(Failure::Key(KeyConflict::InFlight)) => {}
                other => panic!("neither answered nor in flight: {other:?}"),
            }
        }
        made.dedup();
        assert_eq!((made.len(), world.orders().await), (1, 1));
        world.holds().await;
    }

    async fn a_sender_that_gives_up_leaves_the_key_to_the_next(world: World) {
        let customer = world.customer("100").await;
        let board = world.product("10").await;
        let order = new_order(customer, &[(board, "1")]);
        for _ in 0..20 {
            let pause = std::time::Duration::from_micros(u64::from(SystemClock.id().as_bytes()[15]) * 20);
            let _ = tokio::time::timeout(pause, world.once(&keyed("a", "1"), &order)).await;
        }
        // Whatever was cut off where, the key still stands for exactly one order.
        let mut answer = world.once(&keyed("a", "1"), &order).await;
        while matches!(answer, Err(Failure::Key(KeyConflict::InFlight))) {
            answer = world.once(&keyed("a", "1"), &order).await;
        }
        answer.unwrap();
        assert_eq!((world.orders().await, world.balance(customer).await), (1, money("10")));
        world.holds().await;
    }

    async fn an_outcome_is_kept_for_a_day(world: World) {
        let customer = world.customer("100").await;
        let board = world.product("10").await;
        let order = new_order(customer, &[(board, "1")]);
        let first = world.once(&keyed("a", "1"), &order).await.unwrap();
        world.docket.prune().await.unwrap();
        assert_eq!(world.once(&keyed("a", "1"), &order).await.unwrap(), first);
        let yesterday = SystemClock.now() - docket_domain::idempotency::KEPT;
        world.age_keys(yesterday).await;
        let second = world.once(&keyed("a", "2"), &order).await.unwrap();
        assert_ne!(first, second);
        world.age_keys(yesterday).await;
        assert!(world.docket.prune().await.unwrap() >= 1);
    }
}

impl World {
    /// As if all keys of this tenant had been used at `then`.
    async fn age_keys(&self, then: chrono::DateTime<chrono::Utc>) {
        use docket_domain::idempotency::entity::{Column, Entity};
        use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, sea_query::Expr};
        #[expect(clippy::disallowed_methods, reason = "a day passes")]
        let age = Entity::update_many().col_expr(Column::CreatedAt, Expr::val(then));
        let age = age.filter(Column::TenantId.eq(self.actor.tenant));
        age.exec(self.docket.database().connection()).await.unwrap();
    }
}

//! Lists: whatever is asked of them, they show what a look at each row would show, page by page.

mod model;
mod plans;

use docket_domain::find::{self, Compare, Count, Filter, Find, Ordering, Place, Search, Sort, Test};
use docket_domain::order::commands::CreateOrder;
use docket_domain::order::{ORDERS, queries};
use docket_domain::page::{Page, PageArgs};
use docket_rules::Value;
use rand::rngs::StdRng;
use rand::seq::IndexedRandom;
use rand::{RngExt, SeedableRng};

use crate::support::{World, facts, new_order, number};
use model::{NAMES, Shop};

/// Pages in one direction until there are no more.
async fn walk(world: &World, find: &Find, size: u64, backward: bool) -> Vec<i64> {
    let snapshot = world.docket.snapshot(&world.actor).await.unwrap();
    let mut seen: Vec<i64> = Vec::new();
    let mut from: Option<Place> = None;
    loop {
        let args = PageArgs { size, from, backward };
        let Page { rows, has_previous, has_next } = queries::list(&snapshot, find, &args).await.unwrap();
        let numbers: Vec<i64> = rows.iter().map(|row| row.number).collect();
        let edge = if backward { rows.first() } else { rows.last() };
        from = edge.map(|row| find.ordering.place(row).unwrap());
        if backward {
            seen.splice(0..0, numbers);
        } else {
            seen.extend(numbers);
        }
        if !(if backward { has_previous } else { has_next }) {
            return seen;
        }
        assert!(rows.len() == usize::try_from(size).unwrap() && from.is_some());
    }
}

/// Any filter of orders, in what the shop has.
fn filter(random: &mut StdRng, shop: &Shop, listing: &'static find::Listing, depth: u32) -> Filter {
    let several = |random: &mut StdRng| {
        let count = random.random_range(0..3);
        (0..count).map(|_| filter(random, shop, listing, depth - 1)).collect()
    };
    if depth > 0 {
        match random.random_range(0..8) {
            0 => return Filter::All(several(random)),
            1 => return Filter::Any(several(random)),
            2 => return Filter::Not(Box::new(filter(random, shop, listing, depth - 1))),
            3 => {
                let link = listing.links.choose(random).unwrap();
                return Filter::Through(link, Box::new(filter(random, shop, link.target, depth - 1)));
            }
            _ => {}
        }
    }
    let field = listing.fields.choose(random).unwrap();
    let any = shop.values(listing, field.name);
    let part = |random: &mut StdRng| {
        let (all, from) = (*NAMES.choose(random).unwrap(), random.random_range(0..3));
        all.chars().skip(from).take(random.random_range(1..4)).collect::<String>()
    };
    let test = match random.random_range(0..9) {
        0 => Test::IsNull(random.random_bool(0.5)),
        1 => Test::In(any.iter().filter(|_| random.random_bool(0.3)).cloned().collect()),
        2..=4 if field.shape == find::Shape::Text => Test::Contains(part(random)),
        5 if field.shape == find::Shape::Text => Test::StartsWith(part(random)),
        _ => match any.choose(random) {
            Some(value) => {
                use Compare::{Eq, Gt, Gte, Lt, Lte, Ne};
                Test::Is(*[Eq, Ne, Lt, Lte, Gt, Gte].choose(random).unwrap(), value.clone())
            }
            None => Test::IsNull(false),
        },
    };
    Filter::Field(field, test)
}

fn ordering(random: &mut StdRng) -> Ordering {
    let sortable: Vec<_> = ORDERS.fields.iter().filter(|field| field.sortable).collect();
    let count = random.random_range(0..4);
    let sorts = (0..count)
        .map(|_| Sort { field: sortable.choose(random).unwrap(), descending: random.random_bool(0.5) })
        .collect();
    Ordering::by(&ORDERS, sorts).unwrap()
}

facts! {
    async fn every_page_of_any_question_shows_what_a_look_at_each_row_shows(world: World) {
        let shop = Shop::fill(&world).await;
        let mut random = StdRng::seed_from_u64(7);
        let mut found_some = 0;
        for round in 0..250 {
            let find = Find {
                filter: filter(&mut random, &shop, &ORDERS, 3),
                search: random.random_bool(0.2).then(|| Search::read(NAMES.choose(&mut random).unwrap()).unwrap()).flatten(),
                ordering: ordering(&mut random),
            };
            let expected = shop.answer(&find);
            let size = random.random_range(1..12);
            let said = format!("round {round}, pages of {size}: {find:?}");
            assert_eq!(walk(&world, &find, size, false).await, expected, "{said}");
            assert_eq!(walk(&world, &find, size, true).await, expected, "backward, {said}");
            let snapshot = world.docket.snapshot(&world.actor).await.unwrap();
            let counted = u64::try_from(expected.len()).unwrap();
            assert_eq!(find::count(&snapshot, &find).await.unwrap(), Count { counted, is_capped: false }, "{said}");
            found_some += usize::from(!expected.is_empty() && expected.len() < shop.size());
        }
        assert!(found_some > 60, "only {found_some} questions found some and not all");
    }

    async fn every_sign_that_is_looked_for_stands_for_itself(world: World) {
        let customer = world.customer("1000").await;
        let board = world.product("1").await;
        for said in ["100%", "a_b", "a\\b", "it's", "a!b", "\"; DROP TABLE orders; --", "plain"] {
            let external_reference = Some(said.to_owned());
            world.done(CreateOrder { external_reference, ..new_order(customer, &[(board, "1")]) }).await;
        }
        let snapshot = world.docket.snapshot(&world.actor).await.unwrap();
        let reference = ORDERS.field("externalReference").unwrap();
        for (part, count) in [
            ("%", 1), ("_", 1), ("\\", 1), ("'", 1), ("!", 1), ("\"", 1), ("a%b", 0), ("A", 5), ("' OR 1=1", 0), ("DROP", 1),
        ] {
            let contains = Find::all(&ORDERS).only(Filter::Field(reference, Test::Contains(part.to_owned())));
            assert_eq!(find::count(&snapshot, &contains).await.unwrap().counted, count, "contains {part}");
            let search = Search::read(part).unwrap();
            let searched = Find { search, ..Find::all(&ORDERS) };
            let found = find::count(&snapshot, &searched).await.unwrap().counted;
            // The customer is called Alder & Finch, so `A` finds all.
            assert_eq!(found, if part == "A" { 7 } else { count }, "search {part}");
        }
        let starts = |with: &str| Find::all(&ORDERS).only(Filter::Field(reference, Test::StartsWith(with.to_owned())));
        for (start, count) in [("10", 1), ("100%", 1), ("%", 0), ("A", 3), ("", 7)] {
            assert_eq!(find::count(&snapshot, &starts(start)).await.unwrap().counted, count, "starts with {start}");
        }
    }

    async fn totals_are_those_of_the_rows(world: World) {
        use docket_domain::order::queries::totals::{By, Key, Rank, Totals, totals};
        let shop = Shop::fill(&world).await;
        let snapshot = world.docket.snapshot(&world.actor).await.unwrap();
        for by in [By::Day, By::DayShipped, By::Status, By::Customer] {
            for rank in [None, Some(Rank::Amount), Some(Rank::Count)] {
                let wanted = Totals { find: Find::all(&ORDERS), by, days: None, rank, most: 100 };
                let found = totals(&snapshot, &wanted).await.unwrap();
                let mut sorted = found.clone();
                match rank {
                    Some(Rank::Amount) => sorted.sort_by_key(|total| std::cmp::Reverse(total.amount.units())),
                    Some(Rank::Count) => sorted.sort_by_key(|total| std::cmp::Reverse(total.count)),
                    None => {}
                }
                assert_eq!(found, sorted, "{by:?} {rank:?}");
                for total in &found {
                    let of = |order: &docket_domain::order::entity::Model| match total.key {
                        Key::Day(day) if by == By::Day => order.order_date == day,
                        Key::Day(day) => order.date_shipped.is_some_and(|at| at.date_naive() == day),
                        Key::Status(status) => order.status == status,
                        Key::Customer(customer) => order.customer_id == customer,
                    };
                    let own: Vec<_> = shop.orders().filter(|order| of(order)).collect();
                    let amount: i128 = own.iter().map(|order| i128::from(order.amount_total.units())).sum();
                    assert_eq!((total.count, total.amount.units()), (i64::try_from(own.len()).unwrap(), amount));
                }
                let all = shop.orders().filter(|order| by != By::DayShipped || order.date_shipped.is_some()).count();
                assert_eq!(found.iter().map(|total| total.count).sum::<i64>(), i64::try_from(all).unwrap());
            }
        }
        let amount = |text: &str| Value::Dec(docket_domain::money::Money::try_from(number(text)).unwrap().exact());
        let large = Filter::Field(ORDERS.field("amountTotal").unwrap(), Test::Is(Compare::Gte, amount("20")));
        let first = shop.orders().map(|order| order.order_date).min().unwrap();
        let wanted = Totals {
            find: Find::all(&ORDERS).only(large),
            by: By::Status,
            days: Some((first, first)),
            rank: None,
            most: 100,
        };
        let found: i64 = totals(&snapshot, &wanted).await.unwrap().iter().map(|total| total.count).sum();
        let own = shop.orders().filter(|order| order.order_date == first && order.amount_total.units() >= 200_000).count();
        assert_eq!(found, i64::try_from(own).unwrap());
    }
}

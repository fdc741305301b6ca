//! The customers of the demo: kitchens, bakeries, hotels, workshops.

use docket_domain::customer::commands::{CreateCustomer, UpdateCustomer};
use docket_domain::customer::queries;
use docket_domain::id::CustomerId;
use docket_domain::money::Money;
use docket_domain::{Actor, Docket, Failure};
use rust_decimal::Decimal;

/// Name, mailbox, credit limit.
const CUSTOMERS: [(&str, &str, i64); 30] = [
    ("Alder & Finch Bistro", "orders@alderfinch.example", 12_000),
    ("Bellweather Catering", "purchasing@bellweather.example", 25_000),
    ("Brook Street Bakery", "kitchen@brookstreetbakery.example", 6_000),
    ("Calloway Hotel Group", "procurement@callowayhotels.example", 60_000),
    ("Carrick Joinery", "workshop@carrickjoinery.example", 9_000),
    ("Cobalt Coffee Roasters", "supplies@cobaltcoffee.example", 8_000),
    ("Copperfield Canteens", "stock@copperfieldcanteens.example", 20_000),
    ("Dunmore Primary School", "office@dunmoreprimary.example", 5_000),
    ("Eastgate Facilities", "maintenance@eastgatefm.example", 18_000),
    ("Ferrow & Sons Builders", "yard@ferrowbuilders.example", 22_000),
    ("Garnet House Care", "manager@garnethouse.example", 7_500),
    ("Gilded Fork Events", "hello@gildedfork.example", 15_000),
    ("Harbour Lights Seafood", "galley@harbourlights.example", 11_000),
    ("Hazelmere Golf Club", "clubhouse@hazelmeregolf.example", 10_000),
    ("Ironbridge Fitout", "site@ironbridgefitout.example", 16_000),
    ("Juniper Lane Deli", "shop@juniperlane.example", 4_500),
    ("Kestrel Property Care", "jobs@kestrelproperty.example", 13_000),
    ("Larkspur Garden Centre", "buying@larkspurgardens.example", 14_000),
    ("Marlowe Student Living", "estates@marloweliving.example", 30_000),
    ("Northway Food Hall", "ops@northwayfoodhall.example", 17_500),
    ("Oakhurst Village Hall", "caretaker@oakhursthall.example", 2_500),
    ("Pemberton Brewing Co.", "brewery@pembertonbrewing.example", 19_000),
    ("Quayside Marina", "chandlery@quaysidemarina.example", 12_500),
    ("Redfern Noodle Bar", "kitchen@redfernnoodles.example", 5_500),
    ("Saltmarsh Inn", "landlord@saltmarshinn.example", 8_500),
    ("St. Brannoc's Hospital", "supplies@stbrannocs.example", 45_000),
    ("Tamsin's Tearoom", "tamsin@tamsinstearoom.example", 3_000),
    ("Umber Studio", "studio@umberstudio.example", 4_000),
    ("Vale Sports & Leisure", "duty@valeleisure.example", 9_500),
    ("Whitcombe Manor Weddings", "events@whitcombemanor.example", 24_000),
];

/// Customers whose limit is set close to what they owe.
const TIGHT: [usize; 4] = [2, 12, 16, 23];

/// Enters all customers.
pub(super) async fn enter(docket: &Docket, actor: &Actor) -> Result<Vec<CustomerId>, Failure> {
    let mut ids = Vec::with_capacity(CUSTOMERS.len());
    for (name, email, limit) in CUSTOMERS {
        let (name, email) = (name.to_owned(), Some(email.to_owned()));
        ids.push(docket.execute(actor, &CreateCustomer { name, email, credit_limit: limit.into() }).await?);
    }
    Ok(ids)
}

/// Lowers some limits to the next hundred above the balance, so that the next large order is refused.
pub(super) async fn tighten(docket: &Docket, actor: &Actor, customers: &[CustomerId]) -> Result<(), Failure> {
    let tight: Vec<CustomerId> = TIGHT.iter().map(|at| customers[*at]).collect();
    let snapshot = docket.snapshot(actor).await?;
    let rows = queries::by_ids(&snapshot, &tight).await?;
    drop(snapshot);
    for row in rows {
        if row.balance == Money::ZERO {
            continue;
        }
        let hundreds = (Decimal::from(row.balance) / Decimal::ONE_HUNDRED).floor() + Decimal::ONE;
        let credit_limit = Some(hundreds * Decimal::ONE_HUNDRED);
        docket.execute(actor, &UpdateCustomer { credit_limit, ..UpdateCustomer::of(row.id) }).await?;
    }
    Ok(())
}

//! The products of the demo: what kitchens and workshops use up.

use docket_domain::id::ProductId;
use docket_domain::product::commands::CreateProduct;
use docket_domain::{Actor, Docket, Failure};
use rust_decimal::Decimal;

/// A product that orders may be made of.
pub(super) struct Offer {
    /// Its id.
    pub id: ProductId,
    /// Its price in cents: dear things are ordered in ones, cheap ones in dozens.
    pub cents: i64,
}

/// SKU, name, price in cents.
pub(super) const PRODUCTS: [(&str, &str, i64); 60] = [
    ("CAT-1001", "Chef's knife, 20 cm", 4_290),
    ("CAT-1002", "Paring knife, 9 cm", 1_150),
    ("CAT-1003", "Bread knife, 26 cm", 3_275),
    ("CAT-1010", "Chopping board, beech, 50 × 30 cm", 2_895),
    ("CAT-1011", "Chopping board, colour-coded, set of 6", 5_640),
    ("CAT-1020", "Stock pot, stainless, 24 l", 11_900),
    ("CAT-1021", "Sauté pan, 28 cm", 6_850),
    ("CAT-1022", "Frying pan, carbon steel, 26 cm", 3_990),
    ("CAT-1023", "Saucepan with lid, 3 l", 4_475),
    ("CAT-1030", "Gastronorm container 1/1, 100 mm", 1_980),
    ("CAT-1031", "Gastronorm container 1/2, 65 mm", 1_120),
    ("CAT-1032", "Gastronorm lid 1/1", 945),
    ("CAT-1040", "Mixing bowl, stainless, 8 l", 1_660),
    ("CAT-1041", "Whisk, 35 cm", 895),
    ("CAT-1042", "Ladle, 250 ml", 740),
    ("CAT-1043", "Tongs, locking, 30 cm", 680),
    ("CAT-1050", "Probe thermometer, waterproof", 2_450),
    ("CAT-1051", "Timer, magnetic", 1_275),
    ("CAT-1060", "Dinner plate, 27 cm, case of 12", 7_140),
    ("CAT-1061", "Side plate, 17 cm, case of 12", 4_380),
    ("CAT-1062", "Soup bowl, 400 ml, case of 12", 5_220),
    ("CAT-1063", "Mug, stackable, case of 24", 6_960),
    ("CAT-1070", "Water tumbler, 350 ml, case of 48", 5_184),
    ("CAT-1071", "Wine glass, 310 ml, case of 24", 6_480),
    ("CAT-1080", "Table fork, 18/10, dozen", 1_890),
    ("CAT-1081", "Table knife, 18/10, dozen", 2_640),
    ("CAT-1082", "Dessert spoon, 18/10, dozen", 1_790),
    ("CAT-1090", "Greaseproof paper, 50 m", 835),
    ("CAT-1091", "Cling film, 300 m", 1_290),
    ("CAT-1092", "Aluminium foil, 150 m", 1_745),
    ("CAT-1093", "Vacuum pouches, 20 × 30 cm, pack of 100", 1_420),
    ("CAT-1100", "Planetary mixer, 10 l", 89_500),
    ("CAT-1101", "Hand blender, 350 mm shaft", 21_900),
    ("CAT-1102", "Contact grill, ribbed", 32_500),
    ("CLN-2001", "Floor cleaner concentrate, 5 l", 1_385),
    ("CLN-2002", "Degreaser spray, 750 ml", 425),
    ("CLN-2003", "Dishwasher detergent, 10 l", 2_760),
    ("CLN-2004", "Hand soap, unscented, 5 l", 1_195),
    ("CLN-2010", "Microfibre cloths, pack of 10", 985),
    ("CLN-2011", "Scouring pads, pack of 20", 640),
    ("CLN-2012", "Mop head, cotton, 400 g", 575),
    ("CLN-2013", "Bin liners, 120 l, roll of 50", 1_240),
    ("CLN-2020", "Nitrile gloves, M, box of 100", 890),
    ("CLN-2021", "Nitrile gloves, L, box of 100", 890),
    ("HDW-3001", "Claw hammer, fibreglass, 560 g", 2_180),
    ("HDW-3002", "Screwdriver set, 8 pieces", 3_150),
    ("HDW-3003", "Adjustable spanner, 250 mm", 1_995),
    ("HDW-3004", "Spirit level, 60 cm", 2_375),
    ("HDW-3010", "Wood screws 4 × 40 mm, box of 200", 725),
    ("HDW-3011", "Wood screws 5 × 70 mm, box of 100", 840),
    ("HDW-3012", "Wall plugs 8 mm, box of 100", 465),
    ("HDW-3013", "Hinge, stainless, 76 mm, pair", 610),
    ("HDW-3020", "LED lamp, E27, 9 W", 385),
    ("HDW-3021", "Extension lead, 5 m", 1_540),
    ("HDW-3022", "Cable ties, 300 mm, pack of 100", 520),
    ("HDW-3030", "Silicone sealant, sanitary, white", 695),
    ("HDW-3031", "Masking tape, 36 mm × 50 m", 345),
    ("HDW-3032", "Decorator's caulk, 380 ml", 285),
    ("HDW-3040", "Cordless drill, 18 V, two batteries", 18_900),
    ("HDW-3041", "Steel shelving unit, five tiers", 13_450),
];

/// The product that is entered and cannot be ordered for the time being.
const OUT_OF_STOCK: usize = 33;

/// Enters all products, and gives those that can be ordered.
pub(super) async fn enter(docket: &Docket, actor: &Actor) -> Result<Vec<Offer>, Failure> {
    let mut offers = Vec::with_capacity(PRODUCTS.len());
    for (at, (sku, name, cents)) in PRODUCTS.into_iter().enumerate() {
        let (sku, name) = (sku.to_owned(), name.to_owned());
        let create = CreateProduct { sku, name, unit_price: Decimal::new(cents, 2), available: at != OUT_OF_STOCK };
        let id = docket.execute(actor, &create).await?;
        if create.available {
            offers.push(Offer { id, cents });
        }
    }
    Ok(offers)
}

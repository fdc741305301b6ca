//! Takes an order: `docket-example-client http://127.0.0.1:8000/graphql CUSTOMERS-EMAIL SKU QUANTITY REFERENCE`.

#![expect(clippy::print_stdout, reason = "printing is what this program is for")]

use anyhow::{Context, Result, bail};
use docket_example_client::queries::{CreateOrderInput, Decimal, NewItemInput, UserError};
use docket_example_client::{Docket, Taken};

#[tokio::main]
async fn main() -> Result<()> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [address, email, sku, quantity, reference] = arguments.as_slice() else {
        bail!("usage: docket-example-client ADDRESS EMAIL SKU QUANTITY REFERENCE");
    };
    let docket = Docket::at(address);
    let order = CreateOrderInput {
        customer_id: docket.customer(email).await?.context("no such customer")?,
        items: vec![NewItemInput {
            product_id: docket.product(sku).await?.context("no such product")?,
            quantity: Decimal(quantity.clone()),
        }],
        external_reference: Some(reference.clone()),
    };
    // The caller's own name for the order is a good key: it stays the same when the order is sent again.
    match docket.take(order, reference).await? {
        Taken::Order(order) => println!("order {} for {}", order.number, order.amount_total.0),
        Taken::Refused(reasons) => {
            for reason in reasons {
                match reason {
                    UserError::CreditLimitExceeded(it) => println!("{} over the limit: {}", it.excess.0, it.message),
                    UserError::Other(it) => println!("refused: {}", it.message),
                }
            }
        }
    }
    Ok(())
}

//! Packs: `docket-example-consumer BOOKS.db data/order_shipping.jsonl`, or `docket-example-consumer BOOKS.db --kafka
//! BROKERS`.

#![expect(clippy::print_stdout, reason = "printing is what this program is for")]

use std::path::Path;
use std::time::Duration;

use anyhow::{Result, bail};
use docket_example_consumer::books::Books;
use docket_example_consumer::{file, kafka};

#[tokio::main]
async fn main() -> Result<()> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    match arguments.iter().map(String::as_str).collect::<Vec<_>>().as_slice() {
        [books, "--kafka", brokers] => {
            let (books, consumer) = (Books::open(books).await?, kafka::consumer(brokers)?);
            loop {
                tell(usize::from(kafka::next(&consumer, &books).await?), &books).await?;
            }
        }
        [books, events] => {
            let books = Books::open(books).await?;
            loop {
                tell(file::read(Path::new(events), &books).await?, &books).await?;
                tokio::time::sleep(Duration::from_secs(1)).await;
            }
        }
        _ => bail!("usage: docket-example-consumer BOOKS.db (EVENTS.jsonl | --kafka BROKERS)"),
    }
}

async fn tell(new: usize, books: &Books) -> Result<()> {
    if new > 0 {
        println!("{new} new, {} parcels now", books.parcels().await?.len());
    }
    Ok(())
}

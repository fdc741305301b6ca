//! Events from the file that Docket appends to when it has no brokers: one a line.

use std::fs::File;
use std::io::{BufRead, BufReader};
use std::path::Path;

use anyhow::{Context, Result};

use crate::books::Books;

/// Takes every whole line of the file; says how many events were new.
///
/// It reads from the beginning: what was seen before is recognised. A service with a long history would keep the place
/// where it stopped beside its books.
pub async fn read(file: &Path, books: &Books) -> Result<usize> {
    let mut lines = BufReader::new(File::open(file).with_context(|| file.display().to_string())?);
    let (mut line, mut new) = (String::new(), 0);
    // The last line may not be whole yet: its rest comes with the next reading.
    while lines.read_line(&mut line)? > 0 && line.ends_with('\n') {
        new += usize::from(books.take(&serde_json::from_str(&line)?).await?);
        line.clear();
    }
    Ok(new)
}

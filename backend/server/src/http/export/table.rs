//! Rows as CSV. Text that a spreadsheet would take for a formula is told apart by an apostrophe.

use axum::body::Bytes;
use chrono::{DateTime, NaiveDate, SecondsFormat};
use csv::{Terminator, Writer, WriterBuilder};
use docket_domain::Fault;
use docket_domain::find::{Shape, Shown};
use docket_domain::id::show;
use docket_rules::Value;
use docket_rules::images::Key;

use crate::graphql::error::ApiError;

/// Rows that are not sent yet.
pub(super) struct Table<'a> {
    columns: &'a [Shown],
    writer: Writer<Vec<u8>>,
}

fn broken<E>(_: E) -> ApiError {
    Fault::Internal("a row that cannot be written").into()
}

fn writer() -> Writer<Vec<u8>> {
    WriterBuilder::new().terminator(Terminator::CRLF).from_writer(Vec::new())
}

impl<'a> Table<'a> {
    /// A table with the names of its columns.
    pub(super) fn new(columns: &'a [Shown]) -> Result<Self, ApiError> {
        let mut writer = writer();
        writer.write_record(columns.iter().map(|column| column.name.as_str())).map_err(broken)?;
        Ok(Self { columns, writer })
    }

    /// A row more.
    pub(super) fn add(&mut self, row: &[Value]) -> Result<(), ApiError> {
        let cells = self.columns.iter().zip(row).map(|(column, value)| cell(column.field.shape, value));
        self.writer.write_record(cells).map_err(broken)
    }

    /// How many bytes are not sent yet, those apart that were added last.
    pub(super) fn len(&self) -> usize {
        self.writer.get_ref().len()
    }

    /// What is not sent yet.
    pub(super) fn take(&mut self) -> Result<Bytes, ApiError> {
        let written = std::mem::replace(&mut self.writer, writer()).into_inner();
        written.map(Bytes::from).map_err(broken)
    }
}

fn cell(shape: Shape, value: &Value) -> String {
    match (shape, value) {
        (_, Value::Null) => String::new(),
        (Shape::Id(table), Value::Uuid(id)) => show(Key { table, id: *id }),
        (_, Value::Text(text)) => harmless(text),
        (_, Value::Dec(number)) => plain(&number.to_string()).to_owned(),
        (_, Value::Date(days)) => NaiveDate::from_epoch_days(*days).map(|day| day.to_string()).unwrap_or_default(),
        (_, Value::Time(micros)) => DateTime::from_timestamp_micros(*micros)
            .map(|time| time.to_rfc3339_opts(SecondsFormat::AutoSi, true))
            .unwrap_or_default(),
        (_, value) => value.to_string(),
    }
}

/// A number without the zeros at the end of its decimals.
fn plain(number: &str) -> &str {
    if number.contains('.') { number.trim_end_matches('0').trim_end_matches('.') } else { number }
}

fn harmless(text: &str) -> String {
    if text.starts_with(['=', '+', '-', '@', '\t', '\r']) { format!("'{text}") } else { text.to_owned() }
}

#[cfg(test)]
mod tests {
    use docket_rules::Decimal;

    use super::*;

    #[test]
    fn text_is_no_formula_and_numbers_are_numbers() {
        let text = |said: &str| cell(Shape::Text, &Value::Text(said.into()));
        for (said, shown) in [
            ("=1+1", "'=1+1"),
            ("+49 30", "'+49 30"),
            ("-x", "'-x"),
            ("@SUM(A1)", "'@SUM(A1)"),
            ("\t=1", "'\t=1"),
            ("a=1", "a=1"),
            ("", ""),
        ] {
            assert_eq!(text(said), shown);
        }
        assert_eq!(cell(Shape::Decimal(4), &Value::Dec(Decimal::new(-125_000, 4))), "-12.5");
        assert_eq!(cell(Shape::Decimal(4), &Value::Dec(Decimal::new(1_000_000, 4))), "100");
        assert_eq!(cell(Shape::Whole, &Value::Int(-3)), "-3");
    }
}

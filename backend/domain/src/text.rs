//! Words that people type: trimmed, bounded, without control characters.

use docket_rules::schema::Table;

use crate::error::Refusal;

/// The most characters of a name, a SKU or a reference.
pub const SHORT: usize = 200;
/// The most characters of notes.
pub const LONG: usize = 10_000;

/// A line that says something.
pub fn line(field: &'static str, text: &str) -> Result<String, Refusal> {
    let text = text.trim();
    if text.is_empty() {
        return Err(Refusal::invalid(field, "must not be empty"));
    }
    bounded(field, text, SHORT, char::is_control)
}

/// A line, or none when it is blank.
pub fn optional_line(field: &'static str, text: Option<&str>) -> Result<Option<String>, Refusal> {
    text.filter(|text| !text.trim().is_empty()).map(|text| line(field, text)).transpose()
}

/// Several lines; may be empty.
pub fn paragraphs(field: &'static str, text: &str) -> Result<String, Refusal> {
    bounded(field, text.trim_end(), LONG, |letter| letter.is_control() && !matches!(letter, '\n' | '\r' | '\t'))
}

/// What two spellings of one SKU or address have in common: trimmed, and without case.
pub fn fold(text: &str) -> String {
    caseless(text.trim())
}

/// A text without case, as Unicode knows it and SQL does not. A sigma is the same at the end of a word.
pub fn caseless(text: &str) -> String {
    text.to_lowercase().replace('ς', "σ")
}

/// The column that holds the text of `column` folded, if there is one: `name_key` of `name`. The unit of work fills it.
pub(crate) fn key_of(table: &Table, column: u16) -> Option<u16> {
    table.column(&format!("{}_key", table.columns[usize::from(column)].name))
}

/// Whether `column` is such a column.
pub(crate) fn is_key(table: &Table, column: usize) -> bool {
    table.columns[column].name.strip_suffix("_key").is_some_and(|text| table.column(text).is_some())
}

/// An e-mail address, as far as one can tell without sending to it.
pub fn email(field: &'static str, text: Option<&str>) -> Result<Option<String>, Refusal> {
    let Some(address) = optional_line(field, text)? else { return Ok(None) };
    let plausible = address.split_once('@').is_some_and(|(name, host)| {
        !name.is_empty() && host.contains('.') && !host.starts_with('.') && !host.ends_with('.') && !host.contains('@')
    });
    if !plausible || address.contains(char::is_whitespace) {
        return Err(Refusal::invalid(field, "must be an e-mail address such as orders@example.com"));
    }
    Ok(Some(address))
}

fn bounded(field: &'static str, text: &str, limit: usize, refused: fn(char) -> bool) -> Result<String, Refusal> {
    // Bytes first: a megabyte need not be counted in letters to know that it is too long.
    if text.len() > limit * 4 || text.chars().count() > limit {
        return Err(Refusal::invalid(field, format!("must have at most {limit} characters")));
    }
    if text.chars().any(refused) {
        return Err(Refusal::invalid(field, "must not contain control characters"));
    }
    Ok(text.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_trimmed_and_bounded() {
        assert_eq!(line("name", "  Alder & Finch ").unwrap(), "Alder & Finch");
        assert!(line("name", " \n").is_err());
        assert!(line("name", "a\u{0}b").is_err());
        assert!(line("name", &"a".repeat(SHORT + 1)).is_err());
        assert!(line("name", &"ü".repeat(SHORT)).is_ok());
    }

    #[test]
    fn folded_texts_have_no_case() {
        for (text, folded) in [(" ÖL-1 ", "öl-1"), ("ΟΔΟΣ", "οδοσ"), ("Οδός", "οδόσ"), ("", "")] {
            assert_eq!(fold(text), folded);
        }
    }

    #[test]
    fn notes_may_have_lines() {
        assert_eq!(paragraphs("notes", "a\nb\n").unwrap(), "a\nb");
        assert!(paragraphs("notes", "a\u{7}").is_err());
    }

    #[test]
    fn addresses_are_plausible_or_refused() {
        assert!(email("email", Some("orders@example.com")).unwrap().is_some());
        assert!(email("email", Some("  ")).unwrap().is_none());
        for bad in ["orders", "@example.com", "a@b", "a b@example.com", "a@b@example.com"] {
            assert!(email("email", Some(bad)).is_err(), "{bad}");
        }
    }
}

//! Words that people type: trimmed, bounded, without control characters.

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

/// What two spellings of one SKU or address have in common: case is folded as Unicode does, not as SQL does.
pub fn fold(text: &str) -> String {
    text.trim().to_lowercase()
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

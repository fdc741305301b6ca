//! Words that people look for.

use super::TooMuch;
use crate::text::caseless;

/// How many characters a search may have.
const LONGEST: usize = 100;
/// How many words a search may have.
const MOST_WORDS: usize = 8;

/// Words, each of which must be found in a row, in any case.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Search(Vec<String>);

impl Search {
    /// The words of a text; none when it is blank.
    pub fn read(text: &str) -> Result<Option<Self>, TooMuch> {
        if text.len() > LONGEST * 4 || text.chars().count() > LONGEST {
            return Err(TooMuch(format!("A search may have {LONGEST} characters.")));
        }
        let words: Vec<String> =
            text.split(|letter: char| letter.is_whitespace() || letter.is_control()).map(caseless).collect();
        let words: Vec<String> = words.into_iter().filter(|word| !word.is_empty()).collect();
        if words.len() > MOST_WORDS {
            return Err(TooMuch(format!("A search may have {MOST_WORDS} words.")));
        }
        Ok((!words.is_empty()).then_some(Self(words)))
    }

    /// The words, without case.
    pub fn words(&self) -> &[String] {
        &self.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_search_is_words_without_case() {
        let words = |text: &str| Search::read(text).unwrap().map(|search| search.0.join("|"));
        assert_eq!(words("  ÖL  42\t%_ "), Some("öl|42|%_".to_owned()));
        assert_eq!(words(" \n"), None);
    }

    #[test]
    fn a_search_is_bounded() {
        assert!(Search::read(&"a ".repeat(9)).is_err());
        assert!(Search::read(&"a".repeat(101)).is_err());
        assert!(Search::read(&"ü".repeat(100)).is_ok());
    }
}

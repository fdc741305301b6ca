//! A rule file: the requirement in numbered sentences, and one declaration a sentence.
//!
//! The sentences are read from the file's own head (`//! 1. …`), so that what people read, what a refusal says
//! and what is enforced cannot drift apart.

use crate::rule::Rule;

/// The rules of one file, each under its sentence.
#[derive(Clone, Debug)]
pub struct RuleFile {
    /// The file's name without its ending.
    pub name: &'static str,
    /// The rules, in the order of the sentences.
    pub rules: Vec<Rule>,
    /// How many sentences the head has.
    pub sentences: usize,
}

impl RuleFile {
    /// Joins `rules` with the numbered sentences at the head of `source`. A count that differs is refused when the
    /// set is loaded.
    pub fn new(name: &'static str, source: &'static str, rules: Vec<Rule>) -> Self {
        let sentences = sentences(source);
        let count = sentences.len();
        let rules = rules
            .into_iter()
            .zip(sentences.into_iter().map(Some).chain(std::iter::repeat(None)))
            .map(|(rule, sentence)| Rule { sentence: sentence.unwrap_or(""), ..rule })
            .collect();
        Self { name, rules, sentences: count }
    }
}

/// The numbered sentences at the head; each stands on one line.
fn sentences(source: &'static str) -> Vec<&'static str> {
    source
        .lines()
        .map_while(|line| line.strip_prefix("//!"))
        .filter_map(|line| {
            let (number, sentence) = line.trim().split_once(". ")?;
            number.parse::<u32>().ok().map(|_| sentence)
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sentences_are_the_numbered_lines_of_the_head() {
        let source = "//! Why.\n//!\n//! 1. One holds.\n//! 2. Two holds. Always.\nuse x;\n//! 3. Not this.\n";
        assert_eq!(sentences(source), ["One holds.", "Two holds. Always."]);
    }
}

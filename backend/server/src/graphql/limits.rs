//! What a document may cost before anything reads it closely.
//!
//! The parser descends once for each open bracket, and validation walks a fragment once for each place that spreads
//! it: both would let a small request take the process down, or keep it busy for years.

use std::collections::HashMap;

use async_graphql::Name;
use async_graphql::parser::types::{ExecutableDocument, Selection, SelectionSet};

mod scan;

use scan::{Scanned, scan};

/// The longest document, in bytes.
pub const LONGEST: usize = 64 * 1024;
/// How deep brackets may nest.
pub const NESTING: usize = 64;
/// How many selections an operation may have once its fragments stand in their places.
const SELECTIONS: usize = 5_000;

/// How much a document may ask for, as an operator chooses.
#[derive(Clone, Copy, Debug)]
pub struct Most {
    /// How deep fields may nest; GraphiQL's introspection needs 15.
    pub depth: usize,
    /// How many values may be asked for, with lists counted at their size.
    pub complexity: usize,
    /// How many fields may be given another name.
    pub aliases: usize,
    /// How many words and signs there may be.
    pub tokens: usize,
}

impl Default for Most {
    fn default() -> Self {
        Self { depth: 15, complexity: 30_000, aliases: 60, tokens: 10_000 }
    }
}

impl Most {
    /// Why a document is not looked at.
    pub fn refuse_text(self, document: &str) -> Option<String> {
        if document.len() > LONGEST {
            return Some(format!("The document is longer than {LONGEST} bytes: ask in smaller parts."));
        }
        let Scanned { nesting, tokens } = scan(document);
        if nesting > NESTING {
            return Some(format!("Brackets nest deeper than {NESTING}: ask in smaller parts."));
        }
        let most = self.tokens;
        (tokens > most).then(|| format!("The document has more than {most} words and signs: ask in smaller parts."))
    }

    /// Why a document that can be read is not carried out.
    pub fn refuse_document(self, document: &ExecutableDocument) -> Option<String> {
        let mut sizes = Sizes { document, known: HashMap::new() };
        let fragments = document.fragments.values().map(|fragment| &fragment.node.selection_set.node);
        let (mut size, mut aliases) = (0_usize, fragments.map(count_aliases).sum::<usize>());
        for (_, operation) in document.operations.iter() {
            let selections = &operation.node.selection_set.node;
            size = size.saturating_add(sizes.of(selections));
            aliases += count_aliases(selections);
        }
        if size > SELECTIONS {
            return Some(format!("The request selects more than {SELECTIONS} fields: ask in smaller parts."));
        }
        let most = self.aliases;
        (aliases > most).then(|| format!("The request renames more than {most} fields: ask in smaller parts."))
    }
}

struct Sizes<'a> {
    document: &'a ExecutableDocument,
    known: HashMap<&'a Name, usize>,
}

impl<'a> Sizes<'a> {
    /// How many selections these are with fragments in their places. Each fragment is counted once and remembered;
    /// one that contains itself counts as nothing here, and validation refuses it.
    fn of(&mut self, selections: &'a SelectionSet) -> usize {
        let mut size = 0_usize;
        for selection in &selections.items {
            let inner = match &selection.node {
                Selection::Field(field) => self.of(&field.node.selection_set.node),
                Selection::InlineFragment(fragment) => self.of(&fragment.node.selection_set.node),
                Selection::FragmentSpread(spread) => self.of_fragment(&spread.node.fragment_name.node),
            };
            size = size.saturating_add(inner).saturating_add(1);
        }
        size
    }

    fn of_fragment(&mut self, name: &'a Name) -> usize {
        if let Some(size) = self.known.get(name) {
            return *size;
        }
        self.known.insert(name, 0);
        let document = self.document;
        let size = document.fragments.get(name).map_or(0, |fragment| self.of(&fragment.node.selection_set.node));
        self.known.insert(name, size);
        size
    }
}

fn count_aliases(selections: &SelectionSet) -> usize {
    let count = |selection: &Selection| match selection {
        Selection::Field(field) => {
            usize::from(field.node.alias.is_some()) + count_aliases(&field.node.selection_set.node)
        }
        Selection::InlineFragment(fragment) => count_aliases(&fragment.node.selection_set.node),
        Selection::FragmentSpread(_) => 0,
    };
    selections.items.iter().map(|selection| count(&selection.node)).sum()
}

#[cfg(test)]
mod tests {
    use std::fmt::Write;

    use async_graphql::parser::parse_query;

    use super::*;

    fn refuse_document(document: &ExecutableDocument) -> Option<String> {
        Most::default().refuse_document(document)
    }

    #[test]
    fn fragments_that_double_are_counted_without_being_walked() {
        let mut document = String::from("{...f0}");
        for at in 0..40 {
            write!(document, "fragment f{at} on Query{{...f{0} ...f{0}}}", at + 1).unwrap();
        }
        document.push_str("fragment f40 on Query{tenant{name}}");
        assert!(refuse_document(&parse_query(document).unwrap()).is_some());
    }

    #[test]
    fn a_fragment_that_contains_itself_ends() {
        assert_eq!(
            refuse_document(&parse_query("{...a} fragment a on Query{...b} fragment b on Query{...a}").unwrap()),
            None
        );
    }

    #[test]
    fn aliases_are_bounded() {
        let fields = |count| (0..count).fold(String::new(), |fields, at| format!("{fields} a{at}: tenant {{ name }}"));
        assert_eq!(refuse_document(&parse_query(format!("{{{}}}", fields(60))).unwrap()), None);
        assert!(refuse_document(&parse_query(format!("{{{}}}", fields(61))).unwrap()).is_some());
    }
}

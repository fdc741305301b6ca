//! Random worlds: a schema, rules over it, and units of work, all read from one tape of choices, so that a failing
//! case shrinks with its tape.

pub(crate) mod expression;
pub(crate) mod unit;
pub(crate) mod world;

/// Choices to take one after the other. Past the end all choices are zero.
pub(crate) struct Tape<'a> {
    choices: std::slice::Iter<'a, u16>,
}

impl<'a> Tape<'a> {
    pub(crate) fn new(choices: &'a [u16]) -> Self {
        Self { choices: choices.iter() }
    }

    /// A number below `end`.
    pub(crate) fn below(&mut self, end: usize) -> usize {
        usize::from(self.choices.next().copied().unwrap_or(0)) % end
    }

    /// A number from `low` to `high`.
    pub(crate) fn between(&mut self, low: i64, high: i64) -> i64 {
        let span = usize::try_from(high - low).expect("low is not above high") + 1;
        low + i64::try_from(self.below(span)).expect("a small span")
    }

    /// Yes, `percent` times in a hundred.
    pub(crate) fn chance(&mut self, percent: usize) -> bool {
        self.below(100) >= 100 - percent
    }

    /// One of `items`.
    pub(crate) fn pick<'b, T>(&mut self, items: &'b [T]) -> Option<&'b T> {
        if items.is_empty() { None } else { items.get(self.below(items.len())) }
    }
}

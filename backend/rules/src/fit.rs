//! Fitting: the largest value of one cell with which a refused unit would not be refused.
//!
//! The unit is planned again on the rows already read, nothing more is read: a search by halves, in steps of the
//! last decimal that the staged value uses.

use crate::decimal::{Decimal, power};
use crate::draft::{Draft, Op};
use crate::images::{Images, Key};
use crate::load::RuleSet;
use crate::schema::ColumnRef;
use crate::value::Value;

impl RuleSet {
    /// The largest value above zero and below the one staged with which the unit is not refused; none if no smaller
    /// value helps. Rules are taken to refuse every value above the first that they refuse.
    pub fn largest_that_fits(&self, draft: &Draft, images: &Images, key: Key, column: ColumnRef) -> Option<Decimal> {
        let (mut fits, mut refused, step) = steps(staged(draft, key, column)?)?;
        while refused - fits > 1 {
            let middle = fits + (refused - fits) / 2;
            if self.accepts(draft, images, key, column, Decimal::new(middle * step.units(), step.scale())) {
                fits = middle;
            } else {
                refused = middle;
            }
        }
        (fits > 0).then(|| Decimal::new(fits * step.units(), step.scale()))
    }

    fn accepts(&self, draft: &Draft, images: &Images, key: Key, column: ColumnRef, value: Decimal) -> bool {
        let mut tried = draft.clone();
        if tried.patch(self.schema(), key, vec![(column.column, Value::Dec(value))]).is_err() {
            return false;
        }
        let reach = self.discover(&tried, images);
        reach.is_complete() && self.plan(&tried, images, &reach).violations.is_empty()
    }
}

fn staged(draft: &Draft, key: Key, column: ColumnRef) -> Option<Decimal> {
    match draft.op(key)? {
        Op::Insert(row) => row[usize::from(column.column)].number(),
        Op::Patch(patch) => patch.get(&column.column)?.number(),
        Op::Delete => None,
    }
}

/// Zero, the staged value in steps, and the step: one of the last decimal that is not zero.
fn steps(staged: Decimal) -> Option<(i128, i128, Decimal)> {
    let step = (0..=staged.scale()).rev().map(power).find(|step| staged.units() % step == 0)?;
    (staged.units() > 0).then(|| (0, staged.units() / step, Decimal::new(step, staged.scale())))
}

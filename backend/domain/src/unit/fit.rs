//! What would fit: a refused unit says the largest quantity that it would not be refused with.

use docket_rules::Value;
use docket_rules::declare::TableType;
use docket_rules::draft::Op;
use docket_rules::images::Key;
use docket_rules::plan::Plan;
use docket_rules::violation::Violation;

use crate::error::Refusal;
use crate::money::Quantity;
use crate::order::Item;
use crate::rules::rule_set;
use crate::unit::Unit;

impl Unit {
    /// Why the plan is refused, with what would fit where one item is in the way.
    pub(crate) fn refusals(&self, plan: &Plan) -> Vec<Refusal> {
        let about_amounts =
            |violation: &Violation| matches!(violation, Violation::Rule { .. } | Violation::Overflow { .. });
        let fits = if plan.violations.iter().all(about_amounts) { self.largest_quantity() } else { None };
        let mut refusals: Vec<Refusal> = plan.violations.iter().cloned().map(|it| self.refusal(it)).collect();
        for refusal in &mut refusals {
            if let Refusal::Violation { largest, .. } = refusal {
                *largest = fits;
            }
        }
        refusals
    }

    /// The largest quantity of the one item that is new or has more than before; none if there is no such item, or
    /// several, or if no quantity helps.
    fn largest_quantity(&self) -> Option<Quantity> {
        let mut raised = self.draft.ops().filter(|(key, op)| key.table == Item::ID && self.is_raised(*key, op));
        let (key, _) = raised.next().filter(|_| raised.next().is_none())?;
        let column = Item::COLUMNS.quantity.at;
        let largest = rule_set().largest_that_fits(&self.draft, &self.known.images, key, column)?;
        i64::try_from(largest.at_scale(Quantity::SCALE)?.units()).ok().map(Quantity::from_units)
    }

    fn is_raised(&self, key: Key, op: &Op) -> bool {
        let at = Item::COLUMNS.quantity.at.column;
        let found = self.known.images.row(key).and_then(|row| row[usize::from(at)].number());
        match op {
            Op::Insert(_) => true,
            Op::Patch(patch) => {
                patch.get(&at).and_then(Value::number).is_some_and(|to| found.is_some_and(|was| was < to))
            }
            Op::Delete => false,
        }
    }
}

//! The second half of discovery: what the rows that a unit touches read of their parents.

use super::{Lock, Touch, Walk, bit};
use crate::draft::Op;
use crate::images::Key;
use crate::node::Read;
use crate::rule::Rule;
use crate::schema::RelationRef;
use crate::violation::Violation;

impl Walk<'_> {
    /// What touched rows read of their parents: the parents must be known, and stay as they are if read live.
    pub(super) fn require_parents(&mut self) {
        let touched: Vec<(Key, Touch)> = self.reach.touched.iter().map(|(key, touch)| (*key, *touch)).collect();
        for (key, touch) in touched {
            self.require_asked(key, touch);
            for relation in self.relations(key.table) {
                let foreign_key = self.set.schema().foreign_key(relation).column;
                if touch.dirty & bit(foreign_key) != 0 {
                    self.require(key, relation);
                }
            }
            let rules = self.set.on(key.table);
            for at in rules.formulas.iter().chain(&rules.constraints) {
                let rule = self.set.rule(*at);
                let evaluated = match rule.target() {
                    Some(target) => touch.dirty & bit(target.column) != 0,
                    None => touch.judged || touch.dirty & self.set.bits(rule) != 0,
                };
                if evaluated {
                    self.require_live(key, rule);
                }
            }
        }
    }

    /// The parents of both images: whether a row was in breach is judged against those that it had.
    fn require_live(&mut self, key: Key, rule: &Rule) {
        for read in rule.reads() {
            if let Read::Via(relation, _) = read {
                self.require(key, relation);
                for parent in self.parents(key, relation) {
                    self.need(parent);
                    self.lock(parent, Lock::Share);
                }
            }
        }
    }

    /// What transitions ask of a row's parents, of both images.
    fn require_asked(&mut self, key: Key, touch: Touch) {
        for at in &self.set.on(key.table).transitions {
            let rule = self.set.rule(*at);
            if !touch.authored && touch.dirty & self.set.bits(rule) == 0 {
                continue;
            }
            for read in rule.reads() {
                if let Read::Via(over, _) | Read::Found(over, _) | Read::Left(over, _) = read {
                    for parent in self.parents(key, over) {
                        self.need(parent);
                    }
                }
            }
        }
    }

    /// The parent that the row will have; noted when it is not known, a violation when there is none.
    fn require(&mut self, key: Key, relation: RelationRef) {
        let Some(parent) = self.parent_after(key, relation) else { return };
        let leaves = matches!(self.draft.op(parent), Some(Op::Delete));
        let missing = self.images.is_known(parent) && self.images.row(parent).is_none() && !self.is_new(parent);
        if leaves || missing {
            let violation = Violation::ParentNotFound { key, relation, parent: parent.id };
            if !self.reach.violations.contains(&violation) {
                self.reach.violations.push(violation);
            }
            return;
        }
        self.need(parent);
    }
}

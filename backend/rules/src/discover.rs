//! Discovery: which rows a unit reaches, what may change in each, and how each must be locked.
//!
//! The caller alternates: discover, read what is needed, discover again, until nothing is needed. It then locks,
//! reads the locked rows again, and discovers once more: a unit whose reach grew meanwhile has to start over.

use std::collections::{BTreeMap, BTreeSet};

use uuid::Uuid;

use crate::draft::{Draft, Op};
use crate::images::{Images, Key, Row};
use crate::load::RuleSet;
use crate::node::Read;
use crate::rule::{Body, Rule};
use crate::schema::{ColumnRef, RelationRef, Role, TableId};
use crate::violation::Violation;

mod parents;

/// How a row must be locked, weakest first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Lock {
    /// Read live: it may not change until the unit ends.
    Share,
    /// It may be changed.
    Change,
    /// It will be deleted.
    Delete,
}

/// What a unit reaches, as far as its rows are known.
#[derive(Clone, Debug, Default)]
pub struct Reach {
    /// Rows that must be read before the reach is complete.
    pub rows: BTreeSet<Key>,
    /// Parents whose children must be found.
    pub children: BTreeSet<(RelationRef, Uuid)>,
    /// How the rows that exist must be locked, in lock order.
    pub locks: BTreeMap<Key, Lock>,
    /// What is wrong before anything is calculated.
    pub violations: Vec<Violation>,
    pub(crate) touched: BTreeMap<Key, Touch>,
}

/// What happens to one row.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Touch {
    /// Columns that may change, by bit.
    pub dirty: u64,
    /// Whether a command changes it: an insert, an effective patch or a delete.
    pub authored: bool,
    /// Whether a parent that it reads live may change.
    pub judged: bool,
    /// Columns that are copied again though their relation stays, by bit.
    pub recopied: u64,
}

pub(crate) const fn bit(column: u16) -> u64 {
    1 << column
}

impl Reach {
    /// Whether all rows are known.
    pub fn is_complete(&self) -> bool {
        self.rows.is_empty() && self.children.is_empty()
    }

    /// How many rows it may change.
    pub fn size(&self) -> usize {
        self.touched.len()
    }

    /// Whether every lock that `self` needs is among `held`, at least as strong.
    pub fn is_covered_by(&self, held: &BTreeMap<Key, Lock>) -> bool {
        self.locks.iter().all(|(key, lock)| held.get(key).is_some_and(|has| has >= lock))
    }
}

impl RuleSet {
    /// Follows `draft` through the rules over the rows known so far.
    pub fn discover(&self, draft: &Draft, images: &Images) -> Reach {
        let mut walk = Walk { set: self, draft, images, reach: Reach::default(), queue: Vec::new() };
        walk.stage();
        while !walk.is_too_large()
            && let Some((key, fresh)) = walk.queue.pop()
        {
            walk.spread(key, fresh);
        }
        if walk.is_too_large() {
            walk.reach.violations = vec![Violation::CascadeTooLarge { limit: self.row_limit }];
            return walk.reach;
        }
        walk.require_parents();
        walk.reach
    }

    pub(crate) fn bits(&self, rule: &Rule) -> u64 {
        let table = match rule.body {
            Body::Sum { relation, .. } | Body::Count { relation, .. } => relation.table,
            _ => rule.table(),
        };
        let mut bits = 0;
        for read in rule.reads() {
            match read {
                Read::Own(at) | Read::Old(at) if at.table == table => bits |= bit(at.column),
                Read::Via(over, _) | Read::Found(over, _) | Read::Left(over, _) => {
                    bits |= bit(self.schema().foreign_key(over).column);
                }
                _ => {}
            }
        }
        match rule.body {
            Body::Sum { relation, value, .. } => {
                bits | bit(value.column) | bit(self.schema().foreign_key(relation).column)
            }
            Body::Count { relation, .. } => bits | bit(self.schema().foreign_key(relation).column),
            _ => bits,
        }
    }
}

struct Walk<'a> {
    set: &'a RuleSet,
    draft: &'a Draft,
    images: &'a Images,
    reach: Reach,
    queue: Vec<(Key, u64)>,
}

impl Walk<'_> {
    /// Marks what the staged changes touch directly.
    fn stage(&mut self) {
        for (key, version) in self.draft.expected() {
            self.expect(key, version);
        }
        for (key, op) in self.draft.ops() {
            if let Op::Insert(_) = op {
                self.author(key, u64::MAX);
                continue;
            }
            let Some(row) = self.existing(key) else { continue };
            match op {
                Op::Delete => {
                    self.lock(key, Lock::Delete);
                    self.author(key, u64::MAX);
                }
                Op::Patch(patch) => {
                    let changed = patch.iter().filter(|(column, value)| row[usize::from(**column)] != **value);
                    let dirty = changed.fold(0, |bits, (column, _)| bits | bit(*column));
                    if dirty != 0 {
                        self.author(key, dirty | self.version_bit(key.table));
                    }
                }
                Op::Insert(_) => {}
            }
        }
        for (key, relation) in self.draft.recopies() {
            self.recopy(key, relation);
        }
    }

    /// Copies that are not as the parent has them, as it is staged or stored, are taken again.
    fn recopy(&mut self, key: Key, relation: RelationRef) {
        if matches!(self.draft.op(key), Some(Op::Insert(_) | Op::Delete)) {
            return;
        }
        let (Some(row), Some(parent)) = (self.existing(key), self.parent_after(key, relation)) else { return };
        self.need(parent);
        let mut stale = 0;
        for at in &self.set.on(key.table).copies {
            if let Body::Copy { target, relation: over, source } = self.set.rule(*at).body
                && over == relation
                && self.staged(parent, source).is_some_and(|value| *value != row[usize::from(target.column)])
            {
                stale |= bit(target.column);
            }
        }
        if stale != 0 {
            self.author(key, stale | self.version_bit(key.table));
            self.reach.touched.entry(key).or_default().recopied |= stale;
        }
    }

    /// A row's value as it is staged, or else as it is stored.
    fn staged(&self, key: Key, at: ColumnRef) -> Option<&crate::Value> {
        let stored = || self.images.row(key).map(|row| &row[usize::from(at.column)]);
        match self.draft.op(key) {
            Some(Op::Insert(row)) => Some(&row[usize::from(at.column)]),
            Some(Op::Patch(patch)) => patch.get(&at.column).or_else(stored),
            Some(Op::Delete) | None => stored(),
        }
    }

    fn expect(&mut self, key: Key, expected: i64) {
        let version = self.set.schema().table(key.table).role(Role::Version);
        let Some(row) = self.existing(key) else { return };
        self.lock(key, Lock::Change);
        if let Some(crate::Value::Int(current)) = version.map(|at| &row[usize::from(at)])
            && *current != expected
        {
            self.reach.violations.push(Violation::StaleVersion { key, expected, current: *current });
        }
    }

    /// Rows still to be read count as well: a large family is refused before it is read.
    fn is_too_large(&self) -> bool {
        self.reach.touched.len() + self.reach.rows.len() > self.set.row_limit
    }

    /// The row that a change needs, or a note of what is missing.
    fn existing(&mut self, key: Key) -> Option<Row> {
        match self.images.row(key) {
            Some(row) => Some(row.clone()),
            None if self.images.is_known(key) => {
                let missing = Violation::NotFound { key };
                if !self.reach.violations.contains(&missing) {
                    self.reach.violations.push(missing);
                }
                None
            }
            None => {
                self.reach.rows.insert(key);
                None
            }
        }
    }

    fn author(&mut self, key: Key, dirty: u64) {
        self.reach.touched.entry(key).or_default().authored = true;
        self.mark(key, dirty);
        for relation in self.relations(key.table) {
            if self.set.schema().relation(relation).part_of {
                for parent in self.parents(key, relation) {
                    self.mark(parent, self.version_bit(parent.table));
                }
            }
        }
    }

    /// Columns of a row may change: it has to be known and locked, and whatever reads them follows.
    fn mark(&mut self, key: Key, bits: u64) {
        if !self.is_new(key) {
            if self.images.row(key).is_none() {
                if !self.images.is_known(key) {
                    self.reach.rows.insert(key);
                }
                return;
            }
            self.lock(key, Lock::Change);
        }
        let touch = self.reach.touched.entry(key).or_default();
        let fresh = bits & !touch.dirty;
        if fresh != 0 {
            touch.dirty |= fresh;
            self.queue.push((key, fresh));
        }
    }

    fn spread(&mut self, key: Key, fresh: u64) {
        let rules = self.set.on(key.table);
        for at in &rules.formulas {
            let rule = self.set.rule(*at);
            if let Some(target) = rule.target()
                && self.set.bits(rule) & fresh != 0
            {
                self.mark(key, bit(target.column));
            }
        }
        for at in &rules.copies {
            if let Body::Copy { target, relation, .. } = self.set.rule(*at).body
                && fresh & bit(self.set.schema().foreign_key(relation).column) != 0
            {
                self.mark(key, bit(target.column));
            }
        }
        for at in &rules.gathered_by {
            let rule = self.set.rule(*at);
            if let Body::Sum { target, relation, .. } | Body::Count { target, relation, .. } = rule.body
                && self.set.bits(rule) & fresh != 0
            {
                for parent in self.parents(key, relation) {
                    self.mark(parent, bit(target.column));
                }
            }
        }
        for at in &rules.read_live_by {
            self.flow_down(key, fresh, self.set.rule(*at));
        }
    }

    /// A parent's change reaches the children that read it live.
    fn flow_down(&mut self, parent: Key, fresh: u64, rule: &Rule) {
        let mut over = Vec::new();
        for read in rule.reads() {
            if let Read::Via(relation, at) = read
                && at.table == parent.table
                && bit(at.column) & fresh != 0
                && !over.contains(&relation)
            {
                over.push(relation);
            }
        }
        if self.is_new(parent) {
            return;
        }
        let images = self.images;
        for relation in over {
            let Some(children) = images.children(relation, parent.id) else {
                self.reach.children.insert((relation, parent.id));
                continue;
            };
            for id in children {
                let child = Key { table: relation.table, id: *id };
                self.mark(child, rule.target().map_or(0, |target| bit(target.column)));
                if rule.target().is_none()
                    && let Some(touch) = self.reach.touched.get_mut(&child)
                {
                    touch.judged = true;
                }
            }
        }
    }

    fn need(&mut self, key: Key) {
        if !self.is_new(key) && !self.images.is_known(key) {
            self.reach.rows.insert(key);
        }
    }

    fn lock(&mut self, key: Key, lock: Lock) {
        if self.images.row(key).is_some() {
            let held = self.reach.locks.entry(key).or_insert(lock);
            *held = lock.max(*held);
        }
    }

    fn is_new(&self, key: Key) -> bool {
        matches!(self.draft.op(key), Some(Op::Insert(_)))
    }

    fn version_bit(&self, table: TableId) -> u64 {
        self.set.schema().table(table).role(Role::Version).map_or(0, bit)
    }

    fn relations(&self, table: TableId) -> Vec<RelationRef> {
        self.set.schema().relations(table).map(|(at, _)| at).collect()
    }

    /// The parents of both images of a row, each once.
    fn parents(&self, key: Key, relation: RelationRef) -> Vec<Key> {
        let mut parents: Vec<Key> =
            [self.parent_before(key, relation), self.parent_after(key, relation)].into_iter().flatten().collect();
        parents.dedup();
        parents
    }

    fn parent_before(&self, key: Key, relation: RelationRef) -> Option<Key> {
        let at = self.set.schema().foreign_key(relation);
        Some(self.parent(relation, self.images.row(key)?[usize::from(at.column)].uuid()?))
    }

    fn parent_after(&self, key: Key, relation: RelationRef) -> Option<Key> {
        let ColumnRef { column, .. } = self.set.schema().foreign_key(relation);
        let stored = || self.images.row(key).and_then(|row| row[usize::from(column)].uuid());
        let id = match self.draft.op(key) {
            Some(Op::Insert(row)) => row[usize::from(column)].uuid(),
            Some(Op::Patch(patch)) => patch.get(&column).map_or_else(stored, crate::Value::uuid),
            Some(Op::Delete) => None,
            None => stored(),
        };
        Some(self.parent(relation, id?))
    }

    fn parent(&self, relation: RelationRef, id: Uuid) -> Key {
        Key { table: self.set.schema().relation(relation).parent, id }
    }
}

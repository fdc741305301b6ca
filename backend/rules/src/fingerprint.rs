//! The identity of a rule set: instances of different rules must not write to one database.

use std::fmt::Write as _;

use sha2::{Digest, Sha256};

use crate::load::RuleSet;

impl RuleSet {
    /// A hash over the schema and the rules. Sentences are for people and are left out.
    pub fn fingerprint(&self) -> String {
        let mut hash = Sha256::new();
        for table in &self.schema().tables {
            hash.update(format!("{table:?}\n"));
        }
        for rule in self.rules() {
            hash.update(format!("{} {:?}\n", rule.name, rule.body));
        }
        let mut name = String::with_capacity(32);
        for byte in hash.finalize().iter().take(16) {
            let _ = write!(name, "{byte:02x}");
        }
        name
    }
}

//! What came of a soak.

use std::fmt;

/// The most findings that are shown.
const SHOWN: usize = 40;

/// What can be wrong.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Wrong {
    /// Something that was answered, or has happened, is not there.
    Lost,
    /// Something is there, or was told, that nobody asked for.
    Phantom,
    /// A stored value is not what it is made of.
    Drift,
    /// A customer owes more than the limit.
    Overdraft,
    /// Events of one order came in another order than they happened.
    Disorder,
    /// A process broke in a way that no fault explains.
    Broken,
}

/// The count of everything.
#[derive(Clone, Debug, Default)]
pub struct Verdict {
    findings: Vec<(Wrong, String)>,
    /// Events that reached the destination again, under the same id: allowed.
    pub duplicates: usize,
    /// What was compared, for a look.
    pub notes: Vec<String>,
}

impl Verdict {
    /// Something is wrong.
    pub fn find(&mut self, wrong: Wrong, what: impl Into<String>) {
        self.findings.push((wrong, what.into()));
    }

    /// Whether nothing is.
    pub fn is_clean(&self) -> bool {
        self.findings.is_empty()
    }

    fn count(&self, wrong: Wrong) -> usize {
        self.findings.iter().filter(|(kind, _)| *kind == wrong).count()
    }
}

impl fmt::Display for Verdict {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        for note in &self.notes {
            writeln!(out, "{note}")?;
        }
        for (wrong, what) in self.findings.iter().take(SHOWN) {
            writeln!(out, "{wrong:?}: {what}")?;
        }
        if self.findings.len() > SHOWN {
            writeln!(out, "and {} more", self.findings.len() - SHOWN)?;
        }
        let [lost, phantom, drift, overdraft] =
            [Wrong::Lost, Wrong::Phantom, Wrong::Drift, Wrong::Overdraft].map(|wrong| self.count(wrong));
        write!(
            out,
            "lost {lost}, phantom {phantom}, drift {drift}, overdraft {overdraft}, duplicates {}",
            self.duplicates
        )?;
        for (wrong, name) in [(Wrong::Disorder, "out of order"), (Wrong::Broken, "broken")] {
            let count = self.count(wrong);
            if count > 0 {
                write!(out, ", {name} {count}")?;
            }
        }
        Ok(())
    }
}

//! How far long work has come: a bar at the foot of a terminal, and silence where nobody watches.

use std::io::{self, Write};
use std::sync::LazyLock;

use indicatif::{MultiProgress, ProgressBar, ProgressStyle};

/// All bars of this process, so that log lines can step around them.
static BARS: LazyLock<MultiProgress> = LazyLock::new(MultiProgress::new);

/// A bar on standard error, gone when dropped. Without a terminal there is none.
pub(super) struct Progress(ProgressBar);

impl Progress {
    /// Work on so many things.
    pub(super) fn of(total: u64, what: &'static str) -> Self {
        let look = "{msg} {wide_bar} {human_pos} of {human_len}, {eta} left";
        Self::show(ProgressBar::new(total), look, what)
    }

    /// Work of which nobody knows the end.
    pub(super) fn counting(what: &'static str) -> Self {
        Self::show(ProgressBar::no_length(), "{spinner} {msg} {human_pos}, {elapsed}", what)
    }

    /// Work on so many bytes.
    pub(super) fn of_bytes(total: u64, what: &'static str) -> Self {
        Self::show(ProgressBar::new(total), "{msg} {wide_bar} {bytes} of {total_bytes}, {eta} left", what)
    }

    /// Work on bytes of which nobody knows the number.
    pub(super) fn counting_bytes(what: &'static str) -> Self {
        Self::show(ProgressBar::no_length(), "{spinner} {msg} {bytes}, {elapsed}", what)
    }

    fn show(bar: ProgressBar, look: &str, what: &'static str) -> Self {
        // A look that cannot be read would be a mistake of ours: the usual one does, too.
        let style = ProgressStyle::with_template(look).unwrap_or_else(|_| ProgressStyle::default_bar());
        Self(BARS.add(bar.with_style(style).with_message(what)))
    }

    /// So many are done.
    pub(super) fn reach(&self, done: u64) {
        self.0.set_position(done);
    }

    /// One more is done.
    pub(super) fn step(&self) {
        self.0.inc(1);
    }
}

impl Drop for Progress {
    fn drop(&mut self) {
        self.0.finish_and_clear();
    }
}

/// Standard error with bars on it: they step aside for a line.
pub(super) struct BesideBars;

impl Write for BesideBars {
    fn write(&mut self, line: &[u8]) -> io::Result<usize> {
        BARS.suspend(|| io::stderr().write(line))
    }

    fn flush(&mut self) -> io::Result<()> {
        io::stderr().flush()
    }
}

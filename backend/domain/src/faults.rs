//! What a soak needs inside the process: places where it crashes as if the power went, and a disk that is full.
//!
//! Both are there with the feature `faults` only, and then do something only when the environment says so. Without it nothing
//! of them is compiled.

#[cfg(feature = "faults")]
mod compiled {
    use std::collections::HashMap;
    use std::sync::{LazyLock, Mutex, PoisonError};

    /// `PLACE:PASSAGE`: where to crash, and at the how-manieth time.
    static CRASH_AT: LazyLock<Option<(String, u32)>> = LazyLock::new(|| {
        let (place, passage) =
            std::env::var("DOCKET_CRASH_AT").ok()?.split_once(':').map(|(a, b)| (a.to_owned(), b.parse()))?;
        Some((place, passage.ok()?))
    });
    static PASSED: LazyLock<Mutex<HashMap<&'static str, u32>>> = LazyLock::new(Mutex::default);

    /// A place where a soak may have the process crash.
    pub fn crash_point(place: &'static str) {
        let Some((wanted, passage)) = CRASH_AT.as_ref() else { return };
        let mut passed = PASSED.lock().unwrap_or_else(PoisonError::into_inner);
        let passed = passed.entry(place).or_default();
        *passed += 1;
        if place == wanted && *passed == *passage {
            std::process::abort();
        }
    }

    /// How many pages a SQLite file may have, if that is limited.
    pub(crate) fn most_pages() -> Option<String> {
        std::env::var("DOCKET_MAX_PAGE_COUNT").ok()
    }
}

#[cfg(not(feature = "faults"))]
mod compiled {
    /// A place where a soak may have the process crash.
    #[inline]
    pub const fn crash_point(_: &'static str) {}

    /// How many pages a SQLite file may have, if that is limited.
    pub(crate) const fn most_pages() -> Option<String> {
        None
    }
}

pub use compiled::crash_point;
pub(crate) use compiled::most_pages;

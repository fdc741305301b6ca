//! How high a bar is, and where the axis has words.

/// Where an axis may end, in powers of ten: half of each is a number that one can read.
const TOPS: [f64; 6] = [1.0, 2.0, 4.0, 6.0, 8.0, 10.0];
/// How many days have their name below the bars.
const NAMED: usize = 5;

/// An axis from 0 to a round number.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Scale {
    top: f64,
}

impl Scale {
    /// One that holds all of these. Half of its end is a whole number.
    pub(super) fn over(values: impl IntoIterator<Item = f64>) -> Self {
        let most = values.into_iter().fold(2.0, f64::max);
        let power = 10.0_f64.powf(most.log10().floor());
        let top = TOPS.into_iter().map(|top| top * power).find(|top| *top >= most).unwrap_or(most);
        Self { top }
    }

    /// Where it ends.
    pub(super) fn top(self) -> f64 {
        self.top
    }

    /// How high a value stands, out of 100.
    pub(super) fn height(self, value: f64) -> f64 {
        (value / self.top * 100.0).clamp(0.0, 100.0)
    }
}

/// The days whose names are shown, evenly from the first to the last.
pub(super) fn ticks(days: usize) -> Vec<usize> {
    let last = days.saturating_sub(1);
    let named = NAMED.min(days);
    (0..named).map(|at| if named < 2 { 0 } else { (at * last + (named - 1) / 2) / (named - 1) }).collect()
}

#[cfg(test)]
mod tests {
    use super::{Scale, ticks};

    fn top(most: f64) -> f64 {
        Scale::over([0.0, most]).top()
    }

    #[test]
    fn the_axis_ends_at_a_round_number_at_or_above_the_highest_bar() {
        let tops = [0.0, 1.0, 2.0, 15.0, 16.0, 40.0, 41.0, 13_600.0].map(top);
        assert_eq!(tops.map(f64::round), [2.0, 2.0, 2.0, 20.0, 20.0, 40.0, 60.0, 20_000.0]);
    }

    #[test]
    fn a_bar_as_high_as_the_axis_fills_it() {
        assert!((Scale::over([8.0]).height(4.0) - 50.0).abs() < f64::EPSILON);
    }

    #[test]
    fn the_first_and_the_last_day_are_named() {
        assert_eq!(ticks(30), [0, 7, 15, 22, 29]);
        assert_eq!(ticks(7), [0, 2, 3, 5, 6]);
        assert_eq!(ticks(1), [0]);
    }
}

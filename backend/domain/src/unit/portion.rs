//! How many rows one statement names. Databases prepare each text once and run it often, so there are few texts: any number up
//! to eight, and powers of two.

/// Up to here each number has a text of its own.
const SMALL: usize = 8;
/// The most records that one statement stores: with a dozen columns each, below SQLite's 32,766 bound values.
pub(crate) const PORTION: usize = 2_048;

/// The rows in portions that have a text: few of them, the largest first.
pub(crate) fn portions<T>(rows: &[T], most: usize) -> impl Iterator<Item = &[T]> {
    let mut rest = rows;
    std::iter::from_fn(move || {
        let (portion, others) = rest.split_at(size(rest.len(), most));
        rest = others;
        Some(portion).filter(|portion| !portion.is_empty())
    })
}

/// The same for rows that are given away.
pub(crate) fn portions_of<T>(rows: Vec<T>, most: usize) -> impl Iterator<Item = Vec<T>> {
    let mut rest = rows.into_iter();
    std::iter::from_fn(move || {
        let size = size(rest.len(), most);
        let portion: Vec<T> = rest.by_ref().take(size).collect();
        Some(portion).filter(|portion| !portion.is_empty())
    })
}

/// As many rows as that or fewer, of which a statement is never padded beyond them.
pub(crate) const fn whole(most: usize) -> usize {
    1 << most.ilog2()
}

/// The rows, with the last repeated until there is a text for so many: for statements to which a repeated row means nothing.
pub(crate) fn padded<T: Clone>(mut rows: Vec<T>) -> Vec<T> {
    if rows.len() > SMALL
        && let Some(last) = rows.last().cloned()
    {
        rows.resize(rows.len().next_power_of_two(), last);
    }
    rows
}

/// The largest number of rows with a text, of so many that are left.
fn size(left: usize, most: usize) -> usize {
    let left = left.min(most);
    if left <= SMALL { left } else { 1 << left.ilog2() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn portions_are_few_and_lose_nothing() {
        let rows: Vec<u32> = (0..3_107).collect();
        let sizes: Vec<usize> = portions(&rows, 1_500).map(<[u32]>::len).collect();
        assert_eq!(sizes, [1_024, 1_024, 1_024, 32, 3]);
        assert_eq!(portions(&rows, 1_500).flatten().copied().collect::<Vec<u32>>(), rows);
        assert_eq!(portions_of(rows.clone(), 1_500).flatten().collect::<Vec<u32>>(), rows);
        assert_eq!(portions(&rows[..7], 1_500).map(<[u32]>::len).collect::<Vec<usize>>(), [7]);
        assert_eq!(portions(&rows[..0], 1_500).count(), 0);
    }

    #[test]
    fn padding_repeats_the_last_row_up_to_a_number_with_a_text() {
        assert_eq!(padded((0..8).collect()).len(), 8);
        assert_eq!(padded((0..9).collect::<Vec<u32>>()), [0, 1, 2, 3, 4, 5, 6, 7, 8, 8, 8, 8, 8, 8, 8, 8]);
        assert_eq!(padded(vec![0; 512]).len(), 512);
    }
}

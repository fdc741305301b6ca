//! Pages of a list: where one stands in it, and which pages lie beside.

use super::orders::Place;
use super::schema;

/// How many rows stand on a page.
pub(crate) const PAGE_SIZE: i32 = 25;

/// A page of rows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Page<T> {
    /// The rows of this page.
    pub(crate) rows: Vec<T>,
    /// How many rows there are on all pages.
    pub(crate) total: i32,
    /// Whether there are more than that.
    pub(crate) capped: bool,
    /// The page before this one, if there is one.
    pub(crate) previous: Option<Place>,
    /// The page after it, if there is one.
    pub(crate) next: Option<Place>,
}

/// A place as the four arguments that every list takes.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Window {
    pub(super) first: Option<i32>,
    pub(super) after: Option<String>,
    pub(super) last: Option<i32>,
    pub(super) before: Option<String>,
}

impl Window {
    /// So many rows from there.
    pub(super) fn of(place: &Place, size: i32) -> Self {
        match place {
            Place::Start => Self { first: Some(size), ..Self::default() },
            Place::After(cursor) => Self { first: Some(size), after: Some(cursor.clone()), ..Self::default() },
            Place::Before(cursor) => Self { last: Some(size), before: Some(cursor.clone()), ..Self::default() },
        }
    }
}

#[derive(cynic::QueryFragment)]
pub(super) struct PageInfo {
    has_previous_page: bool,
    has_next_page: bool,
    start_cursor: Option<String>,
    end_cursor: Option<String>,
}

/// The pages beside the one at `place`. Who came here from a page can go back, also when the server does not look
/// behind.
pub(super) fn beside(place: &Place, info: PageInfo) -> (Option<Place>, Option<Place>) {
    let has_previous = info.has_previous_page || matches!(place, Place::After(_));
    let has_next = info.has_next_page || matches!(place, Place::Before(_));
    (
        info.start_cursor.filter(|_| has_previous).map(Place::Before),
        info.end_cursor.filter(|_| has_next).map(Place::After),
    )
}

/// What a list is sorted by.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Sort<F> {
    /// The field.
    pub(crate) field: F,
    /// Whether the greatest stands first.
    pub(crate) descending: bool,
}

/// Which way a list is sorted.
#[derive(cynic::Enum, Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum SortDirection {
    Asc,
    Desc,
}

impl SortDirection {
    /// The direction of a sort.
    pub(super) const fn of<F>(sort: &Sort<F>) -> Self {
        if sort.descending { Self::Desc } else { Self::Asc }
    }
}

/// What was typed to search by, if it says anything.
pub(super) fn words(typed: &str) -> Option<String> {
    Some(typed.trim().to_owned()).filter(|words| !words.is_empty())
}

/// Whether a value is there, or by which bound it is asked.
#[derive(cynic::InputObject)]
pub(super) struct DateTimeFilter {
    pub(super) is_null: Option<bool>,
}

//! Lists by pages, as Relay asks for them: `first` and `after`, or `last` and `before`.

use async_graphql::connection::{Connection, CursorType, Edge};
use async_graphql::{ObjectType, OutputType};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use docket_domain::find::{Ordering, Place};
use docket_domain::page::{LARGEST, Page, PageArgs};
use uuid::Uuid;

use super::error::{ApiError, ErrorCode};
use super::find::PlaceCursor;

/// How many rows a page has when nothing else is said.
const USUAL: u64 = 25;

/// A page of a list: which rows, and from where.
pub struct Paging {
    first: Option<i32>,
    after: Option<String>,
    last: Option<i32>,
    before: Option<String>,
}

impl Paging {
    /// The arguments of a field that lists.
    pub const fn new(first: Option<i32>, after: Option<String>, last: Option<i32>, before: Option<String>) -> Self {
        Self { first, after, last, before }
    }

    /// The page that is asked for.
    pub fn args(self) -> Result<PageArgs, ApiError> {
        self.read(|cursor| Cursor::read(cursor).map(|Cursor(id)| id))
    }

    /// The page that is asked for, of a list in this order.
    pub fn within(self, ordering: &Ordering) -> Result<PageArgs<Place>, ApiError> {
        self.read(|cursor| PlaceCursor::read(cursor, ordering))
    }

    fn read<P>(self, place: impl Fn(&str) -> Result<P, ApiError>) -> Result<PageArgs<P>, ApiError> {
        let forward = self.first.is_some() || self.after.is_some();
        let backward = self.last.is_some() || self.before.is_some();
        if forward && backward {
            return Err(ApiError::bad_input(
                "A page goes forward or backward: give `first` and `after`, or `last` and `before`.",
            ));
        }
        let (size, cursor, name) =
            if backward { (self.last, self.before, "last") } else { (self.first, self.after, "first") };
        let size =
            size.map_or(Some(USUAL), |size| u64::try_from(size).ok().filter(|size| (1..=LARGEST).contains(size)));
        let Some(size) = size else {
            return Err(ApiError::bad_input(format!("`{name}` must be from 1 to {LARGEST}.")));
        };
        let from = cursor.map(|cursor| place(&cursor)).transpose()?;
        Ok(PageArgs { size, from, backward })
    }
}

/// How many rows a page may have, for the cost of a request.
pub fn most(first: Option<i32>, last: Option<i32>) -> usize {
    let most = usize::try_from(LARGEST).unwrap_or(usize::MAX);
    first.or(last).map_or(25, |size| usize::try_from(size).unwrap_or(0).min(most))
}

/// A place in a list: the row's id, in a spelling that nobody should read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Cursor(pub Uuid);

impl Cursor {
    /// The place that a caller names.
    pub fn read(text: &str) -> Result<Self, ApiError> {
        Self::decode_cursor(text).map_err(|why| ApiError::Request(ErrorCode::BadCursor, why.to_owned()))
    }
}

impl CursorType for Cursor {
    type Error = &'static str;

    fn decode_cursor(text: &str) -> Result<Self, Self::Error> {
        let bytes = URL_SAFE_NO_PAD.decode(text).ok().and_then(|bytes| Uuid::from_slice(&bytes).ok());
        bytes.map(Self).ok_or("The cursor is not one that this list gave out: start again without it.")
    }

    fn encode_cursor(&self) -> String {
        URL_SAFE_NO_PAD.encode(self.0.as_bytes())
    }
}

/// A page of nodes, each under its row's cursor.
pub fn connection<M, N, F>(
    page: Page<M>,
    more: F,
    cursor: impl Fn(&M) -> Uuid,
    node: impl Fn(M) -> N,
) -> Connection<Cursor, N, F>
where
    N: OutputType,
    F: ObjectType,
{
    let mut connection = Connection::with_additional_fields(page.has_previous, page.has_next, more);
    connection.edges.extend(page.rows.into_iter().map(|row| Edge::new(Cursor(cursor(&row)), node(row))));
    connection
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cursors_read_back_and_refuse_anything_else() {
        let cursor = Cursor(Uuid::from_u128(0x0188_bac7_4afa_78aa_bc3b_bd1e_ef28_d881));
        assert!(matches!(Cursor::decode_cursor(&cursor.encode_cursor()), Ok(same) if same == cursor));
        for text in ["", "x", "!!!", "AAAA", "order_01h2xcejqtf2nbrexx3vqjhp41"] {
            assert!(Cursor::decode_cursor(text).is_err(), "{text}");
        }
    }

    #[test]
    fn a_page_has_a_direction_and_a_bounded_size() {
        let size =
            |first, last| Paging::new(first, None, last, None).args().map(|args| (args.size, args.backward)).ok();
        assert_eq!(size(None, None), Some((25, false)));
        assert_eq!(size(Some(100), None), Some((100, false)));
        assert_eq!(size(None, Some(3)), Some((3, true)));
        for (first, last) in [(Some(0), None), (Some(-1), None), (Some(101), None), (None, Some(0)), (Some(1), Some(1))]
        {
            assert_eq!(size(first, last), None);
        }
    }
}

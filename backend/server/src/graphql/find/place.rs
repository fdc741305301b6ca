//! Cursors of lists that can be sorted: a row's place, and the ordering that it is a place in.

use std::convert::Infallible;

use async_graphql::connection::CursorType;
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use docket_domain::Fault;
use docket_domain::find::{Ordering, Place};
use docket_rules::Value;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use crate::graphql::error::{ApiError, ErrorCode};

/// The longest cursor: the longest texts that lists are sorted by, and some.
const LONGEST: usize = 8 * 1024;

/// A place in a list, in a spelling that nobody should read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PlaceCursor(String);

#[derive(Serialize, Deserialize)]
struct Spelled(u32, Vec<Value>);

impl PlaceCursor {
    /// The cursor of a place.
    pub(super) fn new(ordering: &Ordering, place: &Place) -> Result<Self, ApiError> {
        let spelled = serde_json::to_vec(&Spelled(fingerprint(ordering), place.0.clone()));
        let spelled = spelled.map_err(|_| Fault::Internal("a place that cannot be spelled"))?;
        Ok(Self(URL_SAFE_NO_PAD.encode(spelled)))
    }

    /// The place that a caller names.
    pub(in crate::graphql) fn read(text: &str, ordering: &Ordering) -> Result<Place, ApiError> {
        let refuse = |why: &str| ApiError::Request(ErrorCode::BadCursor, why.to_owned());
        let unknown = || refuse("The cursor is not one that this list gave out: start again without it.");
        let bytes = Some(text).filter(|text| text.len() <= LONGEST).and_then(|text| URL_SAFE_NO_PAD.decode(text).ok());
        let spelled = bytes.and_then(|bytes| serde_json::from_slice::<Spelled>(&bytes).ok());
        let Spelled(of, values) = spelled.ok_or_else(unknown)?;
        if of != fingerprint(ordering) {
            return Err(refuse("The cursor belongs to a list in another order: start again without it."));
        }
        let place = Place(values);
        if ordering.admits(&place) { Ok(place) } else { Err(unknown()) }
    }
}

fn fingerprint(ordering: &Ordering) -> u32 {
    let [a, b, c, d, ..] = <[u8; 32]>::from(Sha256::digest(ordering.signature()));
    u32::from_be_bytes([a, b, c, d])
}

impl CursorType for PlaceCursor {
    type Error = Infallible;

    fn decode_cursor(text: &str) -> Result<Self, Infallible> {
        Ok(Self(text.to_owned()))
    }

    fn encode_cursor(&self) -> String {
        self.0.clone()
    }
}

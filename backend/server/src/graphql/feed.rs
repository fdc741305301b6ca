//! Following events by their position: what a subscription reads from.
//!
//! A subscriber's place is a position, and it brings its own: nothing is kept for it here. After a cut it comes back
//! with the cursor of the last event it saw, and gets those that follow, each once. Events are read in bounded batches
//! from a snapshot of the subscriber's tenant; the process's sequencing says when there is more, whichever instance gave
//! the positions.

use std::collections::VecDeque;
use std::sync::Arc;

use async_graphql::Context;
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use docket_domain::outbox::entity::Model;
use docket_domain::outbox::queries;
use futures_util::stream::{self, Stream};
use tokio::sync::watch;

use super::error::{ApiError, ErrorCode};
use super::view::View;

/// How many events are read at a time.
const BATCH: u64 = 50;
/// Tells a position apart from the cursors of lists.
const TAG: u8 = b'p';

/// Events of one type, from a position on.
pub struct Feed {
    view: Arc<View>,
    kind: &'static str,
    /// Everything up to here was given out or is of no interest.
    after: i64,
    /// Events exist at least up to here.
    known: i64,
    batch: VecDeque<Model>,
    /// Nothing of interest stands between the batch's end and here.
    end: i64,
    positions: watch::Receiver<i64>,
}

impl Feed {
    /// Follows events after this cursor; without one, those that get their position from now on.
    pub async fn open(ctx: &Context<'_>, kind: &'static str, after: Option<String>) -> Result<Self, ApiError> {
        let view = View::of(ctx).clone();
        let positions = view.docket().signals().positions();
        let newest = view.docket().newest_position().await?;
        let after = match after {
            None => newest,
            Some(cursor) => kept(read(&cursor, newest)?, view.docket().retired_up_to().await?)?,
        };
        Ok(Self { view, kind, after, known: newest, batch: VecDeque::new(), end: after, positions })
    }

    /// What becomes of each event, seen through a view of its own; an event of which nothing becomes is left out.
    pub fn map<T>(
        self,
        show: impl Fn(Happened) -> Option<T> + Clone + Send + 'static,
    ) -> impl Stream<Item = Result<T, ApiError>> {
        stream::try_unfold(self, move |mut feed| {
            let show = show.clone();
            async move {
                loop {
                    let event = feed.next().await?;
                    if let Some(shown) = show(Happened { view: Arc::new(feed.view.anew()), event }) {
                        return Ok(Some((shown, feed)));
                    }
                }
            }
        })
    }

    async fn next(&mut self) -> Result<Model, ApiError> {
        loop {
            if let Some(event) = self.batch.pop_front() {
                self.after = if self.batch.is_empty() { self.end } else { self.after };
                return Ok(event);
            }
            self.known = self.known.max(*self.positions.borrow_and_update());
            if self.known > self.after {
                self.read().await?;
            } else if self.positions.changed().await.is_err() {
                // Whoever gives positions is gone, and nothing will happen any more.
                std::future::pending::<()>().await;
            }
        }
    }

    async fn read(&mut self) -> Result<(), ApiError> {
        let snapshot = self.view.docket().for_request().snapshot(self.view.actor()).await?;
        let found = queries::between(&snapshot, self.kind, self.after, self.known, BATCH).await?;
        let there_may_be_more = found.len() as u64 == BATCH;
        self.end = found.last().and_then(|last| last.position).filter(|_| there_may_be_more).unwrap_or(self.known);
        if found.is_empty() {
            self.after = self.end;
        }
        self.batch = found.into();
        Ok(())
    }
}

/// An event, and what its objects are read through.
pub struct Happened {
    /// Begins when something is read through it.
    pub view: Arc<View>,
    /// The event.
    pub event: Model,
}

impl Happened {
    /// The place after this event, in a spelling that nobody should read.
    pub fn cursor(&self) -> String {
        spell(self.event.position.unwrap_or_default())
    }
}

fn spell(position: i64) -> String {
    let mut bytes = vec![TAG];
    bytes.extend(position.to_be_bytes());
    URL_SAFE_NO_PAD.encode(bytes)
}

fn read(cursor: &str, newest: i64) -> Result<i64, ApiError> {
    let refused = |why: &str| ApiError::Request(ErrorCode::BadCursor, why.to_owned());
    let position = URL_SAFE_NO_PAD.decode(cursor).ok().and_then(|bytes| match bytes.split_first() {
        Some((&TAG, rest)) => rest.try_into().ok().map(i64::from_be_bytes),
        _ => None,
    });
    match position {
        Some(position) if position > newest => {
            Err(refused("The cursor is of an event that has not happened here: start again without it."))
        }
        Some(position) if position >= 0 => Ok(position),
        _ => Err(refused("The cursor is not one that this subscription gave out: start again without it.")),
    }
}

/// The position, if everything behind it is still there.
fn kept(after: i64, retired: i64) -> Result<i64, ApiError> {
    if after < retired {
        let why =
            "Events that follow this cursor are no longer kept: read what you follow anew, and subscribe without it.";
        return Err(ApiError::Request(ErrorCode::CursorExpired, why.to_owned()));
    }
    Ok(after)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cursors_read_back_and_refuse_anything_else() {
        assert_eq!(read(&spell(7), 9).ok(), Some(7));
        assert_eq!(read(&spell(9), 9).ok(), Some(9));
        let list = URL_SAFE_NO_PAD.encode([7; 16]);
        for cursor in ["", "x", "!!!", "cA", &spell(10), &spell(-1), &spell(i64::MAX), &list] {
            assert!(matches!(read(cursor, 9), Err(ApiError::Request(ErrorCode::BadCursor, _))), "{cursor}");
        }
    }
}

//! What is said on a socket, by the rules of graphql-transport-ws: who has begun, and which operations run.
//!
//! It knows neither frames nor time: those are the line's.

use std::future::pending;

use futures_util::StreamExt;
use futures_util::stream::BoxStream;
use tokio_stream::StreamMap;

use super::super::answer::Problem;
use super::close::Close;
use super::desk::{Desk, Operation, Step};
use super::message::{Heard, Said};
use crate::graphql::error::ErrorCode;

/// A conversation.
pub(super) struct Conversation {
    desk: Desk,
    most_operations: usize,
    begun: bool,
    /// Queries and mutations, which end by themselves.
    answering: StreamMap<String, BoxStream<'static, Step>>,
    /// Subscriptions, which do not.
    following: StreamMap<String, BoxStream<'static, Step>>,
}

impl Conversation {
    /// One that has not begun, with room for so many operations at once.
    pub(super) fn new(desk: Desk, most_operations: usize) -> Self {
        Self { desk, most_operations, begun: false, answering: StreamMap::new(), following: StreamMap::new() }
    }

    /// Whether the client was acknowledged.
    pub(super) fn is_begun(&self) -> bool {
        self.begun
    }

    /// Takes a message; gives what is answered at once.
    pub(super) fn hear(&mut self, text: &str) -> Result<Option<String>, Close> {
        match Heard::read(text)? {
            Heard::ConnectionInit { .. } if self.begun => Err(Close::TooManyInits),
            Heard::ConnectionInit { .. } => {
                self.begun = true;
                Said::ConnectionAck.write().map(Some)
            }
            Heard::Ping { payload } => Said::Pong { payload }.write().map(Some),
            Heard::Pong { .. } => Ok(None),
            Heard::Subscribe { .. } if !self.begun => Err(Close::Unauthorized),
            Heard::Subscribe { id, .. } if self.is_running(&id) => Err(Close::Duplicate(id)),
            // Told at once: what waits for its turn is counted, and this is what is too much.
            Heard::Subscribe { id, .. } if self.answering.len() + self.following.len() >= self.most_operations => {
                Said::Error { id: &id, payload: vec![self.desk.refuse(self.too_many())] }.write().map(Some)
            }
            Heard::Subscribe { id, payload } => {
                match self.desk.carry_out(payload.into()) {
                    Operation::Answers(steps) => self.answering.insert(id, steps),
                    Operation::Follows(steps) => self.following.insert(id, steps),
                };
                Ok(None)
            }
            // Both sides may end an operation at the same time: an id that does not run is no mistake.
            Heard::Complete { id } => {
                self.end(&id);
                Ok(None)
            }
        }
    }

    /// Waits for what one of the operations has to tell. May be dropped and called again.
    pub(super) async fn next(&mut self) -> Result<String, Close> {
        let (id, step) = tokio::select! {
            Some(told) = self.answering.next() => told,
            Some(told) = self.following.next() => told,
            else => return pending().await,
        };
        self.told(&id, step)
    }

    /// Nothing new begins, and nothing more is followed. Waits for the next of what is still being worked on; gives nothing
    /// when all of it has been told.
    pub(super) async fn last(&mut self) -> Option<Result<String, Close>> {
        self.following.clear();
        let (id, step) = self.answering.next().await?;
        Some(self.told(&id, step))
    }

    fn told(&mut self, id: &str, step: Step) -> Result<String, Close> {
        let said = match step {
            Step::Answer(payload) => return Said::Next { id, payload }.write(),
            Step::Refused(payload) => Said::Error { id, payload },
            Step::Done => Said::Complete { id },
        };
        // From here on the id may be used again.
        self.end(id);
        said.write()
    }

    fn end(&mut self, id: &str) {
        self.answering.remove(id);
        self.following.remove(id);
    }

    fn is_running(&self, id: &str) -> bool {
        self.answering.contains_key(id) || self.following.contains_key(id)
    }

    fn too_many(&self) -> Problem {
        let why = format!("More than {} operations run on this socket: end some first.", self.most_operations);
        Problem::new(ErrorCode::TooManyRequests, why)
    }
}

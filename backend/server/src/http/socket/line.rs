//! The line of a socket: frames that come in, frames that go out, and how long either may take.
//!
//! Whatever the client does, a socket holds one message that is being sent, one that is being read, and what its
//! operations have read ahead. While a message waits to be taken, nothing more is read from the client or from events.

use std::convert::Infallible;
use std::time::Duration;

use axum::extract::ws::{Message, WebSocket};
use futures_util::SinkExt;
use tokio::sync::watch;
use tokio::time::{Instant, MissedTickBehavior, interval_at, sleep, timeout};

use super::SocketLimits;
use super::close::Close;
use super::conversation::Conversation;
use super::message::Said;

/// How long the farewell may take.
const FAREWELL: Duration = Duration::from_secs(5);

/// Why a conversation is over.
enum End {
    /// The client has left.
    Left,
    /// The server closes.
    Close(Close),
}

impl From<Close> for End {
    fn from(close: Close) -> Self {
        Self::Close(close)
    }
}

/// Carries messages until one side has enough, and takes leave; who may come back is told after how many milliseconds.
pub(super) async fn talk(
    mut socket: WebSocket,
    conversation: Conversation,
    limits: SocketLimits,
    stop: watch::Receiver<bool>,
    pause: u64,
) {
    let begun = Instant::now();
    let end = Line { socket: &mut socket, limits, stop }.carry(conversation).await;
    let close = match end {
        Ok(never) => match never {},
        Err(End::Left) => None,
        Err(End::Close(close)) => Some(close),
    };
    let seconds = begun.elapsed().as_secs();
    tracing::info!(code = close.as_ref().map(Close::code), seconds, "socket closed");
    part(socket, close, pause).await;
}

/// Says why the socket is closed, if there is a reason, and waits for the client to hang up: what a connection that is
/// closed on unread words has sent last may never arrive.
pub(super) async fn part(mut socket: WebSocket, close: Option<Close>, pause: u64) {
    let farewell = async {
        if let Some(close) = &close
            && socket.send(Message::Close(Some(close.frame(pause)))).await.is_err()
        {
            return;
        }
        while let Some(Ok(_)) = socket.recv().await {}
        // There is no reading on after these; the client may still be sending, and is given time to look up.
        if matches!(close, Some(Close::NotWebSocket | Close::NotUtf8 | Close::TooLarge)) {
            sleep(FAREWELL).await;
        }
    };
    // A client that takes longer has no use for a farewell.
    let _ = timeout(FAREWELL, farewell).await;
}

struct Line<'a> {
    socket: &'a mut WebSocket,
    limits: SocketLimits,
    stop: watch::Receiver<bool>,
}

/// What happens next.
enum Turn {
    /// The client has said something.
    Heard(Option<Result<Message, axum::Error>>),
    /// One of the operations has something to tell.
    Told(String),
    /// Neither, for as long as a ping takes.
    Silence,
}

impl Line<'_> {
    async fn carry(mut self, mut conversation: Conversation) -> Result<Infallible, End> {
        let first_word = sleep(self.limits.init);
        tokio::pin!(first_word);
        let mut pings = interval_at(Instant::now() + self.limits.ping, self.limits.ping);
        pings.set_missed_tick_behavior(MissedTickBehavior::Delay);
        let mut is_alive = true;
        loop {
            // In this order: a client that never stops talking does not outstay its time, and one that has said
            // something while it was sent to is not taken for dead.
            let turn = tokio::select! {
                biased;
                () = stopped(&mut self.stop) => return self.finish(conversation).await,
                () = &mut first_word, if !conversation.is_begun() => return Err(Close::NoInit.into()),
                turn = next(self.socket, &mut conversation) => turn?,
                _ = pings.tick() => Turn::Silence,
            };
            match turn {
                Turn::Heard(heard) => {
                    is_alive = true;
                    self.hear(heard, &mut conversation).await?;
                }
                Turn::Told(message) => self.send(Message::Text(message.into())).await?,
                Turn::Silence if !std::mem::take(&mut is_alive) => return Err(Close::Silent.into()),
                Turn::Silence => {
                    // Every client's library answers the one, and its program sees the other.
                    self.send(Message::Ping(Vec::new().into())).await?;
                    self.send(Message::Text(Said::Ping.write()?.into())).await?;
                }
            }
        }
    }

    /// The server stops: what it works on is finished, and told. What is followed can be followed elsewhere.
    async fn finish(self, mut conversation: Conversation) -> Result<Infallible, End> {
        while let Some(told) = conversation.last().await {
            let sending = self.socket.send(Message::Text(told?.into()));
            if !matches!(timeout(FAREWELL, sending).await, Ok(Ok(()))) {
                return Err(End::Left);
            }
        }
        Err(Close::GoingAway.into())
    }

    async fn hear(
        &mut self,
        heard: Option<Result<Message, axum::Error>>,
        conversation: &mut Conversation,
    ) -> Result<(), End> {
        match heard {
            Some(Ok(Message::Text(text))) => match conversation.hear(&text)? {
                Some(answer) => self.send(Message::Text(answer.into())).await,
                None => Ok(()),
            },
            // The library has written a pong. Unless it is taken before more is read, they pile up.
            Some(Ok(Message::Ping(_))) => taken(self.socket.flush(), self.limits.send, &mut self.stop).await,
            Some(Ok(Message::Pong(_))) => Ok(()),
            Some(Ok(Message::Binary(_))) => Err(Close::Invalid("Invalid message: it is not text".to_owned()).into()),
            Some(Err(error)) => Err(Close::unreadable(&error).map_or(End::Left, End::Close)),
            Some(Ok(Message::Close(_))) | None => Err(End::Left),
        }
    }

    async fn send(&mut self, message: Message) -> Result<(), End> {
        taken(self.socket.send(message), self.limits.send, &mut self.stop).await
    }
}

/// Waits for either side to say something, and prefers neither.
async fn next(socket: &mut WebSocket, conversation: &mut Conversation) -> Result<Turn, Close> {
    tokio::select! {
        heard = socket.recv() => Ok(Turn::Heard(heard)),
        told = conversation.next() => told.map(Turn::Told),
    }
}

/// Waits until the client has taken what is sent.
async fn taken(
    sending: impl Future<Output = Result<(), axum::Error>>,
    longest: Duration,
    stop: &mut watch::Receiver<bool>,
) -> Result<(), End> {
    tokio::select! {
        biased;
        sent = timeout(longest, sending) => match sent {
            Ok(Ok(())) => Ok(()),
            Ok(Err(_)) => Err(End::Left),
            Err(_) => Err(Close::TooSlow.into()),
        },
        () = stopped(stop) => Err(Close::GoingAway.into()),
    }
}

/// Waits until the server stops.
async fn stopped(stop: &mut watch::Receiver<bool>) {
    // A server that is gone has stopped, too.
    let _ = stop.wait_for(|stop| *stop).await;
}

//! Why the server closes a socket: the close codes of graphql-transport-ws, and those of WebSockets themselves.
//!
//! Clients decide by the code whether to come back: those of 4400 to 4499 other than 4403 and 4408 are mistakes that
//! coming back would repeat.

use std::error::Error;

use axum::extract::ws::CloseFrame;
use tokio_tungstenite::tungstenite;

/// The most bytes that a close frame has room for.
const LONGEST_REASON: usize = 123;

/// Why a socket is closed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Close {
    /// The server stops.
    GoingAway,
    /// What comes is not WebSocket.
    NotWebSocket,
    /// A text is not UTF-8.
    NotUtf8,
    /// A message is larger than it may be.
    TooLarge,
    /// Something broke on our side.
    Internal,
    /// The client has given no sign of life.
    Silent,
    /// The client does not take what it asked for.
    TooSlow,
    /// A message that the protocol does not know; the text says why.
    Invalid(String),
    /// An operation before the connection was acknowledged.
    Unauthorized,
    /// A page of another site.
    Forbidden,
    /// The client does not speak graphql-transport-ws.
    OtherProtocol,
    /// No `connection_init` came.
    NoInit,
    /// The id of an operation that still runs.
    Duplicate(String),
    /// A second `connection_init`.
    TooManyInits,
}

impl Close {
    /// Why what comes cannot be read; nothing when the client is simply gone.
    pub(super) fn unreadable(error: &axum::Error) -> Option<Self> {
        match error.source()?.downcast_ref::<tungstenite::Error>()? {
            tungstenite::Error::Capacity(_) => Some(Self::TooLarge),
            tungstenite::Error::Protocol(_) => Some(Self::NotWebSocket),
            tungstenite::Error::Utf8(_) => Some(Self::NotUtf8),
            _ => None,
        }
    }

    /// The code that the client sees.
    pub(super) const fn code(&self) -> u16 {
        match self {
            Self::GoingAway => 1001,
            Self::NotWebSocket => 1002,
            Self::NotUtf8 => 1007,
            Self::TooLarge => 1009,
            Self::Internal => 1011,
            // Registered as "Timeout"; the protocol has none for these.
            Self::Silent | Self::TooSlow => 3008,
            Self::Invalid(_) => 4400,
            Self::Unauthorized => 4401,
            Self::Forbidden => 4403,
            Self::OtherProtocol => 4406,
            Self::NoInit => 4408,
            Self::Duplicate(_) => 4409,
            Self::TooManyInits => 4429,
        }
    }

    /// The frame that says so, and to who will come back, after how many milliseconds.
    pub(super) fn frame(&self, pause: u64) -> CloseFrame {
        let reason = match self {
            Self::GoingAway => &format!("The server goes away: come back in {pause} ms"),
            Self::NotWebSocket => "What came is no WebSocket frame",
            Self::NotUtf8 => "Text must be UTF-8",
            Self::TooLarge => "The message is too large",
            Self::Internal => "Something went wrong on our side",
            Self::Silent => &format!("No sign of life: come back in {pause} ms"),
            Self::TooSlow => &format!("Messages are read too slowly: come back with the last cursor in {pause} ms"),
            Self::Invalid(why) => why,
            Self::Unauthorized => "Unauthorized",
            Self::Forbidden => "A page of another site may not open a socket here",
            Self::OtherProtocol => "Subprotocol not acceptable: ask for graphql-transport-ws",
            Self::NoInit => "Connection initialisation timeout",
            Self::Duplicate(id) => &format!("Subscriber for {id} already exists"),
            Self::TooManyInits => "Too many initialisation requests",
        };
        CloseFrame { code: self.code(), reason: short(reason).into() }
    }
}

/// As much of a text as a close frame has room for.
fn short(text: &str) -> &str {
    let end = (0..=LONGEST_REASON.min(text.len())).rev().find(|end| text.is_char_boundary(*end));
    &text[..end.unwrap_or_default()]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_code_is_told_to_clients() {
        let page = include_str!("../../../../../docs/SOCKETS.md");
        let closes = [
            Close::GoingAway,
            Close::NotWebSocket,
            Close::NotUtf8,
            Close::TooLarge,
            Close::Internal,
            Close::Silent,
            Close::TooSlow,
            Close::Invalid(String::new()),
            Close::Unauthorized,
            Close::Forbidden,
            Close::OtherProtocol,
            Close::NoInit,
            Close::Duplicate(String::new()),
            Close::TooManyInits,
        ];
        for close in closes {
            assert!(page.contains(&format!("\n| {} | ", close.code())), "{close:?}");
        }
    }

    #[test]
    fn a_reason_fits_its_frame() {
        assert_eq!(short(&"é".repeat(100)).len(), 122);
        assert_eq!(short("bye"), "bye");
        assert_eq!(short(""), "");
        let frame = Close::Duplicate("x".repeat(1_000)).frame(3_000);
        assert_eq!((frame.code, frame.reason.len()), (4409, LONGEST_REASON));
    }

    #[test]
    fn who_may_come_back_is_told_when() {
        for close in [Close::GoingAway, Close::Silent, Close::TooSlow] {
            let frame = close.frame(u64::MAX);
            assert!(frame.reason.ends_with(&format!(" in {} ms", u64::MAX)), "{frame:?}");
        }
    }
}

//! What is told about a request once it has ended: counted, and a line in the log. Never its variables.

use std::sync::Arc;
use std::time::{Duration, Instant};

use async_graphql::parser::types::OperationType;
use async_graphql::{Request, Response as Answer};
use docket_domain::Fault;
use docket_domain::database::statements::counted;
use docket_domain::trace::Traceparent;
use tracing::{Instrument, Span};

use super::operation::meant;
use crate::graphql::error::ErrorCode;
use crate::graphql::tally::Tally;
use crate::metrics::{Kind, Metrics, Outcome};
use crate::traces;

/// The most characters of an operation's name that are told.
const LONGEST_NAME: usize = 80;

/// A request that is being carried out.
pub(super) struct Account {
    kind: Kind,
    operation: Option<Arc<str>>,
    tally: Tally,
    begun: Instant,
    span: Span,
}

/// What is told.
#[derive(Clone, Debug)]
pub(super) struct Told {
    pub(super) kind: Kind,
    /// The name that the caller has given its operation: letters, digits and underscores.
    pub(super) operation: Option<Arc<str>>,
    pub(super) outcome: Outcome,
    /// How many things were refused, and under which codes.
    pub(super) refused: usize,
    pub(super) codes: String,
    pub(super) took: Duration,
}

impl Account {
    /// Opens the account of a request that was parsed; what it is refused will be added up there.
    pub(super) fn open(mut request: Request) -> (Self, Request) {
        let found = meant(&mut request)
            .next()
            .map(|(name, it)| (name.map(|name| name.chars().take(LONGEST_NAME).collect::<String>()), it.ty));
        let (operation, kind) = found.unzip();
        let kind = match kind {
            Some(OperationType::Query) => Kind::Query,
            Some(OperationType::Mutation) => Kind::Mutation,
            Some(OperationType::Subscription) => Kind::Subscription,
            None => Kind::Unknown,
        };
        let tally = Tally::default();
        let operation = operation.flatten().map(Arc::from);
        let span = traces::operation(kind.name(), operation.as_deref());
        (Self { kind, operation, tally: tally.clone(), begun: Instant::now(), span }, request.data(tally))
    }

    /// Where what the request causes stands in a trace.
    pub(super) fn place(&self, caller: Option<&Traceparent>) -> Option<Traceparent> {
        traces::place(&self.span, caller)
    }

    /// Follows the work on the request for those who collect traces.
    pub(super) fn follow<T, F: Future<Output = T>>(&self, work: F) -> impl Future<Output = T> + use<T, F> {
        let span = self.span.clone();
        async move {
            let (done, statements) = counted(work).instrument(span.clone()).await;
            span.record("db.statements", statements);
            done
        }
    }

    /// Closes the account: counts the request, and says what is to be told.
    pub(super) fn close(self, metrics: &Metrics, answer: Result<&Answer, ErrorCode>) -> Told {
        let Self { kind, operation, tally, begun, span } = self;
        let refused = tally.refused();
        let outcome = match answer {
            Err(_) => Outcome::Fault,
            Ok(answer) if answer.errors.iter().any(|error| error.source::<Fault>().is_some()) => Outcome::Fault,
            Ok(answer) if !answer.errors.is_empty() => Outcome::Invalid,
            Ok(_) if refused.is_empty() => Outcome::Done,
            Ok(_) => Outcome::Refused,
        };
        let took = begun.elapsed();
        metrics.request(kind, outcome, took, &refused);
        let mut codes: Vec<&str> = refused.iter().map(|refused| refused.code).collect();
        codes.sort_unstable();
        codes.dedup();
        let codes = codes.join(",");
        traces::ended(&span, outcome, &codes);
        Told { kind, operation, outcome, refused: refused.len(), codes, took }
    }
}

impl Told {
    /// Writes the line: with the answer's status, if it has one of its own. Everything else about the request stands in
    /// the span around it: id, method, path.
    pub(super) fn log(&self, status: Option<u16>) {
        let Self { kind, operation, outcome, refused, codes, took } = self;
        tracing::info!(
            status,
            milliseconds = milliseconds(*took),
            kind = kind.name(),
            operation = operation.as_deref(),
            outcome = outcome.name(),
            refused,
            codes = Some(codes.as_str()).filter(|codes| !codes.is_empty()),
            "answered"
        );
    }
}

/// A duration as log lines have it.
pub(super) fn milliseconds(took: Duration) -> f64 {
    (took.as_secs_f64() * 1e6).round() / 1e3
}

/// A request that could not be read, or may not be asked.
pub(super) fn unread(metrics: &Metrics) -> Told {
    metrics.unread();
    let took = Duration::ZERO;
    Told { kind: Kind::Unknown, operation: None, outcome: Outcome::Invalid, refused: 0, codes: String::new(), took }
}

//! Where a socket's operations are carried out, each as a stream of what becomes of it.

use std::panic::AssertUnwindSafe;
use std::sync::Arc;

use async_graphql::parser::types::OperationType;
use async_graphql::{Data, Request, Response as Answer, ServerError, Value};
use futures_util::stream::{self, BoxStream, StreamExt};

use super::super::account::{self, Account};
use super::super::answer::{MOST_MISTAKES, Problem};
use super::super::body::admit;
use super::super::operation::asks_for;
use super::super::request_id::RequestId;
use super::super::{App, graphql, idempotency};
use crate::graphql::error::{ErrorCode, finish, masked};
use crate::graphql::schema::view;

/// What becomes of an operation, step by step; the last step is never an answer.
pub(super) enum Step {
    /// An answer, such as an event.
    Answer(Answer),
    /// It was never begun, or cannot go on.
    Refused(Vec<ServerError>),
    /// It has ended.
    Done,
}

/// An operation that is carried out.
pub(super) enum Operation {
    /// A query, a mutation, or something that is refused: it ends by itself.
    Answers(BoxStream<'static, Step>),
    /// A subscription.
    Follows(BoxStream<'static, Step>),
}

/// Carries out what is asked for over one socket.
pub(super) struct Desk {
    app: App,
    id: RequestId,
}

impl Desk {
    /// For the socket that the request with this id opened.
    pub(super) fn new(app: App, id: RequestId) -> Self {
        Self { app, id }
    }

    /// Carries out one operation.
    pub(super) fn carry_out(&self, request: Request) -> Operation {
        let read = admit(request, self.app.limits.query).and_then(idempotency::of_extensions);
        match read {
            Err(problem) => {
                let step = Step::Refused(vec![self.refuse(problem)]);
                Operation::Answers(stream::once(async move { step }).boxed())
            }
            Ok(mut request) => {
                if asks_for(&mut request, OperationType::Subscription) {
                    Operation::Follows(self.follow(request))
                } else {
                    Operation::Answers(self.answer(request))
                }
            }
        }
    }

    /// Counts an operation that is not carried out; gives why.
    pub(super) fn refuse(&self, problem: Problem) -> ServerError {
        account::unread(&self.app.metrics).log(None);
        problem.error(&self.id.0)
    }

    /// A query or a mutation: one answer. A client that goes away, or wants no more, does not leave a mutation half done.
    fn answer(&self, request: Request) -> BoxStream<'static, Step> {
        let (app, id) = (self.app.clone(), self.id.clone());
        let answer = async move {
            let (answer, told) = graphql::carry_out(&app, request, id.1.as_ref()).await;
            told.log(None);
            answer.unwrap_or_else(|code| broken(code, &id))
        };
        steps(stream::once(answer).boxed(), 0, self.id.clone())
    }

    /// A subscription: an answer for each event.
    fn follow(&self, request: Request) -> BoxStream<'static, Step> {
        let Self { app, id } = self;
        let (account, request) = Account::open(request);
        account.close(&app.metrics, Ok(&Answer::default())).log(None);
        let following = app.metrics.subscription();
        let request = request.data(view(&app.docket, &app.actor));
        let answers = app.api.execute_stream_with_session_data(request, Arc::new(Data::default()));
        let answers = answers.map(move |answer| (answer, &following).0).boxed();
        // What goes wrong where events come from stands at the field itself; what goes wrong in one event, below it.
        steps(unbroken(answers, id.clone()), 1, id.clone())
    }
}

/// Where a panic ends the operation, not the socket.
fn unbroken(answers: BoxStream<'static, Answer>, id: RequestId) -> BoxStream<'static, Answer> {
    let caught = AssertUnwindSafe(answers).catch_unwind();
    let told = caught.map(move |answer| {
        answer.unwrap_or_else(|_| {
            tracing::error!("a subscription panicked");
            broken(ErrorCode::Internal, &id)
        })
    });
    told.boxed()
}

fn broken(code: ErrorCode, id: &RequestId) -> Answer {
    Answer::from_errors(vec![Problem::new(code, masked(code, &id.0)).error(&id.0)])
}

/// The steps that answers make. Errors that stand no deeper than this, without any data, are not an answer but the end.
fn steps(answers: BoxStream<'static, Answer>, deepest: usize, id: RequestId) -> BoxStream<'static, Step> {
    let step = move |answers: Option<BoxStream<'static, Answer>>| {
        let id = id.clone();
        async move {
            let mut answers = answers?;
            let Some(mut answer) = answers.next().await else { return Some((Step::Done, None)) };
            for error in &mut answer.errors {
                finish(error, &id.0);
            }
            let ends = answer.data == Value::Null
                && !answer.errors.is_empty()
                && answer.errors.iter().all(|error| error.path.len() <= deepest);
            if !ends {
                return Some((Step::Answer(answer), Some(answers)));
            }
            answer.errors.truncate(MOST_MISTAKES);
            Some((Step::Refused(answer.errors), None))
        }
    };
    stream::unfold(Some(answers), step).boxed()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_panic_ends_an_operation_with_a_masked_error() {
        let id = RequestId("req_1".into(), None);
        let answers = stream::iter([1, 2]).map(|at| {
            assert_eq!(at, 1, "a secret");
            Answer::new(Value::from(at))
        });
        let steps: Vec<Step> = steps(unbroken(answers.boxed(), id.clone()), 1, id).collect().await;
        let [Step::Answer(first), Step::Refused(errors)] = steps.as_slice() else { panic!("not so") };
        assert_eq!(first.data, Value::from(1));
        assert_eq!(errors[0].message, "Something went wrong on our side. Request id req_1.");
    }
}

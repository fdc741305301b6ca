//! Running commands: as often as it takes, and once for a key.

use std::ops::ControlFlow;
use std::sync::atomic::Ordering;
use std::time::Duration;

use serde::Serialize;
use serde::de::DeserializeOwned;

use super::Docket;
use super::job::{Answer, Attempt, Once};
use crate::actor::Actor;
use crate::database::failure::may_be_retried;
use crate::database::statements;
use crate::error::{Failure, Fault, Stop};
use crate::idempotency::KeyedRequest;
use crate::trace;
use crate::unit::Command;

/// How often a unit is tried before it gives way.
const ATTEMPTS: u32 = 30;
/// The longest pause between two attempts.
const LONGEST_PAUSE_MS: u64 = 200;

impl Docket {
    /// Runs a command as a unit of work. A unit that lost against another begins again, with a pause that grows.
    pub async fn execute<C: Command>(&self, actor: &Actor, command: &C) -> Result<C::Out, Failure> {
        let work = Box::pin(async {
            self.may_write().await?;
            self.attempts(actor, command, None).await
        });
        trace::unit(command.name(), actor, work).await
    }

    /// Runs a command once for a key: a repeat of the same request is answered from the first one's outcome.
    pub async fn execute_once<C>(&self, actor: &Actor, request: &KeyedRequest, command: &C) -> Result<C::Out, Failure>
    where
        C: Command,
        C::Out: Serialize + DeserializeOwned,
    {
        let work = Box::pin(async {
            self.may_write().await?;
            let _claim = self.in_flight.claim(actor, &request.key).map_err(Failure::Key)?;
            self.attempts(actor, command, Some(Once::new(request))).await
        });
        trace::unit(command.name(), actor, work).await
    }

    /// The first attempt is made together with others that come at the same time; one that has lost is made alone.
    async fn attempts<C: Command>(
        &self,
        actor: &Actor,
        command: &C,
        once: Option<Once<C::Out>>,
    ) -> Result<C::Out, Failure> {
        let numbers = self.numbers.draw(&self.database, actor.tenant, command.order_numbers()).await?;
        for tried in 1..=ATTEMPTS {
            trace::attempt(tried);
            let (attempt, answer) = Attempt::new(self, actor, command, &numbers, once.as_ref());
            if tried == 1 {
                self.join(attempt);
            } else {
                tokio::spawn(self.clone().carry_out(vec![attempt]));
            }
            let lost = || Answer { ended: Err(Fault::Internal("a unit was not answered").into()), statements: 0 };
            let Answer { ended, statements } = answer.await.unwrap_or_else(|_| lost());
            statements::sent(statements);
            if let ControlFlow::Break(answer) = self.judge(ended) {
                return answer;
            }
            self.pause(tried).await;
        }
        Err(Fault::Contention { attempts: ATTEMPTS }.into())
    }

    /// Whether an attempt is the answer, or there must be another.
    fn judge<T>(&self, ended: Result<T, Stop>) -> ControlFlow<Result<T, Failure>> {
        let (count, answer) = match ended {
            Ok(out) => (&self.counts.committed, Some(Ok(out))),
            Err(Stop::Refused(refusals)) => (&self.counts.refused, Some(Err(Failure::Refused(refusals)))),
            Err(Stop::Restart) => (&self.counts.restarted, None),
            Err(Stop::Fault(Fault::Database(error))) if may_be_retried(&error) => (&self.counts.retried, None),
            Err(Stop::Key(conflict)) => return ControlFlow::Break(Err(Failure::Key(conflict))),
            Err(Stop::Fault(fault)) => return ControlFlow::Break(Err(fault.into())),
        };
        count.fetch_add(1, Ordering::Relaxed);
        answer.map_or(ControlFlow::Continue(()), ControlFlow::Break)
    }

    /// Waits: doubling, and jittered, so that two units that met do not meet again.
    pub(crate) async fn pause(&self, tried: u32) {
        let longest = (1_u64 << tried.min(16)).min(LONGEST_PAUSE_MS) * 1_000;
        let random = u64::from_be_bytes(self.clock.id().as_bytes()[8..].try_into().unwrap_or_default());
        tokio::time::sleep(Duration::from_micros(random % longest)).await;
    }
}

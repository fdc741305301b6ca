//! Giving positions while the server runs.

use std::sync::Arc;
use std::sync::atomic::Ordering;

use docket_domain::outbox::sequencer::{Sequenced, Sequencer};
use docket_domain::{Docket, Fault};
use tokio::sync::watch;

use super::standing::Standing;
use super::{DRAIN, Figures, LOOK_EVERY, REST, Trouble};

/// Gives positions after each commit, and looks now and then, until told to stop; then to what is left. While another
/// instance gives them, it is told of commits here.
pub(super) async fn run(docket: Docket, figures: Arc<Figures>, mut stop: watch::Receiver<bool>) {
    let mut sequencer = Sequencer::new(docket.clone());
    let mut standing = Standing::new("the sequencer");
    while !*stop.borrow() {
        let passed = docket.attended(sequencer.pass()).await;
        figures.sequences.store(sequencer.is_held(), Ordering::Relaxed);
        let pause = match passed {
            Ok(Sequenced::Nothing) => {
                standing.well();
                tokio::select! {
                    () = docket.signals().until_committed() => {}
                    () = docket.signals().until_committed_elsewhere() => {}
                    () = tokio::time::sleep(LOOK_EVERY) => {}
                    _ = stop.changed() => {}
                }
                continue;
            }
            Ok(Sequenced::Elsewhere) => {
                standing.well();
                tokio::select! {
                    () = docket.signals().until_committed() => {
                        // It looks by itself, too, if this is not heard.
                        if let Err(fault) = docket.attended(docket.tell_committed()).await {
                            tracing::debug!(%fault, "the sequencer was not told of a commit");
                        }
                    }
                    () = tokio::time::sleep(LOOK_EVERY) => {}
                    _ = stop.changed() => {}
                }
                REST
            }
            Ok(Sequenced::Placed(_)) => REST,
            Err(fault) => standing.trouble(&fault.into()),
        };
        tokio::select! {
            () = tokio::time::sleep(pause) => {}
            _ = stop.changed() => {}
        }
    }
    match tokio::time::timeout(DRAIN, place_all(&mut sequencer)).await {
        Ok(Ok(())) => {}
        Ok(Err(fault)) => standing.left(&fault.into()),
        Err(_) => standing.left(&Trouble::Destination("the database takes too long".to_owned())),
    }
}

async fn place_all(sequencer: &mut Sequencer) -> Result<(), Fault> {
    while let Sequenced::Placed(_) = sequencer.pass().await? {}
    sequencer.give_back().await
}

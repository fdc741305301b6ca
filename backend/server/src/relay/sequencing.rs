//! Giving positions while the server runs.

use docket_domain::{Docket, Fault};
use tokio::sync::watch;

use super::standing::Standing;
use super::{DRAIN, LOOK_EVERY, REST, Trouble};

/// Gives positions after each commit of this process, and now and then for others, until told to stop; then to what
/// is left.
pub(super) async fn run(docket: Docket, mut stop: watch::Receiver<bool>) {
    let mut standing = Standing::new("the sequencer");
    while !*stop.borrow() {
        let pause = match docket.sequence().await {
            Ok(0) => {
                standing.well();
                tokio::select! {
                    () = docket.signals().until_committed() => {}
                    () = tokio::time::sleep(LOOK_EVERY) => {}
                    _ = stop.changed() => {}
                }
                continue;
            }
            Ok(_) => REST,
            Err(fault) => standing.trouble(&fault.into()),
        };
        tokio::select! {
            () = tokio::time::sleep(pause) => {}
            _ = stop.changed() => {}
        }
    }
    match tokio::time::timeout(DRAIN, place_all(&docket)).await {
        Ok(Ok(())) => {}
        Ok(Err(fault)) => standing.left(&fault.into()),
        Err(_) => standing.left(&Trouble::Destination("the database takes too long".to_owned())),
    }
}

async fn place_all(docket: &Docket) -> Result<(), Fault> {
    while docket.sequence().await? > 0 {}
    Ok(())
}

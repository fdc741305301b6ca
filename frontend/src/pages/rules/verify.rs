//! Verifying: every stored value is compared with what its rule gives. It reads every row and changes nothing.

use std::collections::HashMap;
use std::sync::Arc;

use leptos::prelude::*;
use leptos::task::spawn_local;

use super::outcome::Outcome;
use crate::api::client::ApiError;
use crate::api::naming::{self, Name};
use crate::api::verification::{self, Verification};
use crate::components::busy::BusyButton;
use crate::components::icon::{Glyph, Icon};
use crate::format::{number, time};

/// Somebody else's verification runs: one at a time.
const BUSY: &str = "TOO_MANY_REQUESTS";
/// It took longer than a request may.
const TOO_LONG: &str = "TIMEOUT";

/// What a verification gave, with the names of the rows that are not as they should be, and when.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Done {
    /// What it gave.
    pub(super) verification: Verification,
    /// What the rows are called.
    pub(super) names: HashMap<String, Name>,
    /// When it ended.
    pub(super) at: String,
}

/// The state of verifying.
#[derive(Clone, Copy)]
pub(super) struct Verifier {
    busy: RwSignal<bool>,
    last: RwSignal<Option<Result<Arc<Done>, ApiError>>>,
}

impl Verifier {
    /// Nothing was verified yet.
    pub(super) fn new() -> Self {
        Self { busy: RwSignal::new(false), last: RwSignal::new(None) }
    }

    fn start(self) {
        if self.busy.get_untracked() {
            return;
        }
        self.busy.set(true);
        spawn_local(async move {
            let result = verify().await.map(Arc::new);
            // The page may be gone by then.
            if self.busy.try_set(false).is_none() {
                self.last.set(Some(result));
            }
        });
    }
}

async fn verify() -> Result<Done, ApiError> {
    let verification = verification::verify().await?;
    let wrong = verification.rules.iter().flat_map(|rule| &rule.examples).map(|wrong| wrong.id.clone());
    // Without their names rows are shown by their ids.
    let names = naming::names(wrong).await.unwrap_or_default();
    Ok(Done { verification, names, at: time::clock_now() })
}

/// Starts it.
#[component]
pub(super) fn VerifyButton(
    /// Its state.
    verifier: Verifier,
) -> impl IntoView {
    let label = Signal::derive(move || if verifier.busy.get() { "Verifying" } else { "Verify now" }.to_owned());
    view! { <BusyButton label glyph=Glyph::Verify busy=verifier.busy press=Callback::new(move |()| verifier.start())/> }
}

/// What it gave.
#[component]
pub(super) fn VerifyNote(
    /// Its state.
    verifier: Verifier,
) -> impl IntoView {
    let note = move || {
        match (verifier.busy.get(), verifier.last.get()) {
        (true, _) => view! { <div class="note"><Icon glyph=Glyph::Verify/><div><p><b>"Every row is being read."</b>" Work goes on meanwhile."</p></div></div> }.into_any(),
        (false, None) => view! {
            <div class="note">
                <Icon glyph=Glyph::Verify/>
                <div><p><b>"Does every stored value agree with its rule?"</b>" Verifying recomputes all of them and changes nothing."</p></div>
            </div>
        }
        .into_any(),
        (false, Some(Ok(done))) => summary(&done).into_any(),
        (false, Some(Err(error))) => problem(&error).into_any(),
    }
    };
    let outcome = move || {
        let done = verifier.last.get()?.ok()?;
        Some(view! { <Outcome done/> })
    };
    view! { <section id="verify" tabindex="-1" class="stack" aria-label="Verification"><div role="status">{note}</div>{outcome}</section> }
}

fn summary(done: &Done) -> impl IntoView + use<> {
    let Verification { drift, rules } = &done.verification;
    let rows: i32 = rules.iter().map(|rule| rule.rows).fold(0, i32::saturating_add);
    let took: i32 = rules.iter().map(|rule| rule.milliseconds).fold(0, i32::saturating_add);
    let breaches: i32 = rules.iter().map(|rule| rule.breaches).fold(0, i32::saturating_add);
    let how = format!(
        " {} rules looked at {} rows in {:.1} s, at {}: {} {}.",
        rules.len(),
        number::count(rows),
        f64::from(took) / 1000.0,
        done.at,
        number::count(*drift),
        if *drift == 1 { "difference" } else { "differences" },
    );
    let old = (breaches > 0).then(|| {
        let rows = if breaches == 1 { "row is" } else { "rows are" };
        format!(" {} {rows} in breach of a condition that is younger: they may get no worse.", number::count(breaches))
    });
    let (class, glyph, heading) = match drift {
        0 => ("note ok", Glyph::Verify, "Every derived value agrees with its rule.".to_owned()),
        1 => ("note bad", Glyph::Stop, "1 value differs from what its rule gives.".to_owned()),
        many => {
            ("note bad", Glyph::Stop, format!("{} values differ from what their rules give.", number::count(*many)))
        }
    };
    let repair = (*drift > 0).then(|| {
        view! { <p>"Somebody wrote past Docket. An operator puts it right: "<code>"docket rules verify --repair"</code></p> }
    });
    view! { <div class=class><Icon glyph/><div><p><b>{heading}</b>{how}{old}</p>{repair}</div></div> }
}

fn problem(error: &ApiError) -> impl IntoView + use<> {
    let (heading, more) = match error {
        ApiError::Refused { code, .. } if code == BUSY => {
            ("Another verification runs.", "One runs at a time: verify again when it is done.".to_owned())
        }
        ApiError::Refused { code, .. } if code == TOO_LONG => (
            "There is more to read than a request may take.",
            "An operator can verify without a limit: docket rules verify.".to_owned(),
        ),
        error => ("Not verified.", error.sentence()),
    };
    let id = error.request_id().map(|id| view! { " Request id "<span class="id">{id.to_owned()}</span> });
    view! { <div class="note warn"><Icon glyph=Glyph::Alert/><div><p><b>{heading}</b>" "{more}{id}</p></div></div> }
}

//! What happens elsewhere, as it happens: one socket for the whole app, and who wants to know.
//!
//! The socket follows all changes and shipments of orders and starts again where it stopped: pages hear of each once.
//! Where that is impossible (nothing was heard yet, or the place is too old) [`Live::gap`] tells pages to look again.

mod socket;

use js_sys::Date;
use leptos::ev;
use leptos::prelude::*;
use leptos::task::spawn_local;

use crate::api::live::{Cursors, OrderChanged, OrderShipped};
use crate::pause::pause;

/// How often the clock of a wait moves.
const TICK_MS: u32 = 250;
/// The longest wait between two tries.
const LONGEST_MS: f64 = 30_000.0;

/// Where the connection stands.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Link {
    /// Not yet known.
    Starting,
    /// Changes arrive as they happen.
    Up,
    /// The socket broke a moment ago: not worth more than a mark.
    Shaky,
    /// No connection, since then, in milliseconds as JavaScript counts them.
    Down {
        /// Since when what is shown may be old.
        since: f64,
        /// In how many seconds the next try follows; none while the browser itself is offline.
        again_s: Option<u32>,
    },
}

/// The app's ear.
#[derive(Clone, Copy)]
pub(crate) struct Live {
    link: RwSignal<Link>,
    gap: RwSignal<u32>,
    listeners: StoredValue<Vec<(u32, Callback<OrderChanged>)>>,
    shipments: StoredValue<Vec<(u32, Callback<OrderShipped>)>>,
    next: StoredValue<u32>,
    hurry: StoredValue<bool>,
}

impl Live {
    /// Starts to listen, for as long as the app runs.
    pub(crate) fn start() -> Self {
        let live = Self {
            link: RwSignal::new(Link::Starting),
            gap: RwSignal::new(0),
            listeners: StoredValue::new(Vec::new()),
            shipments: StoredValue::new(Vec::new()),
            next: StoredValue::new(0),
            hurry: StoredValue::new(false),
        };
        let online = window_event_listener(ev::online, move |_| live.try_now());
        on_cleanup(move || online.remove());
        spawn_local(live.keep());
        live
    }

    /// Where the connection stands.
    pub(crate) fn link(self) -> Signal<Link> {
        self.link.into()
    }

    /// Rises when changes may have been missed: what is shown should be asked for again.
    pub(crate) fn gap(self) -> Signal<u32> {
        self.gap.into()
    }

    /// Calls for each change of an order, as long as the caller's owner lives.
    pub(crate) fn on_change(self, listener: impl Fn(OrderChanged) + Send + Sync + 'static) {
        self.listen(self.listeners, listener);
    }

    /// Calls for each order that ships, as long as the caller's owner lives.
    pub(crate) fn on_shipment(self, listener: impl Fn(OrderShipped) + Send + Sync + 'static) {
        self.listen(self.shipments, listener);
    }

    fn listen<T: 'static>(
        self,
        to: StoredValue<Vec<(u32, Callback<T>)>>,
        listener: impl Fn(T) + Send + Sync + 'static,
    ) {
        let id = self.next.get_value();
        self.next.set_value(id.wrapping_add(1));
        to.update_value(|listeners| listeners.push((id, Callback::new(listener))));
        on_cleanup(move || {
            to.try_update_value(|listeners| listeners.retain(|(of, _)| *of != id));
        });
    }

    /// Waits until there is a connection.
    pub(crate) async fn connected(self) {
        while self.link.get_untracked() != Link::Up {
            pause(TICK_MS).await;
        }
    }

    /// Does not wait any longer before the next try.
    pub(crate) fn try_now(self) {
        self.hurry.set_value(true);
    }

    /// Opens one socket after the other.
    async fn keep(self) {
        let mut cursors = Cursors::default();
        let (mut failures, mut since) = (0_i32, None);
        loop {
            let was_up = socket::follow(self, &mut cursors).await;
            failures = if was_up { 0 } else { failures + 1 };
            since = since.filter(|_| !was_up).or_else(|| Some(Date::now()));
            self.wait(failures, since.unwrap_or_default()).await;
        }
    }

    /// Waits for the next try: longer each time, and no two windows in step.
    async fn wait(self, failures: i32, since: f64) {
        self.hurry.set_value(false);
        let longest = (1000.0 * 2.0_f64.powi(failures)).min(LONGEST_MS);
        let until = Date::now() + longest * (0.5 + js_sys::Math::random() / 2.0);
        loop {
            let left = until - Date::now();
            let offline = !window().navigator().on_line();
            self.link.set(match failures {
                0 if !offline => Link::Shaky,
                _ => Link::Down { since, again_s: (!offline).then_some(seconds(left)) },
            });
            if self.hurry.get_value() || (left <= 0.0 && !offline) {
                return;
            }
            pause(TICK_MS).await;
        }
    }

    /// The socket is open; `resumed` where it goes on from the last change that was heard.
    fn opened(self, resumed: bool) {
        let before = self.link.get_untracked();
        self.link.set(Link::Up);
        if !resumed && before != Link::Starting {
            self.gap.update(|gap| *gap += 1);
        }
    }

    fn tell_change(self, event: &OrderChanged) {
        // A listener may come or go while they are told.
        for (_, listener) in self.listeners.get_value() {
            listener.run(event.clone());
        }
    }

    fn tell_shipment(self, event: &OrderShipped) {
        for (_, listener) in self.shipments.get_value() {
            listener.run(event.clone());
        }
    }
}

/// Whole seconds, as a countdown shows them.
fn seconds(milliseconds: f64) -> u32 {
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "between 0 and the longest wait")]
    let whole = (milliseconds.max(0.0) / 1000.0).ceil() as u32;
    whole
}

/// The app's ear, from anywhere below it.
pub(crate) fn use_live() -> Live {
    expect_context()
}

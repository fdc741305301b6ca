//! Waiting for a while, in what is asynchronous.

use js_sys::Promise;
use leptos::prelude::window;
use wasm_bindgen_futures::JsFuture;

/// Ends after so many milliseconds.
pub(crate) async fn pause(milliseconds: u32) {
    let promise = Promise::new(&mut |resolve, _| {
        let after = i32::try_from(milliseconds).unwrap_or(i32::MAX);
        // It fails only for what is no function.
        drop(window().set_timeout_with_callback_and_timeout_and_arguments_0(&resolve, after));
    });
    drop(JsFuture::from(promise).await);
}

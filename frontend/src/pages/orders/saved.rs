//! Views that people saved under a name: addresses, kept in this browser.

use leptos::prelude::*;
use serde::{Deserialize, Serialize};

/// Where they are stored.
const KEY: &str = "docket.views";

/// A saved view.
#[derive(Clone, Debug, Deserialize, PartialEq, Eq, Serialize)]
pub(super) struct SavedView {
    /// Its name.
    pub(super) name: String,
    /// Its address.
    pub(super) address: String,
}

/// All of them, as they were saved.
pub(super) fn stored() -> Vec<SavedView> {
    let text = storage().and_then(|storage| storage.get_item(KEY).ok()?);
    text.and_then(|text| serde_json::from_str(&text).ok()).unwrap_or_default()
}

/// Keeps them. Where storage is blocked or full, they last until the page is left.
pub(super) fn store(views: &[SavedView]) {
    if let (Some(storage), Ok(text)) = (storage(), serde_json::to_string(views)) {
        drop(if views.is_empty() { storage.remove_item(KEY) } else { storage.set_item(KEY, &text) });
    }
}

fn storage() -> Option<web_sys::Storage> {
    window().local_storage().ok()?
}

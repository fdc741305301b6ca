//! Idempotency keys: what is submitted twice, or sent again because no answer came, is carried out once.

/// The key of one submit.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Key(String);

impl Key {
    /// A key that nobody else has.
    pub(crate) fn new() -> Self {
        let mut bytes = [0_u8; 16];
        // Every browser that runs the app has it, also on pages without TLS; a key of zeros would be refused as reused.
        if let Ok(crypto) = leptos::prelude::window().crypto() {
            drop(crypto.get_random_values_with_u8_array(&mut bytes));
        }
        Self(bytes.iter().fold(String::with_capacity(32), |text, byte| text + &format!("{byte:02x}")))
    }

    /// As the header has it.
    pub(crate) fn as_str(&self) -> &str {
        &self.0
    }
}

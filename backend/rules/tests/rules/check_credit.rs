//! What the reference rules do, one fact a test.

mod constraint;
mod copy;
mod derivation;
mod event;
mod refusal;
mod transition;
mod version;

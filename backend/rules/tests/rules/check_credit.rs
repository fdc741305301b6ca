//! What the reference rules do, one fact a test.

mod constraint;
mod copy;
mod derivation;
mod event;
mod fit;
mod refusal;
mod transition;
mod version;

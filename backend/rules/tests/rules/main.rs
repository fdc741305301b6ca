//! The rule engine from outside: what a caller sees who declares rules, stages a unit and stores its plan.
//!
//! | module | what it shows |
//! |---|---|
//! | [`desk`], [`check_credit`] | the reference rules, declared as an application does, and what they do |
//! | [`shelf`] | what tables of their own are needed for: live reads, null foreign keys, locks |
//! | [`load`] | what loading refuses, and what the fingerprint tells apart |
//! | [`render`], [`describe`] | the same rules as SQL, and in words |
//! | [`properties`], [`random`] | random rules and units against a recomputation from scratch |
//! | [`store`], [`oracle`] | rows in memory and the caller's part; the naive recomputation |

#![expect(clippy::expect_used, reason = "in a test a failed assumption is the test's failure")]

mod check_credit;
mod describe;
mod desk;
mod load;
mod oracle;
mod properties;
mod random;
mod render;
mod shelf;
mod store;

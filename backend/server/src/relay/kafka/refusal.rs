//! Which refusals are for good.

use rdkafka::error::{KafkaError, RDKafkaErrorCode};

/// Whether the event itself is refused: sent again as it is, it would be refused again.
///
/// It is too large, for our own limit or the brokers', or the brokers' checks do not let it in. Everything else, such as
/// brokers that are down, a missing topic or right, or a sign-in that fails, is about the brokers, and may pass.
pub fn is_permanent(error: &KafkaError) -> bool {
    matches!(
        error.rdkafka_error_code(),
        Some(
            RDKafkaErrorCode::MessageSizeTooLarge
                | RDKafkaErrorCode::InvalidMessageSize
                | RDKafkaErrorCode::MessageBatchTooLarge
                | RDKafkaErrorCode::InvalidRecord
                | RDKafkaErrorCode::PolicyViolation
        )
    )
}

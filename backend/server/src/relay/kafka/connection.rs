//! The settings as librdkafka has them, and what it complains of.
//!
//! librdkafka repeats itself while something is wrong, and says what it is to a callback only: a message that could not be
//! delivered has merely timed out. So its complaints are kept, and the relay's one sentence tells the last that matters.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use rdkafka::ClientConfig;
use rdkafka::client::ClientContext;
use rdkafka::config::RDKafkaLogLevel;
use rdkafka::error::{KafkaError, RDKafkaErrorCode};
use rdkafka::producer::FutureProducer;

use super::BATCH_BYTES;
use crate::config::kafka::{Access, Security};

/// How long librdkafka tries to deliver a message before the relay hears that it could not.
const DELIVERY: Duration = Duration::from_secs(10);

/// A producer, and what it complains of. Clones share both.
#[derive(Clone)]
pub(super) struct Connection {
    pub(super) producer: FutureProducer<Ear>,
    ear: Ear,
}

/// What a client of librdkafka tells.
#[derive(Clone, Debug, Default)]
pub(super) struct Ear {
    complaint: Arc<Mutex<Option<(RDKafkaErrorCode, String)>>>,
}

/// How much a complaint explains; those that explain nothing are not kept.
const fn weight(code: RDKafkaErrorCode) -> u8 {
    match code {
        RDKafkaErrorCode::Authentication | RDKafkaErrorCode::SSL => 2,
        RDKafkaErrorCode::Resolve | RDKafkaErrorCode::BrokerTransportFailure => 1,
        _ => 0,
    }
}

impl ClientContext for Ear {
    fn log(&self, level: RDKafkaLogLevel, facility: &str, message: &str) {
        tracing::debug!(?level, facility, message, "librdkafka");
    }

    fn error(&self, error: KafkaError, reason: &str) {
        tracing::debug!(%error, reason, "librdkafka");
        let Some(code) = error.rdkafka_error_code() else { return };
        let mut kept = self.complaint.lock().unwrap_or_else(PoisonError::into_inner);
        if weight(code) > 0 && kept.as_ref().is_none_or(|(last, _)| weight(*last) <= weight(code)) {
            *kept = Some((code, reason.to_owned()));
        }
    }
}

impl Connection {
    /// A connection; no broker is asked yet.
    pub(super) fn new(access: &Access) -> Result<Self, String> {
        let files = [
            ("KAFKA_CA_FILE", access.ca_file.as_ref()),
            ("KAFKA_CERTIFICATE_FILE", access.certificate.as_ref().map(|(certificate, _)| certificate)),
            ("KAFKA_KEY_FILE", access.certificate.as_ref().map(|(_, key)| key)),
        ];
        for (setting, file) in files.into_iter().filter_map(|(setting, file)| Some((setting, file?))) {
            std::fs::File::open(file)
                .map_err(|error| format!("{setting} names {}, which cannot be read ({error})", file.display()))?;
        }
        let ear = Ear::default();
        let producer = client(access)
            .set("enable.idempotence", "true")
            .set("acks", "all")
            .set("compression.type", "lz4")
            // As Java's clients choose a partition, so that all producers agree about a key.
            .set("partitioner", "murmur2_random")
            .set("message.timeout.ms", DELIVERY.as_millis().to_string())
            .set("message.max.bytes", access.message_bytes.to_string())
            .set("batch.size", BATCH_BYTES.to_string())
            .create_with_context(ear.clone())
            .map_err(|error| format!("Kafka at {} cannot be spoken to with these settings: {error}", access.brokers))?;
        Ok(Self { producer, ear })
    }

    /// It works: what was complained of is over.
    pub(super) fn well(&self) {
        *self.ear.complaint.lock().unwrap_or_else(PoisonError::into_inner) = None;
    }

    /// What is wrong and what to look at, in a sentence without its full stop.
    pub(super) fn sentence(&self, access: &Access, error: &KafkaError) -> String {
        let kept = self.ear.complaint.lock().unwrap_or_else(PoisonError::into_inner).clone();
        let Access { brokers, security, account, .. } = access;
        let (code, reason) = kept.unwrap_or((RDKafkaErrorCode::Unknown, error.to_string()));
        match (code, account) {
            (RDKafkaErrorCode::Authentication, Some(account)) => format!(
                "Kafka at {brokers} refuses the sign-in of `{}` by {} ({reason}): look at KAFKA_USERNAME, the password and \
                 KAFKA_SASL_MECHANISM",
                account.username,
                account.mechanism.name()
            ),
            // OpenSSL's own words: such as when the brokers miss our certificate.
            (code, _) if code == RDKafkaErrorCode::SSL || reason.contains("SSL routines") => format!(
                "Kafka at {brokers} cannot be reached by TLS ({reason}): look at KAFKA_CA_FILE, at KAFKA_CERTIFICATE_FILE if \
                 the brokers ask for one, and whether they are called what their certificates say"
            ),
            _ if !is_silence(error) => format!("Kafka at {brokers} does not take it: {error}"),
            _ => format!(
                "Kafka at {brokers} does not answer ({reason}): look at the names and ports, and whether the brokers expect \
                 {} there",
                spoken(*security)
            ),
        }
    }
}

/// Whether nobody has answered; anything else is an answer.
fn is_silence(error: &KafkaError) -> bool {
    use RDKafkaErrorCode::{
        AllBrokersDown, BrokerTransportFailure, MessageTimedOut, OperationTimedOut, RequestTimedOut, Resolve,
    };
    matches!(
        error.rdkafka_error_code(),
        Some(AllBrokersDown | BrokerTransportFailure | MessageTimedOut | OperationTimedOut | RequestTimedOut | Resolve)
    )
}

const fn spoken(security: Security) -> &'static str {
    match security {
        Security::Plaintext => "neither TLS nor sign-in",
        Security::Tls => "TLS without sign-in",
        Security::SaslPlaintext => "sign-in without TLS",
        Security::SaslTls => "TLS and sign-in",
    }
}

/// A client's settings: whom it talks to, and how.
pub(super) fn client(access: &Access) -> ClientConfig {
    let mut config = ClientConfig::new();
    config.set("bootstrap.servers", &access.brokers).set("client.id", "docket");
    // A topic is created by its maker's choice, not because somebody asked whether it is there.
    config.set("allow.auto.create.topics", "false");
    config.set(
        "security.protocol",
        match access.security {
            Security::Plaintext => "plaintext",
            Security::Tls => "ssl",
            Security::SaslPlaintext => "sasl_plaintext",
            Security::SaslTls => "sasl_ssl",
        },
    );
    if access.security.encrypts() {
        let ca_file = access.ca_file.as_ref().map(|file| file.display().to_string());
        // What the system trusts is at another place on each: it is looked for where it usually is.
        config.set("ssl.ca.location", ca_file.as_deref().unwrap_or("probe"));
    }
    if let Some((certificate, key)) = &access.certificate {
        config.set("ssl.certificate.location", certificate.display().to_string());
        config.set("ssl.key.location", key.display().to_string());
    }
    if let Some(account) = &access.account {
        config.set("sasl.mechanisms", account.mechanism.name());
        config.set("sasl.username", &account.username);
        config.set("sasl.password", account.password.reveal());
    }
    config
}

//! How Kafka is reached and what events are called there: the settings that belong together, judged together.
//! [`Access`] is all of them, for whoever goes there.

mod access;

pub use access::{Access, Account};

use super::Settings;
use super::value::Value;

/// The most characters of a topic's name.
const LONGEST_TOPIC: usize = 249;

/// What stands between us and the brokers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Security {
    /// Nothing: everybody on the way can read and write.
    Plaintext,
    /// TLS; brokers may ask for a certificate.
    Tls,
    /// Sign-in, without TLS.
    SaslPlaintext,
    /// TLS and sign-in.
    SaslTls,
}

impl Security {
    /// Whether there is TLS.
    pub const fn encrypts(self) -> bool {
        matches!(self, Self::Tls | Self::SaslTls)
    }

    /// Whether somebody signs in.
    pub const fn signs_in(self) -> bool {
        matches!(self, Self::SaslPlaintext | Self::SaslTls)
    }

    /// As the setting writes it.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Plaintext => "plaintext",
            Self::Tls => "tls",
            Self::SaslPlaintext => "sasl_plaintext",
            Self::SaslTls => "sasl_tls",
        }
    }
}

impl Value for Security {
    fn expects() -> String {
        "plaintext, tls, sasl_plaintext or sasl_tls".to_owned()
    }

    fn read(text: &str) -> Option<Self> {
        [Self::Plaintext, Self::Tls, Self::SaslPlaintext, Self::SaslTls].into_iter().find(|it| it.name() == text)
    }
}

/// How a password is proven.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mechanism {
    /// By telling it.
    Plain,
    /// By a challenge, with SHA-256.
    ScramSha256,
    /// By a challenge, with SHA-512.
    ScramSha512,
}

impl Mechanism {
    /// As Kafka writes it.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Plain => "PLAIN",
            Self::ScramSha256 => "SCRAM-SHA-256",
            Self::ScramSha512 => "SCRAM-SHA-512",
        }
    }
}

impl Value for Option<Mechanism> {
    fn expects() -> String {
        "PLAIN, SCRAM-SHA-256 or SCRAM-SHA-512".to_owned()
    }

    fn read(text: &str) -> Option<Self> {
        let all = [Mechanism::Plain, Mechanism::ScramSha256, Mechanism::ScramSha512];
        if text.is_empty() { Some(None) } else { all.into_iter().find(|it| it.name() == text).map(Some) }
    }
}

/// The name of a topic.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Topic(pub String);

impl Value for Topic {
    fn expects() -> String {
        format!("1 to {LONGEST_TOPIC} letters, digits, dots, underscores and hyphens")
    }

    fn read(text: &str) -> Option<Self> {
        let fits = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'_' | b'-');
        let named = (1..=LONGEST_TOPIC).contains(&text.len()) && text.bytes().all(fits);
        (named && !matches!(text, "." | "..")).then(|| Self(text.to_owned()))
    }
}

/// What nobody may read.
#[derive(Clone, PartialEq, Eq)]
pub struct Secret(String);

impl Secret {
    /// As it was given.
    pub fn reveal(&self) -> &str {
        &self.0
    }
}

/// Shown as three stars, in logs, too.
impl std::fmt::Debug for Secret {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str("***")
    }
}

impl Value for Option<Secret> {
    fn expects() -> String {
        "any text".to_owned()
    }

    fn read(text: &str) -> Option<Self> {
        Some((!text.is_empty()).then(|| Secret(text.to_owned())))
    }

    fn shown(text: &str) -> String {
        if text.is_empty() { String::new() } else { "***".to_owned() }
    }
}

/// The name of an account.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Username(pub String);

impl Value for Option<Username> {
    fn expects() -> String {
        "any text".to_owned()
    }

    fn read(text: &str) -> Option<Self> {
        Some((!text.is_empty()).then(|| Username(text.to_owned())))
    }
}

/// What cannot be meant together, in sentences that say what to do.
pub(super) fn contradictions(settings: &Settings) -> Vec<String> {
    let (security, mut found) = (settings.kafka_security, Vec::new());
    let shown = security.name();
    let has_password = settings.kafka_password.is_some() || settings.kafka_password_file.is_some();
    let sign_in = [
        ("KAFKA_SASL_MECHANISM", settings.kafka_sasl_mechanism.is_some()),
        ("KAFKA_USERNAME", settings.kafka_username.is_some()),
        ("KAFKA_PASSWORD or KAFKA_PASSWORD_FILE", has_password),
    ];
    let files = [
        ("KAFKA_CA_FILE", settings.kafka_ca_file.is_some()),
        ("KAFKA_CERTIFICATE_FILE", settings.kafka_certificate_file.is_some()),
        ("KAFKA_KEY_FILE", settings.kafka_key_file.is_some()),
    ];
    let named = |all: &[(&'static str, bool)], given: bool| -> String {
        all.iter().filter(|(_, is)| *is == given).map(|(name, _)| *name).collect::<Vec<_>>().join(", ")
    };
    if security != Security::Plaintext && settings.kafka_brokers.is_none() {
        found.push(format!("KAFKA_SECURITY is {shown}, but no KAFKA_BROKERS are named: name them, or leave it out"));
    }
    if security.signs_in() && sign_in.iter().any(|(_, given)| !given) {
        found.push(format!("KAFKA_SECURITY is {shown}: to sign in, {} must be given, too", named(&sign_in, false)));
    }
    if !security.signs_in() && sign_in.iter().any(|(_, given)| *given) {
        let given = named(&sign_in, true);
        found.push(format!(
            "KAFKA_SECURITY is {shown}, so nobody signs in: leave out {given}, or choose sasl_tls or sasl_plaintext"
        ));
    }
    if !security.encrypts() && files.iter().any(|(_, given)| *given) {
        let given = named(&files, true);
        found.push(format!("KAFKA_SECURITY is {shown}, without TLS: leave out {given}, or choose tls or sasl_tls"));
    }
    if settings.kafka_certificate_file.is_some() != settings.kafka_key_file.is_some() {
        found.push("KAFKA_CERTIFICATE_FILE and KAFKA_KEY_FILE belong together: give both or neither".to_owned());
    }
    if settings.kafka_password.is_some() && settings.kafka_password_file.is_some() {
        found.push("KAFKA_PASSWORD and KAFKA_PASSWORD_FILE are both given: leave one out".to_owned());
    }
    found
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;
    use crate::config::layers::{Flags, resolve};

    pub(super) fn under(variables: &[(&str, &str)]) -> Result<Settings, Vec<String>> {
        let variables: BTreeMap<&str, &str> = variables.iter().copied().collect();
        let resolved = resolve(None, &Flags::new(), |name| variables.get(name).map(|text| (*text).to_owned()));
        resolved.map(|resolved| resolved.settings)
    }

    pub(super) const BROKERS: (&str, &str) = ("KAFKA_BROKERS", "one:9093");
    pub(super) const SIGN_IN: [(&str, &str); 4] = [
        BROKERS,
        ("KAFKA_SECURITY", "sasl_tls"),
        ("KAFKA_SASL_MECHANISM", "SCRAM-SHA-512"),
        ("KAFKA_USERNAME", "docket"),
    ];

    #[test]
    fn settings_that_contradict_each_other_are_refused_with_what_to_do() {
        for (variables, says) in [
            (&[("KAFKA_SECURITY", "tls")][..], "no KAFKA_BROKERS are named"),
            (&SIGN_IN, "to sign in, KAFKA_PASSWORD or KAFKA_PASSWORD_FILE must be given"),
            (
                &[BROKERS, ("KAFKA_SECURITY", "sasl_plaintext")],
                "KAFKA_SASL_MECHANISM, KAFKA_USERNAME, KAFKA_PASSWORD or",
            ),
            (
                &[BROKERS, ("KAFKA_USERNAME", "docket")],
                "so nobody signs in: leave out KAFKA_USERNAME, or choose sasl_tls",
            ),
            (&[BROKERS, ("KAFKA_CA_FILE", "ca.pem")], "without TLS: leave out KAFKA_CA_FILE"),
            (&[BROKERS, ("KAFKA_SECURITY", "tls"), ("KAFKA_KEY_FILE", "key.pem")], "belong together"),
            (
                &[&SIGN_IN[..], &[("KAFKA_PASSWORD", "s3cret"), ("KAFKA_PASSWORD_FILE", "password")]].concat(),
                "are both given",
            ),
        ] {
            let problems = under(variables).unwrap_err();
            assert!(problems.len() == 1 && problems[0].contains(says), "{says}: {problems:?}");
            assert!(!problems.concat().contains("s3cret"), "{problems:?}");
        }
    }

    #[test]
    fn what_cannot_be_meant_does_not_fit() {
        assert_eq!(Topic::read("docket.changes"), Some(Topic("docket.changes".to_owned())));
        for wrong in ["", ".", "..", "a b", "a/b", "ä", &"a".repeat(250)] {
            assert_eq!(Topic::read(wrong), None, "{wrong}");
        }
        assert_eq!(<Option<Mechanism>>::read(""), Some(None));
        assert_eq!(<Option<Mechanism>>::read("GSSAPI"), None);
        assert_eq!(Security::read("sasl_tls"), Some(Security::SaslTls));
        assert_eq!(Security::read("SASL_SSL"), None);
    }
}

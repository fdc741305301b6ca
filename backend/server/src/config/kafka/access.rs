//! What the settings say about Kafka, as whoever goes there needs it.

use std::path::PathBuf;

use docket_domain::outbox::{CHANGES, ORDER_SHIPPING};

use super::{Mechanism, Secret, Security};
use crate::config::Settings;

/// How Kafka is reached, and where events go there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Access {
    /// `host:port`, with commas between several.
    pub brokers: String,
    /// What stands between us and them.
    pub security: Security,
    /// Whose certificates are trusted; those that the system trusts when there is none.
    pub ca_file: Option<PathBuf>,
    /// Our certificate and its key.
    pub certificate: Option<(PathBuf, PathBuf)>,
    /// Who signs in, and how.
    pub account: Option<Account>,
    /// The topic of shipped and unshipped orders.
    pub order_shipping: String,
    /// The topic of every other change.
    pub changes: String,
    /// Whether missing topics are created.
    pub creates_topics: bool,
    /// How many partitions a topic is created with.
    pub partitions: i32,
    /// On how many brokers each of them is kept; as the brokers see fit when there is no number.
    pub replication: Option<i32>,
    /// The largest message.
    pub message_bytes: u32,
}

/// Who signs in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Account {
    /// How.
    pub mechanism: Mechanism,
    /// Under which name.
    pub username: String,
    /// With which password.
    pub password: Secret,
}

impl Access {
    /// Brokers without TLS and sign-in, and everything else as it is by default.
    pub fn plain(brokers: impl Into<String>) -> Self {
        Self {
            brokers: brokers.into(),
            security: Security::Plaintext,
            ca_file: None,
            certificate: None,
            account: None,
            order_shipping: ORDER_SHIPPING.to_owned(),
            changes: CHANGES.to_owned(),
            creates_topics: true,
            partitions: 6,
            replication: None,
            message_bytes: 1_000_000,
        }
    }

    /// What the settings say, if they name brokers. The password may stand in a file: why that cannot be read is said in
    /// a sentence.
    pub fn of(settings: &Settings) -> Option<Result<Self, String>> {
        let brokers = settings.kafka_brokers.as_ref()?.0.clone();
        Some(account(settings).map(|account| Self {
            brokers,
            security: settings.kafka_security,
            ca_file: settings.kafka_ca_file.clone(),
            certificate: settings.kafka_certificate_file.clone().zip(settings.kafka_key_file.clone()),
            account,
            order_shipping: settings.kafka_order_shipping_topic.0.clone(),
            changes: settings.kafka_changes_topic.0.clone(),
            creates_topics: settings.kafka_create_topics,
            partitions: i32::try_from(settings.kafka_partitions.0).unwrap_or(i32::MAX),
            replication: i32::try_from(settings.kafka_replication.0).ok().filter(|replicas| *replicas > 0),
            message_bytes: settings.kafka_message_bytes.0,
        }))
    }
}

fn account(settings: &Settings) -> Result<Option<Account>, String> {
    let (Some(mechanism), Some(username)) = (settings.kafka_sasl_mechanism, &settings.kafka_username) else {
        return Ok(None);
    };
    let password = match &settings.kafka_password_file {
        Some(file) => {
            let shown = file.display();
            let text = std::fs::read_to_string(file)
                .map_err(|error| format!("KAFKA_PASSWORD_FILE names {shown}, which cannot be read ({error})"))?;
            let line = text.trim_end_matches(['\r', '\n']);
            if line.is_empty() {
                return Err(format!("KAFKA_PASSWORD_FILE names {shown}, which is empty: write the password into it"));
            }
            Some(Secret(line.to_owned()))
        }
        None => settings.kafka_password.clone(),
    };
    Ok(password.map(|password| Account { mechanism, username: username.0.clone(), password }))
}

#[cfg(test)]
mod tests {
    use super::super::tests::{BROKERS, SIGN_IN, under};
    use super::*;

    #[test]
    fn the_password_comes_from_the_environment_or_a_file_and_is_not_shown() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("password");
        std::fs::write(&file, "s3cret\n").unwrap();
        for last in [("KAFKA_PASSWORD", "s3cret"), ("KAFKA_PASSWORD_FILE", file.to_str().unwrap())] {
            let settings = under(&[&SIGN_IN[..], &[last]].concat()).unwrap();
            let access = Access::of(&settings).unwrap().unwrap();
            assert_eq!(access.account.as_ref().unwrap().password.reveal(), "s3cret");
            assert!(!format!("{access:?}{settings:?}").contains("s3cret"), "{access:?}");
        }
        for (content, says) in [(Some("\n"), "is empty"), (None, "cannot be read")] {
            match content {
                Some(content) => std::fs::write(&file, content).unwrap(),
                None => std::fs::remove_file(&file).unwrap(),
            }
            let last = ("KAFKA_PASSWORD_FILE", file.to_str().unwrap());
            let settings = under(&[&SIGN_IN[..], &[last]].concat()).unwrap();
            assert!(Access::of(&settings).unwrap().unwrap_err().contains(says));
        }
    }

    #[test]
    fn brokers_alone_are_reached_plainly() {
        let settings = under(&[BROKERS]).unwrap();
        assert_eq!(Access::of(&settings).unwrap().unwrap(), Access::plain("one:9093"));
        assert!(Access::of(&under(&[]).unwrap()).is_none());
    }
}

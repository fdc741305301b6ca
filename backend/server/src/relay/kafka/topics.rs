//! Looking for the topics, and creating those that are missing if that is allowed.

use std::time::Duration;

use rdkafka::admin::{AdminClient, AdminOptions, NewTopic, TopicReplication};
use rdkafka::error::{KafkaError, RDKafkaErrorCode};
use rdkafka::producer::Producer;
use rdkafka::types::RDKafkaRespErr;

use super::connection::{Connection, Ear, client};
use crate::config::kafka::Access;

/// How long brokers may take to answer a question.
const ANSWER: Duration = Duration::from_secs(5);

/// What was found.
struct Found {
    brokers: usize,
    missing: Vec<String>,
    /// Topics with another number of partitions than they would be created with.
    otherwise: Vec<(String, usize)>,
}

/// The topics; one, if both are called the same.
fn names(access: &Access) -> Vec<String> {
    let mut names = vec![access.order_shipping.clone(), access.changes.clone()];
    names.dedup();
    names
}

/// Asks for each topic, and creates none.
async fn look(connection: &Connection, access: &Access) -> Result<Found, String> {
    let (asked, wanted) = (connection.producer.clone(), usize::try_from(access.partitions).unwrap_or_default());
    let names = names(access);
    let looked = tokio::task::spawn_blocking(move || {
        let mut found = Found { brokers: 0, missing: Vec::new(), otherwise: Vec::new() };
        for name in names {
            let metadata = asked.client().fetch_metadata(Some(&name), ANSWER)?;
            found.brokers = metadata.brokers().len();
            let Some(topic) = metadata.topics().first() else { continue };
            match topic.error() {
                None if topic.partitions().len() == wanted => {}
                None => found.otherwise.push((name, topic.partitions().len())),
                Some(RDKafkaRespErr::RD_KAFKA_RESP_ERR_UNKNOWN_TOPIC_OR_PART) => found.missing.push(name),
                // It is there, and about to have a leader.
                Some(RDKafkaRespErr::RD_KAFKA_RESP_ERR_LEADER_NOT_AVAILABLE) => {}
                Some(error) => return Ok(Err(unseen(&name, error.into()))),
            }
        }
        Ok::<_, KafkaError>(Ok(found))
    });
    match looked.await {
        Ok(Ok(found)) => {
            connection.well();
            found.map_err(|why| format!("Kafka at {} {why}", access.brokers))
        }
        Ok(Err(error)) => Err(connection.sentence(access, &error)),
        Err(error) => Err(format!("asking Kafka at {} ended early: {error}", access.brokers)),
    }
}

fn unseen(topic: &str, why: RDKafkaErrorCode) -> String {
    let user = "give Docket's user the rights to Write and Describe it";
    match why {
        RDKafkaErrorCode::TopicAuthorizationFailed => format!("does not let us see the topic `{topic}`: {user}"),
        _ => format!("does not tell about the topic `{topic}` ({why})"),
    }
}

/// Makes sure that the topics are there.
pub(super) async fn ensure(connection: &Connection, access: &Access) -> Result<(), String> {
    let found = look(connection, access).await?;
    for (topic, partitions) in &found.otherwise {
        tracing::warn!(
            topic,
            partitions,
            wanted = access.partitions,
            "the topic has another number of partitions than KAFKA_PARTITIONS says, and keeps it: say {partitions} there, \
             too"
        );
    }
    if found.missing.is_empty() {
        return Ok(());
    }
    if !access.creates_topics {
        return Err(absent(access, &found.missing));
    }
    create(access, &found.missing).await
}

/// Whether the brokers answer and have the topics, in a sentence that names what to do. Nothing is created.
pub async fn brokers_answer(access: &Access) -> Result<String, String> {
    let found = look(&Connection::new(access)?, access).await?;
    let (brokers, plural) = (found.brokers, if found.brokers == 1 { "" } else { "s" });
    let answer = format!("Kafka at {} answers with {brokers} broker{plural}", access.brokers);
    if found.missing.is_empty() {
        return Ok(format!("{answer}, and has the topics {}", names(access).join(" and ")));
    }
    if !access.creates_topics {
        return Err(absent(access, &found.missing));
    }
    Ok(format!("{answer}; `docket serve` creates {}", found.missing.join(" and ")))
}

fn absent(access: &Access, missing: &[String]) -> String {
    let Access { brokers, partitions, .. } = access;
    format!(
        "Kafka at {brokers} has no topic {}, and KAFKA_CREATE_TOPICS is false: create it, with {partitions} partitions, or \
         let Docket do it",
        missing.join(" and ")
    )
}

async fn create(access: &Access, missing: &[String]) -> Result<(), String> {
    let Access { brokers, partitions, .. } = access;
    let failed = |topic: &str, why: &dyn std::fmt::Display| {
        format!(
            "Kafka at {brokers} does not create the topic {topic} ({why}): create it, with {partitions} partitions, or give \
             Docket's user the right to"
        )
    };
    let admin: AdminClient<Ear> =
        client(access).create_with_context(Ear::default()).map_err(|error| failed(&missing.join(" and "), &error))?;
    // Minus one is the brokers' own default.
    let replication = access.replication.unwrap_or(-1);
    let wanted = |topic| NewTopic::new(topic, *partitions, TopicReplication::Fixed(replication));
    let topics: Vec<NewTopic<'_>> = missing.iter().map(|topic| wanted(topic)).collect();
    let patience = AdminOptions::new().request_timeout(Some(ANSWER)).operation_timeout(Some(ANSWER));
    let created = admin.create_topics(&topics, &patience).await;
    for result in created.map_err(|error| failed(&missing.join(" and "), &error))? {
        match result {
            Ok(topic) => tracing::info!(topic, partitions, "created a topic"),
            // Another instance was faster.
            Err((_, RDKafkaErrorCode::TopicAlreadyExists)) => {}
            Err((topic, why)) => return Err(failed(&topic, &why)),
        }
    }
    Ok(())
}

//! Kafka Connect with Debezium's connector for PostgreSQL, from Maven: what the test of docs/examples/kafka-connect
//! runs. As an operator installs it: Connect's libraries, and the plugin in a folder of its own.

use std::{fs, path::PathBuf};

use anyhow::Result;
use xshell::cmd;

use crate::{kafka, workspace::Workspace};

/// Debezium 3 runs with Java 17.
const DEBEZIUM: &str = "3.7.0.Final";

/// Makes sure that both lie in `.tools`; gives the folder that has them as `libs` and `plugins`. Java and Maven are
/// there when Kafka is.
pub(crate) fn ensure(workspace: &Workspace) -> Result<PathBuf> {
    let sh = &workspace.sh;
    let version = kafka::VERSION;
    let home = workspace.tools().join(format!("kafka-connect-{version}"));
    let (libraries, plugins, complete) = (home.join("libs"), home.join("plugins"), home.join("complete"));
    let project = kafka::project("kafka-connect-for-tests", &["connect-runtime", "connect-transforms"]);
    let wanted = format!("{project}{DEBEZIUM}\n");
    if !fs::read_to_string(&complete).is_ok_and(|found| found == wanted) {
        println!("Kafka Connect {version} with Debezium {DEBEZIUM} is not in .tools yet: fetching it with Maven, once");
        for folder in [&libraries, &plugins] {
            sh.remove_path(folder)?;
        }
        fs::create_dir_all(&home)?;
        let pom = home.join("pom.xml");
        fs::write(&pom, &project)?;
        cmd!(sh, "mvn --quiet --batch-mode --file {pom} dependency:copy-dependencies -DoutputDirectory={libraries}")
            .run()?;
        let plugin = format!("io.debezium:debezium-connector-postgres:{DEBEZIUM}:tar.gz:plugin");
        cmd!(
            sh,
            "mvn --quiet --batch-mode --file {pom} dependency:unpack -Dartifact={plugin} -DoutputDirectory={plugins}"
        )
        .run()?;
        fs::write(complete, wanted)?;
    }
    Ok(home)
}

#[cfg(test)]
mod tests {
    use super::{DEBEZIUM, ensure};
    use crate::{kafka, workspace::Workspace};

    #[test]
    fn the_worker_and_the_plugin_are_fetched() {
        let home = ensure(&Workspace::open().unwrap()).unwrap();
        assert!(home.join(format!("libs/connect-runtime-{}.jar", kafka::VERSION)).is_file());
        let plugin = home.join("plugins/debezium-connector-postgres");
        assert!(plugin.join(format!("debezium-connector-postgres-{DEBEZIUM}.jar")).is_file());
    }
}

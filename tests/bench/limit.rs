//! The physical limit: a hand-written function in PostgreSQL, a C program on SQLite.

use std::path::PathBuf;
use std::process::Command;
use std::time::Duration;

use docket_tests::database::{Database, Engine};
use tempfile::TempDir;

use crate::Spread;

const FILES: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/bench/limit");

/// Something that takes orders as fast as the database can.
pub(crate) enum Limit {
    Postgres { database: Database, pgbench: PathBuf },
    Sqlite { folder: TempDir },
}

impl Limit {
    pub(crate) async fn prepare(engine: Engine) -> Self {
        match engine {
            Engine::Postgres => {
                let database = Database::new(engine).await;
                database.execute(&std::fs::read_to_string(format!("{FILES}/pg_limit.sql")).unwrap()).await;
                database.execute("VACUUM ANALYZE").await;
                let pgbench = std::env::var_os("DOCKET_BENCH_PGBENCH").expect("run this by `cargo xtask bench`").into();
                Self::Postgres { database, pgbench }
            }
            Engine::Sqlite => {
                let folder = tempfile::tempdir().unwrap();
                let mut compile = Command::new("cc");
                compile.args(["-O2", &format!("{FILES}/sqlite_limit.c"), "-lsqlite3", "-lpthread", "-o"]);
                assert!(compile.arg(folder.path().join("limit")).status().unwrap().success());
                Self::Sqlite { folder }
            }
        }
    }

    /// Orders a second.
    pub(crate) async fn run(&self, spread: Spread, length: Duration) -> f64 {
        let seconds = length.as_secs().to_string();
        let mut command = match self {
            Self::Postgres { database, pgbench } => {
                let mut command = Command::new(pgbench);
                command.args(["-n", "-M", "prepared", "-c", "16", "-j", "2", "-T", &seconds, "-f"]);
                command.arg(format!("{FILES}/lean_{}.sql", spread.name())).arg(database.url());
                command
            }
            Self::Sqlite { folder } => {
                let mut command = Command::new(folder.path().join("limit"));
                command.arg(folder.path().join("limit.db")).args(["full", spread.name(), &seconds, "1", "1"]);
                command
            }
        };
        let output = tokio::task::spawn_blocking(move || command.output().unwrap()).await.unwrap();
        let text = String::from_utf8_lossy(&output.stdout).into_owned();
        let found = match self {
            Self::Postgres { .. } => text.lines().find_map(|line| line.strip_prefix("tps = ")?.split(' ').next()),
            Self::Sqlite { .. } => text.split(',').nth(4),
        };
        let said = String::from_utf8_lossy(&output.stderr);
        found.and_then(|number| number.trim().parse().ok()).unwrap_or_else(|| panic!("no figure in {text} {said}"))
    }
}

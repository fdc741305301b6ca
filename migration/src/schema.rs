//! One SQL text for both databases.
//!
//! * A type that has two names is written as a token: `{uuid}`, `{bigint}`, `{timestamp}`, `{date}`,
//!   `{json}`, `{bool}`, `{folded}` (text that both databases sort byte by byte); what only SQLite says at the end of a table is `{strict}`.
//! * A line that only one database may see opens with `-- sqlite:` or `-- postgres:`. The other reads
//!   it as the comment that it is.
//!
//! The text is sent whole: both drivers take several statements at once, so nothing here has to know
//! where a statement ends.

use sea_orm_migration::SchemaManager;
use sea_orm_migration::sea_orm::{ConnectionTrait, DbBackend, DbErr};

/// A token and what it stands for on SQLite and on PostgreSQL. SQLite's tables are STRICT, which
/// knows only INTEGER, REAL, TEXT and BLOB; these are the ones that sqlx decodes the types from.
const TOKENS: [(&str, &str, &str); 8] = [
    ("{uuid}", "BLOB", "UUID"),
    ("{bigint}", "INTEGER", "BIGINT"),
    ("{timestamp}", "TEXT", "TIMESTAMPTZ"),
    ("{date}", "TEXT", "DATE"),
    ("{json}", "TEXT", "JSONB"),
    ("{bool}", "INTEGER", "BOOLEAN"),
    ("{folded}", "TEXT", "TEXT COLLATE \"C\""),
    (" {strict}", " STRICT", ""),
];

/// Runs a migration's text.
pub(crate) async fn apply(manager: &SchemaManager<'_>, text: &str) -> Result<(), DbErr> {
    let db = manager.get_connection();
    let sql = render(text, db.get_database_backend())?;
    db.execute_unprepared(&sql).await.map(drop)
}

/// Why no migration can be taken back: what it would drop is data.
pub(crate) fn refuse_down(name: &str) -> DbErr {
    DbErr::Migration(format!("{name} cannot be taken back: migrations are append-only, restore a backup instead"))
}

fn render(text: &str, backend: DbBackend) -> Result<String, DbErr> {
    let (marker, on_sqlite) = match backend {
        DbBackend::Sqlite => ("-- sqlite:", true),
        DbBackend::Postgres => ("-- postgres:", false),
        other => return Err(DbErr::BackendNotSupported { db: other.as_str(), ctx: "docket's schema" }),
    };
    let mut sql = String::with_capacity(text.len());
    for line in text.lines() {
        match line.split_once(marker) {
            Some((indent, rest)) if indent.trim().is_empty() => {
                sql.push_str(indent);
                sql.push_str(rest.trim_start());
            }
            _ => sql.push_str(line),
        }
        sql.push('\n');
    }
    for (token, sqlite, postgres) in TOKENS {
        sql = sql.replace(token, if on_sqlite { sqlite } else { postgres });
    }
    Ok(sql)
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str = "CREATE TABLE t (\n  a {bool},\n  -- sqlite: CHECK (a IN (0, 1)),\n  b {json}\n) {strict};\n";

    #[test]
    fn sqlite_gets_strict_tables_and_its_own_lines() {
        let sql = "CREATE TABLE t (\n  a INTEGER,\n  CHECK (a IN (0, 1)),\n  b TEXT\n) STRICT;\n";
        assert_eq!(render(TEXT, DbBackend::Sqlite), Ok(sql.to_owned()));
    }

    #[test]
    fn postgres_reads_the_lines_of_sqlite_as_comments() {
        let sql = "CREATE TABLE t (\n  a BOOLEAN,\n  -- sqlite: CHECK (a IN (0, 1)),\n  b JSONB\n);\n";
        assert_eq!(render(TEXT, DbBackend::Postgres), Ok(sql.to_owned()));
    }

    #[test]
    fn another_database_is_refused() {
        assert!(render(TEXT, DbBackend::MySql).is_err());
    }
}

//! docs/CONFIG.md, made from the settings.

use std::fmt::Write;

use super::{DEFAULT_FILE, FILE_VARIABLE, SETTINGS, Scope};

/// The page that the repository keeps; a test compares it.
pub fn document() -> String {
    let mut text = format!(
        "# Configuration\n\nPrinted by `docket config reference`; a test compares it.\n\n\
         Flags win over the environment, the environment over the file, the file over the defaults. The file is TOML: \
         the one\nthat `--config` or `{FILE_VARIABLE}` names, else `{DEFAULT_FILE}` in the current folder if it is there. \
         Keys that do not exist, values\nof another type and values out of range are refused when a command starts, all \
         of them at once, with exit code 2.\n\n\
         | key in the file | flag | environment | default | what it is | expected |\n|---|---|---|---|---|---|\n"
    );
    // Writing to a string does not fail.
    for setting in SETTINGS {
        let default = if setting.default.is_empty() { String::new() } else { format!("`{}`", setting.default) };
        let serve = if setting.scope == Scope::Serve { " (serve)" } else { "" };
        let (key, flag) = match setting.flag() {
            Some(flag) => (format!("`{}`", setting.key), format!("`{flag}`{serve}")),
            None => ("(never)".to_owned(), "(never)".to_owned()),
        };
        let _ = writeln!(
            text,
            "| {key} | {flag} | `{}` | {default} | {} | {} |",
            setting.environment,
            setting.summary(),
            (setting.expects)()
        );
    }
    text.push('\n');
    for setting in SETTINGS.iter().filter(|setting| setting.meaning.len() > 1) {
        let more: Vec<&str> =
            setting.meaning.iter().skip(1).map(|line| line.trim()).filter(|it| !it.is_empty()).collect();
        let _ = writeln!(text, "* `{}`: {}", setting.key, more.join(" "));
    }
    text.push_str(NOTES);
    text
}

const NOTES: &str = "
A file with everything that usually differs between two machines:

```toml
database_url = \"postgres://docket@db.internal/docket\"
listen = \"127.0.0.1:8000\"
kafka_brokers = \"kafka-1.internal:9092,kafka-2.internal:9092\"
log_format = \"json\"
drain_seconds = 25
```

Keep passwords out of the file and the command line, where others may read them: `DATABASE_URL` and `KAFKA_PASSWORD` in the environment
are the place. Nothing that Docket prints or logs shows them.

Kafka with TLS and sign-in, as managed ones are reached:

```toml
kafka_brokers = \"broker-1.example:9093\"
kafka_security = \"sasl_tls\"
kafka_sasl_mechanism = \"SCRAM-SHA-512\"
kafka_username = \"docket\"
kafka_password_file = \"/run/secrets/kafka\"
kafka_replication = 3
```

The user needs the rights to `Write` and `Describe` both topics, and to `Create` them unless somebody else does and `kafka_create_topics` is
`false`. What is in the topics stands in [EVENTS.md](EVENTS.md).

`docket config print` shows what applies, and where each value comes from. `docket config check` tries it: whether the
database, the event folder and the brokers answer; exit code 1 if something does not.

Events go to one destination at a time. Each has a cursor of its own: a server that is started with brokers for the first time
publishes every event there is to them, and one that is started without them again goes on in the files where it left off.

Health, metrics, logs and how the server stops stand in [OPERATING.md](OPERATING.md).
";

#[cfg(test)]
mod tests {
    #[test]
    fn the_kept_page_is_what_the_settings_give() {
        let kept = include_str!("../../../../docs/CONFIG.md");
        let stale = "docs/CONFIG.md is stale: run `docket config reference > docs/CONFIG.md`";
        assert!(kept == super::document(), "{stale}");
    }
}

//! The four places that a value may come from: default, file, environment, flag; the later wins.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use config::{Config, File, FileFormat, Map, Source, Value, ValueKind};

use super::{DEFAULT_FILE, FILE_VARIABLE, SETTINGS, Scope, Setting, Settings, Shape, kafka};

/// What a file says, by key.
type Content = Map<String, Value>;

/// What was said on the command line, by key.
pub type Flags = BTreeMap<&'static str, String>;

/// A value with where it comes from.
#[derive(Debug)]
pub struct Effective {
    /// The setting.
    pub setting: &'static Setting,
    /// Its text; empty for nothing.
    pub text: String,
    /// The flag, the name in the environment, the file, or `default`.
    pub origin: String,
}

/// What applies, and where it comes from.
#[derive(Debug)]
pub struct Resolved {
    /// The values.
    pub settings: Settings,
    /// Each of them with its origin, in the order of [`SETTINGS`].
    pub effective: Vec<Effective>,
    /// The file that was read.
    pub file: Option<PathBuf>,
}

/// Lays the layers over each other. What is wrong is said in sentences, all of it at once.
pub fn resolve(
    file: Option<&Path>,
    flags: &Flags,
    variable: impl Fn(&str) -> Option<String>,
) -> Result<Resolved, Vec<String>> {
    let mut problems = Vec::new();
    let named = file.map(Path::to_owned).or_else(|| variable(FILE_VARIABLE).map(PathBuf::from));
    let read = read_file(named).unwrap_or_else(|problem| {
        problems.push(problem);
        None
    });
    let (file, content) = read.unzip();
    let mut content = content.unwrap_or_default();
    let origin_of_file = file.as_deref().map(|path| path.display().to_string()).unwrap_or_default();
    for setting in SETTINGS.iter().filter(|setting| setting.scope == Scope::Secret) {
        if content.remove(setting.key).is_some() {
            problems.push(secret(&origin_of_file, setting));
        }
    }
    let layer = |text: &dyn Fn(&Setting) -> Option<(String, String)>| {
        let stated = SETTINGS.iter().filter_map(|setting| Some((setting, text(setting)?)));
        Layer(
            stated.map(|(setting, (origin, text))| (setting.key.to_owned(), Value::new(Some(&origin), text))).collect(),
        )
    };
    let built = Config::builder()
        .add_source(layer(&|setting| Some(("default".to_owned(), setting.default.to_owned()))))
        .add_source(Layer(content))
        .add_source(layer(&|setting| Some((setting.environment.to_owned(), variable(setting.environment)?))))
        .add_source(layer(&|setting| Some((setting.flag()?, flags.get(setting.key)?.clone()))))
        .build();
    let mut values = built.and_then(|built| built.cache.into_table()).map_err(|error| vec![error.to_string()])?;
    let mut effective = Vec::with_capacity(SETTINGS.len());
    for setting in SETTINGS {
        let Some(value) = values.remove(setting.key) else { continue };
        let origin = value.origin().map_or_else(|| origin_of_file.clone(), str::to_owned);
        match judge(setting, value, &origin) {
            Ok(text) => effective.push(Effective { setting, text, origin }),
            Err(problem) => problems.push(problem),
        }
    }
    problems.extend(values.keys().map(|key| unknown(&origin_of_file, key)));
    let text = |key: &str| {
        effective.iter().find(|value| value.setting.key == key).map(|value| value.text.clone()).unwrap_or_default()
    };
    let read = Settings::read(text);
    problems.extend(read.iter().flat_map(kafka::contradictions));
    match read {
        Some(settings) if problems.is_empty() => Ok(Resolved { settings, effective, file }),
        _ => Err(problems),
    }
}

/// The text of a value, if it fits its setting.
fn judge(setting: &Setting, value: Value, origin: &str) -> Result<String, String> {
    let from_file = value.origin().is_none();
    let (text, fits_shape) = match value.kind {
        ValueKind::String(text) => (text, !from_file || setting.shape == Shape::Text),
        ValueKind::I64(number) => (number.to_string(), setting.shape == Shape::Number),
        ValueKind::Boolean(is) => (is.to_string(), setting.shape == Shape::Truth),
        other => (other.to_string(), false),
    };
    if fits_shape && (setting.fits)(&text) {
        return Ok(text);
    }
    let place = if from_file { format!("{origin}: {}", setting.key) } else { origin.to_owned() };
    let (shown, expected) = ((setting.shown)(&text), (setting.expects)());
    let quoted = if from_file && setting.shape == Shape::Text && !fits_shape { ", in quotes" } else { "" };
    let unquoted = if from_file && setting.shape != Shape::Text && !fits_shape { ", without quotes" } else { "" };
    Err(format!("{place} is `{shown}`: expected {expected}{quoted}{unquoted}"))
}

fn secret(file: &str, setting: &Setting) -> String {
    let Setting { key, environment, .. } = setting;
    format!(
        "{file}: {key} has no place in a file of settings: give it as {environment} in the environment, or in a file of \
         its own that {key}_file names"
    )
}

fn unknown(file: &str, key: &str) -> String {
    let keys: Vec<&str> = SETTINGS.iter().map(|setting| setting.key).collect();
    format!("{file}: there is no setting `{key}`; there are: {}", keys.join(", "))
}

/// The file that was named, or the usual one if it is there.
fn read_file(named: Option<PathBuf>) -> Result<Option<(PathBuf, Content)>, String> {
    let is_named = named.is_some();
    let path = named.unwrap_or_else(|| PathBuf::from(DEFAULT_FILE));
    let shown = path.display();
    let text = match std::fs::read_to_string(&path) {
        Ok(text) => text,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound && !is_named => return Ok(None),
        Err(error) => return Err(format!("{shown} cannot be read ({error}): expected a TOML file of settings")),
    };
    let content = File::from_str(&text, FileFormat::Toml).collect().map_err(|error| {
        // The lines between show the text around the mistake, which may be a password.
        let whole = error.to_string();
        let mut lines = whole.lines().filter(|line| !line.trim().is_empty());
        let place = lines.next().and_then(|line| line.split_once(" at ")).map_or("", |(_, place)| place);
        format!(
            "{shown} is not TOML ({place}: {}): expected lines such as listen = \"127.0.0.1:8000\"",
            lines.next_back().unwrap_or_default()
        )
    })?;
    Ok(Some((path, content)))
}

/// Texts with their origins.
#[derive(Clone, Debug)]
struct Layer(Map<String, Value>);

impl Source for Layer {
    fn clone_into_box(&self) -> Box<dyn Source + Send + Sync> {
        Box::new(self.clone())
    }

    fn collect(&self) -> Result<Map<String, Value>, config::ConfigError> {
        Ok(self.0.clone())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Resolves under a file of this content and these variables.
    fn with(
        content: &str,
        variables: &[(&str, &str)],
        flags: &[(&'static str, &str)],
    ) -> Result<Resolved, Vec<String>> {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("some.toml");
        std::fs::write(&path, content).unwrap();
        let flags = flags.iter().map(|(key, text)| (*key, (*text).to_owned())).collect();
        let variable = |name: &str| variables.iter().find(|(own, _)| *own == name).map(|(_, text)| (*text).to_owned());
        resolve(Some(&path), &flags, variable)
    }

    fn origin(resolved: &Resolved, key: &str) -> String {
        let found = resolved.effective.iter().find(|value| value.setting.key == key);
        found.map(|value| value.origin.clone()).unwrap_or_default()
    }

    #[test]
    fn flags_win_over_the_environment_over_the_file_over_the_default() {
        let file = "sockets = 1\nrefusal_days = 1\ndrain_seconds = 1\n";
        let variables = [("REFUSAL_DAYS", "2"), ("DRAIN_SECONDS", "2")];
        let resolved = with(file, &variables, &[("drain_seconds", "3")]).unwrap();
        let Settings { request_seconds, sockets, refusal_days, drain_seconds, .. } = &resolved.settings;
        assert_eq!([request_seconds.0, sockets.0, refusal_days.0, drain_seconds.0], [30, 1, 2, 3]);
        assert_eq!(origin(&resolved, "request_seconds"), "default");
        assert!(origin(&resolved, "sockets").ends_with("some.toml"));
        assert_eq!(origin(&resolved, "refusal_days"), "REFUSAL_DAYS");
        assert_eq!(origin(&resolved, "drain_seconds"), "--drain-seconds");
    }

    #[test]
    fn everything_that_is_wrong_is_said_with_its_place_and_what_is_expected() {
        let file = "sockets = \"1\"\nlisten = 8000\nrequest_seconds = 0\nkafka = \"one:9092\"\n[event_dir]\na = 1\n";
        let variables = [("DATABASE_URL", "mysql://docket:s3cret@db/docket"), ("REFUSAL_DAYS", "")];
        let problems = with(file, &variables, &[("drain_seconds", "long")]).unwrap_err();
        for part in [
            "some.toml: sockets is `1`: expected a whole number from 0 to 100000, without quotes",
            "some.toml: listen is `8000`: expected an IP address and a port, such as 127.0.0.1:8000, in quotes",
            "some.toml: request_seconds is `0`: expected a whole number from 1 to 600",
            "some.toml: there is no setting `kafka`; there are: database_url,",
            "some.toml: event_dir is",
            "DATABASE_URL is `mysql://docket:***@db/docket`: expected an address that begins with",
            "REFUSAL_DAYS is ``: expected",
            "--drain-seconds is `long`: expected",
        ] {
            assert!(problems.iter().any(|problem| problem.contains(part)), "{part}: {problems:#?}");
        }
        assert_eq!(problems.len(), 8, "{problems:#?}");
        assert!(!problems.concat().contains("s3cret"));
    }

    #[test]
    fn a_password_in_the_file_is_refused_and_not_shown() {
        let problems = with("kafka_password = \"s3cret\"\n", &[], &[]).unwrap_err();
        let [problem] = &problems[..] else { panic!("{problems:?}") };
        assert!(problem.contains("some.toml: kafka_password has no place") && problem.contains("KAFKA_PASSWORD"));
        assert!(!problem.contains("s3cret"), "{problem}");
    }

    #[test]
    fn the_file_writes_truth_without_quotes() {
        assert!(!with("kafka_create_topics = false\n", &[], &[]).unwrap().settings.kafka_create_topics);
        let problems = with("kafka_create_topics = \"false\"\n", &[], &[]).unwrap_err();
        assert!(problems[0].contains("is `false`: expected true or false, without quotes"), "{problems:?}");
    }

    #[test]
    fn a_file_that_is_no_toml_is_refused_without_showing_its_lines() {
        let problems = with("sockets = 1\ndatabase_url = postgres://docket:s3cret@db/docket\n", &[], &[]).unwrap_err();
        assert!(problems[0].contains("some.toml is not TOML (line 2"), "{problems:?}");
        assert!(!problems.concat().contains("s3cret"), "{problems:?}");
    }

    #[test]
    fn a_file_that_was_named_must_be_there() {
        let problems = resolve(Some(Path::new("no/such.toml")), &Flags::new(), |_| None).unwrap_err();
        assert!(problems[0].starts_with("no/such.toml cannot be read"), "{problems:?}");
        let named = |name: &str| (name == FILE_VARIABLE).then(|| "no/other.toml".to_owned());
        assert!(resolve(None, &Flags::new(), named).unwrap_err()[0].starts_with("no/other.toml cannot be read"));
        assert!(resolve(None, &Flags::new(), |_| None).unwrap().file.is_none());
    }
}

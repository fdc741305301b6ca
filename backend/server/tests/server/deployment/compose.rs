//! compose.yml and the proxy before its instances.

use std::collections::BTreeMap;

use serde_json::Value as Json;

use super::{AFTER_DRAIN, COMPOSE, PROXY, assert_fits, assert_is_a_command, default, dockerfile, milliseconds};

const EXAMPLE: &str = include_str!("../../../../../.env.example");
const IGNORED: &str = include_str!("../../../../../.gitignore");
/// As many as PostgreSQL allows as shipped, without those that it keeps for its owner.
const CONNECTIONS: u64 = 97;

fn compose() -> Json {
    serde_saphyr::from_str(COMPOSE).unwrap()
}

/// The services that run Docket.
fn instances() -> Vec<(String, Json)> {
    let compose = compose();
    let services = compose["services"].as_object().unwrap();
    services.iter().filter(|(_, it)| it["image"] == "docket").map(|(name, it)| (name.clone(), it.clone())).collect()
}

/// The variables of a service, with what stands for those that the operator gives.
fn variables(service: &Json) -> BTreeMap<String, String> {
    let variables = service["environment"].as_object().into_iter().flatten();
    variables.map(|(name, value)| (name.clone(), filled(value.as_str().expect("a text")))).collect()
}

/// A text in which `${NAME:-default}` is its default, and `${NAME:?why}`, which must be given, a word.
fn filled(text: &str) -> String {
    let Some((before, rest)) = text.split_once("${") else { return text.to_owned() };
    let (inner, after) = rest.split_once('}').unwrap();
    let value = inner.split_once(":-").map_or("given", |(_, default)| default);
    format!("{before}{value}{}", filled(after))
}

fn texts(list: &Json) -> Vec<&str> {
    list.as_array().into_iter().flatten().map(|it| it.as_str().unwrap()).collect()
}

/// The words after a directive of the proxy.
fn directive(name: &str) -> &'static str {
    let found = PROXY.lines().find_map(|line| line.trim().strip_prefix(name)?.strip_prefix(' '));
    found.unwrap_or_else(|| panic!("the proxy says nothing of {name}")).trim()
}

fn word_after(words: &'static str, name: &str) -> &'static str {
    let mut words = words.split(' ').skip_while(|word| *word != name);
    words.nth(1).unwrap_or_else(|| panic!("{name} is missing"))
}

#[test]
fn what_it_sets_are_settings_that_fit() {
    let instances = instances();
    assert_eq!(instances.len(), 3, "two instances, and what migrates before them");
    for (name, service) in instances {
        let variables = variables(&service);
        assert!(variables.len() > 3, "{name}: {variables:?}");
        for (variable, value) in variables {
            assert_fits(&variable, &value);
        }
    }
}

#[test]
fn the_database_and_the_brokers_are_services_of_it() {
    let compose = compose();
    for (_, instance) in instances() {
        let variables = variables(&instance);
        let postgres = variables_of(&compose, "postgres");
        let (user, database) = (&postgres["POSTGRES_USER"], &postgres["POSTGRES_DB"]);
        assert_eq!(variables["DATABASE_URL"], format!("postgres://{user}:given@postgres:5432/{database}"));
        let kafka = variables_of(&compose, "kafka");
        assert_eq!(kafka["KAFKA_ADVERTISED_LISTENERS"], format!("PLAINTEXT://{}", variables["KAFKA_BROKERS"]));
    }
}

fn variables_of(compose: &Json, service: &str) -> BTreeMap<String, String> {
    variables(&compose["services"][service])
}

#[test]
fn what_it_runs_are_commands_and_the_schema_comes_first() {
    for (name, service) in instances() {
        if name == "migrate" {
            assert_eq!(texts(&service["command"]), ["migrate"]);
            assert_is_a_command(&texts(&service["command"]));
            assert_eq!(service["depends_on"]["postgres"]["condition"], "service_healthy");
            assert_eq!(service["restart"], "no");
            continue;
        }
        assert!(service["command"].is_null(), "{name} runs what the image does");
        assert_eq!(service["depends_on"]["migrate"]["condition"], "service_completed_successfully", "{name}");
        assert_eq!(service["restart"], "unless-stopped", "{name}");
        let proxied = &compose()["services"]["proxy"]["depends_on"][&name]["condition"];
        assert_eq!(proxied, "service_healthy", "{name}");
    }
}

#[test]
fn what_is_named_is_there() {
    let compose = compose();
    for (name, service) in compose["services"].as_object().unwrap() {
        for other in service["depends_on"].as_object().into_iter().flatten().map(|(other, _)| other) {
            assert!(compose["services"].get(other).is_some(), "{name} waits for {other}");
        }
        for network in texts(&service["networks"]) {
            assert!(compose["networks"].get(network).is_some(), "{name} is in {network}");
        }
        for volume in texts(&service["volumes"]) {
            let source = volume.split(':').next().unwrap();
            let file = format!("{}/../../{source}", env!("CARGO_MANIFEST_DIR"));
            let is_there = compose["volumes"].get(source).is_some() || std::fs::exists(file).unwrap();
            assert!(is_there, "{name} mounts {source}");
        }
    }
}

#[test]
fn ports_agree_from_outside_to_the_instances() {
    let port = dockerfile::said("EXPOSE");
    let behind: Vec<&str> =
        PROXY.lines().filter_map(|line| line.trim().strip_prefix("server ")?.split(' ').nth(1)).collect();
    let serving: Vec<String> =
        instances().into_iter().map(|it| it.0).filter(|it| it != "migrate").map(|it| format!("{it}:{port}")).collect();
    assert_eq!(behind, serving);
    let compose = compose();
    let [published] = texts(&compose["services"]["proxy"]["ports"])[..] else { panic!("one port") };
    let inside = directive("bind").trim_start_matches(':');
    // Nobody signs in yet, so only this machine may reach it.
    assert!(published.starts_with("127.0.0.1:") && published.ends_with(&format!(":{inside}")), "{published}");
    let others = compose["services"].as_object().unwrap().iter().filter(|(name, _)| *name != "proxy");
    assert!(others.into_iter().all(|(_, it)| it["ports"].is_null()), "everybody comes through the proxy");
}

#[test]
fn nobody_is_stopped_before_it_has_drained() {
    for (name, service) in instances() {
        let variables = variables(&service);
        let drain = |name: &str| variables.get(name).map_or_else(|| default(name), |value| value.parse().unwrap());
        let needed = drain("DRAIN_READY_SECONDS") + drain("DRAIN_SECONDS") + AFTER_DRAIN;
        let grace = milliseconds(service["stop_grace_period"].as_str().unwrap());
        assert!(grace > needed * 1_000, "{name} is killed after {grace} ms and may need {needed} s");
        let [interval, again] =
            ["inter", "fastinter"].map(|name| milliseconds(word_after(directive("default-server"), name)));
        let noticed = interval + again;
        assert!(
            drain("DRAIN_READY_SECONDS") * 1_000 > 3 * noticed,
            "the proxy needs {noticed} ms to notice that {name} stops"
        );
    }
}

#[test]
fn the_proxy_waits_longer_than_the_server_works() {
    let proxy = |name: &str| milliseconds(directive(name));
    assert!(proxy("timeout server") > default("REQUEST_SECONDS") * 1_000);
    assert!(proxy("timeout tunnel") > 2 * default("SOCKET_PING_SECONDS") * 1_000);
    assert!(proxy("timeout client") >= proxy("timeout server"));
    let leaving = compose()["services"]["proxy"]["stop_grace_period"].as_str().map(milliseconds);
    assert!(leaving.unwrap() > proxy("hard-stop-after"));
}

#[test]
fn postgres_has_connections_for_all_of_them() {
    let instances = u64::try_from(instances().len()).unwrap();
    // Beside those that it works with it hears other instances over one, and looks after the database over another.
    assert!(instances * (default("DATABASE_CONNECTIONS") + 2) < CONNECTIONS);
}

#[test]
fn no_secret_stands_in_it() {
    for line in COMPOSE.lines().filter(|line| line.contains("PASSWORD")) {
        assert!(line.contains("${POSTGRES_PASSWORD:?"), "{line}: it is to be given, and refused when it is not");
    }
    assert!(EXAMPLE.lines().any(|line| line == "POSTGRES_PASSWORD="), "the example gives none");
    assert!(IGNORED.lines().any(|line| line == "/.env"), "what is given stays out of version control");
}

#[test]
fn instances_may_write_nothing_and_become_nobody() {
    for (name, service) in instances() {
        assert_eq!(service["read_only"], true, "{name}");
        assert_eq!(texts(&service["cap_drop"]), ["ALL"], "{name}");
        assert_eq!(texts(&service["security_opt"]), ["no-new-privileges:true"], "{name}");
        // The image's volume: without this each start would leave one behind.
        assert!(texts(&service["tmpfs"]).contains(&dockerfile::said("VOLUME").as_str()), "{name}");
    }
}

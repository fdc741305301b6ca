//! The image: its settings, its user, its commands, and what it has to hold.

use std::process::Command;

use super::{DOCKERFILE, assert_fits, assert_is_a_command};

const IGNORED: &str = include_str!("../../../../../.dockerignore");
const WORKSPACE: &str = include_str!("../../../../../Cargo.toml");

/// Libraries that every image of Debian has.
const OF_DEBIAN: [&str; 5] = ["linux-vdso", "ld-linux", "libc.so", "libgcc_s", "libm.so"];
/// The packages of the others that the binary may need.
const PACKAGES: [(&str, &str); 1] = [("libz.so", "zlib1g")];

/// The instructions of the last stage, the one that is shipped, each on one line.
pub(super) fn instructions() -> Vec<(String, String)> {
    let lines: Vec<&str> = DOCKERFILE.lines().filter(|line| !line.trim_start().starts_with('#')).collect();
    let joined = lines.join("\n").replace("\\\n", " ");
    let all = joined.lines().filter_map(|line| line.split_once(' '));
    let all: Vec<(String, String)> =
        all.map(|(name, rest)| (name.to_owned(), rest.split_whitespace().collect::<Vec<_>>().join(" "))).collect();
    let last = all.iter().rposition(|(name, _)| name == "FROM").unwrap();
    all[last..].to_vec()
}

/// What the last stage says under this name.
pub(super) fn said(name: &str) -> String {
    let found = instructions().into_iter().rfind(|(other, _)| other == name);
    found.unwrap_or_else(|| panic!("the image has no {name}")).1
}

/// The words of an instruction in the form of JSON.
fn words(json: &str) -> Vec<String> {
    serde_json::from_str(json).unwrap_or_else(|error| panic!("{error}: {json} is run by a shell"))
}

pub(super) fn variable(name: &str) -> String {
    let variables = said("ENV");
    let found = variables.split(' ').find_map(|pair| pair.strip_prefix(name)?.strip_prefix('='));
    found.unwrap_or_else(|| panic!("the image has no {name}")).to_owned()
}

#[test]
fn what_it_sets_are_settings_that_fit() {
    let variables = said("ENV");
    for pair in variables.split(' ') {
        let (name, value) = pair.split_once('=').unwrap();
        assert_fits(name, value);
    }
    assert!(variables.split(' ').count() > 3, "{variables}");
}

#[test]
fn it_listens_where_it_says_and_keeps_its_data_in_its_volume() {
    assert_eq!(variable("LISTEN"), format!("0.0.0.0:{}", said("EXPOSE")));
    assert_ne!(variable("ALLOWED_HOSTS"), "", "beyond loopback every name would be taken");
    let volume = said("VOLUME");
    assert_eq!(said("WORKDIR"), volume);
    assert_eq!(variable("EVENT_DIR"), volume);
    assert!(variable("DATABASE_URL").starts_with(&format!("sqlite://{volume}/")));
}

#[test]
fn what_it_runs_are_commands() {
    assert_eq!(words(&said("ENTRYPOINT")), ["docket"]);
    let serve = words(&said("CMD"));
    assert_is_a_command(&serve.iter().map(String::as_str).collect::<Vec<_>>());
    let check = said("HEALTHCHECK");
    let check = words(check.split_once("CMD ").unwrap().1);
    let [program, arguments @ ..] = check.iter().map(String::as_str).collect::<Vec<_>>().try_into().unwrap_or([""; 3]);
    assert_eq!(program, "docket", "{check:?}");
    assert_is_a_command(&arguments);
}

#[test]
fn nobody_in_it_is_root() {
    let user = said("USER");
    let (user, group) = user.split_once(':').unwrap();
    let ids = [user, group].map(|id| id.parse::<u32>().expect("a number, so that it can be checked not to be root"));
    assert!(ids.iter().all(|id| *id >= 10_000), "{ids:?} may be somebody else's outside");
    for made in [format!("useradd --system --uid {user} "), format!("groupadd --system --gid {group} ")] {
        assert!(said("RUN").contains(&made), "{made}");
    }
    let after = instructions().into_iter().skip_while(|(name, _)| name != "USER");
    assert!(after.into_iter().all(|(name, _)| name != "RUN"), "what is run belongs before the user");
}

#[test]
fn it_is_stopped_as_the_server_expects() {
    assert_eq!(said("STOPSIGNAL"), "SIGTERM");
}

#[test]
fn it_has_the_libraries_that_the_binary_needs() {
    let needed = Command::new("ldd").arg(env!("CARGO_BIN_EXE_docket")).output().unwrap();
    let needed = String::from_utf8(needed.stdout).unwrap();
    let installed = said("RUN");
    for line in needed.lines() {
        let library = line.split_whitespace().next().unwrap();
        if OF_DEBIAN.iter().any(|name| library.contains(name)) {
            continue;
        }
        let package = PACKAGES.iter().find(|(name, _)| library.starts_with(name));
        let (_, package) = package.unwrap_or_else(|| panic!("name the package that has {library}"));
        assert!(installed.contains(&format!(" {package} ")), "the image lacks {package} for {library}");
    }
}

#[test]
fn the_build_sees_every_member_of_the_workspace() {
    let (_, members) = WORKSPACE.split_once("members = [").unwrap();
    let members = members.split_once(']').unwrap().0.split(',').map(|member| member.trim().trim_matches('"'));
    let seen: Vec<&str> = IGNORED.lines().filter_map(|line| line.strip_prefix('!')).collect();
    let mut count = 0;
    for member in members.chain(["Cargo.lock", "Cargo.toml", ".cargo", "Trunk.toml", "schema.graphql"]) {
        count += 1;
        let is_seen = seen.iter().any(|path| member == *path || member.starts_with(&format!("{path}/")));
        assert!(is_seen, ".dockerignore keeps {member} from the build");
    }
    assert!(count > 8);
}

//! Backup and restore through the binary: a copy of one moment while people order, and back with nothing amiss.

use std::cell::Cell;
use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::path::Path;

use docket_tests::command::{Outcome, docket, ended, run, succeed};
use docket_tests::database::{Database, Engine};
use docket_tests::server::Server;
use docket_tests::world::{World, id};
use futures_util::future::join_all;
use serde_json::{Value as Json, json};

const ENGINES: [Engine; 2] = [Engine::Sqlite, Engine::Postgres];
/// The tables that are counted, as the command names them and as the database does.
const COUNTED: [(&str, &str); 4] =
    [("customers", "customer"), ("orders", "orders"), ("items", "item"), ("events", "outbox")];

fn shown(path: &Path) -> &str {
    path.to_str().unwrap()
}

fn parsed(outcome: &str) -> Json {
    serde_json::from_str(outcome).unwrap_or_else(|error| panic!("{error}: {outcome}"))
}

async fn counts(database: &Database) -> Json {
    let mut counts = json!({});
    for (name, table) in COUNTED {
        counts[name] = json!(database.number(&format!("SELECT COUNT(*) FROM {table}")).await);
    }
    counts
}

/// The part of a summary that [`counts`] knows.
fn told_counts(summary: &Json) -> Json {
    COUNTED.iter().fold(json!({}), |mut counts, (name, _)| {
        counts[*name] = summary["counts"][*name].clone();
        counts
    })
}

/// What a restore has kept is no longer wanted.
async fn drop_kept(database: &Database, engine: Engine, summary: &Json) {
    if engine == Engine::Postgres {
        database.execute(&format!("DROP DATABASE {}", summary["kept"].as_str().unwrap())).await;
    }
}

fn assert_failed(outcome: &Outcome, says: &str) {
    assert_eq!(outcome.code, Some(1), "{outcome:?}");
    assert!(outcome.stderr.contains(says), "{says}: {outcome:?}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_is_backed_up_while_people_order_is_restored_whole() {
    for engine in ENGINES {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("it's 100% #1?.backup");
        let world = World::alone(engine).await;
        let (customer, product) = (world.customer("1000000").await, world.product("10").await);
        let closed = Cell::new(false);
        let people = join_all((0..4).map(async |_| {
            while !closed.get() {
                let order = id(&world.order(&customer, &[(&product, "2"), (&product, "1")]).await);
                world.done("shipOrder", json!({ "id": order })).await;
                world.order(&customer, &[(&product, "1")]).await;
            }
        }));
        let url = world.server.database().url();
        let backup = async {
            let mut summaries = Vec::new();
            for at in 0..3 {
                let force: &[&str] = if at == 0 { &[] } else { &["--force"] };
                let args = [&["backup", shown(&file), "--json", "--verify"], force].concat();
                summaries.push(parsed(&succeed(url, &args).await));
            }
            closed.set(true);
            summaries
        };
        let (_, summaries) = tokio::join!(people, backup);
        let orders: Vec<_> = summaries.iter().map(|summary| summary["counts"]["orders"].as_i64().unwrap()).collect();
        assert!(orders.is_sorted_by(|one, next| one < next), "people order meanwhile: {orders:?}");
        let last = summaries.last().unwrap();
        assert_eq!((&last["drift"], last["bytes"].as_u64()), (&json!(0), Some(fs::metadata(&file).unwrap().len())));
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1, "one file, and nothing beside it");

        let other = Database::new(engine).await;
        succeed(other.url(), &["migrate"]).await;
        let restored = parsed(&succeed(other.url(), &["restore", shown(&file), "--json", "--verify"]).await);
        assert_eq!((&restored["counts"], &restored["drift"]), (&last["counts"], &json!(0)));
        assert_eq!(counts(&other).await, told_counts(last));
        assert!(succeed(other.url(), &["rules", "verify"]).await.contains("Every derived value"));
        drop_kept(&other, engine, &restored).await;
        let server = Server::start_on(other).await;
        World::on(server.into()).order(&customer, &[(&product, "1")]).await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_restore_takes_back_what_came_after_the_backup_and_keeps_it_beside() {
    for engine in ENGINES {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("docket.backup");
        let database = Database::new(engine).await;
        succeed(database.url(), &["seed", "--orders", "10"]).await;
        let rights = |file: &Path| fs::metadata(file).unwrap().permissions().mode() & 0o777;
        let stored = database.file();
        if let Some(stored) = &stored {
            fs::set_permissions(stored, fs::Permissions::from_mode(0o640)).unwrap();
        }
        let said = succeed(database.url(), &["backup", shown(&file)]).await;
        assert_eq!(rights(&file), 0o600, "it holds all there is: nobody else may read it");
        assert!(said.contains("10 orders") && said.contains("schema m20261121_000002_leases"), "{said}");
        let server = Server::start_on(database).await;
        let world = World::on(server.into());
        world.customer("1").await;
        let before = counts(world.server.database()).await;

        let refused = run(world.server.database().url(), &["restore", shown(&file)]).await;
        assert_failed(&refused, "is open elsewhere");
        world.customer("1").await;
        let server = world.server.clone();
        drop(world);
        assert_eq!(server.stop().await, Some(0));
        let database = std::sync::Arc::into_inner(server).unwrap().cut();
        let now = counts(&database).await;
        assert_eq!(now["customers"], json!(before["customers"].as_i64().unwrap() + 1), "the server went on");

        let restored = parsed(&succeed(database.url(), &["restore", shown(&file), "--json"]).await);
        assert_eq!(counts(&database).await, told_counts(&restored));
        assert_eq!(restored["counts"]["customers"], json!(before["customers"].as_i64().unwrap() - 1));
        let kept = restored["kept"].as_str().unwrap();
        assert!(
            stored.is_none_or(|stored| rights(&stored) == 0o640),
            "whoever could use the old one can use the new one"
        );
        if engine == Engine::Sqlite {
            assert!(succeed(&format!("sqlite://{kept}"), &["rules", "verify"]).await.contains("Every derived value"));
        }
        drop_kept(&database, engine, &restored).await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_backup_replaces_nothing_unless_it_is_told_to() {
    for engine in ENGINES {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("notes.txt");
        fs::write(&file, "Buy oak boards.").unwrap();
        let database = Database::new(engine).await;
        assert_failed(&run(database.url(), &["backup", shown(&folder.path().join("new"))]).await, "");
        succeed(database.url(), &["migrate"]).await;
        assert_failed(&run(database.url(), &["backup", shown(&file)]).await, "--force");
        assert_eq!(fs::read_to_string(&file).unwrap(), "Buy oak boards.");
        assert_failed(&run(database.url(), &["backup", "/proc/no/such/folder/docket.backup"]).await, "docket.backup");
        succeed(database.url(), &["backup", shown(&file), "--force"]).await;
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_is_no_backup_of_this_kind_or_of_a_newer_docket_is_refused_and_nothing_changes() {
    let folder = tempfile::tempdir().unwrap();
    let of = |engine: Engine| folder.path().join(format!("{engine:?}.backup"));
    for engine in ENGINES {
        let newer = Database::new(engine).await;
        succeed(newer.url(), &["migrate"]).await;
        newer.execute("INSERT INTO seaql_migrations (version, applied_at) VALUES ('m29991231_000001_later', 0)").await;
        succeed(newer.url(), &["backup", shown(&of(engine))]).await;
    }
    let text = folder.path().join("notes.txt");
    fs::write(&text, "Buy oak boards.").unwrap();
    for (engine, other) in [(ENGINES[0], ENGINES[1]), (ENGINES[1], ENGINES[0])] {
        let database = Database::new(engine).await;
        succeed(database.url(), &["seed", "--orders", "10"]).await;
        let before = counts(&database).await;
        for (file, says) in [
            (of(engine), "newer Docket"),
            (of(other), "name a database of that kind"),
            (text.clone(), "is no backup"),
            (folder.path().join("missing"), "cannot be read"),
        ] {
            assert_failed(&run(database.url(), &["restore", shown(&file)]).await, says);
            assert_eq!(counts(&database).await, before);
        }
        let server = Server::start_on(database).await;
        assert_eq!(server.stop().await, Some(0));
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_copy_that_is_cut_off_is_refused() {
    for engine in ENGINES {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("docket.backup");
        let database = Database::new(engine).await;
        succeed(database.url(), &["seed", "--orders", "50"]).await;
        succeed(database.url(), &["backup", shown(&file)]).await;
        let before = counts(&database).await;
        let whole = fs::read(&file).unwrap();
        fs::write(&file, &whole[..whole.len() / 2]).unwrap();
        assert_failed(&run(database.url(), &["restore", shown(&file)]).await, "");
        assert_eq!(counts(&database).await, before);
    }
}

/// Runs a backup with a program in the place of `pg_dump`, or with none.
async fn backup_by(program: Option<&str>) -> (Outcome, String) {
    let folder = tempfile::tempdir().unwrap();
    let database = Database::new(Engine::Postgres).await;
    succeed(database.url(), &["migrate"]).await;
    if let Some(program) = program {
        let path = folder.path().join("pg_dump");
        fs::write(&path, program).unwrap();
        fs::set_permissions(&path, fs::Permissions::from_mode(0o755)).unwrap();
    }
    let url = database.url().replacen("postgres@", "postgres:s3cret@", 1);
    assert!(url.contains("s3cret"));
    let mut command = docket(&url, &["backup", shown(&folder.path().join("docket.backup"))]);
    command.env("PATH", folder.path());
    let outcome = ended(command).await;
    (outcome, fs::read_to_string(folder.path().join("docket.backup.partial.seen")).unwrap_or_default())
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_password_goes_to_pg_dump_by_its_environment_only() {
    // The last argument is the file; what was seen is written beside it.
    let program = "#!/bin/sh\nfor last; do :; done\necho \"args: $*\npassword: $PGPASSWORD\" > \"$last.seen\"\necho no luck >&2\nexit 3\n";
    let (outcome, seen) = backup_by(Some(program)).await;
    assert_failed(&outcome, "pg_dump failed: no luck");
    let (args, password) = seen.split_once("\npassword: ").expect("pg_dump was started");
    assert!(args.contains("--format=custom") && !args.contains("s3cret"), "{seen}");
    assert_eq!(password.trim(), "s3cret");
    assert!(!outcome.text().contains("s3cret"), "{outcome:?}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_missing_pg_dump_is_told_with_how_to_install_it() {
    let (outcome, _) = backup_by(None).await;
    assert_failed(&outcome, "pg_dump is not installed: `apt install postgresql-client`");
    assert!(!outcome.text().contains("s3cret"), "{outcome:?}");
}

//! A database of its own for a fact that spoils its database, fills it, or starts from an empty one.

use std::sync::atomic::{AtomicU32, Ordering};
use std::{env, panic, process};

use sea_orm::{ConnectionTrait, Database};

/// Runs each fact on both databases, each in one that nobody else uses and that is still empty:
/// `alone! { async fn name(url: String) { … } }`.
macro_rules! alone {
    ($(async fn $name:ident($url:ident: String) $body:block)*) => {
        $(async fn $name($url: String) $body)*

        mod sqlite_alone {
            $(#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
            async fn $name() { crate::support::alone::on_sqlite(super::$name).await; })*
        }

        mod postgres_alone {
            $(#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
            async fn $name() { crate::support::alone::on_postgres(super::$name).await; })*
        }
    };
}

pub(crate) use alone;

/// Numbers this process's databases.
static DATABASES: AtomicU32 = AtomicU32::new(1);

/// Runs a fact on a new file.
pub(crate) async fn on_sqlite<T: Future<Output = ()>>(fact: impl FnOnce(String) -> T) {
    let folder = tempfile::tempdir().unwrap();
    fact(format!("sqlite://{}?mode=rwc", folder.path().join("docket.db").display())).await;
}

/// Runs a fact on a new database, which is dropped whether the fact holds or not.
pub(crate) async fn on_postgres<F, T>(fact: F)
where
    F: FnOnce(String) -> T,
    T: Future<Output = ()> + Send + 'static,
{
    let url = env::var("DOCKET_TEST_POSTGRES_URL").expect("DOCKET_TEST_POSTGRES_URL is set by `cargo xtask test`");
    let server = Database::connect(&url).await.unwrap();
    let name = format!("docket_domain_{}_{}", process::id(), DATABASES.fetch_add(1, Ordering::Relaxed));
    server.execute_unprepared(&format!("CREATE DATABASE {name}")).await.unwrap();
    let (path, parameters) = url.split_once('?').unwrap_or((&url, ""));
    let (address, _) = path.rsplit_once('/').expect("the URL ends in a database");

    let outcome = tokio::spawn(fact(format!("{address}/{name}?{parameters}"))).await;

    server.execute_unprepared(&format!("DROP DATABASE {name} WITH (FORCE)")).await.unwrap();
    if let Err(failed) = outcome {
        panic::resume_unwind(failed.into_panic());
    }
}

//! What an instance finds and does when it starts.

use docket_migration::{Migrator, MigratorTrait, State, migrate, state};
use sea_orm::{ConnectionTrait, DatabaseConnection, DbErr, Statement};

use crate::database::{Place, facts};

facts![
    an_empty_database_becomes_current,
    migrating_again_changes_nothing,
    an_older_database_keeps_the_positions_of_its_destinations,
    a_newer_database_is_told_and_refused,
    instances_that_start_together_all_come_up,
    a_migration_that_fails_leaves_nothing_behind,
    no_migration_is_taken_back,
];

const FROM_THE_FUTURE: &str = "m20991231_000001_future";

async fn an_empty_database_becomes_current(place: Place) {
    let db = place.connect().await;
    assert_eq!(state(&db).await.unwrap(), State::Empty);
    // Asking creates nothing: the answer stays the same.
    assert_eq!(state(&db).await.unwrap(), State::Empty);

    migrate(&db).await.unwrap();

    assert_eq!(state(&db).await.unwrap(), State::Current);
}

async fn migrating_again_changes_nothing(place: Place) {
    let db = place.connect().await;
    migrate(&db).await.unwrap();
    migrate(&db).await.unwrap();
    assert_eq!(state(&db).await.unwrap(), State::Current);
    assert_eq!(applied(&db).await, Migrator::migrations().len());
}

async fn an_older_database_keeps_the_positions_of_its_destinations(place: Place) {
    let db = place.connect().await;
    Migrator::up(&db, Some(1)).await.unwrap();
    let now = "2026-11-21T12:00:00+00:00";
    let written = format!("UPDATE sequencer SET position = 7; INSERT INTO relay_cursor VALUES ('file', 5, '{now}')");
    db.execute_unprepared(&written).await.unwrap();
    assert_eq!(state(&db).await.unwrap(), State::Older);

    migrate(&db).await.unwrap();

    assert_eq!(state(&db).await.unwrap(), State::Current);
    for (name, position) in [("file", 5), ("retention", 0), ("sequencer", 7)] {
        let sql =
            format!("SELECT position FROM leased_cursor WHERE name = '{name}' AND epoch = 0 AND leased_until = 0");
        let row = db.query_one_raw(Statement::from_string(db.get_database_backend(), sql)).await.unwrap().unwrap();
        assert_eq!(row.try_get_by_index::<i64>(0).unwrap(), position, "{name}");
    }
}

async fn a_newer_database_is_told_and_refused(place: Place) {
    let db = place.connect().await;
    migrate(&db).await.unwrap();
    db.execute_unprepared(&format!("INSERT INTO seaql_migrations VALUES ('{FROM_THE_FUTURE}', 0)")).await.unwrap();

    assert_eq!(state(&db).await.unwrap(), State::Newer { unknown: vec![FROM_THE_FUTURE.to_owned()] });
    let Err(DbErr::Migration(refusal)) = migrate(&db).await else { panic!("it was not refused") };
    assert!(refusal.contains(FROM_THE_FUTURE), "{refusal}");
}

async fn instances_that_start_together_all_come_up(place: Place) {
    let mut starting = tokio::task::JoinSet::new();
    for _ in 0..6 {
        let db = place.connect().await;
        starting.spawn(async move { migrate(&db).await });
    }
    for started in starting.join_all().await {
        started.unwrap();
    }
    let db = place.connect().await;
    assert_eq!(applied(&db).await, Migrator::migrations().len());
}

async fn a_migration_that_fails_leaves_nothing_behind(place: Place) {
    let db = place.connect().await;
    db.execute_unprepared("CREATE TABLE rule_set (somebody_elses TEXT)").await.unwrap();

    migrate(&db).await.unwrap_err();

    assert_eq!(state(&db).await.unwrap(), State::Empty);
    db.execute_unprepared("DROP TABLE rule_set").await.unwrap();
    migrate(&db).await.unwrap();
}

async fn no_migration_is_taken_back(place: Place) {
    let db = place.connect().await;
    migrate(&db).await.unwrap();
    let Err(DbErr::Migration(refusal)) = Migrator::down(&db, None).await else { panic!("it was taken back") };
    assert!(refusal.contains("append-only"), "{refusal}");
    assert_eq!(state(&db).await.unwrap(), State::Current);
}

/// How many migrations the database says have run.
async fn applied(db: &DatabaseConnection) -> usize {
    Migrator::get_applied_migrations_read_only(db).await.unwrap().len()
}

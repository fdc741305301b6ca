//! Who looks at the database all the time: at no moment may a customer owe more than the limit, or a balance be another than
//! what the open orders come to.

use std::sync::Arc;
use std::time::Duration;

use sea_orm::{ConnectOptions, ConnectionTrait, DatabaseConnection, Statement};
use tokio::task::JoinHandle;

use super::verdict::{Verdict, Wrong};
use super::world::World;

/// How often it looks.
const PAUSE: Duration = Duration::from_millis(500);
/// What must not be, at one moment: balances beside what they are made of.
const QUESTION: &str = "SELECT c.name, c.balance, c.credit_limit, CAST(COALESCE(o.owes, 0) AS BIGINT) FROM customer c \
    LEFT JOIN (SELECT customer_id, SUM(amount_total) AS owes FROM orders WHERE status IN ('OPEN', 'PAID') \
    GROUP BY customer_id) o ON o.customer_id = c.id \
    WHERE c.balance > c.credit_limit OR c.balance <> COALESCE(o.owes, 0)";

/// Who looks.
#[derive(Debug)]
pub struct Auditor(JoinHandle<()>, Arc<std::sync::Mutex<Found>>);

#[derive(Debug, Default)]
struct Found {
    looks: usize,
    wrong: Vec<(Wrong, String)>,
}

impl Auditor {
    /// Begins to look.
    pub fn start(world: Arc<World>) -> Self {
        let found = Arc::<std::sync::Mutex<Found>>::default();
        let shared = found.clone();
        let task = tokio::spawn(async move {
            loop {
                // A database that is away is looked at when it is there again.
                if let Ok(wrong) = look(&world.database_url).await {
                    let mut found = shared.lock().unwrap();
                    found.looks += 1;
                    found.wrong.extend(wrong);
                }
                tokio::time::sleep(PAUSE).await;
            }
        });
        Self(task, found)
    }

    /// What it has found.
    pub fn report(&self, verdict: &mut Verdict) {
        let found = self.1.lock().unwrap();
        for (wrong, what) in &found.wrong {
            verdict.find(*wrong, what);
        }
        verdict.notes.push(format!("balances were looked at {} times meanwhile", found.looks));
    }
}

impl Drop for Auditor {
    fn drop(&mut self) {
        self.0.abort();
    }
}

async fn look(url: &str) -> Result<Vec<(Wrong, String)>, sea_orm::DbErr> {
    let mut options = ConnectOptions::new(url);
    options.max_connections(1).sqlx_logging(false);
    let database: DatabaseConnection = sea_orm::Database::connect(options).await?;
    let rows = database.query_all_raw(Statement::from_string(database.get_database_backend(), QUESTION)).await?;
    database.close().await?;
    rows.iter()
        .map(|row| {
            let name: String = row.try_get_by_index(0)?;
            let [balance, limit, owes] =
                [row.try_get_by_index(1)?, row.try_get_by_index(2)?, row.try_get_by_index::<i64>(3)?];
            let wrong = if balance > limit { Wrong::Overdraft } else { Wrong::Drift };
            Ok((wrong, format!("meanwhile {name} had the balance {balance}, the limit {limit}, and owed {owes}")))
        })
        .collect()
}

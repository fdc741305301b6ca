//! Leases that the dead have left.
//!
//! Who is killed gives no lease back, and others wait until it ends: a holder that is not heard of may be on another
//! machine, and live. A SQLite file tells more. A server has it open for as long as it lives, also while it stands still,
//! and the system closes it for who dies. So whoever can have the file alone, as SQLite's own locks say, knows that all
//! whose leases stand in it are dead.
//!
//! That somebody is dead stays true whatever happens next: it is found out before the database is opened, and used once it
//! is known to be one that may be written. Were it ever mistaken, the living holder would be like one that was paused: its
//! epoch is over, and it moves nothing.

use std::path::Path;
use std::time::Duration;

use sea_orm::{ConnectionTrait, Statement};
use sqlx::sqlite::{SqliteConnectOptions, SqliteLockingMode};
use sqlx::{ConnectOptions, Connection, Error as SqlxError};
use uuid::Uuid;

use crate::docket::Docket;
use crate::error::Fault;

/// The holders of leases who are dead: all of them if nobody has the SQLite file open, otherwise nobody. Who asks must not
/// have it open either. Nothing is changed, and a file that is not there is not made.
pub async fn dead_holders(file: &Path) -> Vec<Uuid> {
    match holders_while_alone(file).await {
        Ok(holders) => holders.into_iter().filter_map(|holder| Uuid::from_slice(&holder).ok()).collect(),
        Err(error) => {
            // Somebody has it open, or it is new, or it cannot be written: leases end by themselves.
            tracing::debug!(%error, "whether those who hold leases live is not known");
            Vec::new()
        }
    }
}

async fn holders_while_alone(file: &Path) -> Result<Vec<Vec<u8>>, SqlxError> {
    // Whoever has a database with a log open shares a lock of it: the first look at the file fails unless there is nobody.
    // (A file without a log is served by nobody: a server gives it one.)
    let options = SqliteConnectOptions::new().filename(file).locking_mode(SqliteLockingMode::Exclusive);
    let mut connection = options.busy_timeout(Duration::ZERO).connect().await?;
    let holders = "SELECT holder FROM leased_cursor WHERE holder IS NOT NULL AND leased_until > 0";
    let found = sqlx::query_scalar(holders).fetch_all(&mut connection).await;
    connection.close().await?;
    found
}

impl Docket {
    /// Ends the leases of who is dead, so that others need not wait. The answer is how many there were.
    pub async fn end_leases_of(&self, dead: &[Uuid]) -> Result<u64, Fault> {
        if dead.is_empty() {
            return Ok(0);
        }
        let write = self.database().begin().await?;
        let mut ended = 0;
        for holder in dead {
            let sql = "UPDATE leased_cursor SET leased_until = 0 WHERE holder = $1";
            let update = Statement::from_sql_and_values(self.database().backend(), sql, [(*holder).into()]);
            ended += write.transaction.execute_raw(update).await?.rows_affected();
        }
        write.commit().await?;
        Ok(ended)
    }
}

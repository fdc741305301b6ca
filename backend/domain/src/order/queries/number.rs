//! Order numbers: unique within a tenant, rising within an instance, with gaps.
//!
//! An instance takes a block of numbers at a time, before its unit takes the writer: a number that is drawn and not
//! used is lost, and nobody waits for anybody. (Numbers without gaps would make every order wait for the one before.)

use std::collections::HashMap;
use std::ops::Range;

use sea_orm::{ConnectionTrait, DbErr, Statement};
use tokio::sync::Mutex;

use crate::database::Database;
use crate::id::TenantId;

/// How many numbers an instance takes at a time.
const BLOCK: i64 = 64;
/// The first number of a tenant.
const FIRST: i64 = 1_001;

/// The numbers that this instance has taken and not used.
#[derive(Debug, Default)]
pub(crate) struct NumberBlocks {
    blocks: Mutex<HashMap<TenantId, Range<i64>>>,
}

impl NumberBlocks {
    /// Draws numbers for one command.
    pub(crate) async fn draw(&self, database: &Database, tenant: TenantId, count: usize) -> Result<Vec<i64>, DbErr> {
        let mut numbers = Vec::with_capacity(count);
        if count == 0 {
            return Ok(numbers);
        }
        let mut blocks = self.blocks.lock().await;
        let block = blocks.entry(tenant).or_default();
        while numbers.len() < count {
            match block.next() {
                Some(number) => numbers.push(number),
                None => *block = take_block(database, tenant).await?,
            }
        }
        numbers.reverse();
        Ok(numbers)
    }
}

async fn take_block(database: &Database, tenant: TenantId) -> Result<Range<i64>, DbErr> {
    let write = database.begin().await?;
    let sql = format!(
        "INSERT INTO number_block (tenant_id, next) VALUES ($1, {}) \
         ON CONFLICT (tenant_id) DO UPDATE SET next = number_block.next + {BLOCK} RETURNING next",
        FIRST + BLOCK
    );
    let statement = Statement::from_sql_and_values(database.backend(), sql, [tenant.0.into()]);
    let row = write.transaction.query_one_raw(statement).await?;
    let row = row.ok_or_else(|| DbErr::RecordNotFound("a block of numbers".to_owned()))?;
    let next: i64 = row.try_get_by_index(0)?;
    write.commit().await?;
    Ok(next - BLOCK..next)
}

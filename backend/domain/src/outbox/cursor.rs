//! Where a destination stands: one row, one number.
//!
//! Positions are dense and put all events in one order, so a single number says what has arrived. (A mark on each
//! event would write every row a second time; a number for each topic would let topics overtake each other.) The number
//! moves only after the destination has taken everything up to it: what is published twice carries the same event
//! id, and nothing is left out.
//!
//! On PostgreSQL the row is locked while its events are on their way, so that of several instances one publishes; the
//! others step over it. SQLite has one process, and its writer must not wait for a broker: there the row is changed
//! only by who found it unchanged.

use sea_orm::{
    ColumnTrait, ConnectionTrait, DatabaseTransaction, DbBackend, DbErr, EntityTrait, QueryFilter, QueryOrder,
    QueryResult, QuerySelect, Statement,
};

use super::entity::{Column, Entity, Model};
use crate::database::{Turn, WriteTransaction};
use crate::docket::Docket;
use crate::error::Fault;

/// Where a destination stands, held while its next events are published.
pub struct Claim {
    destination: &'static str,
    position: i64,
    transaction: Option<DatabaseTransaction>,
}

impl Docket {
    /// Makes a destination known. A new one stands at the beginning: it gets every event there is.
    pub async fn add_destination(&self, destination: &'static str) -> Result<(), Fault> {
        if self.cursor(self.database().reader(), destination, "").await?.is_some() {
            return Ok(());
        }
        let write = self.database().begin().await?;
        let sql =
            "INSERT INTO relay_cursor (destination, position, moved_at) VALUES ($1, 0, $2) ON CONFLICT DO NOTHING";
        let values = [destination.into(), self.clock().now().into()];
        let insert = Statement::from_sql_and_values(self.database().backend(), sql, values);
        write.transaction.execute_raw(insert).await?;
        write.commit().await?;
        Ok(())
    }

    /// Takes the destination's cursor; none while another instance has it.
    pub async fn claim(&self, destination: &'static str) -> Result<Option<Claim>, Fault> {
        if self.database().backend() == DbBackend::Sqlite {
            let position = self.cursor(self.database().reader(), destination, "").await?;
            return Ok(position.map(|position| Claim { destination, position, transaction: None }));
        }
        let WriteTransaction { transaction, .. } = self.database().begin().await?;
        let position = self.cursor(&transaction, destination, " FOR UPDATE SKIP LOCKED").await?;
        Ok(position.map(|position| Claim { destination, position, transaction: Some(transaction) }))
    }

    async fn cursor<C: ConnectionTrait>(
        &self,
        db: &C,
        destination: &'static str,
        lock: &str,
    ) -> Result<Option<i64>, DbErr> {
        let sql = format!("SELECT position FROM relay_cursor WHERE destination = $1{lock}");
        let select = Statement::from_sql_and_values(self.database().backend(), sql, [destination.into()]);
        db.query_one_raw(select).await?.map(|row: QueryResult| row.try_get_by_index(0)).transpose()
    }
}

impl Claim {
    /// The next events of all tenants, by position.
    pub async fn next(&self, docket: &Docket, limit: u64) -> Result<Vec<Model>, Fault> {
        let select = Entity::find().filter(Column::Position.gt(self.position));
        Ok(select.order_by_asc(Column::Position).limit(limit).all(docket.database().reader()).await?)
    }

    /// Lets go of the cursor where it stands.
    pub async fn release(self) -> Result<(), Fault> {
        if let Some(transaction) = self.transaction {
            transaction.rollback().await?;
        }
        Ok(())
    }

    /// Everything up to `position` has arrived.
    pub async fn advance(self, docket: &Docket, position: i64) -> Result<(), Fault> {
        let write = match self.transaction {
            Some(transaction) => WriteTransaction { transaction, turn: Turn::free() },
            None => docket.database().begin().await?,
        };
        let sql = "UPDATE relay_cursor SET position = $1, moved_at = $2 WHERE destination = $3 AND position = $4";
        let values = [position.into(), docket.clock().now().into(), self.destination.into(), self.position.into()];
        let update = Statement::from_sql_and_values(docket.database().backend(), sql, values);
        let moved = write.transaction.execute_raw(update).await?.rows_affected();
        write.commit().await?;
        if moved != 1 {
            return Err(Fault::Internal("another process publishes from the same SQLite file"));
        }
        Ok(())
    }
}

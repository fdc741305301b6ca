//! Reading rows for units: by id, by parent, and again under lock. Every statement carries the tenant.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::Arc;

use docket_rules::declare::Relation;
use docket_rules::discover::Lock;
use docket_rules::images::{Images, Key, Row};
use docket_rules::schema::{RelationRef, Role, Table, TableId};
use sea_orm::sea_query::{Alias, Expr, ExprTrait, LockType, Order, Query, SelectStatement};
use sea_orm::{ConnectionTrait, DatabaseTransaction, DbErr};
use uuid::Uuid;

use crate::error::Stop;
use crate::id::RowId;
use crate::id::TenantId;
use crate::rules::rule_set;
use crate::unit::portion::padded;
use crate::unit::{Found, Unit, stored};

/// How many ids one statement names: well below SQLite's 32,766 and PostgreSQL's 65,535 parameters.
const CHUNK: usize = 1_024;

/// What has been read so far, and where more is read.
pub(crate) struct Known {
    pub(crate) transaction: Arc<DatabaseTransaction>,
    pub(crate) images: Images,
    tenant: TenantId,
}

impl Unit {
    /// The rows that belong to a parent, oldest first.
    pub async fn children<C, P>(
        &mut self,
        relation: Relation<C::Table, P::Table>,
        parent: P,
    ) -> Result<Vec<(C, Found<C::Table>)>, Stop>
    where
        C: RowId + From<Uuid>,
        P: RowId,
    {
        if self.known.images.children(relation.at, parent.uuid()).is_none() {
            self.known.read_children(&[(relation.at, parent.uuid())].into()).await?;
        }
        let ids = self.known.images.children(relation.at, parent.uuid()).unwrap_or_default();
        let keys: BTreeSet<Key> = ids.iter().map(|id| C::from(*id).key()).collect();
        let unread = keys.iter().filter(|key| !self.known.images.is_known(**key)).copied().collect();
        self.known.read_rows(&unread).await?;
        let row = |key: Key| self.known.images.row(key).map(|row| (C::from(key.id), Found::from(row.clone())));
        Ok(keys.into_iter().filter_map(row).collect())
    }
}

impl Known {
    /// Nothing yet.
    pub(crate) fn new(transaction: Arc<DatabaseTransaction>, tenant: TenantId) -> Self {
        Self { transaction, images: Images::default(), tenant }
    }

    /// Reads rows without locking them.
    pub(crate) async fn read_rows(&mut self, keys: &BTreeSet<Key>) -> Result<(), DbErr> {
        for (table, ids) in by_table(keys.iter().copied()) {
            for ids in ids.chunks(CHUNK) {
                let rows = self.select(table, ids, None).await?;
                self.remember(table, ids, rows);
            }
        }
        Ok(())
    }

    /// Reads the ids of all children of each parent.
    pub(crate) async fn read_children(&mut self, parents: &BTreeSet<(RelationRef, Uuid)>) -> Result<(), DbErr> {
        let mut by_relation: BTreeMap<RelationRef, Vec<Uuid>> = BTreeMap::new();
        for (relation, parent) in parents {
            by_relation.entry(*relation).or_default().push(*parent);
        }
        for (relation, parents) in by_relation {
            let mut families: HashMap<Uuid, Vec<Uuid>> = parents.iter().map(|id| (*id, Vec::new())).collect();
            for (parent, child) in self.family(relation, &parents).await? {
                families.entry(parent).or_default().push(child);
            }
            for (parent, children) in families {
                self.images.know_children(relation, parent, children);
            }
        }
        Ok(())
    }

    /// Locks rows in rank order, each table once and its rows by id, and reads what they are now.
    pub(crate) async fn lock_rows(&mut self, locks: &BTreeMap<Key, Lock>) -> Result<(), DbErr> {
        for (table, ids) in by_table(locks.keys().copied()) {
            let strongest = locks.iter().filter(|(key, _)| key.table == table).map(|(_, lock)| *lock).max();
            for ids in ids.chunks(CHUNK) {
                let rows = self.select(table, ids, strongest).await?;
                self.remember(table, ids, rows);
            }
        }
        Ok(())
    }

    /// Whether no parent has gained or lost a child since its children were found.
    pub(crate) async fn has_same_families(&self) -> Result<bool, DbErr> {
        for (relation, parent, known) in self.images.families() {
            let now: BTreeSet<Uuid> =
                self.family(relation, &[parent]).await?.into_iter().map(|(_, child)| child).collect();
            if now != known.iter().copied().collect() {
                return Ok(false);
            }
        }
        Ok(true)
    }

    async fn select(&self, table: TableId, ids: &[Uuid], lock: Option<Lock>) -> Result<Vec<(Uuid, Row)>, DbErr> {
        rows(&self.transaction, self.tenant, table, ids, lock).await
    }

    async fn family(&self, relation: RelationRef, parents: &[Uuid]) -> Result<Vec<(Uuid, Uuid)>, DbErr> {
        let rules = rule_set();
        let spec = rules.schema().table(relation.table);
        let foreign_key = Alias::new(rules.schema().column(rules.schema().foreign_key(relation)).name);
        let limit = u64::try_from(rules.row_limit).unwrap_or(u64::MAX).saturating_add(1);
        let mut children = Vec::new();
        for parents in parents.chunks(CHUNK) {
            let mut select = scoped(spec, self.tenant.0);
            select.column(foreign_key.clone()).column(Alias::new("id"));
            select.and_where(Expr::col(foreign_key.clone()).is_in(padded(parents.to_vec()))).limit(limit);
            for found in self.transaction.query_all(&select).await? {
                children.push((found.try_get_by_index(0)?, found.try_get_by_index(1)?));
            }
        }
        Ok(children)
    }

    fn remember(&mut self, table: TableId, asked: &[Uuid], rows: Vec<(Uuid, Row)>) {
        let mut found: HashMap<Uuid, Row> = rows.into_iter().collect();
        for id in asked {
            self.images.know(Key { table, id: *id }, found.remove(id));
        }
    }
}

/// The rows with these ids that the tenant has, by id.
pub(crate) async fn rows(
    db: &DatabaseTransaction,
    tenant: TenantId,
    table: TableId,
    ids: &[Uuid],
    lock: Option<Lock>,
) -> Result<Vec<(Uuid, Row)>, DbErr> {
    let spec = rule_set().schema().table(table);
    let mut select = scoped(spec, tenant.0);
    select.columns(spec.columns.iter().map(|column| Alias::new(column.name)));
    select.and_where(Expr::col(Alias::new("id")).is_in(padded(ids.to_vec())));
    select.order_by(Alias::new("id"), Order::Asc);
    if let Some(lock) = lock {
        select.lock(match lock {
            Lock::Share => LockType::Share,
            Lock::Change => LockType::NoKeyUpdate,
            Lock::Delete => LockType::Update,
        });
    }
    let key = usize::from(spec.role(Role::Key).unwrap_or_default());
    let mut rows = Vec::with_capacity(ids.len());
    for found in db.query_all(&select).await? {
        let row: Row = stored::read_row(spec, &found)?.into();
        rows.extend(row[key].uuid().map(|id| (id, row.clone())));
    }
    Ok(rows)
}

fn scoped(table: &Table, tenant: Uuid) -> SelectStatement {
    let mut select = Query::select();
    select.from(Alias::new(table.name)).and_where(Expr::col(Alias::new("tenant_id")).eq(tenant));
    select
}

fn by_table(keys: impl Iterator<Item = Key>) -> BTreeMap<TableId, Vec<Uuid>> {
    let mut tables: BTreeMap<TableId, Vec<Uuid>> = BTreeMap::new();
    for key in keys {
        tables.entry(key.table).or_default().push(key.id);
    }
    tables
}

//! Writing a settled plan: through every row's hooks, then one statement a table and kind.
//!
//! Rows are written root to leaf and deleted leaf to root, sorted by id as they were locked. Values are absolute.

use std::collections::BTreeMap;
use std::sync::Arc;

use async_trait::async_trait;
use docket_rules::declare::TableType;
use docket_rules::images::{Key, Row};
use docket_rules::plan::{Change, Plan};
use docket_rules::schema::{Role, TableId};
use sea_orm::sea_query::{Alias, Asterisk, Expr, ExprTrait, Query};
use sea_orm::{
    ActiveModelBehavior, ActiveModelTrait, ActiveValue, ConnectionTrait, DatabaseTransaction, DbBackend, DbErr,
    FromQueryResult, IdenStatic, IntoActiveModel, Statement, Value as Sea,
};

use crate::gate;
use crate::rules::rule_set;
use crate::table::Governed;
use crate::unit::portion::{padded, portions, whole};
use crate::unit::stored;

/// Bound values in one statement: below SQLite's 32,766.
const PARAMETERS: usize = 30_000;

/// Writes everything that `plan` changes.
pub(crate) async fn write(transaction: &DatabaseTransaction, plan: &Arc<Plan>) -> Result<(), DbErr> {
    let mut tables: BTreeMap<TableId, Vec<(Key, &Change)>> = BTreeMap::new();
    for (key, change) in plan.changes() {
        tables.entry(key.table).or_default().push((key, change));
    }
    for (table, changes) in &tables {
        let writer = writer(*table)?;
        let pick = |wanted: fn(&Change) -> bool| -> Vec<(Key, &Change)> {
            changes.iter().filter(|(_, change)| wanted(change)).copied().collect()
        };
        let updates = pick(|change| change.before.is_some() && change.after.is_some());
        writer.update(transaction, plan, &updates).await?;
        let inserts = pick(|change| change.before.is_none());
        writer.insert(transaction, plan, &inserts).await?;
    }
    for (table, changes) in tables.iter().rev() {
        let deletes: Vec<(Key, &Change)> =
            changes.iter().filter(|(_, change)| change.after.is_none()).copied().collect();
        writer(*table)?.delete(transaction, plan, &deletes).await?;
    }
    Ok(())
}

/// The entity behind a table.
fn writer(table: TableId) -> Result<&'static dyn Writer, DbErr> {
    const WRITERS: [&dyn Writer; 5] = [
        &Through::<crate::tenant::entity::Entity>(crate::tenant::entity::Entity),
        &Through::<crate::customer::entity::Entity>(crate::customer::entity::Entity),
        &Through::<crate::product::entity::Entity>(crate::product::entity::Entity),
        &Through::<crate::order::entity::Entity>(crate::order::entity::Entity),
        &Through::<crate::order::item::entity::Entity>(crate::order::item::entity::Entity),
    ];
    let writer = WRITERS.get(usize::from(table.0)).copied();
    writer.filter(|writer| writer.table() == table).ok_or_else(|| DbErr::Custom("no writer for a table".to_owned()))
}

#[async_trait]
trait Writer: Send + Sync {
    fn table(&self) -> TableId;

    async fn insert(&self, db: &DatabaseTransaction, plan: &Arc<Plan>, rows: &[(Key, &Change)]) -> Result<(), DbErr>;

    async fn update(&self, db: &DatabaseTransaction, plan: &Arc<Plan>, rows: &[(Key, &Change)]) -> Result<(), DbErr>;

    async fn delete(&self, db: &DatabaseTransaction, plan: &Arc<Plan>, rows: &[(Key, &Change)]) -> Result<(), DbErr>;
}

/// Writes the rows of one entity.
struct Through<E>(E);

/// The columns that a command may have set, with the row's values: what the hooks are given.
fn authored<E>(row: &Row, wanted: impl Fn(u16, Role) -> bool) -> E::ActiveModel
where
    E: Governed,
    E::ActiveModel: ActiveModelBehavior,
{
    let spec = rule_set().schema().table(E::Table::ID);
    let mut model = <E::ActiveModel as ActiveModelTrait>::default();
    for ((at, column), to) in (0_u16..).zip(&spec.columns).zip(E::columns()) {
        let settable = matches!(column.role, Role::Key | Role::Fixed | Role::Authored);
        if settable && wanted(at, column.role) {
            model.set(*to, stored::to_sea(column, &row[usize::from(at)]));
        }
    }
    model
}

#[async_trait]
impl<E> Writer for Through<E>
where
    E: Governed,
    E::ActiveModel: ActiveModelBehavior + Send,
    E::Model: IntoActiveModel<E::ActiveModel> + FromQueryResult + Send + Sync,
{
    fn table(&self) -> TableId {
        E::Table::ID
    }

    async fn insert(&self, db: &DatabaseTransaction, plan: &Arc<Plan>, rows: &[(Key, &Change)]) -> Result<(), DbErr> {
        for rows in portions(rows, PARAMETERS / E::columns().len()) {
            let mut models = Vec::with_capacity(rows.len());
            for row in rows.iter().filter_map(|(_, change)| change.after.as_ref()) {
                let model = authored::<E>(row, |_, _| true);
                models.push(gate::under(plan, model.before_save(db, true)).await?);
            }
            #[expect(clippy::disallowed_methods, reason = "this is the unit of work: the hooks have just run")]
            let stored = E::insert_many(models).exec_with_returning(db).await?;
            for model in stored {
                gate::under(plan, <E::ActiveModel as ActiveModelBehavior>::after_save(model, db, true)).await?;
            }
        }
        Ok(())
    }

    async fn update(&self, db: &DatabaseTransaction, plan: &Arc<Plan>, rows: &[(Key, &Change)]) -> Result<(), DbErr> {
        let columns = E::columns();
        for rows in rows.chunks(whole(PARAMETERS / (columns.len() + 2))) {
            let mut models = Vec::with_capacity(rows.len());
            for (_, change) in rows {
                let Some(row) = &change.after else { continue };
                let changed = change.changed();
                let model = authored::<E>(row, |at, role| role == Role::Key || changed.contains(&at));
                models.push((gate::under(plan, model.before_save(db, false)).await?, row));
            }
            let Some(statement) = update_statement::<E>(db.get_database_backend(), &models) else { continue };
            let found = db.query_all_raw(statement).await?;
            if found.len() != models.len() {
                return Err(DbErr::RecordNotUpdated);
            }
            for row in found {
                let model = E::Model::from_query_result(&row, "")?;
                gate::under(plan, <E::ActiveModel as ActiveModelBehavior>::after_save(model, db, false)).await?;
            }
        }
        Ok(())
    }

    async fn delete(&self, db: &DatabaseTransaction, plan: &Arc<Plan>, rows: &[(Key, &Change)]) -> Result<(), DbErr> {
        for rows in rows.chunks(whole(PARAMETERS)) {
            let mut ids = Vec::with_capacity(rows.len());
            let mut tenant = None;
            for (key, change) in rows {
                let Some(row) = &change.before else { continue };
                let model = authored::<E>(row, |_, role| matches!(role, Role::Key | Role::Fixed));
                gate::under(plan, model.before_delete(db)).await?;
                tenant = tenant_of::<E>(row);
                ids.push(key.id);
            }
            let Some(tenant) = tenant else { continue };
            let statement = Query::delete()
                .from_table(Alias::new(table_name::<E>()))
                .and_where(Expr::col(Alias::new("tenant_id")).eq(tenant))
                .and_where(Expr::col(Alias::new("id")).is_in(padded(ids)))
                .to_owned();
            db.execute(&statement).await?;
        }
        Ok(())
    }
}

fn table_name<E: Governed>() -> &'static str {
    rule_set().schema().table(E::Table::ID).name
}

fn tenant_of<E: Governed>(row: &Row) -> Option<uuid::Uuid> {
    let at = rule_set().schema().table(E::Table::ID).column("tenant_id")?;
    row[usize::from(at)].uuid()
}

/// One UPDATE for all rows: `UPDATE t SET c = v.c FROM (VALUES …) AS v WHERE …`, or a plain one for a single row.
/// Every row sets every column that any of them changed, to the value it has as planned.
fn update_statement<E>(backend: DbBackend, models: &[(E::ActiveModel, &Row)]) -> Option<Statement>
where
    E: Governed,
    E::ActiveModel: ActiveModelBehavior,
{
    let spec = rule_set().schema().table(E::Table::ID);
    let key = spec.role(Role::Key)?;
    let changed: Vec<usize> = (0..spec.columns.len())
        .filter(|at| *at != usize::from(key))
        .filter(|at| models.iter().any(|(model, _)| matches!(model.get(E::columns()[*at]), ActiveValue::Set(_))))
        .collect();
    let tenant = tenant_of::<E>(models.first()?.1)?;
    let value = |row: &Row, at: usize| stored::to_sea(&spec.columns[at], &row[at]);
    if changed.is_empty() {
        return None;
    }
    if let [(_, row)] = models {
        let mut update = Query::update();
        update.table(Alias::new(spec.name)).returning(Query::returning().column(Asterisk));
        for at in &changed {
            update.value(Alias::new(spec.columns[*at].name), Expr::val(value(row, *at)));
        }
        update.and_where(Expr::col(Alias::new("tenant_id")).eq(tenant));
        update.and_where(Expr::col(Alias::new("id")).eq(row[usize::from(key)].uuid()));
        return Some(backend.build(&update));
    }
    let rows: Vec<&Row> = padded(models.iter().map(|(_, row)| *row).collect());
    let mut values: Vec<Sea> = Vec::with_capacity(rows.len() * (changed.len() + 1) + 1);
    let mut tuples = Vec::with_capacity(rows.len());
    for row in rows {
        let mut places = Vec::with_capacity(changed.len() + 1);
        for at in std::iter::once(usize::from(key)).chain(changed.iter().copied()) {
            values.push(value(row, at));
            places.push(placeholder(backend, values.len(), spec.columns[at].kind));
        }
        tuples.push(format!("({})", places.join(", ")));
    }
    values.push(tenant.into());
    let sets: Vec<String> =
        (2..).zip(&changed).map(|(place, at)| format!("\"{}\" = v.column{place}", spec.columns[*at].name)).collect();
    // The list of values has no columns of these names; SQLite refuses the table's alias here.
    let returning: Vec<String> = E::columns().iter().map(|column| format!("\"{}\"", column.as_str())).collect();
    let sql = format!(
        "UPDATE \"{}\" AS t SET {} FROM (VALUES {}) AS v WHERE t.tenant_id = {} AND t.id = v.column1 RETURNING {}",
        spec.name,
        sets.join(", "),
        tuples.join(", "),
        placeholder(backend, values.len(), docket_rules::Kind::Uuid),
        returning.join(", "),
    );
    Some(Statement::from_sql_and_values(backend, sql, values))
}

/// PostgreSQL cannot tell the types of a list of values.
fn placeholder(backend: DbBackend, place: usize, kind: docket_rules::Kind) -> String {
    if backend == DbBackend::Postgres { format!("${place}::{}", postgres_type(kind)) } else { "?".to_owned() }
}

/// What PostgreSQL calls a column of this kind.
pub(crate) const fn postgres_type(kind: docket_rules::Kind) -> &'static str {
    use docket_rules::Kind;
    match kind {
        Kind::Bool => "boolean",
        Kind::Int | Kind::Dec(_) => "bigint",
        Kind::Text => "text",
        Kind::Uuid => "uuid",
        Kind::Date => "date",
        Kind::Time => "timestamptz",
    }
}

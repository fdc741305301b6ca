//! The gate: the hooks through which every governed row is written.
//!
//! Each entity's `before_save` ends here. The gate fills the derived columns from the settled plan of the unit of
//! work that is writing, and refuses a row that is in no plan: a stray `model.insert(&db)` fails instead of slipping
//! past the rules. The plan is known only while the unit runs the hooks.

use std::sync::Arc;

use docket_rules::Value;
use docket_rules::declare::TableType;
use docket_rules::images::{Key, Row};
use docket_rules::plan::Plan;
use docket_rules::schema::Role;
use sea_orm::{ActiveModelTrait, ActiveValue, DbErr, EntityTrait, IntoActiveModel, ModelTrait};

use crate::rules::rule_set;
use crate::table::Governed;
use crate::unit::stored;

tokio::task_local! {
    static PLAN: Arc<Plan>;
}

/// Runs hooks under a settled plan.
pub(crate) async fn under<F: Future>(plan: &Arc<Plan>, hooks: F) -> F::Output {
    PLAN.scope(plan.clone(), hooks).await
}

fn refuse(why: &str) -> DbErr {
    DbErr::Custom(format!("refused by the gate: {why}"))
}

/// Whether an error is the gate's.
pub fn is_refusal(error: &DbErr) -> bool {
    matches!(error, DbErr::Custom(why) if why.starts_with("refused by the gate"))
}

fn planned(key: Key) -> Result<(Option<Row>, Option<Row>), DbErr> {
    PLAN.try_with(|plan| plan.change(key).map(|change| (change.before.clone(), change.after.clone())))
        .map_err(|_| refuse("written outside a unit of work"))?
        .ok_or_else(|| refuse("a row that is in no plan"))
}

fn key_of<A>(model: &A) -> Result<Key, DbErr>
where
    A: ActiveModelTrait,
    A::Entity: Governed,
{
    let table = <A::Entity as Governed>::Table::ID;
    let schema = rule_set().schema().table(table);
    let column = schema.role(Role::Key).map(|at| <A::Entity as Governed>::columns()[usize::from(at)]);
    let value = column.and_then(|column| model.get(column).into_value());
    match value {
        Some(sea_orm::Value::Uuid(Some(id))) => Ok(Key { table, id }),
        _ => Err(refuse("a row without its id")),
    }
}

/// `before_save`: checks what is to be written against the plan and fills what the rules derive.
pub(crate) fn admit<A>(mut model: A, insert: bool) -> Result<A, DbErr>
where
    A: ActiveModelTrait,
    A::Entity: Governed,
{
    let key = key_of(&model)?;
    let (before, after) = planned(key)?;
    let Some(after) = after.filter(|_| insert == before.is_none()) else {
        return Err(refuse("not what the plan does to this row"));
    };
    let specs = &rule_set().schema().table(key.table).columns;
    for ((at, spec), column) in specs.iter().enumerate().zip(<A::Entity as Governed>::columns()) {
        let planned = stored::to_sea(spec, &after[at]);
        let given = model.get(*column);
        match spec.role {
            Role::Key | Role::Fixed | Role::Authored => {
                let differs = match &given {
                    ActiveValue::Set(value) | ActiveValue::Unchanged(value) => *value != planned,
                    ActiveValue::NotSet => insert,
                };
                if differs {
                    return Err(refuse("other values than the plan's"));
                }
            }
            Role::Derived | Role::Version | Role::Events => {
                if !given.is_not_set() {
                    return Err(refuse("a column that the rules fill was set"));
                }
                if before.as_ref().is_none_or(|row| row[at] != after[at]) {
                    model.set(*column, planned);
                }
            }
        }
    }
    Ok(model)
}

/// `after_save`: what came back from the database is what was planned.
pub(crate) fn confirm<M>(model: M) -> Result<M, DbErr>
where
    M: ModelTrait + IntoActiveModel<<M::Entity as EntityTrait>::ActiveModel>,
    M::Entity: Governed,
{
    let table = <M::Entity as Governed>::Table::ID;
    let schema = rule_set().schema().table(table);
    let mut row = Vec::with_capacity(schema.columns.len());
    for (spec, column) in schema.columns.iter().zip(<M::Entity as Governed>::columns()) {
        row.push(stored::from_sea(spec, model.get(*column))?);
    }
    let id = schema.role(Role::Key).and_then(|at| row[usize::from(at)].uuid());
    let key = Key { table, id: id.ok_or_else(|| refuse("a row without its id"))? };
    let (_, after) = planned(key)?;
    if after.as_deref() == Some(row.as_slice() as &[Value]) {
        Ok(model)
    } else {
        Err(refuse("stored otherwise than planned"))
    }
}

/// `before_delete`: the plan deletes this row.
pub(crate) fn admit_delete<A>(model: A) -> Result<A, DbErr>
where
    A: ActiveModelTrait,
    A::Entity: Governed,
{
    let (before, after) = planned(key_of(&model)?)?;
    if before.is_some() && after.is_none() { Ok(model) } else { Err(refuse("the plan keeps this row")) }
}

//! Values between the rules, SeaORM and the database.

use chrono::{DateTime, NaiveDate, Utc};
use docket_rules::schema::{Column, Table};
use docket_rules::{Decimal, Kind, Value};
use sea_orm::{DbErr, QueryResult, Value as Sea};
use uuid::Uuid;

/// As the database stores it.
pub(crate) fn to_sea(spec: &Column, value: &Value) -> Sea {
    match (spec.kind, value) {
        (Kind::Bool, Value::Bool(yes)) => Sea::Bool(Some(*yes)),
        (Kind::Bool, _) => Sea::Bool(None),
        (Kind::Int, Value::Int(whole)) => Sea::BigInt(Some(*whole)),
        (Kind::Dec(_), Value::Dec(number)) => Sea::BigInt(i64::try_from(number.units()).ok()),
        (Kind::Int | Kind::Dec(_), _) => Sea::BigInt(None),
        (Kind::Text, Value::Text(text)) => Sea::String(Some(text.to_string())),
        (Kind::Text, _) => Sea::String(None),
        (Kind::Uuid, value) => Sea::Uuid(value.uuid()),
        (Kind::Date, Value::Date(days)) => Sea::ChronoDate(NaiveDate::from_epoch_days(*days)),
        (Kind::Date, _) => Sea::ChronoDate(None),
        (Kind::Time, Value::Time(micros)) => Sea::ChronoDateTimeUtc(DateTime::from_timestamp_micros(*micros)),
        (Kind::Time, _) => Sea::ChronoDateTimeUtc(None),
    }
}

/// As SeaORM's model has it.
pub(crate) fn from_sea(spec: &Column, value: Sea) -> Result<Value, DbErr> {
    Ok(match (spec.kind, value) {
        (Kind::Bool, Sea::Bool(Some(yes))) => Value::Bool(yes),
        (Kind::Int, Sea::BigInt(Some(whole))) => Value::Int(whole),
        (Kind::Dec(scale), Sea::BigInt(Some(units))) => Value::Dec(Decimal::new(units.into(), scale)),
        (Kind::Text, Sea::String(Some(text))) => Value::Text(text.into()),
        (Kind::Uuid, Sea::Uuid(Some(id))) => Value::Uuid(id),
        (Kind::Date, Sea::ChronoDate(Some(date))) => Value::Date(date.to_epoch_days()),
        (Kind::Time, Sea::ChronoDateTimeUtc(Some(time))) => Value::Time(time.timestamp_micros()),
        (
            _,
            Sea::Bool(None)
            | Sea::BigInt(None)
            | Sea::String(None)
            | Sea::Uuid(None)
            | Sea::ChronoDate(None)
            | Sea::ChronoDateTimeUtc(None),
        ) => Value::Null,
        _ => return Err(DbErr::Type(format!("column {} is stored as another type", spec.name))),
    })
}

/// A row as a query returned it, its columns in the table's order.
pub(crate) fn read_row(table: &Table, found: &QueryResult) -> Result<Vec<Value>, DbErr> {
    table.columns.iter().enumerate().map(|(at, spec)| read(spec, found, at)).collect()
}

/// One column of a query's answer.
pub(crate) fn read(spec: &Column, found: &QueryResult, at: usize) -> Result<Value, DbErr> {
    Ok(match spec.kind {
        Kind::Bool => found.try_get_by_index::<Option<bool>>(at)?.map_or(Value::Null, Value::Bool),
        Kind::Int => found.try_get_by_index::<Option<i64>>(at)?.map_or(Value::Null, Value::Int),
        Kind::Dec(scale) => found
            .try_get_by_index::<Option<i64>>(at)?
            .map_or(Value::Null, |units| Value::Dec(Decimal::new(units.into(), scale))),
        Kind::Text => {
            found.try_get_by_index::<Option<String>>(at)?.map_or(Value::Null, |text| Value::Text(text.into()))
        }
        Kind::Uuid => found.try_get_by_index::<Option<Uuid>>(at)?.map_or(Value::Null, Value::Uuid),
        Kind::Date => found
            .try_get_by_index::<Option<NaiveDate>>(at)?
            .map_or(Value::Null, |date| Value::Date(date.to_epoch_days())),
        Kind::Time => found
            .try_get_by_index::<Option<DateTime<Utc>>>(at)?
            .map_or(Value::Null, |time| Value::Time(time.timestamp_micros())),
    })
}

//! What can be asked of a field: the operators, and which kinds of values have them.

use async_graphql::registry::{MetaInputValue, Registry};
use async_graphql::{ID, InputType, Value as Given};
use chrono::{DateTime, Datelike, Utc};
use docket_domain::find::{Compare, Field, Filter, Shape, Test};
use docket_domain::id;
use docket_domain::money::{TooPrecise, units};
use docket_domain::order;
use docket_rules::declare::Typed;
use docket_rules::{Decimal as Exact, Value};

use super::registry::{field, input_object};
use crate::graphql::error::ApiError;
use crate::graphql::order::OrderStatus;
use crate::graphql::scalar::{Date, Decimal};

/// What an operator takes.
#[derive(Clone, Copy)]
enum Takes {
    One(fn(Value) -> Test),
    Many,
    Flag,
    Part(fn(String) -> Test),
}

/// Which kinds of values have an operator.
#[derive(Clone, Copy)]
enum Has {
    All,
    Equal,
    Greater,
    Text,
    Null,
}

/// The operators: name, what it asks, what it takes, and who has it.
const OPERATORS: [(&str, &str, Takes, Has); 10] = [
    ("eq", "Is this.", Takes::One(|value| Test::Is(Compare::Eq, value)), Has::All),
    ("ne", "Is not this.", Takes::One(|value| Test::Is(Compare::Ne, value)), Has::Equal),
    ("in", "Is one of these; at most 100.", Takes::Many, Has::Equal),
    ("lt", "Is less, or earlier.", Takes::One(|value| Test::Is(Compare::Lt, value)), Has::Greater),
    ("lte", "Is this, or less, or earlier.", Takes::One(|value| Test::Is(Compare::Lte, value)), Has::Greater),
    ("gt", "Is greater, or later.", Takes::One(|value| Test::Is(Compare::Gt, value)), Has::Greater),
    ("gte", "Is this, or greater, or later.", Takes::One(|value| Test::Is(Compare::Gte, value)), Has::Greater),
    ("contains", "Contains this, in any case. All signs stand for themselves.", Takes::Part(Test::Contains), Has::Text),
    ("startsWith", "Begins with this, in any case.", Takes::Part(Test::StartsWith), Has::Text),
    ("isNull", "Whether there is no value.", Takes::Flag, Has::Null),
];

/// The longest text that a field is compared with, in characters.
const LONGEST: usize = 200;

fn has(shape: Shape, has: Has) -> bool {
    let ordered = matches!(shape, Shape::Whole | Shape::Decimal(_) | Shape::Day | Shape::Moment);
    match has {
        Has::All => true,
        Has::Equal => shape != Shape::Flag,
        Has::Greater => ordered,
        Has::Text => shape == Shape::Text,
        Has::Null => matches!(shape, Shape::Text | Shape::Moment | Shape::Decimal(_)),
    }
}

/// The input object that asks about values of this kind.
pub(super) fn type_name(shape: Shape) -> &'static str {
    match shape {
        Shape::Id(_) => "IdFilter",
        Shape::Whole => "IntFilter",
        Shape::Decimal(_) => "DecimalFilter",
        Shape::Day => "DateFilter",
        Shape::Moment => "DateTimeFilter",
        Shape::Text => "StringFilter",
        Shape::Status => "OrderStatusFilter",
        Shape::Flag => "BooleanFilter",
    }
}

/// Makes that input object.
pub(super) fn create(registry: &mut Registry, shape: Shape) {
    let (scalar, about) = match shape {
        Shape::Id(_) => {
            (ID::create_type_info(registry), "What an id is asked. One that is no id of its kind is nobody's.")
        }
        Shape::Whole => (i64::create_type_info(registry), "What a whole number is asked."),
        Shape::Decimal(_) => (Decimal::create_type_info(registry), "What a number is asked."),
        Shape::Day => (Date::create_type_info(registry), "What a day is asked."),
        Shape::Moment => (DateTime::<Utc>::create_type_info(registry), "What an instant is asked."),
        Shape::Text => (String::create_type_info(registry), "What a text is asked. Case does not matter."),
        Shape::Status => (OrderStatus::create_type_info(registry), "What an order's status is asked."),
        Shape::Flag => (bool::create_type_info(registry), "What a yes or no is asked."),
    };
    let scalar = scalar.trim_end_matches('!');
    let operator = |(name, about, takes, _): &(&str, &str, Takes, Has)| -> MetaInputValue {
        let ty = match takes {
            Takes::One(_) | Takes::Part(_) => scalar.to_owned(),
            Takes::Many => format!("[{scalar}!]"),
            Takes::Flag => "Boolean".to_owned(),
        };
        field(name, about, ty, None)
    };
    let about = format!("{about} All of what is asked must hold; what is null asks nothing.");
    input_object(registry, type_name(shape), &about, |_| {
        OPERATORS.iter().filter(|operator| has(shape, operator.3)).map(operator).collect()
    });
}

/// What is asked of a field.
pub(super) fn read(field: &'static Field, asked: &Given) -> Result<Vec<Filter>, ApiError> {
    let Given::Object(asked) = asked else {
        return Err(ApiError::bad_input(format!("`{}` must be an object such as `{{ eq: … }}`.", field.name)));
    };
    let mut tests = Vec::with_capacity(asked.len());
    for (name, given) in asked.iter().filter(|(_, given)| **given != Given::Null) {
        let operator = OPERATORS.iter().find(|operator| operator.0 == name.as_str() && has(field.shape, operator.3));
        let Some((name, _, takes, _)) = operator else {
            return Err(ApiError::bad_input(format!("`{}` has no `{name}`.", field.name)));
        };
        let refuse = |why: String| ApiError::bad_input(format!("`{}.{name}` {why}.", field.name));
        let test = match takes {
            Takes::One(test) => test(value(field.shape, given).map_err(refuse)?),
            Takes::Many => {
                let one = std::slice::from_ref(given);
                let given = if let Given::List(all) = given { all.as_slice() } else { one };
                let values = given.iter().map(|given| value(field.shape, given));
                Test::In(values.collect::<Result<_, _>>().map_err(refuse)?)
            }
            Takes::Flag => Test::IsNull(scalar(given).map_err(refuse)?),
            Takes::Part(test) => test(text(given).map_err(refuse)?),
        };
        tests.push(Filter::Field(field, test));
    }
    Ok(tests)
}

fn scalar<T: InputType>(given: &Given) -> Result<T, String> {
    T::parse(Some(given.clone())).map_err(|_| format!("is no {}", T::type_name()))
}

fn text(given: &Given) -> Result<String, String> {
    let text: String = scalar(given)?;
    if text.len() > LONGEST * 4 || text.chars().count() > LONGEST {
        return Err(format!("must have at most {LONGEST} characters"));
    }
    // PostgreSQL has no such character in any text.
    if text.contains('\0') { Err("must not contain control characters".to_owned()) } else { Ok(text) }
}

fn value(shape: Shape, given: &Given) -> Result<Value, String> {
    Ok(match shape {
        Shape::Id(table) => {
            let ID(text) = scalar(given)?;
            // Nothing has the nil id.
            Value::Uuid(id::read(table, &text).unwrap_or_default())
        }
        Shape::Whole => Value::Int(scalar(given)?),
        Shape::Decimal(scale) => {
            let Decimal(number) = scalar(given)?;
            match units(number, scale) {
                Ok(units) => Value::Dec(Exact::new(units.into(), scale)),
                Err(TooPrecise::Decimals) => return Err(format!("must have at most {scale} decimals")),
                Err(TooPrecise::Size) => return Err("is too large".to_owned()),
            }
        }
        Shape::Day => scalar::<Date>(given)?.0.into_value(),
        Shape::Moment => {
            let moment: DateTime<Utc> = scalar(given)?;
            // Both databases sort four digits of a year as time does.
            if !(0..=9999).contains(&moment.year()) {
                return Err("must be in a year of four digits".to_owned());
            }
            moment.into_value()
        }
        Shape::Text => Value::Text(text(given)?.into()),
        Shape::Status => order::OrderStatus::from(scalar::<OrderStatus>(given)?).into_value(),
        Shape::Flag => Value::Bool(scalar(given)?),
    })
}

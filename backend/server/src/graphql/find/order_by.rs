//! By what a list is sorted: `[{ field: ORDER_DATE, direction: DESC }]`.

use std::borrow::Cow;
use std::marker::PhantomData;

use async_graphql::registry::Registry;
use async_graphql::{Enum, InputType, InputValueError, InputValueResult, Name, Value};
use docket_domain::find::{Field, Listing, Sort};

use super::List;
use super::registry::{enumeration, field, input_object};

/// Which way a list is sorted. Rows without a value stand at the end either way.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
pub enum SortDirection {
    /// The smallest, the oldest or the first of the alphabet first.
    Asc,
    /// The greatest or the newest first.
    Desc,
}

/// A field that a list is sorted by, and which way.
pub struct OrderBy<L> {
    sort: Sort,
    of: PhantomData<fn() -> L>,
}

impl<L> OrderBy<L> {
    /// As the domain sorts.
    pub(super) const fn sort(&self) -> Sort {
        self.sort
    }
}

/// A field's name among those that are sorted by: `ORDER_DATE` for `orderDate`.
fn spelled(field: &Field) -> String {
    let mut name = String::new();
    for letter in field.name.chars() {
        if letter.is_uppercase() {
            name.push('_');
        }
        name.push(letter.to_ascii_uppercase());
    }
    name
}

fn enum_name(listing: &Listing) -> String {
    format!("{}OrderField", listing.name)
}

impl<L: List> InputType for OrderBy<L> {
    type RawValueType = Self;

    fn type_name() -> Cow<'static, str> {
        format!("{}OrderBy", L::LISTING.name).into()
    }

    fn create_type_info(registry: &mut Registry) -> String {
        let about = "A field to sort by, and which way. Rows without a value stand at the end either way.";
        input_object(registry, &Self::type_name(), about, |registry| {
            let sortable = L::LISTING.fields.iter().filter(|field| field.sortable);
            let what = format!("What a list of {}s can be sorted by.", L::LISTING.name.to_lowercase());
            enumeration(registry, &enum_name(L::LISTING), &what, sortable.map(|field| (spelled(field), field.about)));
            let direction = SortDirection::create_type_info(registry);
            vec![
                field("field", "What to sort by.", format!("{}!", enum_name(L::LISTING)), None),
                field("direction", "Which way.", direction, Some("ASC")),
            ]
        });
        Self::qualified_type_name()
    }

    fn parse(value: Option<Value>) -> InputValueResult<Self> {
        let value = value.unwrap_or_default();
        let Value::Object(mut parts) = value else { return Err(InputValueError::expected_type(value)) };
        let mut part = |name: &str| parts.swap_remove(&Name::new(name));
        let name = part("field").unwrap_or_default();
        let direction = part("direction");
        if let Some(other) = parts.keys().next() {
            return Err(InputValueError::custom(format!("there is no `{other}`")));
        }
        let wanted = match &name {
            Value::Enum(name) => name.as_str(),
            Value::String(name) => name,
            _ => "",
        };
        let field = L::LISTING.fields.iter().find(|field| field.sortable && spelled(field) == wanted);
        let field = field.ok_or_else(|| InputValueError::custom("there is no such field to sort by"))?;
        let direction = match direction {
            None => SortDirection::Asc,
            given => SortDirection::parse(given).map_err(InputValueError::propagate)?,
        };
        Ok(Self { sort: Sort { field, descending: direction == SortDirection::Desc }, of: PhantomData })
    }

    fn to_value(&self) -> Value {
        let direction = if self.sort.descending { SortDirection::Desc } else { SortDirection::Asc };
        let field = Value::Enum(Name::new(spelled(self.sort.field)));
        Value::Object(
            [(Name::new("field"), field), (Name::new("direction"), direction.to_value())].into_iter().collect(),
        )
    }

    fn as_raw_value(&self) -> Option<&Self> {
        Some(self)
    }
}

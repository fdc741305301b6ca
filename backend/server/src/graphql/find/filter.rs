//! What must hold of the rows of a list: `{ status: { eq: OPEN }, or: [{ … }, { … }], customer: { … } }`.

use std::borrow::Cow;
use std::marker::PhantomData;

use async_graphql::registry::Registry;
use async_graphql::{InputType, InputValueError, InputValueResult, Value};
use docket_domain::find::{Filter, Link, Listing};

use super::registry::{field, input_object};
use super::{List, operator};
use crate::graphql::error::ApiError;

/// A filter, as it came in. What it says is read by [`Where::read`], which refuses in words.
pub struct Where<L> {
    given: Value,
    of: PhantomData<fn() -> L>,
}

impl<L: List> Where<L> {
    /// A filter that did not come through a GraphQL document.
    pub fn new(given: Value) -> Self {
        Self { given, of: PhantomData }
    }

    /// What it says.
    pub fn read(&self) -> Result<Filter, ApiError> {
        let filter = read(L::LISTING, &self.given)?;
        filter.check()?;
        Ok(filter)
    }
}

impl<L: List> InputType for Where<L> {
    type RawValueType = Self;

    fn type_name() -> Cow<'static, str> {
        type_name(L::LISTING).into()
    }

    fn create_type_info(registry: &mut Registry) -> String {
        create(registry, L::LISTING);
        Self::qualified_type_name()
    }

    fn parse(value: Option<Value>) -> InputValueResult<Self> {
        match value.unwrap_or_default() {
            given @ Value::Object(_) => Ok(Self::new(given)),
            other => Err(InputValueError::expected_type(other)),
        }
    }

    fn to_value(&self) -> Value {
        self.given.clone()
    }

    fn as_raw_value(&self) -> Option<&Self> {
        Some(self)
    }
}

fn type_name(listing: &Listing) -> String {
    format!("{}Where", listing.name)
}

fn create(registry: &mut Registry, listing: &'static Listing) {
    let name = type_name(listing);
    let about = "What must hold, all of it; what is null or absent asks nothing. At most 50 conditions, 6 deep.";
    input_object(registry, &name, about, |registry| {
        let mut fields = vec![
            field("and", "All of these hold.", format!("[{name}!]"), None),
            field("or", "One of these holds, at least.", format!("[{name}!]"), None),
            field(
                "not",
                "This does not hold. What has no value is not less, not greater, and not equal.",
                &*name,
                None,
            ),
        ];
        for asked in listing.fields {
            operator::create(registry, asked.shape);
            fields.push(field(asked.name, asked.about, operator::type_name(asked.shape), None));
        }
        for link in listing.links {
            create(registry, link.target);
            let ty = if link.is_many { create_many(registry, link.target) } else { type_name(link.target) };
            fields.push(field(link.name, link.about, ty, None));
        }
        fields
    });
}

/// Makes the input object that asks about many rows.
fn create_many(registry: &mut Registry, listing: &Listing) -> String {
    let (name, one) = (format!("{}ListFilter", listing.name), type_name(listing));
    input_object(registry, &name, "What must hold of rows that belong to this one.", |_| {
        vec![
            field("some", "It holds for one of them, at least.", &*one, None),
            field("none", "It holds for none of them. `{}` holds for every row.", &*one, None),
        ]
    });
    name
}

fn read(listing: &'static Listing, given: &Value) -> Result<Filter, ApiError> {
    let Value::Object(given) = given else {
        return Err(ApiError::bad_input("A filter must be an object such as `{ id: { eq: … } }`."));
    };
    let mut all = Vec::with_capacity(given.len());
    for (name, given) in given.iter().filter(|(_, given)| **given != Value::Null) {
        match name.as_str() {
            "and" => all.push(Filter::All(each(listing, given)?)),
            "or" => all.push(Filter::Any(each(listing, given)?)),
            "not" => all.push(Filter::Not(Box::new(read(listing, given)?))),
            name => {
                if let Some(asked) = listing.field(name) {
                    all.extend(operator::read(asked, given)?);
                } else if let Some(link) = listing.link(name) {
                    all.extend(through(link, given)?);
                } else {
                    return Err(ApiError::bad_input(format!("A filter of {} has no `{name}`.", listing.name)));
                }
            }
        }
    }
    Ok(Filter::All(all))
}

fn each(listing: &'static Listing, given: &Value) -> Result<Vec<Filter>, ApiError> {
    match given {
        Value::List(all) => all.iter().map(|given| read(listing, given)).collect(),
        one => Ok(vec![read(listing, one)?]),
    }
}

fn through(link: &'static Link, given: &Value) -> Result<Vec<Filter>, ApiError> {
    let there = |given| Ok::<_, ApiError>(Filter::Through(link, Box::new(read(link.target, given)?)));
    if !link.is_many {
        return Ok(vec![there(given)?]);
    }
    let Value::Object(asked) = given else {
        return Err(ApiError::bad_input(format!("`{}` must be an object such as `{{ some: … }}`.", link.name)));
    };
    let mut all = Vec::with_capacity(asked.len());
    for (name, given) in asked.iter().filter(|(_, given)| **given != Value::Null) {
        all.push(match name.as_str() {
            "some" => there(given)?,
            "none" => Filter::Not(Box::new(there(given)?)),
            name => return Err(ApiError::bad_input(format!("`{}` has no `{name}`.", link.name))),
        });
    }
    Ok(all)
}

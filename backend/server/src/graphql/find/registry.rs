//! Types of the schema that are made from a table instead of a Rust type.

use async_graphql::registry::{Deprecation, MetaEnumValue, MetaInputValue, MetaType, Registry};

/// Makes an input object, once. Its fields may lead back to it.
pub(super) fn input_object(
    registry: &mut Registry,
    name: &str,
    about: &str,
    fields: impl FnOnce(&mut Registry) -> Vec<MetaInputValue>,
) {
    if registry.types.contains_key(name) {
        return;
    }
    let object = |fields: Vec<MetaInputValue>| MetaType::InputObject {
        name: name.to_owned(),
        description: Some(about.to_owned()),
        input_fields: fields.into_iter().map(|field| (field.name.clone(), field)).collect(),
        visible: None,
        inaccessible: false,
        tags: Vec::new(),
        rust_typename: None,
        oneof: false,
        directive_invocations: Vec::new(),
    };
    registry.types.insert(name.to_owned(), object(Vec::new()));
    let fields = fields(registry);
    registry.types.insert(name.to_owned(), object(fields));
}

/// A field of an input object.
pub(super) fn field(name: &str, about: &str, ty: impl Into<String>, default: Option<&str>) -> MetaInputValue {
    MetaInputValue {
        name: name.to_owned(),
        description: Some(about.to_owned()),
        ty: ty.into(),
        deprecation: Deprecation::NoDeprecated,
        default_value: default.map(ToOwned::to_owned),
        visible: None,
        inaccessible: false,
        tags: Vec::new(),
        is_secret: false,
        directive_invocations: Vec::new(),
    }
}

/// Makes an enumeration.
pub(super) fn enumeration<'a>(
    registry: &mut Registry,
    name: &str,
    about: &str,
    members: impl Iterator<Item = (String, &'a str)>,
) {
    let member = |(name, about): (String, &str)| {
        let value = MetaEnumValue {
            name: name.clone(),
            description: Some(about.to_owned()),
            deprecation: Deprecation::NoDeprecated,
            visible: None,
            inaccessible: false,
            tags: Vec::new(),
            directive_invocations: Vec::new(),
        };
        (name, value)
    };
    let made = MetaType::Enum {
        name: name.to_owned(),
        description: Some(about.to_owned()),
        enum_values: members.map(member).collect(),
        visible: None,
        inaccessible: false,
        tags: Vec::new(),
        rust_typename: None,
        directive_invocations: Vec::new(),
        requires_scopes: Vec::new(),
    };
    registry.types.insert(name.to_owned(), made);
}

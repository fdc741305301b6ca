//! What of a schema breaks clients of an older one.
//!
//! A client may ask for whatever there was, say whatever it said, and rely on what it was promised. So nothing goes that
//! was not deprecated, nothing more must be said, and nothing is promised less. What may come is new things: a client
//! must expect values of enums and members of unions that it does not know.

use std::collections::BTreeMap;

use async_graphql::Positioned;
use async_graphql::parser::parse_schema;
use async_graphql::parser::types::{
    BaseType, ConstDirective, DirectiveDefinition, FieldDefinition, InputValueDefinition, Type, TypeKind,
    TypeSystemDefinition,
};

/// The parts of a schema by their names.
struct Parts {
    types: BTreeMap<String, TypeKind>,
    directives: BTreeMap<String, DirectiveDefinition>,
}

/// Each break in a sentence.
pub(super) fn breaking(old: &str, new: &str) -> Vec<String> {
    let (old, new) = (read(old), read(new));
    let mut broken = Vec::new();
    for (name, old) in &old.types {
        match new.types.get(name) {
            None => broken.push(format!("{name} is gone")),
            Some(new) => kind(&mut broken, name, old, new),
        }
    }
    for (name, old) in &old.directives {
        match new.directives.get(name) {
            None => broken.push(format!("@{name} is gone")),
            Some(new) => directive(&mut broken, &format!("@{name}"), old, new),
        }
    }
    broken
}

fn read(sdl: &str) -> Parts {
    let mut parts = Parts { types: BTreeMap::new(), directives: BTreeMap::new() };
    for definition in parse_schema(sdl).unwrap().definitions {
        match definition {
            TypeSystemDefinition::Schema(_) => {}
            TypeSystemDefinition::Type(it) => {
                parts.types.insert(it.node.name.to_string(), it.node.kind);
            }
            TypeSystemDefinition::Directive(it) => {
                parts.directives.insert(it.node.name.to_string(), it.node);
            }
        }
    }
    parts
}

fn kind(broken: &mut Vec<String>, name: &str, old: &TypeKind, new: &TypeKind) {
    match (old, new) {
        (TypeKind::Object(old), TypeKind::Object(new)) => {
            gone(&old.implements, &new.implements, |it| broken.push(format!("{name} is no {it} any more")));
            fields(broken, name, &old.fields, &new.fields);
        }
        (TypeKind::Interface(old), TypeKind::Interface(new)) => {
            gone(&old.implements, &new.implements, |it| broken.push(format!("{name} is no {it} any more")));
            fields(broken, name, &old.fields, &new.fields);
        }
        (TypeKind::Union(old), TypeKind::Union(new)) => {
            gone(&old.members, &new.members, |it| broken.push(format!("{name} is never {it} any more")));
        }
        (TypeKind::Enum(old), TypeKind::Enum(new)) => {
            for value in &old.values {
                let is_kept = new.values.iter().any(|it| it.node.value == value.node.value);
                if !is_kept && !deprecated(&value.node.directives) {
                    broken.push(format!("{name}.{} is gone", value.node.value));
                }
            }
        }
        (TypeKind::InputObject(old), TypeKind::InputObject(new)) => {
            inputs(broken, &|field| format!("{name}.{field}"), &old.fields, &new.fields);
        }
        (TypeKind::Scalar, TypeKind::Scalar) => {}
        (old, new) => broken.push(format!("{name} is {}, and was {}", noun(new), noun(old))),
    }
}

fn fields(
    broken: &mut Vec<String>,
    name: &str,
    old: &[Positioned<FieldDefinition>],
    new: &[Positioned<FieldDefinition>],
) {
    for Positioned { node: old, .. } in old {
        let place = format!("{name}.{}", old.name);
        let Some(Positioned { node: new, .. }) = new.iter().find(|it| it.node.name == old.name) else {
            if !deprecated(&old.directives) {
                broken.push(format!("{place} is gone"));
            }
            continue;
        };
        if !promises(&new.ty.node, &old.ty.node) {
            broken.push(format!("{place} is {}, and was {}", new.ty.node, old.ty.node));
        }
        inputs(broken, &|argument| format!("{place}({argument})"), &old.arguments, &new.arguments);
    }
}

/// Arguments, and fields of inputs.
fn inputs(
    broken: &mut Vec<String>,
    place: &dyn Fn(&str) -> String,
    old: &[Positioned<InputValueDefinition>],
    new: &[Positioned<InputValueDefinition>],
) {
    for Positioned { node: old, .. } in old {
        let place = place(&old.name.node);
        let Some(Positioned { node: new, .. }) = new.iter().find(|it| it.node.name == old.name) else {
            if !deprecated(&old.directives) {
                broken.push(format!("{place} is gone"));
            }
            continue;
        };
        if !promises(&old.ty.node, &new.ty.node) {
            broken.push(format!("{place} is {}, and was {}", new.ty.node, old.ty.node));
        }
        let usual = |it: &InputValueDefinition| it.default_value.as_ref().map(|value| value.node.to_string());
        if let Some(before) = usual(old)
            && usual(new).as_ref() != Some(&before)
        {
            let after = usual(new).unwrap_or_else(|| "nothing".to_owned());
            broken.push(format!("{place} is {after} when nothing is said, and was {before}"));
        }
    }
    for Positioned { node: new, .. } in new {
        let is_new = old.iter().all(|it| it.node.name != new.name);
        if is_new && !new.ty.node.nullable && new.default_value.is_none() {
            broken.push(format!("{} is new and must be said", place(&new.name.node)));
        }
    }
}

fn directive(broken: &mut Vec<String>, name: &str, old: &DirectiveDefinition, new: &DirectiveDefinition) {
    inputs(broken, &|argument| format!("{name}({argument})"), &old.arguments, &new.arguments);
    for place in &old.locations {
        if new.locations.iter().all(|it| it.node != place.node) {
            let shown = format!("{:?}", place.node).to_uppercase();
            broken.push(format!("{name} does not stand at {shown} any more"));
        }
    }
}

/// Whether every value of the one type is a value of the other.
fn promises(one: &Type, other: &Type) -> bool {
    let same = match (&one.base, &other.base) {
        (BaseType::Named(one), BaseType::Named(other)) => one == other,
        (BaseType::List(one), BaseType::List(other)) => promises(one, other),
        _ => false,
    };
    same && (other.nullable || !one.nullable)
}

fn gone<T: PartialEq>(old: &[Positioned<T>], new: &[Positioned<T>], mut tell: impl FnMut(&T)) {
    let missing = old.iter().filter(|old| new.iter().all(|it| it.node != old.node));
    missing.for_each(|it| tell(&it.node));
}

fn deprecated(directives: &[Positioned<ConstDirective>]) -> bool {
    directives.iter().any(|it| it.node.name.node == "deprecated")
}

const fn noun(kind: &TypeKind) -> &'static str {
    match kind {
        TypeKind::Scalar => "a scalar",
        TypeKind::Object(_) => "an object",
        TypeKind::Interface(_) => "an interface",
        TypeKind::Union(_) => "a union",
        TypeKind::Enum(_) => "an enum",
        TypeKind::InputObject(_) => "an input",
    }
}

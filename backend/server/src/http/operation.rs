//! Which operation of its document a request means: the one of the name that it gives, or the only one there is.

use async_graphql::parser::types::{OperationDefinition, OperationType};
use async_graphql::{Name, Request};

/// The operations that may be meant, with their names: several, if there are several and the request names none. What
/// cannot be found, or is not one, is refused when it is validated.
pub(super) fn meant(request: &mut Request) -> impl Iterator<Item = (Option<&Name>, &OperationDefinition)> {
    let wanted = request.operation_name.clone();
    let document = request.parsed_query().ok();
    let operations = document.into_iter().flat_map(|document| document.operations.iter());
    operations
        .filter(move |(name, _)| wanted.as_deref().is_none_or(|wanted| name.is_some_and(|name| name == wanted)))
        .map(|(name, operation)| (name, &operation.node))
}

/// Whether an operation that may be meant is of this kind.
pub(super) fn asks_for(request: &mut Request, kind: OperationType) -> bool {
    meant(request).any(|(_, operation)| operation.ty == kind)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_says_which_operation_is_meant() {
        let names = |document: &str, name: Option<&str>| {
            let mut request = Request::new(document);
            request.operation_name = name.map(str::to_owned);
            meant(&mut request).map(|(name, _)| name.map(ToString::to_string).unwrap_or_default()).collect::<Vec<_>>()
        };
        let two = "query A { a } mutation B { b }";
        assert_eq!(names(two, Some("B")), ["B"]);
        assert_eq!(names(two, None).len(), 2);
        assert_eq!(names("{ a }", None), [""]);
        for (document, name) in [(two, Some("C")), ("{ a }", Some("A")), ("{", None)] {
            assert!(names(document, name).is_empty(), "{document}");
        }
        let mut request = Request::new(two).operation_name("A");
        assert!(asks_for(&mut request, OperationType::Query) && !asks_for(&mut request, OperationType::Mutation));
    }
}

//! The schema goes on serving whoever was written against the released one: docs/released.graphql.

mod breaking;

use breaking::breaking;
use docket_server::graphql::schema::sdl;

#[test]
fn whoever_was_written_against_the_released_schema_is_still_served() {
    let broken = breaking(include_str!("../../../../docs/released.graphql"), &sdl());
    assert!(
        broken.is_empty(),
        "this breaks clients of the released schema:\n  {}\nDeprecate first, as docs/API.md says.",
        broken.join("\n  ")
    );
}

/// What a change of one line breaks.
fn changed(from: &str, to: &str) -> Vec<String> {
    let old = "
        schema { query: Query }
        directive @a(b: Int) on FIELD | QUERY
        interface Node { id: ID! }
        type Query implements Node { id: ID! order(id: ID!, deep: Boolean = false): Order gone: Int @deprecated }
        type Order { number: Int! notes: String items: [Item!]! }
        type Item { name: String }
        union Any = Order | Item
        enum Status { OPEN SHIPPED }
        input Wanted { customer: ID! notes: String size: Int = 10 }
        scalar Decimal";
    assert!(old.contains(from), "{from}");
    breaking(old, &old.replacen(from, to, 1))
}

#[test]
fn what_is_only_added_or_promised_more_breaks_nothing() {
    for (from, to) in [
        ("", "type More { a: Int } "),
        ("notes: String items", "notes: String! items"),
        ("number: Int!", "number: Int! total: Decimal"),
        ("id: ID!, deep", "id: ID, deep"),
        ("deep: Boolean = false", "deep: Boolean = false, more: Int, size: Int! = 1"),
        ("customer: ID!", "customer: ID"),
        ("size: Int = 10", "size: Int = 10, more: Int"),
        ("OPEN", "OPEN PAID"),
        ("Order | Item", "Order | Item | Query"),
        (" gone: Int @deprecated", ""),
    ] {
        assert_eq!(changed(from, to), [""; 0], "{from:?} to {to:?}");
    }
}

#[test]
fn each_kind_of_break_is_named() {
    for (from, to, expected) in [
        ("scalar Decimal", "", "Decimal is gone"),
        ("scalar Decimal", "enum Decimal { A }", "Decimal is an enum, and was a scalar"),
        ("notes: String items", "items", "Order.notes is gone"),
        ("number: Int!", "number: Int", "Order.number is Int, and was Int!"),
        ("number: Int!", "number: String!", "Order.number is String!, and was Int!"),
        ("items: [Item!]!", "items: [Item]!", "Order.items is [Item]!, and was [Item!]!"),
        ("items: [Item!]!", "items: Item!", "Order.items is Item!, and was [Item!]!"),
        (", deep: Boolean = false", "", "Query.order(deep) is gone"),
        ("deep: Boolean = false", "deep: Boolean! = false", "Query.order(deep) is Boolean!, and was Boolean"),
        (
            "deep: Boolean = false",
            "deep: Boolean = true",
            "Query.order(deep) is true when nothing is said, and was false",
        ),
        ("deep: Boolean = false", "deep: Boolean = false, more: Int!", "Query.order(more) is new and must be said"),
        ("implements Node", "", "Query is no Node any more"),
        ("Order | Item", "Order", "Any is never Item any more"),
        ("OPEN SHIPPED", "OPEN", "Status.SHIPPED is gone"),
        ("notes: String size", "size", "Wanted.notes is gone"),
        ("notes: String size", "notes: String! size", "Wanted.notes is String!, and was String"),
        ("notes: String size", "notes: Int size", "Wanted.notes is Int, and was String"),
        ("size: Int = 10", "size: Int", "Wanted.size is nothing when nothing is said, and was 10"),
        ("size: Int = 10", "size: Int = 10, more: Int!", "Wanted.more is new and must be said"),
        ("directive @a(b: Int) on FIELD | QUERY", "", "@a is gone"),
        ("(b: Int)", "", "@a(b) is gone"),
        ("on FIELD | QUERY", "on FIELD", "@a does not stand at QUERY any more"),
    ] {
        assert_eq!(changed(from, to), [expected], "{from:?} to {to:?}");
    }
}

//! docs/ERRORS.md, made from the codes.

use std::fmt::Write;

use async_graphql::resolver_utils::EnumType;

use super::ErrorCode;
use crate::graphql::user_error::{FACTS, UserErrorCode};

/// The page that the repository keeps; a test compares it.
pub fn document() -> String {
    let mut text = HEAD.to_owned();
    // Writing to a string does not fail.
    for code in ErrorCode::ALL {
        let status = code.status().map(|status| status.as_u16().to_string()).unwrap_or_default();
        let _ = writeln!(
            text,
            "| `{}` | {status} | {} | {} | {} |",
            code.name(),
            code.meaning().trim(),
            code.cause(),
            code.remedy()
        );
    }
    text.push_str(REFUSALS);
    for item in UserErrorCode::items() {
        let code = item.value;
        let facts: Vec<String> = facts(code.member()).iter().map(|fact| format!("`{}`", camel(fact))).collect();
        let _ = writeln!(
            text,
            "| `{}` | `{}` | {} | {} | {} | {} |",
            code.name(),
            code.member(),
            facts.join(", "),
            code.meaning().trim(),
            code.cause(),
            code.remedy()
        );
    }
    text
}

/// What a type of refusal tells that no other does.
fn facts(member: &str) -> &'static [&'static str] {
    FACTS.iter().find(|(name, _)| *name == member).map_or(&[], |(_, facts)| facts)
}

/// A field as the schema names it.
fn camel(name: &str) -> String {
    let mut words = name.split('_');
    let first = words.next().unwrap_or_default().to_owned();
    words.fold(first, |name, word| {
        let (initial, rest) = word.split_at_checked(1).unwrap_or((word, ""));
        name + &initial.to_uppercase() + rest
    })
}

const HEAD: &str = "# Errors

Printed by `docket errors`; a test compares it.

An answer says no in one of two ways. What the business refuses is data: `userErrors` of a mutation's payload, with a code, a
sentence for people and the facts. What is not a request, or broke, stands in `errors`. Both lists of codes are closed: a new
code is a change that [the changelog](../CHANGELOG.md) names. Messages are for people and may change; decide by codes.

## `errors`

Each has `extensions.code` and `extensions.requestId`, the id under which the log knows the request; the header `X-Request-Id`
has it too, and takes the caller's own. A fault is masked: the client reads that something broke and the id, the log has the rest.

The status is that of an answer that is nothing but this error. Without one it is an error of the document or of a field: 400 under
`application/graphql-response+json` and 200 under `application/json` when nothing was carried out, else 200 beside the data there
is. Over a socket the same codes come in messages of type `error` and in `errors` of `next`.

| code | status | meaning | cause | remedy |
|---|---|---|---|---|
";

const REFUSALS: &str = "
## `userErrors`

Nothing was stored. Every refusal has `code`, `message`, `field` (the path within the input, outermost first; empty when it is
about the whole) and `rule` (the rule that says no, if it is one). A refusal is no error: the status is 200, there are no `errors`,
and the log calls it `refused`.

| code | type | its own facts | meaning | cause | remedy |
|---|---|---|---|---|---|
";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_kept_page_is_what_the_codes_give() {
        let kept = include_str!("../../../../../docs/ERRORS.md");
        assert!(kept == document(), "docs/ERRORS.md is stale: run `docket errors > docs/ERRORS.md`");
    }

    #[test]
    fn every_code_is_of_a_type_that_exists() {
        for item in UserErrorCode::items() {
            assert!(FACTS.iter().any(|(name, _)| *name == item.value.member()), "{}", item.name);
        }
    }

    #[test]
    fn facts_are_named_as_the_schema_names_them() {
        let sdl = crate::graphql::schema::sdl();
        for (_, facts) in FACTS {
            for fact in *facts {
                assert!(sdl.contains(&format!("\t{}: ", camel(fact))), "{fact}");
            }
        }
    }
}

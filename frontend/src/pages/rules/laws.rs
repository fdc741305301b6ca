//! The rules as sentences, grouped by the file that declares them.

use std::sync::Arc;

use leptos::prelude::*;

use crate::api::rules::{Book, Declared, RuleKind};

/// The longest expression that stands open.
const SHORT: usize = 160;

impl RuleKind {
    /// The word people read.
    pub(super) const fn word(self) -> &'static str {
        match self {
            Self::Constraint => "constraint",
            Self::Copy => "copy",
            Self::Count => "count",
            Self::Event => "event",
            Self::Formula => "formula",
            Self::Sum => "sum",
            Self::Transition => "transition",
        }
    }
}

/// All of them.
#[component]
pub(super) fn Laws(
    /// The rules.
    book: Arc<Book>,
    /// The rule that the address names.
    named: Memo<String>,
) -> impl IntoView {
    let numbered: Vec<(usize, &Declared)> = book.rules.iter().enumerate().map(|(at, rule)| (at + 1, rule)).collect();
    let file = |rules: &[(usize, &Declared)]| {
        let name = rules.first().map(|(_, rule)| heading(&rule.file)).unwrap_or_default();
        let laws = rules.iter().map(|(number, rule)| law(*number, (*rule).clone(), named)).collect_view();
        view! { <section aria-label=name.clone()><h2>{name.clone()}</h2><ol class="laws">{laws}</ol></section> }
    };
    numbered.chunk_by(|(_, one), (_, other)| one.file == other.file).map(file).collect_view()
}

fn law(number: usize, rule: Declared, named: Memo<String>) -> impl IntoView {
    let Declared { name, kind, sentence, expression, refused_lately, .. } = rule;
    let id = name.clone();
    let current = move || (*named.read() == name).then_some("location");
    let tag = match refused_lately {
        0 => view! { <span class="tag">{kind.word()}</span> }.into_any(),
        times => view! { <a class="tag bad" href="/rules#refused">{times}" refused"</a> }.into_any(),
    };
    let how = if expression.chars().count() > SHORT {
        view! { <details><summary>{kind.word()}" · in full"</summary><code>{expression}</code></details> }.into_any()
    } else {
        view! { {kind.word()}" · "<code>{expression}</code> }.into_any()
    };
    let anchor = format!("/rules#{id}");
    view! {
        <li id=id tabindex="-1" aria-current=current>
            <a class="rule" href=anchor><span class="sr">"Rule "</span>{format!("R{number}")}</a>
            <p>{sentence}</p>
            {tag}
            <div class="how">{how}</div>
        </li>
    }
}

/// `check_credit` as a heading: `Check credit`.
fn heading(file: &str) -> String {
    let words = file.replace('_', " ");
    let mut letters = words.chars();
    letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::heading;

    #[test]
    fn a_file_is_called_as_people_would_call_it() {
        assert_eq!(heading("check_credit"), "Check credit");
        assert_eq!(heading(""), "");
    }
}

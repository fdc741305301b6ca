//! A name with what was searched for marked in it.

use leptos::prelude::*;

/// The text, with the first place where the needle stands marked; capitals do not count.
#[component]
pub(crate) fn Marked(
    /// The whole.
    text: String,
    /// What was typed.
    needle: String,
) -> impl IntoView {
    match split(&text, needle.trim()) {
        Some((before, hit, after)) => {
            view! { {before.to_owned()}<mark>{hit.to_owned()}</mark>{after.to_owned()} }.into_any()
        }
        None => text.into_any(),
    }
}

fn split<'a>(text: &'a str, needle: &str) -> Option<(&'a str, &'a str, &'a str)> {
    let needle: Vec<char> = needle.chars().flat_map(char::to_lowercase).collect();
    if needle.is_empty() {
        return None;
    }
    text.char_indices().find_map(|(start, _)| {
        let mut wanted = needle.iter().copied().peekable();
        for (at, letter) in text[start..].char_indices() {
            for low in letter.to_lowercase() {
                if wanted.next() != Some(low) {
                    return None;
                }
            }
            if wanted.peek().is_none() {
                let end = start + at + letter.len_utf8();
                return Some((&text[..start], &text[start..end], &text[end..]));
            }
        }
        None
    })
}

#[cfg(test)]
mod tests {
    use super::split;

    #[test]
    fn the_first_place_is_marked_whatever_the_capitals() {
        assert_eq!(split("Oak serving Board", "board"), Some(("Oak serving ", "Board", "")));
        assert_eq!(split("Włodarczyk", "ŁO"), Some(("W", "ło", "darczyk")));
        assert_eq!(split("Oak", "oakk"), None);
        assert_eq!(split("Oak", ""), None);
    }
}

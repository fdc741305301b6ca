//! A look at a document before it is parsed: the parser descends once for each open bracket.

/// What is seen of a document before it is parsed, outside strings and comments.
pub(super) struct Scanned {
    /// How deep brackets nest.
    pub(super) nesting: usize,
    /// How many tokens there are: to the parser at most so many.
    pub(super) tokens: usize,
}

/// Looks at each byte once, and keeps nothing.
pub(super) fn scan(document: &str) -> Scanned {
    let (mut open, mut nesting, mut tokens) = (0_usize, 0, 0);
    let mut previous = b' ';
    let mut rest = document.as_bytes();
    // To the parser a block string that never ends is an empty string and whatever follows. From there on every bracket
    // that opens counts, and none that closes: no document that is GraphQL comes so far.
    let mut closed = true;
    while let [byte, after @ ..] = rest {
        rest = match byte {
            b'"' if closed => {
                let after_string = skip_string(rest);
                closed = after_string.is_some();
                after_string.unwrap_or(after)
            }
            b'#' if closed => {
                after.iter().position(|byte| matches!(byte, b'\n' | b'\r')).map_or(&[], |end| &after[end..])
            }
            _ => after,
        };
        match byte {
            b'(' | b'[' | b'{' => open += 1,
            b')' | b']' | b'}' if closed => open = open.saturating_sub(1),
            _ => {}
        }
        nesting = nesting.max(open);
        // Words go on, and so do dots; any other sign is a token by itself.
        let is_space = matches!(byte, b' ' | b'\t' | b'\n' | b'\r' | b',' | b'#');
        let goes_on = (is_word(*byte) && is_word(previous)) || (*byte == b'.' && previous == b'.');
        tokens += usize::from(!is_space && !goes_on);
        previous = *byte;
    }
    Scanned { nesting, tokens }
}

const fn is_word(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte == b'_'
}

/// What follows the string that `text` begins with; nothing when it is a block string that never ends. Another string
/// that does not end ends at the line, as for the parser.
fn skip_string(text: &[u8]) -> Option<&[u8]> {
    if let Some(mut rest) = text.strip_prefix(br#"""""#) {
        while !rest.is_empty() {
            if let Some(after) = rest.strip_prefix(br#"""""#) {
                return Some(after);
            }
            rest = rest.strip_prefix(br#"\""""#).unwrap_or_else(|| &rest[1..]);
        }
        return None;
    }
    let mut rest = &text[1..];
    while let [byte, after @ ..] = rest {
        match byte {
            b'"' => return Some(after),
            b'\n' | b'\r' => return Some(rest),
            b'\\' => rest = after.get(1..).unwrap_or_default(),
            _ => rest = after,
        }
    }
    Some(rest)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn nesting(document: &str) -> usize {
        scan(document).nesting
    }

    #[test]
    fn brackets_count_outside_strings_and_comments_only() {
        assert_eq!(nesting("{a(b:[{c:1}])}"), 4);
        assert_eq!(nesting(r#"{a(b:"[[[[\"[[[[")}"#), 2);
        assert_eq!(nesting("{a(b:\"\"\"[[ \\\"\"\" [[ \"\"\")}"), 2);
        assert_eq!(nesting("{a # [[[[[\n(b:[1])}"), 3);
        assert_eq!(nesting("{a(b:\"[[[\n[[[[)}"), 6);
        assert_eq!(nesting(&"[".repeat(100_000)), 100_000);
    }

    #[test]
    fn words_and_signs_are_counted() {
        for (document, tokens) in [
            ("", 0),
            (" ,\n\t", 0),
            ("{tenant{name}}", 6),
            ("query Q($id: ID! = \"a b c\") { order(id: $id) { id ...f } }", 25),
            ("{ a # b c d\n}", 3),
            ("{ a(b: \"\"\"x y z\"\"\") }", 8),
            ("{{{{", 4),
        ] {
            assert_eq!(scan(document).tokens, tokens, "{document}");
        }
    }

    #[test]
    fn a_block_string_that_never_ends_hides_no_brackets() {
        assert_eq!(nesting("{a(b:[\"\"\"x\" [[[[ #[\n"), 8);
        assert_eq!(nesting("{a(b:[\"\"\"x\" [[ \"]]]]\" [["), 7);
        assert_eq!(nesting("{a(b:[\"\"\"x\"\"\" [[[["), 7);
    }
}

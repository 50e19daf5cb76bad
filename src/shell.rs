//! Text as a POSIX shell reads it, for commands that are shown to people.

/// A text as one word of a POSIX shell: in single quotes where it needs them.
#[must_use]
pub fn word(text: &str) -> String {
    let plain =
        |c: char| c.is_alphanumeric() || matches!(c, '/' | '.' | '_' | '-' | ':' | ',' | '+' | '@' | '%');
    if !text.is_empty() && text.chars().all(plain) {
        return text.to_owned();
    }
    if text.contains('\'') { format!("'{}'", text.replace('\'', r"'\''")) } else { format!("'{text}'") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_word_is_quoted_when_it_needs_to_be() {
        for (text, expected) in [
            ("a/b.txt", "a/b.txt"),
            ("", "''"),
            ("last Ukrainian", "'last Ukrainian'"),
            ("it's", r"'it'\''s'"),
            ("a*", "'a*'"),
            ("$(x)", "'$(x)'"),
        ] {
            assert_eq!(word(text), expected);
        }
    }
}

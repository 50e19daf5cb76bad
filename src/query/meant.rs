//! Operators as people type them elsewhere: small letters, signs between words.
//!
//! Here they are words and signs like any others, so a phrase with them may find nothing.

/// The text with `or`, `and`, `not`, `|`, `&` and `+` between words as operators; `None` when none stands between words.
#[must_use]
pub fn with_operators(text: &str) -> Option<String> {
    let mut out: Vec<&str> = Vec::new();
    let mut in_quotes = false;
    // An operator stands between two operands.
    let mut can_stand = false;
    let mut changed = false;
    for word in text.split_whitespace() {
        let operator = if in_quotes { None } else { operator(word) };
        let ours = operator.filter(|it| can_stand || *it == "NOT").filter(|it| *it != word);
        match (ours, out.last()) {
            // `and not` is what it says.
            (Some("NOT"), Some(&"AND")) => out.push("NOT"),
            (Some("NOT"), Some(_)) if can_stand => out.extend(["AND", "NOT"]),
            (Some(ours), _) => out.push(ours),
            (None, _) => out.push(word),
        }
        changed |= ours.is_some();
        in_quotes ^= word.matches('"').count() % 2 == 1;
        can_stand = in_quotes || operator.is_none();
    }
    (changed && can_stand).then(|| out.join(" "))
}

/// The operator that a word is, in whatever letters.
fn operator(word: &str) -> Option<&'static str> {
    match word {
        "|" => Some("OR"),
        "&" | "+" => Some("AND"),
        _ => ["OR", "AND", "NOT"].into_iter().find(|it| it.eq_ignore_ascii_case(word)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn operators_between_words_are_read_as_such() {
        for (text, expected) in [
            ("refugee or migrant", Some("refugee OR migrant")),
            ("peace | plan And truce", Some("peace OR plan AND truce")),
            ("talks & truce + border", Some("talks AND truce AND border")),
            ("peace not war", Some("peace AND NOT war")),
            ("peace and not war", Some("peace AND NOT war")),
            ("not war", Some("NOT war")),
            ("\"trial and error\" or luck", Some("\"trial and error\" OR luck")),
            // Nothing stands on one side, or nothing is to be changed.
            ("or migrant", None),
            ("trial and", None),
            ("peace not", None),
            ("\"trial and error\"", None),
            ("refugee OR migrant", None),
            ("last Ukrainian", None),
            ("", None),
        ] {
            assert_eq!(with_operators(text).as_deref(), expected, "{text}");
        }
    }
}

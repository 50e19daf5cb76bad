//! Globs over paths.

use crate::query::ast::{Wildcard, WildcardPart};

/// A glob as a pattern: `*` any run, `?` one character, everything else itself.
pub(crate) fn glob_pattern(glob: &str) -> Wildcard {
    let mut parts = Vec::new();
    for c in glob.chars() {
        match (c, parts.last_mut()) {
            ('*', Some(WildcardPart::Run)) => {}
            ('*', _) => parts.push(WildcardPart::Run),
            ('?', _) => parts.push(WildcardPart::One),
            (c, Some(WildcardPart::Text(text))) => text.push(c),
            (c, _) => parts.push(WildcardPart::Text(c.to_string())),
        }
    }
    Wildcard { parts }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn stars_and_question_marks_are_signs_and_stars_in_a_row_are_one() {
        let text = |it: &str| WildcardPart::Text(it.to_owned());
        let check =
            |glob: &str, parts: &[WildcardPart]| assert_eq!(glob_pattern(glob).parts, parts, "{glob}");
        check("news/a.txt", &[text("news/a.txt")]);
        check(
            "news/**/?.txt",
            &[text("news/"), WildcardPart::Run, text("/"), WildcardPart::One, text(".txt")],
        );
        check("??[a]", &[WildcardPart::One, WildcardPart::One, text("[a]")]);
        check("", &[]);
    }
}

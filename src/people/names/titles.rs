//! Titles before a name, as somebody asks for it.

use crate::people::lexicon::{ADDRESS, DETERMINER, ROLE, TITLE, classes};

/// How many words in front are titles; `words` are in plain form.
pub(crate) fn without_titles(words: &[&str]) -> usize {
    let is_title = |word: &str| classes(word) & (TITLE | ADDRESS | ROLE) != 0;
    let article = usize::from(words.first().is_some_and(|it| classes(it) & DETERMINER != 0));
    let mut at = article;
    loop {
        // `vice-president`, cut as every text is.
        let is_pair = || matches!(words.get(at..at + 2), Some([a, b]) if is_title(&format!("{a}-{b}")));
        at += match words.get(at) {
            Some(word) if is_title(word) => 1,
            Some(_) if is_pair() => 2,
            Some(_) | None => return if at > article { at } else { 0 },
        };
    }
}

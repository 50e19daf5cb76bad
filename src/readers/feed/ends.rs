//! What stands behind the text of an item of a feed.

use std::sync::LazyLock;

/// Words of one list of `feed-ends.tsv`.
fn words(list: &str) -> Vec<&'static str> {
    let rows = include_str!("../data/feed-ends.tsv").lines().filter(|line| !line.starts_with('#'));
    let columns = rows.filter_map(|line| {
        let mut columns = line.split('\t');
        Some((columns.next()?, columns.nth(1)?))
    });
    columns.filter(|(name, _)| *name == list).map(|(_, words)| words).collect()
}

/// Links to the whole text.
static MORE: LazyLock<Vec<&str>> = LazyLock::new(|| words("more"));
/// Where the text appeared first.
static FIRST: LazyLock<Vec<&str>> = LazyLock::new(|| words("first"));

/// How long a paragraph may be that tells where the text appeared first, in bytes.
const LONGEST: usize = 400;

/// Takes off what stands behind the text of an item. Whether the text ends before the article does: there was a link to
/// the rest, or dots.
pub(super) fn cut(paragraphs: &mut Vec<String>) -> bool {
    let mut is_partial = false;
    while let Some(last) = paragraphs.pop() {
        let lower = last.to_lowercase();
        let names_first = last.len() <= LONGEST && FIRST.iter().any(|words| lower.contains(words));
        if names_first && !paragraphs.is_empty() {
            continue;
        }
        let rest = without_link(&last);
        is_partial |= rest.is_some();
        let is_done = rest.is_none();
        paragraphs.extend(Some(rest.unwrap_or(last)).filter(|text| !text.is_empty()));
        if is_done {
            break;
        }
    }
    let ends_in_dots =
        |last: &String| last.ends_with(['…']) || last.ends_with("...") || last.ends_with("[…]");
    is_partial || paragraphs.last().is_some_and(ends_in_dots)
}

/// A paragraph without a link to the whole text at its end; `None` where there is none. The link stands behind the
/// end of a sentence or dots.
fn without_link(paragraph: &str) -> Option<String> {
    let is_sign = |c: char| {
        c.is_whitespace() || matches!(c, '»' | '›' | '→' | '>' | '…' | '.' | ':' | '[' | ']' | '(' | ')')
    };
    let bare = paragraph.trim_end_matches(is_sign);
    let before = MORE.iter().find_map(|words| ends_with(bare, words))?;
    let rest =
        before.trim_end_matches(|c: char| c.is_whitespace() || matches!(c, '(' | '[' | '»' | '→' | '|'));
    let ends_sentence = rest.is_empty()
        || rest.ends_with(['.', '!', '?', '…', ']', '"', '”', '»', ')', ':', '\n'])
        || before.ends_with('\n');
    ends_sentence.then(|| rest.to_owned())
}

/// What stands before these words at the end of a text, in any case; they are in lower case.
fn ends_with<'a>(text: &'a str, words: &str) -> Option<&'a str> {
    let count = words.chars().count();
    let (at, _) = text.char_indices().rev().nth(count - 1)?;
    let (before, end) = text.split_at(at);
    let parted = before.chars().next_back().is_none_or(|c| !c.is_alphanumeric());
    (parted && end.to_lowercase() == words).then_some(before)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cut_off(paragraphs: &[&str]) -> (Vec<String>, bool) {
        let mut all: Vec<String> = paragraphs.iter().map(|it| (*it).to_owned()).collect();
        let is_partial = cut(&mut all);
        (all, is_partial)
    }

    #[test]
    fn links_to_the_whole_text_are_taken_off() {
        for end in [
            " Read more",
            " Read More »",
            "\nContinue reading →",
            " Weiterlesen…",
            " [Lire la suite]",
            " (more)",
        ] {
            assert_eq!(
                cut_off(&[&format!("The council met.{end}")]),
                (vec!["The council met.".to_owned()], true),
                "{end}"
            );
        }
        assert_eq!(cut_off(&["The council met.", "Read more"]).0, ["The council met."]);
        assert_eq!(cut_off(&["Read more"]).0, [""; 0]);
        assert_eq!(cut_off(&["The council …"]), (vec!["The council …".to_owned()], true));
        for text in
            ["Pupils should read more", "They want more", "Nothing of it.", "He wants to continue reading."]
        {
            assert_eq!(cut_off(&[text]), (vec![text.to_owned()], false), "{text}");
        }
    }

    #[test]
    fn where_it_appeared_first_is_taken_off() {
        let post = "The post Ferry held appeared first on The Courier.";
        assert_eq!(cut_off(&["The council met.", post]), (vec!["The council met.".to_owned()], false));
        assert_eq!(
            cut_off(&["Der Rat tagte.", "Der Beitrag X erschien zuerst auf Y."]).0,
            ["Der Rat tagte."]
        );
        assert_eq!(cut_off(&[post]).0, [post]);
    }
}

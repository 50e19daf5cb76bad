//! The form of a paragraph: running text, a headline, the start of a text that was cut off.

use crate::analysis::clusters;

/// Marks that close behind the end of a sentence.
const CLOSERS: &[char] =
    &['"', '\'', '”', '’', '“', '‘', '»', '«', '›', '‹', ')', ']', '」', '』', '》', '〉', '）', '】', '＂'];
/// Full stops of all scripts.
const STOPS: &[char] = &['.', '。', '．', '｡', '।', '॥', '۔', '։', '።', '။', '។', '၊'];
/// Other marks that end a sentence.
const LOUD: &[char] = &['!', '?', '！', '？', '؟', '՞', '፧'];
/// From so many letters on a text of a script that has no full stop is running text.
const UNMARKED: usize = 70;

/// Whether a paragraph is running text: a sentence that ends, of some length.
pub(crate) fn is_prose(paragraph: &str) -> bool {
    let bare = paragraph.trim_end_matches(CLOSERS);
    let ends = bare.ends_with(STOPS) || bare.ends_with(LOUD) || is_unmarked(bare);
    paragraph.len() >= 50 && ends && truncated(paragraph).is_none()
}

/// Whether a text ends in Thai or Lao, which write no full stops, and is a long one.
fn is_unmarked(text: &str) -> bool {
    let is_of_script = |c: char| ('\u{e01}'..='\u{eff}').contains(&c);
    text.ends_with(is_of_script) && text.chars().nth(UNMARKED).is_some()
}

/// Whether a word begins with a letter of a script without capitals.
pub(crate) fn has_no_capitals(word: &str) -> bool {
    word.starts_with(|c: char| c.is_alphabetic() && !c.is_lowercase() && !c.is_uppercase())
}

/// The words of a paragraph that was cut off, without the marks that say so:
/// `Equity markets ha...`, `Gold rose [...]`, `… [+1234 chars]`.
pub(crate) fn truncated(paragraph: &str) -> Option<&str> {
    let bare = paragraph.trim_end();
    let counted = bare.ends_with("chars]").then(|| bare.rfind("[+")).flatten();
    let bare = counted.and_then(|at| bare.get(..at)).map_or(bare, str::trim_end);
    let bracketed = bare
        .strip_suffix("[…]")
        .or_else(|| bare.strip_suffix("[...]"))
        .or_else(|| bare.strip_suffix("[&hellip;]"));
    let start = bracketed.or_else(|| bare.strip_suffix('…')).or_else(|| bare.strip_suffix("..."))?;
    // Four dots end a sentence that trails off.
    (!start.ends_with('.')).then_some(start)
}

/// The fewest signs of a headline in a script that puts no spaces between words.
const SIGNS: usize = 5;

/// The form of a headline, wherever it stands.
pub(crate) fn looks_like_headline(line: &str) -> bool {
    let words = line.split_whitespace().count();
    let enough = words >= 2 || line.chars().filter(|c| clusters::begins(*c)).count() >= SIGNS;
    if line.len() > 240 || words > 30 || !enough {
        return false;
    }
    let Some(first) = line.chars().next() else { return false };
    let opens = first.is_uppercase()
        || first.is_numeric()
        || "\"'“‘«„¿¡#「『《【".contains(first)
        || (first.is_alphabetic() && !first.is_lowercase())
        || line.chars().take(4).any(char::is_uppercase);
    opens && !ends_like_sentence(line) && !holds_sentence_end(line)
}

fn ends_like_sentence(line: &str) -> bool {
    let bare = line.trim_end_matches(CLOSERS);
    if bare.ends_with(STOPS) {
        let last = bare.split_whitespace().next_back().unwrap_or("");
        // U.S. and Inc. do not end the headline.
        let abbreviation = last.matches('.').count() > 1
            || matches!(last, "Inc." | "Corp." | "Co." | "Ltd." | "Jr." | "Sr.");
        return !abbreviation;
    }
    line.ends_with([',', ';', ':', '…', '،', '；', '：', '，', '、', '؛']) || line.ends_with("...")
}

/// Whether a sentence ends inside a line.
fn holds_sentence_end(line: &str) -> bool {
    if line.trim_end_matches(CLOSERS).trim_end_matches(STOPS).contains(['。', '।', '።']) {
        return true;
    }
    let mut words = line.split_whitespace().peekable();
    while let Some(word) = words.next() {
        let bare = word.trim_end_matches(['"', '”', '’', ')']);
        if let Some(stem) = bare.strip_suffix('.')
            && stem.chars().count() > 3
            && !stem.contains('.')
            && stem.chars().all(char::is_lowercase)
            && words.peek().is_some_and(|next| next.starts_with(char::is_uppercase))
        {
            return true;
        }
    }
    false
}

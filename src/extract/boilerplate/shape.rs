//! The form of a paragraph: running text, a headline, the start of a text that was cut off.

/// Whether a paragraph is running text: a sentence that ends, of some length.
pub(crate) fn is_prose(paragraph: &str) -> bool {
    let bare = paragraph.trim_end_matches(['"', '\'', '”', '’', '»', ')', ']']);
    paragraph.len() >= 50 && bare.ends_with(['.', '!', '?', '。']) && truncated(paragraph).is_none()
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

/// The form of a headline, wherever it stands.
pub(crate) fn looks_like_headline(line: &str) -> bool {
    if line.len() > 240 || !(2..=30).contains(&line.split_whitespace().count()) {
        return false;
    }
    let Some(first) = line.chars().next() else { return false };
    let opens = first.is_uppercase()
        || first.is_numeric()
        || "\"'“‘«„¿¡#".contains(first)
        || (first.is_alphabetic() && !first.is_lowercase())
        || line.chars().take(4).any(char::is_uppercase);
    opens && !ends_like_sentence(line) && !holds_sentence_end(line)
}

fn ends_like_sentence(line: &str) -> bool {
    let bare = line.trim_end_matches(['"', '\'', '”', '’', '»', ')']);
    if bare.ends_with(['.', '。']) {
        let last = bare.split_whitespace().next_back().unwrap_or("");
        // U.S. and Inc. do not end the headline.
        let abbreviation = last.matches('.').count() > 1
            || matches!(last, "Inc." | "Corp." | "Co." | "Ltd." | "Jr." | "Sr.");
        return !abbreviation;
    }
    line.ends_with([',', ';', ':', '…']) || line.ends_with("...")
}

/// Whether a sentence ends inside a line.
fn holds_sentence_end(line: &str) -> bool {
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

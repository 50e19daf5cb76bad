//! The lines of fields that many programs write in front of a text.

/// How many lines such fields may take.
const MOST_LINES: usize = 60;

/// The fields of the `key: value` lines between `---` at the top of a text, and the text without these lines.
pub(super) fn parted(text: String) -> (Vec<(String, String)>, String) {
    let (fields, rest) = read(&text);
    let fields = fields.iter().map(|(key, value)| ((*key).to_owned(), (*value).to_owned())).collect();
    let rest = if rest.len() == text.len() { text } else { rest.to_owned() };
    (fields, rest)
}

fn read(text: &str) -> (Vec<(&str, &str)>, &str) {
    let Some(inner) = text.trim_start_matches(['\u{FEFF}', '\n', '\r']).strip_prefix("---") else {
        return (Vec::new(), text);
    };
    let Some(inner) = inner.trim_start_matches(['-', ' ', '\t', '\r']).strip_prefix('\n') else {
        return (Vec::new(), text);
    };
    let mut fields = Vec::new();
    let mut rest = inner;
    for _ in 0..MOST_LINES {
        let (line, behind) = rest.split_once('\n').unwrap_or((rest, ""));
        if line.trim_end() == "---" || line.trim_end() == "..." {
            return (fields, behind);
        }
        if behind.is_empty() {
            break;
        }
        if let Some((key, value)) = line.split_once(':') {
            let value = value.trim().trim_matches(['"', '\'', '[', ']']);
            if !key.starts_with([' ', '\t', '-', '#']) && !value.is_empty() {
                fields.push((key.trim(), value));
            }
        }
        rest = behind;
    }
    (Vec::new(), text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fields_in_front_are_read() {
        let text = "---\ntitle: \"Talks go on\"\ndate: 2025-11-27\ntags:\n  - war\n---\nThe text.";
        assert_eq!(read(text), (vec![("title", "Talks go on"), ("date", "2025-11-27")], "The text."));
        for text in ["---\nA rule and no end", "The text: one.\n---\n", "--- he said", ""] {
            assert_eq!(read(text), (vec![], text));
        }
    }

    #[test]
    fn fields_end_within_sixty_lines() {
        let text = |lines: usize| format!("---\n{}---\nThe text.", "key: value\n".repeat(lines));
        assert_eq!(read(&text(MOST_LINES - 1)).0.len(), MOST_LINES - 1);
        assert_eq!(read(&text(MOST_LINES)).0.len(), 0);
    }

    #[test]
    fn the_text_behind_is_handed_on_whole() {
        let (fields, text) = parted("---\nlang: de\n...\n\nDer Text.".to_owned());
        assert_eq!((fields.len(), text.as_str()), (1, "\nDer Text."));
        assert_eq!(parted("Text.".to_owned()), (vec![], "Text.".to_owned()));
    }
}

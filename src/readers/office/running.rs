//! What the running heads and feet of a document tell: the paper and the day, as in `Island Star · November 27, 2025`.

/// The paper and the day that running heads name.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Facts {
    pub(super) source: Option<String>,
    pub(super) date: Option<String>,
}

/// What parts a head.
const SEPARATORS: [char; 7] = ['·', '•', '|', '—', '–', '/', '\t'];

/// How many words the name of a paper has at most.
const NAME: usize = 6;

/// What these lines tell, each of which stands on most pages. Nothing where two of them name two days.
pub(super) fn facts<'a>(lines: impl Iterator<Item = &'a str>) -> Facts {
    let mut told = Facts::default();
    for line in lines {
        let words: Vec<&str> = line.split_whitespace().collect();
        // Where an hour stands, it is that of the printing.
        let is_hour = |word: &&str| word.contains(':') && word.starts_with(|it: char| it.is_ascii_digit());
        let Some((start, end)) = day(&words).filter(|_| !words.iter().any(is_hour)) else { continue };
        let date = words[start..end].join(" ");
        if told.date.as_ref().is_some_and(|other| *other != date) {
            return Facts::default();
        }
        let before = words[..start].join(" ");
        let behind = words[end..].join(" ");
        // A single word that touches the day is its weekday rather than a paper.
        let last = before.rsplit(SEPARATORS).next().unwrap_or("");
        let first = behind.split(SEPARATORS).next().unwrap_or("");
        let is_word = |part: &str| part.split_whitespace().count() == 1;
        let before = before.strip_suffix(last).filter(|_| is_word(last)).unwrap_or(&before);
        let behind = behind.strip_prefix(first).filter(|_| is_word(first)).unwrap_or(&behind);
        let Some(name) = name(before).or_else(|| name(behind)) else { continue };
        told = Facts { source: told.source.or(Some(name)), date: Some(date) };
    }
    told
}

fn figures(word: &str, most: usize) -> bool {
    (1..=most).contains(&word.len()) && word.bytes().all(|it| it.is_ascii_digit())
}

/// Which words are a day with the name of its month: `November 27, 2025`, `27 November 2025`, `27. November 2025`. In
/// figures alone programs write when they printed a page.
fn day(words: &[&str]) -> Option<(usize, usize)> {
    let bare = |word: &&str| word.trim_matches([',', '.', ';', '(', ')']).to_owned();
    let is_year = |word: &str| {
        figures(word, 4) && (word.starts_with("19") || word.starts_with("20")) && word.len() == 4
    };
    let is_day = |word: &str| figures(word, 2);
    let is_month = |word: &str| word.chars().count() >= 3 && word.chars().all(char::is_alphabetic);
    let at = words.windows(3).position(|three| {
        let [one, two, three] = [bare(&three[0]), bare(&three[1]), bare(&three[2])];
        is_year(&three) && ((is_day(&one) && is_month(&two)) || (is_month(&one) && is_day(&two)))
    })?;
    Some((at, at + 3))
}

/// The name of a paper in what stands beside a day; `None` where it holds figures or is no name.
fn name(text: &str) -> Option<String> {
    let parts = text.split(SEPARATORS).map(|it| it.trim().trim_end_matches([',', ';', ':', '-']).trim());
    // Behind a comma the weekday of the day may stand.
    let parts = parts.map(|it| it.split(',').next().unwrap_or(it).trim());
    let is_name = |it: &&str| {
        it.chars().filter(|c| c.is_alphabetic()).count() >= 3
            && !it.contains(|c: char| c.is_ascii_digit() || c == ':')
            && it.split_whitespace().count() <= NAME
            && it.starts_with(|c: char| c.is_uppercase() || !c.is_lowercase())
    };
    let is_page = |it: &&str| matches!(it.to_lowercase().as_str(), "page" | "seite" | "pagina" | "página");
    parts.filter(is_name).find(|it| !is_page(it)).map(str::to_owned)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(lines: &[&str]) -> (Option<String>, Option<String>) {
        let Facts { source, date } = facts(lines.iter().copied());
        (source, date)
    }

    #[test]
    fn a_head_names_the_paper_and_the_day() {
        for (line, date) in [
            ("Island Star · November 27, 2025", "November 27, 2025"),
            ("Thursday, 27 November 2025 | Island Star | 3", "27 November 2025"),
            ("Island Star, Donnerstag, 27. November 2025", "27. November 2025"),
            ("7 — Island Star — 27 Nov. 2025", "27 Nov. 2025"),
        ] {
            let (source, found) = of(&[line]);
            assert_eq!(found.as_deref(), Some(date), "{line}");
            assert_eq!(source.as_deref(), Some("Island Star"), "{line}");
        }
    }

    #[test]
    fn a_head_without_a_day_tells_nothing() {
        for line in
            ["Island Star", "Fish market to close in 2025", "Page 3 of 12", "", "1 2 3", "November 27, 2025"]
        {
            assert_eq!(of(&[line]), (None, None), "{line}");
        }
        assert_eq!(
            of(&["Island Star · November 27, 2025", "Evening Post · November 28, 2025"]),
            (None, None)
        );
        // The day on which somebody printed it.
        for line in
            ["28.11.2025 Fish market to close", "November 28, 2025 10:02 Fish market", "2025-11-28 | Star"]
        {
            assert_eq!(of(&[line]), (None, None), "{line}");
        }
        let (source, date) = of(&["November 27, 2025", "Island Star · November 27, 2025"]);
        assert_eq!((source.as_deref(), date.as_deref()), (Some("Island Star"), Some("November 27, 2025")));
    }
}

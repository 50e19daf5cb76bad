//! The names before a colon, and which of them somebody may have meant.

/// A name that can stand before a colon.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Name {
    Title,
    Body,
    Lead,
    Quote,
    Speaker,
    Source,
    Author,
    Lang,
    Id,
    Path,
    Date,
    After,
    Before,
}

impl Name {
    pub(super) const ALL: [Name; 13] = [
        Name::Title,
        Name::Body,
        Name::Lead,
        Name::Quote,
        Name::Speaker,
        Name::Source,
        Name::Author,
        Name::Lang,
        Name::Id,
        Name::Path,
        Name::Date,
        Name::After,
        Name::Before,
    ];

    pub(super) fn as_str(self) -> &'static str {
        match self {
            Name::Title => "title",
            Name::Body => "body",
            Name::Lead => "lead",
            Name::Quote => "quote",
            Name::Speaker => "speaker",
            Name::Source => "source",
            Name::Author => "author",
            Name::Lang => "lang",
            Name::Id => "id",
            Name::Path => "path",
            Name::Date => "date",
            Name::After => "after",
            Name::Before => "before",
        }
    }

    /// The name written so; names are lower case.
    pub(super) fn from_word(word: &str) -> Option<Name> {
        Name::ALL.into_iter().find(|name| name.as_str() == word)
    }
}

/// The longest text that is taken for a name of a field, in bytes.
pub(super) const LONGEST: usize = 32;

/// The name that somebody who typed `typed` may have meant: what other tools
/// call the same, else a name within two typing mistakes, else one that it abbreviates.
pub(super) fn nearest(typed: &str) -> Option<&'static str> {
    let typed = typed.to_lowercase();
    let known = match typed.as_str() {
        "intitle" | "allintitle" | "headline" | "hl" | "hd" | "head" => Some("title"),
        "intext" | "allintext" | "text" | "content" | "inbody" => Some("body"),
        "site" | "outlet" | "publisher" | "publication" | "rst" | "sn" | "paper" | "host" | "domain" => {
            Some("source")
        }
        "inurl" | "url" | "file" | "filename" | "folder" | "dir" => Some("path"),
        "from" | "said" | "by_speaker" | "name" | "person" => Some("speaker"),
        "byline" | "by" | "writer" | "au" => Some("author"),
        "language" | "la" | "lr" => Some("lang"),
        "since" => Some("after"),
        "until" => Some("before"),
        "day" | "published" | "pubdate" | "daterange" | "year" | "month" | "pd" => Some("date"),
        "quotation" | "quoted" | "quotes" => Some("quote"),
        "leadparagraph" | "lp" | "hlead" => Some("lead"),
        _ => None,
    };
    let allowed = if typed.chars().count() <= 4 { 1 } else { 2 };
    let misspelt = || {
        Name::ALL
            .into_iter()
            .map(|name| (edits(&typed, name.as_str()), name.as_str()))
            .filter(|&(edits, name)| edits <= allowed && edits < name.len())
            .min_by_key(|&(edits, _)| edits)
            .map(|(_, name)| name)
    };
    let abbreviated = || {
        let long_enough = typed.len() >= 2;
        Name::ALL.into_iter().map(Name::as_str).find(|name| long_enough && name.starts_with(&typed))
    };
    known.or_else(misspelt).or_else(abbreviated)
}

/// How many letters must be inserted, deleted, replaced or swapped with their neighbour.
fn edits(a: &str, b: &str) -> usize {
    let (a, b): (Vec<char>, Vec<char>) = (a.chars().collect(), b.chars().collect());
    let mut rows = vec![vec![0; b.len() + 1]; a.len() + 1];
    for (at, row) in rows.iter_mut().enumerate() {
        row[0] = at;
    }
    rows[0] = (0..=b.len()).collect();
    for i in 1..=a.len() {
        for j in 1..=b.len() {
            let replaced = rows[i - 1][j - 1] + usize::from(a[i - 1] != b[j - 1]);
            let mut best = replaced.min(rows[i - 1][j] + 1).min(rows[i][j - 1] + 1);
            if i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1] {
                best = best.min(rows[i - 2][j - 2] + 1);
            }
            rows[i][j] = best;
        }
    }
    rows[a.len()][b.len()]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_nearest_name_is_offered() {
        for (typed, expected) in [
            ("speeker", Some("speaker")),
            ("Speaker", Some("speaker")),
            ("tilte", Some("title")),
            ("suorce", Some("source")),
            ("dat", Some("date")),
            ("auth", Some("author")),
            ("intitle", Some("title")),
            ("site", Some("source")),
            ("https", None),
            ("x", None),
            ("größe", None),
        ] {
            assert_eq!(nearest(typed), expected, "{typed}");
        }
    }

    #[test]
    fn every_name_is_read_back() {
        assert!(Name::ALL.into_iter().all(|name| Name::from_word(name.as_str()) == Some(name)));
    }
}

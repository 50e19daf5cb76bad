//! Lists in which each line holds the spellings of one name, divided by tabs, the commonest first.

use rustc_hash::FxHashMap;

use crate::people::data;

/// From each spelling to its line.
pub(super) struct Lines(FxHashMap<&'static str, &'static str>);

impl Lines {
    pub(super) fn read(text: &'static str) -> Lines {
        Lines(data::lines(text).flat_map(|line| spellings(line).map(move |it| (it, line))).collect())
    }

    /// The line that a spelling stands in.
    pub(super) fn of(&self, spelling: &str) -> Option<&'static str> {
        self.0.get(spelling).copied()
    }
}

/// The spellings of a line.
pub(super) fn spellings(line: &str) -> impl Iterator<Item = &str> {
    line.split('\t')
}

/// The first spelling of a line.
pub(super) fn first_of(line: &str) -> &str {
    line.split_once('\t').map_or(line, |(first, _)| first)
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;

    /// Checks that each spelling stands once and is in plain letters.
    #[track_caller]
    pub(in crate::people::names) fn check(text: &'static str) {
        let mut seen = std::collections::BTreeSet::new();
        for word in data::lines(text).flat_map(spellings) {
            assert!(word.len() > 1 && word.bytes().all(|it| it.is_ascii_lowercase()), "{word}");
            assert!(seen.insert(word), "{word} stands twice");
        }
        assert!(seen.len() > 20);
    }

    #[test]
    fn every_spelling_leads_to_its_line() {
        let lines = Lines::read("# names\nkyiv\tkiev\nrome\n");
        assert_eq!(lines.of("kiev"), Some("kyiv\tkiev"));
        assert_eq!(lines.of("kiev").map(first_of), Some("kyiv"));
        assert_eq!(lines.of("rome").map(first_of), Some("rome"));
        assert_eq!(lines.of("names"), None);
        assert_eq!(spellings("kyiv\tkiev").collect::<Vec<_>>(), ["kyiv", "kiev"]);
    }
}

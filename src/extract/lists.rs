//! Word lists of extraction, which are data files in `data/` (see the README there).
//!
//! A line of such a file is `list`, `language`, `word`, separated by tabs. The language tells people where a word
//! is from; today a word counts in a text of any language. A `_` at either end of a word stands for a blank,
//! which matters where a text must begin with the word or hold it.

use std::sync::{LazyLock, OnceLock};

use rustc_hash::{FxHashMap, FxHashSet};

/// A file of word lists.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum File {
    /// Words of the lines that stand around an article.
    Lines,
    /// Words of bylines and credits.
    Bylines,
    /// Words by which the dates in a lead are judged.
    Leads,
    /// Words about sources.
    Sources,
    /// Words by which the parts of a page are told.
    #[cfg_attr(not(feature = "html"), allow(dead_code, reason = "pages alone are read by it"))]
    Pages,
    /// Words in dates.
    Dates,
}

/// The lists of a file by their names.
type Lists = FxHashMap<&'static str, Words>;

impl File {
    fn text(self) -> &'static str {
        match self {
            File::Lines => include_str!("data/lines.tsv"),
            File::Bylines => include_str!("data/bylines.tsv"),
            File::Leads => include_str!("data/leads.tsv"),
            File::Sources => include_str!("data/sources.tsv"),
            File::Pages => include_str!("data/pages.tsv"),
            File::Dates => include_str!("data/dates.tsv"),
        }
    }

    fn lists(self) -> &'static Lists {
        static LINES: LazyLock<Lists> = LazyLock::new(|| read(File::Lines));
        static BYLINES: LazyLock<Lists> = LazyLock::new(|| read(File::Bylines));
        static LEADS: LazyLock<Lists> = LazyLock::new(|| read(File::Leads));
        static SOURCES: LazyLock<Lists> = LazyLock::new(|| read(File::Sources));
        static PAGES: LazyLock<Lists> = LazyLock::new(|| read(File::Pages));
        static DATES: LazyLock<Lists> = LazyLock::new(|| read(File::Dates));
        match self {
            File::Lines => &LINES,
            File::Bylines => &BYLINES,
            File::Leads => &LEADS,
            File::Sources => &SOURCES,
            File::Pages => &PAGES,
            File::Dates => &DATES,
        }
    }
}

/// The rows of a data file: the columns of each line that is no comment.
pub(super) fn rows<const COLUMNS: usize>(
    text: &'static str,
) -> impl Iterator<Item = [&'static str; COLUMNS]> {
    text.lines().filter(|line| !line.starts_with('#') && !line.is_empty()).map(|line| {
        let columns: Vec<&'static str> = line.split('\t').collect();
        columns.try_into().unwrap_or_else(|_| panic!("a data file has a line of other columns: {line}"))
    })
}

fn read(file: File) -> Lists {
    let mut lists = Lists::default();
    for [list, _, word] in rows(file.text()) {
        // A few are made anew, once for the life of the program.
        let word = if word.starts_with('_') || word.ends_with('_') {
            Box::leak(word.replace('_', " ").into_boxed_str())
        } else {
            word
        };
        let words = lists.entry(list).or_default();
        if words.set.insert(word) {
            words.in_order.push(word);
        }
    }
    lists
}

#[derive(Debug, Default)]
struct Words {
    in_order: Vec<&'static str>,
    set: FxHashSet<&'static str>,
}

/// One list of words or phrases.
#[derive(Debug)]
pub(super) struct WordList {
    file: File,
    name: &'static str,
    words: OnceLock<&'static Words>,
}

impl WordList {
    /// The list of this name in a file.
    pub(super) const fn new(file: File, name: &'static str) -> WordList {
        WordList { file, name, words: OnceLock::new() }
    }

    fn words(&self) -> &'static Words {
        self.words.get_or_init(|| self.file.lists().get(self.name).expect("the list is in its file"))
    }

    /// Whether a word, which is in lower case, is one of the list.
    pub(super) fn contains(&self, word: &str) -> bool {
        self.words().set.contains(word)
    }

    /// The words, in the order of the file.
    pub(super) fn iter(&self) -> impl Iterator<Item = &'static str> {
        self.words().in_order.iter().copied()
    }

    /// Whether a text, which is in lower case, begins with one of the list.
    pub(super) fn opens(&self, text: &str) -> bool {
        self.iter().any(|word| text.starts_with(word))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_line_of_a_file_is_a_word_in_lower_case_that_stands_there_once() {
        for file in [File::Lines, File::Bylines, File::Leads, File::Sources, File::Pages, File::Dates] {
            let mut seen = FxHashSet::default();
            for [list, language, word] in rows(file.text()) {
                assert!(seen.insert((list, word)), "{file:?}: {list} has {word} twice");
                assert_eq!(word, word.to_lowercase(), "{file:?}: {list}");
                assert!(!word.trim_matches('_').is_empty(), "{file:?}: {list}");
                assert!(language == "any" || language.len() == 2, "{file:?}: {list} {word}");
            }
        }
    }

    #[test]
    fn a_line_at_either_end_of_a_word_stands_for_a_blank() {
        for file in [File::Lines, File::Bylines, File::Leads, File::Sources, File::Pages, File::Dates] {
            for words in file.lists().values() {
                assert!(words.in_order.iter().all(|word| !word.contains('_')), "{words:?}");
            }
        }
        // Behind it, before it, and at both ends.
        assert!(WordList::new(File::Lines, "may-ask").contains("follow "));
        assert!(WordList::new(File::Lines, "asked-to").contains(" app"));
        assert!(WordList::new(File::Bylines, "behind-credit").contains(" in "));
    }

    #[test]
    fn a_list_is_found_by_its_name() {
        let introductions = WordList::new(File::Bylines, "introduction");
        assert!(introductions.contains("by ") && !introductions.contains("by"));
        assert!(introductions.opens("by jane doe") && !introductions.opens("bystanders"));
        assert_eq!(introductions.iter().next(), Some("written by "));
    }
}

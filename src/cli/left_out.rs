//! Which files below the paths were not read, so that "nothing found" is not said of them.

use newsgrep::index::Index;
use newsgrep::render::screen::{counted, safe};
use newsgrep::update::{Kinds, catalog};

use crate::cli::{Exit, say};

/// How many kinds of files are named one by one.
const NAMED: usize = 8;

/// What below the paths of a question was not read.
#[derive(Debug, Default)]
pub(crate) struct LeftOut {
    /// Whether there is anything.
    any: bool,
    /// Whether a file that was named itself is part of it.
    named: bool,
    /// The index to ask, where it is not known yet, and the paths in it.
    standing: Option<(Index, Vec<String>)>,
}

impl LeftOut {
    /// Says what was not read of paths that were just brought up to date: how many records were rejected, how many
    /// files of each kind are not read, and which files that were named themselves are not.
    pub(crate) fn said(rejected: u64, kinds: &Kinds, unread: &[String]) -> LeftOut {
        if rejected > 0 {
            let records = counted(rejected, "record was", "records were");
            say(&format!("note: {records} rejected (newsgrep index --dry-run with these paths tells why)"));
        }
        if !kinds.is_empty() {
            say(&format!("note: {}", not_read(kinds)));
        }
        for path in unread {
            say(&format!("newsgrep: {} is not read, and the answer is without it", safe(path)));
        }
        LeftOut { any: rejected > 0 || !kinds.is_empty(), named: !unread.is_empty(), standing: None }
    }

    /// It is not known: the files were not looked at.
    pub(crate) fn unknown() -> LeftOut {
        LeftOut { any: true, ..LeftOut::default() }
    }

    /// What an index that stands left out of some of its paths: found out when it matters.
    pub(crate) fn of_standing(index: Index, within: Vec<String>) -> LeftOut {
        LeftOut { standing: (!within.is_empty()).then_some((index, within)), ..LeftOut::default() }
    }

    /// Whether "nothing found" must be limited to what was read. Prints what was not, unless that was printed already.
    pub(crate) fn limits_a_no(&self) -> bool {
        let Some((index, within)) = &self.standing else { return self.any };
        // An index that was filled by other means than files lists none; a damaged list is for `verify` to tell.
        let Ok(catalog) = catalog(index) else { return false };
        let kinds = catalog.skipped.below(within);
        if !kinds.is_empty() {
            say(&format!("note: {}", not_read(&kinds)));
        }
        !kinds.is_empty()
    }

    /// The exit for this answer: 2 where a file that was named itself was not read.
    pub(crate) fn exit(&self, answer: Exit) -> Exit {
        if self.named { Exit::Broken } else { answer }
    }
}

/// `4 files were not read: 3 .pdf, 1 symbolic link`: the most frequent kinds first.
pub(crate) fn not_read(kinds: &Kinds) -> String {
    let mut by_count: Vec<(&String, u64)> = kinds.iter().map(|(kind, count)| (kind, *count)).collect();
    by_count.sort_by_key(|(kind, count)| (std::cmp::Reverse(*count), *kind));
    let (shown, others) = by_count.split_at(by_count.len().min(NAMED));
    let mut list: Vec<String> = shown.iter().map(|(kind, count)| format!("{count} {}", safe(kind))).collect();
    if !others.is_empty() {
        let files: u64 = others.iter().map(|(_, count)| count).sum();
        list.push(format!("{files} of {}", counted(others.len() as u64, "other kind", "other kinds")));
    }
    let all: u64 = kinds.values().sum();
    format!("{} not read: {}", counted(all, "file was", "files were"), list.join(", "))
}

/// One line that says which parts of a file were passed over, as they hold no article.
pub(crate) fn passed_over(path: &str, kinds: &Kinds) -> String {
    let list: Vec<String> = kinds.iter().map(|(kind, count)| format!("{count} {}", safe(kind))).collect();
    format!("passed over in {}: {}", safe(path), list.join(", "))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn kinds_are_named_with_counts_the_most_frequent_first() {
        let kinds = |list: &[(&str, u64)]| list.iter().map(|(kind, n)| ((*kind).to_owned(), *n)).collect();
        assert_eq!(not_read(&kinds(&[(".pdf", 1)])), "1 file was not read: 1 .pdf");
        assert_eq!(
            not_read(&kinds(&[(".doc", 1), (".pdf", 3), ("symbolic link", 1)])),
            "5 files were not read: 3 .pdf, 1 .doc, 1 symbolic link"
        );
        let many: Kinds = (0..11).map(|n| (format!(".k{n:02}"), 2)).collect();
        assert!(not_read(&many).ends_with("2 .k07, 6 of 3 other kinds"), "{}", not_read(&many));
    }
}

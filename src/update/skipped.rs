//! Files that are not read, counted by kind.

use std::collections::BTreeMap;

use crate::update::settings::is_below;

/// How many files of each kind there are: `.pdf` 3, `symbolic link` 1.
pub type Kinds = BTreeMap<String, u64>;

/// Which files are not read.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Skipped {
    /// Those met in folders and archives: how many of each kind, by the folder or the archive that holds them.
    pub folders: BTreeMap<String, Kinds>,
    /// Those that were named themselves, each with its kind.
    pub named: BTreeMap<String, String>,
}

impl Skipped {
    /// Counts a file that was met in a folder.
    pub(crate) fn add(&mut self, path: &str, kind: String) {
        let kinds = self.folders.entry(folder_of(path).to_owned()).or_default();
        *kinds.entry(kind).or_default() += 1;
    }

    /// Takes over what an earlier look found where this one did not look.
    pub(crate) fn keep(&mut self, earlier: &Skipped, looked_at: impl Fn(&str) -> bool) {
        for (folder, kinds) in earlier.folders.iter().filter(|(folder, _)| !looked_at(folder)) {
            self.folders.entry(folder.clone()).or_insert_with(|| kinds.clone());
        }
        for (path, kind) in earlier.named.iter().filter(|(path, _)| !looked_at(path)) {
            self.named.entry(path.clone()).or_insert_with(|| kind.clone());
        }
    }

    /// How many of each kind there are below any of `roots`. A file counts once, also when its folder and the file
    /// itself were named.
    #[must_use]
    pub fn below(&self, roots: &[String]) -> Kinds {
        let is_below = |path: &str| roots.iter().any(|root| is_below(path, root));
        let mut all = Kinds::new();
        for (_, kinds) in self.folders.iter().filter(|(folder, _)| is_below(folder)) {
            for (kind, count) in kinds {
                *all.entry(kind.clone()).or_default() += count;
            }
        }
        for (path, kind) in self.named.iter().filter(|(path, _)| is_below(path)) {
            let folder = folder_of(path);
            let counted = self.folders.get(folder).is_some_and(|kinds| kinds.contains_key(kind));
            if !(counted && is_below(folder)) {
                *all.entry(kind.clone()).or_default() += 1;
            }
        }
        all
    }
}

fn folder_of(path: &str) -> &str {
    match path.rsplit_once('/') {
        Some(("", _)) => "/",
        Some((folder, _)) => folder,
        None => "",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn below(skipped: &Skipped, root: &str) -> Vec<(String, u64)> {
        skipped.below(&[root.to_owned()]).into_iter().collect()
    }

    #[test]
    fn kinds_are_counted_below_a_path() {
        let mut skipped = Skipped::default();
        for (path, kind) in [("a/x.pdf", ".pdf"), ("a/y.pdf", ".pdf"), ("a/b/z", "link"), ("top.doc", ".doc")]
        {
            skipped.add(path, kind.to_owned());
        }
        skipped.named.insert("a/x.pdf".to_owned(), ".pdf".to_owned());
        let pair = |kind: &str, count| (kind.to_owned(), count);
        assert_eq!(below(&skipped, "a"), [pair(".pdf", 2), pair("link", 1)]);
        assert_eq!(below(&skipped, "."), [pair(".doc", 1), pair(".pdf", 2), pair("link", 1)]);
        assert_eq!(below(&skipped, "a/x.pdf"), [pair(".pdf", 1)]);
        assert_eq!(below(&skipped, "other"), []);
    }

    #[test]
    fn what_was_not_looked_at_again_stays() {
        let mut earlier = Skipped::default();
        earlier.add("a/x.pdf", ".pdf".to_owned());
        earlier.add("b/x.pdf", ".pdf".to_owned());
        earlier.named.insert("a/n.doc".to_owned(), ".doc".to_owned());
        let mut now = Skipped::default();
        now.keep(&earlier, |path| is_below(path, "a"));
        assert_eq!(now.folders.keys().collect::<Vec<_>>(), ["b"]);
        assert!(now.named.is_empty());
    }
}

//! A folder with an index beside its articles.

use std::fs;
use std::path::PathBuf;

use newsgrep::index::Index;
use newsgrep::update::{Input, Progress, UpdateReport, UpdateSettings, update};

use crate::support::state::{contents, faults, settings};

/// A folder with an index beside its articles.
pub(crate) struct Desk {
    pub(crate) root: tempfile::TempDir,
}

impl Desk {
    pub(crate) fn new() -> Desk {
        Desk { root: tempfile::tempdir().unwrap() }
    }

    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.root.path().join(name)
    }

    pub(crate) fn write(&self, name: &str, text: &str) {
        self.write_bytes(name, text.as_bytes());
    }

    pub(crate) fn write_bytes(&self, name: &str, bytes: &[u8]) {
        let path = self.path(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, bytes).unwrap();
    }

    /// Brings the index up to date with these paths.
    pub(crate) fn update(&self, paths: &[&str]) -> UpdateReport {
        self.update_with(paths, &settings())
    }

    pub(crate) fn update_with(&self, paths: &[&str], settings: &UpdateSettings) -> UpdateReport {
        let input = Input { paths: paths.iter().map(|it| self.path(it)).collect(), stream: None };
        update(&self.index(), input, settings, &Progress::default()).unwrap()
    }

    pub(crate) fn index(&self) -> Index {
        let dir = self.path("index");
        if Index::is_at(&dir) { Index::open(&dir) } else { Index::create(&dir) }.unwrap()
    }

    /// Every article: its id, its text and its places, as seen from the folder.
    pub(crate) fn held(&self) -> Vec<String> {
        assert_eq!(faults(&self.path("index")), [""; 0]);
        contents(&self.path("index"), self.root.path())
    }
}

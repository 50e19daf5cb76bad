//! What lies on disk stays readable: a specimen of every format is kept.

use std::fs;
use std::path::{Path, PathBuf};

use newsgrep::index::{INDEX_FORMAT, INDEX_REVISION, Index, IndexError, WriterSettings};
use newsgrep::update::{catalog, rebuild};

use crate::support::state::{answers, bring_up_to_date, copy, faults};

fn specimen(format: u32) -> PathBuf {
    Path::new("fixtures/specimens").join(format!("v{format}"))
}

fn answered(index: &Path) -> String {
    let answers = answers(index).unwrap();
    answers.iter().map(|(articles, hits)| format!("{articles}\n{}\n", hits.join("\n"))).collect()
}

/// Makes the specimen of today's format anew.
fn make(place: &Path) {
    let root = tempfile::tempdir().unwrap();
    let made = root.path().join("made");
    bring_up_to_date(&made, Path::new("fixtures/specimens/articles")).unwrap();
    let _ = fs::remove_dir_all(place);
    copy(&made, place);
    for lock in ["writer.lock", "segments/.tantivy-meta.lock", "segments/.tantivy-writer.lock"] {
        let _ = fs::remove_file(place.join(lock));
    }
    fs::write(place.with_extension("txt"), answered(&made)).unwrap();
}

#[test]
fn the_specimen_of_this_format_is_what_this_program_would_make() {
    const CHANGED: &str = "what lies on disk has changed: see fixtures/specimens/README.md";
    let place = specimen(INDEX_FORMAT);
    if std::env::var_os("UPDATE").is_some() {
        make(&place);
    }
    let root = tempfile::tempdir().unwrap();
    let index = root.path().join("index");
    copy(&place, &index);
    let opened = Index::open(&index).expect(CHANGED);
    // Every term and column is made again of the stored text and compared.
    assert_eq!(faults(&index), [""; 0], "{CHANGED}");
    assert_eq!(answered(&index), fs::read_to_string(place.with_extension("txt")).unwrap(), "{CHANGED}");
    let kept = catalog(&opened).expect(CHANGED);
    assert_eq!(opened.catalog().unwrap().as_deref(), Some(kept.encode().as_slice()), "{CHANGED}");
    assert_eq!(kept.rejects().count(), 1);
}

#[test]
fn every_older_format_is_brought_up_to_date_by_a_rebuild() {
    for format in (1..).take_while(|&format| format < INDEX_FORMAT) {
        let root = tempfile::tempdir().unwrap();
        let index = root.path().join("index");
        copy(&specimen(format), &index);
        assert!(
            matches!(Index::open(&index), Err(IndexError::RebuildNeeded { found, .. }) if found == format)
        );
        let report = rebuild(&index, WriterSettings { memory: 15_000_000 }).unwrap();
        assert_eq!((report.saved, report.lost.len()), (4, 0), "{report:?}");
        assert_eq!(faults(&index), [""; 0]);
    }
}

#[test]
fn the_page_about_the_index_tells_of_every_format_and_revision() {
    let page = fs::read_to_string("index/README.md").unwrap();
    let numbers = |table: &str| -> Vec<u32> {
        let rows = page.lines().skip_while(|line| !line.starts_with(&format!("| {table} |"))).skip(2);
        let rows = rows.take_while(|line| line.starts_with('|'));
        rows.map(|row| row.split('|').nth(1).unwrap().trim().parse().unwrap()).collect()
    };
    assert_eq!(numbers("format"), (1..=INDEX_FORMAT).collect::<Vec<_>>());
    assert_eq!(numbers("revision"), (1..=INDEX_REVISION).collect::<Vec<_>>());
}

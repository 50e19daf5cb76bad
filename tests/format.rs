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

/// A row of a table in the page about the index: the number, and since which version.
fn rows(table: &str) -> Vec<(u32, String)> {
    let page = fs::read_to_string("index/README.md").unwrap();
    let rows = page.lines().skip_while(|line| !line.starts_with(&format!("| {table} |"))).skip(2);
    let cells = |row: &str| row.split('|').map(|cell| cell.trim().to_owned()).collect::<Vec<_>>();
    let rows = rows.take_while(|line| line.starts_with('|')).map(cells);
    rows.map(|row| (row[1].parse().unwrap(), row[2].clone())).collect()
}

/// The formats of which a program was released: what lies on disk in one of these never changes any more.
fn released() -> Vec<u32> {
    rows("format").into_iter().filter(|(_, since)| !since.contains("unreleased")).map(|it| it.0).collect()
}

#[test]
fn an_index_of_this_format_is_what_this_program_would_make() {
    const CHANGED: &str = "what lies on disk has changed: see fixtures/specimens/README.md";
    let place = specimen(INDEX_FORMAT);
    let is_released = released().contains(&INDEX_FORMAT);
    if is_released && std::env::var_os("UPDATE").is_some() {
        make(&place);
    }
    let root = tempfile::tempdir().unwrap();
    let index = root.path().join("index");
    if is_released {
        copy(&place, &index);
        let expected = fs::read_to_string(place.with_extension("txt")).unwrap();
        assert_eq!(answered(&index), expected, "{CHANGED}");
    } else {
        // A format that may still change has no specimen yet.
        bring_up_to_date(&index, Path::new("fixtures/specimens/articles")).unwrap();
    }
    let opened = Index::open(&index).expect(CHANGED);
    // Every term and column is made again of the stored text and compared.
    assert_eq!(faults(&index), [""; 0], "{CHANGED}");
    let kept = catalog(&opened).expect(CHANGED);
    assert_eq!(opened.catalog().unwrap().as_deref(), Some(kept.encode().as_slice()), "{CHANGED}");
    assert_eq!(kept.rejects().count(), 1);
}

#[test]
fn every_older_format_is_brought_up_to_date_by_a_rebuild() {
    let older: Vec<u32> = released().into_iter().filter(|&format| format < INDEX_FORMAT).collect();
    assert_eq!(older, [1, 2]);
    for format in older {
        let root = tempfile::tempdir().unwrap();
        let index = root.path().join("index");
        copy(&specimen(format), &index);
        assert!(
            matches!(Index::open(&index), Err(IndexError::RebuildNeeded { found, .. }) if found == format)
        );
        let report = rebuild(&index, WriterSettings { memory: 15_000_000 }).unwrap();
        assert_eq!((report.saved, report.lost.len()), (4, 0), "{report:?}");
        assert_eq!(faults(&index), [""; 0]);
        // It answers as it did before.
        let expected = fs::read_to_string(specimen(format).with_extension("txt")).unwrap();
        assert_eq!(answered(&index), expected, "format {format}");
        // And no article looks edited when the files it was made from are read again.
        let report = bring_up_to_date(&index, Path::new("fixtures/specimens/articles")).unwrap();
        assert_eq!((report.indexed, report.replaced, report.removed), (0, 0, 0), "{report:?}");
        assert_eq!((report.unchanged, report.rejected), (4, 1), "{report:?}");
    }
}

#[test]
fn an_older_index_that_lost_its_list_of_segments_is_saved_too() {
    for format in [1, 2] {
        let root = tempfile::tempdir().unwrap();
        let index = root.path().join("index");
        copy(&specimen(format), &index);
        fs::remove_file(index.join("segments/meta.json")).unwrap();
        let report = rebuild(&index, WriterSettings { memory: 15_000_000 }).unwrap();
        assert_eq!((report.saved, report.lost.len()), (4, 0), "{report:?}");
    }
}

#[test]
fn the_page_about_the_index_tells_of_every_format_and_revision() {
    let numbers = |table| rows(table).into_iter().map(|it| it.0).collect::<Vec<_>>();
    assert_eq!(numbers("format"), (1..=INDEX_FORMAT).collect::<Vec<_>>());
    assert_eq!(numbers("revision"), (1..=INDEX_REVISION).collect::<Vec<_>>());
}

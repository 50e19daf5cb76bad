//! Articles in archives: found, limited, shown and kept by the place of the member they stand in.

use std::fs;
use std::path::{Path, PathBuf};

use newsgrep::search::Engine;
use newsgrep::update::unchanged;

use crate::support::desk::Desk;
use crate::support::state::{answers, request};

/// Where the archive lies.
const PILE: &str = "pile.tar";

/// How many articles a query finds below a path.
fn found(desk: &Desk, query: &str, within: &Path) -> u64 {
    let mut asked = request(query);
    asked.within = vec![within.to_str().unwrap().to_owned()];
    desk.index().searcher().unwrap().search(&asked).unwrap().articles.number()
}

fn tar(members: &[(&str, &str)]) -> Vec<u8> {
    let mut tar = tar::Builder::new(Vec::new());
    for (name, text) in members {
        let mut header = tar::Header::new_gnu();
        header.set_size(text.len() as u64);
        tar.append_data(&mut header, name, text.as_bytes()).unwrap();
    }
    tar.into_inner().unwrap()
}

const LINES: &str = "{\"text\":\"The council met.\"}\n{\"text\":\"The harbour closed.\"}\n";

#[test]
fn articles_stand_in_the_index_by_the_place_of_their_member() {
    let desk = Desk::new();
    desk.write_bytes(
        PILE,
        &tar(&[
            ("2024/z.txt", "The council met on the harbour."),
            ("a.jsonl", LINES),
            ("broken.jsonl", "{\"text\":\n{\"text\":\"The council met again.\"}\n"),
            ("film.mp4", "\0\0\0\x18ftyp"),
        ]),
    );
    let report = desk.update(&[PILE]);
    assert_eq!((report.indexed, report.rejected, report.skipped), (4, 1, 1));
    assert_eq!(report.kinds.into_iter().collect::<Vec<_>>(), [(".mp4".to_owned(), 1)]);
    let held = desk.held();
    let expected =
        ["pile.tar!2024/z.txt", "pile.tar!a.jsonl:1", "pile.tar!a.jsonl:2", "pile.tar!broken.jsonl:2"];
    for (article, place) in held.iter().zip(expected) {
        assert!(article.starts_with(&format!("{place}: ")), "{article}");
    }
    assert_eq!(held.len(), 4);
    // The archive, a folder of it, a member, and names that only begin so.
    let pile = desk.path(PILE);
    let inner = |rest: &str| PathBuf::from(format!("{}!{rest}", pile.display()));
    for (path, count) in [
        (pile.clone(), 3),
        (desk.root.path().to_owned(), 3),
        (inner("2024"), 1),
        (inner("a.jsonl"), 1),
        (inner("a.json"), 0),
        (desk.path("pile"), 0),
    ] {
        assert_eq!(found(&desk, "council", &path), count, "{}", path.display());
    }
}

#[test]
fn what_did_not_change_in_an_archive_is_as_it_was() {
    let desk = Desk::new();
    let first = "The council met on the harbour.";
    desk.write_bytes(PILE, &tar(&[("a.txt", first), ("b.jsonl", LINES), ("film.mp4", "\0\0\0\x18")]));
    desk.update(&[PILE]);
    let before = (desk.held(), answers(&desk.path("index")).unwrap());
    let again = desk.update(&[PILE]);
    assert_eq!((again.unchanged, again.skipped), (3, 1));
    let same = unchanged(&desk.index(), &desk.path(PILE)).unwrap().map(|it| it.kinds.len());
    if let Some(kinds) = same {
        assert_eq!(kinds, 1, "the member that is not read is told again");
    }
    // One member is gone, one is changed, one is new, and they stand in another order.
    desk.write_bytes(
        PILE,
        &tar(&[("b.jsonl", LINES), ("new.txt", "A harbour was built."), ("a.txt", first)]),
    );
    let report = desk.update(&[PILE]);
    assert_eq!((report.indexed, report.replaced, report.removed, report.skipped), (1, 0, 0, 0), "{report:?}");
    desk.write_bytes(PILE, &tar(&[("a.txt", first), ("b.jsonl", LINES)]));
    assert_eq!(desk.update(&[PILE]).removed, 1);
    assert_eq!((desk.held(), answers(&desk.path("index")).unwrap()), before);
}

#[test]
fn an_archive_that_is_cut_off_keeps_what_it_had() {
    let desk = Desk::new();
    let long = "The council met. ".repeat(100);
    desk.write_bytes(
        PILE,
        &tar(&[("a.txt", "The harbour closed."), ("b.txt", &long), ("c.txt", "The bridge closed.")]),
    );
    desk.update(&[PILE]);
    let before = desk.held();
    let whole = fs::read(desk.path(PILE)).unwrap();
    desk.write_bytes(PILE, &whole[..2_000]);
    let report = desk.update(&[PILE]);
    assert_eq!((report.removed, report.rejected), (0, 1));
    assert_eq!(desk.held(), before);
    desk.write_bytes(PILE, &whole);
    desk.update(&[PILE]);
    assert_eq!(desk.held(), before);
}

#[test]
fn an_article_of_an_archive_is_read_again_when_its_copy_is_gone() {
    let desk = Desk::new();
    // The same text twice: the second is a duplicate, whose own text is needed once the first is gone.
    let text = "The council met on the harbour.";
    desk.write_bytes(PILE, &tar(&[("z.txt", text), ("a.txt", "The bridge closed.")]));
    desk.write("folder/copy.txt", text);
    desk.update(&["folder", PILE]);
    desk.write("folder/copy.txt", "Another text.");
    desk.update(&["folder", PILE]);
    let held = desk.held();
    assert_eq!(held.len(), 3);
    assert!(held.iter().any(|it| it.contains("pile.tar!z.txt") && it.contains("harbour")), "{held:?}");
}

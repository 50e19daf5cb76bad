//! What was read stays until it is known to be gone, and what is not taken is listed.

use std::collections::BTreeMap;
use std::fs;
use std::io::{self, Cursor, Read, Write};
use std::path::Path;
use std::sync::atomic::{AtomicU64, Ordering};

use newsgrep::article::{Article, ArticleId, Origin};
use newsgrep::index::WriterSettings;
use newsgrep::update::catalog::Ids;
use newsgrep::update::{
    BULK, Compare, Input, Progress, Unreachable, UpdateReport, UpdateSettings, commit_changes, rebuild,
    unchanged, update,
};

use crate::support::desk::Desk;
use crate::support::random::Random;
use crate::support::state::settings;

impl Desk {
    /// Puts articles in and takes them out, as a server does for `_bulk`: ids with texts, or nothing to delete.
    fn put(&self, articles: &[(&str, Option<&str>)]) {
        let index = self.index();
        let mut writer = index.writer(WriterSettings { memory: 0 }).unwrap();
        let mut changes = BTreeMap::new();
        for (id, text) in articles {
            let id = ArticleId::new(id).unwrap();
            let mut hash = None;
            match text {
                Some(text) => {
                    let mut article = Article::new(id.clone());
                    article.body = (*text).to_owned();
                    article.origins = vec![Origin { path: BULK.to_owned(), record: None }];
                    writer.replace(index.document_builder().prepare(&article)).unwrap();
                    hash = Some(article.content_hash());
                }
                None => writer.remove(&id),
            }
            changes.insert(id, hash);
        }
        commit_changes(&mut writer, &changes).unwrap();
    }

    fn rejects(&self, report: &UpdateReport) -> Vec<String> {
        let folder = format!("{}/", self.root.path().display());
        report.rejects().map(|it| it.to_string().replace(&folder, "")).collect()
    }
}

/// What became of the records: indexed, replaced, unchanged, duplicates, rejected; and the articles removed.
fn counts(report: &UpdateReport) -> [u64; 6] {
    [report.indexed, report.replaced, report.unchanged, report.duplicates, report.rejected, report.removed]
}

fn line(id: &str, text: &str) -> String {
    format!("{{\"id\":\"{id}\",\"text\":\"{text}\"}}\n")
}

#[test]
fn of_two_files_with_one_id_the_first_counts_and_the_other_is_listed() {
    let desk = Desk::new();
    desk.write("c/b.jsonl", &line("x", "The quarry closed."));
    assert_eq!(counts(&desk.update(&["c"])), [1, 0, 0, 0, 0, 0]);
    // A file that sorts before it is no earlier.
    desk.write("c/a.jsonl", &(line("x", "The quarry opened.") + &line("y", "The mill burnt.")));
    for _ in 0..2 {
        let report = desk.update(&["c"]);
        assert_eq!(report.rejected, 1, "{report:?}");
        assert_eq!(desk.rejects(&report), ["c/a.jsonl:1: same id as c/b.jsonl:1, another text"]);
        assert_eq!(desk.held(), ["x: The quarry closed. [c/b.jsonl:1]", "y: The mill burnt. [c/a.jsonl:2]"]);
    }
    // An edit of the first is seen, and the other still stands behind it.
    desk.write("c/b.jsonl", &line("x", "The quarry closed for good."));
    assert_eq!(counts(&desk.update(&["c"])), [0, 1, 1, 0, 1, 0]);
    assert_eq!(desk.held()[0], "x: The quarry closed for good. [c/b.jsonl:1]");
    // Once the first is gone the other has the id.
    fs::remove_file(desk.path("c/b.jsonl")).unwrap();
    let report = desk.update(&["c"]);
    assert_eq!((report.rejected, report.removed), (0, 0), "{report:?}");
    assert_eq!(desk.held()[0], "x: The quarry opened. [c/a.jsonl:1]");
}

#[test]
fn in_one_run_the_first_of_two_files_counts_whatever_is_read_first() {
    let desk = Desk::new();
    let page = |text: &str| {
        format!(
            "<html><head><link rel=canonical href=\"https://e.org/x\"><title>T</title></head><body><article><p>{text}</p></article></body></html>"
        )
    };
    desk.write("c/1.html", &page("The quarry closed on Monday, said nobody at all that day."));
    desk.write("c/2.html", &page("The quarry opened on Tuesday, said nobody at all that day."));
    for _ in 0..2 {
        let report = desk.update(&["c"]);
        assert_eq!((report.indexed + report.unchanged, report.rejected), (1, 1), "{report:?}");
        assert_eq!(desk.held().len(), 1);
        assert!(desk.held()[0].contains("Monday"), "{:?}", desk.held());
    }
}

#[test]
fn the_same_text_under_the_same_id_is_one_more_place() {
    let desk = Desk::new();
    desk.write("c/a.jsonl", &line("x", "The quarry closed."));
    desk.write("c/b.jsonl", &line("x", "The quarry closed."));
    assert_eq!(counts(&desk.update(&["c"])), [1, 0, 0, 1, 0, 0]);
    let both = ["x: The quarry closed. [c/a.jsonl:1 c/b.jsonl:1]"];
    assert_eq!(desk.held(), both);
    // What else the record says does not make it another text.
    desk.write("d/c.jsonl", "{\"id\":\"x\",\"text\":\"The quarry closed.\",\"author\":\"Ann Lee\"}\n");
    assert_eq!(counts(&desk.update(&["d"])), [0, 0, 0, 1, 0, 0]);
    assert_eq!(desk.held(), ["x: The quarry closed. [c/a.jsonl:1 c/b.jsonl:1 d/c.jsonl:1]"]);
    fs::remove_file(desk.path("c/a.jsonl")).unwrap();
    desk.update(&["c"]);
    assert_eq!(desk.held(), ["x: The quarry closed. [c/b.jsonl:1 d/c.jsonl:1]"]);
}

#[test]
fn a_version_that_states_to_be_later_replaces_in_any_order() {
    let version =
        |number: u32, text: &str| format!("{{\"id\":\"x\",\"version\":{number},\"text\":\"{text}\"}}\n");
    let copy = |key: &str, day: u32, text: &str| {
        format!("{{\"url\":\"https://e.org/x\",\"{key}\":\"2025-11-0{day}\",\"text\":\"{text}\"}}\n")
    };
    let (old, new) = ("The quarry closed.", "The quarry closed for good.");
    for (earlier, later) in [
        (version(1, old), version(2, new)),
        (copy("updated", 1, old), copy("updated", 2, new)),
        (copy("date_download", 1, old), copy("date_download", 2, new)),
        (copy("title", 1, old), copy("updated", 2, new).replace("{", "{\"title\":\"2025-11-01\",")),
    ] {
        for names in [["a", "b"], ["b", "a"]] {
            for runs in [1, 2] {
                let desk = Desk::new();
                let [first, second] = names.map(|it| format!("c/{it}.jsonl"));
                desk.write(&first, &earlier);
                let mut counted = [0; 6];
                if runs == 2 {
                    counted = counts(&desk.update(&["c"]));
                }
                desk.write(&second, &later);
                let now = counts(&desk.update(&["c"]));
                let all: Vec<u64> = counted.iter().zip(now).map(|(one, two)| one + two).collect();
                assert_eq!(all, [1, 1, if runs == 2 { 1 } else { 0 }, 0, 0, 0], "{names:?} {later}");
                assert!(desk.held()[0].contains(new), "{names:?}: {:?}", desk.held());
                assert_eq!(desk.held().len(), 1);
                // The earlier one does not come back when it is read again.
                desk.write(&first, &earlier);
                assert_eq!(desk.update(&["c"]).rejected, 0);
                assert!(desk.held()[0].contains(new), "{names:?}: {:?}", desk.held());
            }
        }
    }
}

#[test]
fn with_ids_by_file_both_are_kept() {
    let desk = Desk::new();
    desk.write("c/a.jsonl", &line("x", "The quarry closed."));
    desk.write("c/b.jsonl", &line("x", "The quarry opened."));
    assert_eq!(counts(&desk.update(&["c"])), [1, 0, 0, 0, 1, 0]);
    let per_file = UpdateSettings { ids: Some(Ids::PerFile), ..settings() };
    let report = desk.update_with(&["c"], &per_file);
    assert_eq!((report.indexed, report.rejected, report.removed), (2, 0, 1), "{report:?}");
    let both =
        ["c/a.jsonl#x: The quarry closed. [c/a.jsonl:1]", "c/b.jsonl#x: The quarry opened. [c/b.jsonl:1]"];
    assert_eq!(desk.held(), both);
    // The index remembers it.
    desk.write("c/b.jsonl", &line("x", "The quarry opened again."));
    assert_eq!(counts(&desk.update(&["c"])), [0, 1, 1, 0, 0, 0]);
    assert_eq!(desk.held().len(), 2);
}

#[cfg(unix)]
#[test]
fn an_edit_that_keeps_size_and_time_is_seen() {
    let desk = Desk::new();
    desk.write("c/a.txt", "The quarry closed.");
    let path = desk.path("c/a.txt");
    let hour_ago = std::time::SystemTime::now() - std::time::Duration::from_secs(3_600);
    let set = |path: &Path| {
        fs::File::options().write(true).open(path).unwrap().set_modified(hour_ago).unwrap();
    };
    set(&path);
    // Until the clock of the file system has moved on, every run reads it.
    let settle = || {
        let is_settled = |_: &u32| {
            desk.update(&["c"]);
            unchanged(&desk.index(), &desk.path("c")).unwrap().is_some()
        };
        assert!((0..10_000).find(is_settled).is_some());
    };
    settle();
    // Changed in its place, and by another file that takes its name.
    fs::write(&path, "The quarry opened.").unwrap();
    set(&path);
    assert_eq!(desk.update(&["c"]).replaced, 1);
    settle();
    fs::write(desk.path("new"), "The quarry moved!!").unwrap();
    set(&desk.path("new"));
    fs::rename(desk.path("new"), &path).unwrap();
    assert_eq!(desk.update(&["c"]).replaced, 1);
    let checked = UpdateSettings { compare: Compare::Contents, ..settings() };
    assert_eq!(counts(&desk.update_with(&["c"], &checked)), [0, 0, 1, 0, 0, 0]);
    assert!(desk.held()[0].contains("moved"));
}

#[test]
fn what_came_one_by_one_is_not_undone_by_reading_its_file_again() {
    let desk = Desk::new();
    let (x, y, z) =
        (line("x", "The quarry closed."), line("y", "The mill burnt."), line("z", "The dam broke."));
    desk.write("c/a.jsonl", &(x.clone() + &y + &z));
    desk.write("c/b.txt", "The ferry sank.");
    desk.update(&["c"]);
    let ferry = desk.path("c/b.txt").display().to_string();
    desk.put(&[("x", Some("The quarry never closed.")), ("y", None), (&ferry, None)]);
    let held = ["x: The quarry never closed. [_bulk]", "z: The dam broke. [c/a.jsonl:3]"];
    assert_eq!(desk.held(), held);
    // The files are read again, as they were and with their records in another order.
    for text in [x.clone() + &y + &z, z.clone() + &x + &y] {
        desk.write("c/a.jsonl", &text);
        let report = desk.update_with(&["c"], &UpdateSettings { compare: Compare::Contents, ..settings() });
        assert_eq!((report.rejected, report.removed, report.indexed), (0, 0, 0), "{report:?}");
        assert_eq!(desk.held().len(), 2, "{:?}", desk.held());
        assert_eq!(desk.held()[0], held[0]);
    }
    assert_eq!(rebuild(&desk.path("index"), WriterSettings { memory: 0 }).unwrap().saved, 2);
    desk.update_with(&["c"], &UpdateSettings { compare: Compare::Contents, ..settings() });
    assert_eq!(desk.held()[0], held[0]);
    // What the file says anew counts: of what was deleted it is an article, beside what was put there it is rejected.
    let again = line("x", "The quarry is a lake.") + &line("y", "The mill stands again.");
    desk.write("c/a.jsonl", &again);
    let report = desk.update(&["c"]);
    assert_eq!(desk.rejects(&report), ["c/a.jsonl:1: same id as _bulk, another text"]);
    assert_eq!(desk.held(), [held[0], "y: The mill stands again. [c/a.jsonl:2]"]);
}

#[test]
fn a_commit_of_few_articles_writes_little_and_keeps_the_catalog() {
    let desk = Desk::new();
    desk.write(
        "c/a.jsonl",
        &(0..500).map(|it| line(&format!("a{it}"), "The quarry closed.")).collect::<String>(),
    );
    desk.update(&["c"]);
    let sizes = || {
        let names = fs::read_dir(desk.path("index")).unwrap().map(|it| it.unwrap());
        let size = |prefix: &str, it: &fs::DirEntry| {
            it.file_name().to_str().unwrap().starts_with(prefix).then(|| it.metadata().unwrap().len())
        };
        let all: Vec<fs::DirEntry> = names.collect();
        ["catalog-", "changes-"].map(|it| all.iter().filter_map(|entry| size(it, entry)).collect::<Vec<_>>())
    };
    let [whole, _] = sizes();
    for number in 0..70 {
        desk.put(&[(&format!("b{}", number % 40), Some("The mill burnt.")), (&format!("a{number}"), None)]);
        let [catalog, changes] = sizes();
        assert_eq!(catalog.len(), 1, "{number}");
        assert!(changes.len() <= 64 && changes.iter().all(|it| *it < 200), "{number}: {changes:?}");
        if number < 64 {
            assert_eq!((catalog, changes.len()), (whole.clone(), number + 1));
        }
    }
    assert_eq!(desk.held().len(), 500 - 70 + 40);
    assert!(desk.index().writer(WriterSettings { memory: 0 }).unwrap().segments().unwrap() < 20);
    // A rebuild and an update take the changes into the catalog.
    let report = rebuild(&desk.path("index"), WriterSettings { memory: 0 }).unwrap();
    assert_eq!((report.saved, report.lost.len(), sizes()[1].len()), (470, 0, 0));
    desk.put(&[("c", Some("The dam broke."))]);
    let report = desk.update(&["c"]);
    assert_eq!((report.removed, report.rejected), (0, 0), "{report:?}");
    assert_eq!(desk.held().len(), 471);
}

#[test]
fn articles_come_one_by_one_into_an_index_without_a_catalog() {
    let desk = Desk::new();
    desk.put(&[("x", Some("The quarry closed."))]);
    assert_eq!(desk.held(), ["x: The quarry closed. [_bulk]"]);
    // Filled by other means: it has no catalog, and gets none.
    let desk = Desk::new();
    let index = desk.index();
    let mut writer = index.writer(WriterSettings { memory: 0 }).unwrap();
    let mut article = Article::new(ArticleId::new("made").unwrap());
    article.body = "The mill burnt.".to_owned();
    writer.add(index.document_builder().prepare(&article)).unwrap();
    writer.commit(b"").unwrap();
    drop(writer);
    desk.put(&[("x", Some("The quarry closed."))]);
    assert_eq!(desk.held().len(), 2);
    assert_eq!(rebuild(&desk.path("index"), WriterSettings { memory: 0 }).unwrap().saved, 2);
    assert_eq!(desk.held().len(), 2);
}

#[test]
fn a_folder_that_is_suddenly_empty_or_a_link_keeps_its_articles() {
    let desk = Desk::new();
    for name in ["c/a.txt", "c/disk/b.txt", "c/disk/deep/d.txt"] {
        desk.write(name, &format!("The quarry of {name} closed."));
    }
    desk.update(&["c"]);
    let held = desk.held();
    // The disk is not mounted: its folder is empty.
    fs::rename(desk.path("c/disk"), desk.path("away")).unwrap();
    fs::create_dir(desk.path("c/disk")).unwrap();
    for _ in 0..2 {
        let report = desk.update(&["c"]);
        assert_eq!((report.removed, report.rejected), (0, 1), "{report:?}");
        let reason = "c/disk: unreadable: nothing is there, and the index keeps what was (records: 2)";
        assert_eq!(desk.rejects(&report), [reason]);
        assert_eq!(desk.held(), held);
    }
    #[cfg(unix)]
    {
        // It moved, and a link leads to it.
        fs::remove_dir(desk.path("c/disk")).unwrap();
        std::os::unix::fs::symlink(desk.path("away"), desk.path("c/disk")).unwrap();
        let report = desk.update(&["c"]);
        assert_eq!((report.removed, report.rejected), (0, 1), "{report:?}");
        assert_eq!(desk.held(), held);
        fs::remove_file(desk.path("c/disk")).unwrap();
        fs::create_dir(desk.path("c/disk")).unwrap();
    }
    // Mounted again, one file less.
    fs::remove_dir(desk.path("c/disk")).unwrap();
    fs::rename(desk.path("away"), desk.path("c/disk")).unwrap();
    fs::remove_file(desk.path("c/disk/b.txt")).unwrap();
    let report = desk.update(&["c"]);
    assert_eq!((report.removed, report.rejected), (1, 0), "{report:?}");
    // A folder that is gone from one that is there is gone; a renamed one is found under its new name.
    fs::rename(desk.path("c/disk"), desk.path("c/other")).unwrap();
    let report = desk.update(&["c"]);
    assert_eq!(
        (report.removed, report.rejected, report.indexed + report.duplicates),
        (1, 0, 1),
        "{report:?}"
    );
    assert_eq!(desk.held().len(), 2);
}

#[test]
fn pruning_says_how_many_articles_it_takes_out_before() {
    static TOLD: AtomicU64 = AtomicU64::new(0);
    let desk = Desk::new();
    for name in ["c/a.txt", "c/disk/b.txt", "c/disk/d.txt", "c/e.txt"] {
        desk.write(name, &format!("The quarry of {name} closed."));
    }
    desk.update(&["c"]);
    fs::remove_file(desk.path("c/disk/b.txt")).unwrap();
    fs::remove_file(desk.path("c/disk/d.txt")).unwrap();
    fs::remove_file(desk.path("c/e.txt")).unwrap();
    let progress =
        Progress { before_prune: Some(|many| TOLD.store(many, Ordering::Relaxed)), ..Progress::default() };
    let input = Input { paths: vec![desk.path("c")], stream: None };
    let prune = UpdateSettings { unreachable: Unreachable::Prune, ..settings() };
    let report = update(&desk.index(), input, &prune, &progress).unwrap();
    assert_eq!((report.removed, report.rejected), (3, 0), "{report:?}");
    // The file from the folder that holds another is known to be gone.
    assert_eq!(TOLD.load(Ordering::Relaxed), 2);
    assert_eq!(desk.held().len(), 1);
}

#[test]
fn roots_in_roots_and_other_spellings_lose_nothing() {
    let desk = Desk::new();
    desk.write("c/a.txt", "The quarry closed.");
    desk.write("c/sub/b.jsonl", &line("x", "The mill burnt."));
    let held = ["c/a.txt: The quarry closed. [c/a.txt]", "x: The mill burnt. [c/sub/b.jsonl:1]"];
    for paths in [&["c", "c"][..], &["c", "c/sub"], &["c/sub", "c"], &["c/sub/b.jsonl", "c/"], &["c/a.txt"]] {
        let report = desk.update(paths);
        assert_eq!((report.removed, report.rejected), (0, 0), "{paths:?}: {report:?}");
        assert_eq!(desk.held(), held, "{paths:?}");
    }
    // Another spelling of a path is the same file, also when it was edited.
    desk.write("c/sub/b.jsonl", &line("x", "The mill burnt down."));
    let report = desk.update(&["c/sub/../../c"]);
    assert_eq!(
        (report.replaced, report.indexed, report.removed, report.rejected),
        (1, 0, 0, 0),
        "{report:?}"
    );
    assert_eq!(desk.held(), [held[0], "x: The mill burnt down. [c/sub/b.jsonl:1]"]);
    desk.write("c/sub/b.jsonl", &line("x", "The mill burnt."));
    desk.update(&["c"]);
    // A root that is a file, and a root that is missing.
    fs::rename(desk.path("c/a.txt"), desk.path("a.txt")).unwrap();
    let report = desk.update(&["c/a.txt"]);
    assert_eq!((report.removed, report.rejected), (0, 1), "{report:?}");
    assert_eq!(desk.held(), held);
    let report = desk.update(&["c"]);
    assert_eq!((report.removed, report.rejected), (1, 0), "{report:?}");
}

#[cfg(unix)]
#[test]
fn a_root_that_is_a_link_is_followed_and_keeps_what_was_when_it_leads_nowhere() {
    let desk = Desk::new();
    desk.write("data/a.txt", "The quarry closed.");
    desk.write("data/b.txt", "The mill burnt.");
    std::os::unix::fs::symlink(desk.path("data"), desk.path("c")).unwrap();
    assert_eq!(desk.update(&["c"]).indexed, 2);
    fs::remove_file(desk.path("data/b.txt")).unwrap();
    assert_eq!(counts(&desk.update(&["c"])), [0, 0, 1, 0, 0, 1]);
    fs::rename(desk.path("data"), desk.path("away")).unwrap();
    assert_eq!(counts(&desk.update(&["c"])), [0, 0, 0, 0, 1, 0]);
    fs::create_dir(desk.path("data")).unwrap();
    assert_eq!(counts(&desk.update(&["c"])), [0, 0, 0, 0, 1, 0]);
    assert_eq!(desk.held().len(), 1);
}

/// A packed stream that a disk stops handing out.
#[test]
fn a_disk_that_fails_within_a_packed_file_is_no_damage_and_damage_keeps_what_was_behind_it() {
    struct Failing;
    impl Read for Failing {
        fn read(&mut self, _: &mut [u8]) -> io::Result<usize> {
            Err(io::Error::from_raw_os_error(5))
        }
    }
    let mut packer = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    let mut random = Random::new(3);
    for number in 0..4_000 {
        packer
            .write_all(
                line(&number.to_string(), &format!("The quarry {} closed.", random.below(1 << 40)))
                    .as_bytes(),
            )
            .unwrap();
    }
    let packed = packer.finish().unwrap();
    let half = packed.len() / 2;
    let desk = Desk::new();
    let read = |stream: Box<dyn Read + Send>| {
        let input = Input { paths: Vec::new(), stream: Some(stream) };
        update(&desk.index(), input, &settings(), &Progress::default()).unwrap()
    };
    assert_eq!(read(Box::new(Cursor::new(packed.clone()))).indexed, 4_000);
    let report = read(Box::new(Cursor::new(packed[..half].to_vec()).chain(Failing)));
    let reason = report.rejects().next().unwrap().reason;
    assert!(reason.starts_with("unreadable: ") && report.removed == 0, "{reason}");
    // A file that was cut off tells nothing of what stood behind, either.
    let desk = Desk::new();
    fs::create_dir(desk.path("c")).unwrap();
    fs::write(desk.path("c/a.jsonl.gz"), &packed).unwrap();
    assert_eq!(desk.update(&["c"]).indexed, 4_000);
    fs::write(desk.path("c/a.jsonl.gz"), &packed[..half]).unwrap();
    for _ in 0..2 {
        let report = desk.update(&["c"]);
        assert_eq!((report.removed, report.rejected), (0, 1), "{:?}", desk.rejects(&report));
        assert!(desk.rejects(&report)[0].contains("damaged"));
    }
    assert_eq!(desk.held().len(), 4_000);
}

#[test]
fn what_a_stream_does_not_bring_again_is_not_gone() {
    let desk = Desk::new();
    let read = |text: String, unreachable: Unreachable| {
        let input = Input { paths: Vec::new(), stream: Some(Box::new(Cursor::new(text))) };
        let settings = UpdateSettings { unreachable, ..settings() };
        counts(&update(&desk.index(), input, &settings, &Progress::default()).unwrap())
    };
    let keep = |text: &str| read(text.to_owned(), Unreachable::Keep);
    let bare = |text: &str| format!("{{\"text\":\"{text}\"}}\n");
    let monday = line("x", "The quarry closed.") + &bare("The mill burnt.") + "nothing\n";
    assert_eq!(keep(&monday), [2, 0, 0, 0, 1, 0]);
    assert_eq!(keep(&(bare("The dam broke.") + &line("y", "The ferry sank."))), [2, 0, 0, 0, 0, 0]);
    let before = [
        "-:2: The mill burnt. [-:2]",
        "-:4: The dam broke. [-:4]",
        "x: The quarry closed. [-:1]",
        "y: The ferry sank. [-:5]",
    ];
    assert_eq!(desk.held(), before);
    // The same again, in whatever order, is the same.
    assert_eq!(keep(&(bare("The dam broke.") + &monday)), [0, 0, 3, 0, 1, 0]);
    assert_eq!(desk.held(), before);
    assert_eq!(keep(""), [0, 0, 0, 0, 1, 0]);
    assert_eq!(desk.held(), before);
    // What is said anew of an id replaces, also when it was said before.
    for (text, replaced) in [("The quarry opened.", 1), ("The quarry closed.", 1), ("The quarry closed.", 0)]
    {
        assert_eq!(keep(&line("x", text))[1], replaced, "{text}");
        assert!(
            desk.held().iter().any(|it| it.starts_with(&format!("x: {text}"))),
            "{text}: {:?}",
            desk.held()
        );
        assert_eq!(desk.held().len(), 4);
    }
    // What earlier streams brought is taken out on demand.
    assert_eq!(
        read(bare("The mill burnt."), Unreachable::Prune)[5],
        4,
        "one is named by its place, which is another"
    );
    assert_eq!(desk.held().len(), 1);
}

/// A relative path that is given in another folder is another folder, unless the index moved with its files.
#[cfg(feature = "cli")]
#[test]
fn a_relative_path_seen_from_elsewhere_is_not_taken_for_what_it_was() {
    let desk = Desk::new();
    desk.write("x/c/a.txt", "The quarry closed.");
    desk.write("y/c/a.txt", "The mill burnt.");
    let run = |folder: &str, index: &str, more: &[&str]| {
        let mut command = std::process::Command::new(env!("CARGO_BIN_EXE_newsgrep"));
        command.args(["index", "--index", index]).args(more).current_dir(desk.path(folder));
        let done = command.env("NEWSGREP_TODAY", "2025-12-01").output().unwrap();
        let told = String::from_utf8(done.stdout).unwrap() + &String::from_utf8(done.stderr).unwrap();
        (done.status.code(), told)
    };
    let index = desk.path("index").display().to_string();
    assert_eq!(run("x", &index, &["c"]).0, Some(0));
    let held = ["c/a.txt: The quarry closed. [c/a.txt]"];
    assert_eq!(desk.held(), held);
    for path in ["c", "c/a.txt", "./c"] {
        let (status, told) = run("y", &index, &[path]);
        assert_eq!(status, Some(2), "{told}");
        assert!(told.contains("x/c") && told.contains("name it by its whole path"), "{told}");
        assert_eq!(desk.held(), held);
    }
    // By its whole path it is read beside the other, and from where it was it is what it was.
    let whole = desk.path("y/c").display().to_string();
    assert_eq!(run("y", &index, &[&whole]).0, Some(0));
    assert_eq!(run("x", &index, &["c"]).0, Some(0));
    assert_eq!(desk.held().len(), 2);
    // An index that lies beside its files moves with them, and is copied with them.
    assert_eq!(run("x", "index", &["c"]).0, Some(0));
    fs::rename(desk.path("x"), desk.path("z")).unwrap();
    let (status, told) = run("z", "index", &["c"]);
    assert!(status == Some(0) && told.contains("unchanged 1"), "{told}");
    crate::support::state::copy(&desk.path("z"), &desk.path("copied"));
    let (status, told) = run("copied", "index", &["c"]);
    assert!(status == Some(0) && told.contains("unchanged 1"), "{told}");
}

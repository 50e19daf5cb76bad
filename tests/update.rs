//! An update comes to what a fresh index of the same files would hold.

use std::collections::BTreeMap;
use std::fs;
use std::io::{self, Cursor, Read};
use std::path::{Path, PathBuf};
use std::sync::atomic::Ordering;

use newsgrep::article::ArticleId;
use newsgrep::date::Day;
use newsgrep::extract::{ExtractSettings, FieldMap};
use newsgrep::index::{Index, WriterSettings};
use newsgrep::query::Query;
use newsgrep::readers::ReadSettings;
use newsgrep::search::{Engine, PageLimit, SearchRequest};
use newsgrep::update::catalog::{Ids, Keep};
use newsgrep::update::{
    Compare, Input, Mode, Progress, Unreachable, UpdateReport, UpdateSettings, rebuild, unchanged, update,
};

use crate::support::random::Random;
use crate::support::state::faults;

fn settings(threads: usize) -> UpdateSettings {
    UpdateSettings {
        read: ReadSettings::default(),
        extract: ExtractSettings {
            today: Day::new(2025, 12, 1).unwrap(),
            map: FieldMap::default(),
            dates: None,
        },
        memory: 15_000_000,
        threads,
        keep: None,
        ids: None,
        compare: Compare::Stamps,
        unreachable: Unreachable::Keep,
        mode: Mode::Write,
    }
}

fn bring_up_to_date(index: &Path, folder: &Path) -> UpdateReport {
    let index = if Index::is_at(index) { Index::open(index) } else { Index::create(index) }.unwrap();
    let input = Input { paths: vec![folder.to_owned()], stream: None };
    update(&index, input, &settings(2), &Progress::default()).unwrap()
}

/// Every article by id, with its title, body and places as seen from the folder.
fn contents(index: &Path, folder: &Path) -> BTreeMap<String, (String, String, Vec<String>)> {
    let searcher = Index::open(index).unwrap().searcher().unwrap();
    let mut request = SearchRequest::new(Query::All);
    request.limit = PageLimit::All;
    let folder = folder.to_str().unwrap();
    let hits = searcher.search(&request).unwrap().hits;
    let read = |id: &newsgrep::article::ArticleId| {
        let article = searcher.article(id).unwrap().unwrap();
        let places = article.origins.iter().map(|it| it.to_string().replace(folder, "")).collect();
        (id.as_str().replace(folder, ""), (article.title_text().to_owned(), article.body.clone(), places))
    };
    hits.iter().map(|hit| read(&hit.id)).collect()
}

fn counts(report: &UpdateReport) -> [u64; 6] {
    [report.indexed, report.replaced, report.unchanged, report.duplicates, report.rejected, report.removed]
}

#[test]
fn every_record_is_accounted_for() {
    let root = tempfile::tempdir().unwrap();
    let (folder, index) = (root.path().join("articles"), root.path().join("index"));
    fs::create_dir(&folder).unwrap();
    fs::write(folder.join("a.txt"), "Talks went on.\n\nNobody spoke of them.\n").unwrap();
    fs::write(folder.join("b.txt"), "Talks went on.\n\nNobody spoke of them.\n").unwrap();
    fs::write(
        folder.join("c.jsonl"),
        "{\"id\":\"x\",\"text\":\"One.\"}\n{broken\n{\"id\":\"x\",\"text\":\"Two.\"}\n",
    )
    .unwrap();
    fs::write(folder.join("d.mp4"), "no article").unwrap();
    let report = bring_up_to_date(&index, &folder);
    assert_eq!((counts(&report), report.skipped), ([2, 1, 0, 1, 1, 0], 1), "{report:?}");
    let reject = report.rejects().next().unwrap().to_string();
    assert!(reject.contains("c.jsonl:2"), "{reject}");
    let again = bring_up_to_date(&index, &folder);
    assert_eq!(counts(&again), [0, 0, 3, 1, 1, 0], "{again:?}");
    fs::remove_file(folder.join("a.txt")).unwrap();
    let less = bring_up_to_date(&index, &folder);
    assert_eq!(
        less.duplicates + less.indexed + less.unchanged + less.replaced + less.rejected,
        4,
        "{less:?}"
    );
    let held = contents(&index, &folder);
    assert_eq!(held.keys().map(String::as_str).collect::<Vec<_>>(), ["/b.txt", "x"]);
    assert_eq!(held["x"].1, "Two.");
}

/// Of two files with the same id the first counts, whichever came first: so that it does not matter here, each has ids
/// of its own. With ids as they are given every record is told of, and the index is whole.
#[test]
fn an_update_comes_to_what_a_fresh_index_would_hold() {
    let sequences = std::env::var("NEWSGREP_SEQUENCES").ok().and_then(|it| it.parse().ok()).unwrap_or(6);
    for seed in 0..sequences {
        let mut random = Random::new(seed);
        let root = tempfile::tempdir().unwrap();
        let (folder, index) = (root.path().join("articles"), root.path().join("index"));
        fs::create_dir_all(folder.join("sub")).unwrap();
        for step in 0..8 {
            for _ in 0..=random.below(3) {
                change(&folder, &mut random);
            }
            let report = update_as(&index, &folder, Ids::PerFile);
            let fresh = root.path().join(format!("fresh-{step}"));
            update_as(&fresh, &folder, Ids::PerFile);
            assert_eq!(
                contents(&index, &folder),
                contents(&fresh, &folder),
                "seed {seed}, step {step}: {report:?}"
            );
            let given = root.path().join("given");
            let counted = update_as(&given, &folder, Ids::AsGiven);
            let sum = |it: &UpdateReport| counts(it)[..5].iter().sum::<u64>();
            assert_eq!(sum(&counted), sum(&report), "seed {seed}, step {step}: {counted:?}");
            assert_eq!(faults(&given), [""; 0], "seed {seed}, step {step}: {counted:?}");
        }
    }
}

fn update_as(index: &Path, folder: &Path, ids: Ids) -> UpdateReport {
    let index = if Index::is_at(index) { Index::open(index) } else { Index::create(index) }.unwrap();
    let input = Input { paths: vec![folder.to_owned()], stream: None };
    let settings = UpdateSettings { ids: Some(ids), unreachable: Unreachable::Prune, ..settings(2) };
    update(&index, input, &settings, &Progress::default()).unwrap()
}

#[test]
fn what_cannot_be_read_is_not_gone() {
    let root = tempfile::tempdir().unwrap();
    let (folder, index) = (root.path().join("articles"), root.path().join("index"));
    fs::create_dir(&folder).unwrap();
    fs::write(folder.join("a.txt"), "The quarry closed.").unwrap();
    fs::write(folder.join("b.txt"), "The quarry opened.").unwrap();
    bring_up_to_date(&index, &folder);
    let held = contents(&index, &folder);
    let away = root.path().join("away");

    fs::rename(&folder, &away).unwrap();
    for state in ["missing", "empty", "empty for longer"] {
        let report = bring_up_to_date(&index, &folder);
        assert_eq!((report.removed, report.rejected), (0, 1), "{state}: {report:?}");
        assert_eq!(contents(&index, &folder), held, "{state}");
        let _ = fs::create_dir(&folder);
    }
    fs::remove_dir(&folder).unwrap();
    fs::rename(&away, &folder).unwrap();
    assert_eq!(counts(&bring_up_to_date(&index, &folder)), [0, 0, 2, 0, 0, 0]);
    // A file that is known to be absent is gone.
    fs::remove_file(folder.join("a.txt")).unwrap();
    assert_eq!(bring_up_to_date(&index, &folder).removed, 1);
    fs::remove_file(folder.join("b.txt")).unwrap();
    assert_eq!(update_keeping(&index, &folder, None).removed, 1);
}

#[test]
fn what_a_failed_read_did_not_reach_stays() {
    let root = tempfile::tempdir().unwrap();
    let index = root.path().join("index");
    let line = |id: &str| format!("{{\"id\":\"{id}\",\"text\":\"The quarry of {id} closed.\"}}\n");
    let read = |stream: Box<dyn Read + Send>| {
        let index = if Index::is_at(&index) { Index::open(&index) } else { Index::create(&index) }.unwrap();
        let input = Input { paths: Vec::new(), stream: Some(stream) };
        update(&index, input, &settings(1), &Progress::default()).unwrap()
    };
    let whole = ["a", "b", "c", "d"].map(line).concat();
    read(Box::new(Cursor::new(whole.clone())));
    for _ in 0..2 {
        let report = read(Box::new(Cursor::new(["a", "b"].map(line).concat()).chain(Failing)));
        assert_eq!((report.removed, report.rejected), (0, 1), "{report:?}");
        assert_eq!(contents(&index, root.path()).len(), 4);
    }
    assert_eq!(counts(&read(Box::new(Cursor::new(whole)))), [0, 0, 4, 0, 0, 0]);
}

/// A disk that fails.
struct Failing;

impl Read for Failing {
    fn read(&mut self, _: &mut [u8]) -> io::Result<usize> {
        Err(io::Error::other("input/output error"))
    }
}

/// One thing that happens to a folder of articles.
fn change(folder: &Path, random: &mut Random) {
    let files: Vec<PathBuf> = ["a.txt", "b.txt", "sub/c.txt", "d.jsonl", "sub/e.jsonl", "sub.txt"]
        .iter()
        .map(|it| folder.join(it))
        .collect();
    let pick = |random: &mut Random| files[random.below(files.len())].clone();
    let file = pick(random);
    match random.below(6) {
        0..=2 => write(&file, random),
        3 => drop(fs::remove_file(&file)),
        4 => drop(fs::rename(&file, pick(random))),
        // A file that is written again just as it was.
        _ => {
            if let Ok(text) = fs::read(&file) {
                fs::write(&file, text).unwrap();
            }
        }
    }
}

fn write(file: &Path, random: &mut Random) {
    let sentence = |random: &mut Random| {
        format!("The council met {} times about item {}.", 3 + random.below(3), random.below(2))
    };
    if file.extension().is_some_and(|it| it == "jsonl") {
        let mut lines = String::new();
        for _ in 0..random.below(4) {
            let text = sentence(random);
            lines += &match random.below(4) {
                0 => format!("{{\"id\":\"id{}\",\"text\":\"{text}\"}}\n", random.below(2)),
                1 => format!("{{\"url\":\"https://example.org/{}\",\"text\":\"{text}\"}}\n", random.below(2)),
                2 => format!("{{\"text\":\"{text}\"}}\n"),
                _ => "{\"text\":\n".to_owned(),
            };
        }
        fs::write(file, lines).unwrap();
    } else {
        fs::write(file, sentence(random)).unwrap();
    }
}

/// Brings the index up to date and is told about earlier wordings.
fn update_keeping(index: &Path, folder: &Path, keep: Option<Keep>) -> UpdateReport {
    let index = if Index::is_at(index) { Index::open(index) } else { Index::create(index) }.unwrap();
    let input = Input { paths: vec![folder.to_owned()], stream: None };
    let settings = UpdateSettings { keep, unreachable: Unreachable::Prune, ..settings(2) };
    update(&index, input, &settings, &Progress::default()).unwrap()
}

/// What the index holds: ids with bodies, those of earlier wordings with what marks them.
fn wordings(index: &Path) -> Vec<String> {
    let searcher = Index::open(index).unwrap().searcher().unwrap();
    let mut request = SearchRequest::new(Query::All);
    request.limit = PageLimit::All;
    let hits = searcher.search(&request).unwrap().hits;
    let mut found: Vec<String> = hits
        .iter()
        .map(|hit| {
            let article = searcher.article(&hit.id).unwrap().unwrap();
            assert_eq!(article.earlier, hit.earlier);
            let mark = hit.earlier.as_ref().map(|it| format!(" ({it})")).unwrap_or_default();
            format!("{}: {}{mark}", hit.id, article.body)
        })
        .collect();
    found.sort();
    found
}

#[test]
fn an_earlier_wording_stays_findable_and_is_marked() {
    let root = tempfile::tempdir().unwrap();
    let (folder, index) = (root.path().join("articles"), root.path().join("index"));
    fs::create_dir(&folder).unwrap();
    let wire = folder.join("wire.jsonl");
    let write = |text: &str| fs::write(&wire, format!("{{\"id\":\"x\",\"text\":\"{text}\"}}\n")).unwrap();
    write("They met.");
    update_keeping(&index, &folder, Some(Keep::Every));
    write("They met twice.");
    let report = update_keeping(&index, &folder, None);
    assert_eq!((report.kept, counts(&report)), (1, [0, 1, 0, 0, 0, 0]));
    let first = "x@1: They met. (an earlier one of x, replaced on 2025-12-01)";
    assert_eq!(wordings(&index), ["x: They met twice.", first]);
    assert_eq!(faults(&index), [""; 0]);
    // Nothing changes: nothing is kept.
    assert_eq!(update_keeping(&index, &folder, None).kept, 0);
    write("They met three times.");
    update_keeping(&index, &folder, None);
    // What was kept once is not kept again.
    write("They met.");
    update_keeping(&index, &folder, None);
    write("They met thrice.");
    assert_eq!(update_keeping(&index, &folder, None).kept, 0);
    let third = "x@3: They met three times. (an earlier one of x, replaced on 2025-12-01)";
    let second = "x@2: They met twice. (an earlier one of x, replaced on 2025-12-01)";
    assert_eq!(wordings(&index), ["x: They met thrice.", first, second, third]);
    assert_eq!(faults(&index), [""; 0]);
    // The index is told to stop: what is kept stays.
    write("They never met.");
    assert_eq!(update_keeping(&index, &folder, Some(Keep::Last)).kept, 0);
    assert_eq!(wordings(&index), ["x: They never met.", first, second, third]);
    // A rebuild keeps them, even when the catalog is lost.
    rebuild(&index, WriterSettings { memory: 15_000_000 }).unwrap();
    assert_eq!(wordings(&index).len(), 4);
    assert_eq!(faults(&index), [""; 0]);
    let mut names = fs::read_dir(&index).unwrap().map(|it| it.unwrap().path());
    let catalog = names.find(|it| it.to_string_lossy().contains("catalog-")).unwrap();
    fs::write(catalog, "nothing").unwrap();
    rebuild(&index, WriterSettings { memory: 15_000_000 }).unwrap();
    assert_eq!(wordings(&index).len(), 4);
    assert_eq!(faults(&index), [""; 0]);
    // With the article they go.
    fs::remove_file(&wire).unwrap();
    assert_eq!(update_keeping(&index, &folder, None).removed, 1);
    assert_eq!(wordings(&index), [""; 0]);
    assert_eq!(faults(&index), [""; 0]);
}

#[test]
fn an_earlier_wording_that_is_lost_or_altered_is_damage() {
    let root = tempfile::tempdir().unwrap();
    let (folder, index) = (root.path().join("articles"), root.path().join("index"));
    fs::create_dir(&folder).unwrap();
    for text in ["They met.", "They met twice."] {
        fs::write(folder.join("wire.jsonl"), format!("{{\"id\":\"x\",\"text\":\"{text}\"}}\n")).unwrap();
        update_keeping(&index, &folder, Some(Keep::Every));
    }
    assert_eq!(faults(&index), [""; 0]);
    let opened = Index::open(&index).unwrap();
    let catalog = opened.catalog().unwrap().unwrap();
    let id = ArticleId::new("x@1").unwrap();
    let mut kept = opened.searcher().unwrap().article(&id).unwrap().unwrap();
    kept.body = "They fought.".to_owned();
    let mut writer = opened.writer(WriterSettings { memory: 15_000_000 }).unwrap();
    writer.replace(opened.document_builder().prepare(&kept)).unwrap();
    writer.commit(&catalog).unwrap();
    assert_eq!(faults(&index), ["x@1, kept of x, is in the index in another wording"]);
    writer.remove(&id);
    writer.commit(&catalog).unwrap();
    drop(writer);
    assert_eq!(faults(&index), ["x@1, kept of x, is not in the index"]);
}

#[test]
fn an_article_that_takes_the_id_of_an_earlier_wording_has_it() {
    let root = tempfile::tempdir().unwrap();
    let (folder, index) = (root.path().join("articles"), root.path().join("index"));
    fs::create_dir(&folder).unwrap();
    let wire = folder.join("wire.jsonl");
    for text in ["One.", "Two."] {
        fs::write(&wire, format!("{{\"id\":\"x\",\"text\":\"{text}\"}}\n")).unwrap();
        update_keeping(&index, &folder, Some(Keep::Every));
    }
    fs::write(folder.join("b.jsonl"), "{\"id\":\"x@1\",\"text\":\"Mine.\"}\n").unwrap();
    update_keeping(&index, &folder, None);
    assert_eq!(wordings(&index), ["x: Two.", "x@1: Mine."]);
    assert_eq!(faults(&index), [""; 0]);
}

#[test]
fn what_says_the_same_as_a_superseded_record_is_an_article() {
    let root = tempfile::tempdir().unwrap();
    let (folder, index) = (root.path().join("articles"), root.path().join("index"));
    fs::create_dir(&folder).unwrap();
    let lines = "{\"id\":\"x\",\"text\":\"One.\"}\n{\"text\":\"One.\"}\n{\"id\":\"x\",\"text\":\"Two.\"}\n";
    fs::write(folder.join("a.jsonl"), lines).unwrap();
    let report = bring_up_to_date(&index, &folder);
    assert_eq!(counts(&report), [2, 1, 0, 0, 0, 0]);
    let held = contents(&index, &folder);
    let bodies: Vec<(&str, &str)> = held.iter().map(|(id, it)| (id.as_str(), it.1.as_str())).collect();
    assert_eq!(bodies, [("/a.jsonl:2", "One."), ("x", "Two.")]);
    assert_eq!(faults(&index), [""; 0]);
    assert_eq!(counts(&bring_up_to_date(&index, &folder)), [0, 0, 3, 0, 0, 0]);
}

#[test]
fn an_update_that_is_stopped_keeps_what_is_whole() {
    let root = tempfile::tempdir().unwrap();
    let (folder, index) = (root.path().join("articles"), root.path().join("index"));
    fs::create_dir(&folder).unwrap();
    fs::write(folder.join("a.txt"), "Talks went on.").unwrap();
    bring_up_to_date(&index, &folder);
    fs::write(folder.join("b.txt"), "They went on again.").unwrap();
    let progress = Progress::default();
    progress.stop.store(true, Ordering::Relaxed);
    let opened = Index::open(&index).unwrap();
    let input = Input { paths: vec![folder.clone()], stream: None };
    let report = update(&opened, input, &settings(1), &progress).unwrap();
    assert!(report.stopped);
    assert_eq!(contents(&index, &folder).len(), 1);
    bring_up_to_date(&index, &folder);
    assert_eq!(contents(&index, &folder).len(), 2);
}

#[test]
fn a_look_tells_whether_anything_changed() {
    let desk = tempfile::tempdir().unwrap();
    let (dir, folder) = (desk.path().join("index"), desk.path().join("articles"));
    // A file that changed just now may change again within the same tick of its clock.
    let put = |name: &str, text: &str| {
        let path = folder.join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(&path, text).unwrap();
        let hour_ago =
            fs::metadata(&path).unwrap().modified().unwrap() - std::time::Duration::from_secs(3_600);
        fs::File::options().write(true).open(&path).unwrap().set_modified(hour_ago).unwrap();
    };
    let look = |path: &Path| unchanged(&Index::open(&dir).unwrap(), path).unwrap().map(|it| it.rejected);
    put("a.txt", "The ferry sank.");
    put("deep/b.jsonl", "{\"id\": \"b\", \"text\": \"The bridge held.\"}\nnothing\n");
    put("c.rs", "fn main() {}");
    Index::create(&dir).unwrap();
    assert_eq!(look(&folder), None, "before the first update");
    // What changed within the last tick of the clock is read again.
    let settle = || {
        (0..10_000).find(|_| {
            bring_up_to_date(&dir, &folder);
            look(&folder).is_some()
        })
    };
    assert!(settle().is_some());
    assert_eq!(look(&folder), Some(1));
    assert_eq!(look(&folder.join("deep")), Some(1));
    assert_eq!(look(&folder.join("a.txt")), Some(0));
    put("c.rs", "fn other() {}");
    assert_eq!(look(&folder), Some(1), "a file that is not read");

    put("a.txt", "The ferry sank twice.");
    assert_eq!(look(&folder), None, "a file that changed");
    assert!(settle().is_some());
    put("deep/new.txt", "The road flooded.");
    assert_eq!(look(&folder), None, "a new file");
    assert_eq!(look(&folder.join("a.txt")), Some(0));
    assert!(settle().is_some());
    assert_eq!(look(&folder), Some(1));
    fs::remove_file(folder.join("a.txt")).unwrap();
    assert_eq!(look(&folder), None, "a file that is gone");
    assert_eq!(look(&folder.join("a.txt")), None);
    assert_eq!(look(&folder.join("deep")), Some(1));
}

//! What goes wrong with a disk, a process or a file never makes an answer wrong. The quick part;
//! all of it is `cargo bench --bench faults`.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::Arc;
use std::time::{Duration, Instant};

use newsgrep::index::faults::{Fault, Faults};
use newsgrep::index::{Index, IndexError, VerifyDepth, Writer, WriterSettings};
use newsgrep::search::{Count, Engine};
use newsgrep::update::rebuild;

use crate::support::articles::articles;
use crate::support::random::Random;
use crate::support::state::{
    Answers, answers, bring_opened_up_to_date, bring_up_to_date, change_articles, copy, faults, files,
    scores, write_articles,
};

const SETTINGS: WriterSettings = WriterSettings { memory: 15_000_000 };

/// A folder of articles, and an index of it.
struct Stage {
    root: tempfile::TempDir,
    folder: PathBuf,
    index: PathBuf,
}

impl Stage {
    fn new(articles: usize) -> Stage {
        let root = tempfile::tempdir().unwrap();
        let (folder, index) = (root.path().join("articles"), root.path().join("index"));
        write_articles(&folder, articles);
        bring_up_to_date(&index, &folder).unwrap();
        Stage { root, folder, index }
    }

    /// With articles changed since, and the index brought up to date.
    fn changed(articles: usize) -> Stage {
        let stage = Stage::new(articles);
        change_articles(&stage.folder, articles);
        bring_up_to_date(&stage.index, &stage.folder).unwrap();
        stage
    }

    /// With articles changed since; what the index answers now, and what one brought up to date would.
    fn changing(articles: usize) -> (Stage, Answers, Answers, PathBuf) {
        let stage = Stage::new(articles);
        let old = answers(&stage.index).unwrap();
        change_articles(&stage.folder, articles);
        let clean = stage.root.path().join("clean");
        bring_up_to_date(&clean, &stage.folder).unwrap();
        let new = answers(&clean).unwrap();
        (stage, old, new, clean)
    }
}

#[test]
fn a_disk_that_fails_at_any_call_leaves_the_state_before_or_after() {
    let (Stage { root, folder, index: before }, old, new, clean) = Stage::changing(6);
    let new_scores = scores(&clean);
    let counted = Arc::new(Faults::none());
    let index = root.path().join("counted");
    copy(&before, &index);
    let opened = Index::open_with_faults(&index, Arc::clone(&counted)).unwrap();
    bring_opened_up_to_date(&opened, &folder).unwrap();
    let calls = counted.calls();
    assert!(calls > 30, "{calls}");
    for (kind, fault) in (0..).zip(Fault::ALL) {
        for call in (kind * 3..calls).step_by(17) {
            let index = root.path().join(format!("{fault:?}-{call}"));
            copy(&before, &index);
            let opened = Index::open_with_faults(&index, Arc::new(Faults::at(call, fault))).unwrap();
            let done = bring_opened_up_to_date(&opened, &folder);
            drop(opened);
            let now = answers(&index).unwrap();
            assert!(now == new || (now == old && done.is_err()), "{fault:?} at {call}: {done:?}");
            assert_eq!(faults(&index), [""; 0], "{fault:?} at {call}");
            bring_up_to_date(&index, &folder).unwrap();
            assert_eq!(answers(&index).unwrap(), new, "{fault:?} at {call}");
            assert_eq!(scores(&index), new_scores, "{fault:?} at {call}");
            assert_eq!(faults(&index), [""; 0], "{fault:?} at {call}");
            fs::remove_dir_all(&index).unwrap();
        }
    }
}

#[test]
fn once_an_article_could_not_be_added_nothing_is_committed() {
    let stage = Stage::new(3);
    let before = answers(&stage.index).unwrap();
    let article = &articles(5, 1)[0];
    let mut failed = 0;
    for call in 0..8 {
        let plan = Arc::new(Faults::at(call, Fault::Failing));
        let index = Index::open_with_faults(&stage.index, plan).unwrap();
        let Ok(mut writer) = index.writer(SETTINGS) else { continue };
        let catalog = writer.catalog().unwrap().unwrap_or_default();
        if let Err(error) = writer.add(index.document_builder().prepare(article)) {
            assert!(matches!(error, IndexError::Io { .. }), "{error}");
            let error = writer.commit(&catalog).unwrap_err();
            assert!(matches!(error, IndexError::Io { .. }), "{error}");
            failed += 1;
        }
        drop(writer);
        assert_eq!(answers(&stage.index).unwrap(), before, "{call}");
    }
    assert!(failed > 0);
}

#[test]
fn a_commit_that_is_tried_again_adds_nothing_twice() {
    let before = Stage::new(3);
    let new = articles(5, 2);
    let change = |index: &Index, writer: &mut Writer| -> Result<(), IndexError> {
        let mut document_builder = index.document_builder();
        writer.replace(document_builder.prepare(&new[0]))?;
        writer.add(document_builder.prepare(&new[1]))
    };
    let with = |index: &Path, plan: Faults, tries: usize| -> Result<(), IndexError> {
        let index = Index::open_with_faults(index, Arc::new(plan)).unwrap();
        let mut writer = index.writer(SETTINGS)?;
        let catalog = writer.catalog()?.unwrap_or_default();
        change(&index, &mut writer)?;
        (0..tries).map(|_| writer.commit(&catalog)).find(Result::is_ok).unwrap_or(Ok(()))
    };
    let path = |name: &str| before.root.path().join(name);
    copy(&before.index, &path("whole"));
    with(&path("whole"), Faults::none(), 1).unwrap();
    let (old, changed) = (answers(&before.index).unwrap(), answers(&path("whole")).unwrap());
    let counted = Arc::new(Faults::none());
    copy(&before.index, &path("counted"));
    let opened = Index::open_with_faults(&path("counted"), Arc::clone(&counted)).unwrap();
    let mut writer = opened.writer(SETTINGS).unwrap();
    change(&opened, &mut writer).unwrap();
    writer.commit(b"").unwrap();
    for call in 0..counted.calls() {
        let index = path(&format!("at-{call}"));
        copy(&before.index, &index);
        let _ = with(&index, Faults::at(call, Fault::Failing), 2);
        let now = answers(&index).unwrap();
        let (report, _) = Index::open(&index).unwrap().verify(VerifyDepth::Full).unwrap();
        assert_eq!(report.findings, [""; 0], "{call}");
        assert!(now == old || now == changed, "{call}");
        fs::remove_dir_all(&index).unwrap();
    }
}

#[test]
fn an_index_that_was_not_made_to_its_end_is_made_the_next_time() {
    let root = tempfile::tempdir().unwrap();
    let folder = root.path().join("articles");
    write_articles(&folder, 2);
    let clean = root.path().join("clean");
    bring_up_to_date(&clean, &folder).unwrap();
    for call in 0.. {
        let index = root.path().join(format!("at-{call}"));
        let plan = Arc::new(Faults::at(call, Fault::Stopped));
        let made = Index::create_with_faults(&index, Arc::clone(&plan));
        let whole = made.is_ok();
        drop(made);
        bring_up_to_date(&index, &folder).unwrap();
        assert_eq!(answers(&index).unwrap(), answers(&clean).unwrap(), "{call}");
        if whole {
            assert!(call > 5, "{call}");
            break;
        }
    }
}

#[test]
fn a_folder_of_somebody_else_is_not_touched() {
    let root = tempfile::tempdir().unwrap();
    let index = root.path().join("index");
    fs::create_dir_all(index.join("segments")).unwrap();
    fs::write(index.join("segments/letters.txt"), "mine").unwrap();
    assert!(Index::create(&index).is_err());
    assert_eq!(fs::read_to_string(index.join("segments/letters.txt")).unwrap(), "mine");
}

#[test]
fn an_index_without_its_manifest_is_not_taken_for_none() {
    let Stage { root: _root, index, .. } = Stage::new(4);
    let whole = answers(&index).unwrap();
    fs::remove_file(index.join("newsgrep.json")).unwrap();
    assert!(matches!(Index::create(&index), Err(IndexError::Damaged { .. })));
    assert!(matches!(Index::open(&index), Err(IndexError::Damaged { .. })));
    assert!(Index::is_at(&index));
    let report = rebuild(&index, SETTINGS).unwrap();
    assert_eq!((report.lost.len(), answers(&index).unwrap()), (0, whole));
    assert_eq!(faults(&index), [""; 0]);
}

#[test]
fn a_reader_is_not_lost_when_the_index_is_made_anew() {
    let Stage { root: _root, index, .. } = Stage::new(4);
    let opened = Index::open(&index).unwrap();
    let before = opened.searcher().unwrap();
    rebuild(&index, SETTINGS).unwrap();
    let everything = newsgrep::search::SearchRequest::new(newsgrep::query::Query::All);
    assert_eq!(before.search(&everything).unwrap().articles, Count::Exact(6));
    let after = opened.newer_than(&before).unwrap().unwrap();
    assert_eq!(after.search(&everything).unwrap().articles, Count::Exact(6));
}

/// What an altered index may do: answer as it did, or say that it is damaged.
#[test]
fn an_altered_file_is_reported_or_harmless() {
    let Stage { root: _root, index, .. } = Stage::changed(6);
    let whole = answers(&index).unwrap();
    let mut random = Random::new(6);
    let mut reported = 0;
    for file in files(&index) {
        let bytes = fs::read(&file).unwrap();
        let mut alterations: Vec<Option<Vec<u8>>> = vec![None];
        for _ in 0..if bytes.is_empty() { 0 } else { 5 } {
            let at = random.below(bytes.len());
            let mut flipped = bytes.clone();
            flipped[at] ^= 1 << random.below(8);
            alterations.extend([Some(flipped), Some(bytes[..at].to_vec())]);
        }
        for altered in alterations {
            match &altered {
                Some(altered) => fs::write(&file, altered).unwrap(),
                None => fs::remove_file(&file).unwrap(),
            }
            match answers(&index) {
                Ok(now) => assert_eq!(now, whole, "{}", file.display()),
                Err(_) => {
                    reported += 1;
                    assert_ne!(faults(&index), [""; 0], "{}", file.display());
                }
            }
        }
        fs::write(&file, &bytes).unwrap();
    }
    assert!(reported > 50, "{reported}");
    assert_eq!(faults(&index), [""; 0]);
}

#[test]
fn a_rebuild_saves_what_is_whole_and_names_what_is_lost() {
    let Stage { root, folder, index } = Stage::changed(6);
    let whole = answers(&index).unwrap();
    for file in files(&index) {
        let copied = root.path().join("copied");
        copy(&index, &copied);
        let damaged = copied.join(file.strip_prefix(&index).unwrap());
        let mut bytes = fs::read(&file).unwrap();
        if bytes.is_empty() {
            fs::remove_dir_all(&copied).unwrap();
            continue;
        }
        let middle = bytes.len() / 3;
        bytes[middle] ^= 16;
        fs::write(&damaged, bytes).unwrap();
        let report = rebuild(&copied, SETTINGS).unwrap();
        let is_store = file.extension().is_some_and(|it| it == "store");
        assert_eq!(report.lost.is_empty(), !is_store, "{}: {report:?}", file.display());
        if !is_store {
            assert_eq!(answers(&copied).unwrap(), whole, "{}", file.display());
        }
        assert_eq!(faults(&copied), [""; 0], "{}: {report:?}", file.display());
        // What is lost is read again.
        bring_up_to_date(&copied, &folder).unwrap();
        assert_eq!(answers(&copied).unwrap(), whole, "{}", file.display());
        assert_eq!(faults(&copied), [""; 0], "{}", file.display());
        fs::remove_dir_all(&copied).unwrap();
    }
}

#[test]
fn one_writes_and_the_others_are_told_who() {
    let Stage { root: _root, index, .. } = Stage::new(2);
    let opened = Index::open(&index).unwrap();
    let writer = opened.writer(SETTINGS).unwrap();
    let error = opened.writer(SETTINGS).map(drop).unwrap_err().to_string();
    assert!(error.contains(&format!("process {} since 2", std::process::id())), "{error}");
    assert!(answers(&index).is_ok());
    drop(writer);
    // What a process wrote into the lock that has ended does not hold it.
    fs::write(index.join("writer.lock"), "1").unwrap();
    assert!(opened.writer(SETTINGS).is_ok());
}

#[test]
fn two_writers_in_turn_know_of_each_other() {
    let root = tempfile::tempdir().unwrap();
    let (one, two, index) = (root.path().join("one"), root.path().join("two"), root.path().join("index"));
    write_articles(&one, 3);
    write_articles(&two, 3);
    fs::write(two.join("own.txt"), "Nobody else says this.").unwrap();
    let (first, second) = (Index::create(&index).unwrap(), Index::open(&index).unwrap());
    bring_opened_up_to_date(&first, &one).unwrap();
    bring_opened_up_to_date(&second, &two).unwrap();
    bring_opened_up_to_date(&first, &one).unwrap();
    assert_eq!(faults(&index), [""; 0]);
    assert_eq!(answers(&index).unwrap()[0].0, 5);
}

#[cfg(feature = "cli")]
#[test]
fn a_process_that_is_killed_leaves_the_state_before_or_after() {
    let (Stage { root, folder, index: before }, old, new, _) = Stage::changing(40);
    let run = |index: &Path| {
        Command::new(env!("CARGO_BIN_EXE_newsgrep"))
            .args(["index", "--threads", "1", "--index"])
            .args([index, &folder])
            .env("NEWSGREP_TODAY", "2025-12-01")
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap()
    };
    let timed = root.path().join("timed");
    copy(&before, &timed);
    let start = Instant::now();
    run(&timed).wait().unwrap();
    let whole_run = start.elapsed();
    for part in 1..=8u32 {
        let index = root.path().join(format!("killed-{part}"));
        copy(&before, &index);
        let mut child = run(&index);
        std::thread::sleep(Duration::from_micros(whole_run.as_micros() as u64 * u64::from(part) / 9));
        child.kill().unwrap();
        child.wait().unwrap();
        let now = answers(&index).unwrap();
        assert!(now == new || now == old, "killed at {part}/9");
        assert_eq!(faults(&index), [""; 0]);
        bring_up_to_date(&index, &folder).unwrap();
        assert_eq!(answers(&index).unwrap(), new);
    }
}

/// What a disk that was full leaves behind is removed at once where it can be, else by the next writer.
#[test]
fn a_full_disk_leaves_no_half_segment_behind() {
    let (Stage { root, folder, index: before }, ..) = Stage::changing(6);
    let counted = Arc::new(Faults::none());
    let index = root.path().join("counted");
    copy(&before, &index);
    bring_opened_up_to_date(&Index::open_with_faults(&index, Arc::clone(&counted)).unwrap(), &folder)
        .unwrap();
    let named = |index: &Path| -> Vec<String> {
        let relative = |it: PathBuf| it.strip_prefix(index).unwrap().display().to_string();
        files(index).into_iter().map(relative).collect()
    };
    let of_segments = |names: &[String]| {
        let is_part =
            |name: &&String| name.starts_with("segments") && !name.contains("/.") && !name.ends_with("json");
        names.iter().filter(is_part).cloned().collect::<Vec<_>>()
    };
    let old = named(&before);
    let mut failures = 0;
    for fault in [Fault::NoSpace, Fault::Short, Fault::Stopped] {
        for call in (0..counted.calls()).step_by(7) {
            let index = root.path().join(format!("{fault:?}-{call}"));
            copy(&before, &index);
            fs::write(index.join("notes.txt"), "mine").unwrap();
            fs::write(index.join("segments/letter.txt"), "mine").unwrap();
            let opened = Index::open_with_faults(&index, Arc::new(Faults::at(call, fault))).unwrap();
            let done = bring_opened_up_to_date(&opened, &folder);
            drop(opened);
            let now = named(&index);
            if done.is_err() && fault != Fault::Stopped {
                failures += 1;
                let half: Vec<&String> = now.iter().filter(|it| it.ends_with(".new")).collect();
                assert!(half.is_empty(), "{fault:?} at {call}: {half:?}");
                let switched = now.iter().find(|it| it.starts_with("catalog-"))
                    != old.iter().find(|it| it.starts_with("catalog-"));
                let parts = of_segments(&now).len() - 1;
                assert!(switched || parts == of_segments(&old).len(), "{fault:?} at {call}: {now:?}");
            }
            // The next writer removes the rest, and nothing that it did not make.
            drop(Index::open(&index).unwrap().writer(SETTINGS).unwrap());
            let kept = named(&index);
            let segments = Index::open(&index).unwrap().searcher().unwrap().info().unwrap().segments;
            let stores = kept.iter().filter(|it| it.ends_with(".store")).count();
            assert_eq!(stores, segments, "{fault:?} at {call}: {kept:?}");
            assert_eq!(kept.iter().filter(|it| it.contains("catalog-")).count(), 1, "{fault:?} at {call}");
            assert!(kept.iter().all(|it| !it.ends_with(".new")), "{fault:?} at {call}: {kept:?}");
            assert!(index.join("notes.txt").exists() && index.join("segments/letter.txt").exists());
            fs::remove_dir_all(&index).unwrap();
        }
    }
    assert!(failures > 5, "{failures}");
}

#[test]
fn an_index_that_was_opened_before_a_rebuild_answers_and_writes_after_it() {
    let Stage { root: _root, index, folder } = Stage::new(4);
    let opened = Index::open(&index).unwrap();
    for _ in 0..3 {
        rebuild(&index, SETTINGS).unwrap();
        let everything = newsgrep::search::SearchRequest::new(newsgrep::query::Query::All);
        // Not opened anew: what it was opened with is gone.
        assert_eq!(opened.searcher().unwrap().search(&everything).unwrap().articles, Count::Exact(6));
        assert!(opened.catalog().unwrap().is_some());
        assert_eq!(newsgrep::update::verify(&opened, VerifyDepth::Full).unwrap().findings, [""; 0]);
        bring_opened_up_to_date(&opened, &folder).unwrap();
    }
}

#[test]
fn readers_and_rebuilds_at_once_never_see_damage() {
    let Stage { root: _root, index, .. } = Stage::new(4);
    let whole = answers(&index).unwrap();
    std::thread::scope(|scope| {
        let rebuilding = scope.spawn(|| (0..8).for_each(|_| drop(rebuild(&index, SETTINGS).unwrap())));
        let opened = Index::open(&index).unwrap();
        let mut looks = 0;
        while !rebuilding.is_finished() || looks == 0 {
            assert_eq!(answers(&index).unwrap(), whole);
            assert!(opened.searcher().is_ok());
            assert_eq!(faults(&index), [""; 0]);
            looks += 1;
        }
    });
    assert_eq!(answers(&index).unwrap(), whole);
}

#[test]
fn of_two_rebuilds_one_is_told_who_works() {
    let Stage { root: _root, index, .. } = Stage::new(4);
    let working = newsgrep::index::Rebuild::begin(&index, SETTINGS).unwrap();
    let error = rebuild(&index, SETTINGS).unwrap_err().to_string();
    assert!(error.contains(&format!("locked by process {} since 2", std::process::id())), "{error}");
    drop(working);
    let report = rebuild(&index, SETTINGS).unwrap();
    assert_eq!((report.saved, report.lost_articles), (6, 0));
    // Nothing is left of the one that was given up.
    let folders = fs::read_dir(&index).unwrap().filter(|it| it.as_ref().unwrap().path().is_dir()).count();
    assert_eq!(folders, 1);
}

#[test]
fn a_rebuild_accounts_for_every_article_one_by_one() {
    // Articles that the catalog does not know: a catalog from before they came.
    let Stage { root, index, .. } = Stage::new(4);
    let opened = Index::open(&index).unwrap();
    let mut writer = opened.writer(SETTINGS).unwrap();
    let catalog = writer.catalog().unwrap().unwrap();
    let stray = &articles(9, 2)[..2];
    for article in stray {
        writer.add(opened.document_builder().prepare(article)).unwrap();
    }
    writer.commit(&catalog).unwrap();
    drop(writer);
    let report = rebuild(&index, SETTINGS).unwrap();
    assert_eq!((report.saved, report.lost_articles), (8, 0), "{report:?}");
    assert_eq!(faults(&index), [""; 0]);
    // A whole segment that cannot be read, and a catalog that does not know it: so many are lost, not none or one.
    let opened = Index::open(&index).unwrap();
    let mut writer = opened.writer(SETTINGS).unwrap();
    let catalog = writer.catalog().unwrap().unwrap();
    let known: Vec<PathBuf> = files(&index);
    for article in &articles(11, 3)[..3] {
        writer.add(opened.document_builder().prepare(article)).unwrap();
    }
    writer.commit(&catalog).unwrap();
    drop(writer);
    let new = files(&index)
        .into_iter()
        .find(|it| !known.contains(it) && it.extension().is_some_and(|it| it == "store"));
    fs::write(new.unwrap(), "nothing").unwrap();
    let report = rebuild(&index, SETTINGS).unwrap();
    assert_eq!((report.saved, report.lost_articles), (8, 3), "{report:?}");
    assert_eq!(faults(&index), [""; 0]);
    drop(root);
}

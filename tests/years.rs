//! Days that are said without a year take it from what names it, and from nothing else.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use newsgrep::date::{Day, DayRange};
use newsgrep::extract::{ExtractSettings, FieldMap};
use newsgrep::index::{Index, VerifyDepth, WriterSettings};
use newsgrep::query::Query;
use newsgrep::readers::ReadSettings;
use newsgrep::search::{Engine, PageLimit, SearchRequest};
use newsgrep::update::{
    Compare, Input, Mode, Progress, Unreachable, UpdateSettings, rebuild, update, verify,
};

fn bring_up_to_date(index: &Path, folder: &Path, dates: Option<DayRange>, memory: usize) {
    let today = Day::new(2026, 6, 1).unwrap();
    let settings = UpdateSettings {
        read: ReadSettings::default(),
        extract: ExtractSettings { today, map: FieldMap::default(), dates },
        memory,
        threads: 2,
        keep: None,
        ids: None,
        compare: if dates.is_some() { Compare::Contents } else { Compare::Stamps },
        unreachable: Unreachable::Prune,
        mode: Mode::Write,
    };
    let index = if Index::is_at(index) { Index::open(index) } else { Index::create(index) }.unwrap();
    let input = Input { paths: vec![folder.to_owned()], stream: None };
    update(&index, input, &settings, &Progress::default()).unwrap();
    let report = verify(&index, VerifyDepth::Full).unwrap();
    assert!(report.findings.is_empty(), "{:?}", report.findings);
}

/// The day of each article by the name of its file, with how sure it is and by what it was found.
fn days(index: &Path) -> BTreeMap<String, String> {
    let searcher = Index::open(index).unwrap().searcher().unwrap();
    let mut request = SearchRequest::new(Query::All);
    request.limit = PageLimit::All;
    let shown = |it: newsgrep::date::Dating| {
        format!("{} {} by {}", it.day, it.certainty().as_str(), it.found.as_str())
    };
    let hits = searcher.search(&request).unwrap().hits;
    let name = |path: &str| path.rsplit('/').next().unwrap_or(path).to_owned();
    hits.iter()
        .map(|hit| (name(&hit.origins[0].to_string()), hit.dating.map_or("unknown".to_owned(), shown)))
        .collect()
}

fn story(line: &str) -> String {
    format!(
        "The quay at {line} is closed for good\n\n{line}\n\nThe council of Norvik closed the old quay after a long debate at night.\n\n\
         Those who came to listen were less convinced, and said so loudly.\n"
    )
}

const MEMORY: usize = 15_000_000;

#[test]
fn neighbours_tell_a_year_whatever_comes_first_and_as_long_as_they_are_there() {
    let root = tempfile::tempdir().unwrap();
    let (folder, index) = (root.path().join("pile"), root.path().join("index"));
    fs::create_dir_all(&folder).unwrap();
    let write = |name: &str, line: &str| fs::write(folder.join(name), story(line)).unwrap();
    let day_of = |name: &str| days(&index)[name].clone();
    write("b.txt", "November 27");
    bring_up_to_date(&index, &folder, None, MEMORY);
    assert_eq!(day_of("b.txt"), "unknown");
    // A neighbour comes.
    write("c.txt", "November 28, 2025");
    bring_up_to_date(&index, &folder, None, MEMORY);
    assert_eq!(day_of("b.txt"), "2025-11-27 inferred by neighbours");
    assert_eq!(day_of("c.txt"), "2025-11-28 stated by head");
    let with_neighbour = days(&index);
    // A rebuild keeps it, and so does an update that finds nothing new.
    rebuild(&index, WriterSettings { memory: MEMORY }).unwrap();
    assert_eq!(days(&index), with_neighbour);
    bring_up_to_date(&index, &folder, None, MEMORY);
    assert_eq!(days(&index), with_neighbour);
    // Both at once, in one go.
    let fresh = root.path().join("fresh");
    bring_up_to_date(&fresh, &folder, None, MEMORY);
    assert_eq!(days(&fresh), with_neighbour);
    // Another year fits as well.
    write("a.txt", "November 20, 2024");
    bring_up_to_date(&index, &folder, None, MEMORY);
    assert_eq!(day_of("b.txt"), "unknown");
    // What tells is gone.
    fs::remove_file(folder.join("c.txt")).unwrap();
    bring_up_to_date(&index, &folder, None, MEMORY);
    assert_eq!(day_of("b.txt"), "2024-11-27 inferred by neighbours");
    fs::remove_file(folder.join("a.txt")).unwrap();
    bring_up_to_date(&index, &folder, None, MEMORY);
    assert_eq!(days(&index), BTreeMap::from([("b.txt".to_owned(), "unknown".to_owned())]));
}

#[test]
fn records_of_a_file_are_neighbours_even_when_there_are_more_than_fit_into_memory() {
    let root = tempfile::tempdir().unwrap();
    let (folder, index) = (root.path().join("pile"), root.path().join("index"));
    fs::create_dir_all(&folder).unwrap();
    let mut lines = String::new();
    for number in 0..600 {
        let text = format!("Quay {number} closed. {}", "It rained on the quay all night long. ".repeat(40));
        lines += &format!("{{\"id\":\"{number}\",\"date\":\"27 November\",\"text\":\"{text}\"}}\n");
    }
    lines += "{\"id\":\"told\",\"date\":\"2025-12-01\",\"text\":\"The quay is open.\"}\n";
    fs::write(folder.join("wire.jsonl"), lines).unwrap();
    bring_up_to_date(&index, &folder, None, MEMORY);
    let days = days(&index);
    assert_eq!(days.len(), 601);
    assert_eq!(days.values().filter(|it| *it == "2025-11-27 inferred by neighbours").count(), 600);
}

#[test]
fn the_range_that_a_user_gives_holds_for_what_was_read_before_too() {
    let root = tempfile::tempdir().unwrap();
    let (folder, index) = (root.path().join("pile"), root.path().join("index"));
    fs::create_dir_all(&folder).unwrap();
    fs::write(folder.join("a.txt"), story("November 27")).unwrap();
    fs::write(folder.join("b.txt"), story("January 3")).unwrap();
    bring_up_to_date(&index, &folder, None, MEMORY);
    assert!(days(&index).values().all(|it| it == "unknown"));
    let range = "2025-01..2026-02".parse().ok();
    bring_up_to_date(&index, &folder, range, MEMORY);
    let days = days(&index);
    assert_eq!(days["a.txt"], "2025-11-27 inferred by range");
    // It lies twice in the range.
    assert_eq!(days["b.txt"], "unknown");
}

//! What an index answers, so that it can be compared with what it should answer after something went wrong.

use std::fs;
use std::path::{Path, PathBuf};

use newsgrep::date::Day;
use newsgrep::extract::{ExtractSettings, FieldMap};
use newsgrep::index::{Index, VerifyDepth, WriterSettings};
use newsgrep::query::{BareWords, ParseSettings, parse};
use newsgrep::readers::ReadSettings;
use newsgrep::search::{Engine, PageLimit, SearchError, SearchRequest};
use newsgrep::update::{
    Compare, Input, Mode, Progress, Unreachable, UpdateError, UpdateReport, UpdateSettings, update, verify,
};

const QUERIES: [&str; 12] = [
    "NOT speaker:nobody",
    "council",
    "\"council met\"",
    "=met",
    "harbour NEAR/4 council",
    "speaker:lee",
    "counc*",
    "harbor~",
    "lee SAID budget",
    "source:post",
    "date:2025-11",
    "council AND NOT harbour",
];

/// The answers to a handful of queries: ids with the spans that prove them, and counts.
pub(crate) type Answers = Vec<(u64, Vec<String>)>;

pub(crate) fn today() -> Day {
    Day::new(2025, 12, 1).unwrap()
}

pub(crate) fn settings() -> UpdateSettings {
    UpdateSettings {
        read: ReadSettings::default(),
        extract: ExtractSettings { today: today(), map: FieldMap::default(), dates: None },
        memory: 15_000_000,
        threads: 1,
        keep: None,
        ids: None,
        compare: Compare::Stamps,
        unreachable: Unreachable::Keep,
        mode: Mode::Write,
    }
}

pub(crate) fn request(query: &str) -> SearchRequest {
    let mut request = SearchRequest::new(
        parse(query, &ParseSettings { today: today(), words: BareWords::default() }).unwrap(),
    );
    request.limit = PageLimit::All;
    request
}

/// What the index answers.
pub(crate) fn answers(index: &Path) -> Result<Answers, SearchError> {
    let searcher = Index::open(index)?.searcher()?;
    let mut answers = Vec::new();
    for query in QUERIES {
        let page = searcher.search(&request(query))?;
        let mut hits = Vec::new();
        for hit in &page.hits {
            let places: Vec<String> = hit.origins.iter().map(ToString::to_string).collect();
            hits.push(format!("{} {:?} {places:?} {:?}", hit.id, hit.spans, hit.title));
        }
        hits.sort();
        answers.push((page.articles.number(), hits));
    }
    Ok(answers)
}

/// Order and scores, which are the same only after a full merge: until then what was removed counts.
pub(crate) fn scores(index: &Path) -> Vec<String> {
    let opened = Index::open(index).unwrap();
    let mut writer = opened.writer(WriterSettings { memory: 15_000_000 }).unwrap();
    writer.merge(1).unwrap();
    drop(writer);
    let searcher = Index::open(index).unwrap().searcher().unwrap();
    let ranked = QUERIES.map(|query| format!("{:?}", searcher.rank(&request(query)).unwrap()));
    ranked.to_vec()
}

pub(crate) fn bring_up_to_date(index: &Path, folder: &Path) -> Result<UpdateReport, UpdateError> {
    let opened = if Index::is_at(index) { Index::open(index) } else { Index::create(index) }?;
    bring_opened_up_to_date(&opened, folder)
}

pub(crate) fn bring_opened_up_to_date(index: &Index, folder: &Path) -> Result<UpdateReport, UpdateError> {
    let input = Input { paths: vec![folder.to_owned()], stream: None };
    update(index, input, &settings(), &Progress::default())
}

/// What verification finds.
pub(crate) fn faults(index: &Path) -> Vec<String> {
    match Index::open(index).map_err(UpdateError::Index).and_then(|it| verify(&it, VerifyDepth::Full)) {
        Ok(report) => report.findings,
        Err(error) => vec![error.to_string()],
    }
}

pub(crate) fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        let place = to.join(entry.file_name());
        if entry.file_type().unwrap().is_dir() {
            copy(&entry.path(), &place);
        } else {
            fs::copy(entry.path(), place).unwrap();
        }
    }
}

/// Every file below a folder, by name.
pub(crate) fn files(dir: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in fs::read_dir(dir).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() { found.extend(files(&path)) } else { found.push(path) }
    }
    found.sort();
    found
}

/// Articles as they are first.
pub(crate) fn write_articles(folder: &Path, many: usize) {
    fs::create_dir_all(folder).unwrap();
    for number in 0..many {
        fs::write(folder.join(format!("{number}.txt")), text(number, "harbour")).unwrap();
    }
    let lines: String = (0..many / 2).map(|number| record(number, "budget")).collect();
    fs::write(folder.join("wire.jsonl"), lines).unwrap();
}

/// The same after a day: some changed, some gone, some new, some moved.
pub(crate) fn change_articles(folder: &Path, many: usize) {
    for number in (0..many).step_by(3) {
        fs::write(folder.join(format!("{number}.txt")), text(number, "bridge")).unwrap();
    }
    fs::remove_file(folder.join("1.txt")).unwrap();
    fs::rename(folder.join("2.txt"), folder.join("two.txt")).unwrap();
    let lines: String = (1..many).map(|number| record(number, "council")).collect();
    fs::write(folder.join("wire.jsonl"), lines).unwrap();
}

fn text(number: usize, word: &str) -> String {
    format!(
        "Harbour Post\nNovember {}, 2025\n\nThe council met about the {word}, for the {number}. time.\n\n\
         \"The budget of the {word} is spent,\" said Ann Lee, the mayor. Nobody asked about item {}.\n",
        1 + number % 28,
        number % 7
    )
}

fn record(number: usize, word: &str) -> String {
    format!(
        "{{\"id\":\"w{number}\",\"title\":\"Item {number}\",\"text\":\"They met. The {word} met again, Bo Roe \
         said.\",\"date\":\"2025-11-{:02}\",\"source\":\"Harbour Post\"}}\n",
        1 + number % 28
    )
}

/// Every article: its id, its text and its places, as seen from a folder.
pub(crate) fn contents(index: &Path, folder: &Path) -> Vec<String> {
    let searcher = Index::open(index).unwrap().searcher().unwrap();
    let mut everything = SearchRequest::new(newsgrep::query::Query::All);
    everything.limit = PageLimit::All;
    let folder = format!("{}/", folder.display());
    let read = |id| {
        let article = searcher.article(id).unwrap().unwrap();
        let places: Vec<String> =
            article.origins.iter().map(|it| it.to_string().replace(&folder, "")).collect();
        format!("{}: {} [{}]", article.id.as_str().replace(&folder, ""), article.body, places.join(" "))
    };
    let mut found: Vec<String> =
        searcher.search(&everything).unwrap().hits.iter().map(|it| read(&it.id)).collect();
    found.sort();
    found
}

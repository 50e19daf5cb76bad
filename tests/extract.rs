//! What extraction makes of the fixtures, beside what it should make of them.
//!
//! `UPDATE=1 cargo test` writes the expected files anew; the difference is the review.

use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

use newsgrep::article::{Article, FoundBy, Origin};
use newsgrep::date::Day;
use newsgrep::extract::{ExtractSettings, FieldMap};
use newsgrep::field::Field;
use newsgrep::readers::{Format, Opened, ReadSettings, Walked, open, read, walk};
use newsgrep::record::{Content, RawRecord};
use newsgrep::update::article_of;

use crate::support::page::{table, updated};

fn fixtures() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures")
}

fn settings() -> ExtractSettings {
    ExtractSettings { today: Day::new(2026, 11, 22).unwrap(), map: FieldMap::default(), dates: None }
}

/// One article as the expected files have it: a line a field, then the body.
fn shown(article: &Article, root: &str) -> String {
    let mut text = String::new();
    let mut line = |name: &str, value: Option<(String, FoundBy)>| {
        if let Some((value, by)) = value {
            writeln!(text, "{name}: {value} [{}]", by.as_str()).unwrap();
        }
    };
    line("title", article.title.as_ref().map(|it| (it.value.clone(), it.by)));
    line("date", article.dating.map(|it| (it.day.to_string(), it.found)));
    for field in Field::all().filter(|field| field.is_kept_name()) {
        line(field.as_str(), article.names.get(field).map(|it| (it.value.clone(), it.by)));
    }
    line("language", Some((article.language.value.to_string(), article.language.by)));
    let id = article.id.as_str().replace(root, "");
    format!("id: {id}\n{text}\n{}\n", article.body)
}

/// Everything that a path holds, one part a document.
fn shown_all(path: &Path) -> String {
    let root = format!("{}/", path.parent().unwrap().display());
    let mut parts = Vec::new();
    for walked in walk(&[path.to_owned()]) {
        match walked {
            Walked::File(entry) => match open(&entry, &ReadSettings::default()) {
                Opened::Records(records) => parts.extend(records.map(|record| {
                    match record.and_then(|raw| article_of(raw, &settings())) {
                        Ok(article) => shown(&article, &root),
                        Err(reject) => format!("rejected: {}\n", reject.to_string().replace(&root, "")),
                    }
                })),
                Opened::Skipped(reason) => parts.push(format!("skipped: {reason}\n")),
            },
            Walked::Skipped(skipped) => parts.push(format!("skipped: {}\n", skipped.reason)),
            Walked::Rejected(reject) => parts.push(format!("rejected: {reject}\n")),
        }
    }
    parts.join("\n====\n\n")
}

#[test]
fn every_fixture_becomes_what_it_should() {
    let update = std::env::var_os("UPDATE").is_some();
    let mut wrong = Vec::new();
    let inside = |folder: &str| fs::read_dir(fixtures().join(folder)).unwrap();
    let entries = inside("articles").chain(inside("formats"));
    let mut files: Vec<PathBuf> = entries.map(|entry| entry.unwrap().path()).collect();
    files.sort();
    assert!(files.len() >= 18, "the fixtures are gone");
    for path in files {
        let name = path.file_name().unwrap().to_str().unwrap();
        // Without this ending they would be articles themselves.
        let expected_path = fixtures().join("expected").join(format!("{name}.expected"));
        let found = shown_all(&path);
        if update {
            fs::write(&expected_path, &found).unwrap();
            continue;
        }
        let expected = fs::read_to_string(&expected_path).unwrap_or_default();
        if found != expected {
            wrong.push(format!("{name} is\n{found}\nand should be\n{expected}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n----\n"));
}

/// Each line of `datelines.tsv`: a language, the line below a headline or nothing, the opening of a story, its day and its
/// source, or `-`.
#[test]
fn date_lines_of_many_languages_tell_the_day_and_the_paper() {
    let (mut wrong, mut count) = (Vec::new(), 0);
    let text = fs::read_to_string(fixtures().join("datelines.tsv")).unwrap();
    for line in text.lines().filter(|line| !line.starts_with('#')) {
        count += 1;
        let [language, dated, story, day, source] = line.split('\t').collect::<Vec<_>>()[..] else {
            panic!("not five columns: {line}");
        };
        let headline = if matches!(language, "ja" | "zh") { "新计划通过" } else { "Norvik 2030" };
        let lines = [headline, dated, story];
        let lines: Vec<&str> = lines.into_iter().filter(|it| !it.is_empty()).collect();
        let mut raw = raw(Content::Text(lines.join("\n\n")));
        raw.fields.push(("lang".to_owned(), language.to_owned()));
        let article = article_of(raw, &settings()).unwrap();
        let found = (
            article.title_text(),
            article.day().map_or("-".to_owned(), |it| it.to_string()),
            article.text(Field::Source).unwrap_or("-".into()),
        );
        if found.0 != headline || found.1 != day || found.2 != source {
            wrong.push(format!("{line}: {found:?}"));
        }
    }
    assert!(count >= 70, "{count} lines");
    assert!(wrong.is_empty(), "{} of {count} wrong:\n{}", wrong.len(), wrong.join("\n"));
}

/// Each line of `dates.tsv`: the day (or `unknown`), how it is found, today, and
/// the text, in which `|` stands for a line end.
#[test]
fn every_date_line_is_read_as_it_should() {
    let mut wrong = Vec::new();
    let mut count = 0;
    let story = "The delegates left the hall without a word to the people who had waited outside.\n\n\
                 Nobody could say in the evening whether they would come back to the table or not.";
    for line in fs::read_to_string(fixtures().join("dates.tsv")).unwrap().lines() {
        if line.starts_with('#') || line.is_empty() {
            continue;
        }
        count += 1;
        let [day, found, language, text] = line.split('\t').collect::<Vec<_>>()[..] else {
            panic!("not four columns: {line}");
        };
        // Where it stands, and how its day is found, where that is something else.
        let (place, found) = found.split_once(':').unwrap_or((found, found));
        let raw = match place {
            "given" => record(&format!(
                "{{\"title\":\"T\",\"date\":{},\"language\":\"{language}\"}}",
                serde_json::to_string(text).unwrap()
            )),
            "meta" => page(&format!("<meta name=date content=\"{text}\">"), language),
            "address" => page(&format!("<link rel=canonical href=\"{text}\">"), language),
            _ => {
                let text = text.replace('|', "\n\n");
                let text = if text.contains("{story}") {
                    text.replace("{story}", story)
                } else {
                    format!("{text}\n\n{story}")
                };
                let mut raw = raw(Content::Text(text));
                if language != "en" {
                    raw.fields.push(("lang".to_owned(), language.to_owned()));
                }
                raw
            }
        };
        let dating = article_of(raw, &settings()).unwrap().dating;
        let is = dating.map_or("unknown".to_owned(), |it| it.day.to_string());
        let by = dating.map_or("-", |it| it.found.as_str());
        if is != day || (day != "unknown" && by != found) {
            wrong.push(format!("{text}: {is} by {by}, should be {day} by {found}"));
        }
    }
    assert!(count >= 100, "{count} lines");
    assert!(wrong.is_empty(), "{} of {count} wrong:\n{}", wrong.len(), wrong.join("\n"));
}

fn raw(content: Content) -> RawRecord {
    RawRecord::new(Origin { path: "a".to_owned(), record: None }, content)
}

fn record(text: &str) -> RawRecord {
    raw(Content::Json(text.as_bytes().to_vec()))
}

fn page(head: &str, language: &str) -> RawRecord {
    let story =
        "<p>The delegates left the hall without a word to the people who had waited outside in the rain.</p>";
    let body = story.repeat(4);
    raw(Content::Page(format!("<html lang={language}><head>{head}</head><body><article>{body}</article>")))
}

fn from_json(text: &str) -> Article {
    article_of(record(text), &settings()).unwrap()
}

#[test]
fn the_keys_of_many_tools_are_known() {
    let plain = r#"{"id":7,"title":"T","text":"One.\n\nTwo.","date":"2025-11-27","source":"Star","author":"Jane Doe","url":"https://star.example/t","language":"en"}"#;
    let news_please = r#"{"title":"T","maintext":"One.\nTwo.","date_publish":"2025-11-27 10:00:00","source_domain":"star.example","authors":["Jane Doe"],"url":"https://star.example/t","language":"en","text":null}"#;
    let trafilatura = r#"{"title":"T","author":"Jane Doe","hostname":"star.example","date":"2025-11-27","text":"One.\nTwo.","raw_text":"One. Two.","source":"https://star.example/t","source-hostname":"Star","excerpt":"One.","id":null,"fingerprint":"x"}"#;
    let newspaper = r#"{"title":"T","text":"One.\n\nTwo.","authors":["Jane Doe"],"publish_date":"2025-11-27T00:00:00","meta_site_name":"Star","url":"https://star.example/t?x","canonical_link":"https://star.example/t","meta_lang":"en","summary":"One."}"#;
    let schema = r#"{"@context":"https://schema.org","@graph":[{"@type":"WebSite","name":"N","url":"https://n.example"},{"@type":"NewsArticle","headline":"T","articleBody":"One.\n\nTwo.","datePublished":"2025-11-27T10:00:00Z","author":{"@type":"Person","name":"Jane Doe"},"publisher":{"name":"Star","logo":{"url":"x"}},"mainEntityOfPage":"https://star.example/t","inLanguage":"en"}]}"#;
    for text in [plain, news_please, trafilatura, newspaper, schema] {
        let article = from_json(text);
        assert_eq!(article.title_text(), "T", "{text}");
        assert_eq!(article.body, "One.\n\nTwo.", "{text}");
        assert_eq!(article.day().unwrap().to_string(), "2025-11-27", "{text}");
        assert_eq!(article.names.text(Field::Author).unwrap(), "Jane Doe", "{text}");
        assert!(article.names.text(Field::Source).unwrap().to_lowercase().starts_with("star"), "{text}");
        assert_eq!(article.url.as_deref(), Some("https://star.example/t"), "{text}");
    }
    assert_eq!(from_json(plain).id.as_str(), "7");
    assert_eq!(from_json(newspaper).id.as_str(), "https://star.example/t");
    assert_eq!(from_json(r#"{"text":"One."}"#).id.as_str(), "a");
}

#[test]
fn the_records_of_news_agencies_and_lists_of_literature_are_known() {
    let first = r#"{"uri":"urn:a:1","type":"text","versioncreated":"2025-11-27T10:00:00Z","firstcreated":"2001-01-01","version":"3",
        "byline":"By Jane Doe","headline":"T","body_text":"One. Two.","body_xhtml":"<p>One.</p><p>Two.</p>","provider":"Star",
        "copyrightholder":"Holder","language":"en","ednote":"no","associations":{"main":{"headline":"no","body_text":"no"}}}"#;
    let second = r#"{"uri":"urn:a:1","versioncreated":"2025-11-27T10:00:00Z","by":"Jane Doe","language":"en",
        "headlines":[{"role":"short","value":"no"},{"role":"main","value":"T"}],
        "infosources":[{"name":"no","role":"editor"},{"name":"Star","role":"provider"}],
        "bodies":[{"role":"main","contenttype":"text/plain","value":"One. Two."},
                  {"role":"main","contenttype":"text/html","value":"<p>One.</p><p>Two.</p>"},
                  {"role":"notes","contenttype":"application/xhtml+xml","value":"<p>no</p>"}]}"#;
    let third = r#"{"uri":"urn:a:1","contentCreated":"2025-11-27T10:00:00Z","versionCreated":"2026-01-01","by":"Jane Doe","language":"en",
        "headlines":[{"value":"T"},{"role":"seo","value":"no"}],"copyrightHolder":"Star",
        "bodies":[{"contentType":"image/jpeg","value":"no"},{"contentType":"text/html","value":"<p>One.</p><p>Two.</p>"}]}"#;
    let literature = r#"{"id":"urn:a:1","type":"article-newspaper","title":"T","container-title":"Star","abstract":"One.\n\nTwo.",
        "language":"en-GB","author":[{"given":"Jane","family":"Doe"}],"issued":{"date-parts":[["2025",11,"27"],[2026]]},
        "accessed":{"date-parts":[[2026,1,2]]}}"#;
    let library = r#"{"id":"urn:a:1","itemType":"newspaperArticle","creators":[{"firstName":"Jane","lastName":"Doe","creatorType":"author"}],
        "title":"T","abstractNote":"One.\n\nTwo.","publicationTitle":"Star","date":"2025-11-27","language":"en"}"#;
    for text in [first, second, third, literature, library] {
        let article = from_json(text);
        assert_eq!(article.id.as_str(), "urn:a:1", "{text}");
        assert_eq!(article.title_text(), "T", "{text}");
        assert_eq!(article.body, "One.\n\nTwo.", "{text}");
        assert_eq!(article.day().unwrap().to_string(), "2025-11-27", "{text}");
        assert_eq!(article.names.text(Field::Author).unwrap(), "Jane Doe", "{text}");
        assert_eq!(article.names.text(Field::Source).unwrap(), "Star", "{text}");
    }
    let name = |author: &str| {
        let article = from_json(&format!(r#"{{"title":"T","text":"x","author":[{author}]}}"#));
        article.names.text(Field::Author).map(str::to_owned)
    };
    let particle = r#"{"given":"Ludwig","non-dropping-particle":"van","family":"Beethoven"}"#;
    assert_eq!(name(particle).as_deref(), Some("Ludwig van Beethoven"));
    assert_eq!(name(r#"{"literal":"Star Staff"},{"family":"Doe"}"#).as_deref(), Some("Star Staff, Doe"));
    // A list in which nothing tells the elements apart is kept whole.
    let parts = from_json(r#"{"title":"T","text":[{"value":"One."},{"value":"Two."}]}"#);
    assert_eq!(parts.body, "One.\n\nTwo.");
    let withdrawn =
        record(r#"{"uri":"urn:a:1","pubstatus":"canceled","headline":"KILL: T","body_text":"Do not use."}"#);
    let told = article_of(withdrawn, &settings()).unwrap_err().reason.to_string();
    assert_eq!(told, "withdrawn: the agency withdrew urn:a:1");
    let is_partial = |text: &str| from_json(text).names.text(Field::Status) == Some("partial");
    assert!(is_partial(literature) && is_partial(r#"{"title":"T","article":{"summary":"x"}}"#));
    assert!(
        !is_partial(first)
            && !is_partial(r#"{"title":"T","text":"x","summary":"x"}"#)
            && !is_partial(r#"{"title":"T"}"#)
    );
    // A year alone is no day.
    assert!(
        from_json(r#"{"title":"T","text":"x","issued":{"date-parts":[[2019]],"season":2}}"#).day().is_none()
    );
}

#[test]
fn a_users_keys_come_first() {
    let mut settings = settings();
    for pair in ["text=content.body", "title=meta.head line", "author=w"] {
        settings.map.add(pair).unwrap();
    }
    let raw = record(
        r#"{"title":"X","meta":{"head line":"T","id":"no"},"content":{"body":["One.","Two."],"title":"Y"},"w":"Jane Doe"}"#,
    );
    let article = article_of(raw, &settings).unwrap();
    assert_eq!(
        (article.title_text(), article.body.as_str(), article.id.as_str()),
        ("T", "One.\n\nTwo.", "a")
    );
    assert_eq!(article.names.text(Field::Author).unwrap(), "Jane Doe");
}

#[test]
fn values_of_odd_types_are_taken_for_what_they_mean() {
    let article = from_json(
        r#"{"_id":{"$oid":"5f"},"headline":{"main":"T"},"text":["One.",{"type":"p","text":"Two."}],"date":{"$date":1764201600000},
            "authors":[{"name":"Jane Doe"},"Ali Khan",null],"source":{"id":null,"name":"Star"},"url":null,"title":null,"text2":{"a":[1]}}"#,
    );
    assert_eq!(
        (article.id.as_str(), article.title_text(), article.body.as_str()),
        ("5f", "T", "One.\n\nTwo.")
    );
    assert_eq!(article.day().unwrap().to_string(), "2025-11-27");
    assert_eq!(article.names.text(Field::Author).unwrap(), "Jane Doe, Ali Khan");
    assert_eq!(article.names.text(Field::Source).unwrap(), "Star");
    let twice = from_json(r#"{"title":"A","title":"B","text":"x","text":null}"#);
    assert_eq!((twice.title_text(), twice.body.as_str()), ("B", "x"));
    let hit = from_json(r#"{"_index":"news","_id":"9","_source":{"title":"T","text":"x","id":"10"}}"#);
    assert_eq!((hit.id.as_str(), hit.title_text()), ("9", "T"));
}

#[test]
fn what_is_no_article_is_rejected_with_a_reason() {
    for (text, word) in [
        ("{}", "empty"),
        (r#"{"id":1,"title":" ","text":""}"#, "empty"),
        ("[1]", "not-an-article"),
        ("\"x\"", "not-an-article"),
        ("null", "not-an-article"),
        ("{\"title\":\"T\"", "broken-json"),
        ("{\"title\":\"T\"}}", "broken-json"),
        ("{'title':'T'}", "broken-json"),
    ] {
        let reject = article_of(record(text), &settings()).unwrap_err();
        assert_eq!(reject.reason.as_str(), word, "{text}");
    }
    let deep = format!("{{\"title\":\"T\",\"x\":{}1{}}}", "[".repeat(10_000), "]".repeat(10_000));
    assert_eq!(from_json(&deep).title_text(), "T");
    let deep = format!("{{\"text\":{}1{}}}", "[".repeat(10_000), "]".repeat(10_000));
    assert_eq!(article_of(record(&deep), &settings()).unwrap_err().reason.as_str(), "broken-json");
}

#[test]
fn damage_that_leaves_a_record_whole_is_mended() {
    let article = from_json("{\"title\":\"a\\ud83d b\",\"text\":\"c\u{1}d\",\"n\":NaN}");
    assert_eq!((article.title_text(), article.body.as_str()), ("a\u{FFFD} b", "cd"));
    let latin = raw(Content::Json(b"{\"title\":\"caf\xE9\"}".to_vec()));
    assert_eq!(article_of(latin, &settings()).unwrap().title_text(), "caf\u{FFFD}");
}

#[test]
fn equal_words_have_equal_fingerprints() {
    let hash = |text: &str| from_json(text).content_hash();
    let one = hash(r#"{"id":1,"title":"T","text":"x","source":"A"}"#);
    assert_eq!(one, hash(r#"{"id":2,"title":"T","text":"x ","source":"A"}"#));
    assert_ne!(one, hash(r#"{"id":1,"title":"T","text":"x","source":"B"}"#));
    assert_ne!(one, hash(r#"{"id":1,"title":"Tx","text":"","source":"A"}"#));
}

#[test]
fn the_formats_that_are_read_stand_in_the_readme() {
    let row = |format: Format| {
        let endings: Vec<String> = format.endings().iter().map(|ending| format!(".{ending}")).collect();
        format!("| `{}` | {} | {} |", format.name(), format.about(), endings.join(" "))
    };
    let head = "| `--type` | what it is | endings |\n| --- | --- | --- |\n";
    let rows: String = Format::all().map(|format| row(format) + "\n").collect();
    if !updated("README.md", |page| page.replace(table(page, head), &rows)) {
        assert_eq!(table(include_str!("../README.md"), head), rows, "`UPDATE=1 cargo test` writes it");
    }
}

#[test]
fn fields_in_front_of_a_text_are_those_of_the_article() {
    for (name, text) in [
        ("a.txt", "---\ntitle: Ferry\ndate: 2024-05-02\n---\nThe ferry *ran*."),
        ("a.md", "---\ntitle: Ferry\ndate: 2024-05-02\n---\nThe ferry *ran*."),
    ] {
        let stream = Box::new(std::io::Cursor::new(text));
        let Opened::Records(mut records) = read(stream, name, &ReadSettings::default()) else { panic!() };
        let article = article_of(records.next().unwrap().unwrap(), &settings()).unwrap();
        assert_eq!(
            (article.title_text(), article.day().unwrap().to_string().as_str()),
            ("Ferry", "2024-05-02")
        );
        assert_eq!(article.body.contains('*'), name == "a.txt");
    }
}

#[test]
fn what_stands_around_a_record_outranks_what_it_says() {
    let around =
        [("title", "Given"), ("date", "2024-05-02"), ("url", "https://star.example/a"), ("lang", "de")];
    let page = page("<title>Its own</title><meta name=date content=2020-01-01>", "en");
    let json = record(r#"{"title":"Its own","date":"2020-01-01","text":"One.","url":"https://x.example/"}"#);
    for mut raw in [page, json] {
        raw.fields = around.iter().map(|(key, value)| ((*key).to_owned(), (*value).to_owned())).collect();
        let article = article_of(raw, &settings()).unwrap();
        assert_eq!(article.title, Some(newsgrep::article::Found::new("Given".to_owned(), FoundBy::Given)));
        assert_eq!(article.day().unwrap().to_string(), "2024-05-02");
        assert_eq!(article.url.as_deref(), Some("https://star.example/a"));
        assert_eq!(article.language.value.code(), "de");
        assert!(!article.body.is_empty());
    }
}

#[test]
fn a_format_that_is_said_holds_for_what_is_named_and_not_for_folders() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("a.txt");
    fs::write(&file, "{\"title\":\"Ferry\",\"text\":\"The ferry ran.\"}").unwrap();
    let settings = ReadSettings { format: Format::named("json"), ..ReadSettings::default() };
    let content = |path: &Path| {
        let Some(Walked::File(entry)) = walk(&[path.to_owned()]).next() else { panic!("a file") };
        let Opened::Records(mut records) = open(&entry, &settings) else { panic!("it is read") };
        records.next().unwrap().unwrap().content
    };
    assert!(matches!(content(&file), Content::Json(_)));
    assert!(matches!(content(folder.path()), Content::Text(_)));
}

#[test]
fn standard_input_shows_what_it_is_by_its_bytes() {
    let count = |text: &str| match read(
        Box::new(std::io::Cursor::new(text.to_owned())),
        "-",
        &ReadSettings::default(),
    ) {
        Opened::Records(records) => records.filter_map(Result::ok).count(),
        Opened::Skipped(_) => 0,
    };
    assert_eq!(count("{\"a\":1}\n{\"b\":2}\n"), 2);
    assert_eq!(count("[{\"a\":1},{\"b\":2},{}]"), 3);
    assert_eq!(count("Ministers met on Monday."), 1);
    assert_eq!(count("\u{0}\u{1}\u{2}\u{3}\u{0}\u{0}"), 0);
}

#[test]
fn no_bytes_bring_the_extractor_down() {
    let seeds: [&[u8]; 8] = [
        b"",
        b"\xFF\xFE",
        b"{\"text\":\"\xED\xA0\x80\"}",
        b"<p>\xC3",
        b"By \n\n\n2025-13-45",
        b"Source:\nSource:\n\n(",
        b"\xE2\x80\xA8\x00\x1B[31m",
        b"---\ntitle: x\n---\n# \n![](",
    ];
    for name in ["a.txt", "a.md", "a.html", "a.json", "a.jsonl"] {
        for seed in seeds {
            for times in [1, 3, 200] {
                let stream = Box::new(std::io::Cursor::new(seed.repeat(times)));
                let Opened::Records(records) = read(stream, name, &ReadSettings::default()) else { continue };
                for raw in records.flatten() {
                    let _ = article_of(raw, &settings());
                }
            }
        }
    }
}

#[test]
fn a_body_keeps_its_form() {
    for path in fs::read_dir(fixtures().join("articles")).unwrap().map(|entry| entry.unwrap().path()) {
        for walked in walk(&[path]) {
            let Walked::File(entry) = walked else { continue };
            let Opened::Records(records) = open(&entry, &ReadSettings::default()) else { continue };
            for article in records.filter_map(|it| it.ok().and_then(|raw| article_of(raw, &settings()).ok()))
            {
                for paragraph in article.body.split("\n\n") {
                    assert!(
                        !paragraph.is_empty() && paragraph.trim() == paragraph,
                        "{}: {paragraph:?}",
                        entry.shown
                    );
                    assert!(!paragraph.contains(char::is_control), "{}: {paragraph:?}", entry.shown);
                }
            }
        }
    }
}

#[test]
fn what_is_evaluated_is_what_stands_between_marks() {
    let text = "“We stay,” Ann Lee said. Ann Lee said that the bridge will close.";
    let quotations = newsgrep::people::quotations(text, newsgrep::article::Language::ENGLISH);
    assert_eq!(quotations.len(), 2);
    let mut out = Vec::new();
    newsgrep::render::json::article::write_evaluation("a", text, &quotations, &mut out).unwrap();
    let line: serde_json::Value = serde_json::from_slice(&out).unwrap();
    let quotes = line["quotes"].as_array().unwrap();
    assert_eq!(quotes.len(), 1);
    assert_eq!(quotes[0]["text"], "“We stay,”");
    assert_eq!(quotes[0]["speaker"], "Ann Lee");
}

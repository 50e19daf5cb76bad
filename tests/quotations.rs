//! Who said what, in articles of our own (`fixtures/quotations`): precision and recall may not fall.
//!
//! `counts.tsv` beside the articles holds how much is right today, file by file, `faults.tsv` every quotation that
//! is not found or not attributed as annotated. `UPDATE=1 cargo test quotations` writes both anew, and completes
//! the annotations of new articles; the difference is the review.

mod gold;
mod judge;

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::fs;

use gold::{Article, Attribution, completed, folder, lines, load};
use judge::{Counts, Fault, Finding, Measure, compare, judge};

/// The name under which the sum of all files is recorded.
const ALL: &str = "all";

/// What the library makes of all files: counts by file and of all, and everything that is not right.
fn measure() -> (BTreeMap<String, Counts>, Vec<Finding>) {
    let mut counts = BTreeMap::<String, Counts>::new();
    let mut findings = Vec::new();
    for (file, _, articles) in load() {
        for article in &articles {
            let (count, found) = judge(article);
            counts.entry(file.clone()).or_default().add(&count);
            counts.entry(ALL.to_owned()).or_default().add(&count);
            findings.extend(found);
        }
    }
    (counts, findings)
}

fn counts_text(counts: &BTreeMap<String, Counts>) -> String {
    let mut text = format!("file\t{}\n", Measure::ALL.map(Measure::as_str).join("\t"));
    let files = counts.iter().filter(|(file, _)| *file != ALL);
    for (file, count) in files.chain(counts.get_key_value(ALL)) {
        writeln!(text, "{file}\t{}", count.line()).unwrap();
    }
    text
}

fn faults_text(findings: &[Finding]) -> String {
    let mut text = "article\tfault\twords\texpected\tgiven\n".to_owned();
    for finding in findings {
        writeln!(text, "{finding}").unwrap();
    }
    text
}

/// One line for people: how good it is.
fn summary(counts: &Counts) -> String {
    let [precision, recall] = counts.detection();
    let [speaker_precision, speaker_recall] = counts.attribution();
    format!(
        "quotations: precision {precision}, recall {recall}; speakers: precision {speaker_precision}, \
         recall {speaker_recall}; wrong persons: {}",
        counts.of(Measure::WrongPerson)
    )
}

/// What `counts.tsv` and `faults.tsv` say.
fn recorded() -> (BTreeMap<String, Counts>, Vec<Finding>) {
    let read = |name: &str| fs::read_to_string(folder().join(name)).unwrap_or_default();
    let counts = read("counts.tsv");
    let counts = counts.lines().skip(1).map(|line| {
        let (file, numbers) = line.split_once('\t').unwrap();
        let counts =
            Counts::read(numbers).unwrap_or_else(|| panic!("counts.tsv: not a line of numbers: {line}"));
        (file.to_owned(), counts)
    });
    let faults = read("faults.tsv");
    let faults = faults.lines().skip(1).map(|line| {
        Finding::read(line).unwrap_or_else(|| panic!("faults.tsv: not five columns with a fault: {line}"))
    });
    (counts.collect(), faults.collect())
}

#[test]
fn neither_precision_nor_recall_falls() {
    let (now, findings) = measure();
    if std::env::var_os("UPDATE").is_some() {
        for (file, written, articles) in load() {
            if lines(&articles) != written {
                fs::write(folder().join(file).with_extension("jsonl"), lines(&articles)).unwrap();
            }
        }
        fs::write(folder().join("counts.tsv"), counts_text(&now)).unwrap();
        fs::write(folder().join("faults.tsv"), faults_text(&findings)).unwrap();
        return;
    }
    let (before, known) = recorded();
    let mut worse = String::new();
    for (file, count) in &now {
        let Some(then) = before.get(file) else {
            writeln!(worse, "{file}: counts.tsv has no line for it").unwrap();
            continue;
        };
        for sentence in count.worse_than(then) {
            writeln!(worse, "{file}: {sentence}").unwrap();
        }
    }
    for file in before.keys().filter(|it| !now.contains_key(*it)) {
        writeln!(worse, "{file}: recorded in counts.tsv, and gone").unwrap();
    }
    let changed = |from: &[Finding], to: &[Finding]| -> String {
        let new = from.iter().filter(|it| !to.contains(it));
        new.map(|it| format!("  {}\n", it.to_string().replace('\t', " | "))).collect()
    };
    let (appeared, mended) = (changed(&findings, &known), changed(&known, &findings));
    assert!(
        worse.is_empty(),
        "quotations are found worse than recorded in fixtures/quotations/counts.tsv:\n{worse}\n\
         faults that are new (article | fault | words | expected | given):\n{appeared}\n\
         faults that are gone:\n{mended}\n\
         today {}\nbefore {}\n\n\
         If this is meant, `UPDATE=1 cargo test quotations` records it; say why in the commit.",
        summary(&now[ALL]),
        before.get(ALL).map(summary).unwrap_or_default(),
    );
    if !mended.is_empty() {
        // Shown by `cargo test -- --nocapture`.
        println!(
            "better than recorded; `UPDATE=1 cargo test quotations` keeps it:\n{mended}{}",
            summary(&now[ALL])
        );
    }
}

#[test]
fn the_articles_are_annotated_as_the_readme_says() {
    let mut ids = BTreeSet::new();
    let mut wrong = Vec::new();
    let mut quotations = 0;
    for (file, written, articles) in load() {
        if std::env::var_os("UPDATE").is_none() && lines(&articles) != written {
            wrong.push(format!("{file}.jsonl: `UPDATE=1 cargo test quotations` completes it"));
        }
        for article in &articles {
            let text: Vec<char> = article.text.chars().collect();
            let mut note = |what: String| wrong.push(format!("{}: {what}", article.id));
            quotations += article.quotes.len();
            if !ids.insert(article.id.clone()) || !article.id.starts_with(&format!("{file}/")) {
                note("an id is the file's name, `/` and a name of its own".to_owned());
            }
            let quotes = article.quotes.iter().map(|it| (&it.text, it.start, it.end));
            let others = article.other_quoted.iter().map(|it| (&it.text, it.start, it.end));
            let told = article.indirect.iter().flat_map(|it| &it.content);
            let told = told.map(|it| (&it.text, it.start, it.end));
            let mut spans: Vec<(usize, usize)> = Vec::new();
            for (words, start, end) in quotes.chain(others).chain(told) {
                if text.get(start..end).is_none_or(|it| it.iter().collect::<String>() != *words) {
                    note(format!("{start} to {end} are other words than {words}"));
                }
                if words.contains('\n') {
                    note(format!("a quotation crosses no line end: {words}"));
                }
                spans.push((start, end));
            }
            spans.sort_unstable();
            if spans.windows(2).any(|it| it[1].0 < it[0].1) {
                note("two quotations overlap".to_owned());
            }
            for quote in article.quotes.iter().filter(|it| !matches!(it.kind.as_str(), "direct" | "mixed")) {
                note(format!("direct or mixed, not {}", quote.kind));
            }
            let quoted = article.quotes.iter().map(|it| (&it.by, &it.source_span));
            for (by, source) in quoted.chain(article.indirect.iter().map(|it| (&it.by, &it.source))) {
                wrong.extend(misspelt(article, by).map(|it| format!("{}: {it}", article.id)));
                if by.speaker_mention.is_some() && source.is_none() {
                    wrong.push(format!("{}: nobody is named so: {:?}", article.id, by.speaker_mention));
                }
            }
        }
    }
    assert!(quotations >= 170, "{quotations} quotations are left");
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// A speaker or role of which the article does not hold every word.
fn misspelt(article: &Article, by: &Attribution) -> Option<String> {
    let plain = |text: &str| text.to_lowercase().replace(['’', '‘'], "'").replace('\u{ad}', "");
    let text = plain(&article.text);
    let names = [&by.speaker, &by.organisation, &by.role].into_iter().flatten();
    names
        .into_iter()
        .find(|it| !plain(it).split(' ').all(|it| text.contains(it)))
        .map(|it| format!("it names no {it}"))
}

/// An article of one sentence, annotated with this speaker, and what is counted in it.
#[track_caller]
fn check(speaker: Option<&str>, role: Option<&str>, measures: &[(Measure, usize)], faults: &[Fault]) {
    let quote =
        serde_json::json!({"text": "“We dig at dawn,”", "kind": "direct", "speaker": speaker, "role": role});
    let article = serde_json::json!({
        "id": "a/b", "source": "own", "language": "en", "title": "",
        "text": "“We dig at dawn,” said Mayor Ada Crane.", "quotes": [quote],
    });
    let article = completed(serde_json::from_value(article).unwrap());
    let (counts, findings) = judge(&article);
    for (measure, number) in measures {
        assert_eq!(counts.of(*measure), *number, "{}", measure.as_str());
    }
    assert_eq!(findings.iter().map(|it| it.fault).collect::<Vec<_>>(), faults);
}

#[test]
fn what_is_right_is_counted_as_right() {
    use Measure::{Found, Given, NoSpeech, Right, Roles, SameKind, SameWords, Speakers, WrongPerson};
    let all = [Found, SameWords, SameKind, Speakers, Given, Right, Roles].map(|it| (it, 1));
    check(Some("Ada Crane"), Some("Mayor"), &all, &[]);
    check(Some("Ada Crane"), Some("Mayor"), &[(NoSpeech, 0), (WrongPerson, 0)], &[]);
}

#[test]
fn what_is_wrong_is_counted_as_wrong() {
    use Measure::{Found, Given, Right, Roles, Speakers, WrongPerson};
    check(Some("Ida Crane"), None, &[(Right, 0), (Given, 1), (WrongPerson, 1)], &[Fault::WrongPerson]);
    check(None, None, &[(Speakers, 0), (Given, 1), (WrongPerson, 1)], &[Fault::WrongPerson]);
    check(Some("Ada Mary Crane"), None, &[(Right, 0), (WrongPerson, 0)], &[Fault::OtherName]);
    check(Some("Ada Crane"), Some("Digger"), &[(Found, 1), (Right, 1), (Roles, 0)], &[Fault::OtherRole]);
}

#[test]
fn what_is_not_found_and_what_is_found_besides_are_counted() {
    let text = "The sign reads “No digging.” “We dig,” said Ada Crane.";
    let article =
        |words: &[&str]| {
            let quote = |it: &&str| serde_json::json!({"text": it, "kind": "direct", "speaker": "Ada Crane"});
            let quotes: Vec<_> = words.iter().map(quote).collect();
            completed(serde_json::from_value(serde_json::json!({
            "id": "a/b", "source": "own", "language": "en", "title": "", "text": text, "quotes": quotes,
        })).unwrap())
        };
    let (counts, findings) = compare(&article(&["“We dig,”"]), &[]);
    assert_eq!((counts.of(Measure::Found), findings[0].fault), (0, Fault::Missed));
    let (counts, _) = judge(&article(&[]));
    assert!(counts.of(Measure::NoSpeech) >= 1);
    assert_eq!(counts.of(Measure::WrongPerson), 1);
}

#[test]
fn each_measure_that_falls_is_told() {
    let counts = |numbers: [usize; 11]| Counts::read(&numbers.map(|it| it.to_string()).join("\t")).unwrap();
    let then = counts([10, 9, 1, 9, 9, 8, 7, 6, 1, 1, 3]);
    assert!(then.worse_than(&then).is_empty());
    let better = counts([10, 10, 0, 10, 10, 8, 8, 8, 0, 0, 4]);
    assert!(better.worse_than(&then).is_empty());
    let worse = better.worse_than(&counts([10, 10, 0, 10, 10, 8, 8, 8, 0, 0, 4]));
    assert!(worse.is_empty());
    let told = then.worse_than(&better).join("\n");
    let names = [
        "found",
        "no speech",
        "same words",
        "same kind",
        "right",
        "wrong person",
        "roles",
        "precision of quotations",
        "recall of quotations",
        "precision of speakers",
        "recall of speakers",
    ];
    assert!(names.iter().all(|it| told.contains(&format!("{it}:"))), "{told}");
}

//! How the speakers of small articles are decided: which mentions compete, and every number that describes them.
//!
//! Beside each `fixtures/explanations/NAME.txt` stands `NAME.expected`; `UPDATE=1 cargo test explanations` writes it
//! anew. The likelihoods are left out: they change whenever the models are trained, the rest only with the rules.

use std::fmt::Write as _;
use std::fs;
use std::path::PathBuf;

use newsgrep::article::{Language, Quotation, QuotationKind};
use newsgrep::people::{Explanations, Feature, MentionExplanation, explain, quotations};

fn folder() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("fixtures/explanations")
}

/// The features that differ from those in `common`, or from 0.
fn numbers(features: &[Feature], common: &[Feature]) -> String {
    let usual = |name: &str| common.iter().find(|it| it.0 == name).map_or(0, |it| it.1);
    let told = features.iter().filter(|it| it.1 != usual(it.0));
    told.map(|(name, value)| format!(" {name}={value}")).collect()
}

fn mention(body: &str, it: &MentionExplanation, common: &[Feature]) -> String {
    let mut text = format!("{} {}{}\n", it.kind, it.span.of(body), numbers(&it.features, common));
    let nobody = it.persons.iter().find(|it| it.name.is_none()).map_or(&[][..], |it| &it.features);
    for person in &it.persons {
        let (name, common) = match &person.name {
            Some(name) => (name.as_str(), nobody),
            None => ("nobody", &[][..]),
        };
        writeln!(text, "      {name}{}", numbers(&person.features, common)).unwrap();
    }
    text
}

fn explained(body: &str, explanations: &Explanations) -> String {
    let mut text = String::new();
    for it in &explanations.quotations {
        let speaker = it.speaker.as_ref().map_or("-", |it| it.name.as_str());
        let role = it
            .speaker
            .as_ref()
            .and_then(|it| it.role.as_deref())
            .map_or(String::new(), |it| format!(", {it}"));
        let rule = it.rule.map_or(String::new(), |it| format!(" by {}", it.as_str()));
        writeln!(text, "{}\n  {}{rule}: {speaker}{role}", it.span.of(body), it.outcome.as_str()).unwrap();
        writeln!(text, "  quotation{}", numbers(&it.nobody_features, &[])).unwrap();
        let learned = |name: &str| matches!(name, "sourced" | "previous_speech");
        let speech: Vec<Feature> = it.speech_features.iter().filter(|it| !learned(it.0)).copied().collect();
        writeln!(text, "  speech{}", numbers(&speech, &it.nobody_features)).unwrap();
        for (at, one) in it.mentions.iter().enumerate() {
            let star = if it.source == Some(at) { '*' } else { ' ' };
            write!(text, "  {star} {}", mention(body, one, &it.nobody_features)).unwrap();
        }
    }
    for it in &explanations.pronouns {
        write!(text, "pronoun: {}", mention(body, it, &[])).unwrap();
    }
    text
}

fn found(body: &str, quotations: &[Quotation]) -> String {
    let of = |it: Option<newsgrep::span::ByteSpan>| it.map_or("-", |it| it.of(body));
    let line = |it: &Quotation| {
        let speaker = it.speaker.as_ref().map_or("-", |it| it.name.as_str());
        let kind = it.kind.as_str();
        format!("{kind}: {} | {} | {} | {speaker}\n", it.span.of(body), of(it.mention), of(it.cue))
    };
    quotations.iter().map(line).collect()
}

#[test]
fn every_article_is_explained_as_before() {
    let mut names: Vec<PathBuf> = fs::read_dir(folder()).unwrap().map(|it| it.unwrap().path()).collect();
    names.retain(|it| it.extension().is_some_and(|it| it == "txt"));
    names.sort();
    assert!(names.len() > 10, "the articles are there");
    let mut wrong = Vec::new();
    for path in names {
        let body = fs::read_to_string(&path).unwrap();
        let quotations = quotations(&body, Language::ENGLISH);
        assert!(quotations.iter().any(|it| it.kind != QuotationKind::Indirect));
        let now = found(&body, &quotations) + &explained(&body, &explain(&body, Language::ENGLISH));
        let expected = path.with_extension("expected");
        if std::env::var_os("UPDATE").is_some() {
            fs::write(expected, now).unwrap();
            continue;
        }
        let then = fs::read_to_string(&expected).unwrap_or_default();
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        for pair in then.lines().zip(now.lines()).filter(|(then, now)| then != now).take(3) {
            wrong.push(format!("{name}\n  expected {}\n  found    {}", pair.0, pair.1));
        }
        if then.lines().count() != now.lines().count() {
            wrong.push(format!("{name}: {} lines, not {}", now.lines().count(), then.lines().count()));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

//! How speakers were decided, on the wire.
//!
//! ```text
//! {"type":"speakers","v":1,"id","quotations":[
//!   {"start","end","text","outcome","speaker","confidence","speech","rule","mentions":[
//!      {"start","end","text","kind","probability","features":{name:number,…},"persons":[
//!         {"name","probability","features":{…}},…]},…],
//!    "source","nobody","nobody_features":{…},"speech_features":{…}},…],
//!  "pronouns":[{"start","end","text","kind","probability","features","persons"},…]}
//! ```
//!
//! `outcome` is `attributed`, `not-speech`, `no-person`, `too-unlikely`, `single-word`, `unnamed-organisation` or
//! `other-language`; `rule`, where something else decided than the models, `transcript`, `signature`, `nickname`,
//! `definition` or `no-words`, else `null`. `source` is the place in `mentions` of the one that the words are
//! attributed to, or `null`; `name` `null` is nobody. Of `features` those that are 0 are left out;
//! `src/people/data/features.tsv` tells them all.
//!
//! Offsets are bytes of the article's `body`. In the form for evaluation, which has neither `type` nor `v`, they are
//! code points of the text, as in the annotated articles that it is read with.

use std::io::{self, Write};

use serde::Serialize;
use serde::ser::{SerializeMap, Serializer};

use crate::people::{Explanation, Explanations, Feature, MentionExplanation, PersonExplanation};
use crate::render::json::line::{Line, Typed, write_line};
use crate::span::{ByteSpan, CharCounter};

/// Writes how the speakers of an article were decided.
pub fn write_explanations(
    id: &str,
    body: &str,
    explanations: &Explanations,
    out: &mut dyn Write,
) -> io::Result<()> {
    let rest = Speakers::of(id, body, explanations, &mut |at| at);
    write_line(&Typed::new(rest), out)
}

/// Writes the same in the form for evaluation.
pub fn write_evaluation_of_explanations(
    id: &str,
    text: &str,
    explanations: &Explanations,
    out: &mut dyn Write,
) -> io::Result<()> {
    let mut counter = CharCounter::new(text);
    write_line(&Speakers::of(id, text, explanations, &mut |at| counter.chars_before(at)), out)
}

#[derive(Serialize)]
struct Speakers<'a> {
    id: &'a str,
    quotations: Vec<QuotationLine<'a>>,
    pronouns: Vec<MentionLine<'a>>,
}

impl Line for Speakers<'_> {
    const KIND: &'static str = "speakers";
}

impl<'a> Speakers<'a> {
    /// `offset` makes of a byte the offset that is written.
    fn of(
        id: &'a str,
        body: &'a str,
        explanations: &'a Explanations,
        offset: &mut dyn FnMut(usize) -> usize,
    ) -> Speakers<'a> {
        let quotations = explanations.quotations.iter().map(|it| QuotationLine::of(it, body, offset));
        let quotations = quotations.collect();
        let pronouns = explanations.pronouns.iter().map(|it| MentionLine::of(it, body, offset)).collect();
        Speakers { id, quotations, pronouns }
    }
}

#[derive(Serialize)]
struct QuotationLine<'a> {
    #[serde(flatten)]
    place: Place<'a>,
    outcome: &'static str,
    speaker: Option<&'a str>,
    confidence: f32,
    speech: f32,
    rule: Option<&'static str>,
    mentions: Vec<MentionLine<'a>>,
    source: Option<usize>,
    nobody: f32,
    nobody_features: Numbers<'a>,
    speech_features: Numbers<'a>,
}

impl<'a> QuotationLine<'a> {
    fn of(it: &'a Explanation, body: &'a str, offset: &mut dyn FnMut(usize) -> usize) -> QuotationLine<'a> {
        QuotationLine {
            place: Place::of(it.span, body, offset),
            outcome: it.outcome.as_str(),
            speaker: it.speaker.as_ref().map(|it| it.name.as_str()),
            confidence: it.confidence,
            speech: it.speech,
            rule: it.rule.map(|it| it.as_str()),
            mentions: it.mentions.iter().map(|it| MentionLine::of(it, body, offset)).collect(),
            source: it.source,
            nobody: it.nobody,
            nobody_features: Numbers(&it.nobody_features),
            speech_features: Numbers(&it.speech_features),
        }
    }
}

#[derive(Serialize)]
struct MentionLine<'a> {
    #[serde(flatten)]
    place: Place<'a>,
    kind: &'static str,
    probability: f32,
    features: Numbers<'a>,
    persons: Vec<PersonLine<'a>>,
}

impl<'a> MentionLine<'a> {
    fn of(
        it: &'a MentionExplanation,
        body: &'a str,
        offset: &mut dyn FnMut(usize) -> usize,
    ) -> MentionLine<'a> {
        MentionLine {
            place: Place::of(it.span, body, offset),
            kind: it.kind,
            probability: it.probability,
            features: Numbers(&it.features),
            persons: it.persons.iter().map(PersonLine::of).collect(),
        }
    }
}

#[derive(Serialize)]
struct PersonLine<'a> {
    name: Option<&'a str>,
    probability: f32,
    features: Numbers<'a>,
}

impl<'a> PersonLine<'a> {
    fn of(it: &'a PersonExplanation) -> PersonLine<'a> {
        PersonLine { name: it.name.as_deref(), probability: it.probability, features: Numbers(&it.features) }
    }
}

#[derive(Serialize)]
struct Place<'a> {
    start: usize,
    end: usize,
    text: &'a str,
}

impl<'a> Place<'a> {
    fn of(span: ByteSpan, body: &'a str, offset: &mut dyn FnMut(usize) -> usize) -> Place<'a> {
        Place { start: offset(span.start()), end: offset(span.end()), text: span.of(body) }
    }
}

/// Features by their names, without those that are 0.
struct Numbers<'a>(&'a [Feature]);

impl Serialize for Numbers<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        for (name, value) in self.0.iter().filter(|it| it.1 != 0) {
            map.serialize_entry(name, value)?;
        }
        map.end()
    }
}

#[cfg(test)]
mod tests {
    use serde_json::Value;

    use super::*;
    use crate::article::Language;
    use crate::people::{explain, quotations};

    const BODY: &str =
        "Tom Marsh spoke first in Kö. Ann Lee came later. \"The light will not miss me,\" she said.";

    fn line(write: impl FnOnce(&Explanations, &mut dyn Write) -> io::Result<()>) -> Value {
        let mut out = Vec::new();
        write(&explain(BODY, Language::ENGLISH), &mut out).unwrap();
        serde_json::from_slice(&out).unwrap()
    }

    #[test]
    fn what_competed_is_written_with_names_and_numbers() {
        let line = line(|it, out| write_explanations("a", BODY, it, out));
        assert_eq!((&line["type"], &line["v"], &line["id"]), (&"speakers".into(), &1.into(), &"a".into()));
        let quotation = &line["quotations"][0];
        let found = &quotations(BODY, Language::ENGLISH)[0];
        assert_eq!(quotation["start"], found.span.start());
        assert_eq!(quotation["speaker"], "Ann Lee");
        assert_eq!(quotation["confidence"].as_f64().unwrap() as f32, found.confidence);
        assert_eq!(quotation["outcome"], "attributed");
        assert_eq!(quotation["rule"], Value::Null);
        let source = quotation["source"].as_u64().unwrap() as usize;
        let mention = &quotation["mentions"][source];
        assert_eq!((&mention["text"], &mention["kind"]), (&"she".into(), &"pronoun".into()));
        assert_eq!(mention["features"]["verb"], 1);
        assert_eq!(mention["features"].get("is_before"), None, "what is 0 is left out");
        let persons: Vec<&Value> =
            mention["persons"].as_array().unwrap().iter().map(|it| &it["name"]).collect();
        assert_eq!(persons, [&Value::from("Ann Lee"), &Value::from("Tom Marsh"), &Value::Null]);
        assert_eq!(line["pronouns"][0]["text"], "she");
    }

    #[test]
    fn evaluation_counts_code_points() {
        let line = line(|it, out| write_evaluation_of_explanations("a", BODY, it, out));
        assert_eq!(line.get("type"), None);
        let start = BODY.chars().position(|it| it == '"').unwrap();
        assert_eq!(line["quotations"][0]["start"], start);
        assert_eq!(line["quotations"][0]["text"], "\"The light will not miss me,\"");
    }
}

//! The rules of what a match is, one table each, asked of texts.

use proptest::prelude::*;

use super::*;
use crate::article::{Language, Quotation, QuotationKind, Speaker, SpeakerKind};
use crate::evidence::reference::random_text::{Random, random_query};
use crate::field::Field;
use crate::query::{
    Distance, EditDistance, FieldClause, FilterOperator, NamePattern, PairOperator, Query, SaidBy, Scope,
    SpanQuery, Wildcard, WildcardPart, Word,
};
use crate::search::{Evidence, IndirectSpeech, TextField};
use crate::span::ByteSpan;

pub(super) struct Known;

impl Facts for Known {
    fn said(&self, by: &SaidBy, quotation: &Quotation) -> bool {
        match (by, &quotation.speaker) {
            (SaidBy::Anyone, speaker) => speaker.is_some(),
            (SaidBy::Unknown, speaker) => speaker.is_none(),
            (SaidBy::Name(name), Some(speaker)) => name.to_string() == speaker.name,
            (SaidBy::Name(_), None) => false,
        }
    }

    fn clause(&self, clause: &FieldClause) -> bool {
        matches!(clause, FieldClause::Unknown(Field::Author))
    }
}

/// Quotations stand between “ and ”, or between < and > for indirect speech; a speaker's
/// name stands before them as `ann:`.
fn quotations(body: &str) -> Vec<Quotation> {
    let mut found = Vec::new();
    for (open, close, kind) in [('“', '”', QuotationKind::Direct), ('<', '>', QuotationKind::Indirect)] {
        for (start, _) in body.match_indices(open) {
            let end = start + body[start..].find(close).unwrap() + close.len_utf8();
            let speaker = body[..start].split_whitespace().last().and_then(|it| it.strip_suffix(':'));
            found.push(Quotation {
                span: ByteSpan::in_text(body, start, end).unwrap(),
                kind,
                speaker: speaker.map(|name| Speaker {
                    name: name.to_owned(),
                    kind: SpeakerKind::Person,
                    role: None,
                }),
                mention: None,
                cue: None,
                confidence: 1.0,
            });
        }
    }
    found
}

fn evidence_in(title: &str, body: &str, query: &Query) -> Option<Vec<Evidence>> {
    let plan = Plan::new(query).unwrap();
    let quotations = quotations(body);
    let text = ArticleText { title, body, language: Language::ENGLISH, quotations: &quotations };
    TextEvaluator::new(&plan).evidence(&text, &Known).unwrap()
}

/// The evidence as text; of the title with `title:` before it.
fn shown(title: &str, body: &str, query: &Query) -> Option<Vec<String>> {
    let texts = |spans: Vec<Evidence>| {
        let one = |it: Evidence| match it.field {
            TextField::Title => format!("title:{}", it.text),
            TextField::Body => it.text,
        };
        spans.into_iter().map(one).collect()
    };
    evidence_in(title, body, query).map(texts)
}

#[track_caller]
fn proves(body: &str, query: impl Into<Query>, expected: &[&str]) {
    proves_with_title("", body, query, expected);
}

#[track_caller]
fn proves_with_title(title: &str, body: &str, query: impl Into<Query>, expected: &[&str]) {
    let query = query.into();
    assert_eq!(
        shown(title, body, &query).unwrap_or_else(|| panic!("no hit: {query:?}")),
        expected,
        "{query:?}"
    );
}

#[track_caller]
fn fails(body: &str, query: impl Into<Query>) {
    let query = query.into();
    assert_eq!(shown("", body, &query), None, "{query:?}");
}

impl From<SpanQuery> for Query {
    fn from(span: SpanQuery) -> Query {
        Query::Span(span)
    }
}

pub(super) fn w(word: &str) -> SpanQuery {
    SpanQuery::Word(stem(word))
}

fn stem(word: &str) -> Word {
    match word {
        "*" => Word::Any,
        word => Word::Stem(word.to_owned()),
    }
}

fn words(text: &str) -> Vec<Word> {
    text.split(' ').map(stem).collect()
}

fn phrase(text: &str) -> SpanQuery {
    SpanQuery::Phrase(words(text))
}

pub(super) fn window(text: &str, slop: u32) -> SpanQuery {
    SpanQuery::Window { words: words(text), slop }
}

pub(super) fn near(left: SpanQuery, distance: Distance, right: SpanQuery) -> SpanQuery {
    SpanQuery::Pair { operator: PairOperator::Near(distance), left: left.into(), right: right.into() }
}

fn pre(left: SpanQuery, distance: Distance, right: SpanQuery) -> SpanQuery {
    SpanQuery::Pair { operator: PairOperator::Pre(distance), left: left.into(), right: right.into() }
}

fn not_near(left: SpanQuery, distance: Distance, right: SpanQuery) -> SpanQuery {
    SpanQuery::Pair { operator: PairOperator::NotNear(distance), left: left.into(), right: right.into() }
}

fn first(within: u32, inner: SpanQuery) -> SpanQuery {
    SpanQuery::Filter { operator: FilterOperator::First(within), inner: inner.into() }
}

fn at_least(count: u32, inner: SpanQuery) -> SpanQuery {
    SpanQuery::Filter { operator: FilterOperator::AtLeast(count), inner: inner.into() }
}

fn any_of(parts: impl Into<Vec<SpanQuery>>) -> SpanQuery {
    SpanQuery::Or(parts.into())
}

fn within(scope: Scope, inner: SpanQuery) -> SpanQuery {
    SpanQuery::Scope(scope, inner.into())
}

fn said(name: &str) -> Scope {
    Scope::Said(SaidBy::Name(NamePattern::of_words(vec![name.to_owned()])))
}

fn both(left: impl Into<Query>, right: impl Into<Query>) -> Query {
    Query::And(vec![left.into(), right.into()])
}

fn either(left: impl Into<Query>, right: impl Into<Query>) -> Query {
    Query::Or(vec![left.into(), right.into()])
}

fn not(inner: impl Into<Query>) -> Query {
    Query::Not(Box::new(inner.into()))
}

pub(super) const fn tokens(most: u32) -> Distance {
    Distance::Tokens(most)
}

#[test]
fn a_word_finds_what_has_its_form() {
    let body = "Negotiators negotiate in Kyiv; Kyïv’s negotiation, KYIV.";
    let wildcard = |parts: &[&str]| {
        let part = |it: &&str| match *it {
            "*" => WildcardPart::Run,
            "?" => WildcardPart::One,
            text => WildcardPart::Text(text.to_owned()),
        };
        SpanQuery::Word(Word::Wildcard(Wildcard { parts: parts.iter().map(part).collect() }))
    };
    proves(body, w("negotiating"), &["Negotiators", "negotiate", "negotiation"]);
    proves(body, SpanQuery::Word(Word::Plain("kyiv".into())), &["Kyiv", "Kyïv", "KYIV"]);
    proves(body, SpanQuery::Word(Word::Written("Kyiv".into())), &["Kyiv"]);
    proves(body, wildcard(&["negotiat", "*"]), &["Negotiators", "negotiate", "negotiation"]);
    proves(body, wildcard(&["?", "yiv"]), &["Kyiv", "Kyïv", "KYIV"]);
    let two = EditDistance::new(2).unwrap();
    proves(body, SpanQuery::Word(Word::Fuzzy("negotaitoin".into(), two)), &["negotiation"]);
    fails(body, w("moscow"));
}

#[test]
fn a_phrase_is_evidence_as_a_whole() {
    let body = "The last Ukrainian spoke last. Ukrainian talks; the big peace plan.";
    // A phrase passes over the end of a sentence.
    proves(body, phrase("last ukrainian"), &["last Ukrainian", "last. Ukrainian"]);
    proves(body, phrase("the * peace plan"), &["the big peace plan"]);
    fails(body, phrase("peace talks"));
}

#[test]
fn a_phrase_passes_over_the_end_of_a_paragraph_but_not_of_the_field() {
    proves("peace\n\nplan", phrase("peace plan"), &["peace\n\nplan"]);
    assert_eq!(shown("peace", "plan", &phrase("peace plan").into()), None);
}

#[test]
fn each_word_of_a_window_is_evidence() {
    let body = "Europe has a peace plan. No plan for Asia.";
    proves(body, window("peace plan europe", 2), &["Europe", "peace", "plan"]);
    fails(body, window("peace plan europe", 1));
    proves("plan plan", window("plan plan", 0), &["plan", "plan"]);
    fails("one plan", window("plan plan", 9));
}

#[test]
fn a_token_stands_for_one_word_of_a_window_only() {
    let pattern =
        Word::Wildcard(Wildcard { parts: vec![WildcardPart::Text("pea".into()), WildcardPart::Run] });
    let query = |slop| SpanQuery::Window { words: vec![stem("peace"), pattern.clone()], slop };
    fails("a peace conference", query(9));
    proves("peace, pears", query(0), &["peace", "pears"]);
    proves("peace and peace", query(1), &["peace", "peace"]);
    // Three ways to choose; the pear alone cannot stand for peace.
    proves("pears peace pears", query(0), &["pears", "peace", "pears"]);
    fails("pears pears", query(0));
}

#[test]
fn near_counts_the_tokens_between() {
    let body = "alpha one two beta";
    proves(body, near(w("beta"), tokens(2), w("alpha")), &["alpha", "beta"]);
    fails(body, near(w("alpha"), tokens(1), w("beta")));
    proves(body, pre(w("alpha"), tokens(2), w("beta")), &["alpha", "beta"]);
    fails(body, pre(w("beta"), tokens(9), w("alpha")));
}

#[test]
fn near_operands_do_not_overlap() {
    fails("peace plan", near(phrase("peace plan"), tokens(5), w("plan")));
    fails("alpha", near(w("alpha"), tokens(5), w("alpha")));
    proves("alpha alpha", near(w("alpha"), tokens(0), w("alpha")), &["alpha", "alpha"]);
}

#[test]
fn a_left_whose_right_is_too_far_is_no_evidence() {
    let body = "alpha beta. One two three alpha.";
    proves(body, near(w("alpha"), tokens(1), w("beta")), &["alpha", "beta"]);
}

#[test]
fn sentence_and_paragraph_hold_all_tokens_of_both() {
    let body = "Alpha one. Two beta.\n\nGamma alpha.";
    fails(body, near(w("alpha"), Distance::Sentence, w("beta")));
    proves(body, near(w("alpha"), Distance::Paragraph, w("beta")), &["Alpha", "beta"]);
    proves(body, pre(w("gamma"), Distance::Sentence, w("alpha")), &["Gamma", "alpha"]);
    fails(body, near(w("beta"), Distance::Paragraph, w("gamma")));
    // The phrase crosses into the second sentence.
    fails(body, near(w("alpha"), Distance::Sentence, phrase("one two")));
}

#[test]
fn a_nested_near_covers_both_of_its_parts() {
    let body = "alpha x beta y gamma";
    let inner = near(w("alpha"), tokens(1), w("beta"));
    proves(body, near(inner.clone(), tokens(1), w("gamma")), &["alpha", "beta", "gamma"]);
    fails(body, near(inner.clone(), tokens(9), w("x")));
    let body = "alpha beta x beta gamma";
    // The first beta makes an interval that ends too early.
    proves(
        body,
        near(pre(w("alpha"), tokens(5), w("beta")), tokens(0), w("gamma")),
        &["alpha", "beta", "gamma"],
    );
}

#[test]
fn not_near_looks_for_another() {
    proves("alpha x x x beta. One alpha", not_near(w("alpha"), tokens(2), w("beta")), &["alpha"]);
    fails("alpha x beta", not_near(w("alpha"), tokens(1), w("beta")));
    proves(
        "alpha one two alpha three four five six alpha",
        not_near(w("alpha"), tokens(2), w("alpha")),
        &["alpha"],
    );
    // The same interval found another way is not another.
    proves("alpha", not_near(w("alpha"), tokens(5), any_of([w("alpha"), w("beta")])), &["alpha"]);
    // One that overlaps it is.
    proves("house. A white house", not_near(w("house"), tokens(0), phrase("white house")), &["house"]);
}

#[test]
fn not_near_within_a_sentence() {
    let body = "Alpha beta. Alpha one.\n\nTwo. Alpha.";
    proves(body, not_near(w("alpha"), Distance::Sentence, w("beta")), &["Alpha", "Alpha"]);
    proves(body, not_near(w("alpha"), Distance::Paragraph, w("beta")), &["Alpha"]);
}

#[test]
fn first_counts_from_the_start_of_the_region() {
    let body = "One two alpha. “Alpha gamma” three";
    proves(body, first(3, w("alpha")), &["alpha"]);
    fails(body, first(2, w("alpha")));
    proves(body, within(Scope::Quote, first(1, w("alpha"))), &["Alpha"]);
    // The phrase must end there.
    fails("peace plan", first(1, phrase("peace plan")));
}

#[test]
fn first_speaks_of_the_body_at_the_top_level_and_of_each_region_in_a_scope() {
    proves_with_title("Alpha", "alpha", first(1, w("alpha")), &["alpha"]);
    assert_eq!(shown("Alpha", "beta", &first(1, w("alpha")).into()), None);
    assert_eq!(shown("Alpha", "beta", &first(1, within(Scope::Title, w("alpha"))).into()), None);
    proves_with_title("Alpha", "beta", within(Scope::Title, first(1, w("alpha"))), &["title:Alpha"]);
    proves_with_title("Alpha", "alpha", within(Scope::Lead, first(1, w("alpha"))), &["title:Alpha", "alpha"]);
}

#[test]
fn at_least_counts_different_intervals_in_all_regions_together() {
    proves_with_title("Alpha", "alpha", at_least(2, w("alpha")), &["title:Alpha", "alpha"]);
    fails("alpha beta", at_least(2, w("alpha")));
    let quoted = "“Alpha.” He said: “Alpha.”";
    proves(quoted, within(Scope::Quote, at_least(2, w("alpha"))), &["Alpha", "Alpha"]);
    proves(quoted, at_least(2, within(Scope::Quote, w("alpha"))), &["Alpha", "Alpha"]);
    // A Boolean inside a scope is asked of one quotation at a time.
    fails(quoted, Query::Scope(Scope::Quote, both(at_least(2, w("alpha")), Query::All).into()));
    // One interval found in two ways is one.
    fails("alpha", at_least(2, any_of([w("alpha"), SpanQuery::Word(Word::Plain("alpha".into()))])));
    proves("alpha beta", near(at_least(1, w("alpha")), tokens(0), w("beta")), &["alpha", "beta"]);
}

#[test]
fn scopes_clip_their_regions() {
    let body = "Alpha one.\n\nTwo alpha “beta alpha” beta.";
    proves_with_title("Alpha", body, within(Scope::Title, w("alpha")), &["title:Alpha"]);
    proves_with_title("x", body, within(Scope::Body, phrase("two alpha")), &["Two alpha"]);
    proves_with_title("Alpha", body, within(Scope::Lead, w("alpha")), &["title:Alpha", "Alpha"]);
    proves(body, within(Scope::Quote, w("alpha")), &["alpha"]);
    // Nothing runs out of a quotation.
    fails(body, within(Scope::Quote, phrase("alpha beta")));
    fails(body, within(Scope::Lead, within(Scope::Quote, w("alpha"))));
    fails(body, within(Scope::Title, within(Scope::Quote, w("alpha"))));
    proves(body, within(Scope::Body, within(Scope::Quote, w("beta"))), &["beta"]);
}

#[test]
fn a_scope_may_stand_inside_a_near() {
    let body = "alpha “beta” gamma beta";
    proves(body, near(w("alpha"), tokens(0), within(Scope::Quote, w("beta"))), &["alpha", "beta"]);
    fails(body, near(w("gamma"), tokens(0), phrase("beta alpha")));
}

#[test]
fn said_asks_the_quotations_of_one_speaker() {
    let body = "ann: “alpha one” bob: “alpha two” and “alpha three”, x: <alpha four>";
    proves(body, within(said("ann"), phrase("alpha one")), &["alpha one"]);
    fails(body, within(said("ann"), phrase("alpha two")));
    proves(body, within(Scope::Said(SaidBy::Anyone), w("alpha")), &["alpha", "alpha"]);
    proves(body, within(Scope::Said(SaidBy::Unknown), phrase("alpha three")), &["alpha three"]);
    // Two quotations do not add up.
    let query = Query::Scope(Scope::Said(SaidBy::Anyone), both(w("one"), w("two")).into());
    fails(body, query);
}

#[test]
fn indirect_speech_is_left_out_unless_asked_for() {
    let body = "ann: <alpha one>";
    fails(body, within(Scope::Quote, w("alpha")));
    let plan = Plan::new(&within(Scope::Quote, w("alpha")).into()).unwrap();
    let quotations = quotations(body);
    let text = ArticleText { title: "", body, language: Language::ENGLISH, quotations: &quotations };
    assert!(TextEvaluator::with(&plan, IndirectSpeech::Included).holds(&text, &Known).unwrap());
}

#[test]
fn a_boolean_marks_the_parts_that_hold() {
    let body = "alpha beta";
    proves(body, both(w("alpha"), w("beta")), &["alpha", "beta"]);
    proves(body, either(w("alpha"), w("gamma")), &["alpha"]);
    proves(body, both(w("alpha"), not(w("gamma"))), &["alpha"]);
    fails(body, both(w("alpha"), not(w("beta"))));
    fails(body, both(w("alpha"), w("gamma")));
    proves(body, either(both(w("alpha"), w("gamma")), w("beta")), &["beta"]);
    proves_with_title("Gamma", body, both(w("alpha"), w("gamma")), &["title:Gamma", "alpha"]);
}

#[test]
fn what_needs_no_positive_leaf_has_no_evidence() {
    proves("alpha", not(w("beta")), &[]);
    proves("alpha", not(not(w("alpha"))), &[]);
    proves("alpha", Query::All, &[]);
    proves("alpha", Query::Field(FieldClause::Unknown(Field::Author)), &[]);
    proves("alpha", both(Query::Field(FieldClause::Unknown(Field::Author)), w("alpha")), &["alpha"]);
    fails("alpha", Query::Field(FieldClause::Unknown(Field::Source)));
}

#[test]
fn a_boolean_in_a_scope_is_asked_of_one_region() {
    let body = "“alpha beta” “alpha gamma” “delta”";
    let scope = |query: Query| Query::Scope(Scope::Quote, query.into());
    proves(body, scope(both(w("alpha"), w("gamma"))), &["alpha", "gamma"]);
    fails(body, scope(both(w("beta"), w("gamma"))));
    proves(body, scope(both(w("alpha"), not(w("beta")))), &["alpha"]);
    proves(body, scope(not(w("alpha"))), &[]);
    fails("no marks here", scope(not(w("alpha"))));
    // A field clause speaks of the article wherever it stands.
    proves(body, scope(both(Query::Field(FieldClause::Unknown(Field::Author)), w("delta"))), &["delta"]);
    let lead = Query::Scope(Scope::Lead, both(w("alpha"), w("gamma")).into());
    assert_eq!(shown("Alpha", "gamma", &lead), None);
}

#[test]
fn a_region_without_tokens_does_not_exist() {
    fails("alpha “…” beta", Query::Scope(Scope::Quote, Query::All.into()));
    fails("alpha", Query::Scope(Scope::Title, not(w("beta")).into()));
    proves("", not(w("beta")), &[]);
    fails("", w("beta"));
}

#[test]
fn overlapping_evidence_is_listed_apart() {
    proves(
        "peace plan talks",
        either(phrase("peace plan"), phrase("plan talks")),
        &["peace plan", "plan talks"],
    );
    proves("peace plan", either(phrase("peace plan"), w("plan")), &["peace plan", "plan"]);
    // The same span twice is one.
    proves("peace", both(w("peace"), SpanQuery::Word(Word::Plain("peace".into()))), &["peace"]);
}

#[test]
fn spans_are_counted_in_bytes_and_code_points() {
    let title = "Öl und Gas";
    let body = "Łódź: “naïve” plan, cafe\u{301}";
    let query = any_of([w("gas"), w("naive"), phrase("plan cafe")]);
    let spans: Vec<_> = evidence_in(title, body, &within(Scope::Lead, query).into())
        .unwrap()
        .into_iter()
        .map(|it| (it.text, it.span.bytes.range(), it.span.start_char..it.span.end_char))
        .collect();
    assert_eq!(
        spans,
        [
            ("Gas".to_owned(), 8..11, 7..10),
            ("naïve".to_owned(), 12..18, 7..12),
            ("plan, cafe\u{301}".to_owned(), 22..34, 14..25),
        ]
    );
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]
    #[test]
    fn any_text_and_query_are_answered(seed: u64, text in "([abcd] |[abcd “”<>.?!é’]|\n\n){0,40}") {
        let query = random_query(&mut Random::new(seed), 3);
        fuzz::answer_any(&text, &text, &query);
    }
}

//! Quotations as answers: who said it, in which words, told by whom.
//!
//! The index says which articles and which words (see [`crate::search`]); here the quotations that hold
//! these words are taken out of the articles, and those of the same speaker in near the same words
//! become one ([`mod@same`]).

mod asked;
mod in_order;
pub mod same;
mod utterance;

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet, HashMap};

use crate::analysis::paragraphs;
use crate::quotes::asked::Asked;
use crate::quotes::same::Said;

use crate::article::{Article, ArticleId, Quotation, QuotationKind};
use crate::date::Dating;
use crate::field::Field;
use crate::query::{Query, SaidBy, Scope, SpanQuery, Word};
use crate::search::quotes::{Quoted, QuotesOrder, QuotesPage, QuotesRequest, Wording};
use crate::search::{
    Cancel, Count, Engine, Evidence, Facet, FacetCounts, IndirectSpeech, Limited, PageLimit, SearchError,
    SearchRequest, TextField, Variants,
};
use crate::span::{ByteSpan, CharCounter, TextSpan};

/// Answers a question about quotations. Reported speech without marks is
/// left out unless it is asked for.
///
/// # Errors
///
/// The index failed, or refuses the query.
pub fn quotes(engine: &dyn Engine, request: &QuotesRequest) -> Result<QuotesPage, SearchError> {
    match request.timeout {
        Some(time) => answer(&Limited::new(engine, time, Cancel::default()), request),
        None => answer(engine, request),
    }
}

/// How the question is read: which clauses speak of the article, and what is asked of one quotation.
#[must_use]
pub fn reading(request: &QuotesRequest) -> Query {
    Asked::of(request.query.clone(), request.speaker.clone()).query()
}

fn answer(engine: &dyn Engine, request: &QuotesRequest) -> Result<QuotesPage, SearchError> {
    let asked = Asked::of(request.query.clone(), request.speaker.clone());
    let mut parts = asked.articles.clone();
    parts.push(asked.said.clone());
    parts.extend(request.about.clone());
    let mut room = Room { left: request.memory, is_partial: false };
    let about = match &request.about {
        Some(about) => Some(spans_of(engine, request, (about, &asked.articles), &mut room)?),
        None => None,
    };
    let mut others = Vec::new();
    for name in &asked.not_by {
        let any = SpanQuery::Word(Word::Any);
        let theirs = SpanQuery::Scope(Scope::Said(SaidBy::Name(name.clone())), Box::new(any));
        others.push(spans_of(engine, request, (&Query::Span(theirs), &asked.articles), &mut room)?);
    }
    let mut said = Vec::new();
    let notices = each(engine, request, parts, &mut room, &mut |article, spans, room| {
        let theirs =
            |of: &HashMap<ArticleId, Vec<ByteSpan>>| of.get(&article.id).cloned().unwrap_or_default();
        let wanted = Wanted {
            near: about.as_ref().map(theirs),
            not: others.iter().flat_map(theirs).collect(),
            by_somebody: asked.by_somebody,
            marking: if asked.asks_words { Marking::Evidence } else { Marking::Nothing },
            indirect: request.indirect,
            min_confidence: request.min_confidence,
        };
        let before = said.len();
        push_said(&article, spans, &wanted, &mut said);
        room.take(said[before..].iter().map(|it| HELD + it.wording.text.len()).sum());
    })?;
    // Each engine hands them out in an order of its own.
    said.sort_unstable_by(|one, other| one.order().cmp(&other.order()));
    let mut page = page(engine, same::group(said, &|| engine.is_late()), request)?;
    page.partial = room.is_partial || engine.is_late();
    page.notices = notices;
    Ok(page)
}

/// What a quotation takes besides its words, in bytes: names, places, the same words as they are compared.
const HELD: usize = 600;

/// The memory that is left.
struct Room {
    left: usize,
    /// Whether something was left out.
    is_partial: bool,
}

impl Room {
    fn take(&mut self, bytes: usize) {
        self.is_partial |= bytes > self.left;
        self.left = self.left.saturating_sub(bytes);
    }
}

/// Whether the evidence is worth showing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Marking {
    /// It is what was asked for.
    Evidence,
    /// Nothing was asked of the words, so every word is evidence.
    Nothing,
}

/// Hands each article with its evidence to `take` until time or memory runs out; what should be known about the answer.
fn each(
    engine: &dyn Engine,
    like: &QuotesRequest,
    mut parts: Vec<Query>,
    room: &mut Room,
    take: &mut dyn FnMut(Article, &[Evidence], &mut Room),
) -> Result<Vec<String>, SearchError> {
    let query = if parts.len() == 1 { parts.remove(0) } else { Query::And(parts) };
    let mut request = SearchRequest::new(query);
    request.limit = PageLimit::All;
    request.snippets = 0;
    request.variants = like.variants;
    request.indirect = like.indirect;
    request.within = like.within.clone();
    request.max_expansions = like.max_expansions;
    let page = engine.each_article(&request, &mut |article, spans| {
        take(article, &spans, room);
        room.is_partial |= engine.is_late();
        !room.is_partial
    })?;
    room.is_partial |= page.partial;
    Ok(page.notices)
}

/// Where the articles that satisfy some conditions hold what a query asks, by article.
fn spans_of(
    engine: &dyn Engine,
    request: &QuotesRequest,
    (query, articles): (&Query, &[Query]),
    room: &mut Room,
) -> Result<HashMap<ArticleId, Vec<ByteSpan>>, SearchError> {
    let mut parts = articles.to_vec();
    parts.push(query.clone());
    let mut spans = HashMap::new();
    each(engine, request, parts, room, &mut |article, evidence, room| {
        let found = body_spans(evidence);
        room.take(HELD + found.len() * size_of::<ByteSpan>());
        spans.insert(article.id, found);
    })?;
    Ok(spans)
}

fn body_spans(spans: &[Evidence]) -> Vec<ByteSpan> {
    spans.iter().filter(|it| it.field == TextField::Body).map(|it| it.span.bytes).collect()
}

/// Which quotations of an article are wanted, besides that they hold evidence.
struct Wanted {
    /// They stand in a paragraph with some of these.
    near: Option<Vec<ByteSpan>>,
    /// They hold none of these.
    not: Vec<ByteSpan>,
    /// They have a known speaker.
    by_somebody: bool,
    marking: Marking,
    indirect: IndirectSpeech,
    /// A speaker less sure than this counts as unknown.
    min_confidence: f32,
}

/// The quotations of an article that hold evidence and are wanted.
fn push_said(article: &Article, evidence: &[Evidence], wanted: &Wanted, said: &mut Vec<Said>) {
    let spans = body_spans(evidence);
    let blocks: Vec<ByteSpan> =
        if wanted.near.is_some() { paragraphs(&article.body).collect() } else { Vec::new() };
    let speaks_of = |quotation: &Quotation, near: &[ByteSpan]| {
        let block = blocks.iter().filter(|block| block.overlaps(quotation.span));
        block.into_iter().any(|block| near.iter().any(|span| block.contains(*span)))
    };
    let mut counter = CharCounter::new(&article.body);
    for quotation in &article.quotations {
        let is_sure = quotation.confidence >= wanted.min_confidence;
        let left_out =
            quotation.kind == QuotationKind::Indirect && wanted.indirect == IndirectSpeech::Excluded;
        if left_out
            || (wanted.by_somebody && !is_sure)
            || wanted.near.as_ref().is_some_and(|near| !speaks_of(quotation, near))
            || wanted.not.iter().any(|it| quotation.span.contains(*it))
        {
            continue;
        }
        let from = spans.partition_point(|it| it.start() < quotation.span.start());
        let inside = spans[from..].iter().take_while(|it| it.start() < quotation.span.end());
        let inside: Vec<ByteSpan> = inside.filter(|it| quotation.span.contains(**it)).copied().collect();
        if inside.is_empty() {
            continue;
        }
        let text = quotation.span.of(&article.body).to_owned();
        let start_char = counter.chars_before(quotation.span.start());
        let end_char = counter.chars_before(quotation.span.end());
        let marks = match wanted.marking {
            Marking::Evidence => marks(&inside, quotation.span, &text),
            Marking::Nothing => Vec::new(),
        };
        said.push(Said {
            wording: Wording {
                text,
                marks,
                span: TextSpan { bytes: quotation.span, start_char, end_char },
                kind: quotation.kind,
                speaker: quotation.speaker.clone().filter(|_| is_sure),
                confidence: quotation.confidence,
                id: article.id.clone(),
                title: article.title.as_ref().map(|it| it.value.clone()),
                place: article.origins.first().cloned(),
                dating: article.dating,
                source: article.names.text(Field::Source).map(str::to_owned),
                differences: Vec::new(),
            },
        });
    }
}

/// The matches as places of the quotation's text, merged.
fn marks(inside: &[ByteSpan], quotation: ByteSpan, text: &str) -> Vec<ByteSpan> {
    let mut merged: Vec<(usize, usize)> = Vec::new();
    for span in inside {
        let (start, end) = (span.start() - quotation.start(), span.end() - quotation.start());
        match merged.last_mut() {
            Some(last) if start < last.1 => last.1 = last.1.max(end),
            Some(_) | None => merged.push((start, end)),
        }
    }
    merged.into_iter().filter_map(|(start, end)| ByteSpan::in_text(text, start, end)).collect()
}

/// Counts, orders and cuts.
fn page(
    engine: &dyn Engine,
    mut all: Vec<Quoted>,
    request: &QuotesRequest,
) -> Result<QuotesPage, SearchError> {
    let mut canonical: HashMap<String, String> = HashMap::new();
    if request.variants == Variants::Linked {
        for name in all.iter().filter_map(|it| it.speaker.as_ref()).map(|it| &it.name) {
            if !canonical.contains_key(name) {
                canonical.insert(name.clone(), engine.canonical_speaker(name)?);
            }
        }
    }
    let mut speakers: BTreeMap<&str, u64> = BTreeMap::new();
    let mut unknown = 0;
    let mut articles: BTreeSet<&ArticleId> = BTreeSet::new();
    for quoted in &all {
        match &quoted.speaker {
            Some(speaker) => {
                let name = canonical.get(&speaker.name).unwrap_or(&speaker.name);
                *speakers.entry(name).or_default() += 1;
            }
            None => unknown += 1,
        }
        articles.extend(quoted.wordings.iter().map(|it| &it.id));
    }
    let articles = articles.len() as u64;
    let mut speakers: Vec<(String, u64)> =
        speakers.into_iter().map(|(name, count)| (name.to_owned(), count)).collect();
    speakers.sort_by_key(|(_, count)| Reverse(*count));
    let facets = request.facets.iter().filter(|it| **it != Facet::SPEAKER);
    let facets = facets.map(|facet| counted(*facet, request.facet_limit, &all)).collect();
    let quotations = all.len() as u64;
    let by_day = |it: &Quoted, is_newest_first: bool| {
        let datings = it.wordings.iter().filter_map(|it| it.dating);
        let order = if is_newest_first {
            datings.map(|it| Reverse(it.order())).min().map(|it| (None, Some(it)))
        } else {
            datings.map(Dating::order).min().map(|it| (Some(it), None))
        };
        (order.is_none(), order, it.wordings.first().map(|it| it.id.to_string()))
    };
    match request.order {
        QuotesOrder::MostTold => all.sort_by_cached_key(order),
        QuotesOrder::EarliestFirst => all.sort_by_cached_key(|it| by_day(it, false)),
        QuotesOrder::LatestFirst => all.sort_by_cached_key(|it| by_day(it, true)),
    }
    let limit = match request.limit {
        PageLimit::All => usize::MAX,
        PageLimit::Hits(limit) => limit,
    };
    let mut shown: Vec<Quoted> = all.into_iter().skip(request.offset).take(limit).collect();
    same::tell_differences(&mut shown, &|| engine.is_late());
    let notices = Vec::new();
    Ok(QuotesPage { quotations, articles, speakers, unknown, facets, partial: false, notices, shown })
}

/// How the quotations divide by a facet: each counts once for each value that a place of it has.
fn counted(facet: Facet, limit: usize, all: &[Quoted]) -> FacetCounts {
    let mut counts: BTreeMap<String, u64> = BTreeMap::new();
    let mut unknown = 0;
    for quoted in all {
        let value = |it: &Wording| match (facet.period(), facet.field()) {
            (Some(period), _) => it.dating.map(|dating| period.label(dating.day)),
            (None, Field::Source) => it.source.clone(),
            (None, _) => None,
        };
        let values: BTreeSet<String> = quoted.wordings.iter().filter_map(value).collect();
        unknown += u64::from(values.is_empty());
        for value in values {
            *counts.entry(value).or_default() += 1;
        }
    }
    let distinct = counts.len() as u64;
    let mut values: Vec<(String, Count)> =
        counts.into_iter().map(|(value, count)| (value, count.into())).collect();
    if facet.period().is_none() {
        values.sort_by_key(|(_, count)| Reverse(count.number()));
        values.truncate(limit);
    }
    FacetCounts { facet, values, unknown: unknown.into(), distinct: distinct.into() }
}

/// Told by most articles first, then the newest, then by article and place.
fn order(quoted: &Quoted) -> (Reverse<usize>, Reverse<Option<i32>>, String, usize) {
    let articles: BTreeSet<&ArticleId> = quoted.wordings.iter().map(|it| &it.id).collect();
    let newest = quoted.wordings.iter().filter_map(|it| it.dating).map(|it| it.day.number()).max();
    let first = quoted.fullest();
    let id = first.map(|it| it.id.to_string()).unwrap_or_default();
    (Reverse(articles.len()), Reverse(newest), id, first.map_or(0, |it| it.span.bytes.start()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn matches_that_overlap_are_one_mark_as_long_as_both() {
        let text = "x".repeat(50);
        let spans = |spans: &[(usize, usize)]| -> Vec<ByteSpan> {
            spans.iter().map(|(start, end)| ByteSpan::known(*start, *end)).collect()
        };
        let marked = |inside| marks(&spans(inside), ByteSpan::known(10, 60), &text);
        // One within another, two that touch, and two that overlap.
        let found = marked(&[(10, 30), (15, 20), (30, 34), (40, 50), (45, 60)]);
        assert_eq!(found, spans(&[(0, 20), (20, 24), (30, 50)]));
        assert_eq!(marked(&[]), []);
    }
}

//! Quotations as answers: who said it, in which words, told by whom.
//!
//! The index says which articles and which words (see [`crate::search`]); here the quotations that hold
//! these words are taken out of the articles, and those of the same speaker in near the same words
//! become one ([`mod@same`]).

pub mod same;
mod utterance;

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet, HashMap};

use crate::analysis::paragraphs;
use crate::quotes::same::Said;

use crate::article::{Article, ArticleId, Quotation, QuotationKind};
use crate::date::Dating;
use crate::field::Field;
use crate::query::{NamePattern, Query, SaidBy, Scope, SpanQuery, Word};
use crate::search::quotes::{Quoted, QuotesOrder, QuotesPage, QuotesRequest, Wording};
use crate::search::{
    Cancel, Engine, Evidence, Hit, IndirectSpeech, Limited, PageLimit, SearchError, SearchRequest, TextField,
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

fn answer(engine: &dyn Engine, request: &QuotesRequest) -> Result<QuotesPage, SearchError> {
    let (fields, said) = split(request.query.clone());
    let marking = if said.is_empty() { Marking::Nothing } else { Marking::Evidence };
    let mut parts = fields.clone();
    parts.push(scoped(said, request.speaker.clone()));
    parts.extend(request.about.clone());
    let mut room = Room { left: request.memory, is_partial: false };
    let about = match &request.about {
        Some(about) => Some(about_spans(engine, request, about, fields, &mut room)?),
        None => None,
    };
    let mut said = Vec::new();
    each(engine, request, parts, &mut room, &mut |hit, room| {
        let Some(article) = engine.article(&hit.id)? else { return Ok(()) };
        let near = about.as_ref().map(|spans| spans.get(&hit.id).map_or(&[][..], Vec::as_slice));
        let before = said.len();
        push_said(&article, &hit, near, (marking, request.indirect), &mut said);
        room.take(said[before..].iter().map(|it| HELD + it.wording.text.len()).sum());
        Ok(())
    })?;
    let mut page = page(same::group(said, &|| engine.is_late()), request);
    page.partial = room.is_partial || engine.is_late();
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

/// The conditions on the article, and what is asked of the quotation.
fn split(query: Query) -> (Vec<Query>, Vec<Query>) {
    let parts = match query {
        Query::And(parts) => parts,
        Query::All => Vec::new(),
        Query::Field(_) | Query::Span(_) | Query::Scope(..) | Query::Or(_) | Query::Not(_) => vec![query],
    };
    parts.into_iter().partition(speaks_of_the_article)
}

fn speaks_of_the_article(query: &Query) -> bool {
    match query {
        Query::Field(_) => true,
        Query::Not(inner) => speaks_of_the_article(inner),
        Query::And(parts) | Query::Or(parts) => parts.iter().all(speaks_of_the_article),
        Query::All | Query::Span(_) | Query::Scope(..) => false,
    }
}

/// Asked of one quotation. When nothing is asked of its words, every word proves it.
fn scoped(mut said: Vec<Query>, speaker: Option<NamePattern>) -> Query {
    let scope = match speaker {
        Some(name) => Scope::Said(SaidBy::Name(name)),
        None => Scope::Quote,
    };
    let any = || Query::Span(SpanQuery::Word(Word::Any));
    let inner = match said.len() {
        0 => any(),
        1 => said.remove(0),
        _ => Query::And(said),
    };
    match inner {
        Query::Span(span) => Query::Span(SpanQuery::Scope(scope, Box::new(span))),
        // An excluded word proves nothing; the others do.
        Query::Not(_) => Query::Scope(scope, Box::new(Query::And(vec![any(), inner]))),
        Query::All | Query::Field(_) | Query::Scope(..) | Query::And(_) | Query::Or(_) => {
            Query::Scope(scope, Box::new(inner))
        }
    }
}

/// Hands each hit to `take` until time or memory runs out.
fn each(
    engine: &dyn Engine,
    like: &QuotesRequest,
    mut parts: Vec<Query>,
    room: &mut Room,
    take: &mut dyn FnMut(Hit, &mut Room) -> Result<(), SearchError>,
) -> Result<(), SearchError> {
    let query = if parts.len() == 1 { parts.remove(0) } else { Query::And(parts) };
    let mut request = SearchRequest::new(query);
    request.limit = PageLimit::All;
    request.snippets = 0;
    request.variants = like.variants;
    request.indirect = like.indirect;
    request.within = like.within.clone();
    request.max_expansions = like.max_expansions;
    let mut failed = Ok(());
    let page = engine.each_hit(&request, &mut |hit| {
        failed = take(hit, room);
        room.is_partial |= engine.is_late();
        failed.is_ok() && !room.is_partial
    })?;
    room.is_partial |= page.partial;
    failed
}

/// Where the articles speak of it, by article.
fn about_spans(
    engine: &dyn Engine,
    request: &QuotesRequest,
    about: &Query,
    mut parts: Vec<Query>,
    room: &mut Room,
) -> Result<HashMap<ArticleId, Vec<ByteSpan>>, SearchError> {
    parts.push(about.clone());
    let mut spans = HashMap::new();
    each(engine, request, parts, room, &mut |hit, room| {
        let found = body_spans(&hit.spans);
        room.take(HELD + found.len() * size_of::<ByteSpan>());
        spans.insert(hit.id, found);
        Ok(())
    })?;
    Ok(spans)
}

fn body_spans(spans: &[Evidence]) -> Vec<ByteSpan> {
    spans.iter().filter(|it| it.field == TextField::Body).map(|it| it.span.bytes).collect()
}

/// The quotations of an article that hold evidence, and stand in a paragraph with some of `near`.
fn push_said(
    article: &Article,
    hit: &Hit,
    near: Option<&[ByteSpan]>,
    (marking, indirect): (Marking, IndirectSpeech),
    said: &mut Vec<Said>,
) {
    let spans = body_spans(&hit.spans);
    let blocks: Vec<ByteSpan> = if near.is_some() { paragraphs(&article.body).collect() } else { Vec::new() };
    let speaks_of = |quotation: &Quotation, near: &[ByteSpan]| {
        let block = blocks.iter().filter(|block| block.overlaps(quotation.span));
        block.into_iter().any(|block| near.iter().any(|span| block.contains(*span)))
    };
    let mut counter = CharCounter::new(&article.body);
    for quotation in &article.quotations {
        let left_out = quotation.kind == QuotationKind::Indirect && indirect == IndirectSpeech::Excluded;
        if left_out || near.is_some_and(|near| !speaks_of(quotation, near)) {
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
        let marks = match marking {
            Marking::Evidence => marks(&inside, quotation.span, &text),
            Marking::Nothing => Vec::new(),
        };
        said.push(Said {
            wording: Wording {
                text,
                marks,
                span: TextSpan { bytes: quotation.span, start_char, end_char },
                kind: quotation.kind,
                speaker: quotation.speaker.clone(),
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
fn page(mut all: Vec<Quoted>, request: &QuotesRequest) -> QuotesPage {
    let mut speakers: BTreeMap<&str, u64> = BTreeMap::new();
    let mut unknown = 0;
    let mut articles: BTreeSet<&ArticleId> = BTreeSet::new();
    for quoted in &all {
        match &quoted.speaker {
            Some(speaker) => *speakers.entry(&speaker.name).or_default() += 1,
            None => unknown += 1,
        }
        articles.extend(quoted.wordings.iter().map(|it| &it.id));
    }
    let articles = articles.len() as u64;
    let mut speakers: Vec<(String, u64)> =
        speakers.into_iter().map(|(name, count)| (name.to_owned(), count)).collect();
    speakers.sort_by_key(|(_, count)| Reverse(*count));
    let quotations = all.len() as u64;
    match request.order {
        QuotesOrder::MostTold => all.sort_by_cached_key(order),
        QuotesOrder::EarliestFirst => all.sort_by_cached_key(|it| {
            let first = it.wordings.first();
            let dating = first.and_then(|it| it.dating);
            (dating.is_none(), dating.map(Dating::order), first.map(|it| it.id.to_string()))
        }),
    }
    let limit = match request.limit {
        PageLimit::All => usize::MAX,
        PageLimit::Hits(limit) => limit,
    };
    let shown = all.into_iter().skip(request.offset).take(limit).collect();
    QuotesPage { quotations, articles, speakers, unknown, partial: false, shown }
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

//! The slow twin: what a query means, worked out on the articles themselves.
//!
//! It is the definition of what the index must say. It shares with the index only the tokens
//! and the query tree, and goes another way: for every region of a text it lists every interval
//! that a span expression yields, each with the leaf matches of all the ways to come to exactly
//! this interval. Whether an interval takes part in something larger is only ever asked of the
//! interval, never of how it came about, so that nothing is lost by putting the ways together.
//! The evidence of a hit is then what the intervals that are left carry.
//!
//! Where the contract leaves a choice, the twin takes the words as they stand:
//!
//! - ATLEAST counts over all the regions it is asked of: of a scope whose content is a span
//!   expression these are all regions of the scope together (`quote:ATLEAST/2(war)` is also said
//!   by two quotations with one `war` each); of a Boolean within a scope it is one region.
//! - FIRST at the top level yields nothing in the title, also when a scope stands inside it.
//! - In NOT NEAR, an *other* b is a b with another interval than the a; so is `/s` and `/p`, where
//!   near is what NEAR says: all from the first token of one to the last of the other.
//! - A lone `*` in a phrase or window is a word of it: in a window each token that can take its
//!   place is evidence.
//! - The first paragraph is the first that has tokens, as tokens count paragraphs.
//! - A quotation's tokens are those that lie wholly between its first byte and its last. Indirect
//!   speech is no quotation, neither for `quote:` and SAID nor for `speaker:`.
//! - A field clause inside a scope speaks of the article, yet the scope needs a region to ask.
//! - A name is matched by its set of words: a word typed twice need not stand there twice. A
//!   pattern without words matches no name.
//! - A title or author of white space alone is unknown. The language is never empty, so it is
//!   never unknown.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use newsgrep::analysis;
use newsgrep::analysis::Token;
use newsgrep::article::{Article, ArticleId, QuotationKind};
use newsgrep::field::Field::{Date, Speaker};
use newsgrep::query::{
    Distance, FieldClause, FilterOperator, PairOperator, Query, SaidBy, Scope, SpanQuery, Word,
};
use newsgrep::search::TextField;

use super::forms::{Fitting, Forms, TokenForms, fits_glob, name_fits, name_words};
use super::leaves::may_hold;

/// Articles, read and ready to be asked.
#[derive(Debug)]
pub(crate) struct Twin<'a> {
    articles: Vec<Text<'a>>,
    forms: Forms,
}

/// What is to be answered.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Answer {
    /// The articles that satisfy the query.
    pub(crate) articles: BTreeSet<ArticleId>,
    /// For each of them the evidence: the field, the first byte, and the byte after the last.
    pub(crate) spans: BTreeMap<ArticleId, BTreeSet<(TextField, usize, usize)>>,
}

impl Answer {
    /// The number of different spans, over all articles.
    pub(crate) fn occurrences(&self) -> usize {
        self.spans.values().map(BTreeSet::len).sum()
    }
}

/// An article with its tokens.
#[derive(Debug)]
struct Text<'a> {
    article: &'a Article,
    title: Field,
    body: Field,
    /// The quotations that have marks: their tokens in the body, and whose they are.
    quotations: Vec<(Interval, Option<Vec<String>>)>,
}

#[derive(Debug)]
struct Field {
    tokens: Vec<Token>,
    forms: Vec<TokenForms>,
}

/// Positions of tokens, half open.
type Interval = (usize, usize);

/// A stretch of a field that is read by itself. Never empty.
#[derive(Debug, Clone, Copy)]
struct Region {
    field: TextField,
    interval: Interval,
    /// Where FIRST counts from; at the top level the title has no such place.
    first_from: Option<usize>,
}

impl<'a> Twin<'a> {
    pub(crate) fn new(articles: &'a [Article]) -> Twin<'a> {
        let mut forms = Forms::default();
        let articles =
            articles.iter().enumerate().map(|(number, it)| Text::read(it, number, &mut forms)).collect();
        Twin { articles, forms }
    }

    pub(crate) fn answer(&self, query: &Query) -> Answer {
        let mut fitting: HashMap<&Word, Fitting> = HashMap::new();
        for word in query.words() {
            fitting.entry(word).or_insert_with(|| self.forms.fitting(word));
        }
        let mut answer = Answer::default();
        for (number, text) in self.articles.iter().enumerate() {
            if !may_hold(query, &|it| text.clause_holds(it), &|word| fitting[word].held[number]) {
                continue;
            }
            let mut reading = Reading { text, words: &fitting, leaves: Vec::new(), marks: HashMap::new() };
            if let Some(evidence) = reading.holds(query, &text.regions()) {
                let spans = reading.spans(&evidence);
                answer.articles.insert(text.article.id.clone());
                answer.spans.insert(text.article.id.clone(), spans);
            }
        }
        answer
    }
}

impl<'a> Text<'a> {
    fn read(article: &'a Article, number: usize, forms: &mut Forms) -> Text<'a> {
        let mut field = |text: &str| {
            let tokens = analysis::read(text);
            let forms =
                tokens.iter().map(|it| forms.of_token(it.span.of(text), article.language.value, number));
            Field { forms: forms.collect(), tokens }
        };
        let title = field(article.title_text());
        let body = field(&article.body);
        let marked = article.quotations.iter().filter(|it| it.kind != QuotationKind::Indirect);
        let quotations = marked
            .map(|quotation| {
                let inside = |token: &&Token| quotation.span.contains(token.span);
                let start = body.tokens.iter().position(|token| inside(&token)).unwrap_or(0);
                let end = start + body.tokens.iter().filter(inside).count();
                ((start, end), quotation.speaker.as_ref().map(|speaker| name_words(&speaker.name)))
            })
            .collect();
        Text { article, title, body, quotations }
    }

    fn field(&self, field: TextField) -> &Field {
        match field {
            TextField::Title => &self.title,
            TextField::Body => &self.body,
        }
    }

    /// The regions of the top level.
    fn regions(&self) -> Vec<Region> {
        let title =
            Region { field: TextField::Title, interval: (0, self.title.tokens.len()), first_from: None };
        let body =
            Region { field: TextField::Body, interval: (0, self.body.tokens.len()), first_from: Some(0) };
        [title, body].into_iter().filter(|it| it.interval.0 < it.interval.1).collect()
    }

    /// The regions of a scope that are inside `outer`.
    fn regions_within(&self, scope: &Scope, outer: Region) -> Vec<Region> {
        let title = (TextField::Title, (0, self.title.tokens.len()));
        let body = (TextField::Body, (0, self.body.tokens.len()));
        let first_paragraph =
            self.body.tokens.iter().filter(|it| it.paragraph == self.body.tokens[0].paragraph).count();
        let scoped = match scope {
            Scope::Title => vec![title],
            Scope::Body => vec![body],
            Scope::Lead => vec![title, (TextField::Body, (0, first_paragraph))],
            Scope::Quote => self.quotations.iter().map(|(it, _)| (TextField::Body, *it)).collect(),
            Scope::Said(by) => self
                .quotations
                .iter()
                .filter(|(_, speaker)| match (by, speaker) {
                    (SaidBy::Name(pattern), Some(name)) => name_fits(pattern, name),
                    (SaidBy::Anyone, Some(_)) | (SaidBy::Unknown, None) => true,
                    (SaidBy::Name(_) | SaidBy::Anyone, None) | (SaidBy::Unknown, Some(_)) => false,
                })
                .map(|(it, _)| (TextField::Body, *it))
                .collect(),
        };
        let clipped = scoped.into_iter().filter(|(field, _)| *field == outer.field).map(|(field, it)| {
            let start = it.0.max(outer.interval.0);
            let end = it.1.min(outer.interval.1);
            Region { field, interval: (start, end), first_from: Some(start) }
        });
        clipped.filter(|it| it.interval.0 < it.interval.1).collect()
    }

    /// Whether a clause about a field holds.
    fn clause_holds(&self, clause: &FieldClause) -> bool {
        let article = self.article;
        match clause {
            FieldClause::Day(Date, range) => article.day().is_some_and(|day| range.contains(day)),
            FieldClause::Day(..) => false,
            FieldClause::Name(Speaker, pattern) => {
                let speakers = self.quotations.iter().filter_map(|(_, speaker)| speaker.as_ref());
                speakers.into_iter().any(|name| name_fits(pattern, name))
            }
            FieldClause::Name(field, pattern) => {
                article.text(*field).is_some_and(|it| name_fits(pattern, &name_words(&it)))
            }
            FieldClause::Exact(field, value) => article.text(*field).is_some_and(|it| it == *value),
            FieldClause::Glob(_, glob) => article.origins.iter().any(|place| fits_glob(glob, &place.path)),
            FieldClause::Unknown(Speaker) => self.quotations.iter().any(|(_, speaker)| speaker.is_none()),
            FieldClause::Unknown(field) => article.text(*field).is_none_or(|it| it.trim().is_empty()),
        }
    }
}

/// A set of leaf matches, by their numbers in [`Reading::leaves`], one bit each.
#[derive(Debug, Clone, Default)]
struct Evidence(Vec<u64>);

impl Evidence {
    fn of(number: usize) -> Evidence {
        let mut bits = vec![0; number / 64 + 1];
        bits[number / 64] = 1 << (number % 64);
        Evidence(bits)
    }

    fn add(&mut self, other: &Evidence) {
        if self.0.len() < other.0.len() {
            self.0.resize(other.0.len(), 0);
        }
        for (bits, more) in self.0.iter_mut().zip(&other.0) {
            *bits |= more;
        }
    }

    fn has(&self, number: usize) -> bool {
        self.0.get(number / 64).is_some_and(|bits| bits >> (number % 64) & 1 == 1)
    }
}

/// The intervals that a span expression yields in one region, each with the leaf matches of all
/// the ways to come to it.
type Ways = BTreeMap<Interval, Evidence>;

fn add_way(ways: &mut Ways, interval: Interval, evidence: &[&Evidence]) {
    let all = ways.entry(interval).or_default();
    for it in evidence {
        all.add(it);
    }
}

/// One article asked one query.
struct Reading<'t> {
    text: &'t Text<'t>,
    words: &'t HashMap<&'t Word, Fitting>,
    /// The leaf matches met so far: where each stands.
    leaves: Vec<(TextField, Interval)>,
    /// Their numbers.
    marks: HashMap<(TextField, Interval), usize>,
}

impl<'t> Reading<'t> {
    /// Asks the query of these regions; the evidence when it holds.
    fn holds(&mut self, query: &Query, regions: &[Region]) -> Option<Evidence> {
        match query {
            Query::All => Some(Evidence::default()),
            Query::Field(clause) => self.text.clause_holds(clause).then(Evidence::default),
            Query::Span(span) => {
                let found = self.ways(span, regions);
                united(found.iter().flat_map(BTreeMap::values))
            }
            Query::Scope(scope, content) => {
                let inner: Vec<Region> =
                    regions.iter().flat_map(|outer| self.text.regions_within(scope, *outer)).collect();
                let held: Vec<Evidence> =
                    inner.iter().filter_map(|region| self.holds(content, &[*region])).collect();
                united(&held)
            }
            Query::And(parts) => {
                let held: Option<Vec<Evidence>> = parts.iter().map(|it| self.holds(it, regions)).collect();
                united(&held?)
            }
            Query::Or(parts) => {
                let held: Vec<Evidence> = parts.iter().filter_map(|it| self.holds(it, regions)).collect();
                united(&held)
            }
            Query::Not(part) => match self.holds(part, regions) {
                Some(_) => None,
                None => Some(Evidence::default()),
            },
        }
    }

    /// What the span expression yields in each of these regions.
    fn ways(&mut self, query: &SpanQuery, regions: &[Region]) -> Vec<Ways> {
        match query {
            SpanQuery::Word(word) => self.each(regions, |it, region| it.phrases(&[word], region)),
            SpanQuery::Phrase(words) => {
                let words: Vec<&Word> = words.iter().collect();
                self.each(regions, |it, region| it.phrases(&words, region))
            }
            SpanQuery::Window { words, slop } => {
                self.each(regions, |it, region| it.windows(words, count(*slop), region))
            }
            SpanQuery::Pair {
                operator: operator @ (PairOperator::Near(distance) | PairOperator::Pre(distance)),
                left,
                right,
            } => {
                let ordered = matches!(operator, PairOperator::Pre(_));
                let (left, right) = (self.ways(left, regions), self.ways(right, regions));
                let pairs = regions.iter().zip(left.iter().zip(&right));
                pairs
                    .map(|(region, (left, right))| {
                        let mut near = Ways::new();
                        for (a, a_evidence) in left {
                            for (b, b_evidence) in right {
                                let in_order = !ordered || a.1 <= b.0;
                                if in_order && !overlap(*a, *b) && self.close(*a, *b, *distance, region.field)
                                {
                                    add_way(&mut near, cover(*a, *b), &[a_evidence, b_evidence]);
                                }
                            }
                        }
                        near
                    })
                    .collect()
            }
            SpanQuery::Pair { operator: PairOperator::NotNear(distance), left, right } => {
                let (left, right) = (self.ways(left, regions), self.ways(right, regions));
                let pairs = regions.iter().zip(left.into_iter().zip(right));
                pairs
                    .map(|(region, (mut left, right))| {
                        left.retain(|a, _| {
                            let mut others = right.keys().filter(|b| *b != a);
                            !others.any(|b| overlap(*a, *b) || self.close(*a, *b, *distance, region.field))
                        });
                        left
                    })
                    .collect()
            }
            SpanQuery::Filter { operator: FilterOperator::First(within), inner } => {
                let mut found = self.ways(inner, regions);
                for (region, ways) in regions.iter().zip(&mut found) {
                    ways.retain(|it, _| region.first_from.is_some_and(|from| it.1 <= from + count(*within)));
                }
                found
            }
            SpanQuery::Filter { operator: FilterOperator::AtLeast(least), inner } => {
                let found = self.ways(inner, regions);
                let different: BTreeSet<(TextField, Interval)> = regions
                    .iter()
                    .zip(&found)
                    .flat_map(|(region, ways)| ways.keys().map(|it| (region.field, *it)))
                    .collect();
                if different.len() >= count(*least) { found } else { vec![Ways::new(); regions.len()] }
            }
            SpanQuery::Or(parts) => {
                let mut found = vec![Ways::new(); regions.len()];
                for part in parts {
                    for (all, ways) in found.iter_mut().zip(self.ways(part, regions)) {
                        ways.iter().for_each(|(interval, evidence)| add_way(all, *interval, &[evidence]));
                    }
                }
                found
            }
            SpanQuery::Scope(scope, inner) => {
                let mut inside = Vec::new();
                for (number, outer) in regions.iter().enumerate() {
                    let within = self.text.regions_within(scope, *outer);
                    inside.extend(within.into_iter().map(|region| (number, region)));
                }
                let asked: Vec<Region> = inside.iter().map(|(_, region)| *region).collect();
                let mut found = vec![Ways::new(); regions.len()];
                for ((number, _), ways) in inside.iter().zip(self.ways(inner, &asked)) {
                    for (interval, evidence) in &ways {
                        add_way(&mut found[*number], *interval, &[evidence]);
                    }
                }
                found
            }
        }
    }

    fn each(&mut self, regions: &[Region], mut read: impl FnMut(&mut Self, Region) -> Ways) -> Vec<Ways> {
        regions.iter().map(|region| read(self, *region)).collect()
    }

    /// Where in the region the word stands.
    fn places(&self, word: &Word, region: Region) -> Vec<usize> {
        let fitting = &self.words[word];
        let forms = &self.text.field(region.field).forms;
        let language = self.text.article.language.value;
        (region.interval.0..region.interval.1).filter(|at| fitting.fits(forms[*at], language)).collect()
    }

    fn leaf(&mut self, field: TextField, interval: Interval) -> Evidence {
        let number = *self.marks.entry((field, interval)).or_insert_with(|| {
            self.leaves.push((field, interval));
            self.leaves.len() - 1
        });
        Evidence::of(number)
    }

    /// Words one after the other, one leaf.
    fn phrases(&mut self, words: &[&Word], region: Region) -> Ways {
        let places: Vec<Vec<usize>> = words.iter().map(|word| self.places(word, region)).collect();
        let mut found = Ways::new();
        for start in region.interval.0..region.interval.1 {
            let end = start + words.len();
            if (start..end).zip(&places).all(|(at, places)| places.binary_search(&at).is_ok()) {
                let leaf = self.leaf(region.field, (start, end));
                add_way(&mut found, (start, end), &[&leaf]);
            }
        }
        found
    }

    /// Every choice of places, one for each word, within the slop.
    fn windows(&mut self, words: &[Word], slop: usize, region: Region) -> Ways {
        let places: Vec<Vec<usize>> = words.iter().map(|word| self.places(word, region)).collect();
        let mut found = Ways::new();
        self.choose(&places, &mut Vec::new(), words.len() + slop, region.field, &mut found);
        found
    }

    /// Chooses a place for the next word and goes on; at most `longest` tokens from first to last.
    fn choose(
        &mut self,
        places: &[Vec<usize>],
        chosen: &mut Vec<usize>,
        longest: usize,
        field: TextField,
        found: &mut Ways,
    ) {
        let first = chosen.iter().min().copied().unwrap_or(0);
        let last = chosen.iter().max().copied().unwrap_or(0);
        // Where a place can be, with those chosen, and the window not be too long.
        let (lowest, end) = if chosen.is_empty() {
            (0, usize::MAX)
        } else {
            ((last + 1).saturating_sub(longest), first + longest)
        };
        let Some(next) = places.get(chosen.len()) else {
            for at in chosen.iter() {
                let leaf = self.leaf(field, (*at, *at + 1));
                add_way(found, (first, last + 1), &[&leaf]);
            }
            return;
        };
        for at in next.iter().skip(next.partition_point(|at| *at < lowest)).take_while(|at| **at < end) {
            if !chosen.contains(at) {
                chosen.push(*at);
                self.choose(places, chosen, longest, field, found);
                chosen.pop();
            }
        }
    }

    /// Whether two intervals that do not overlap are within the distance.
    fn close(&self, a: Interval, b: Interval, distance: Distance, field: TextField) -> bool {
        let (start, end) = cover(a, b);
        let tokens = &self.text.field(field).tokens;
        match distance {
            Distance::Tokens(most) => a.0.max(b.0).saturating_sub(a.1.min(b.1)) <= count(most),
            Distance::Sentence => tokens[start].sentence == tokens[end - 1].sentence,
            Distance::Paragraph => tokens[start].paragraph == tokens[end - 1].paragraph,
        }
    }

    fn spans(&self, evidence: &Evidence) -> BTreeSet<(TextField, usize, usize)> {
        let marked = (0..self.leaves.len()).filter(|number| evidence.has(*number));
        marked
            .map(|number| {
                let (field, (start, end)) = self.leaves[number];
                let tokens = &self.text.field(field).tokens;
                (field, tokens[start].span.start(), tokens[end - 1].span.end())
            })
            .collect()
    }
}

/// All the evidence together; `None` when there is not even one to put together.
fn united<'e>(parts: impl IntoIterator<Item = &'e Evidence>) -> Option<Evidence> {
    let mut parts = parts.into_iter();
    let mut all = parts.next()?.clone();
    parts.for_each(|it| all.add(it));
    Some(all)
}

fn overlap(a: Interval, b: Interval) -> bool {
    a.0 < b.1 && b.0 < a.1
}

/// The interval from the first token of one to the last of the other.
fn cover(a: Interval, b: Interval) -> Interval {
    (a.0.min(b.0), a.1.max(b.1))
}

fn count(number: u32) -> usize {
    usize::try_from(number).unwrap_or(usize::MAX)
}

//! The algebra of span expressions and Boolean operators, as the query language defines it.
//!
//! Whether an interval takes part in something larger is only ever asked of the interval, never of how it came
//! about. So all ways to come to an interval can be put together, and nothing is lost: the evidence of a hit is
//! what the intervals carry that are left at the end.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use crate::query::{
    Distance, FieldClause, FilterOperator, PairOperator, Query, SaidBy, Scope, SpanQuery, Word,
};
use crate::search::TextField;

/// Positions of tokens in a field, half open.
pub(crate) type Interval = (usize, usize);

/// A piece of evidence, as tokens.
pub(crate) type Piece = (TextField, Interval);

/// One article as the definition sees it.
pub(crate) trait Text {
    /// How many tokens the field has.
    fn tokens(&self, field: TextField) -> usize;

    /// The positions in the interval whose tokens count as the word, in order.
    fn places(&self, word: &Word, field: TextField, within: Interval) -> Vec<usize>;

    /// The number of the sentence that holds the token.
    fn sentence(&self, field: TextField, at: usize) -> u32;

    /// The number of the paragraph that holds the token.
    fn paragraph(&self, field: TextField, at: usize) -> u32;

    /// The tokens of each quotation of the body.
    fn quotations(&self) -> Vec<Interval>;

    /// Whether the quotation of this number is attributed so.
    fn said(&self, by: &SaidBy, quotation: usize) -> bool;

    /// Whether the article satisfies the clause.
    fn clause(&self, clause: &FieldClause) -> bool;
}

/// The evidence of a query in a text; `None` when the query does not hold.
pub(crate) fn evidence(text: &dyn Text, query: &Query) -> Option<BTreeSet<Piece>> {
    let mut reading = Reading { text, leaves: Vec::new(), numbers: HashMap::new() };
    let evidence = reading.holds(query, &top_level(text))?;
    let pieces = reading.leaves.iter().enumerate().filter(|(number, _)| evidence.has(*number));
    Some(pieces.map(|(_, piece)| *piece).collect())
}

/// The different intervals of a span expression at the top level.
#[cfg(test)]
pub(crate) fn intervals(text: &dyn Text, span: &SpanQuery) -> BTreeSet<Piece> {
    let mut reading = Reading { text, leaves: Vec::new(), numbers: HashMap::new() };
    let regions = top_level(text);
    let ways = reading.ways(span, &regions);
    let of_region = |(region, ways): (&Region, Ways)| -> Vec<Piece> {
        ways.into_keys().map(|interval| (region.field, interval)).collect()
    };
    regions.iter().zip(ways).flat_map(of_region).collect()
}

/// A stretch of a field that is read by itself. Never empty.
#[derive(Debug, Clone, Copy)]
struct Region {
    field: TextField,
    interval: Interval,
    /// Where FIRST counts from; the title has no such place at the top level.
    first_from: Option<usize>,
}

fn top_level(text: &dyn Text) -> Vec<Region> {
    let title =
        Region { field: TextField::Title, interval: (0, text.tokens(TextField::Title)), first_from: None };
    let body =
        Region { field: TextField::Body, interval: (0, text.tokens(TextField::Body)), first_from: Some(0) };
    [title, body].into_iter().filter(|it| it.interval.0 < it.interval.1).collect()
}

/// The regions of a scope that are inside `outer`.
fn regions_within(text: &dyn Text, scope: &Scope, outer: Region) -> Vec<Region> {
    let title = (TextField::Title, (0, text.tokens(TextField::Title)));
    let body = (TextField::Body, (0, text.tokens(TextField::Body)));
    let paragraph = |at: &usize| text.paragraph(TextField::Body, *at);
    let lead = || (0..body.1.1).take_while(|at| paragraph(at) == paragraph(&0)).count();
    let quotations = |is_asked: &dyn Fn(usize) -> bool| -> Vec<Piece> {
        let all = text.quotations().into_iter().enumerate().filter(|(number, _)| is_asked(*number));
        all.map(|(_, interval)| (TextField::Body, interval)).collect()
    };
    let scoped = match scope {
        Scope::Title => vec![title],
        Scope::Body => vec![body],
        Scope::Lead => vec![title, (TextField::Body, (0, lead()))],
        Scope::Quote => quotations(&|_| true),
        Scope::Said(by) => quotations(&|number| text.said(by, number)),
    };
    let clipped = scoped.into_iter().filter(|(field, _)| *field == outer.field).map(|(field, it)| {
        let start = it.0.max(outer.interval.0);
        let end = it.1.min(outer.interval.1);
        Region { field, interval: (start, end), first_from: Some(start) }
    });
    clipped.filter(|it| it.interval.0 < it.interval.1).collect()
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
    text: &'t dyn Text,
    /// The leaf matches met so far.
    leaves: Vec<Piece>,
    /// The number of each.
    numbers: HashMap<Piece, usize>,
}

impl Reading<'_> {
    /// Asks the query of these regions; the evidence when it holds.
    fn holds(&mut self, query: &Query, regions: &[Region]) -> Option<Evidence> {
        match query {
            Query::All => Some(Evidence::default()),
            Query::Field(clause) => self.text.clause(clause).then(Evidence::default),
            Query::Span(span) => {
                let found = self.ways(span, regions);
                united(found.iter().flat_map(BTreeMap::values))
            }
            Query::Scope(scope, content) => {
                let inner = regions.iter().flat_map(|outer| regions_within(self.text, scope, *outer));
                let inner: Vec<Region> = inner.collect();
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
            SpanQuery::Word(word) => {
                regions.iter().map(|region| self.phrases(std::slice::from_ref(word), *region)).collect()
            }
            SpanQuery::Phrase(words) => regions.iter().map(|region| self.phrases(words, *region)).collect(),
            SpanQuery::Window { words, slop } => {
                regions.iter().map(|region| self.windows(words, count(*slop), *region)).collect()
            }
            SpanQuery::Pair { operator, left, right } => {
                let (left, right) = (self.ways(left, regions), self.ways(right, regions));
                let operands = left.into_iter().zip(right);
                let pairs = regions.iter().zip(operands);
                pairs
                    .map(|(region, (left, right))| self.pairs(*operator, left, &right, region.field))
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
                let of_region = |(region, ways): (&Region, &Ways)| -> Vec<Piece> {
                    ways.keys().map(|interval| (region.field, *interval)).collect()
                };
                let different: BTreeSet<Piece> = regions.iter().zip(&found).flat_map(of_region).collect();
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
                    let within = regions_within(self.text, scope, *outer);
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

    /// Every pair of a left and a right interval, one by one.
    fn pairs(&self, operator: PairOperator, mut left: Ways, right: &Ways, field: TextField) -> Ways {
        let close = |a, b| self.close(a, b, operator.distance(), field);
        let in_order = |a: Interval, b: Interval| match operator {
            PairOperator::Pre(_) => a.1 <= b.0,
            PairOperator::Near(_) | PairOperator::NotNear(_) => true,
        };
        match operator {
            PairOperator::Near(_) | PairOperator::Pre(_) => {
                let mut found = Ways::new();
                for (a, a_evidence) in &left {
                    for (b, b_evidence) in right {
                        if in_order(*a, *b) && !overlap(*a, *b) && close(*a, *b) {
                            add_way(&mut found, cover(*a, *b), &[a_evidence, b_evidence]);
                        }
                    }
                }
                found
            }
            PairOperator::NotNear(_) => {
                left.retain(|a, _| {
                    let mut others = right.keys().filter(|b| *b != a);
                    !others.any(|b| overlap(*a, *b) || close(*a, *b))
                });
                left
            }
        }
    }

    fn leaf(&mut self, piece: Piece) -> Evidence {
        let number = *self.numbers.entry(piece).or_insert_with(|| {
            self.leaves.push(piece);
            self.leaves.len() - 1
        });
        Evidence::of(number)
    }

    fn places(&self, words: &[Word], region: Region) -> Vec<Vec<usize>> {
        words.iter().map(|word| self.text.places(word, region.field, region.interval)).collect()
    }

    /// Words one after the other, one leaf.
    fn phrases(&mut self, words: &[Word], region: Region) -> Ways {
        let places = self.places(words, region);
        let mut found = Ways::new();
        for start in region.interval.0..region.interval.1 {
            let end = start + words.len();
            if (start..end).zip(&places).all(|(at, places)| places.binary_search(&at).is_ok()) {
                let leaf = self.leaf((region.field, (start, end)));
                add_way(&mut found, (start, end), &[&leaf]);
            }
        }
        found
    }

    /// Every choice of places, one for each word, with at most `slop` other tokens among them.
    fn windows(&mut self, words: &[Word], slop: usize, region: Region) -> Ways {
        let places = self.places(words, region);
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
        // Where a place can be, with those chosen, so that the window is not too long.
        let (lowest, end) = if chosen.is_empty() {
            (0, usize::MAX)
        } else {
            ((last + 1).saturating_sub(longest), first + longest)
        };
        let Some(next) = places.get(chosen.len()) else {
            for at in chosen.iter() {
                let leaf = self.leaf((field, (*at, *at + 1)));
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
        match distance {
            Distance::Tokens(most) => a.0.max(b.0).saturating_sub(a.1.min(b.1)) <= count(most),
            Distance::Sentence => self.text.sentence(field, start) == self.text.sentence(field, end - 1),
            Distance::Paragraph => self.text.paragraph(field, start) == self.text.paragraph(field, end - 1),
        }
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

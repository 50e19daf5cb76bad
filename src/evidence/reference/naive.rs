//! The algebra by definition: every way of satisfying a query, one by one. Slow, for tests.

use std::collections::BTreeSet;

use crate::evidence::algebra::plan::{ClauseId, Plan, SaidById, WordId};
use crate::evidence::algebra::word_positions::{Match, TokenRange, WordPositions};
use crate::field;
use crate::query::{
    Distance, EditDistance, FieldClause, FilterOperator, NamePattern, PairOperator, Query, SaidBy, Scope,
    SpanQuery, Word,
};
use crate::search::TextField;
use crate::search::TextField::{Body, Title};

/// Numbers that look random and are the same in every run.
#[derive(Debug, Clone)]
pub(crate) struct Dice(u64);

impl Dice {
    pub(crate) fn new(seed: u64) -> Dice {
        Dice(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) ^ 0x2545_f491_4f6c_dd1d)
    }

    /// A number below `sides`.
    pub(crate) fn roll(&mut self, sides: u32) -> u32 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        ((z ^ (z >> 31)) % u64::from(sides)) as u32
    }

    fn one_in(&mut self, sides: u32) -> bool {
        self.roll(sides) == 0
    }
}

/// A text in which each token satisfies some of the words `a`, `b`, `c`, `d`.
#[derive(Debug, Clone, Default)]
pub(crate) struct Toy {
    pub(crate) title: Field,
    pub(crate) body: Field,
    pub(crate) quotations: Vec<TokenRange>,
    /// For each quotation, which of two speakers it has, if any.
    pub(crate) speakers: Vec<Option<u32>>,
    /// Which field clauses hold.
    pub(crate) has_author: bool,
}

#[derive(Debug, Clone, Default)]
pub(crate) struct Field {
    /// The words that each token satisfies.
    pub(crate) tokens: Vec<String>,
    pub(crate) sentences: Vec<u32>,
    pub(crate) paragraphs: Vec<u32>,
}

impl Field {
    fn random(dice: &mut Dice, most: u32) -> Field {
        let mut field = Field::default();
        let alphabet = 2 + dice.roll(4);
        for at in 0..dice.roll(most + 1) {
            let mut token = letter(dice.roll(alphabet)).to_string();
            if dice.one_in(4) {
                token.push(letter(dice.roll(4)));
            }
            field.tokens.push(token);
            let new_paragraph = at == 0 || dice.one_in(6);
            if new_paragraph {
                field.paragraphs.push(at);
            }
            if new_paragraph || dice.one_in(4) {
                field.sentences.push(at);
            }
        }
        field
    }

    fn len(&self) -> u32 {
        self.tokens.len() as u32
    }

    fn unit(starts: &[u32], at: u32) -> usize {
        starts.iter().filter(|&&start| start <= at).count()
    }
}

fn letter(number: u32) -> char {
    char::from(b'a' + number as u8)
}

impl Toy {
    pub(crate) fn random(dice: &mut Dice) -> Toy {
        let title = Field::random(dice, 5);
        let body = Field::random(dice, 12);
        let mut toy = Toy { title, body, has_author: dice.one_in(2), ..Toy::default() };
        let mut at = 0;
        while toy.body.len() > 0 && at < toy.body.len() && toy.quotations.len() < 4 {
            let start = at + dice.roll(3);
            let end = (start + dice.roll(6)).min(toy.body.len());
            toy.quotations.push(TokenRange::new(start.min(end), end));
            toy.speakers.push(dice.roll(3).checked_sub(1));
            // Some overlap, most do not.
            at = if dice.one_in(5) { start + 1 } else { end.max(start + 1) };
        }
        toy
    }

    fn field(&self, field: TextField) -> &Field {
        match field {
            Title => &self.title,
            Body => &self.body,
        }
    }

    fn said(&self, by: &SaidBy, quotation: usize) -> bool {
        match (by, self.speakers[quotation]) {
            (SaidBy::Anyone, speaker) => speaker.is_some(),
            (SaidBy::Unknown, speaker) => speaker.is_none(),
            (SaidBy::Name(name), speaker) => speaker.is_some_and(|it| name.words[0] == it.to_string()),
        }
    }

    fn clause(&self, clause: &FieldClause) -> bool {
        matches!(clause, FieldClause::Unknown(field::Field::Author)) != self.has_author
    }
}

/// A [`Toy`] as a plan sees it.
pub(crate) struct ToyPositions<'a> {
    plan: &'a Plan,
    toy: &'a Toy,
    positions: [Vec<Vec<u32>>; 2],
}

impl<'a> ToyPositions<'a> {
    pub(crate) fn new(plan: &'a Plan, toy: &'a Toy) -> ToyPositions<'a> {
        let positions = [Title, Body].map(|field| {
            let tokens = &toy.field(field).tokens;
            let at = |word: &'a Word| {
                (0..).zip(tokens).filter(move |(_, it)| satisfies(it, word)).map(|(at, _)| at)
            };
            plan.words().iter().map(|word| at(word).collect()).collect()
        });
        ToyPositions { plan, toy, positions }
    }
}

impl WordPositions for ToyPositions<'_> {
    fn positions(&self, word: WordId, field: TextField) -> &[u32] {
        assert_ne!(self.plan.words()[word.index()], Word::Any, "any token is not asked for");
        &self.positions[usize::from(field == Body)][word.index()]
    }

    fn token_count(&self, field: TextField) -> u32 {
        self.toy.field(field).len()
    }

    fn sentence_starts(&self, field: TextField) -> &[u32] {
        &self.toy.field(field).sentences
    }

    fn paragraph_starts(&self, field: TextField) -> &[u32] {
        &self.toy.field(field).paragraphs
    }

    fn quotations(&self) -> &[TokenRange] {
        &self.toy.quotations
    }

    fn said(&self, by: SaidById, quotation: usize) -> bool {
        self.toy.said(&self.plan.said_by()[by.index()], quotation)
    }

    fn clause(&self, clause: ClauseId) -> bool {
        self.toy.clause(&self.plan.clauses()[clause.index()])
    }
}

fn satisfies(token: &str, word: &Word) -> bool {
    match word {
        Word::Any => true,
        Word::Plain(letters)
        | Word::Stem(letters)
        | Word::Written(letters)
        | Word::Fuzzy(letters, _)
        | Word::Variants(letters) => token.chars().any(|it| letters.contains(it)),
        Word::Wildcard(_) => false,
    }
}

pub(crate) type Region = (TextField, u32, u32);

/// An interval, the number of its region, and the leaf matches that make it in one way.
type Way = (usize, TokenRange, BTreeSet<Match>);

pub(crate) struct Naive<'a>(pub(crate) &'a Toy);

impl Naive<'_> {
    pub(crate) fn whole(&self) -> Vec<Region> {
        let regions = [(Title, 0, self.0.title.len()), (Body, 0, self.0.body.len())];
        regions.into_iter().filter(|it| it.1 < it.2).collect()
    }

    fn clip(&self, scope: &Scope, outer: Region) -> Vec<Region> {
        let body = self.0.body.len();
        let lead = (0..body).find(|&at| Field::unit(&self.0.body.paragraphs, at) > 1).unwrap_or(body);
        let quotes = |is_asked: &dyn Fn(usize) -> bool| -> Vec<Region> {
            let all = self.0.quotations.iter().enumerate().filter(|it| is_asked(it.0));
            all.map(|(_, it)| (Body, it.start, it.end)).collect()
        };
        let regions = match scope {
            Scope::Title => vec![(Title, 0, u32::MAX)],
            Scope::Body => vec![(Body, 0, u32::MAX)],
            Scope::Lead => vec![(Title, 0, u32::MAX), (Body, 0, lead)],
            Scope::Quote => quotes(&|_| true),
            Scope::Said(by) => quotes(&|quotation| self.0.said(by, quotation)),
        };
        let clipped = regions.into_iter().filter(|it| it.0 == outer.0);
        clipped.map(|it| (it.0, it.1.max(outer.1), it.2.min(outer.2))).filter(|it| it.1 < it.2).collect()
    }

    fn near(&self, field: TextField, a: TokenRange, b: TokenRange, distance: Distance) -> bool {
        let between = b.start.saturating_sub(a.end).max(a.start.saturating_sub(b.end));
        let (first, last) = (a.start.min(b.start), a.end.max(b.end) - 1);
        let same = |starts: &[u32]| Field::unit(starts, first) == Field::unit(starts, last);
        match distance {
            Distance::Tokens(most) => between <= most,
            Distance::Sentence => same(&self.0.field(field).sentences),
            Distance::Paragraph => same(&self.0.field(field).paragraphs),
        }
    }

    pub(crate) fn ways(&self, span: &SpanQuery, regions: &[Region], top: bool) -> BTreeSet<Way> {
        let mut out = BTreeSet::new();
        match span {
            SpanQuery::Word(word) => self.phrases(std::slice::from_ref(word), regions, &mut out),
            SpanQuery::Phrase(words) => self.phrases(words, regions, &mut out),
            SpanQuery::Window { words, slop } => {
                for (number, region) in regions.iter().enumerate() {
                    self.windows(words, *slop, number, *region, &mut Vec::new(), &mut out);
                }
            }
            SpanQuery::Pair {
                operator: operator @ (PairOperator::Near(distance) | PairOperator::Pre(distance)),
                left,
                right,
            } => {
                let ordered = matches!(operator, PairOperator::Pre(_));
                let right = self.ways(right, regions, top);
                for a in self.ways(left, regions, top) {
                    for b in right.iter().filter(|b| b.0 == a.0) {
                        let apart = a.1.end <= b.1.start || (!ordered && b.1.end <= a.1.start);
                        if apart && self.near(regions[a.0].0, a.1, b.1, *distance) {
                            let cover = TokenRange::new(a.1.start.min(b.1.start), a.1.end.max(b.1.end));
                            out.insert((a.0, cover, a.2.union(&b.2).copied().collect()));
                        }
                    }
                }
            }
            SpanQuery::Pair { operator: PairOperator::NotNear(distance), left, right } => {
                let right = self.ways(right, regions, top);
                out = self.ways(left, regions, top);
                out.retain(|a| {
                    !right.iter().any(|b| {
                        let overlaps = a.1.start < b.1.end && b.1.start < a.1.end;
                        let near = self.near(regions[a.0].0, a.1, b.1, *distance);
                        a.0 == b.0 && a.1 != b.1 && (overlaps || near)
                    })
                });
            }
            SpanQuery::Filter { operator: FilterOperator::First(within), inner } => {
                out = self.ways(inner, regions, top);
                out.retain(|it| {
                    let region = regions[it.0];
                    !(top && region.0 == Title) && it.1.end - region.1 <= *within
                });
            }
            SpanQuery::Filter { operator: FilterOperator::AtLeast(count), inner } => {
                let all = self.ways(inner, regions, top);
                let different: BTreeSet<_> = all.iter().map(|it| (regions[it.0].0, it.1)).collect();
                if different.len() >= *count as usize {
                    out = all;
                }
            }
            SpanQuery::Or(parts) => parts.iter().for_each(|it| out.extend(self.ways(it, regions, top))),
            SpanQuery::Scope(scope, inner) => {
                let clipped: Vec<(usize, Region)> = (0..)
                    .zip(regions)
                    .flat_map(|(number, outer)| {
                        self.clip(scope, *outer).into_iter().map(move |it| (number, it))
                    })
                    .collect();
                let regions: Vec<Region> = clipped.iter().map(|it| it.1).collect();
                let inner = self.ways(inner, &regions, false);
                out.extend(
                    inner.into_iter().map(|(number, interval, leaves)| (clipped[number].0, interval, leaves)),
                );
            }
        }
        out
    }

    fn phrases(&self, words: &[Word], regions: &[Region], out: &mut BTreeSet<Way>) {
        for (number, &(field, start, end)) in regions.iter().enumerate() {
            for at in start..end {
                let behind = at + words.len() as u32;
                let tokens = &self.0.field(field).tokens;
                if behind <= end && (at as usize..).zip(words).all(|(at, it)| satisfies(&tokens[at], it)) {
                    let tokens = TokenRange::new(at, behind);
                    out.insert((number, tokens, BTreeSet::from([Match { field, tokens }])));
                }
            }
        }
    }

    fn windows(
        &self,
        words: &[Word],
        slop: u32,
        number: usize,
        region: Region,
        chosen: &mut Vec<u32>,
        out: &mut BTreeSet<Way>,
    ) {
        let Some(word) = words.get(chosen.len()) else {
            let (first, last) = (*chosen.iter().min().unwrap(), *chosen.iter().max().unwrap());
            if last - first + 1 - words.len() as u32 <= slop {
                let one = |&at: &u32| Match { field: region.0, tokens: TokenRange::new(at, at + 1) };
                let leaves = chosen.iter().map(one).collect();
                out.insert((number, TokenRange::new(first, last + 1), leaves));
            }
            return;
        };
        for at in region.1..region.2 {
            if !chosen.contains(&at) && satisfies(&self.0.field(region.0).tokens[at as usize], word) {
                chosen.push(at);
                self.windows(words, slop, number, region, chosen, out);
                chosen.pop();
            }
        }
    }

    /// The evidence, or `None` when the query does not hold.
    pub(crate) fn evidence(&self, query: &Query, regions: &[Region], top: bool) -> Option<BTreeSet<Match>> {
        match query {
            Query::All => Some(BTreeSet::new()),
            Query::Field(clause) => self.0.clause(clause).then(BTreeSet::new),
            Query::Span(span) => {
                let ways = self.ways(span, regions, top);
                (!ways.is_empty()).then(|| ways.into_iter().flat_map(|it| it.2).collect())
            }
            Query::Scope(scope, inner) => {
                let clipped = regions.iter().flat_map(|it| self.clip(scope, *it));
                let mut parts = clipped.filter_map(|it| self.evidence(inner, &[it], false)).peekable();
                parts.peek().is_some().then(|| parts.flatten().collect())
            }
            Query::And(parts) => {
                let parts: Option<Vec<_>> = parts.iter().map(|it| self.evidence(it, regions, top)).collect();
                parts.map(|parts| parts.into_iter().flatten().collect())
            }
            Query::Or(parts) => {
                let mut parts = parts.iter().filter_map(|it| self.evidence(it, regions, top)).peekable();
                parts.peek().is_some().then(|| parts.flatten().collect())
            }
            Query::Not(inner) => match self.evidence(inner, regions, top) {
                Some(_) => None,
                None => Some(BTreeSet::new()),
            },
        }
    }
}

fn random_word(dice: &mut Dice) -> Word {
    let letters = letter(dice.roll(4)).to_string();
    match dice.roll(12) {
        0 => Word::Any,
        1 => Word::Fuzzy("ab".to_owned(), EditDistance::for_letters(2)),
        _ => Word::Plain(letters),
    }
}

fn random_distance(dice: &mut Dice) -> Distance {
    match dice.roll(6) {
        0 => Distance::Sentence,
        1 => Distance::Paragraph,
        _ => Distance::Tokens(dice.roll(4)),
    }
}

fn random_scope(dice: &mut Dice) -> Scope {
    match dice.roll(7) {
        0 => Scope::Title,
        1 => Scope::Body,
        2 => Scope::Lead,
        3 => Scope::Quote,
        4 => Scope::Said(SaidBy::Anyone),
        5 => Scope::Said(SaidBy::Unknown),
        _ => Scope::Said(SaidBy::Name(NamePattern { words: vec![dice.roll(2).to_string()] })),
    }
}

pub(crate) fn random_span(dice: &mut Dice, depth: u32) -> SpanQuery {
    let boxed = |dice: &mut Dice| Box::new(random_span(dice, depth - 1));
    match if depth == 0 { dice.roll(6) } else { dice.roll(16) } {
        0..=2 => SpanQuery::Word(random_word(dice)),
        3 => SpanQuery::Phrase((0..2 + dice.roll(2)).map(|_| random_word(dice)).collect()),
        4..=5 => SpanQuery::Window {
            words: (0..2 + dice.roll(2)).map(|_| random_word(dice)).collect(),
            slop: dice.roll(4),
        },
        kind @ 6..=10 => {
            let (left, right, distance) = (boxed(dice), boxed(dice), random_distance(dice));
            let operator = match kind {
                6..=7 => PairOperator::Near(distance),
                8 => PairOperator::Pre(distance),
                _ => PairOperator::NotNear(distance),
            };
            SpanQuery::Pair { operator, left, right }
        }
        11 => SpanQuery::Filter { operator: FilterOperator::First(dice.roll(7)), inner: boxed(dice) },
        12 => SpanQuery::Filter { operator: FilterOperator::AtLeast(dice.roll(5)), inner: boxed(dice) },
        13 => SpanQuery::Or((0..2 + dice.roll(2)).map(|_| random_span(dice, depth - 1)).collect()),
        _ => SpanQuery::Scope(random_scope(dice), boxed(dice)),
    }
}

pub(crate) fn random_query(dice: &mut Dice, depth: u32) -> Query {
    let parts = |dice: &mut Dice| (0..2 + dice.roll(2)).map(|_| random_query(dice, depth - 1)).collect();
    match if depth == 0 { dice.roll(5) } else { dice.roll(12) } {
        0 if dice.one_in(4) => Query::All,
        0 => Query::Field(FieldClause::Unknown(field::Field::Author)),
        1..=4 => Query::Span(random_span(dice, depth)),
        5..=6 => Query::And(parts(dice)),
        7..=8 => Query::Or(parts(dice)),
        9 => Query::Not(Box::new(random_query(dice, depth - 1))),
        _ => Query::Scope(random_scope(dice), Box::new(random_query(dice, depth - 1))),
    }
}

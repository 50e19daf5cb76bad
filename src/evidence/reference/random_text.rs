//! Small random texts and queries, on which the fast evaluation is compared with the definition.

use crate::evidence::algebra::plan::{ClauseId, Plan, SaidById, WordId};
use crate::evidence::algebra::word_positions::{TokenRange, WordPositions};
use crate::evidence::reference::definition::{Interval, Text};
use crate::field::Field;
use crate::query::{
    Distance, EditDistance, FieldClause, FilterOperator, NamePattern, PairOperator, Query, SaidBy, Scope,
    SpanQuery, Word,
};
use crate::search::TextField;
use crate::search::TextField::{Body, Title};

/// Numbers that look random and are the same in every run.
#[derive(Debug, Clone)]
pub(crate) struct Random(u64);

impl Random {
    pub(crate) fn new(seed: u64) -> Random {
        Random(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) ^ 0x2545_f491_4f6c_dd1d)
    }

    /// A number below `end`.
    pub(crate) fn below(&mut self, end: u32) -> u32 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        ((z ^ (z >> 31)) % u64::from(end)) as u32
    }

    fn one_in(&mut self, end: u32) -> bool {
        self.below(end) == 0
    }
}

/// A text in which each token satisfies some of the words `a`, `b`, `c`, `d`.
#[derive(Debug, Clone, Default)]
pub(crate) struct RandomText {
    pub(crate) title: SmallField,
    pub(crate) body: SmallField,
    pub(crate) quotations: Vec<TokenRange>,
    /// For each quotation, which of two speakers it has, if any.
    pub(crate) speakers: Vec<Option<u32>>,
    /// Which field clauses hold.
    pub(crate) has_author: bool,
}

#[derive(Debug, Clone, Default)]
pub(crate) struct SmallField {
    /// The words that each token satisfies.
    pub(crate) tokens: Vec<String>,
    pub(crate) sentences: Vec<u32>,
    pub(crate) paragraphs: Vec<u32>,
}

impl SmallField {
    fn new(random: &mut Random, most: u32) -> SmallField {
        let mut field = SmallField::default();
        let alphabet = 2 + random.below(4);
        for at in 0..random.below(most + 1) {
            let mut token = letter(random.below(alphabet)).to_string();
            if random.one_in(4) {
                token.push(letter(random.below(4)));
            }
            field.tokens.push(token);
            let new_paragraph = at == 0 || random.one_in(6);
            if new_paragraph {
                field.paragraphs.push(at);
            }
            if new_paragraph || random.one_in(4) {
                field.sentences.push(at);
            }
        }
        field
    }

    fn len(&self) -> u32 {
        self.tokens.len() as u32
    }
}

fn letter(number: u32) -> char {
    char::from(b'a' + number as u8)
}

impl RandomText {
    pub(crate) fn new(random: &mut Random) -> RandomText {
        let title = SmallField::new(random, 5);
        let body = SmallField::new(random, 12);
        let mut text = RandomText { title, body, has_author: random.one_in(2), ..RandomText::default() };
        let mut at = 0;
        while text.body.len() > 0 && at < text.body.len() && text.quotations.len() < 4 {
            let start = at + random.below(3);
            let end = (start + random.below(6)).min(text.body.len());
            text.quotations.push(TokenRange::new(start.min(end), end));
            text.speakers.push(random.below(3).checked_sub(1));
            // Some overlap, most do not.
            at = if random.one_in(5) { start + 1 } else { end.max(start + 1) };
        }
        text
    }

    fn field(&self, field: TextField) -> &SmallField {
        match field {
            Title => &self.title,
            Body => &self.body,
        }
    }
}

/// A [`RandomText`] as a plan sees it.
pub(crate) struct RandomPositions<'a> {
    plan: &'a Plan,
    text: &'a RandomText,
    positions: [Vec<Vec<u32>>; 2],
}

impl<'a> RandomPositions<'a> {
    pub(crate) fn new(plan: &'a Plan, text: &'a RandomText) -> RandomPositions<'a> {
        let positions = [Title, Body].map(|field| {
            let tokens = &text.field(field).tokens;
            let at = |word: &'a Word| {
                (0..).zip(tokens).filter(move |(_, it)| satisfies(it, word)).map(|(at, _)| at)
            };
            plan.words().iter().map(|word| at(word).collect()).collect()
        });
        RandomPositions { plan, text, positions }
    }
}

impl WordPositions for RandomPositions<'_> {
    fn positions(&self, word: WordId, field: TextField) -> &[u32] {
        assert_ne!(self.plan.words()[word.index()], Word::Any, "any token is not asked for");
        &self.positions[usize::from(field == Body)][word.index()]
    }

    fn token_count(&self, field: TextField) -> u32 {
        self.text.field(field).len()
    }

    fn sentence_starts(&self, field: TextField) -> &[u32] {
        &self.text.field(field).sentences
    }

    fn paragraph_starts(&self, field: TextField) -> &[u32] {
        &self.text.field(field).paragraphs
    }

    fn quotations(&self) -> &[TokenRange] {
        &self.text.quotations
    }

    fn said(&self, by: SaidById, quotation: usize) -> bool {
        Text::said(self.text, &self.plan.said_by()[by.index()], quotation)
    }

    fn clause(&self, clause: ClauseId) -> bool {
        Text::clause(self.text, &self.plan.clauses()[clause.index()])
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

impl Text for RandomText {
    fn tokens(&self, field: TextField) -> usize {
        self.field(field).tokens.len()
    }

    fn places(&self, word: &Word, field: TextField, (start, end): Interval) -> Vec<usize> {
        (start..end).filter(|&at| satisfies(&self.field(field).tokens[at], word)).collect()
    }

    fn sentence(&self, field: TextField, at: usize) -> u32 {
        unit(&self.field(field).sentences, at)
    }

    fn paragraph(&self, field: TextField, at: usize) -> u32 {
        unit(&self.field(field).paragraphs, at)
    }

    fn quotations(&self) -> Vec<Interval> {
        self.quotations.iter().map(|it| (it.start as usize, it.end as usize)).collect()
    }

    fn said(&self, by: &SaidBy, quotation: usize) -> bool {
        match (by, self.speakers[quotation]) {
            (SaidBy::Anyone, speaker) => speaker.is_some(),
            (SaidBy::Unknown, speaker) => speaker.is_none(),
            (SaidBy::Name(name), speaker) => speaker.is_some_and(|it| name.to_string() == it.to_string()),
        }
    }

    fn clause(&self, clause: &FieldClause) -> bool {
        matches!(clause, FieldClause::Unknown(Field::Author)) != self.has_author
    }
}

/// The number of the sentence or paragraph that holds a token.
fn unit(starts: &[u32], at: usize) -> u32 {
    starts.iter().filter(|&&start| start as usize <= at).count() as u32
}

fn random_word(random: &mut Random) -> Word {
    let letters = letter(random.below(4)).to_string();
    match random.below(12) {
        0 => Word::Any,
        1 => Word::Fuzzy("ab".to_owned(), EditDistance::for_letters(2)),
        _ => Word::Plain(letters),
    }
}

fn random_distance(random: &mut Random) -> Distance {
    match random.below(6) {
        0 => Distance::Sentence,
        1 => Distance::Paragraph,
        _ => Distance::Tokens(random.below(4)),
    }
}

fn random_scope(random: &mut Random) -> Scope {
    match random.below(7) {
        0 => Scope::Title,
        1 => Scope::Body,
        2 => Scope::Lead,
        3 => Scope::Quote,
        4 => Scope::Said(SaidBy::Anyone),
        5 => Scope::Said(SaidBy::Unknown),
        _ => Scope::Said(SaidBy::Name(NamePattern::of_words(vec![random.below(2).to_string()]))),
    }
}

pub(crate) fn random_span(random: &mut Random, depth: u32) -> SpanQuery {
    let boxed = |random: &mut Random| Box::new(random_span(random, depth - 1));
    match if depth == 0 { random.below(6) } else { random.below(16) } {
        0..=2 => SpanQuery::Word(random_word(random)),
        3 => SpanQuery::Phrase((0..2 + random.below(2)).map(|_| random_word(random)).collect()),
        4..=5 => SpanQuery::Window {
            words: (0..2 + random.below(2)).map(|_| random_word(random)).collect(),
            slop: random.below(4),
        },
        kind @ 6..=10 => {
            let (left, right, distance) = (boxed(random), boxed(random), random_distance(random));
            let operator = match kind {
                6..=7 => PairOperator::Near(distance),
                8 => PairOperator::Pre(distance),
                _ => PairOperator::NotNear(distance),
            };
            SpanQuery::Pair { operator, left, right }
        }
        11 => SpanQuery::Filter { operator: FilterOperator::First(random.below(7)), inner: boxed(random) },
        12 => SpanQuery::Filter { operator: FilterOperator::AtLeast(random.below(5)), inner: boxed(random) },
        13 => SpanQuery::Or((0..2 + random.below(2)).map(|_| random_span(random, depth - 1)).collect()),
        _ => SpanQuery::Scope(random_scope(random), boxed(random)),
    }
}

pub(crate) fn random_query(random: &mut Random, depth: u32) -> Query {
    let parts =
        |random: &mut Random| (0..2 + random.below(2)).map(|_| random_query(random, depth - 1)).collect();
    match if depth == 0 { random.below(5) } else { random.below(12) } {
        0 if random.one_in(4) => Query::All,
        0 => Query::Field(FieldClause::Unknown(Field::Author)),
        1..=4 => Query::Span(random_span(random, depth)),
        5..=6 => Query::And(parts(random)),
        7..=8 => Query::Or(parts(random)),
        9 => Query::Not(Box::new(random_query(random, depth - 1))),
        _ => Query::Scope(random_scope(random), Box::new(random_query(random, depth - 1))),
    }
}

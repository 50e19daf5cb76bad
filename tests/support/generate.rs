//! Made-up queries: every operator, nested, over words that the articles have and have not.
//!
//! Each query has a passage of one article in mind, from which most of its words come, so
//! that queries find something also among many long articles. Only what the language can say is
//! made: no Boolean under a span operator; an OR of span expressions is a Boolean OR at the top
//! level and a span expression below an operator or a scope; a scope whose content is a span
//! expression is one itself.

use std::collections::HashMap;

use newsgrep::analysis::{self, Words, plain};
use newsgrep::article::Article;
use newsgrep::date::{Day, DayRange};
use newsgrep::field::{Field, FieldKind};
use newsgrep::query::{
    Distance, EditDistance, FieldClause, FilterOperator, NamePattern, NameWord, PairOperator, Query, SaidBy,
    Scope, SpanQuery, Wildcard, WildcardPart, Word,
};

use super::random::Random;

/// Operators stand at most so deep in each other.
const DEPTH: usize = 4;
/// Passages are so many words long.
const PASSAGE: usize = 24;

/// A stream of queries about some articles, always the same for the same seed.
#[derive(Debug)]
pub(crate) struct Generator<'a> {
    random: Random,
    articles: &'a [Article],
    /// The different words of the articles, the frequent ones first.
    words: Vec<String>,
    /// The names of the articles' speakers, sources and authors.
    names: Vec<String>,
    /// What the query in the making is about.
    passage: Vec<String>,
}

impl<'a> Generator<'a> {
    /// Queries about `articles`, of which there is at least one with a word.
    pub(crate) fn new(seed: u64, articles: &'a [Article]) -> Generator<'a> {
        let mut counts: HashMap<&str, usize> = HashMap::new();
        let mut names = Vec::new();
        for article in articles {
            for text in [article.title_text(), &article.body] {
                for span in Words::new(text) {
                    *counts.entry(span.of(text)).or_default() += 1;
                }
            }
            let speakers = article.quotations.iter().filter_map(|it| it.speaker.as_ref());
            names.extend(speakers.map(|it| it.name.clone()));
            names.extend(article.names.iter().map(|(_, it)| it.value.clone()));
        }
        names.sort();
        names.dedup();
        let mut words: Vec<(&str, usize)> = counts.into_iter().collect();
        words.sort_by(|a, b| b.1.cmp(&a.1).then(a.0.cmp(b.0)));
        let words: Vec<String> = words.into_iter().map(|(word, _)| word.to_owned()).collect();
        assert!(!words.is_empty(), "queries are made of the words of the articles");
        Generator { random: Random::new(seed), articles, words, names, passage: Vec::new() }
    }

    /// The next query.
    pub(crate) fn query(&mut self) -> Query {
        let article = &self.articles[self.random.below(self.articles.len())];
        let text = if self.random.chance(25) { article.title_text() } else { &article.body };
        let all: Vec<&str> = Words::new(text).map(|span| span.of(text)).collect();
        let start = self.random.below(all.len());
        self.passage = all.iter().skip(start).take(PASSAGE).map(|it| (*it).to_owned()).collect();
        let depth = self.random.between(0, DEPTH);
        self.boolean(depth)
    }

    fn boolean(&mut self, depth: usize) -> Query {
        if depth == 0 {
            return match self.random.below(20) {
                0..=3 => Query::Field(self.clause()),
                4 => Query::All,
                _ => as_query(self.leaf()),
            };
        }
        match self.random.below(20) {
            0..=7 => as_query(self.span(depth)),
            8..=10 => {
                let parts = self.parts(depth);
                Query::And(flat(parts, |it| match it {
                    Query::And(inner) => Ok(inner),
                    other => Err(other),
                }))
            }
            11..=13 => {
                let parts = self.parts(depth);
                Query::Or(flat(parts, |it| match it {
                    Query::Or(inner) => Ok(inner),
                    other => Err(other),
                }))
            }
            14..=15 => Query::Not(Box::new(self.boolean(depth - 1))),
            16..=18 => {
                let (scope, content) = (self.scope(), self.boolean(depth - 1));
                match as_span(&content) {
                    Some(span) => Query::Span(SpanQuery::Scope(scope, Box::new(span))),
                    None => Query::Scope(scope, Box::new(content)),
                }
            }
            _ => Query::Field(self.clause()),
        }
    }

    fn parts(&mut self, depth: usize) -> Vec<Query> {
        (0..self.random.between(2, 3)).map(|_| self.boolean(depth - 1)).collect()
    }

    fn span(&mut self, depth: usize) -> SpanQuery {
        if depth == 0 {
            return self.leaf();
        }
        match self.random.below(20) {
            0..=3 => self.leaf(),
            4..=6 => self.pair(depth, PairOperator::Near),
            7..=8 => self.pair(depth, PairOperator::Pre),
            9..=10 => self.pair(depth, PairOperator::NotNear),
            11..=12 => {
                let within = if self.random.chance(85) {
                    self.random.between(0, 14)
                } else {
                    self.random.between(15, 200)
                };
                let operator = FilterOperator::First(small(within));
                SpanQuery::Filter { operator, inner: self.boxed(depth) }
            }
            13..=14 => {
                let operator = FilterOperator::AtLeast(small(self.random.between(1, 5)));
                SpanQuery::Filter { operator, inner: self.boxed(depth) }
            }
            15..=17 => {
                let parts = (0..self.random.between(2, 3)).map(|_| self.span(depth - 1)).collect();
                SpanQuery::Or(flat(parts, |it| match it {
                    SpanQuery::Or(inner) => Ok(inner),
                    other => Err(other),
                }))
            }
            _ => SpanQuery::Scope(self.scope(), self.boxed(depth)),
        }
    }

    fn boxed(&mut self, depth: usize) -> Box<SpanQuery> {
        Box::new(self.span(depth - 1))
    }

    fn pair(&mut self, depth: usize, operator: fn(Distance) -> PairOperator) -> SpanQuery {
        let (left, right) = (self.boxed(depth), self.boxed(depth));
        SpanQuery::Pair { operator: operator(self.distance()), left, right }
    }

    fn distance(&mut self) -> Distance {
        match self.random.below(10) {
            0..=5 => Distance::Tokens(small(self.random.between(0, 6))),
            6 => Distance::Tokens(small(self.random.between(7, 40))),
            7..=8 => Distance::Sentence,
            _ => Distance::Paragraph,
        }
    }

    fn scope(&mut self) -> Scope {
        match self.random.below(10) {
            0..=1 => Scope::Title,
            2..=3 => Scope::Body,
            4..=5 => Scope::Lead,
            6..=7 => Scope::Quote,
            8 => Scope::Said(SaidBy::Name(self.name())),
            _ if self.random.chance(60) => Scope::Said(SaidBy::Anyone),
            _ => Scope::Said(SaidBy::Unknown),
        }
    }

    fn leaf(&mut self) -> SpanQuery {
        match self.random.below(10) {
            0..=5 => {
                let text = self.text();
                SpanQuery::Word(self.word(&text))
            }
            6..=7 => {
                let from = self.random.below(self.passage.len());
                let length = self.random.between(2, 4);
                let run: Vec<String> = self.passage.iter().skip(from).take(length).cloned().collect();
                let texts = if run.len() >= 2 && self.random.chance(75) { run } else { self.texts() };
                SpanQuery::Phrase(texts.iter().map(|text| self.word_in_quotes(text)).collect())
            }
            _ => {
                let texts = self.texts();
                let words = texts.iter().map(|text| self.word_in_quotes(text)).collect();
                let slop = if self.random.chance(85) {
                    self.random.between(0, 6)
                } else {
                    self.random.between(7, 20)
                };
                SpanQuery::Window { words, slop: small(slop) }
            }
        }
    }

    fn texts(&mut self) -> Vec<String> {
        (0..self.random.between(2, 3)).map(|_| self.text()).collect()
    }

    /// A word as it stands somewhere, or nearly so.
    fn text(&mut self) -> String {
        let near = if self.passage.is_empty() { &self.words } else { &self.passage };
        match self.random.below(20) {
            0..=11 => self.random.pick(near).clone(),
            12..=14 => self.random.pick_early(&self.words).clone(),
            15..=17 => self.random.pick(&self.words).clone(),
            _ => {
                let word = self.random.pick(near).clone();
                self.misspelt(&word)
            }
        }
    }

    fn misspelt(&mut self, word: &str) -> String {
        let mut letters: Vec<char> = word.chars().collect();
        for _ in 0..self.random.between(1, 2) {
            let at = self.random.below(letters.len());
            match self.random.below(4) {
                0 if letters.len() > 1 => {
                    letters.remove(at);
                }
                1 if at + 1 < letters.len() => letters.swap(at, at + 1),
                2 => letters[at] = *self.random.pick(&['e', 'a', 'n', 'y']),
                _ => letters.insert(at, *self.random.pick(&['e', 'a', 'n', 'y'])),
            }
        }
        // What is left must be one token still, as it would be in a query.
        let typed: String = letters.into_iter().collect();
        Words::new(&typed).next().map_or_else(|| word.to_owned(), |span| span.of(&typed).to_owned())
    }

    fn word_in_quotes(&mut self, text: &str) -> Word {
        if self.random.chance(5) { Word::Any } else { self.word(text) }
    }

    fn word(&mut self, text: &str) -> Word {
        let folded = plain(text).into_owned();
        let letters = folded.chars().count();
        let lettered = folded.chars().all(char::is_alphabetic);
        match self.random.below(20) {
            0..=2 => Word::Plain(folded),
            3..=4 => Word::Written(text.to_owned()),
            5..=7 if lettered => {
                let usual = EditDistance::for_letters(letters);
                let edits = match self.random.below(3) {
                    0 => EditDistance::new(1).unwrap_or(usual),
                    1 => EditDistance::new(2).unwrap_or(usual),
                    _ => usual,
                };
                let typed = if self.random.chance(40) { self.misspelt(&folded) } else { folded };
                Word::Fuzzy(plain(&typed).into_owned(), edits)
            }
            8 if lettered => Word::Variants(folded),
            9..=10 if lettered && letters >= 3 => Word::Wildcard(self.wildcard(&folded)),
            _ => Word::Stem(analysis::small(text).into_owned()),
        }
    }

    /// A pattern that the word fits. `?` never comes last, where it would be punctuation.
    fn wildcard(&mut self, plain: &str) -> Wildcard {
        let letters: Vec<char> = plain.chars().collect();
        let text = |letters: &[char]| WildcardPart::Text(letters.iter().collect());
        let at = self.random.between(1, letters.len() - 1);
        let (before, after) = letters.split_at(at);
        let parts = match self.random.below(5) {
            0..=1 => vec![text(&letters[..at.max(2)]), WildcardPart::Run],
            2 => vec![WildcardPart::Run, text(&letters[at.min(letters.len() - 2)..])],
            3 => vec![text(before), WildcardPart::Run, text(after)],
            _ if at + 1 < letters.len() => vec![text(before), WildcardPart::One, text(&letters[at + 1..])],
            _ => vec![WildcardPart::One, text(&letters[1..])],
        };
        Wildcard { parts }
    }

    fn name(&mut self) -> NamePattern {
        let name = if self.names.is_empty() || self.random.chance(10) {
            self.text()
        } else {
            self.random.pick(&self.names).clone()
        };
        let words: Vec<String> = Words::new(&name).map(|span| plain(span.of(&name)).into_owned()).collect();
        if words.is_empty() || self.random.chance(30) {
            return NamePattern::of_words(vec!["putin".to_owned()]);
        }
        match self.random.below(10) {
            0 => return NamePattern::Plain(words),
            1 => return NamePattern::Written(Words::new(&name).map(|it| it.of(&name).to_owned()).collect()),
            2 => return NamePattern::Words(vec![NameWord::Variants(words[words.len() - 1].clone())]),
            _ => {}
        }
        let from = self.random.below(words.len());
        let to = self.random.between(from, words.len() - 1);
        NamePattern::of_words(words[from..=to].to_vec())
    }

    fn clause(&mut self) -> FieldClause {
        let article = &self.articles[self.random.below(self.articles.len())];
        match self.random.below(12) {
            0..=3 => {
                let field = *self.random.pick(&fields(|field| field.kind() == FieldKind::Day));
                FieldClause::Day(field, self.days(article.day_in(field)))
            }
            4..=5 => FieldClause::Name(Field::Speaker, self.name()),
            6..=7 => {
                let field = *self.random.pick(&fields(Field::is_kept_name));
                FieldClause::Name(field, self.name())
            }
            8 => FieldClause::Exact(Field::Language, article.language.value.code().to_owned()),
            9 => FieldClause::Exact(Field::Id, article.id.as_str().to_owned()),
            10 => {
                let path = &self.random.pick(&article.origins).path;
                FieldClause::Glob(Field::Path, self.glob(path))
            }
            _ => {
                let may_be_empty = fields(|field| match field.kind() {
                    FieldKind::Name | FieldKind::Day | FieldKind::Code => true,
                    FieldKind::Text => field == Field::Title,
                    FieldKind::Exact => false,
                });
                FieldClause::Unknown(*self.random.pick(&may_be_empty))
            }
        }
    }

    fn days(&mut self, near: Option<Day>) -> DayRange {
        let near = near.unwrap_or(Day::new(2025, 11, 1).expect("a day"));
        let days = i32::try_from(self.random.below(30)).expect("small");
        let (from, to) = match self.random.below(4) {
            0 => (Some(near), Some(near)),
            1 => (Some(near), None),
            2 => (None, Some(near)),
            _ => (near.plus(-days), near.plus(days)),
        };
        DayRange::new(from, to).expect("the days of a range are in order")
    }

    fn glob(&mut self, path: &str) -> String {
        let letters: Vec<char> = path.chars().collect();
        let at = self.random.below(letters.len());
        let part = |letters: &[char]| letters.iter().collect::<String>();
        match self.random.below(4) {
            0 => path.to_owned(),
            1 => part(&letters[..at]) + "*",
            2 => format!("*{}", part(&letters[at..])),
            _ => letters.iter().enumerate().map(|(place, c)| if place == at { '?' } else { *c }).collect(),
        }
    }
}

/// A span expression at the top level, where its OR is a Boolean.
fn as_query(span: SpanQuery) -> Query {
    match span {
        SpanQuery::Or(parts) => Query::Or(parts.into_iter().map(as_query).collect()),
        other => Query::Span(other),
    }
}

/// The query as a span expression, when it is one.
fn as_span(query: &Query) -> Option<SpanQuery> {
    match query {
        Query::Span(span) => Some(span.clone()),
        Query::Or(parts) => parts.iter().map(as_span).collect::<Option<Vec<_>>>().map(SpanQuery::Or),
        Query::All | Query::Field(_) | Query::Scope(..) | Query::And(_) | Query::Not(_) => None,
    }
}

/// The parts, those of the same operator opened.
fn flat<T>(parts: Vec<T>, open: impl Fn(T) -> Result<Vec<T>, T>) -> Vec<T> {
    parts.into_iter().flat_map(|part| open(part).unwrap_or_else(|other| vec![other])).collect()
}

fn small(number: usize) -> u32 {
    u32::try_from(number).expect("made small")
}

/// The fields of which this holds.
fn fields(holds: impl Fn(Field) -> bool) -> Vec<Field> {
    Field::all().filter(|field| holds(*field)).collect()
}

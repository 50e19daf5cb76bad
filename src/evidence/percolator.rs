//! Many standing questions at once, asked of one article.
//!
//! The text is read once, and each of its words is looked up among the words of all questions. A question is looked at
//! only where the article holds the word that it is filed under: of those that it requires, the one that is likely the
//! rarest. What it requires besides (`required`) is checked next, and what is left is evaluated like any question.

mod article;
mod names;

use std::hash::Hash;

use rustc_hash::FxHashMap;

use crate::article::{Article, Language};
use crate::evidence::algebra::evaluator::Evaluator;
use crate::evidence::algebra::plan::{Plan, WordId};
use crate::evidence::facts::clause_holds;
use crate::evidence::matcher::Matcher;
use crate::evidence::percolator::article::{Need, Question, ReadArticle, Said, View, Whose, number};
use crate::evidence::percolator::names::Names;
use crate::evidence::required::{FieldSet, Required};
use crate::field::Field;
use crate::query::{FieldClause, NamePattern, Query, SaidBy, Scope, SpanQuery, Word};
use crate::search::{IndirectSpeech, Variants, untitled};

/// A question, and what shapes its answer.
#[derive(Debug, Clone, Copy)]
pub struct Standing<'q> {
    /// The question.
    pub query: &'q Query,
    /// Whether a name finds its other spellings.
    pub variants: Variants,
    /// Whether indirect speech is asked too.
    pub indirect: IndirectSpeech,
}

impl Standing<'_> {
    /// Whether an article answers the question whatever other articles there are, once the spellings of its speakers'
    /// names are known. What is a copy depends on others, and so does whether a title in front of a name counts: it
    /// does where some name has it.
    #[must_use]
    pub fn is_of_each_alone(&self) -> bool {
        fn is_said_alone(scope: &Scope, variants: Variants) -> bool {
            match scope {
                Scope::Said(SaidBy::Name(pattern)) => is_named_alone(pattern, variants),
                Scope::Said(SaidBy::Anyone | SaidBy::Unknown)
                | Scope::Title
                | Scope::Body
                | Scope::Lead
                | Scope::Quote => true,
            }
        }
        fn is_named_alone(pattern: &NamePattern, variants: Variants) -> bool {
            variants == Variants::Off || untitled(pattern).is_none()
        }
        fn is_alone(query: &Query, variants: Variants) -> bool {
            let own = match query {
                Query::Field(FieldClause::CopyOf(_)) => false,
                Query::Field(FieldClause::Name(Field::Speaker, pattern)) => is_named_alone(pattern, variants),
                Query::Scope(scope, _) => is_said_alone(scope, variants),
                Query::Span(span) => {
                    let mut open = vec![span];
                    let mut is_alone = true;
                    while let Some(span) = open.pop() {
                        if let SpanQuery::Scope(scope, _) = span {
                            is_alone &= is_said_alone(scope, variants);
                        }
                        open.extend(span.operands());
                    }
                    is_alone
                }
                Query::All | Query::Field(_) | Query::And(_) | Query::Or(_) | Query::Not(_) => true,
            };
            own && query.operands().iter().all(|it| is_alone(it, variants))
        }
        is_alone(self.query, self.variants)
    }
}

/// Which questions an article answers, by their places in the list, in order.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Percolated {
    /// Those that it satisfies.
    pub holds: Vec<usize>,
    /// Those that cannot be answered, because a part of them matches at too many places.
    pub refused: Vec<usize>,
}

/// Standing questions made ready.
///
/// Each article is answered as a search would, where the question is one of [each article alone](Standing::is_of_each_alone).
#[derive(Debug)]
pub struct Percolator {
    questions: Vec<Question>,
    matcher: Matcher,
    names: Names,
    said: Vec<Said>,
    clauses: Vec<Clause>,
    /// The clauses that ask for one value of a field.
    exact: FxHashMap<Field, FxHashMap<String, u32>>,
    filed: Filed,
    article: ReadArticle,
    evaluator: Evaluator,
}

/// A clause, as far as it depends on the question.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
enum Clause {
    Speaker(u32, IndirectSpeech),
    Of(FieldClause),
}

/// The questions by what they are filed under.
#[derive(Debug, Default)]
struct Filed {
    words: Vec<Vec<u32>>,
    clauses: Vec<Vec<u32>>,
    said: Vec<Vec<u32>>,
    always: Vec<u32>,
}

/// Gives equal things equal numbers.
#[derive(Debug)]
struct Numbering<T>(FxHashMap<T, u32>);

impl<T: Hash + Eq> Numbering<T> {
    fn id(&mut self, thing: T) -> u32 {
        let next = number(self.0.len());
        *self.0.entry(thing).or_insert(next)
    }

    /// The things by their numbers.
    fn into_list(self) -> Vec<T> {
        let mut list: Vec<(T, u32)> = self.0.into_iter().collect();
        list.sort_unstable_by_key(|it| it.1);
        list.into_iter().map(|it| it.0).collect()
    }
}

impl<T> Default for Numbering<T> {
    fn default() -> Self {
        Numbering(FxHashMap::default())
    }
}

/// The numbers while questions are taken in.
#[derive(Default)]
struct Numbers {
    words: Numbering<Word>,
    names: Numbering<(NamePattern, Variants)>,
    said: Numbering<Said>,
    clauses: Numbering<Clause>,
}

impl Numbers {
    fn said(&mut self, by: &SaidBy, of: Standing<'_>) -> u32 {
        let whose = match by {
            SaidBy::Anyone => Whose::Anyone,
            SaidBy::Unknown => Whose::Unknown,
            SaidBy::Name(pattern) => Whose::Name(self.names.id((pattern.clone(), of.variants))),
        };
        self.said.id(Said { whose, indirect: of.indirect })
    }

    fn clause(&mut self, clause: &FieldClause, of: Standing<'_>) -> u32 {
        let clause = match clause {
            FieldClause::Name(Field::Speaker, pattern) => {
                Clause::Speaker(self.names.id((pattern.clone(), of.variants)), of.indirect)
            }
            other => Clause::Of(other.clone()),
        };
        self.clauses.id(clause)
    }

    fn need(&mut self, required: &Required<'_>, of: Standing<'_>) -> Need {
        match required {
            Required::Anything => Need::Anything,
            Required::Word(word, fields) => Need::Word(self.words.id((*word).clone()), *fields),
            Required::Clause(clause) => Need::Clause(self.clause(clause, of)),
            Required::Quotation(by) => Need::Said(self.said(by, of)),
            Required::All(parts) => Need::All(parts.iter().map(|it| self.need(it, of)).collect()),
            Required::Any(parts) => Need::Any(parts.iter().map(|it| self.need(it, of)).collect()),
        }
    }
}

impl Percolator {
    /// Makes the questions ready.
    #[must_use]
    pub fn new<'q>(standing: impl IntoIterator<Item = Standing<'q>>) -> Percolator {
        let mut numbers = Numbers::default();
        let mut questions = Vec::new();
        for of in standing {
            let plan = Plan::new(of.query).ok();
            let needs = numbers.need(&Required::by(of.query, FieldSet::Both), of);
            let mut question = Question {
                words: Vec::new(),
                said: Vec::new(),
                clauses: Vec::new(),
                needs,
                indirect: of.indirect,
                plan,
            };
            if let Some(plan) = &question.plan {
                question.words = plan.words().iter().map(|it| numbers.words.id(it.clone())).collect();
                question.said = plan.said_by().iter().map(|it| numbers.said(it, of)).collect();
                question.clauses = plan.clauses().iter().map(|it| numbers.clause(it, of)).collect();
            }
            questions.push(question);
        }
        let Numbers { words, names, said, clauses } = numbers;
        let words = words.into_list();
        let matcher = Matcher::of((0..).map(WordId::new).zip(&words));
        let clauses = clauses.into_list();
        let said = said.into_list();
        let mut exact: FxHashMap<Field, FxHashMap<String, u32>> = FxHashMap::default();
        for (id, clause) in (0..).zip(&clauses) {
            if let Clause::Of(FieldClause::Exact(field, value)) = clause {
                exact.entry(*field).or_default().insert(value.clone(), id);
            }
        }
        let mut filed = Filed {
            words: vec![Vec::new(); words.len()],
            clauses: vec![Vec::new(); clauses.len()],
            said: vec![Vec::new(); said.len()],
            always: Vec::new(),
        };
        for (at, question) in (0..).zip(&questions) {
            filed.file(at, &question.needs, &words);
        }
        let article = ReadArticle::new(words.len(), clauses.len(), said.len());
        Percolator {
            questions,
            matcher,
            names: Names::new(names.into_list()),
            said,
            clauses,
            exact,
            filed,
            article,
            evaluator: Evaluator::new(),
        }
    }

    /// Makes the words ready for articles in a language, which the first of them would do else.
    pub fn prepare(&mut self, language: Language) {
        self.matcher.prepare(language);
    }

    /// Which questions the article answers. `spellings` are all names of the speaker of this name, its own among them.
    pub fn ask(&mut self, article: &Article, spellings: &dyn Fn(&str) -> Vec<String>) -> Percolated {
        self.article.read(article, &mut self.matcher);
        self.speakers(article, spellings);
        self.say(article);
        self.hold_clauses(article);
        let mut candidates = self.filed.always.clone();
        for &word in self.article.words() {
            candidates.extend_from_slice(&self.filed.words[word as usize]);
        }
        for (at, held) in self.article.said.iter().enumerate() {
            if *held {
                candidates.extend_from_slice(&self.filed.said[at]);
            }
        }
        for (at, held) in self.article.clauses.iter().enumerate() {
            if *held {
                candidates.extend_from_slice(&self.filed.clauses[at]);
            }
        }
        candidates.sort_unstable();
        candidates.dedup();
        let mut found = Percolated::default();
        for at in candidates {
            let question = &self.questions[at as usize];
            if !self.article.meets(&question.needs) {
                continue;
            }
            let Some(plan) = &question.plan else {
                found.refused.push(at as usize);
                continue;
            };
            let view = View { question, article: &self.article, said: &self.said, of: article };
            match self.evaluator.holds(plan, &view) {
                Ok(true) => found.holds.push(at as usize),
                Ok(false) => {}
                Err(_) => found.refused.push(at as usize),
            }
        }
        found
    }

    /// Which names that are asked for are those of the article's speakers.
    fn speakers(&mut self, article: &Article, spellings: &dyn Fn(&str) -> Vec<String>) {
        let read = &mut self.article;
        read.speakers.clear();
        read.speaker_of.clear();
        read.meant.clear();
        if self.names.is_empty() {
            read.speaker_of.resize(article.quotations.len(), None);
            return;
        }
        for quotation in &article.quotations {
            let at = quotation.speaker.as_ref().map(|it| {
                read.speakers.iter().position(|known| *known == it.name).unwrap_or_else(|| {
                    read.speakers.push(it.name.clone());
                    read.speakers.len() - 1
                })
            });
            read.speaker_of.push(at.map(number));
        }
        for (at, name) in (0..).zip(&read.speakers) {
            read.meant.extend(self.names.meant(name).iter().map(|id| (*id, at)));
            for spelling in spellings(name).iter().filter(|it| *it != name) {
                let linked = self.names.meant(spelling).to_vec();
                read.meant
                    .extend(linked.into_iter().filter(|it| self.names.is_linked(*it)).map(|id| (id, at)));
            }
        }
    }

    /// Who is quoted, as far as it is asked for.
    fn say(&mut self, article: &Article) {
        for (at, said) in self.said.iter().enumerate() {
            let mut quotations = article.quotations.iter().enumerate();
            let held = quotations.any(|(at, it)| self.article.is_said(*said, it, at));
            self.article.said[at] = held;
        }
    }

    /// Which clauses hold.
    fn hold_clauses(&mut self, article: &Article) {
        for (at, clause) in self.clauses.iter().enumerate() {
            let held = match clause {
                Clause::Speaker(name, indirect) => {
                    let said = Said { whose: Whose::Name(*name), indirect: *indirect };
                    let mut quotations = article.quotations.iter().enumerate();
                    quotations.any(|(at, it)| self.article.is_said(said, it, at))
                }
                // See below.
                Clause::Of(FieldClause::Exact(..)) => false,
                Clause::Of(clause) => clause_holds(article, clause).unwrap_or(false),
            };
            self.article.clauses[at] = held;
        }
        for (field, values) in &self.exact {
            if let Some(&id) = article.text(*field).and_then(|it| values.get(&*it)) {
                self.article.clauses[id as usize] = true;
            }
        }
    }
}

impl Filed {
    /// Files a question under what it needs.
    fn file(&mut self, at: u32, need: &Need, words: &[Word]) {
        match need {
            Need::Anything => self.always.push(at),
            Need::Word(word, _) => self.words[*word as usize].push(at),
            Need::Clause(clause) => self.clauses[*clause as usize].push(at),
            Need::Said(said) => self.said[*said as usize].push(at),
            Need::All(parts) => {
                if let Some(rarest) = parts.iter().min_by_key(|it| frequency(it, words)) {
                    self.file(at, rarest, words);
                }
            }
            Need::Any(parts) => parts.iter().for_each(|it| self.file(at, it, words)),
        }
    }
}

/// How often an article may be expected to hold this, as far as that can be told without any: long words are
/// rare, and what stands for many forms is not.
fn frequency(need: &Need, words: &[Word]) -> u64 {
    let of = |letters: usize| match letters {
        0..=2 => 600,
        3 => 300,
        4 => 120,
        5 => 60,
        6 => 40,
        7..=8 => 24,
        _ => 12,
    };
    match need {
        Need::Anything => 1_000_000,
        Need::Clause(_) => 100,
        Need::Said(_) => 200,
        Need::Word(word, _) => match &words[*word as usize] {
            Word::Written(text) | Word::Plain(text) => of(text.len()) * 3 / 4,
            Word::Stem(text) => of(text.len()),
            Word::Fuzzy(text, edits) => of(text.len()) * (1 + 2 * u64::from(edits.edits())),
            Word::Variants(text) => of(text.len()) * 2,
            Word::Wildcard(_) => 150,
            Word::Any => 1_000_000,
        },
        Need::All(parts) => parts.iter().map(|it| frequency(it, words)).min().unwrap_or(1_000_000),
        Need::Any(parts) => parts.iter().map(|it| frequency(it, words)).sum(),
    }
}

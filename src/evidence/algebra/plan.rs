//! A query made ready to be asked of many articles: its words numbered, its tree flat.
//!
//! Span expressions become a list of nodes in which operands stand before their
//! operator, so that evaluation is a loop and a chain of ten thousand operators
//! costs no stack.

use std::hash::Hash;

use rustc_hash::FxHashMap;

use crate::evidence::EvidenceError;
use crate::query::{
    Distance, FieldClause, FilterOperator, PairOperator, Query, SaidBy, Scope, SpanQuery, Word,
};

/// The number of a distinct word of a plan.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct WordId(u32);

/// The number of a distinct operand of `SAID` in a plan.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct SaidById(u32);

/// The number of a distinct field clause of a plan.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct ClauseId(u32);

impl WordId {
    /// The id of this number.
    #[must_use]
    pub(crate) fn new(number: u32) -> WordId {
        WordId(number)
    }

    /// Its place in [`Plan::words`].
    #[must_use]
    pub(crate) fn index(self) -> usize {
        self.0 as usize
    }
}

impl SaidById {
    /// Its place in [`Plan::said_by`].
    #[must_use]
    pub(crate) fn index(self) -> usize {
        self.0 as usize
    }
}

impl ClauseId {
    /// Its place in [`Plan::clauses`].
    #[must_use]
    pub(crate) fn index(self) -> usize {
        self.0 as usize
    }
}

/// What a plan will ask an article for, besides the places of its words.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[expect(clippy::struct_excessive_bools, reason = "each is asked apart")]
pub(crate) struct Needs {
    /// Where sentences start.
    pub(crate) sentences: bool,
    /// Where paragraphs start.
    pub(crate) paragraphs: bool,
    /// Where quotations lie.
    pub(crate) quotations: bool,
    /// How many tokens a field has. Where that is not needed, any number will do that is
    /// larger than every position.
    pub(crate) tokens: bool,
}

/// A query made ready for evaluation. Made once, asked of any number of articles.
#[derive(Debug, Clone)]
pub(crate) struct Plan {
    words: Vec<Word>,
    said_by: Vec<SaidBy>,
    clauses: Vec<FieldClause>,
    needs: Needs,
    pub(crate) root: Boolean,
}

impl Plan {
    /// How deep Boolean operators and Boolean scopes may nest.
    pub(crate) const MAX_DEPTH: usize = 512;

    /// The plan of a query.
    ///
    /// # Errors
    ///
    /// [`EvidenceError::TooDeep`] when Boolean operators nest deeper than [`Self::MAX_DEPTH`].
    pub(crate) fn new(query: &Query) -> Result<Plan, EvidenceError> {
        let mut compiler = Compiler::default();
        let root = compiler.boolean(query, 0)?;
        Ok(compiler.finish(root))
    }

    /// The plan of one span expression at the top level.
    #[must_use]
    pub(crate) fn for_span(span: &SpanQuery) -> Plan {
        let mut compiler = Compiler::default();
        let root = Boolean::Span(compiler.span(span));
        compiler.finish(root)
    }

    /// The distinct words, by [`WordId`]. Among them may be [`Word::Any`].
    #[must_use]
    pub(crate) fn words(&self) -> &[Word] {
        &self.words
    }

    /// The distinct operands of `SAID`, by [`SaidById`].
    #[must_use]
    pub(crate) fn said_by(&self) -> &[SaidBy] {
        &self.said_by
    }

    /// The distinct field clauses, by [`ClauseId`].
    #[must_use]
    pub(crate) fn clauses(&self) -> &[FieldClause] {
        &self.clauses
    }

    /// The ids of [`Self::words`], in their order.
    pub(crate) fn word_ids(&self) -> impl Iterator<Item = WordId> + use<> {
        (0..number(self.words.len())).map(WordId)
    }

    /// What it will ask for.
    #[must_use]
    pub(crate) fn needs(&self) -> Needs {
        self.needs
    }
}

/// The Boolean layer of a plan.
#[derive(Debug, Clone)]
pub(crate) enum Boolean {
    All,
    Clause(ClauseId),
    Span(SpanPlan),
    Scope(PlanScope, Box<Boolean>),
    And(Vec<Boolean>),
    Or(Vec<Boolean>),
    Not(Box<Boolean>),
}

/// A scope with its `SAID` numbered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum PlanScope {
    Title,
    Body,
    Lead,
    Quote,
    Said(SaidById),
}

/// A span expression, flat.
#[derive(Debug, Clone)]
pub(crate) struct SpanPlan {
    /// Operands before their operators; the last one is the whole expression.
    pub(crate) nodes: Vec<Node>,
    /// The frame in which each node is asked.
    pub(crate) frame_of: Vec<u32>,
    /// The first node of each node's subtree; a subtree is a run that ends with its top.
    pub(crate) first_of: Vec<u32>,
    /// Which regions are asked: frame 0 is what the whole expression is asked of, each further
    /// one a scope within an earlier frame.
    pub(crate) frames: Vec<ScopeFrame>,
}

impl SpanPlan {
    /// The whole expression.
    pub(crate) fn top(&self) -> usize {
        self.nodes.len() - 1
    }
}

/// A scope within a span expression.
#[derive(Debug, Clone, Copy)]
pub(crate) struct ScopeFrame {
    pub(crate) scope: PlanScope,
    pub(crate) parent: u32,
}

/// A span expression whose operands are named by their place in [`SpanPlan::nodes`].
#[derive(Debug, Clone)]
pub(crate) enum Node {
    /// A phrase, window or OR of nothing.
    Nothing,
    Word(PlanWord),
    Phrase(Box<[PlanWord]>),
    Window(Window),
    Pair {
        operator: PairOperator,
        left: usize,
        right: usize,
    },
    Filter {
        operator: FilterOperator,
        inner: usize,
    },
    Or(Box<[usize]>),
    /// The frame of the content, and the content.
    Scope {
        frame: usize,
        inner: usize,
    },
}

/// A word, or any token.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum PlanWord {
    Listed(WordId),
    Any,
}

/// The words of a window.
#[derive(Debug, Clone)]
pub(crate) struct Window {
    /// The distinct words, and how many places each needs.
    pub(crate) words: Box<[(PlanWord, u32)]>,
    /// How many tokens it may cover at the most.
    pub(crate) longest: u32,
}

fn number(index: usize) -> u32 {
    u32::try_from(index).unwrap_or(u32::MAX)
}

/// Gives equal things equal numbers.
#[derive(Debug)]
struct Numbering<T> {
    ids: FxHashMap<T, u32>,
    things: Vec<T>,
}

impl<T> Default for Numbering<T> {
    fn default() -> Self {
        Numbering { ids: FxHashMap::default(), things: Vec::new() }
    }
}

impl<T: Hash + Eq + Clone> Numbering<T> {
    fn id(&mut self, thing: &T) -> u32 {
        if let Some(&id) = self.ids.get(thing) {
            return id;
        }
        let id = number(self.things.len());
        self.ids.insert(thing.clone(), id);
        self.things.push(thing.clone());
        id
    }
}

#[derive(Default)]
struct Compiler {
    words: Numbering<Word>,
    said_by: Numbering<SaidBy>,
    clauses: Numbering<FieldClause>,
    needs: Needs,
}

/// A step of the walk through a span expression.
enum Step<'q> {
    Enter(&'q SpanQuery, usize),
    Leave(&'q SpanQuery, usize, usize),
}

impl Compiler {
    fn finish(mut self, root: Boolean) -> Plan {
        self.needs.tokens = match &root {
            Boolean::Span(span) => span.frames.len() > 1 || self.words.things.contains(&Word::Any),
            Boolean::All
            | Boolean::Clause(_)
            | Boolean::Scope(..)
            | Boolean::And(_)
            | Boolean::Or(_)
            | Boolean::Not(_) => true,
        };
        Plan {
            words: self.words.things,
            said_by: self.said_by.things,
            clauses: self.clauses.things,
            needs: self.needs,
            root,
        }
    }

    fn boolean(&mut self, query: &Query, depth: usize) -> Result<Boolean, EvidenceError> {
        if depth > Plan::MAX_DEPTH {
            return Err(EvidenceError::TooDeep { limit: Plan::MAX_DEPTH });
        }
        let mut parts = |parts: &[Query]| -> Result<Vec<Boolean>, EvidenceError> {
            parts.iter().map(|part| self.boolean(part, depth + 1)).collect()
        };
        Ok(match query {
            Query::All => Boolean::All,
            Query::And(all) => Boolean::And(parts(all)?),
            Query::Or(any) => Boolean::Or(parts(any)?),
            Query::Not(inner) => Boolean::Not(Box::new(self.boolean(inner, depth + 1)?)),
            Query::Field(clause) => Boolean::Clause(ClauseId(self.clauses.id(clause))),
            Query::Span(span) => Boolean::Span(self.span(span)),
            Query::Scope(scope, inner) => {
                let scope = self.scope(scope);
                Boolean::Scope(scope, Box::new(self.boolean(inner, depth + 1)?))
            }
        })
    }

    fn scope(&mut self, scope: &Scope) -> PlanScope {
        match scope {
            Scope::Title => PlanScope::Title,
            Scope::Body => PlanScope::Body,
            Scope::Lead => {
                self.needs.paragraphs = true;
                PlanScope::Lead
            }
            Scope::Quote => {
                self.needs.quotations = true;
                PlanScope::Quote
            }
            Scope::Said(by) => {
                self.needs.quotations = true;
                PlanScope::Said(SaidById(self.said_by.id(by)))
            }
        }
    }

    fn word(&mut self, word: &Word) -> PlanWord {
        let id = WordId(self.words.id(word));
        match word {
            Word::Any => PlanWord::Any,
            Word::Stem(_)
            | Word::Plain(_)
            | Word::Written(_)
            | Word::Fuzzy(..)
            | Word::Variants(_)
            | Word::Wildcard(_) => PlanWord::Listed(id),
        }
    }

    fn span(&mut self, query: &SpanQuery) -> SpanPlan {
        let mut plan = SpanPlan {
            nodes: Vec::new(),
            frame_of: Vec::new(),
            first_of: Vec::new(),
            // Frame 0 is given by whoever asks; what stands here for it is never read.
            frames: vec![ScopeFrame { scope: PlanScope::Body, parent: 0 }],
        };
        let mut steps = vec![Step::Enter(query, 0)];
        // The tops of the finished operands whose operator is still open.
        let mut done: Vec<usize> = Vec::new();
        while let Some(step) = steps.pop() {
            let (query, frame, inner_frame) = match step {
                Step::Enter(query, frame) => {
                    let inner_frame = self.enter(query, frame, &mut plan);
                    steps.push(Step::Leave(query, frame, inner_frame));
                    // The last operand is pushed first, so that the first is compiled first.
                    steps.extend(query.operands().rev().map(|operand| Step::Enter(operand, inner_frame)));
                    continue;
                }
                Step::Leave(query, frame, inner_frame) => (query, frame, inner_frame),
            };
            let operands = done.split_off(done.len() - query.operands().count());
            let here = plan.nodes.len();
            let first = operands.first().map_or(number(here), |&first| plan.first_of[first]);
            plan.nodes.push(self.node(query, &operands, inner_frame));
            plan.frame_of.push(number(frame));
            plan.first_of.push(first);
            done.push(here);
        }
        plan
    }

    /// The frame in which the operands are asked.
    fn enter(&mut self, query: &SpanQuery, frame: usize, plan: &mut SpanPlan) -> usize {
        match query {
            SpanQuery::Scope(scope, _) => {
                plan.frames.push(ScopeFrame { scope: self.scope(scope), parent: number(frame) });
                plan.frames.len() - 1
            }
            SpanQuery::Word(_)
            | SpanQuery::Phrase(_)
            | SpanQuery::Window { .. }
            | SpanQuery::Pair { .. }
            | SpanQuery::Filter { .. }
            | SpanQuery::Or(_) => frame,
        }
    }

    fn node(&mut self, query: &SpanQuery, operands: &[usize], inner_frame: usize) -> Node {
        match query {
            SpanQuery::Word(word) => Node::Word(self.word(word)),
            SpanQuery::Phrase(words) => match words.as_slice() {
                [] => Node::Nothing,
                [word] => Node::Word(self.word(word)),
                words => Node::Phrase(words.iter().map(|word| self.word(word)).collect()),
            },
            SpanQuery::Window { words, slop } => match words.as_slice() {
                [] => Node::Nothing,
                [word] => Node::Word(self.word(word)),
                words => Node::Window(self.window(words, *slop)),
            },
            SpanQuery::Pair { operator, .. } => {
                match operator.distance() {
                    Distance::Tokens(_) => {}
                    Distance::Sentence => self.needs.sentences = true,
                    Distance::Paragraph => self.needs.paragraphs = true,
                }
                Node::Pair { operator: *operator, left: operands[0], right: operands[1] }
            }
            SpanQuery::Filter { operator, .. } => Node::Filter { operator: *operator, inner: operands[0] },
            SpanQuery::Or(_) if operands.is_empty() => Node::Nothing,
            SpanQuery::Or(_) => Node::Or(operands.into()),
            SpanQuery::Scope(..) => Node::Scope { frame: inner_frame, inner: operands[0] },
        }
    }

    fn window(&mut self, words: &[Word], slop: u32) -> Window {
        let mut places: FxHashMap<PlanWord, u32> = FxHashMap::default();
        for word in words {
            *places.entry(self.word(word)).or_default() += 1;
        }
        let mut words_with_places: Vec<_> = places.into_iter().collect();
        words_with_places.sort_unstable();
        Window { words: words_with_places.into(), longest: number(words.len()).saturating_add(slop) }
    }
}

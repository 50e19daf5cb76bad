//! Span expressions as queries of the engine: phrases with expanded words, windows, NEAR, PRE, scopes and the rest
//! are evaluated from postings with positions. No text is read.
//!
//! A [`SpanEngineQuery`] first finds articles that hold the words it needs ([`OpenCandidates`]), and then evaluates
//! the expression there by [`crate::evidence`].

mod cursor;
pub(crate) mod view;

use std::fmt;
use std::sync::Arc;

use tantivy::fieldnorm::FieldNormReader;
use tantivy::query::{Bm25Weight, EmptyScorer, EnableScoring, Explanation, Query, Scorer, Weight};
use tantivy::{DocId, DocSet, Score, SegmentReader, TERMINATED};

use crate::evidence::required::FieldSet;
use crate::evidence::{Evaluator, NearTokens, WordPositions};
use crate::index::build::schema::Form;
use crate::index::exec::explained::explained;
use crate::index::exec::spans::view::{OpenPlan, SegmentView};
use crate::index::plan::context::QueryContext;
use crate::search::TextField;

/// How many articles are evaluated between two looks at the clock: each may be long.
const PER_LOOK: u32 = 64;

/// A span expression, or a Boolean within a scope, as a query of the engine.
#[derive(Clone)]
pub(crate) struct SpanEngineQuery {
    plan: Arc<OpenPlan>,
    text_fields: FieldSet,
    candidates: OpenCandidates,
    /// `None`: it does not score.
    bm25: Option<Arc<Bm25Weight>>,
    context: QueryContext,
}

/// How the articles are found that may satisfy it.
#[derive(Clone)]
pub(crate) enum OpenCandidates {
    /// Those that hold each of these words of the plan, by number, in the one field that is asked.
    AllWords(Vec<usize>),
    /// Those that this query finds.
    Found(Arc<dyn Query>),
}

impl SpanEngineQuery {
    pub(crate) fn new(
        plan: OpenPlan,
        text_fields: FieldSet,
        candidates: OpenCandidates,
        bm25: Option<Arc<Bm25Weight>>,
        context: QueryContext,
    ) -> SpanEngineQuery {
        SpanEngineQuery { plan: Arc::new(plan), text_fields, candidates, bm25, context }
    }
}

impl fmt::Debug for SpanEngineQuery {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SpanEngineQuery").field("text_fields", &self.text_fields).finish_non_exhaustive()
    }
}

impl Query for SpanEngineQuery {
    fn weight(&self, scoring: EnableScoring<'_>) -> tantivy::Result<Box<dyn Weight>> {
        let mut query = self.clone();
        if !scoring.is_scoring_enabled() {
            query.bm25 = None;
        }
        Ok(Box::new(query))
    }
}

/// Evaluates a span expression in a field of every article of a segment that holds all the `words` there, and calls
/// `visit` with each article that has evidence, and how many pieces.
pub(crate) fn each_evidence(
    plan: &OpenPlan,
    reader: &SegmentReader,
    field: TextField,
    words: &[usize],
    context: &QueryContext,
    mut visit: impl FnMut(DocId, u64),
) -> tantivy::Result<()> {
    let text_fields = match field {
        TextField::Title => FieldSet::Title,
        TextField::Body => FieldSet::Body,
    };
    let mut view = SegmentView::open(plan, reader, text_fields)?;
    let mut walk = by_size(words, &mut view, field);
    let near = NearTokens::of(&plan.resolved.plan);
    let (mut evaluator, mut found, mut evaluated) = (Evaluator::new(), Vec::new(), 0u32);
    let mut doc = walk.seek(&mut view, 0);
    while doc != TERMINATED {
        evaluated += 1;
        if context.is_late() || (evaluated.is_multiple_of(PER_LOOK) && context.check_clock()) {
            break;
        }
        if reader.alive_bitset().is_none_or(|it| it.is_alive(doc)) {
            view.turn_to(doc);
            let pieces = match near {
                Some(near) => {
                    near.taking_part(view.positions(near.left, field), view.positions(near.right, field))
                }
                None => match evaluator.evidence(&plan.resolved.plan, &view, &mut found) {
                    Ok(_) => found.len() as u64,
                    Err(err) => {
                        context.fail(err);
                        0
                    }
                },
            };
            if pieces > 0 {
                visit(doc, pieces);
            }
        }
        doc = walk.seek(&mut view, doc + 1);
    }
    Ok(())
}

impl Weight for SpanEngineQuery {
    fn scorer(&self, reader: &SegmentReader, boost: Score) -> tantivy::Result<Box<dyn Scorer>> {
        let field = if self.text_fields == FieldSet::Title { TextField::Title } else { TextField::Body };
        if let OpenCandidates::AllWords(words) = &self.candidates {
            for &word in words {
                if self.plan.is_nowhere(word, field, reader)? {
                    return Ok(Box::new(EmptyScorer));
                }
            }
        }
        let mut view = SegmentView::open(&self.plan, reader, self.text_fields)?;
        let walk = match &self.candidates {
            OpenCandidates::AllWords(words) => by_size(words, &mut view, field),
            OpenCandidates::Found(query) => {
                let scoring = EnableScoring::disabled_from_schema(reader.schema());
                Walk::Found(query.weight(scoring)?.scorer(reader, 1.0)?)
            }
        };
        if matches!(&walk, Walk::Words(_, words) if words.is_empty()) {
            return Ok(Box::new(EmptyScorer));
        }
        let near = match &walk {
            Walk::Words(..) => NearTokens::of(&self.plan.resolved.plan).map(|near| (field, near)),
            Walk::Found(_) => None,
        };
        let stems = self.plan.fields.text(field, Form::Stem);
        let norms = reader.fieldnorms_readers().get_field(stems)?;
        let mut scorer = SpanScorer {
            plan: Arc::clone(&self.plan),
            view,
            walk,
            near,
            evaluator: Evaluator::new(),
            bm25: self.bm25.clone(),
            boost,
            norms: norms.unwrap_or_else(|| FieldNormReader::constant(reader.max_doc(), 1)),
            context: self.context.clone(),
            doc: TERMINATED,
            frequency: 0,
            evaluated: 0,
        };
        scorer.find(0);
        Ok(Box::new(scorer))
    }

    fn explain(&self, reader: &SegmentReader, doc: DocId) -> tantivy::Result<Explanation> {
        explained(self, reader, doc, "span expression")
    }
}

/// The words with the rarest first, so that the others are sought in the fewest articles.
fn by_size(words: &[usize], view: &mut SegmentView, field: TextField) -> Walk {
    let cursors = view.cursors(field);
    let mut words = words.to_vec();
    words.sort_by_key(|&word| cursors[word].cursor.size_hint());
    Walk::Words(field, words)
}

/// Walks candidates.
enum Walk {
    Words(TextField, Vec<usize>),
    Found(Box<dyn Scorer>),
}

impl Walk {
    /// The first candidate at or after `target`, which never falls.
    fn seek(&mut self, view: &mut SegmentView, target: DocId) -> DocId {
        match self {
            Walk::Found(scorer) => {
                if scorer.doc() >= target {
                    scorer.doc()
                } else {
                    scorer.seek(target)
                }
            }
            Walk::Words(field, words) => {
                let cursors = view.cursors(*field);
                let Some((&first, others)) = words.split_first() else { return TERMINATED };
                let mut doc = cursors[first].cursor.seek(target);
                'candidate: while doc != TERMINATED {
                    for &other in others {
                        let there = cursors[other].cursor.seek(doc);
                        if there != doc {
                            doc = cursors[first].cursor.seek(there);
                            continue 'candidate;
                        }
                    }
                    return doc;
                }
                TERMINATED
            }
        }
    }
}

struct SpanScorer {
    plan: Arc<OpenPlan>,
    view: SegmentView,
    walk: Walk,
    /// Set when the expression is nothing but a NEAR of two words, which is evaluated faster.
    near: Option<(TextField, NearTokens)>,
    evaluator: Evaluator,
    bm25: Option<Arc<Bm25Weight>>,
    boost: Score,
    norms: FieldNormReader,
    context: QueryContext,
    doc: DocId,
    frequency: u64,
    evaluated: u32,
}

impl SpanScorer {
    /// Goes to the first article at or after `target` that satisfies the expression.
    fn find(&mut self, target: DocId) -> DocId {
        let mut candidate = self.walk.seek(&mut self.view, target);
        while candidate != TERMINATED {
            self.evaluated += 1;
            if self.evaluated.is_multiple_of(PER_LOOK) && self.context.check_clock() {
                candidate = TERMINATED;
                break;
            }
            self.view.turn_to(candidate);
            if self.holds_here() {
                break;
            }
            candidate = self.walk.seek(&mut self.view, candidate + 1);
        }
        self.doc = candidate;
        candidate
    }

    /// Whether the expression holds in the current article; keeps how often.
    fn holds_here(&mut self) -> bool {
        let plan = &self.plan.resolved.plan;
        if let Some((field, near)) = self.near {
            let (left, right) =
                (self.view.positions(near.left, field), self.view.positions(near.right, field));
            self.frequency = match self.bm25 {
                Some(_) => near.count(left, right),
                None => u64::from(near.any(left, right)),
            };
            return self.frequency > 0;
        }
        let answer = if self.bm25.is_some() {
            self.evaluator.frequency(plan, &self.view)
        } else {
            self.evaluator.holds(plan, &self.view).map(u64::from)
        };
        self.frequency = answer.unwrap_or_else(|err| {
            self.context.fail(err);
            0
        });
        self.frequency > 0
    }
}

impl DocSet for SpanScorer {
    fn advance(&mut self) -> DocId {
        if self.doc == TERMINATED { TERMINATED } else { self.find(self.doc + 1) }
    }

    fn seek(&mut self, target: DocId) -> DocId {
        if self.doc >= target { self.doc } else { self.find(target) }
    }

    fn doc(&self) -> DocId {
        self.doc
    }

    fn size_hint(&self) -> u32 {
        match &self.walk {
            Walk::Found(scorer) => scorer.size_hint(),
            // Cursors are borrowed through the view; the hint only orders intersections.
            Walk::Words(..) => 1 << 10,
        }
    }
}

impl Scorer for SpanScorer {
    fn score(&mut self) -> Score {
        let Some(bm25) = &self.bm25 else { return 0.0 };
        let frequency = u32::try_from(self.frequency).unwrap_or(u32::MAX);
        self.boost * bm25.score(self.norms.fieldnorm_id(self.doc), frequency)
    }
}

//! From an [`Access`] to a query of the engine: the one place where it is decided how each is walked.

use std::collections::HashMap;
use std::ops::Bound;
use std::sync::Arc;

use tantivy::Term;
use tantivy::index::SegmentId;
use tantivy::query::{
    AllQuery, BooleanQuery, BoostQuery, ConstScoreQuery, EmptyQuery, Occur, PhraseQuery as EnginePhrase,
    Query, RangeQuery, TermQuery, TermSetQuery as AnyKeyQuery,
};
use tantivy::schema::IndexRecordOption;

use crate::date::Day;
use crate::index::build::schema::Fields;
use crate::index::exec::bag::{BagQuery, engines};
use crate::index::exec::disjunction::DisjunctionQuery;
use crate::index::exec::excluded::Excluded;
use crate::index::exec::expansion_union::ExpansionUnionQuery;
use crate::index::exec::glob::GlobQuery;
use crate::index::exec::phrase::PhraseQuery;
use crate::index::exec::spans::view::OpenPlan;
use crate::index::exec::spans::{OpenCandidates, SpanEngineQuery};
use crate::index::exec::term_set::TermSetQuery;
use crate::index::plan::access::{Access, Candidates, ResolvedPlan, Spans};
use crate::index::plan::context::QueryContext;
use crate::index::store::columns::SegmentColumns;
use crate::index::switches::{Implementation, Switches};

/// What all walks for one question share.
#[derive(Clone)]
pub(crate) struct WalkContext {
    pub(crate) fields: Fields,
    /// The columns of each segment of the snapshot.
    pub(crate) columns: Arc<HashMap<SegmentId, Arc<SegmentColumns>>>,
    pub(crate) query: QueryContext,
    pub(crate) switches: Switches,
}

/// The engine's query that walks an access.
pub(crate) fn query_of(access: Access, context: &WalkContext) -> Box<dyn Query> {
    let of = |access: Access| query_of(access, context);
    match access {
        Access::All => Box::new(AllQuery),
        Access::Nothing => Box::new(EmptyQuery),
        Access::Key(term) => Box::new(TermQuery::new(term, IndexRecordOption::Basic)),
        Access::AnyKey(terms) => Box::new(AnyKeyQuery::new(terms)),
        Access::Keys { from, below } => {
            Box::new(RangeQuery::new(Bound::Included(from), Bound::Excluded(below)))
        }
        Access::Days { column, from, to } => {
            let bound = |day: Option<Day>| {
                day.map_or(Bound::Unbounded, |day| {
                    Bound::Included(Term::from_field_i64(column, i64::from(day.number())))
                })
            };
            Box::new(RangeQuery::new(bound(from), bound(to)))
        }
        Access::Glob { field, pattern } => Box::new(GlobQuery { field, pattern }),
        Access::Word(term) => Box::new(TermQuery::new(term, IndexRecordOption::WithFreqs)),
        Access::TermSet(set) => Box::new(TermSetQuery(set)),
        Access::Phrase { terms, frequencies } => match (context.switches.phrases, &frequencies) {
            (Implementation::Engine, None) => Box::new(EnginePhrase::new(terms)),
            _ => Box::new(PhraseQuery { terms, frequencies, columns: Arc::clone(&context.columns) }),
        },
        Access::Expansion(expansion) => Box::new(ExpansionUnionQuery(expansion)),
        Access::Bag(bag) => match context.switches.bags {
            Implementation::Own => {
                Box::new(BagQuery { bag, fields: context.fields, context: context.query.clone() })
            }
            Implementation::Engine => Box::new(engines::query(&bag, &context.fields)),
        },
        Access::Spans(spans) => Box::new(spans_of(spans, context)),
        Access::AllOf { parts, none } => {
            let parts = parts.into_iter().map(|it| (Occur::Must, of(it)));
            let none = none.into_iter().map(|it| {
                let excluded = Excluded { query: of(it), context: context.query.clone() };
                (Occur::MustNot, Box::new(excluded) as Box<dyn Query>)
            });
            Box::new(BooleanQuery::new(parts.chain(none).collect()))
        }
        Access::AnyOf(parts) => match <[Access; 2]>::try_from(parts) {
            Ok([one, other]) => Box::new(DisjunctionQuery { one: of(one), other: of(other) }),
            Err(parts) => {
                Box::new(BooleanQuery::new(parts.into_iter().map(|it| (Occur::Should, of(it))).collect()))
            }
        },
        Access::Preferring { required, preferred } => {
            let preferred = preferred.into_iter().map(|it| (Occur::Should, of(it)));
            let required = (Occur::Must, of(*required));
            Box::new(BooleanQuery::new(std::iter::once(required).chain(preferred).collect()))
        }
        Access::Boosted { of: inner, by } => Box::new(BoostQuery::new(of(*inner), by)),
        Access::Scored { of: inner, score } => Box::new(ConstScoreQuery::new(of(*inner), score)),
    }
}

fn spans_of(spans: Spans, context: &WalkContext) -> SpanEngineQuery {
    let candidates = match spans.candidates {
        Candidates::AllWords(words) => OpenCandidates::AllWords(words),
        Candidates::Within(access) => {
            OpenCandidates::Found(Arc::from(query_of(Arc::unwrap_or_clone(access), context)))
        }
    };
    let plan = open_plan(spans.resolved, context);
    SpanEngineQuery::new(plan, spans.fields, candidates, spans.bm25, context.query.clone())
}

/// A resolved plan made ready for walking.
pub(crate) fn open_plan(resolved: Arc<ResolvedPlan>, context: &WalkContext) -> OpenPlan {
    OpenPlan {
        clauses: resolved.clauses.iter().map(|it| query_of(it.clone(), context)).collect(),
        resolved,
        fields: context.fields,
        columns: Arc::clone(&context.columns),
    }
}

#[cfg(test)]
mod tests {
    use std::fmt::Debug;

    use super::*;

    fn context(switches: Switches) -> WalkContext {
        let (_, fields) = Fields::schema();
        WalkContext { fields, columns: Arc::default(), query: QueryContext::default(), switches }
    }

    fn shown(query: &dyn Debug) -> String {
        let shown = format!("{query:?}");
        shown.split(|c: char| !c.is_alphanumeric()).next().unwrap_or_default().to_owned()
    }

    #[test]
    fn a_switch_decides_whose_query_walks_a_phrase() {
        let (_, fields) = Fields::schema();
        let terms = || ["old", "harbour"].map(|it| Term::from_field_text(fields.id, it)).to_vec();
        let phrase = |frequencies| Access::Phrase { terms: terms(), frequencies };
        let own = |frequencies| {
            format!("{:?}", PhraseQuery { terms: terms(), frequencies, columns: Arc::default() })
        };
        let walked = query_of(phrase(None), &context(Switches::default()));
        assert_eq!(format!("{walked:?}"), own(None));
        let engines = Switches { phrases: Implementation::Engine, ..Switches::default() };
        let engines = context(engines);
        assert_eq!(
            format!("{:?}", query_of(phrase(None), &engines)),
            format!("{:?}", EnginePhrase::new(terms()))
        );
        // The engine knows no other frequencies than its own.
        let counted = Some(vec![3, 4]);
        assert_eq!(format!("{:?}", query_of(phrase(counted.clone()), &engines)), own(counted));
    }

    #[test]
    fn two_are_walked_side_by_side_and_more_by_the_engines_union() {
        let context = context(Switches::default());
        let any_of = |count| shown(&query_of(Access::AnyOf(vec![Access::All; count]), &context));
        assert_eq!([2, 3].map(any_of), ["DisjunctionQuery", "BooleanQuery"]);
    }
}

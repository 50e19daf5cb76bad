//! Hits as they are shown: the stored article, its evidence, its snippets.

use std::collections::BTreeSet;

use tantivy::query::{EnableScoring, Query as EngineQuery};
use tantivy::{DocAddress, DocSet};

use crate::article::{Article, ArticleId, Quotation, QuotationKind};
use crate::evidence::snippets::passage;
use crate::evidence::snippets::passage::PassageLimits;
use crate::evidence::{ArticleText, Facts, Plan, TextEvaluator, clause_holds};
use crate::field::Field;
use crate::index::error::{EngineError, failed};
use crate::index::exec::query::query_of;
use crate::index::exec::searcher::Searcher;
use crate::index::exec::standing::Shown;
use crate::index::plan::compile::Compiler;
use crate::query::{FieldClause, NamePattern, Query, SaidBy};
use crate::search::{Evidence, Hit, HitParts, IndirectSpeech, LeafScore, SearchRequest};

/// How many hits are shown between two looks at the clock.
const FIRST_PAGE: usize = 20;
/// How many hits without their texts are held at once: some 50 MB.
const HEADS_AT_ONCE: usize = 100_000;

impl Searcher {
    /// Hands the hits at these addresses to `take`, in this order, until it returns false; how many pieces of evidence
    /// they hold.
    pub(crate) fn each_shown(
        &self,
        shown: &[Shown],
        request: &SearchRequest,
        compiler: &Compiler<'_>,
        take: &mut dyn FnMut(Hit) -> bool,
    ) -> Result<u64, EngineError> {
        let leaves = if request.explain { self.leaves(&request.query, compiler)? } else { Vec::new() };
        let limits = PassageLimits { passages: request.snippets, ..PassageLimits::default() };
        self.each_found(shown, request, compiler, &mut |it, article, spans| {
            let snippets = passage::snippets(article.title_text(), &article.body, &spans, limits);
            let explanation = request.explain.then(|| self.explain(&leaves, it.at)).transpose()?;
            let together = self.together(&article, &it.others, it.unmatched)?;
            Ok(take(Hit { explanation, together, ..Hit::of(article, it.score, spans, snippets) }))
        })
    }

    /// Hands the articles at these addresses with their evidence to `take`, in this order, until it returns false; how
    /// many pieces of evidence they hold.
    pub(crate) fn each_found(
        &self,
        found: &[Shown],
        request: &SearchRequest,
        compiler: &Compiler<'_>,
        take: &mut TakeArticle<'_>,
    ) -> Result<u64, EngineError> {
        if found.is_empty() {
            return Ok(0);
        }
        let plan = Plan::new(&request.query).map_err(EngineError::Evidence)?;
        let names = Names::resolve(&plan, compiler)?;
        let mut reader = TextEvaluator::with(&plan, request.indirect);
        let mut evidence = 0;
        for (taken, it) in found.iter().enumerate() {
            // A first page is shown even when it is late; a list of thousands is not.
            if taken >= FIRST_PAGE && taken.is_multiple_of(FIRST_PAGE) && compiler.context.check_clock() {
                break;
            }
            let article = self.stored(it.at)?;
            let text = ArticleText::of(&article);
            let facts = ArticleFacts { article: &article, names: &names, indirect: request.indirect };
            let spans = reader.evidence(&text, &facts)?.unwrap_or_default();
            evidence += spans.len() as u64;
            if !take(it, article, spans)? {
                break;
            }
        }
        Ok(evidence)
    }

    /// Hands the hits at these addresses to `take`, in this order, until it returns false, without what stands in their
    /// texts.
    ///
    /// Many are read in the order in which they are stored, so that each block of the store is unpacked once for them.
    pub(crate) fn each_head(
        &self,
        shown: &[Shown],
        compiler: &Compiler<'_>,
        take: &mut dyn FnMut(Hit) -> bool,
    ) -> Result<(), EngineError> {
        for part in shown.chunks(HEADS_AT_ONCE) {
            let mut places: Vec<usize> = (0..part.len()).collect();
            places.sort_unstable_by_key(|place| part[*place].at);
            let mut hits: Vec<Option<Hit>> = Vec::new();
            hits.resize_with(part.len(), || None);
            for (read, place) in places.into_iter().enumerate() {
                if read >= FIRST_PAGE && read.is_multiple_of(FIRST_PAGE) && compiler.context.check_clock() {
                    break;
                }
                let article = self.stored_parts(part[place].at, HitParts::WithoutText)?;
                hits[place] = Some(Hit::of(article, part[place].score, Vec::new(), Vec::new()));
            }
            // Where time ran out, only those in front of the first gap are the first ones.
            if !hits.into_iter().map_while(|it| it).all(&mut *take) || compiler.context.is_late() {
                break;
            }
        }
        Ok(())
    }

    /// The leaves of a query that score, each with its own query of the engine.
    fn leaves(&self, query: &Query, compiler: &Compiler<'_>) -> Result<Vec<Leaf>, EngineError> {
        let context = self.walk_context(&compiler.context);
        let leaves = compiler.leaves(query)?;
        Ok(leaves.into_iter().map(|(leaf, access)| (leaf, query_of(access, &context))).collect())
    }

    fn explain(&self, leaves: &[Leaf], at: DocAddress) -> Result<Vec<LeafScore>, EngineError> {
        let engine = &self.0.engine;
        let mut scores = Vec::new();
        for (leaf, query) in leaves {
            let weight = query.weight(EnableScoring::enabled_from_searcher(engine)).map_err(failed)?;
            let mut scorer = weight.scorer(engine.segment_reader(at.segment_ord), 1.0).map_err(failed)?;
            let there = if scorer.doc() < at.doc_id { scorer.seek(at.doc_id) } else { scorer.doc() };
            let score = if there == at.doc_id { scorer.score() } else { 0.0 };
            scores.push(LeafScore { leaf: leaf.clone(), score });
        }
        Ok(scores)
    }
}

/// Takes an article with its evidence, and says whether it takes another one.
type TakeArticle<'a> = dyn FnMut(&Shown, Article, Vec<Evidence>) -> Result<bool, EngineError> + 'a;

/// A scoring leaf of a query, as the query has it and as the engine is asked for it.
type Leaf = (String, Box<dyn EngineQuery>);

/// The names that the patterns of a plan stand for, and the copies that it asks for.
struct Names {
    said: Vec<(SaidBy, BTreeSet<String>)>,
    speakers: Vec<(NamePattern, BTreeSet<String>)>,
    copies: Vec<(ArticleId, Vec<ArticleId>)>,
}

impl Names {
    fn resolve(plan: &Plan, compiler: &Compiler<'_>) -> Result<Names, EngineError> {
        let mut names = Names { said: Vec::new(), speakers: Vec::new(), copies: Vec::new() };
        for by in plan.said_by() {
            if let SaidBy::Name(pattern) = by {
                names.said.push((by.clone(), compiler.speakers(pattern)?));
            }
        }
        for clause in plan.clauses() {
            if let FieldClause::Name(Field::Speaker, pattern) = clause {
                names.speakers.push((pattern.clone(), compiler.speakers(pattern)?));
            }
            if let FieldClause::CopyOf(id) = clause {
                names.copies.push((id.clone(), compiler.copies.copies_of(id)?));
            }
        }
        Ok(names)
    }
}

/// What is known of a stored article besides its text.
struct ArticleFacts<'a> {
    article: &'a Article,
    names: &'a Names,
    indirect: IndirectSpeech,
}

impl ArticleFacts<'_> {
    fn speakers(&self) -> impl Iterator<Item = Option<&str>> {
        let asked =
            |it: &&Quotation| it.kind != QuotationKind::Indirect || self.indirect == IndirectSpeech::Included;
        self.article.quotations.iter().filter(asked).map(|it| it.speaker.as_ref().map(|it| it.name.as_str()))
    }
}

impl Facts for ArticleFacts<'_> {
    fn said(&self, by: &SaidBy, quotation: &Quotation) -> bool {
        match (by, &quotation.speaker) {
            (SaidBy::Anyone, speaker) => speaker.is_some(),
            (SaidBy::Unknown, speaker) => speaker.is_none(),
            (SaidBy::Name(_), None) => false,
            (SaidBy::Name(_), Some(speaker)) => {
                self.names.said.iter().any(|(it, names)| it == by && names.contains(&speaker.name))
            }
        }
    }

    fn clause(&self, clause: &FieldClause) -> bool {
        let article = self.article;
        match clause {
            FieldClause::Name(Field::Speaker, pattern) => {
                let names = self.names.speakers.iter().find(|(it, _)| it == pattern).map(|(_, names)| names);
                names.is_some_and(|names| self.speakers().flatten().any(|it| names.contains(it)))
            }
            FieldClause::CopyOf(id) => {
                let copies = self.names.copies.iter().filter(|(of, _)| of == id);
                article.id == *id || copies.flat_map(|(_, copies)| copies).any(|it| *it == article.id)
            }
            FieldClause::Name(..)
            | FieldClause::Day(..)
            | FieldClause::Exact(..)
            | FieldClause::Glob(..)
            | FieldClause::Unknown(_) => clause_holds(article, clause).unwrap_or(false),
        }
    }
}

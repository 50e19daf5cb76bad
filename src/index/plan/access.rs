//! What is to be walked for a query: the plain data that compiling gives to searching.
//!
//! An [`Access`] names terms, ranges, words with positions and their combinations, and how each scores. It is made
//! once for a query and opens nothing; searching chooses the fastest way to walk it by `match`.

use std::collections::HashMap;
use std::sync::{Arc, OnceLock};

use tantivy::index::SegmentId;
use tantivy::query::Bm25Weight;
use tantivy::schema::Field;
use tantivy::{DocId, Score, Term};

use crate::date::Day;
use crate::evidence::Plan;
use crate::evidence::required::FieldSet;
use crate::index::plan::term_infos::TermInfos;
use crate::index::plan::term_set::TermSet;
use crate::index::plan::words::Terms;
use crate::query::Wildcard;
use crate::search::{BagRanking, IndirectSpeech};

/// The articles that are to be walked, and how they score. What scores nothing says so.
#[derive(Clone)]
pub(crate) enum Access {
    /// Every article.
    All,
    /// No article.
    Nothing,
    /// Articles with a term of a name, a code or an id, or with a word of which only that matters.
    Key(Term),
    /// Articles with any of many such terms of one field.
    AnyKey(Vec<Term>),
    /// Articles with such a term from the first up to, but not including, the second.
    Keys {
        /// The first term.
        from: Term,
        /// The term behind the last one.
        below: Term,
    },
    /// Articles of these days, both included.
    Days {
        /// The column of the day.
        column: Field,
        /// The first day, if there is one.
        from: Option<Day>,
        /// The last day, if there is one.
        to: Option<Day>,
    },
    /// Articles with a term that fits a pattern.
    Glob {
        /// The field of the term.
        field: Field,
        /// The pattern.
        pattern: Wildcard,
    },
    /// Articles with a word of one term, by how often it stands there.
    Word(Term),
    /// Articles with any of a few words of one term each, in title or body.
    TermSet(TermSet),
    /// Articles with these words of one field in a row.
    Phrase {
        /// Two or more.
        terms: Vec<Term>,
        /// How many articles count as holding each, where that is not how many hold the term.
        frequencies: Option<Vec<u64>>,
    },
    /// Articles with any of the spellings of a word.
    Expansion(Arc<Expansion>),
    /// Articles with any of several words, ranked as a whole.
    Bag(Bag),
    /// Articles that satisfy an expression about positions.
    Spans(Spans),
    /// Articles of all of these and none of those. Scores add up.
    AllOf {
        /// What must hold; at least one.
        parts: Vec<Access>,
        /// What must not hold. It scores nothing.
        none: Vec<Access>,
    },
    /// Articles of any of these, two or more. Scores add up.
    AnyOf(Vec<Access>),
    /// Articles of the first; the others add to the score where they hold.
    Preferring {
        /// What must hold.
        required: Box<Access>,
        /// What may hold.
        preferred: Vec<Access>,
    },
    /// The same articles, each with so many times its score.
    Boosted {
        /// The articles.
        of: Box<Access>,
        /// How many times.
        by: Score,
    },
    /// The same articles, each with this score.
    Scored {
        /// The articles.
        of: Box<Access>,
        /// The score of each.
        score: Score,
    },
}

impl Access {
    /// Articles of any of these.
    pub(crate) fn any_of(mut parts: Vec<Access>) -> Access {
        match parts.len() {
            0 => Access::Nothing,
            1 => parts.remove(0),
            _ => Access::AnyOf(parts),
        }
    }

    /// Articles of all of these.
    pub(crate) fn every_of(mut parts: Vec<Access>) -> Access {
        match parts.len() {
            0 => Access::All,
            1 => parts.remove(0),
            _ => Access::AllOf { parts, none: Vec::new() },
        }
    }

    /// The words, where it is nothing but a few words of one term each.
    pub(crate) fn as_term_set(&self) -> Option<&TermSet> {
        if let Access::TermSet(set) = self { Some(set) } else { None }
    }

    /// The same articles without a score.
    pub(crate) fn unscored(self) -> Access {
        Access::Scored { of: Box::new(self), score: 0.0 }
    }
}

/// A word that stands for several terms.
#[derive(Clone)]
pub(crate) struct Expansion {
    /// The best first.
    pub(crate) spellings: Vec<Spelling>,
    /// The field whose lengths norm the score.
    pub(crate) norms: Field,
    pub(crate) bm25: Bm25Weight,
}

/// One spelling of a word.
#[derive(Debug, Clone)]
pub(crate) struct Spelling {
    pub(crate) parts: Vec<SpellingPart>,
    /// What an article full of it scores, as a share of the most.
    pub(crate) highest: Score,
    /// By how much less an article scores that hardly holds it.
    pub(crate) width: Score,
}

/// Tokens with a term and none of some others at the same position.
#[derive(Debug, Clone)]
pub(crate) struct SpellingPart {
    pub(crate) term: Term,
    /// Each of their tokens is one of the term's too.
    pub(crate) less: Vec<Term>,
}

/// Several words of which any will do, ranked as a whole.
#[derive(Debug, Clone)]
pub(crate) struct Bag {
    pub(crate) words: Arc<[BagWord]>,
    pub(crate) part: BagPart,
    pub(crate) ranking: BagRanking,
    /// The words that the best articles add, found once for all parts of a bag.
    pub(crate) feedback: Arc<OnceLock<Vec<WeightedWord>>>,
}

/// A word of a bag, or tokens of a script without spaces that follow each other.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct BagWord {
    /// The stems of its tokens, as terms: once for each way in which the languages of the index have them.
    pub(crate) stems: Vec<Vec<String>>,
    /// How often it stands in the bag.
    pub(crate) times: Score,
    pub(crate) is_function_word: bool,
}

/// Which part of a score is asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum BagPart {
    /// All of it.
    Whole,
    /// What this word of the bag adds.
    Word(usize),
    /// What the words of the best articles add.
    Feedback,
}

/// A word with what it adds to the score of an article that is full of it.
#[derive(Debug, Clone)]
pub(crate) struct WeightedWord {
    pub(crate) stems: Vec<Vec<String>>,
    pub(crate) weight: Score,
    /// Where tokens follow each other, if that was looked up.
    pub(crate) runs: Option<Arc<RunCounts>>,
}

/// In which articles tokens follow each other, and how often: by segment, for the title and for the body.
pub(crate) type RunCounts = HashMap<SegmentId, [Vec<(DocId, u32)>; 2]>;

/// An expression about positions, asked of title, body or both.
#[derive(Clone)]
pub(crate) struct Spans {
    pub(crate) resolved: Arc<ResolvedPlan>,
    pub(crate) fields: FieldSet,
    pub(crate) candidates: Candidates,
    /// `None`: it does not score.
    pub(crate) bm25: Option<Arc<Bm25Weight>>,
}

/// How the articles are found that may satisfy an expression.
#[derive(Clone)]
pub(crate) enum Candidates {
    /// Those that hold each of these words, by number in the plan, in the one field that is asked.
    AllWords(Vec<usize>),
    /// Those of another access.
    Within(Arc<Access>),
}

/// A query whose words, names and clauses were looked up in one index.
pub(crate) struct ResolvedPlan {
    pub(crate) plan: Plan,
    /// The terms of each word of the plan.
    pub(crate) terms: Vec<Terms>,
    /// Where their postings lie, as far as that was looked up.
    pub(crate) term_infos: TermInfos,
    /// The names that each operand of `SAID` stands for; `None` for `*` and `?`.
    pub(crate) names: Vec<Option<Vec<String>>>,
    /// The articles of each field clause.
    pub(crate) clauses: Vec<Access>,
    pub(crate) indirect: IndirectSpeech,
}

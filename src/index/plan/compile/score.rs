//! How expressions and words of several terms score.

use std::cmp::Reverse;
use std::collections::HashMap;
use std::sync::Arc;

use tantivy::query::{Bm25StatisticsProvider, Bm25Weight};
use tantivy::schema::Field;
use tantivy::{Score, Searcher, Term};

use crate::evidence::Fuzzy;
use crate::index::build::schema::Form;
use crate::index::build::terms::{FOREIGN, written_term};
use crate::index::error::{EngineError, failed};
use crate::index::plan::access::{Access, Expansion, ResolvedPlan, Spans, Spelling, SpellingPart};
use crate::index::plan::compile::Compiler;
use crate::index::plan::term_infos::TermInfos;
use crate::index::plan::words::{FormTerm, Terms};
use crate::people::names::variants::{Kinship, Variants};
use crate::query::{EditDistance, SpanQuery, Word};
use crate::search::TextField;

/// A form is taken for a name when at least this share of its articles has it with a capital.
const CAPITAL_SHARE: f64 = 0.8;
/// A form in so few articles may be a name as well as not: it is taken for one.
const RARE: u64 = 4;
/// In a phrase of more words than this, edits are not counted for each word apart: that takes too long.
const MOST_NARROWED: usize = 5;
/// How many times as much a spelling scores at most as one that is a step farther.
const STEP: Score = 16.0;

/// A plain form that a word stands for, with what decides its rank among them.
struct Candidate {
    form: String,
    /// Edits, or steps of kinship.
    far: u8,
    kin: bool,
    name: bool,
    /// Whether it begins with the letter of the word: slips at the first letter are rare.
    begins: bool,
    articles: u64,
    parts: Vec<SpellingPart>,
}

impl Compiler<'_> {
    /// A word of several terms, in one field or in both together: no position needs to be looked at.
    pub(crate) fn union(
        &self,
        word: &Word,
        resolved: &ResolvedPlan,
        fields: &[TextField],
    ) -> Result<Option<Access>, EngineError> {
        let at = resolved.plan.words().iter().position(|it| it == word);
        let Some(terms) = at.map(|at| &resolved.terms[at]).filter(|it| !it.any) else { return Ok(None) };
        // Frequencies tell only which plain forms a stem has, not how they are written.
        if terms.minus.iter().any(|(form, _)| *form != Form::Plain) {
            return Ok(None);
        }
        let typed = match word {
            Word::Fuzzy(plain, _) => Some((plain, Some(Variants::of(plain)))),
            Word::Variants(plain) => Some((plain, Some(Variants::of(plain)))),
            Word::Stem(_) | Word::Plain(_) | Word::Written(_) | Word::Wildcard(_) | Word::Any => None,
        };
        let norms = self.fields.text(*fields.last().unwrap_or(&TextField::Body), Form::Stem);
        let bm25 = self.bm25_of(
            std::slice::from_ref(terms),
            *fields.last().unwrap_or(&TextField::Body),
            &resolved.term_infos,
        )?;
        let Some((plain, variants)) = typed else {
            let parts = terms.plus.iter().flat_map(|term| self.parts(term, terms, fields)).collect();
            let spellings = vec![Spelling { parts, highest: 1.0, width: 1.0 }];
            return Ok(Some(Access::Expansion(Arc::new(Expansion { spellings, norms, bm25 }))));
        };
        let spellings = spellings(&self.ranked(plain, variants.as_ref(), terms, fields)?);
        Ok(Some(Access::Expansion(Arc::new(Expansion { spellings, norms, bm25 }))))
    }

    /// What ranks the articles of a phrase or window with fuzzy words: first with how few edits of each word
    /// it still holds in the article, then which spellings the article has. Empty when no word of it is fuzzy.
    pub(crate) fn nearness(
        &self,
        span: &SpanQuery,
        resolved: &ResolvedPlan,
        field: TextField,
        spans: impl Fn(Arc<ResolvedPlan>) -> Spans,
    ) -> Result<Vec<Access>, EngineError> {
        let words = match span {
            SpanQuery::Phrase(words) | SpanQuery::Window { words, .. } => words.as_slice(),
            SpanQuery::Word(_)
            | SpanQuery::Pair { .. }
            | SpanQuery::Filter { .. }
            | SpanQuery::Or(_)
            | SpanQuery::Scope(..) => return Ok(Vec::new()),
        };
        // A short word stands for many others and seems frequent: the rarest word of the phrase decides.
        let mut worth: Score = 0.0;
        for terms in &resolved.terms {
            worth = worth
                .max(self.bm25_of(std::slice::from_ref(terms), field, &resolved.term_infos)?.max_score());
        }
        let mut parts: Vec<Access> = Vec::new();
        for (at, word) in resolved.plan.words().iter().enumerate() {
            if !matches!(word, Word::Fuzzy(..) | Word::Variants(_)) {
                continue;
            }
            if let Some(union) = self.union(word, resolved, &[field])? {
                parts.push(Access::Boosted { of: Box::new(union), by: 1.0 / STEP / STEP });
            }
            let most = match word {
                Word::Fuzzy(_, most) => most.edits(),
                _ => FARTHEST_SLIP,
            };
            if words.len() > MOST_NARROWED {
                continue;
            }
            for edits in 0..most {
                let mut terms = resolved.terms.clone();
                terms[at] = self.resolver().within(&resolved.terms[at], edits)?;
                if terms[at].plus.is_empty() {
                    continue;
                }
                let nearer = Arc::new(ResolvedPlan {
                    plan: resolved.plan.clone(),
                    terms,
                    term_infos: TermInfos::default(),
                    names: resolved.names.clone(),
                    clauses: resolved.clauses.clone(),
                    indirect: resolved.indirect,
                });
                let score = worth * STEP.powi(-i32::from(edits));
                parts.push(Access::Scored { of: Box::new(Access::Spans(spans(nearer))), score });
            }
        }
        Ok(parts)
    }

    /// The plain forms that a word stands for, in their order.
    fn ranked(
        &self,
        plain: &str,
        variants: Option<&Variants>,
        terms: &Terms,
        fields: &[TextField],
    ) -> Result<Vec<Candidate>, EngineError> {
        let far: HashMap<&str, u8> =
            terms.expansion.iter().map(|(form, far)| (form.as_str(), *far)).collect();
        let mut candidates: HashMap<&str, Candidate> = HashMap::new();
        for term in &terms.plus {
            let form = plain_of(&term.1);
            let candidate = candidates.entry(form).or_insert_with(|| Candidate {
                form: form.to_owned(),
                far: far.get(form).copied().unwrap_or(EditDistance::MAX),
                kin: variants.is_some_and(|it| it.kinship(form).is_some_and(|it| it != Kinship::Sound)),
                name: true,
                begins: form.chars().next() == plain.chars().next(),
                articles: 0,
                parts: Vec::new(),
            });
            for part in self.parts(term, terms, fields) {
                candidate.articles += self.searcher.doc_freq(&part.term).map_err(failed)?;
                candidate.parts.push(part);
            }
        }
        let mut candidates: Vec<Candidate> = candidates.into_values().collect();
        for it in candidates.iter_mut().filter(|it| it.articles > RARE && it.form != plain) {
            it.name = self.is_name(&it.form, it.articles, fields)?;
        }
        candidates.sort_by(|a, b| {
            let order = |it: &Candidate| (it.far, !it.kin, !it.name, !it.begins, Reverse(it.articles));
            order(a).cmp(&order(b)).then_with(|| a.form.cmp(&b.form))
        });
        Ok(candidates)
    }

    /// Plain forms of the texts that may be meant by one that is in none: those within the distance, nearer
    /// before farther, and other spellings of it. With their edits; 3 stands for more than 2.
    pub(crate) fn meant_by(
        &self,
        plain: &str,
        distance: EditDistance,
    ) -> Result<Vec<(String, u8)>, EngineError> {
        let fields = [TextField::Title, TextField::Body];
        let variants = Variants::of(plain);
        let edits = Fuzzy::new(plain, EditDistance::new(EditDistance::MAX).unwrap_or(distance));
        let mut meant: Vec<Candidate> = Vec::new();
        for word in [Word::Fuzzy(plain.to_owned(), distance), Word::Variants(plain.to_owned())] {
            let terms = self.resolver().resolve(&word)?;
            for mut it in self.ranked(plain, Some(&variants), &terms, &fields)? {
                it.far = edits.distance(&it.form).unwrap_or(EditDistance::MAX + 1);
                if it.form != plain && !meant.iter().any(|known| known.form == it.form) {
                    meant.push(it);
                }
            }
        }
        // Another spelling of a name is as near as one slip of the finger.
        meant.sort_by_key(|it| if it.kin { it.far.min(1) } else { it.far });
        Ok(meant.into_iter().map(|it| (it.form, it.far)).collect())
    }

    /// A term in each of the fields, less the other forms of a stem.
    fn parts(&self, (form, text): &FormTerm, terms: &Terms, fields: &[TextField]) -> Vec<SpellingPart> {
        let others = terms.others.get(text).filter(|_| *form == Form::Stem);
        let part = |&field: &TextField| {
            let plain = |it: &String| Term::from_field_text(self.fields.text(field, Form::Plain), it);
            SpellingPart {
                term: Term::from_field_text(self.fields.text(field, *form), text),
                less: others.into_iter().flatten().map(plain).collect(),
            }
        };
        fields.iter().map(part).collect()
    }

    /// Whether a plain form is mostly written with a capital.
    fn is_name(&self, form: &str, articles: u64, fields: &[TextField]) -> Result<bool, EngineError> {
        let mut letters = form.chars();
        let capital =
            letters.next().into_iter().flat_map(char::to_uppercase).chain(letters).collect::<String>();
        let mut with_capital = 0;
        for &field in fields {
            let written = written_term(form, &capital);
            let term = Term::from_field_text(self.fields.text(field, Form::Written), &written);
            with_capital += self.searcher.doc_freq(&term).map_err(failed)?;
        }
        Ok(with_capital as f64 >= articles as f64 * CAPITAL_SHARE)
    }

    /// How an expression of these words scores: as a term that is as rare as all of them together.
    pub(crate) fn bm25(
        &self,
        resolved: &ResolvedPlan,
        field: TextField,
    ) -> Result<Arc<Bm25Weight>, EngineError> {
        Ok(Arc::new(self.bm25_of(&resolved.terms, field, &resolved.term_infos)?))
    }

    fn bm25_of(
        &self,
        words: &[Terms],
        field: TextField,
        term_infos: &TermInfos,
    ) -> Result<Bm25Weight, EngineError> {
        let stems = self.fields.text(field, Form::Stem);
        let mut frequencies = Vec::new();
        for terms in words.iter().filter(|it| !it.any) {
            let mut articles = 0;
            for (form, text) in &terms.plus {
                let term = Term::from_field_text(self.fields.text(field, *form), text);
                articles += term_infos.articles(self.searcher, &term).map_err(failed)?;
            }
            frequencies.push(articles);
        }
        let statistics = Statistics { searcher: self.searcher, frequencies };
        let terms: Vec<Term> = (0..statistics.frequencies.len().max(1))
            .map(|at| Term::from_field_text(stems, &at.to_string()))
            .collect();
        Bm25Weight::for_terms(&statistics, &terms).map_err(failed)
    }
}

/// How far the farthest slip of `~~` is.
const FARTHEST_SLIP: u8 = EditDistance::MAX + 1;

/// BM25's statistics with the frequencies of words that are no single term: the
/// term `3` stands for the fourth word.
struct Statistics<'a> {
    searcher: &'a Searcher,
    frequencies: Vec<u64>,
}

impl Bm25StatisticsProvider for Statistics<'_> {
    fn total_num_tokens(&self, field: Field) -> tantivy::Result<u64> {
        self.searcher.total_num_tokens(field)
    }

    fn total_num_docs(&self) -> tantivy::Result<u64> {
        self.searcher.total_num_docs()
    }

    fn doc_freq(&self, term: &Term) -> tantivy::Result<u64> {
        let value = term.value();
        let word = value.as_str().and_then(|it| it.parse::<usize>().ok());
        let articles = word.and_then(|at| self.frequencies.get(at)).copied().unwrap_or(0);
        Ok(articles.min(self.total_num_docs()?))
    }
}

/// The word of a term, without the language of a stem.
fn plain_of(term: &str) -> &str {
    term.strip_prefix(FOREIGN).map_or(term, |rest| rest.get(2..).unwrap_or(""))
}

/// A range of scores for each spelling: nearer before farther; of those equally near, other spellings
/// of the same name first, names before other words, the frequent before the rare.
fn spellings(ranked: &[Candidate]) -> Vec<Spelling> {
    let mut spellings = Vec::with_capacity(ranked.len());
    for near in ranked.chunk_by(|a, b| a.far == b.far) {
        for (place, it) in (0u16..).zip(near) {
            let top = STEP.powi(-i32::from(it.far));
            let width = top / 2.0 / near.len() as Score;
            let highest = top - width * Score::from(place);
            spellings.push(Spelling { parts: it.parts.clone(), highest, width });
        }
    }
    spellings
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::article::Article;
    use crate::index::fixture::{article, ids, index_of, request};
    use crate::search::Engine;

    fn candidate(form: &str, far: u8) -> Candidate {
        let (form, parts) = (form.to_owned(), Vec::new());
        Candidate { form, far, kin: false, name: true, begins: true, articles: 1, parts }
    }

    #[test]
    fn the_ranges_of_scores_of_spellings_do_not_overlap() {
        let ranked =
            [("a", 0), ("b", 1), ("c", 1), ("d", 1), ("e", 2)].map(|(form, far)| candidate(form, far));
        let spellings = spellings(&ranked);
        assert_eq!(spellings.len(), ranked.len());
        assert_eq!((spellings[0].highest, spellings[0].width), (1.0, 0.5));
        assert_eq!(spellings[1].highest, 1.0 / STEP);
        for (better, worse) in spellings.iter().zip(&spellings[1..]) {
            assert!(
                better.width > 0.0 && better.highest - better.width >= worse.highest,
                "{better:?} {worse:?}"
            );
        }
        assert!(spellings[4].highest - spellings[4].width > 0.0);
    }

    #[test]
    fn the_language_of_a_stem_is_no_part_of_its_word() {
        assert_eq!([plain_of("wall"), plain_of("\u{2}demauer"), plain_of("\u{2}d")], ["wall", "mauer", ""]);
    }

    /// So many articles with each of these words.
    fn articles(words: &[(&str, usize)]) -> Vec<Article> {
        let mut made = Vec::new();
        for (word, count) in words {
            made.extend(
                (0..*count).map(|at| article(&format!("{word}{at}"), "", &format!("It says {word} here."))),
            );
        }
        made
    }

    #[test]
    fn words_that_may_be_meant_come_nearest_first_then_names_then_by_their_beginning_then_the_frequent() {
        let articles = articles(&[
            ("dormen", 9),
            ("dorpen", 7),
            ("Dorden", 5),
            ("corfen", 6),
            ("dorgan", 12),
            ("Dorsan", 8),
            ("market", 20),
        ]);
        let (_dir, index) = index_of(&[&articles]);
        let searcher = index.searcher().unwrap();
        let near = |limit| -> Vec<(String, u8, u64)> {
            let near = searcher.near_words("dorfen", limit).unwrap();
            near.into_iter().map(|it| (it.word, it.edits, it.articles)).collect()
        };
        let expected = [
            ("dorden", 1, 5),
            ("dormen", 1, 9),
            ("dorpen", 1, 7),
            ("corfen", 1, 6),
            ("dorsan", 2, 8),
            ("dorgan", 2, 12),
        ]
        .map(|(word, edits, articles)| (word.to_owned(), edits, articles));
        assert_eq!(near(9), expected);
        assert_eq!(near(2), expected[..2]);
    }

    #[test]
    fn what_is_as_rare_as_a_name_may_be_one() {
        let articles = articles(&[("dormen", RARE as usize), ("Dorden", 3), ("dorpen", RARE as usize + 1)]);
        let (_dir, index) = index_of(&[&articles]);
        let near = index.searcher().unwrap().near_words("dorfen", 9).unwrap();
        let words: Vec<&str> = near.iter().map(|it| it.word.as_str()).collect();
        assert_eq!(words, ["dormen", "dorden", "dorpen"]);
    }

    #[test]
    fn hits_of_a_fuzzy_word_come_nearest_first_however_often_they_hold_it() {
        let often = "harbor ".repeat(30);
        let articles = [
            article("one", "", &often),
            article("none", "", "A harbour, and much else that is told here of other things."),
            article("two", "", &"harbeer ".repeat(40)),
        ];
        let (_dir, index) = index_of(&[&articles]);
        let searcher = index.searcher().unwrap();
        assert_eq!(ids(&searcher, &request("harbour~2")), ["none", "one", "two"]);
        let in_a_row =
            articles.map(|it| Article { body: format!("The old {}", it.body.replace("A ", "")), ..it });
        let (_dir, index) = index_of(&[&in_a_row]);
        let searcher = index.searcher().unwrap();
        assert_eq!(ids(&searcher, &request("\"old harbour~2\"")), ["none", "one", "two"]);
    }
}

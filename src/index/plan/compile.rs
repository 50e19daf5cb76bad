//! From a query to its [`Access`].
//!
//! A word or phrase of plain stems becomes terms, asked of title and body; everything with positions that
//! terms alone do not decide becomes [`Spans`]. Field clauses do not score.

mod bag;
mod candidates;
mod counting;
mod score;
mod shape;

use std::collections::BTreeSet;
use std::sync::Arc;

use tantivy::{Score, Searcher, Term};

use crate::article::{ArticleId, Language};
use crate::evidence::Plan;
use crate::evidence::required::{FieldSet, Required};
use crate::field;
use crate::index::build::schema::{Fields, Form};
use crate::index::error::{EngineError, failed};
use crate::index::plan::access::{Access, Candidates, ResolvedPlan, Spans};
use crate::index::plan::compile::shape::{all_words, apart, has_first, only_body};
use crate::index::plan::context::QueryContext;
use crate::index::plan::names;
use crate::index::plan::term_infos::TermInfos;
use crate::index::plan::term_set::TermSet;
use crate::index::plan::words::{FormTerm, Pace, Resolver, stem_of};
use crate::query::{FieldClause, NamePattern, Query, SaidBy, Scope, SpanQuery, Word, glob_pattern};
use crate::search::{BagRanking, IndirectSpeech, NameFit, TextField, Variants, untitled};

pub(crate) use crate::index::plan::compile::counting::Counting;

/// How much more a word counts in the title than in the body.
pub(crate) const TITLE_BOOST: Score = 1.5;

/// Compiles queries against one snapshot.
pub(crate) struct Compiler<'a> {
    pub(crate) searcher: &'a Searcher,
    pub(crate) fields: &'a Fields,
    pub(crate) languages: &'a [Language],
    pub(crate) max_expansions: usize,
    pub(crate) indirect: IndirectSpeech,
    /// How bags of words are ranked.
    pub(crate) ranking: BagRanking,
    pub(crate) context: QueryContext,
    /// Whether a name means its other spellings.
    pub(crate) variants: Variants,
    /// The names that the names of a pattern stand for, themselves among them.
    pub(crate) linked: &'a dyn Fn(&NamePattern, BTreeSet<String>) -> BTreeSet<String>,
    /// What knows the copies of an article.
    pub(crate) copies: &'a dyn CopiesOf,
}

/// What knows the copies of an article.
pub(crate) trait CopiesOf {
    /// The ids of the copies of an article, its own among them; none when it has no copies.
    fn copies_of(&self, id: &ArticleId) -> Result<Vec<ArticleId>, EngineError>;
}

impl Compiler<'_> {
    /// The articles that satisfy `query`.
    pub(crate) fn compile(&self, query: &Query) -> Result<Access, EngineError> {
        Ok(match query {
            Query::All => Access::All.unscored(),
            Query::Field(clause) => self.clause(clause)?.unscored(),
            Query::Span(span) => self.span(span)?,
            Query::Scope(..) => self.joint(query)?,
            Query::And(parts) => self.all_of(parts)?,
            Query::Or(parts) => self.any(parts)?,
            Query::Not(_) => self.all_of(std::slice::from_ref(query))?,
        })
    }

    fn all_of(&self, all: &[Query]) -> Result<Access, EngineError> {
        let (mut parts, mut none) = (Vec::with_capacity(all.len()), Vec::new());
        for part in all {
            match part {
                Query::Not(excluded) => none.push(self.compile(excluded)?),
                other => parts.push(self.compile(other)?),
            }
        }
        if parts.is_empty() {
            parts.push(Access::All.unscored());
        }
        Ok(Access::AllOf { parts, none })
    }

    /// A span expression at the top level.
    fn span(&self, span: &SpanQuery) -> Result<Access, EngineError> {
        let (span_in, fields) = match span {
            SpanQuery::Scope(Scope::Title, inner) if apart(inner) && !has_first(inner) => {
                (&**inner, FieldSet::Title)
            }
            SpanQuery::Scope(Scope::Body, inner) if apart(inner) => (&**inner, FieldSet::Body),
            _ => (span, FieldSet::Both),
        };
        if !apart(span_in) {
            return self.joint(&Query::Span(span.clone()));
        }
        if let (SpanQuery::Word(word @ Word::Stem(_)), FieldSet::Both) = (span_in, fields) {
            let terms = self.resolver().resolve(word)?.plus;
            let terms = terms.iter().map(|(form, text)| {
                let term = |field| Term::from_field_text(self.fields.text(field, *form), text);
                (term(TextField::Title), term(TextField::Body))
            });
            let word = TermSet::word(self.searcher, terms, TITLE_BOOST);
            return Ok(Access::TermSet(word.map_err(failed)?));
        }
        let resolved = Arc::new(self.resolve(Plan::for_span(span_in))?);
        // The spellings of one word have one order for title and body.
        if let SpanQuery::Word(word @ (Word::Fuzzy(..) | Word::Variants(_))) = span_in
            && fields == FieldSet::Both
            && let Some(union) = self.union(word, &resolved, &[TextField::Title, TextField::Body])?
        {
            return Ok(union);
        }
        let mut parts = Vec::new();
        for field in [TextField::Title, TextField::Body] {
            if fields.has(field) && !(field == TextField::Title && only_body(span_in)) {
                let part = self.in_field(span_in, &resolved, field)?;
                parts.push(match field {
                    TextField::Title => Access::Boosted { of: Box::new(part), by: TITLE_BOOST },
                    TextField::Body => part,
                });
            }
        }
        Ok(Access::any_of(parts))
    }

    /// A span expression in one field, whose regions know nothing of each other.
    fn in_field(
        &self,
        span: &SpanQuery,
        resolved: &Arc<ResolvedPlan>,
        field: TextField,
    ) -> Result<Access, EngineError> {
        if let Some(simple) = self.simple(span, resolved, field) {
            return Ok(simple);
        }
        if let Some(phrases) = self.phrases_by_language(span, resolved, field)? {
            return Ok(phrases);
        }
        if let SpanQuery::Word(word) = span
            && let Some(union) = self.union(word, resolved, &[field])?
        {
            return Ok(union);
        }
        let fields = match field {
            TextField::Title => FieldSet::Title,
            TextField::Body => FieldSet::Body,
        };
        let candidates = match all_words(span, &resolved.plan) {
            Some(words) if words.iter().all(|&word| !resolved.terms[word].any) => Candidates::AllWords(words),
            _ => Candidates::Within(Arc::new(self.candidates(&Required::by_span(span, fields), resolved)?)),
        };
        let unscored = |resolved| Spans { resolved, fields, candidates: candidates.clone(), bm25: None };
        let preferred = self.nearness(span, resolved, field, unscored)?;
        if preferred.is_empty() {
            let bm25 = Some(self.bm25(resolved, field)?);
            return Ok(Access::Spans(Spans { bm25, ..unscored(Arc::clone(resolved)) }));
        }
        let required = Box::new(Access::Spans(unscored(Arc::clone(resolved))));
        Ok(Access::Preferring { required, preferred })
    }

    /// The term that is the word, when it is one.
    fn one_term<'m>(word: &Word, resolved: &'m ResolvedPlan) -> Option<(Form, &'m str)> {
        let at = resolved.plan.words().iter().position(|it| it == word)?;
        let terms = &resolved.terms[at];
        match (terms.plus.as_slice(), terms.minus.as_slice(), terms.any) {
            ([(form, text)], [], false) => Some((*form, text)),
            _ => None,
        }
    }

    /// What needs no more than terms: one, or several in a row.
    fn simple(&self, span: &SpanQuery, resolved: &ResolvedPlan, field: TextField) -> Option<Access> {
        let term = |word: &Word| {
            let (form, text) = Self::one_term(word, resolved)?;
            Some((form, Term::from_field_text(self.fields.text(field, form), text)))
        };
        match span {
            SpanQuery::Word(word) => Some(Access::Word(term(word)?.1)),
            SpanQuery::Phrase(words) => {
                let terms = words.iter().map(term).collect::<Option<Vec<_>>>()?;
                let (form, _) = terms.first()?;
                let same = terms.iter().all(|(it, _)| it == form);
                let terms = || terms.iter().map(|(_, term)| term.clone()).collect();
                same.then(|| Access::Phrase { terms: terms(), frequencies: None })
            }
            SpanQuery::Window { .. }
            | SpanQuery::Pair { .. }
            | SpanQuery::Filter { .. }
            | SpanQuery::Or(_)
            | SpanQuery::Scope(..) => None,
        }
    }

    /// A phrase of words that have stems in several languages: an article is in one of them, and so are the stems of all
    /// its words. A word is as frequent as all its stems are, so that none weighs more because few articles are in its
    /// language.
    fn phrases_by_language(
        &self,
        span: &SpanQuery,
        resolved: &ResolvedPlan,
        field: TextField,
    ) -> Result<Option<Access>, EngineError> {
        let SpanQuery::Phrase(words) = span else { return Ok(None) };
        let mut stems = Vec::with_capacity(words.len());
        for word in words {
            let Some(at) = resolved.plan.words().iter().position(|it| it == word) else { return Ok(None) };
            let Word::Stem(word) = word else { return Ok(None) };
            stems.push((word, &resolved.terms[at].plus));
        }
        let term = |(form, text): &FormTerm| Term::from_field_text(self.fields.text(field, *form), text);
        let mut frequencies = Vec::with_capacity(words.len());
        for (_, plus) in &stems {
            let mut articles = 0;
            for it in *plus {
                articles += resolved.term_infos.articles(self.searcher, &term(it)).map_err(failed)?;
            }
            frequencies.push(articles);
        }
        let mut phrases = Vec::new();
        for &language in self.languages {
            let of_language = stems.iter().map(|(word, plus)| {
                let stem = stem_of(language, word);
                plus.contains(&stem).then(|| term(&stem))
            });
            if let Some(terms) = of_language.collect::<Option<Vec<Term>>>() {
                phrases.push(Access::Phrase { terms, frequencies: Some(frequencies.clone()) });
            }
        }
        Ok(Some(Access::any_of(phrases)))
    }

    /// A query whose regions must be seen together.
    fn joint(&self, query: &Query) -> Result<Access, EngineError> {
        let plan = Plan::new(query).map_err(EngineError::Evidence)?;
        let resolved = Arc::new(self.resolve(plan)?);
        let candidates = self.candidates(&Required::by(query, FieldSet::Both), &resolved)?;
        Ok(Access::Spans(Spans {
            bm25: Some(self.bm25(&resolved, TextField::Body)?),
            resolved,
            fields: FieldSet::Both,
            candidates: Candidates::Within(Arc::new(candidates)),
        }))
    }

    fn resolver(&self) -> Resolver<'_> {
        Resolver {
            searcher: self.searcher,
            fields: self.fields,
            languages: self.languages,
            max_expansions: self.max_expansions,
            pace: Pace::of(&self.context),
        }
    }

    /// Looks the words, names and clauses of a plan up.
    fn resolve(&self, plan: Plan) -> Result<ResolvedPlan, EngineError> {
        let resolver = self.resolver();
        let terms = plan.words().iter().map(|it| resolver.resolve(it)).collect::<Result<Vec<_>, _>>()?;
        let names = plan
            .said_by()
            .iter()
            .map(|by| match by {
                SaidBy::Name(pattern) => Ok(Some(self.speakers(pattern)?.into_iter().collect())),
                SaidBy::Anyone | SaidBy::Unknown => Ok(None),
            })
            .collect::<Result<Vec<_>, EngineError>>()?;
        let clauses = plan.clauses().iter().map(|it| self.clause(it)).collect::<Result<Vec<_>, _>>()?;
        let indirect = self.indirect;
        Ok(ResolvedPlan { plan, terms, term_infos: TermInfos::default(), names, clauses, indirect })
    }

    /// The speakers that a pattern names, with their linked spellings.
    pub(crate) fn speakers(&self, pattern: &NamePattern) -> Result<BTreeSet<String>, EngineError> {
        let mut names = self.named(pattern)?;
        if names.is_empty()
            && self.variants == Variants::Linked
            && let Some(untitled) = untitled(pattern)
        {
            names = self.named(&untitled)?;
        }
        Ok((self.linked)(pattern, names))
    }

    /// The speakers whose own names a pattern means.
    fn named(&self, pattern: &NamePattern) -> Result<BTreeSet<String>, EngineError> {
        let fit = NameFit::of(pattern, self.variants);
        let names = |field| names::matching(self.searcher, field, &fit).map_err(failed);
        let mut found = names(self.fields.name_terms(field::Field::Speaker))?;
        if self.indirect == IndirectSpeech::Included {
            found.extend(names(self.fields.indirect_speaker_names)?);
        }
        Ok(found)
    }

    /// Articles that quote any of these speakers.
    fn quoting<'n>(&self, speakers: impl Iterator<Item = &'n String> + Clone) -> Access {
        let mut parts = vec![Access::AnyKey(names::keys(
            self.fields.name_terms(field::Field::Speaker),
            speakers.clone(),
        ))];
        if self.indirect == IndirectSpeech::Included {
            parts.push(Access::AnyKey(names::keys(self.fields.indirect_speaker_names, speakers)));
        }
        Access::any_of(parts)
    }

    /// Articles of which a field clause speaks.
    fn clause(&self, clause: &FieldClause) -> Result<Access, EngineError> {
        let fields = self.fields;
        let exactly = |field, text: &str| Access::Key(Term::from_field_text(field, text));
        Ok(match clause {
            FieldClause::Day(field, range) => match (range.from(), range.to()) {
                (None, None) => {
                    let none = vec![exactly(fields.unknown, field.as_str())];
                    Access::AllOf { parts: vec![Access::All], none }
                }
                (from, to) => Access::Days { column: fields.values(*field), from, to },
            },
            FieldClause::Name(field::Field::Speaker, pattern) => self.quoting(self.speakers(pattern)?.iter()),
            FieldClause::Name(field, pattern) => {
                let terms = fields.name_terms(*field);
                // Sources and authors are not linked.
                let fit = NameFit::of(pattern, Variants::Off);
                let found = names::matching(self.searcher, terms, &fit).map_err(failed)?;
                Access::AnyKey(names::keys(terms, found.iter()))
            }
            FieldClause::Exact(field, value) => exactly(fields.values(*field), value),
            FieldClause::Glob(field, glob) => {
                Access::Glob { field: fields.values(*field), pattern: glob_pattern(glob) }
            }
            FieldClause::Unknown(field) => exactly(fields.unknown, field.as_str()),
            FieldClause::CopyOf(id) => {
                let copies = self.copies.copies_of(id)?;
                let term = |id: &ArticleId| Term::from_field_text(fields.id, id.as_str());
                match copies.len() {
                    0 | 1 => Access::Key(term(id)),
                    _ => Access::AnyKey(copies.iter().map(term).collect()),
                }
            }
        })
    }

    /// Those of the articles that were read at one of these paths, below one of these folders or in a member of one of
    /// these archives. No paths: all.
    pub(crate) fn limited(&self, access: Access, paths: &[String]) -> Access {
        if paths.is_empty() {
            return access;
        }
        Access::AllOf { parts: vec![access, self.within(paths)], none: Vec::new() }
    }

    /// Articles read at one of these paths, below one of these folders or in a member of one of these archives.
    pub(crate) fn within(&self, paths: &[String]) -> Access {
        let term = |text: &str| Term::from_field_text(self.fields.values(field::Field::Path), text);
        let mut parts = Vec::new();
        for path in paths {
            let path = path.trim_end_matches('/');
            parts.push(Access::Key(term(path)));
            // `0` is the character behind `/`, and `"` the one behind `!`.
            parts.push(Access::Keys { from: term(&format!("{path}/")), below: term(&format!("{path}0")) });
            parts.push(Access::Keys { from: term(&format!("{path}!")), below: term(&format!("{path}\"")) });
        }
        Access::any_of(parts).unscored()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::article::{Article, SpeakerKind};
    use crate::date::DayRange;
    use crate::index::build::opened::OpenIndex;
    use crate::index::fixture::{article, index_of, on, parsed, said};
    use crate::index::plan::access::BagPart;
    use crate::index::store::files::Folder;

    /// What the tests compile against: one snapshot and what is known of it.
    struct Snapshot {
        _dir: tempfile::TempDir,
        searcher: Searcher,
        fields: Fields,
        languages: Vec<Language>,
    }

    fn snapshot_of(articles: &[Article]) -> Snapshot {
        let (dir, _) = index_of(&[articles]);
        let open = OpenIndex::open(Folder::new(dir.path())).unwrap();
        let searcher = open.engine.reader().unwrap().searcher();
        Snapshot { _dir: dir, searcher, fields: open.fields, languages: vec![Language::ENGLISH] }
    }

    fn snapshot() -> Snapshot {
        let body = "\u{201c}The wall holds,\u{201d} Anna Smith said. Walls of the harbour are old.";
        let ann = Some(("Anna Smith", SpeakerKind::Person));
        let one = said(ann, "The wall holds,", on("2025-11-27", article("a", "Harbour wall", body)));
        snapshot_of(&[one, article("b", "Quay", "A new quay, and a well.")])
    }

    struct NoCopies;

    impl CopiesOf for NoCopies {
        fn copies_of(&self, _id: &ArticleId) -> Result<Vec<ArticleId>, EngineError> {
            Ok(Vec::new())
        }
    }

    fn with<T>(snapshot: &Snapshot, work: impl FnOnce(&Compiler<'_>) -> T) -> T {
        work(&Compiler {
            searcher: &snapshot.searcher,
            fields: &snapshot.fields,
            languages: &snapshot.languages,
            max_expansions: 3,
            indirect: IndirectSpeech::Excluded,
            ranking: BagRanking::default(),
            context: QueryContext::default(),
            variants: Variants::Linked,
            linked: &|_, names| names,
            copies: &NoCopies,
        })
    }

    /// An access in short. A term is `field:text`, `^` stands before what scores nothing.
    fn shown(access: &Access, of: &Snapshot) -> String {
        let term = |term: &Term| {
            let text = term.value().as_str().unwrap_or_default().replace('\u{1}', "|");
            format!("{}:{text}", of.searcher.schema().get_field_name(term.field()))
        };
        let terms = |terms: &[Term]| terms.iter().map(term).collect::<Vec<_>>().join(" ");
        let list = |parts: &[Access]| parts.iter().map(|it| shown(it, of)).collect::<Vec<_>>().join(" ");
        match access {
            Access::All => "all".into(),
            Access::Nothing => "nothing".into(),
            Access::Key(key) => format!("key({})", term(key)),
            Access::AnyKey(keys) => format!("keys({})", terms(keys)),
            Access::Keys { from, below } => format!("keys({}..{})", term(from), term(below)),
            Access::Days { from, to, .. } => {
                let day =
                    |day: &Option<_>| day.map(|it: crate::date::Day| it.to_string()).unwrap_or_default();
                format!("days({}..{})", day(from), day(to))
            }
            Access::Glob { pattern, .. } => format!("glob({})", pattern.parts.len()),
            Access::Word(word) => format!("word({})", term(word)),
            Access::TermSet(set) => {
                let words = set.terms().map(|it| format!("{}^{}", term(&it.term), it.boost));
                format!("set({})", words.collect::<Vec<_>>().join(" "))
            }
            Access::Phrase { terms: words, .. } => format!("phrase({})", terms(words)),
            Access::Expansion(expansion) => {
                let spellings = expansion.spellings.iter().map(|spelling| {
                    let parts = spelling.parts.iter().map(|it| match it.less.as_slice() {
                        [] => term(&it.term),
                        less => format!("{}-{}", term(&it.term), terms(less)),
                    });
                    parts.collect::<Vec<_>>().join(" ")
                });
                format!("expansion({})", spellings.collect::<Vec<_>>().join(" | "))
            }
            Access::Bag(bag) => {
                let words = bag.words.iter().map(|it| {
                    let stems = it.stems.iter().map(|it| it.join(" "));
                    format!("{}*{}", stems.collect::<Vec<_>>().join("+"), it.times)
                });
                assert_eq!(bag.part, BagPart::Whole);
                format!("bag({})", words.collect::<Vec<_>>().join(" "))
            }
            Access::Spans(spans) => {
                let score = if spans.bm25.is_some() { "" } else { "^" };
                match &spans.candidates {
                    Candidates::AllWords(words) => {
                        let words: Vec<String> =
                            words.iter().map(|&it| spans.resolved.plan.words()[it].to_string()).collect();
                        format!("{score}spans({:?} of {})", spans.fields, words.join(" "))
                    }
                    Candidates::Within(within) => {
                        format!("{score}spans({:?} in {})", spans.fields, shown(within, of))
                    }
                }
            }
            Access::AllOf { parts, none } if none.is_empty() => format!("and({})", list(parts)),
            Access::AllOf { parts, none } => format!("and({} not {})", list(parts), list(none)),
            Access::AnyOf(parts) => format!("or({})", list(parts)),
            Access::Preferring { required, preferred } => {
                format!("prefer({}; {})", shown(required, of), list(preferred))
            }
            Access::Boosted { of: inner, by } => format!("{}^{by}", shown(inner, of)),
            Access::Scored { of: inner, score: 0.0 } => format!("^{}", shown(inner, of)),
            Access::Scored { of: inner, score } => format!("{}={}", shown(inner, of), *score > 0.0),
        }
    }

    #[track_caller]
    fn check(query: &str, expected: &str) {
        let snapshot = snapshot();
        let access = with(&snapshot, |compiler| compiler.compile(&parsed(query)).unwrap());
        assert_eq!(shown(&access, &snapshot), expected, "{query}");
    }

    #[test]
    fn a_word_is_a_term_of_the_title_and_one_of_the_body() {
        check("walls", "set(title:wall^1.5 body:wall^1)");
        check("lighthouse", "set()");
        check("title:walls", "word(title:wall)^1.5");
        check("body:walls", "word(body:wall)");
    }

    #[test]
    fn a_phrase_of_an_index_in_two_languages_is_a_phrase_in_each() {
        let german = Language::from_tag("de").unwrap();
        let mut in_german = article("c", "", "Der Hafen. Old wall.");
        in_german.language.value = german;
        let mut snapshot = snapshot_of(&[article("a", "", "An old wall, an old quay."), in_german]);
        snapshot.languages.push(german);
        let body_of = |query: &str| {
            let access = with(&snapshot, |compiler| compiler.compile(&parsed(query)).unwrap());
            (shown(&access, &snapshot).replace('\u{2}', "#"), access)
        };
        let (shown, access) = body_of("body:\"old walls\"");
        assert_eq!(shown, "or(phrase(body:old body:wall) phrase(body:#deold body:#dewall))");
        let Access::AnyOf(phrases) = &access else { panic!("one phrase") };
        for phrase in phrases {
            let Access::Phrase { frequencies, .. } = phrase else { panic!("no phrase") };
            assert_eq!(frequencies.as_deref(), Some(&[2, 2][..]), "as many as in both languages");
        }
        assert_eq!(body_of("body:\"old quay\"").0, "phrase(body:old body:quay)");
    }

    #[test]
    fn words_in_a_row_are_a_phrase_in_each_field() {
        check("\"old walls\"", "or(phrase(title:old title:wall)^1.5 phrase(body:old body:wall))");
        check("body:\"old walls\"", "phrase(body:old body:wall)");
    }

    #[test]
    fn a_word_of_several_terms_is_an_expansion() {
        check("=walls", "or(word(title_plain:walls)^1.5 word(body_plain:walls))");
        // `wall` is the stem of `walls` too: the tokens with the stem less those with the form `walls`.
        check(
            "=wall",
            "or(expansion(title:wall-title_plain:walls)^1.5 expansion(body:wall-body_plain:walls))",
        );
        check("qua*", "or(word(title:quay)^1.5 word(body:quay))");
    }

    #[test]
    fn operators_of_positions_walk_all_words_or_candidates() {
        check("old NEAR/3 walls", "or(spans(Title of walls old)^1.5 spans(Body of walls old))");
        check("ATLEAST/2(walls)", "spans(Both in or(key(title:wall) key(body:wall)))");
        check("quote:walls", "spans(Body in key(body:wall))");
        check(
            "\"anna smith\" SAID (walls)",
            "spans(Body in and(keys(speaker_names:anna|Anna Smith) key(body:wall)))",
        );
        check(
            "old NEAR/3 (walls OR quay)",
            "or(spans(Title in and(key(title:old) or(key(title:wall) key(title:quay))))^1.5 spans(Body in and(key(body:old) or(key(body:wall) key(body:quay)))))",
        );
    }

    #[test]
    fn parts_of_a_conjunction_are_walked_together_and_exclusions_apart() {
        let wall = "set(title:wall^1.5 body:wall^1)";
        let quay = "set(title:quay^1.5 body:quay^1)";
        check("wall AND quay", &format!("and({wall} {quay})"));
        check("wall AND NOT quay", &format!("and({wall} not {quay})"));
        check("NOT quay", &format!("and(^all not {quay})"));
    }

    #[test]
    fn a_few_alternatives_are_one_set_and_many_are_a_bag() {
        check(
            "wall OR quay OR old",
            "set(title:wall^1.5 body:wall^1 title:quay^1.5 body:quay^1 title:old^1.5 body:old^1)",
        );
        check("wall OR quay OR old OR well", "bag(wall*1 quay*1 old*1 well*1)");
        check(
            "wall OR quay OR old OR well OR \"new quay\"",
            "or(bag(wall*1 quay*1 old*1 well*1) or(phrase(title:new title:quay)^1.5 phrase(body:new body:quay)))",
        );
        check("wall OR date:2025", "or(set(title:wall^1.5 body:wall^1) ^days(2025-01-01..2025-12-31))");
    }

    #[test]
    fn clauses_on_fields_do_not_score() {
        check("*", "^all");
        check("date:2025-11-27..", "^days(2025-11-27..)");
        check("lang:en", "^key(language:en)");
        check("speaker:smith", "^keys(speaker_names:anna|Anna Smith)");
        check("speaker:jones", "^keys()");
        check("speaker:unknown", "^key(unknown:speaker)");
        let snapshot = snapshot();
        let any_day = Query::Field(FieldClause::Day(field::Field::Date, DayRange::new(None, None).unwrap()));
        let access = with(&snapshot, |compiler| compiler.compile(&any_day).unwrap());
        assert_eq!(shown(&access, &snapshot), "^and(all not key(unknown:date))");
        check("path:news/*", "^glob(2)");
    }

    #[test]
    fn paths_limit_a_query_to_files_and_what_lies_below_folders() {
        let snapshot = snapshot();
        let paths = ["news/".to_owned(), "a.txt".to_owned()];
        let limited = with(&snapshot, |compiler| compiler.limited(Access::Nothing, &paths));
        assert_eq!(
            shown(&limited, &snapshot),
            "and(nothing ^or(key(path:news) keys(path:news/..path:news0) keys(path:news!..path:news\") \
             key(path:a.txt) keys(path:a.txt/..path:a.txt0) keys(path:a.txt!..path:a.txt\")))"
        );
        assert_eq!(with(&snapshot, |it| shown(&it.limited(Access::All, &[]), &snapshot)), "all");
    }

    #[test]
    fn a_word_may_stand_for_as_many_words_as_are_allowed_and_no_more() {
        let snapshot = snapshot();
        let found = |query: &str, most| {
            with(&snapshot, |compiler| {
                let compiler = Compiler { max_expansions: most, ..copy(compiler) };
                compiler.compile(&parsed(query)).map(|_| ()).map_err(|err| err.to_string())
            })
        };
        // wall, walls, well
        assert_eq!(found("w?ll*", 3), Ok(()));
        assert_eq!(found("w?ll*", 2), Err("`w?ll*` stands for 3 words, more than the 2 allowed".to_owned()));
    }

    fn copy<'a>(of: &Compiler<'a>) -> Compiler<'a> {
        Compiler { context: of.context.clone(), ..*of }
    }

    #[test]
    fn evidence_is_counted_by_the_cheapest_way_that_tells_it() {
        let snapshot = snapshot();
        let way = |query: &str, within: &[String]| {
            with(&snapshot, |compiler| {
                let query = parsed(query);
                let access = compiler.compile(&query).unwrap();
                match compiler.counting(&query, &access, within).unwrap() {
                    Counting::Frequencies(sets) => format!("frequencies of {}", sets.len()),
                    Counting::Apart { words, .. } => format!("apart, {} words", words.len()),
                    Counting::Together { candidates, .. } => shown(&candidates, &snapshot),
                }
            })
        };
        assert_eq!(way("wall AND quay", &[]), "frequencies of 2");
        assert_eq!(way("(wall OR well) AND quay", &[]), "frequencies of 2");
        assert_eq!(way("\"old walls\"", &[]), "apart, 2 words");
        assert_eq!(way("FIRST/9(wall)", &[]), "or(key(title:wall) key(body:wall))");
        assert_eq!(way("wall AND NOT quay", &[]), "or(key(title:wall) key(body:wall))");
        let both = "or(key(title:wall) key(body:wall)) or(key(title:quay) key(body:quay))";
        assert_eq!(way("wall AND (quay AND lang:en)", &[]), format!("and({both} key(language:en))"));
        let limited = way("wall AND quay", &["a".to_owned()]);
        assert!(limited.starts_with(&format!("and(and({both}) ^or(key(path:a)")), "{limited}");
    }
}

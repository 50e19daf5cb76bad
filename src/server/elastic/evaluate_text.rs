//! Which articles and quotations hold the words of a clause.

use crate::query::{Query, Scope, SpanQuery, Word};
use crate::request::Problem;
use crate::server::elastic::clause::{Expanded, Form, Join, TextClause, TextQuery};
use crate::server::elastic::evaluate::{Finder, NONE, Scores, Space};
use crate::server::elastic::fields::TextOf;
use crate::server::elastic::forms::{Analyzer, AnyTest, Token, distance, phrases};
use crate::server::elastic::source;

impl Finder<'_> {
    pub(super) fn text(&self, text: &TextClause, space: Space) -> Result<Scores, Problem> {
        let count = self.count(space);
        match (space, text.of) {
            (Space::Articles, TextOf::Quote)
            | (Space::Quotations, TextOf::Title | TextOf::Body | TextOf::Both) => Ok(vec![NONE; count]),
            (Space::Articles, of) => {
                let Some(query) = self.query(text, of)? else { return Ok(vec![NONE; count]) };
                let mut scores = self.ranked(&query)?;
                if matches!(&text.query, TextQuery::Phrase(words, slop) if *slop > 0 && words.len() > 1) {
                    self.confirm(text, of, &mut scores)?;
                }
                Ok(scores)
            }
            (Space::Quotations, _) => self.quotations(text),
        }
    }

    /// Takes out articles in which the words of a phrase lie too far apart, counted as Lucene does.
    fn confirm(&self, text: &TextClause, of: TextOf, scores: &mut Scores) -> Result<(), Problem> {
        let TextQuery::Phrase(words, slop) = &text.query else { return Ok(()) };
        let words = self.plain_words(words)?;
        let mut analyzer: Option<Analyzer> = None;
        for (row, score) in scores.iter_mut().enumerate().filter(|it| !it.1.is_nan()) {
            if self.engine.is_late() {
                *score = NONE;
                continue;
            }
            let Some(article) = self.engine.article(&self.rows.ids[row])? else { continue };
            let mut speaking = match analyzer.take() {
                Some(analyzer) => analyzer.speaking(article.language.value),
                None => Analyzer::new(article.language.value),
            };
            let tests: Vec<AnyTest> = words.iter().map(|it| it.test(&mut speaking)).collect();
            let texts: &[&str] = match of {
                TextOf::Title => &[article.title_text()],
                TextOf::Body => &[&article.body],
                TextOf::Both | TextOf::Quote => &[article.title_text(), &article.body],
            };
            if !texts.iter().any(|text| is_phrase(&tests, &speaking.tokens(text), *slop)) {
                *score = NONE;
            }
            analyzer = Some(speaking);
        }
        Ok(())
    }

    /// The query of the index for words of a text; `None` where nothing can satisfy it.
    fn query(&self, text: &TextClause, of: TextOf) -> Result<Option<Query>, Problem> {
        let scoped = |span: SpanQuery| match of {
            TextOf::Title => Query::Span(SpanQuery::Scope(Scope::Title, Box::new(span))),
            TextOf::Body => Query::Span(SpanQuery::Scope(Scope::Body, Box::new(span))),
            TextOf::Quote => Query::Span(SpanQuery::Scope(Scope::Quote, Box::new(span))),
            TextOf::Both => Query::Span(span),
        };
        let any = |mut parts: Vec<Query>| match parts.len() {
            0 => None,
            1 => parts.pop(),
            _ => Some(Query::Or(parts)),
        };
        match &text.query {
            TextQuery::Words(words, join) => {
                let mut parts = Vec::new();
                for word in self.plain_words(words)? {
                    let word = any(word.0.into_iter().map(|it| scoped(SpanQuery::Word(it))).collect());
                    match (word, join) {
                        (Some(word), _) => parts.push(word),
                        (None, Join::And) => return Ok(None),
                        (None, Join::Or) => {}
                    }
                }
                Ok(match join {
                    Join::And if parts.len() > 1 => Some(Query::And(parts)),
                    Join::And | Join::Or => any(parts),
                })
            }
            TextQuery::Phrase(words, slop) => {
                let mut phrases: Vec<Vec<Word>> = vec![Vec::new()];
                for word in self.plain_words(words)? {
                    let longer = |begun: &Vec<Word>| -> Vec<Vec<Word>> {
                        word.0
                            .iter()
                            .map(|next| begun.iter().cloned().chain([next.clone()]).collect())
                            .collect()
                    };
                    phrases = phrases.iter().flat_map(longer).collect();
                }
                let span = |mut words: Vec<Word>| match (words.len(), slop) {
                    (1, _) => SpanQuery::Word(words.remove(0)),
                    (_, 0) => SpanQuery::Phrase(words),
                    // Words may lie so far apart in any order; what is too far is taken out.
                    (count, slop) => {
                        let slop = slop.saturating_add(u32::try_from(count).unwrap_or(u32::MAX));
                        SpanQuery::Window { words, slop }
                    }
                };
                Ok(any(phrases.into_iter().map(|it| scoped(span(it))).collect()))
            }
        }
    }

    /// The words with what each stands for.
    fn plain_words(&self, forms: &[Form]) -> Result<Vec<AnyWord>, Problem> {
        let one = |form: &Form| match form {
            Form::Word(word) => Ok(AnyWord(vec![word.clone()])),
            Form::Some(expanded) => {
                Ok(AnyWord(self.expand(expanded)?.into_iter().map(Word::Plain).collect()))
            }
        };
        forms.iter().map(one).collect()
    }

    /// The forms that a word stands for.
    fn expand(&self, expanded: &Expanded) -> Result<Vec<String>, Problem> {
        let key = format!("{expanded:?}");
        if let Ok(known) = self.expanded.lock()
            && let Some(forms) = known.get(&key)
        {
            return Ok(forms.clone());
        }
        let forms = self.engine.expand(&expanded.word, self.like.max_expansions)?;
        let mut forms: Vec<String> =
            forms.into_iter().map(|it| it.form).filter(|it| it.starts_with(&expanded.begins)).collect();
        forms.sort();
        if let (Some((word, swaps)), Word::Fuzzy(_, edits)) = (&expanded.near, &expanded.word) {
            let mut near: Vec<(usize, String)> =
                forms.into_iter().map(|form| (distance(word, &form, *swaps), form)).collect();
            near.retain(|it| it.0 <= usize::from(edits.edits()));
            near.sort();
            forms = near.into_iter().map(|it| it.1).collect();
        }
        forms.truncate(expanded.most);
        if let Ok(mut known) = self.expanded.lock() {
            known.insert(key, forms.clone());
        }
        Ok(forms)
    }

    /// Quotations by their words, each read by itself.
    fn quotations(&self, text: &TextClause) -> Result<Scores, Problem> {
        let mut scores = vec![NONE; self.rows.quoted_in.len()];
        let words = match &text.query {
            TextQuery::Words(words, _) | TextQuery::Phrase(words, _) => self.plain_words(words)?,
        };
        let any_word: Vec<Word> = words.iter().flat_map(|it| it.0.iter().cloned()).collect();
        if any_word.is_empty() {
            return Ok(scores);
        }
        // Articles in whose quotations any of the words stands, and those that the index knows nothing of.
        let loose = any_word.into_iter().map(Form::Word).collect();
        let loose = TextClause { of: TextOf::Body, query: TextQuery::Words(loose, Join::Or) };
        let candidates = match self.query(&loose, TextOf::Body)? {
            Some(query) => self.ranked(&query)?,
            None => vec![NONE; self.rows.len()],
        };
        let mut analyzer: Option<Analyzer> = None;
        for (row, candidate) in candidates.iter().enumerate() {
            let quotes = self.rows.quotes_of(row);
            if quotes.is_empty() || (candidate.is_nan() && !self.rows.is_given[row]) || self.engine.is_late()
            {
                continue;
            }
            let Some(article) = self.engine.article(&self.rows.ids[row])? else { continue };
            let mut speaking = match analyzer.take() {
                Some(analyzer) => analyzer.speaking(article.language.value),
                None => Analyzer::new(article.language.value),
            };
            let tests: Vec<AnyTest> = words.iter().map(|it| it.test(&mut speaking)).collect();
            for (quote, said) in quotes.zip(source::quoted(&article)) {
                let tokens = speaking.tokens(&said);
                let has = |test: &AnyTest| tokens.iter().any(|token| test.fits(token));
                let found = match &text.query {
                    TextQuery::Words(_, Join::And) => tests.iter().all(has),
                    TextQuery::Words(_, Join::Or) => tests.iter().any(has),
                    TextQuery::Phrase(_, slop) => is_phrase(&tests, &tokens, *slop),
                };
                if found {
                    scores[quote] = 1.0;
                }
            }
            analyzer = Some(speaking);
        }
        Ok(scores)
    }

    /// The words that a clause looks for in a text, as they are compared with tokens.
    ///
    /// # Errors
    ///
    /// The index fails, or a word stands for too many.
    pub(super) fn looked_for(&self, text: &TextClause) -> Result<Vec<AnyWord>, Problem> {
        match &text.query {
            TextQuery::Words(words, _) | TextQuery::Phrase(words, _) => self.plain_words(words),
        }
    }
}

/// A word, or any of several.
#[derive(Debug, Clone)]
pub(super) struct AnyWord(pub(super) Vec<Word>);

impl AnyWord {
    pub(super) fn test(&self, analyzer: &mut Analyzer) -> AnyTest {
        AnyTest(self.0.iter().map(|it| analyzer.test(it)).collect())
    }
}

fn is_phrase(tests: &[AnyTest], tokens: &[Token], slop: u32) -> bool {
    !phrases(tests, tokens, slop as usize).is_empty()
}

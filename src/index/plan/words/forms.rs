//! Which plain forms of the texts a word of a query stands for.

use std::collections::BTreeSet;

use tantivy::postings::Postings;
use tantivy::schema::IndexRecordOption;
use tantivy::{DocSet, TERMINATED, Term};

use crate::analysis::Stemmer;
use crate::article::Language;
use crate::index::build::schema::Form;
use crate::index::build::terms::{WITHIN, bounded, is_short_writing, stem_term};
use crate::index::error::{EngineError, failed};
use crate::index::plan::words::{FormTerm, Resolver, each_with_prefix};
use crate::query::Word;
use crate::search::TextField;

impl Resolver<'_> {
    /// The plain forms that a word may stand for; empty for a word that is a form itself, and for [`Word::Any`].
    pub(crate) fn forms(&self, word: &Word) -> Result<BTreeSet<String>, EngineError> {
        Ok(match word {
            Word::Stem(word) => {
                let mut forms = BTreeSet::new();
                for &language in self.languages {
                    let stemmer = Stemmer::of(language);
                    let stem = stemmer.stem(word);
                    if !stemmer.reads_plain_forms() {
                        self.push_forms_of_stem(language, &stemmer, &stem, &mut forms)?;
                        continue;
                    }
                    self.other_forms(&BTreeSet::from([stem.as_str()]), language, &stemmer, |_, form| {
                        forms.insert(form.to_owned());
                    })?;
                    if stemmer.stem(&stem) == stem {
                        forms.insert(stem);
                    }
                }
                forms
            }
            Word::Fuzzy(..) | Word::Variants(_) | Word::Wildcard(_) => {
                self.resolve(word)?.expansion.into_iter().map(|(form, _)| form).collect()
            }
            Word::Plain(_) | Word::Written(_) | Word::Any => BTreeSet::new(),
        })
    }

    /// The plain forms of a language in which accents count for the stem: all that are written in a way that has
    /// the stem, and that stand somewhere in the place of the stem.
    fn push_forms_of_stem(
        &self,
        language: Language,
        stemmer: &Stemmer,
        stem: &str,
        forms: &mut BTreeSet<String>,
    ) -> Result<(), EngineError> {
        let of_stem = (Form::Stem, stem_term(language, stem));
        if !self.exists(&of_stem) {
            return Ok(());
        }
        let mut candidates = BTreeSet::new();
        let mut made = String::new();
        let mut look = |written: &str, plain: &str| {
            made.clear();
            stemmer.push_stem(written, plain, &mut made);
            if made == stem {
                candidates.insert(plain.to_owned());
            }
        };
        self.each_dictionary(Form::Plain, |dictionary| {
            each_with_prefix(dictionary, "", &self.pace, |plain| look(plain, plain))
        })?;
        self.each_dictionary(Form::Written, |dictionary| {
            each_with_prefix(dictionary, "", &self.pace, |term| {
                // Of words that are written as their plain form, or with a capital first or throughout, the plain form
                // tells the stem.
                if let Some((plain, writing)) = term.split_once(WITHIN)
                    && !is_short_writing(writing)
                {
                    look(writing, plain);
                }
            })
        })?;
        for form in candidates {
            if !forms.contains(&form)
                && self.stand_together(&of_stem, &(Form::Plain, bounded(&form).into_owned()))?
            {
                forms.insert(form);
            }
        }
        Ok(())
    }

    /// Whether two terms have a place in common.
    fn stand_together(&self, one: &FormTerm, other: &FormTerm) -> Result<bool, EngineError> {
        let (mut places, mut others) = (Vec::new(), Vec::new());
        for reader in self.searcher.segment_readers() {
            for field in [TextField::Title, TextField::Body] {
                let open = |(form, text): &FormTerm| {
                    let field = self.fields.text(field, *form);
                    let inverted = reader.inverted_index(field)?;
                    let option = IndexRecordOption::WithFreqsAndPositions;
                    inverted.read_postings(&Term::from_field_text(field, text), option).map_err(Into::into)
                };
                let (one, other) = (open(one).map_err(failed)?, open(other).map_err(failed)?);
                let (Some(mut one), Some(mut other)) = (one, other) else { continue };
                let mut doc = one.doc();
                while doc != TERMINATED && !self.pace.is_late() {
                    let at = if other.doc() < doc { other.seek(doc) } else { other.doc() };
                    if at == doc {
                        one.positions(&mut places);
                        other.positions(&mut others);
                        if places.iter().any(|it| others.binary_search(it).is_ok()) {
                            return Ok(true);
                        }
                        doc = one.advance();
                    } else {
                        doc = one.seek(at);
                    }
                }
            }
        }
        Ok(false)
    }
}

//! From a word of a query to terms of the index.
//!
//! Where the stem follows from the plain form, as in English, the plain form of a token is indexed only where it differs
//! from the stem; elsewhere always. The written form is indexed only where it differs from the plain one. So the tokens
//! with the plain form `talk` are those with the stem `talk` except those that are indexed under another plain form
//! of that stem (`talks`, `talking`, …): the positions of some terms ([`Terms::plus`]) less those of others
//! ([`Terms::minus`]).

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::ops::RangeInclusive;

use tantivy::Searcher;
use tantivy::termdict::TermDictionary;

use crate::analysis::plain;
use crate::analysis::{Stemmer, beginnings};
use crate::article::Language;
use crate::index::build::schema::{Fields, Form};
use crate::index::build::terms::{FOREIGN, WITHIN, bounded, stem_prefix, stem_term, written_term};
use crate::index::error::{EngineError, failed};
use crate::people::names::variants::{Kinship, Variants};
use crate::query::{EditDistance, Word};
use crate::search::TextField;

mod automaton;
mod forms;
mod pace;

pub(crate) use crate::index::plan::words::automaton::WildcardAutomaton;
use crate::index::plan::words::automaton::{Behind, NearAutomaton};
pub(crate) use crate::index::plan::words::pace::Pace;
use crate::index::plan::words::pace::Paced;

/// A term without its field: the form it is, and its text.
pub(crate) type FormTerm = (Form, String);

/// The terms that together are a word.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub(crate) struct Terms {
    /// Tokens with any of these terms …
    pub(crate) plus: Vec<FormTerm>,
    /// … and none of these.
    pub(crate) minus: Vec<FormTerm>,
    /// For stems among `plus`, the other plain forms with that stem: an article holds the form that is
    /// the stem as often as it holds the stem less these.
    pub(crate) others: HashMap<String, Vec<String>>,
    /// For a fuzzy word or wildcard, the plain forms it stands for, with their edits.
    pub(crate) expansion: Vec<(String, u8)>,
    /// Every token: a lone `*`.
    pub(crate) any: bool,
}

/// The first character that is not ASCII.
const FIRST_OTHER: char = '\u{80}';

/// Resolves words against the term dictionaries of one snapshot.
pub(crate) struct Resolver<'a> {
    pub(crate) searcher: &'a Searcher,
    pub(crate) fields: &'a Fields,
    /// The languages of the articles in the index.
    pub(crate) languages: &'a [Language],
    pub(crate) max_expansions: usize,
    /// When time runs out, not all forms of a word are found. Nothing matches any more then.
    pub(crate) pace: Pace<'a>,
}

impl Resolver<'_> {
    /// The terms that are `word`.
    pub(crate) fn resolve(&self, word: &Word) -> Result<Terms, EngineError> {
        Ok(match word {
            Word::Stem(word) => Terms { plus: self.stems_of(word), ..Terms::default() },
            Word::Plain(word) => self.of_plain_forms(BTreeSet::from([(word.clone(), 0)]))?,
            Word::Written(written) => self.of_written(written)?,
            Word::Fuzzy(word, distance) => {
                let forms = self.near(word, *distance)?;
                self.expanded(&format!("{word}~{}", distance.edits()), forms)?
            }
            Word::Variants(word) => {
                let forms = self.variants(word)?;
                self.expanded(&format!("{word}~~"), forms)?
            }
            Word::Wildcard(pattern) => {
                let automaton = WildcardAutomaton::new(pattern);
                let forms = self.forms_matching(&automaton)?;
                let forms = forms.into_iter().map(|it| (it, 0)).collect();
                self.expanded(&word.to_string(), forms)?
            }
            Word::Any => Terms { any: true, ..Terms::default() },
        })
    }

    /// The stems of a word in the languages of the index, less those that no article holds; one at least.
    fn stems_of(&self, word: &str) -> Vec<FormTerm> {
        let mut stems: Vec<FormTerm> = self.languages.iter().map(|&it| stem_of(it, word)).collect();
        if stems.len() > 1 {
            let first = stems[0].clone();
            stems.retain(|it| self.exists(it));
            if stems.is_empty() {
                stems.push(first);
            }
        }
        stems
    }

    /// The languages whose stems follow from plain forms, with their stemmers.
    fn stemming_plain_forms(&self) -> impl Iterator<Item = (Language, Stemmer)> + '_ {
        let all = self.languages.iter().map(|&it| (it, Stemmer::of(it)));
        all.filter(|(_, stemmer)| stemmer.reads_plain_forms())
    }

    /// Plain forms within the distance, with their edits.
    pub(crate) fn near(
        &self,
        word: &str,
        distance: EditDistance,
    ) -> Result<BTreeSet<(String, u8)>, EngineError> {
        if distance.edits() == 0 {
            return Ok(BTreeSet::from([(word.to_owned(), 0)]));
        }
        // So long a word is near no word of a text, and its automaton would be huge.
        if word.chars().count() > 200 {
            return Ok(BTreeSet::new());
        }
        let automaton = NearAutomaton::new(word, distance);
        let forms = self.forms_matching(&automaton)?;
        Ok(forms.into_iter().filter_map(|form| automaton.edits(&form).map(|edits| (form, edits))).collect())
    }

    /// The word, its other spellings and slips of it, with how far they are: 0 itself, 1 another spelling or
    /// another name of one place, 2 a word that sounds alike or is one edit away, 3 one that is two edits away.
    fn variants(&self, word: &str) -> Result<BTreeSet<(String, u8)>, EngineError> {
        let variants = Variants::of(word);
        let mut candidates: BTreeSet<String> = variants.listed().map(str::to_owned).collect();
        candidates.insert(word.to_owned());
        // Words of other scripts stand behind those of the letters a to z; they are read whole.
        let letters = variants.first_letters().map(|it| it..=it).chain([FIRST_OTHER..=char::MAX]);
        for letters in letters {
            self.forms_from(letters, |form| {
                if !candidates.contains(form) && variants.fits(form) {
                    candidates.insert(form.to_owned());
                }
            })?;
        }
        let far = |form: &str| match variants.kinship(form) {
            None => 0,
            Some(Kinship::Place | Kinship::Spelling) => 1,
            Some(Kinship::Sound) => 2,
        };
        let spelt = candidates.into_iter().filter(|it| variants.fits(it));
        let mut found: BTreeMap<String, u8> =
            spelt.map(|it| (far(&it), it)).map(|(far, it)| (it, far)).collect();
        for (form, edits) in self.near(word, EditDistance::of_slips(word))? {
            found.entry(form).or_insert(if edits == 0 { 0 } else { edits + 1 });
        }
        Ok(found.into_iter().collect())
    }

    /// Visits the plain forms of the texts that begin with one of these letters.
    fn forms_from(
        &self,
        letters: RangeInclusive<char>,
        mut visit: impl FnMut(&str),
    ) -> Result<(), EngineError> {
        self.each_dictionary(Form::Plain, |dictionary| {
            each_from(dictionary, "", &letters, &self.pace, &mut visit)
        })?;
        for (language, stemmer) in self.stemming_plain_forms() {
            let prefix = stem_prefix(language);
            self.each_dictionary(Form::Stem, |dictionary| {
                each_from(dictionary, &prefix, &letters, &self.pace, |stem| {
                    if stemmer.stem(stem) == stem {
                        visit(stem);
                    }
                })
            })?;
        }
        Ok(())
    }

    /// The terms of a fuzzy word, narrowed to forms with at most so many edits.
    pub(crate) fn within(&self, terms: &Terms, edits: u8) -> Result<Terms, EngineError> {
        let near = terms.expansion.iter().filter(|(_, far)| *far <= edits).cloned();
        self.expanded("", near.collect())
    }

    fn expanded(&self, word: &str, forms: BTreeSet<(String, u8)>) -> Result<Terms, EngineError> {
        if forms.len() > self.max_expansions && !self.pace.is_late() {
            return Err(EngineError::TooManyExpansions {
                word: word.to_owned(),
                found: forms.len(),
                limit: self.max_expansions,
            });
        }
        let expansion = forms.iter().cloned().collect();
        Ok(Terms { expansion, ..self.of_plain_forms(forms)? })
    }

    /// The tokens whose plain form is one of these.
    fn of_plain_forms(&self, forms: BTreeSet<(String, u8)>) -> Result<Terms, EngineError> {
        let mut terms = Terms::default();
        let wanted: BTreeSet<&str> = forms.iter().map(|(form, _)| form.as_str()).collect();
        let mut others = BTreeSet::new();
        for (language, stemmer) in self.stemming_plain_forms() {
            // For a stem that is in no text of the language no other forms are looked for.
            let mut stems = BTreeSet::new();
            for &form in wanted.iter().filter(|&&form| stemmer.stem(form) == form) {
                let term = (Form::Stem, stem_term(language, form));
                if self.exists(&term) {
                    terms.plus.push(term);
                    stems.insert(form);
                }
            }
            self.other_forms(&stems, language, &stemmer, |stem, form| {
                let known = terms.others.entry(stem_term(language, stem)).or_default();
                // Title and body, and several segments, have the same forms.
                if others.insert(form.to_owned()) || !known.iter().any(|it| it == form) {
                    known.push(form.to_owned());
                }
            })?;
        }
        let plains = wanted.iter().map(|form| (Form::Plain, bounded(form).into_owned()));
        terms.plus.extend(plains.filter(|term| self.exists(term)));
        terms.minus = others
            .into_iter()
            .filter(|it| !wanted.contains(it.as_str()))
            .map(|it| (Form::Plain, it))
            .collect();
        if !terms.plus.iter().any(|(form, _)| *form == Form::Stem) {
            terms.minus.clear();
        }
        Ok(terms)
    }

    /// The tokens written exactly so.
    fn of_written(&self, written: &str) -> Result<Terms, EngineError> {
        let plain = plain(written);
        if plain != written {
            let plus = vec![(Form::Written, written_term(&plain, written))];
            return Ok(Terms { plus, ..Terms::default() });
        }
        let mut terms = self.of_plain_forms(BTreeSet::from([(written.to_owned(), 0)]))?;
        let start = format!("{}{WITHIN}", bounded(written));
        let mut others = BTreeSet::new();
        self.each_dictionary(Form::Written, |dictionary| {
            each_with_prefix(dictionary, &start, &self.pace, |term| {
                others.insert(term.to_owned());
            })
        })?;
        terms.minus.extend(others.into_iter().map(|term| (Form::Written, term)));
        Ok(terms)
    }

    /// Plain forms of the texts that the automaton accepts.
    ///
    /// A stem that is its own stem may be a form too: when it is none, the
    /// terms to take away leave nothing of it.
    fn forms_matching<A>(&self, automaton: &A) -> Result<BTreeSet<String>, EngineError>
    where
        A: tantivy_fst::Automaton,
        A::State: Clone,
    {
        let mut forms = BTreeSet::new();
        let paced = Paced { automaton, pace: &self.pace };
        self.each_dictionary(Form::Plain, |dictionary| {
            each_accepted(dictionary, &paced, |term| {
                forms.insert(term.to_owned());
            })
        })?;
        for (language, stemmer) in self.stemming_plain_forms() {
            let prefix = stem_prefix(language);
            let behind = Behind { prefix: prefix.as_bytes(), automaton };
            let behind = Paced { automaton: &behind, pace: &self.pace };
            self.each_dictionary(Form::Stem, |dictionary| {
                let visit = |term: &str| {
                    let Some(stem) = term.strip_prefix(&prefix) else { return };
                    // Another language's stems match where this one has no prefix.
                    let foreign = stem.starts_with(FOREIGN);
                    if !foreign && !forms.contains(stem) && stemmer.stem(stem) == stem {
                        forms.insert(stem.to_owned());
                    }
                };
                if prefix.is_empty() {
                    each_accepted(dictionary, &paced, visit)
                } else {
                    each_accepted(dictionary, &behind, visit)
                }
            })?;
        }
        Ok(forms)
    }

    /// Visits the plain forms that a language stems to any of these, with their stems; some more than once.
    fn other_forms(
        &self,
        stems: &BTreeSet<&str>,
        language: Language,
        stemmer: &Stemmer,
        mut visit: impl FnMut(&str, &str),
    ) -> Result<(), EngineError> {
        // A stretch of the dictionary is read once for all stems that begin alike.
        let prefixes: BTreeSet<String> = stems.iter().flat_map(|stem| beginnings(stem, language)).collect();
        let prefixes = without_longer(prefixes);
        if prefixes.is_empty() {
            return Ok(());
        }
        let mut stem = String::new();
        self.each_dictionary(Form::Plain, |dictionary| {
            for prefix in &prefixes {
                each_with_prefix(dictionary, prefix, &self.pace, |form| {
                    stem.clear();
                    stemmer.push_stem(form, form, &mut stem);
                    if stems.contains(stem.as_str()) {
                        visit(&stem, form);
                    }
                })?;
            }
            Ok(())
        })
    }

    fn exists(&self, (form, term): &FormTerm) -> bool {
        if self.pace.is_late() {
            return false;
        }
        let mut found = false;
        let _ = self.each_dictionary(*form, |dictionary| {
            found |= dictionary.get(term)?.is_some();
            Ok(())
        });
        found
    }

    /// The term dictionaries of a form: of title and body, in each segment.
    fn each_dictionary(
        &self,
        form: Form,
        mut visit: impl FnMut(&TermDictionary) -> std::io::Result<()>,
    ) -> Result<(), EngineError> {
        for reader in self.searcher.segment_readers() {
            for field in [TextField::Title, TextField::Body] {
                let inverted = reader.inverted_index(self.fields.text(field, form)).map_err(failed)?;
                visit(inverted.terms()).map_err(|err| failed(err.into()))?;
            }
        }
        Ok(())
    }
}

/// The stem of a word in a language.
pub(crate) fn stem_of(language: Language, word: &str) -> FormTerm {
    (Form::Stem, stem_term(language, &Stemmer::of(language).stem(word)))
}

/// Prefixes without those that another one covers.
fn without_longer(prefixes: BTreeSet<String>) -> Vec<String> {
    let mut kept: Vec<String> = Vec::new();
    for prefix in prefixes {
        // In order, a prefix stands before all that begin with it.
        if kept.last().is_none_or(|it| !prefix.starts_with(it.as_str())) {
            kept.push(prefix);
        }
    }
    kept
}

fn each_with_prefix(
    dictionary: &TermDictionary,
    prefix: &str,
    pace: &Pace<'_>,
    mut visit: impl FnMut(&str),
) -> std::io::Result<()> {
    let mut stream = dictionary.range().ge(prefix.as_bytes()).into_stream()?;
    while let Some((term, _)) = stream.next() {
        if !term.starts_with(prefix.as_bytes()) || pace.is_late() {
            break;
        }
        if let Ok(term) = std::str::from_utf8(term) {
            visit(term);
        }
    }
    Ok(())
}

/// Visits what follows the prefix in terms that continue with one of these letters.
fn each_from(
    dictionary: &TermDictionary,
    prefix: &str,
    letters: &RangeInclusive<char>,
    pace: &Pace<'_>,
    mut visit: impl FnMut(&str),
) -> std::io::Result<()> {
    let start = format!("{prefix}{}", letters.start());
    let mut stream = dictionary.range().ge(start.as_bytes()).into_stream()?;
    while let Some((term, _)) = stream.next() {
        let rest = std::str::from_utf8(term).ok().and_then(|it| it.strip_prefix(prefix));
        let Some(rest) = rest.filter(|it| it.starts_with(|c| letters.contains(&c))) else { break };
        if pace.is_late() {
            break;
        }
        visit(rest);
    }
    Ok(())
}

fn each_accepted<A>(
    dictionary: &TermDictionary,
    automaton: &A,
    mut visit: impl FnMut(&str),
) -> std::io::Result<()>
where
    A: tantivy_fst::Automaton,
    A::State: Clone,
{
    let mut stream = dictionary.search(automaton).into_stream()?;
    while let Some((term, _)) = stream.next() {
        if let Ok(term) = std::str::from_utf8(term) {
            visit(term);
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::index::build::opened::OpenIndex;
    use crate::index::fixture::{article, index_of};
    use crate::index::plan::context::QueryContext;
    use crate::index::store::files::Folder;
    use crate::query::{Wildcard, WildcardPart};

    fn with<T>(most: usize, work: impl FnOnce(&Resolver<'_>) -> T) -> T {
        let english = article("a", "Talks", "They talk. NATO talked of nato, and Nato of Gorbatchev.");
        let mut german = article("b", "", "Das Wandern wandert, wander.");
        german.language.value = Language::from_tag("de").unwrap();
        let (dir, _) = index_of(&[&[english], &[german]]);
        let open = OpenIndex::open(Folder::new(dir.path())).unwrap();
        let searcher = open.engine.reader().unwrap().searcher();
        let context = QueryContext::default();
        work(&Resolver {
            searcher: &searcher,
            fields: &open.fields,
            languages: &[Language::ENGLISH, Language::from_tag("de").unwrap()],
            max_expansions: most,
            pace: Pace::of(&context),
        })
    }

    /// The terms in short: `+` before those of a word, `-` before those taken away; the parts of a term
    /// divided by `|`.
    fn terms(word: &Word) -> String {
        let terms = with(9, |resolver| resolver.resolve(word).unwrap());
        let shown = |sign: char, terms: &[FormTerm]| -> Vec<String> {
            let mut shown: Vec<String> = terms
                .iter()
                .map(|(form, text)| format!("{sign}{form:?} {}", text.replace(WITHIN, "|")))
                .collect();
            shown.sort();
            shown
        };
        let all = [shown('+', &terms.plus), shown('-', &terms.minus)].concat().join(", ");
        all.replace(FOREIGN, "#")
    }

    fn wildcard(start: &str) -> Word {
        Word::Wildcard(Wildcard { parts: vec![WildcardPart::Text(start.to_owned()), WildcardPart::Run] })
    }

    #[test]
    fn a_word_without_marks_is_its_stem_in_each_language_that_has_it() {
        let word = |it: &str| terms(&Word::Stem(it.to_owned()));
        assert_eq!(word("talking"), "+Stem talk");
        assert_eq!(word("wandern"), "+Stem #dewand");
        assert_eq!(word("nato"), "+Stem nato");
        assert_eq!(word("harbours"), "+Stem harbour", "in no article");
    }

    #[test]
    fn a_plain_form_that_is_a_stem_is_the_stem_without_its_other_forms() {
        let word = |it: &str| terms(&Word::Plain(it.to_owned()));
        assert_eq!(word("talk"), "+Stem talk, -Plain talked, -Plain talks");
        assert_eq!(word("talks"), "+Plain talks");
        assert_eq!(word("talking"), "");
    }

    #[test]
    fn a_written_form_is_told_from_others_of_the_same_plain_form() {
        let word = |it: &str| terms(&Word::Written(it.to_owned()));
        assert_eq!(word("NATO"), "+Written nato||");
        assert_eq!(word("Nato"), "+Written nato|");
        assert_eq!(word("nato"), "+Stem nato, -Written nato|, -Written nato||");
        assert_eq!(word("NAto"), "+Written nato|NAto", "whether it is in a text shows when it is walked");
    }

    #[test]
    fn patterns_and_fuzzy_words_stand_for_forms_of_the_texts() {
        let forms = |word: &Word| with(9, |resolver| resolver.resolve(word).unwrap().expansion);
        let expected = |forms: &[(&str, u8)]| -> Vec<(String, u8)> {
            forms.iter().map(|(form, far)| ((*form).to_owned(), *far)).collect()
        };
        assert_eq!(forms(&wildcard("talk")), expected(&[("talk", 0), ("talked", 0), ("talks", 0)]));
        assert_eq!(forms(&wildcard("wander")), expected(&[("wander", 0), ("wandern", 0), ("wandert", 0)]));
        let fuzzy = |word: &str, edits| Word::Fuzzy(word.to_owned(), EditDistance::new(edits).unwrap());
        assert_eq!(forms(&fuzzy("tolk", 1)), expected(&[("talk", 1)]));
        assert_eq!(forms(&fuzzy("talk", 1)), expected(&[("talk", 0), ("talks", 1)]));
        assert_eq!(forms(&fuzzy("talk", 0)), expected(&[("talk", 0)]));
        assert_eq!(forms(&fuzzy(&"talk".repeat(60), 2)), expected(&[]));
        let variants = Word::Variants("gorbachev".to_owned());
        let known = forms(&variants);
        assert!(
            known.contains(&("gorbachev".to_owned(), 0)) && known.contains(&("gorbatchev".to_owned(), 1))
        );
        assert_eq!(terms(&variants), "+Stem gorbatchev", "the one spelling that is in a text");
    }

    #[test]
    fn of_a_fuzzy_words_forms_the_nearer_ones_can_be_taken() {
        let word = Word::Fuzzy("talk".to_owned(), EditDistance::new(2).unwrap());
        with(9, |resolver| {
            let all = resolver.resolve(&word).unwrap();
            let kept = |edits| {
                let kept = resolver.within(&all, edits).unwrap().expansion;
                kept.into_iter().map(|(form, _)| form).collect::<Vec<_>>()
            };
            assert_eq!(kept(0), ["talk"]);
            assert_eq!(kept(1), ["talk", "talks"]);
            assert_eq!(kept(2), ["talk", "talked", "talks"]);
        });
    }

    #[test]
    fn more_forms_than_allowed_are_refused() {
        let refused = |most| with(most, |resolver| resolver.resolve(&wildcard("talk")).map(|_| ()));
        assert!(refused(3).is_ok());
        assert!(matches!(
            refused(2),
            Err(EngineError::TooManyExpansions { word, found: 3, limit: 2 }) if word == "talk*"
        ));
    }

    #[test]
    fn the_forms_of_a_word_are_those_with_its_stem() {
        let forms =
            |word: &Word| with(9, |resolver| resolver.forms(word).unwrap().into_iter().collect::<Vec<_>>());
        assert_eq!(forms(&Word::Stem("talking".to_owned())), ["talk", "talked", "talks"]);
        assert_eq!(forms(&wildcard("na")), ["nato"]);
        assert!(forms(&Word::Plain("talk".to_owned())).is_empty());
        assert!(forms(&Word::Any).is_empty());
    }

    #[test]
    fn a_prefix_covers_those_that_begin_with_it() {
        let kept = |prefixes: &[&str]| without_longer(prefixes.iter().map(|it| (*it).to_owned()).collect());
        assert_eq!(kept(&["ta", "talk", "tb", "t a"]), ["t a", "ta", "tb"]);
        assert_eq!(kept(&["", "a"]), [""]);
    }
}

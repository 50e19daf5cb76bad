//! Names of speakers, sources and authors: which of those in the index a query means.

use std::collections::BTreeSet;

use tantivy::schema::Field;
use tantivy::{Searcher, Term};

use crate::analysis::{plain, plain_words};
use crate::index::build::terms::{WITHIN, bounded};
use crate::search::{NameFit, WordFit};

/// The names in a field of names that a pattern means.
pub(crate) fn matching(
    searcher: &Searcher,
    names: Field,
    fit: &NameFit,
) -> tantivy::Result<BTreeSet<String>> {
    let mut found = BTreeSet::new();
    let mut take = |name: &[u8]| {
        if let Ok(name) = std::str::from_utf8(name)
            && !found.contains(name)
            && fit.fits(name)
        {
            found.insert(name.to_owned());
        }
    };
    let first = |words: &[String]| words.first().map(|it| plain(it).into_owned());
    let (start, each) = match fit {
        NameFit::Plain(words) | NameFit::Written(words) => (first(words), None),
        // The longest word is likely the rarest.
        NameFit::Words(words) => match words.iter().filter_map(WordFit::only).max_by_key(|it| it.len()) {
            Some(only) => (Some(only.to_owned()), None),
            None => (None, words.iter().max_by_key(|it| it.word().len())),
        },
    };
    for reader in searcher.segment_readers() {
        let inverted = reader.inverted_index(names)?;
        if let Some(start) = &start {
            let start = format!("{}{WITHIN}", bounded(start));
            let mut stream = inverted.terms().range().ge(start.as_bytes()).into_stream()?;
            while let Some((term, _)) = stream.next() {
                let Some(name) = term.strip_prefix(start.as_bytes()) else { break };
                take(name);
            }
        } else if let Some(wanted) = each {
            let mut stream = inverted.terms().stream()?;
            // Names with the same word stand together.
            let (mut last, mut is_wanted) = (Vec::new(), false);
            while let Some((term, _)) = stream.next() {
                let Some(end) = term.iter().position(|byte| *byte == WITHIN as u8) else { continue };
                let (word, name) = (&term[..end], &term[end + 1..]);
                if word != last {
                    is_wanted = std::str::from_utf8(word).is_ok_and(|word| wanted.fits(word));
                    last.clear();
                    last.extend_from_slice(word);
                }
                if is_wanted {
                    take(name);
                }
            }
        }
    }
    Ok(found)
}

/// The terms of these names in a field of names.
pub(crate) fn keys<'n>(field: Field, names: impl Iterator<Item = &'n String>) -> Vec<Term> {
    let key = |name: &String| {
        let first = plain_words(name).next()?;
        Some(Term::from_field_text(field, &format!("{}{WITHIN}{}", bounded(&first), bounded(name))))
    };
    names.filter_map(key).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::article::SpeakerKind;
    use crate::index::build::opened::OpenIndex;
    use crate::index::fixture::{article, index_of, said};
    use crate::index::store::files::Folder;
    use crate::query::NamePattern;
    use crate::search::Variants;

    fn fit(words: &str) -> NameFit {
        NameFit::of(&NamePattern::of_words(words.split(' ').map(str::to_owned).collect()), Variants::Linked)
    }

    #[test]
    fn a_pattern_matches_names_with_all_its_words_in_any_order() {
        for (words, matches) in [
            ("smith", true),
            ("smith anna", true),
            ("anna maria smith", true),
            ("ann", false),
            ("anna jones", false),
            ("smit", false),
        ] {
            assert_eq!(fit(words).fits("Anna-Maria SMITH"), matches, "{words}");
        }
    }

    #[test]
    fn names_of_an_index_are_found_by_any_of_their_words() {
        let names = ["Anna Smith", "Ann Smithson", "Smith", "José Smith Ortega"];
        let articles: Vec<_> = (0..)
            .zip(names)
            .map(|(at, name)| {
                said(Some((name, SpeakerKind::Person)), "Yes", article(&format!("a{at}"), "", "Yes."))
            })
            .collect();
        let (dir, _) = index_of(&[&articles[..2], &articles[2..]]);
        let open = OpenIndex::open(Folder::new(dir.path())).unwrap();
        let searcher = open.engine.reader().unwrap().searcher();
        let field = open.fields.name_terms(crate::field::Field::Speaker);
        let found = |words| matching(&searcher, field, &fit(words)).unwrap().into_iter().collect::<Vec<_>>();
        assert_eq!(found("smith"), ["Anna Smith", "José Smith Ortega", "Smith"]);
        assert_eq!(found("ortega smith"), ["José Smith Ortega"]);
        assert!(found("ann smith").is_empty());
        let exactly = NameFit::of(&NamePattern::Plain(vec!["smith".to_owned()]), Variants::Linked);
        assert_eq!(matching(&searcher, field, &exactly).unwrap().into_iter().collect::<Vec<_>>(), ["Smith"]);
        // Each name is walked by its first word, which every article with the name has.
        for name in names {
            let keys = keys(field, [name.to_owned()].iter());
            assert_eq!(keys.len(), 1);
            assert_eq!(searcher.doc_freq(&keys[0]).unwrap(), 1, "{name}");
        }
    }
}

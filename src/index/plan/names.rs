//! Names of speakers, sources and authors: which of those in the index a query means.

use std::collections::BTreeSet;

use tantivy::schema::Field;
use tantivy::{Searcher, Term};

use crate::index::build::terms::{WITHIN, bounded, name_words};
use crate::query::NamePattern;

/// The names in a field of names that have all the words of the pattern.
pub(crate) fn matching(
    searcher: &Searcher,
    names: Field,
    pattern: &NamePattern,
) -> tantivy::Result<BTreeSet<String>> {
    let mut found = BTreeSet::new();
    // The longest word is likely the rarest.
    let Some(rarest) = pattern.words.iter().max_by_key(|it| it.len()) else { return Ok(found) };
    let start = format!("{}{WITHIN}", bounded(rarest));
    for reader in searcher.segment_readers() {
        let inverted = reader.inverted_index(names)?;
        let mut stream = inverted.terms().range().ge(start.as_bytes()).into_stream()?;
        while let Some((term, _)) = stream.next() {
            let Some(name) = term.strip_prefix(start.as_bytes()) else { break };
            let Ok(name) = std::str::from_utf8(name) else { continue };
            if !found.contains(name) && has_all_words(name, pattern) {
                found.insert(name.to_owned());
            }
        }
    }
    Ok(found)
}

/// Whether all the words of the pattern are words of the name.
pub(crate) fn has_all_words(name: &str, pattern: &NamePattern) -> bool {
    let words: Vec<String> = name_words(name).collect();
    pattern.words.iter().all(|it| words.contains(it))
}

/// The terms of these names in a field of names.
pub(crate) fn keys<'n>(field: Field, names: impl Iterator<Item = &'n String>) -> Vec<Term> {
    let key = |name: &String| {
        let first = name_words(name).next()?;
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

    fn pattern(words: &str) -> NamePattern {
        NamePattern { words: words.split(' ').map(str::to_owned).collect() }
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
            assert_eq!(has_all_words("Anna-Maria SMITH", &pattern(words)), matches, "{words}");
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
        let found =
            |words| matching(&searcher, field, &pattern(words)).unwrap().into_iter().collect::<Vec<_>>();
        assert_eq!(found("smith"), ["Anna Smith", "José Smith Ortega", "Smith"]);
        assert_eq!(found("ortega smith"), ["José Smith Ortega"]);
        assert!(found("ann smith").is_empty());
        // Each name is walked by its first word, which every article with the name has.
        for name in names {
            let keys = keys(field, [name.to_owned()].iter());
            assert_eq!(keys.len(), 1);
            assert_eq!(searcher.doc_freq(&keys[0]).unwrap(), 1, "{name}");
        }
    }
}

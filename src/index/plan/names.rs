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

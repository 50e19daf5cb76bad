//! Where the postings of a query's terms lie: looked up once, for its statistics and for its walk.

use std::sync::{Mutex, PoisonError};

use tantivy::index::SegmentId;
use tantivy::postings::TermInfo;
use tantivy::{Searcher, SegmentReader, Term};

/// So many terms are remembered; of a wildcard's thousands, finding one again would cost more than
/// looking it up.
const MOST: usize = 16;

/// The places of some terms in every segment of one snapshot.
#[derive(Debug, Default)]
pub(super) struct Placements(Mutex<Vec<Placement>>);

#[derive(Debug)]
struct Placement {
    term: Term,
    /// In each segment that has any.
    places: Vec<(SegmentId, TermInfo)>,
}

impl Placements {
    /// In how many articles of the snapshot a term stands, deleted ones included.
    pub(super) fn articles(&self, searcher: &Searcher, term: &Term) -> tantivy::Result<u64> {
        let mut known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if known.len() >= MOST && !known.iter().any(|it| it.term == *term) {
            return searcher.doc_freq(term);
        }
        let articles = |it: &Placement| it.places.iter().map(|(_, place)| u64::from(place.doc_freq)).sum();
        if let Some(placement) = known.iter().find(|it| it.term == *term) {
            return Ok(articles(placement));
        }
        let mut placement = Placement { term: term.clone(), places: Vec::new() };
        for reader in searcher.segment_readers() {
            let place = reader.inverted_index(term.field())?.get_term_info(term)?;
            placement.places.extend(place.map(|place| (reader.segment_id(), place)));
        }
        let found = articles(&placement);
        known.push(placement);
        Ok(found)
    }

    /// Where the postings of a term lie in a segment, if it has any.
    pub(super) fn place(&self, reader: &SegmentReader, term: &Term) -> tantivy::Result<Option<TermInfo>> {
        let known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(placement) = known.iter().find(|it| it.term == *term) {
            let segment = reader.segment_id();
            return Ok(placement
                .places
                .iter()
                .find(|(id, _)| *id == segment)
                .map(|(_, place)| place.clone()));
        }
        drop(known);
        Ok(reader.inverted_index(term.field())?.get_term_info(term)?)
    }
}

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
pub(crate) struct TermInfos(Mutex<Vec<Placement>>);

#[derive(Debug)]
struct Placement {
    term: Term,
    places: Places,
}

/// Where the postings of a term lie, in each segment that has any.
pub(crate) type Places = Vec<(SegmentId, TermInfo)>;

/// Looks a term up in every segment.
pub(crate) fn look_up(searcher: &Searcher, term: &Term) -> tantivy::Result<Places> {
    let mut places = Vec::new();
    for reader in searcher.segment_readers() {
        let place = reader.inverted_index(term.field())?.get_term_info(term)?;
        places.extend(place.map(|place| (reader.segment_id(), place)));
    }
    Ok(places)
}

/// In how many articles the term of these places stands, deleted ones included.
pub(crate) fn articles(places: &[(SegmentId, TermInfo)]) -> u64 {
    places.iter().map(|(_, place)| u64::from(place.doc_freq)).sum()
}

impl TermInfos {
    /// In how many articles of the snapshot a term stands, deleted ones included.
    pub(crate) fn articles(&self, searcher: &Searcher, term: &Term) -> tantivy::Result<u64> {
        let mut known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(placement) = known.iter().find(|it| it.term == *term) {
            return Ok(articles(&placement.places));
        }
        let places = look_up(searcher, term)?;
        let found = articles(&places);
        if known.len() < MOST {
            known.push(Placement { term: term.clone(), places });
        }
        Ok(found)
    }

    /// Where the postings of a term lie in a segment, if it has any.
    pub(crate) fn place(&self, reader: &SegmentReader, term: &Term) -> tantivy::Result<Option<TermInfo>> {
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

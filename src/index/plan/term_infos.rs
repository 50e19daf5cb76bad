//! Where the postings of a query's terms lie: looked up once, for its statistics and for its walk.

use std::sync::{Mutex, PoisonError};

use tantivy::index::SegmentId;
use tantivy::postings::TermInfo;
use tantivy::{Searcher, SegmentReader, Term};

/// So many terms are remembered; of a wildcard's thousands, finding one again would cost more than
/// looking it up.
const MOST: usize = 16;

/// Where the postings of some terms lie in every segment of one snapshot.
#[derive(Debug, Default)]
pub(crate) struct TermInfos(Mutex<Vec<(Term, SegmentTermInfos)>>);

/// Where the postings of a term lie, in each segment that has any.
pub(crate) type SegmentTermInfos = Vec<(SegmentId, TermInfo)>;

/// Looks a term up in every segment.
pub(crate) fn look_up(searcher: &Searcher, term: &Term) -> tantivy::Result<SegmentTermInfos> {
    let mut infos = Vec::new();
    for reader in searcher.segment_readers() {
        let info = reader.inverted_index(term.field())?.get_term_info(term)?;
        infos.extend(info.map(|info| (reader.segment_id(), info)));
    }
    Ok(infos)
}

/// In how many articles the term stands, deleted ones included.
pub(crate) fn articles_in(infos: &[(SegmentId, TermInfo)]) -> u64 {
    infos.iter().map(|(_, info)| u64::from(info.doc_freq)).sum()
}

impl TermInfos {
    /// In how many articles of the snapshot a term stands, deleted ones included.
    pub(crate) fn articles(&self, searcher: &Searcher, term: &Term) -> tantivy::Result<u64> {
        let mut known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((_, infos)) = known.iter().find(|(it, _)| it == term) {
            return Ok(articles_in(infos));
        }
        let infos = look_up(searcher, term)?;
        let articles = articles_in(&infos);
        if known.len() < MOST {
            known.push((term.clone(), infos));
        }
        Ok(articles)
    }

    /// Where the postings of a term lie in a segment, if it has any there.
    pub(crate) fn info(&self, reader: &SegmentReader, term: &Term) -> tantivy::Result<Option<TermInfo>> {
        let known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((_, infos)) = known.iter().find(|(it, _)| it == term) {
            let segment = reader.segment_id();
            return Ok(infos.iter().find(|(id, _)| *id == segment).map(|(_, info)| info.clone()));
        }
        drop(known);
        Ok(reader.inverted_index(term.field())?.get_term_info(term)?)
    }
}

//! The postings of a word in one field of one segment.

use std::cmp::Reverse;
use std::collections::BinaryHeap;

use tantivy::postings::{Postings, SegmentPostings};
use tantivy::schema::IndexRecordOption;
use tantivy::{DocId, DocSet, SegmentReader, TERMINATED, Term};

use crate::index::build::schema::Fields;
use crate::index::plan::term_infos::TermInfos;
use crate::index::plan::words::{FormTerm, Terms};
use crate::search::TextField;

/// Walks the articles that may hold a word, and reads its positions there.
///
/// An article may turn out not to hold the word: when the positions of other forms are taken away from those of a
/// stem, none may be left.
pub(crate) struct WordCursor {
    plus: Vec<SegmentPostings>,
    minus: Vec<SegmentPostings>,
    /// The postings that are not at the current article, first article on top; unused for one term.
    waiting: BinaryHeap<Reverse<(DocId, u32)>>,
    /// The postings that are at the current article.
    here: Vec<u32>,
    doc: DocId,
    scratch: Vec<u32>,
}

impl WordCursor {
    pub(crate) fn open(
        reader: &SegmentReader,
        fields: &Fields,
        field: TextField,
        terms: &Terms,
        term_infos: &TermInfos,
    ) -> tantivy::Result<WordCursor> {
        let option = IndexRecordOption::WithFreqsAndPositions;
        let all = |terms: &[FormTerm]| -> tantivy::Result<Vec<SegmentPostings>> {
            // Postings are large: memory is taken for no more than there are.
            let mut found = Vec::with_capacity(terms.len());
            for (form, text) in terms {
                let field = fields.text(field, *form);
                let term = Term::from_field_text(field, text);
                if let Some(info) = term_infos.info(reader, &term)? {
                    found.push(reader.inverted_index(field)?.read_postings_from_terminfo(&info, option)?);
                }
            }
            Ok(found)
        };
        let plus = all(&terms.plus)?;
        let minus = if plus.is_empty() { Vec::new() } else { all(&terms.minus)? };
        let mut cursor = WordCursor {
            waiting: BinaryHeap::new(),
            here: Vec::new(),
            doc: TERMINATED,
            scratch: Vec::new(),
            plus,
            minus,
        };
        if let [only] = cursor.plus.as_slice() {
            cursor.doc = only.doc();
        } else {
            cursor.waiting = cursor.plus.iter().zip(0..).map(|(it, at)| Reverse((it.doc(), at))).collect();
            cursor.gather();
        }
        Ok(cursor)
    }

    /// Upper bound of the articles it walks.
    pub(crate) fn size_hint(&self) -> u32 {
        self.plus.iter().map(DocSet::size_hint).fold(0, u32::saturating_add)
    }

    /// Goes to the first article at or after `target`; never back.
    pub(crate) fn seek(&mut self, target: DocId) -> DocId {
        if self.doc >= target {
            return self.doc;
        }
        if let [only] = self.plus.as_mut_slice() {
            self.doc = only.seek(target);
            return self.doc;
        }
        for at in self.here.drain(..) {
            let doc = self.plus[at as usize].seek(target);
            self.waiting.push(Reverse((doc, at)));
        }
        while let Some(mut first) = self.waiting.peek_mut() {
            let Reverse((doc, at)) = *first;
            if doc >= target {
                break;
            }
            *first = Reverse((self.plus[at as usize].seek(target), at));
        }
        self.gather();
        self.doc
    }

    /// Moves the postings that stand at the first article from the waiting ones to `here`.
    fn gather(&mut self) {
        self.doc = self.waiting.peek().map_or(TERMINATED, |Reverse((doc, _))| *doc);
        if self.doc == TERMINATED {
            return;
        }
        while let Some(Reverse((doc, at))) = self.waiting.peek().copied() {
            if doc != self.doc {
                break;
            }
            self.waiting.pop();
            self.here.push(at);
        }
    }

    /// Writes the positions of the word in `doc`, sorted and each once. `doc` never falls from call to call.
    pub(crate) fn positions(&mut self, doc: DocId, found: &mut Vec<u32>) {
        found.clear();
        if self.seek(doc) != doc {
            return;
        }
        if let [only] = self.plus.as_mut_slice() {
            only.append_positions_with_offset(0, found);
        } else {
            for &at in &self.here {
                self.plus[at as usize].append_positions_with_offset(0, found);
            }
            found.sort_unstable();
            found.dedup();
        }
        if self.minus.is_empty() {
            return;
        }
        self.scratch.clear();
        for postings in &mut self.minus {
            if postings.doc() < doc {
                postings.seek(doc);
            }
            if postings.doc() == doc {
                postings.append_positions_with_offset(0, &mut self.scratch);
            }
        }
        self.scratch.sort_unstable();
        found.retain(|it| self.scratch.binary_search(it).is_err());
    }
}

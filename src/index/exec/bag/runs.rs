//! Tokens that follow each other, counted for a ranking.
//!
//! Which articles hold such a run is known only after the positions of its tokens were compared. So the counts of a
//! run are kept from the moment its rarity is worked out until the articles are scored.

use tantivy::postings::{Postings, SegmentPostings};
use tantivy::schema::{Field, IndexRecordOption};
use tantivy::{DocId, DocSet, InvertedIndexReader, TERMINATED, Term};

/// The articles of a segment in which the terms follow each other in one field, in order, with how often they do.
pub(crate) fn counts(
    inverted: &InvertedIndexReader,
    field: Field,
    terms: &[String],
) -> tantivy::Result<Vec<(DocId, u32)>> {
    let mut lists = Vec::with_capacity(terms.len());
    for (offset, term) in (0..).zip(terms) {
        let term = Term::from_field_text(field, term);
        let Some(postings) = inverted.read_postings(&term, IndexRecordOption::WithFreqsAndPositions)? else {
            return Ok(Vec::new());
        };
        lists.push(List { offset, postings });
    }
    lists.sort_by_key(|it| it.postings.doc_freq());
    let mut counts = Vec::new();
    let (mut common, mut positions) = (Vec::new(), Vec::new());
    let Some((rarest, others)) = lists.split_first_mut() else { return Ok(counts) };
    let mut doc = rarest.postings.doc();
    'articles: while doc != TERMINATED {
        for other in others.iter_mut() {
            let found =
                if other.postings.doc() < doc { other.postings.seek(doc) } else { other.postings.doc() };
            if found != doc {
                if found == TERMINATED {
                    break 'articles;
                }
                doc = rarest.postings.seek(found);
                continue 'articles;
            }
        }
        rarest.beginnings(&mut common);
        for other in others.iter_mut() {
            if common.is_empty() {
                break;
            }
            other.beginnings(&mut positions);
            keep_common(&mut common, &positions);
        }
        if let Ok(times @ 1..) = u32::try_from(common.len()) {
            counts.push((doc, times));
        }
        doc = rarest.postings.advance();
    }
    Ok(counts)
}

/// The postings of one of the terms.
struct List {
    /// How many terms stand before it.
    offset: u32,
    postings: SegmentPostings,
}

impl List {
    /// Where runs would begin for the term to stand where it does; none that would begin before the text.
    fn beginnings(&mut self, out: &mut Vec<u32>) {
        self.postings.positions(out);
        out.retain_mut(|position| match position.checked_sub(self.offset) {
            Some(beginning) => {
                *position = beginning;
                true
            }
            None => false,
        });
    }
}

/// Keeps of the first list what the second has too. Both rise.
fn keep_common(kept: &mut Vec<u32>, other: &[u32]) {
    let mut other = other.iter().peekable();
    kept.retain(|position| {
        while other.next_if(|it| *it < position).is_some() {}
        other.peek() == Some(&position)
    });
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_two_lists_share_is_kept() {
        let common = |mut a: Vec<u32>, b: &[u32]| {
            keep_common(&mut a, b);
            a
        };
        assert_eq!(common(vec![1, 4, 9], &[0, 4, 8, 9, 12]), [4, 9]);
        assert_eq!(common(vec![1, 4], &[2, 3, 5]), Vec::<u32>::new());
        assert!(common(vec![7], &[]).is_empty());
    }
}

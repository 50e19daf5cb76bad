//! Quotations in as few bytes as their numbers need.

use serde::{Deserialize, Serialize};

use crate::index::build::stored::StoredQuotation;

/// A quotation. Its place is told from where the one before began, those of mention and cue from its own.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct Numbers {
    kind: u8,
    from: i64,
    len: usize,
    speaker: usize,
    confidence: u16,
    mention: i64,
    mention_len: usize,
    cue: i64,
    cue_len: usize,
}

/// The kinds of quotations by their number.
const KINDS: [&str; 3] = ["direct", "partial", "indirect"];

/// Quotations as numbers.
pub(crate) fn pack(quotations: Vec<StoredQuotation>) -> Vec<Numbers> {
    let mut last = 0;
    let numbers = quotations.into_iter().map(|it| {
        let (kind, start, len, speaker, confidence, mention, mention_len, cue, cue_len) = it;
        let from = distance(last, start);
        last = start;
        let beside = |place: usize, len: usize| if len == 0 { 0 } else { distance(start, place) };
        Numbers {
            kind: KINDS.iter().position(|it| **it == kind).and_then(|it| u8::try_from(it).ok()).unwrap_or(0),
            from,
            len,
            speaker,
            confidence,
            mention: beside(mention, mention_len),
            mention_len,
            cue: beside(cue, cue_len),
            cue_len,
        }
    });
    numbers.collect()
}

/// The inverse of [`pack`]; `None` when a number leads nowhere.
pub(crate) fn unpack(numbers: Vec<Numbers>) -> Option<Vec<StoredQuotation>> {
    let mut last = 0;
    let quotation = |it: Numbers| {
        let start = moved(last, it.from)?;
        last = start;
        let beside = |by: i64, len: usize| if len == 0 { Some(0) } else { moved(start, by) };
        Some((
            (*KINDS.get(usize::from(it.kind))?).to_owned(),
            start,
            it.len,
            it.speaker,
            it.confidence,
            beside(it.mention, it.mention_len)?,
            it.mention_len,
            beside(it.cue, it.cue_len)?,
            it.cue_len,
        ))
    };
    numbers.into_iter().map(quotation).collect()
}

fn distance(from: usize, to: usize) -> i64 {
    let signed = |it: usize| i64::try_from(it).unwrap_or(i64::MAX);
    signed(to) - signed(from)
}

fn moved(from: usize, by: i64) -> Option<usize> {
    usize::try_from(i64::try_from(from).ok()?.checked_add(by)?).ok()
}

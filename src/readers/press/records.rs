//! The records of a document that is an export of a press database.

use crate::readers::blocks::Block;
use crate::readers::press::{factiva, nexis, proquest};
use crate::readers::reader::Outcome;

/// The records of a document that is an export of a press database; `None` when it is none.
pub(in super::super) fn records(blocks: &[Block]) -> Option<Vec<Outcome>> {
    if factiva::is_export(blocks) {
        return Some(factiva::records(blocks));
    }
    let texts: Vec<_> = blocks.iter().flat_map(Block::texts).collect();
    let paragraphs: Vec<&str> = texts.iter().map(AsRef::as_ref).collect();
    if proquest::is_export(&paragraphs) {
        return Some(proquest::records(&paragraphs));
    }
    if let Some(records) = factiva::of_lines(&paragraphs) {
        return Some(records);
    }
    nexis::is_export(&paragraphs).then(|| nexis::records(&paragraphs))
}

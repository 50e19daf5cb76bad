//! The records of a document that is an export of a press database.

use crate::readers::blocks::Block;
use crate::readers::press::{factiva, nexis, proquest};
use crate::readers::reader::Outcome;

/// The records of a document that is an export of a press database; `None` when it is none.
pub(in super::super) fn records(blocks: &[Block]) -> Option<Vec<Outcome>> {
    if factiva::is_export(blocks) {
        return Some(factiva::records(blocks));
    }
    let paragraphs: Vec<String> =
        blocks.iter().cloned().flat_map(Block::into_paragraphs).map(|it| it.text).collect();
    if proquest::is_export(paragraphs.iter().map(String::as_str)) {
        return Some(proquest::records(&paragraphs.iter().map(String::as_str).collect::<Vec<_>>()));
    }
    if let Some(records) = factiva::of_lines(&paragraphs) {
        return Some(records);
    }
    nexis::is_export(&paragraphs).then(|| nexis::records(&paragraphs))
}

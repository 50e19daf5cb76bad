//! A document of paragraphs and rows: an article, or an export of a press database.

use crate::readers::blocks::Block;
use crate::readers::office::written::{Properties, record};
use crate::readers::press;
use crate::readers::reader::{RecordStream, only};

/// The records of a document: those of the export that it is, else one.
pub(super) fn records(blocks: Vec<Block>, properties: Properties) -> RecordStream {
    match press::records(&blocks) {
        Some(outcomes) => press::numbered(outcomes),
        None => only(record(blocks.into_iter().flat_map(Block::into_paragraphs).collect(), properties)),
    }
}

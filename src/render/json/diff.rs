//! Two articles side by side on the wire.

use std::io::{self, Write};

use serde::Serialize;

use crate::render::json::copies::StoryPlaceV1;
use crate::render::json::line::{Line, Typed, write_line};
use crate::render::json::quotes::PieceV1;
use crate::search::stories::{Diff, DiffSentence};

/// Writes two articles side by side.
///
/// # Errors
///
/// Writing fails.
pub fn write_diff(diff: &Diff, out: &mut dyn Write) -> io::Result<()> {
    write_line(&Typed::new(DiffV1::from(diff)), out)
}

/// Two articles side by side.
#[derive(Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub(crate) struct DiffV1<'a> {
    /// The first.
    one: StoryPlaceV1<'a>,
    /// The second.
    other: StoryPlaceV1<'a>,
    /// `same`, `cut`, `updated` or `corrected`; `null` where they are not of one story.
    kind: Option<&'static str>,
    /// The headline of the second against that of the first.
    title_differences: Vec<PieceV1<'a>>,
    /// The sentences of the second against those of the first, in order.
    sentences: Vec<SentenceV1<'a>>,
}

impl Line for DiffV1<'_> {
    const KIND: &'static str = "diff";
}

/// A sentence of two articles.
#[derive(Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
enum SentenceV1<'a> {
    /// Both have it.
    Same(&'a str),
    /// Only the second has it.
    Added(&'a str),
    /// Only the first has it.
    LeftOut(&'a str),
    /// Both have it in other words.
    Changed(Vec<PieceV1<'a>>),
}

impl<'a> From<&'a Diff> for DiffV1<'a> {
    fn from(diff: &'a Diff) -> DiffV1<'a> {
        let sentence = |it: &'a DiffSentence| match it {
            DiffSentence::Same(text) => SentenceV1::Same(text),
            DiffSentence::Added(text) => SentenceV1::Added(text),
            DiffSentence::LeftOut(text) => SentenceV1::LeftOut(text),
            DiffSentence::Changed(pieces) => SentenceV1::Changed(pieces.iter().map(PieceV1::from).collect()),
        };
        DiffV1 {
            one: StoryPlaceV1::from(&diff.one),
            other: StoryPlaceV1::from(&diff.other),
            kind: diff.kind.map(crate::copies::Kind::as_str),
            title_differences: diff.title.iter().map(PieceV1::from).collect(),
            sentences: diff.sentences.iter().map(sentence).collect(),
        }
    }
}

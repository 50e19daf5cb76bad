//! Similar articles on the wire.

use std::io::{self, Write};

use serde::Serialize;

use crate::render::json::line::{Line, Typed, write_line};
use crate::search::stories::{Similar, SimilarPage};

/// Writes a line for each.
///
/// # Errors
///
/// Writing fails.
pub fn write_similar(page: &SimilarPage, out: &mut dyn Write) -> io::Result<()> {
    page.shown.iter().try_for_each(|it| write_line(&Typed::new(SimilarV1::from(it)), out))
}

/// An article that is like another.
#[derive(Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub(crate) struct SimilarV1<'a> {
    id: &'a str,
    /// How like it is, 0 to 1.
    score: f64,
    title: Option<&'a str>,
    source: Option<&'a str>,
    date: Option<String>,
    published: Option<String>,
    /// How many copies of it there are besides.
    copies: u64,
}

impl Line for SimilarV1<'_> {
    const KIND: &'static str = "similar";
}

impl<'a> From<&'a Similar> for SimilarV1<'a> {
    fn from(it: &'a Similar) -> SimilarV1<'a> {
        SimilarV1 {
            id: it.id.as_str(),
            score: (it.score * 10_000.0).round() / 10_000.0,
            title: it.title.as_deref(),
            source: it.source.as_deref(),
            date: it.dating.map(|dating| dating.day.to_string()),
            published: it.dating.and_then(|dating| dating.instant).map(|instant| instant.to_string()),
            copies: it.copies,
        }
    }
}

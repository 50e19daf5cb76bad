//! What every output format can write.

use std::io::{self, Write};

use crate::render::fields::HitField;
use crate::render::lines::Occurrence;
use crate::render::screen::Screen;
use crate::search::quotes::QuotesPage;
use crate::search::{Count, Hit, SearchPage};

/// What a format needs to know besides the answer.
#[derive(Debug, Clone, Copy)]
pub struct View<'a> {
    /// The query as it was typed.
    pub query: &'a str,
    /// The fields of hits that were asked for; none: those that the format shows by itself.
    pub fields: &'a [HitField],
    /// What the terminal shows, for formats that people read.
    pub screen: &'a Screen,
    /// The sum of the record of the answer, where one is kept: what is exported names it.
    pub record: Option<&'a str>,
}

/// Where a format has a place for how much was found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SummaryPlace {
    /// In what is written.
    Written,
    /// Beside it: a note on standard error says it.
    Beside,
    /// Nowhere: whoever reads a table counts its rows.
    Nowhere,
}

/// Writes answers in one format.
///
/// # Errors
///
/// Every function fails where writing fails.
pub trait HitWriter {
    /// Where it has a place for how much was found.
    fn summary_place(&self) -> SummaryPlace;

    /// Writes how the query was read, before the answer: its meaning as text, and a line a node. A format without a
    /// place for it writes nothing.
    fn explanation(&self, meaning: &str, tree: &str, out: &mut dyn Write) -> io::Result<()>;

    /// Whether hits can be written one by one, in front of a page that has none.
    fn takes_hits_one_by_one(&self) -> bool {
        false
    }

    /// Writes one hit, where hits can be written [one by one](Self::takes_hits_one_by_one).
    fn hit(&self, _hit: &Hit, _out: &mut dyn Write) -> io::Result<()> {
        Ok(())
    }

    /// Writes the hits and the facets of a page.
    fn hits(&self, page: &SearchPage, out: &mut dyn Write) -> io::Result<()>;

    /// Writes occurrences of a page, with their context where they have one.
    fn occurrences(&self, found: &[Occurrence<'_>], page: &SearchPage, out: &mut dyn Write)
    -> io::Result<()>;

    /// Writes a number that was counted for a page.
    fn count(&self, number: Count, page: &SearchPage, out: &mut dyn Write) -> io::Result<()>;

    /// Writes quotations. `speakers` is how many of those who say them are counted, where counts were asked for; 0 where
    /// only other counts were.
    fn quotations(&self, page: &QuotesPage, speakers: Option<usize>, out: &mut dyn Write) -> io::Result<()>;
}

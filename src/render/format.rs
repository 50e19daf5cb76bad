//! The output formats: a variant here, and a file that implements [`HitWriter`].

use crate::render::csv::{Separator, TableWriter};
use crate::render::json::JsonWriter;
use crate::render::text::TextWriter;
use crate::render::writer::{HitWriter, View};

/// In what form an answer is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// For people.
    Text,
    /// One JSON object a line.
    Json,
    /// Comma-separated values.
    Csv,
    /// Tab-separated values.
    Tsv,
}

impl Format {
    /// What writes in this form.
    #[must_use]
    pub fn writer<'a>(self, view: View<'a>) -> Box<dyn HitWriter + 'a> {
        match self {
            Format::Text => Box::new(TextWriter(view)),
            Format::Json => Box::new(JsonWriter(view)),
            Format::Csv => Box::new(TableWriter(view, Separator::Comma)),
            Format::Tsv => Box::new(TableWriter(view, Separator::Tab)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::render::fields::HitField;
    use crate::render::screen::Screen;
    use crate::search::samples::{hit, page};

    /// What each format makes of the same hit.
    #[track_caller]
    fn check(format: Format, starts: &str, ends: &str) {
        let view = View { query: "a", fields: &[HitField::Score], screen: &Screen::plain(), record: None };
        let mut out = Vec::new();
        format.writer(view).hits(&page(vec![hit()]), &mut out).expect("a vector takes everything");
        let text = String::from_utf8(out).expect("text");
        assert!(text.starts_with(starts) && text.ends_with(ends), "{text}");
    }

    #[test]
    fn each_format_writes_hits_in_its_way() {
        check(Format::Text, "Talks end without a truce\n", "Bishkek.\n");
        check(Format::Json, "{\"type\":\"hit\",\"v\":1,\"score\":2.5}\n", "\"facets\":{}}\n");
        check(Format::Csv, "score\n2.5\n", "\n2.5\n");
        check(Format::Tsv, "score\n2.5\n", "\n2.5\n");
    }
}

//! What a page says of its article in JSON-LD.

use dom_query::Document;

use crate::extract::keys::FieldMap;
use crate::extract::record_fields::{RecordFields, article_rank};
use crate::extract::{markup, paragraphs};
use crate::field::Field;

/// What JSON-LD says of the article, as plain text, a place for each field.
#[derive(Debug, Default)]
pub(super) struct Linked {
    rank: u8,
    values: [Option<String>; Field::COUNT],
}

impl Linked {
    /// Whether it speaks of an article, not of a page of whatever kind.
    pub(super) fn is_article(&self) -> bool {
        self.rank > 1
    }

    /// What it says of a field.
    pub(super) fn get(&self, field: Field) -> Option<&str> {
        self.values[field as usize].as_deref()
    }
}

/// The block of JSON-LD that is most like an article.
pub(super) fn json_ld(document: &Document) -> Option<Linked> {
    let mut best: Option<Linked> = None;
    for script in document.select("script[type='application/ld+json']").iter().take(32) {
        let text = script.text();
        let text =
            text.trim().trim_start_matches("<![CDATA[").trim_end_matches("]]>").trim_end_matches(';').trim();
        // A list of things is the same as a graph of them.
        let wrapped;
        let text = if text.starts_with('[') {
            wrapped = format!("{{\"@graph\":{text}}}");
            wrapped.as_str()
        } else {
            text
        };
        let mut repaired = Vec::new();
        let Ok(record) = RecordFields::read(text.as_bytes(), &FieldMap::default(), &mut repaired) else {
            continue;
        };
        let rank = article_rank(record.kind.as_deref());
        if rank == 0 || best.as_ref().is_some_and(|best| best.rank >= rank) {
            continue;
        }
        let value = |field: Field| {
            let value = record.get(field)?;
            let text = if field == Field::Url {
                value.address()?.to_owned()
            } else if field == Field::Body {
                markup::resolved(&value.joined("\n\n")).into_owned()
            } else {
                paragraphs::one_line(&markup::resolved(&value.joined(", ")))
            };
            (!text.is_empty()).then_some(text)
        };
        let mut values = [const { None }; Field::COUNT];
        for field in Field::all() {
            values[field as usize] = value(field);
        }
        best = Some(Linked { rank, values });
    }
    best
}

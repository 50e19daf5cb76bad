//! Extraction reads the fields and the text of an article from a record. No IO, no clock.
//!
//! `extract` knows three kinds of [`Content`]: running text, a web page, and a JSON
//! object with the fields of the article as its keys. It fills the fields of an article: what the record
//! declares comes first, then its address, then its text; each field keeps how it was found. What a text or a
//! page has around the story is left out; the text of a JSON record is kept as it is given, in paragraphs.
//! Quotations are found in a later step.

mod body;
mod boilerplate;
mod byline;
mod calendar;
mod dates;
mod dating;
#[cfg(feature = "html")]
mod depth;
mod divided;
mod draft;
#[cfg(feature = "html")]
mod html;
mod json_repair;
mod keys;
mod lists;
mod markup;
mod paragraphs;
mod publisher;
mod record_fields;
mod stated;
mod tokens;
#[cfg(feature = "html")]
mod tree_size;
mod value;
mod years;

pub use crate::extract::keys::{FieldMap, FieldMapError};

pub use crate::extract::draft::ExtractSettings;

use crate::extract::body::Keep;
pub(crate) use crate::extract::draft::{Copy, canonical};
use crate::extract::draft::{Draft, ExtractedArticle, drafted};
use crate::extract::record_fields::RecordFields;
use crate::field::Field;
use crate::record::{Content, RawRecord, Reject, RejectReason};

/// Reads the fields and the text of a record.
///
/// # Errors
///
/// Broken JSON, JSON that is no object, and a record with neither a title nor a text are rejected.
pub(crate) fn extract(raw: RawRecord, settings: &ExtractSettings) -> Result<ExtractedArticle, Reject> {
    let given = RecordFields::of_pairs(raw.fields.iter().filter(|(key, _)| !key.starts_with('?')));
    let weak = raw.fields.iter().filter(|(key, _)| key.starts_with('?'));
    let draft = match &raw.content {
        Content::Text(text) => Ok(drafted(&given, paragraphs::normalise(text), Keep::Article, settings)),
        Content::Page(page) => Ok(from_page(page, &given, settings)),
        Content::Json(bytes) => from_json(bytes, given, settings),
    };
    let draft = draft.map(|draft| draft.completed(&RecordFields::of_pairs(weak)));
    let draft = draft.map(|draft| draft.with_year(&raw.origin.path, settings));
    draft.and_then(|draft| draft.finish(&raw.origin)).map_err(|reason| raw.reject(reason))
}

/// A text under a key for summaries may be the whole one if it is this long, in bytes.
const SUMMARY: usize = 2_000;

fn from_json(
    bytes: &[u8],
    given: RecordFields<'_>,
    settings: &ExtractSettings,
) -> Result<Draft, RejectReason> {
    let mut repaired = Vec::new();
    let mut record = RecordFields::read(bytes, &settings.map, &mut repaired)?;
    record.give_way_to(given);
    if record.is_withdrawn {
        let id = record.get(Field::Id).map(|id| id.joined(" ").into_owned());
        return Err(RejectReason::Withdrawn {
            id: id.unwrap_or_else(|| "an item without an id".to_owned()),
            version: record.version,
        });
    }
    if let Some(what) = record.without_text() {
        return Err(RejectReason::NoBody { what: what.to_owned() });
    }
    let text = record.get(Field::Body).map(|value| value.joined("\n\n"));
    let text = text.map(|text| match markup::has_tags(&text) {
        true => paragraphs::normalise(&markup::text_of(&text)),
        false => paragraphs::normalise(&markup::resolved(&text)),
    });
    let text = text.unwrap_or_default();
    record.is_partial |= text.len() < SUMMARY && record.has_summary_only();
    Ok(drafted(&record, text, Keep::All, settings))
}

#[cfg(feature = "html")]
fn from_page(page: &str, given: &RecordFields<'_>, settings: &ExtractSettings) -> Draft {
    html::draft(page, given, settings)
}

/// Without the means to tell a page's text from what is around it, all of it is read.
#[cfg(not(feature = "html"))]
fn from_page(page: &str, given: &RecordFields<'_>, settings: &ExtractSettings) -> Draft {
    let text = paragraphs::normalise(&markup::text_of(page));
    drafted(given, text, Keep::Article, settings)
}

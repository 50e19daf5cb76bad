//! The whole way from a record to an article: its fields and its text, then who is quoted in it.

use crate::article::Article;
use crate::extract::ExtractSettings;
use crate::record::{RawRecord, Reject};
use crate::{extract, people};

/// Makes the article of a record, quotations and speakers included.
///
/// # Errors
///
/// Broken JSON, JSON that is no object, and a record with neither a title nor a text are rejected.
///
/// ```
/// use newsgrep::{Content, Day, ExtractSettings, FieldMap, Origin, RawRecord, article_of};
///
/// # fn main() -> Result<(), Box<dyn std::error::Error>> {
/// let text = "Keeper leaves the rock\n\n\"It never asked my name,\" Tom Marsh said.\n";
/// let origin = Origin { path: "rock.txt".to_owned(), record: None };
/// let today = Day::new(2025, 11, 27).ok_or("no such day")?;
/// let settings = ExtractSettings { today, map: FieldMap::default(), dates: None };
/// let article = article_of(RawRecord::new(origin, Content::Text(text.to_owned())), &settings)?;
/// let speaker = article.quotations[0].speaker.as_ref().map(|it| it.name.as_str());
/// assert_eq!(speaker, Some("Tom Marsh"));
/// # Ok(())
/// # }
/// ```
pub fn article_of(record: RawRecord, settings: &ExtractSettings) -> Result<Article, Reject> {
    copy_of(record, settings).map(|(article, _)| article)
}

/// As [`article_of`], with what the record states of itself that is no part of the article.
pub(super) fn copy_of(
    record: RawRecord,
    settings: &ExtractSettings,
) -> Result<(Article, extract::Copy), Reject> {
    let extracted = extract::extract(record, settings)?;
    let quotations = people::quotations(extracted.body(), extracted.language());
    let copy = extracted.copy;
    Ok((extracted.with_quotations(quotations), copy))
}

//! From a raw document to an article. No IO, no clock.
//!
//! [`extract`] reads the bytes as their media type says and fills the fields of
//! an [`Article`]: what the document declares comes first, then its address,
//! then its text; each field keeps how it was found. What the text of a file or
//! a page has around the story is left out; the text of a record is kept as it
//! is given, in paragraphs.

mod body;
mod boilerplate;
mod byline;
mod calendar;
mod dates;
mod dating;
mod decode;
#[cfg(feature = "html")]
mod depth;
#[cfg(feature = "html")]
mod html;
mod json_repair;
mod keys;
mod markdown;
mod markup;
mod paragraphs;
mod publisher;
mod record_fields;

pub use crate::extract::keys::{FieldMap, FieldMapError};

use crate::article::{Article, ArticleId, Found, FoundBy, Language};
use crate::date::{Dating, Day};
use crate::extract::body::{Keep, TextFacts};
use crate::extract::dates::DateReading;
use crate::extract::record_fields::RecordFields;
use crate::field::Field;
use crate::language;
use crate::record::{MediaType, RawDocument, Reject, RejectReason};
use crate::source::Source;

/// What extraction needs to know besides the document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ExtractSettings {
    /// The day on which it is read: a day after it is not one of publication.
    pub today: Day,
    /// The keys of the user's records.
    pub map: FieldMap,
}

/// Makes an article of a document.
///
/// # Errors
///
/// Binary data, broken JSON, JSON that is no object, and a document with
/// neither a title nor a text are rejected.
pub fn extract(raw: RawDocument, settings: &ExtractSettings) -> Result<Article, Reject> {
    let draft = match raw.media_type {
        MediaType::Json => from_record(&raw.bytes, settings),
        MediaType::Html => Ok(from_page(&raw.bytes, settings)),
        MediaType::Text | MediaType::Markdown => from_text(&raw.bytes, raw.media_type, settings),
    };
    draft.and_then(|draft| draft.finish(&raw)).map_err(|reason| raw.reject(reason))
}

/// An article without its place.
#[derive(Debug, Default)]
struct Draft {
    id: Option<ArticleId>,
    title: Option<Found<String>>,
    body: String,
    author: Option<Found<String>>,
    source: Option<Found<Source>>,
    dating: Option<Dating>,
    language: Option<Found<Language>>,
    url: Option<String>,
}

impl Draft {
    fn finish(self, raw: &RawDocument) -> Result<Article, RejectReason> {
        if self.title.is_none() && self.body.is_empty() {
            return Err(RejectReason::Empty);
        }
        let canonical = || self.url.as_deref().and_then(canonical).as_deref().and_then(ArticleId::new);
        let id = self.id.clone().or_else(canonical).or_else(|| ArticleId::new(&raw.place.to_string()));
        // A place without a name is only met in programs that hand in bytes of their own.
        let id = id.or_else(|| ArticleId::new("-")).expect("a dash is not blank");
        let language = self.language.unwrap_or(Found::new(Language::ENGLISH, FoundBy::Default));
        let quotations = crate::people::quotations(&self.body, language.value);
        Ok(Article {
            id,
            title: self.title,
            body: self.body,
            author: self.author,
            source: self.source,
            dating: self.dating,
            language,
            url: self.url,
            quotations,
            origins: vec![raw.place.clone()],
            earlier: None,
        })
    }

    /// Fills what is still missing from what the text says.
    fn complete(&mut self, gathered: TextFacts, reading: DateReading, settings: &ExtractSettings) {
        if self.title.is_none() {
            self.title = gathered.title.clone().map(|title| Found::new(title, FoundBy::Head));
        }
        if self.url.is_none() {
            self.url = gathered.url.as_deref().and_then(address);
        }
        if self.author.is_none() {
            self.author.clone_from(&gathered.author);
        }
        if self.source.is_none() {
            let line = gathered.source.as_ref().map(|found| (found.value.as_str(), found.by));
            let dateline = gathered.dateline.as_deref().map(|agency| (agency, FoundBy::Dateline));
            self.source = line
                .or(dateline)
                .and_then(|(name, by)| Source::from_name(name).map(|source| Found::new(source, by)))
                .or_else(|| {
                    let host = self.url.as_deref().and_then(publisher::host_of)?;
                    Source::from_host(&host).map(|source| Found::new(source, FoundBy::Address))
                });
        }
        if self.dating.is_none() {
            let in_address = self.url.as_deref().and_then(|url| dating::in_address(url, settings.today));
            self.dating =
                in_address.or_else(|| dating::in_text(&gathered, &self.body, reading, settings.today));
        }
    }
}

/// The address, if it is one.
fn address(text: &str) -> Option<String> {
    let text = text.trim();
    let text = if text.starts_with("www.") { format!("https://{text}") } else { text.to_owned() };
    publisher::host_of(&text).map(|_| text)
}

/// The address by which copies of a page know each other: without its fragment
/// and without what only counts visits.
fn canonical(text: &str) -> Option<String> {
    let mut url = url::Url::parse(text).ok()?;
    url.set_fragment(None);
    if url.query().is_some() {
        let counts =
            |key: &str| key.starts_with("utm_") || matches!(key, "fbclid" | "gclid" | "mc_cid" | "mc_eid");
        let kept: Vec<&str> = url
            .query()
            .unwrap_or("")
            .split('&')
            .filter(|pair| !pair.is_empty() && !counts(pair.split('=').next().unwrap_or("")))
            .collect();
        let kept = kept.join("&");
        url.set_query((!kept.is_empty()).then_some(&kept));
    }
    Some(url.into())
}

/// Countries that write English and the day before the month.
fn day_first_country(url: Option<&str>, tag: Option<&str>) -> bool {
    let host = url.and_then(publisher::host_of).unwrap_or_default();
    let by_host = [".uk", ".ie", ".au", ".nz", ".in", ".za", ".ke", ".ng", ".pk", ".sg"]
        .iter()
        .any(|end| host.ends_with(end));
    let tag = tag.unwrap_or("").to_ascii_lowercase();
    let country = tag.split(['-', '_']).nth(1).unwrap_or("");
    by_host || matches!(country, "gb" | "uk" | "ie" | "au" | "nz" | "in" | "za" | "ke" | "ng" | "pk" | "sg")
}

fn from_record(bytes: &[u8], settings: &ExtractSettings) -> Result<Draft, RejectReason> {
    let mut repaired = Vec::new();
    let record = RecordFields::read(bytes, &settings.map, &mut repaired)?;
    let text = record.get(Field::Body).map(|value| value.joined("\n\n"));
    let text = text.map(|text| match markup::has_tags(&text) {
        true => paragraphs::normalise(&markup::text_of(&text)),
        false => paragraphs::normalise(&markup::resolved(&text)),
    });
    Ok(drafted(&record, text.unwrap_or_default(), Keep::All, FoundBy::Given, settings))
}

/// A draft of what a record (or the head of a page, read as one) and a text say.
fn drafted(
    record: &RecordFields<'_>,
    text: String,
    keep: Keep,
    by: FoundBy,
    settings: &ExtractSettings,
) -> Draft {
    let line = |field: Field| {
        let joined = record.get(field)?.joined(", ");
        let line = paragraphs::one_line(&markup::resolved(&joined));
        (!line.is_empty()).then_some(line)
    };
    let url = record.get(Field::Url).and_then(|value| value.address().and_then(address));
    let given_source = record.get(Field::Source).map(|value| value.joined(", "));
    let tag = line(Field::Language);
    let mut draft = Draft {
        id: line(Field::Id).as_deref().and_then(ArticleId::new),
        title: line(Field::Title).map(|title| Found::new(title, by)),
        author: line(Field::Author).as_deref().and_then(byline::cleaned).map(|author| Found::new(author, by)),
        source: given_source.as_deref().and_then(publisher::from_field).map(|source| Found::new(source, by)),
        language: tag.as_deref().and_then(language::named).map(|language| Found::new(language, by)),
        url,
        ..Draft::default()
    };
    let found = draft.language.get_or_insert_with(|| language::detect(&text));
    let reading = DateReading::of(found.value, day_first_country(draft.url.as_deref(), tag.as_deref()));
    draft.dating = record.get(Field::Date).and_then(|value| match by {
        FoundBy::Given => dating::given(&value.joined(" "), reading, settings.today),
        by => dating::declared(&value.joined(" "), by, reading, settings.today),
    });
    let (body, gathered) = body::read(text, draft.title.as_ref().map(|it| it.value.as_str()), keep, reading);
    draft.body = body;
    draft.complete(gathered, reading, settings);
    draft
}

fn from_text(bytes: &[u8], media_type: MediaType, settings: &ExtractSettings) -> Result<Draft, RejectReason> {
    let text = decode::text(bytes);
    let (head, text) = markdown::front_matter(&text);
    let record = RecordFields::of_lines(head);
    let normalised = match media_type {
        MediaType::Markdown => paragraphs::normalise(&markdown::plain(text)),
        MediaType::Text | MediaType::Html | MediaType::Json => paragraphs::normalise(text),
    };
    Ok(drafted(&record, normalised, Keep::Article, FoundBy::Given, settings))
}

#[cfg(feature = "html")]
fn from_page(bytes: &[u8], settings: &ExtractSettings) -> Draft {
    html::draft(&decode::page(bytes), settings)
}

/// Without the means to tell a page's text from what is around it, all of it is read.
#[cfg(not(feature = "html"))]
fn from_page(bytes: &[u8], settings: &ExtractSettings) -> Draft {
    let text = paragraphs::normalise(&markup::text_of(&decode::page(bytes)));
    drafted(&RecordFields::default(), text, Keep::Article, FoundBy::Meta, settings)
}

//! An article as stored: its own names on disk, so that renaming a field of a
//! type never changes what lies there.
//!
//! A record is one byte string: four bytes that tell its format, then three parts: the head, the title, the body; behind
//! the head stands the document that it was given as, where it was given as one. All but the last have their length in
//! front, in four bytes, little endian. The head is written by [`format3`].
//! Records of formats 1 and 2 are read, so that an index of these can be rebuilt: format 1 has no four bytes in
//! front, and begins with the length of its head, which was never 0 and never as large as a format's mark.

mod format1;
mod format2;
mod format3;
mod numbers;

use rustc_hash::FxHashMap;

use crate::article::{
    Article, ArticleId, Earlier, Found, FoundBy, Language, Names, Origin, Quotation, QuotationKind, Speaker,
    SpeakerKind,
};
use crate::date::{Dating, Day, Instant};
use crate::field::Field;
use crate::search::HitParts;
use crate::span::ByteSpan;

/// The mark of format 2.
const FORMAT_2: [u8; 4] = [0; 4];
/// The mark of format 3.
const FORMAT_3: [u8; 4] = [3, 0xff, 0xff, 0xff];

/// The mark of format 3 where the document that the article was given as stands behind the head.
const FORMAT_3_GIVEN: [u8; 4] = [3, 1, 0xff, 0xff];

/// Everything but title and body.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Head {
    id: String,
    places: Vec<(String, Option<u64>)>,
    /// How the title was found, where there is one.
    title_found: Option<String>,
    names: Vec<NameIn>,
    days: Vec<DayIn>,
    /// Its code, and how it was found.
    language: (String, String),
    url: Option<String>,
    /// Name, kind, role.
    speakers: Vec<(String, String, Option<String>)>,
    /// Kind, start and length, speaker's place in the list plus 1, confidence in thousandths,
    /// then start and length of mention and of cue (both 0: none).
    quotations: Vec<StoredQuotation>,
    /// Of an earlier wording: the id of the article, and the day on which the edit was seen.
    earlier: Option<(String, i32)>,
}

/// The name in a field.
#[derive(Debug, Clone, PartialEq, Eq)]
struct NameIn {
    field: String,
    value: String,
    found: String,
}

/// The day in a field.
#[derive(Debug, Clone, PartialEq, Eq)]
struct DayIn {
    field: String,
    day: i32,
    /// Seconds since 1970 and the offset of the clock in minutes.
    instant: Option<(i64, i16)>,
    found: String,
}

/// A quotation as the numbers that [`Head::quotations`] tells.
type StoredQuotation = (String, usize, usize, usize, u16, usize, usize, usize, usize);

/// The article as bytes.
pub(crate) fn encode(article: &Article) -> Vec<u8> {
    let head = format3::write(Head::of(article));
    let title = article.title_text().as_bytes();
    let mut bytes = Vec::with_capacity(head.len() + title.len() + article.body.len() + 12);
    bytes.extend_from_slice(if article.given.is_some() { &FORMAT_3_GIVEN } else { &FORMAT_3 });
    let given = article.given.as_deref().map(str::as_bytes);
    for part in [head.as_slice()].into_iter().chain(given).chain([title]) {
        bytes.extend_from_slice(&u32::try_from(part.len()).unwrap_or(u32::MAX).to_le_bytes());
        bytes.extend_from_slice(part);
    }
    bytes.extend_from_slice(article.body.as_bytes());
    bytes
}

impl Head {
    fn of(article: &Article) -> Head {
        let word = |by: FoundBy| by.as_str().to_owned();
        let mut speakers: Vec<(String, String, Option<String>)> = Vec::new();
        let mut places: FxHashMap<(&str, &str, Option<&str>), usize> = FxHashMap::default();
        let quotations = article
            .quotations
            .iter()
            .map(|quotation| {
                let speaker = quotation.speaker.as_ref().map_or(0, |speaker| {
                    let (name, kind, role) = (&*speaker.name, speaker.kind.as_str(), speaker.role.as_deref());
                    *places.entry((name, kind, role)).or_insert_with(|| {
                        speakers.push((name.to_owned(), kind.to_owned(), role.map(str::to_owned)));
                        speakers.len()
                    })
                });
                let place = |span: Option<ByteSpan>| span.map_or((0, 0), |it| (it.start(), it.len()));
                let (mention, mention_len) = place(quotation.mention);
                let (cue, cue_len) = place(quotation.cue);
                (
                    quotation.kind.as_str().to_owned(),
                    quotation.span.start(),
                    quotation.span.len(),
                    speaker,
                    (quotation.confidence.clamp(0.0, 1.0) * 1000.0).round() as u16,
                    mention,
                    mention_len,
                    cue,
                    cue_len,
                )
            })
            .collect();
        let name = |(field, it): (Field, &Found<String>)| NameIn {
            field: field.as_str().to_owned(),
            value: it.value.clone(),
            found: word(it.by),
        };
        let day = |field: Field| {
            article.dating_in(field).map(|it| DayIn {
                field: field.as_str().to_owned(),
                day: it.day.number(),
                instant: it.instant.map(|it| (it.seconds(), it.offset())),
                found: word(it.found),
            })
        };
        Head {
            id: article.id.as_str().to_owned(),
            places: article.origins.iter().map(|it| (it.path.clone(), it.record)).collect(),
            title_found: article.title.as_ref().map(|it| word(it.by)),
            names: article.names.iter().map(name).collect(),
            days: Field::all().filter_map(day).collect(),
            language: (article.language.value.code().to_owned(), word(article.language.by)),
            url: article.url.clone(),
            speakers,
            quotations,
            earlier: article.earlier.as_ref().map(|it| (it.of.as_str().to_owned(), it.until.number())),
        }
    }
}

/// The article that was stored, or `None` when the bytes are not a record.
pub(crate) fn decode(bytes: &[u8]) -> Option<Article> {
    decode_parts(bytes, HitParts::Whole)
}

/// The article without its body, its quotations and the document that it was given as, where these are not asked for.
pub(crate) fn decode_parts(bytes: &[u8], parts: HitParts) -> Option<Article> {
    /// Reads the head of a record in one of the formats.
    type ReadHead = fn(&[u8]) -> Option<Head>;
    let has_given = bytes.starts_with(&FORMAT_3_GIVEN);
    let (read, bytes): (ReadHead, &[u8]) =
        if let Some(rest) = bytes.strip_prefix(&FORMAT_3).or_else(|| bytes.strip_prefix(&FORMAT_3_GIVEN)) {
            (format3::read, rest)
        } else if let Some(rest) = bytes.strip_prefix(&FORMAT_2) {
            (format2::read, rest)
        } else {
            (format1::read, bytes)
        };
    let (head, rest) = part(bytes)?;
    let mut head = read(head)?;
    let (given, rest) = match has_given {
        true => part(rest).map(|(given, rest)| (Some(given), rest))?,
        false => (None, rest),
    };
    let given = match given.filter(|_| parts == HitParts::Whole) {
        Some(bytes) => Some(std::str::from_utf8(bytes).ok()?.to_owned()),
        None => None,
    };
    let (title, body) = part(rest)?;
    let title = std::str::from_utf8(title).ok()?.to_owned();
    let body = match parts {
        HitParts::Whole => std::str::from_utf8(body).ok()?.to_owned(),
        HitParts::WithoutText => {
            head.quotations.clear();
            String::new()
        }
    };
    let found = |word: &str| FoundBy::from_word(word);
    let speakers = head
        .speakers
        .into_iter()
        .map(|(name, kind, role)| Some(Speaker { name, kind: SpeakerKind::from_word(&kind)?, role }))
        .collect::<Option<Vec<_>>>()?;
    let quotations = head
        .quotations
        .into_iter()
        .map(|(kind, start, len, speaker, confidence, mention, mention_len, cue, cue_len)| {
            let place = |start: usize, len: usize| match len {
                0 => Some(None),
                _ => ByteSpan::in_text(&body, start, start.checked_add(len)?).map(Some),
            };
            Some(Quotation {
                span: ByteSpan::in_text(&body, start, start.checked_add(len)?)?,
                kind: QuotationKind::from_word(&kind)?,
                speaker: match speaker.checked_sub(1) {
                    Some(at) => Some(speakers.get(at)?.clone()),
                    None => None,
                },
                mention: place(mention, mention_len)?,
                cue: place(cue, cue_len)?,
                confidence: f32::from(confidence) / 1000.0,
            })
        })
        .collect::<Option<Vec<_>>>()?;
    let mut names = Names::default();
    for name in head.names {
        let field = Field::from_name(&name.field).filter(|field| field.is_kept_name())?;
        names.set(field, Found::new(name.value, found(&name.found)?));
    }
    let mut article = Article::new(ArticleId::new(&head.id)?);
    for it in head.days {
        let instant = match it.instant {
            Some((seconds, offset)) => Some(Instant::new(seconds, offset)?),
            None => None,
        };
        let dating = Dating { day: Day::from_number(it.day)?, instant, found: found(&it.found)? };
        article.set_dating(Field::from_name(&it.field)?, dating)?;
    }
    Some(Article {
        title: match head.title_found {
            Some(by) => Some(Found::new(title, found(&by)?)),
            None => None,
        },
        names,
        language: Found::new(Language::from_tag(&head.language.0)?, found(&head.language.1)?),
        url: head.url,
        origins: head.places.into_iter().map(|(path, record)| Origin { path, record }).collect(),
        quotations,
        earlier: match head.earlier {
            Some((of, until)) => Some(Earlier { of: ArticleId::new(&of)?, until: Day::from_number(until)? }),
            None => None,
        },
        body,
        given,
        ..article
    })
}

fn part(bytes: &[u8]) -> Option<(&[u8], &[u8])> {
    let (len, rest) = bytes.split_first_chunk::<4>()?;
    rest.split_at_checked(u32::from_le_bytes(*len) as usize)
}

#[cfg(test)]
mod tests;

//! An article as stored: its own names on disk, so that renaming a field of a
//! type never changes what lies there.
//!
//! A record is one byte string: four bytes that are zero, then three parts: the head as [`packed`]
//! writes it, the title, the body. The first two have their length in front, in four bytes, little
//! endian. Format 1 began with the length of its head, which was JSON.

mod packed;

use serde::Deserialize;

use crate::article::{
    Article, ArticleId, Earlier, Found, FoundBy, Language, Names, Origin, Quotation, QuotationKind, Speaker,
    SpeakerKind,
};
use crate::date::{Dating, Day};
use crate::field::Field;
use crate::span::ByteSpan;

/// Stands where format 1 has the length of the head, which was never nothing.
const PACKED: [u8; 4] = [0; 4];

/// Everything but title and body, by the names it had in format 1.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
struct Head {
    id: String,
    places: Vec<(String, Option<u64>)>,
    #[serde(rename = "t", default)]
    title_found: Option<String>,
    #[serde(rename = "a", default)]
    author: Option<(String, String)>,
    #[serde(rename = "s", default)]
    source: Option<(String, String)>,
    #[serde(rename = "d", default)]
    dating: Option<(i32, Option<i64>, String)>,
    #[serde(rename = "l")]
    language: (String, String),
    #[serde(rename = "u", default)]
    url: Option<String>,
    /// Name, kind, role.
    #[serde(rename = "w", default)]
    speakers: Vec<(String, String, Option<String>)>,
    /// Kind, start and length, speaker's place in the list plus 1, confidence in thousandths,
    /// then start and length of mention and of cue (both 0: none).
    #[serde(rename = "q", default)]
    quotations: Vec<StoredQuotation>,
    /// Of an earlier wording: the id of the article, and the day on which the edit was seen.
    #[serde(rename = "e", default)]
    earlier: Option<(String, i32)>,
}

/// A quotation as the numbers that [`Head::quotations`] tells.
type StoredQuotation = (String, usize, usize, usize, u16, usize, usize, usize, usize);

/// The article as bytes.
pub(crate) fn encode(article: &Article) -> Vec<u8> {
    let word = |by: FoundBy| by.as_str().to_owned();
    let mut speakers: Vec<(String, String, Option<String>)> = Vec::new();
    let quotations = article
        .quotations
        .iter()
        .map(|quotation| {
            let speaker = quotation.speaker.as_ref().map_or(0, |speaker| {
                let entry = (speaker.name.clone(), speaker.kind.as_str().to_owned(), speaker.role.clone());
                let known = speakers.iter().position(|it| *it == entry);
                known.unwrap_or_else(|| {
                    speakers.push(entry);
                    speakers.len() - 1
                }) + 1
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
    let name = |field| article.names.get(field).map(|it| (it.value.clone(), word(it.by)));
    let head = Head {
        id: article.id.as_str().to_owned(),
        places: article.origins.iter().map(|it| (it.path.clone(), it.record)).collect(),
        title_found: article.title.as_ref().map(|it| word(it.by)),
        author: name(Field::Author),
        source: name(Field::Source),
        dating: article.dating.map(|it| (it.day.number(), it.instant, word(it.found))),
        language: (article.language.value.code().to_owned(), word(article.language.by)),
        url: article.url.clone(),
        speakers,
        quotations,
        earlier: article.earlier.as_ref().map(|it| (it.of.as_str().to_owned(), it.until.number())),
    };
    let head = packed::write(head);
    let title = article.title_text().as_bytes();
    let mut bytes = Vec::with_capacity(head.len() + title.len() + article.body.len() + 12);
    bytes.extend_from_slice(&PACKED);
    for part in [head.as_slice(), title] {
        bytes.extend_from_slice(&u32::try_from(part.len()).unwrap_or(u32::MAX).to_le_bytes());
        bytes.extend_from_slice(part);
    }
    bytes.extend_from_slice(article.body.as_bytes());
    bytes
}

/// The article that was stored, or `None` when the bytes are not a record.
pub(crate) fn decode(bytes: &[u8]) -> Option<Article> {
    let (head, rest): (Head, &[u8]) = match bytes.strip_prefix(&PACKED) {
        Some(bytes) => part(bytes).and_then(|(head, rest)| Some((packed::read(head)?, rest)))?,
        None => part(bytes).and_then(|(head, rest)| Some((serde_json::from_slice(head).ok()?, rest)))?,
    };
    let (title, body) = part(rest)?;
    let title = std::str::from_utf8(title).ok()?.to_owned();
    let body = std::str::from_utf8(body).ok()?.to_owned();
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
    for (field, name) in [(Field::Author, head.author), (Field::Source, head.source)] {
        if let Some((value, by)) = name {
            names.set(field, Found::new(value, found(&by)?));
        }
    }
    Some(Article {
        id: ArticleId::new(&head.id)?,
        title: match head.title_found {
            Some(by) => Some(Found::new(title, found(&by)?)),
            None => None,
        },
        names,
        dating: match head.dating {
            Some((day, instant, by)) => {
                Some(Dating { day: Day::from_number(day)?, instant, found: found(&by)? })
            }
            None => None,
        },
        language: Found::new(Language::from_tag(&head.language.0)?, found(&head.language.1)?),
        url: head.url,
        origins: head.places.into_iter().map(|(path, record)| Origin { path, record }).collect(),
        quotations,
        earlier: match head.earlier {
            Some((of, until)) => Some(Earlier { of: ArticleId::new(&of)?, until: Day::from_number(until)? }),
            None => None,
        },
        body,
    })
}

fn part(bytes: &[u8]) -> Option<(&[u8], &[u8])> {
    let (len, rest) = bytes.split_first_chunk::<4>()?;
    rest.split_at_checked(u32::from_le_bytes(*len) as usize)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn article() -> Article {
        let body = "“No,” said Ann Lee.\n\n“Yes.”".to_owned();
        let span = |start, end| ByteSpan::in_text(&body, start, end).expect("in the body");
        let ann = Speaker { name: "Ann Lee".into(), kind: SpeakerKind::Person, role: Some("mayor".into()) };
        let quotations = vec![
            Quotation {
                span: span(0, 9),
                kind: QuotationKind::Direct,
                speaker: Some(ann),
                mention: Some(span(15, 22)),
                cue: Some(span(10, 14)),
                confidence: 0.875,
            },
            Quotation {
                span: span(25, 35),
                kind: QuotationKind::Partial,
                speaker: None,
                mention: None,
                cue: None,
                confidence: 0.0,
            },
        ];
        let mut names = Names::default();
        names.set(Field::Source, Found::new("Reuters".into(), FoundBy::Trailer));
        Article {
            id: ArticleId::new("a1").expect("an id"),
            title: Some(Found::new("Vote".into(), FoundBy::Head)),
            names,
            dating: Day::new(2025, 11, 27).map(|day| Dating { day, instant: Some(7), found: FoundBy::Text }),
            language: Found::new(Language::ENGLISH, FoundBy::Default),
            url: Some("https://example.org/a".into()),
            origins: vec![Origin { path: "a.jsonl".into(), record: Some(3) }],
            quotations,
            earlier: None,
            body,
        }
    }

    #[test]
    fn an_article_is_read_back_as_it_was_stored() {
        assert_eq!(decode(&encode(&article())), Some(article()));
        let of = ArticleId::new("a1").expect("an id");
        let earlier = Day::new(2025, 11, 28).map(|until| Earlier { of, until });
        let article = Article { earlier, ..article() };
        assert_eq!(decode(&encode(&article)), Some(article));
    }

    #[test]
    fn a_record_of_format_1_is_read() {
        let head = r#"{"id":"a1","places":[["a.jsonl",3]],"t":"given","l":["en","default"],"q":[["direct",0,4,0,0,0,0,0,0]]}"#;
        let mut bytes = Vec::new();
        for part in [head.as_bytes(), b"Vote"] {
            bytes.extend_from_slice(&u32::try_from(part.len()).expect("short").to_le_bytes());
            bytes.extend_from_slice(part);
        }
        bytes.extend_from_slice(b"\"No\" was said.");
        let article = decode(&bytes).expect("a record");
        assert_eq!((article.title_text(), article.quotations.len()), ("Vote", 1));
    }

    #[test]
    fn bytes_that_are_no_record_are_none() {
        let bytes = encode(&article());
        for cut in 0..bytes.len() {
            let _ = decode(&bytes[..cut]);
        }
        assert_eq!(decode(&bytes[..20]), None);
        assert_eq!(decode(b"\xff\xff\xff\xffabc"), None);
        assert_eq!(decode(b""), None);
    }

    proptest::proptest! {
        #[test]
        fn any_bytes_are_a_record_or_none(bytes: Vec<u8>, place in 0usize..120, byte: u8) {
            let _ = decode(&[&PACKED[..], &bytes].concat());
            let mut altered = encode(&article());
            if let Some(there) = altered.get_mut(place) {
                *there = byte;
            }
            let _ = decode(&altered);
        }
    }
}

//! The record of an answer.

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use xxhash_rust::xxh3::xxh3_128;

use crate::article::ArticleId;
use crate::date::Day;
use crate::repeat::articles::ArticleList;
use crate::request::{AskError, Problem, RequestKind, RequestObject};
use crate::search::{Engine, Hit, Occurrences, PageLimit, SearchRequest, SortBy};

/// The version of the form of a record.
///
/// 1: first release.
const VERSION: u32 = 1;

/// A question, the articles it was asked of, and the answer.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct AnswerRecord {
    /// Always `record`.
    #[serde(rename = "type")]
    kind: String,
    /// The version of this form.
    pub v: u32,
    /// The program that answered, with its version.
    pub program: String,
    /// The format of its index.
    pub format: u32,
    /// The revision of the extraction by which its articles were made.
    pub revision: u32,
    /// When, as RFC 3339 has it.
    pub made: String,
    /// The day on which relative days depend.
    pub today: String,
    /// What was asked: the keys of a request that were given.
    pub question: Map<String, Value>,
    /// How the query was read.
    pub read: String,
    /// What else shapes the answer, defaults included.
    pub options: Map<String, Value>,
    /// The articles.
    pub corpus: CorpusRecord,
    /// The spellings of names that were asked besides those typed.
    pub names: Vec<String>,
    /// What was found.
    pub answer: AnswerPart,
    /// The sum of all above.
    #[serde(default)]
    sum: String,
}

/// The articles that were asked.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CorpusRecord {
    /// How many.
    pub articles: u64,
    /// The sum over their ids and contents.
    pub fingerprint: String,
    /// Each as 12 bytes, see [`ArticleList`]; left out where that was asked for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub list: Option<String>,
}

/// What was found.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AnswerPart {
    /// How many articles.
    pub articles: u64,
    /// How many pieces of evidence.
    pub occurrences: u64,
    /// A hash over all hits.
    pub hash: String,
    /// Each article, by id; left out where there are more than were to be listed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub hits: Option<Vec<HitRecord>>,
}

/// An article that was found.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct HitRecord {
    /// Its id.
    pub id: String,
    /// The hash of its content.
    pub content: String,
    /// The evidence: field, first byte and the byte after the last.
    pub spans: Vec<(String, usize, usize)>,
}

/// How much is recorded.
#[derive(Debug, Clone, Copy)]
pub struct RecordSettings {
    /// Whether the articles of the corpus are listed.
    pub corpus: bool,
    /// How many hits are listed at the most.
    pub limit: usize,
}

/// A record cannot be read.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ReadError {
    /// It is no record.
    #[error("it is no record of an answer: {0}")]
    NoRecord(String),
    /// A later program wrote it.
    #[error("it has form {0}, which this program does not know")]
    Newer(u32),
    /// It was altered.
    #[error("it was altered: its sum is another")]
    Altered,
}

/// What an engine answers now, as far as it is recorded.
#[derive(Debug)]
pub(super) struct Answered {
    pub(super) read: String,
    pub(super) names: Vec<String>,
    pub(super) hits: Vec<HitRecord>,
    pub(super) occurrences: u64,
}

/// The request for all articles that answer a question.
fn whole(question: &RequestObject, today: Day) -> Result<SearchRequest, Problem> {
    let mut request = question.ask(today)?.request;
    request.limit = PageLimit::All;
    request.offset = 0;
    request.sort = SortBy::OldestFirst;
    request.facets = Vec::new();
    request.snippets = 0;
    request.occurrences = Occurrences::WhenAllShown;
    request.timeout = None;
    Ok(request)
}

/// Asks for all articles that answer a question. `within` are the paths to which it is limited, as places give them.
pub(super) fn answer(
    engine: &dyn Engine,
    question: &RequestObject,
    today: Day,
) -> Result<Answered, AskError> {
    let request = whole(question, today)?;
    let mut hits = Vec::new();
    let page = engine.each_hit(&request, &mut |hit| {
        hits.push(hit_record(&hit));
        true
    })?;
    let mut answered =
        Answered { read: request.query.to_string(), names: page.notices, hits, occurrences: 0 };
    for part in answered.hits.chunks_mut(1024) {
        let ids: Vec<ArticleId> = part.iter().filter_map(|it| ArticleId::new(&it.id)).collect();
        let stamps = engine.stamps(&ids)?;
        for (hit, stamp) in part.iter_mut().zip(stamps) {
            hit.content = stamp.map_or(String::new(), |it| format!("{:016x}", it.content));
        }
    }
    answered.hits.sort();
    answered.occurrences = answered.hits.iter().map(|it| it.spans.len() as u64).sum();
    Ok(answered)
}

fn hit_record(hit: &Hit) -> HitRecord {
    let span = |it: &crate::search::Evidence| {
        (it.field.as_str().to_owned(), it.span.bytes.start(), it.span.bytes.end())
    };
    HitRecord {
        id: hit.id.as_str().to_owned(),
        content: String::new(),
        spans: hit.spans.iter().map(span).collect(),
    }
}

pub(super) fn hash_of(hits: &[HitRecord]) -> String {
    format!("{:032x}", xxh3_128(serde_json::to_string(hits).unwrap_or_default().as_bytes()))
}

/// Records the answer to a question, with all articles that satisfy it, whatever part of them is shown. `made` is the
/// time, as RFC 3339 has it.
///
/// # Errors
///
/// The question is wrong, or the engine does not answer it.
pub fn record(
    engine: &dyn Engine,
    question: &RequestObject,
    today: Day,
    made: &str,
    settings: RecordSettings,
) -> Result<AnswerRecord, AskError> {
    let answered = answer(engine, question, today)?;
    let info = engine.info()?;
    let list = if settings.corpus { Some(ArticleList::of(engine)?.pack()) } else { None };
    let mut record = AnswerRecord {
        kind: "record".to_owned(),
        v: VERSION,
        program: program(),
        format: info.format,
        revision: info.revision,
        made: made.to_owned(),
        today: today.to_string(),
        question: question.to_json(RequestKind::Search),
        read: answered.read,
        options: options(&whole(question, today)?),
        corpus: CorpusRecord { articles: engine.articles()?, fingerprint: info.fingerprint, list },
        names: answered.names,
        answer: AnswerPart {
            articles: answered.hits.len() as u64,
            occurrences: answered.occurrences,
            hash: hash_of(&answered.hits),
            hits: (answered.hits.len() <= settings.limit).then_some(answered.hits),
        },
        sum: String::new(),
    };
    record.sum = record.own_sum();
    Ok(record)
}

/// This program, as records name it.
pub(super) fn program() -> String {
    concat!("newsgrep ", env!("CARGO_PKG_VERSION")).to_owned()
}

/// What shapes the answer beside the query, with what it is where nothing was said.
fn options(request: &SearchRequest) -> Map<String, Value> {
    let SearchRequest { variants, indirect, within, max_expansions, .. } = request;
    let mut options = Map::new();
    options.insert("variants".to_owned(), format!("{variants:?}").to_lowercase().into());
    options.insert("indirect".to_owned(), format!("{indirect:?}").to_lowercase().into());
    options.insert("max_expansions".to_owned(), (*max_expansions).into());
    options.insert("paths".to_owned(), within.clone().into());
    options
}

impl AnswerRecord {
    /// Reads a record.
    ///
    /// # Errors
    ///
    /// It is none, a later program wrote it, or it was altered.
    pub fn read(text: &str) -> Result<AnswerRecord, ReadError> {
        let no_record = |error: serde_json::Error| ReadError::NoRecord(error.to_string());
        let value: Value = serde_json::from_str(text).map_err(no_record)?;
        if value["type"] != "record" {
            return Err(ReadError::NoRecord("its `type` is another".to_owned()));
        }
        let version = value["v"].as_u64().and_then(|it| u32::try_from(it).ok()).unwrap_or(0);
        if version > VERSION {
            return Err(ReadError::Newer(version));
        }
        let record: AnswerRecord = serde_json::from_value(value).map_err(no_record)?;
        if record.sum == record.own_sum() { Ok(record) } else { Err(ReadError::Altered) }
    }

    /// The record as text.
    #[must_use]
    pub fn write(&self) -> String {
        let mut text = serde_json::to_string_pretty(self).unwrap_or_default();
        text.push('\n');
        text
    }

    /// The sum of the record, by which a paper can cite it.
    #[must_use]
    pub fn sum(&self) -> &str {
        &self.sum
    }

    fn own_sum(&self) -> String {
        let bare = AnswerRecord { sum: String::new(), ..self.clone() };
        // Through a value, whose keys are sorted.
        let value = serde_json::to_value(bare).unwrap_or_default();
        format!("{:032x}", xxh3_128(value.to_string().as_bytes()))
    }

    /// The question.
    ///
    /// # Errors
    ///
    /// This program does not know a key of it.
    pub fn question(&self) -> Result<RequestObject, Problem> {
        RequestObject::from_known_json(RequestKind::Search, self.question.clone())
    }

    /// The articles that were asked, where they are listed.
    #[must_use]
    pub fn articles(&self) -> Option<ArticleList> {
        self.corpus.list.as_deref().and_then(ArticleList::unpack)
    }
}

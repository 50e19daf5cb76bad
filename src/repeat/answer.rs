//! The record of an answer.

use serde::{Deserialize, Serialize};
use serde_json::Value;
use xxhash_rust::xxh3::xxh3_128;

use crate::date::Day;
use crate::repeat::articles::ArticleList;
use crate::repeat::part::{Part, ToRecord};
use crate::request::AskError;
use crate::search::Engine;

/// The version of the form of a record.
///
/// 1: first release.
const VERSION: u32 = 1;

/// A question or a batch of them, the articles that were asked, and the answer.
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
    /// The question and its answer, where it is one.
    #[serde(flatten)]
    one: Option<Part>,
    /// The questions of a batch and their answers, in order.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    batch: Vec<Part>,
    /// The articles.
    pub corpus: CorpusRecord,
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

/// Records the answer to a question, with all that satisfies it, whatever part of that is shown. `made` is the time, as
/// RFC 3339 has it.
///
/// # Errors
///
/// The question is wrong, or the engine does not answer it.
pub fn record(
    engine: &dyn Engine,
    asked: ToRecord,
    today: Day,
    made: &str,
    settings: RecordSettings,
) -> Result<AnswerRecord, AskError> {
    let one = Part::of(engine, asked, today, settings.limit)?;
    of_parts(engine, (Some(one), Vec::new()), today, made, settings)
}

/// Records the answers to the questions of a batch. One that cannot be answered is left out.
///
/// # Errors
///
/// The engine fails.
pub fn record_batch(
    engine: &dyn Engine,
    asked: Vec<ToRecord>,
    today: Day,
    made: &str,
    settings: RecordSettings,
) -> Result<AnswerRecord, AskError> {
    let mut batch = Vec::with_capacity(asked.len());
    for asked in asked {
        match Part::of(engine, asked, today, settings.limit) {
            Ok(part) => batch.push(part),
            Err(AskError::Question(_)) => {}
            Err(AskError::Search(error)) if error.is_refusal() => {}
            Err(error) => return Err(error),
        }
    }
    of_parts(engine, (None, batch), today, made, settings)
}

fn of_parts(
    engine: &dyn Engine,
    (one, batch): (Option<Part>, Vec<Part>),
    today: Day,
    made: &str,
    settings: RecordSettings,
) -> Result<AnswerRecord, AskError> {
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
        one,
        batch,
        corpus: CorpusRecord { articles: engine.articles()?, fingerprint: info.fingerprint, list },
        sum: String::new(),
    };
    record.sum = record.own_sum();
    Ok(record)
}

/// This program, as records name it.
pub(super) fn program() -> String {
    concat!("newsgrep ", env!("CARGO_PKG_VERSION")).to_owned()
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

    /// The questions and their answers: one, or those of a batch.
    pub fn parts(&self) -> impl Iterator<Item = &Part> {
        self.one.iter().chain(&self.batch)
    }

    /// The articles that were asked, where they are listed.
    #[must_use]
    pub fn articles(&self) -> Option<ArticleList> {
        self.corpus.list.as_deref().and_then(ArticleList::unpack)
    }
}

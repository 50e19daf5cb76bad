//! Asking again, and what differs.

use std::collections::{BTreeMap, BTreeSet, HashSet};

use rustc_hash::FxHashMap;
use serde::Serialize;
use serde_json::Value;

use crate::article::ArticleId;
use crate::date::Day;
use crate::field::Field;
use crate::query::{FieldClause, Query};
use crate::repeat::answer::{AnswerRecord, program};
use crate::repeat::articles::{ArticleList, Entry, entry};
use crate::repeat::part::{HitRecord, Part};
use crate::request::AskError;
use crate::request::{Problem, both};
use crate::search::{ArticleStamp, Engine, SearchError};

/// Something that is not as it was recorded.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case", tag = "change")]
pub enum Difference {
    /// An article came.
    Added {
        /// Its id.
        id: String,
        /// Whether it answers the question.
        in_answer: bool,
    },
    /// An article is gone.
    Gone {
        /// Its id, where it was in the answer: of the others only hashes are recorded.
        id: Option<String>,
        /// The hash of its content.
        content: String,
        /// Whether it was in the answer.
        in_answer: bool,
    },
    /// An article says something else.
    Edited {
        /// Its id.
        id: String,
        /// The hash of what it said.
        before: String,
        /// The hash of what it says.
        after: String,
        /// Whether it was in the answer, or is.
        in_answer: bool,
    },
    /// The query is read otherwise.
    Query {
        /// The id of the question in a batch.
        #[serde(skip_serializing_if = "Option::is_none")]
        query_id: Option<Value>,
        /// How it was read.
        before: String,
        /// How it is read.
        after: String,
    },
    /// Names are linked otherwise.
    Names {
        /// The id of the question in a batch.
        #[serde(skip_serializing_if = "Option::is_none")]
        query_id: Option<Value>,
        /// The spellings that were asked besides.
        before: Vec<String>,
        /// The spellings that are asked besides.
        after: Vec<String>,
    },
    /// Another version of the program finds something else in the same articles, or read them otherwise.
    Version {
        /// The id of the question in a batch.
        #[serde(skip_serializing_if = "Option::is_none")]
        query_id: Option<Value>,
        /// The program, the format and the revision of the extraction that answered.
        before: String,
        /// Those that answer now.
        after: String,
        /// The articles that are found otherwise without having changed.
        articles: Vec<String>,
    },
    /// Something else is found, and the record does not list what was.
    Answer {
        /// The id of the question in a batch.
        #[serde(skip_serializing_if = "Option::is_none")]
        query_id: Option<Value>,
        /// How many articles were found.
        before: u64,
        /// How many are found.
        after: u64,
    },
}

/// Asks the question of a record again and names what differs; nothing where all is as it was.
///
/// With the list of articles in the record, each article that came, went or changed is named. Without it, those that are in
/// the answer or were.
///
/// # Errors
///
/// The question cannot be read any more, or the engine does not answer it.
pub fn verify(engine: &dyn Engine, record: &AnswerRecord) -> Result<Vec<Difference>, AskError> {
    let today = record
        .today
        .parse::<Day>()
        .map_err(|_| Problem::new("bad_record", format!("`{}` is no day", record.today)))?;
    let mut parts: Vec<(&Part, Part)> = Vec::new();
    for part in record.parts() {
        parts.push((part, part.again(engine, today)?));
    }
    let is_same_corpus = engine.corpus()?.fingerprint() == record.corpus.fingerprint;
    if is_same_corpus && parts.iter().all(|(then, now)| is_same_answer(then, now)) {
        return Ok(Vec::new());
    }
    // What the record does not list says nothing of an article.
    let listed = || parts.iter().filter(|it| it.0.answer.hits.is_some());
    let before: Hits<'_> = listed().flat_map(|(then, _)| by_id(then)).collect();
    let after: Hits<'_> = listed().flat_map(|(_, now)| by_id(now)).collect();
    let found: Hits<'_> = parts.iter().flat_map(|(_, now)| by_id(now)).collect();
    let mut differences = Vec::new();
    if let (Some(list), false) = (record.articles(), is_same_corpus) {
        let mut stamps: Vec<ArticleStamp> = Vec::new();
        engine.each_stamp(0, &mut |stamp| stamps.push(stamp))?;
        differences.extend(of_corpus(&list, &stamps, &before, &found));
    } else if !is_same_corpus {
        differences.extend(of_answer(engine, &before, &after)?);
    }
    let info = engine.info()?;
    let version = |program: &str, format: u32, revision: u32| {
        format!("{program}, index format {format}, extraction {revision}")
    };
    let then = version(&record.program, record.format, record.revision);
    let here = version(&program(), info.format, info.revision);
    let of_articles = differences.len();
    let mut is_told = false;
    for (part, now) in &parts {
        let query_id = part.query_id.clone();
        let is_explained = now.read != part.read || now.names != part.names;
        if now.read != part.read {
            let (before, after) = (part.read.clone(), now.read.clone());
            differences.push(Difference::Query { query_id: query_id.clone(), before, after });
        }
        if now.names != part.names {
            let (before, after) = (part.names.clone(), now.names.clone());
            differences.push(Difference::Names { query_id: query_id.clone(), before, after });
        }
        if is_explained || is_same_answer(part, now) {
            continue;
        }
        if part.answer.hits.is_none() && !is_same_corpus {
            let (before, after) = (part.answer.articles, now.answer.articles);
            differences.push(Difference::Answer { query_id, before, after });
            continue;
        }
        // What is found otherwise in articles that are what they were, and for no reason above.
        let articles = otherwise(part, now, &differences[..of_articles]);
        if !articles.is_empty() || is_same_corpus {
            is_told = true;
            let (before, after) = (then.clone(), here.clone());
            differences.push(Difference::Version { query_id, before, after, articles });
        }
    }
    if !is_told && then != here && !differences.is_empty() {
        let articles = Vec::new();
        differences.push(Difference::Version { query_id: None, before: then, after: here, articles });
    }
    Ok(differences)
}

/// Whether a question is answered as it was.
fn is_same_answer(then: &Part, now: &Part) -> bool {
    then.answer.hash == now.answer.hash && then.answer.quotations == now.answer.quotations
}

/// The hits of an answer by their ids.
fn by_id(part: &Part) -> impl Iterator<Item = (&str, &HitRecord)> {
    part.answer.hits.iter().flatten().map(|it| (it.id.as_str(), it))
}

/// The articles that are found otherwise without having changed.
fn otherwise(then: &Part, now: &Part, changes: &[Difference]) -> Vec<String> {
    if then.answer.hits.is_none() {
        return Vec::new();
    }
    let (before, after): (Hits<'_>, Hits<'_>) = (by_id(then).collect(), by_id(now).collect());
    let changed: HashSet<&str> = changes.iter().filter_map(Difference::id).collect();
    let ids: BTreeSet<&str> = before.keys().chain(after.keys()).copied().collect();
    let is_otherwise = |id: &&str| !changed.contains(id) && before.get(id) != after.get(id);
    ids.into_iter().filter(is_otherwise).map(str::to_owned).collect()
}

impl Difference {
    /// The article that it is about, if it is about one whose id is known.
    #[must_use]
    pub fn id(&self) -> Option<&str> {
        match self {
            Difference::Added { id, .. } | Difference::Edited { id, .. } => Some(id),
            Difference::Gone { id, .. } => id.as_deref(),
            Difference::Query { .. }
            | Difference::Names { .. }
            | Difference::Version { .. }
            | Difference::Answer { .. } => None,
        }
    }
}

fn hex(content: u64) -> String {
    format!("{content:016x}")
}

type Hits<'a> = BTreeMap<&'a str, &'a HitRecord>;

/// What differs between the articles that were asked and those that are there.
fn of_corpus(
    list: &ArticleList,
    stamps: &[ArticleStamp],
    before: &Hits<'_>,
    after: &Hits<'_>,
) -> Vec<Difference> {
    let mut entries: FxHashMap<Entry, Vec<&str>> = FxHashMap::default();
    for stamp in stamps {
        entries.entry(entry(stamp)).or_default().push(&stamp.id);
    }
    // The ids of what was in the answer.
    let mut known: FxHashMap<Entry, Vec<&str>> = FxHashMap::default();
    for hit in before.values() {
        let content = u64::from_str_radix(&hit.content, 16).unwrap_or(0);
        let stamp = ArticleStamp { id: hit.id.clone(), sequence: 0, content };
        known.entry(entry(&stamp)).or_default().push(&hit.id);
    }
    let changes = list.compare(&ArticleList::of_stamps(stamps));
    let mut differences = Vec::new();
    for added in &changes.added {
        if let Some(id) = entries.get_mut(added).and_then(Vec::pop) {
            differences.push(Difference::Added { id: id.to_owned(), in_answer: after.contains_key(id) });
        }
    }
    for gone in &changes.gone {
        let id = known.get_mut(gone).and_then(Vec::pop).map(str::to_owned);
        differences.push(Difference::Gone { in_answer: id.is_some(), id, content: hex(gone.1) });
    }
    for &(hash, old, new) in &changes.edited {
        if let Some(id) = entries.get_mut(&(hash, new)).and_then(Vec::pop) {
            let in_answer = before.contains_key(id) || after.contains_key(id);
            differences.push(Difference::Edited {
                id: id.to_owned(),
                before: hex(old),
                after: hex(new),
                in_answer,
            });
        }
    }
    differences
}

/// What differs of the articles of the answer.
fn of_answer(
    engine: &dyn Engine,
    before: &Hits<'_>,
    after: &Hits<'_>,
) -> Result<Vec<Difference>, SearchError> {
    let ids: Vec<ArticleId> = before.keys().filter_map(|id| ArticleId::new(id)).collect();
    let mut differences = Vec::new();
    for (hit, stamp) in before.values().zip(engine.stamps(&ids)?) {
        let (id, content) = (hit.id.clone(), hit.content.clone());
        match stamp.map(|it| hex(it.content)) {
            None => differences.push(Difference::Gone { id: Some(id), content, in_answer: true }),
            Some(now) if now != content => {
                differences.push(Difference::Edited { id, before: content, after: now, in_answer: true });
            }
            Some(_) => {}
        }
    }
    for id in after.keys().filter(|it| !before.contains_key(*it)) {
        differences.push(Difference::Added { id: (*id).to_owned(), in_answer: true });
    }
    Ok(differences)
}

/// The query, limited to the articles that a record was made of, as they were; `None` where the record does not list
/// them. Also how many of them are not there any more.
///
/// # Errors
///
/// The engine fails, or cannot tell.
pub fn as_of(
    engine: &dyn Engine,
    record: &AnswerRecord,
    query: Query,
) -> Result<Option<(Query, u64)>, SearchError> {
    let Some(list) = record.articles() else { return Ok(None) };
    let (mut there, mut others) = (Vec::new(), Vec::new());
    engine.each_stamp(0, &mut |stamp| {
        let side = if list.holds(&stamp) { &mut there } else { &mut others };
        side.push(Query::Field(FieldClause::Exact(Field::Id, stamp.id)));
    })?;
    let missing = (list.len() as u64).saturating_sub(there.len() as u64);
    // Whichever list is shorter is walked.
    let limit = match (there.len(), others.len()) {
        (_, 0) => return Ok(Some((query, missing))),
        (0, _) => Query::Not(Box::new(Query::All)),
        (few, many) if few <= many => any_of(there),
        _ => Query::Not(Box::new(any_of(others))),
    };
    Ok(Some((both(query, vec![limit]), missing)))
}

/// Any of these, one or more.
fn any_of(parts: Vec<Query>) -> Query {
    match <[Query; 1]>::try_from(parts) {
        Ok([one]) => one,
        Err(parts) => Query::Or(parts),
    }
}

//! Articles as rows of columns: what is compared to the letter, counted and sorted by.
//!
//! They are made from the documents as clients see them, once for a state of the index; of the state before is kept what has
//! not changed since.

use std::sync::{Arc, Mutex};

use rustc_hash::FxHashMap;
use serde_json::{Map, Value};

use crate::article::{Article, ArticleId};
use crate::query::Query;
use crate::request::Problem;
use crate::search::{Capability, Engine, PageLimit, SearchRequest};
use crate::server::elastic::dates;
use crate::server::elastic::fields::{DATES, KEYWORDS, QUOTE_KEYWORDS, SPEAKER};
use crate::server::elastic::source;
use crate::server::elastic::strict::{list, text};

/// Where a date is not known.
pub(super) const NO_DATE: i64 = i64::MIN;

/// A column of words to the letter, of which a row has any number.
#[derive(Debug, Default)]
pub(super) struct Column {
    /// Each word once, in order.
    pub(super) words: Vec<Box<str>>,
    starts: Vec<u32>,
    places: Vec<u32>,
}

impl Column {
    fn of(rows: Vec<Vec<Box<str>>>) -> Column {
        let mut words: Vec<Box<str>> = rows.iter().flatten().cloned().collect();
        words.sort_unstable();
        words.dedup();
        let mut column = Column { words, starts: vec![0], places: Vec::new() };
        for row in rows {
            let mut places: Vec<u32> = row
                .iter()
                .filter_map(|word| column.words.binary_search(word).ok())
                .filter_map(|at| u32::try_from(at).ok())
                .collect();
            places.sort_unstable();
            places.dedup();
            column.places.extend(places);
            column.starts.push(u32::try_from(column.places.len()).unwrap_or(u32::MAX));
        }
        column
    }

    /// The places of a row's words among all, in order.
    pub(super) fn of_row(&self, row: usize) -> &[u32] {
        &self.places[self.starts[row] as usize..self.starts[row + 1] as usize]
    }

    /// A row's words.
    pub(super) fn words_of(&self, row: usize) -> impl DoubleEndedIterator<Item = &str> {
        self.of_row(row).iter().map(|at| &*self.words[*at as usize])
    }
}

/// All articles and all quotations.
#[derive(Debug, Default)]
pub(super) struct Rows {
    /// In the order of time.
    pub(super) ids: Vec<ArticleId>,
    places: FxHashMap<ArticleId, u32>,
    /// The number by which each came, and the hash of what it says.
    pub(super) stamps: Vec<(u64, u64)>,
    /// As [`KEYWORDS`].
    pub(super) keywords: Vec<Column>,
    /// As [`DATES`].
    pub(super) dates: Vec<Vec<i64>>,
    /// The first quotation of each article, and behind the last of all.
    pub(super) quotes: Vec<u32>,
    /// The article of each quotation.
    pub(super) quoted_in: Vec<u32>,
    /// As [`QUOTE_KEYWORDS`].
    pub(super) quote_keywords: Vec<Column>,
    /// Whether the quotations were given with the document, so that the index does not know them.
    pub(super) is_given: Vec<bool>,
    /// Whether the title, the body and any quotation is there.
    pub(super) has: Vec<[bool; 2]>,
    /// Whether not all of them could be read in time.
    pub(super) is_partial: bool,
}

/// One article, before it is put into columns.
#[derive(Debug, Clone)]
struct Row {
    id: ArticleId,
    stamp: (u64, u64),
    keywords: Vec<Vec<Box<str>>>,
    dates: Vec<i64>,
    quotes: Vec<Vec<Vec<Box<str>>>>,
    is_given: bool,
    has: [bool; 2],
}

/// The rows of the last state that was asked.
#[derive(Debug, Default)]
pub(super) struct Kept(Mutex<Option<KeptRows>>);

/// The number that came last and the sum of all, with the rows of that state.
type KeptRows = ((u64, u128), Arc<Rows>);

impl Kept {
    /// The rows of this state of the index.
    ///
    /// # Errors
    ///
    /// An article cannot be read.
    pub(super) fn of(&self, engine: &dyn Engine) -> Result<Arc<Rows>, Problem> {
        if !engine.capabilities().contains(&Capability::Arrivals) {
            return Ok(Arc::new(unstamped(engine)?));
        }
        let corpus = engine.corpus()?;
        let state = (corpus.sequence, corpus.fingerprint);
        let mut kept = self.0.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        if let Some((of, rows)) = &*kept
            && *of == state
        {
            return Ok(Arc::clone(rows));
        }
        let before = kept.as_ref().map(|it| Arc::clone(&it.1));
        let rows = Arc::new(stamped(engine, before.as_deref())?);
        *kept = Some((state, Arc::clone(&rows)));
        Ok(rows)
    }
}

/// The rows of an engine that tells which articles have changed.
fn stamped(engine: &dyn Engine, before: Option<&Rows>) -> Result<Rows, Problem> {
    let mut stamps = Vec::new();
    engine.each_stamp(0, &mut |stamp| stamps.push(stamp))?;
    stamps.sort_by(|a, b| (a.sequence, &a.id).cmp(&(b.sequence, &b.id)));
    let threads = std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
    let size = stamps.len().div_ceil(threads).max(1);
    let read = |part: &[crate::search::ArticleStamp]| -> Result<Vec<Row>, Problem> {
        let mut rows = Vec::with_capacity(part.len());
        for stamp in part {
            let Some(id) = ArticleId::new(&stamp.id) else { continue };
            let number = (stamp.sequence, stamp.content);
            let kept = before.and_then(|it| it.row(&id, number));
            match kept {
                Some(row) => rows.push(row),
                None => rows.extend(engine.article(&id)?.map(|article| Row::of(&article, number))),
            }
        }
        Ok(rows)
    };
    let parts: Vec<Result<Vec<Row>, Problem>> = std::thread::scope(|scope| {
        let tasks: Vec<_> = stamps.chunks(size).map(|part| scope.spawn(|| read(part))).collect();
        let failed = || Problem::new("internal", "reading the articles failed");
        tasks.into_iter().map(|task| task.join().unwrap_or_else(|_| Err(failed()))).collect()
    });
    let mut rows = Vec::with_capacity(stamps.len());
    for part in parts {
        rows.extend(part?);
    }
    Ok(Rows::of(rows))
}

/// The rows of an engine that does not.
fn unstamped(engine: &dyn Engine) -> Result<Rows, Problem> {
    let request = SearchRequest { limit: PageLimit::All, snippets: 0, ..SearchRequest::new(Query::All) };
    let ranking = engine.rank(&request)?;
    let mut rows = Vec::with_capacity(ranking.hits.len());
    let mut is_partial = ranking.partial;
    for (number, (id, _)) in (0..).zip(ranking.hits) {
        if engine.is_late() {
            is_partial = true;
            break;
        }
        rows.extend(engine.article(&id)?.map(|article| Row::of(&article, (number, 0))));
    }
    Ok(Rows { is_partial, ..Rows::of(rows) })
}

impl Rows {
    fn of(mut rows: Vec<Row>) -> Rows {
        // The order of time is the order in which articles lie; what has no day comes last.
        rows.sort_by(|a, b| {
            let place = |row: &Row| if row.dates[0] == NO_DATE { i64::MAX } else { row.dates[0] };
            (place(a), &a.id).cmp(&(place(b), &b.id))
        });
        let mut all = Rows { quotes: vec![0], ..Rows::default() };
        let mut keywords: Vec<Vec<Vec<Box<str>>>> = vec![Vec::new(); KEYWORDS.len()];
        let mut quote_keywords: Vec<Vec<Vec<Box<str>>>> = vec![Vec::new(); QUOTE_KEYWORDS.len()];
        all.dates = vec![Vec::new(); DATES.len()];
        for (at, row) in (0..).zip(rows) {
            all.places.insert(row.id.clone(), at);
            all.ids.push(row.id);
            all.stamps.push(row.stamp);
            keywords.iter_mut().zip(row.keywords).for_each(|(column, words)| column.push(words));
            all.dates.iter_mut().zip(row.dates).for_each(|(column, date)| column.push(date));
            for quote in row.quotes {
                all.quoted_in.push(at);
                quote_keywords.iter_mut().zip(quote).for_each(|(column, words)| column.push(words));
            }
            all.quotes.push(u32::try_from(all.quoted_in.len()).unwrap_or(u32::MAX));
            all.is_given.push(row.is_given);
            all.has.push(row.has);
        }
        all.keywords = keywords.into_iter().map(Column::of).collect();
        all.quote_keywords = quote_keywords.into_iter().map(Column::of).collect();
        all
    }

    /// An article that has not changed since.
    fn row(&self, id: &ArticleId, stamp: (u64, u64)) -> Option<Row> {
        let at = self.place(id)?;
        if self.stamps[at] != stamp {
            return None;
        }
        let words = |columns: &[Column], row: usize| {
            columns.iter().map(|it| it.words_of(row).map(Box::from).collect()).collect()
        };
        Some(Row {
            id: id.clone(),
            stamp,
            keywords: words(&self.keywords, at),
            dates: self.dates.iter().map(|it| it[at]).collect(),
            quotes: self.quotes_of(at).map(|quote| words(&self.quote_keywords, quote)).collect(),
            is_given: self.is_given[at],
            has: self.has[at],
        })
    }

    /// How many articles there are.
    pub(super) fn len(&self) -> usize {
        self.ids.len()
    }

    /// The row of an article.
    pub(super) fn place(&self, id: &ArticleId) -> Option<usize> {
        self.places.get(id).map(|it| *it as usize)
    }

    /// The quotations of an article.
    pub(super) fn quotes_of(&self, row: usize) -> std::ops::Range<usize> {
        self.quotes[row] as usize..self.quotes[row + 1] as usize
    }
}

impl Row {
    fn of(article: &Article, stamp: (u64, u64)) -> Row {
        let document = source::document(article);
        let mut keywords: Vec<Vec<Box<str>>> = KEYWORDS.iter().map(|name| words(&document, name)).collect();
        // Every article has its id, whatever was given.
        keywords[0] = vec![article.id.as_str().into()];
        let quotes: Vec<Vec<Vec<Box<str>>>> = list(document.get("quotes"))
            .into_iter()
            .filter_map(Value::as_object)
            .map(|quote| {
                QUOTE_KEYWORDS.iter().map(|name| words(quote, &name["quotes.".len()..])).collect::<Vec<_>>()
            })
            .collect();
        keywords[SPEAKER] = quotes.iter().flat_map(|quote| quote[0].clone()).collect();
        let date = |name: &&str| {
            let value = list(document.get(*name)).into_iter().find(|it| !it.is_null());
            value.and_then(dates::of_document).unwrap_or(NO_DATE)
        };
        Row {
            id: article.id.clone(),
            stamp,
            keywords,
            dates: DATES.iter().map(date).collect(),
            is_given: source::has_given_quotes(article),
            has: [article.title.is_some(), !article.body.is_empty()],
            quotes,
        }
    }
}

/// The words of a field, to the letter.
fn words(document: &Map<String, Value>, name: &str) -> Vec<Box<str>> {
    let values = list(document.get(name)).into_iter().filter(|it| !it.is_null() && !it.is_object());
    values.map(|it| text(it).into_boxed_str()).collect()
}

//! What is new for a watch: a match that its ledger does not hold.
//!
//! The watch is asked whole. Days and the order of arrival decide nothing but whether an article is marked late, and
//! what counts as old when a question is changed.

use std::collections::BTreeMap;

use xxhash_rust::xxh3::xxh3_64;

use crate::article::{Article, ArticleId};
use crate::date::Day;
use crate::field::Field;
use crate::query::{FieldClause, Query};
use crate::request::{AskError, Limit, both};
use crate::search::{ArticleStamp, Corpus, Engine, Hit, SearchError, SearchRequest};
use crate::watch::definition::Watch;
use crate::watch::ledger::{Ledger, Run};
use crate::watch::question::{Earlier, Fresh, Round, after, question, request};
use crate::watch::story::{Kind, Place, Story, stories};

/// An article that is to be told.
#[derive(Debug, Clone)]
pub struct News {
    /// Why.
    pub kind: Kind,
    /// Which article.
    pub stamp: ArticleStamp,
    /// Whether it was published two days or more before the day of the last run.
    pub late: bool,
    /// The parts that changed; empty where that is not known.
    pub changed: Vec<String>,
    /// Hashes of its parts, where edits are told.
    pub parts: BTreeMap<String, String>,
    /// The article with its evidence.
    pub hit: Hit,
    /// The article that was told before, of which this is a further place.
    pub story: Option<String>,
    /// Its copies that are told with it, with the hashes of their parts.
    pub copies: Vec<(ArticleStamp, BTreeMap<String, String>)>,
    /// Where it stands, itself first; empty where it has no copies.
    pub places: Vec<Place>,
}

/// What a watch finds.
#[derive(Debug, Clone)]
pub struct Found {
    /// What is to be told, in this order.
    pub news: Vec<News>,
    /// What is not told because it was there before, with the hashes of its parts.
    pub seen: Vec<(ArticleStamp, BTreeMap<String, String>)>,
    /// How many more are to be told by the next run: the limit of the watch.
    pub left: usize,
    /// What should be known about it.
    pub notices: Vec<String>,
    /// The run, to be kept when all is told; its time is the caller's.
    pub run: Run,
}

impl Found {
    /// How many articles are told.
    #[must_use]
    pub fn told(&self) -> usize {
        self.news.iter().map(|it| 1 + it.copies.len()).sum()
    }

    /// Nothing new since a run.
    #[must_use]
    pub fn nothing() -> Found {
        Found { news: Vec::new(), seen: Vec::new(), left: 0, notices: Vec::new(), run: Run::default() }
    }
}

/// How many articles are fetched at once.
const CHUNK: usize = 50;

/// Finds what is new for a watch. Where `fresh` is what it finds among the articles that came since its last run, and its
/// answer depends on nothing else, it is not asked again.
///
/// # Errors
///
/// Its question cannot be read, or the engine does not answer it.
pub fn find(
    engine: &dyn Engine,
    watch: &Watch,
    ledger: &Ledger,
    round: &Round,
    fresh: Option<&Fresh>,
) -> Result<Found, AskError> {
    let (earlier, today) = (round.earlier, round.today);
    let corpus = engine.corpus()?;
    let mut found = Found {
        news: Vec::new(),
        seen: Vec::new(),
        left: 0,
        notices: Vec::new(),
        run: run_of(watch, &corpus, round),
    };
    let request = request(watch, today)?;
    if earlier == Earlier::Left
        && !ledger.from_start
        && ledger.run.as_ref().is_some_and(|it| it.is_as(&found.run))
    {
        return Ok(found);
    }
    let since = after(watch, ledger, round, &corpus, &request);
    let stamps = match fresh.filter(|it| since.is_some_and(|since| it.after <= since)) {
        Some(fresh) => fresh.stamps.clone(),
        None => {
            let ids: Vec<ArticleId> = engine.rank(&request)?.hits.into_iter().map(|it| it.0).collect();
            engine.stamps(&ids)?.into_iter().flatten().collect()
        }
    };
    let mut tell = Vec::new();
    let old = Old::of(watch, ledger, earlier, &corpus, &mut found.notices);
    for stamp in stamps {
        match ledger.known(&stamp.id) {
            Some(known) if watch.edits && known.content != content(&stamp) => {
                tell.push((Kind::Changed, stamp));
            }
            Some(_) => {}
            None if old.holds(&stamp) => found.seen.push((stamp, BTreeMap::new())),
            None => tell.push((Kind::New, stamp)),
        }
    }
    if watch.request.sort.is_none() {
        tell.sort_by(|a, b| (a.1.sequence, &a.1.id).cmp(&(b.1.sequence, &b.1.id)));
    }
    let mut tell = stories(engine, watch, ledger, tell)?;
    let most = match watch.request.limit {
        Some(Limit::Hits(most)) => most.max(1),
        Some(Limit::All) | None => usize::MAX,
    };
    found.left = tell.iter().skip(most).map(|it| 1 + it.copies.len()).sum();
    tell.truncate(most);
    if found.left > 0 {
        found.run.complete = false;
    }
    if watch.edits {
        for (stamp, parts) in &mut found.seen {
            *parts = parts_of(engine, &stamp.id)?;
        }
    }
    let last_day = ledger.run.as_ref().and_then(|it| it.day.parse::<Day>().ok());
    for chunk in tell.chunks(CHUNK) {
        let mut hits = hits(engine, &request, chunk)?;
        for Story { kind, stamp, told, copies } in chunk {
            let Some(at) = hits.iter().position(|it| it.id.as_str() == stamp.id) else { continue };
            let hit = hits.swap_remove(at);
            let parts = if watch.edits { parts_of(engine, &stamp.id)? } else { BTreeMap::new() };
            let (copies, places) = places(engine, watch, stamp, copies)?;
            let before = ledger.known(&stamp.id).map(|it| &it.parts);
            let changed = match (kind, before) {
                (Kind::Changed, Some(before)) if !before.is_empty() => differing(before, &parts),
                _ => Vec::new(),
            };
            let day = hit.dating.map(|it| it.day);
            let late = day.zip(last_day).is_some_and(|(day, last)| day.number() + 1 < last.number());
            found.news.push(News {
                kind: *kind,
                stamp: stamp.clone(),
                late,
                changed,
                parts,
                hit,
                story: told.clone(),
                copies,
                places,
            });
        }
    }
    Ok(found)
}

/// The hash of the content of an article, as text.
#[must_use]
pub fn content(stamp: &ArticleStamp) -> String {
    format!("{:016x}", stamp.content)
}

/// What counts as having been there before.
enum Old {
    None,
    All,
    UpTo(u64),
}

impl Old {
    fn of(
        watch: &Watch,
        ledger: &Ledger,
        earlier: Earlier,
        corpus: &Corpus,
        notices: &mut Vec<String>,
    ) -> Old {
        let is_changed = ledger.run.as_ref().is_some_and(|it| it.question != question(watch));
        if is_changed {
            notices.push("the question was changed since the last run".to_owned());
        }
        if earlier == Earlier::Told || ledger.from_start {
            return Old::None;
        }
        match &ledger.run {
            None => Old::All,
            Some(_) if !is_changed => Old::None,
            Some(run) => {
                let chain = u64::from_str_radix(&run.chain, 16).unwrap_or(0);
                if corpus.continues((run.sequence, chain)) {
                    return Old::UpTo(run.sequence);
                }
                let what = "the index was made anew meanwhile: all that the changed question finds is told";
                notices.push(what.to_owned());
                Old::None
            }
        }
    }

    fn holds(&self, stamp: &ArticleStamp) -> bool {
        match self {
            Old::None => false,
            Old::All => true,
            Old::UpTo(last) => stamp.sequence <= *last,
        }
    }
}

impl Run {
    /// Whether nothing can have changed between this run and another: the same question of the same articles on the same day.
    fn is_as(&self, other: &Run) -> bool {
        let of = |it: &Run| {
            (it.question.clone(), it.sequence, it.chain.clone(), it.fingerprint.clone(), it.day.clone())
        };
        self.complete && of(self) == of(other)
    }
}

fn run_of(watch: &Watch, corpus: &Corpus, round: &Round) -> Run {
    Run { question: question(watch), ..run(corpus, round) }
}

/// A run over these articles, of no question; its time is the caller's.
#[must_use]
pub fn run(corpus: &Corpus, round: &Round) -> Run {
    let (sequence, chain) = corpus.history.last().copied().unwrap_or_default();
    Run {
        question: String::new(),
        sequence,
        chain: format!("{chain:016x}"),
        fingerprint: corpus.fingerprint(),
        day: round.today.to_string(),
        names: round.names.clone(),
        at: String::new(),
        complete: true,
    }
}

/// The hits of these articles for a request that they satisfy.
fn hits(engine: &dyn Engine, request: &SearchRequest, of: &[Story]) -> Result<Vec<Hit>, SearchError> {
    let clause = |id: &str| Query::Field(FieldClause::Exact(Field::Id, id.to_owned()));
    let ids = match of {
        [one] => clause(&one.stamp.id),
        several => Query::Or(several.iter().map(|it| clause(&it.stamp.id)).collect()),
    };
    let query = both(request.query.clone(), vec![ids]);
    Ok(engine.search(&SearchRequest { query, ..request.clone() })?.hits)
}

/// The copies of a story with the hashes of their parts, and all its places.
#[expect(clippy::type_complexity, reason = "two lists side by side")]
fn places(
    engine: &dyn Engine,
    watch: &Watch,
    stamp: &ArticleStamp,
    copies: &[ArticleStamp],
) -> Result<(Vec<(ArticleStamp, BTreeMap<String, String>)>, Vec<Place>), SearchError> {
    let (mut told, mut places) = (Vec::new(), Vec::new());
    if copies.is_empty() {
        return Ok((told, places));
    }
    for (at, stamp) in std::iter::once(stamp).chain(copies).enumerate() {
        let article = ArticleId::new(&stamp.id).map(|id| engine.article(&id)).transpose()?.flatten();
        let parts = article.as_ref().filter(|_| watch.edits).map(parts).unwrap_or_default();
        places.push(
            article.as_ref().map_or_else(|| Place { id: stamp.id.clone(), fields: Vec::new() }, Place::of),
        );
        if at > 0 {
            told.push((stamp.clone(), parts));
        }
    }
    Ok((told, places))
}

/// The hashes of the parts of an article.
fn parts_of(engine: &dyn Engine, id: &str) -> Result<BTreeMap<String, String>, SearchError> {
    let article = match ArticleId::new(id) {
        Some(id) => engine.article(&id)?,
        None => None,
    };
    Ok(article.map(|it| parts(&it)).unwrap_or_default())
}

/// Every field of an article that has something in it, as a hash.
fn parts(article: &Article) -> BTreeMap<String, String> {
    let mut parts = BTreeMap::new();
    for field in Field::all().filter(|it| !matches!(it, Field::Id | Field::Path)) {
        if let Some(value) = article.text(field) {
            parts.insert(field.as_str().to_owned(), format!("{:016x}", xxh3_64(value.as_bytes())));
        }
    }
    parts
}

/// The names of what differs.
fn differing(before: &BTreeMap<String, String>, after: &BTreeMap<String, String>) -> Vec<String> {
    let mut names: Vec<String> =
        before.keys().chain(after.keys()).filter(|it| before.get(*it) != after.get(*it)).cloned().collect();
    names.sort();
    names.dedup();
    names
}

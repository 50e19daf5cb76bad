//! An engine whose answers are bounded in time, and that can be told to stop.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use crate::article::{Article, ArticleId};
use crate::query::Word;
use crate::search::{
    ArticleStamp, Capability, Corpus, Engine, Evidence, Expansion, Hit, IndexInfo, NearWord, Ranking,
    SearchError, SearchPage, SearchRequest,
};

/// How often it is asked whether anybody waits.
const LOOK: Duration = Duration::from_millis(50);

/// Tells work that is under way to stop; clones tell the same work.
#[derive(Clone, Default)]
pub struct Cancel(Arc<State>);

#[derive(Default)]
struct State {
    is_cancelled: AtomicBool,
    asking: Option<Asking>,
}

/// What is asked now and then.
struct Asking {
    is_gone: Box<dyn Fn() -> bool + Send + Sync>,
    last: Mutex<Instant>,
}

impl std::fmt::Debug for Cancel {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_tuple("Cancel").field(&self.0.is_cancelled).finish()
    }
}

impl Cancel {
    /// One that asks now and then whether whoever waits has gone.
    #[must_use]
    pub fn asking(is_gone: impl Fn() -> bool + Send + Sync + 'static) -> Cancel {
        let asking = Asking { is_gone: Box::new(is_gone), last: Mutex::new(Instant::now()) };
        Cancel(Arc::new(State { is_cancelled: AtomicBool::new(false), asking: Some(asking) }))
    }

    /// Stops the work.
    pub fn cancel(&self) {
        self.0.is_cancelled.store(true, Ordering::Relaxed);
    }

    /// Whether the work is to stop.
    #[must_use]
    pub fn is_cancelled(&self) -> bool {
        let State { is_cancelled, asking } = &*self.0;
        if is_cancelled.load(Ordering::Relaxed) {
            return true;
        }
        if let Some(Asking { is_gone, last }) = asking
            && let Ok(mut last) = last.try_lock()
            && last.elapsed() > LOOK
        {
            *last = Instant::now();
            if is_gone() {
                self.cancel();
                return true;
            }
        }
        false
    }

    /// Stops the work when what is returned is dropped.
    #[must_use]
    pub fn on_drop(&self) -> CancelOnDrop {
        CancelOnDrop(self.clone())
    }
}

/// Stops work when it is dropped.
#[derive(Debug)]
pub struct CancelOnDrop(Cancel);

impl Drop for CancelOnDrop {
    fn drop(&mut self) {
        self.0.cancel();
    }
}

/// An engine for one piece of work that asks many questions: all of them together take no longer than the work may.
#[derive(Debug)]
pub struct Limited<'a> {
    engine: &'a dyn Engine,
    until: Option<Instant>,
    cancel: Cancel,
    is_late: AtomicBool,
}

impl<'a> Limited<'a> {
    /// An engine that answers for so long from now, and until it is cancelled.
    #[must_use]
    pub fn new(engine: &'a dyn Engine, time: Duration, cancel: Cancel) -> Limited<'a> {
        let until = Instant::now().checked_add(time);
        Limited { engine, until, cancel, is_late: AtomicBool::new(false) }
    }

    fn limited(&self, request: &SearchRequest) -> SearchRequest {
        let left = self.until.map(|until| until.saturating_duration_since(Instant::now()));
        let timeout = match (request.timeout, left) {
            (Some(asked), Some(left)) => Some(asked.min(left)),
            (asked, left) => asked.or(left),
        };
        SearchRequest { timeout, cancel: Some(self.cancel.clone()), ..request.clone() }
    }

    fn note(&self, is_partial: bool) {
        if is_partial {
            self.is_late.store(true, Ordering::Relaxed);
        }
    }
}

impl Engine for Limited<'_> {
    fn capabilities(&self) -> &'static [Capability] {
        self.engine.capabilities()
    }

    fn articles(&self) -> Result<u64, SearchError> {
        self.engine.articles()
    }

    fn search(&self, request: &SearchRequest) -> Result<SearchPage, SearchError> {
        let page = self.engine.search(&self.limited(request))?;
        self.note(page.partial);
        Ok(page)
    }

    fn each_hit(
        &self,
        request: &SearchRequest,
        take: &mut dyn FnMut(Hit) -> bool,
    ) -> Result<SearchPage, SearchError> {
        let page = self.engine.each_hit(&self.limited(request), take)?;
        self.note(page.partial);
        Ok(page)
    }

    fn each_article(
        &self,
        request: &SearchRequest,
        take: &mut dyn FnMut(Article, Vec<Evidence>) -> bool,
    ) -> Result<SearchPage, SearchError> {
        let page = self.engine.each_article(&self.limited(request), take)?;
        self.note(page.partial);
        Ok(page)
    }

    fn rank(&self, request: &SearchRequest) -> Result<Ranking, SearchError> {
        let ranking = self.engine.rank(&self.limited(request))?;
        self.note(ranking.partial);
        Ok(ranking)
    }

    fn article(&self, id: &ArticleId) -> Result<Option<Article>, SearchError> {
        self.engine.article(id)
    }

    fn info(&self) -> Result<IndexInfo, SearchError> {
        self.engine.info()
    }

    fn copies(&self, id: &ArticleId) -> Result<Vec<ArticleId>, SearchError> {
        self.engine.copies(id)
    }

    fn all_copies(&self) -> Result<Vec<Vec<ArticleId>>, SearchError> {
        self.engine.all_copies()
    }

    fn expand(&self, word: &Word, limit: usize) -> Result<Vec<Expansion>, SearchError> {
        self.engine.expand(word, limit)
    }

    fn near_words(&self, word: &str, limit: usize) -> Result<Vec<NearWord>, SearchError> {
        // Nothing is offered to who has gone.
        if self.is_late() { Ok(Vec::new()) } else { self.engine.near_words(word, limit) }
    }

    fn canonical_speaker(&self, name: &str) -> Result<String, SearchError> {
        self.engine.canonical_speaker(name)
    }

    fn holds_path(&self, path: &str) -> Result<bool, SearchError> {
        self.engine.holds_path(path)
    }

    fn corpus(&self) -> Result<Corpus, SearchError> {
        self.engine.corpus()
    }

    fn each_stamp(&self, after: u64, take: &mut dyn FnMut(ArticleStamp)) -> Result<(), SearchError> {
        self.engine.each_stamp(after, take)
    }

    fn stamps(&self, ids: &[ArticleId]) -> Result<Vec<Option<ArticleStamp>>, SearchError> {
        self.engine.stamps(ids)
    }

    fn is_late(&self) -> bool {
        if self.until.is_some_and(|until| Instant::now() >= until) || self.cancel.is_cancelled() {
            self.is_late.store(true, Ordering::Relaxed);
        }
        self.is_late.load(Ordering::Relaxed)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn work_is_cancelled_by_hand_by_a_drop_or_by_what_is_asked() {
        let cancel = Cancel::default();
        assert!(!cancel.is_cancelled());
        drop(cancel.clone().on_drop());
        assert!(cancel.is_cancelled());
        let gone = Arc::new(AtomicBool::new(false));
        let asked = Arc::clone(&gone);
        let cancel = Cancel::asking(move || asked.load(Ordering::Relaxed));
        gone.store(true, Ordering::Relaxed);
        assert!(!cancel.is_cancelled(), "it is asked now and then");
        std::thread::sleep(LOOK * 2);
        assert!(cancel.is_cancelled());
        gone.store(false, Ordering::Relaxed);
        assert!(cancel.is_cancelled(), "it stays so");
    }
}

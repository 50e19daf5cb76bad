//! What an engine is to everything that searches.
//!
//! An [`Engine`] holds articles and answers requests; how it keeps them is its own affair. The data on
//! both sides of it is plain, and every engine finds the same articles for the same query.

use std::fmt::Debug;
use std::sync::Arc;

use crate::analysis::{Words, plain};
use crate::article::{Article, ArticleId};
use crate::query::{Query, SpanQuery, Word};
use crate::search::{
    ArticleStamp, Capability, Corpus, Evidence, Hit, IndexInfo, NearWord, PageLimit, Ranking, SearchError,
    SearchPage, SearchRequest,
};

/// A fixed state of a collection of articles that answers requests.
///
/// It can be shared between threads. Articles that are added later are not seen; an
/// [`EngineSource`] hands out newer states.
pub trait Engine: Debug + Send + Sync {
    /// What this engine can do besides finding articles and showing their evidence.
    fn capabilities(&self) -> &'static [Capability];

    /// How many articles it holds.
    ///
    /// # Errors
    ///
    /// [`SearchError::Failed`].
    fn articles(&self) -> Result<u64, SearchError>;

    /// Answers a request with a page of hits, counts and facets.
    ///
    /// # Errors
    ///
    /// The query is refused (see [`SearchError::is_refusal`]), or the engine fails.
    fn search(&self, request: &SearchRequest) -> Result<SearchPage, SearchError>;

    /// As [`Self::search`], with each hit handed to `take` as it is made, so that not all of them are held at once. It
    /// ends when `take` returns false. The page that is returned holds no hits.
    ///
    /// # Errors
    ///
    /// As [`Self::search`].
    fn each_hit(
        &self,
        request: &SearchRequest,
        take: &mut dyn FnMut(Hit) -> bool,
    ) -> Result<SearchPage, SearchError> {
        let mut page = self.search(request)?;
        let _ = std::mem::take(&mut page.hits).into_iter().all(take);
        Ok(page)
    }

    /// As [`Self::each_hit`], with the whole article of each hit and its evidence, in whatever order is the fastest.
    ///
    /// # Errors
    ///
    /// As [`Self::search`].
    fn each_article(
        &self,
        request: &SearchRequest,
        take: &mut dyn FnMut(Article, Vec<Evidence>) -> bool,
    ) -> Result<SearchPage, SearchError> {
        let mut failed = Ok(());
        let page = self.each_hit(request, &mut |hit| match self.article(&hit.id) {
            Ok(Some(article)) => take(article, hit.spans),
            Ok(None) => true,
            Err(error) => {
                failed = Err(error);
                false
            }
        })?;
        failed.map(|()| page)
    }

    /// Only which articles answer a request, in which order and with which scores; no text is read.
    ///
    /// # Errors
    ///
    /// As [`Self::search`].
    fn rank(&self, request: &SearchRequest) -> Result<Ranking, SearchError>;

    /// The article of this id, whole; `None` when there is none.
    ///
    /// # Errors
    ///
    /// [`SearchError::Failed`].
    fn article(&self, id: &ArticleId) -> Result<Option<Article>, SearchError>;

    /// Statistics of the whole collection; each list holds its ten largest values.
    ///
    /// # Errors
    ///
    /// [`SearchError::Failed`].
    fn info(&self) -> Result<IndexInfo, SearchError>;

    /// The ids of the copies of an article in order, its own among them; none when it has no copies, or is not there.
    ///
    /// # Errors
    ///
    /// [`SearchError::Unsupported`] without [`Capability::Copies`], or the engine fails.
    fn copies(&self, _id: &ArticleId) -> Result<Vec<ArticleId>, SearchError> {
        Err(SearchError::Unsupported(Capability::Copies))
    }

    /// Every group of copies, of two and more: the ids of each in order, the groups by their first.
    ///
    /// # Errors
    ///
    /// As [`Self::copies`].
    fn all_copies(&self) -> Result<Vec<Vec<ArticleId>>, SearchError> {
        Err(SearchError::Unsupported(Capability::Copies))
    }

    /// The plain forms in the texts that a word of a query stands for, most frequent first. Empty for
    /// a word that stands for one form, or for any token.
    ///
    /// # Errors
    ///
    /// It stands for more than `limit` forms, or the engine fails.
    fn expand(&self, word: &Word, limit: usize) -> Result<Vec<Expansion>, SearchError>;

    /// In how many articles the words of `text` stand side by side, in their plain form.
    ///
    /// # Errors
    ///
    /// As [`Self::search`].
    fn articles_with(&self, text: &str) -> Result<u64, SearchError> {
        let mut words: Vec<Word> =
            Words::new(text).map(|span| Word::Plain(plain(span.of(text)).into_owned())).collect();
        let span = match words.len() {
            0 => return Ok(0),
            1 => SpanQuery::Word(words.remove(0)),
            _ => SpanQuery::Phrase(words),
        };
        let mut request = SearchRequest::new(Query::Span(span));
        (request.limit, request.snippets) = (PageLimit::Hits(0), 0);
        Ok(self.rank(&request)?.articles.number())
    }

    /// At most `limit` words of the texts that may be meant by `word`, itself not among them: other
    /// spellings of the name, then words within two edits, nearest first, names first, then the most frequent.
    ///
    /// # Errors
    ///
    /// [`SearchError::Unsupported`] without [`Capability::NearWords`], or the engine fails.
    fn near_words(&self, word: &str, limit: usize) -> Result<Vec<NearWord>, SearchError>;

    /// The name under which a speaker is counted: the main spelling of those that are linked.
    ///
    /// # Errors
    ///
    /// [`SearchError::Failed`].
    fn canonical_speaker(&self, name: &str) -> Result<String, SearchError> {
        Ok(name.to_owned())
    }

    /// Whether any article was read from this file or from below this folder.
    ///
    /// # Errors
    ///
    /// [`SearchError::Failed`].
    fn holds_path(&self, path: &str) -> Result<bool, SearchError>;

    /// Which articles it holds, as one sum, and the number of the one that came last.
    ///
    /// # Errors
    ///
    /// [`SearchError::Unsupported`] without [`Capability::Arrivals`], or the engine fails.
    fn corpus(&self) -> Result<Corpus, SearchError> {
        Err(SearchError::Unsupported(Capability::Arrivals))
    }

    /// Calls `take` with each article whose number is greater than `after`, in no order.
    ///
    /// # Errors
    ///
    /// As [`Self::corpus`].
    fn each_stamp(&self, after: u64, take: &mut dyn FnMut(ArticleStamp)) -> Result<(), SearchError> {
        let _ = (after, take);
        Err(SearchError::Unsupported(Capability::Arrivals))
    }

    /// For each of these ids the stamp of its article, where there is one.
    ///
    /// # Errors
    ///
    /// As [`Self::corpus`].
    fn stamps(&self, ids: &[ArticleId]) -> Result<Vec<Option<ArticleStamp>>, SearchError> {
        let _ = ids;
        Err(SearchError::Unsupported(Capability::Arrivals))
    }

    /// Whether the time for the work that it does has run out, or some answer was partial: what was found so far is
    /// what there is. An engine without a limit is never late.
    fn is_late(&self) -> bool {
        false
    }
}

/// A form that a word of a query stands for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Expansion {
    /// The plain form.
    pub form: String,
    /// In how many articles it stands.
    pub articles: u64,
}

/// A collection that may change while it is searched: it hands out its states one after another.
pub trait EngineSource: Debug + Send + Sync {
    /// Where the collection is, for people: a folder, an address.
    fn location(&self) -> String;

    /// The newest state that was taken up; cheap.
    fn current(&self) -> Arc<dyn Engine>;

    /// Takes up what was committed since the last time.
    ///
    /// # Errors
    ///
    /// [`SearchError::Failed`] when the newest state cannot be read; the one before stays.
    fn refresh(&self) -> Result<(), SearchError>;
}

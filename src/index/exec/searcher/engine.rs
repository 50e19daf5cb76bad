//! The index as an [`Engine`].

use crate::article::{Article, ArticleId};
use crate::index::error::catch_panic;
use crate::index::exec::searcher::Searcher;
use crate::index::plan::compile::CopiesOf;
use crate::query::Word;
use crate::search::{
    ArticleStamp, Capability, Corpus, Engine, Evidence, Expansion, Hit, IndexInfo, NearWord, Ranking,
    SearchError, SearchPage, SearchRequest,
};

impl Engine for Searcher {
    fn capabilities(&self) -> &'static [Capability] {
        const ALL: [Capability; 6] = [
            Capability::ExactCounts,
            Capability::Relevance,
            Capability::Explanations,
            Capability::NearWords,
            Capability::Arrivals,
            Capability::Copies,
        ];
        &ALL
    }

    fn articles(&self) -> Result<u64, SearchError> {
        Ok(self.0.engine.num_docs())
    }

    fn search(&self, request: &SearchRequest) -> Result<SearchPage, SearchError> {
        Ok(self.guarded(|| self.answer(request))?)
    }

    fn each_hit(
        &self,
        request: &SearchRequest,
        take: &mut dyn FnMut(Hit) -> bool,
    ) -> Result<SearchPage, SearchError> {
        Ok(self.guarded(|| self.answer_with(request, take))?)
    }

    fn each_article(
        &self,
        request: &SearchRequest,
        take: &mut dyn FnMut(Article, Vec<Evidence>) -> bool,
    ) -> Result<SearchPage, SearchError> {
        Ok(self.guarded(|| self.answer_as_stored(request, take))?)
    }

    fn rank(&self, request: &SearchRequest) -> Result<Ranking, SearchError> {
        Ok(self.guarded(|| self.ranking(request))?)
    }

    fn article(&self, id: &ArticleId) -> Result<Option<Article>, SearchError> {
        Ok(self.stored_article(id)?)
    }

    fn info(&self) -> Result<IndexInfo, SearchError> {
        Ok(catch_panic(&self.0.dir, || self.summary())?)
    }

    fn copies(&self, id: &ArticleId) -> Result<Vec<ArticleId>, SearchError> {
        Ok(self.guarded(|| self.copies_of(id))?)
    }

    fn all_copies(&self) -> Result<Vec<Vec<ArticleId>>, SearchError> {
        Ok(self.guarded(|| self.ids_of_copies())?)
    }

    fn expand(&self, word: &Word, limit: usize) -> Result<Vec<Expansion>, SearchError> {
        Ok(self.guarded(|| self.expansions(word, limit))?)
    }

    fn near_words(&self, word: &str, limit: usize) -> Result<Vec<NearWord>, SearchError> {
        Ok(self.guarded(|| self.near(word, limit))?)
    }

    fn canonical_speaker(&self, name: &str) -> Result<String, SearchError> {
        Ok(self.links().canonical(name).to_owned())
    }

    fn corpus(&self) -> Result<Corpus, SearchError> {
        Ok(self.0.corpus.clone())
    }

    fn each_stamp(&self, after: u64, take: &mut dyn FnMut(ArticleStamp)) -> Result<(), SearchError> {
        Ok(self.guarded(|| self.stamps_after(after, take))?)
    }

    fn stamps(&self, ids: &[ArticleId]) -> Result<Vec<Option<ArticleStamp>>, SearchError> {
        Ok(self.guarded(|| ids.iter().map(|id| self.stamp_of(id)).collect())?)
    }

    fn holds_path(&self, path: &str) -> Result<bool, SearchError> {
        Ok(catch_panic(&self.0.dir, || self.holds(path))?)
    }
}

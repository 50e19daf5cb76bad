//! A snapshot of the index, and how it answers.

use std::collections::{BTreeSet, HashMap};
use std::sync::{Arc, Mutex, OnceLock};
use std::time::Instant;

use tantivy::index::SegmentId;
use tantivy::query::{EnableScoring, Query as EngineQuery, TermQuery};
use tantivy::schema::{IndexRecordOption, Value};
use tantivy::{DocAddress, DocSet, ReloadPolicy, TantivyDocument, Term};

use crate::article::{Article, ArticleId, Language};
use crate::field::Field;
use crate::index::build::copies::PlacedGroups;
use crate::index::build::opened::OpenIndex;
use crate::index::build::schema::Fields;
use crate::index::build::stored;
use crate::index::error;
use crate::index::error::{EngineError, IndexError, catch_panic, failed};
use crate::index::exec::collector::{Gather, Gathered};
use crate::index::exec::occurrences;
use crate::index::exec::query::{WalkContext, query_of};
use crate::index::exec::standing::Shown;
use crate::index::exec::term_set::TermSetQuery;
use crate::index::plan::access::Access;
use crate::index::plan::compile::Compiler;
use crate::index::plan::context::QueryContext;
use crate::index::store::columns::SegmentColumns;
use crate::index::store::manifest::Manifest;
use crate::index::store::metadata;
use crate::index::store::metadata::SegmentMetadata;
use crate::index::switches::Switches;
use crate::people::names::Links;
use crate::query::{NamePattern, Query};
use crate::search;
use crate::search::stories::Grouping;
use crate::search::{
    Count, Evidence, Facet, Hit, HitParts, Occurrences, PageLimit, Ranking, SearchPage, SearchRequest,
    SortBy, Variants,
};

mod copies;
mod engine;
mod events;
mod info;
mod names;
mod shown;
mod stamps;
mod together;

/// Shows hits, and says how many pieces of evidence they hold, where it has read them.
type Show<'a> = dyn FnMut(Vec<Shown>, &Compiler<'_>) -> Result<Option<u64>, EngineError> + 'a;

/// A snapshot of an index that answers requests; cheap to clone, safe to share between threads.
#[derive(Clone)]
pub struct Searcher(Arc<Snapshot>);

struct Snapshot {
    dir: std::path::PathBuf,
    engine: tantivy::Searcher,
    fields: Fields,
    switches: Switches,
    manifest: Manifest,
    languages: Vec<Language>,
    /// The number of the commit that it shows.
    stamp: u64,
    /// Which articles it holds.
    corpus: search::Corpus,
    /// The name of that state, deletions and merges included.
    state: String,
    links: OnceLock<Links>,
    copies: OnceLock<Arc<PlacedGroups>>,
    columns: Vec<Arc<SegmentColumns>>,
    columns_by_id: Arc<HashMap<SegmentId, Arc<SegmentColumns>>>,
}

impl std::fmt::Debug for Searcher {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Searcher").field("dir", &self.0.dir).finish_non_exhaustive()
    }
}

/// The best hits of a request, by where they lie in one snapshot of the index.
#[derive(Debug)]
pub struct BestHits {
    /// How many articles satisfy the query.
    pub articles: Count,
    /// Whether time ran out.
    pub partial: bool,
    hits: Vec<(f32, DocAddress)>,
}

impl BestHits {
    /// The scores, in order.
    pub fn scores(&self) -> impl Iterator<Item = f32> + '_ {
        self.hits.iter().map(|(score, _)| *score)
    }
}

impl Searcher {
    pub(crate) fn open(index: &OpenIndex, switches: Switches) -> Result<Searcher, IndexError> {
        let read = |err| error::from_engine(index.dir(), "read", err);
        let look = || metadata::bytes(index.dir(), index.engine.directory());
        let open = || -> tantivy::Result<tantivy::Searcher> {
            let reader = index.engine.reader_builder().reload_policy(ReloadPolicy::Manual);
            let reader: tantivy::IndexReader = reader.try_into()?;
            Ok(reader.searcher())
        };
        let mut before = look()?;
        let engine = loop {
            let opened = catch_panic(index.dir(), || open().map_err(read));
            let after = look()?;
            if before == after {
                break opened?;
            }
            // There was a commit meanwhile: it is not known which state was opened, or could not be opened.
            before = after;
        };
        let metadata = SegmentMetadata::of(index.dir(), &before)?;
        let languages = catch_panic(index.dir(), || languages(&engine, &index.fields).map_err(read))?;
        let columns: Vec<Arc<SegmentColumns>> =
            engine.segment_readers().iter().map(|_| Arc::default()).collect();
        let ids = engine.segment_readers().iter().map(tantivy::SegmentReader::segment_id);
        let columns_by_id = Arc::new(ids.zip(columns.iter().cloned()).collect());
        Ok(Searcher(Arc::new(Snapshot {
            dir: index.dir().into(),
            engine,
            fields: index.fields,
            switches,
            manifest: index.manifest.clone(),
            languages,
            stamp: metadata.opstamp,
            corpus: metadata.corpus(),
            state: metadata.name(&index.manifest.segments),
            links: OnceLock::new(),
            copies: OnceLock::new(),
            columns_by_id,
            columns,
        })))
    }

    /// The name of the state that it shows, other than that of any other state of the index.
    pub(crate) fn state(&self) -> &str {
        &self.0.state
    }

    fn ranking(&self, request: &SearchRequest) -> Result<Ranking, EngineError> {
        let best = self.find_best(request)?;
        let hits = best.hits.iter().map(|&(score, at)| Ok((self.id(at)?, score)));
        let hits = hits.collect::<Result<_, EngineError>>()?;
        Ok(Ranking { articles: best.articles, hits, partial: best.partial })
    }

    /// As [`rank`](crate::search::Engine::rank), without looking up which articles the hits are.
    ///
    /// # Errors
    ///
    /// As [`search`](crate::search::Engine::search).
    pub fn best(&self, request: &SearchRequest) -> Result<BestHits, search::SearchError> {
        Ok(self.guarded(|| self.find_best(request))?)
    }

    fn find_best(&self, request: &SearchRequest) -> Result<BestHits, EngineError> {
        let context = context_of(request, Instant::now());
        let linked = |_: &NamePattern, names| self.linked(names, request.variants);
        let compiler = self.compiler(request, &context, &linked);
        let access = compiler.limited(compiler.compile(&request.query)?, &request.within);
        let gathered = self.gather(access, request, &self.walk_context(&context))?;
        no_error(&context)?;
        let hits = gathered.hits.into_iter().skip(request.offset);
        let groups = gathered.groups.as_deref();
        let hits = hits.map(|it| self.standing_for(it, groups, &gathered.together, &request.keep));
        let hits = hits.map(|it| (it.score, it.at)).collect();
        let partial = context.is_late();
        Ok(BestHits { articles: Count::of(gathered.articles, !partial), hits, partial })
    }

    fn id(&self, at: DocAddress) -> Result<ArticleId, EngineError> {
        let reader = self.0.engine.segment_reader(at.segment_ord);
        let ids = self.0.columns[at.segment_ord as usize].ids(reader).map_err(failed)?;
        let mut id = String::new();
        if let Some(ids) = ids
            && let Some(ord) = ids.ords().first(at.doc_id)
        {
            ids.ord_to_str(ord, &mut id).map_err(|err| failed(err.into()))?;
        }
        ArticleId::new(&id).ok_or_else(|| {
            EngineError::Index(IndexError::Damaged {
                dir: self.0.dir.clone(),
                what: "an article has no id".into(),
            })
        })
    }

    fn gather(
        &self,
        access: Access,
        request: &SearchRequest,
        context: &WalkContext,
    ) -> Result<Gathered, EngineError> {
        let engine = &self.0.engine;
        let articles = usize::try_from(engine.num_docs()).unwrap_or(usize::MAX);
        let keep = match request.limit {
            PageLimit::Hits(0) => 0,
            PageLimit::Hits(limit) => limit.saturating_add(request.offset).min(articles),
            PageLimit::All => articles,
        };
        let groups = self.groups_of(&access, request, context)?;
        let gather = Gather {
            keep,
            sort: request.sort,
            facets: &request.facets,
            context: &context.query,
            columns: &self.0.columns,
            searcher: engine,
            groups,
            links: (request.variants == Variants::Linked && request.facets.contains(&Facet::SPEAKER))
                .then(|| self.links()),
        };
        match access {
            Access::TermSet(words)
                if keep > 0
                    && request.sort == SortBy::Relevance
                    && request.facets.is_empty()
                    && request.group == Grouping::Off =>
            {
                gather.best(&TermSetQuery(words))
            }
            other => engine.search(&*query_of(other, context), &gather),
        }
        .map_err(failed)
    }

    fn answer(&self, request: &SearchRequest) -> Result<SearchPage, EngineError> {
        let mut hits = Vec::new();
        let take = &mut |hit| {
            hits.push(hit);
            true
        };
        let page = self.answer_with(request, take)?;
        Ok(SearchPage { hits, ..page })
    }

    /// Answers with a page without hits, and hands each hit to `take` until it returns false.
    fn answer_with(
        &self,
        request: &SearchRequest,
        take: &mut dyn FnMut(Hit) -> bool,
    ) -> Result<SearchPage, EngineError> {
        // A story's other places and an explanation are told with the text.
        let parts = match request.explain || request.group != Grouping::Off {
            true => HitParts::Whole,
            false => request.parts,
        };
        self.answer_showing(request, &mut |shown, compiler| match parts {
            HitParts::Whole => self.each_shown(&shown, request, compiler, take).map(Some),
            HitParts::WithoutText => self.each_head(&shown, compiler, take).map(|()| None),
        })
    }

    /// Answers with a page without hits, and hands each article with its evidence to `take` until it returns false, in
    /// the order in which they are stored: so each block of the store is read once.
    fn answer_as_stored(
        &self,
        request: &SearchRequest,
        take: &mut dyn FnMut(Article, Vec<Evidence>) -> bool,
    ) -> Result<SearchPage, EngineError> {
        self.answer_showing(request, &mut |mut found, compiler| {
            found.sort_unstable_by_key(|it| it.at);
            self.each_found(&found, request, compiler, &mut |_, article, spans| Ok(take(article, spans)))
                .map(Some)
        })
    }

    /// Answers with a page without hits, and has the hits shown; `show` says how many pieces of evidence they hold, where
    /// it has read them.
    fn answer_showing(
        &self,
        request: &SearchRequest,
        show: &mut Show<'_>,
    ) -> Result<SearchPage, EngineError> {
        let start = Instant::now();
        let Snapshot { engine, .. } = &*self.0;
        let context = context_of(request, start);
        let readings = Mutex::default();
        let linked =
            |pattern: &NamePattern, names| self.linked_noting(pattern, names, request.variants, &readings);
        let compiler = self.compiler(request, &context, &linked);
        let walk_context = self.walk_context(&context);
        let access = compiler.compile(&request.query)?;
        let words = access.as_term_set().filter(|_| request.within.is_empty()).cloned();
        let count = |access: &Access| {
            let counting = compiler.counting(&request.query, access, &request.within)?;
            occurrences::count(counting, engine, &walk_context).map_err(failed)
        };
        let only_counts = request.limit == PageLimit::Hits(0)
            && request.facets.is_empty()
            && request.occurrences == Occurrences::Count
            && request.group == Grouping::Off
            && words.is_none();
        let (gathered, counted) = if only_counts {
            let counted = count(&access)?;
            (Gathered { articles: counted.articles, ..Gathered::default() }, Some(counted.occurrences))
        } else {
            let access = compiler.limited(access.clone(), &request.within);
            (self.gather(access, request, &walk_context)?, None)
        };
        let hits = gathered.hits.into_iter().skip(request.offset);
        let groups = gathered.groups.as_deref();
        let shown: Vec<Shown> =
            hits.map(|it| self.standing_for(it, groups, &gathered.together, &request.keep)).collect();
        let all_shown = shown.len() as u64 == gathered.articles;
        let in_hits = show(shown, &compiler)?;
        let occurrences = if counted.is_some() {
            // When time ran out, the number so far.
            counted
        } else if context.is_late() {
            None
        } else if all_shown && in_hits.is_some() {
            in_hits
        } else if all_shown || request.occurrences == Occurrences::Count {
            let counted = match &words {
                Some(words) => {
                    let words = TermSetQuery(words.clone());
                    let in_segment = |reader| words.occurrences(reader).map_err(failed);
                    engine.segment_readers().iter().map(in_segment).sum::<Result<_, _>>()?
                }
                None => count(&access)?.occurrences,
            };
            (!context.is_late()).then_some(counted)
        } else {
            None
        };
        no_error(&context)?;
        let partial = context.is_late();
        let mut notices = request.notices.clone();
        notices.extend(readings.into_inner().unwrap_or_default().notices());
        if request.group == Grouping::Events {
            notices.extend(events::notice(gathered.articles));
        }
        let facets = request
            .facets
            .iter()
            .zip(gathered.facets)
            .map(|(&facet, tally)| tally.counts(facet, request.facet_limit, !partial))
            .collect();
        Ok(SearchPage {
            articles: Count::of(gathered.articles, !partial),
            stories: gathered.stories.map(|it| Count::of(it, !partial)),
            occurrences: occurrences.map(|it| Count::of(it, !partial)),
            hits: Vec::new(),
            facets,
            notices,
            partial,
            took: start.elapsed(),
        })
    }

    fn compiler<'a>(
        &'a self,
        request: &SearchRequest,
        context: &QueryContext,
        linked: &'a dyn Fn(&NamePattern, BTreeSet<String>) -> BTreeSet<String>,
    ) -> Compiler<'a> {
        Compiler {
            searcher: &self.0.engine,
            fields: &self.0.fields,
            languages: &self.0.languages,
            max_expansions: request.max_expansions,
            indirect: request.indirect,
            ranking: request.bag,
            context: context.clone(),
            variants: request.variants,
            linked,
            copies: self,
        }
    }

    fn walk_context(&self, query: &QueryContext) -> WalkContext {
        WalkContext {
            fields: self.0.fields,
            columns: Arc::clone(&self.0.columns_by_id),
            query: query.clone(),
            switches: self.0.switches,
        }
    }

    /// The article of this id, whole; `None` when there is none.
    ///
    /// # Errors
    ///
    /// A file of the index is damaged.
    pub(crate) fn stored_article(&self, id: &ArticleId) -> Result<Option<Article>, IndexError> {
        let term = Term::from_field_text(self.0.fields.id, id.as_str());
        catch_panic(&self.0.dir, || {
            let found = self.first(&TermQuery::new(term, IndexRecordOption::Basic))?;
            found.map(|at| self.stored(at)).transpose()
        })
    }

    fn holds(&self, path: &str) -> Result<bool, IndexError> {
        let context = QueryContext::default();
        let request = SearchRequest::new(Query::All);
        let compiler = self.compiler(&request, &context, &|_, names| names);
        let within = query_of(compiler.within(&[path.to_owned()]), &self.walk_context(&context));
        catch_panic(&self.0.dir, || Ok(self.first(&*within)?.is_some()))
    }

    fn first(&self, query: &dyn EngineQuery) -> Result<Option<DocAddress>, IndexError> {
        let read = |err| error::from_engine(&self.0.dir, "read", err);
        let weight = query.weight(EnableScoring::disabled_from_searcher(&self.0.engine)).map_err(read)?;
        for (segment, reader) in (0..).zip(self.0.engine.segment_readers()) {
            let mut scorer = weight.scorer(reader, 1.0).map_err(read)?;
            while scorer.doc() != tantivy::TERMINATED {
                if reader.alive_bitset().is_none_or(|alive| alive.is_alive(scorer.doc())) {
                    return Ok(Some(DocAddress::new(segment, scorer.doc())));
                }
                scorer.advance();
            }
        }
        Ok(None)
    }

    fn stored(&self, at: DocAddress) -> Result<Article, IndexError> {
        self.stored_parts(at, HitParts::Whole)
    }

    fn stored_parts(&self, at: DocAddress, parts: HitParts) -> Result<Article, IndexError> {
        let read = |err| error::from_engine(&self.0.dir, "read", err);
        let document: TantivyDocument = self.0.engine.doc(at).map_err(read)?;
        let bytes = document.get_first(self.0.fields.record).and_then(|it| it.as_bytes());
        bytes.and_then(|it| stored::decode_parts(it, parts)).ok_or_else(|| IndexError::Damaged {
            dir: self.0.dir.clone(),
            what: "a stored article cannot be read".into(),
        })
    }

    /// Runs work of the engine on files that may be damaged, and says in errors which index it was.
    fn guarded<T>(&self, work: impl FnOnce() -> Result<T, EngineError>) -> Result<T, EngineError> {
        match catch_panic(&self.0.dir, || Ok(work())) {
            Ok(done) => done.map_err(|err| self.place(err)),
            Err(damaged) => Err(EngineError::Index(damaged)),
        }
    }

    /// Puts the place of the index into an error that was made where it was not known.
    fn place(&self, err: EngineError) -> EngineError {
        let here = || self.0.dir.clone();
        match err {
            EngineError::Index(IndexError::Damaged { what, .. }) => {
                EngineError::Index(IndexError::Damaged { dir: here(), what })
            }
            EngineError::Index(IndexError::Io { action, source, .. }) => {
                EngineError::Index(IndexError::Io { dir: here(), action, source })
            }
            other @ (EngineError::Index(_)
            | EngineError::TooManyExpansions { .. }
            | EngineError::Evidence(_)) => other,
        }
    }
}

/// The context of a request that came at this time.
fn context_of(request: &SearchRequest, start: Instant) -> QueryContext {
    // Time that ends after all times never runs out.
    QueryContext::until(request.timeout.and_then(|it| start.checked_add(it)), request.cancel.clone())
}

/// An error that was met while postings were walked.
fn no_error(context: &QueryContext) -> Result<(), EngineError> {
    match context.take_error() {
        Some(err) => Err(EngineError::Evidence(err)),
        None => Ok(()),
    }
}

/// The languages of the articles in an index, English first.
fn languages(engine: &tantivy::Searcher, fields: &Fields) -> tantivy::Result<Vec<Language>> {
    let mut found = BTreeSet::new();
    for reader in engine.segment_readers() {
        let inverted = reader.inverted_index(fields.values(Field::Language))?;
        let mut stream = inverted.terms().stream()?;
        while let Some((term, _)) = stream.next() {
            found.extend(std::str::from_utf8(term).ok().and_then(Language::from_tag));
        }
    }
    let mut languages: Vec<_> = found.into_iter().collect();
    languages.sort_by_key(|&it| (it != Language::ENGLISH, it));
    Ok(languages)
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;
    use crate::article::SpeakerKind;
    use crate::index::fixture::{article, index_of, request, said};
    use crate::search::Engine;

    fn spoken(id: &str, name: &str) -> Article {
        said(Some((name, SpeakerKind::Person)), "Peace", article(id, "Talks", "Peace is near, he said."))
    }

    #[test]
    fn the_time_of_a_request_sets_its_deadline() {
        let mut asked = request("peace");
        let is_late = |asked: &SearchRequest| context_of(asked, Instant::now()).check_clock();
        assert!(!is_late(&asked), "without a time it is never late");
        asked.timeout = Some(Duration::from_secs(3600));
        assert!(!is_late(&asked));
        asked.timeout = Some(Duration::ZERO);
        assert!(is_late(&asked));
        asked.timeout = Some(Duration::MAX);
        assert!(!is_late(&asked), "a time beyond all clocks is none");
    }

    #[test]
    fn an_answer_that_is_late_says_that_it_is_partial() {
        // So many articles that the clock is looked at while they are collected.
        let articles: Vec<Article> = (0..9_000).map(|at| article(&format!("a{at}"), "", "Wall.")).collect();
        let (_dir, index) = index_of(&[&articles]);
        let searcher = index.searcher().unwrap();
        let mut asked = request("=wall AND NOT quay");
        asked.limit = PageLimit::Hits(3);
        assert_eq!(searcher.search(&asked).unwrap().articles, Count::Exact(9_000));
        asked.timeout = Some(Duration::ZERO);
        let page = searcher.search(&asked).unwrap();
        assert!(page.partial && page.occurrences.is_none());
        assert!(matches!(page.articles, Count::AtLeast(0..9_000)), "{:?}", page.articles);
        assert!(searcher.rank(&asked).unwrap().partial);
    }

    #[test]
    fn other_spellings_of_a_name_are_found_and_told() {
        let (_dir, index) =
            index_of(&[&[spoken("a", "Volodymyr Zelensky"), spoken("b", "Volodymyr Zelenskyy")]]);
        let searcher = index.searcher().unwrap();
        let mut asked = request("speaker:zelensky");
        let page = searcher.search(&asked).unwrap();
        assert_eq!(page.articles, Count::Exact(2));
        assert_eq!(page.notices, ["also spelt Volodymyr Zelenskyy"]);
        asked.variants = Variants::Off;
        let page = searcher.search(&asked).unwrap();
        assert_eq!((page.articles, page.notices), (Count::Exact(1), Vec::new()));
    }

    #[test]
    fn occurrences_are_counted_where_all_are_shown_or_they_are_asked_for() {
        let (_dir, index) = index_of(&[&[article("a", "Wall", "Wall, wall."), article("b", "", "A wall.")]]);
        let searcher = index.searcher().unwrap();
        let occurrences = |query: &str, limit, how| {
            let mut asked = request(query);
            (asked.limit, asked.occurrences) = (limit, how);
            searcher.search(&asked).unwrap().occurrences.map(Count::number)
        };
        for query in ["wall", "=wall", "wall AND NOT quay", "w?ll"] {
            assert_eq!(occurrences(query, PageLimit::All, Occurrences::WhenAllShown), Some(4), "{query}");
            assert_eq!(occurrences(query, PageLimit::Hits(1), Occurrences::WhenAllShown), None, "{query}");
            for limit in [PageLimit::Hits(0), PageLimit::Hits(1), PageLimit::All] {
                assert_eq!(occurrences(query, limit, Occurrences::Count), Some(4), "{query}");
            }
        }
    }

    #[test]
    fn an_article_is_found_by_its_id_and_its_path() {
        let mut there = article("a", "", "Wall.");
        there.origins[0].path = "news/2025/a.txt".to_owned();
        let (_dir, index) = index_of(&[&[there.clone(), article("b", "", "Quay.")]]);
        let searcher = index.searcher().unwrap();
        assert_eq!(searcher.article(&there.id).unwrap(), Some(there));
        assert_eq!(searcher.article(&ArticleId::new("c").unwrap()).unwrap(), None);
        for (path, holds) in [
            ("news/2025/a.txt", true),
            ("news/2025", true),
            ("news/", true),
            ("news/20", false),
            ("news/2025/a", false),
            ("b.txt", true),
        ] {
            assert_eq!(searcher.holds_path(path).unwrap(), holds, "{path}");
        }
    }

    #[test]
    fn the_languages_of_an_index_begin_with_english() {
        let of = |id: &str, code: &str| {
            let mut made = article(id, "", "Text.");
            made.language.value = Language::from_tag(code).unwrap();
            made
        };
        let (_dir, index) = index_of(&[&[of("a", "de"), of("b", "fr")], &[of("c", "en"), of("d", "de")]]);
        let languages = index.searcher().unwrap().0.languages.clone();
        assert_eq!(languages.iter().map(|it| it.code()).collect::<Vec<_>>(), ["en", "de", "fr"]);
    }

    #[test]
    fn a_snapshot_stays_as_it_is_and_a_newer_one_shows_what_was_committed() {
        let (_dir, index) = index_of(&[&[article("a", "", "Wall.")]]);
        let before = index.searcher().unwrap();
        assert!(index.newer_than(&before).unwrap().is_none());
        let mut writer = index.writer(crate::index::WriterSettings { memory: 0 }).unwrap();
        writer.add(index.document_builder().prepare(&article("b", "", "Wall."))).unwrap();
        assert!(index.newer_than(&before).unwrap().is_none(), "nothing was committed");
        writer.commit(b"").unwrap();
        let after = index.newer_than(&before).unwrap().unwrap();
        assert_eq!((before.articles().unwrap(), after.articles().unwrap()), (1, 2));
        assert!(index.newer_than(&after).unwrap().is_none());
    }
}

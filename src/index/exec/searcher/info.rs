//! What is in the index: counts, and words near to a word.

use tantivy::collector::Count;
use tantivy::query::AllQuery;

use crate::date::Day;
use crate::index::error;
use crate::index::error::{IndexError, SearchError, catch_panic, failed};
use crate::index::exec::collector::Gather;
use crate::index::exec::searcher::{Searcher, Snapshot};
use crate::index::plan::context::QueryContext;
use crate::index::plan::words::{Pace, Resolver};
use crate::index::store::files;
use crate::index::store::manifest::INDEX_FORMAT;
use crate::query::{EditDistance, Query, SpanQuery, Word};
use crate::search::{BagRanking, Facet, IndexInfo, IndirectSpeech, NearWord};

impl Searcher {
    /// What is in the index; each list holds its ten largest.
    ///
    /// # Errors
    ///
    /// A file of the index is damaged.
    pub fn info(&self) -> Result<IndexInfo, IndexError> {
        catch_panic(&self.0.dir, || self.summary())
    }

    fn summary(&self) -> Result<IndexInfo, IndexError> {
        let read = |err| error::from_engine(&self.0.dir, "read", err);
        let Snapshot { engine, manifest, dir, .. } = &*self.0;
        let facets = [Facet::Source, Facet::Speaker, Facet::Language, Facet::Day];
        let gather = Gather {
            keep: 0,
            sort: crate::search::SortBy::Relevance,
            facets: &facets,
            context: &QueryContext::default(),
            columns: &self.0.columns,
            searcher: engine,
            links: None,
        };
        let gathered = engine.search(&AllQuery, &gather).map_err(read)?;
        let mut counts: Vec<_> =
            facets.iter().zip(gathered.facets).map(|(&facet, tally)| tally.counts(facet, 10)).collect();
        let (days, languages) = (counts.pop().expect("four"), counts.pop().expect("four"));
        let (speakers, sources) = (counts.pop().expect("four"), counts.pop().expect("four"));
        let day = |value: Option<&(String, u64)>| value.and_then(|(day, _)| day.parse::<Day>().ok());
        let mut text_bytes = 0;
        let mut quotations = 0;
        for reader in engine.segment_readers() {
            let columns = reader.fast_fields();
            let bytes = columns.column_opt::<u64>("text_bytes").map_err(read)?;
            let quotes = columns.column_opt::<u64>("quotes").map_err(read)?;
            for doc in reader.doc_ids_alive() {
                text_bytes += bytes.as_ref().and_then(|it| it.first(doc)).unwrap_or(0);
                quotations += quotes.as_ref().map_or(0, |it| it.values_for_doc(doc).count() as u64 / 3);
            }
        }
        Ok(IndexInfo {
            articles: engine.num_docs(),
            quotations,
            distinct_sources: sources.distinct,
            unsourced: sources.unknown,
            sources: sources.values,
            distinct_speakers: speakers.distinct,
            speakers: speakers.values,
            languages: languages.values,
            days: day(days.values.first()).zip(day(days.values.last())),
            undated: days.unknown,
            text_bytes,
            index_bytes: files::bytes_below(dir),
            segments: engine.segment_readers().len(),
            format: INDEX_FORMAT,
            revision: manifest.revision,
            written_by: manifest.written_by.clone(),
        })
    }

    /// Words of the texts that may be meant by `word`, itself not among them: other spellings of the
    /// name, then words within two edits, nearest first, names first, then the most frequent.
    ///
    /// # Errors
    ///
    /// A file of the index is damaged.
    pub fn near_words(&self, word: &str, limit: usize) -> Result<Vec<NearWord>, SearchError> {
        self.guarded(|| self.near(word, limit))
    }

    fn near(&self, word: &str, limit: usize) -> Result<Vec<NearWord>, SearchError> {
        let plain = crate::analysis::fold::plain(word);
        let distance = EditDistance::for_letters(plain.chars().count());
        // What stands for it is limited here, by how many are wanted.
        let context = QueryContext::default();
        let ranking = BagRanking::default();
        let compiler = self.compiler(usize::MAX, IndirectSpeech::Excluded, ranking, &context, &|names| names);
        let mut found = Vec::new();
        for (form, edits) in compiler.meant_by(&plain, distance)? {
            if found.len() == limit {
                break;
            }
            let articles = self.articles_of(&form)?;
            if articles > 0 {
                found.push(NearWord { word: form, edits, articles });
            }
        }
        Ok(found)
    }

    /// The plain forms in the texts that a word of a query stands for, each with its articles, most
    /// frequent first. Empty for a word that stands for one form, or for any token.
    ///
    /// # Errors
    ///
    /// It stands for more than `limit` forms, or a file of the index is damaged.
    pub fn expansion(&self, word: &Word, limit: usize) -> Result<Vec<(String, u64)>, SearchError> {
        self.guarded(|| {
            let context = QueryContext::default();
            let resolver = Resolver {
                searcher: &self.0.engine,
                fields: &self.0.fields,
                languages: &self.0.languages,
                max_expansions: limit,
                pace: Pace::of(&context),
            };
            let mut forms = Vec::new();
            for form in resolver.forms(word)? {
                let articles = self.articles_of(&form)?;
                if articles > 0 {
                    forms.push((form, articles));
                }
            }
            forms.sort_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
            Ok(forms)
        })
    }

    /// In how many articles a plain form stands.
    fn articles_of(&self, form: &str) -> Result<u64, SearchError> {
        let context = QueryContext::default();
        let compiler =
            self.compiler(usize::MAX, IndirectSpeech::Excluded, BagRanking::default(), &context, &|names| {
                names
            });
        let word = Word::Plain(form.to_owned());
        let query = compiler.compile(&Query::Span(SpanQuery::Word(word)))?;
        self.0.engine.search(&*query, &Count).map(|it| it as u64).map_err(failed)
    }
}

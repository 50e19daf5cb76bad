//! What is in the index: counts, and words near to a word.

use tantivy::query::AllQuery;

use crate::date::Day;
use crate::index::error;
use crate::index::error::{EngineError, IndexError, failed};
use crate::index::exec::collector::Gather;
use crate::index::exec::query::query_of;
use crate::index::exec::searcher::{Searcher, Snapshot};
use crate::index::plan::context::QueryContext;
use crate::index::plan::words::{Pace, Resolver};
use crate::index::store::files;
use crate::index::store::manifest::INDEX_FORMAT;
use crate::query::{EditDistance, Query, SpanQuery, Word};
use crate::search::{BagRanking, Count, Expansion, Facet, IndexInfo, IndirectSpeech, NearWord};

impl Searcher {
    /// Statistics of the index; each list holds its ten largest values.
    pub(super) fn summary(&self) -> Result<IndexInfo, IndexError> {
        let read = |err| error::from_engine(&self.0.dir, "read", err);
        let Snapshot { engine, manifest, dir, .. } = &*self.0;
        let facets = [Facet::SOURCE, Facet::SPEAKER, Facet::LANGUAGE, Facet::DAY];
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
            facets.iter().zip(gathered.facets).map(|(&facet, tally)| tally.counts(facet, 10, true)).collect();
        let (days, languages) = (counts.pop().expect("four"), counts.pop().expect("four"));
        let (speakers, sources) = (counts.pop().expect("four"), counts.pop().expect("four"));
        let day = |value: Option<&(String, Count)>| value.and_then(|(day, _)| day.parse::<Day>().ok());
        let numbers = |values: Vec<(String, Count)>| {
            values.into_iter().map(|(value, count)| (value, count.number())).collect()
        };
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
            distinct_sources: sources.distinct.number(),
            unsourced: sources.unknown.number(),
            sources: numbers(sources.values),
            distinct_speakers: speakers.distinct.number(),
            speakers: numbers(speakers.values),
            languages: numbers(languages.values),
            days: day(days.values.first()).zip(day(days.values.last())),
            undated: days.unknown.number(),
            text_bytes,
            index_bytes: files::bytes_below(dir),
            segments: engine.segment_readers().len(),
            format: INDEX_FORMAT,
            revision: manifest.revision,
            written_by: manifest.written_by.clone(),
        })
    }

    /// Words of the texts that may be meant by `word`: see [`crate::search::Engine::near_words`].
    pub(super) fn near(&self, word: &str, limit: usize) -> Result<Vec<NearWord>, EngineError> {
        let plain = crate::analysis::plain(word);
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

    /// The forms that a word of a query stands for: see [`crate::search::Engine::expand`].
    pub(super) fn expansions(&self, word: &Word, limit: usize) -> Result<Vec<Expansion>, EngineError> {
        let context = QueryContext::default();
        let resolver = Resolver {
            searcher: &self.0.engine,
            fields: &self.0.fields,
            languages: &self.0.languages,
            max_expansions: limit,
            pace: Pace::of(&context),
        };
        let mut found = Vec::new();
        for form in resolver.forms(word)? {
            let articles = self.articles_of(&form)?;
            if articles > 0 {
                found.push(Expansion { form, articles });
            }
        }
        found.sort_by(|a, b| b.articles.cmp(&a.articles).then_with(|| a.form.cmp(&b.form)));
        Ok(found)
    }

    /// In how many articles a plain form stands.
    fn articles_of(&self, form: &str) -> Result<u64, EngineError> {
        let context = QueryContext::default();
        let compiler =
            self.compiler(usize::MAX, IndirectSpeech::Excluded, BagRanking::default(), &context, &|names| {
                names
            });
        let word = Word::Plain(form.to_owned());
        let query = compiler.compile(&Query::Span(SpanQuery::Word(word)))?;
        let query = query_of(query, &self.walk_context(&context));
        self.0.engine.search(&*query, &tantivy::collector::Count).map(|it| it as u64).map_err(failed)
    }
}

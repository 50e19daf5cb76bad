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
use crate::search::{Count, Expansion, Facet, IndexInfo, NearWord, SearchRequest};

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
            links: Some(self.links()),
            groups: None,
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
            sequence: self.0.corpus.sequence,
            fingerprint: self.0.corpus.fingerprint(),
        })
    }

    /// Words of the texts that may be meant by `word`: see [`crate::search::Engine::near_words`].
    pub(super) fn near(&self, word: &str, limit: usize) -> Result<Vec<NearWord>, EngineError> {
        let plain = crate::analysis::plain(word);
        let distance = EditDistance::for_letters(plain.chars().count());
        // What stands for it is limited here, by how many are wanted.
        let context = QueryContext::default();
        let request = SearchRequest { max_expansions: usize::MAX, ..SearchRequest::new(Query::All) };
        let compiler = self.compiler(&request, &context, &|_, names| names);
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
        let request = SearchRequest { max_expansions: usize::MAX, ..SearchRequest::new(Query::All) };
        let compiler = self.compiler(&request, &context, &|_, names| names);
        let word = Word::Plain(form.to_owned());
        let query = compiler.compile(&Query::Span(SpanQuery::Word(word)))?;
        let query = query_of(query, &self.walk_context(&context));
        self.0.engine.search(&*query, &tantivy::collector::Count).map(|it| it as u64).map_err(failed)
    }
}

#[cfg(test)]
mod tests {
    use crate::article::{Article, Found, FoundBy, SpeakerKind};
    use crate::field::Field;
    use crate::index::fixture::{article, index_of, on, said};
    use crate::index::{INDEX_FORMAT, INDEX_REVISION};
    use crate::query::Word;
    use crate::search::Engine;

    fn from(source: &str, mut article: Article) -> Article {
        article.names.set(Field::Source, Found::new(source.to_owned(), FoundBy::Given));
        article
    }

    #[test]
    fn statistics_are_those_of_the_living_articles() {
        let ann = Some(("Ann Lee", SpeakerKind::Person));
        let body = "Peace is near, she said. Peace holds.";
        let one = said(ann, "Peace holds", said(ann, "Peace is near", article("a", "Talks", body)));
        let one = on("2025-11-27", from("Reuters", one));
        let two = on("2024-01-02", from("Reuters", said(None, "Peace", article("b", "", body))));
        let (dir, index) =
            index_of(&[&[one, two, article("c", "", "Gone.")], &[from("AP", article("c", "", body))]]);
        let info = index.searcher().unwrap().info().unwrap();
        assert_eq!((info.articles, info.quotations, info.segments), (3, 3, 2));
        assert_eq!(info.sources, [("Reuters".to_owned(), 2), ("AP".to_owned(), 1)]);
        assert_eq!((info.distinct_sources, info.unsourced), (2, 0));
        assert_eq!((info.speakers, info.distinct_speakers), (vec![("Ann Lee".to_owned(), 1)], 1));
        assert_eq!(info.languages, [("en".to_owned(), 3)]);
        let days = info.days.map(|(first, last)| (first.to_string(), last.to_string()));
        assert_eq!((days, info.undated), (Some(("2024-01-02".to_owned(), "2025-11-27".to_owned())), 1));
        assert_eq!(info.text_bytes, 5 + 3 * body.len() as u64);
        assert_eq!(info.index_bytes, crate::index::store::files::bytes_below(dir.path()));
        assert_eq!((info.format, info.revision), (INDEX_FORMAT, INDEX_REVISION));
    }

    #[test]
    fn an_expansion_lists_the_forms_of_the_texts_most_frequent_first() {
        let articles = ["Talk, talks.", "Talks.", "Talked. Tale."].map(|body| article(body, "", body));
        let (_dir, index) = index_of(&[&articles]);
        let searcher = index.searcher().unwrap();
        let expansion = |word: &Word, limit| {
            let found = searcher.expand(word, limit)?;
            Ok(found.into_iter().map(|it| (it.form, it.articles)).collect::<Vec<_>>())
        };
        let expected =
            [("talks", 2), ("talk", 1), ("talked", 1)].map(|(form, articles)| (form.to_owned(), articles));
        let stem = Word::Stem("talking".to_owned());
        assert_eq!(
            expansion(&stem, 9).map_err(|err: crate::search::SearchError| err.to_string()),
            Ok(expected.to_vec())
        );
        assert_eq!(expansion(&Word::Plain("talk".to_owned()), 9).unwrap(), []);
    }
}

//! The floor: the same articles straight in tantivy, with its own English stemmer and its default store.

use std::path::Path;

use anyhow::{Context, Result};
use serde_json::{Value as Json, json};
use tantivy::aggregation::agg_result::AggregationResults;
use tantivy::aggregation::{AggContextParams, AggregationCollector};
use tantivy::collector::{Count, TopDocs};
use tantivy::query::{
    BooleanQuery, BoostQuery, ConstScoreQuery, FuzzyTermQuery, Occur, PhraseQuery, Query, RangeQuery,
    RegexQuery, TermQuery,
};
use tantivy::schema::{
    DateOptions, FAST, Field, IndexRecordOption, STORED, STRING, Schema, TextFieldIndexing, TextOptions,
    Value,
};
use tantivy::snippet::SnippetGenerator;
use tantivy::time::{Date, Month};
use tantivy::tokenizer::TokenStream;
use tantivy::{DateTime, Index, IndexWriter, ReloadPolicy, Searcher, TantivyDocument, Term};

/// As much more as newsgrep counts a word of the title.
pub const TITLE_BOOST: f32 = 1.5;

pub struct Floor {
    index: Index,
    pub searcher: Searcher,
    fields: Fields,
}

#[derive(Clone, Copy)]
struct Fields {
    id: Field,
    title: Field,
    body: Field,
    date: Field,
    source: Field,
    speaker: Field,
    month: Field,
}

fn schema() -> (Schema, Fields) {
    let mut builder = Schema::builder();
    let text = TextOptions::default().set_stored().set_indexing_options(
        TextFieldIndexing::default()
            .set_tokenizer("en_stem")
            .set_index_option(IndexRecordOption::WithFreqsAndPositions),
    );
    let fields = Fields {
        id: builder.add_text_field("id", STRING | STORED),
        title: builder.add_text_field("title", text.clone()),
        body: builder.add_text_field("body", text),
        date: builder.add_date_field("date", DateOptions::default().set_fast().set_indexed().set_stored()),
        source: builder.add_text_field("source", STRING.set_stored().set_fast("raw")),
        speaker: builder.add_text_field("speaker", STRING.set_fast("raw")),
        month: builder.add_u64_field("month", FAST),
    };
    (builder.build(), fields)
}

pub fn date(text: &str) -> Option<DateTime> {
    let month = Month::try_from(text.get(5..7)?.parse::<u8>().ok()?).ok()?;
    let day = Date::from_calendar_date(text.get(..4)?.parse().ok()?, month, text.get(8..10)?.parse().ok()?);
    Some(DateTime::from_utc(day.ok()?.midnight().assume_utc()))
}

impl Floor {
    /// Indexes the records with so many threads; merged to one segment when `merge`.
    pub fn build(dir: &Path, records: impl Iterator<Item = Json>, threads: usize, merge: bool) -> Result<()> {
        std::fs::create_dir_all(dir)?;
        let (schema, fields) = schema();
        let index = Index::create_in_dir(dir, schema)?;
        let mut writer: IndexWriter = index.writer_with_num_threads(threads, 400 << 20)?;
        for record in records {
            let mut document = TantivyDocument::default();
            for (key, field) in
                [("id", fields.id), ("title", fields.title), ("text", fields.body), ("source", fields.source)]
            {
                if let Some(text) = record[key].as_str() {
                    document.add_text(field, text);
                }
            }
            if let Some(day) = record["date"].as_str().and_then(date) {
                document.add_date(fields.date, day);
            }
            // Only the measurement of facets gives them.
            for name in record["speakers"].as_array().into_iter().flatten().filter_map(Json::as_str) {
                document.add_text(fields.speaker, name);
            }
            if let Some(month) = record["month"].as_u64() {
                document.add_u64(fields.month, month);
            }
            writer.add_document(document)?;
        }
        writer.commit()?;
        let ids = index.searchable_segment_ids()?;
        if merge && ids.len() > 1 {
            writer.merge(&ids).wait()?;
        }
        writer.wait_merging_threads()?;
        Ok(())
    }

    pub fn open(dir: &Path) -> Result<Floor> {
        let index = Index::open_in_dir(dir)?;
        let reader = index.reader_builder().reload_policy(ReloadPolicy::Manual).try_into()?;
        let (_, fields) = schema();
        Ok(Floor { searcher: reader.searcher(), index, fields })
    }

    fn terms(&self, field: Field, text: &str) -> Result<Vec<Term>> {
        let mut analyzer = self.index.tokenizer_for_field(field)?;
        let mut stream = analyzer.token_stream(text);
        let mut terms = Vec::new();
        while stream.advance() {
            terms.push(Term::from_field_text(field, &stream.token().text));
        }
        Ok(terms)
    }

    fn both(&self, make: impl Fn(Field) -> Result<Box<dyn Query>>) -> Result<Box<dyn Query>> {
        let title = Box::new(BoostQuery::new(make(self.fields.title)?, TITLE_BOOST));
        Ok(Box::new(BooleanQuery::new(vec![
            (Occur::Should, title),
            (Occur::Should, make(self.fields.body)?),
        ])))
    }

    /// A query of the mix as raw tantivy would be asked, of title and body.
    pub fn query(&self, query: &Json) -> Result<Option<Box<dyn Query>>> {
        let words: Vec<&str> =
            query["terms"].as_array().into_iter().flatten().filter_map(Json::as_str).collect();
        let word = |text: &str| {
            self.both(|field| {
                let term = self.terms(field, text)?.into_iter().next().context("a word")?;
                Ok(Box::new(TermQuery::new(term, IndexRecordOption::WithFreqs)))
            })
        };
        let core: Box<dyn Query> = match query["type"].as_str().unwrap_or("") {
            "term" => word(words[0])?,
            kind @ ("and" | "or") => {
                let occur = if kind == "and" { Occur::Must } else { Occur::Should };
                let parts = words.iter().map(|it| Ok((occur, word(it)?))).collect::<Result<Vec<_>>>()?;
                Box::new(BooleanQuery::new(parts))
            }
            "phrase" if query["slop"].as_u64().unwrap_or(0) == 0 => self.phrase(&words.join(" "))?,
            "fuzzy" => {
                let edits = query["d"].as_u64().unwrap_or(1) as u8;
                self.both(|field| {
                    let term = self.terms(field, words[0])?.into_iter().next().context("a word")?;
                    Ok(Box::new(FuzzyTermQuery::new(term, edits, true)))
                })?
            }
            _ => return Ok(None),
        };
        let Some(from) = query["from"].as_str().and_then(date) else { return Ok(Some(core)) };
        let to = query["to"].as_str().and_then(date).context("a range has two ends")?;
        let range = RangeQuery::new(
            std::ops::Bound::Included(Term::from_field_date(self.fields.date, from)),
            std::ops::Bound::Included(Term::from_field_date(self.fields.date, to)),
        );
        let range = Box::new(ConstScoreQuery::new(Box::new(range), 0.0));
        Ok(Some(Box::new(BooleanQuery::new(vec![(Occur::Must, core), (Occur::Must, range)]))))
    }

    /// The exact phrase in title or body.
    pub fn phrase(&self, text: &str) -> Result<Box<dyn Query>> {
        self.both(|field| {
            let terms = self.terms(field, text)?;
            Ok(if terms.len() == 1 {
                Box::new(TermQuery::new(terms[0].clone(), IndexRecordOption::WithFreqs))
            } else {
                Box::new(PhraseQuery::new(terms))
            })
        })
    }

    /// Words of title or body that fit a regular expression.
    pub fn regex(&self, pattern: &str) -> Result<Box<dyn Query>> {
        self.both(|field| Ok(Box::new(RegexQuery::from_pattern(pattern, field)?)))
    }

    /// Top hits and the number of all, in one request.
    pub fn search(&self, query: &dyn Query, limit: usize) -> Result<(usize, usize)> {
        let (hits, count) =
            self.searcher.search(query, &(TopDocs::with_limit(limit).order_by_score(), Count))?;
        Ok((hits.len(), count))
    }

    /// How many articles there are, and how they divide by fields: of each the so many largest buckets.
    pub fn facets(&self, query: &dyn Query, fields: &[(&str, usize)]) -> Result<(usize, AggregationResults)> {
        let terms = |&(field, size): &(&str, usize)| {
            (field.to_owned(), json!({"terms": {"field": field, "size": size}}))
        };
        let asked = serde_json::from_value(Json::Object(fields.iter().map(terms).collect()))?;
        let buckets = AggregationCollector::from_aggs(asked, AggContextParams::default());
        Ok(self.searcher.search(query, &(Count, buckets))?)
    }

    pub fn count(&self, query: &dyn Query) -> Result<usize> {
        Ok(self.searcher.search(query, &Count)?)
    }

    /// Top hits as they would be shown: id, title and tantivy's own snippet.
    pub fn shown(&self, query: &dyn Query, limit: usize) -> Result<Vec<String>> {
        let (hits, count) =
            self.searcher.search(query, &(TopDocs::with_limit(limit).order_by_score(), Count))?;
        let generator = SnippetGenerator::create(&self.searcher, query, self.fields.body)?;
        let mut shown = Vec::new();
        for (_, at) in hits {
            let document: TantivyDocument = self.searcher.doc(at)?;
            let text = |field| document.get_first(field).and_then(|it| it.as_str()).unwrap_or("");
            let snippet = generator.snippet(text(self.fields.body)).to_html();
            shown.push(format!("{}\t{}\t{snippet}", text(self.fields.id), text(self.fields.title)));
        }
        shown.push(format!("{count} articles"));
        Ok(shown)
    }

    /// Top hits with tantivy's own snippets.
    pub fn snippets(&self, query: &dyn Query, limit: usize) -> Result<usize> {
        let (hits, _) = self.searcher.search(query, &(TopDocs::with_limit(limit).order_by_score(), Count))?;
        let generator = SnippetGenerator::create(&self.searcher, query, self.fields.body)?;
        let mut bytes = 0;
        for (_, at) in hits {
            let document: TantivyDocument = self.searcher.doc(at)?;
            let body = document.get_first(self.fields.body).and_then(|it| it.as_str()).unwrap_or("");
            bytes += generator.snippet(body).to_html().len();
        }
        Ok(bytes)
    }
}

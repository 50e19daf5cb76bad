//! A segment of the engine's index, built from articles: in our own way, or in the engine's.

mod built;
mod engines;
mod keys;
mod lists;
mod own;
mod postings;
mod sorted;
mod words;

use tantivy::Index;

use crate::index::build::document::PreparedDocument;
use crate::index::build::schema::Fields;
use crate::index::build::segment::engines::EngineSegment;
use crate::index::build::segment::own::OwnSegment;
use crate::index::switches::Implementation;

pub(crate) use crate::index::build::segment::built::{Built, LONGEST_TERM, panicked};

/// A segment under way.
pub(crate) enum SegmentBuilder {
    Own(Box<OwnSegment>),
    Engine(Box<EngineSegment>),
}

impl SegmentBuilder {
    /// Begins a segment.
    pub(crate) fn begin(
        index: &Index,
        fields: Fields,
        by: Implementation,
    ) -> tantivy::Result<SegmentBuilder> {
        Ok(match by {
            Implementation::Own => SegmentBuilder::Own(Box::new(OwnSegment::begin(index, fields)?)),
            Implementation::Engine => SegmentBuilder::Engine(Box::new(EngineSegment::begin(index, fields)?)),
        })
    }

    /// Adds an article.
    ///
    /// # Errors
    ///
    /// The disk fails, or the article is larger than [`PreparedDocument::LARGEST`].
    pub(crate) fn add(&mut self, article: PreparedDocument) -> tantivy::Result<()> {
        let bytes = article.bytes();
        if bytes > PreparedDocument::LARGEST {
            let what =
                format!("an article of {bytes} bytes is larger than {} bytes", PreparedDocument::LARGEST);
            return Err(std::io::Error::new(std::io::ErrorKind::FileTooLarge, what).into());
        }
        match self {
            SegmentBuilder::Own(segment) => segment.add(article),
            SegmentBuilder::Engine(segment) => segment.add(article),
        }
    }

    /// Takes the article of this id out that was added last, if there is one: those before it are out already.
    pub(crate) fn remove(&mut self, id: &str) {
        match self {
            SegmentBuilder::Own(segment) => segment.remove(id),
            SegmentBuilder::Engine(segment) => segment.remove(id),
        }
    }

    /// Memory that it takes, in bytes.
    pub(crate) fn memory(&self) -> usize {
        match self {
            SegmentBuilder::Own(segment) => segment.memory(),
            SegmentBuilder::Engine(segment) => segment.memory(),
        }
    }

    /// Writes the segment.
    pub(crate) fn finish(self) -> tantivy::Result<Built> {
        match self {
            SegmentBuilder::Own(segment) => segment.finish(),
            SegmentBuilder::Engine(segment) => segment.finish(),
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use tantivy::postings::Postings;
    use tantivy::schema::{FieldType, IndexRecordOption, Value};
    use tantivy::{DocSet, SegmentReader, TERMINATED, TantivyDocument};

    use super::*;
    use crate::article::{Article, ArticleId, Found, FoundBy, Language, Origin};
    use crate::field::Field;
    use crate::index::build::document::DocumentBuilder;
    use crate::index::build::stored;
    use crate::index::build::terms::tokenizers;
    use crate::index::store::commit;

    fn article(number: usize, (title, body, language, source): (String, String, u8, bool)) -> Article {
        let code = ["en", "de", "ru", "th"][usize::from(language) % 4];
        let source = source.then(|| (Field::Source, Found::new("Example Times".into(), FoundBy::Given)));
        Article {
            title: (!title.is_empty()).then(|| Found::new(title, FoundBy::Given)),
            body,
            names: source.into_iter().collect(),
            language: Found::new(Language::from_tag(code).expect("a tag"), FoundBy::Given),
            origins: vec![Origin { path: format!("{}.txt", number / 3), record: Some(number as u64) }],
            ..Article::new(ArticleId::new(&format!("a{number}")).expect("not blank"))
        }
    }

    fn empty() -> (Index, Fields) {
        let (schema, fields) = Fields::schema();
        let mut index = Index::create_in_ram(schema);
        index.set_tokenizers(tokenizers());
        (index, fields)
    }

    /// The index of one segment that is built so.
    fn built(articles: &[Article], by: Implementation) -> Index {
        let (index, fields) = empty();
        let mut document_builder = DocumentBuilder::new(fields);
        let mut builder = SegmentBuilder::begin(&index, fields, by).expect("in memory");
        for article in articles {
            builder.add(document_builder.prepare(article)).expect("in memory");
        }
        let built = builder.finish().expect("in memory");
        let mut metas = index.load_metas().expect("in memory");
        metas.segments = vec![built.meta];
        commit::switch(&index, &metas).expect("in memory");
        index
    }

    /// All that the terms of a segment say.
    fn terms(reader: &SegmentReader) -> Vec<String> {
        let mut all = Vec::new();
        for (field, entry) in reader.schema().fields() {
            let FieldType::Str(options) = entry.field_type() else { continue };
            let Some(indexing) = options.get_indexing_options() else { continue };
            let inverted = reader.inverted_index(field).expect("a field");
            all.push(format!("{} {}", entry.name(), inverted.total_num_tokens()));
            if indexing.fieldnorms() {
                let norms = reader.get_fieldnorms_reader(field).expect("norms");
                all.extend((0..reader.max_doc()).map(|doc| norms.fieldnorm_id(doc).to_string()));
            }
            let mut stream = inverted.terms().stream().expect("terms");
            while let Some((term, info)) = stream.next() {
                let option = IndexRecordOption::WithFreqsAndPositions;
                let mut postings = inverted.read_postings_from_terminfo(info, option).expect("postings");
                let mut line = format!("{term:?} {}", info.doc_freq);
                while postings.doc() != TERMINATED {
                    let mut positions = Vec::new();
                    if indexing.index_option().has_positions() {
                        postings.positions(&mut positions);
                    }
                    line.push_str(&format!(" {}×{}{positions:?}", postings.doc(), postings.term_freq()));
                    postings.advance();
                }
                all.push(line);
            }
        }
        all
    }

    fn only_segment(index: &Index) -> SegmentReader {
        let segments = index.searchable_segments().expect("in memory");
        assert_eq!(segments.len(), 1);
        SegmentReader::open(&segments[0]).expect("in memory")
    }

    fn assert_same(articles: &[Article]) {
        let [own, engines] =
            [Implementation::Own, Implementation::Engine].map(|by| only_segment(&built(articles, by)));
        assert_eq!(terms(&own), terms(&engines));
        for segment in [own, engines] {
            let store = segment.get_store_reader(1).expect("in memory");
            let (_, fields) = Fields::schema();
            for (doc, article) in (0..).zip(articles) {
                let stored: TantivyDocument = store.get(doc).expect("stored");
                let bytes = stored.get_first(fields.record).and_then(|it| it.as_bytes()).expect("a record");
                assert_eq!(stored::decode(bytes).as_ref(), Some(article));
            }
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(40))]
        #[test]
        fn a_segment_is_what_the_engine_would_build(
            texts in prop::collection::vec(
                (
                    "([A-Za-z]{1,3} ?){0,5}",
                    "([Tt]he|THE|[Mm]inister(s|ial)?|naïve|Naive|ß|Über|don['’]t|мир(а|у)?|ไทย|[A-Za-z]{1,2}|[0-9]{1,2}|[ .\n]|\\PC){0,60}",
                    any::<u8>(),
                    any::<bool>(),
                ),
                1..12,
            ),
        ) {
            let articles: Vec<Article> = texts.into_iter().enumerate().map(|(at, it)| article(at, it)).collect();
            assert_same(&articles);
        }
    }

    #[test]
    fn the_switch_decides_who_builds() {
        let (index, fields) = empty();
        let begun = |by| SegmentBuilder::begin(&index, fields, by).expect("in memory");
        assert!(matches!(begun(Implementation::Own), SegmentBuilder::Own(_)));
        assert!(matches!(begun(Implementation::Engine), SegmentBuilder::Engine(_)));
    }

    #[test]
    fn long_words_and_long_articles_are_as_the_engine_has_them() {
        let long = |of: &str| of.repeat(9_000 / of.len());
        let words = [long("a"), long("A"), long("aB"), long("é"), long("ab") + "c"].join(" ");
        let many = "The cat sat on the mat. ".repeat(2_000);
        let bodies = [words.clone(), many, words, "x".repeat(70_000), String::new()];
        let articles: Vec<Article> = bodies
            .into_iter()
            .enumerate()
            .map(|(at, body)| article(at, ("Title".to_owned(), body, 0, true)))
            .collect();
        assert_same(&articles);
    }

    #[test]
    fn what_is_taken_out_while_a_segment_is_built_is_known_to_it() {
        for by in [Implementation::Own, Implementation::Engine] {
            let (index, fields) = empty();
            let mut document_builder = DocumentBuilder::new(fields);
            let mut builder = SegmentBuilder::begin(&index, fields, by).expect("in memory");
            for number in [0, 1, 2, 1] {
                let article = article(number, (String::new(), "One".to_owned(), 0, false));
                builder.remove(article.id.as_str());
                builder.add(document_builder.prepare(&article)).expect("in memory");
            }
            for id in ["a7", "a2", "a2"] {
                builder.remove(id);
            }
            assert_eq!(builder.finish().expect("in memory").dead, [1, 2], "{by:?}");
        }
    }
}

//! A segment of the engine's index, built from articles.
//!
//! The engine can build its segments itself, from a list of terms for each field. It looks up every
//! term of every form of every word, and spends half of all indexing on that. Here a word is looked up
//! once (see [`words`]); what is written, by the engine's own serializers, is the same.

mod keys;
mod lists;
mod postings;
mod sorted;
mod words;

use std::sync::Mutex;

use tantivy::directory::TerminatingWrite;
use tantivy::fastfield::FastFieldsWriter;
use tantivy::fieldnorm::{FieldNormReader, FieldNormReaders, FieldNormsSerializer};
use tantivy::index::{Segment, SegmentComponent, SegmentMeta};
use tantivy::schema::{Document, Field, FieldType, OwnedValue, Schema, Value};
use tantivy::store::StoreWriter;
use tantivy::tokenizer::{TokenStream, Tokenizer};
use tantivy::{DocId, Index};

use crate::index::build::document::PreparedDocument;
use crate::index::build::schema::{Fields, Form, TERMS};
use crate::index::build::segment::keys::Keys;
use crate::index::build::segment::postings::Files;
use crate::index::build::segment::words::Words;
use crate::index::build::terms::TermTokenizer;
use crate::search::TextField;

/// The longest term that the engine takes, in bytes.
pub(crate) const LONGEST_TERM: usize = (1 << 16) - 6;

/// A segment under way.
pub(crate) struct SegmentBuilder {
    segment: Segment,
    schema: Schema,
    fields: Fields,
    /// Fields whose terms have no positions, and whether a value is a list of terms.
    keyed: Vec<(Field, bool)>,
    texts: [Text; 2],
    keys: Keys,
    columns: FastFieldsWriter,
    store: StoreWriter,
    docs: DocId,
    dead: Vec<DocId>,
}

/// A text field.
struct Text {
    field: TextField,
    words: Words,
    /// How many words each article has, as the engine rounds it.
    norms: Vec<u8>,
}

/// A segment that was written. It is part of the index when a commit says so.
pub(crate) struct Built {
    pub(crate) meta: SegmentMeta,
    /// Articles in it that were taken out while it was built.
    pub(crate) dead: Vec<DocId>,
}

impl SegmentBuilder {
    /// Begins a segment.
    pub(crate) fn begin(index: &Index, fields: Fields) -> tantivy::Result<SegmentBuilder> {
        let segment = index.new_segment();
        let schema = segment.schema();
        let settings = index.settings();
        let store = StoreWriter::new(
            segment.open_write(SegmentComponent::Store)?,
            settings.docstore_compression,
            settings.docstore_blocksize,
            settings.docstore_compress_dedicated_thread,
        )?;
        let tokenizers = index.fast_field_tokenizer().clone();
        let columns = FastFieldsWriter::from_schema_and_tokenizer_manager(&schema, tokenizers)?;
        let text = |field| Text { field, words: Words::default(), norms: Vec::new() };
        Ok(SegmentBuilder {
            keyed: keyed(&schema),
            texts: [TextField::Title, TextField::Body].map(text),
            keys: Keys::default(),
            docs: 0,
            dead: Vec::new(),
            segment,
            schema,
            fields,
            columns,
            store,
        })
    }

    /// Adds an article.
    ///
    /// # Errors
    ///
    /// The disk fails, or the article is so large that places in the segment would not fit into 32 bits.
    pub(crate) fn add(&mut self, article: PreparedDocument) -> tantivy::Result<()> {
        let bytes = article.bytes();
        if bytes > PreparedDocument::LARGEST {
            let what =
                format!("an article of {bytes} bytes is larger than {} bytes", PreparedDocument::LARGEST);
            return Err(std::io::Error::new(std::io::ErrorKind::FileTooLarge, what).into());
        }
        let doc = self.docs;
        for text in &mut self.texts {
            let words = article.words(text.field);
            let count = u32::try_from(words.len()).unwrap_or(u32::MAX);
            text.norms.push(FieldNormReader::fieldnorm_to_id(count));
            text.words.add(article.language, doc, words);
        }
        let mut tokenizer = TermTokenizer::default();
        for &(field, is_list) in &self.keyed {
            for value in article.document.get_all(field).filter_map(|it| it.as_str()) {
                if is_list {
                    let mut terms = tokenizer.token_stream(value);
                    while terms.advance() {
                        self.keys.add(field.field_id(), &terms.token().text, doc);
                    }
                } else if value.len() <= LONGEST_TERM {
                    self.keys.add(field.field_id(), value, doc);
                }
            }
        }
        self.columns.add_document(&article.document)?;
        let record = Record { field: self.fields.record, value: OwnedValue::Bytes(article.record) };
        self.store.store(&record, &self.schema)?;
        self.docs += 1;
        Ok(())
    }

    /// Takes the article of this id out that was added last, if there is one: those before it are out already.
    pub(crate) fn remove(&mut self, id: &str) {
        let last = self.keys.last(self.fields.id.field_id(), id);
        if last != self.dead.last().copied() {
            self.dead.extend(last);
        }
    }

    /// Memory that it takes, in bytes.
    pub(crate) fn memory(&self) -> usize {
        let texts: usize = self.texts.iter().map(|it| it.words.memory() + it.norms.len()).sum();
        texts + self.keys.memory() + self.columns.mem_usage() + self.store.mem_usage()
    }

    /// Writes the segment.
    pub(crate) fn finish(self) -> tantivy::Result<Built> {
        let SegmentBuilder { segment, fields, keyed, texts, keys, mut columns, store, docs, dead, .. } = self;
        let written: tantivy::Result<()> = std::thread::scope(|scope| {
            let beside = || {
                let mut file = segment.open_write(SegmentComponent::FastFields)?;
                columns.serialize(&mut file, None)?;
                file.terminate()?;
                drop(columns);
                store.close()?;
                Ok(())
            };
            let beside = std::thread::Builder::new().spawn_scoped(scope, beside)?;
            let terms = write_terms(&segment, fields, &keyed, texts, &keys);
            let beside = beside.join().unwrap_or_else(|_| Err(panicked()));
            terms.and(beside)
        });
        written?;
        let meta = segment.with_max_doc(docs).meta().clone();
        meta.untrack_temp_docstore();
        Ok(Built { meta, dead })
    }
}

/// A thread that builds has panicked.
pub(crate) fn panicked() -> tantivy::TantivyError {
    std::io::Error::other("the program failed while it wrote a segment").into()
}

/// The fields whose terms have no positions, and whether a value is a list of terms.
fn keyed(schema: &Schema) -> Vec<(Field, bool)> {
    let indexed = schema.fields().filter_map(|(field, entry)| match entry.field_type() {
        FieldType::Str(options) => Some((field, options.get_indexing_options()?)),
        _ => None,
    });
    let keyed = indexed.filter(|(_, indexing)| !indexing.index_option().has_positions());
    keyed.map(|(field, indexing)| (field, indexing.tokenizer() == TERMS)).collect()
}

/// What one thread writes at a time.
#[derive(Clone, Copy)]
enum Part {
    /// A form of the words of a text field, by its place in [`SegmentBuilder::texts`].
    Words(usize, Form),
    /// A field whose terms have no positions.
    Keys(Field),
}

fn write_terms(
    segment: &Segment,
    fields: Fields,
    keyed: &[(Field, bool)],
    mut texts: [Text; 2],
    keys: &Keys,
) -> tantivy::Result<()> {
    let mut norms = FieldNormsSerializer::from_write(segment.open_write(SegmentComponent::FieldNorms)?)?;
    for text in &mut texts {
        text.words.close();
        norms.serialize_field(fields.text(text.field, Form::Stem), &text.norms)?;
    }
    norms.close()?;
    let norms = FieldNormReaders::open(segment.open_read(SegmentComponent::FieldNorms)?)?;
    let files = Files::create(segment)?;
    let write = |part: Part| -> tantivy::Result<()> {
        match part {
            Part::Words(at, form) => {
                let Text { field, words, .. } = &texts[at];
                let field = fields.text(*field, form);
                if words.tokens(form) > 0 {
                    files.add(field, words.tokens(form), norms.get_field(field)?, |postings| {
                        words.each(form, |term, entries| postings.entries(term, entries))
                    })?;
                }
            }
            Part::Keys(field) => {
                let given = keys.given(field.field_id());
                if given > 0 {
                    files.add(field, given, None, |postings| {
                        keys.each(field.field_id(), |term, docs| postings.articles(term, docs))
                    })?;
                }
            }
        }
        Ok(())
    };
    // The largest first, so that both threads end at about the same time.
    let texts = (0..texts.len()).rev().flat_map(|at| Form::ALL.map(|form| Part::Words(at, form)));
    let parts = Mutex::new(texts.chain(keyed.iter().map(|&(field, _)| Part::Keys(field))));
    let work = || {
        let next = || parts.lock().ok()?.next();
        std::iter::from_fn(next).try_for_each(write)
    };
    let both = std::thread::scope(|scope| {
        let beside = std::thread::Builder::new().spawn_scoped(scope, work)?;
        let here = work();
        here.and(beside.join().unwrap_or_else(|_| Err(panicked())))
    });
    both?;
    files.close()?;
    Ok(())
}

/// An article as the engine stores it.
#[derive(Debug)]
struct Record {
    field: Field,
    value: OwnedValue,
}

impl Document for Record {
    type Value<'a> = &'a OwnedValue;
    type FieldsValuesIter<'a> = std::iter::Once<(Field, &'a OwnedValue)>;

    fn iter_fields_and_values(&self) -> Self::FieldsValuesIter<'_> {
        std::iter::once((self.field, &self.value))
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use tantivy::postings::Postings;
    use tantivy::schema::IndexRecordOption;
    use tantivy::{DocSet, SegmentReader, TERMINATED, TantivyDocument};

    use super::*;
    use crate::article::{Article, ArticleId, Found, FoundBy, Language, Origin};
    use crate::index::build::document::{DocumentBuilder, Expecter};
    use crate::index::build::stored;
    use crate::index::build::terms::tokenizers;
    use crate::index::store::commit;
    use crate::source::Source;

    fn article(number: usize, (title, body, language, source): (String, String, u8, bool)) -> Article {
        let code = ["en", "de", "ru", "th"][usize::from(language) % 4];
        let source = source.then(|| Source::from_name("Example Times")).flatten();
        Article {
            id: ArticleId::new(&format!("a{number}")).expect("not blank"),
            title: (!title.is_empty()).then(|| Found::new(title, FoundBy::Given)),
            body,
            author: None,
            source: source.map(|it| Found::new(it, FoundBy::Given)),
            dating: None,
            language: Found::new(Language::from_tag(code).expect("a tag"), FoundBy::Given),
            url: None,
            quotations: Vec::new(),
            origins: vec![Origin { path: format!("{}.txt", number / 3), record: Some(number as u64) }],
            earlier: None,
        }
    }

    fn empty() -> (Index, Fields) {
        let (schema, fields) = Fields::schema();
        let mut index = Index::create_in_ram(schema);
        index.set_tokenizers(tokenizers());
        (index, fields)
    }

    /// The index as this program builds it.
    fn ours(articles: &[Article]) -> Index {
        let (index, fields) = empty();
        let mut document_builder = DocumentBuilder::new(fields);
        let mut builder = SegmentBuilder::begin(&index, fields).expect("in memory");
        for article in articles {
            builder.add(document_builder.prepare(article)).expect("in memory");
        }
        let built = builder.finish().expect("in memory");
        let mut metas = index.load_metas().expect("in memory");
        metas.segments = vec![built.meta];
        commit::switch(&index, &metas).expect("in memory");
        index
    }

    /// The index as the engine builds it from lists of terms.
    fn engines(articles: &[Article]) -> Index {
        let (index, fields) = empty();
        let mut expecter = Expecter::new(fields);
        let mut writer = index.writer_with_num_threads(1, 15_000_000).expect("in memory");
        for article in articles {
            writer.add_document(expecter.expect(article)).expect("in memory");
        }
        writer.commit().expect("in memory");
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
        let (ours, engines) = (only_segment(&ours(articles)), only_segment(&engines(articles)));
        assert_eq!(terms(&ours), terms(&engines));
        let store = ours.get_store_reader(1).expect("in memory");
        let (_, fields) = Fields::schema();
        for (doc, article) in (0..).zip(articles) {
            let stored: TantivyDocument = store.get(doc).expect("stored");
            let bytes = stored.get_first(fields.record).and_then(|it| it.as_bytes()).expect("a record");
            assert_eq!(stored::decode(bytes).as_ref(), Some(article));
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
        let (index, fields) = empty();
        let mut document_builder = DocumentBuilder::new(fields);
        let mut builder = SegmentBuilder::begin(&index, fields).expect("in memory");
        for number in [0, 1, 2, 1] {
            let article = article(number, (String::new(), "One".to_owned(), 0, false));
            builder.remove(article.id.as_str());
            builder.add(document_builder.prepare(&article)).expect("in memory");
        }
        for id in ["a7", "a2", "a2"] {
            builder.remove(id);
        }
        assert_eq!(builder.finish().expect("in memory").dead, [1, 2]);
    }
}

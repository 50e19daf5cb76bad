//! A segment built in our own way.
//!
//! The engine looks up every term of every form of every word, and spends half of all indexing on that. Here
//! a word is looked up once (see [`Words`]); what is written, by the engine's own serializers, is the same.

use std::sync::Mutex;

use tantivy::directory::TerminatingWrite;
use tantivy::fastfield::FastFieldsWriter;
use tantivy::fieldnorm::{FieldNormReader, FieldNormReaders, FieldNormsSerializer};
use tantivy::index::{Segment, SegmentComponent};
use tantivy::schema::{Document, Field, FieldType, OwnedValue, Schema, Value};
use tantivy::store::StoreWriter;
use tantivy::tokenizer::{TokenStream, Tokenizer};
use tantivy::{DocId, Index};

use crate::index::build::document::PreparedDocument;
use crate::index::build::schema::{Fields, Form, TERMS};
use crate::index::build::segment::built::{Built, LONGEST_TERM, panicked};
use crate::index::build::segment::keys::Keys;
use crate::index::build::segment::postings::Files;
use crate::index::build::segment::words::Words;
use crate::index::build::terms::TermTokenizer;
use crate::search::TextField;

/// A segment under way.
pub(crate) struct OwnSegment {
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

impl OwnSegment {
    /// Begins a segment.
    pub(crate) fn begin(index: &Index, fields: Fields) -> tantivy::Result<OwnSegment> {
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
        Ok(OwnSegment {
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

    /// Adds an article that is no larger than [`PreparedDocument::LARGEST`], so that positions in the segment
    /// fit into 32 bits.
    pub(crate) fn add(&mut self, article: PreparedDocument) -> tantivy::Result<()> {
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
        let OwnSegment { segment, fields, keyed, texts, keys, mut columns, store, docs, dead, .. } = self;
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
    /// A form of the words of a text field, by its place in [`OwnSegment::texts`].
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

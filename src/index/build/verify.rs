//! Whether an index is whole: its files, and what they say of each other.
//!
//! Every file is read and compared with its checksums. Then articles are made
//! ready again from their stored text, and what they would be indexed as is held
//! against what is indexed: every term at every place, and every column. The terms
//! of an article are compared as the sum of their hashes, gathered in one pass over
//! all postings, so that a term too many is seen as well as one that is missing.

use std::collections::BTreeSet;
use std::path::Path;

use rustc_hash::FxHashMap;
use tantivy::directory::error::OpenReadError;
use tantivy::index::SegmentComponent;
use tantivy::postings::Postings;
use tantivy::schema::{FieldType, IndexRecordOption, OwnedValue, Schema, Value};
use tantivy::tokenizer::{TokenStream, Tokenizer};
use tantivy::{DocId, DocSet, ReloadPolicy, SegmentReader, TERMINATED, TantivyDocument};
use xxhash_rust::xxh3::xxh3_64_with_seed;

use crate::article::ArticleId;
use crate::index::build::document::ExpectedDocuments;
use crate::index::build::opened::OpenIndex;
use crate::index::build::schema::TERMS;
use crate::index::build::segment::LONGEST_TERM;
use crate::index::build::stored;
use crate::index::build::terms::TermTokenizer;
use crate::index::error;
use crate::index::error::{IndexError, catch_panic};
use crate::index::store::columns::SEQUENCE;

/// How much is compared.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum VerifyDepth {
    /// Every file's checksums, and a few hundred articles.
    Sample,
    /// Every article as well.
    Full,
}

/// What was compared, and what was found.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct VerifyReport {
    /// Files whose checksums were compared.
    pub files: u64,
    /// Articles in the index.
    pub articles: u64,
    /// Articles whose stored text was held against what is indexed of them.
    pub compared: u64,
    /// What is wrong, a sentence each.
    pub findings: Vec<String>,
}

/// What the index holds, as far as it was looked at.
#[derive(Debug, Default)]
pub struct SeenArticles {
    /// The ids of all articles.
    pub ids: BTreeSet<ArticleId>,
    /// The articles that were read.
    pub read: FxHashMap<ArticleId, (u128, Vec<crate::article::Origin>)>,
}

/// Articles that a sample has, about.
const SAMPLE: u32 = 300;
/// A damaged index can have any number of things wrong with it; so many tell enough.
const MOST_FINDINGS: usize = 100;

/// Checks whether an index is whole.
pub(crate) fn verify(
    index: &OpenIndex,
    depth: VerifyDepth,
) -> Result<(VerifyReport, SeenArticles), IndexError> {
    let mut verifier = Verifier { index, report: VerifyReport::default(), seen: SeenArticles::default() };
    verifier.files()?;
    if verifier.report.findings.is_empty() {
        verifier.articles(depth)?;
    }
    Ok((verifier.report, verifier.seen))
}

struct Verifier<'a> {
    index: &'a OpenIndex,
    report: VerifyReport,
    seen: SeenArticles,
}

impl Verifier<'_> {
    fn found(&mut self, what: String) {
        if self.report.findings.len() < MOST_FINDINGS {
            self.report.findings.push(what);
        }
    }

    /// Compares every file with its checksums: ours, block by block, and the engine's.
    fn files(&mut self) -> Result<(), IndexError> {
        let engine = &self.index.engine;
        let metas = engine.load_metas().map_err(|err| error::from_engine(self.index.dir(), "read", err))?;
        // The manifest and the engine's list were read to get here.
        self.report.files = 2;
        let mut expected = 0;
        for meta in &metas.segments {
            let mut components = vec![
                SegmentComponent::Postings,
                SegmentComponent::Positions,
                SegmentComponent::Terms,
                SegmentComponent::Store,
                SegmentComponent::FastFields,
                SegmentComponent::FieldNorms,
            ];
            if meta.has_deletes() {
                components.push(SegmentComponent::Delete);
            }
            expected += u64::from(meta.num_docs());
            for component in components {
                let path = meta.relative_path(component);
                self.report.files += 1;
                if let Some(what) = damage(&path, engine.directory().validate_checksum(&path)) {
                    self.found(what);
                }
            }
        }
        self.report.articles = expected;
        if let Some(name) = &metas.payload {
            self.report.files += 1;
            match self.index.catalog_of(name) {
                Ok(_) => {}
                Err(IndexError::Damaged { what, .. }) => self.found(what),
                Err(other) => return Err(other),
            }
        }
        Ok(())
    }

    fn articles(&mut self, depth: VerifyDepth) -> Result<(), IndexError> {
        let dir = self.index.dir().to_owned();
        let read = |err| error::from_engine(&dir, "read", err);
        // A reader that watches for commits goes on touching the folder after it is dropped.
        let reader = self.index.engine.reader_builder().reload_policy(ReloadPolicy::Manual);
        let reader: tantivy::IndexReader = reader.try_into().map_err(read)?;
        let searcher = reader.searcher();
        let step = match depth {
            VerifyDepth::Full => 1,
            VerifyDepth::Sample => (u32::try_from(searcher.num_docs()).unwrap_or(u32::MAX) / SAMPLE).max(1),
        };
        for segment in searcher.segment_readers() {
            let looked = catch_panic(&dir, || self.segment(segment, step).map_err(read));
            match looked {
                Ok(()) => {}
                Err(IndexError::Damaged { what, .. }) => self.found(what),
                Err(other) => return Err(other),
            }
        }
        if self.seen.ids.len() as u64 != searcher.num_docs() {
            let what = format!(
                "the index counts {} articles and holds {} different ids",
                searcher.num_docs(),
                self.seen.ids.len()
            );
            self.found(what);
        }
        Ok(())
    }

    fn segment(&mut self, reader: &SegmentReader, step: u32) -> tantivy::Result<()> {
        let ids = reader.fast_fields().str("id")?;
        for doc in reader.doc_ids_alive() {
            let mut id = String::new();
            if let Some(ids) = &ids
                && let Some(ord) = ids.ords().first(doc)
            {
                ids.ord_to_str(ord, &mut id)?;
            }
            match ArticleId::new(&id) {
                Some(id) => drop(self.seen.ids.insert(id)),
                None => self.found("an article has no id".to_owned()),
            }
        }
        let chosen: Vec<DocId> = reader
            .doc_ids_alive()
            .enumerate()
            .filter(|(at, _)| at % step as usize == 0)
            .map(|it| it.1)
            .collect();
        let mut sums = Sums::over(reader.max_doc(), &chosen);
        let schema = self.index.engine.schema();
        sums.add_postings(reader, &schema)?;
        let store = reader.get_store_reader(10)?;
        let mut expected = ExpectedDocuments::new(self.index.fields);
        let mut columns = FxHashMap::default();
        for &doc in &chosen {
            let stored: TantivyDocument = store.get(doc)?;
            let bytes = stored.get_first(self.index.fields.record).and_then(|it| it.as_bytes());
            let Some(article) = bytes.and_then(stored::decode) else {
                self.found("a stored article cannot be read".to_owned());
                continue;
            };
            let document = expected.of(&article);
            if sums.of(doc) != expected_sum(&document, &schema) {
                self.found(format!("the words of {} are not indexed as they are stored", article.id));
            }
            if let Some(column) = wrong_column(&document, &schema, reader, doc, &mut columns)? {
                self.found(format!("the column {column} of {} is not what is stored", article.id));
            }
            self.report.compared += 1;
            self.seen.read.insert(article.id.clone(), (article.content_hash(), article.origins));
        }
        Ok(())
    }
}

/// What is wrong with a file.
fn damage(path: &Path, checked: Result<bool, OpenReadError>) -> Option<String> {
    match checked {
        Ok(true) => None,
        Ok(false) => Some(format!("{} is altered", path.display())),
        Err(OpenReadError::FileDoesNotExist(_)) => Some(format!("{} is missing", path.display())),
        Err(OpenReadError::IoError { io_error, .. }) => Some(io_error.to_string()),
        Err(OpenReadError::IncompatibleIndex(_)) => {
            Some(format!("{} is of another version of the engine", path.display()))
        }
    }
}

/// For chosen articles, the sum over all their terms.
struct Sums {
    /// The place of a document among the chosen ones, plus 1.
    chosen: Vec<u32>,
    sums: Vec<u64>,
}

impl Sums {
    fn over(max_doc: DocId, docs: &[DocId]) -> Sums {
        let mut chosen = vec![0; max_doc as usize];
        for (place, &doc) in (1..).zip(docs) {
            chosen[doc as usize] = place;
        }
        Sums { chosen, sums: vec![0; docs.len()] }
    }

    fn of(&self, doc: DocId) -> u64 {
        self.sums[self.chosen[doc as usize] as usize - 1]
    }

    fn add_postings(&mut self, reader: &SegmentReader, schema: &Schema) -> tantivy::Result<()> {
        let mut positions = Vec::new();
        for (field, entry) in schema.fields() {
            let Some(option) = indexing(entry.field_type()) else { continue };
            let inverted = reader.inverted_index(field)?;
            let mut stream = inverted.terms().stream()?;
            while let Some((term, info)) = stream.next() {
                let mut postings = inverted.read_postings_from_terminfo(info, option)?;
                while postings.doc() != TERMINATED {
                    let place = self.chosen.get(postings.doc() as usize).copied().unwrap_or(0);
                    if place > 0 {
                        let sum = &mut self.sums[place as usize - 1];
                        if option.has_positions() {
                            postings.positions(&mut positions);
                            for &at in &positions {
                                *sum = sum.wrapping_add(hash(field.field_id(), term, at));
                            }
                        } else {
                            *sum = sum.wrapping_add(hash(field.field_id(), term, 0));
                        }
                    }
                    postings.advance();
                }
            }
        }
        Ok(())
    }
}

fn hash(field: u32, term: &[u8], position: u32) -> u64 {
    xxh3_64_with_seed(term, u64::from(field) << 32 | u64::from(position))
}

fn indexing(kind: &FieldType) -> Option<IndexRecordOption> {
    match kind {
        FieldType::Str(options) => Some(options.get_indexing_options()?.index_option()),
        _ => None,
    }
}

/// The sum over all the terms that the document would be indexed under.
fn expected_sum(document: &TantivyDocument, schema: &Schema) -> u64 {
    let mut sum = 0u64;
    let mut basic = BTreeSet::new();
    let mut tokenizer = TermTokenizer::default();
    for (field, value) in document.field_values() {
        let entry = schema.get_field_entry(field);
        let (Some(option), Some(text)) = (indexing(entry.field_type()), value.as_str()) else { continue };
        let FieldType::Str(options) = entry.field_type() else { continue };
        let encoded = options.get_indexing_options().is_some_and(|it| it.tokenizer() == TERMS);
        let mut add = |term: &str, at: u32| {
            if term.len() > LONGEST_TERM {
            } else if option.has_positions() {
                sum = sum.wrapping_add(hash(field.field_id(), term.as_bytes(), at));
            } else {
                basic.insert((field.field_id(), term.to_owned()));
            }
        };
        if encoded {
            let mut stream = tokenizer.token_stream(text);
            while stream.advance() {
                let token = stream.token();
                add(&token.text, u32::try_from(token.position).unwrap_or(u32::MAX));
            }
        } else {
            add(text, 0);
        }
    }
    basic.iter().fold(sum, |sum, (field, term)| sum.wrapping_add(hash(*field, term.as_bytes(), 0)))
}

/// The columns of a segment, opened once.
type Columns = FxHashMap<String, Column>;

enum Column {
    Text(Option<tantivy::columnar::StrColumn>),
    Signed(Option<tantivy::columnar::Column<i64>>),
    Unsigned(Option<tantivy::columnar::Column<u64>>),
}

/// The first column whose values are not those of the document.
fn wrong_column(
    document: &TantivyDocument,
    schema: &Schema,
    reader: &SegmentReader,
    doc: DocId,
    columns: &mut Columns,
) -> tantivy::Result<Option<String>> {
    for (field, entry) in schema.fields() {
        // Nothing that is stored tells by which number an article came.
        if !entry.is_fast() || entry.name() == SEQUENCE {
            continue;
        }
        let name = entry.name();
        let expected: Vec<OwnedValue> = document.get_all(field).map(OwnedValue::from).collect();
        let fast = reader.fast_fields();
        if !columns.contains_key(name) {
            let column = match entry.field_type() {
                FieldType::Str(_) => Column::Text(fast.str(name)?),
                FieldType::I64(_) => Column::Signed(fast.column_opt(name)?),
                _ => Column::Unsigned(fast.column_opt(name)?),
            };
            columns.insert(name.to_owned(), column);
        }
        let held: Vec<OwnedValue> = match &columns[name] {
            Column::Text(None) | Column::Signed(None) | Column::Unsigned(None) => Vec::new(),
            Column::Text(Some(column)) => {
                let mut held = Vec::new();
                for ord in column.ords().values_for_doc(doc) {
                    let mut text = String::new();
                    column.ord_to_str(ord, &mut text)?;
                    held.push(OwnedValue::Str(text));
                }
                held
            }
            Column::Signed(Some(column)) => column.values_for_doc(doc).map(OwnedValue::I64).collect(),
            Column::Unsigned(Some(column)) => column.values_for_doc(doc).map(OwnedValue::U64).collect(),
        };
        if held != expected {
            return Ok(Some(name.to_owned()));
        }
    }
    Ok(None)
}

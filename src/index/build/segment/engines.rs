//! A segment built by the engine, from lists of terms.

use rustc_hash::FxHashMap;
use tantivy::index::Segment;
use tantivy::indexer::{AddOperation, SegmentWriter};
use tantivy::{DocId, Index};

use crate::analysis::FormCache;
use crate::article::Language;
use crate::index::build::document::PreparedDocument;
use crate::index::build::schema::{Fields, Form};
use crate::index::build::segment::built::Built;
use crate::index::build::terms::form_terms;
use crate::search::TextField;

/// Memory for which the engine makes its tables, in bytes: it wants no less.
const MEMORY: usize = 15_000_000;

/// A segment under way.
pub(crate) struct EngineSegment {
    segment: Segment,
    writer: SegmentWriter,
    fields: Fields,
    form_caches: FxHashMap<Language, FormCache>,
    /// The last article of each id, and the bytes of all ids.
    last: FxHashMap<String, DocId>,
    id_bytes: usize,
    dead: Vec<DocId>,
}

impl EngineSegment {
    pub(crate) fn begin(index: &Index, fields: Fields) -> tantivy::Result<EngineSegment> {
        let segment = index.new_segment();
        Ok(EngineSegment {
            writer: SegmentWriter::for_segment(MEMORY, segment.clone())?,
            segment,
            fields,
            form_caches: FxHashMap::default(),
            last: FxHashMap::default(),
            id_bytes: 0,
            dead: Vec::new(),
        })
    }

    pub(crate) fn add(&mut self, article: PreparedDocument) -> tantivy::Result<()> {
        let language = article.language;
        let form_cache = self.form_caches.entry(language).or_insert_with(|| FormCache::new(language));
        let mut texts = Vec::new();
        for field in [TextField::Title, TextField::Body] {
            let lists = form_terms((0..).zip(article.words(field)), form_cache, language);
            texts.extend(Form::ALL.into_iter().zip(lists).map(|(form, list)| (field, form, list)));
        }
        let PreparedDocument { id, mut document, record, .. } = article;
        for (field, form, list) in texts {
            if !list.is_empty() {
                document.add_text(self.fields.text(field, form), list.into_string());
            }
        }
        document.add_bytes(self.fields.record, &record);
        let doc = self.writer.max_doc();
        self.writer.add_document(AddOperation { opstamp: 0, document })?;
        self.id_bytes += id.as_str().len();
        self.last.insert(id.as_str().to_owned(), doc);
        Ok(())
    }

    pub(crate) fn remove(&mut self, id: &str) {
        self.dead.extend(self.last.remove(id));
    }

    pub(crate) fn memory(&self) -> usize {
        self.writer.mem_usage() + self.id_bytes + self.last.len() * size_of::<(String, DocId)>() * 2
    }

    pub(crate) fn finish(self) -> tantivy::Result<Built> {
        let docs = self.writer.max_doc();
        self.writer.finalize()?;
        let meta = self.segment.with_max_doc(docs).meta().clone();
        meta.untrack_temp_docstore();
        Ok(Built { meta, dead: self.dead })
    }
}

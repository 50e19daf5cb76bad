//! Dictionaries and postings of a segment, field by field, by the engine's own serializers.
//!
//! The engine writes one field after the other into its three files. Here each field is made in
//! memory by itself, so that two threads can work, and put into the files when it is done.

use std::io::{self, Write};
use std::sync::Mutex;

use tantivy::directory::{CompositeWrite, WritePtr};
use tantivy::fieldnorm::FieldNormReader;
use tantivy::index::{Segment, SegmentComponent};
use tantivy::postings::FieldSerializer;
use tantivy::schema::{Field, IndexRecordOption, Schema};

/// The three files.
pub(crate) struct Files {
    schema: Schema,
    files: Mutex<[CompositeWrite<WritePtr>; 3]>,
}

/// A field on its way.
pub(crate) struct FieldPostings<'f, 'v> {
    serializer: FieldSerializer<'f, &'v mut Vec<u8>>,
    distances: Vec<u32>,
}

impl Files {
    pub(crate) fn create(segment: &Segment) -> tantivy::Result<Files> {
        let open = |component| segment.open_write(component).map(CompositeWrite::wrap);
        let files = [
            open(SegmentComponent::Terms)?,
            open(SegmentComponent::Postings)?,
            open(SegmentComponent::Positions)?,
        ];
        Ok(Files { schema: segment.schema(), files: Mutex::new(files) })
    }

    /// Adds a field, whose terms `write` hands over in their order. `tokens` is how many it has in all articles.
    pub(crate) fn add(
        &self,
        field: Field,
        tokens: u64,
        norms: Option<FieldNormReader>,
        write: impl FnOnce(&mut FieldPostings<'_, '_>) -> io::Result<()>,
    ) -> io::Result<()> {
        let option = self.schema.get_field_entry(field).field_type().index_record_option();
        let mut bytes = [Vec::new(), Vec::new(), Vec::new()];
        let mut memory = bytes.each_mut().map(CompositeWrite::wrap);
        let [terms, postings, positions] = memory.each_mut().map(|it| it.for_field(field));
        let option = option.unwrap_or(IndexRecordOption::Basic);
        let serializer = FieldSerializer::create(option, tokens, terms, postings, positions, norms)?;
        let mut made = FieldPostings { serializer, distances: Vec::new() };
        write(&mut made)?;
        made.serializer.close()?;
        let mut files = self.files.lock().map_err(|_| io::Error::other("a field could not be written"))?;
        for (file, bytes) in files.iter_mut().zip(bytes) {
            file.for_field(field).write_all(&bytes)?;
        }
        Ok(())
    }

    /// Ends the files.
    pub(crate) fn close(self) -> io::Result<()> {
        let files = self.files.into_inner().map_err(|_| io::Error::other("a field could not be written"))?;
        files.into_iter().try_for_each(CompositeWrite::close)
    }
}

impl FieldPostings<'_, '_> {
    /// Adds a term with the articles that have it.
    pub(crate) fn articles(&mut self, term: &[u8], docs: &[u32]) -> io::Result<()> {
        self.serializer.new_term_without_freq(term)?;
        for &doc in docs {
            self.serializer.write_doc(doc, 0, &[]);
        }
        self.serializer.close_term()
    }

    /// Adds a term with the articles and positions at which it stands.
    pub(crate) fn entries(&mut self, term: &[u8], entries: &[(u32, u32)]) -> io::Result<()> {
        let of_one = |a: &(u32, u32), b: &(u32, u32)| a.0 == b.0;
        let docs = entries.chunk_by(of_one).count();
        self.serializer.new_term(term, u32::try_from(docs).unwrap_or(u32::MAX), true)?;
        for article in entries.chunk_by(of_one) {
            let mut before = 0;
            self.distances.clear();
            self.distances.extend(article.iter().map(|&(_, at)| at - std::mem::replace(&mut before, at)));
            let frequency = u32::try_from(article.len()).unwrap_or(u32::MAX);
            self.serializer.write_doc(article[0].0, frequency, &self.distances);
        }
        self.serializer.close_term()
    }
}

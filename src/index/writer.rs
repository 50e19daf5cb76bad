//! Adding, replacing and removing articles.

use std::sync::Arc;

use tantivy::index::{SegmentComponent, SegmentMeta};
use tantivy::indexer::NoMergePolicy;
use tantivy::schema::{Document, Field};
use tantivy::{IndexWriter, ReloadPolicy, TantivyDocument, Term};

use super::Index;
use super::error::{self, IndexError};
use super::files::{Folder, Reading, WriteLock};
use super::manifest::{Manifest, is_segments};
use super::queue::{Permit, Queue};
use super::schema::{Fields, Form};
use super::terms::{TermList, TermMaker, name_terms};
use super::{catalog, links, record};
use crate::article::{Article, ArticleId, QuotationKind, Speaker, SpeakerKind};
use crate::search::TextField;

/// How much a writer may use.
#[derive(Debug, Clone, Copy)]
pub struct WriterSettings {
    /// Memory in bytes for all that a process that indexes needs: itself, articles on their way,
    /// articles not yet written, merges. Less than [`Writer::LEAST_MEMORY`] is taken for that.
    pub memory: usize,
    /// Threads that write, at least one. Each needs as much memory again.
    pub threads: usize,
}

/// An article made ready for the index: its terms, columns and record.
#[derive(Debug)]
pub struct Prepared {
    id: ArticleId,
    document: TantivyDocument,
    bytes: usize,
}

impl Prepared {
    /// What an article needs besides its text, about.
    const LEAST_BYTES: usize = 2_000;

    pub(super) fn into_document(self) -> TantivyDocument {
        self.document
    }
}

/// A document on its way to the engine, which counts as such until the engine takes it.
#[derive(Debug)]
struct Queued {
    document: TantivyDocument,
    _permit: Permit,
}

impl Document for Queued {
    type Value<'a> = <TantivyDocument as Document>::Value<'a>;
    type FieldsValuesIter<'a> = <TantivyDocument as Document>::FieldsValuesIter<'a>;

    fn iter_fields_and_values(&self) -> Self::FieldsValuesIter<'_> {
        self.document.iter_fields_and_values()
    }

    fn into_tantivy_document(self) -> TantivyDocument {
        self.document
    }
}

/// Makes articles ready. Each thread has its own; it remembers the words it has seen.
#[derive(Debug)]
pub struct Preparer {
    fields: Fields,
    terms: TermMaker,
}

impl Preparer {
    pub(super) fn new(fields: Fields) -> Preparer {
        Preparer { fields, terms: TermMaker::default() }
    }

    /// Makes an article ready.
    pub fn prepare(&mut self, article: &Article) -> Prepared {
        self.terms.read(article);
        let Preparer { fields, terms } = &*self;
        let mut document = TantivyDocument::default();
        let mut add = |field: Field, text: &str| document.add_text(field, text);
        add(fields.id, article.id.as_str());
        for (field, of) in [(TextField::Title, &terms.title), (TextField::Body, &terms.body)] {
            for (form, list) in
                [(Form::Stem, &of.stems), (Form::Plain, &of.plains), (Form::Written, &of.writtens)]
            {
                if !list.is_empty() {
                    add(fields.text(field, form), list.as_str());
                }
            }
        }
        let mut name = |value: Option<&str>, column: Field, names: Field, unknown: &str| match value {
            Some(value) => {
                add(column, value);
                add(names, name_terms(value).as_str());
            }
            None => add(fields.unknown, unknown),
        };
        let source = article.source.as_ref().map(|it| it.value.as_str());
        let author = article.author.as_ref().map(|it| it.value.as_str());
        name(source, fields.source, fields.source_names, "source");
        name(author, fields.author, fields.author_names, "author");
        add(fields.language, article.language.value.code());
        if article.title.is_none() {
            add(fields.unknown, "title");
        }
        if article.dating.is_none() {
            add(fields.unknown, "date");
        }
        let direct = |it: &&crate::article::Quotation| it.kind != QuotationKind::Indirect;
        if article.quotations.iter().filter(direct).any(|it| it.speaker.is_none()) {
            add(fields.unknown, "speaker");
        }
        let mut paths: Vec<&str> = article.places.iter().map(|it| it.path.as_str()).collect();
        paths.sort_unstable();
        paths.dedup();
        for path in paths {
            add(fields.path, path);
        }
        if let Some(day) = article.day() {
            document.add_i64(fields.day, i64::from(day.number()));
        }
        for (field, breaks) in
            [(fields.title_breaks, &terms.title.breaks), (fields.body_breaks, &terms.body.breaks)]
        {
            for &at in breaks {
                document.add_u64(field, at);
            }
        }
        self.add_quotations(article, &mut document);
        document.add_u64(fields.text_bytes, (article.title_text().len() + article.body.len()) as u64);
        let record = record::encode(article);
        document.add_bytes(fields.record, &record);
        document.shrink_to_fit();
        let lists = [&terms.title, &terms.body].map(|it| it.bytes());
        let bytes = record.len() + lists.iter().sum::<usize>() + Prepared::LEAST_BYTES;
        Prepared { id: article.id.clone(), document, bytes }
    }

    fn add_quotations(&self, article: &Article, document: &mut TantivyDocument) {
        let fields = self.fields;
        for (indirect, quotes, column, names) in [
            (false, fields.quotes, fields.speaker, fields.speaker_names),
            (true, fields.indirect, fields.voice, fields.voice_names),
        ] {
            let of_kind =
                || article.quotations.iter().filter(|it| (it.kind == QuotationKind::Indirect) == indirect);
            let mut speakers: Vec<&str> = of_kind().filter_map(|it| it.speaker.as_ref()).map(name).collect();
            speakers.sort_unstable();
            speakers.dedup();
            let mut terms = TermList::default();
            for speaker in &speakers {
                document.add_text(column, speaker);
                terms.append(&name_terms(speaker));
                if !indirect {
                    document.add_u64(fields.speaker_kinds, u64::from(is_organisation(article, speaker)));
                }
            }
            if !terms.is_empty() {
                document.add_text(names, terms.into_string());
            }
            for quotation in of_kind() {
                let tokens = self.terms.body.tokens_within(quotation.span.range());
                let speaker =
                    quotation.speaker.as_ref().and_then(|it| speakers.binary_search(&name(it)).ok());
                document.add_u64(quotes, u64::from(tokens.start));
                document.add_u64(quotes, u64::from(tokens.end - tokens.start));
                document.add_u64(quotes, speaker.map_or(0, |at| at as u64 + 1));
            }
        }
    }
}

/// Whether the article takes the name for an organisation's.
fn is_organisation(article: &Article, speaker: &str) -> bool {
    let mut speakers = article.quotations.iter().filter_map(|it| it.speaker.as_ref());
    speakers.any(|it| it.name == speaker && it.kind == SpeakerKind::Organisation)
}

fn name(speaker: &Speaker) -> &str {
    &speaker.name
}

/// What of a writer's memory goes where, in bytes.
#[derive(Debug, Clone, Copy)]
struct Shares {
    threads: usize,
    /// Articles not yet written, all threads together.
    unwritten: usize,
    /// Articles on their way to the engine.
    queue: usize,
    /// What a merge may need.
    merged: u64,
}

impl Shares {
    /// What a process has in memory before it has read an article: the program, its tables, its threads.
    const PROCESS: usize = 28 << 20;
    /// What a thread of the engine needs at least.
    const ENGINE: usize = 15_000_000;

    fn of(settings: WriterSettings) -> Shares {
        let rest = settings.memory.max(Writer::LEAST_MEMORY) - Self::PROCESS;
        // Writing a segment needs half as much again as the articles in it.
        let unwritten = rest / 2;
        let threads = settings.threads.clamp(1, unwritten / Self::ENGINE);
        // The engine counts with 32 bits.
        let unwritten = unwritten.min(threads * (u32::MAX as usize / 2));
        Shares { threads, unwritten, queue: rest / 10, merged: rest as u64 / 2 }
    }
}

/// The engine has gone without saying why.
fn gone() -> tantivy::TantivyError {
    tantivy::TantivyError::ErrorInThread("the engine takes no articles any more".into())
}

/// Takes articles in. Nothing is seen by searchers before [`Writer::commit`].
pub struct Writer {
    folder: Folder,
    /// The folder of the engine's files.
    segments: String,
    fields: Fields,
    engine: IndexWriter<Queued>,
    queue: Arc<Queue>,
    shares: Shares,
    /// Whether anything was added or taken out since the last commit.
    uncommitted: bool,
    // Given back after the engine has stopped writing.
    lock: WriteLock,
}

impl std::fmt::Debug for Writer {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Writer").field("dir", &self.folder.dir).finish_non_exhaustive()
    }
}

impl Writer {
    /// The least memory that a writer can keep to, in bytes.
    pub const LEAST_MEMORY: usize = 64 << 20;

    /// What a segment needs that is open, besides what is read of it.
    const OPEN: u64 = 1 << 20;

    /// Takes the lock, and only then looks at the state of the index: whoever wrote before
    /// may have changed it since it was opened.
    pub(super) fn open(folder: &Folder, settings: WriterSettings) -> Result<Writer, IndexError> {
        let lock = WriteLock::take(&folder.dir)?;
        let manifest = Manifest::read(&folder.dir)?;
        sweep(folder, &manifest.segments);
        let (engine, fields) = Index::open_engine(folder, &manifest.segments, Reading::Windows)?;
        let files = engine.load_metas().map_err(|err| failed(folder, err))?.list_segment_files();
        folder.engine(&manifest.segments, Reading::Windows)?.remove_others(&files);
        Writer::over(folder, &manifest.segments, (&engine, fields), lock, settings)
    }

    /// A writer of an engine's index, which may be another than the one in use.
    pub(super) fn over(
        folder: &Folder,
        segments: &str,
        (engine, fields): (&tantivy::Index, Fields),
        lock: WriteLock,
        settings: WriterSettings,
    ) -> Result<Writer, IndexError> {
        let failed = |err| error::from_engine(&folder.dir, "write", err);
        let shares = Shares::of(settings);
        let engine = engine.writer_with_num_threads(shares.threads, shares.unwritten).map_err(failed)?;
        engine.set_merge_policy(Box::new(NoMergePolicy));
        let queue = Queue::new(shares.queue);
        let (folder, segments) = (folder.clone(), segments.to_owned());
        Ok(Writer { folder, segments, fields, engine, queue, shares, uncommitted: false, lock })
    }

    /// Adds an article whose id is not in the index.
    pub fn add(&mut self, article: Prepared) -> Result<(), IndexError> {
        let permit = self.queue.enter(article.bytes, || !self.folder.has_failed());
        let Some(permit) = permit else { return Err(self.failed(gone())) };
        self.uncommitted = true;
        let queued = Queued { document: article.document, _permit: permit };
        self.engine.add_document(queued).map(drop).map_err(|err| self.failed(err))
    }

    /// Adds an article in the place of the one of the same id.
    pub fn replace(&mut self, article: Prepared) -> Result<(), IndexError> {
        self.remove(&article.id);
        self.add(article)
    }

    /// Takes the article of this id out, if there is one.
    pub fn remove(&mut self, id: &ArticleId) {
        self.uncommitted = true;
        self.engine.delete_term(Term::from_field_text(self.fields.id, id.as_str()));
    }

    /// Makes everything since the last commit visible at once. `catalog` is kept with the
    /// state it describes and given back by [`super::Index::catalog`]: both change, or neither.
    pub fn commit(&mut self, catalog: &[u8]) -> Result<(), IndexError> {
        let name = self.commit_only(catalog)?;
        catalog::remove_others(&self.folder, &name);
        self.leave_links();
        Ok(())
    }

    /// As [`Self::commit`], then as [`Self::tidy`]. Links are worked out last, of few segments: to have
    /// hundreds open takes more memory than a writer of little may have.
    ///
    /// # Errors
    ///
    /// As those.
    pub fn commit_and_tidy(&mut self, catalog: &[u8]) -> Result<(), IndexError> {
        let name = self.commit_only(catalog)?;
        catalog::remove_others(&self.folder, &name);
        self.tidy()?;
        self.leave_links();
        Ok(())
    }

    /// Commits and leaves what belongs to other states where it is.
    pub(super) fn commit_only(&mut self, catalog: &[u8]) -> Result<String, IndexError> {
        let Writer { folder, engine, .. } = self;
        let mut prepared = engine.prepare_commit().map_err(|err| failed(folder, err))?;
        let name = catalog::write(folder, prepared.opstamp(), catalog)?;
        prepared.set_payload(&name);
        prepared.commit().map_err(|err| failed(folder, err))?;
        self.uncommitted = false;
        Ok(name)
    }

    /// Leaves the links of the last commit. Whoever needs them and finds none works them out.
    pub(super) fn leave_links(&self) {
        let links = || {
            let index = self.engine.index();
            let stamp = index.load_metas()?.opstamp;
            let reader = index.reader_builder().reload_policy(ReloadPolicy::Manual);
            let reader: tantivy::IndexReader = reader.try_into()?;
            tantivy::Result::Ok((stamp, links::work_out(&reader.searcher())?))
        };
        if let Ok((stamp, links)) = links() {
            links::leave(&self.folder, stamp, &links);
        }
    }

    /// The catalog of the last commit; `None` before the first. Nobody changes it while this writer lives.
    ///
    /// # Errors
    ///
    /// The file is missing or altered.
    pub fn catalog(&self) -> Result<Option<Vec<u8>>, IndexError> {
        let metas = self.engine.index().load_metas().map_err(|err| self.failed(err))?;
        metas.payload.map(|name| catalog::read(&self.folder.dir, &name)).transpose()
    }

    /// Brings the index to at most so many segments, whatever memory that needs.
    pub fn merge(&mut self, segments: usize) -> Result<(), IndexError> {
        self.merge_within(segments, u64::MAX)
    }

    /// As [`Self::merge`], as far as this writer's memory goes.
    pub(super) fn merge_affordably(&mut self, segments: usize) -> Result<(), IndexError> {
        self.merge_within(segments, self.shares.merged)
    }

    /// Merges the smallest segments until there are at most so many, or until the next merge
    /// would need more memory than `most`.
    fn merge_within(&mut self, segments: usize, most: u64) -> Result<(), IndexError> {
        loop {
            let metas = self.engine.index().searchable_segment_metas().map_err(|err| self.failed(err))?;
            let mut merged = Self::smallest(&metas, segments);
            while merged.len() > 1 && self.needed(&merged) > most {
                merged.pop();
            }
            // One segment by itself is written anew only to be rid of what was taken out of it.
            let alone = segments == 1 && metas.len() == 1 && metas[0].has_deletes();
            if merged.len() < 2 && !alone {
                break;
            }
            let ids: Vec<_> = merged.iter().map(|it| it.id()).collect();
            self.engine.merge(&ids).wait().map_err(|err| self.failed(err))?;
        }
        self.engine.garbage_collect_files().wait().map_err(|err| self.failed(err))?;
        // The thread that merged may still hold what it merged, and the engine leaves that.
        if !self.uncommitted {
            let metas = self.engine.index().load_metas().map_err(|err| self.failed(err))?;
            let files = self.folder.engine(&self.segments, Reading::Windows)?;
            files.remove_others(&metas.list_segment_files());
        }
        Ok(())
    }

    /// The segments that must be merged so that at most so many are left: the smallest, smallest first.
    fn smallest(metas: &[SegmentMeta], segments: usize) -> Vec<&SegmentMeta> {
        let mut by_size: Vec<&SegmentMeta> = metas.iter().collect();
        by_size.sort_unstable_by_key(|it| (it.num_docs(), it.id()));
        by_size.truncate((by_size.len() + 1).saturating_sub(segments.max(1)));
        by_size
    }

    /// Memory that a merge of these needs, about, in bytes: the engine reads dictionaries and
    /// columns whole, and each store in one piece.
    fn needed(&self, metas: &[&SegmentMeta]) -> u64 {
        let size = |meta: &SegmentMeta, part: SegmentComponent| {
            let path = self.folder.dir.join(&self.segments).join(meta.relative_path(part));
            std::fs::metadata(path).map_or(0, |it| it.len())
        };
        let held: u64 = metas
            .iter()
            .map(|it| size(it, SegmentComponent::Terms) + size(it, SegmentComponent::FastFields))
            .sum();
        let largest = metas.iter().map(|it| size(it, SegmentComponent::Store)).max().unwrap_or(0);
        held * 3 / 2 + largest + metas.len() as u64 * Self::OPEN
    }

    /// When this writer began, by the clock of the file system, in nanoseconds since 1970.
    #[must_use]
    pub fn since(&self) -> i64 {
        self.lock.since()
    }

    /// Merges what many small commits left behind, so that searches stay fast: small segments
    /// go together, and a first build ends with one or two.
    pub fn tidy(&mut self) -> Result<(), IndexError> {
        let metas = self.engine.index().searchable_segment_metas().map_err(|err| self.failed(err))?;
        let mut sizes: Vec<u32> = metas.iter().map(tantivy::SegmentMeta::num_docs).collect();
        sizes.sort_unstable_by(|a, b| b.cmp(a));
        // Merging rewrites a segment. Segments that are small beside the largest cost little;
        // large ones are merged when there are too many to walk.
        let largest = sizes.first().copied().unwrap_or(0);
        let large = sizes.iter().filter(|&&size| u64::from(size) * 10 >= u64::from(largest)).count();
        match (sizes.len(), large) {
            (0..=2, _) => Ok(()),
            (_, large @ 2..=3) => self.merge_affordably(large),
            _ => self.merge_affordably(2),
        }
    }

    /// How many segments the committed index has.
    pub fn segments(&self) -> Result<usize, IndexError> {
        let ids = self.engine.index().searchable_segment_ids().map_err(|err| self.failed(err))?;
        Ok(ids.len())
    }

    fn failed(&self, err: tantivy::TantivyError) -> IndexError {
        failed(&self.folder, err)
    }
}

/// What an error of the engine means. That one of its threads is gone it says without why;
/// then the first failure of the disk is the reason.
fn failed(folder: &Folder, err: tantivy::TantivyError) -> IndexError {
    match folder.failed() {
        Some(source) => IndexError::Io { dir: folder.dir.clone(), action: "write", source },
        None => error::from_engine(&folder.dir, "write", err),
    }
}

/// Removes what a rebuild left that was stopped, or whose last step failed.
pub(super) fn sweep(folder: &Folder, current: &str) {
    for entry in std::fs::read_dir(&folder.dir).into_iter().flatten().flatten() {
        let name = entry.file_name();
        let Some(name) = name.to_str() else { continue };
        if is_segments(name) && name != current {
            let _ = folder.remove_engine_folder(name);
        }
    }
}

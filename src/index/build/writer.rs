//! Adding, replacing and removing articles.

use std::cmp::Reverse;
use std::thread::JoinHandle;

use tantivy::ReloadPolicy;
use tantivy::index::{IndexMeta, SegmentMeta};

use crate::article::ArticleId;
use crate::index::build::document::PreparedDocument;
use crate::index::build::opened::open_engine;
use crate::index::build::schema::Fields;
use crate::index::build::segment::{Built, SegmentBuilder, panicked};
use crate::index::build::{copies, links};
use crate::index::error;
use crate::index::error::IndexError;
use crate::index::store::catalog;
use crate::index::store::commit;
use crate::index::store::commit::Removed;
use crate::index::store::files::{Folder, ReadMode};
use crate::index::store::lock::WriteLock;
use crate::index::store::manifest::{Manifest, is_segments};
use crate::index::switches::Implementation;
use crate::search::{ArticleStamp, Corpus};

/// How much memory a writer may use.
#[derive(Debug, Clone, Copy)]
pub struct WriterSettings {
    /// Memory in bytes for everything that a process needs to index: the program itself, articles being prepared,
    /// articles not yet written, merges. At least [`Writer::LEAST_MEMORY`] is used.
    pub memory: usize,
}

/// How a writer's memory is divided, in bytes.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Shares {
    /// For a segment that is being built. While it is written the next one begins.
    segment: usize,
    /// For a merge.
    pub(crate) merged: u64,
}

impl Shares {
    /// What a process needs before it has read an article: the program, its tables, its threads.
    const PROCESS: usize = 28 << 20;
    /// The largest segment that is built, so that its positions can be addressed by 32 bits.
    const MOST: usize = 1 << 30;

    fn of(settings: WriterSettings) -> Shares {
        let rest = settings.memory.max(Writer::LEAST_MEMORY) - Self::PROCESS;
        Shares { segment: (rest * 2 / 5).min(Self::MOST), merged: rest as u64 * 4 / 5 }
    }
}

/// Adds, replaces and removes articles. Searchers see nothing of it before [`Writer::commit`].
pub struct Writer {
    pub(crate) folder: Folder,
    /// The folder of the engine's files.
    pub(crate) segments: String,
    fields: Fields,
    pub(crate) engine: tantivy::Index,
    pub(crate) shares: Shares,
    segments_by: Implementation,
    /// The segment that is being built.
    builder: Option<SegmentBuilder>,
    /// The one that is being written.
    writing: Option<Writing>,
    /// The segments that were written since the last commit.
    written: Vec<Written>,
    /// Ids of the articles that were removed since the last commit.
    removed: Vec<String>,
    /// Which articles the last commit had.
    corpus: Corpus,
    /// The number of the article that came last, and the sum over the articles, those removed since the last commit included.
    sequence: u64,
    fingerprint: u128,
    /// The number of the next article, where it has one.
    arrived: Option<u64>,
    /// Whether anything was added or removed since the last commit.
    pub(crate) uncommitted: bool,
    /// Whether adding or committing failed, after which it is not known what was written.
    is_broken: bool,
    /// How often a commit was tried: each attempt writes files of its own.
    attempts: u64,
    // Dropped last, when the engine has stopped writing.
    lock: WriteLock,
}

/// What is kept with a commit.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Kept<'c> {
    /// The catalog.
    Catalog(&'c [u8]),
    /// What stands behind the catalog of the commit before.
    Changes(&'c [u8]),
}

/// A segment that a thread writes.
struct Writing {
    thread: JoinHandle<tantivy::Result<Built>>,
    removed_before: usize,
}

/// A segment that was written, and how many articles had been removed before: they are of earlier segments.
struct Written {
    segment: Built,
    removed_before: usize,
}

impl std::fmt::Debug for Writer {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Writer").field("dir", &self.folder.dir).finish_non_exhaustive()
    }
}

impl Drop for Writer {
    /// Waits for the segment that is being written: the next writer must find nobody writing. What was not committed
    /// is removed: the disk may be full. (A thread that compresses articles of an abandoned segment may still end its
    /// file, which belongs to no state.)
    fn drop(&mut self) {
        self.abandon();
        if (self.uncommitted || self.is_broken)
            && let Ok(metas) = self.engine.load_metas()
        {
            self.remove_what_is_of_no_state(&metas);
        }
    }
}

impl Writer {
    /// The least memory that a writer uses, in bytes.
    pub const LEAST_MEMORY: usize = 64 << 20;

    /// Gives up what was added since the last commit.
    pub(crate) fn abandon(&mut self) {
        if let Some(writing) = self.writing.take() {
            let _ = writing.thread.join();
        }
        self.builder = None;
        self.written.clear();
    }

    /// Removes the files that the last commit does not need. Files that newsgrep did not make stay.
    fn remove_what_is_of_no_state(&self, metas: &IndexMeta) {
        if let Ok(files) = self.folder.engine(&self.segments, ReadMode::Windowed) {
            files.remove_others(&metas.list_segment_files());
        }
        catalog::remove_others(&self.folder, metas.payload.as_deref().unwrap_or(""));
        self.folder.remove_half_written();
    }

    /// Takes the lock, and only then reads the state of the index: another writer may have changed it.
    pub(crate) fn open(
        folder: &Folder,
        settings: WriterSettings,
        segments_by: Implementation,
    ) -> Result<Writer, IndexError> {
        let lock = WriteLock::take(&folder.dir)?;
        let manifest = Manifest::read(&folder.dir)?;
        sweep(folder, &manifest.segments);
        let (engine, fields) = open_engine(folder, &manifest.segments, ReadMode::Windowed)?;
        let metas = engine.load_metas().map_err(|err| failed(folder, err))?;
        let mut writer = Writer::over(folder, &manifest.segments, (engine, fields), lock, settings);
        writer.segments_by = segments_by;
        writer.continue_from(metas.payload.as_deref().and_then(Corpus::among).unwrap_or_default());
        writer.remove_what_is_of_no_state(&metas);
        Ok(writer)
    }

    /// A writer of the engine's index in this folder, which need not be the one in use.
    pub(crate) fn over(
        folder: &Folder,
        segments: &str,
        (engine, fields): (tantivy::Index, Fields),
        lock: WriteLock,
        settings: WriterSettings,
    ) -> Writer {
        Writer {
            folder: folder.clone(),
            segments: segments.to_owned(),
            fields,
            engine,
            shares: Shares::of(settings),
            segments_by: Implementation::Own,
            builder: None,
            writing: None,
            written: Vec::new(),
            removed: Vec::new(),
            corpus: Corpus::default(),
            sequence: 0,
            fingerprint: 0,
            arrived: None,
            uncommitted: false,
            is_broken: false,
            attempts: 0,
            lock,
        }
    }

    /// Adds an article whose id is not in the index.
    ///
    /// # Errors
    ///
    /// The folder cannot be written, or the article is larger than [`PreparedDocument::LARGEST`]. After an error nothing
    /// more can be committed.
    pub fn add(&mut self, article: PreparedDocument) -> Result<(), IndexError> {
        let added = self.try_add(article);
        self.checked(added)
    }

    /// Goes on with the numbers of this state.
    fn continue_from(&mut self, corpus: Corpus) {
        self.fingerprint = corpus.fingerprint;
        self.continue_anew(corpus);
    }

    /// As [`Self::continue_from`], though none of its articles is there yet.
    pub(crate) fn continue_anew(&mut self, corpus: Corpus) {
        self.sequence = corpus.sequence;
        self.corpus = corpus;
    }

    /// The next article came by this number, if it is known; otherwise it gets the next one.
    pub(crate) fn arrived(&mut self, sequence: Option<u64>) {
        self.arrived = sequence;
    }

    fn try_add(&mut self, mut article: PreparedDocument) -> tantivy::Result<()> {
        self.uncommitted = true;
        let sequence = self.arrived.take().unwrap_or(self.sequence + 1);
        self.sequence = self.sequence.max(sequence);
        let mark = ArticleStamp::mark(article.id.as_str(), article.content);
        self.fingerprint = self.fingerprint.wrapping_add(mark);
        article.document.add_u64(self.fields.sequence, sequence);
        let mut builder = match self.builder.take() {
            Some(builder) => builder,
            None => SegmentBuilder::begin(&self.engine, self.fields, self.segments_by)?,
        };
        builder.add(article)?;
        if builder.memory() < self.shares.segment {
            self.builder = Some(builder);
            return Ok(());
        }
        self.await_writing()?;
        let thread = std::thread::Builder::new().name("segment".into()).spawn(|| builder.finish())?;
        self.writing = Some(Writing { thread, removed_before: self.removed.len() });
        Ok(())
    }

    /// Waits for the segment that is being written.
    fn await_writing(&mut self) -> tantivy::Result<()> {
        if let Some(Writing { thread, removed_before }) = self.writing.take() {
            let segment = thread.join().unwrap_or_else(|_| Err(panicked()))?;
            self.written.push(Written { segment, removed_before });
        }
        Ok(())
    }

    /// Writes the segments that are being built.
    fn finish(&mut self) -> tantivy::Result<()> {
        // One after the other: to write a segment takes memory too.
        self.await_writing()?;
        if let Some(builder) = self.builder.take() {
            let segment = builder.finish()?;
            self.written.push(Written { segment, removed_before: self.removed.len() });
        }
        Ok(())
    }

    /// Remembers a failure, and returns it.
    fn checked<T>(&mut self, done: tantivy::Result<T>) -> Result<T, IndexError> {
        self.is_broken |= done.is_err();
        done.map_err(|err| self.failed(err))
    }

    /// Adds an article, and removes the one of the same id if there is one.
    ///
    /// # Errors
    ///
    /// As [`Self::add`].
    pub fn replace(&mut self, article: PreparedDocument) -> Result<(), IndexError> {
        self.remove(&article.id);
        self.add(article)
    }

    /// Removes the article of this id, if there is one.
    pub fn remove(&mut self, id: &ArticleId) {
        self.uncommitted = true;
        if let Some(builder) = &mut self.builder {
            builder.remove(id.as_str());
        }
        self.removed.push(id.as_str().to_owned());
    }

    /// Makes all changes since the last commit visible at once, or none of them. `catalog` is kept with the state that
    /// it describes; `Index::catalog` returns it.
    ///
    /// # Errors
    ///
    /// The folder cannot be written, a file of the index is damaged, or adding failed before. The index is then as
    /// before the commit; if the very last step failed it may be as after it.
    pub fn commit(&mut self, catalog: &[u8]) -> Result<(), IndexError> {
        let name = self.commit_only(Kept::Catalog(catalog))?;
        catalog::remove_others(&self.folder, &name);
        self.write_settled();
        Ok(())
    }

    /// As [`Self::commit`], for few articles: `changes` is kept behind the catalog of the last commit, which stays, and
    /// the links of names and the groups of copies are left to the searcher that needs them.
    ///
    /// # Errors
    ///
    /// As [`Self::commit`]; also when there was no commit before.
    pub fn commit_changes(&mut self, changes: &[u8]) -> Result<(), IndexError> {
        let names = self.commit_only(Kept::Changes(changes))?;
        catalog::remove_others(&self.folder, &names);
        Ok(())
    }

    /// How many bytes the catalog of the last commit has, how many the changes behind it have, and how many of these
    /// there are; `None` before the first.
    ///
    /// # Errors
    ///
    /// The list of segments cannot be read.
    pub fn catalog_sizes(&self) -> Result<Option<(u64, u64, usize)>, IndexError> {
        let metas = self.engine.load_metas().map_err(|err| self.failed(err))?;
        Ok(metas.payload.map(|names| catalog::sizes(&self.folder.dir, &names)))
    }

    /// [`Self::commit`], then [`Self::tidy`]. The links of names and the groups of copies are computed last, from few segments: a writer with
    /// little memory cannot open hundreds.
    ///
    /// # Errors
    ///
    /// As those.
    pub fn commit_and_tidy(&mut self, catalog: &[u8]) -> Result<(), IndexError> {
        let name = self.commit_only(Kept::Catalog(catalog))?;
        catalog::remove_others(&self.folder, &name);
        self.tidy()?;
        self.write_settled();
        Ok(())
    }

    /// Commits, and keeps the files of other states.
    pub(crate) fn commit_only(&mut self, kept: Kept<'_>) -> Result<String, IndexError> {
        if self.is_broken {
            return Err(self.failed(add_failed()));
        }
        let finished = self.finish();
        self.checked(finished)?;
        let Writer { folder, engine, fields, .. } = self;
        let failed = |err| failed(folder, err);
        let mut metas = engine.load_metas().map_err(failed)?;
        self.attempts += 1;
        let stamp = metas.opstamp + self.attempts;
        let mut fingerprint = self.fingerprint;
        let mut segments = Vec::new();
        let new =
            self.written.iter().map(|it| (it.segment.meta.clone(), &*it.segment.dead, it.removed_before));
        for (meta, docs, before) in metas.segments.into_iter().map(|it| (it, &[][..], 0)).chain(new) {
            let removed = Removed { ids: &self.removed[before..], field: fields.id, docs };
            segments.extend(commit::without(engine, meta, removed, stamp, &mut fingerprint).map_err(failed)?);
        }
        segments.sort_by_key(|it: &SegmentMeta| Reverse(it.max_doc()));
        let name = match (kept, &metas.payload) {
            (Kept::Catalog(catalog), _) => catalog::write(folder, stamp, catalog)?,
            (Kept::Changes(changes), Some(names)) => catalog::write_changes(folder, names, stamp, changes)?,
            (Kept::Changes(_), None) => {
                let what = "there is no catalog that could change".to_owned();
                return Err(IndexError::Damaged { dir: folder.dir.clone(), what });
            }
        };
        metas.segments = segments;
        metas.opstamp = stamp;
        let corpus = self.corpus.next(self.sequence, fingerprint);
        metas.payload = Some(format!("{name} {}", corpus.to_word()));
        let switched = commit::switch(&self.engine, &metas);
        // If only its last step failed the new state is there already: the same articles must not be added again.
        self.checked(switched)?;
        (self.corpus, self.fingerprint) = (corpus, fingerprint);
        self.written.clear();
        self.removed.clear();
        commit::sweep(&self.engine, &metas);
        self.uncommitted = false;
        Ok(name)
    }

    /// Computes and writes what follows from the last commit as a whole: the links of names, the groups of copies. A
    /// searcher that finds none computes them itself.
    pub(crate) fn write_settled(&self) {
        let settled = || {
            let stamp = self.engine.load_metas()?.opstamp;
            let reader = self.engine.reader_builder().reload_policy(ReloadPolicy::Manual);
            let reader: tantivy::IndexReader = reader.try_into()?;
            tantivy::Result::Ok((stamp, reader.searcher()))
        };
        let Ok((stamp, searcher)) = settled() else { return };
        if let Ok(links) = links::compute(&searcher) {
            links::write(&self.folder, stamp, &links);
        }
        let before = copies::read(&self.folder.dir).map(|(_, groups)| groups).unwrap_or_default();
        if let Ok(groups) = copies::compute(&searcher, &self.fields, &before) {
            copies::write(&self.folder, stamp, &groups);
        }
    }

    /// The catalog of the last commit; `None` before the first. It does not change while this writer exists.
    ///
    /// # Errors
    ///
    /// The file is missing or altered.
    pub fn catalog(&self) -> Result<Option<Vec<u8>>, IndexError> {
        let metas = self.engine.load_metas().map_err(|err| self.failed(err))?;
        metas.payload.map(|name| catalog::read(&self.folder.dir, &name)).transpose()
    }

    /// The folder of the index.
    #[must_use]
    pub fn dir(&self) -> &std::path::Path {
        &self.folder.dir
    }

    /// When this writer took its lock, by the clock of the file system, in nanoseconds since 1970.
    #[must_use]
    pub fn began_at(&self) -> i64 {
        self.lock.since()
    }

    /// How many segments the committed index has.
    ///
    /// # Errors
    ///
    /// Its list of segments cannot be read.
    pub fn segments(&self) -> Result<usize, IndexError> {
        let ids = self.engine.searchable_segment_ids().map_err(|err| self.failed(err))?;
        Ok(ids.len())
    }

    pub(crate) fn failed(&self, err: tantivy::TantivyError) -> IndexError {
        failed(&self.folder, err)
    }
}

/// Adding failed before; the error was returned then.
fn add_failed() -> tantivy::TantivyError {
    std::io::Error::other("an article before could not be added").into()
}

/// What an error of the engine means. When one of its threads has failed it does not say why; then the first failure
/// of the disk is the reason.
fn failed(folder: &Folder, err: tantivy::TantivyError) -> IndexError {
    match folder.failed() {
        Some(source) => IndexError::Io { dir: folder.dir.clone(), action: "write", source },
        None => error::from_engine(&folder.dir, "write", err),
    }
}

/// Removes the folder of a rebuild that was stopped, or whose last step failed.
pub(crate) fn sweep(folder: &Folder, current: &str) {
    for entry in std::fs::read_dir(&folder.dir).into_iter().flatten().flatten() {
        let name = entry.file_name();
        let Some(name) = name.to_str() else { continue };
        if is_segments(name) && name != current {
            let _ = folder.remove_engine_folder(name);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::article::Article;
    use crate::index::Index;
    use crate::index::fixture::{article, ids, index_of, request};
    use crate::search::Engine;

    fn open(index: &Index) -> Writer {
        index.writer(WriterSettings { memory: 0 }).unwrap()
    }

    #[test]
    fn memory_is_divided_between_a_segment_and_a_merge() {
        let shares = |memory: usize| {
            let shares = Shares::of(WriterSettings { memory: memory << 20 });
            (shares.segment, shares.merged)
        };
        let mib = |it: usize| it << 20;
        assert_eq!(shares(128), (mib(100) * 2 / 5, (mib(100) * 4 / 5) as u64));
        assert_eq!(shares(0), shares(64));
        assert_eq!(shares(1 << 20).0, 1 << 30, "positions in a segment fit into 32 bits");
    }

    #[test]
    fn a_replaced_article_is_there_once_in_whatever_order_it_comes() {
        let (_dir, index) = index_of(&[&[article("a", "", "One.")]]);
        let mut builder = index.document_builder();
        let mut writer = open(&index);
        for body in ["Two.", "Three."] {
            writer.replace(builder.prepare(&article("a", "", body))).unwrap();
        }
        writer.replace(builder.prepare(&article("b", "", "Four."))).unwrap();
        writer.remove(&article("b", "", "").id);
        writer.commit(b"").unwrap();
        let searcher = index.searcher().unwrap();
        assert_eq!(ids(&searcher, &request("*")), ["a"]);
        assert_eq!(ids(&searcher, &request("three")), ["a"]);
        assert!(ids(&searcher, &request("one OR two OR four")).is_empty());
    }

    #[test]
    fn an_article_that_was_removed_can_come_back() {
        let (_dir, index) = index_of(&[&[article("a", "", "One.")]]);
        let mut writer = open(&index);
        writer.remove(&article("a", "", "").id);
        writer.add(index.document_builder().prepare(&article("a", "", "Two."))).unwrap();
        writer.commit(b"").unwrap();
        assert_eq!(ids(&index.searcher().unwrap(), &request("two")), ["a"]);
        writer.remove(&article("a", "", "").id);
        writer.commit(b"").unwrap();
        assert_eq!(index.searcher().unwrap().articles().unwrap(), 0);
        assert_eq!(writer.segments().unwrap(), 0, "a segment without articles goes");
    }

    #[test]
    fn what_is_not_committed_is_lost() {
        let (_dir, index) = index_of(&[&[article("a", "", "One.")]]);
        let mut writer = open(&index);
        writer.add(index.document_builder().prepare(&article("b", "", "Two."))).unwrap();
        writer.remove(&article("a", "", "").id);
        drop(writer);
        assert_eq!(ids(&index.searcher().unwrap(), &request("*")), ["a"]);
        open(&index).commit(b"").unwrap();
        assert_eq!(ids(&index.searcher().unwrap(), &request("*")), ["a"]);
    }

    #[test]
    fn each_commit_keeps_its_catalog_and_no_other() {
        let (dir, index) = index_of(&[]);
        assert_eq!(index.catalog().unwrap(), None);
        let mut writer = open(&index);
        assert_eq!(writer.catalog().unwrap(), None);
        for catalog in [b"one", b"two"] {
            writer.commit(catalog).unwrap();
            assert_eq!(writer.catalog().unwrap().as_deref(), Some(&catalog[..]));
            assert_eq!(index.catalog().unwrap().as_deref(), Some(&catalog[..]));
        }
        assert!(catalog::only(dir.path()).is_some());
        writer.commit_and_tidy(b"three").unwrap();
        assert_eq!(index.catalog().unwrap().as_deref(), Some(&b"three"[..]));
        assert!(catalog::only(dir.path()).is_some());
    }

    #[test]
    fn small_segments_are_merged_and_large_ones_when_they_are_many() {
        let segments = |sizes: &[usize]| {
            let parts: Vec<Vec<Article>> = (0..)
                .zip(sizes)
                .map(|(part, &size)| {
                    (0..size).map(|at| article(&format!("{part}-{at}"), "", "Text.")).collect()
                })
                .collect();
            let (_dir, index) = index_of(&parts.iter().map(Vec::as_slice).collect::<Vec<_>>());
            let mut writer = open(&index);
            assert_eq!(writer.segments().unwrap(), sizes.len());
            writer.tidy().unwrap();
            let searcher = index.searcher().unwrap();
            assert_eq!(searcher.articles().unwrap(), sizes.iter().sum::<usize>() as u64);
            let left = writer.segments().unwrap();
            assert_eq!(searcher.info().unwrap().segments, left);
            left
        };
        assert_eq!(segments(&[3, 1]), 2);
        assert_eq!(segments(&[40, 1, 1]), 2, "the small ones go together");
        assert_eq!(segments(&[30, 20, 1]), 2);
        assert_eq!(segments(&[30, 20, 3]), 3, "a tenth of the largest is large");
        assert_eq!(segments(&[30, 20, 3, 2]), 3);
        assert_eq!(segments(&[5, 5, 5, 5]), 2, "four large ones are too many");
    }

    #[test]
    fn one_process_writes_at_a_time() {
        let (_dir, index) = index_of(&[]);
        let writer = open(&index);
        assert!(writer.began_at() > 0);
        let second = index.writer(WriterSettings { memory: 0 });
        assert!(matches!(second, Err(IndexError::Locked { holder: Some(_), .. })));
        drop(writer);
        drop(open(&index));
    }

    #[test]
    fn folders_of_other_rebuilds_are_swept_and_nothing_else() {
        let (dir, index) = index_of(&[&[article("a", "", "One.")]]);
        for name in ["segments-7", "segments-x", "notes"] {
            std::fs::create_dir(dir.path().join(name)).unwrap();
        }
        drop(open(&index));
        let there = ["segments", "segments-7", "segments-x", "notes"].map(|it| dir.path().join(it).exists());
        assert_eq!(there, [true, false, true, true]);
    }
}

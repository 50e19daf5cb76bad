//! Adding, replacing and removing articles.

use std::cmp::Reverse;
use std::thread::JoinHandle;

use tantivy::ReloadPolicy;
use tantivy::index::SegmentMeta;

use crate::article::ArticleId;
use crate::index::build::document::PreparedDocument;
use crate::index::build::links;
use crate::index::build::opened::open_engine;
use crate::index::build::schema::Fields;
use crate::index::build::segment::{Built, SegmentBuilder, panicked};
use crate::index::error;
use crate::index::error::IndexError;
use crate::index::store::catalog;
use crate::index::store::commit;
use crate::index::store::commit::Removed;
use crate::index::store::files::{Folder, ReadMode};
use crate::index::store::lock::WriteLock;
use crate::index::store::manifest::{Manifest, is_segments};
use crate::index::switches::Implementation;

/// How much a writer may use.
#[derive(Debug, Clone, Copy)]
pub struct WriterSettings {
    /// Memory in bytes for all that a process that indexes needs: itself, articles on their way,
    /// articles not yet written, merges. Less than [`Writer::LEAST_MEMORY`] is taken for that.
    pub memory: usize,
}

/// What of a writer's memory goes where, in bytes.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Shares {
    /// A segment under way. While it is written the next one begins.
    segment: usize,
    /// What a merge may need.
    pub(crate) merged: u64,
}

impl Shares {
    /// What a process has in memory before it has read an article: the program, its tables, its threads.
    const PROCESS: usize = 28 << 20;
    /// A segment that has as much is written, so that places in it fit into 32 bits.
    const MOST: usize = 1 << 30;

    fn of(settings: WriterSettings) -> Shares {
        let rest = settings.memory.max(Writer::LEAST_MEMORY) - Self::PROCESS;
        Shares { segment: (rest * 2 / 5).min(Self::MOST), merged: rest as u64 * 4 / 5 }
    }
}

/// Takes articles in. Nothing is seen by searchers before [`Writer::commit`].
pub struct Writer {
    pub(crate) folder: Folder,
    /// The folder of the engine's files.
    pub(crate) segments: String,
    fields: Fields,
    pub(crate) engine: tantivy::Index,
    pub(crate) shares: Shares,
    segments_by: Implementation,
    /// The segment under way.
    builder: Option<SegmentBuilder>,
    /// One that is being written.
    writing: Option<Writing>,
    /// Those that were written since the last commit.
    written: Vec<Written>,
    /// Ids of articles that were taken out since the last commit.
    removed: Vec<String>,
    /// Whether anything was added or taken out since the last commit.
    pub(crate) uncommitted: bool,
    /// Whether adding or the end of a commit failed, after which what is under way is of no certain state.
    is_broken: bool,
    /// Counts attempts to commit, each of which has files of its own.
    attempts: u64,
    // Given back after the engine has stopped writing.
    lock: WriteLock,
}

/// A segment that a thread writes.
struct Writing {
    thread: JoinHandle<tantivy::Result<Built>>,
    removed_before: usize,
}

/// A segment that was written, and how many articles had been taken out by then: they concern others.
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
    /// Whoever gets the lock next must find nobody writing but the thread that packs the articles of a
    /// segment that was given up: it ends its file, which belongs to no state.
    fn drop(&mut self) {
        if let Some(writing) = self.writing.take() {
            let _ = writing.thread.join();
        }
    }
}

impl Writer {
    /// The least memory that a writer can keep to, in bytes.
    pub const LEAST_MEMORY: usize = 64 << 20;

    /// Takes the lock, and only then looks at the state of the index: whoever wrote before
    /// may have changed it since it was opened.
    pub(crate) fn open(
        folder: &Folder,
        settings: WriterSettings,
        segments_by: Implementation,
    ) -> Result<Writer, IndexError> {
        let lock = WriteLock::take(&folder.dir)?;
        let manifest = Manifest::read(&folder.dir)?;
        sweep(folder, &manifest.segments);
        let (engine, fields) = open_engine(folder, &manifest.segments, ReadMode::Windowed)?;
        let files = engine.load_metas().map_err(|err| failed(folder, err))?.list_segment_files();
        folder.engine(&manifest.segments, ReadMode::Windowed)?.remove_others(&files);
        let mut writer = Writer::over(folder, &manifest.segments, (engine, fields), lock, settings);
        writer.segments_by = segments_by;
        Ok(writer)
    }

    /// A writer of an engine's index, which may be another than the one in use.
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
            uncommitted: false,
            is_broken: false,
            attempts: 0,
            lock,
        }
    }

    /// Adds an article whose id is not in the index.
    pub fn add(&mut self, article: PreparedDocument) -> Result<(), IndexError> {
        let added = self.try_add(article);
        self.whole(added)
    }

    fn try_add(&mut self, article: PreparedDocument) -> tantivy::Result<()> {
        self.uncommitted = true;
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

    /// Writes what is under way.
    fn finish(&mut self) -> tantivy::Result<()> {
        // One after the other: to write a segment takes memory too.
        self.await_writing()?;
        if let Some(builder) = self.builder.take() {
            let segment = builder.finish()?;
            self.written.push(Written { segment, removed_before: self.removed.len() });
        }
        Ok(())
    }

    /// Notes whether what is under way is whole.
    fn whole<T>(&mut self, done: tantivy::Result<T>) -> Result<T, IndexError> {
        self.is_broken |= done.is_err();
        done.map_err(|err| self.failed(err))
    }

    /// Adds an article in the place of the one of the same id.
    pub fn replace(&mut self, article: PreparedDocument) -> Result<(), IndexError> {
        self.remove(&article.id);
        self.add(article)
    }

    /// Takes the article of this id out, if there is one.
    pub fn remove(&mut self, id: &ArticleId) {
        self.uncommitted = true;
        if let Some(builder) = &mut self.builder {
            builder.remove(id.as_str());
        }
        self.removed.push(id.as_str().to_owned());
    }

    /// Makes everything since the last commit visible at once. `catalog` is kept with the
    /// state it describes and given back by `Index::catalog`: both change, or neither.
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
    pub(crate) fn commit_only(&mut self, catalog: &[u8]) -> Result<String, IndexError> {
        if self.is_broken {
            return Err(self.failed(gone()));
        }
        let finished = self.finish();
        self.whole(finished)?;
        let Writer { folder, engine, fields, .. } = self;
        let failed = |err| failed(folder, err);
        let mut metas = engine.load_metas().map_err(failed)?;
        self.attempts += 1;
        let stamp = metas.opstamp + self.attempts;
        let mut segments = Vec::new();
        let new =
            self.written.iter().map(|it| (it.segment.meta.clone(), &*it.segment.dead, it.removed_before));
        for (meta, docs, before) in metas.segments.into_iter().map(|it| (it, &[][..], 0)).chain(new) {
            let removed = Removed { ids: &self.removed[before..], field: fields.id, docs };
            segments.extend(commit::without(engine, meta, removed, stamp).map_err(failed)?);
        }
        segments.sort_by_key(|it: &SegmentMeta| Reverse(it.max_doc()));
        let name = catalog::write(folder, stamp, catalog)?;
        metas.segments = segments;
        metas.opstamp = stamp;
        metas.payload = Some(name.clone());
        let switched = commit::switch(&self.engine, &metas);
        // When it failed at its end, the new state is there already, and must not be added to once more.
        self.whole(switched)?;
        self.written.clear();
        self.removed.clear();
        commit::sweep(&self.engine, &metas);
        self.uncommitted = false;
        Ok(name)
    }

    /// Leaves the links of the last commit. Whoever needs them and finds none works them out.
    pub(crate) fn leave_links(&self) {
        let links = || {
            let stamp = self.engine.load_metas()?.opstamp;
            let reader = self.engine.reader_builder().reload_policy(ReloadPolicy::Manual);
            let reader: tantivy::IndexReader = reader.try_into()?;
            tantivy::Result::Ok((stamp, links::compute(&reader.searcher())?))
        };
        if let Ok((stamp, links)) = links() {
            links::write(&self.folder, stamp, &links);
        }
    }

    /// The catalog of the last commit; `None` before the first. Nobody changes it while this writer lives.
    ///
    /// # Errors
    ///
    /// The file is missing or altered.
    pub fn catalog(&self) -> Result<Option<Vec<u8>>, IndexError> {
        let metas = self.engine.load_metas().map_err(|err| self.failed(err))?;
        metas.payload.map(|name| catalog::read(&self.folder.dir, &name)).transpose()
    }

    /// When this writer began, by the clock of the file system, in nanoseconds since 1970.
    #[must_use]
    pub fn since(&self) -> i64 {
        self.lock.since()
    }

    /// How many segments the committed index has.
    pub fn segments(&self) -> Result<usize, IndexError> {
        let ids = self.engine.searchable_segment_ids().map_err(|err| self.failed(err))?;
        Ok(ids.len())
    }

    pub(crate) fn failed(&self, err: tantivy::TantivyError) -> IndexError {
        failed(&self.folder, err)
    }
}

/// Adding failed before, and what failed was told then.
fn gone() -> tantivy::TantivyError {
    std::io::Error::other("an article before could not be added").into()
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
pub(crate) fn sweep(folder: &Folder, current: &str) {
    for entry in std::fs::read_dir(&folder.dir).into_iter().flatten().flatten() {
        let name = entry.file_name();
        let Some(name) = name.to_str() else { continue };
        if is_segments(name) && name != current {
            let _ = folder.remove_engine_folder(name);
        }
    }
}

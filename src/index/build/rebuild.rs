//! Rebuilding an index from the articles that are stored in it.
//!
//! The new files are written beside the old ones, and one rename of the manifest switches to them: a rebuild that is
//! stopped leaves the index as it was. Of the old index only the stored articles are read. Each segment is opened by
//! itself, so that damage costs no more articles than it hit.

use std::fs;
use std::path::{Path, PathBuf};

use tantivy::columnar::{Column, ColumnarReader, DynamicColumn};
use tantivy::directory::footer::Footer;
use tantivy::fastfield::AliveBitSet;
use tantivy::schema::Value;
use tantivy::store::StoreReader;
use tantivy::{Directory, TantivyDocument, TantivyError};

use crate::article::Article;
use crate::index::build::document::DocumentBuilder;
use crate::index::build::opened::{create_engine, open_engine};
use crate::index::build::schema::Fields;
use crate::index::build::stored;
use crate::index::build::writer::{Kept, Writer, WriterSettings, sweep};
use crate::index::error;
use crate::index::error::{IndexError, catch_panic};
use crate::index::store::catalog;
use crate::index::store::columns::SEQUENCE;
use crate::index::store::files::{Files, Folder, ReadMode};
use crate::index::store::lock::WriteLock;
use crate::index::store::manifest::{Manifest, SEGMENTS, is_segments};
use crate::index::store::metadata;
use crate::index::store::metadata::SegmentMetadata;

/// Whether a stored article is one of the index; it may have been deleted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Liveness {
    /// It is in the index.
    Live,
    /// The list of deleted articles is damaged.
    Unknown,
}

/// A rebuild: a new index beside the one from which it is made.
#[derive(Debug)]
pub struct Rebuild {
    folder: Folder,
    old: Option<Manifest>,
    old_segments: Option<String>,
    new_segments: String,
    writer: Writer,
    fields: Fields,
    is_finished: bool,
}

/// What cannot be read of an index that is made anew.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UnreadArticles {
    /// How many articles it is; `None` where that cannot be told.
    pub articles: Option<u64>,
    /// What, and why, as a sentence.
    pub what: String,
}

impl Drop for Rebuild {
    /// Removes the new files, unless the index has switched to them.
    fn drop(&mut self) {
        if !self.is_finished {
            self.writer.abandon();
            let _ = self.folder.remove_engine_folder(&self.new_segments);
        }
    }
}

/// A segment of the old index.
struct OldSegment {
    store: PathBuf,
    deleted: Option<PathBuf>,
    /// How many articles it holds, deleted ones included, if that is known.
    articles: Option<u32>,
    /// How many of them were not deleted, if that is known.
    living: Option<u32>,
}

impl Rebuild {
    /// Begins a new index beside the one in `dir`.
    ///
    /// # Errors
    ///
    /// There is no index, a newer program wrote it, another process writes, or the folder
    /// cannot be written. Damage is no error here.
    pub fn begin(dir: &Path, settings: WriterSettings) -> Result<Rebuild, IndexError> {
        let folder = Folder::new(dir);
        if !dir.is_dir() {
            return Err(IndexError::NotFound { dir: dir.into() });
        }
        let manifest = || match Manifest::read(dir) {
            Ok(manifest) => Ok(Some(manifest)),
            Err(IndexError::RebuildNeeded { .. }) => Ok(Manifest::read_older(dir)),
            Err(IndexError::Damaged { .. }) => Ok(None),
            Err(other) => Err(other),
        };
        // Nothing is made in a folder that holds no index of ours.
        manifest()?;
        let lock = WriteLock::take(dir)?;
        // Another rebuild may have switched to other files until the lock was had.
        let old = manifest()?;
        let old_segments = match &old {
            Some(manifest) => Some(manifest.segments.clone()),
            None => likeliest_segments(&folder),
        };
        if let Some(old) = &old {
            // Left by a rebuild that was stopped.
            sweep(&folder, &old.segments);
            folder.remove_half_written();
        }
        let new_segments = free_name(dir);
        create_engine(&folder, &new_segments)?;
        let (engine, fields) = open_engine(&folder, &new_segments, ReadMode::Windowed)?;
        let mut writer = Writer::over(&folder, &new_segments, (engine, fields), lock, settings);
        let before = old_segments.as_deref().and_then(|it| segments_in(&folder, it).ok());
        let before = before.map(|(_, metadata)| metadata.corpus()).unwrap_or_default();
        writer.continue_anew(before);
        Ok(Rebuild { folder, old, old_segments, new_segments, writer, fields, is_finished: false })
    }

    /// The catalog of the old index; `None` when there was none.
    ///
    /// # Errors
    ///
    /// It is missing or altered.
    pub fn catalog(&self) -> Result<Option<Vec<u8>>, IndexError> {
        let dir = &self.folder.dir;
        let missing = || IndexError::Damaged { dir: dir.clone(), what: "no files of the engine".into() };
        let Some(segments) = self.old_segments.as_deref() else {
            return catalog::only(dir).map_or(Err(missing()), |name| catalog::read(dir, &name).map(Some));
        };
        match segments_in(&self.folder, segments).map(|(_, metadata)| metadata.payload) {
            Ok(name) => name.map(|name| catalog::read(dir, &name)).transpose(),
            // A commit removes all other catalogs: the only one is that of the last commit.
            Err(error) => catalog::only(dir).map_or(Err(error), |name| catalog::read(dir, &name).map(Some)),
        }
    }

    /// Prepares articles for the new index.
    #[must_use]
    pub fn document_builder(&self) -> DocumentBuilder {
        DocumentBuilder::new(self.fields)
    }

    /// The writer of the new index.
    pub fn writer(&mut self) -> &mut Writer {
        &mut self.writer
    }

    /// How many articles the old index holds; `None` where its list of segments cannot be read.
    #[must_use]
    pub fn living(&self) -> Option<u64> {
        let (_, segments) = self.old_files(self.old_segments.as_deref()?).ok()?;
        segments.iter().map(|it| it.living.map(u64::from)).sum()
    }

    /// Calls `take` with every article of the old index that can be read. Returns what cannot be read.
    ///
    /// # Errors
    ///
    /// Those of `take`.
    pub fn each_article<E>(
        &mut self,
        mut take: impl FnMut(&mut Writer, Article, Liveness) -> Result<(), E>,
    ) -> Result<Vec<UnreadArticles>, E> {
        let mut lost = Vec::new();
        let unknown = |what: String| UnreadArticles { articles: None, what };
        let Some(name) = self.old_segments.clone() else {
            return Ok(vec![unknown("the folder of the engine's files is missing".to_owned())]);
        };
        let (files, segments) = match self.old_files(&name) {
            Ok(found) => found,
            Err(error) => return Ok(vec![unknown(error.to_string())]),
        };
        for segment in segments {
            let mut doc = 0;
            let opened = catch_panic(&self.folder.dir, || {
                open(&files, &segment).map_err(|err| error::from_engine(&self.folder.dir, "read", err))
            });
            let (store, alive, numbers) = match opened {
                Ok(opened) => opened,
                Err(error) => {
                    let articles = segment.living.map(u64::from);
                    lost.push(UnreadArticles { articles, what: error.to_string() });
                    continue;
                }
            };
            while segment.articles.is_none_or(|articles| doc < articles) {
                let at = doc;
                doc += 1;
                if let Some(Some(alive)) = &alive
                    && !alive.is_alive(at)
                {
                    continue;
                }
                let read = catch_panic(&self.folder.dir, || Ok(store.get::<TantivyDocument>(at)));
                let document = match read {
                    // The store ends here.
                    Ok(Err(TantivyError::InvalidArgument(_))) => break,
                    Ok(Err(error)) => Err(error.to_string()),
                    Err(error) => Err(error.to_string()),
                    Ok(Ok(document)) => Ok(document),
                };
                let liveness = if alive.is_some() { Liveness::Live } else { Liveness::Unknown };
                let article = document.and_then(|document| {
                    // Nothing is stored but the record, whatever the format calls its field.
                    let bytes = document.field_values().find_map(|(_, value)| value.as_bytes());
                    bytes.and_then(stored::decode).ok_or_else(|| "it cannot be read".to_owned())
                });
                match article {
                    Ok(article) => {
                        self.writer.arrived(numbers.as_ref().and_then(|it| it.first(at)));
                        take(&mut self.writer, article, liveness)?;
                        self.writer.arrived(None);
                    }
                    Err(what) => {
                        let what = format!("article {at} of {}: {what}", segment.store.display());
                        lost.push(UnreadArticles { articles: Some(1), what });
                    }
                }
            }
        }
        Ok(lost)
    }

    /// The old files and their segments.
    fn old_files(&self, name: &str) -> Result<(Files, Vec<OldSegment>), IndexError> {
        let files = self.folder.engine(name, ReadMode::Windowed)?;
        let dir = &self.folder.dir;
        let metadata = metadata::bytes(dir, &files).and_then(|bytes| SegmentMetadata::of(dir, &bytes));
        let Ok(metadata) = metadata else {
            // The list of segments is lost: every file of stored articles is read.
            let mut stores: Vec<PathBuf> = fs::read_dir(self.folder.dir.join(name))
                .into_iter()
                .flatten()
                .flatten()
                .map(|entry| PathBuf::from(entry.file_name()))
                .filter(|path| path.extension().is_some_and(|it| it == "store"))
                .collect();
            stores.sort();
            let segment = |store| OldSegment { store, deleted: None, articles: None, living: None };
            return Ok((files, stores.into_iter().map(segment).collect()));
        };
        let segments = metadata.segments.into_iter().map(|it| OldSegment {
            store: it.store(),
            deleted: it.deleted(),
            articles: Some(it.max_doc),
            living: Some(it.living()),
        });
        Ok((files, segments.collect()))
    }

    /// Switches to the new index. `catalog` is kept with it.
    ///
    /// # Errors
    ///
    /// The folder cannot be written; the old index stands as it was.
    pub fn finish(mut self, catalog: &[u8]) -> Result<(), IndexError> {
        let io = |source| IndexError::Io { dir: self.folder.dir.clone(), action: "write", source };
        let name = self.writer.commit_only(Kept::Catalog(catalog))?;
        self.writer.merge_affordably(1)?;
        let mut manifest = Manifest::current();
        manifest.segments.clone_from(&self.new_segments);
        if let Some(old) = &self.old {
            // The articles are no better than they were.
            manifest.revision = old.revision;
        }
        // If only its last step failed the manifest may name the new files already.
        self.is_finished = true;
        manifest.write(&self.folder).map_err(io)?;
        catalog::remove_others(&self.folder, &name);
        sweep(&self.folder, &self.new_segments);
        self.writer.write_settled();
        Ok(())
    }
}

/// The stored articles of a segment, which of them are alive (`None` when that cannot be read), and the numbers by which
/// they came.
type Opened = (StoreReader, Option<Option<AliveBitSet>>, Option<Column<u64>>);

fn open(files: &Files, segment: &OldSegment) -> tantivy::Result<Opened> {
    let read = |path: &Path| tantivy::Result::Ok(Footer::extract_footer(files.open_read(path)?)?.1);
    let store = StoreReader::open(read(&segment.store)?, 4)?;
    let alive = match (&segment.deleted, segment.articles) {
        (None, Some(_)) => Some(None),
        (None, None) => None,
        (Some(path), _) => {
            let bytes = read(path).ok().and_then(|it| it.read_bytes().ok());
            bytes.map(|bytes| Some(AliveBitSet::open(bytes)))
        }
    };
    // Where they cannot be read, or the format has none, the articles come anew.
    let numbers = || {
        let bytes = read(&segment.store.with_extension("fast")).ok()?;
        let columns = ColumnarReader::open(bytes).ok()?.read_columns(SEQUENCE).ok()?;
        match columns.first()?.open().ok()? {
            DynamicColumn::U64(numbers) => Some(numbers),
            _ => None,
        }
    };
    Ok((store, alive, numbers()))
}

/// A name for a new folder of the engine's files, behind all that are there: a reader that finds the manifest to name
/// another folder than it opened knows that there was a rebuild.
fn free_name(dir: &Path) -> String {
    let names = fs::read_dir(dir).into_iter().flatten().flatten();
    let number = |name: &str| name.strip_prefix(SEGMENTS)?.strip_prefix('-')?.parse::<u64>().ok();
    let last = names.filter_map(|it| number(it.file_name().to_str()?)).max().unwrap_or(1);
    format!("{SEGMENTS}-{}", last.saturating_add(1).max(2))
}

/// The folder that most likely holds the engine's files, when the manifest cannot tell. A rebuild that was stopped
/// left a folder without a commit; of several with one, the folder that was changed last.
fn likeliest_segments(folder: &Folder) -> Option<String> {
    /// What the list of segments says. A later one is likelier.
    #[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
    enum Listed {
        NoCommit,
        Unreadable,
        Commit,
    }
    let names = fs::read_dir(&folder.dir).ok()?.flatten().filter_map(|entry| {
        let name = entry.file_name().into_string().ok().filter(|name| is_segments(name))?;
        let modified = entry.metadata().and_then(|it| it.modified()).ok()?;
        let listed = match segments_in(folder, &name) {
            Ok((_, metadata)) if metadata.payload.is_some() => Listed::Commit,
            Ok(_) => Listed::NoCommit,
            Err(_) => Listed::Unreadable,
        };
        Some((listed, modified, name))
    });
    names.max().map(|(.., name)| name)
}

/// The engine's files in the folder of this name, and the list of its segments.
fn segments_in(folder: &Folder, name: &str) -> Result<(Files, SegmentMetadata), IndexError> {
    let files = folder.engine(name, ReadMode::Windowed)?;
    let metadata = SegmentMetadata::of(&folder.dir, &metadata::bytes(&folder.dir, &files)?)?;
    Ok((files, metadata))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::index::fixture::{article, index_of};
    use crate::index::store::manifest::MANIFEST;

    fn begin(dir: &Path) -> Rebuild {
        Rebuild::begin(dir, WriterSettings { memory: 0 }).unwrap()
    }

    fn saved(dir: &Path) -> Vec<String> {
        let mut saved = Vec::new();
        let lost = begin(dir).each_article(|_, article, _| {
            saved.push(article.id.as_str().to_owned());
            Ok::<(), IndexError>(())
        });
        assert_eq!(lost.unwrap(), []);
        saved
    }

    #[test]
    fn a_rebuild_that_was_stopped_loses_nothing() {
        for manifest in [r#"{"format": 1}"#, r#"{"format": 1, "segments": "segments"}"#, "{", ""] {
            let (dir, _) = index_of(&[&[article("a", "", "One."), article("b", "", "Two.")]]);
            fs::write(dir.path().join(MANIFEST), manifest).unwrap();
            for _ in 0..3 {
                assert_eq!(saved(dir.path()), ["a", "b"], "{manifest}");
            }
        }
    }

    #[test]
    fn the_folder_with_a_commit_is_the_likeliest_and_a_damaged_one_is_likelier_than_one_without() {
        let (dir, _) = index_of(&[&[article("a", "", "One.")]]);
        let folder = Folder::new(dir.path());
        assert_eq!(likeliest_segments(&folder).as_deref(), Some("segments"));
        create_engine(&folder, "segments-2").unwrap();
        assert_eq!(likeliest_segments(&folder).as_deref(), Some("segments"), "the other has no commit");
        fs::write(dir.path().join("segments/meta.json"), "damaged").unwrap();
        assert_eq!(likeliest_segments(&folder).as_deref(), Some("segments"));
        assert_eq!(free_name(dir.path()), "segments-3");
        fs::remove_dir_all(dir.path().join("segments")).unwrap();
        assert_eq!(likeliest_segments(&folder).as_deref(), Some("segments-2"));
        fs::remove_dir_all(dir.path().join("segments-2")).unwrap();
        assert_eq!((likeliest_segments(&folder), free_name(dir.path())), (None, "segments-2".to_owned()));
    }

    #[test]
    fn a_rebuild_keeps_the_revision_and_the_catalog_and_leaves_nothing_else() {
        let (dir, index) = index_of(&[&[article("a", "", "One."), article("b", "", "Two.")]]);
        drop(index);
        let mut older = Manifest::current();
        (older.format, older.revision) = (1, 0);
        older.write(&Folder::new(dir.path())).unwrap();
        drop(begin(dir.path()));
        let mut rebuild = begin(dir.path());
        assert_eq!(rebuild.catalog().unwrap().as_deref(), Some(&b"catalog"[..]));
        let mut builder = rebuild.document_builder();
        let lost = rebuild.each_article(|writer, article, liveness| {
            assert_eq!(liveness, Liveness::Live);
            writer.add(builder.prepare(&article))
        });
        assert_eq!(lost.unwrap(), []);
        rebuild.finish(b"new").unwrap();
        let index = crate::index::Index::open(dir.path()).unwrap();
        assert_eq!((index.revision(), index.catalog().unwrap().as_deref()), (0, Some(&b"new"[..])));
        let folders: Vec<String> = fs::read_dir(dir.path())
            .unwrap()
            .map(|it| it.unwrap().file_name().into_string().unwrap())
            .filter(|it| is_segments(it))
            .collect();
        assert_eq!(folders, ["segments-2"]);
    }

    #[test]
    fn deleted_articles_stay_deleted_unless_the_list_of_them_is_damaged() {
        let (dir, _) =
            index_of(&[&[article("a", "", "One."), article("b", "", "Two.")], &[article("a", "", "Three.")]]);
        let bodies = || {
            let mut found = Vec::new();
            begin(dir.path())
                .each_article(|_, article, liveness| {
                    found.push((article.body, liveness));
                    Ok::<(), IndexError>(())
                })
                .unwrap();
            found.sort_by(|a, b| a.0.cmp(&b.0));
            found
        };
        assert_eq!(bodies(), [("Three.".to_owned(), Liveness::Live), ("Two.".to_owned(), Liveness::Live)]);
        let deletions = fs::read_dir(dir.path().join("segments")).unwrap().map(|it| it.unwrap().path());
        let deletions =
            deletions.filter(|it| it.extension().is_some_and(|it| it == "del")).collect::<Vec<_>>();
        fs::remove_file(&deletions[0]).unwrap();
        let unknown = |body: &str| (body.to_owned(), Liveness::Unknown);
        assert_eq!(bodies(), [unknown("One."), ("Three.".to_owned(), Liveness::Live), unknown("Two.")]);
    }
}

//! Making an index anew from the articles that are stored in it.
//!
//! The new files are written beside the old ones, and one rename of the manifest
//! switches to them: a rebuild that is stopped leaves the index as it was. What is
//! read of the old index is only what cannot be made again, the stored articles;
//! a segment is opened by itself, so that damage costs what it hit and no more.

use std::fs;
use std::path::{Path, PathBuf};

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
use crate::index::build::writer::{Writer, WriterSettings, sweep};
use crate::index::error;
use crate::index::error::{IndexError, catch_panic};
use crate::index::store::catalog;
use crate::index::store::files::{Files, Folder, ReadMode};
use crate::index::store::lock::WriteLock;
use crate::index::store::manifest::{Manifest, SEGMENTS, is_segments};
use crate::index::store::metadata;
use crate::index::store::metadata::SegmentMetadata;

/// Whether an article that was found is one of the index, or was taken out of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Liveness {
    /// It is in the index.
    Live,
    /// What says so is damaged.
    Unknown,
}

/// An index under way, beside the one that it is made from.
#[derive(Debug)]
pub struct Rebuild {
    folder: Folder,
    old: Option<Manifest>,
    old_segments: Option<String>,
    new_segments: String,
    writer: Writer,
    fields: Fields,
}

/// A segment of the old index.
struct OldSegment {
    store: PathBuf,
    deleted: Option<PathBuf>,
    /// How many articles it holds, where that is known.
    articles: Option<u32>,
}

impl Rebuild {
    /// Begins an index beside the one in `dir`.
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
        let old = match Manifest::read(dir) {
            Ok(manifest) => Some(manifest),
            Err(IndexError::Damaged { .. } | IndexError::RebuildNeeded { .. }) => None,
            Err(other) => return Err(other),
        };
        let lock = WriteLock::take(dir)?;
        let old_segments = match &old {
            Some(manifest) => Some(manifest.segments.clone()),
            None => newest_segments(dir),
        };
        let new_segments = free_name(dir);
        create_engine(&folder, &new_segments)?;
        let (engine, fields) = open_engine(&folder, &new_segments, ReadMode::Windowed)?;
        let writer = Writer::over(&folder, &new_segments, (engine, fields), lock, settings);
        Ok(Rebuild { folder, old, old_segments, new_segments, writer, fields })
    }

    /// The catalog of the old index; `None` when there was none.
    ///
    /// # Errors
    ///
    /// It is lost.
    pub fn catalog(&self) -> Result<Option<Vec<u8>>, IndexError> {
        let dir = &self.folder.dir;
        let missing = || IndexError::Damaged { dir: dir.clone(), what: "no files of the engine".into() };
        let segments = self.old_segments.as_deref().ok_or_else(missing)?;
        let metadata = self.folder.engine(segments, ReadMode::Windowed).and_then(|files| {
            let bytes = metadata::bytes(dir, &files)?;
            SegmentMetadata::of(dir, &bytes)
        });
        match metadata.map(|metadata| metadata.payload) {
            Ok(name) => name.map(|name| catalog::read(dir, &name)).transpose(),
            // Every commit leaves one catalog: it is that of the last one.
            Err(error) => catalog::only(dir).map_or(Err(error), |name| catalog::read(dir, &name).map(Some)),
        }
    }

    /// Makes articles ready for the new index.
    #[must_use]
    pub fn document_builder(&self) -> DocumentBuilder {
        DocumentBuilder::new(self.fields)
    }

    /// The writer of the new index.
    pub fn writer(&mut self) -> &mut Writer {
        &mut self.writer
    }

    /// Hands over every article that can be read of the old index, and says what cannot.
    ///
    /// # Errors
    ///
    /// Those of `take`.
    pub fn each_article<E>(
        &mut self,
        mut take: impl FnMut(&mut Writer, Article, Liveness) -> Result<(), E>,
    ) -> Result<Vec<String>, E> {
        let mut lost = Vec::new();
        let Some(name) = self.old_segments.clone() else { return Ok(lost) };
        let (files, segments) = match self.old_files(&name) {
            Ok(found) => found,
            Err(error) => {
                lost.push(error.to_string());
                return Ok(lost);
            }
        };
        for segment in segments {
            let mut doc = 0;
            let opened = catch_panic(&self.folder.dir, || {
                open(&files, &segment).map_err(|err| error::from_engine(&self.folder.dir, "read", err))
            });
            let (store, alive) = match opened {
                Ok(opened) => opened,
                Err(error) => {
                    lost.push(match segment.articles {
                        Some(articles) => format!("{articles} articles: {error}"),
                        None => error.to_string(),
                    });
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
                    Ok(article) => take(&mut self.writer, article, liveness)?,
                    Err(what) => lost.push(format!("article {at} of {}: {what}", segment.store.display())),
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
            // Which segments make up the index is lost: whatever lies there is looked at.
            let mut stores: Vec<PathBuf> = fs::read_dir(self.folder.dir.join(name))
                .into_iter()
                .flatten()
                .flatten()
                .map(|entry| PathBuf::from(entry.file_name()))
                .filter(|path| path.extension().is_some_and(|it| it == "store"))
                .collect();
            stores.sort();
            let segment = |store| OldSegment { store, deleted: None, articles: None };
            return Ok((files, stores.into_iter().map(segment).collect()));
        };
        let segments = metadata.segments.into_iter().map(|it| OldSegment {
            store: it.store(),
            deleted: it.deleted(),
            articles: Some(it.max_doc),
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
        let name = self.writer.commit_only(catalog)?;
        self.writer.merge_affordably(1)?;
        let mut manifest = Manifest::current();
        manifest.segments.clone_from(&self.new_segments);
        if let Some(old) = &self.old {
            // The articles are no better than they were.
            manifest.revision = old.revision;
        }
        manifest.write(&self.folder).map_err(io)?;
        catalog::remove_others(&self.folder, &name);
        sweep(&self.folder, &self.new_segments);
        self.writer.write_links();
        Ok(())
    }
}

/// A segment's store, and which of its articles were not taken out: `None` when that is lost.
type Opened = (StoreReader, Option<Option<AliveBitSet>>);

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
    Ok((store, alive))
}

/// The name for new files of the engine.
fn free_name(dir: &Path) -> String {
    let mut names = (2u64..).map(|number| format!("{SEGMENTS}-{number}"));
    names.find(|name| !dir.join(name).exists()).expect("numbers do not end")
}

/// The folder of the engine's files that was changed last, when the manifest cannot tell.
fn newest_segments(dir: &Path) -> Option<String> {
    // A folder that lacks its list of segments was never finished.
    let names = fs::read_dir(dir).ok()?.flatten().filter_map(|entry| {
        let name = entry.file_name().into_string().ok().filter(|name| is_segments(name))?;
        let modified = entry.metadata().and_then(|it| it.modified()).ok()?;
        Some((modified, name))
    });
    names.max().map(|(_, name)| name)
}

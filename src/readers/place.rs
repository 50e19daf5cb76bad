//! What is at a path where a file was read before.

use std::fs;
use std::io::ErrorKind;
use std::path::Path;

use crate::readers::walk::FileInode;

/// What is at a path.
#[derive(Debug, Clone)]
pub(crate) enum Place {
    /// Nothing, and that is known.
    Nothing,
    /// A file of any kind but a folder or a link.
    File,
    /// A symbolic link, wherever it leads.
    Link,
    /// A folder.
    Folder {
        /// Whether nothing at all is in it.
        is_empty: bool,
        /// The number of the file system that it lies on; `None` on a system without such.
        device: Option<u64>,
    },
    /// The system does not let it be looked at; what it says.
    Unreadable(String),
}

/// Whether two paths lead to one file or folder that is there.
pub(crate) fn is_same_place(one: &Path, other: &Path) -> bool {
    matches!((one.canonicalize(), other.canonicalize()), (Ok(one), Ok(other)) if one == other)
}

/// What is at a path now.
pub(crate) fn place(at: &Path) -> Place {
    let metadata = match fs::symlink_metadata(at) {
        Ok(metadata) => metadata,
        Err(error) if matches!(error.kind(), ErrorKind::NotFound | ErrorKind::NotADirectory) => {
            return Place::Nothing;
        }
        Err(error) => return Place::Unreadable(error.to_string()),
    };
    if metadata.is_symlink() {
        return Place::Link;
    }
    if !metadata.is_dir() {
        return Place::File;
    }
    match fs::read_dir(at) {
        Ok(mut entries) => {
            let device = FileInode::of(&metadata).map(|it| it.device);
            Place::Folder { is_empty: entries.next().is_none(), device }
        }
        Err(error) => Place::Unreadable(error.to_string()),
    }
}

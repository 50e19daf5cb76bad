//! Why an update or a rebuild failed as a whole.

use std::path::PathBuf;

use crate::index::IndexError;

/// An update or a rebuild failed as a whole.
#[derive(Debug, thiserror::Error)]
pub enum UpdateError {
    /// The index cannot be read or written.
    #[error(transparent)]
    Index(#[from] IndexError),
    /// The catalog is damaged.
    #[error("the catalog of the index in {} cannot be read", .dir.display())]
    Catalog {
        /// The folder of the index.
        dir: PathBuf,
    },
}

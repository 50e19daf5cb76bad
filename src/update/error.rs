//! Why an update or a rebuild failed as a whole.

use std::path::PathBuf;

use crate::index::IndexError;

/// An update or a rebuild failed as a whole.
#[derive(Debug, thiserror::Error)]
pub enum UpdateError {
    /// The index cannot be read or written.
    #[error(transparent)]
    Index(#[from] IndexError),
    /// A rebuild would come to fewer articles than it can account for.
    #[error(
        "the rebuild of the index in {} accounts for {accounted} of {there} articles: the index stays as it was",
        .dir.display()
    )]
    Unaccounted {
        /// The folder of the index.
        dir: PathBuf,
        /// How many articles there are.
        there: u64,
        /// How many would be saved or are known to be lost.
        accounted: u64,
    },
    /// The catalog is damaged.
    #[error("the catalog of the index in {} cannot be read", .dir.display())]
    Catalog {
        /// The folder of the index.
        dir: PathBuf,
    },
}

//! The catalog that an index has.

use crate::index::Index;
use crate::update::catalog::Catalog;
use crate::update::error::UpdateError;

/// The catalog of an index, empty before the first update.
///
/// # Errors
///
/// The catalog is missing or damaged.
pub fn catalog(index: &Index) -> Result<Catalog, UpdateError> {
    decoded(index, index.catalog()?)
}

/// Decodes the bytes of a catalog of this index.
pub(super) fn decoded(index: &Index, bytes: Option<Vec<u8>>) -> Result<Catalog, UpdateError> {
    match bytes {
        None => Ok(Catalog::default()),
        Some(bytes) => {
            Catalog::decode(&bytes).ok_or_else(|| UpdateError::Catalog { dir: index.dir().into() })
        }
    }
}

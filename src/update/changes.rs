//! Articles that come one by one: a commit of few costs no more than these few.

use crate::index::{IndexError, Writer};
use crate::update::catalog::{Catalog, Changes, encode_change};

/// How many changes may stand behind the catalog before it is written anew with them.
const MOST_CHANGES: usize = 64;
/// How many bytes of changes may stand behind a catalog of any size.
const ALWAYS: u64 = 1 << 20;
/// How many segments are left as they are: to merge them each time would cost more than to read them.
const MOST_SEGMENTS: usize = 8;

/// Commits articles that came one by one, which `writer` has added and removed: for each id the hash of the article, or
/// nothing where it was deleted.
///
/// # Errors
///
/// The index cannot be written, or its catalog is damaged.
pub fn commit_changes(writer: &mut Writer, changes: &Changes) -> Result<(), IndexError> {
    match writer.catalog_sizes()? {
        // The index was filled by other means than files, and has no catalog of them.
        Some((0, ..)) if writer.catalog()?.is_some_and(|it| it.is_empty()) => writer.commit(&[])?,
        Some((whole @ 1.., bytes, count)) if count < MOST_CHANGES && bytes < ALWAYS.max(whole / 2) => {
            writer.commit_changes(&encode_change(changes))?;
        }
        None | Some(_) => {
            let mut catalog = match writer.catalog()? {
                None => Catalog::default(),
                Some(bytes) => Catalog::decode(&bytes).ok_or_else(|| {
                    let what = "the list of what was read".to_owned();
                    IndexError::Damaged { dir: writer.dir().to_owned(), what }
                })?,
            };
            catalog.put(changes);
            writer.commit(&catalog.encode())?;
        }
    }
    if writer.segments()? > MOST_SEGMENTS {
        writer.tidy()?;
    }
    Ok(())
}

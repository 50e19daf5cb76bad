//! Checks that an index is undamaged and that its catalog lists exactly the articles it holds.

use crate::index::{Index, VerifyDepth, VerifyReport};
use crate::update::error::UpdateError;
use crate::update::load::decoded;
use crate::update::ownership::{Ownership, places_hash};

/// Checks an index and its catalog against each other.
///
/// # Errors
///
/// The index cannot be read at all. Damage is no error: it is in the report.
/// A process that writes meanwhile is no damage.
pub fn verify(index: &Index, depth: VerifyDepth) -> Result<VerifyReport, UpdateError> {
    let mut before = index.state()?;
    loop {
        let looked = look(index, depth);
        if looked.as_ref().is_ok_and(|it| it.findings.is_empty()) {
            return looked;
        }
        // What looks like damage may be a commit or a rebuild of another process meanwhile.
        let after = index.state()?;
        if after == before {
            return looked;
        }
        before = after;
    }
}

fn look(index: &Index, depth: VerifyDepth) -> Result<VerifyReport, UpdateError> {
    let (mut report, held) = index.verify(depth)?;
    if !report.findings.is_empty() {
        return Ok(report);
    }
    let catalog = match index.catalog()? {
        // Filled by other means than files, the index has no catalog of them.
        None => return Ok(report),
        Some(bytes) if bytes.is_empty() => return Ok(report),
        bytes => decoded(index, bytes),
    };
    let catalog = match catalog {
        Ok(catalog) => catalog,
        Err(error) => {
            report.findings.push(error.to_string());
            return Ok(report);
        }
    };
    let ownership = Ownership::of(&catalog);
    for (id, owner, first) in ownership.each(&catalog.files) {
        let read = held.read.get(&id);
        if !held.ids.contains(&id) {
            report.findings.push(format!("{id} was read from {first} and is not in the index"));
        } else if read.is_some_and(|(hash, places)| {
            (*hash, places_hash(places)) != (owner.hash, ownership.places_alone(&id, &owner))
        }) {
            report.findings.push(format!("{id} is in the index in another wording or place than was read"));
        }
    }
    for (id, version) in &catalog.versions {
        let read = held.read.get(id);
        if !held.ids.contains(id) {
            report.findings.push(format!("{id}, kept of {}, is not in the index", version.of));
        } else if read.is_some_and(|(hash, places)| (*hash, places) != (version.hash, &version.places)) {
            report.findings.push(format!("{id}, kept of {}, is in the index in another wording", version.of));
        }
    }
    for id in &held.ids {
        if ownership.get(id).is_none() && !catalog.versions.contains_key(id) {
            report.findings.push(format!("{id} is in the index and was read from no file"));
        }
    }
    Ok(report)
}

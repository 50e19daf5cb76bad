//! Whether an index is whole and its catalog speaks of just the articles that it holds.

use crate::index::{Depth, Index, VerifyReport};

use super::{UpdateError, claims_of, decoded};

/// Looks whether an index is whole, and whether the catalog agrees with it.
///
/// # Errors
///
/// It cannot be read at all; damage is in the report.
pub fn verify(index: &Index, depth: Depth) -> Result<VerifyReport, UpdateError> {
    let (mut report, held) = index.verify(depth)?;
    if !report.findings.is_empty() {
        return Ok(report);
    }
    let catalog = match index.catalog()? {
        // Whoever fills the index without files has nothing to say about them.
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
    let claims = claims_of(&catalog.files);
    for (id, claim) in claims.iter() {
        if !held.ids.contains(id) {
            report.findings.push(format!("{id} was read from {} and is not in the index", claim.places[0]));
        }
        if held.read.get(id).is_some_and(|(hash, places)| *hash != claim.hash || *places != claim.places) {
            report.findings.push(format!("{id} is in the index in another wording or place than was read"));
        }
    }
    for id in &held.ids {
        if claims.get(id).is_none() {
            report.findings.push(format!("{id} is in the index and was read from no file"));
        }
    }
    Ok(report)
}

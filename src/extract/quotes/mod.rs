//! Who said what.

use crate::article::{Language, Quotation};

/// The quotations of a body, in order of place, with their speakers.
#[must_use]
pub fn quotations(_body: &str, _language: Language) -> Vec<Quotation> {
    Vec::new()
}

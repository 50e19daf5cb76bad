//! Web pages.

use crate::extract::{Draft, ExtractSettings};

/// The article of a page.
pub(super) fn draft(_page: &str, _settings: &ExtractSettings) -> Draft {
    Draft::default()
}

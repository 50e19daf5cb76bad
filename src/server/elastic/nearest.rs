//! The word that is probably meant.

use crate::server::elastic::forms::distance;

/// The known word that is probably meant.
pub(super) fn nearest<'k>(word: &str, known: &[&'k str]) -> Option<&'k str> {
    let most = (word.chars().count() / 2).clamp(1, 3);
    let far = |it: &&str| distance(word, it, true);
    known.iter().copied().map(|it| (far(&it), it)).filter(|it| it.0 <= most).min().map(|it| it.1)
}

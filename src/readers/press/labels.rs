//! Labels such as `BYLINE:` and what stands behind them.

use std::collections::HashMap;
use std::sync::LazyLock;

/// What stands behind a label.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Label {
    Author,
    Section,
    Length,
    Place,
    Deck,
    Language,
    /// When the article was put into the database, which is never its date.
    Loaded,
    /// Something that is none of the article.
    Tail,
}

impl Label {
    /// Whether it stands above the text.
    pub(super) fn is_of_head(self) -> bool {
        matches!(self, Label::Author | Label::Section | Label::Length | Label::Place | Label::Deck)
    }

    /// Whether it stands below the text.
    pub(super) fn is_of_tail(self) -> bool {
        matches!(self, Label::Language | Label::Loaded | Label::Tail)
    }
}

/// The label of a line and what stands behind it.
pub(super) fn labelled(line: &str) -> Option<(Label, &str)> {
    let (label, value) = line.split_once(':')?;
    let label = label.trim();
    if !label.starts_with(char::is_uppercase) {
        return None;
    }
    Some((*LABELS.get(label.to_lowercase().as_str())?, value.trim()))
}

static LABELS: LazyLock<HashMap<&'static str, Label>> = LazyLock::new(|| {
    let lines = include_str!("../data/press-labels.tsv").lines().filter(|line| !line.starts_with('#'));
    let rows = lines.filter_map(|line| {
        let mut cells = line.split('\t');
        let label = match cells.next()? {
            "author" => Label::Author,
            "section" => Label::Section,
            "length" => Label::Length,
            "place" => Label::Place,
            "deck" => Label::Deck,
            "language" => Label::Language,
            "loaded" => Label::Loaded,
            _ => Label::Tail,
        };
        Some((label, cells.nth(1)?))
    });
    rows.flat_map(|(label, names)| names.split(", ").map(move |name| (name, label))).collect()
});

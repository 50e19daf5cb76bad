//! What the lines around an article say about it.

use crate::article::{Found, FoundBy};
use crate::extract::dates::Mention;

/// What one line says about the article.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct LineFacts {
    pub(crate) title: Option<String>,
    pub(crate) published: Option<Mention>,
    pub(crate) updated: Option<Mention>,
    pub(crate) author: Option<String>,
    pub(crate) source: Option<String>,
    pub(crate) section: Option<String>,
    pub(crate) url: Option<String>,
    /// The name in front of a day, where the line alone does not tell whether it is that of a paper or of a place.
    pub(crate) named: Option<String>,
}

impl LineFacts {
    /// Whether it names a day.
    pub(crate) fn is_dated(&self) -> bool {
        self.published.is_some() || self.updated.is_some()
    }
}

/// What all the lines of a text say about the article, each fact with how it was found.
#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) struct TextFacts {
    pub(crate) title: Option<String>,
    pub(crate) published: Option<(Mention, FoundBy)>,
    pub(crate) updated: Option<(Mention, FoundBy)>,
    pub(crate) author: Option<Found<String>>,
    pub(crate) source: Option<Found<String>>,
    pub(crate) section: Option<Found<String>>,
    pub(crate) dateline: Option<String>,
    pub(crate) url: Option<String>,
}

impl TextFacts {
    /// Adds what a line says. A fact that is already known stays.
    pub(crate) fn add(&mut self, line_facts: LineFacts, by: FoundBy) {
        if let Some(mention) = line_facts.published {
            self.published.get_or_insert((mention, by));
        }
        if let Some(mention) = line_facts.updated {
            self.updated.get_or_insert((mention, by));
        }
        if let Some(author) = line_facts.author {
            self.author.get_or_insert_with(|| Found::new(author, by));
        }
        if let Some(source) = line_facts.source {
            self.source.get_or_insert_with(|| Found::new(source, by));
        }
        if let Some(section) = line_facts.section {
            self.section.get_or_insert_with(|| Found::new(section, by));
        }
        self.url = self.url.take().or(line_facts.url);
        self.title = self.title.take().or(line_facts.title);
    }
}

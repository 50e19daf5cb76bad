//! Copies: one text in many papers.
//!
//! [`shingles`] keeps a few hashes of each text, by which articles that may be copies find each other; [`pair`] reads
//! two texts and decides whether they are one story; [`groups`] joins what is decided. Whether two articles are joined
//! follows from these two alone, so the groups follow from the set of articles, in whatever order they came. [`settled`] keeps them and brings them up to date.
//!
//! All of it is plain data: nothing here knows where the texts are kept.

pub mod groups;
pub mod pair;
pub mod settled;
pub mod shingles;
pub mod text;

use crate::analysis::Words;
use crate::article::Article;
use crate::date::Day;

pub use crate::copies::pair::{Kind, Verdict, are_copies, compare};
pub use crate::copies::text::ComparedText;

/// An article with all that is asked of it when it is compared with another.
#[derive(Debug)]
pub struct Compared {
    kept: Vec<u64>,
    text: ComparedText,
}

impl Compared {
    /// Reads an article.
    #[must_use]
    pub fn of(article: &Article) -> Compared {
        let words = Words::new(&article.body).map(|span| span.of(&article.body));
        let day = article.day().map(Day::number);
        Compared {
            kept: shingles::kept(words),
            text: ComparedText::new(article.title_text(), &article.body, day),
        }
    }

    /// Whether two articles are one story: they share enough hashes to be compared, and are joined when they are.
    #[must_use]
    pub fn is_copy_of(&self, other: &Compared) -> bool {
        shingles::are_alike(&self.kept, &other.kept) && are_copies(&self.text, &other.text)
    }
}

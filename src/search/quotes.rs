//! What is asked of the quotations of an index, and the answer: the same words of the same speaker,
//! told by several articles, once.

use std::time::Duration;

use crate::article::{ArticleId, Origin, QuotationKind, Speaker};
use crate::date::{Dating, SECONDS_A_DAY};
use crate::query::{NamePattern, Query};
use crate::search::piece::Piece;
use crate::search::{Facet, FacetCounts, IndirectSpeech, PageLimit, SearchRequest, Variants};
use crate::span::{ByteSpan, TextSpan};

/// In which order quotations come.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum QuotesOrder {
    /// Those told by most articles first, then the newest.
    #[default]
    MostTold,
    /// Those that were told first, those without a day last.
    EarliestFirst,
    /// Those that were told last, those without a day last.
    LatestFirst,
}

/// A question about quotations.
#[derive(Debug, Clone)]
pub struct QuotesRequest {
    /// What the quotation says, and with `speaker:` who says it; clauses about other fields (`date:`, `source:`)
    /// limit the articles. [`Query::All`]: anything.
    pub query: Query,
    /// Whose quotations; `None`: anybody's, known or not.
    pub speaker: Option<NamePattern>,
    /// What its paragraph is about.
    pub about: Option<Query>,
    /// How many quotations are shown.
    pub limit: PageLimit,
    /// How many are passed over first.
    pub offset: usize,
    /// In which order.
    pub order: QuotesOrder,
    /// What they are counted by, besides speakers.
    pub facets: Vec<Facet>,
    /// How many values a facet shows.
    pub facet_limit: usize,
    /// A speaker less sure than this, 0 to 1, counts as unknown.
    pub min_confidence: f32,
    /// Whether names find their other spellings.
    pub variants: Variants,
    /// Whether speech that is reported without quotation marks counts.
    pub indirect: IndirectSpeech,
    /// Articles to which the answer is limited, as in [`SearchRequest::within`].
    pub within: Vec<String>,
    /// As in [`SearchRequest::max_expansions`].
    pub max_expansions: usize,
    /// How long it may take. What is not done by then is left out, and the answer is partial.
    pub timeout: Option<Duration>,
    /// Bytes that the quotations under way may take. Those beyond are left out, and the answer is partial.
    pub memory: usize,
}

impl QuotesRequest {
    /// The first 20 quotations that satisfy the query, whoever said them.
    #[must_use]
    pub fn new(query: Query) -> QuotesRequest {
        QuotesRequest {
            query,
            speaker: None,
            about: None,
            limit: PageLimit::Hits(SearchRequest::DEFAULT_LIMIT),
            offset: 0,
            order: QuotesOrder::MostTold,
            facets: Vec::new(),
            facet_limit: SearchRequest::DEFAULT_FACET_LIMIT,
            min_confidence: 0.0,
            variants: Variants::Linked,
            indirect: IndirectSpeech::Excluded,
            within: Vec::new(),
            max_expansions: SearchRequest::DEFAULT_MAX_EXPANSIONS,
            timeout: None,
            memory: usize::MAX,
        }
    }
}

/// The answer.
#[derive(Debug, Clone, PartialEq)]
pub struct QuotesPage {
    /// How many different quotations there are.
    pub quotations: u64,
    /// In how many articles.
    pub articles: u64,
    /// Who says them, with the number of different quotations, most first, then by name.
    pub speakers: Vec<(String, u64)>,
    /// How many of the quotations have no known speaker.
    pub unknown: u64,
    /// How they divide otherwise: for each facet that was asked for, how many quotations each value tells.
    pub facets: Vec<FacetCounts>,
    /// Whether time or memory ran out before all articles were looked at.
    pub partial: bool,
    /// What should be known about the answer.
    pub notices: Vec<String>,
    /// The quotations of this page.
    pub shown: Vec<Quoted>,
}

/// A quotation, with every place that tells it: an utterance as it travels.
#[derive(Debug, Clone, PartialEq)]
pub struct Quoted {
    /// Whose words most places say they are; `None` when no article tells.
    pub speaker: Option<Speaker>,
    /// Who is named for them in how many places, most first; `None` for nobody. More than one: they disagree.
    pub speakers: Vec<(Option<String>, usize)>,
    /// The wordings in the order of time, those without a day last; at least one.
    pub wordings: Vec<Wording>,
    /// The place of the fullest among them.
    pub fullest: usize,
}

impl Quoted {
    /// The fullest wording.
    #[must_use]
    pub fn fullest(&self) -> Option<&Wording> {
        self.wordings.get(self.fullest)
    }

    /// The wordings that may be the first: each that is not known to be later than another. More than one: a tie, because
    /// a day was told without its hour. Those without a day are not among them.
    #[must_use]
    pub fn earliest(&self) -> Vec<&Wording> {
        let known = || self.wordings.iter().filter_map(|it| it.dating);
        let first_instant = known().filter(|it| it.instant.is_some()).min_by_key(|it| it.order());
        let first_day = known().filter(|it| it.instant.is_none()).min_by_key(|it| it.order());
        let may_be_first = |it: &&Wording| {
            let firsts = [first_instant, first_day];
            it.dating.is_some_and(|dating| !firsts.into_iter().flatten().any(|first| is_later(dating, first)))
        };
        self.wordings.iter().filter(may_be_first).collect()
    }
}

/// Whether it is known that the one was published after the other. A day without its hour is any time of that day, as it
/// is printed or in UTC.
fn is_later(one: Dating, other: Dating) -> bool {
    let utc_day = |it: Dating| it.seconds().div_euclid(SECONDS_A_DAY);
    match (one.instant, other.instant) {
        (Some(_), Some(_)) => one.seconds() > other.seconds(),
        _ => one.day > other.day && utc_day(one) > utc_day(other),
    }
}

/// A quotation as one article has it.
#[derive(Debug, Clone, PartialEq)]
pub struct Wording {
    /// The words with their marks.
    pub text: String,
    /// The matches in them, in bytes of `text`: sorted, merged.
    pub marks: Vec<ByteSpan>,
    /// Where they stand in the body.
    pub span: TextSpan,
    /// How they are quoted.
    pub kind: QuotationKind,
    /// Whose words this article says they are.
    pub speaker: Option<Speaker>,
    /// How sure the speaker is, 0 to 1.
    pub confidence: f32,
    /// The article.
    pub id: ArticleId,
    /// Its headline.
    pub title: Option<String>,
    /// Where it was read.
    pub place: Option<Origin>,
    /// When it was published.
    pub dating: Option<Dating>,
    /// Who published it.
    pub source: Option<String>,
    /// Its words laid against those of the fullest wording, in order; empty for that one itself.
    pub differences: Vec<Piece>,
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::article::FoundBy;
    use crate::date::{Day, Instant};

    /// The texts that may be the first of wordings told on a day of November 2025, some with an hour of UTC.
    fn earliest(told: &[(&str, Option<i8>, Option<i64>)]) -> Vec<String> {
        let wording = |&(text, day, hour): &(&str, Option<i8>, Option<i64>)| {
            let dating = day.and_then(|day| Day::new(2025, 11, day)).map(|day| Dating {
                day,
                instant: hour
                    .and_then(|hour| Instant::new(i64::from(day.number()) * SECONDS_A_DAY + hour * 3600, 0)),
                found: FoundBy::Given,
            });
            Wording {
                text: text.into(),
                marks: Vec::new(),
                span: TextSpan { bytes: ByteSpan::known(0, text.len()), start_char: 0, end_char: text.len() },
                kind: QuotationKind::Direct,
                speaker: None,
                confidence: 0.0,
                id: ArticleId::new(text).expect("not blank"),
                title: None,
                place: None,
                dating,
                source: None,
                differences: Vec::new(),
            }
        };
        let wordings = told.iter().map(wording).collect();
        let quoted = Quoted { speaker: None, speakers: Vec::new(), wordings, fullest: 0 };
        quoted.earliest().into_iter().map(|it| it.text.clone()).collect()
    }

    #[test]
    fn a_day_without_an_hour_ties_with_all_hours_of_it() {
        assert_eq!(earliest(&[("a", Some(14), Some(7)), ("b", Some(14), Some(9))]), ["a"]);
        assert_eq!(
            earliest(&[("a", Some(14), None), ("b", Some(14), Some(7)), ("c", Some(14), Some(9))]),
            ["a", "b"]
        );
        assert_eq!(
            earliest(&[("a", Some(14), None), ("b", Some(14), None), ("c", Some(15), None)]),
            ["a", "b"]
        );
        assert_eq!(earliest(&[("a", Some(13), Some(23)), ("b", Some(14), None)]), ["a"]);
        assert_eq!(earliest(&[("a", None, None), ("b", Some(14), None)]), ["b"]);
        assert!(earliest(&[("a", None, None)]).is_empty());
    }
}

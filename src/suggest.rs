//! What would be found instead: words that the index does hold, and looser questions.
//!
//! For an answer of nothing. Everything offered was tried: it says how many articles it finds, and
//! is not offered when it finds none.

use std::collections::HashMap;

use crate::analyze::fold::plain;
use crate::index::{SearchError, Searcher};
use crate::query::rewrite::{anywhere, fuzzy, without_dates};
use crate::query::{Polarity, Query, SpanQuery, Word};
use crate::search::NearWord;
use crate::search::{Occurrences, PageLimit, SearchRequest};

/// How many near words are named for a word that is nowhere.
const NEAR: usize = 3;
/// How many words of a query are looked up; a pasted page is not spelt word by word.
const MOST_WORDS: usize = 16;

/// What would be found instead.
#[derive(Debug, Clone, PartialEq)]
pub struct Suggestions {
    /// The words of the query that stand in no article, in order.
    pub missing: Vec<MissingWord>,
    /// Looser questions that do find something, the nearest to what was asked first.
    pub looser: Vec<Looser>,
}

/// A word that stands in no article.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MissingWord {
    /// Its plain form.
    pub word: String,
    /// Words that do, nearest first.
    pub near: Vec<NearWord>,
}

/// A looser question.
#[derive(Debug, Clone, PartialEq)]
pub struct Looser {
    /// In which way it is looser.
    pub way: Way,
    /// The question.
    pub query: Query,
    /// How many articles it finds.
    pub articles: u64,
}

/// In which way a question is looser.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Way {
    /// Words that stand nowhere are replaced by the nearest that do.
    Respelt,
    /// The words may stand anywhere in the text.
    Anywhere,
    /// The words may differ by a letter or two.
    Fuzzy,
    /// Both.
    FuzzyAnywhere,
    /// On any day.
    AnyDate,
}

impl Way {
    /// The word by which programs know it; stable.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Way::Respelt => "respelt",
            Way::Anywhere => "anywhere",
            Way::Fuzzy => "fuzzy",
            Way::FuzzyAnywhere => "fuzzy_anywhere",
            Way::AnyDate => "any_date",
        }
    }
}

/// Looks for what a request that finds nothing would find if it were looser.
///
/// # Errors
///
/// The index failed. A looser question that the index refuses is left out.
pub fn suggest(searcher: &Searcher, request: &SearchRequest) -> Result<Suggestions, SearchError> {
    let missing = missing_words(searcher, request)?;
    let mut looser: Vec<Looser> = Vec::new();
    for (way, query) in looser_queries(&request.query, &missing) {
        if query == request.query || looser.iter().any(|it| it.query == query) {
            continue;
        }
        let articles = match count(searcher, request, query.clone()) {
            Ok(articles) => articles,
            Err(SearchError::Index(error)) => return Err(error.into()),
            Err(SearchError::Evidence(_) | SearchError::TooManyExpansions { .. }) => continue,
        };
        if articles > 0 {
            looser.push(Looser { way, query, articles });
        }
    }
    Ok(Suggestions { missing, looser })
}

fn looser_queries(query: &Query, missing: &[MissingWord]) -> Vec<(Way, Query)> {
    let mut looser = Vec::new();
    let nearest: HashMap<&str, String> = missing
        .iter()
        .filter_map(|it| Some((it.word.as_str(), plain(&it.near.first()?.word).into_owned())))
        .collect();
    if !nearest.is_empty() {
        looser.push((Way::Respelt, respelt(query.clone(), &nearest)));
    }
    looser.extend(without_dates(query).map(|query| (Way::AnyDate, query)));
    looser.push((Way::Anywhere, anywhere(query.clone())));
    looser.push((Way::Fuzzy, fuzzy(query.clone())));
    looser.push((Way::FuzzyAnywhere, fuzzy(anywhere(query.clone()))));
    looser
}

fn respelt(query: Query, nearest: &HashMap<&str, String>) -> Query {
    query.map_words(&mut |word| match &word {
        Word::Stem(text) | Word::Plain(text) => match nearest.get(text.as_str()) {
            Some(better) if matches!(word, Word::Stem(_)) => Word::Stem(better.clone()),
            Some(better) => Word::Plain(better.clone()),
            None => word,
        },
        Word::Written(_) | Word::Fuzzy(..) | Word::Wildcard(_) | Word::Any => word,
    })
}

fn missing_words(searcher: &Searcher, request: &SearchRequest) -> Result<Vec<MissingWord>, SearchError> {
    let mut missing = Vec::new();
    for word in wanted(&request.query) {
        let text = match word {
            Word::Stem(text) | Word::Plain(text) => text.clone(),
            Word::Written(text) => plain(text).into_owned(),
            Word::Fuzzy(..) | Word::Wildcard(_) | Word::Any => continue,
        };
        let alone = Query::Span(SpanQuery::Word(word.clone()));
        let everywhere = SearchRequest { within: Vec::new(), ..request.clone() };
        if count(searcher, &everywhere, alone)? == 0 {
            let near = searcher.near_words(&text, NEAR)?;
            missing.push(MissingWord { word: text, near });
        }
    }
    Ok(missing)
}

/// The words that are looked for, each once.
fn wanted(query: &Query) -> Vec<&Word> {
    let mut wanted: Vec<&Word> = Vec::new();
    query.visit_leaves(&mut |leaf, polarity| {
        for word in leaf.words() {
            if polarity == Polarity::Wanted && wanted.len() < MOST_WORDS && !wanted.contains(&word) {
                wanted.push(word);
            }
        }
    });
    wanted
}

fn count(searcher: &Searcher, like: &SearchRequest, query: Query) -> Result<u64, SearchError> {
    let request = SearchRequest {
        query,
        limit: PageLimit::Hits(0),
        offset: 0,
        facets: Vec::new(),
        occurrences: Occurrences::WhenAllShown,
        explain: false,
        ..like.clone()
    };
    Ok(searcher.search(&request)?.articles)
}

//! What would be found instead: words that the index does hold, and looser questions.
//!
//! For an answer of nothing. Everything offered was tried: it says how many articles it finds, and
//! is not offered when it finds none.

use std::collections::HashMap;
use std::time::Duration;

use crate::analysis::plain;
use crate::query::compounds::other_forms;
use crate::query::rewrite::{anywhere, fuzzy, said_by_anybody, said_near, without_dates, without_spellings};
use crate::query::{Polarity, Query, SpanQuery, Word};
use crate::search::{Count, Engine, Limited, NearWord, Occurrences, PageLimit, SearchError, SearchRequest};

/// How many near words are named for a word that is nowhere.
const NEAR: usize = 3;
/// How many are tried in its place.
const TRIED: usize = 8;
/// How many words a query has at most of which each is tried for another.
const MOST_RESPELT: usize = 4;
/// How many words of a query are looked up; a pasted page is not spelt word by word.
const MOST_WORDS: usize = 16;

/// What would be found instead.
#[derive(Debug, Clone, PartialEq)]
pub struct Suggestions {
    /// The words of the query that stand in no article, in order.
    pub missing: Vec<MissingWord>,
    /// Looser questions that do find something, the nearest to what was asked first.
    pub looser: Vec<Looser>,
    /// Whether the time of the request ran out: there may be more to offer.
    pub partial: bool,
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
    pub articles: Count,
}

/// In which way a question is looser.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Way {
    /// Small operators and signs between words are operators.
    Operators,
    /// Words are written in one or apart.
    Compounds,
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
    /// Not said by the one who was named, but in a paragraph in which they say something.
    SaidNear,
    /// Said by anybody.
    SaidByAnybody,
}

impl Way {
    /// The word by which programs know it; stable.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Way::Operators => "operators",
            Way::Compounds => "compounds",
            Way::Respelt => "respelt",
            Way::Anywhere => "anywhere",
            Way::Fuzzy => "fuzzy",
            Way::FuzzyAnywhere => "fuzzy_anywhere",
            Way::AnyDate => "any_date",
            Way::SaidNear => "said_near",
            Way::SaidByAnybody => "said_by_anybody",
        }
    }
}

/// Looks for what a request that finds nothing would find if it were looser. `meant` is what its query means where small
/// operators are operators.
///
/// # Errors
///
/// The index failed. A looser question that the index refuses is left out.
pub fn suggest(
    engine: &dyn Engine,
    request: &SearchRequest,
    meant: Option<&Query>,
) -> Result<Suggestions, SearchError> {
    let time = request.timeout.unwrap_or(Duration::MAX);
    let limited = Limited::new(engine, time, request.cancel.clone().unwrap_or_default());
    let engine = &limited;
    // The spellings in signs of a name are of the request, not of what was typed.
    let request = &SearchRequest { query: without_spellings(request.query.clone()), ..request.clone() };
    let mut missing = missing_words(engine, request)?;
    let mut queries = looser_queries(engine, request, &mut missing)?;
    if let Some(meant) = meant {
        queries.insert(0, (Way::Operators, meant.clone()));
    }
    for word in &mut missing {
        word.near.truncate(NEAR);
    }
    let mut looser: Vec<Looser> = Vec::new();
    for (way, query) in queries {
        if query == request.query || looser.iter().any(|it| it.query == query) {
            continue;
        }
        let articles = match count(engine, request, query.clone()) {
            Ok(articles) => articles,
            Err(error) if error.is_refusal() => continue,
            Err(error) => return Err(error),
        };
        if articles.number() > 0 {
            looser.push(Looser { way, query, articles });
        }
    }
    Ok(Suggestions { missing, looser, partial: limited.is_late() })
}

fn looser_queries(
    engine: &dyn Engine,
    request: &SearchRequest,
    missing: &mut [MissingWord],
) -> Result<Vec<(Way, Query)>, SearchError> {
    let query = &request.query;
    let mut looser = Vec::new();
    looser.extend(other_forms(query).map(|query| (Way::Compounds, query)));
    looser.extend(respelt(engine, request, missing)?.map(|query| (Way::Respelt, query)));
    looser.extend(said_near(query).map(|query| (Way::SaidNear, query)));
    looser.extend(said_by_anybody(query).map(|query| (Way::SaidByAnybody, query)));
    looser.extend(without_dates(query).map(|query| (Way::AnyDate, query)));
    looser.push((Way::Anywhere, anywhere(query.clone())));
    looser.push((Way::Fuzzy, fuzzy(query.clone())));
    looser.push((Way::FuzzyAnywhere, fuzzy(anywhere(query.clone()))));
    Ok(looser)
}

/// The query with words replaced by near ones: those that are in no article, each by the nearest, one
/// of them by the first with which the query finds something. Where none is missing, words that
/// stand nowhere together are tried one by one.
fn respelt(
    engine: &dyn Engine,
    request: &SearchRequest,
    missing: &mut [MissingWord],
) -> Result<Option<Query>, SearchError> {
    let finds = |query: &Query| match count(engine, request, query.clone()) {
        Ok(articles) => Ok(articles.number() > 0),
        Err(error) if error.is_refusal() => Ok(false),
        Err(error) => Err(error),
    };
    let nearest: HashMap<String, String> = missing
        .iter()
        .filter_map(|it| Some((it.word.clone(), plain(&it.near.first()?.word).into_owned())))
        .collect();
    let mut fallback = None;
    for absent in &mut *missing {
        for choice in 0..absent.near.len() {
            let mut words = nearest.clone();
            words.insert(absent.word.clone(), plain(&absent.near[choice].word).into_owned());
            let query = replaced(request.query.clone(), &words);
            if finds(&query)? {
                absent.near[..=choice].rotate_right(1);
                return Ok(Some(query));
            }
            fallback.get_or_insert(query);
        }
    }
    if !missing.is_empty() {
        return Ok(fallback);
    }
    let words: Vec<String> = wanted(&request.query).into_iter().filter_map(spelling).collect();
    if !(2..=MOST_RESPELT).contains(&words.len()) {
        return Ok(None);
    }
    for word in words {
        for near in engine.near_words(&word, TRIED)? {
            let words = HashMap::from([(word.clone(), plain(&near.word).into_owned())]);
            let query = replaced(request.query.clone(), &words);
            if finds(&query)? {
                return Ok(Some(query));
            }
        }
    }
    Ok(None)
}

fn replaced(query: Query, by: &HashMap<String, String>) -> Query {
    query.map_words(&mut |word| match &word {
        Word::Stem(text) | Word::Plain(text) => match by.get(&*plain(text)) {
            Some(better) if matches!(word, Word::Stem(_)) => Word::Stem(better.clone()),
            Some(better) => Word::Plain(better.clone()),
            None => word,
        },
        Word::Written(_) | Word::Fuzzy(..) | Word::Variants(_) | Word::Wildcard(_) | Word::Any => word,
    })
}

/// The plain form of a word that is spelt out.
fn spelling(word: &Word) -> Option<String> {
    match word {
        Word::Stem(text) | Word::Plain(text) | Word::Written(text) => Some(plain(text).into_owned()),
        Word::Fuzzy(..) | Word::Variants(_) | Word::Wildcard(_) | Word::Any => None,
    }
}

fn missing_words(engine: &dyn Engine, request: &SearchRequest) -> Result<Vec<MissingWord>, SearchError> {
    let mut missing = Vec::new();
    for word in wanted(&request.query) {
        let Some(text) = spelling(word) else { continue };
        let alone = Query::Span(SpanQuery::Word(word.clone()));
        let everywhere = SearchRequest { within: Vec::new(), ..request.clone() };
        // Where time ran out it may be somewhere.
        if count(engine, &everywhere, alone)? == Count::Exact(0) {
            let near = engine.near_words(&text, TRIED)?;
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

fn count(engine: &dyn Engine, like: &SearchRequest, query: Query) -> Result<Count, SearchError> {
    let request = SearchRequest {
        query,
        limit: PageLimit::Hits(0),
        offset: 0,
        facets: Vec::new(),
        occurrences: Occurrences::WhenAllShown,
        explain: false,
        ..like.clone()
    };
    Ok(engine.search(&request)?.articles)
}

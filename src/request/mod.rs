//! The request object: a question as it arrives, the same at every interface.
//!
//! The command line, batches, HTTP, the page and MCP all fill a [`RequestObject`] from the one table of
//! [options](mod@options) and all answer trouble with a [`Problem`].

pub mod answer;
mod ask_error;
pub mod batch;
mod object;
pub mod options;
mod problem;
pub mod quotes;
mod read;
#[cfg(feature = "schema")]
pub(crate) mod schema;
pub mod stories;

pub use crate::request::ask_error::AskError;
pub use crate::request::object::{Group, Limit, Order, RequestObject, WordsSide};
pub use crate::request::options::RequestKind;
pub use crate::request::problem::Problem;

use crate::analysis::{Words, plain};
use crate::date::Day;
use crate::people::names::{Unspaced, unspaced_spellings};
use crate::query::compounds::with_compounds;
use crate::query::meant::with_operators;
use crate::query::rewrite::with_spellings;
use crate::query::{
    BareWords, FieldClause, NamePattern, ParseSettings, Query, Word, any_word_of, parse, unread_signs,
};
use crate::render::fields::HitField;
use crate::search::stories::{Grouping, Keep};
use crate::search::{
    Facet, HitParts, IndirectSpeech, Occurrences, PageLimit, SearchRequest, SortBy, Variants,
};

/// How the text of a query is read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum QuerySyntax {
    /// As a query, with its operators, marks and fields.
    Query,
    /// As plain text, such as a topic of TREC: no word is an operator, and articles with any of the words are found,
    /// best first.
    Text,
}

/// A request whose queries are parsed and whose values are checked.
#[derive(Debug, Clone)]
pub struct ParsedRequest {
    /// The query as it was typed.
    pub text: String,
    /// What is asked of the index.
    pub request: SearchRequest,
    /// The fields that hits show; empty where none were named.
    pub fields: Vec<HitField>,
}

impl ParsedRequest {
    /// What has to be told of each hit for its fields.
    #[must_use]
    pub fn parts(&self) -> HitParts {
        match !self.fields.is_empty() && !self.fields.iter().any(|it| it.is_in_text()) {
            true => HitParts::WithoutText,
            false => HitParts::Whole,
        }
    }
}

impl RequestObject {
    /// Parses the queries and checks the values. `date:yesterday` and the like are relative to `today`.
    ///
    /// # Errors
    ///
    /// There is no query; or the query, a filter or a date cannot be parsed, or a facet or field is unknown.
    pub fn ask(&self, today: Day) -> Result<ParsedRequest, Problem> {
        self.parse_as(QuerySyntax::Query, today)
    }

    /// As [`Self::ask`], where the query may be plain text, see [`QuerySyntax`].
    ///
    /// # Errors
    ///
    /// As [`Self::ask`].
    pub fn parse_as(&self, reading: QuerySyntax, today: Day) -> Result<ParsedRequest, Problem> {
        let Some(text) = self.text() else {
            return Err(Problem::new("no_query", "what is looked for?").offer("give a `query`"));
        };
        let mut request = SearchRequest::new(self.meaning(reading, today)?);
        match self.limit {
            Some(Limit::Hits(limit)) => request.limit = PageLimit::Hits(limit),
            Some(Limit::All) => request.limit = PageLimit::All,
            None => {}
        }
        request.offset = self.offset.unwrap_or(0);
        request.sort = match self.sort {
            None | Some(Order::Relevance) => SortBy::Relevance,
            Some(Order::Date) => SortBy::OldestFirst,
            Some(Order::DateReversed) => SortBy::NewestFirst,
        };
        request.keep = self.keep.as_deref().map(keep).transpose()?.unwrap_or_default();
        request.group = match self.group {
            Some(Group::Copies) => Grouping::Copies,
            Some(Group::Event) => Grouping::Events,
            Some(Group::Off) => Grouping::Off,
            // Who names what stands for a story means stories.
            None if self.keep.is_some() => Grouping::Copies,
            None => Grouping::Off,
        };
        for word in once(&self.facets) {
            let facet = facet(word)?;
            if !request.facets.contains(&facet) {
                request.facets.push(facet);
            }
        }
        request.facet_limit = self.facet_limit.unwrap_or(request.facet_limit);
        request.snippets = self.snippets.unwrap_or(request.snippets);
        if self.count_matches == Some(true) {
            request.occurrences = Occurrences::Count;
        }
        if self.no_variants == Some(true) {
            request.variants = Variants::Off;
        }
        if self.indirect == Some(true) {
            request.indirect = IndirectSpeech::Included;
        }
        request.max_expansions = self.max_expansions.unwrap_or(request.max_expansions);
        request.timeout = self.timeout.map(seconds).transpose()?;
        request.within = once(&self.paths).cloned().collect();
        if matches!(reading, QuerySyntax::Query) {
            request.notices = self.query.iter().filter_map(|it| unread_signs(it)).collect();
        }
        let fields = once(&self.fields).map(|word| field(word)).collect::<Result<_, _>>()?;
        Ok(ParsedRequest { text, request, fields })
    }

    /// What its query means where small operators and signs between words are operators; `None` where it has none, or
    /// cannot be parsed so. It is asked when the query finds nothing.
    #[must_use]
    pub fn meant(&self, today: Day) -> Option<Query> {
        let [text] = self.query.as_slice() else { return None };
        let query = vec![with_operators(text)?];
        RequestObject { query, ..self.clone() }.meaning(QuerySyntax::Query, today).ok()
    }

    fn meaning(&self, reading: QuerySyntax, today: Day) -> Result<Query, Problem> {
        let words = match self.words {
            None | Some(WordsSide::Phrase) => BareWords::Phrase,
            Some(WordsSide::All) => BareWords::All,
            Some(WordsSide::Any) => BareWords::Any,
        };
        let settings = ParseSettings { today, words };
        let read = |text: &String| match reading {
            QuerySyntax::Query => parse(text, &settings),
            // A text without a word is what it looks like: `*`, or a mistake.
            QuerySyntax::Text => any_word_of(text).or_else(|_| parse(text, &settings)),
        };
        let mut parsed = Vec::with_capacity(self.query.len());
        for (which, text) in (0..).zip(&self.query) {
            let which = (self.query.len() > 1).then_some(which);
            parsed.push(read(text).map_err(|error| Problem::in_text(error, text).in_query(which))?);
        }
        let mut query = match <[Query; 1]>::try_from(parsed) {
            Ok([query]) => query,
            Err(several) => Query::Or(several),
        };
        if self.word == Some(true) {
            query = query.with_plain_words();
        }
        if self.variants == Some(true) {
            query = query.with_variants();
        }
        if self.invert_match == Some(true) {
            query = Query::Not(Box::new(query));
        }
        if self.compounds == Some(true) {
            query = with_compounds(query);
        }
        query = with_spellings(query, &spellings_in_signs);
        let mut parts = Vec::new();
        for filter in once(&self.filter) {
            let filter =
                parse(filter, &settings).map_err(|error| Problem::in_text(error, filter).about("filter"))?;
            parts.push(with_spellings(filter, &spellings_in_signs));
        }
        for (key, value) in [("after", &self.after), ("before", &self.before)] {
            if let Some(value) = value {
                parts.push(Query::Field(day_clause(key, value, &settings)?));
            }
        }
        Ok(both(query, parts))
    }
}

/// The spellings of a name of a query that no word of an index is: phrases of signs, and for a name in signs the word.
fn spellings_in_signs(name: &str) -> Vec<Vec<Word>> {
    let words = |spelling| match spelling {
        Unspaced::Word(word) => vec![Word::Variants(word.to_owned())],
        Unspaced::Signs(signs) => {
            Words::new(signs).map(|span| Word::Plain(plain(span.of(signs)).into_owned())).collect()
        }
    };
    unspaced_spellings(name).into_iter().map(words).collect()
}

/// The texts without repetitions, in their order.
pub(crate) fn once(texts: &[String]) -> impl Iterator<Item = &String> {
    let mut seen = std::collections::HashSet::new();
    texts.iter().filter(move |text| seen.insert(text.as_str()))
}

/// The conjunction of a query with others.
#[must_use]
pub fn both(query: Query, others: Vec<Query>) -> Query {
    if others.is_empty() {
        return query;
    }
    let mut parts = Vec::with_capacity(others.len() + 1);
    for query in std::iter::once(query).chain(others) {
        match query {
            Query::All => {}
            Query::And(inner) => parts.extend(inner),
            Query::Field(_) | Query::Span(_) | Query::Scope(..) | Query::Or(_) | Query::Not(_) => {
                parts.push(query);
            }
        }
    }
    match parts.len() {
        0 => Query::All,
        1 => parts.remove(0),
        _ => Query::And(parts),
    }
}

fn day_clause(key: &str, value: &str, settings: &ParseSettings) -> Result<FieldClause, Problem> {
    let quoted = value.contains('"').then_some(value);
    let parsed = match quoted {
        Some(_) => None,
        None => parse(&format!("{key}:\"{value}\""), settings)
            .map_err(|error| Problem::from(error).about(key))
            .map(Some)?,
    };
    match parsed {
        Some(Query::Field(clause @ FieldClause::Day(..))) => Ok(clause),
        Some(_) | None => Err(Problem::new("bad_date", format!("{key}: `{value}` is not a date"))
            .offer("write a day, a month or a year, such as 2025-11-27")),
    }
}

/// The facet of this name.
fn facet(word: &str) -> Result<Facet, Problem> {
    Facet::from_word(word).ok_or_else(|| {
        Problem::new("unknown_facet", format!("no facet named `{word}`"))
            .offer(format!("facets are {}", Facet::listed()))
    })
}

/// Which article stands for a story, as it is written.
fn keep(text: &str) -> Result<Keep, Problem> {
    let wrong = || {
        Problem::new("bad_value", format!("keep: `{text}` is not best, first, last or source:NAME"))
            .offer("`keep` takes best, first, last or source:NAME")
    };
    match text.trim() {
        "best" => Ok(Keep::Best),
        "first" => Ok(Keep::First),
        "last" => Ok(Keep::Last),
        other => {
            let name = other.strip_prefix("source:").ok_or_else(wrong)?;
            let words: Vec<String> = Words::new(name).map(|it| plain(it.of(name)).into_owned()).collect();
            if words.is_empty() { Err(wrong()) } else { Ok(Keep::Source(NamePattern::of_words(words))) }
        }
    }
}

/// The field of this name.
fn field(word: &str) -> Result<HitField, Problem> {
    HitField::from_word(word).ok_or_else(|| {
        Problem::new("unknown_hit_field", format!("a hit has no field named `{word}`"))
            .offer(format!("fields are {}", HitField::listed()))
    })
}

/// A time that is given in seconds.
fn seconds(number: f64) -> Result<std::time::Duration, Problem> {
    std::time::Duration::try_from_secs_f64(number)
        .map_err(|_| Problem::new("bad_value", format!("timeout: `{number}` is not a number of seconds")))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::field::Field;
    use serde_json::{Value, json};

    fn today() -> Day {
        Day::new(2025, 11, 27).expect("a day")
    }

    fn ask(value: Value) -> Result<ParsedRequest, Problem> {
        let Value::Object(map) = value else { panic!("an object") };
        RequestObject::from_json(RequestKind::Batch, map).and_then(|(object, _)| object.ask(today()))
    }

    #[test]
    fn every_key_shapes_the_request() {
        let asked = ask(json!({
            "id": 7, "query": "last Ukrainian", "limit": 5, "offset": 2, "sort": "-date", "words": "all",
            "facets": ["source", "date"], "facet_limit": 3, "fields": "id,score", "after": "2025-11",
            "before": "2026", "filter": ["source:reuters"], "count_matches": true, "no_variants": true, "indirect": true,
            "max_expansions": 9, "timeout": 1.5, "paths": ["a"], "snippets": 1, "group": true, "keep": "source:The Wire"
        }))
        .expect("understood");
        assert_eq!(
            asked.request.query.to_string(),
            "last AND ukrainian AND source:reuters AND date:2025-12-01.. AND date:..2025-12-31"
        );
        assert_eq!(asked.request.limit, PageLimit::Hits(5));
        assert_eq!((asked.request.offset, asked.request.facet_limit, asked.request.snippets), (2, 3, 1));
        assert_eq!(asked.request.sort, SortBy::NewestFirst);
        assert_eq!(asked.request.facets, [Facet::SOURCE, Facet::MONTH]);
        assert_eq!(asked.fields, [HitField::Of(Field::Id), HitField::Score]);
        assert_eq!(asked.request.occurrences, Occurrences::Count);
        assert_eq!(asked.request.variants, Variants::Off);
        assert_eq!(asked.request.indirect, IndirectSpeech::Included);
        assert_eq!(asked.request.timeout, Some(std::time::Duration::from_millis(1500)));
        assert_eq!(asked.request.group, Grouping::Copies);
        assert_eq!(asked.request.keep, keep("source:the wire").expect("a source"));
        assert_eq!(asked.request.within, ["a"]);
        assert_eq!(asked.request.max_expansions, 9);
    }

    #[test]
    fn words_are_asked_for_as_they_are_or_in_other_spellings() {
        let query = |object| ask(object).expect("understood").request.query.to_string();
        assert_eq!(query(json!({"query": "talks", "word": true})), "=talks");
        assert_eq!(query(json!({"query": "talks", "word": false})), "talks");
        assert_eq!(query(json!({"query": "talks", "variants": true})), "talks~~");
        assert_eq!(query(json!({"query": "talks", "invert_match": true})), "NOT talks");
    }

    #[test]
    fn several_queries_are_read_one_by_one_and_any_of_them_counts() {
        let query = |object| ask(object).map(|it| it.request.query.to_string());
        let any = query(json!({"query": ["peace talks", "a AND b", "NOT c"], "filter": "source:reuters"}));
        let expected =
            query(json!({"query": "(\"peace talks\" OR (a AND b) OR (NOT c)) AND source:reuters"}));
        assert_eq!(any, expected);
        // Joined as text, these two would be one query that can be understood.
        let problem =
            ask(json!({"query": ["a", "b) OR (c"]})).expect_err("a parenthesis that was not opened");
        assert_eq!((problem.kind, problem.query), ("unopened_parenthesis", Some(1)));
        let line = String::from_utf8(problem.line()).expect("text");
        assert!(line.contains("query 2: "), "{line}");
        assert!(problem.picture.is_some_and(|it| it.contains("b) OR (c")));
        assert_eq!(ask(json!({"query": []})).expect_err("none").kind, "no_query");
    }

    #[test]
    fn trouble_has_a_kind_and_says_what_may_help() {
        for (value, kind) in [
            (json!({}), "no_query"),
            (json!({"query": ""}), "empty"),
            (json!({"query": "a", "after": "yesteryear"}), "bad_date"),
            (json!({"query": "a", "after": "x\" OR y"}), "bad_date"),
            (json!({"query": "a", "filter": "(b"}), "unclosed_parenthesis"),
            (json!({"query": "a", "facets": "colour"}), "unknown_facet"),
            (json!({"query": "a", "fields": ["colour"]}), "unknown_hit_field"),
            (json!({"query": "a", "limit": -1}), "bad_value"),
            (json!({"query": "a", "group": "colour"}), "bad_value"),
            (json!({"query": "a", "keep": "colour"}), "bad_value"),
            (json!({"query": "a", "keep": "source:"}), "bad_value"),
            (json!({"query": "a", "limit": "many"}), "bad_value"),
            (json!({"query": "a", "timeout": -1}), "bad_value"),
            (json!({"query": "a", "words": "some"}), "bad_value"),
            (json!({"query": 5}), "bad_value"),
        ] {
            let problem = ask(value.clone()).expect_err(&value.to_string());
            assert_eq!(problem.kind, kind, "{value}");
        }
    }

    #[test]
    fn a_place_in_the_query_is_told_in_bytes() {
        let problem = ask(json!({"query": "é speeker:x"})).expect_err("no such field");
        assert_eq!(problem.at.map(|at| (at.start(), at.end())), Some((3, 10)));
        assert!(problem.offer.is_some_and(|offer| offer.contains("speaker")));
    }
}

//! What a watch asks in a run, and on what its answer depends.

use xxhash_rust::xxh3::xxh3_64;

use crate::date::Day;
use crate::evidence::Standing;
use crate::field::Field;
use crate::people::names::Links;
use crate::query::{FieldClause, Query, SaidBy, Scope, SpanQuery};
use crate::request::{Problem, RequestKind};
use crate::search::{ArticleStamp, Corpus, PageLimit, SearchRequest, SortBy};
use crate::watch::definition::Watch;
use crate::watch::ledger::{Ledger, Run};

/// What a run tells of articles that were there before the watch, or before its question was changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Earlier {
    /// Nothing.
    Left,
    /// All that was not told.
    Told,
}

/// What a run goes by, besides the watch, its ledger and the articles.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Round {
    /// What is told of articles that were there before.
    pub earlier: Earlier,
    /// The day, on which relative days depend.
    pub today: Day,
    /// A hash of which spellings are one name; empty where that is not known.
    pub names: String,
}

impl Round {
    /// A run by these spellings of names.
    #[must_use]
    pub fn new(earlier: Earlier, today: Day, links: &Links) -> Round {
        Round { earlier, today, names: format!("{:016x}", xxh3_64(&links.encode())) }
    }
}

/// What a watch finds among the articles that came after its last run.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fresh {
    /// The number of the article that had come last then.
    pub(super) after: u64,
    /// What it finds, in the order in which it came.
    pub(super) stamps: Vec<ArticleStamp>,
}

impl Fresh {
    /// Whether it finds nothing.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.stamps.is_empty()
    }
}

/// The request of a watch: all its matches, by their ids.
///
/// # Errors
///
/// Its question cannot be read.
pub fn request(watch: &Watch, today: Day) -> Result<SearchRequest, Problem> {
    let mut request = watch.request.ask(today)?.request;
    request.limit = PageLimit::All;
    request.offset = 0;
    request.facets = Vec::new();
    request.timeout = None;
    if watch.request.sort.is_none() {
        request.sort = SortBy::OldestFirst;
    }
    Ok(request)
}

/// The question of a watch as one text, which changes when the question does.
pub(super) fn question(watch: &Watch) -> String {
    let mut keys = watch.request.to_json(RequestKind::Search);
    // What changes only how an answer is shown.
    for key in ["limit", "offset", "sort", "facets", "facet_limit", "snippets", "fields", "timeout"] {
        keys.remove(key);
    }
    let mut question = serde_json::Value::Object(keys).to_string();
    if watch.edits {
        question.push_str(" edits");
    }
    question
}

/// The number after which an article must have come to be new for the watch, where its answer depends on nothing but the
/// articles that came since: nothing else can have begun to match.
pub(super) fn after(
    watch: &Watch,
    ledger: &Ledger,
    round: &Round,
    corpus: &Corpus,
    request: &SearchRequest,
) -> Option<u64> {
    let run = ledger.run.as_ref().filter(|it| it.complete && it.question == question(watch))?;
    let chain = u64::from_str_radix(&run.chain, 16).ok()?;
    let is_told_from_here = round.earlier == Earlier::Left && !ledger.from_start;
    let is_same_history = corpus.continues((run.sequence, chain));
    // An order of its own and places in folders are the search's affair.
    let is_plain = watch.request.sort.is_none() && request.within.is_empty();
    let depends = Depends::of(&request.query);
    let standing = Standing { query: &request.query, variants: request.variants, indirect: request.indirect };
    let is_alone = !depends.on_places
        && standing.is_of_each_alone()
        && (!depends.on_names || !run.names.is_empty() && run.names == round.names)
        && (!depends.on_days || is_same_day(watch, run, round, request));
    (is_told_from_here && is_same_history && is_plain && is_alone).then_some(run.sequence)
}

/// Whether the question means the same days as at its last run.
fn is_same_day(watch: &Watch, run: &Run, round: &Round, now: &SearchRequest) -> bool {
    if run.day == round.today.to_string() {
        return true;
    }
    let then = run.day.parse::<Day>().ok().and_then(|day| request(watch, day).ok());
    then.is_some_and(|it| it.query == now.query)
}

/// On what an answer depends besides what each article says.
#[derive(Debug, Default)]
struct Depends {
    /// On which spellings are one name.
    on_names: bool,
    /// On days, which may be those of the run.
    on_days: bool,
    /// On where articles lie.
    on_places: bool,
}

impl Depends {
    fn of(query: &Query) -> Depends {
        let mut depends = Depends::default();
        depends.add(query);
        depends
    }

    fn add(&mut self, query: &Query) {
        match query {
            Query::Field(clause) => match clause {
                FieldClause::Name(field, _) => self.on_names |= *field == Field::Speaker,
                FieldClause::Day(..) => self.on_days = true,
                FieldClause::Glob(..) => self.on_places = true,
                FieldClause::CopyOf(_) | FieldClause::Exact(..) | FieldClause::Unknown(_) => {}
            },
            Query::Scope(scope, _) => self.add_scope(scope),
            Query::Span(span) => {
                let mut open = vec![span];
                while let Some(span) = open.pop() {
                    if let SpanQuery::Scope(scope, _) = span {
                        self.add_scope(scope);
                    }
                    open.extend(span.operands());
                }
            }
            Query::All | Query::And(_) | Query::Or(_) | Query::Not(_) => {}
        }
        query.operands().iter().for_each(|it| self.add(it));
    }

    fn add_scope(&mut self, scope: &Scope) {
        self.on_names |= matches!(scope, Scope::Said(SaidBy::Name(_)));
    }
}

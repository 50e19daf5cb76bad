//! What is new for a watch, to be looked at: nothing counts as told by it.

use serde_json::Value;

use crate::date::Day;
use crate::field::Field;
use crate::render::fields::HitField;
use crate::request::AskError;
use crate::search::Engine;
use crate::watch::definition::{Watch, WatchName};
use crate::watch::event::event;
use crate::watch::ledger::{Known, Ledger, Run, Step};
use crate::watch::question::{Earlier, Round};
use crate::watch::select::{Found, content, find};

/// A look on this day. Which spellings are one name is not known, so that such questions are asked whole.
fn round(today: Day) -> Round {
    Round { earlier: Earlier::Left, today, names: String::new() }
}

/// How many articles are new for a watch.
///
/// # Errors
///
/// Its question cannot be read, or the engine does not answer it.
pub fn count(engine: &dyn Engine, watch: &Watch, ledger: &Ledger, today: Day) -> Result<u64, AskError> {
    let found = find(engine, watch, ledger, &round(today), None)?;
    Ok((found.told() + found.left) as u64)
}

/// What is new for a watch, and of what it told the last `told` articles, as events in the order of telling. What was not
/// told yet has the time of the last run, behind which it came; `now` where there was none.
///
/// # Errors
///
/// As [`count`].
pub fn latest(
    engine: &dyn Engine,
    watch: &Watch,
    ledger: &Ledger,
    told: usize,
    (today, now): (Day, &str),
) -> Result<(Vec<Value>, Found), AskError> {
    let fields = watch.request.ask(today)?.fields;
    let url = HitField::Of(Field::Url);
    let fields = HitField::or_default(&fields, HitField::in_json().filter(|it| *it != url).chain([url]));
    let recent = ledger.recent(told);
    let ledger = ledger.clone().without(recent.iter().map(|it| it.0.as_str()));
    let last = ledger.run.as_ref().map_or(now, |it| &it.at);
    let found = find(engine, watch, &ledger, &round(today), None)?;
    let mut events: Vec<(String, Value)> = Vec::new();
    for news in &found.news {
        let told = recent.iter().find(|it| it.0 == news.stamp.id).map_or(last, |it| &it.1);
        events.push((told.to_owned(), event(watch, news, &fields, told)));
    }
    events.sort_by(|a, b| a.0.cmp(&b.0));
    Ok((events.into_iter().map(|it| it.1).collect(), found))
}

/// The steps by which the ledger of a new watch begins: what is there already is not new.
///
/// # Errors
///
/// As [`count`].
pub fn beginning(engine: &dyn Engine, watch: &Watch, today: Day, now: &str) -> Result<Vec<Step>, AskError> {
    let found = find(engine, watch, &Ledger::default(), &round(today), None)?;
    let mut steps: Vec<Step> = Vec::with_capacity(found.seen.len() + 1);
    for (stamp, parts) in found.seen {
        let known = Known { content: content(&stamp), parts, at: now.to_owned() };
        steps.push(Step::Seen { id: stamp.id, known });
    }
    steps.push(Step::Run(Run { at: now.to_owned(), ..found.run }));
    Ok(steps)
}

/// A name for a question that has none: made of its words, with a number where another watch has it.
#[must_use]
pub fn name_for(query: &str, is_taken: impl Fn(&WatchName) -> bool) -> Option<WatchName> {
    let base = WatchName::made_of(query).or_else(|| WatchName::new("watch"))?;
    let numbered = (2..).map(|at: u32| WatchName::new(&format!("{base}-{at}")));
    std::iter::once(Some(base.clone())).chain(numbered).take(10_000).flatten().find(|it| !is_taken(it))
}

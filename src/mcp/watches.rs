//! The tools for watches: which there are, and what is new for one. Nothing counts as told by a look.

use serde_json::{Map, Value, json};

use crate::date::Day;
use crate::mcp::tools::{number, only};
use crate::request::{Limit, Problem};
use crate::search::Engine;
use crate::watch::{Keeping, WatchName, news};

/// How many articles are shown, unless it is asked for others.
const FEW: usize = 20;
/// The most that are shown.
const MOST: usize = 200;

/// Answers a call where it is about watches.
pub(super) fn call(
    engine: &dyn Engine,
    today: Day,
    keeping: Option<&Keeping>,
    name: &str,
    arguments: &Map<String, Value>,
) -> Option<Result<Value, Problem>> {
    let none = || Problem::new("no_watch", "there is no folder of watches");
    match name {
        "watches" => Some(keeping.ok_or_else(none).and_then(|it| list(engine, today, it, arguments))),
        "watch" => Some(keeping.ok_or_else(none).and_then(|it| run(engine, today, it, arguments))),
        _ => None,
    }
}

fn list(
    engine: &dyn Engine,
    today: Day,
    keeping: &Keeping,
    arguments: &Map<String, Value>,
) -> Result<Value, Problem> {
    only(arguments, &[])?;
    let mut watches = Vec::new();
    for name in keeping.shelf.names()?.names {
        let row = || -> Result<Value, Problem> {
            let (watch, _) = keeping.shelf.read(&name)?;
            let ledger = keeping.shelf.look(&name)?.0;
            let new =
                if engine.is_late() { None } else { Some(news::count(engine, &watch, &ledger, today)?) };
            let last = ledger.run.as_ref().map(|it| it.at.as_str());
            Ok(json!({"watch": name.as_str(), "query": watch.request.text(), "filter": watch.request.filter,
                "told": ledger.told(), "new": new, "last": last}))
        };
        watches
            .push(row().unwrap_or_else(|problem| json!({"watch": name.as_str(), "error": problem.message})));
    }
    Ok(json!({"watches": watches}))
}

fn run(
    engine: &dyn Engine,
    today: Day,
    keeping: &Keeping,
    arguments: &Map<String, Value>,
) -> Result<Value, Problem> {
    only(arguments, &["name", "limit"])?;
    let named = arguments.get("name").and_then(Value::as_str);
    let name = named.and_then(WatchName::new).ok_or_else(|| {
        Problem::new("bad_value", "name: a watch is named by its name, a text")
            .offer("the tool watches lists all")
    })?;
    let limit = number(arguments, "limit", FEW)?.clamp(1, MOST);
    let (mut watch, _) = keeping.shelf.read(&name)?;
    watch.request.limit = Some(Limit::Hits(limit));
    let ledger = keeping.shelf.look(&name)?.0;
    let (events, found) = news::latest(engine, &watch, &ledger, 0, (today, &(keeping.now)()))?;
    let begun = ledger.run.is_some();
    Ok(json!({"news": events, "left": found.left, "begun": begun, "notices": found.notices}))
}

//! `function_score` with weights.

use serde_json::Value;

use crate::server::elastic::clause::{Clause, Combine, FunctionClause};
use crate::server::elastic::error::ElasticError;
use crate::server::elastic::reader::{Read, Reader, finish, query_keys};
use crate::server::elastic::strict::{Keys, list};

/// Functions that are known and need more than there is.
const OTHERS: [&str; 7] =
    ["script_score", "field_value_factor", "random_score", "gauss", "linear", "exp", "decay"];

pub(super) fn function_score(reader: &mut Reader, body: &Value) -> Read {
    const KNOWN: [&str; 9] = [
        "query",
        "functions",
        "weight",
        "score_mode",
        "boost_mode",
        "max_boost",
        "min_score",
        "boost",
        "_name",
    ];
    let keys = query_keys("function_score", body, &[&KNOWN[..], &OTHERS].concat())?;
    refuse_others(keys)?;
    let query = match keys.get("query") {
        Some(query) => reader.query(query)?,
        None => Clause::All,
    };
    let mut functions = Vec::new();
    if let Some(weight) = keys.number("weight")? {
        functions.push((None, weight as f32));
    }
    for function in list(keys.get("functions")) {
        let keys = Keys::of("functions", function, &[&["filter", "weight"], &OTHERS[..]].concat())?;
        refuse_others(keys)?;
        let filter = keys.get("filter").map(|it| reader.query(it)).transpose()?;
        let weight = keys.number("weight")?.ok_or_else(|| {
            ElasticError::parsing("an entry in functions list is missing a function; there is [weight]")
                .near("functions")
        })?;
        functions.push((filter, weight as f32));
    }
    let combine = |key: &str, default| -> Result<Combine, ElasticError> {
        Ok(match keys.word(key, &["multiply", "replace", "sum", "avg", "max", "min", "first"])? {
            None => default,
            Some("multiply") => Combine::Multiply,
            Some("replace") => Combine::Replace,
            Some("sum") => Combine::Sum,
            Some("avg") => Combine::Mean,
            Some("max") => Combine::Most,
            Some("min") => Combine::Least,
            Some(_) => Combine::First,
        })
    };
    let clause = FunctionClause {
        query,
        functions,
        score_mode: combine("score_mode", Combine::Multiply)?,
        boost_mode: combine("boost_mode", Combine::Multiply)?,
        most: keys.number("max_boost")?.map_or(f32::MAX, |it| it as f32),
        least_score: keys.number("min_score")?.map(|it| it as f32),
    };
    finish(keys, Clause::Function(Box::new(clause)))
}

fn refuse_others(keys: Keys<'_>) -> Result<(), ElasticError> {
    OTHERS
        .into_iter()
        .try_for_each(|key| keys.refuse(key, "use [weight], with a [filter] where it is for some"))
}

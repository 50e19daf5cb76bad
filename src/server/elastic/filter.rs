//! `filter_path`: the parts of an answer that are wanted.

use serde_json::{Map, Value, json};

use crate::server::elastic::patterns::fits;

/// The paths of an answer that `filter_path` wants.
pub(super) fn filtered(value: Value, paths: &str) -> Value {
    let (mut with, mut without) = (Vec::new(), Vec::new());
    for path in paths.split(',').filter(|it| !it.is_empty()) {
        match path.strip_prefix('-') {
            Some(path) => without.push(path.split('.').collect::<Vec<_>>()),
            None => with.push(path.split('.').collect::<Vec<_>>()),
        }
    }
    let value = if with.is_empty() { Some(value) } else { keep(value, &with) };
    let value = value.map(|it| leave_out(it, &without));
    value.unwrap_or_else(|| json!({}))
}

/// What is left of the paths within an entry of this name; `None` where one ends there.
fn behind<'p>(paths: &[Vec<&'p str>], name: &str) -> (bool, Vec<Vec<&'p str>>) {
    let mut rest = Vec::new();
    let mut ends = false;
    for path in paths {
        match path.split_first() {
            Some((&"**", more)) => {
                rest.push(path.clone());
                let (inner_ends, inner) = behind(&[more.to_vec()], name);
                ends |= inner_ends;
                rest.extend(inner);
            }
            Some((first, more)) if fits(first, name) => {
                if more.is_empty() {
                    ends = true;
                } else {
                    rest.push(more.to_vec());
                }
            }
            Some(_) | None => {}
        }
    }
    (ends, rest)
}

fn keep(value: Value, paths: &[Vec<&str>]) -> Option<Value> {
    match value {
        Value::Object(map) => {
            let kept: Map<String, Value> = map
                .into_iter()
                .filter_map(|(name, value)| {
                    let (ends, rest) = behind(paths, &name);
                    if ends { Some((name, value)) } else { Some((name, keep(value, &rest)?)) }
                })
                .collect();
            (!kept.is_empty()).then_some(Value::Object(kept))
        }
        Value::Array(values) => {
            let kept: Vec<Value> = values.into_iter().filter_map(|it| keep(it, paths)).collect();
            (!kept.is_empty()).then_some(Value::Array(kept))
        }
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => None,
    }
}

fn leave_out(value: Value, paths: &[Vec<&str>]) -> Value {
    if paths.is_empty() {
        return value;
    }
    match value {
        Value::Object(map) => Value::Object(
            map.into_iter()
                .filter_map(|(name, value)| {
                    let (ends, rest) = behind(paths, &name);
                    (!ends).then(|| (name, leave_out(value, &rest)))
                })
                .collect(),
        ),
        Value::Array(values) => values.into_iter().map(|it| leave_out(it, paths)).collect(),
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_answer_is_cut_to_the_paths_that_are_wanted() {
        let answer =
            json!({"took": 1, "hits": {"total": 2, "hits": [{"_id": "a", "_source": {"title": "t"}}]}});
        for (paths, expected) in [
            ("took,hits.total", json!({"took": 1, "hits": {"total": 2}})),
            ("hits.hits._id", json!({"hits": {"hits": [{"_id": "a"}]}})),
            ("**.title", json!({"hits": {"hits": [{"_source": {"title": "t"}}]}})),
            ("-hits.hits", json!({"took": 1, "hits": {"total": 2}})),
            ("h*.t*", json!({"hits": {"total": 2}})),
            ("colour", json!({})),
        ] {
            assert_eq!(filtered(answer.clone(), paths), expected, "{paths}");
        }
    }
}

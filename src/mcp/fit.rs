//! Answers that an assistant can read whole: what does not fit is left out, and told.

use serde_json::{Map, Value, json};

/// The most bytes of an answer. A result holds it twice, as text and as an object, and stays below 50,000 bytes.
pub(super) const MOST: usize = 20_000;
/// The key under which is told what was left out.
pub(super) const LEFT_OUT: &str = "left_out";
/// Lists and texts of fewer bytes are cut last.
const SMALL: usize = MOST / 20;
/// Shorter texts are never cut.
const SHORT: usize = 200;

/// A list or a text in an answer.
#[derive(Debug)]
struct Part {
    pointer: String,
    depth: usize,
    bytes: usize,
    is_text: bool,
}

/// The answer, cut until it fits. First what a hit shows of itself is cut, then the number of hits. What lies equally
/// deep and is about as large is cut together.
pub(super) fn fitted(mut answer: Value) -> Value {
    let mut cut: Map<String, Value> = Map::new();
    while bytes(&answer) + bytes(&Value::Object(cut.clone())) > MOST {
        let mut parts = Vec::new();
        collect(&answer, "", 0, &mut parts);
        parts.retain(|it| !it.is_text || it.bytes > SHORT);
        let deep = parts.iter().filter(|it| it.bytes > SMALL).max_by_key(|it| (it.depth, it.bytes));
        let Some(part) = deep.or_else(|| parts.iter().max_by_key(|it| it.bytes)) else { break };
        let alike = |it: &&Part| it.depth == part.depth && it.bytes > part.bytes / 2;
        for part in parts.iter().filter(alike) {
            halve(&mut answer, &part.pointer, &mut cut);
        }
    }
    if let (false, Value::Object(answer)) = (cut.is_empty(), &mut answer) {
        let parts: Vec<Value> = cut.into_iter().map(|(_, part)| part).collect();
        answer.insert(LEFT_OUT.to_owned(), parts.into());
    }
    answer
}

/// Leaves out the second half of a list or text.
fn halve(answer: &mut Value, pointer: &str, cut: &mut Map<String, Value>) {
    match answer.pointer_mut(pointer) {
        Some(Value::Array(items)) => {
            let of = items.len();
            items.truncate(of / 2);
            // What was cut inside of what is gone now is gone with it.
            let gone = |it: &String| {
                let inner = it.strip_prefix(&format!("{pointer}/"));
                let at = inner.and_then(|it| it.split('/').next()).and_then(|it| it.parse().ok());
                at.is_some_and(|at: usize| at >= of / 2)
            };
            cut.retain(|it, _| !gone(it));
            tell(cut, pointer, items.len(), of);
        }
        Some(Value::String(text)) => {
            let of = text.len();
            text.truncate(text.floor_char_boundary(of / 2));
            let shown = text.len();
            tell(cut, pointer, shown, of);
        }
        _ => {}
    }
}

/// Notes that of a list or text only a part is shown; of how many is kept from the first time.
fn tell(cut: &mut Map<String, Value>, pointer: &str, shown: usize, of: usize) {
    let entry =
        cut.entry(pointer).or_insert_with(|| json!({"at": pointer.trim_start_matches('/'), "of": of}));
    entry["shown"] = shown.into();
    entry["says"] = format!("{shown} of {} are shown", entry["of"]).into();
}

fn bytes(value: &Value) -> usize {
    value.to_string().len()
}

/// The lists that are not empty, and the texts.
fn collect(value: &Value, pointer: &str, depth: usize, into: &mut Vec<Part>) {
    let mut add =
        |is_text| into.push(Part { pointer: pointer.to_owned(), depth, bytes: bytes(value), is_text });
    match value {
        Value::Array(items) if !items.is_empty() => {
            add(false);
            for (at, item) in items.iter().enumerate() {
                collect(item, &format!("{pointer}/{at}"), depth + 1, into);
            }
        }
        Value::String(_) => add(true),
        Value::Object(map) => {
            for (key, item) in map {
                let key = key.replace('~', "~0").replace('/', "~1");
                collect(item, &format!("{pointer}/{key}"), depth + 1, into);
            }
        }
        Value::Array(_) | Value::Null | Value::Bool(_) | Value::Number(_) => {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_fits_stays_as_it_is() {
        let answer = json!({"hits": [{"text": "x".repeat(1_000)}], "summary": {"articles": 1}});
        assert_eq!(fitted(answer.clone()), answer);
    }

    #[test]
    fn what_does_not_fit_is_left_out_and_counted() {
        let spans: Vec<Value> = (0..1_800).map(|at| json!({"start": at, "text": "user"})).collect();
        let hits: Vec<Value> = (0..20).map(|id| json!({"id": id, "spans": spans})).collect();
        let answer = fitted(json!({"hits": hits, "summary": {"articles": 30}}));
        assert!(bytes(&answer) <= MOST + 100, "{}", bytes(&answer));
        let told = answer[LEFT_OUT].as_array().expect("a list");
        let of_first = told.iter().find(|it| it["at"] == "hits/0/spans").expect("told");
        let shown = answer["hits"][0]["spans"].as_array().expect("spans").len();
        assert_eq!((&of_first["of"], &of_first["shown"]), (&1_800.into(), &shown.into()));
        assert!(shown >= 10 && answer["hits"].as_array().is_some_and(|it| it.len() >= 10), "{answer}");
        assert_eq!(answer["summary"]["articles"], 30);
    }

    #[test]
    fn long_lists_are_cut_before_it_is_told_that_there_is_nothing() {
        let hits: Vec<Value> = (0..1_000).map(|id| json!({"id": id, "title": "Old bridge closes"})).collect();
        let answer = fitted(json!({ "hits": hits }));
        let shown = answer["hits"].as_array().expect("hits").len();
        assert!(shown > 100, "{shown}");
        let says = format!("{shown} of 1000 are shown");
        assert_eq!(answer[LEFT_OUT], json!([{"at": "hits", "of": 1_000, "shown": shown, "says": says}]));
        // A text that is too long by itself.
        let answer = fitted(json!({"text": "é".repeat(30_000)}));
        assert!(answer["text"].as_str().is_some_and(|it| it.len() > 10_000));
        assert_eq!(answer[LEFT_OUT][0]["of"], 60_000);
    }
}

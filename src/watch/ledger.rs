//! What a watch has told: a list that only grows, a line of JSON for each step.
//!
//! A line is written when a step is done, so that after a kill the list says what was done. Whoever is killed while
//! writing leaves a line without an end, which counts as not written.

use std::collections::BTreeMap;

use rustc_hash::{FxHashMap, FxHashSet};
use serde::{Deserialize, Serialize};
use serde_json::Value;

/// What a watch has told and seen.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Ledger {
    articles: FxHashMap<String, Known>,
    /// Those of them that were there before and not told.
    seen: FxHashSet<String>,
    told: usize,
    /// The last run that was ended.
    pub run: Option<Run>,
    /// Whether a run began that is to tell also what was there before, and did not end.
    pub from_start: bool,
    /// What could not be told yet, by where.
    pub owed: BTreeMap<String, Vec<Value>>,
}

/// What is known of an article that was told, or was there before the watch.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Known {
    /// The hash of its content, as 16 hexadecimal digits.
    pub content: String,
    /// Hashes of its parts, by their names, where edits are told.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub parts: BTreeMap<String, String>,
    /// When it was told, or first seen, as RFC 3339 has it.
    pub at: String,
}

/// A run that was ended.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Run {
    /// The question, as one text.
    pub question: String,
    /// The number of the article that had come last.
    pub sequence: u64,
    /// The state of the collection, see [`Corpus::history`](crate::search::Corpus::history).
    pub chain: String,
    /// The fingerprint of the collection.
    pub fingerprint: String,
    /// The day of the run, on which relative days depend.
    pub day: String,
    /// A hash of which spellings were one name; empty where that is not known.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub names: String,
    /// When it ended, as RFC 3339 has it.
    pub at: String,
    /// Whether all that is new was told.
    pub complete: bool,
}

/// A step.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "step")]
pub enum Step {
    /// A run begins that tells also what was there before.
    FromStart,
    /// An article was told where it could be told at once, and is owed elsewhere.
    Told {
        /// Its id.
        id: String,
        /// What is known of it.
        #[serde(flatten)]
        known: Known,
        /// What is to be told, and where it still has to be.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        event: Option<Value>,
        /// Where it still has to be told.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        owed: Vec<String>,
    },
    /// An article was there before the watch, and is not told.
    Seen {
        /// Its id.
        id: String,
        /// What is known of it.
        #[serde(flatten)]
        known: Known,
    },
    /// The first of what was owed was told there.
    Paid {
        /// Where.
        target: String,
        /// How many of them.
        events: usize,
    },
    /// A run ended.
    Run(Run),
}

/// A line of a ledger cannot be read.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("line {line}: {message}")]
pub struct LedgerError {
    /// The line, counted from 1.
    pub line: usize,
    /// What is wrong.
    pub message: String,
}

impl Ledger {
    /// Reads a ledger. Returns also how many bytes of it are whole lines: what stands behind them was being written when
    /// the program ended.
    ///
    /// # Errors
    ///
    /// A whole line is no step.
    pub fn read(text: &[u8]) -> Result<(Ledger, usize), LedgerError> {
        let whole = text.iter().rposition(|&byte| byte == b'\n').map_or(0, |at| at + 1);
        let mut ledger = Ledger::default();
        for (line, bytes) in (1..).zip(text[..whole].split(|&byte| byte == b'\n')) {
            if bytes.is_empty() {
                continue;
            }
            let step: Step = serde_json::from_slice(bytes)
                .map_err(|error| LedgerError { line, message: error.to_string() })?;
            ledger.apply(step);
        }
        Ok((ledger, whole))
    }

    /// Does a step.
    pub fn apply(&mut self, step: Step) {
        match step {
            Step::FromStart => self.from_start = true,
            Step::Told { id, known, event, owed } => {
                self.told += 1;
                self.seen.remove(&id);
                self.articles.insert(id, known);
                if let Some(event) = event {
                    for target in owed {
                        self.owed.entry(target).or_default().push(event.clone());
                    }
                }
            }
            Step::Seen { id, known } => {
                self.seen.insert(id.clone());
                self.articles.insert(id, known);
            }
            Step::Paid { target, events } => {
                if let Some(owed) = self.owed.get_mut(&target) {
                    owed.drain(..events.min(owed.len()));
                    if owed.is_empty() {
                        self.owed.remove(&target);
                    }
                }
            }
            Step::Run(run) => {
                self.from_start &= !run.complete;
                self.run = Some(run);
            }
        }
    }

    /// What it says without its articles: the last run and what is owed.
    #[must_use]
    pub fn outline(self) -> Ledger {
        Ledger { articles: FxHashMap::default(), seen: FxHashSet::default(), ..self }
    }

    /// The articles that were told last, at most so many, with the time of telling, the latest first.
    #[must_use]
    pub fn recent(&self, most: usize) -> Vec<(String, String)> {
        let mut told: Vec<(&String, &Known)> =
            self.articles.iter().filter(|it| !self.seen.contains(it.0)).collect();
        told.sort_by(|a, b| (&b.1.at, b.0).cmp(&(&a.1.at, a.0)));
        told.into_iter().take(most).map(|(id, known)| (id.clone(), known.at.clone())).collect()
    }

    /// The same, as if these had not been told.
    #[must_use]
    pub fn without<'a>(mut self, ids: impl Iterator<Item = &'a str>) -> Ledger {
        for id in ids {
            self.articles.remove(id);
            if let Some(run) = &mut self.run {
                run.complete = false;
            }
        }
        self
    }

    /// What is known of the article of this id.
    #[must_use]
    pub fn known(&self, id: &str) -> Option<&Known> {
        self.articles.get(id)
    }

    /// Whether the article of this id was told.
    #[must_use]
    pub fn was_told(&self, id: &str) -> bool {
        self.articles.contains_key(id) && !self.seen.contains(id)
    }

    /// How many times an article was told.
    #[must_use]
    pub fn told(&self) -> usize {
        self.told
    }
}

impl Step {
    /// The line of the step, with its end.
    ///
    /// # Panics
    ///
    /// Never: its keys are texts, and what is told is JSON already.
    #[must_use]
    pub fn line(&self) -> String {
        let mut line = serde_json::to_string(self).expect("every key is text and every number finite");
        line.push('\n');
        line
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn known(content: &str) -> Known {
        Known { content: content.to_owned(), parts: BTreeMap::new(), at: "2025-11-27T10:00:00Z".to_owned() }
    }

    fn told(id: &str, owed: &[&str]) -> Step {
        let owed = owed.iter().map(|it| (*it).to_owned()).collect();
        Step::Told { id: id.to_owned(), known: known("1"), event: Some(json!({"key": id})), owed }
    }

    fn run() -> Run {
        Run {
            question: "q".to_owned(),
            sequence: 9,
            chain: "c".to_owned(),
            fingerprint: "f".to_owned(),
            day: "2025-11-27".to_owned(),
            names: String::new(),
            at: "2025-11-27T10:00:00Z".to_owned(),
            complete: true,
        }
    }

    #[test]
    fn a_ledger_is_read_as_its_steps_were_done() {
        let mut parts = known("3");
        parts.parts.insert("title".to_owned(), "7".to_owned());
        let steps = [
            Step::FromStart,
            told("a", &["x", "y"]),
            told("b", &["x"]),
            Step::Seen { id: "c".to_owned(), known: parts },
            Step::Paid { target: "x".to_owned(), events: 1 },
            Step::Run(run()),
        ];
        let mut done = Ledger::default();
        let mut text = String::new();
        for step in steps {
            text.push_str(&step.line());
            done.apply(step);
        }
        assert_eq!(Ledger::read(text.as_bytes()), Ok((done.clone(), text.len())));
        assert_eq!(done.owed["x"], [json!({"key": "b"})]);
        assert_eq!(done.owed["y"], [json!({"key": "a"})]);
        assert_eq!((done.told(), done.from_start), (2, false));
        assert!(done.known("c").is_some_and(|it| it.parts["title"] == "7") && done.known("d").is_none());
        done.apply(Step::Paid { target: "y".to_owned(), events: 9 });
        assert!(!done.owed.contains_key("y"));
    }

    #[test]
    fn a_line_that_was_being_written_counts_as_not_written() {
        let text = told("a", &[]).line() + &told("b", &[]).line();
        let first = told("a", &[]).line().len();
        for cut in first..text.len() {
            let (ledger, whole) = Ledger::read(&text.as_bytes()[..cut]).expect("it is read");
            assert_eq!((ledger.told(), whole), (1, first), "{cut}");
        }
        let wrong = Ledger::read(b"{\"step\":\"from_start\"}\n{\"step\":\"else\"}\n").expect_err("no step");
        assert_eq!(wrong.line, 2);
    }
}

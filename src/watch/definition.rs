//! A watch as it is kept: a question with all its options, and where new answers are told.

use std::fmt;

use serde_json::{Map, Value};
use toml::de::{DeTable, DeValue};

use crate::request::{Problem, RequestKind, RequestObject};
use crate::watch::target::{FileTarget, TargetError};

/// The name of a watch: 1 to 100 letters, digits, `-`, `_` and `.`, of which the first is no point. It is the name of
/// its file too.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct WatchName(String);

impl WatchName {
    /// How many bytes a name has at the most.
    pub const MOST: usize = 100;

    /// The name, if it is one.
    #[must_use]
    pub fn new(text: &str) -> Option<WatchName> {
        let is_fine = |c: char| c.is_alphanumeric() || matches!(c, '-' | '_' | '.');
        let fits = !text.is_empty() && text.len() <= Self::MOST && !text.starts_with('.');
        (fits && text.chars().all(is_fine)).then(|| WatchName(text.to_owned()))
    }

    /// A name made of any text: what no name may hold is `-`.
    #[must_use]
    pub fn made_of(text: &str) -> Option<WatchName> {
        let mut name = String::new();
        for c in text.to_lowercase().chars() {
            match c {
                c if c.is_alphanumeric() || c == '_' => name.push(c),
                _ if !name.is_empty() && !name.ends_with('-') => name.push('-'),
                _ => {}
            }
            if name.len() > 50 {
                break;
            }
        }
        WatchName::new(name.trim_end_matches('-'))
    }

    /// As text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for WatchName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// A standing question.
#[derive(Debug, Clone, PartialEq)]
pub struct Watch {
    /// Its name.
    pub name: WatchName,
    /// The question; `limit` is how many articles a run tells at the most, the rest is told next.
    pub request: RequestObject,
    /// Whether an article that was told is told again when it is edited.
    pub edits: bool,
    /// Whether copies of an article are told with it.
    pub copies: Copies,
    /// Where it is told, besides what the command line says.
    pub tell: Vec<FileTarget>,
}

/// How the copies of an article are told.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Copies {
    /// As places of one story.
    #[default]
    Together,
    /// Each as an article.
    Apart,
}

/// What is wrong with the file of a watch.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WatchError {
    /// Line and column, counted from 1, where they are known.
    pub at: Option<(usize, usize)>,
    /// What is wrong.
    pub problem: Box<Problem>,
}

impl fmt::Display for WatchError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some((line, column)) = self.at {
            write!(f, "line {line}, column {column}: ")?;
        }
        self.problem.fmt(f)
    }
}

impl std::error::Error for WatchError {}

impl Watch {
    /// The key for edits.
    const EDITS: &'static str = "edits";
    /// The key for whether copies are told together.
    const GROUP: &'static str = "group";
    /// The key for where it is told.
    const TELL: &'static str = "tell";
    /// The key for a remark.
    const NOTE: &'static str = "note";

    /// A watch for a question, with nothing else said.
    #[must_use]
    pub fn new(name: WatchName, request: RequestObject) -> Watch {
        Watch { name, request, edits: false, copies: Copies::Together, tell: Vec::new() }
    }

    /// Reads the file of a watch: TOML with the keys of a search, `edits`, `group`, `tell` and `note`.
    ///
    /// # Errors
    ///
    /// It is no TOML, a key is unknown, a value is not of the kind that its key takes, or what it tells to may not
    /// stand in a file. The query is not parsed: see [`RequestObject::ask`].
    pub fn read(name: WatchName, text: &str) -> Result<Watch, WatchError> {
        let mut keys: Map<String, Value> = toml::from_str(text).map_err(|error| {
            let at = error.span().map(|span| place(text, span.start));
            WatchError { at, problem: Box::new(Problem::new("bad_watch", error.message().trim().to_owned())) }
        })?;
        let place_of = |key: &str| spanned(text, key).map(|(start, _)| place(text, start));
        let wrong =
            |key: &str, problem: Problem| WatchError { at: place_of(key), problem: Box::new(problem) };
        keys.remove(Self::NOTE);
        let edits = match keys.remove(Self::EDITS) {
            None => false,
            Some(Value::Bool(edits)) => edits,
            Some(_) => {
                return Err(wrong(Self::EDITS, Problem::new("bad_value", "edits: it is true or false")));
            }
        };
        let copies = match keys.remove(Self::GROUP) {
            None | Some(Value::Bool(true)) => Copies::Together,
            Some(Value::Bool(false)) => Copies::Apart,
            Some(_) => {
                return Err(wrong(Self::GROUP, Problem::new("bad_value", "group: it is true or false")));
            }
        };
        let mut tell = Vec::new();
        for target in texts(keys.remove(Self::TELL)).ok_or_else(|| {
            wrong(Self::TELL, Problem::new("bad_value", "tell: it is a text or a list of texts"))
        })? {
            let target = FileTarget::read(&target)
                .map_err(|error: TargetError| wrong(Self::TELL, Problem::from(error)))?;
            tell.push(target);
        }
        let mut request = RequestObject::default();
        for (key, value) in keys {
            let known = RequestObject::from_known_json(
                RequestKind::Search,
                Map::from_iter([(key.clone(), value.clone())]),
            )
            .and_then(|_| request.set(RequestKind::Search, &key, value));
            if let Err(problem) = known {
                return Err(wrong(&key, problem));
            }
        }
        if request.query.is_empty() {
            return Err(WatchError {
                at: None,
                problem: Box::new(Problem::new("no_query", "there is no `query`")),
            });
        }
        Ok(Watch { name, request, edits, copies, tell })
    }

    /// Where in its file a problem of its question stands: line and column.
    #[must_use]
    pub fn place_in(text: &str, problem: &Problem) -> Option<(usize, usize)> {
        let (start, values) = spanned(text, "query")?;
        let Some(at) = problem.at else { return Some(place(text, start)) };
        let which = problem.query.unwrap_or(0) as usize;
        let start = *values.get(which)?;
        Some(place(text, start + offset_in_literal(&text[start..], at.start())))
    }

    /// The file of the watch.
    #[must_use]
    pub fn write(&self) -> String {
        let mut text = String::new();
        let mut add = |key: &str, value: &Value| {
            if let Ok(value) = toml::Value::try_from(value) {
                text.push_str(&format!("{key} = {value}\n"));
            }
        };
        let mut keys = self.request.to_json(RequestKind::Search);
        if let Some(query) = keys.remove("query") {
            add("query", &query);
        }
        keys.iter().for_each(|(key, value)| add(key, value));
        if self.edits {
            add(Self::EDITS, &Value::Bool(true));
        }
        if self.copies == Copies::Apart {
            add(Self::GROUP, &Value::Bool(false));
        }
        if !self.tell.is_empty() {
            let tell = self.tell.iter().map(|it| Value::String(it.to_string())).collect();
            add(Self::TELL, &Value::Array(tell));
        }
        text
    }
}

/// A text, or a list of them; `None` where it is neither.
fn texts(value: Option<Value>) -> Option<Vec<String>> {
    match value {
        None => Some(Vec::new()),
        Some(Value::String(text)) => Some(vec![text]),
        Some(Value::Array(values)) => values.into_iter().map(|it| it.as_str().map(str::to_owned)).collect(),
        Some(_) => None,
    }
}

/// Where the value of a key stands, and where its texts stand, in bytes.
fn spanned(text: &str, key: &str) -> Option<(usize, Vec<usize>)> {
    let table = DeTable::parse(text).ok()?;
    let value = table.get_ref().get(key)?;
    let start = value.span().start;
    match value.get_ref() {
        DeValue::Array(values) => Some((start, values.iter().map(|it| it.span().start).collect())),
        _ => Some((start, vec![start])),
    }
}

/// Line and column of a byte, counted from 1, columns in characters.
fn place(text: &str, at: usize) -> (usize, usize) {
    let before = text.get(..at).unwrap_or(text);
    let line = before.rsplit('\n').next().unwrap_or("");
    (before.matches('\n').count() + 1, line.chars().count() + 1)
}

/// Where byte `at` of a text stands in the TOML that gives it.
fn offset_in_literal(literal: &str, at: usize) -> usize {
    let escapes = literal.starts_with('"');
    let quote = if escapes { "\"\"\"" } else { "'''" };
    let mut place = if literal.starts_with(quote) { 3 } else { 1 };
    if place == 3 {
        place += usize::from(literal[place..].starts_with('\r'));
        place += usize::from(literal[place..].starts_with('\n'));
    }
    let mut decoded = 0;
    while decoded < at {
        let Some(c) = literal[place..].chars().next() else { break };
        if !(escapes && c == '\\') {
            decoded += c.len_utf8();
            place += c.len_utf8();
            continue;
        }
        let digits = match literal[place + 1..].chars().next() {
            Some('x') => 2,
            Some('u') => 4,
            Some('U') => 8,
            _ => 0,
        };
        let escape = literal.get(place + 2..place + 2 + digits);
        let code = escape.and_then(|it| u32::from_str_radix(it, 16).ok()).and_then(char::from_u32);
        decoded += if digits == 0 { 1 } else { code.map_or(1, char::len_utf8) };
        place += (2 + digits).min(literal.len() - place);
    }
    place
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::date::Day;
    use crate::request::Limit;

    fn name() -> WatchName {
        WatchName::new("harbour").expect("a name")
    }

    fn read(text: &str) -> Result<Watch, String> {
        Watch::read(name(), text).map_err(|error| error.to_string())
    }

    #[test]
    fn a_name_leads_nowhere_else() {
        for good in ["a", "harbour-2", "Ölpreis", "x.y_z"] {
            assert_eq!(WatchName::new(good).map(|it| it.to_string()).as_deref(), Some(good));
        }
        for bad in ["", ".", "..", ".a", "a/b", "a\\b", "a b", "a\n", &"x".repeat(101)] {
            assert_eq!(WatchName::new(bad), None, "{bad}");
        }
        let made = |text| WatchName::made_of(text).map(|it| it.to_string());
        assert_eq!(made("\"peace plan\" OR (Kyiv)").as_deref(), Some("peace-plan-or-kyiv"));
        assert_eq!(made("???"), None);
    }

    #[test]
    fn a_watch_is_read_as_it_was_written() {
        let mut watch = Watch::new(name(), RequestObject::default());
        watch.request.query = vec!["\"peace plan\" AND\u{7f} 'x\\y'".to_owned(), "tab\there".to_owned()];
        watch.request.limit = Some(Limit::Hits(5));
        watch.request.filter = vec!["source:star".to_owned()];
        watch.request.invert_match = Some(true);
        watch.request.timeout = Some(1.5);
        (watch.edits, watch.tell) = (true, vec![FileTarget::read("atom:news.xml").expect("fine")]);
        assert_eq!(read(&watch.write()), Ok(watch));
    }

    #[test]
    fn what_a_file_may_not_say_is_named_with_its_place() {
        for (text, expected) in [
            ("query = ", "line 1, column 9: "),
            ("limit = 3", "there is no `query`"),
            ("query = 'a'\nquery = 'b'", "line 2, column 1: "),
            ("query = 'a'\ncolour = 'red'", "line 2, column 10: there is no key `colour`"),
            ("query = 'a'\nlimit = -1", "line 2, column 9: limit: -1 is not a number"),
            ("query = 'a'\nedits = 'x'", "line 2, column 9: edits"),
            ("query = 'a'\ntell = 'exec:rm'", "line 2, column 8: "),
            ("query = 'a'\ntell = 7", "line 2, column 8: tell"),
        ] {
            let error = read(text).expect_err(text);
            assert!(error.starts_with(expected), "{text}: {error}");
        }
    }

    #[test]
    fn the_place_of_a_mistake_is_that_in_the_file() {
        let place = |text: &str| {
            let watch = Watch::read(name(), text).expect("it is read");
            let problem = watch.request.ask(Day::new(2025, 11, 27).expect("a day")).expect_err("it is wrong");
            Watch::place_in(text, &problem)
        };
        // The first is where the mistake of the query itself stands.
        let at = |query: &str| {
            let request = RequestObject { query: vec![query.to_owned()], ..RequestObject::default() };
            let problem = request.ask(Day::new(2025, 11, 27).expect("a day")).expect_err("it is wrong");
            problem.at.map_or(0, |it| query[..it.start()].chars().count())
        };
        let wrong = "wall AND speeker:lee";
        assert!(at(wrong) > 0);
        assert_eq!(place(&format!("query = '{wrong}'")), Some((1, 10 + at(wrong))));
        assert_eq!(place(&format!("limit = 3\nquery = ['quay', '{wrong}']")), Some((2, 19 + at(wrong))));
        assert_eq!(place(&format!("query = \"\\u00e9 AND {wrong}\"")), Some((1, 10 + 11 + at(wrong))));
        assert_eq!(place(&format!("query = '''\n{wrong}'''")), Some((2, 1 + at(wrong))));
    }
}

//! What is looked for: the query that was typed, those of `-e`, those of `-f`.

use std::io::Read;
use std::path::{Path, PathBuf};

use newsgrep::date::Day;
use newsgrep::query::{BareWords, ParseSettings, Query, parse};

use crate::cli::args::SearchArgs;
use crate::cli::error::CliError;

/// What is looked for, and where.
#[derive(Debug)]
pub(crate) struct TypedQueries {
    /// The query as it was typed; several are joined by OR.
    pub(crate) text: String,
    /// What it means.
    pub(crate) query: Query,
    /// The PATHs. With `-e` or `-f` every word behind the flags is one, as in grep.
    pub(crate) paths: Vec<PathBuf>,
}

/// Reads and parses everything that was asked.
pub(crate) fn read(args: &SearchArgs, today: Day) -> Result<TypedQueries, CliError> {
    let mut texts: Vec<(String, Option<String>)> =
        args.queries.iter().map(|text| (text.clone(), None)).collect();
    for file in &args.files {
        for (number, line) in read_file(file)?.lines().enumerate() {
            if !line.trim().is_empty() {
                texts.push((line.to_owned(), Some(format!("{} line {}", file.display(), number + 1))));
            }
        }
    }
    let mut paths = args.paths.clone();
    let flagged = !args.queries.is_empty() || !args.files.is_empty();
    match &args.query {
        Some(path) if flagged => paths.insert(0, PathBuf::from(path)),
        Some(text) => match text.to_str() {
            Some(text) => texts.push((text.to_owned(), None)),
            None => return Err(CliError::usage("the query is not UTF-8")),
        },
        None => {}
    }
    if texts.is_empty() {
        return Err(if flagged {
            CliError::usage("the file holds no query")
        } else {
            CliError::usage("what is looked for?")
                .hint("newsgrep QUERY [PATH]...; newsgrep --help tells more".to_owned())
        });
    }
    let settings = ParseSettings { today, words: words(args) };
    let mut parsed = Vec::with_capacity(texts.len());
    for (text, origin) in &texts {
        parsed.push(parse(text, &settings).map_err(|error| {
            let error = CliError::query(text, error);
            match origin {
                Some(origin) => error.hint(format!("the query stands in {origin}")),
                None => error,
            }
        })?);
    }
    let query = match <[Query; 1]>::try_from(parsed) {
        Ok([query]) => query,
        Err(several) => Query::Or(several),
    };
    let text = match texts.as_slice() {
        [(text, _)] => text.clone(),
        several => several.iter().map(|(text, _)| format!("({text})")).collect::<Vec<_>>().join(" OR "),
    };
    Ok(TypedQueries { text, query, paths })
}

fn words(args: &SearchArgs) -> BareWords {
    match (args.all, args.any) {
        (true, _) => BareWords::All,
        (false, true) => BareWords::Any,
        (false, false) => BareWords::Phrase,
    }
}

/// A file of queries, or standard input.
fn read_file(path: &Path) -> Result<String, CliError> {
    let mut text = String::new();
    let read = if path == Path::new("-") {
        std::io::stdin().lock().read_to_string(&mut text)
    } else {
        std::fs::File::open(path).and_then(|mut file| file.read_to_string(&mut text))
    };
    read.map_err(|error| CliError::file("read", path, error))?;
    Ok(text.strip_prefix('\u{feff}').map(str::to_owned).unwrap_or(text))
}

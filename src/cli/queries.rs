//! The queries of a search: the argument QUERY, those of `-e`, those of the files of `-f`.

use std::io::Read;
use std::path::{Path, PathBuf};

use newsgrep::render::screen::safe;
use newsgrep::request::{Problem, RequestObject};
use newsgrep::search::SearchRequest;
use newsgrep::shell;

use crate::cli::args::SearchArgs;
use crate::cli::error::CliError;

/// What is looked for, and where.
#[derive(Debug)]
pub(crate) struct TypedQueries {
    /// The queries, at least one; any of them counts.
    pub(crate) texts: Vec<String>,
    /// For each query that stands in a file: in which line of which.
    origins: Vec<Option<String>>,
    /// Whether the first word that is no option is the query.
    is_bare: bool,
    /// The PATHs. With `-e` or `-f` every word behind the flags is one, as in grep.
    pub(crate) paths: Vec<PathBuf>,
}

/// What is asked, as it was typed and as it was read.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Question<'a> {
    /// What is asked of the index.
    pub(crate) request: &'a SearchRequest,
    /// The queries and paths as they were typed.
    pub(crate) typed: &'a TypedQueries,
    /// The request object that was parsed.
    pub(crate) object: &'a RequestObject,
}

/// Gathers the queries from the command line and from files.
pub(crate) fn read(args: &SearchArgs) -> Result<TypedQueries, CliError> {
    let mut texts: Vec<(String, Option<String>)> =
        args.queries.iter().map(|text| (text.clone(), None)).collect();
    for file in &args.files {
        for (number, line) in read_file(file)?.lines().enumerate() {
            if !line.trim().is_empty() {
                texts.push((line.to_owned(), Some(format!("{} line {}", file.display(), number + 1))));
            }
        }
    }
    if args.grep.list_files && texts.is_empty() {
        texts.push(("*".to_owned(), None));
    }
    let mut paths = args.paths.clone();
    let flagged = !texts.is_empty() || !args.files.is_empty();
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
    let (texts, origins) = texts.into_iter().unzip();
    Ok(TypedQueries { texts, origins, is_bare: !flagged, paths })
}

impl TypedQueries {
    /// The request object: the queries, the options and the globs.
    ///
    /// # Errors
    ///
    /// Articles cannot be told by the format that was named.
    pub(crate) fn object(&self, args: &SearchArgs) -> Result<RequestObject, CliError> {
        let mut object = RequestObject { query: self.texts.clone(), ..args.request.object.clone() };
        object.filter.extend(args.grep.filters()?);
        Ok(object)
    }

    /// The error about the paths, with the way to ask for words that were taken as paths.
    pub(crate) fn told_of_paths(&self, error: CliError) -> CliError {
        let ([text], true) = (self.texts.as_slice(), self.is_bare) else { return error };
        let words: Option<Vec<&str>> = self.paths.iter().map(|it| it.to_str()).collect();
        match words {
            Some(words) if !words.is_empty() && self.paths.iter().all(|it| !it.exists()) => {
                let phrase = shell::word(&safe(&format!("{text} {}", words.join(" "))));
                error.hint(format!("newsgrep {phrase} looks for the words side by side"))
            }
            _ => error,
        }
    }

    /// The error for a request that cannot be parsed; it names the file and line of a query that came from a file.
    pub(crate) fn error(&self, problem: Problem) -> CliError {
        let which = problem.at.map(|_| problem.query.unwrap_or(0) as usize);
        let origin = which.and_then(|which| self.origins.get(which)).and_then(Option::as_ref);
        let hint = origin.map(|origin| format!("the query stands in {origin}"));
        hint.into_iter().fold(CliError::from(problem), CliError::hint)
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

//! `newsgrep show ID`: one article, whole.

use std::path::{Path, PathBuf};

use newsgrep::article::{Article, ArticleId, Origin};
use newsgrep::field::Field;
use newsgrep::query::{FieldClause, Query};
use newsgrep::render::{article, json};
use newsgrep::search::{Engine, PageLimit, SearchRequest};
use newsgrep::shell;

use crate::cli::args::ShowArgs;
use crate::cli::error::CliError;
use crate::cli::locate::{open_for, open_to_ask};
use crate::cli::wait::Wait;
use crate::cli::{Exit, terminal, to_stdout};

/// Prints the article.
pub(crate) fn run(args: &ShowArgs) -> Result<Exit, CliError> {
    let found = found(args)?;
    let screen = terminal::screen(args.colour.colour);
    to_stdout(|out| {
        if args.json {
            json::article::write_article(&found, out)
        } else {
            article::write_article(&found, &screen, out)
        }
    })?;
    Ok(Exit::Found)
}

/// The article in the index that is meant; where there is none, or it lacks the article, in one of the file that is named.
fn found(args: &ShowArgs) -> Result<Article, CliError> {
    let named = args.index.index.as_deref();
    let standing = open_to_ask(named).and_then(|index| find(&index.searcher()?, &args.id));
    let Err(error) = standing else { return standing };
    let (path, _) = place(&args.id);
    if named.is_some() || !error.is_nowhere() || !Path::new(path).exists() {
        return Err(error);
    }
    find(&open_for(None, &[PathBuf::from(path)], Wait::UntilDone)?.engine, &args.id)
}

/// The article with this id, else the one that was read from this place: a path, or a path and the number of the
/// record as in `news.jsonl:17`.
pub(crate) fn find(engine: &dyn Engine, name: &str) -> Result<Article, CliError> {
    let Some(id) = ArticleId::new(name) else { return Err(CliError::no_article(name)) };
    if let Some(article) = engine.article(&id)? {
        return Ok(article);
    }
    let ids = read_from(engine, name, None)?;
    match (ids.as_slice(), place(name)) {
        ([id], _) => return engine.article(id)?.ok_or_else(|| CliError::no_article(name)),
        ([], (path, Some(number))) => {
            if let [id] = read_from(engine, path, Some(number))?.as_slice() {
                return engine.article(id)?.ok_or_else(|| CliError::no_article(name));
            }
        }
        ([], (_, None)) => {}
        ([..], _) => {
            let held = engine.search(&read_from_path(name, PageLimit::Hits(0)))?.articles;
            return Err(CliError::usage(format!("{name} holds {held} articles"))
                .hint(format!("newsgrep show {}", shell::word(&format!("{name}:1"))))
                .hint(format!(
                    "newsgrep --json --fields id,title --all-hits 'path:\"{name}\"' lists their ids"
                )));
        }
    }
    Err(CliError::no_article(name))
}

/// A place as a hit prints it: the path, and the number of the record behind a colon.
fn place(name: &str) -> (&str, Option<u64>) {
    match name.rsplit_once(':') {
        Some((path, number)) if !path.is_empty() => match number.parse() {
            Ok(number) => (path, Some(number)),
            Err(_) => (name, None),
        },
        _ => (name, None),
    }
}

/// The articles that were read from a path, two at most; with a number only that record.
fn read_from(engine: &dyn Engine, path: &str, number: Option<u64>) -> Result<Vec<ArticleId>, CliError> {
    // A glob would find more than was named.
    if path.contains(['*', '?']) {
        return Ok(Vec::new());
    }
    let request = read_from_path(path, PageLimit::All);
    let mut ids = Vec::new();
    engine.each_hit(&request, &mut |hit| {
        let is_it = |it: &Origin| it.path == path && it.record == number;
        if number.is_none() || hit.origins.iter().any(is_it) {
            ids.push(hit.id);
        }
        ids.len() < 2
    })?;
    Ok(ids)
}

fn read_from_path(path: &str, limit: PageLimit) -> SearchRequest {
    let mut request = SearchRequest::new(Query::Field(FieldClause::Glob(Field::Path, path.to_owned())));
    request.limit = limit;
    request.snippets = 0;
    request
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_is_a_path_and_perhaps_a_number() {
        for (name, expected) in [
            ("a.jsonl:17", ("a.jsonl", Some(17))),
            ("pile.zip!a/b.mbox:2", ("pile.zip!a/b.mbox", Some(2))),
            ("a.txt", ("a.txt", None)),
            ("https://example.org/a", ("https://example.org/a", None)),
            (":3", (":3", None)),
        ] {
            assert_eq!(place(name), expected);
        }
    }
}

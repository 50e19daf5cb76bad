//! `newsgrep show ID`: one article, whole.

use newsgrep::article::{Article, ArticleId};
use newsgrep::field::Field;
use newsgrep::query::{FieldClause, Query};
use newsgrep::render::{article, json};
use newsgrep::search::{Engine, PageLimit, SearchRequest};

use crate::cli::args::ShowArgs;
use crate::cli::error::CliError;
use crate::cli::locate::open_to_ask;
use crate::cli::{Exit, terminal, to_stdout};

/// Prints the article.
pub(crate) fn run(args: &ShowArgs) -> Result<Exit, CliError> {
    let engine = open_to_ask(args.index.index.as_deref())?.searcher()?;
    let found = find(&engine, &args.id)?;
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

/// The article with this id, else the one that was read from this path.
pub(crate) fn find(engine: &dyn Engine, name: &str) -> Result<Article, CliError> {
    let Some(id) = ArticleId::new(name) else { return Err(CliError::no_article(name)) };
    if let Some(article) = engine.article(&id)? {
        return Ok(article);
    }
    // A glob would find more than was named.
    if !name.contains(['*', '?']) {
        let mut request = SearchRequest::new(Query::Field(FieldClause::Glob(Field::Path, name.to_owned())));
        request.limit = PageLimit::Hits(2);
        request.snippets = 0;
        let page = engine.search(&request)?;
        if let [hit] = page.hits.as_slice()
            && let Some(article) = engine.article(&hit.id)?
        {
            return Ok(article);
        }
        if page.articles.number() > 1 {
            return Err(CliError::usage(format!("{name} holds {} articles", page.articles)).hint(format!(
                "newsgrep --json --fields id,title --all-hits 'path:\"{name}\"' lists their ids"
            )));
        }
    }
    Err(CliError::no_article(name))
}

//! What `--stats` says behind an answer.

use std::time::Instant;

use newsgrep::query::Query;
use newsgrep::render::screen::counted;
use newsgrep::search::{Engine, Occurrences, PageLimit, SearchRequest};

use crate::cli::error::CliError;
use crate::cli::say;

/// Prints what `--stats` asks for.
pub(crate) fn say_of(engine: &dyn Engine, request: &SearchRequest, start: Instant) -> Result<(), CliError> {
    let counts = |query: Query, occurrences| {
        let limit = PageLimit::Hits(0);
        engine.search(&SearchRequest { query, limit, occurrences, facets: Vec::new(), ..request.clone() })
    };
    let searched = counts(Query::All, Occurrences::WhenAllShown)?.articles;
    let matched = counts(request.query.clone(), Occurrences::Count)?;
    say("");
    if let Some(occurrences) = matched.occurrences {
        say(&counted(occurrences, "occurrence", "occurrences"));
    }
    say(&format!("{} matched", counted(matched.articles, "article", "articles")));
    say(&format!("{} searched", counted(searched, "article", "articles")));
    say(&format!("{:.3} seconds", start.elapsed().as_secs_f64()));
    Ok(())
}

//! What many watches find among the articles that came since their last runs, each article read once.

use crate::article::ArticleId;
use crate::evidence::{Percolator, Standing};
use crate::people::names::Links;
use crate::search::{Engine, SearchError, SearchRequest};
use crate::watch::definition::Watch;
use crate::watch::ledger::Ledger;
use crate::watch::question::{Fresh, Round, after, request};

/// Of how many new articles it is worth a try for one watch: reading one takes about as long as a search.
const ARTICLES_A_WATCH: u64 = 1;

/// What each of the watches finds among the new articles. `None` for one whose answer may depend on more than those: it
/// is to be asked whole. `links` are the spellings of the speakers' names.
///
/// # Errors
///
/// The engine fails.
pub fn percolate(
    engine: &dyn Engine,
    links: &Links,
    round: &Round,
    watches: &[(&Watch, &Ledger)],
) -> Result<Vec<Option<Fresh>>, SearchError> {
    let corpus = engine.corpus()?;
    let mut found: Vec<Option<Fresh>> = vec![None; watches.len()];
    // Which of the watches are asked so, with their questions.
    let mut asked: Vec<(usize, SearchRequest)> = Vec::new();
    let most = watches.len() as u64 * ARTICLES_A_WATCH;
    for (at, (watch, ledger)) in watches.iter().enumerate() {
        let Ok(request) = request(watch, round.today) else { continue };
        if let Some(after) = after(watch, ledger, round, &corpus, &request)
            && corpus.sequence.saturating_sub(after) <= most
        {
            found[at] = Some(Fresh { after, stamps: Vec::new() });
            asked.push((at, request));
        }
    }
    let after = |found: &Option<Fresh>| found.as_ref().map_or(u64::MAX, |it| it.after);
    let first = found.iter().map(after).min().unwrap_or(u64::MAX);
    let mut stamps = Vec::new();
    if first < corpus.sequence {
        engine.each_stamp(first, &mut |stamp| stamps.push(stamp))?;
    }
    if stamps.is_empty() {
        return Ok(found);
    }
    stamps.sort_by(|a, b| (a.sequence, &a.id).cmp(&(b.sequence, &b.id)));
    let mut percolator = Percolator::new(asked.iter().map(|(_, request)| Standing {
        query: &request.query,
        variants: request.variants,
        indirect: request.indirect,
    }));
    let spellings = |name: &str| links.forms(name).into_iter().map(str::to_owned).collect();
    for stamp in &stamps {
        let article = match ArticleId::new(&stamp.id) {
            Some(id) => engine.article(&id)?,
            None => None,
        };
        let Some(article) = article else { continue };
        let percolated = percolator.ask(&article, &spellings);
        for at in percolated.holds {
            if let Some(fresh) = found[asked[at].0].as_mut().filter(|it| it.after < stamp.sequence) {
                fresh.stamps.push(stamp.clone());
            }
        }
        // A search says why it cannot answer.
        percolated.refused.into_iter().for_each(|at| found[asked[at].0] = None);
    }
    Ok(found)
}

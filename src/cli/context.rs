//! The context of matches: sentences for `-C`, the text to the left and right for `--kwic`.

use newsgrep::analysis::{Words, plain};
use newsgrep::article::Article;
use newsgrep::evidence::{KwicLine, kwic, with_context};
use newsgrep::render::lines::{Context, Occurrence};
use newsgrep::search::{Engine, Hit, SearchError, TextField};

use crate::cli::args::WordKey;

/// The most characters on either side of a match.
const REACH: usize = 80;

/// The occurrences of the hits, as they stand.
pub(crate) fn occurrences(hits: &[Hit]) -> Vec<Occurrence<'_>> {
    let mut found = Vec::new();
    for hit in hits {
        found.extend(hit.spans.iter().map(|evidence| Occurrence { hit, evidence, context: None }));
    }
    found
}

/// The occurrences of the hits with what stands around them.
pub(crate) fn concordance<'a>(
    engine: &dyn Engine,
    hits: &'a [Hit],
) -> Result<Vec<Occurrence<'a>>, SearchError> {
    let mut found = Vec::new();
    for hit in hits {
        let Some(article) = engine.article(&hit.id)? else { continue };
        let lines = kwic(article.title_text(), &article.body, &article.quotations, &hit.spans, REACH);
        for line in &lines {
            let same = |it: &&newsgrep::search::Evidence| it.field == line.field && it.span == line.matched;
            if let Some(evidence) = hit.spans.iter().find(same) {
                found.push(Occurrence { hit, evidence, context: Some(context(line, &article)) });
            }
        }
    }
    Ok(found)
}

/// Orders lines of a concordance by the words beside their matches; without keys they stay as they are.
pub(crate) fn sort(found: &mut [Occurrence<'_>], keys: &[WordKey]) {
    if !keys.is_empty() {
        found.sort_by_cached_key(|it| keys.iter().map(|key| word(it, *key)).collect::<Vec<_>>());
    }
}

/// What a line is ordered by for a key; nothing where there is no such word.
fn word(line: &Occurrence<'_>, key: WordKey) -> String {
    let Some(context) = &line.context else { return String::new() };
    let plain_of = |text: &str| {
        let words = Words::new(text).map(|it| plain(it.of(text)).into_owned());
        words.collect::<Vec<String>>()
    };
    match key {
        WordKey::Match => plain_of(&line.evidence.text).join(" "),
        WordKey::Left(place) => plain_of(&context.left).into_iter().rev().nth(place - 1).unwrap_or_default(),
        WordKey::Right(place) => plain_of(&context.right).into_iter().nth(place - 1).unwrap_or_default(),
    }
}

fn context(line: &KwicLine, article: &Article) -> Context {
    let text = field(article, line.field);
    let quotation = line.quotation.and_then(|at| article.quotations.get(at));
    Context {
        left: line.left.of(text).to_owned(),
        right: line.right.of(text).to_owned(),
        sentence: line.sentence,
        sentence_text: line.sentence.of(text).to_owned(),
        speaker: quotation.and_then(|it| it.speaker.as_ref()).map(|it| it.name.clone()),
    }
}

/// Gives each hit, in place of its passages, those of its sentences that hold a match, with so many
/// sentences before and behind each.
pub(crate) fn widen(
    engine: &dyn Engine,
    hits: &mut [Hit],
    around: (usize, usize),
) -> Result<(), SearchError> {
    for hit in hits {
        let Some(article) = engine.article(&hit.id)? else { continue };
        hit.snippets.clear();
        for part in [TextField::Title, TextField::Body] {
            let text = field(&article, part);
            let passages = with_context(part, text, &hit.spans, around);
            hit.snippets.extend(passages.iter().map(|it| it.snippet(text)));
        }
    }
    Ok(())
}

fn field(article: &Article, field: TextField) -> &str {
    match field {
        TextField::Title => article.title_text(),
        TextField::Body => &article.body,
    }
}

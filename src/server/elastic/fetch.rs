//! Hits as clients read them.

use serde_json::{Map, Value, json};

use crate::request::Problem;
use crate::server::elastic::clause::Clause;
use crate::server::elastic::evaluate::{Finder, Scores};
use crate::server::elastic::hits::Hits;
use crate::server::elastic::sort::{Place, SortKey, ordered, shown};
use crate::server::elastic::source::{document, values};

/// Shows hits.
pub(super) struct Fetch<'a> {
    pub(super) index: &'a str,
    pub(super) finder: &'a Finder<'a>,
    pub(super) query: &'a Clause,
    /// How many bytes answers may still take.
    pub(super) room: &'a std::cell::Cell<usize>,
}

/// The hits of a page that are shown even when it is late.
const FIRST: usize = 10;

impl Fetch<'_> {
    /// The best of these rows, as `top_hits` shows them.
    ///
    /// # Errors
    ///
    /// The index fails, or there is no room for them.
    pub(super) fn top(&self, hits: &Hits, rows: Vec<usize>, scores: &Scores) -> Result<Value, Problem> {
        let total = rows.len();
        let best = rows.iter().map(|row| scores[*row]).fold(f32::NAN, f32::max);
        let order = hits.order();
        let page = ordered(rows, scores, &order, None, hits.from + hits.size, self.finder.rows);
        let page: Vec<_> = page.into_iter().skip(hits.from).collect();
        let best = (hits.is_scored() && !best.is_nan()).then_some(best);
        let shown = self.page(hits, &order, page, scores, None)?;
        Ok(json!({"total": {"value": total, "relation": "eq"}, "max_score": best, "hits": shown}))
    }

    /// These rows as hits.
    ///
    /// # Errors
    ///
    /// As [`Self::top`].
    pub(super) fn page(
        &self,
        hits: &Hits,
        order: &[SortKey],
        rows: Vec<(usize, Vec<Place>)>,
        scores: &Scores,
        collapse: Option<(&str, usize)>,
    ) -> Result<Vec<Value>, Problem> {
        let looked = match &hits.highlight {
            Some(highlight) => highlight.looked_for(self.query, self.finder)?,
            None => Vec::new(),
        };
        let places: Vec<usize> = rows.iter().map(|it| it.0).collect();
        let named = self.finder.named(self.query, &places)?;
        let needs_article = hits.shown != crate::server::elastic::source::Shown::Nothing
            || !looked.is_empty()
            || !hits.fields.is_empty()
            || !hits.doc_values.is_empty();
        let mut page = Vec::with_capacity(rows.len());
        for ((row, places), names) in rows.into_iter().zip(named) {
            if page.len() >= FIRST && self.finder.engine.is_late() {
                break;
            }
            let id = &self.finder.rows.ids[row];
            let mut hit = Map::new();
            hit.insert("_index".to_owned(), self.index.into());
            if !hits.is_bare {
                hit.insert("_id".to_owned(), id.as_str().into());
            }
            let score = scores[row];
            hit.insert("_score".to_owned(), if hits.is_scored() { json!(score) } else { Value::Null });
            let (sequence, _) = self.finder.rows.stamps[row];
            if hits.version {
                hit.insert("_version".to_owned(), 1.into());
            }
            if hits.number {
                hit.insert("_seq_no".to_owned(), sequence.saturating_sub(1).into());
                hit.insert("_primary_term".to_owned(), 1.into());
            }
            if needs_article && let Some(article) = self.finder.engine.article(id)? {
                let document = document(&article);
                let mut fields = values(&document, &hits.fields);
                fields.extend(values(&document, &hits.doc_values));
                if let Some((name, at)) = collapse {
                    let words: Vec<&str> = self.finder.rows.keywords[at].words_of(row).collect();
                    fields.insert(name.to_owned(), words.into());
                }
                if !fields.is_empty() {
                    hit.insert("fields".to_owned(), fields.into());
                }
                let mut marked = Map::new();
                for it in &looked {
                    let texts = it.shown(&article, &document);
                    if !texts.is_empty() {
                        marked.insert(it.name().to_owned(), texts.into());
                    }
                }
                if !marked.is_empty() {
                    hit.insert("highlight".to_owned(), marked.into());
                }
                if let Some(source) = hits.shown.filter(document) {
                    hit.insert("_source".to_owned(), source.into());
                }
            } else if let Some((name, at)) = collapse {
                let words: Vec<&str> = self.finder.rows.keywords[at].words_of(row).collect();
                hit.insert("fields".to_owned(), json!({name: words}));
            }
            if !names.is_empty() {
                hit.insert("matched_queries".to_owned(), names.into());
            }
            if hits.explain {
                let what = "the sum of what the clauses of the query give";
                hit.insert("_shard".to_owned(), format!("[{}][0]", self.index).into());
                hit.insert("_node".to_owned(), "newsgrep".into());
                hit.insert(
                    "_explanation".to_owned(),
                    json!({"value": score, "description": what, "details": []}),
                );
            }
            if !hits.sort.is_empty() {
                hit.insert("sort".to_owned(), shown(order, &places));
            }
            let hit = Value::Object(hit);
            self.take(&hit, page.len())?;
            page.push(hit);
        }
        Ok(page)
    }

    /// Takes the room that a part of an answer needs.
    ///
    /// # Errors
    ///
    /// There is no room for it, only for what was `before`.
    pub(super) fn take(&self, part: &Value, before: usize) -> Result<(), Problem> {
        let needed = bytes(part);
        if needed > self.room.get() {
            let problem = Problem::new("answer_too_large", "the answer is longer than this server gives");
            return Err(match before {
                0 => problem.offer("ask for less, or send fewer searches in one request"),
                fit => problem.offer(format!("ask for it in parts, with [size] {fit} and [search_after]")),
            });
        }
        self.room.set(self.room.get() - needed);
        Ok(())
    }
}

/// About how many bytes a value takes as text.
fn bytes(value: &Value) -> usize {
    match value {
        Value::Null | Value::Bool(_) | Value::Number(_) => 8,
        Value::String(text) => text.len() + 8,
        Value::Array(values) => 8 + values.iter().map(bytes).sum::<usize>(),
        Value::Object(map) => 8 + map.iter().map(|(key, value)| key.len() + 8 + bytes(value)).sum::<usize>(),
    }
}

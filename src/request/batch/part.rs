//! The answer to one question of a batch, made in parts, so that a client that reads slowly does not make it pile up in
//! memory.

use std::time::Duration;

use serde_json::Value;

use crate::render::fields::HitField;
use crate::render::json;
use crate::request::answer::too_large;
use crate::request::batch::read::Numbered;
use crate::request::batch::{BatchSettings, bound_hits, too_many_hits, with_id, with_place};
use crate::request::{ParsedRequest, Problem};
use crate::search::{Count, Engine, HitParts, Occurrences, PageLimit, SearchRequest};

/// A part of an answer.
#[derive(Debug)]
pub(crate) struct Part {
    /// Its lines.
    pub(crate) bytes: Vec<u8>,
    /// What is left of the answer.
    pub(crate) rest: Option<Unfinished>,
}

/// An answer of which some hits were written.
#[derive(Debug)]
pub(crate) struct Unfinished {
    id: Value,
    line: u64,
    column: usize,
    asked: ParsedRequest,
    /// Whether every hit was asked for.
    all: bool,
    /// Hits that were written, and the pieces of evidence in them.
    hits: usize,
    spans: u64,
    bytes: usize,
}

/// Answers a question until `most` bytes are exceeded by a hit. A search may take `time`.
pub(crate) fn begin(
    engine: &dyn Engine,
    question: Numbered,
    settings: &BatchSettings,
    time: Duration,
    most: usize,
) -> Part {
    let Numbered { line, column, id, object } = question;
    let texts = object.as_ref().map(|it| it.query.clone()).unwrap_or_default();
    let understood =
        object.map(|object| object.with_defaults(&settings.defaults).bounded()).and_then(|object| {
            let mut asked = object.ask(settings.today)?;
            let all = bound_hits(&mut asked, settings.hits)?;
            asked.request.timeout = Some(asked.request.timeout.map_or(time, |it| it.min(time)));
            Ok((asked, all))
        });
    match understood {
        Ok((asked, all)) => {
            let begun = Unfinished { id, line, column, asked, all, hits: 0, spans: 0, bytes: 0 };
            go_on(engine, begun, settings, most)
        }
        Err(problem) => Part { bytes: told(&problem, line, column, &texts, &id), rest: None },
    }
}

/// Makes the next part of an answer.
pub(crate) fn go_on(
    engine: &dyn Engine,
    mut answer: Unfinished,
    settings: &BatchSettings,
    most: usize,
) -> Part {
    match answer.part(engine, settings, most) {
        Ok((lines, is_over)) => {
            let bytes = with_id(&lines, &answer.id, None);
            Part { bytes, rest: (!is_over).then_some(answer) }
        }
        Err(problem) => {
            let Unfinished { line, column, asked, id, .. } = &answer;
            Part { bytes: told(&problem, *line, *column, std::slice::from_ref(&asked.text), id), rest: None }
        }
    }
}

fn told(problem: &Problem, line: u64, column: usize, texts: &[String], id: &Value) -> Vec<u8> {
    with_id(&with_place(problem, line, column, texts), id, None)
}

impl Unfinished {
    /// The next lines, and whether they are the last.
    fn part(
        &mut self,
        engine: &dyn Engine,
        settings: &BatchSettings,
        most: usize,
    ) -> Result<(Vec<u8>, bool), Problem> {
        let fields = HitField::or_default(&self.asked.fields, HitField::in_json());
        let mut request = self.asked.request.clone();
        request.parts = self.asked.parts();
        request.offset = request.offset.saturating_add(self.hits);
        let is_first = self.hits == 0;
        let wanted = match request.limit {
            PageLimit::Hits(limit) => limit - self.hits,
            PageLimit::All => usize::MAX,
        };
        if wanted < usize::MAX {
            request.limit = PageLimit::Hits(wanted);
        }
        let mut out = Vec::new();
        let mut here = 0;
        let mut is_full = false;
        let mut page = engine.each_hit(&request, &mut |hit| {
            json::write_hits(std::slice::from_ref(&hit), &fields, &mut out)
                .expect("a vector takes everything");
            here += 1;
            self.spans += hit.spans.len() as u64;
            is_full = out.len() > most || self.bytes + out.len() > settings.bytes;
            !is_full
        })?;
        if is_first && self.all && page.articles.number() > settings.hits as u64 {
            return Err(too_many_hits(settings.hits));
        }
        self.bytes += out.len();
        if self.bytes > settings.bytes {
            return Err(too_large(settings.bytes, (self.hits + here).saturating_sub(1)));
        }
        self.hits += here;
        if is_full && here < wanted && !page.partial {
            return Ok((out, false));
        }
        // As in one answer: where all hits are shown, their evidence is all there is.
        if self.hits as u64 == page.articles.number() && !page.partial {
            page.occurrences = match request.parts {
                HitParts::Whole => Some(Count::Exact(self.spans)),
                // The last part alone does not show all hits.
                HitParts::WithoutText if page.occurrences.is_none() => counted(engine, &request)?,
                HitParts::WithoutText => page.occurrences,
            };
        }
        json::write_summary(&self.asked.text, &page, &mut out).expect("a vector takes everything");
        Ok((out, true))
    }
}

/// How many occurrences a request finds.
fn counted(engine: &dyn Engine, request: &SearchRequest) -> Result<Option<Count>, Problem> {
    let (limit, occurrences) = (PageLimit::Hits(0), Occurrences::Count);
    let counts = SearchRequest { limit, offset: 0, occurrences, facets: Vec::new(), ..request.clone() };
    Ok(engine.search(&counts)?.occurrences)
}

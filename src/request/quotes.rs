//! The request object as a question about quotations.

use crate::analysis::Words;
use crate::analysis::plain;
use crate::date::Day;
use crate::field::Field;
use crate::query::{BareWords, NamePattern, ParseSettings, parse};
use crate::quotes::quotes;
use crate::render::json;
use crate::request::{Problem, RequestObject, answer};
use crate::search::quotes::{QuotesOrder, QuotesPage, QuotesRequest};
use crate::search::{Engine, Facet, PageLimit, SortBy};

/// A request for quotations whose queries are parsed.
#[derive(Debug, Clone)]
pub struct ParsedQuotesRequest {
    /// The query as it was typed.
    pub text: String,
    /// What is asked.
    pub request: QuotesRequest,
}

impl RequestObject {
    /// Parses it as a request for quotations; without a query, any quotation is meant. `date:yesterday` and the like are
    /// relative to `today`.
    ///
    /// # Errors
    ///
    /// A query, the name or a value cannot be parsed.
    pub fn ask_quotes(&self, today: Day) -> Result<ParsedQuotesRequest, Problem> {
        let asked = if self.query.is_empty() {
            RequestObject { query: vec!["*".to_owned()], ..self.clone() }.ask(today)?
        } else {
            self.ask(today)?
        };
        let mut request = QuotesRequest::new(asked.request.query);
        request.speaker = self.speaker.as_deref().map(name).transpose()?;
        let settings = ParseSettings { today, words: BareWords::Phrase };
        let about = |about: &String| {
            parse(about, &settings).map_err(|error| Problem::in_text(error, about).about("about"))
        };
        request.about = self.about.as_ref().map(about).transpose()?;
        request.limit = asked.request.limit;
        request.offset = asked.request.offset;
        request.order = match asked.request.sort {
            SortBy::Relevance => QuotesOrder::MostTold,
            SortBy::OldestFirst => QuotesOrder::EarliestFirst,
            SortBy::NewestFirst => QuotesOrder::LatestFirst,
        };
        if let Some(facet) = asked.request.facets.iter().find(|it| !is_counted(**it)) {
            let what = format!("quotations are not counted by `{}`", facet.as_str());
            return Err(Problem::new("unknown_facet", what)
                .offer("they are counted by speaker, source, date:year, date:month, date:day"));
        }
        request.facets = asked.request.facets;
        request.facet_limit = asked.request.facet_limit;
        request.min_confidence = self.min_confidence.unwrap_or(0.0) as f32;
        request.variants = asked.request.variants;
        request.indirect = asked.request.indirect;
        request.within = asked.request.within;
        request.timeout = asked.request.timeout;
        Ok(ParsedQuotesRequest { text: asked.text, request })
    }
}

impl ParsedQuotesRequest {
    /// The same, where no more than `most` quotations are shown.
    #[must_use]
    pub fn at_most(mut self, most: usize) -> ParsedQuotesRequest {
        self.request.limit = match self.request.limit {
            PageLimit::Hits(limit) => PageLimit::Hits(limit.min(most)),
            PageLimit::All => PageLimit::Hits(most),
        };
        self
    }

    /// Answers with a line for each quotation and the summary, in at most so many bytes.
    ///
    /// # Errors
    ///
    /// The index fails or refuses the query, or the answer is longer.
    pub fn answer(&self, engine: &dyn Engine, most: usize) -> Result<Vec<u8>, Problem> {
        self.lines(&quotes(engine, &self.request)?, most)
    }

    fn lines(&self, page: &QuotesPage, most: usize) -> Result<Vec<u8>, Problem> {
        let mut out = Vec::new();
        for (fit, quoted) in page.shown.iter().enumerate() {
            json::quotes::write_quotes(std::slice::from_ref(quoted), &mut out)
                .expect("a vector takes everything");
            if out.len() > most {
                return Err(answer::too_large(most, fit));
            }
        }
        json::quotes::write_summary(&self.text, page, &mut out).expect("a vector takes everything");
        if out.len() > most { Err(answer::too_large(most, page.shown.len())) } else { Ok(out) }
    }
}

/// Whether quotations have values for it.
fn is_counted(facet: Facet) -> bool {
    facet.period().is_some_and(|_| facet.field() == Field::Date)
        || [Facet::SPEAKER, Facet::SOURCE].contains(&facet)
}

/// The words of a name as they are compared.
fn name(text: &str) -> Result<NamePattern, Problem> {
    let words: Vec<String> = Words::new(text).map(|span| plain(span.of(text)).into_owned()).collect();
    if words.is_empty() {
        return Err(Problem::new("no_word", format!("there is no name in `{text}`")));
    }
    Ok(NamePattern::of_words(words))
}

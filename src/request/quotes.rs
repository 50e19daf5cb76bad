//! The request object for quotations.

use serde_json::{Map, Value};

use crate::analysis::Words;
use crate::analysis::plain;
use crate::date::Day;
use crate::query::{BareWords, NamePattern, ParseSettings, Query, parse};
use crate::quotes::quotes;
use crate::render::json;
use crate::request::read::{flag, number, text, texts, unknown_key_of};
use crate::request::{Limit, Problem, answer, once};
use crate::search::quotes::{QuotesPage, QuotesRequest};
use crate::search::{Engine, IndirectSpeech, PageLimit, Variants};

/// A question about quotations, as programs send it.
#[derive(Debug, Clone, Default, PartialEq)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema), schemars(default))]
pub struct QuotesObject {
    /// What the quotation says, in newsgrep's language; date: source: and other fields limit the articles.
    /// Left out: anything.
    pub query: Option<String>,
    /// Who says it: all these words are in the name.
    pub speaker: Option<String>,
    /// A query that the paragraph around the quotation satisfies.
    pub about: Option<String>,
    /// How many quotations are shown; 20 unless told otherwise.
    pub limit: Option<Limit>,
    /// Pass over so many first.
    pub offset: Option<usize>,
    /// A name finds only its own spelling.
    pub no_variants: Option<bool>,
    /// Also speech that is reported without quotation marks.
    pub indirect: Option<bool>,
    /// Paths of files and folders to which the answer is limited.
    pub paths: Vec<String>,
}

const KEYS: [&str; 9] =
    ["query", "speaker", "about", "limit", "offset", "no_variants", "indirect", "paths", "all_hits"];

/// A question about quotations that was understood.
#[derive(Debug, Clone)]
pub struct ParsedQuotesRequest {
    /// The query as it was typed.
    pub text: String,
    /// What is asked.
    pub request: QuotesRequest,
}

impl QuotesObject {
    /// Reads a JSON object and, after it, keys and values that are all text.
    ///
    /// # Errors
    ///
    /// A value is not of the kind that its key takes, or there is a key that none is named.
    pub fn read<'a>(
        map: Map<String, Value>,
        pairs: impl IntoIterator<Item = (&'a str, &'a str)>,
    ) -> Result<QuotesObject, Problem> {
        let mut object = QuotesObject::default();
        for (key, value) in map {
            object.set(&key, value)?;
        }
        for (key, value) in pairs {
            object.set(key, Value::String(value.to_owned()))?;
        }
        Ok(object)
    }

    fn set(&mut self, key: &str, value: Value) -> Result<(), Problem> {
        if value.is_null() {
            return Ok(());
        }
        match key {
            "query" | "q" => self.query = Some(text(key, value)?),
            "speaker" => self.speaker = Some(text(key, value)?),
            "about" => self.about = Some(text(key, value)?),
            "limit" if value.as_str() == Some("all") => self.limit = Some(Limit::All),
            "limit" => self.limit = Some(Limit::Hits(number(key, &value)?)),
            "all_hits" => {
                if flag(key, &value)? {
                    self.limit = Some(Limit::All);
                }
            }
            "offset" => self.offset = Some(number(key, &value)?),
            "no_variants" => self.no_variants = Some(flag(key, &value)?),
            "indirect" => self.indirect = Some(flag(key, &value)?),
            "paths" | "path" => self.paths.extend(texts(key, value)?),
            key => return Err(unknown_key_of(key, &KEYS)),
        }
        Ok(())
    }

    /// How long its queries are, in bytes.
    #[must_use]
    pub fn len(&self) -> usize {
        [&self.query, &self.speaker, &self.about].into_iter().flatten().map(String::len).sum()
    }

    /// Whether it asks nothing in particular.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Understands it; no more than `most` quotations are shown.
    ///
    /// # Errors
    ///
    /// A query or the name is none.
    pub fn ask(&self, today: Day, most: usize) -> Result<ParsedQuotesRequest, Problem> {
        let settings = ParseSettings { today, words: BareWords::Phrase };
        let text = self.query.clone().unwrap_or_else(|| "*".to_owned());
        let mut request = QuotesRequest::new(match &self.query {
            Some(text) => parse(text, &settings)?,
            None => Query::All,
        });
        request.speaker = self.speaker.as_deref().map(name).transpose()?;
        request.about = match &self.about {
            Some(about) => {
                Some(parse(about, &settings).map_err(|error| Problem::from(error).about("about"))?)
            }
            None => None,
        };
        match self.limit {
            Some(Limit::Hits(limit)) => request.limit = PageLimit::Hits(limit.min(most)),
            Some(Limit::All) => request.limit = PageLimit::Hits(most),
            None => {}
        }
        request.offset = self.offset.unwrap_or(0);
        if self.no_variants == Some(true) {
            request.variants = Variants::Off;
        }
        if self.indirect == Some(true) {
            request.indirect = IndirectSpeech::Included;
        }
        request.within = once(&self.paths).cloned().collect();
        Ok(ParsedQuotesRequest { text, request })
    }
}

impl ParsedQuotesRequest {
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

/// The words of a name as they are compared.
fn name(text: &str) -> Result<NamePattern, Problem> {
    let words: Vec<String> = Words::new(text).map(|span| plain(span.of(text)).into_owned()).collect();
    if words.is_empty() {
        return Err(Problem::new("no_word", format!("there is no name in `{text}`")));
    }
    Ok(NamePattern { words })
}

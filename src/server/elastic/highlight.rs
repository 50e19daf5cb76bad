//! Highlighting: what was found, between tags.

use serde_json::{Map, Value};

use crate::article::Article;
use crate::request::Problem;
use crate::server::elastic::clause::{Clause, TextClause, TextQuery, WordTest};
use crate::server::elastic::error::ElasticError;
use crate::server::elastic::evaluate::Finder;
use crate::server::elastic::evaluate_text::AnyWord;
use crate::server::elastic::fields::{FieldRow, Kind, TextOf, fitting};
use crate::server::elastic::forms::{Analyzer, AnyTest, phrases};
use crate::server::elastic::fragments::{Mark, beginning, fragments};
use crate::server::elastic::reader::Reader;
use crate::server::elastic::source::quoted;
use crate::server::elastic::strict::{Keys, list, text};

/// How each field is shown.
#[derive(Debug, Clone)]
pub(super) struct Highlight {
    fields: Vec<(FieldRow, Settings)>,
}

#[derive(Debug, Clone)]
struct Settings {
    before: String,
    behind: String,
    is_html: bool,
    fragments: usize,
    size: usize,
    /// How much is shown of a field in which nothing was found.
    otherwise: usize,
    own_field: bool,
    best_first: bool,
    /// What is marked instead of what was searched.
    query: Option<Clause>,
    /// Beyond how many characters nothing is marked.
    until: usize,
}

/// The keys that a field may have too.
const KEYS: [&str; 18] = [
    "pre_tags",
    "post_tags",
    "number_of_fragments",
    "fragment_size",
    "no_match_size",
    "require_field_match",
    "order",
    "type",
    "highlight_query",
    "fragmenter",
    "boundary_scanner",
    "boundary_scanner_locale",
    "boundary_max_scan",
    "boundary_chars",
    "phrase_limit",
    "max_analyzer_offset",
    "matched_fields",
    "options",
];

type Read<T> = Result<T, ElasticError>;

impl Highlight {
    /// Reads `highlight`.
    ///
    /// # Errors
    ///
    /// It holds what is not known, or a way of marking that there is not.
    pub(super) fn read(value: &Value, reader: &mut Reader) -> Read<Highlight> {
        let keys =
            Keys::of("highlight", value, &[&KEYS[..], &["fields", "encoder", "tags_schema"]].concat())?;
        let mut all = Settings {
            before: "<em>".to_owned(),
            behind: "</em>".to_owned(),
            is_html: keys.word("encoder", &["default", "html"])? == Some("html"),
            fragments: 5,
            size: 100,
            otherwise: 0,
            own_field: true,
            best_first: false,
            query: None,
            until: usize::MAX,
        };
        if keys.word("tags_schema", &["default", "styled"])? == Some("styled") {
            keys.refuse("tags_schema", "send pre_tags and post_tags")?;
        }
        all.take(keys, reader, None)?;
        let mut highlight = Highlight { fields: Vec::new() };
        let named: Vec<(&String, &Value)> = match keys.get("fields") {
            None => Vec::new(),
            Some(Value::Object(fields)) => fields.iter().collect(),
            Some(fields @ Value::Array(_)) => {
                list(Some(fields)).into_iter().filter_map(Value::as_object).flatten().collect()
            }
            Some(_) => {
                return Err(ElasticError::parsing("[fields] of [highlight] takes an object").near("fields"));
            }
        };
        for (pattern, value) in named {
            let mut own = all.clone();
            own.take(Keys::of("field", value, &KEYS)?, reader, Some(pattern))?;
            for field in fitting(pattern) {
                let is_text = matches!(field.kind, Kind::Text(TextOf::Title | TextOf::Body | TextOf::Quote));
                let is_word =
                    matches!(field.kind, Kind::Keyword(_)) && !field.is_nested && !pattern.contains('*');
                if (is_text || is_word) && !highlight.fields.iter().any(|it| it.0 == field) {
                    highlight.fields.push((field, own.clone()));
                }
            }
        }
        Ok(highlight)
    }

    /// Whether a query of its own is marked somewhere.
    fn queries<'h>(
        &'h self,
        query: &'h Clause,
    ) -> impl Iterator<Item = (FieldRow, &'h Settings, &'h Clause)> {
        self.fields
            .iter()
            .map(move |(field, settings)| (*field, settings, settings.query.as_ref().unwrap_or(query)))
    }

    /// What is looked for, once for all hits.
    ///
    /// # Errors
    ///
    /// The index fails.
    pub(super) fn looked_for(&self, query: &Clause, finder: &Finder<'_>) -> Result<Vec<Looked>, Problem> {
        let one = |(field, settings, clause): (FieldRow, &Settings, &Clause)| {
            let mut looked =
                Looked { field, settings: settings.clone(), words: Vec::new(), exact: Vec::new() };
            looked.take(clause, finder)?;
            Ok(looked)
        };
        self.queries(query).map(one).collect()
    }
}

impl Settings {
    fn take(&mut self, keys: Keys<'_>, reader: &mut Reader, field: Option<&str>) -> Read<()> {
        if keys.has("pre_tags") && !keys.has("post_tags") {
            return Err(ElasticError::parsing("pre_tags are set but post_tags are not set").near("pre_tags"));
        }
        if let Some(tag) = keys.words("pre_tags")?.into_iter().next() {
            self.before = tag;
        }
        if let Some(tag) = keys.words("post_tags")?.into_iter().next() {
            self.behind = tag;
        }
        self.fragments = keys.count("number_of_fragments")?.unwrap_or(self.fragments);
        self.size = keys.count("fragment_size")?.unwrap_or(self.size);
        self.otherwise = keys.count("no_match_size")?.unwrap_or(self.otherwise);
        self.own_field = keys.flag("require_field_match", self.own_field)?;
        self.until = keys.count("max_analyzer_offset")?.unwrap_or(self.until);
        if let Some(order) = keys.word("order", &["score", "none"])? {
            self.best_first = order == "score";
        }
        if let Some(query) = keys.get("highlight_query") {
            self.query = Some(reader.query(query)?);
        }
        match keys.text("type")?.as_deref() {
            None | Some("unified" | "plain") => {}
            Some("fvh") => {
                return Err(ElasticError::shard(
                    "illegal_argument_exception",
                    format!(
                        "the field [{}] should be indexed with term vector with position offsets to be used with fast vector \
                         highlighter; use [unified]",
                        field.unwrap_or("*")
                    ),
                ));
            }
            Some(other) => {
                return Err(ElasticError::unsupported(format!(
                    "unknown highlighter type [{other}]; there are unified and plain"
                ))
                .near("type"));
            }
        }
        keys.word("fragmenter", &["simple", "span"])?;
        if keys.word("boundary_scanner", &["sentence", "word", "chars"])?.is_some_and(|it| it != "sentence") {
            keys.refuse("boundary_scanner", "fragments are sentences")?;
        }
        keys.count("phrase_limit")?;
        for key in
            ["boundary_scanner_locale", "boundary_max_scan", "boundary_chars", "matched_fields", "options"]
        {
            keys.refuse(key, "leave it out")?;
        }
        Ok(())
    }
}

/// What is marked in a field.
#[derive(Debug)]
pub(super) struct Looked {
    field: FieldRow,
    settings: Settings,
    /// Words, and whether they are one phrase with such a slop.
    words: Vec<(Vec<AnyWord>, Option<u32>)>,
    exact: Vec<WordTest>,
}

impl Looked {
    fn take(&mut self, clause: &Clause, finder: &Finder<'_>) -> Result<(), Problem> {
        match clause {
            Clause::Text(text) if self.is_of(text) => {
                let words = finder.looked_for(text)?;
                match &text.query {
                    TextQuery::Words(..) => self.words.extend(words.into_iter().map(|it| (vec![it], None))),
                    TextQuery::Phrase(_, slop) => self.words.push((words, Some(*slop))),
                }
            }
            Clause::Keyword { field, test } if *field == self.field => self.exact.push(test.clone()),
            Clause::Bool(it) => {
                it.must
                    .iter()
                    .chain(&it.filter)
                    .chain(&it.should)
                    .try_for_each(|it| self.take(it, finder))?;
            }
            Clause::Boosting { positive, .. } => self.take(positive, finder)?,
            Clause::Function(it) => self.take(&it.query, finder)?,
            other => other.parts().into_iter().try_for_each(|it| self.take(it, finder))?,
        }
        Ok(())
    }

    fn is_of(&self, text: &TextClause) -> bool {
        match (self.field.kind, text.of) {
            (Kind::Text(TextOf::Quote), of) => of == TextOf::Quote,
            (Kind::Text(field), of) => {
                field == of || of == TextOf::Both || (!self.settings.own_field && of != TextOf::Quote)
            }
            _ => false,
        }
    }

    /// What a hit shows of the field.
    pub(super) fn shown(&self, article: &Article, document: &Map<String, Value>) -> Vec<String> {
        let marked = |text: &str| {
            let mut analyzer = Analyzer::new(article.language.value);
            self.of_text(text, &mut analyzer)
        };
        match self.field.kind {
            Kind::Text(TextOf::Title) => marked(article.title_text()),
            Kind::Text(TextOf::Body) => marked(&article.body),
            Kind::Text(TextOf::Quote) => {
                let mut analyzer = Analyzer::new(article.language.value);
                quoted(article).iter().flat_map(|it| self.of_text(it, &mut analyzer)).collect()
            }
            Kind::Keyword(_) => {
                let words =
                    list(document.get(self.field.name)).into_iter().filter(|it| !it.is_null()).map(text);
                let fitting = words.filter(|word| self.exact.iter().any(|it| it.fits(word)));
                fitting
                    .map(|word| self.tagged(&word, 0..word.len(), &[Mark { bytes: 0..word.len(), word: 0 }]))
                    .collect()
            }
            Kind::Text(TextOf::Both) | Kind::Date(_) | Kind::Index => Vec::new(),
        }
    }

    fn of_text(&self, text: &str, analyzer: &mut Analyzer) -> Vec<String> {
        let marks = self.marks(text, analyzer);
        if marks.is_empty() {
            if self.settings.otherwise == 0
                || text.is_empty()
                || matches!(self.field.kind, Kind::Text(TextOf::Quote))
            {
                return Vec::new();
            }
            let bytes = if self.settings.fragments == 0 {
                0..text.len()
            } else {
                beginning(text, self.settings.otherwise)
            };
            return vec![self.tagged(text, bytes, &[])];
        }
        if self.settings.fragments == 0 {
            return vec![self.tagged(text, 0..text.len(), &marks)];
        }
        let size = if self.settings.size == 0 { usize::MAX } else { self.settings.size };
        let shown = fragments(text, &marks, size, self.settings.fragments, self.settings.best_first);
        shown.into_iter().map(|it| self.tagged(text, it.bytes, &it.marks)).collect()
    }

    fn marks(&self, text: &str, analyzer: &mut Analyzer) -> Vec<Mark> {
        if self.words.is_empty() {
            return Vec::new();
        }
        let tokens = analyzer.tokens(text);
        let mut marks: Vec<Mark> = Vec::new();
        let mut number = 0;
        for (words, slop) in &self.words {
            let tests: Vec<AnyTest> = words.iter().map(|it| it.test(analyzer)).collect();
            let places: Vec<(usize, usize)> = match slop {
                Some(slop) => phrases(&tests, &tokens, *slop as usize)
                    .into_iter()
                    .flat_map(|it| it.into_iter().enumerate().map(|(word, at)| (at, number + word)))
                    .collect(),
                None => (0..tokens.len())
                    .filter(|at| tests[0].fits(&tokens[*at]))
                    .map(|at| (at, number))
                    .collect(),
            };
            number += words.len();
            marks.extend(
                places.into_iter().map(|(at, word)| Mark { bytes: tokens[at].start..tokens[at].end, word }),
            );
        }
        if self.settings.until != usize::MAX {
            marks.retain(|it| text[..it.bytes.end].chars().count() <= self.settings.until);
        }
        marks.sort_by_key(|it| (it.bytes.start, it.word));
        marks.dedup_by_key(|it| it.bytes.start);
        marks
    }

    fn tagged(&self, text: &str, bytes: std::ops::Range<usize>, marks: &[Mark]) -> String {
        let mut out = String::new();
        let mut at = bytes.start;
        for mark in marks {
            self.push(text.get(at..mark.bytes.start).unwrap_or(""), &mut out);
            out.push_str(&self.settings.before);
            self.push(&text[mark.bytes.clone()], &mut out);
            out.push_str(&self.settings.behind);
            at = mark.bytes.end;
        }
        self.push(text.get(at..bytes.end).unwrap_or(""), &mut out);
        out.trim().to_owned()
    }

    fn push(&self, text: &str, out: &mut String) {
        if self.settings.is_html { crate::render::html::escape(text, out) } else { out.push_str(text) }
    }

    /// The name of the field.
    pub(super) fn name(&self) -> &'static str {
        self.field.name
    }
}

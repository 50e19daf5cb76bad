//! Which hits are shown, in which order, and what of each.

use serde_json::Value;

use crate::server::elastic::error::ElasticError;
use crate::server::elastic::highlight::Highlight;
use crate::server::elastic::reader::Reader;
use crate::server::elastic::sort::{self, SortKey};
use crate::server::elastic::source::{Shown, ValueField};
use crate::server::elastic::strict::Keys;

/// What a page of hits shows.
#[derive(Debug, Clone)]
#[expect(clippy::struct_excessive_bools, reason = "each is a key of a request")]
pub(super) struct Hits {
    pub(super) size: usize,
    pub(super) from: usize,
    pub(super) sort: Vec<SortKey>,
    pub(super) shown: Shown,
    pub(super) fields: Vec<ValueField>,
    pub(super) doc_values: Vec<ValueField>,
    pub(super) highlight: Option<Highlight>,
    pub(super) version: bool,
    pub(super) number: bool,
    pub(super) explain: bool,
    pub(super) track_scores: bool,
    /// Whether even the id is left out.
    pub(super) is_bare: bool,
}

/// The keys that say what hits show, in a search and in `top_hits`.
pub(super) const KEYS: [&str; 13] = [
    "size",
    "from",
    "sort",
    "_source",
    "fields",
    "docvalue_fields",
    "stored_fields",
    "script_fields",
    "highlight",
    "version",
    "seq_no_primary_term",
    "explain",
    "track_scores",
];

impl Hits {
    pub(super) fn new(size: usize) -> Hits {
        Hits {
            size,
            from: 0,
            sort: Vec::new(),
            shown: Shown::ALL,
            fields: Vec::new(),
            doc_values: Vec::new(),
            highlight: None,
            version: false,
            number: false,
            explain: false,
            track_scores: false,
            is_bare: false,
        }
    }

    /// What `top_hits` asks for.
    ///
    /// # Errors
    ///
    /// It holds what is not known.
    pub(super) fn of_top_hits(body: &Value, reader: &mut Reader) -> Result<Hits, ElasticError> {
        let keys = Keys::of("top_hits", body, &KEYS)?;
        let mut hits = Hits::new(3);
        hits.take(keys, reader)?;
        if hits.from + hits.size > 100 {
            return Err(ElasticError::shard(
                "illegal_argument_exception",
                "Top hits result window is too large: from + size must be less than or equal to 100",
            ));
        }
        Ok(hits)
    }

    /// Takes up what the keys say.
    ///
    /// # Errors
    ///
    /// A value is wrong, or asks for what is not supported.
    pub(super) fn take(&mut self, keys: Keys<'_>, reader: &mut Reader) -> Result<(), ElasticError> {
        for key in ["size", "from"] {
            if let Some(number) = keys.get(key).and_then(Value::as_i64).filter(|it| *it < 0) {
                return Err(ElasticError::unsupported(format!(
                    "[{key}] parameter cannot be negative, found [{number}]"
                )));
            }
        }
        self.size = keys.count("size")?.unwrap_or(self.size);
        self.from = keys.count("from")?.unwrap_or(self.from);
        if let Some(value) = keys.get("sort") {
            self.sort = sort::read(value, &reader.dates)?;
        }
        let names = keys.words("stored_fields")?;
        if keys.has("stored_fields") {
            self.stored(&names)?;
        }
        if let Some(value) = keys.get("_source") {
            self.shown = Shown::read(value)?;
        }
        if let Some(value) = keys.get("fields") {
            self.fields = ValueField::read("fields", value)?;
        }
        if let Some(value) = keys.get("docvalue_fields") {
            self.doc_values = ValueField::read("docvalue_fields", value)?;
        }
        if let Some(value) = keys.get("script_fields")
            && value.as_object().is_none_or(|it| !it.is_empty())
        {
            keys.refuse("script_fields", "there are no scripts")?;
        }
        if let Some(value) = keys.get("highlight") {
            self.highlight = Some(Highlight::read(value, reader)?);
        }
        self.version = keys.flag("version", self.version)?;
        self.number = keys.flag("seq_no_primary_term", self.number)?;
        self.explain = keys.flag("explain", self.explain)?;
        self.track_scores = keys.flag("track_scores", self.track_scores)?;
        Ok(())
    }

    /// Fields that are stored by themselves: there are none but the document, which is left out where others are named.
    pub(super) fn stored(&mut self, names: &[String]) -> Result<(), ElasticError> {
        self.is_bare = names == ["_none_"];
        if names.len() > 1 && names.iter().any(|it| it == "_none_") {
            return Err(ElasticError::unsupported("cannot combine _none_ with other fields"));
        }
        if !names.iter().any(|it| it == "_source") {
            self.shown = Shown::Nothing;
        }
        Ok(())
    }

    /// Takes up what the address says.
    ///
    /// # Errors
    ///
    /// As [`Self::take`].
    pub(super) fn take_pairs(&mut self, pairs: &[(String, String)]) -> Result<(), ElasticError> {
        for (key, value) in pairs {
            let number = || {
                value.parse::<i64>().map_err(|_| {
                    let reason = format!("Failed to parse int parameter [{key}] with value [{value}]");
                    ElasticError::unsupported(reason)
                        .caused_by("number_format_exception", &format!("For input string: \"{value}\""))
                })
            };
            let count = || {
                usize::try_from(number()?).map_err(|_| {
                    ElasticError::unsupported(format!(
                        "[{key}] parameter cannot be negative, found [{value}]"
                    ))
                })
            };
            let flag = || match value.as_str() {
                "" | "true" => Ok(true),
                "false" => Ok(false),
                _ => Err(ElasticError::unsupported(format!(
                    "Failed to parse value [{value}] as only [true] or [false] are allowed."
                ))),
            };
            let names = || value.split(',').map(|it| it.trim().to_owned()).collect::<Vec<_>>();
            match key.as_str() {
                "size" => self.size = count()?,
                "from" => self.from = count()?,
                "sort" => self.sort = sort::of_words(value)?,
                "stored_fields" => self.stored(&names())?,
                "docvalue_fields" => {
                    self.doc_values = ValueField::read("docvalue_fields", &names().into())?;
                }
                "version" => self.version = flag()?,
                "seq_no_primary_term" => self.number = flag()?,
                "explain" => self.explain = flag()?,
                "track_scores" => self.track_scores = flag()?,
                _ => {}
            }
        }
        if let Some(shown) = Shown::of_pairs(pairs)? {
            self.shown = shown;
        }
        Ok(())
    }

    /// What hits are ordered by.
    pub(super) fn order(&self) -> Vec<SortKey> {
        if self.sort.is_empty() { vec![SortKey::score()] } else { self.sort.clone() }
    }

    /// Whether hits bear the score.
    pub(super) fn is_scored(&self) -> bool {
        self.track_scores || self.order().iter().any(SortKey::is_score)
    }
}

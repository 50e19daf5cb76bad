//! The one table of options: what a request may say, declared once.
//!
//! A row is a key of the request object (in JSON, in the lines and columns of a batch, in an address), a flag of the
//! command line, a parameter in the description of the API and a property of a tool for assistants. To add an option,
//! add a field to [`RequestObject`], a row here, and what it does to [`RequestObject::ask`].

use serde_json::Value;

use crate::render::fields::HitField;
use crate::request::object::{Group, Limit, Order, RequestObject, WordsSide};
use crate::search::{Facet, SearchRequest};

/// What a request asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RequestKind {
    /// Articles that satisfy a query.
    Search,
    /// Articles, for one question of a batch, which may have a name.
    Batch,
    /// Counts of articles, without the articles.
    Counts,
    /// Suggestions for a query that finds nothing.
    Suggestions,
    /// Quotations.
    Quotations,
    /// Events.
    Events,
}

use RequestKind::{Batch, Counts, Events, Quotations, Search, Suggestions};

const SEARCHES: &[RequestKind] = &[Search, Batch, Counts, Suggestions, Events];
const EVERY: &[RequestKind] = &[Search, Batch, Counts, Suggestions, Quotations, Events];
const LISTS: &[RequestKind] = &[Search, Batch, Quotations, Events];
const HITS: &[RequestKind] = &[Search, Batch];
const COUNTED: &[RequestKind] = &[Search, Batch, Counts];
const FACETED: &[RequestKind] = &[Search, Batch, Counts, Quotations];

/// Finds the field of the request object that holds an option.
pub(super) type Slot<T> = fn(&mut RequestObject) -> &mut T;

/// The kind of an option's value, with the field of the request object that holds it.
#[derive(Clone, Copy)]
pub enum OptionValue {
    /// A name for the question: a string or a number.
    Id(#[doc(hidden)] Slot<Option<Value>>),
    /// A query, or a list of queries of which an article satisfies any. A later value replaces an earlier one.
    Queries(#[doc(hidden)] Slot<Vec<String>>),
    /// A text.
    Text(#[doc(hidden)] Slot<Option<String>>),
    /// Texts: a list, or the option given several times.
    Texts(#[doc(hidden)] Slot<Vec<String>>),
    /// Names of facets, a list.
    Facets(#[doc(hidden)] Slot<Vec<String>>),
    /// Names of fields of a hit, a list.
    Fields(#[doc(hidden)] Slot<Vec<String>>),
    /// Yes or no.
    Flag(#[doc(hidden)] Slot<Option<bool>>),
    /// A whole number.
    Number(#[doc(hidden)] Slot<Option<usize>>),
    /// A number of seconds.
    Seconds(#[doc(hidden)] Slot<Option<f64>>),
    /// A share, from 0 to 1.
    Share(#[doc(hidden)] Slot<Option<f64>>),
    /// A whole number, or `all`.
    Limit(#[doc(hidden)] Slot<Option<Limit>>),
    /// Yes or no; yes sets the limit to `all`.
    NoLimit(#[doc(hidden)] Slot<Option<Limit>>),
    /// What words side by side mean.
    Words(#[doc(hidden)] Slot<Option<WordsSide>>),
    /// What is shown as one; yes stands for copies, no for nothing.
    Group(#[doc(hidden)] Slot<Option<Group>>),
    /// An order.
    Sort(#[doc(hidden)] Slot<Option<Order>>),
}

impl std::fmt::Debug for OptionValue {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.takes())
    }
}

impl OptionValue {
    /// The values that it takes, in words.
    #[must_use]
    pub fn takes(self) -> &'static str {
        match self {
            OptionValue::Id(_) => "a string or a number",
            OptionValue::Queries(_) | OptionValue::Text(_) | OptionValue::Texts(_) => "text",
            OptionValue::Facets(_) | OptionValue::Fields(_) => "text",
            OptionValue::Flag(_) | OptionValue::NoLimit(_) => "true or false",
            OptionValue::Number(_) | OptionValue::Limit(_) => "a number",
            OptionValue::Seconds(_) => "a number of seconds",
            OptionValue::Share(_) => "a number from 0 to 1",
            OptionValue::Words(_) => "phrase, all or any",
            OptionValue::Group(_) => "copies, event or off",
            OptionValue::Sort(_) => "relevance, date or -date",
        }
    }

    /// The words that can be chosen from; empty where the value is not one of a few words.
    #[must_use]
    pub fn words(self) -> Vec<&'static str> {
        match self {
            OptionValue::Words(_) => WordsSide::WORDS.map(|it| it.0).to_vec(),
            OptionValue::Group(_) => Group::WORDS.map(|it| it.0).to_vec(),
            OptionValue::Sort(_) => Order::WORDS.map(|it| it.0).to_vec(),
            _ => Vec::new(),
        }
    }
}

/// How an option is given to the command line: to `newsgrep QUERY`, `newsgrep quotes` and `newsgrep batch`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Shell {
    /// It has no flag.
    No,
    /// It is a positional argument.
    Bare,
    /// A flag.
    Flag {
        /// The letter, where it has one.
        short: Option<char>,
        /// The word behind `--`.
        long: &'static str,
        /// The placeholder of its value in the help; empty for a flag without a value.
        value: &'static str,
        /// Other options that cannot be given with it.
        not_with: &'static [&'static str],
    },
    /// A flag without a value for each of these values, with its help.
    FlagForEach(&'static [(&'static str, &'static str)]),
}

/// A flag of this value.
const fn flag(short: Option<char>, long: &'static str, value: &'static str) -> Shell {
    Shell::Flag { short, long, value, not_with: &[] }
}

/// An option.
#[derive(Debug, Clone, Copy)]
pub struct OptionRow {
    /// The key.
    pub name: &'static str,
    /// Other names of the key, as other tools have them.
    pub aliases: &'static [&'static str],
    /// What its value is.
    pub value: OptionValue,
    /// Which requests take it.
    pub takes: &'static [RequestKind],
    /// How it is given to the command line.
    pub shell: Shell,
    /// The value that holds where the option is not given, if there is one.
    pub default: Option<&'static str>,
    /// The largest number that servers and assistants' tools grant; a larger one is taken as this. The command line
    /// and its batches have no such bound.
    pub most: Option<usize>,
    doc: &'static str,
    /// The same where quotations are asked for, if it differs.
    doc_of_quotations: Option<&'static str>,
}

impl OptionRow {
    /// What it does, in one or two sentences, for requests of this kind.
    #[must_use]
    pub fn doc(&self, kind: RequestKind) -> String {
        let doc = match kind {
            Quotations => self.doc_of_quotations.unwrap_or(self.doc),
            Search | Batch | Counts | Suggestions | Events => self.doc,
        };
        // Every start of the program asks for all of these, so the lists are made only where they are shown.
        match doc.contains('{') {
            true => doc.replace("{facets}", &Facet::listed()).replace("{fields}", &HitField::listed()),
            false => doc.to_owned(),
        }
    }

    /// Whether a request takes it.
    #[must_use]
    pub fn is_taken_by(&self, kind: RequestKind) -> bool {
        self.takes.contains(&kind)
    }
}

/// The options that a request takes, in the order of the documentation.
pub fn options_of(kind: RequestKind) -> impl Iterator<Item = &'static OptionRow> {
    OPTIONS.iter().filter(move |row| row.is_taken_by(kind))
}

/// The option of this key. A search takes every key that a line of a batch has, so that the same object can be sent to
/// both; what means nothing there has no effect.
pub(super) fn option(kind: RequestKind, key: &str) -> Option<&'static OptionRow> {
    OPTIONS.iter().find(|row| {
        let is_taken =
            row.is_taken_by(kind) || (row.is_taken_by(Batch) && !matches!(kind, Quotations | Events));
        is_taken && (row.name == key || row.aliases.contains(&key))
    })
}

/// An option with default values for the rest of its row: no aliases, taken by every request but quotations.
const fn row(name: &'static str, value: OptionValue, shell: Shell, doc: &'static str) -> OptionRow {
    OptionRow {
        name,
        aliases: &[],
        value,
        takes: SEARCHES,
        shell,
        default: None,
        most: None,
        doc,
        doc_of_quotations: None,
    }
}

/// Every option.
pub static OPTIONS: [OptionRow; 29] = [
    OptionRow {
        aliases: &["_id", "query_id", "qid"],
        takes: &[Batch],
        ..row(
            "id",
            OptionValue::Id(|it| &mut it.id),
            Shell::No,
            "A name for the question, a string or a number, that the answer repeats; in batches only.",
        )
    },
    OptionRow {
        aliases: &["q", "text"],
        takes: EVERY,
        doc_of_quotations: Some(
            "What the quotation says, in newsgrep's language; speaker: says whose it is, date: source: and other fields limit \
             the articles. Left out: anything.",
        ),
        ..row(
            "query",
            OptionValue::Queries(|it| &mut it.query),
            Shell::Bare,
            "The query, in newsgrep's language: words side by side are a phrase; AND OR NOT ( ) NEAR/5 SAID, \
             =word word~ word*, source: speaker: date: and more. Of several queries an article satisfies any.",
        )
    },
    OptionRow {
        takes: &[Quotations],
        ..row(
            "speaker",
            OptionValue::Text(|it| &mut it.speaker),
            flag(None, "speaker", "NAME"),
            "Who says it: all these words are in the name.",
        )
    },
    OptionRow {
        takes: &[Quotations],
        ..row(
            "about",
            OptionValue::Text(|it| &mut it.about),
            flag(None, "about", "QUERY"),
            "A query that the paragraph around the quotation satisfies.",
        )
    },
    OptionRow {
        takes: &[Quotations],
        default: Some("0"),
        ..row(
            "min_confidence",
            OptionValue::Share(|it| &mut it.min_confidence),
            flag(None, "min-confidence", "N"),
            "A speaker less sure than this, 0 to 1, counts as unknown.",
        )
    },
    row(
        "filter",
        OptionValue::Texts(|it| &mut it.filter),
        flag(None, "filter", "QUERY"),
        "A query that an article must satisfy too; several may be given.",
    ),
    OptionRow {
        takes: EVERY,
        ..row(
            "after",
            OptionValue::Text(|it| &mut it.after),
            flag(None, "after", "DATE"),
            "Only articles published after this day, month or year.",
        )
    },
    OptionRow {
        takes: EVERY,
        ..row(
            "before",
            OptionValue::Text(|it| &mut it.before),
            flag(None, "before", "DATE"),
            "Only articles published before this day, month or year.",
        )
    },
    OptionRow {
        default: Some("phrase"),
        ..row(
            "words",
            OptionValue::Words(|it| &mut it.words),
            Shell::FlagForEach(&[
                ("all", "Words side by side: all of them, anywhere in the text"),
                ("any", "Words side by side: any of them, best first"),
            ]),
            "What words side by side mean: a phrase, all of them anywhere in the text, or any of them, best first.",
        )
    },
    row(
        "word",
        OptionValue::Flag(|it| &mut it.word),
        flag(Some('w'), "word", ""),
        "Whole words as they are spelt, not their other forms: every word as =word.",
    ),
    row(
        "invert_match",
        OptionValue::Flag(|it| &mut it.invert_match),
        flag(Some('v'), "invert-match", ""),
        "The articles that do not match.",
    ),
    row(
        "variants",
        OptionValue::Flag(|it| &mut it.variants),
        Shell::Flag { short: None, long: "variants", value: "", not_with: &["word"] },
        "Words also find other spellings of themselves: every word as word~~.",
    ),
    row(
        "compounds",
        OptionValue::Flag(|it| &mut it.compounds),
        flag(None, "compounds", ""),
        "ceasefire also finds cease-fire and cease fire, and these ceasefire.",
    ),
    OptionRow {
        takes: EVERY,
        ..row(
            "no_variants",
            OptionValue::Flag(|it| &mut it.no_variants),
            flag(None, "no-variants", ""),
            "A name finds only its own spelling.",
        )
    },
    OptionRow {
        takes: EVERY,
        doc_of_quotations: Some("Also speech that is reported without quotation marks."),
        ..row(
            "indirect",
            OptionValue::Flag(|it| &mut it.indirect),
            flag(None, "indirect", ""),
            "quote: SAID speaker: also ask speech that is reported without quotation marks.",
        )
    },
    OptionRow {
        default: Some("10000"),
        most: Some(10 * SearchRequest::DEFAULT_MAX_EXPANSIONS),
        ..row(
            "max_expansions",
            OptionValue::Number(|it| &mut it.max_expansions),
            flag(None, "max-expansions", "N"),
            "Refuse a word~ or word* that stands for more words than this.",
        )
    },
    OptionRow {
        takes: LISTS,
        default: Some("20"),
        doc_of_quotations: Some("How many quotations are shown."),
        ..row(
            "limit",
            OptionValue::Limit(|it| &mut it.limit),
            flag(Some('m'), "limit", "N"),
            "How many articles are shown.",
        )
    },
    OptionRow {
        takes: LISTS,
        default: Some("0"),
        doc_of_quotations: Some("Pass over so many quotations first."),
        ..row(
            "offset",
            OptionValue::Number(|it| &mut it.offset),
            flag(None, "offset", "N"),
            "Pass over so many articles first.",
        )
    },
    OptionRow {
        takes: LISTS,
        doc_of_quotations: Some("Show every quotation."),
        ..row(
            "all_hits",
            OptionValue::NoLimit(|it| &mut it.limit),
            Shell::Flag { short: None, long: "all-hits", value: "", not_with: &["limit"] },
            "Show every article.",
        )
    },
    OptionRow {
        takes: &[Search, Batch, Quotations],
        default: Some("relevance"),
        doc_of_quotations: Some("The order: relevance (told by most), date (earliest first), -date."),
        ..row(
            "sort",
            OptionValue::Sort(|it| &mut it.sort),
            flag(None, "sort", "BY"),
            "The order: relevance, date (earliest first), -date.",
        )
    },
    OptionRow {
        takes: COUNTED,
        default: Some("off"),
        ..row(
            "group",
            OptionValue::Group(|it| &mut it.group),
            flag(None, "group", "BY"),
            "Show articles of one story once, with its other papers; facets then count stories: copies (the same text, \
             cut or updated), or event (other words on the same).",
        )
    },
    OptionRow {
        takes: HITS,
        ..row(
            "keep",
            OptionValue::Text(|it| &mut it.keep),
            flag(None, "keep", "WHICH"),
            "Which article stands for a story: best, first, last or source:NAME.",
        )
    },
    OptionRow {
        aliases: &["facet"],
        takes: FACETED,
        doc_of_quotations: Some(
            "Count the quotations by speaker, source, date:year, date:month or date:day.",
        ),
        ..row(
            "facets",
            OptionValue::Facets(|it| &mut it.facets),
            Shell::Flag { short: None, long: "facet", value: "LIST", not_with: &[] },
            "Count by {facets}.",
        )
    },
    OptionRow {
        takes: FACETED,
        default: Some("10"),
        most: Some(10_000),
        ..row(
            "facet_limit",
            OptionValue::Number(|it| &mut it.facet_limit),
            flag(None, "facet-limit", "N"),
            "How many values a facet shows.",
        )
    },
    OptionRow {
        takes: COUNTED,
        ..row(
            "count_matches",
            OptionValue::Flag(|it| &mut it.count_matches),
            flag(None, "count-matches", ""),
            "Count the occurrences over all articles, shown or not.",
        )
    },
    OptionRow {
        takes: HITS,
        default: Some("3"),
        most: Some(100),
        ..row(
            "snippets",
            OptionValue::Number(|it| &mut it.snippets),
            flag(None, "snippets", "N"),
            "How many passages a hit shows at most.",
        )
    },
    OptionRow {
        takes: EVERY,
        ..row(
            "timeout",
            OptionValue::Seconds(|it| &mut it.timeout),
            flag(None, "timeout", "SECONDS"),
            "Stop after so many seconds and say that the answer is partial.",
        )
    },
    OptionRow {
        takes: HITS,
        ..row(
            "fields",
            OptionValue::Fields(|it| &mut it.fields),
            flag(None, "fields", "LIST"),
            "Which fields a hit shows: {fields}.",
        )
    },
    OptionRow {
        aliases: &["path"],
        takes: EVERY,
        ..row(
            "paths",
            OptionValue::Texts(|it| &mut it.paths),
            Shell::Bare,
            "Paths of files and folders to which the answer is limited.",
        )
    },
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_key_is_one_option() {
        let mut keys: Vec<&str> =
            OPTIONS.iter().flat_map(|row| row.aliases.iter().copied().chain([row.name])).collect();
        let count = keys.len();
        keys.sort_unstable();
        keys.dedup();
        assert_eq!(keys.len(), count);
    }

    #[test]
    fn the_defaults_that_are_told_are_those_that_hold() {
        let default = |name: &str| OPTIONS.iter().find(|row| row.name == name).and_then(|row| row.default);
        let request = SearchRequest::new(crate::query::Query::All);
        for (name, holds) in [
            ("max_expansions", request.max_expansions),
            ("limit", SearchRequest::DEFAULT_LIMIT),
            ("offset", request.offset),
            ("facet_limit", request.facet_limit),
            ("snippets", request.snippets),
        ] {
            assert_eq!(default(name), Some(holds.to_string().as_str()), "{name}");
        }
    }
}

//! `query_string`: Lucene's syntax, in which words join by OR unless told otherwise.

use jiff::tz::TimeZone;
use serde_json::Value;

use crate::analysis::plain;
use crate::server::elastic::calendar::Round;
use crate::server::elastic::clause::{
    BoolClause, Clause, Form, Join, TextClause, TextQuery, WordTest, least_of,
};
use crate::server::elastic::dates::zone;
use crate::server::elastic::error::ElasticError;
use crate::server::elastic::fields::{FieldRow, Kind};
use crate::server::elastic::leaf::{Asked, EXPANSIONS, Fuzzy, Way};
use crate::server::elastic::lexer::{Conjunction, Modifier, Node, Term, parse};
use crate::server::elastic::many::{Fields, fields, fields_or_all, is_all};
use crate::server::elastic::reader::{Read, Reader, finish, join, ours_alone, query_keys};

/// What is asked of every part of a query.
#[derive(Debug, Clone)]
#[expect(clippy::struct_excessive_bools, reason = "each is a key of a request")]
pub(super) struct Settings {
    pub(super) fields: Fields,
    /// Whether the fields are all there are.
    pub(super) is_all: bool,
    pub(super) join: Join,
    pub(super) is_lenient: bool,
    pub(super) fuzzy: Fuzzy,
    pub(super) slop: u32,
    pub(super) way: Way,
    pub(super) is_sum: bool,
    pub(super) tie: f32,
    pub(super) leading: bool,
    pub(super) zone: TimeZone,
    pub(super) least: Option<Value>,
}

impl Settings {
    /// Of these fields; every field where none is named.
    ///
    /// # Errors
    ///
    /// A boost of a field is no number.
    pub(super) fn of(reader: &Reader, names: &[String]) -> Result<Settings, ElasticError> {
        Ok(Settings {
            fields: fields_or_all(reader, names)?,
            is_all: is_all(names),
            join: Join::Or,
            is_lenient: is_all(names),
            fuzzy: Fuzzy::parse("AUTO")?,
            slop: 0,
            way: Way::Words,
            is_sum: false,
            tie: 0.0,
            leading: true,
            zone: TimeZone::UTC,
            least: None,
        })
    }
}

pub(super) fn query_string(reader: &mut Reader, body: &Value) -> Read {
    const KNOWN: [&str; 27] = [
        "query",
        "default_field",
        "fields",
        "default_operator",
        "analyzer",
        "quote_analyzer",
        "allow_leading_wildcard",
        "analyze_wildcard",
        "auto_generate_synonyms_phrase_query",
        "boost",
        "_name",
        "enable_position_increments",
        "escape",
        "fuzziness",
        "fuzzy_max_expansions",
        "fuzzy_prefix_length",
        "fuzzy_rewrite",
        "fuzzy_transpositions",
        "lenient",
        "max_determinized_states",
        "minimum_should_match",
        "phrase_slop",
        "quote_field_suffix",
        "rewrite",
        "tie_breaker",
        "time_zone",
        "type",
    ];
    let keys = query_keys("query_string", body, &KNOWN)?;
    ours_alone(keys)?;
    for key in ["fuzzy_rewrite", "rewrite", "quote_field_suffix", "max_determinized_states"] {
        keys.refuse(key, "leave it out")?;
    }
    for key in ["analyze_wildcard", "auto_generate_synonyms_phrase_query", "enable_position_increments"] {
        keys.flag(key, true)?;
    }
    keys.need("query")?;
    let typed = keys.text("query")?.unwrap_or_default();
    let mut names = keys.words("fields")?;
    if names.is_empty() {
        names.extend(keys.text("default_field")?);
    }
    let mut settings = Settings::of(reader, &names)?;
    settings.join = join(keys, "default_operator")?;
    settings.is_lenient = keys.flag("lenient", settings.is_all)?;
    settings.leading = keys.flag("allow_leading_wildcard", true)?;
    if let Some(text) = keys.text("fuzziness")? {
        settings.fuzzy = Fuzzy::parse(&text)?;
    }
    settings.fuzzy.begins = keys.count("fuzzy_prefix_length")?.unwrap_or(0);
    settings.fuzzy.most = keys.count("fuzzy_max_expansions")?.unwrap_or(EXPANSIONS);
    settings.fuzzy.swaps = keys.flag("fuzzy_transpositions", true)?;
    settings.slop = u32::try_from(keys.count("phrase_slop")?.unwrap_or(0)).unwrap_or(u32::MAX);
    settings.tie = keys.number("tie_breaker")?.unwrap_or(0.0) as f32;
    settings.least = keys.get("minimum_should_match").cloned();
    if let Some(name) = keys.text("time_zone")? {
        settings.zone = zone(&name)?;
    }
    match keys.word(
        "type",
        &["best_fields", "most_fields", "cross_fields", "phrase", "phrase_prefix", "bool_prefix"],
    )? {
        None | Some("best_fields") => {}
        Some("most_fields") => settings.is_sum = true,
        Some("phrase") => settings.way = Way::Phrase { slop: settings.slop },
        Some("phrase_prefix") => settings.way = Way::PhrasePrefix { slop: settings.slop, most: EXPANSIONS },
        Some("bool_prefix") => settings.way = Way::Beginning,
        Some(_) => keys.refuse("type", "use best_fields, most_fields, phrase or phrase_prefix")?,
    }
    let typed = if keys.flag("escape", false)? { escaped(&typed) } else { typed };
    let clause = string(reader, &typed, &settings)?;
    finish(keys, clause)
}

fn escaped(text: &str) -> String {
    let mut out = String::new();
    for c in text.chars() {
        if "+-!():^[]\"{}~*?|&/\\".contains(c) {
            out.push('\\');
        }
        out.push(c);
    }
    out
}

/// A query in Lucene's syntax.
///
/// # Errors
///
/// It cannot be parsed, or asks what is not supported.
pub(super) fn string(reader: &mut Reader, typed: &str, settings: &Settings) -> Read {
    if typed.trim().is_empty() {
        return Ok(Clause::Nothing);
    }
    let node = parse(typed).map_err(|what| {
        let reason = format!("Failed to parse query [{typed}]: {what}");
        ElasticError::shard("query_shard_exception", reason)
    })?;
    let clause = group(reader, &node, &settings.fields, settings.is_all, settings, true)?;
    Ok(clause)
}

fn group(
    reader: &mut Reader,
    nodes: &[(Conjunction, Modifier, Node)],
    fields: &Fields,
    is_all: bool,
    settings: &Settings,
    is_top: bool,
) -> Read {
    #[derive(Clone, Copy, PartialEq)]
    enum Occurs {
        Must,
        Should,
        Not,
    }
    let mut parts: Vec<(Occurs, Clause)> = Vec::new();
    for (conjunction, modifier, node) in nodes {
        reader.count(1)?;
        if let Some(last) = parts.last_mut().filter(|it| it.0 != Occurs::Not) {
            match (conjunction, settings.join) {
                (Conjunction::And, _) => last.0 = Occurs::Must,
                (Conjunction::Or, Join::And) => last.0 = Occurs::Should,
                (Conjunction::Or | Conjunction::None, _) => {}
            }
        }
        let occurs = match (modifier, settings.join, conjunction) {
            (Modifier::Not, _, _) => Occurs::Not,
            (Modifier::Must, _, _) | (_, Join::Or, Conjunction::And) => Occurs::Must,
            (Modifier::None, Join::Or, _) | (Modifier::None, Join::And, Conjunction::Or) => Occurs::Should,
            (Modifier::None, Join::And, _) => Occurs::Must,
        };
        parts.push((occurs, one(reader, node, fields, is_all, settings)?));
    }
    if let [(Occurs::Must | Occurs::Should, _)] = parts.as_slice() {
        return Ok(parts.remove(0).1);
    }
    let mut clause = BoolClause::default();
    for (occurs, part) in parts {
        match occurs {
            Occurs::Must => clause.must.push(part),
            Occurs::Should => clause.should.push(part),
            Occurs::Not => clause.must_not.push(part),
        }
    }
    if clause.must.is_empty() && !clause.should.is_empty() {
        clause.least = 1;
    }
    if let (true, Some(value)) = (is_top, &settings.least) {
        let least = least_of(value, clause.should.len()).ok_or_else(|| {
            ElasticError::unsupported(format!(
                "[minimum_should_match] is a number or a percentage, not [{value}]"
            ))
        })?;
        clause.least = clause.least.max(least);
    }
    Ok(Clause::Bool(Box::new(clause)))
}

fn one(reader: &mut Reader, node: &Node, fields: &Fields, is_all: bool, settings: &Settings) -> Read {
    let mut own: Option<Fields> = None;
    let mut all = is_all;
    if let Some(name) = &node.field {
        match (name.as_str(), &node.term) {
            ("*", Term::Like(pattern)) if pattern == "*" => return Ok(Clause::All.boosted(node.boost)),
            ("_exists_", Term::Words(name) | Term::Phrase(name, _) | Term::Like(name)) => {
                return Ok(Clause::Constant(Box::new(reader.exists_in(name)), 1.0).boosted(node.boost));
            }
            _ => {}
        }
        all = name == "*";
        own = Some(self::fields(reader, std::slice::from_ref(name))?);
    }
    let fields = own.as_ref().unwrap_or(fields);
    if let Term::Group(nodes) = &node.term {
        return Ok(group(reader, nodes, fields, all, settings, false)?.boosted(node.boost));
    }
    if all && matches!(&node.term, Term::Like(pattern) if pattern == "*") {
        return Ok(Clause::All.boosted(node.boost));
    }
    let mut parts = Vec::new();
    for (field, boost) in fields {
        parts.push(in_field(reader, &node.term, *field, all, settings)?.boosted(*boost));
    }
    let clause = if settings.is_sum { Clause::any(parts) } else { Clause::best(parts, settings.tie) };
    Ok(clause.boosted(node.boost))
}

fn in_field(reader: &mut Reader, term: &Term, field: FieldRow, all: bool, settings: &Settings) -> Read {
    let is_lenient = settings.is_lenient || all;
    let how = Asked { way: settings.way, join: settings.join, is_lenient, ..Asked::default() };
    let done = match term {
        Term::Group(_) => Ok(Clause::Nothing),
        Term::Words(typed) => {
            for (sign, with) in [(">=", true), ("<=", true), (">", false), ("<", false)] {
                if let Some(rest) = typed.strip_prefix(sign).filter(|it| !it.is_empty()) {
                    let bound = Some((rest.to_owned(), with));
                    let (from, to) = if sign.starts_with('>') { (bound, None) } else { (None, bound) };
                    return lenient(between(reader, field, from, to, settings), is_lenient);
                }
            }
            let how =
                if matches!(field.kind, Kind::Text(_)) { how } else { Asked { way: Way::Words, ..how } };
            reader.asked(field, typed, &how)
        }
        Term::Phrase(typed, slop) => {
            let slop = slop.unwrap_or(settings.slop);
            let way =
                if matches!(settings.way, Way::PhrasePrefix { .. }) && matches!(field.kind, Kind::Text(_)) {
                    Way::PhrasePrefix { slop, most: EXPANSIONS }
                } else {
                    Way::Phrase { slop }
                };
            reader.asked(field, typed, &Asked { way, ..how })
        }
        Term::Fuzzy(typed, edits) => {
            let fuzzy = match edits.as_deref() {
                None => settings.fuzzy.clone(),
                Some(edits) => Fuzzy { begins: settings.fuzzy.begins, ..Fuzzy::parse(edits)? },
            };
            fuzzy_term(
                field,
                &if matches!(field.kind, Kind::Text(_)) { plain(typed).into_owned() } else { typed.clone() },
                &fuzzy,
            )
        }
        Term::Like(pattern) if pattern == "*" => {
            Ok(Clause::Constant(Box::new(reader.exists_in(field.name)), 1.0))
        }
        Term::Like(pattern) => {
            if !settings.leading && pattern.starts_with(['*', '?']) {
                return Err(ElasticError::shard(
                    "query_shard_exception",
                    format!(
                        "Failed to parse query [{pattern}]: '*' or '?' not allowed as first character in WildcardQuery"
                    ),
                ));
            }
            reader.like(field, "wildcard", pattern, matches!(field.kind, Kind::Text(_)))
        }
        Term::Range { from, to } => between(reader, field, from.clone(), to.clone(), settings),
        Term::Regex => {
            return Err(ElasticError::unsupported(
                "regular expressions between / are not supported in a query_string; use * and ?",
            ));
        }
    };
    lenient(done, is_lenient)
}

fn lenient(done: Read, is_lenient: bool) -> Read {
    match done {
        Err(_) if is_lenient => Ok(Clause::Nothing),
        done => done,
    }
}

/// A word that may differ.
///
/// # Errors
///
/// The field holds no words.
pub(super) fn fuzzy_term(field: FieldRow, typed: &str, fuzzy: &Fuzzy) -> Read {
    match field.kind {
        Kind::Text(of) => {
            let form: Form = fuzzy.form(typed);
            Ok(Clause::Text(TextClause { of, query: TextQuery::Words(vec![form], Join::Or) }))
        }
        Kind::Keyword(_) => Ok(Clause::Keyword { field, test: fuzzy.test(typed) }),
        Kind::Date(_) | Kind::Index => Err(ElasticError::shard(
            "query_shard_exception",
            format!(
                "Can only use fuzzy queries on keyword and text fields - not on [{}] which is of type [{}]",
                field.name,
                field.type_name()
            ),
        )),
    }
}

type Bound = Option<(String, bool)>;

fn between(reader: &Reader, field: FieldRow, from: Bound, to: Bound, settings: &Settings) -> Read {
    match field.kind {
        Kind::Date(_) => {
            let mut dates = reader.dates.clone();
            dates.zone = settings.zone.clone();
            let read = |text: &str, round| dates.read(&Value::from(text), round);
            let from = match from {
                None => i64::MIN + 1,
                Some((text, true)) => read(&text, Round::Down)?,
                Some((text, false)) => read(&text, Round::Up)? + 1,
            };
            let to = match to {
                None => i64::MAX,
                Some((text, true)) => read(&text, Round::Up)?,
                Some((text, false)) => read(&text, Round::Down)? - 1,
            };
            Ok(Clause::Date { field, from, to })
        }
        Kind::Keyword(_) => Ok(Clause::Keyword { field, test: WordTest::Between { from, to } }),
        Kind::Text(_) | Kind::Index => Err(ElasticError::unsupported(format!(
            "a range of words in [{}] is not supported, as it holds text; use * and ?",
            field.name
        ))),
    }
}

//! A text asked of several fields.

use serde_json::Value;

use crate::analysis::Words;
use crate::server::elastic::clause::{BoolClause, Clause, Join, least_of};
use crate::server::elastic::error::ElasticError;
use crate::server::elastic::fields::{FieldRow, Kind, fitting};
use crate::server::elastic::leaf::{Asked, EXPANSIONS, Fuzzy, Way};
use crate::server::elastic::reader::{Read, Reader, finish, join, ours_alone, query_keys};
use crate::server::elastic::strict::{Keys, text};

/// Fields, each with its boost.
pub(super) type Fields = Vec<(FieldRow, f32)>;

/// The fields that names with boosts stand for: `title^3`, `ti*`. `None` where none is named.
///
/// # Errors
///
/// A boost is no number.
pub(super) fn fields(reader: &Reader, names: &[String]) -> Result<Fields, ElasticError> {
    let mut fields: Fields = Vec::new();
    for name in names {
        let (name, boost) = match name.rsplit_once('^') {
            None => (name.as_str(), 1.0),
            Some((name, boost)) => (
                name,
                boost.parse().map_err(|_| {
                    ElasticError::unsupported(format!("the boost of [{name}] is a number, not [{boost}]"))
                        .near(boost)
                })?,
            ),
        };
        for row in fitting(name).into_iter().filter(|it| it.is_nested == reader.is_nested) {
            match fields.iter_mut().find(|it| it.0 == row) {
                Some(field) => field.1 *= boost,
                None => fields.push((row, boost)),
            }
        }
    }
    Ok(fields)
}

/// Whether the names stand for every field.
pub(super) fn is_all(names: &[String]) -> bool {
    names.is_empty() || names == ["*"]
}

/// As [`fields`]; every field where none is named.
pub(super) fn fields_or_all(reader: &Reader, names: &[String]) -> Result<Fields, ElasticError> {
    if is_all(names) { fields(reader, &["*".to_owned()]) } else { fields(reader, names) }
}

pub(super) fn multi_match(reader: &mut Reader, body: &Value) -> Read {
    const KNOWN: [&str; 20] = [
        "query",
        "fields",
        "type",
        "operator",
        "minimum_should_match",
        "fuzziness",
        "prefix_length",
        "max_expansions",
        "fuzzy_transpositions",
        "fuzzy_rewrite",
        "slop",
        "tie_breaker",
        "analyzer",
        "lenient",
        "zero_terms_query",
        "auto_generate_synonyms_phrase_query",
        "boost",
        "_name",
        "use_dis_max",
        "cutoff_frequency",
    ];
    const TYPES: [&str; 6] =
        ["best_fields", "most_fields", "cross_fields", "phrase", "phrase_prefix", "bool_prefix"];
    let keys = query_keys("multi_match", body, &KNOWN)?;
    ours_alone(keys)?;
    for key in ["fuzzy_rewrite", "use_dis_max", "cutoff_frequency"] {
        keys.refuse(key, "leave it out")?;
    }
    keys.flag("auto_generate_synonyms_phrase_query", true)?;
    let typed = text(keys.need("query")?);
    let names = keys.words("fields")?;
    let kind = keys.word("type", &TYPES)?.unwrap_or("best_fields");
    let slop = u32::try_from(keys.count("slop")?.unwrap_or(0)).unwrap_or(u32::MAX);
    let most = keys.count("max_expansions")?.unwrap_or(EXPANSIONS);
    let how = Asked {
        way: match kind {
            "phrase" => Way::Phrase { slop },
            "phrase_prefix" => Way::PhrasePrefix { slop, most },
            "bool_prefix" => Way::Beginning,
            _ => Way::Words,
        },
        join: join(keys, "operator")?,
        least: keys.get("minimum_should_match").cloned(),
        fuzzy: Fuzzy::of(keys)?,
        is_lenient: keys.flag("lenient", is_all(&names))?,
        none_is_all: keys.word("zero_terms_query", &["none", "all"])? == Some("all"),
    };
    if how.fuzzy.is_some() && matches!(kind, "cross_fields" | "phrase" | "phrase_prefix") {
        return Err(
            ElasticError::unsupported(format!("Fuzziness not allowed for type [{kind}]")).near("fuzziness")
        );
    }
    let fields = fields_or_all(reader, &names)?;
    let tie = keys.number("tie_breaker")?.map(|it| it as f32);
    let clause = match kind {
        "cross_fields" => across(reader, &fields, &typed, &how)?,
        _ => {
            let mut parts = Vec::new();
            for (field, boost) in fields {
                parts.push(reader.asked(field, &typed, &how)?.boosted(boost));
            }
            match (kind, tie) {
                ("most_fields" | "bool_prefix", None) => Clause::any(parts),
                (_, tie) => Clause::best(parts, tie.unwrap_or(0.0)),
            }
        }
    };
    finish(keys, clause)
}

/// Each word in some field.
fn across(reader: &mut Reader, fields: &Fields, typed: &str, how: &Asked) -> Read {
    let (texts, others): (Fields, Fields) = fields.iter().partition(|it| matches!(it.0.kind, Kind::Text(_)));
    let words: Vec<&str> = Words::new(typed).map(|it| it.of(typed)).collect();
    let word = Asked { least: None, ..how.clone() };
    let mut parts = Vec::new();
    for typed in &words {
        let mut in_fields = Vec::new();
        for (field, boost) in &texts {
            in_fields.push(reader.asked(*field, typed, &word)?.boosted(*boost));
        }
        parts.push(Clause::best(in_fields, 0.0));
    }
    let least = match (how.join, &how.least) {
        (Join::And, _) => parts.len(),
        (Join::Or, None) => 1,
        (Join::Or, Some(value)) => least_of(value, parts.len()).unwrap_or(1).max(1),
    };
    let joined = match parts.len() {
        0 if how.none_is_all => Clause::All,
        0 => Clause::Nothing,
        _ => Clause::Bool(Box::new(BoolClause { should: parts, least, ..BoolClause::default() })),
    };
    let mut all = vec![joined];
    for (field, boost) in others {
        all.push(reader.asked(field, typed, how)?.boosted(boost));
    }
    Ok(Clause::best(all, 0.0))
}

pub(super) fn combined_fields(reader: &mut Reader, body: &Value) -> Read {
    let known = [
        "query",
        "fields",
        "operator",
        "minimum_should_match",
        "zero_terms_query",
        "auto_generate_synonyms_phrase_query",
        "boost",
        "_name",
    ];
    let keys: Keys<'_> = query_keys("combined_fields", body, &known)?;
    let typed = text(keys.need("query")?);
    keys.need("fields")?;
    let names = keys.words("fields")?;
    let how = Asked {
        join: join(keys, "operator")?,
        least: keys.get("minimum_should_match").cloned(),
        none_is_all: keys.word("zero_terms_query", &["none", "all"])? == Some("all"),
        ..Asked::default()
    };
    let fields = fields(reader, &names)?;
    if let Some((field, _)) = fields.iter().find(|it| !matches!(it.0.kind, Kind::Text(_))) {
        return Err(ElasticError::shard(
            "illegal_argument_exception",
            format!(
                "Field [{}] of type [{}] does not support [combined_fields] queries",
                field.name,
                field.type_name()
            ),
        ));
    }
    let clause = across(reader, &fields, &typed, &how)?;
    finish(keys, clause)
}

//! The same question asked differently: more strictly, or more loosely.
//!
//! Each function gives a query that the parser could have made: no group of one, no group of none.

use crate::analysis::{clusters, plain};
use crate::query::ast::{EditDistance, FieldClause, Query, SaidBy, Scope, SpanQuery, Word};
use crate::query::canonical::{or, span_or};
use crate::query::operators::{Distance, PairOperator};

/// Every plainly written word may differ by as many letters as `~` without a number allows.
#[must_use]
pub fn fuzzy(query: Query) -> Query {
    query.map_words(&mut |word| match word {
        Word::Stem(word) | Word::Plain(word) => {
            let plain = plain(&word).into_owned();
            let edits = EditDistance::for_letters(plain.chars().count());
            if edits.edits() == 0 { Word::Plain(plain) } else { Word::Fuzzy(plain, edits) }
        }
        Word::Written(_) | Word::Fuzzy(..) | Word::Variants(_) | Word::Wildcard(_) | Word::Any => word,
    })
}

/// Every word that stands for its other spellings (`~~`) stands also for those that are phrases of signs, which
/// `spellings` gives, each with its words; and a phrase of signs for those of the name that it is.
#[must_use]
pub fn with_spellings(query: Query, spellings: &impl Fn(&str) -> Vec<Vec<Word>>) -> Query {
    with_others(query, &|leaf| spelled(leaf, spellings))
}

/// Every leaf in place of which `others` gives several stands for any of them.
pub(super) fn with_others(query: Query, others: &impl Fn(&SpanQuery) -> Option<Vec<SpanQuery>>) -> Query {
    match query {
        Query::Span(span) => match others(&span) {
            Some(all) => Query::Or(all.into_iter().map(Query::Span).collect()),
            None => Query::Span(span_with_others(span, others)),
        },
        Query::Or(parts) => or(parts.into_iter().map(|it| with_others(it, others)).collect()),
        Query::All | Query::Field(_) | Query::Scope(..) | Query::And(_) | Query::Not(_) => {
            query.map_operands(&mut |operand| with_others(operand, others))
        }
    }
}

fn span_with_others(span: SpanQuery, others: &impl Fn(&SpanQuery) -> Option<Vec<SpanQuery>>) -> SpanQuery {
    match span {
        SpanQuery::Word(_) | SpanQuery::Phrase(_) | SpanQuery::Window { .. } => {
            others(&span).map_or(span, SpanQuery::Or)
        }
        SpanQuery::Or(parts) => span_or(parts.into_iter().map(|it| span_with_others(it, others)).collect()),
        SpanQuery::Pair { .. } | SpanQuery::Filter { .. } | SpanQuery::Scope(..) => {
            span.map_operands(&mut |operand| span_with_others(operand, others))
        }
    }
}

/// The query without the phrases of signs that [`with_spellings`] put beside a word.
#[must_use]
pub fn without_spellings(query: Query) -> Query {
    let is_name = |part: &Query| matches!(part, Query::Span(SpanQuery::Word(Word::Variants(_))));
    match query {
        Query::Or(mut parts) => {
            if parts.iter().any(is_name) {
                parts.retain(
                    |part| !matches!(part, Query::Span(SpanQuery::Phrase(words)) if are_signs(words)),
                );
            }
            or(parts.into_iter().map(without_spellings).collect())
        }
        Query::All | Query::Field(_) | Query::Span(_) | Query::Scope(..) | Query::And(_) | Query::Not(_) => {
            query.map_operands(&mut without_spellings)
        }
    }
}

fn are_signs(words: &[Word]) -> bool {
    words.iter().all(|word| matches!(word, Word::Plain(it) if it.starts_with(clusters::begins)))
}

/// The spellings of a leaf that is a name; `None` when it has no others.
fn spelled(leaf: &SpanQuery, spellings: &impl Fn(&str) -> Vec<Vec<Word>>) -> Option<Vec<SpanQuery>> {
    let (own, name) = match leaf {
        SpanQuery::Word(Word::Variants(name)) => (leaf.clone(), name.clone()),
        SpanQuery::Phrase(words) => {
            let Some(Word::Variants(_)) = words.last() else { return None };
            let signs: Option<Vec<String>> = words
                .iter()
                .map(|word| match word {
                    Word::Stem(it) | Word::Plain(it) | Word::Variants(it) => Some(plain(it).into_owned()),
                    Word::Written(_) | Word::Fuzzy(..) | Word::Wildcard(_) | Word::Any => None,
                })
                .collect();
            let signs = signs?;
            let name = signs.concat();
            // A phrase of words is no name in signs.
            if name.is_ascii() {
                return None;
            }
            (SpanQuery::Phrase(signs.into_iter().map(Word::Plain).collect()), name)
        }
        SpanQuery::Word(_)
        | SpanQuery::Window { .. }
        | SpanQuery::Pair { .. }
        | SpanQuery::Filter { .. }
        | SpanQuery::Or(_)
        | SpanQuery::Scope(..) => return None,
    };
    let others = spellings(&name);
    if others.is_empty() {
        return None;
    }
    let other = |mut words: Vec<Word>| match words.len() {
        1 => SpanQuery::Word(words.remove(0)),
        _ => SpanQuery::Phrase(words),
    };
    Some(std::iter::once(own).chain(others.into_iter().map(other)).collect())
}

/// Phrases, windows and distances give way: their words count wherever they stand in the text, or
/// in the region, that they are asked of.
#[must_use]
pub fn anywhere(query: Query) -> Query {
    match query {
        Query::All | Query::Field(_) => query,
        Query::Span(span) => spread(span),
        Query::Scope(scope, inner) => Query::Scope(scope, Box::new(anywhere(*inner))),
        Query::And(parts) => all_of(parts.into_iter().map(anywhere).collect()),
        Query::Or(parts) => any_of(parts.into_iter().map(anywhere).collect()),
        // What is not wanted stays as narrow as it was.
        Query::Not(_) => query,
    }
}

/// What a name is asked to have said, said by anybody; `None` where no name is asked.
#[must_use]
pub fn said_by_anybody(query: &Query) -> Option<Query> {
    let changed = with_said(query.clone(), &mut |inner| scoped(Scope::Quote, inner));
    (changed != *query).then_some(changed)
}

/// What a name is asked to have said, in a paragraph in which it says something; `None` where no name is asked.
#[must_use]
pub fn said_near(query: &Query) -> Option<Query> {
    let mut who = Vec::new();
    collect_said(query, &mut who);
    let [who] = who.as_slice() else { return None };
    let theirs = || SpanQuery::Scope(Scope::Said(who.clone()), Box::new(SpanQuery::Word(Word::Any)));
    let changed = with_said(query.clone(), &mut |inner| match inner {
        Query::Span(words) => Query::Span(SpanQuery::Pair {
            operator: PairOperator::Near(Distance::Paragraph),
            left: Box::new(words),
            right: Box::new(theirs()),
        }),
        Query::All | Query::Field(_) | Query::Scope(..) | Query::And(_) | Query::Or(_) | Query::Not(_) => {
            all_of(vec![Query::Span(theirs()), inner])
        }
    });
    (changed != *query).then_some(changed)
}

fn collect_said(query: &Query, who: &mut Vec<SaidBy>) {
    match query {
        Query::Scope(Scope::Said(by @ SaidBy::Name(_)), _)
        | Query::Span(SpanQuery::Scope(Scope::Said(by @ SaidBy::Name(_)), _)) => who.push(by.clone()),
        Query::And(parts) => parts.iter().for_each(|part| collect_said(part, who)),
        Query::All | Query::Field(_) | Query::Span(_) | Query::Scope(..) | Query::Or(_) | Query::Not(_) => {}
    }
}

/// The query with what `change` makes of the content of each SAID with a name, at its top.
fn with_said(query: Query, change: &mut dyn FnMut(Query) -> Query) -> Query {
    match query {
        Query::Scope(Scope::Said(SaidBy::Name(_)), inner) => change(*inner),
        Query::Span(SpanQuery::Scope(Scope::Said(SaidBy::Name(_)), inner)) => change(Query::Span(*inner)),
        Query::And(parts) => all_of(parts.into_iter().map(|part| with_said(part, change)).collect()),
        Query::All | Query::Field(_) | Query::Span(_) | Query::Scope(..) | Query::Or(_) | Query::Not(_) => {
            query
        }
    }
}

/// Without its clauses about the date; `None` when it has none, or nothing else.
#[must_use]
pub fn without_dates(query: &Query) -> Option<Query> {
    let rest = drop_dates(query)?;
    (rest != *query).then_some(rest)
}

fn spread(span: SpanQuery) -> Query {
    match span {
        SpanQuery::Word(_) => Query::Span(span),
        SpanQuery::Phrase(words) | SpanQuery::Window { words, .. } => {
            let words = words.into_iter().filter(|word| *word != Word::Any);
            all_of(words.map(|word| Query::Span(SpanQuery::Word(word))).collect())
        }
        SpanQuery::Pair { .. } | SpanQuery::Filter { .. } => {
            all_of(span.wanted_operands().cloned().map(spread).collect())
        }
        SpanQuery::Or(parts) => any_of(parts.into_iter().map(spread).collect()),
        SpanQuery::Scope(scope, inner) => scoped(scope, spread(*inner)),
    }
}

fn scoped(scope: Scope, inner: Query) -> Query {
    match inner {
        Query::Span(span) => Query::Span(SpanQuery::Scope(scope, Box::new(span))),
        Query::All | Query::Field(_) | Query::Scope(..) | Query::And(_) | Query::Or(_) | Query::Not(_) => {
            Query::Scope(scope, Box::new(inner))
        }
    }
}

fn all_of(parts: Vec<Query>) -> Query {
    let mut flat = Vec::with_capacity(parts.len());
    for part in parts {
        match part {
            Query::And(inner) => inner.into_iter().for_each(|it| push_part(it, &mut flat)),
            Query::All
            | Query::Field(_)
            | Query::Span(_)
            | Query::Scope(..)
            | Query::Or(_)
            | Query::Not(_) => {
                push_part(part, &mut flat);
            }
        }
    }
    match flat.len() {
        0 => Query::All,
        1 => flat.remove(0),
        _ => Query::And(flat),
    }
}

fn any_of(mut parts: Vec<Query>) -> Query {
    if parts.len() == 1 { parts.remove(0) } else { Query::Or(parts) }
}

fn push_part(part: Query, parts: &mut Vec<Query>) {
    if !parts.contains(&part) {
        parts.push(part);
    }
}

fn drop_dates(query: &Query) -> Option<Query> {
    match query {
        Query::Field(FieldClause::Day(..)) => None,
        Query::And(parts) => {
            let kept: Vec<Query> = parts.iter().filter_map(drop_dates).collect();
            (!kept.is_empty()).then(|| all_of(kept))
        }
        Query::All | Query::Field(_) | Query::Span(_) | Query::Scope(..) | Query::Or(_) | Query::Not(_) => {
            Some(query.clone())
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::date::{Day, DayRange};
    use crate::field::Field;

    fn stem(word: &str) -> Word {
        Word::Stem(word.into())
    }

    fn phrase(words: &[&str]) -> Query {
        Query::Span(SpanQuery::Phrase(words.iter().map(|it| stem(it)).collect()))
    }

    fn word(word: &str) -> Query {
        Query::Span(SpanQuery::Word(stem(word)))
    }

    #[test]
    fn a_phrase_gives_way_to_its_words() {
        let query = Query::And(vec![phrase(&["last", "plan", "last"]), word("plan")]);
        assert_eq!(anywhere(query), Query::And(vec![word("last"), word("plan")]));
    }

    #[test]
    fn inside_a_scope_words_stay_in_it() {
        let query = Query::Span(SpanQuery::Scope(
            Scope::Quote,
            Box::new(SpanQuery::Phrase(vec![stem("a"), Word::Any, stem("b")])),
        ));
        let both = Query::And(vec![word("a"), word("b")]);
        assert_eq!(anywhere(query), Query::Scope(Scope::Quote, Box::new(both)));
    }

    #[test]
    fn dates_go_and_the_rest_stays() {
        let range = DayRange::new(Day::new(2025, 1, 1), None).expect("a range");
        let date = Query::Field(FieldClause::Day(Field::Date, range));
        let query = Query::And(vec![word("a"), date.clone()]);
        assert_eq!(without_dates(&query), Some(word("a")));
        assert_eq!(without_dates(&date), None);
        assert_eq!(without_dates(&word("a")), None);
    }

    #[test]
    fn a_name_stands_for_its_spellings_in_signs_too() {
        let plain = |it: &str| Word::Plain(it.into());
        let spellings = |name: &str| match name {
            "ada" => vec![vec![plain("阿"), plain("达")]],
            "阿达" => vec![vec![Word::Variants("ada".into())]],
            _ => Vec::new(),
        };
        let variants = |it: &str| Query::Span(SpanQuery::Word(Word::Variants(it.into())));
        let signs = || Query::Span(SpanQuery::Phrase(vec![plain("阿"), plain("达")]));
        let all = Query::Or(vec![variants("ada"), signs()]);
        assert_eq!(with_spellings(variants("ada"), &spellings), all);
        assert_eq!(with_spellings(Query::Or(vec![word("b"), variants("ada")]), &spellings), {
            Query::Or(vec![word("b"), variants("ada"), signs()])
        });
        let typed = Query::Span(SpanQuery::Phrase(vec![stem("阿"), Word::Variants("达".into())]));
        assert_eq!(with_spellings(typed, &spellings), Query::Or(vec![signs(), variants("ada")]));
        assert_eq!(with_spellings(phrase(&["阿", "达"]), &spellings), phrase(&["阿", "达"]));
        assert_eq!(without_spellings(with_spellings(variants("ada"), &spellings)), variants("ada"));
        let scope = |inner| Query::Span(SpanQuery::Scope(Scope::Title, Box::new(inner)));
        let (Query::Span(one), Query::Span(two)) = (variants("ada"), signs()) else { return };
        assert_eq!(with_spellings(scope(one.clone()), &spellings), scope(SpanQuery::Or(vec![one, two])));
    }

    #[test]
    fn short_words_are_not_fuzzy() {
        let edits = EditDistance::new(2).expect("at most 2");
        let fuzzied = Query::Span(SpanQuery::Phrase(vec![
            Word::Plain("us".into()),
            Word::Fuzzy("ukranian".into(), edits),
        ]));
        assert_eq!(fuzzy(phrase(&["us", "ukranian"])), fuzzied);
    }
}

//! What is asked of one quotation: the words it holds, and who says it.
//!
//! A clause about the speaker speaks of the quotation, as a quotation has one; the other clauses about fields speak of
//! the article. So `speaker:x AND roof` are the quotations of x that hold the word.

use crate::field::Field;
use crate::query::{FieldClause, NamePattern, Query, SaidBy, Scope, SpanQuery, Word};

/// How many alternatives with speakers are told apart; beyond, a clause about the speaker speaks of the article.
const MOST_BRANCHES: usize = 64;

/// A question about quotations, taken apart.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Asked {
    /// Conditions on the article.
    pub(super) articles: Vec<Query>,
    /// What some quotation must satisfy. It yields evidence in each that does.
    pub(super) said: Query,
    /// Speakers whose quotations are left out.
    pub(super) not_by: Vec<NamePattern>,
    /// Whether a known speaker is asked for.
    pub(super) by_somebody: bool,
    /// Whether anything was asked of the words.
    pub(super) asks_words: bool,
}

/// One of the alternatives: all of this is asked.
#[derive(Debug, Clone, Default)]
struct Branch {
    by: Vec<SaidBy>,
    articles: Vec<Query>,
    words: Vec<Query>,
}

impl Asked {
    pub(super) fn of(query: Query, speaker: Option<NamePattern>) -> Asked {
        let mut not_by = Vec::new();
        let mut branches = vec![Branch::default()];
        for part in conjuncts(query) {
            if let Query::Not(inner) = &part
                && let Query::Field(FieldClause::Name(Field::Speaker, name)) = &**inner
            {
                not_by.push(name.clone());
                continue;
            }
            branches = with(branches, part);
        }
        for branch in &mut branches {
            branch.by.extend(speaker.clone().map(SaidBy::Name));
        }
        let asks_words = branches.iter().any(|it| !it.words.is_empty());
        let by_somebody =
            branches.iter().all(|it| it.by.iter().any(|by| matches!(by, SaidBy::Name(_) | SaidBy::Anyone)));
        let (articles, said) = match <[Branch; 1]>::try_from(branches) {
            Ok([mut one]) => (std::mem::take(&mut one.articles), one.query()),
            Err(several) => (Vec::new(), Query::Or(several.into_iter().map(Branch::query).collect())),
        };
        Asked { articles, said, not_by, by_somebody, asks_words }
    }

    /// The whole as one query, as it is shown.
    pub(super) fn query(&self) -> Query {
        let mut parts = self.articles.clone();
        parts.push(self.said.clone());
        for name in &self.not_by {
            parts.push(Query::Not(Box::new(Query::Field(FieldClause::Name(Field::Speaker, name.clone())))));
        }
        if parts.len() == 1 { parts.remove(0) } else { Query::And(parts) }
    }
}

/// The branches, each with one more condition.
fn with(branches: Vec<Branch>, part: Query) -> Vec<Branch> {
    let by = match &part {
        Query::Field(FieldClause::Name(Field::Speaker, name)) => Some(SaidBy::Name(name.clone())),
        Query::Field(FieldClause::Unknown(Field::Speaker)) => Some(SaidBy::Unknown),
        Query::Not(inner) if **inner == Query::Field(FieldClause::Unknown(Field::Speaker)) => {
            Some(SaidBy::Anyone)
        }
        Query::All
        | Query::Field(_)
        | Query::Span(_)
        | Query::Scope(..)
        | Query::And(_)
        | Query::Or(_)
        | Query::Not(_) => None,
    };
    let alternatives = match part {
        Query::Or(parts)
            if parts.iter().any(asks_speaker) && branches.len() * parts.len() <= MOST_BRANCHES =>
        {
            parts
        }
        other => {
            let is_of_article = speaks_of_the_article(&other);
            return branches
                .into_iter()
                .map(|mut branch| {
                    match &by {
                        Some(by) => branch.by.push(by.clone()),
                        None if is_of_article => branch.articles.push(other.clone()),
                        None => branch.words.push(other.clone()),
                    }
                    branch
                })
                .collect();
        }
    };
    let each = alternatives
        .into_iter()
        .flat_map(|alternative| conjuncts(alternative).into_iter().fold(branches.clone(), with));
    each.collect()
}

impl Branch {
    /// Asked of one quotation. When nothing is asked of its words, every word proves it.
    fn query(mut self) -> Query {
        let any = || Query::Span(SpanQuery::Word(Word::Any));
        let inner = match self.words.len() {
            0 => any(),
            1 => self.words.remove(0),
            _ => Query::And(self.words),
        };
        let inner = match inner {
            // An excluded word proves nothing; the others do.
            Query::Not(_) => Query::And(vec![any(), inner]),
            other => other,
        };
        let mut scopes: Vec<Scope> = self.by.into_iter().map(Scope::Said).collect();
        if scopes.is_empty() {
            scopes.push(Scope::Quote);
        }
        let said = scopes.into_iter().rev().fold(inner, |inner, scope| match inner {
            Query::Span(span) => Query::Span(SpanQuery::Scope(scope, Box::new(span))),
            Query::All
            | Query::Field(_)
            | Query::Scope(..)
            | Query::And(_)
            | Query::Or(_)
            | Query::Not(_) => Query::Scope(scope, Box::new(inner)),
        });
        if self.articles.is_empty() {
            return said;
        }
        self.articles.push(said);
        Query::And(self.articles)
    }
}

fn conjuncts(query: Query) -> Vec<Query> {
    match query {
        Query::And(parts) => parts,
        Query::All => Vec::new(),
        Query::Field(_) | Query::Span(_) | Query::Scope(..) | Query::Or(_) | Query::Not(_) => vec![query],
    }
}

fn asks_speaker(query: &Query) -> bool {
    match query {
        Query::Field(clause) => {
            matches!(clause, FieldClause::Name(Field::Speaker, _) | FieldClause::Unknown(Field::Speaker))
        }
        Query::And(parts) | Query::Or(parts) => parts.iter().any(asks_speaker),
        Query::Not(inner) => asks_speaker(inner),
        Query::All | Query::Span(_) | Query::Scope(..) => false,
    }
}

fn speaks_of_the_article(query: &Query) -> bool {
    match query {
        Query::Field(_) => true,
        Query::Not(inner) => speaks_of_the_article(inner),
        Query::And(parts) | Query::Or(parts) => parts.iter().all(speaks_of_the_article),
        Query::All | Query::Span(_) | Query::Scope(..) => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::date::Day;
    use crate::query::{BareWords, ParseSettings, parse};

    #[track_caller]
    fn check(query: &str, read: &str) {
        let settings =
            ParseSettings { today: Day::new(2025, 1, 1).expect("a day"), words: BareWords::Phrase };
        let query = parse(query, &settings).expect("it can be read");
        assert_eq!(Asked::of(query, None).query().to_string(), read);
    }

    #[test]
    fn a_clause_about_the_speaker_is_asked_of_the_quotation() {
        check("speaker:petrak AND roof", "petrak SAID roof");
        check("speaker:petrak roof source:courier", "source:courier AND (petrak SAID roof)");
        check("speaker:petrak", "petrak SAID \"*\"");
        check("speaker:unknown roof", "? SAID roof");
        check("roof AND NOT speaker:unknown", "* SAID roof");
        check("roof AND NOT speaker:petrak", "quote:roof AND NOT speaker:petrak");
        check("(speaker:petrak OR speaker:belmar) AND roof", "(petrak SAID roof) OR (belmar SAID roof)");
        check(
            "roof AND (speaker:petrak OR source:courier)",
            "petrak SAID roof OR (source:courier AND quote:roof)"
                .replace("petrak SAID roof", "(petrak SAID roof)")
                .as_str(),
        );
        check("roof", "quote:roof");
        check("roof AND NOT leak", "quote:(roof AND NOT leak)");
    }
}

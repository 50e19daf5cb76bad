//! What a query of Elasticsearch means: a tree of clauses, each of which finds rows and gives them a score.

use serde_json::Value;

use crate::query::{Query, Word};
use crate::server::elastic::fields::{FieldRow, TextOf};

/// A clause of a query.
#[derive(Debug, Clone)]
pub(super) enum Clause {
    All,
    Nothing,
    Text(TextClause),
    /// A word to the letter.
    Keyword {
        field: FieldRow,
        test: WordTest,
    },
    /// From this instant to that, both included.
    Date {
        field: FieldRow,
        from: i64,
        to: i64,
    },
    /// The field is not empty; its words are those of the clauses.
    Exists(FieldRow),
    /// A quotation is there.
    HasQuote,
    Ids(Vec<String>),
    Bool(Box<BoolClause>),
    /// The best of them, and a part of the others.
    Best(Vec<Clause>, f32),
    /// All words are in some of the fields.
    Constant(Box<Clause>, f32),
    Boosting {
        positive: Box<Clause>,
        negative: Box<Clause>,
        factor: f32,
    },
    Nested {
        inner: Box<Clause>,
        mode: ScoreMode,
    },
    Function(Box<FunctionClause>),
    /// The same with another score.
    Boost(Box<Clause>, f32),
    Named(Box<Clause>, String),
    /// newsgrep's own language.
    Ours(Query),
}

/// Words of a text.
#[derive(Debug, Clone)]
pub(super) struct TextClause {
    pub(super) of: TextOf,
    pub(super) query: TextQuery,
}

#[derive(Debug, Clone)]
pub(super) enum TextQuery {
    /// All of them, or any.
    Words(Vec<Form>, Join),
    /// One after the other; their places may differ by `slop`.
    Phrase(Vec<Form>, u32),
}

/// A word that is looked for.
#[derive(Debug, Clone)]
pub(super) enum Form {
    Word(Word),
    /// The forms that a word stands for, as far as they satisfy more than it says.
    Some(Expanded),
}

/// A word that stands for several forms.
#[derive(Debug, Clone)]
pub(super) struct Expanded {
    pub(super) word: Word,
    /// What each form begins with.
    pub(super) begins: String,
    /// For a fuzzy word: from what it may differ, and whether two letters that change places are one difference.
    pub(super) near: Option<(String, bool)>,
    /// How many of the forms count: the nearest of a fuzzy word, the first of others.
    pub(super) most: usize,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Join {
    And,
    Or,
}

/// What is asked of a word to the letter.
#[derive(Debug, Clone)]
pub(super) enum WordTest {
    Is(String),
    AnyOf(Vec<String>),
    /// A pattern of characters, `*` and `?`.
    Like(Vec<LikePart>),
    Begins(String),
    Near {
        word: String,
        edits: usize,
        begins: usize,
        swaps: bool,
    },
    Between {
        from: Option<(String, bool)>,
        to: Option<(String, bool)>,
    },
    /// One of these in any case, folded.
    Folded(Box<WordTest>),
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum LikePart {
    Text(String),
    One,
    Run,
}

#[derive(Debug, Clone, Default)]
pub(super) struct BoolClause {
    pub(super) must: Vec<Clause>,
    pub(super) filter: Vec<Clause>,
    pub(super) should: Vec<Clause>,
    pub(super) must_not: Vec<Clause>,
    /// How many of `should` are needed.
    pub(super) least: usize,
}

/// How the scores of quotations become that of their article.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum ScoreMode {
    Mean,
    Most,
    Least,
    Sum,
    None,
}

#[derive(Debug, Clone)]
pub(super) struct FunctionClause {
    pub(super) query: Clause,
    /// Each with what it is for.
    pub(super) functions: Vec<(Option<Clause>, f32)>,
    pub(super) score_mode: Combine,
    pub(super) boost_mode: Combine,
    pub(super) most: f32,
    pub(super) least_score: Option<f32>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Combine {
    Multiply,
    Replace,
    Sum,
    Mean,
    Most,
    Least,
    First,
}

impl WordTest {
    pub(super) fn fits(&self, word: &str) -> bool {
        match self {
            WordTest::Is(it) => it == word,
            WordTest::AnyOf(words) => words.iter().any(|it| it == word),
            WordTest::Begins(start) => word.starts_with(start.as_str()),
            WordTest::Like(parts) => like(parts, word),
            WordTest::Near { word: of, edits, begins, swaps } => {
                of.chars().take(*begins).eq(word.chars().take(*begins))
                    && crate::server::elastic::forms::distance(of, word, *swaps) <= *edits
            }
            WordTest::Between { from, to } => {
                from.as_ref().is_none_or(|(it, with)| word > it.as_str() || (*with && word == it))
                    && to.as_ref().is_none_or(|(it, with)| word < it.as_str() || (*with && word == it))
            }
            WordTest::Folded(test) => test.fits(&word.to_lowercase()),
        }
    }

    /// The same in any case.
    pub(super) fn folded(self) -> WordTest {
        let low = |it: String| it.to_lowercase();
        let folded = match self {
            WordTest::Is(it) => WordTest::Is(low(it)),
            WordTest::Begins(it) => WordTest::Begins(low(it)),
            WordTest::Like(parts) => WordTest::Like(
                parts
                    .into_iter()
                    .map(|it| match it {
                        LikePart::Text(text) => LikePart::Text(low(text)),
                        other => other,
                    })
                    .collect(),
            ),
            other => other,
        };
        WordTest::Folded(Box::new(folded))
    }
}

fn like(parts: &[LikePart], text: &str) -> bool {
    match parts.split_first() {
        None => text.is_empty(),
        Some((LikePart::Text(part), rest)) => {
            text.strip_prefix(part.as_str()).is_some_and(|it| like(rest, it))
        }
        Some((LikePart::One, rest)) => {
            let mut chars = text.chars();
            chars.next().is_some() && like(rest, chars.as_str())
        }
        Some((LikePart::Run, [])) => true,
        Some((LikePart::Run, rest)) => {
            let mut places = text.char_indices().map(|it| it.0).chain([text.len()]);
            places.any(|at| like(rest, &text[at..]))
        }
    }
}

/// The parts of a pattern; `\` takes the next character as it stands.
pub(super) fn like_parts(pattern: &str) -> Vec<LikePart> {
    let mut parts = Vec::new();
    let mut literal = String::new();
    let mut push = |part: Option<LikePart>, literal: &mut String| {
        if !literal.is_empty() {
            parts.push(LikePart::Text(std::mem::take(literal)));
        }
        if let Some(part) = part
            && !(part == LikePart::Run && parts.last() == Some(&LikePart::Run))
        {
            parts.push(part);
        }
    };
    let mut chars = pattern.chars();
    while let Some(c) = chars.next() {
        match c {
            '*' => push(Some(LikePart::Run), &mut literal),
            '?' => push(Some(LikePart::One), &mut literal),
            '\\' => literal.push(chars.next().unwrap_or('\\')),
            c => literal.push(c),
        }
    }
    push(None, &mut literal);
    parts
}

impl Clause {
    pub(super) fn boosted(self, boost: f32) -> Clause {
        if boost == 1.0 { self } else { Clause::Boost(Box::new(self), boost) }
    }

    /// Any of them, with the sum of their scores; of none, nothing.
    pub(super) fn any(mut clauses: Vec<Clause>) -> Clause {
        match clauses.len() {
            0 => Clause::Nothing,
            1 => clauses.remove(0),
            _ => Clause::Bool(Box::new(BoolClause { should: clauses, least: 1, ..BoolClause::default() })),
        }
    }

    pub(super) fn not(clause: Clause) -> Clause {
        Clause::Bool(Box::new(BoolClause { must_not: vec![clause], ..BoolClause::default() }))
    }

    /// The best of them; of none, nothing.
    pub(super) fn best(mut clauses: Vec<Clause>, tie: f32) -> Clause {
        match clauses.len() {
            0 => Clause::Nothing,
            1 => clauses.remove(0),
            _ => Clause::Best(clauses, tie),
        }
    }

    /// The clauses directly within.
    pub(super) fn parts(&self) -> Vec<&Clause> {
        match self {
            Clause::All
            | Clause::Nothing
            | Clause::Text(_)
            | Clause::Keyword { .. }
            | Clause::Date { .. }
            | Clause::Exists(_)
            | Clause::HasQuote
            | Clause::Ids(_)
            | Clause::Ours(_) => Vec::new(),
            Clause::Bool(it) => {
                it.must.iter().chain(&it.filter).chain(&it.should).chain(&it.must_not).collect()
            }
            Clause::Best(parts, _) => parts.iter().collect(),
            Clause::Constant(it, _) | Clause::Boost(it, _) | Clause::Named(it, _) => vec![it],
            Clause::Boosting { positive, negative, .. } => vec![positive, negative],
            Clause::Nested { inner, .. } => vec![inner],
            Clause::Function(it) => {
                [&it.query].into_iter().chain(it.functions.iter().filter_map(|it| it.0.as_ref())).collect()
            }
        }
    }

    /// Those that have a name, with it.
    pub(super) fn named<'c>(&'c self, found: &mut Vec<(&'c str, &'c Clause)>) {
        if let Clause::Named(inner, name) = self {
            found.push((name, inner));
        }
        self.parts().into_iter().for_each(|it| it.named(found));
    }
}

/// How many of so many clauses are needed, by any form of `minimum_should_match`.
pub(super) fn least(spec: &str, count: usize) -> Option<usize> {
    let count = i64::try_from(count).ok()?;
    let plain = |spec: &str| -> Option<i64> {
        let result = match spec.strip_suffix('%') {
            Some(percent) => {
                let part = percent.trim().parse::<i64>().ok()?.checked_mul(count)? / 100;
                if percent.trim().starts_with('-') { count + part } else { part }
            }
            None => {
                let number: i64 = spec.trim().parse().ok()?;
                if number < 0 { count + number } else { number }
            }
        };
        Some(result)
    };
    let result = if spec.contains('<') {
        let mut result = count;
        for part in spec.split_whitespace() {
            let (bound, then) = part.split_once('<')?;
            let then = plain(then)?;
            if count <= bound.trim().parse::<i64>().ok()? {
                break;
            }
            result = then;
        }
        result
    } else {
        plain(spec)?
    };
    usize::try_from(result.max(0)).ok()
}

/// A value of `minimum_should_match` as text.
pub(super) fn least_of(value: &Value, count: usize) -> Option<usize> {
    match value {
        Value::String(text) => least(text, count),
        Value::Number(number) => least(&number.to_string(), count),
        Value::Null | Value::Bool(_) | Value::Array(_) | Value::Object(_) => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_least_number_of_clauses_has_many_forms() {
        for (spec, count, expected) in [
            ("2", 3, Some(2)),
            ("-1", 3, Some(2)),
            ("50%", 5, Some(2)),
            ("-25%", 4, Some(3)),
            ("-25%", 3, Some(3)),
            ("2<75%", 2, Some(2)),
            ("2<75%", 4, Some(3)),
            ("2<-25% 9<-3", 12, Some(9)),
            ("-9", 3, Some(0)),
            ("4", 3, Some(4)),
            ("two", 3, None),
        ] {
            assert_eq!(least(spec, count), expected, "{spec} of {count}");
        }
    }

    #[test]
    fn words_to_the_letter_are_compared_with_patterns() {
        let like = |pattern: &str, word: &str| WordTest::Like(like_parts(pattern)).fits(word);
        assert!(like("Reu*s", "Reuters") && like("?P", "AP") && like("a\\*b", "a*b"));
        assert!(!like("reu*s", "Reuters") && !like("a\\*b", "axb"));
        assert!(WordTest::Like(like_parts("*YAHOO*")).folded().fits("my Yahoo Finance"));
    }
}

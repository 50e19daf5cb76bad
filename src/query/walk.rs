//! Walking over a query: its leaves and its words.

use crate::analysis::plain;
use crate::query::ast::{Query, SpanQuery, Word};

/// What is matched as a whole and scored by itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Leaf<'a> {
    /// A word.
    Word(&'a Word),
    /// A phrase.
    Phrase(&'a [Word]),
    /// A window, each word of which is evidence by itself.
    Window {
        /// The words.
        words: &'a [Word],
        /// The most other tokens between the first and the last of them.
        slop: u32,
    },
}

impl<'a> Leaf<'a> {
    /// The expression as a leaf; `None` when it is an operator.
    #[must_use]
    pub fn of(span: &'a SpanQuery) -> Option<Leaf<'a>> {
        match span {
            SpanQuery::Word(word) => Some(Leaf::Word(word)),
            SpanQuery::Phrase(words) => Some(Leaf::Phrase(words)),
            SpanQuery::Window { words, slop } => Some(Leaf::Window { words, slop: *slop }),
            SpanQuery::Pair { .. } | SpanQuery::Filter { .. } | SpanQuery::Or(_) | SpanQuery::Scope(..) => {
                None
            }
        }
    }

    /// The words of the leaf, in the order in which they were typed.
    #[must_use]
    pub fn words(self) -> &'a [Word] {
        match self {
            Leaf::Word(word) => std::slice::from_ref(word),
            Leaf::Phrase(words) | Leaf::Window { words, .. } => words,
        }
    }
}

/// Whether a leaf is looked for, or must not be there.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Polarity {
    /// It can be evidence.
    Wanted,
    /// It stands under NOT, or on the right of NOT NEAR, and is never evidence.
    Excluded,
}

impl Query {
    /// Shows `visit` every leaf, in the order of the text.
    pub fn visit_leaves<'a>(&'a self, visit: &mut impl FnMut(Leaf<'a>, Polarity)) {
        walk(self, Polarity::Wanted, visit);
    }

    /// Every leaf, in the order of the text.
    #[must_use]
    pub fn leaves(&self) -> Vec<(Leaf<'_>, Polarity)> {
        let mut leaves = Vec::new();
        self.visit_leaves(&mut |leaf, polarity| leaves.push((leaf, polarity)));
        leaves
    }

    /// Every word, in the order of the text; those that must not be there too.
    #[must_use]
    pub fn words(&self) -> Vec<&Word> {
        let mut words = Vec::new();
        self.visit_leaves(&mut |leaf, _| words.extend(leaf.words()));
        words
    }

    /// Whether there is a leaf that can be evidence. A hit of a query without one has none.
    #[must_use]
    pub fn has_positive_leaf(&self) -> bool {
        let mut found = false;
        self.visit_leaves(&mut |_, polarity| found |= polarity == Polarity::Wanted);
        found
    }

    /// The same query with every word replaced by what `change` makes of it.
    #[must_use]
    pub fn map_words(self, change: &mut impl FnMut(Word) -> Word) -> Query {
        match self {
            Query::Span(span) => Query::Span(map_span(span, change)),
            Query::All
            | Query::Field(_)
            | Query::Scope(..)
            | Query::And(_)
            | Query::Or(_)
            | Query::Not(_) => self.map_operands(&mut |operand| operand.map_words(change)),
        }
    }

    /// The same query with every word without a mark as if `~~` stood behind it.
    #[must_use]
    pub fn with_variants(self) -> Query {
        self.map_unmarked(Word::Variants)
    }

    /// The same query with every word without a mark as if `=` stood before it.
    #[must_use]
    pub fn with_plain_words(self) -> Query {
        self.map_unmarked(Word::Plain)
    }

    fn map_unmarked(self, change: fn(String) -> Word) -> Query {
        self.map_words(&mut |word| match word {
            Word::Stem(small) => change(plain(&small).into_owned()),
            Word::Plain(_)
            | Word::Written(_)
            | Word::Fuzzy(..)
            | Word::Variants(_)
            | Word::Wildcard(_)
            | Word::Any => word,
        })
    }
}

fn walk<'a>(query: &'a Query, polarity: Polarity, visit: &mut impl FnMut(Leaf<'a>, Polarity)) {
    if let Query::Span(span) = query {
        return walk_span(span, polarity, visit);
    }
    let polarity = if matches!(query, Query::Not(_)) { Polarity::Excluded } else { polarity };
    query.operands().iter().for_each(|operand| walk(operand, polarity, visit));
}

fn walk_span<'a>(span: &'a SpanQuery, polarity: Polarity, visit: &mut impl FnMut(Leaf<'a>, Polarity)) {
    if let Some(leaf) = Leaf::of(span) {
        return visit(leaf, polarity);
    }
    let wanted = span.wanted_operands().count();
    for (at, operand) in span.operands().enumerate() {
        walk_span(operand, if at < wanted { polarity } else { Polarity::Excluded }, visit);
    }
}

fn map_span(span: SpanQuery, change: &mut impl FnMut(Word) -> Word) -> SpanQuery {
    let mut all = |words: Vec<Word>| words.into_iter().map(&mut *change).collect();
    match span {
        SpanQuery::Word(word) => SpanQuery::Word(change(word)),
        SpanQuery::Phrase(words) => SpanQuery::Phrase(all(words)),
        SpanQuery::Window { words, slop } => SpanQuery::Window { words: all(words), slop },
        SpanQuery::Pair { .. } | SpanQuery::Filter { .. } | SpanQuery::Or(_) | SpanQuery::Scope(..) => {
            span.map_operands(&mut |operand| map_span(operand, change))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::date::Day;
    use crate::query::{BareWords, ParseSettings, parse};

    fn read(text: &str) -> Query {
        let today = Day::new(2025, 11, 28).unwrap();
        parse(text, &ParseSettings { today, words: BareWords::Phrase }).unwrap()
    }

    #[test]
    fn leaves_come_in_order_and_know_whether_they_are_wanted() {
        let query = read("a (b c) -d title:(e NOT NEAR/2 \"f g\"~3) OR NOT (h AND NOT i)");
        let seen: Vec<String> = query
            .leaves()
            .into_iter()
            .map(|(leaf, polarity)| {
                let sign = if polarity == Polarity::Wanted { "" } else { "-" };
                let words: Vec<String> = leaf.words().iter().map(ToString::to_string).collect();
                format!("{sign}{}", words.join("_"))
            })
            .collect();
        assert_eq!(seen, ["a", "b_c", "-d", "e", "-f_g", "-h", "-i"]);
    }

    #[test]
    fn a_query_may_have_no_positive_leaf() {
        for (text, expected) in
            [("*", false), ("NOT a", false), ("date:2025", false), ("a -b", true), ("a OR source:b", true)]
        {
            assert_eq!(read(text).has_positive_leaf(), expected, "{text}");
        }
    }

    #[test]
    fn words_without_a_mark_become_plain() {
        let query = read("a NEAR/3 (==B OR c~1) quote:(d* OR \"e f\")").with_plain_words();
        assert_eq!(query.to_string(), "(=a NEAR/3 (==B OR c~1)) AND quote:(d* OR \"=e =f\")");
    }
}

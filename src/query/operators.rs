//! The operators that ask about places in the text, and how they are written.
//!
//! An operator is plain data that goes unchanged from the text of a query to its tree and to the plan that
//! is evaluated. What all of those do with any operator is told here: its name, how many operands it
//! has, and what it needs of them.

use std::fmt::{self, Display, Formatter};

/// How far apart two intervals may be.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Distance {
    /// At most so many tokens between them.
    Tokens(u32),
    /// All tokens from the first of one to the last of the other lie in one sentence.
    Sentence,
    /// All tokens from the first of one to the last of the other lie in one paragraph.
    Paragraph,
}

/// An operator between two operands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum PairOperator {
    /// `NEAR`: both, in any order, not overlapping, within the distance; the interval covers both.
    Near(Distance),
    /// `PRE`: the same, the left one first.
    Pre(Distance),
    /// `NOT NEAR`: a left one with no other right one that overlaps it or is within the distance.
    NotNear(Distance),
}

/// An operator that keeps some of the intervals of its operand.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum FilterOperator {
    /// `FIRST`: those that end within so many tokens of the start of their region (at the top level: of the body).
    First(u32),
    /// `ATLEAST`: all of them, where there are so many different ones or more in the regions that are
    /// asked together.
    AtLeast(u32),
}

impl PairOperator {
    /// The operator without its distance, as it is written.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            PairOperator::Near(_) => "NEAR",
            PairOperator::Pre(_) => "PRE",
            PairOperator::NotNear(_) => "NOT NEAR",
        }
    }

    /// How far apart its operands may be.
    #[must_use]
    pub fn distance(self) -> Distance {
        match self {
            PairOperator::Near(distance) | PairOperator::Pre(distance) | PairOperator::NotNear(distance) => {
                distance
            }
        }
    }

    /// Whether the right operand must be found. When it must not, it is never evidence.
    #[must_use]
    pub fn needs_right(self) -> bool {
        match self {
            PairOperator::Near(_) | PairOperator::Pre(_) => true,
            PairOperator::NotNear(_) => false,
        }
    }

    /// What the operator is with NOT before it; `None` when that is not an operator.
    pub(super) fn denied(self) -> Option<PairOperator> {
        match self {
            PairOperator::Near(distance) => Some(PairOperator::NotNear(distance)),
            PairOperator::Pre(_) | PairOperator::NotNear(_) => None,
        }
    }

    /// The operator in a tree on one line, as in `near/5`.
    pub(super) fn label(self) -> String {
        self.to_string().to_lowercase().replace(' ', "-")
    }
}

impl FilterOperator {
    /// The operator without its number, as it is written.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            FilterOperator::First(_) => "FIRST",
            FilterOperator::AtLeast(_) => "ATLEAST",
        }
    }

    /// Whether an interval's fate depends on intervals of other regions.
    #[must_use]
    pub fn counts_over_regions(self) -> bool {
        match self {
            FilterOperator::First(_) => false,
            FilterOperator::AtLeast(_) => true,
        }
    }

    /// Whether it asks where in its region an interval stands. At the top level such an operator finds
    /// nothing in the title.
    #[must_use]
    pub fn counts_from_start(self) -> bool {
        match self {
            FilterOperator::First(_) => true,
            FilterOperator::AtLeast(_) => false,
        }
    }

    /// The operator in a tree on one line, as in `first/50`.
    pub(super) fn label(self) -> String {
        match self {
            FilterOperator::First(within) => format!("first/{within}"),
            FilterOperator::AtLeast(count) => format!("at-least/{count}"),
        }
    }
}

impl Display for Distance {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match self {
            Distance::Tokens(tokens) => write!(f, "{tokens}"),
            Distance::Sentence => f.write_str("s"),
            Distance::Paragraph => f.write_str("p"),
        }
    }
}

impl Display for PairOperator {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}", self.name(), self.distance())
    }
}

impl Display for FilterOperator {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match self {
            FilterOperator::First(number) | FilterOperator::AtLeast(number) => {
                write!(f, "{}/{number}", self.name())
            }
        }
    }
}

/// An operator of either kind.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Operator {
    /// Stands between two operands.
    Pair(PairOperator),
    /// Stands before a group.
    Filter(FilterOperator),
}

/// The operator that is typed as `name/argument`; `None` when none has this name. Where the argument is not
/// one that it takes, the answer is what to write instead. `number` reads a number.
pub(super) fn typed(
    name: &str,
    argument: &str,
    number: impl Fn(&str) -> Option<u32>,
) -> Option<Result<Operator, &'static str>> {
    let distance = || match argument {
        "s" | "S" => Some(Distance::Sentence),
        "p" | "P" => Some(Distance::Paragraph),
        _ => number(argument).map(Distance::Tokens),
    };
    let pair = |made: fn(Distance) -> PairOperator| distance().map(|it| Operator::Pair(made(it)));
    let filter = |made: fn(u32) -> FilterOperator| number(argument).map(|it| Operator::Filter(made(it)));
    Some(match name {
        "NEAR" => pair(PairOperator::Near).ok_or("NEAR/5, NEAR/s or NEAR/p"),
        "PRE" => pair(PairOperator::Pre).ok_or("PRE/5, PRE/s or PRE/p"),
        "ATLEAST" => filter(FilterOperator::AtLeast).ok_or("ATLEAST/3(…)"),
        "FIRST" => filter(FilterOperator::First).ok_or("FIRST/50(…)"),
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Option<Result<String, &'static str>> {
        let (name, argument) = text.split_once('/').unwrap();
        typed(name, argument, |digits| digits.parse().ok()).map(|read| {
            read.map(|operator| match operator {
                Operator::Pair(operator) => format!("{operator} {}", operator.label()),
                Operator::Filter(operator) => format!("{operator} {}", operator.label()),
            })
        })
    }

    #[test]
    fn an_operator_is_written_as_it_is_typed() {
        for (text, expected) in [
            ("NEAR/5", "NEAR/5 near/5"),
            ("NEAR/S", "NEAR/s near/s"),
            ("PRE/p", "PRE/p pre/p"),
            ("FIRST/50", "FIRST/50 first/50"),
            ("ATLEAST/3", "ATLEAST/3 at-least/3"),
        ] {
            assert_eq!(read(text), Some(Ok(expected.to_owned())), "{text}");
        }
        assert_eq!(read("NEAR/x"), Some(Err("NEAR/5, NEAR/s or NEAR/p")));
        assert_eq!(read("FIRST/s"), Some(Err("FIRST/50(…)")));
        assert_eq!(read("near/5"), None);
    }

    #[test]
    fn only_near_can_be_denied() {
        let five = Distance::Tokens(5);
        assert_eq!(PairOperator::Near(five).denied(), Some(PairOperator::NotNear(five)));
        assert_eq!(PairOperator::Pre(five).denied(), None);
        assert_eq!(PairOperator::NotNear(five).to_string(), "NOT NEAR/5");
        assert_eq!(PairOperator::NotNear(five).label(), "not-near/5");
    }
}

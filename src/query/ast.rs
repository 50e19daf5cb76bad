//! What a query means: Boolean over articles, and span expressions with their leaves and scopes.

use crate::article::ArticleId;
use crate::date::DayRange;
use crate::field::Field;
use crate::query::operators::{FilterOperator, PairOperator};

/// A question about articles.
///
/// Inside a [`Query::Scope`] the Boolean operators are asked of one region at a
/// time; a field clause always speaks of the article.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Query {
    /// `*`: every article; inside a scope, every region.
    All,
    /// A clause about a field of the article.
    Field(FieldClause),
    /// A span expression that yields an interval in some region.
    Span(SpanQuery),
    /// A Boolean asked of each region of the scope; holds when some region satisfies it.
    /// A scope whose content is a span expression is a [`SpanQuery::Scope`] instead.
    Scope(Scope, Box<Query>),
    /// All of them; two or more.
    And(Vec<Query>),
    /// Any of them; two or more.
    Or(Vec<Query>),
    /// Not this.
    Not(Box<Query>),
}

/// A question about places in the text: yields intervals of token positions in each region.
///
/// Words, phrases and windows are leaves; everything else has [operands](SpanQuery::operands).
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum SpanQuery {
    /// One word.
    Word(Word),
    /// Words one after the other, two or more. One piece of evidence as a whole.
    Phrase(Vec<Word>),
    /// All the words, two or more, each at a place of its own, in any order, with at
    /// most `slop` other tokens between the first and the last. Each word is a piece of evidence.
    Window {
        /// The words.
        words: Vec<Word>,
        /// The most other tokens between the first and the last of them.
        slop: u32,
    },
    /// An operator between two operands.
    Pair {
        /// The operator.
        operator: PairOperator,
        /// The operand before it.
        left: Box<SpanQuery>,
        /// The operand behind it.
        right: Box<SpanQuery>,
    },
    /// An operator that keeps some of the intervals of its operand.
    Filter {
        /// The operator.
        operator: FilterOperator,
        /// The operand.
        inner: Box<SpanQuery>,
    },
    /// The intervals of any of them; two or more. Only under another span operator or scope:
    /// elsewhere it is a [`Query::Or`].
    Or(Vec<SpanQuery>),
    /// The intervals within the regions of the scope.
    Scope(Scope, Box<SpanQuery>),
}

/// One word of the text, and what counts as it.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Word {
    /// Tokens with the same stem. Holds the small form; each article's language stems it.
    Stem(String),
    /// `=`: tokens with this plain form.
    Plain(String),
    /// `==`: tokens written exactly so.
    Written(String),
    /// `~`: tokens whose plain form is within the distance of this plain form.
    Fuzzy(String, EditDistance),
    /// `~~`: tokens whose plain form is this plain form, another spelling of it as a name, or a slip of it.
    Variants(String),
    /// `*` and `?`: tokens whose plain form fits the pattern.
    Wildcard(Wildcard),
    /// A lone `*` inside quotation marks: any one token.
    Any,
}

/// How many edits a fuzzy word may differ by: 0, 1 or 2.
///
/// Optimal string alignment on code points: insert, delete, replace, swap of neighbours.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct EditDistance(u8);

impl EditDistance {
    /// The largest distance; the automaton grows steeply with it.
    pub const MAX: u8 = 2;

    /// The distance, or `None` when it is more than [`Self::MAX`].
    #[must_use]
    pub fn new(edits: u8) -> Option<EditDistance> {
        (edits <= Self::MAX).then_some(EditDistance(edits))
    }

    /// What `~` without a number means for a word of so many letters: 0 edits up to
    /// 2 letters, 1 up to 5, 2 beyond.
    #[must_use]
    pub fn for_letters(letters: usize) -> EditDistance {
        EditDistance(match letters {
            0..=2 => 0,
            3..=5 => 1,
            _ => 2,
        })
    }

    /// How far a slip of a word goes: as `~` without a number, and 0 for what begins with a digit.
    #[must_use]
    pub fn of_slips(word: &str) -> EditDistance {
        let letters = if word.starts_with(char::is_numeric) { 0 } else { word.chars().count() };
        EditDistance::for_letters(letters)
    }

    /// The number of edits.
    #[must_use]
    pub fn edits(self) -> u8 {
        self.0
    }
}

/// A pattern of plain characters, `*` (any run) and `?` (one character).
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Wildcard {
    /// The parts, literal text in plain form; two [`WildcardPart::Run`]s never stand side by side.
    pub parts: Vec<WildcardPart>,
}

/// A part of a [`Wildcard`].
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum WildcardPart {
    /// These characters.
    Text(String),
    /// `?`: one character.
    One,
    /// `*`: any run, also an empty one.
    Run,
}

/// A part of an article that a question can be asked of.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Scope {
    /// `title:`
    Title,
    /// `body:`
    Body,
    /// `lead:`, two regions: the title, and the body's first paragraph.
    Lead,
    /// `quote:`, each quotation.
    Quote,
    /// `x SAID (…)`, each quotation attributed so.
    Said(SaidBy),
}

/// Whose quotations `SAID` asks about.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum SaidBy {
    /// A speaker of this name.
    Name(NamePattern),
    /// `*`: any known speaker.
    Anyone,
    /// `?`: a quotation whose speaker is not known.
    Unknown,
}

/// Which names are meant.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum NamePattern {
    /// Names of which all these are words, in any order; one or more, as typed in order.
    Words(Vec<NameWord>),
    /// `=`: names that are these words in this order and no others, in plain form.
    Plain(Vec<String>),
    /// `==`: the same, written exactly so.
    Written(Vec<String>),
}

impl NamePattern {
    /// Names of which all these are words, in plain form.
    #[must_use]
    pub fn of_words(words: Vec<String>) -> NamePattern {
        NamePattern::Words(words.into_iter().map(NameWord::Own).collect())
    }

    /// How many words it has.
    #[must_use]
    pub fn word_count(&self) -> usize {
        match self {
            NamePattern::Words(words) => words.len(),
            NamePattern::Plain(words) | NamePattern::Written(words) => words.len(),
        }
    }
}

/// A word of a name, and what counts as it; in plain form.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum NameWord {
    /// The word, or where spellings count, another spelling of it by its key.
    Own(String),
    /// `~`: a word within the distance.
    Fuzzy(String, EditDistance),
    /// `~~`: another spelling of it, or a slip.
    Variants(String),
}

impl NameWord {
    /// The word itself.
    #[must_use]
    pub fn text(&self) -> &str {
        match self {
            NameWord::Own(word) | NameWord::Fuzzy(word, _) | NameWord::Variants(word) => word,
        }
    }
}

/// A clause about a field of the article.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum FieldClause {
    /// A name that the article has in the field holds all these words. The field is of kind
    /// [`FieldKind::Name`](crate::field::FieldKind::Name); for [`Field::Speaker`], a quotation has this speaker.
    Name(Field, NamePattern),
    /// The day in the field lies in this range.
    Day(Field, DayRange),
    /// The field holds exactly this: a lower-case code for a field of kind
    /// [`FieldKind::Code`](crate::field::FieldKind::Code).
    Exact(Field, String),
    /// The field fits this glob: `*` any run, `/` too; `?` one character. Other characters stand for themselves.
    Glob(Field, String),
    /// The field is empty; for [`Field::Speaker`], a quotation has no speaker.
    Unknown(Field),
    /// The article with this id, or a copy of it: one story with it, directly or through others.
    CopyOf(ArticleId),
}

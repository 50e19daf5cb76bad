//! What a text asks of one field: words, phrases, beginnings.

use serde_json::Value;

use crate::analysis::{Words, plain, small};
use crate::query::{EditDistance, Wildcard, WildcardPart, Word};
use crate::server::elastic::calendar::Round;
use crate::server::elastic::clause::{
    BoolClause, Clause, Expanded, Form, Join, TextClause, TextQuery, WordTest, least_of,
};
use crate::server::elastic::dates::Dates;
use crate::server::elastic::error::ElasticError;
use crate::server::elastic::fields::{FieldRow, Kind, TextOf};
use crate::server::elastic::strict::Keys;

/// The forms that a word stands for, unless told otherwise.
pub(super) const EXPANSIONS: usize = 50;

/// How a text is asked of a field.
#[derive(Debug, Clone)]
pub(super) struct Asked {
    pub(super) way: Way,
    pub(super) join: Join,
    pub(super) least: Option<Value>,
    pub(super) fuzzy: Option<Fuzzy>,
    /// Whether a text that the field cannot hold finds nothing, rather than being refused.
    pub(super) is_lenient: bool,
    /// Whether a text without a word finds everything.
    pub(super) none_is_all: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Way {
    Words,
    /// Words of which the last is the beginning of one.
    Beginning,
    Phrase {
        slop: u32,
    },
    PhrasePrefix {
        slop: u32,
        most: usize,
    },
}

/// How far a word may be from what is found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Fuzzy {
    /// `None`: by the number of letters, with these bounds.
    pub(super) edits: Option<u8>,
    pub(super) low: usize,
    pub(super) high: usize,
    pub(super) begins: usize,
    pub(super) most: usize,
    pub(super) swaps: bool,
}

impl Default for Asked {
    fn default() -> Asked {
        Asked {
            way: Way::Words,
            join: Join::Or,
            least: None,
            fuzzy: None,
            is_lenient: false,
            none_is_all: false,
        }
    }
}

impl Fuzzy {
    /// `AUTO`, `AUTO:3,6`, `0`, `1`, `2`.
    pub(super) fn parse(text: &str) -> Result<Fuzzy, ElasticError> {
        let fuzzy = Fuzzy { edits: None, low: 3, high: 6, begins: 0, most: EXPANSIONS, swaps: true };
        let bad = || {
            ElasticError::unsupported(format!("[fuzziness] is 0, 1, 2, AUTO or AUTO:low,high, not [{text}]"))
                .near("fuzziness")
        };
        if let Some(rest) = text.get(..4).filter(|it| it.eq_ignore_ascii_case("auto")).map(|_| &text[4..]) {
            let Some(bounds) = rest.strip_prefix(':') else {
                return if rest.is_empty() { Ok(fuzzy) } else { Err(bad()) };
            };
            let (low, high) = bounds.split_once(',').ok_or_else(bad)?;
            let (low, high) =
                (low.trim().parse().map_err(|_| bad())?, high.trim().parse().map_err(|_| bad())?);
            return if low <= high { Ok(Fuzzy { low, high, ..fuzzy }) } else { Err(bad()) };
        }
        let edits: f32 = text.parse().map_err(|_| bad())?;
        match [0_u8, 1, 2].into_iter().find(|it| f32::from(*it) == edits) {
            Some(edits) => Ok(Fuzzy { edits: Some(edits), ..fuzzy }),
            None => Err(bad()),
        }
    }

    /// What the keys of a query say, where they say that words may differ.
    pub(super) fn of(keys: Keys<'_>) -> Result<Option<Fuzzy>, ElasticError> {
        let (begins, most) = (keys.count("prefix_length")?, keys.count("max_expansions")?);
        let swaps = keys.flag("fuzzy_transpositions", true)?;
        let Some(text) = keys.text("fuzziness")? else { return Ok(None) };
        let fuzzy = Fuzzy::parse(&text)?;
        Ok(Some(Fuzzy { begins: begins.unwrap_or(0), most: most.unwrap_or(EXPANSIONS), swaps, ..fuzzy }))
    }

    pub(super) fn edits(&self, letters: usize) -> u8 {
        match self.edits {
            Some(edits) => edits,
            None if letters < self.low => 0,
            None if letters < self.high => 1,
            None => 2,
        }
    }

    pub(super) fn form(&self, word: &str) -> Form {
        let edits = self.edits(word.chars().count());
        let Some(distance) = EditDistance::new(edits).filter(|_| edits > 0) else {
            return Form::Word(Word::Plain(word.to_owned()));
        };
        Form::Some(Expanded {
            word: Word::Fuzzy(word.to_owned(), distance),
            begins: word.chars().take(self.begins).collect(),
            near: Some((word.to_owned(), self.swaps)),
            most: self.most,
        })
    }

    pub(super) fn test(&self, word: &str) -> WordTest {
        let edits = usize::from(self.edits(word.chars().count()));
        WordTest::Near { word: word.to_owned(), edits, begins: self.begins, swaps: self.swaps }
    }
}

/// The words of a text.
fn stems(text: &str) -> Vec<Form> {
    Words::new(text).map(|it| Form::Word(Word::Stem(small(it.of(text)).into_owned()))).collect()
}

/// The beginning of a word; `most` forms of it at the most.
pub(super) fn beginning(word: &str, most: Option<usize>) -> Form {
    let word = plain(word).into_owned();
    let pattern =
        Word::Wildcard(Wildcard { parts: vec![WildcardPart::Text(word.clone()), WildcardPart::Run] });
    match most {
        None => Form::Word(pattern),
        Some(most) => Form::Some(Expanded { word: pattern, begins: word, near: None, most }),
    }
}

/// A text asked of a field.
///
/// # Errors
///
/// The field cannot hold it, or is not asked so.
pub(super) fn asked(
    field: FieldRow,
    text: &str,
    asked: &Asked,
    dates: &Dates,
    index: &str,
) -> Result<Clause, ElasticError> {
    match field.kind {
        Kind::Text(of) => of_text(of, text, asked),
        Kind::Index => Ok(if text == index { Clause::All } else { Clause::Nothing }),
        Kind::Keyword(_) => match (&asked.way, &asked.fuzzy) {
            (Way::PhrasePrefix { .. }, _) if asked.is_lenient => Ok(Clause::Nothing),
            (Way::PhrasePrefix { .. }, _) => Err(ElasticError::shard(
                "query_shard_exception",
                format!(
                    "Can only use phrase prefix queries on text fields - not on [{}] which is of type [keyword]",
                    field.name
                ),
            )),
            (Way::Beginning, _) => Ok(Clause::Keyword { field, test: WordTest::Begins(text.to_owned()) }),
            (Way::Words, Some(fuzzy)) => Ok(Clause::Keyword { field, test: fuzzy.test(text) }),
            (Way::Words | Way::Phrase { .. }, _) => {
                Ok(Clause::Keyword { field, test: WordTest::Is(text.to_owned()) })
            }
        },
        Kind::Date(_) => {
            let read = |round| dates.read(&Value::from(text), round);
            match (read(Round::Down), read(Round::Up)) {
                (Ok(from), Ok(to)) => Ok(Clause::Date { field, from, to }),
                (Err(_), _) | (_, Err(_)) if asked.is_lenient => Ok(Clause::Nothing),
                (Err(error), _) | (_, Err(error)) => Err(error),
            }
        }
    }
}

fn of_text(of: TextOf, text: &str, asked: &Asked) -> Result<Clause, ElasticError> {
    let mut words = match &asked.fuzzy {
        Some(fuzzy) => Words::new(text).map(|it| fuzzy.form(&plain(it.of(text)))).collect(),
        None => stems(text),
    };
    if words.is_empty() {
        return Ok(if asked.none_is_all { Clause::All } else { Clause::Nothing });
    }
    let last = || Words::new(text).last().map_or("", |it| it.of(text));
    let phrase =
        |words: Vec<Form>, slop| Clause::Text(TextClause { of, query: TextQuery::Phrase(words, slop) });
    match asked.way {
        Way::Phrase { slop } => return Ok(phrase(words, slop)),
        Way::PhrasePrefix { slop, most } => {
            words = stems(text);
            words.pop();
            words.push(beginning(last(), Some(most)));
            return Ok(phrase(words, slop));
        }
        Way::Beginning => {
            words.pop();
            words.push(beginning(last(), None));
        }
        Way::Words => {}
    }
    let count = words.len();
    let least = match &asked.least {
        None => None,
        Some(value) => Some(least_of(value, count).ok_or_else(|| {
            ElasticError::unsupported(format!(
                "[minimum_should_match] is a number or a percentage, not [{value}]"
            ))
        })?),
    };
    let words_of = |words, join| Clause::Text(TextClause { of, query: TextQuery::Words(words, join) });
    Ok(match (asked.join, least) {
        // Of one word there is nothing to join.
        (Join::And, _) => words_of(words, Join::And),
        (Join::Or, None | Some(0 | 1)) => words_of(words, Join::Or),
        (Join::Or, Some(least)) if least == count => words_of(words, Join::And),
        (Join::Or, Some(_)) if count == 1 => words_of(words, Join::Or),
        (Join::Or, Some(least)) => {
            let should = words.into_iter().map(|it| words_of(vec![it], Join::Or)).collect();
            Clause::Bool(Box::new(BoolClause { should, least, ..BoolClause::default() }))
        }
    })
}

/// A word as it stands in the text, which is not analysed.
pub(super) fn token(of: TextOf, word: &str) -> Clause {
    let mut words = Words::new(word);
    match (words.next(), words.next()) {
        (Some(only), None) if only.of(word) == word && plain(word) == word => Clause::Text(TextClause {
            of,
            query: TextQuery::Words(vec![Form::Word(Word::Plain(word.to_owned()))], Join::Or),
        }),
        _ => Clause::Nothing,
    }
}

/// A pattern of a word as it stands in the text; nothing where it holds what no token does.
pub(super) fn token_like(of: TextOf, pattern: &str) -> Clause {
    if plain(pattern) != pattern && pattern.chars().any(char::is_uppercase) {
        return Clause::Nothing;
    }
    let mut parts: Vec<WildcardPart> = Vec::new();
    let mut literal = String::new();
    let mut push = |part: Option<WildcardPart>, literal: &mut String| {
        if !literal.is_empty() {
            parts.push(WildcardPart::Text(plain(literal).into_owned()));
            literal.clear();
        }
        if let Some(part) = part
            && !(part == WildcardPart::Run && parts.last() == Some(&WildcardPart::Run))
        {
            parts.push(part);
        }
    };
    let mut chars = pattern.chars();
    while let Some(c) = chars.next() {
        match c {
            '*' => push(Some(WildcardPart::Run), &mut literal),
            '?' => push(Some(WildcardPart::One), &mut literal),
            '\\' => literal.extend(chars.next()),
            c => literal.push(c),
        }
    }
    push(None, &mut literal);
    if parts.is_empty() {
        return Clause::Nothing;
    }
    let word = if parts == [WildcardPart::Run] { Word::Any } else { Word::Wildcard(Wildcard { parts }) };
    Clause::Text(TextClause { of, query: TextQuery::Words(vec![Form::Word(word)], Join::Or) })
}

//! Where in a file a record stands.

use crate::article::Origin;
use crate::update::encoding::{Input, number, optional, text};

/// Where in a file a record stands.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Position {
    /// Its number in the file; `None` when the file is the record.
    pub number: Option<u64>,
    /// Its place where that is not its number alone, as in a file with members: then the number only orders the
    /// records of the file.
    pub inner: Option<Inner>,
}

/// A place in a file with members.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Inner {
    /// The names of the members that hold the record, with `!` between them. Empty: the file holds it itself.
    pub path: String,
    /// Its number in the innermost of them.
    pub number: Option<u64>,
}

impl Position {
    /// The record of a file that has no members.
    #[must_use]
    pub fn numbered(number: Option<u64>) -> Position {
        Position { number, inner: None }
    }

    /// The place within the file, which stays when other members come or go.
    pub(super) fn place(&self) -> Inner {
        self.inner.clone().unwrap_or(Inner { path: String::new(), number: self.number })
    }

    /// The place of a record of the file at `path`.
    #[must_use]
    pub fn origin(&self, path: &str) -> Origin {
        match &self.inner {
            None => Origin { path: path.to_owned(), record: self.number },
            Some(Inner { path: inner, number }) if inner.is_empty() => {
                Origin { path: path.to_owned(), record: *number }
            }
            Some(Inner { path: inner, number }) => {
                Origin { path: format!("{path}!{inner}"), record: *number }
            }
        }
    }

    /// Appends it to the bytes of a catalog; `within` marks that a place follows.
    pub(super) fn encode(&self, within: u64, out: &mut Vec<u8>) {
        optional(out, self.number);
        if let Some(inner) = &self.inner {
            number(out, within);
            text(out, &inner.path);
            optional(out, inner.number);
        }
    }

    /// Reads what [`Self::encode`] wrote, and the number that stands behind it.
    pub(super) fn decode(within: u64, input: &mut Input<'_>) -> Option<(Position, u64)> {
        let (number, next) = (input.optional()?, input.number()?);
        if next != within {
            return Some((Position::numbered(number), next));
        }
        let inner = Some(Inner { path: input.text()?, number: input.optional()? });
        Some((Position { number, inner }, input.number()?))
    }
}

/// Numbers the records of a file as they are read.
#[derive(Debug, Default)]
pub(super) struct Positions {
    last: u64,
    has_members: bool,
}

impl Positions {
    /// The position of the next record of the file at `path`, which stands at `origin`.
    pub(super) fn next(&mut self, path: &str, origin: &Origin) -> Position {
        let inner = origin.path.strip_prefix(path).and_then(|rest| rest.strip_prefix('!'));
        self.has_members |= inner.is_some();
        if !self.has_members {
            self.last = origin.record.unwrap_or(self.last);
            return Position::numbered(origin.record);
        }
        self.last += 1;
        let inner = Inner { path: inner.unwrap_or_default().to_owned(), number: origin.record };
        Position { number: Some(self.last), inner: Some(inner) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn origin(path: &str, record: Option<u64>) -> Origin {
        Origin { path: path.to_owned(), record }
    }

    #[test]
    fn a_position_leads_back_to_the_place() {
        let places = [
            origin("a.mbox", Some(1)),
            origin("a.mbox!1/b.zip!c.txt", None),
            origin("a.mbox", Some(2)),
            origin("a.mbox!3/d.jsonl", Some(1)),
            origin("a.mbox!3/d.jsonl", Some(2)),
        ];
        let mut positions = Positions::default();
        let found: Vec<Position> = places.iter().map(|it| positions.next("a.mbox", it)).collect();
        for (at, (position, place)) in found.iter().zip(&places).enumerate() {
            assert_eq!(position.origin("a.mbox"), *place);
            assert_eq!(position.number, Some(at as u64 + 1));
        }
        assert_eq!(found[0].inner, None, "it is told by its number alone");
    }

    #[test]
    fn a_file_without_members_keeps_its_numbers() {
        let mut positions = Positions::default();
        for number in [None, Some(3), Some(7)] {
            assert_eq!(positions.next("a", &origin("a", number)), Position::numbered(number));
        }
        // A name that goes on is no member.
        assert_eq!(positions.next("a", &origin("ab", Some(8))), Position::numbered(Some(8)));
    }

    #[test]
    fn positions_are_written_and_read() {
        let inner = |path: &str, number| Some(Inner { path: path.to_owned(), number });
        for position in [
            Position::default(),
            Position::numbered(Some(300)),
            Position { number: Some(2), inner: inner("łódź/b.txt", None) },
            Position { number: Some(3), inner: inner("", Some(2)) },
        ] {
            let mut bytes = Vec::new();
            position.encode(3, &mut bytes);
            number(&mut bytes, 4);
            assert_eq!(Position::decode(3, &mut Input(&bytes)), Some((position, 4)));
        }
    }
}

//! A text in pieces that are read by themselves, so that no text, however long, is held whole.

use crate::span::ByteSpan;

/// About how many bytes a piece has.
const PIECE: usize = 1 << 18;

/// Cuts a body into pieces: between paragraphs, else at a line break, else at a blank, in the second half of each.
pub(super) fn pieces(body: &str) -> impl Iterator<Item = ByteSpan> + '_ {
    of_length(body, PIECE)
}

fn of_length(body: &str, length: usize) -> impl Iterator<Item = ByteSpan> + '_ {
    let mut at = 0;
    std::iter::from_fn(move || {
        if at >= body.len() {
            return None;
        }
        let start = at;
        let limit = body.floor_char_boundary(start.saturating_add(length));
        at = if limit >= body.len() {
            body.len()
        } else {
            let window = &body[start..limit];
            let cut = window.rfind("\n\n").or_else(|| window.rfind('\n')).or_else(|| window.rfind(' '));
            start + cut.filter(|it| *it > length / 2).map_or(window.len(), |it| it + 1)
        };
        Some(ByteSpan::known(start, at))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cut(body: &str) -> Vec<&str> {
        of_length(body, 10).map(|it| it.of(body)).collect()
    }

    #[test]
    fn pieces_end_between_paragraphs_if_they_can() {
        assert_eq!(cut("one two\n\nthree"), ["one two\n", "\nthree"]);
        assert_eq!(cut("one two\nthree"), ["one two\n", "three"]);
        assert_eq!(cut("one two three"), ["one two ", "three"]);
        assert_eq!(cut("onetwothreefour"), ["onetwothre", "efour"]);
        assert_eq!(cut("on two.ééééé"), ["on two.é", "éééé"]);
        assert_eq!(cut("a bcdefghijkl"), ["a bcdefghi", "jkl"]);
    }

    #[test]
    fn a_short_text_is_one_piece() {
        assert_eq!(cut("1234567890"), ["1234567890"]);
        assert!(cut("").is_empty());
    }
}

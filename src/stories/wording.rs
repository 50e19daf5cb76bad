//! Two wordings of the same, word by word.

use crate::analysis::{Words, plain};
use crate::search::piece::Piece;

/// Words of a wording that are compared; what is longer differs in its beginning if at all.
pub(crate) const MOST_WORDS: usize = 300;

/// The pairs of places of a longest common run of words, gaps allowed.
pub(crate) fn alignment(a: &[String], b: &[String]) -> Vec<(usize, usize)> {
    common(&a[..a.len().min(MOST_WORDS)], &b[..b.len().min(MOST_WORDS)])
}

/// The pairs of places of a longest common run, gaps allowed. The shorter list has at most 65,535 entries.
pub(crate) fn common<T: PartialEq>(a: &[T], b: &[T]) -> Vec<(usize, usize)> {
    let row = b.len() + 1;
    let mut longest = vec![0u16; (a.len() + 1) * row];
    for i in (0..a.len()).rev() {
        for j in (0..b.len()).rev() {
            longest[i * row + j] = if a[i] == b[j] {
                longest[(i + 1) * row + j + 1] + 1
            } else {
                longest[(i + 1) * row + j].max(longest[i * row + j + 1])
            };
        }
    }
    let mut pairs = Vec::new();
    let (mut i, mut j) = (0, 0);
    while i < a.len() && j < b.len() {
        if a[i] == b[j] {
            pairs.push((i, j));
            (i, j) = (i + 1, j + 1);
        } else if longest[(i + 1) * row + j] >= longest[i * row + j + 1] {
            i += 1;
        } else {
            j += 1;
        }
    }
    pairs
}

/// The wording laid against the fullest one, word by word. Its own pieces, put together, are the wording letter by letter.
#[must_use]
pub(crate) fn differences(fullest: &str, wording: &str) -> Vec<Piece> {
    let (full, own) = (Written::of(fullest), Written::of(wording));
    if full.plain == own.plain && !wording.is_empty() {
        return vec![Piece::Same(wording.to_owned())];
    }
    let pairs = alignment(&full.plain, &own.plain);
    let mut pieces = Vec::new();
    let (mut in_full, mut in_own, mut same_from) = (0, 0, 0);
    let ends = std::iter::once((full.plain.len(), own.plain.len()));
    for (a, b) in pairs.into_iter().chain(ends) {
        if a > in_full || b > in_own {
            push(&mut pieces, Piece::Same, own.slice(same_from, in_own));
            push(&mut pieces, Piece::LeftOut, full.words(in_full, a));
            push(&mut pieces, Piece::Added, own.slice(in_own, b));
            same_from = b;
        }
        (in_full, in_own) = (a + 1, b + 1);
    }
    push(&mut pieces, Piece::Same, own.slice(same_from, own.plain.len()));
    pieces
}

fn push(pieces: &mut Vec<Piece>, kind: fn(String) -> Piece, text: &str) {
    if !text.is_empty() {
        pieces.push(kind(text.to_owned()));
    }
}

/// A text as a row of words, each with what stands behind it.
struct Written<'t> {
    text: &'t str,
    /// Where each begins, the first at 0, and where the text ends.
    begins: Vec<usize>,
    plain: Vec<String>,
}

impl Written<'_> {
    fn of(text: &str) -> Written<'_> {
        let (mut begins, mut plain_words) = (Vec::new(), Vec::new());
        for span in Words::new(text) {
            begins.push(if begins.is_empty() { 0 } else { span.start() });
            plain_words.push(plain(span.of(text)).into_owned());
        }
        if begins.is_empty() && !text.is_empty() {
            // Signs alone count as one word.
            begins.push(0);
            plain_words.push(text.to_owned());
        }
        begins.push(text.len());
        Written { text, begins, plain: plain_words }
    }

    /// The same, without the signs in front of them and behind them.
    fn words(&self, from: usize, to: usize) -> &str {
        let slice = self.slice(from, to);
        let bare = slice.trim_matches(|c: char| !c.is_alphanumeric());
        if bare.is_empty() { slice.trim() } else { bare }
    }

    /// The words from one to before another, with what stands behind each.
    fn slice(&self, from: usize, to: usize) -> &str {
        let at = |word: usize| self.begins.get(word).or(self.begins.last()).copied().unwrap_or(0);
        self.text.get(at(from)..at(to)).unwrap_or("")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn wordings_are_laid_side_by_side() {
        assert_eq!(
            differences("We fight to the last brick", "to the very last Brick, if need be"),
            [
                Piece::LeftOut("We fight".into()),
                Piece::Same("to the ".into()),
                Piece::Added("very ".into()),
                Piece::Same("last Brick, ".into()),
                Piece::Added("if need be".into()),
            ]
        );
        assert_eq!(differences("a", "a"), [Piece::Same("a".into())]);
        assert_eq!(differences("", ""), []);
    }

    #[test]
    fn the_pieces_of_a_wording_put_together_are_that_wording() {
        let full = "“It's a real home run – for the harbour, isn't it?”";
        for wording in [
            full,
            "“It's a home run for the harbour, isn't it”",
            "home run",
            "“A home-run, isn’t it … really!”",
            "“…”",
            "“Ich hab's”",
        ] {
            let pieces = differences(full, wording);
            let own: String = pieces
                .iter()
                .filter_map(|it| match it {
                    Piece::Same(text) | Piece::Added(text) => Some(text.as_str()),
                    Piece::LeftOut(_) => None,
                })
                .collect();
            assert_eq!(own, wording);
        }
    }
}

//! Two articles side by side, by sentence and by word.

use rustc_hash::FxHashMap;

use crate::analysis::sentences::sentences;
use crate::analysis::{Words, paragraphs, plain};
use crate::article::Article;
use crate::copies::compare;
use crate::search::piece::Piece;
use crate::search::stories::{Diff, DiffSentence};
use crate::stories::wording::{alignment, common, differences};
use crate::stories::{place_of, read};

/// Pairs of sentences up to which the longest common run is looked for; beyond, each finds the next that is the same.
const MOST_PAIRS: usize = 4 << 20;
/// The share of the words of a sentence that one has in common which is the same sentence in other words, in hundredths.
const REWORDED: usize = 50;

/// What the second article has that the first has not, and the other way around. What is the same, changed and added, put
/// together, is the text of the second, letter by letter.
#[must_use]
pub fn diff(one: &Article, other: &Article) -> Diff {
    let verdict = compare(&read(one), &read(other));
    Diff {
        one: place_of(one),
        other: place_of(other),
        kind: verdict.kind,
        title: differences(one.title_text(), other.title_text()),
        sentences: laid(&one.body, &other.body),
    }
}

/// The sentences of a text with what stands behind each, and their words.
fn told(text: &str) -> Vec<(&str, Vec<String>)> {
    let mut begins: Vec<usize> =
        paragraphs(text).flat_map(|it| sentences(text, it)).map(|it| it.start()).collect();
    if let Some(first) = begins.first_mut() {
        *first = 0;
    } else if !text.is_empty() {
        begins.push(0);
    }
    let ends = begins.iter().skip(1).copied().chain([text.len()]);
    let slices = begins.iter().zip(ends).filter_map(|(&from, to)| text.get(from..to));
    let words = |slice: &str| Words::new(slice).map(|it| plain(it.of(slice)).into_owned()).collect();
    slices.map(|slice| (slice, words(slice))).collect()
}

fn laid(one: &str, other: &str) -> Vec<DiffSentence> {
    let (one, other) = (told(one), told(other));
    let mut found = Vec::new();
    let (mut at, mut at_other) = (0, 0);
    let ends = std::iter::once((one.len(), other.len()));
    for (next, next_other) in same(&one, &other).into_iter().chain(ends) {
        between(&one[at..next], &other[at_other..next_other], &mut found);
        if let Some((text, _)) = other.get(next_other).filter(|_| next < one.len()) {
            found.push(DiffSentence::Same((*text).to_owned()));
        }
        (at, at_other) = (next + 1, next_other + 1);
        if at > one.len() {
            break;
        }
    }
    found
}

/// The pairs of places of the same sentences, in order.
fn same<'w>(one: &'w [(&str, Vec<String>)], other: &'w [(&str, Vec<String>)]) -> Vec<(usize, usize)> {
    if one.len().saturating_mul(other.len()) > MOST_PAIRS {
        let mut places: FxHashMap<&[String], Vec<usize>> = FxHashMap::default();
        (0..).zip(other).for_each(|(at, (_, words))| places.entry(words).or_default().push(at));
        let mut behind = 0;
        let next = |(at, (_, words)): (usize, &(&str, Vec<String>))| {
            let place = places.get(words.as_slice())?.iter().copied().find(|place| *place >= behind)?;
            behind = place + 1;
            Some((at, place))
        };
        return one.iter().enumerate().filter_map(next).collect();
    }
    let words = |sentences: &'w [(&str, Vec<String>)]| -> Vec<&'w [String]> {
        sentences.iter().map(|(_, words)| words.as_slice()).collect()
    };
    common(&words(one), &words(other))
}

/// What stands between two sentences that are the same: sentences in other words, added and left out.
fn between(one: &[(&str, Vec<String>)], other: &[(&str, Vec<String>)], found: &mut Vec<DiffSentence>) {
    let mut at = 0;
    for (text, words) in other {
        let like = (at..one.len()).find(|&place| {
            let shared = alignment(&one[place].1, words).len();
            shared > 0 && shared * 100 >= words.len().max(one[place].1.len()) * REWORDED
        });
        match like {
            Some(place) => {
                found
                    .extend(one[at..place].iter().map(|(text, _)| DiffSentence::LeftOut((*text).to_owned())));
                found.push(DiffSentence::Changed(differences(one[place].0, text)));
                at = place + 1;
            }
            None => found.push(DiffSentence::Added((*text).to_owned())),
        }
    }
    found.extend(one[at..].iter().map(|(text, _)| DiffSentence::LeftOut((*text).to_owned())));
}

impl Diff {
    /// Whether the words are the same.
    #[must_use]
    pub fn is_same(&self) -> bool {
        let is_same = |it: &DiffSentence| matches!(it, DiffSentence::Same(_));
        self.sentences.iter().all(is_same) && self.title.iter().all(|it| matches!(it, Piece::Same(_)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::article::ArticleId;

    fn of(body: &str) -> Article {
        Article { body: body.to_owned(), ..Article::new(ArticleId::new("a").expect("an id")) }
    }

    const ONE: &str = "The wall gave way on Tuesday. Forty houses stand in water.\n\nNobody was hurt. The mayor thanked all.";

    #[test]
    fn sentences_are_the_same_changed_added_or_left_out() {
        let other = "The wall gave way on Tuesday. Fifty houses stand in water.\n\nThe mayor thanked all. Pumps came at noon!";
        let found = diff(&of(ONE), &of(other));
        let shown: Vec<String> = found
            .sentences
            .iter()
            .map(|it| match it {
                DiffSentence::Same(text) => format!("={}", text.trim()),
                DiffSentence::Added(text) => format!("+{}", text.trim()),
                DiffSentence::LeftOut(text) => format!("-{}", text.trim()),
                DiffSentence::Changed(pieces) => format!("~{}", pieces.len()),
            })
            .collect();
        assert_eq!(
            shown,
            [
                "=The wall gave way on Tuesday.",
                "~3",
                "-Nobody was hurt.",
                "=The mayor thanked all.",
                "+Pumps came at noon!"
            ]
        );
        assert!(!found.is_same() && diff(&of(ONE), &of(ONE)).is_same());
    }

    #[test]
    fn what_is_not_left_out_is_the_other_text() {
        for other in
            [ONE, "", "Pumps.", "Forty houses stand in deep water.  Nobody was hurt – the mayor said.\n"]
        {
            let mut text = String::new();
            for it in diff(&of(ONE), &of(other)).sentences {
                match it {
                    DiffSentence::Same(own) | DiffSentence::Added(own) => text.push_str(&own),
                    DiffSentence::LeftOut(_) => {}
                    DiffSentence::Changed(pieces) => text.extend(pieces.into_iter().map(|it| match it {
                        Piece::Same(own) | Piece::Added(own) => own,
                        Piece::LeftOut(_) => String::new(),
                    })),
                }
            }
            assert_eq!(text, other);
        }
    }
}

//! The same quotation told by several articles, and how their wordings differ.
//!
//! Two quotations of one speaker are the same when they have the same words, or when four fifths of the
//! words of the shorter one, and four words at least, stand in the longer one in the same order. Speakers
//! are the same when the last words of their names are, since one article says *Vladimir Putin* and the
//! next *Putin*; two quotations without a known speaker are the same when their words are.

use std::collections::HashMap;

use crate::analysis::Words;
use crate::analysis::plain;
use crate::article::Speaker;
use crate::search::quotes::{Piece, Quoted, Wording};

/// The fewest shared words that make two different wordings one quotation.
const FEWEST_SHARED: usize = 4;
/// Words of a quotation that are compared; what is longer differs in its beginning if at all.
const MOST_WORDS: usize = 300;
/// How many quotations are grouped before it is asked again whether it is late.
const BETWEEN_LOOKS: usize = 64;
/// How many earlier quotations that share three words in a row are compared with a new one.
const MOST_COMPARED: usize = 40;

/// A quotation as one article has it.
#[derive(Debug, Clone)]
pub struct Said {
    /// Whose words.
    pub speaker: Option<Speaker>,
    /// The words and their place.
    pub wording: Wording,
}

/// The quotations, those that are the same together. Once it is late, the others stand alone and without differences.
#[must_use]
pub fn group(said: Vec<Said>, is_late: &dyn Fn() -> bool) -> Vec<Quoted> {
    let words: Vec<Vec<String>> = said.iter().map(|it| plain_words(&it.wording.text)).collect();
    let speakers: Vec<Option<String>> = said.iter().map(|it| it.speaker.as_ref().map(last_name)).collect();
    let mut groups = grouped(&words, &speakers, is_late);
    collect(said, &mut groups, is_late)
}

/// Words in a row, and whose they are.
type Run<'a> = (&'a Option<String>, &'a [String]);
/// The quotations of one group that have a run of words.
type Members = Vec<usize>;

/// The quotations of these words and speakers, those that are the same joined.
fn grouped(words: &[Vec<String>], speakers: &[Option<String>], is_late: &dyn Fn() -> bool) -> Groups {
    let mut groups = Groups::new(words.len());
    let mut shared: HashMap<Run<'_>, Vec<Members>> = HashMap::new();
    for (at, own) in words.iter().enumerate() {
        if at % BETWEEN_LOOKS == 0 && is_late() {
            break;
        }
        let known = speakers[at].is_some();
        let runs: Vec<&[String]> =
            if known && own.len() >= FEWEST_SHARED { own.windows(3).collect() } else { vec![own] };
        let mut compared = 0;
        for run in runs {
            let others = shared.entry((&speakers[at], run)).or_default();
            let mut together = Vec::new();
            for place in (0..others.len()).rev() {
                if compared >= MOST_COMPARED {
                    break;
                }
                if groups.root(at) != groups.root(others[place][0]) {
                    let most = MOST_COMPARED - compared;
                    let like =
                        others[place].iter().rev().take(most).position(|&other| same(own, &words[other]));
                    compared += like.map_or(others[place].len().min(most), |before| before + 1);
                    if like.is_some() {
                        groups.join(others[place][0], at);
                    }
                }
                if groups.root(at) == groups.root(others[place][0]) {
                    // So a group is looked at once, however many members it has.
                    let mut members = others.remove(place);
                    if members.len() < together.len() {
                        std::mem::swap(&mut members, &mut together);
                    }
                    members.append(&mut together);
                    together = members;
                }
            }
            if together.last() != Some(&at) {
                together.push(at);
            }
            others.push(together);
        }
    }
    groups
}

fn same(a: &[String], b: &[String]) -> bool {
    if a == b {
        return true;
    }
    let shorter = a.len().min(b.len());
    shorter >= FEWEST_SHARED && {
        let shared = alignment(a, b).len();
        shared >= FEWEST_SHARED && shared * 5 >= shorter.min(MOST_WORDS) * 4
    }
}

fn collect(said: Vec<Said>, groups: &mut Groups, is_late: &dyn Fn() -> bool) -> Vec<Quoted> {
    let mut order: Vec<usize> = Vec::new();
    let mut members: HashMap<usize, Vec<Said>> = HashMap::new();
    for (at, it) in said.into_iter().enumerate() {
        let root = groups.root(at);
        members
            .entry(root)
            .or_insert_with(|| {
                order.push(root);
                Vec::new()
            })
            .push(it);
    }
    order.iter().filter_map(|root| members.remove(root)).filter_map(|it| quoted(it, is_late)).collect()
}

/// One quotation of its wordings: the fullest first, the others as they came.
fn quoted(mut members: Vec<Said>, is_late: &dyn Fn() -> bool) -> Option<Quoted> {
    let fullness = |it: &Said| Words::new(&it.wording.text).count();
    let fullest = (0..members.len()).rev().max_by_key(|&at| fullness(&members[at]))?;
    // The longest name with a role, where there is one: the others abridge it.
    let speaker = members
        .iter()
        .filter_map(|it| it.speaker.as_ref())
        .max_by_key(|it| (it.name.split_whitespace().count(), it.role.is_some()))
        .cloned();
    members[..=fullest].rotate_right(1);
    let mut wordings: Vec<Wording> = members.into_iter().map(|it| it.wording).collect();
    let (first, rest) = wordings.split_first_mut()?;
    for (at, other) in rest.iter_mut().enumerate() {
        if at % BETWEEN_LOOKS == BETWEEN_LOOKS - 1 && is_late() {
            break;
        }
        other.differences = differences(&first.text, &other.text);
    }
    Some(Quoted { speaker, wordings })
}

/// The wording laid against the fullest one, word by word.
#[must_use]
pub fn differences(fullest: &str, wording: &str) -> Vec<Piece> {
    let (full, own) = (written_words(fullest), written_words(wording));
    let plain_of = |words: &[&str]| words.iter().map(|it| plain(it).into_owned()).collect::<Vec<_>>();
    let pairs = alignment(&plain_of(&full), &plain_of(&own));
    let mut pieces = Vec::new();
    let (mut in_full, mut in_own) = (0, 0);
    let mut same: Vec<&str> = Vec::new();
    let ends = std::iter::once((full.len(), own.len()));
    for (a, b) in pairs.into_iter().chain(ends) {
        if a > in_full || b > in_own {
            push(&mut pieces, Piece::Same, &mut same);
        }
        push(&mut pieces, Piece::LeftOut, &mut full[in_full..a].to_vec());
        push(&mut pieces, Piece::Added, &mut own[in_own..b].to_vec());
        same.extend(own.get(b));
        (in_full, in_own) = (a + 1, b + 1);
    }
    push(&mut pieces, Piece::Same, &mut same);
    pieces
}

fn push(pieces: &mut Vec<Piece>, kind: fn(String) -> Piece, words: &mut Vec<&str>) {
    if !words.is_empty() {
        pieces.push(kind(words.join(" ")));
        words.clear();
    }
}

/// The pairs of places of a longest common run of words, gaps allowed.
fn alignment(a: &[String], b: &[String]) -> Vec<(usize, usize)> {
    let (a, b) = (&a[..a.len().min(MOST_WORDS)], &b[..b.len().min(MOST_WORDS)]);
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

fn written_words(text: &str) -> Vec<&str> {
    Words::new(text).map(|span| span.of(text)).collect()
}

fn plain_words(text: &str) -> Vec<String> {
    Words::new(text).map(|span| plain(span.of(text)).into_owned()).collect()
}

fn last_name(speaker: &Speaker) -> String {
    let mut words = plain_words(&speaker.name);
    if words.len() > 1 && words.last().is_some_and(|last| last == "jr" || last == "sr") {
        words.pop();
    }
    words.pop().unwrap_or_default()
}

/// Which of them belong together.
struct Groups {
    parents: Vec<usize>,
    #[cfg(test)]
    steps: usize,
}

impl Groups {
    fn new(count: usize) -> Groups {
        Groups {
            parents: (0..count).collect(),
            #[cfg(test)]
            steps: 0,
        }
    }

    fn root(&mut self, mut at: usize) -> usize {
        #[cfg(test)]
        {
            self.steps += 1;
        }
        while self.parents[at] != at {
            self.parents[at] = self.parents[self.parents[at]];
            at = self.parents[at];
        }
        at
    }

    fn join(&mut self, one: usize, other: usize) {
        let (one, other) = (self.root(one), self.root(other));
        self.parents[one.max(other)] = one.min(other);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::article::{ArticleId, QuotationKind, SpeakerKind};
    use crate::span::{ByteSpan, TextSpan};

    fn said(speaker: Option<&str>, text: &str) -> Said {
        Said {
            speaker: speaker.map(|name| Speaker { name: name.into(), kind: SpeakerKind::Person, role: None }),
            wording: Wording {
                text: text.into(),
                marks: Vec::new(),
                span: TextSpan { bytes: ByteSpan::known(0, text.len()), start_char: 0, end_char: 0 },
                kind: QuotationKind::Direct,
                confidence: 1.0,
                id: ArticleId::new("a").expect("not blank"),
                title: None,
                place: None,
                date: None,
                source: None,
                differences: Vec::new(),
            },
        }
    }

    #[track_caller]
    fn check(all: &[(Option<&str>, &str)], expected: &[&[&str]]) {
        let grouped = group(all.iter().map(|(speaker, text)| said(*speaker, text)).collect(), &|| false);
        let seen: Vec<Vec<&str>> =
            grouped.iter().map(|it| it.wordings.iter().map(|it| it.text.as_str()).collect()).collect();
        assert_eq!(seen, expected);
    }

    #[test]
    fn near_the_same_words_of_one_speaker_are_one_quotation() {
        let (short, long) = ("to the last brick", "We will fight to the last brick, if need be.");
        check(&[(Some("Poe"), short), (Some("Ada Poe"), long)], &[&[long, short]]);
        check(&[(Some("Poe"), short), (Some("Bo Lee"), long)], &[&[short], &[long]]);
        check(&[(None, short), (None, long), (None, short)], &[&[short, short], &[long]]);
    }

    #[test]
    fn twice_as_many_quotations_take_twice_the_work() {
        let steps = |count: usize, text: &dyn Fn(usize) -> String| {
            let words: Vec<_> = (0..count).map(|at| plain_words(&text(at))).collect();
            grouped(&words, &vec![Some("poe".to_owned()); count], &|| false).steps
        };
        let texts: [&dyn Fn(usize) -> String; 4] = [
            &|_| "We will not comment on this matter at all today".to_owned(),
            &|at| format!("We will not comment on matter {at} at all today, said he"),
            &|at| format!("we do not {at} know of any {at} such plan {at}"),
            &|_| "no no no no no no".to_owned(),
        ];
        for text in texts {
            let (some, twice) = (steps(1_000, text), steps(2_000, text));
            assert!(twice <= some * 5 / 2, "{some} and {twice} steps: {}", text(0));
        }
    }

    #[test]
    fn a_group_goes_on_growing_by_its_members_different_wordings() {
        let all = [
            "we rebuild the old bridge",
            "rebuild the old bridge and the quay",
            "quay and the lighthouse beacon",
        ];
        check(&all.map(|it| (Some("Poe"), it)), &[&[all[1], all[0]], &[all[2]]]);
        let link = "rebuild the old bridge and the quay and the lighthouse";
        check(
            &[(Some("Poe"), all[0]), (Some("Poe"), all[2]), (Some("Poe"), link)],
            &[&[link, all[0], all[2]]],
        );
    }

    #[test]
    fn few_shared_words_are_not_enough() {
        let (one, other) = ("the last brick", "the last brick of the tower is here");
        check(&[(Some("Poe"), one), (Some("Poe"), other)], &[&[one], &[other]]);
        let (one, other) = ("we do not want this war at all", "we do not want that peace any more");
        check(&[(Some("Poe"), one), (Some("Poe"), other)], &[&[one], &[other]]);
    }

    #[test]
    fn wordings_are_laid_side_by_side() {
        assert_eq!(
            differences("We fight to the last brick", "to the very last Brick, if need be"),
            [
                Piece::LeftOut("We fight".into()),
                Piece::Same("to the".into()),
                Piece::Added("very".into()),
                Piece::Same("last Brick".into()),
                Piece::Added("if need be".into()),
            ]
        );
        assert_eq!(differences("a", "a"), [Piece::Same("a".into())]);
        assert_eq!(differences("", ""), []);
    }

    #[test]
    fn many_quotations_of_the_same_words_take_linear_time() {
        let all: Vec<Said> = (0..3_000).map(|_| said(Some("Poe"), "to the last brick we go")).collect();
        assert_eq!(group(all.clone(), &|| false).len(), 1);
        assert_eq!(group(all, &|| true).len(), 3_000, "late: none is joined");
    }

    #[test]
    fn it_is_asked_now_and_then_whether_it_is_late() {
        let all: Vec<Said> = (0..1_000).map(|_| said(Some("Poe"), "to the last brick we go")).collect();
        let asked = std::cell::Cell::new(0);
        let late_after = |looks: usize| {
            asked.set(0);
            let grouped = group(all.clone(), &|| {
                asked.set(asked.get() + 1);
                asked.get() > looks
            });
            (grouped.len(), grouped.iter().map(|it| it.wordings.len()).sum::<usize>())
        };
        // Whatever is late, no quotation is lost.
        assert_eq!(late_after(2), (1_000 - 2 * BETWEEN_LOOKS + 1, 1_000));
        assert_eq!(late_after(usize::MAX), (1, 1_000));
        assert!(asked.get() > 1_000 / BETWEEN_LOOKS, "differences ask too");
    }
}

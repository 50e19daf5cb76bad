//! The same quotation told by several articles, and how their wordings differ.
//!
//! What is one utterance is decided by [`crate::quotes::utterance`]; quotations that hang together are one chain. The
//! speaker is what most of its places say.

use std::collections::HashMap;
use std::hash::BuildHasher;

use rustc_hash::FxBuildHasher;

use crate::analysis::Words;
use crate::date::Dating;
use crate::quotes::utterance::{Utterance, Vocabulary, surname};
use crate::search::quotes::{Quoted, Wording};
use crate::stories::wording::differences;

/// Words in a row that two quotations of one person share.
const RUN: usize = 3;
/// Words in a row that two quotations share whoever says them.
const LONGER_RUN: usize = 4;
/// How many quotations are grouped before it is asked again whether it is late.
const BETWEEN_LOOKS: usize = 64;
/// How many earlier quotations that share words in a row are compared with a new one.
const MOST_COMPARED: usize = 40;

/// A quotation as one article has it.
#[derive(Debug, Clone)]
pub struct Said {
    /// The words, their place, and whose they are.
    pub wording: Wording,
}

impl Said {
    /// By day and time, those without a day last, then by article and place.
    pub(super) fn order(&self) -> impl Ord + use<'_> {
        let Wording { dating, id, span, .. } = &self.wording;
        (dating.is_none(), dating.map(Dating::order), id, span.bytes.start())
    }
}

/// The quotations, those that are the same together, without their [differences](tell_differences). Once it is late, the
/// others stand alone.
#[must_use]
pub fn group(said: Vec<Said>, is_late: &dyn Fn() -> bool) -> Vec<Quoted> {
    let mut vocabulary = Vocabulary::default();
    let read = |it: &Said| {
        let day = it.wording.dating.map(|dating| dating.day.number());
        Utterance::new(&mut vocabulary, &it.wording.text, it.wording.speaker.as_ref(), day)
    };
    let utterances: Vec<Utterance> = said.iter().map(read).collect();
    let mut groups = grouped(&utterances, is_late);
    drop(utterances);
    collect(said, &mut groups)
}

/// Tells of each wording how it differs from the fullest one. Once it is late, the others are left without.
pub fn tell_differences(quoted: &mut [Quoted], is_late: &dyn Fn() -> bool) {
    let mut told = 0;
    for Quoted { wordings, fullest, .. } in quoted {
        let Some(full) = wordings.get(*fullest).map(|it| it.text.clone()) else { continue };
        for (_, it) in wordings.iter_mut().enumerate().filter(|(at, _)| at != fullest) {
            told += 1;
            if told % BETWEEN_LOOKS == 0 && is_late() {
                return;
            }
            it.differences = differences(&full, &it.text);
        }
    }
}

/// Words in a row, and whose they are.
type Run<'a> = (Option<u32>, &'a [u32]);
/// The quotations of one group that have a run of words.
type Members = Vec<usize>;

/// Which runs more than one quotation may have. A run that one alone has leads to nothing and is not kept.
struct Repeated {
    /// How often runs of a hash came, up to twice.
    counts: Vec<u8>,
}

impl Repeated {
    fn of<'a>(utterances: &'a [Utterance], runs_of: &dyn Fn(&'a Utterance) -> Vec<Run<'a>>) -> Repeated {
        let words: usize = utterances.iter().map(|it| it.words.len() + 1).sum();
        let mut repeated = Repeated { counts: vec![0; (words * 2).next_power_of_two()] };
        for run in utterances.iter().flat_map(runs_of) {
            let slot = repeated.slot(&run);
            repeated.counts[slot] = (repeated.counts[slot] + 1).min(2);
        }
        repeated
    }

    fn slot(&self, run: &Run<'_>) -> usize {
        let hash = usize::try_from(FxBuildHasher.hash_one(run) >> 8).unwrap_or_default();
        hash & (self.counts.len() - 1)
    }

    fn holds(&self, run: &Run<'_>) -> bool {
        self.counts[self.slot(run)] > 1
    }
}

/// The utterances, those that are the same joined.
fn grouped(utterances: &[Utterance], is_late: &dyn Fn() -> bool) -> Groups {
    let mut groups = Groups::new(utterances.len());
    join(utterances, &mut groups, is_late, &|it| match it.surname {
        Some(name) if it.words.len() > RUN => it.words.windows(RUN).map(|run| (Some(name), run)).collect(),
        name => vec![(name, &*it.words)],
    });
    join(utterances, &mut groups, is_late, &|it| {
        let len = LONGER_RUN.min(it.words.len()).max(1);
        it.words.windows(len).map(|run| (None, run)).collect()
    });
    groups
}

/// Joins what is the same among the utterances that have a run in common.
fn join<'a>(
    utterances: &'a [Utterance],
    groups: &mut Groups,
    is_late: &dyn Fn() -> bool,
    runs_of: &dyn Fn(&'a Utterance) -> Vec<Run<'a>>,
) {
    let repeated = Repeated::of(utterances, runs_of);
    let mut shared: HashMap<Run<'_>, Vec<Members>, FxBuildHasher> = HashMap::default();
    for (at, own) in utterances.iter().enumerate() {
        if at % BETWEEN_LOOKS == 0 && is_late() {
            break;
        }
        let mut compared = 0;
        for run in runs_of(own).into_iter().filter(|run| repeated.holds(run)) {
            let others = shared.entry(run).or_default();
            let mut together = Vec::new();
            for place in (0..others.len()).rev() {
                if compared >= MOST_COMPARED {
                    break;
                }
                if groups.root(at) != groups.root(others[place][0]) {
                    let most = MOST_COMPARED - compared;
                    let mut latest = others[place].iter().rev().take(most);
                    let like = latest.position(|&other| own.is_same_as(&utterances[other]));
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
}

fn collect(said: Vec<Said>, groups: &mut Groups) -> Vec<Quoted> {
    let mut order: Vec<Vec<Wording>> = Vec::new();
    let mut place_of: HashMap<usize, usize, FxBuildHasher> = HashMap::default();
    for (at, it) in said.into_iter().enumerate() {
        let place = *place_of.entry(groups.root(at)).or_insert_with(|| {
            order.push(Vec::new());
            order.len() - 1
        });
        order[place].push(it.wording);
    }
    order.into_iter().filter_map(quoted).collect()
}

/// One quotation of its wordings, in the order of time, those without a day last.
fn quoted(mut wordings: Vec<Wording>) -> Option<Quoted> {
    wordings.sort_by_key(|it| (it.dating.is_none(), it.dating.map(|dating| dating.order())));
    wordings.shrink_to_fit();
    let fullness = |it: &Wording| Words::new(&it.text).count();
    let fullest = match wordings.len() {
        0 => return None,
        1 => 0,
        count => (0..count).rev().max_by_key(|&at| fullness(&wordings[at]))?,
    };
    let speakers = named(&wordings);
    // The longest name with a role, where there is one: the others abridge it.
    let most = speakers.iter().find_map(|(name, _)| name.clone());
    let called = most.map(|name| surname(&name));
    let speaker = wordings
        .iter()
        .filter_map(|it| it.speaker.as_ref())
        .filter(|it| Some(surname(&it.name)) == called)
        .max_by_key(|it| (it.name.split_whitespace().count(), it.role.is_some()))
        .cloned();
    Some(Quoted { speaker, speakers, wordings, fullest })
}

/// Who is named for the wordings, in how many, most first; spellings with one last word count as one, under the longest.
fn named(wordings: &[Wording]) -> Vec<(Option<String>, usize)> {
    let mut counts: Vec<(Option<String>, usize)> = Vec::new();
    let mut lasts: Vec<Option<String>> = Vec::new();
    for it in wordings {
        let name = it.speaker.as_ref().map(|it| it.name.as_str());
        let last = name.map(surname);
        match lasts.iter().position(|it| *it == last) {
            Some(at) => {
                let (known, count) = &mut counts[at];
                *count += 1;
                if let (Some(known), Some(name)) = (known, name)
                    && name.split_whitespace().count() > known.split_whitespace().count()
                {
                    name.clone_into(known);
                }
            }
            None => {
                counts.push((name.map(str::to_owned), 1));
                lasts.push(last);
            }
        }
    }
    // Of as many the one that is named first.
    counts.sort_by_key(|(_, count)| std::cmp::Reverse(*count));
    counts
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
    use crate::article::{ArticleId, QuotationKind, Speaker, SpeakerKind};
    use crate::span::{ByteSpan, TextSpan};

    fn said(speaker: Option<&str>, text: &str) -> Said {
        Said {
            wording: Wording {
                text: text.into(),
                marks: Vec::new(),
                span: TextSpan { bytes: ByteSpan::known(0, text.len()), start_char: 0, end_char: 0 },
                kind: QuotationKind::Direct,
                speaker: speaker.map(|name| Speaker {
                    name: name.into(),
                    kind: SpeakerKind::Person,
                    role: None,
                }),
                confidence: 1.0,
                id: ArticleId::new("a").expect("not blank"),
                title: None,
                place: None,
                dating: None,
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
        check(&[(Some("Poe"), short), (Some("Ada Poe"), long)], &[&[short, long]]);
        check(&[(Some("Poe"), short), (Some("Bo Lee"), long)], &[&[short], &[long]]);
        check(&[(None, short), (None, long), (None, short)], &[&[short, short], &[long]]);
    }

    #[test]
    fn twice_as_many_quotations_take_twice_the_work() {
        let steps = |count: usize, text: &dyn Fn(usize) -> String| {
            let poe = Speaker { name: "Poe".into(), kind: SpeakerKind::Person, role: None };
            let mut vocabulary = Vocabulary::default();
            let told: Vec<_> =
                (0..count).map(|at| Utterance::new(&mut vocabulary, &text(at), Some(&poe), None)).collect();
            grouped(&told, &|| false).steps
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
        check(&all.map(|it| (Some("Poe"), it)), &[&[all[0], all[1]], &[all[2]]]);
        let link = "rebuild the old bridge and the quay and the lighthouse beacon";
        check(
            &[(Some("Poe"), all[0]), (Some("Poe"), all[2]), (Some("Poe"), link)],
            &[&[all[0], all[2], link]],
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
            let is_late = || {
                asked.set(asked.get() + 1);
                asked.get() > looks
            };
            let mut grouped = group(all.clone(), &is_late);
            let found = (grouped.len(), grouped.iter().map(|it| it.wordings.len()).sum::<usize>());
            tell_differences(&mut grouped, &is_late);
            found
        };
        // Whatever is late, no quotation is lost.
        assert_eq!(late_after(2), (1_000 - 2 * BETWEEN_LOOKS + 1, 1_000));
        assert_eq!(late_after(usize::MAX), (1, 1_000));
        assert!(asked.get() > 1_000 / BETWEEN_LOOKS, "differences ask too");
    }
}

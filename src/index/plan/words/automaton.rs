//! Automata over the bytes of terms.

use std::sync::OnceLock;

use levenshtein_automata::{DFA, Distance, LevenshteinAutomatonBuilder};
use tantivy_fst::Automaton;

use crate::query::EditDistance;
use crate::query::{Wildcard, WildcardPart};

/// What every word of a distance shares; to work it out takes as long as to read a dictionary.
static BUILDERS: [OnceLock<LevenshteinAutomatonBuilder>; EditDistance::MAX as usize + 1] =
    [const { OnceLock::new() }; EditDistance::MAX as usize + 1];

/// Terms within an edit distance (optimal string alignment on code points) of a word.
pub(crate) struct NearAutomaton {
    dfa: DFA,
    distance: u8,
}

impl NearAutomaton {
    pub(crate) fn new(word: &str, distance: EditDistance) -> NearAutomaton {
        let distance = distance.edits();
        let builder =
            BUILDERS[usize::from(distance)].get_or_init(|| LevenshteinAutomatonBuilder::new(distance, true));
        NearAutomaton { dfa: builder.build_dfa(word), distance }
    }

    /// The edits between the word and a term, when they are within the distance.
    pub(crate) fn edits(&self, term: &str) -> Option<u8> {
        self.within(self.dfa.eval(term))
    }

    fn within(&self, distance: Distance) -> Option<u8> {
        match distance {
            Distance::Exact(edits) if edits <= self.distance => Some(edits),
            Distance::Exact(_) | Distance::AtLeast(_) => None,
        }
    }
}

impl Automaton for NearAutomaton {
    type State = u32;

    fn start(&self) -> u32 {
        self.dfa.initial_state()
    }

    fn is_match(&self, state: &u32) -> bool {
        self.within(self.dfa.distance(*state)).is_some()
    }

    fn can_match(&self, state: &u32) -> bool {
        *state != levenshtein_automata::SINK_STATE
    }

    fn accept(&self, state: &u32, byte: u8) -> u32 {
        self.dfa.transition(*state, byte)
    }
}

/// Another automaton behind a fixed beginning, which is not empty.
pub(crate) struct Behind<'a, A> {
    pub(crate) prefix: &'a [u8],
    pub(crate) automaton: &'a A,
}

/// How far a term has got.
#[derive(Clone)]
pub(crate) enum BehindState<S> {
    /// So many bytes of the beginning have been seen.
    Before(usize),
    /// In the automaton behind it.
    Within(S),
    /// The beginning is another.
    Never,
}

impl<A: Automaton> Automaton for Behind<'_, A>
where
    A::State: Clone,
{
    type State = BehindState<A::State>;

    fn start(&self) -> Self::State {
        BehindState::Before(0)
    }

    fn is_match(&self, state: &Self::State) -> bool {
        matches!(state, BehindState::Within(state) if self.automaton.is_match(state))
    }

    fn can_match(&self, state: &Self::State) -> bool {
        match state {
            BehindState::Before(_) => true,
            BehindState::Within(state) => self.automaton.can_match(state),
            BehindState::Never => false,
        }
    }

    fn accept(&self, state: &Self::State, byte: u8) -> Self::State {
        match state {
            BehindState::Before(seen) if self.prefix.get(*seen) == Some(&byte) => {
                if seen + 1 == self.prefix.len() {
                    BehindState::Within(self.automaton.start())
                } else {
                    BehindState::Before(seen + 1)
                }
            }
            BehindState::Before(_) | BehindState::Never => BehindState::Never,
            BehindState::Within(state) => BehindState::Within(self.automaton.accept(state, byte)),
        }
    }
}

/// A step of a wildcard over bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Step {
    /// This byte.
    Byte(u8),
    /// The first byte of any character.
    Lead,
    /// So many more bytes of a character: 3, 2, 1.
    Rest(u8),
    /// Any run of bytes.
    Run,
}

/// A wildcard as a nondeterministic automaton; a state is the set of steps it may stand before.
#[derive(Debug)]
pub(crate) struct WildcardAutomaton {
    steps: Vec<Step>,
    words: usize,
}

impl WildcardAutomaton {
    pub(crate) fn new(pattern: &Wildcard) -> WildcardAutomaton {
        let mut steps = Vec::new();
        for part in &pattern.parts {
            match part {
                WildcardPart::Text(text) => steps.extend(text.bytes().map(Step::Byte)),
                WildcardPart::One => {
                    steps.extend([Step::Lead, Step::Rest(3), Step::Rest(2), Step::Rest(1)]);
                }
                WildcardPart::Run => steps.push(Step::Run),
            }
        }
        let words = steps.len() / 64 + 1;
        WildcardAutomaton { steps, words }
    }

    /// Adds a step to a set, and those that a run lets follow at once.
    fn enter(&self, set: &mut [u64], mut step: usize) {
        loop {
            set[step / 64] |= 1 << (step % 64);
            if self.steps.get(step) != Some(&Step::Run) {
                return;
            }
            step += 1;
        }
    }
}

/// The steps a term may stand before, one bit each; the one behind the last step is the end.
type Steps = Vec<u64>;

impl Automaton for WildcardAutomaton {
    type State = Steps;

    fn start(&self) -> Steps {
        let mut set = vec![0; self.words];
        self.enter(&mut set, 0);
        set
    }

    fn is_match(&self, state: &Steps) -> bool {
        let end = self.steps.len();
        state[end / 64] >> (end % 64) & 1 == 1
    }

    fn can_match(&self, state: &Steps) -> bool {
        state.iter().any(|&word| word != 0)
    }

    fn accept(&self, state: &Steps, byte: u8) -> Steps {
        let mut next = vec![0; self.words];
        for (at, &word) in state.iter().enumerate() {
            let mut left = word;
            while left != 0 {
                let step = at * 64 + left.trailing_zeros() as usize;
                left &= left - 1;
                match self.steps.get(step) {
                    Some(Step::Byte(wanted)) if *wanted == byte => self.enter(&mut next, step + 1),
                    Some(Step::Run) => self.enter(&mut next, step),
                    Some(Step::Lead) => match byte {
                        0..=0x7f => self.enter(&mut next, step + 4),
                        0xc0..=0xdf => self.enter(&mut next, step + 3),
                        0xe0..=0xef => self.enter(&mut next, step + 2),
                        0xf0..=0xff => self.enter(&mut next, step + 1),
                        0x80..=0xbf => {}
                    },
                    Some(Step::Rest(_)) if byte & 0xc0 == 0x80 => self.enter(&mut next, step + 1),
                    Some(Step::Byte(_) | Step::Rest(_)) | None => {}
                }
            }
        }
        next
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pattern(text: &str) -> Wildcard {
        let mut parts = Vec::new();
        for c in text.chars() {
            match (c, parts.last_mut()) {
                ('*', _) => parts.push(WildcardPart::Run),
                ('?', _) => parts.push(WildcardPart::One),
                (c, Some(WildcardPart::Text(text))) => text.push(c),
                (c, _) => parts.push(WildcardPart::Text(c.to_string())),
            }
        }
        Wildcard { parts }
    }

    fn accepts<A: Automaton>(automaton: &A, term: &str) -> bool {
        let end = term.bytes().fold(automaton.start(), |state, byte| automaton.accept(&state, byte));
        automaton.is_match(&end)
    }

    #[test]
    fn a_wildcard_accepts_what_fits_it() {
        for (wildcard, fits, fails) in [
            ("negotiat*", vec!["negotiat", "negotiation"], vec!["negotia", "renegotiate"]),
            ("?yiv", vec!["kyiv", "łyiv", "😀yiv"], vec!["yiv", "kkyiv"]),
            ("*burg", vec!["burg", "hamburg", "burgburg"], vec!["burgs", "bur"]),
            ("o*?n", vec!["oxn", "oén", "onnn"], vec!["on", "no"]),
            ("*", vec!["", "x"], vec![]),
        ] {
            let automaton = WildcardAutomaton::new(&pattern(wildcard));
            for term in fits {
                assert!(accepts(&automaton, term), "{wildcard} {term}");
            }
            for term in fails {
                assert!(!accepts(&automaton, term), "{wildcard} {term}");
            }
        }
    }

    #[test]
    fn a_prefix_must_be_there_first() {
        let automaton = WildcardAutomaton::new(&pattern("a*"));
        let behind = Behind { prefix: b"\x02de", automaton: &automaton };
        assert!(accepts(&behind, "\u{2}deab"));
        assert!(!accepts(&behind, "ab"));
        assert!(!accepts(&behind, "\u{2}deb"));
    }
}

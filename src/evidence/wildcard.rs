//! Words that fit a pattern.
//!
//! A pattern of n characters against a word of m takes n·m/64 steps, whatever the two look like.

use crate::query::{Wildcard, WildcardPart};

/// A pattern, ready to be compared with many plain forms.
#[derive(Debug, Clone)]
pub(crate) struct WildcardMatcher {
    /// The literal text before the first and behind the last mark.
    prefix: String,
    suffix: String,
    middle: Middle,
}

/// What lies between the literal ends.
#[derive(Debug, Clone)]
enum Middle {
    /// Nothing: the pattern has no mark, and all of it is the prefix.
    Nothing,
    /// Any run.
    Run,
    /// Marks with literal text between them.
    Steps(Steps),
}

impl WildcardMatcher {
    /// Makes the pattern ready.
    #[must_use]
    pub(crate) fn new(pattern: &Wildcard) -> WildcardMatcher {
        let literal = |part: &WildcardPart| match part {
            WildcardPart::Text(text) => Some(text.clone()),
            WildcardPart::One | WildcardPart::Run => None,
        };
        let mut parts = pattern.parts.as_slice();
        let mut prefix = String::new();
        while let Some((first, others)) = parts.split_first()
            && let Some(text) = literal(first)
        {
            prefix.push_str(&text);
            parts = others;
        }
        let mut suffix = String::new();
        while let Some((last, others)) = parts.split_last()
            && let Some(text) = literal(last)
        {
            suffix.insert_str(0, &text);
            parts = others;
        }
        let middle = match parts {
            [] => Middle::Nothing,
            _ if parts.iter().all(|part| *part == WildcardPart::Run) => Middle::Run,
            _ => Middle::Steps(Steps::new(parts)),
        };
        WildcardMatcher { prefix, suffix, middle }
    }

    /// The literal text with which every word that fits begins; may be empty.
    #[must_use]
    pub(crate) fn prefix(&self) -> &str {
        &self.prefix
    }

    /// Whether the plain form fits.
    #[must_use]
    pub(crate) fn matches(&self, plain: &str) -> bool {
        let Some(rest) = plain.strip_prefix(self.prefix.as_str()) else { return false };
        let Some(rest) = rest.strip_suffix(self.suffix.as_str()) else { return false };
        match &self.middle {
            Middle::Nothing => rest.is_empty(),
            Middle::Run => true,
            Middle::Steps(steps) => steps.matches(rest),
        }
    }
}

/// One step of a pattern: a character, or any one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Step {
    Char(char),
    One,
}

/// An automaton whose states are bits: bit i is set when the first i steps have been read.
#[derive(Debug, Clone)]
struct Steps {
    steps: Vec<Step>,
    /// The states that stay set whatever comes: there stands a `*`.
    stays: Vec<u64>,
    /// The different characters of the pattern, sorted, each with the states from which it leads
    /// on; the states that any character leads on from are among them.
    leads_on: Vec<(char, Vec<u64>)>,
    any_leads_on: Vec<u64>,
}

impl Steps {
    fn new(parts: &[WildcardPart]) -> Steps {
        let mut steps = Vec::new();
        let mut runs = Vec::new();
        for part in parts {
            match part {
                WildcardPart::Text(text) => steps.extend(text.chars().map(Step::Char)),
                WildcardPart::One => steps.push(Step::One),
                WildcardPart::Run => runs.push(steps.len()),
            }
        }
        let words = steps.len() / 64 + 1;
        let mut stays = vec![0; words];
        runs.iter().for_each(|&at| set(&mut stays, at));
        let mut any_leads_on = vec![0; words];
        for (at, step) in steps.iter().enumerate() {
            if *step == Step::One {
                set(&mut any_leads_on, at);
            }
        }
        let mut chars: Vec<char> = steps
            .iter()
            .filter_map(|step| match step {
                Step::Char(c) => Some(*c),
                Step::One => None,
            })
            .collect();
        chars.sort_unstable();
        chars.dedup();
        let mut leads_on: Vec<_> = chars.into_iter().map(|c| (c, any_leads_on.clone())).collect();
        for (at, step) in steps.iter().enumerate() {
            if let Step::Char(c) = step
                && let Ok(index) = leads_on.binary_search_by_key(c, |it| it.0)
            {
                set(&mut leads_on[index].1, at);
            }
        }
        Steps { steps, stays, leads_on, any_leads_on }
    }

    fn leading_on(&self, c: char) -> &[u64] {
        match self.leads_on.binary_search_by_key(&c, |it| it.0) {
            Ok(index) => &self.leads_on[index].1,
            Err(_) => &self.any_leads_on,
        }
    }

    fn matches(&self, text: &str) -> bool {
        let end = self.steps.len();
        if let [stays] = *self.stays {
            let mut states = 1u64;
            for c in text.chars() {
                states = (states & self.leading_on(c)[0]) << 1 | (states & stays);
                if states == 0 {
                    return false;
                }
            }
            return states >> end & 1 == 1;
        }
        let mut states = vec![0u64; self.stays.len()];
        states[0] = 1;
        for c in text.chars() {
            let leading_on = self.leading_on(c);
            let mut carry = 0;
            for (at, state) in states.iter_mut().enumerate() {
                let goes_on = *state & leading_on[at];
                *state = goes_on << 1 | carry | (*state & self.stays[at]);
                carry = goes_on >> 63;
            }
        }
        states[end / 64] >> (end % 64) & 1 == 1
    }
}

fn set(bits: &mut [u64], at: usize) {
    bits[at / 64] |= 1 << (at % 64);
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::query::glob_pattern;

    fn fits(typed: &str, word: &str) -> bool {
        WildcardMatcher::new(&glob_pattern(typed)).matches(word)
    }

    #[test]
    fn patterns_fit_whole_words() {
        for (typed, fitting, others) in [
            ("negotiat*", &["negotiat", "negotiate", "negotiations"][..], &["negotia", "renegotiate"][..]),
            ("?yiv", &["kyiv", "éyiv"], &["yiv", "kkyiv"]),
            ("organi?e", &["organise", "organize"], &["organie", "organised"]),
            ("*burg", &["burg", "petersburg", "burgburg"], &["burger"]),
            ("a*a", &["aa", "aba", "aaa"], &["a", "ab"]),
            ("*an*an*", &["anan", "banana", "xanyanz"], &["ana", "an"]),
            ("a?*c", &["abc", "abbc"], &["ac", "abcd"]),
            ("*??", &["ab", "abc"], &["a", ""]),
            ("*", &["", "a"], &[]),
            ("ab", &["ab"], &["abc", "a"]),
            ("*a?a*b", &["aaab", "cacaxb"], &["aab", "aa"]),
        ] {
            for word in fitting {
                assert!(fits(typed, word), "{typed} {word}");
            }
            for word in others {
                assert!(!fits(typed, word), "{typed} {word}");
            }
        }
    }

    #[test]
    fn a_long_pattern_fits_as_a_short_one() {
        let text = "ab".repeat(100);
        assert!(fits(&format!("*{}?*", "?b".repeat(99)), &text));
        assert!(!fits(&format!("*{}??*", "?b".repeat(100)), &text));
        assert!(fits(&format!("?{}*", "b?".repeat(80)), &text));
    }

    #[test]
    fn the_literal_beginning_is_known() {
        assert_eq!(WildcardMatcher::new(&glob_pattern("negotiat*ng")).prefix(), "negotiat");
        assert_eq!(WildcardMatcher::new(&glob_pattern("*burg")).prefix(), "");
    }

    fn slow(pattern: &[char], word: &[char]) -> bool {
        match (pattern.split_first(), word.split_first()) {
            (None, rest) => rest.is_none(),
            (Some(('*', behind)), rest) => {
                slow(behind, word) || rest.is_some_and(|(_, word)| slow(pattern, word))
            }
            (Some((c, behind)), Some((d, word))) => (*c == '?' || c == d) && slow(behind, word),
            (Some(_), None) => false,
        }
    }

    proptest! {
        #[test]
        fn it_is_the_definition(typed in "[ab?*]{1,9}", word in "[abé]{0,9}") {
            let chars = |text: &str| text.chars().collect::<Vec<_>>();
            prop_assert_eq!(fits(&typed, &word), slow(&chars(&typed), &chars(&word)));
        }
    }
}

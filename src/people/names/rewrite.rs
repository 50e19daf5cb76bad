//! Systems of spelling rules, applied once from left to right.
//!
//! At each letter the first rule that fits is taken, and reading goes on behind
//! what it read; a letter that no rule fits stands for itself. So a system is a
//! function, costs one pass, and cannot loop.

/// Reads `from` as `to` where `when` allows.
#[derive(Debug, Clone, Copy)]
pub(super) struct Rule {
    from: &'static str,
    when: When,
    to: &'static str,
}

/// Where a rule holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum When {
    /// Anywhere.
    Always,
    /// At the beginning of the word.
    First,
    /// Anywhere but there.
    NotFirst,
    /// At the end of the word.
    Last,
    /// At the end, behind a consonant.
    LastAfterConsonant,
    /// Before a vowel.
    BeforeVowel,
    /// Before one of `e`, `i` and `y`.
    BeforeFront,
    /// Not before one of `i` and `u`.
    NotBeforeIOrU,
    /// With a consonant on either side.
    BetweenConsonants,
}

/// `from` is read as `to` when it stands `when`.
pub(super) const fn rule(from: &'static str, when: When, to: &'static str) -> Rule {
    Rule { from, when, to }
}

/// Whether a lower-case letter is a vowel; `y` is one.
pub(super) fn is_vowel(letter: u8) -> bool {
    matches!(letter, b'a' | b'e' | b'i' | b'o' | b'u' | b'y')
}

impl Rule {
    fn fits(&self, word: &[u8], at: usize) -> bool {
        let end = at + self.from.len();
        if word.get(at..end) != Some(self.from.as_bytes()) {
            return false;
        }
        let before = at.checked_sub(1).and_then(|it| word.get(it)).copied();
        let after = word.get(end).copied();
        let vowel = |it: Option<u8>| it.is_some_and(is_vowel);
        let consonant = |it: Option<u8>| it.is_some_and(|it| !is_vowel(it));
        match self.when {
            When::Always => true,
            When::First => at == 0,
            When::NotFirst => at > 0,
            When::Last => after.is_none(),
            When::LastAfterConsonant => after.is_none() && consonant(before),
            When::BeforeVowel => vowel(after),
            When::BeforeFront => matches!(after, Some(b'e' | b'i' | b'y')),
            When::NotBeforeIOrU => !matches!(after, Some(b'i' | b'u')),
            When::BetweenConsonants => consonant(before) && consonant(after),
        }
    }
}

/// Rewrites an ASCII `word` by a system, which gives the rules for a first letter.
pub(super) fn rewrite(word: &str, system: impl Fn(u8) -> &'static [Rule]) -> String {
    let bytes = word.as_bytes();
    let mut out = String::with_capacity(bytes.len() + 2);
    let mut at = 0;
    while let Some(&letter) = bytes.get(at) {
        match system(letter).iter().find(|it| it.fits(bytes, at)) {
            Some(rule) => {
                out.push_str(rule.to);
                at += rule.from.len();
            }
            None => {
                out.push(char::from(letter));
                at += 1;
            }
        }
    }
    out
}

/// Writes runs of one letter once, for the letters that `merges`.
pub(super) fn single(word: &mut String, merges: impl Fn(char) -> bool) {
    let mut last = None;
    word.retain(|letter| {
        let again = last == Some(letter) && merges(letter);
        last = Some(letter);
        !again
    });
}

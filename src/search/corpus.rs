//! Which articles a collection holds, as one sum, and in which order they came.

/// The state of a collection.
///
/// Each article that is added or replaced gets the next number; the number of an article that stays never changes, in
/// whatever way the collection is stored anew.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Corpus {
    /// The number of the article that came last; 0 before the first.
    pub sequence: u64,
    /// The sum of [`ArticleStamp::mark`] over all articles. It does not depend on their order.
    pub fingerprint: u128,
    /// The last states: the number of the article that came last, and a hash of that state and all before it. What
    /// stands behind the numbers up to one of these is known to be the same in every collection with that hash.
    pub history: Vec<(u64, u64)>,
}

impl Corpus {
    /// How many states are remembered.
    const MOST: usize = 64;
    /// How its text begins.
    const PREFIX: &'static str = "corpus-";

    /// The fingerprint as it is shown.
    #[must_use]
    pub fn fingerprint(&self) -> String {
        format!("{:032x}", self.fingerprint)
    }

    /// The next state, in which the article that came last has this number and all articles have this sum.
    #[must_use]
    pub fn next(&self, sequence: u64, fingerprint: u128) -> Corpus {
        let mut history = self.history.clone();
        if (sequence, fingerprint) != (self.sequence, self.fingerprint) {
            let before = history.last().map_or(0, |it| it.1);
            let mut bytes = [0; 24];
            bytes[..8].copy_from_slice(&sequence.to_le_bytes());
            bytes[8..].copy_from_slice(&fingerprint.to_le_bytes());
            history.push((sequence, xxhash_rust::xxh3::xxh3_64_with_seed(&bytes, before)));
            let surplus = history.len().saturating_sub(Self::MOST);
            history.drain(..surplus);
        }
        Corpus { sequence, fingerprint, history }
    }

    /// Whether what came after this state has a greater number in this collection, and all else is as it was then or gone.
    #[must_use]
    pub fn continues(&self, state: (u64, u64)) -> bool {
        self.history.contains(&state)
    }

    /// Whether a word of a text is one that [`Self::to_word`] wrote.
    #[must_use]
    pub fn is_word(word: &str) -> bool {
        word.starts_with(Self::PREFIX)
    }

    /// The state as a word without spaces.
    #[must_use]
    pub fn to_word(&self) -> String {
        let mut word = format!("{}{}-{:032x}", Self::PREFIX, self.sequence, self.fingerprint);
        for (sequence, chain) in &self.history {
            word.push_str(&format!("-{sequence}.{chain:016x}"));
        }
        word
    }

    /// Reads what [`Self::to_word`] wrote, among other words; `None` where it does not stand there.
    #[must_use]
    pub fn among(words: &str) -> Option<Corpus> {
        let word = words.split(' ').find_map(|it| it.strip_prefix(Self::PREFIX))?;
        let mut parts = word.split('-');
        let sequence = parts.next()?.parse().ok()?;
        let fingerprint = u128::from_str_radix(parts.next()?, 16).ok()?;
        let state = |part: &str| {
            let (sequence, chain) = part.split_once('.')?;
            Some((sequence.parse().ok()?, u64::from_str_radix(chain, 16).ok()?))
        };
        Some(Corpus { sequence, fingerprint, history: parts.map(state).collect::<Option<_>>()? })
    }
}

/// What tells whether an article is the one that was seen before, without its text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ArticleStamp {
    /// Its id.
    pub id: String,
    /// The number that it got when it came, or was last replaced.
    pub sequence: u64,
    /// A hash of what it says.
    pub content: u64,
}

impl ArticleStamp {
    /// The part of the fingerprint that an article makes.
    #[must_use]
    pub fn mark(id: &str, content: u64) -> u128 {
        xxhash_rust::xxh3::xxh3_128_with_seed(id.as_bytes(), content)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_state_is_read_back_from_among_other_words() {
        let state = Corpus::default().next(3, 7).next(9, 1 << 100);
        let words = format!("catalog-1-0 {} changes-2-0", state.to_word());
        assert_eq!(Corpus::among(&words), Some(state));
        for wrong in
            ["catalog-1-0", "", "corpus-", "corpus-1", "corpus-1-x", "corpus-1-0-2", "corpus-1-0-2.y"]
        {
            assert_eq!(Corpus::among(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn a_state_continues_those_before_it_and_no_others() {
        let one = Corpus::default().next(3, 7);
        let state = |of: &Corpus| *of.history.last().unwrap();
        assert_eq!(one.next(3, 7), one, "nothing came");
        let (left, right) = (one.next(5, 8), one.next(5, 9));
        assert!(left.continues(state(&one)) && right.continues(state(&one)));
        assert!(!left.continues(state(&right)) && !left.next(7, 9).continues(state(&right)));
        assert!(left.next(7, 9).continues(state(&left)));
        let late = (0..100).fold(one.clone(), |it, at| it.next(10 + at, 1));
        assert_eq!(late.history.len(), Corpus::MOST);
        assert!(!late.continues(state(&one)), "what is forgotten is not known to be the same");
    }

    #[test]
    fn a_mark_is_of_id_and_content() {
        let marks =
            [("a", 1), ("a", 2), ("b", 1), ("b", 2)].map(|(id, content)| ArticleStamp::mark(id, content));
        assert!((0..4).all(|at| !marks[at + 1..].contains(&marks[at])));
    }
}

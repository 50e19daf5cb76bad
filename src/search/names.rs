//! Which names a pattern of a query means.

use crate::analysis::{Words, plain};
use crate::people::names::variants::{Kinship, Variants as Spellings};
use crate::people::names::{are_one_name, without_titles};
use crate::query::{EditDistance, NamePattern, NameWord};
use crate::search::Variants;

/// A pattern made ready to be compared with many names.
#[derive(Debug)]
pub(crate) enum NameFit {
    /// Each of these words counts as a word of the name.
    Words(Vec<WordFit>),
    /// The plain forms of the words of the name, in order.
    Plain(Vec<String>),
    /// The words of the name as they are written, in order.
    Written(Vec<String>),
}

impl NameFit {
    /// With [`Variants::Linked`], a word without a mark means its other spellings too.
    pub(crate) fn of(pattern: &NamePattern, variants: Variants) -> NameFit {
        match pattern {
            NamePattern::Words(words) => {
                let last = words.len().saturating_sub(1);
                let each = words.iter().enumerate();
                NameFit::Words(each.map(|(at, it)| WordFit::of(it, variants, at < last)).collect())
            }
            NamePattern::Plain(words) => NameFit::Plain(words.clone()),
            NamePattern::Written(words) => NameFit::Written(words.clone()),
        }
    }

    /// Whether the pattern means this name.
    pub(crate) fn fits(&self, name: &str) -> bool {
        let mut plain_words = Words::new(name).map(|it| plain(it.of(name)));
        match self {
            NameFit::Words(wanted) => {
                let words: Vec<_> = plain_words.collect();
                wanted.iter().all(|wanted| words.iter().any(|word| wanted.fits(word)))
            }
            NameFit::Plain(wanted) => {
                wanted.iter().all(|it| plain_words.next().is_some_and(|word| word == *it))
                    && plain_words.next().is_none()
            }
            NameFit::Written(wanted) => Words::new(name).map(|it| it.of(name)).eq(wanted.iter()),
        }
    }
}

/// A word of a pattern made ready to be compared with words of names, which are in plain form.
#[derive(Debug)]
pub(crate) struct WordFit {
    word: String,
    spellings: Option<Box<Spellings>>,
    /// Whether other forms of the same first name count.
    is_given: bool,
    /// Whether spellings that only sound alike count.
    boldly: bool,
    edits: usize,
}

impl WordFit {
    /// `is_given`: another word follows, so it may be a first name.
    fn of(word: &NameWord, variants: Variants, is_given: bool) -> WordFit {
        let spellings = || Some(Box::new(Spellings::of(word.text())));
        let (spellings, boldly, edits) = match (word, variants) {
            (NameWord::Own(_), Variants::Linked) => (spellings(), false, 0),
            (NameWord::Own(_), Variants::Off) => (None, false, 0),
            (NameWord::Fuzzy(_, distance), _) => (None, false, usize::from(distance.edits())),
            (NameWord::Variants(word), _) => {
                let slips = EditDistance::of_slips(word);
                (spellings(), true, usize::from(slips.edits()))
            }
        };
        let is_given = is_given && spellings.is_some();
        WordFit { word: word.text().to_owned(), spellings, is_given, boldly, edits }
    }

    /// The word itself, where nothing else fits.
    pub(crate) fn only(&self) -> Option<&str> {
        (self.spellings.is_none() && self.edits == 0).then_some(self.word.as_str())
    }

    /// The word itself.
    pub(crate) fn word(&self) -> &str {
        &self.word
    }

    /// Whether a word of a name counts as this one.
    pub(crate) fn fits(&self, word: &str) -> bool {
        if word == self.word {
            return true;
        }
        let is_spelling = || match self.spellings.as_ref().and_then(|it| it.kinship(word)) {
            Some(Kinship::Spelling) => true,
            Some(Kinship::Sound) => self.boldly,
            // One place under two names is not one person under two.
            Some(Kinship::Place) | None => false,
        };
        let is_slip = || {
            self.edits > 0
                && self.word.len().abs_diff(word.len()) <= 4 * self.edits
                && strsim::osa_distance(&self.word, word) <= self.edits
        };
        is_spelling() || is_slip() || (self.is_given && are_one_name(&self.word, word))
    }
}

/// The pattern without the titles in front (`President Petrov`, `Pope Clement XV`); `None` where it has none, or nothing else.
pub(crate) fn untitled(pattern: &NamePattern) -> Option<NamePattern> {
    let NamePattern::Words(words) = pattern else { return None };
    let texts: Vec<&str> = words.iter().map(NameWord::text).collect();
    let behind = without_titles(&texts);
    (behind > 0 && behind < words.len()).then(|| NamePattern::Words(words[behind..].to_vec()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(pattern: &NamePattern, variants: Variants, fitting: &[&str]) {
        let names = [
            "Volodymyr Zelensky",
            "Zelensky",
            "Zelenska",
            "Mikhail Gorbachev",
            "José Ortega",
            "Jose Ortega",
            "Ortega Jose Maria",
        ];
        let fit = NameFit::of(pattern, variants);
        let found: Vec<&str> = names.into_iter().filter(|it| fit.fits(it)).collect();
        assert_eq!(found, fitting, "{pattern}");
    }

    fn words(words: &str) -> NamePattern {
        NamePattern::of_words(words.split(' ').map(str::to_owned).collect())
    }

    #[test]
    fn a_word_means_its_spellings_unless_that_is_off() {
        check(&words("zelenskyy"), Variants::Linked, &["Volodymyr Zelensky", "Zelensky"]);
        check(&words("zelenskyy"), Variants::Off, &[]);
        check(&words("wolodymyr selenskyj"), Variants::Linked, &["Volodymyr Zelensky"]);
        check(&words("gorbatschow"), Variants::Linked, &["Mikhail Gorbachev"]);
        check(&words("maria ortega"), Variants::Off, &["Ortega Jose Maria"]);
    }

    #[test]
    fn a_mark_means_slips() {
        let fuzzy = |edits| {
            let distance = EditDistance::new(edits).expect("few");
            NamePattern::Words(vec![NameWord::Fuzzy("gorbochev".into(), distance)])
        };
        check(&fuzzy(1), Variants::Linked, &["Mikhail Gorbachev"]);
        check(&fuzzy(0), Variants::Linked, &[]);
        let variants = NamePattern::Words(vec![NameWord::Variants("zelneskyy".into())]);
        check(&variants, Variants::Off, &["Volodymyr Zelensky", "Zelensky"]);
    }

    #[test]
    fn a_whole_name_is_no_more_and_no_less() {
        let whole = |name: &str| name.split(' ').map(str::to_owned).collect();
        check(&NamePattern::Plain(whole("zelensky")), Variants::Linked, &["Zelensky"]);
        check(&NamePattern::Plain(whole("jose ortega")), Variants::Linked, &["José Ortega", "Jose Ortega"]);
        check(&NamePattern::Written(whole("José Ortega")), Variants::Linked, &["José Ortega"]);
        check(&NamePattern::Written(whole("zelensky")), Variants::Linked, &[]);
    }

    #[test]
    fn titles_in_front_are_left_out_unless_they_are_all() {
        for (name, left) in [
            ("pope clement xv", Some("\"clement xv\"")),
            ("president petrov", Some("petrov")),
            ("vice president dan ortega", Some("\"dan ortega\"")),
            ("the prime minister anna smith", Some("\"anna smith\"")),
            ("president", None),
            ("prime minister", None),
            ("anna smith", None),
        ] {
            assert_eq!(untitled(&words(name)).map(|it| it.to_string()).as_deref(), left, "{name}");
        }
    }
}

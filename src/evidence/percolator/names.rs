//! Which of many patterns mean a name.

use rustc_hash::FxHashMap;

use crate::analysis::{plain, plain_words};
use crate::evidence::alike::push_shortened;
use crate::people::names::variants::Variants as Spellings;
use crate::query::{EditDistance, NamePattern, NameWord};
use crate::search::{NameFit, Variants};

/// The patterns of all questions.
#[derive(Debug)]
pub(super) struct Names {
    fits: Vec<(NameFit, Variants)>,
    /// By the marks of their last words, of which a word of each name that is meant has one.
    by_mark: FxHashMap<u64, Vec<u32>>,
    /// The most edits of a last word.
    edits: u8,
    /// For a name, the patterns that mean it.
    known: FxHashMap<String, Vec<u32>>,
}

impl Names {
    /// How many names are remembered before it starts afresh.
    const CAPACITY: usize = 1 << 16;

    pub(super) fn new(patterns: Vec<(NamePattern, Variants)>) -> Names {
        let mut names =
            Names { fits: Vec::new(), by_mark: FxHashMap::default(), edits: 0, known: FxHashMap::default() };
        let mut marks = Vec::new();
        for (id, (pattern, variants)) in (0..).zip(patterns) {
            // The last word is no first name, of which there are other forms.
            let last = match &pattern {
                NamePattern::Words(words) => words.last().map(|it| (it.text().to_owned(), edits(it))),
                NamePattern::Plain(words) => words.last().map(|it| (it.clone(), 0)),
                NamePattern::Written(words) => words.last().map(|it| (plain(it).into_owned(), 0)),
            };
            if let Some((word, edits)) = last {
                names.edits = names.edits.max(edits);
                marks.clear();
                push_marks(&word, edits, &mut marks);
                marks.iter().for_each(|mark| names.by_mark.entry(*mark).or_default().push(id));
            }
            names.fits.push((NameFit::of(&pattern, variants), variants));
        }
        names
    }

    pub(super) fn is_empty(&self) -> bool {
        self.fits.is_empty()
    }

    /// Whether a pattern means the other spellings of a name too.
    pub(super) fn is_linked(&self, id: u32) -> bool {
        self.fits[id as usize].1 == Variants::Linked
    }

    /// The patterns that mean the name itself.
    pub(super) fn meant(&mut self, name: &str) -> &[u32] {
        if !self.known.contains_key(name) {
            if self.known.len() >= Self::CAPACITY {
                self.known.clear();
            }
            let mut marks = Vec::new();
            plain_words(name).for_each(|word| push_marks(&word, self.edits, &mut marks));
            let maybe = marks.iter().filter_map(|it| self.by_mark.get(it)).flatten();
            let mut meant: Vec<u32> = maybe.copied().collect();
            meant.sort_unstable();
            meant.dedup();
            meant.retain(|id| self.fits[*id as usize].0.fits(name));
            self.known.insert(name.to_owned(), meant);
        }
        &self.known[name]
    }
}

/// By how many edits a word of a name may differ.
fn edits(word: &NameWord) -> u8 {
    match word {
        NameWord::Own(_) => 0,
        NameWord::Fuzzy(_, distance) => distance.edits(),
        NameWord::Variants(word) => EditDistance::for_letters(word.chars().count()).edits(),
    }
}

fn push_marks(word: &str, edits: u8, marks: &mut Vec<u64>) {
    Spellings::of(word).push_marks(marks);
    // Words of names are not long; of an endless one, nothing is left out.
    let chars: Vec<char> = word.chars().collect();
    push_shortened(&chars, if chars.len() > 200 { 0 } else { edits }, marks);
}

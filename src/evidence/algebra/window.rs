//! Windows: all the words, each at a place of its own, close together.
//!
//! Which words can stand at which places is a matching problem, since one token
//! may satisfy several words (`"peace pea* plan"~5`). The rows are the tokens that
//! satisfy some word. As a stretch of rows slides over the text, a largest matching
//! of words to rows is kept up to date.
//!
//! What makes it exact without trying every choice is a theorem of Mendelsohn and
//! Dulmage: when all words can be matched, and some rows can be matched to different
//! words, then one choice does both. So an interval is covered by a choice when all
//! words can be matched inside it and its two ends can stand for different words;
//! and a row inside takes part in such a choice when the ends and it can stand for
//! three different words.

use crate::evidence::algebra::leaves::{places, seek};
use crate::evidence::algebra::plan::Window;
use crate::evidence::algebra::regions::Region;
use crate::evidence::algebra::word_positions::{TokenRange, WordPositions};

const UNMATCHED: u32 = u32::MAX;

/// The rows of one window in one region, with buffers that are used again.
#[derive(Debug, Default)]
pub(crate) struct Rows {
    longest: u32,
    /// How many places each word needs.
    needed: Vec<u32>,
    /// (position, word), sorted.
    pairs: Vec<(u32, u32)>,
    /// Where each row stands.
    positions: Vec<u32>,
    /// Where each row's pairs start; one more than there are rows.
    offsets: Vec<usize>,
    /// The rows of each word, one word after the other, and where each word's start.
    rows_of: Vec<u32>,
    rows_offsets: Vec<usize>,
    /// For each word, the rows that can stand for nothing else and only once.
    only: Vec<Vec<u32>>,
    matching: Matching,
    classes: Classes,
}

/// A matching of words to rows.
#[derive(Debug, Default)]
struct Matching {
    /// The word that each row stands for, or [`UNMATCHED`].
    word_of: Vec<u32>,
    /// The rows that stand for each word.
    rows: Vec<Vec<u32>>,
    /// How many places are still wanted.
    missing: u64,
    seen: Vec<u32>,
    round: u32,
    queue: Vec<u32>,
    /// For a word on a path: the row through which it was reached, and the word before.
    through: Vec<u32>,
    before: Vec<u32>,
}

impl Rows {
    /// Reads the rows of the region; whether each word has places enough by itself.
    pub(crate) fn read(&mut self, window: &Window, article: &dyn WordPositions, region: &Region) -> bool {
        self.longest = window.longest;
        self.needed.clear();
        self.pairs.clear();
        for (number, &(word, needed)) in (0u32..).zip(&window.words) {
            let places = places(article, word, region);
            if places.len() < needed as usize {
                return false;
            }
            self.needed.push(needed);
            self.pairs.extend(places.iter().map(|at| (at, number)));
        }
        self.pairs.sort_unstable();
        self.positions.clear();
        self.offsets.clear();
        for (index, &(at, _)) in self.pairs.iter().enumerate() {
            if self.positions.last() != Some(&at) {
                self.positions.push(at);
                self.offsets.push(index);
            }
        }
        self.offsets.push(self.pairs.len());
        self.read_rows_of();
        true
    }

    fn read_rows_of(&mut self) {
        let words = self.needed.len();
        self.rows_offsets.clear();
        self.rows_offsets.resize(words + 1, 0);
        for &(_, word) in &self.pairs {
            self.rows_offsets[word as usize + 1] += 1;
        }
        for word in 0..words {
            self.rows_offsets[word + 1] += self.rows_offsets[word];
        }
        self.rows_of.clear();
        self.rows_of.resize(self.pairs.len(), 0);
        // Filling moves each offset to the start of the next word, so they are moved back after it.
        for row in 0..self.positions.len() {
            for &(_, word) in &self.pairs[self.offsets[row]..self.offsets[row + 1]] {
                let slot = &mut self.rows_offsets[word as usize];
                self.rows_of[*slot] = u32::try_from(row).unwrap_or(UNMATCHED);
                *slot += 1;
            }
        }
        self.rows_offsets.rotate_right(1);
        self.rows_offsets[0] = 0;
    }

    fn words_of(&self, row: usize) -> &[(u32, u32)] {
        &self.pairs[self.offsets[row]..self.offsets[row + 1]]
    }

    fn rows_of(&self, word: usize) -> &[u32] {
        &self.rows_of[self.rows_offsets[word]..self.rows_offsets[word + 1]]
    }

    /// Calls `visit` with each row from which on all words can be matched within the
    /// longest stretch, and the first row behind the shortest such stretch, until it answers `false`.
    fn each_start(&mut self, mut visit: impl FnMut(&Rows, usize, usize) -> bool) {
        let mut matching = std::mem::take(&mut self.matching);
        matching.start(&self.needed, self.positions.len());
        let mut upto = 0;
        for from in 0..self.positions.len() {
            while matching.missing > 0 && upto < self.positions.len() {
                matching.add(self, upto);
                upto += 1;
            }
            if matching.missing > 0 {
                break;
            }
            let covers = self.positions[upto - 1] - self.positions[from] + 1;
            if covers <= self.longest && !visit(self, from, upto) {
                break;
            }
            matching.remove(self, from, upto);
        }
        self.matching = matching;
    }

    /// Whether there is any choice of places.
    pub(crate) fn any(&mut self) -> bool {
        let mut found = false;
        self.each_start(|_, _, _| {
            found = true;
            false
        });
        found
    }

    /// The furthest row that a stretch from row `from` may end with, behind it.
    fn end_of_longest(&self, from: usize, hint: usize) -> usize {
        let end = self.positions[from].saturating_add(self.longest);
        seek(&self.positions, hint, |&at| at < end)
    }

    /// The one place that a row can stand for, when there is only one.
    fn only_place(&self, row: usize) -> Option<u32> {
        match self.words_of(row) {
            &[(_, word)] if self.needed[word as usize] == 1 => Some(word),
            _ => None,
        }
    }

    /// How many different intervals there are.
    pub(crate) fn count(&mut self) -> u64 {
        let (mut count, mut upto) = (0u64, 0);
        let mut only = std::mem::take(&mut self.only);
        only.iter_mut().for_each(Vec::clear);
        only.resize_with(self.needed.len().max(only.len()), Vec::new);
        for row in 0..self.positions.len() {
            if let Some(word) = self.only_place(row) {
                only[word as usize].push(u32::try_from(row).unwrap_or(UNMATCHED));
            }
        }
        self.each_start(|rows, from, behind| {
            upto = rows.end_of_longest(from, upto);
            let first = behind - 1;
            count += (upto - first) as u64;
            if let Some(word) = rows.only_place(from) {
                // An end that can stand for nothing but what the start stands for.
                let rivals = &only[word as usize];
                let rivals_before = |row: usize| rivals.partition_point(|&it| (it as usize) < row);
                count -= (rivals_before(upto) - rivals_before(first)) as u64;
            }
            true
        });
        self.only = only;
        count
    }

    /// Calls `visit` with each interval, in order, until it answers `false`; what it
    /// answered last is returned.
    pub(crate) fn each_interval(&mut self, mut visit: impl FnMut(TokenRange) -> bool) -> bool {
        let (mut goes_on, mut upto) = (true, 0);
        self.each_start(|rows, from, behind| {
            upto = rows.end_of_longest(from, upto);
            let own = rows.only_place(from);
            for end in behind - 1..upto {
                if own.is_some() && rows.only_place(end) == own {
                    continue;
                }
                goes_on = visit(TokenRange::new(rows.positions[from], rows.positions[end] + 1));
                if !goes_on {
                    return false;
                }
            }
            true
        });
        goes_on
    }

    /// Calls `visit` with the position of each row that takes part in any choice.
    pub(crate) fn each_taking_part(&mut self, mut visit: impl FnMut(u32)) {
        let mut done = 0;
        self.each_start(|rows, from, _| {
            // Every row of the longest stretch can be part of a choice in it.
            let upto = rows.end_of_longest(from, done);
            for row in done.max(from)..upto {
                visit(rows.positions[row]);
            }
            done = done.max(upto);
            true
        });
    }

    /// Calls `visit` with the position of each row that takes part in a choice which
    /// one of these intervals covers.
    pub(crate) fn each_within(
        &mut self,
        intervals: impl Iterator<Item = TokenRange> + Clone,
        mut visit: impl FnMut(u32),
    ) {
        let mut classes = std::mem::take(&mut self.classes);
        classes.read(self);
        for class in 0..classes.list.len() {
            classes.cover(self, intervals.clone(), class);
            for (row, &covered) in classes.covered.iter().enumerate() {
                if covered && classes.of_row[row] == class {
                    visit(self.positions[row]);
                }
            }
        }
        self.classes = classes;
    }
}

impl Matching {
    fn start(&mut self, needed: &[u32], rows: usize) {
        self.word_of.clear();
        self.word_of.resize(rows, UNMATCHED);
        self.rows.iter_mut().for_each(Vec::clear);
        self.rows.resize_with(needed.len().max(self.rows.len()), Vec::new);
        self.missing = needed.iter().map(|&it| u64::from(it)).sum();
        self.seen.clear();
        self.seen.resize(needed.len(), 0);
        self.round = 0;
        self.through.resize(needed.len(), 0);
        self.before.resize(needed.len(), 0);
    }

    fn is_full(&self, rows: &Rows, word: u32) -> bool {
        self.rows[word as usize].len() >= rows.needed[word as usize] as usize
    }

    /// Lets `row` stand for `word` instead of what it stood for.
    fn assign(&mut self, row: u32, word: u32) {
        let old = std::mem::replace(&mut self.word_of[row as usize], word);
        if old != UNMATCHED {
            self.rows[old as usize].retain(|&it| it != row);
        }
        if word != UNMATCHED {
            self.rows[word as usize].push(row);
        }
    }

    fn see(&mut self, word: u32) -> bool {
        std::mem::replace(&mut self.seen[word as usize], self.round) != self.round
    }

    fn begin_search(&mut self) {
        self.queue.clear();
        self.round = self.round.wrapping_add(1);
        if self.round == 0 {
            self.seen.fill(0);
            self.round = 1;
        }
    }

    /// A row more: it may stand for a word that is missing, or set free a row that may.
    fn add(&mut self, rows: &Rows, new: usize) {
        let new = u32::try_from(new).unwrap_or(UNMATCHED);
        self.begin_search();
        self.reach_from_row(rows, new);
        let mut next = 0;
        while let Some(&word) = self.queue.get(next) {
            next += 1;
            if self.is_full(rows, word) {
                for index in 0..self.rows[word as usize].len() {
                    let row = self.rows[word as usize][index];
                    self.reach_from_row(rows, row);
                }
                continue;
            }
            let mut word = word;
            loop {
                let row = self.through[word as usize];
                let old = self.word_of[row as usize];
                self.assign(row, word);
                if old == UNMATCHED {
                    break;
                }
                word = old;
            }
            self.missing -= 1;
            return;
        }
    }

    fn reach_from_row(&mut self, rows: &Rows, row: u32) {
        for &(_, word) in rows.words_of(row as usize) {
            if self.see(word) {
                self.through[word as usize] = row;
                self.queue.push(word);
            }
        }
    }

    /// A row less, the first one: another of the rows up to `upto` may take its place.
    fn remove(&mut self, rows: &Rows, gone: usize, upto: usize) {
        let wanting = self.word_of[gone];
        if wanting == UNMATCHED {
            return;
        }
        self.assign(u32::try_from(gone).unwrap_or(UNMATCHED), UNMATCHED);
        self.begin_search();
        self.see(wanting);
        self.queue.push(wanting);
        let mut next = 0;
        // Every row met either ends the search or is one of the few that are matched.
        while let Some(&word) = self.queue.get(next) {
            next += 1;
            let of_word = rows.rows_of(word as usize);
            let from = of_word.partition_point(|&row| row as usize <= gone);
            for &row in of_word[from..].iter().take_while(|&&row| (row as usize) < upto) {
                let holder = self.word_of[row as usize];
                if holder == UNMATCHED {
                    let (mut row, mut word) = (row, word);
                    loop {
                        let (through, before) = (self.through[word as usize], self.before[word as usize]);
                        self.assign(row, word);
                        if word == wanting {
                            return;
                        }
                        (row, word) = (through, before);
                    }
                }
                if self.see(holder) {
                    self.through[holder as usize] = row;
                    self.before[holder as usize] = word;
                    self.queue.push(holder);
                }
            }
        }
        self.missing += 1;
    }
}

/// Rows by the places they can stand for. A row with three or more is never the
/// reason why three rows cannot stand for different ones, so three are kept.
#[derive(Debug, Default)]
struct Classes {
    of_row: Vec<usize>,
    list: Vec<Class>,
    /// How many intervals start less how many end, by row.
    changes: Vec<i64>,
    covered: Vec<bool>,
}

type Class = [Option<(u32, u32)>; 3];

impl Classes {
    fn read(&mut self, rows: &Rows) {
        self.of_row.clear();
        self.list.clear();
        let mut numbers = rustc_hash::FxHashMap::default();
        for row in 0..rows.positions.len() {
            let places = rows
                .words_of(row)
                .iter()
                .flat_map(|&(_, word)| (0..rows.needed[word as usize].min(3)).map(move |copy| (word, copy)));
            let mut class = Class::default();
            for (slot, place) in class.iter_mut().zip(places) {
                *slot = Some(place);
            }
            let number = *numbers.entry(class).or_insert_with(|| {
                self.list.push(class);
                self.list.len() - 1
            });
            self.of_row.push(number);
        }
    }

    /// Works out which rows of `class` would be covered by a choice.
    fn cover(&mut self, rows: &Rows, intervals: impl Iterator<Item = TokenRange>, class: usize) {
        let count = rows.positions.len();
        self.changes.clear();
        self.changes.resize(count + 1, 0);
        self.covered.clear();
        self.covered.resize(count, false);
        let (mut first, mut last) = (0, 0);
        for interval in intervals {
            first = seek(&rows.positions, first, |&at| at < interval.start);
            last = seek(&rows.positions, last, |&at| at < interval.end - 1);
            self.covered[first] |= self.of_row[first] == class;
            self.covered[last] |= self.of_row[last] == class;
            let ends = [self.list[self.of_row[first]], self.list[self.of_row[last]]];
            if last > first + 1 && have_places_of_their_own(ends[0], ends[1], self.list[class]) {
                self.changes[first + 1] += 1;
                self.changes[last] -= 1;
            }
        }
        let mut open = 0;
        for (covered, change) in self.covered.iter_mut().zip(&self.changes) {
            open += change;
            *covered |= open > 0;
        }
    }
}

fn have_places_of_their_own(a: Class, b: Class, c: Class) -> bool {
    a.iter()
        .flatten()
        .any(|x| b.iter().flatten().filter(|y| *y != x).any(|y| c.iter().flatten().any(|z| z != x && z != y)))
}

//! Languages that share a script, told apart by runs of bytes.
//!
//! `ngrams.zst` holds, for each script, runs of one to six bytes and how likely each of them is in each language. A
//! text's likelihood in a language is that of all its runs, of which only the longest that ends at a place counts
//! (naive Bayes, as langid.py has it). The table is unpacked when it is first needed.

use std::sync::LazyLock;

use rustc_hash::FxHashMap;
use unicode_normalization::{UnicodeNormalization, is_nfc};

/// The longest run, in bytes.
const LONGEST: usize = 6;

/// The languages of one script.
struct Group {
    languages: Vec<&'static str>,
    /// The likelihood of each language before anything was read …
    prior: Vec<f32>,
    /// … and of a run that it does not have; logarithms.
    floor: Vec<f32>,
    /// How much one step is above the floor.
    step: f32,
    /// The number of a run.
    runs: FxHashMap<u64, u32>,
    /// For each run and language the steps above the floor.
    steps: Vec<u8>,
}

/// The likeliest language of a text whose letters are mostly of this script, and by how much it is likelier than the
/// second, as a logarithm; `None` where no run is known.
pub(super) fn likeliest(text: &str, script: &str) -> Option<(&'static str, f32)> {
    let group = GROUPS.get(script)?;
    let text = normal(text);
    let runs = group.runs_of(text.as_bytes());
    if runs.is_empty() {
        return None;
    }
    let scores = group.scores(&runs);
    let best = (0..scores.len()).max_by(|a, b| scores[*a].total_cmp(&scores[*b]))?;
    let name = group.languages[best];
    let others = scores.iter().zip(&group.languages).filter(|it| *it.1 != name);
    let second = others.map(|it| *it.0).fold(f32::MIN, f32::max);
    Some((name, scores[best] - second))
}

/// Composed letters, and small ones where all are capitals.
fn normal(text: &str) -> String {
    let text = if text.chars().any(char::is_lowercase) { text.to_owned() } else { text.to_lowercase() };
    if is_nfc(&text) { text } else { text.nfc().collect() }
}

/// A run as a number.
fn key(run: &[u8]) -> u64 {
    run.iter().fold(run.len() as u64, |key, byte| key << 8 | u64::from(*byte))
}

impl Group {
    /// The runs of a text with how often each stands there.
    fn runs_of(&self, bytes: &[u8]) -> Vec<(u32, f32)> {
        let longest = |end: usize| {
            let lengths = (1..=LONGEST.min(end)).rev();
            lengths.filter_map(|len| self.runs.get(&key(&bytes[end - len..end]))).next().copied()
        };
        let mut all: Vec<u32> = (1..=bytes.len()).filter_map(longest).collect();
        all.sort_unstable();
        all.chunk_by(|a, b| a == b).map(|same| (same[0], same.len() as f32)).collect()
    }

    fn scores(&self, runs: &[(u32, f32)]) -> Vec<f32> {
        let width = self.languages.len();
        let mut above = vec![0.0; width];
        let mut weight = 0.0;
        for (run, count) in runs {
            let count = count.ln_1p();
            weight += count;
            let row = &self.steps[*run as usize * width..][..width];
            for (sum, steps) in above.iter_mut().zip(row) {
                *sum += count * f32::from(*steps);
            }
        }
        let known = self.prior.iter().zip(&self.floor);
        known.zip(above).map(|((prior, floor), above)| prior + floor * weight + above * self.step).collect()
    }
}

static GROUPS: LazyLock<FxHashMap<&'static str, Group>> = LazyLock::new(|| {
    let table = zstd::decode_all(&include_bytes!("ngrams.zst")[..]).expect("the table is packed whole");
    let table: &'static [u8] = Box::leak(table.into_boxed_slice());
    read(table).expect("the table was made by benches/language_table.py")
});

/// The groups of an unpacked table: for each a line with its script, its number of runs, its step and its languages;
/// the priors and the floors; the runs, each with how many bytes it shares with the one before; the steps.
fn read(mut table: &'static [u8]) -> Option<FxHashMap<&'static str, Group>> {
    let mut groups = FxHashMap::default();
    while !table.is_empty() {
        let line = memchr::memchr(b'\n', table)?;
        let mut words = std::str::from_utf8(&table[..line]).ok()?.split(' ');
        table = &table[line + 1..];
        let (script, runs, step) = (words.next()?, words.next()?, words.next()?);
        let (count, step) = (runs.parse::<usize>().ok()?, step.parse().ok()?);
        let languages: Vec<&'static str> = words.collect();
        let prior = numbers(&mut table, languages.len())?;
        let floor = numbers(&mut table, languages.len())?;
        let mut runs = FxHashMap::with_capacity_and_hasher(count, rustc_hash::FxBuildHasher);
        let mut run = Vec::with_capacity(LONGEST);
        for number in 0..count {
            let (head, rest) = table.split_first()?;
            let (same, new) = (usize::from(head >> 4), usize::from(head & 15));
            run.truncate(same);
            run.extend_from_slice(rest.get(..new)?);
            table = &rest[new..];
            runs.insert(key(&run), u32::try_from(number).ok()?);
        }
        let steps = table.get(..count * languages.len())?.to_vec();
        table = &table[steps.len()..];
        groups.insert(script, Group { languages, prior, floor, step, runs, steps });
    }
    Some(groups)
}

fn numbers(table: &mut &'static [u8], count: usize) -> Option<Vec<f32>> {
    let (here, rest) = table.split_at_checked(count * 4)?;
    *table = rest;
    Some(here.as_chunks::<4>().0.iter().map(|it| f32::from_le_bytes(*it)).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_has_all_its_groups() {
        for (script, languages) in
            [("latin", 50), ("cyrillic", 12), ("arabic", 5), ("devanagari", 3), ("bengali", 2)]
        {
            let group = &GROUPS[script];
            assert!(group.languages.len() >= languages, "{script}");
            assert_eq!(group.steps.len(), group.runs.len() * group.languages.len(), "{script}");
        }
    }

    #[test]
    fn capitals_and_parts_of_letters_do_not_matter() {
        let told = |text: &str| likeliest(text, "latin").map(|it| it.0);
        assert_eq!(told("DER MINISTER SAGTE AM MONTAG NICHTS DAZU"), Some("de"));
        assert_eq!(told("Tre\u{301}s bien, a de\u{301}clare\u{301} le pre\u{301}sident"), Some("fr"));
        assert_eq!(likeliest("", "latin"), None);
    }
}

//! What a word can be: one look-up, a set of classes.

use std::sync::LazyLock;

use rustc_hash::FxHashMap;

use crate::people::{given_names, lists};

/// A set of classes, one bit each.
pub(super) type Classes = u32;

/// A verb that reports speech (`said`, `added`).
pub(super) const SAY: Classes = 1;
/// A verb that may report speech (`called`, `praised`).
pub(super) const WEAK: Classes = 1 << 1;
/// A form of `say` or `tell`, or the other most common cues.
pub(super) const CORE: Classes = 1 << 2;
/// The form in `-ing`.
pub(super) const ING: Classes = 1 << 3;
/// A finite form in `-s` or `-ed`.
pub(super) const FINITE: Classes = 1 << 4;
/// A title before a name.
pub(super) const TITLE: Classes = 1 << 5;
/// A noun for a person.
pub(super) const ROLE: Classes = 1 << 6;
/// A noun for several people.
pub(super) const GROUP: Classes = 1 << 7;
/// Part of an organisation's name.
pub(super) const ORG: Classes = 1 << 8;
/// A lower-case noun for a body that speaks.
pub(super) const BODY: Classes = 1 << 9;
/// A noun for what is said or written.
pub(super) const SPEECH: Classes = 1 << 10;
/// A place.
pub(super) const PLACE: Classes = 1 << 11;
/// A people, party or faith.
pub(super) const DEMONYM: Classes = 1 << 12;
/// A day, a month.
pub(super) const TIME: Classes = 1 << 13;
/// A particle within a name.
pub(super) const PARTICLE: Classes = 1 << 14;
/// `Jr`, `III`.
pub(super) const SUFFIX: Classes = 1 << 15;
/// A preposition.
pub(super) const PREPOSITION: Classes = 1 << 16;
/// An article or the like.
pub(super) const DETERMINER: Classes = 1 << 17;
/// An auxiliary verb.
pub(super) const AUXILIARY: Classes = 1 << 18;
/// A word that a name does not begin with.
pub(super) const FUNCTION: Classes = 1 << 19;
/// An adverb before a verb.
pub(super) const ADVERB: Classes = 1 << 20;
/// A word for a woman.
pub(super) const FEMALE: Classes = 1 << 21;
/// A word for a man.
pub(super) const MALE: Classes = 1 << 22;
/// A given name.
pub(super) const GIVEN: Classes = 1 << 23;
/// `he`, `she`.
pub(super) const HE_SHE: Classes = 1 << 24;
/// `I`, `we`, `they`, `it`, `you`.
pub(super) const OTHER_PRONOUN: Classes = 1 << 25;
/// `who`, `that`, `which`.
pub(super) const RELATIVE: Classes = 1 << 26;
/// The first part of a place of two words.
pub(super) const PLACE_FIRST: Classes = 1 << 27;
/// The second part of a place of two words.
pub(super) const PLACE_SECOND: Classes = 1 << 28;
/// A plural of a role.
pub(super) const PLURAL: Classes = 1 << 29;
/// `and`, `or`, `but`.
pub(super) const CONJUNCTION: Classes = 1 << 30;
/// An address before a surname alone (`Mr`, `Ms`).
pub(super) const ADDRESS: Classes = 1 << 31;

static TABLE: LazyLock<Table> = LazyLock::new(build);

/// Words by a hash of theirs, in one flat table that is never more than half full.
struct Table {
    /// The upper half of the hash (the lower finds the place) and the classes; none is an empty place.
    slots: Vec<(u32, Classes)>,
    /// A bit for every word. It is small enough to stay close to the processor, and most words of a text
    /// are in no list.
    known: Vec<u64>,
}

/// Bits of [`Table::known`].
const KNOWN: u64 = 1 << 17;

impl Table {
    #[inline]
    fn get(&self, hash: u64) -> Classes {
        let bit = (hash >> 24) % KNOWN;
        if self.known[(bit / 64) as usize] >> (bit % 64) & 1 == 0 {
            return 0;
        }
        let mut at = hash as usize;
        loop {
            let (key, classes) = self.slots[at & (self.slots.len() - 1)];
            if key == (hash >> 32) as u32 || classes == 0 {
                return classes;
            }
            at += 1;
        }
    }
}

const SEED: u64 = 0x9e37_79b9_7f4a_7c15;

/// Mixes up to eight bytes of a word, in lower case, into a hash.
fn mix(hash: u64, eight: u64) -> u64 {
    let mixed = (hash ^ (eight | 0x2020_2020_2020_2020)).wrapping_mul(SEED);
    mixed ^ (mixed >> 32)
}

/// The hash of one to eight bytes, given as one number, first byte lowest.
#[inline]
fn hash_short(len: usize, word: u64) -> u64 {
    mix(len as u64, word & (u64::MAX >> (64 - 8 * len.clamp(1, 8))))
}

/// A hash of the bytes `start..end` in lower case, without a final full stop.
#[inline]
fn hash(bytes: &[u8], start: usize, end: usize) -> u64 {
    let end = if end > start + 1 && bytes[end - 1] == b'.' { end - 1 } else { end };
    let len = end - start;
    // Most words are short and not the last of their text: one load reads them.
    if let Some(eight) =
        bytes.get(start..).and_then(|it| it.first_chunk::<8>()).filter(|_| (1..=8).contains(&len))
    {
        return hash_short(len, u64::from_le_bytes(*eight));
    }
    let mut at = start;
    let mut hash = (end - start) as u64;
    while at < end {
        let len = (end - at).min(8);
        let eight = match bytes.get(at..at + 8).and_then(|it| <[u8; 8]>::try_from(it).ok()) {
            Some(eight) => u64::from_le_bytes(eight) & (u64::MAX >> (64 - 8 * len)),
            None => bytes[at..at + len].iter().rev().fold(0, |sum, byte| sum << 8 | u64::from(*byte)),
        };
        hash = mix(hash, eight);
        at += 8;
    }
    hash
}

/// The classes of a word, in whatever case it is written; a final full stop does not count.
pub(super) fn classes(word: &str) -> Classes {
    TABLE.get(hash(word.as_bytes(), 0, word.len()))
}

/// The classes of the word `start..end` of a text, and a short hash of it.
pub(super) fn look_up(text: &str, start: usize, end: usize) -> (Classes, u32) {
    let hash = hash(text.as_bytes(), start, end);
    (TABLE.get(hash), (hash ^ (hash >> 32)) as u32)
}

/// The same of a word of up to eight bytes, which are given as one number, first byte lowest, without a final full stop.
pub(super) fn look_up_short(len: usize, word: u64) -> (Classes, u32) {
    let hash = hash_short(len, word);
    (TABLE.get(hash), (hash ^ (hash >> 32)) as u32)
}

/// The classes of two words side by side, as `new york`.
pub(super) fn pair_classes(first: &str, second: &str) -> Classes {
    let mut pair = [b' '; 32];
    let len = first.len() + 1 + second.len();
    if len > pair.len() {
        return 0;
    }
    pair[..first.len()].copy_from_slice(first.as_bytes());
    pair[first.len() + 1..len].copy_from_slice(second.as_bytes());
    TABLE.get(hash(&pair, 0, len))
}

struct Builder(FxHashMap<u64, Classes>);

impl Builder {
    fn put(&mut self, word: &str, classes: Classes) {
        *self.0.entry(hash(word.as_bytes(), 0, word.len())).or_default() |= classes;
        if word.contains('\'') {
            self.put(&word.replace('\'', "’"), classes);
        }
    }

    fn list(&mut self, words: &str, classes: Classes) {
        for word in words.split_whitespace() {
            self.put(word, classes);
        }
    }

    fn verbs(&mut self, words: &str, classes: Classes) {
        for word in words.split_whitespace() {
            self.put(word, classes);
            self.put(&third_person(word), classes | FINITE);
            let stem = word.strip_suffix('e').unwrap_or(word);
            self.put(&format!("{stem}ing"), classes | ING);
            self.put(&format!("{stem}ed"), classes | FINITE);
            let irregular = lists::IRREGULAR.iter().filter(|(base, _)| *base == word);
            for form in irregular.flat_map(|(_, forms)| forms.split(' ')) {
                let tense = if form.ends_with("ing") && form.len() > word.len() { ING } else { FINITE };
                self.put(form, classes | tense);
            }
        }
    }
}

fn third_person(word: &str) -> String {
    if word.ends_with(['s', 'x', 'z']) || word.ends_with("ch") || word.ends_with("sh") {
        format!("{word}es")
    } else {
        format!("{word}s")
    }
}

fn plural(word: &str) -> String {
    if let Some(stem) = word.strip_suffix("man") {
        return format!("{stem}men");
    }
    match word.strip_suffix('y') {
        Some(stem) if !stem.ends_with(['a', 'e', 'o', 'u']) => format!("{stem}ies"),
        Some(_) | None => third_person(word),
    }
}

fn build() -> Table {
    let mut table = Builder(FxHashMap::default());
    table.verbs(lists::SAY_VERBS, SAY);
    table.verbs(lists::WEAK_VERBS, WEAK);
    table.verbs("say tell", SAY | CORE);
    table.list("added wrote asked replied explained continued says tells", CORE);
    table.list(lists::SPEECH_NOUNS, SPEECH);
    table.list(lists::TITLES, TITLE);
    for word in lists::ROLES.split_whitespace() {
        table.put(word, ROLE);
        table.put(&plural(word), GROUP | PLURAL);
    }
    table.list(lists::GROUPS, GROUP);
    table.list(lists::ORG_WORDS, ORG);
    table.list(lists::BODY_NOUNS, BODY);
    table.list(lists::PLACES, PLACE);
    for pair in lists::PLACE_PAIRS.split_whitespace() {
        if let Some((first, second)) = pair.split_once('_') {
            table.put(first, PLACE_FIRST);
            table.put(second, PLACE_SECOND);
            table.put(&format!("{first} {second}"), PLACE);
        }
    }
    table.list(lists::DEMONYMS, DEMONYM);
    table.list(lists::TIMES, TIME);
    table.list(lists::PARTICLES, PARTICLE);
    table.list(lists::SUFFIXES, SUFFIX);
    table.list(lists::PREPOSITIONS, PREPOSITION);
    table.list(lists::DETERMINERS, DETERMINER);
    table.list(lists::AUXILIARIES, AUXILIARY);
    table.list(lists::FUNCTION_WORDS, FUNCTION);
    table.list(
        "of to in on at by for from with the a an this that these those his her its their our my your",
        FUNCTION,
    );
    table.list(lists::ADVERBS, ADVERB);
    table.list(lists::FEMALE_WORDS, FEMALE);
    table.list(lists::MALE_WORDS, MALE);
    table.list(given_names::FEMALE_NAMES, GIVEN | FEMALE);
    table.list(given_names::MALE_NAMES, GIVEN | MALE);
    table.list("he she he's she's he’s she’s he'd she'd he’d she’d", HE_SHE);
    table.list("i we they it you", OTHER_PRONOUN);
    table.list("who that which", RELATIVE);
    table.list("and or but nor", CONJUNCTION);
    table.list("mr mrs ms miss mx dr sir dame lady lord", ADDRESS);
    let mut slots = vec![(0, 0); (table.0.len() * 2).next_power_of_two()];
    let mut known = vec![0; (KNOWN / 64) as usize];
    let mask = slots.len() - 1;
    for (hash, classes) in table.0 {
        let bit = (hash >> 24) % KNOWN;
        known[(bit / 64) as usize] |= 1 << (bit % 64);
        let mut at = hash as usize & mask;
        while slots[at].1 != 0 {
            at = (at + 1) & mask;
        }
        slots[at] = ((hash >> 32) as u32, classes);
    }
    Table { slots, known }
}

/// Whether two given names can belong to one person: equal, one an initial
/// or a beginning of the other, or one the short form of the other.
pub(super) fn compatible(one: &str, other: &str) -> bool {
    if one == other {
        return true;
    }
    let (a, b) = (one.trim_end_matches('.').to_lowercase(), other.trim_end_matches('.').to_lowercase());
    let (short, long) = if a.len() <= b.len() { (&a, &b) } else { (&b, &a) };
    if long.starts_with(short.as_str()) && (short.chars().count() != 2 || short == long) {
        return true;
    }
    NICKNAMES.contains(&(short.as_str(), long.as_str()))
        || NICKNAMES.contains(&(long.as_str(), short.as_str()))
}

/// One key for the words that name one office: `Gov.` and `governor`.
pub(super) fn role_key(hash: u32) -> u32 {
    SAME_ROLES.iter().find(|(short, _)| *short == hash).map_or(hash, |(_, long)| *long)
}

static SAME_ROLES: LazyLock<Vec<(u32, u32)>> = LazyLock::new(|| {
    let key = |word: &str| look_up(word, 0, word.len()).1;
    lists::SAME_ROLES
        .split_whitespace()
        .filter_map(|pair| pair.split_once(':'))
        .map(|(short, long)| (key(short), key(long)))
        .collect()
});

static NICKNAMES: LazyLock<rustc_hash::FxHashSet<(&'static str, &'static str)>> = LazyLock::new(|| {
    given_names::NICKNAMES.split_whitespace().filter_map(|pair| pair.split_once(':')).collect()
});

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn verbs_are_known_in_all_forms() {
        for word in
            ["say", "says", "said", "saying", "replied", "Denies", "writing", "wrote", "urged", "urging"]
        {
            assert_ne!(classes(word) & SAY, 0, "{word}");
        }
        assert_ne!(classes("praised") & WEAK, 0);
    }

    #[test]
    fn titles_are_known_with_their_full_stop() {
        assert_ne!(classes("Sen.") & TITLE, 0);
        assert_ne!(classes("Mr") & ADDRESS, 0);
    }

    #[test]
    fn short_forms_agree_with_their_names() {
        assert!(compatible("Bill", "William"));
        assert!(compatible("J.", "John"));
        assert!(!compatible("Bill", "Hillary"));
    }
}

//! What a word can be in a sentence: one look-up gives a set of classes.
//!
//! The words stand in `data/words.tsv`, `verbs.tsv` and `given_names.tsv`; the README there says what each class is.

use std::sync::LazyLock;

use rustc_hash::FxHashSet;

use crate::people::data;

/// A set of classes, one bit each.
pub(super) type Classes = u32;

/// A verb that reports speech (`said`, `added`).
pub(super) const SAY: Classes = 1;
/// A verb that may report speech (`called`, `praised`).
pub(super) const MAY_SAY: Classes = 1 << 1;
/// A form of `say` or `tell`, or the other most common cues.
pub(super) const COMMON: Classes = 1 << 2;
/// The form in `-ing`.
pub(super) const PARTICIPLE: Classes = 1 << 3;
/// A finite form in `-s` or `-ed`.
pub(super) const FINITE: Classes = 1 << 4;
/// A title before a name.
pub(super) const TITLE: Classes = 1 << 5;
/// A noun for a person.
pub(super) const ROLE: Classes = 1 << 6;
/// A noun for several people.
pub(super) const GROUP: Classes = 1 << 7;
/// Part of an organisation's name.
pub(super) const ORGANISATION: Classes = 1 << 8;
/// A noun for an organisation without its name (`company`).
pub(super) const ORGANISATION_NOUN: Classes = 1 << 9;
/// A noun for what is said or written.
pub(super) const STATEMENT: Classes = 1 << 10;
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

/// Words by their hash, in a flat table with open addressing that is at most half full.
struct Table {
    /// The upper half of the hash (the lower half finds the slot) and the classes; an empty slot has none.
    slots: Box<[(u32, Classes); SLOTS]>,
    /// A Bloom filter of one bit a word: it stays in the cache, and most words of a text are in no list.
    known: Box<[u64; KNOWN / 64]>,
}

/// Bits of the filter.
const KNOWN: usize = 1 << 17;
/// Slots of a [`Table`].
const SLOTS: usize = 1 << 14;

impl Table {
    #[inline]
    fn get(&self, hash: u64) -> Classes {
        let bit = (hash >> 24) as usize % KNOWN;
        if self.known[bit / 64] >> (bit % 64) & 1 == 0 {
            return 0;
        }
        let mut at = hash as usize;
        loop {
            let (key, classes) = self.slots[at & (SLOTS - 1)];
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

/// The hash of one to eight bytes, given as one little-endian number.
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

/// The same for a word of up to eight bytes, given as one little-endian number, without a final full stop.
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

/// Puts words into a table while it is built.
struct Builder {
    table: Table,
    /// Room for the forms that are made of a word.
    form: String,
}

impl Builder {
    fn put(&mut self, word: &str, classes: Classes) {
        let hash = hash(word.as_bytes(), 0, word.len());
        let bit = (hash >> 24) as usize % KNOWN;
        self.table.known[bit / 64] |= 1 << (bit % 64);
        let (key, mask) = ((hash >> 32) as u32, SLOTS - 1);
        let mut at = hash as usize & mask;
        while self.table.slots[at].1 != 0 && self.table.slots[at].0 != key {
            at = (at + 1) & mask;
        }
        self.table.slots[at].0 = key;
        self.table.slots[at].1 |= classes;
        if word.contains('\'') {
            self.put(&word.replace('\'', "’"), classes);
        }
    }

    /// Puts `stem` with an `ending`.
    fn put_form(&mut self, stem: &str, ending: &str, classes: Classes) {
        let mut form = std::mem::take(&mut self.form);
        form.clear();
        form.push_str(stem);
        form.push_str(ending);
        self.put(&form, classes);
        self.form = form;
    }

    /// Puts a word of the list, and the forms that follow from its classes.
    fn word(&mut self, word: &str, classes: Classes) {
        self.put(word, classes);
        if classes & ROLE != 0 {
            let (stem, ending) = plural(word);
            self.put_form(stem, ending, GROUP | PLURAL);
        }
        if let Some((first, second)) = word.split_once(' ') {
            self.put(first, PLACE_FIRST);
            self.put(second, PLACE_SECOND);
        }
    }

    /// Puts a verb with its regular forms and the others that are given.
    fn verb(&mut self, verb: &str, classes: Classes, irregular: &str) {
        self.put(verb, classes);
        self.put_form(verb, third_person(verb), classes | FINITE);
        let stem = verb.strip_suffix('e').unwrap_or(verb);
        self.put_form(stem, "ing", classes | PARTICIPLE);
        self.put_form(stem, "ed", classes | FINITE);
        for form in irregular.split_ascii_whitespace() {
            let is_participle = form.ends_with("ing") && form.len() > verb.len();
            self.put(form, classes | if is_participle { PARTICIPLE } else { FINITE });
        }
    }
}

/// The ending of a verb's third person, and of most plurals.
fn third_person(word: &str) -> &'static str {
    let hisses = word.ends_with(['s', 'x', 'z']) || word.ends_with("ch") || word.ends_with("sh");
    if hisses { "es" } else { "s" }
}

/// The stem and the ending of a noun's plural.
fn plural(word: &str) -> (&str, &'static str) {
    if let Some(stem) = word.strip_suffix("man") {
        return (stem, "men");
    }
    match word.strip_suffix('y') {
        Some(stem) if !stem.ends_with(['a', 'e', 'o', 'u']) => (stem, "ies"),
        Some(_) | None => (word, third_person(word)),
    }
}

/// The class that goes by a name in the lists.
fn class(name: &str) -> Classes {
    match name {
        "say" => SAY,
        "may-say" => MAY_SAY,
        "common" => COMMON,
        "title" => TITLE,
        "address" => ADDRESS,
        "role" => ROLE,
        "group" => GROUP,
        "male" => MALE,
        "female" => FEMALE,
        "organisation" => ORGANISATION,
        "organisation-noun" => ORGANISATION_NOUN,
        "statement" => STATEMENT,
        "place" => PLACE,
        "demonym" => DEMONYM,
        "time" => TIME,
        "particle" => PARTICLE,
        "suffix" => SUFFIX,
        "preposition" => PREPOSITION,
        "determiner" => DETERMINER,
        "auxiliary" => AUXILIARY,
        "function" => FUNCTION,
        "adverb" => ADVERB,
        "conjunction" => CONJUNCTION,
        "relative" => RELATIVE,
        "he-she" => HE_SHE,
        "pronoun" => OTHER_PRONOUN,
        other => unreachable!("the lists know no class {other}; a test reads them"),
    }
}

fn classes_of(names: &str) -> Classes {
    names.split_ascii_whitespace().fold(0, |classes, name| classes | class(name))
}

fn build() -> Table {
    let table = Table { slots: Box::new([(0, 0); SLOTS]), known: Box::new([0; KNOWN / 64]) };
    let mut builder = Builder { table, form: String::new() };
    for (word, names) in data::pairs(include_str!("data/words.tsv")) {
        builder.word(word, classes_of(names));
    }
    for (verb, rest) in data::pairs(include_str!("data/verbs.tsv")) {
        let (names, irregular) = rest.split_once('\t').unwrap_or((rest, ""));
        builder.verb(verb, classes_of(names), irregular);
    }
    for (name, sex) in data::pairs(include_str!("data/given_names.tsv")) {
        builder.put(name, GIVEN | classes_of(sex));
    }
    builder.table
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
    SHORT_NAMES.contains(&(short.as_str(), long.as_str()))
        || SHORT_NAMES.contains(&(long.as_str(), short.as_str()))
}

/// One key for the words that name one office: `Gov.` and `governor`.
pub(super) fn office_key(hash: u32) -> u32 {
    SAME_OFFICES.iter().find(|(short, _)| *short == hash).map_or(hash, |(_, long)| *long)
}

/// Words for an office, by their hash, and the hash of the word that stands for all of them.
static SAME_OFFICES: LazyLock<Vec<(u32, u32)>> = LazyLock::new(|| {
    let key = |word: &str| look_up(word, 0, word.len()).1;
    data::pairs(include_str!("data/same_offices.tsv")).map(|(word, all)| (key(word), key(all))).collect()
});

/// Short forms, each with a name that it may stand for.
static SHORT_NAMES: LazyLock<FxHashSet<(&'static str, &'static str)>> =
    LazyLock::new(|| data::pairs(include_str!("data/short_names.tsv")).collect());

#[cfg(test)]
mod tests {
    use super::*;

    /// Every list of words with the words of each line.
    fn lists() -> [(&'static str, Vec<&'static str>); 6] {
        let words = |text| data::pairs(text).map(|it| it.0).collect();
        [
            ("words.tsv", words(include_str!("data/words.tsv"))),
            ("verbs.tsv", words(include_str!("data/verbs.tsv"))),
            ("given_names.tsv", words(include_str!("data/given_names.tsv"))),
            ("same_offices.tsv", words(include_str!("data/same_offices.tsv"))),
            ("exact_words.tsv", words(include_str!("data/exact_words.tsv"))),
            ("short_names.tsv", data::lines(include_str!("data/short_names.tsv")).collect()),
        ]
    }

    #[test]
    fn lists_are_in_order_and_hold_a_word_once() {
        for (name, words) in lists() {
            assert!(words.len() > 40, "{name} is empty");
            for pair in words.windows(2) {
                assert!(pair[0] < pair[1], "{name}: {} before {}", pair[0], pair[1]);
            }
        }
    }

    #[test]
    fn the_table_is_at_most_half_full() {
        let used = TABLE.slots.iter().filter(|it| it.1 != 0).count();
        assert!(used > 5_000 && used <= SLOTS / 2, "{used} of {SLOTS}");
    }

    #[test]
    fn a_word_is_looked_up_in_any_way_alike() {
        let text = "say says said senator's spokeswoman Sen. president-elect NATO";
        for word in text.split(' ') {
            let start = text.find(word).unwrap();
            let (found, hash) = look_up(text, start, start + word.len());
            assert_eq!((found, hash), look_up(word, 0, word.len()), "{word}");
            assert_eq!(found, classes(word), "{word}");
            assert_eq!(found, classes(&word.to_uppercase()), "{word}");
            if let Some(eight) = text.as_bytes()[start..].first_chunk::<8>()
                && word.bytes().all(|it| it.is_ascii_alphabetic())
                && word.len() <= 8
            {
                assert_eq!(look_up_short(word.len(), u64::from_le_bytes(*eight)), (found, hash), "{word}");
            }
        }
    }

    #[test]
    fn a_word_that_no_list_holds_is_nothing() {
        for word in ["", ".", "xyzzy", "sayer", "saying-so", "senators-elect"] {
            assert_eq!(classes(word), 0, "{word}");
        }
    }

    #[test]
    fn forms_follow_from_the_base_form() {
        assert_eq!(classes("vows"), SAY | FINITE);
        assert_eq!(classes("vowed"), SAY | FINITE);
        assert_eq!(classes("vowing"), SAY | PARTICIPLE);
        assert_eq!(classes("urging") & PARTICIPLE, PARTICIPLE);
        assert_eq!(classes("stresses") & FINITE, FINITE);
        assert_eq!(classes("swore"), SAY | FINITE);
        assert_eq!(classes("quipping"), SAY | PARTICIPLE);
        assert_eq!(classes("said") & COMMON, COMMON);
        assert_eq!(classes("vowed") & COMMON, 0);
    }

    #[test]
    fn plurals_follow_from_the_noun() {
        for plural in ["senators", "congressmen", "secretaries", "witnesses", "boys"] {
            assert_eq!(classes(plural) & (GROUP | PLURAL), GROUP | PLURAL, "{plural}");
        }
        assert_eq!(classes("secretarys"), 0);
        assert_eq!(classes("senator") & PLURAL, 0);
    }

    #[test]
    fn a_place_of_two_words_is_one_place() {
        assert_eq!(pair_classes("Saudi", "Arabia"), PLACE);
        assert_eq!(classes("arabia"), PLACE_SECOND);
        assert_ne!(classes("saudi") & PLACE_FIRST, 0);
        assert_eq!(classes("saudi") & PLACE, 0);
        assert_eq!(pair_classes("Arabia", "Saudi"), 0);
        assert_eq!(pair_classes(&"a".repeat(16), &"b".repeat(16)), 0);
        assert_eq!(pair_classes(&"a".repeat(15), &"b".repeat(16)), 0);
    }

    #[test]
    fn either_apostrophe_will_do() {
        assert_ne!(classes("don't") & AUXILIARY, 0);
        assert_eq!(classes("don't"), classes("don’t"));
    }

    #[test]
    fn one_office_has_one_key() {
        let key = |word: &str| office_key(look_up(word, 0, word.len()).1);
        assert_eq!(key("Gov."), key("governor"));
        assert_eq!(key("chairwoman"), key("chairman"));
        assert_ne!(key("governor"), key("senator"));
    }

    #[test]
    fn verbs_are_known_in_all_forms() {
        for word in
            ["say", "says", "said", "saying", "replied", "Denies", "writing", "wrote", "urged", "urging"]
        {
            assert_ne!(classes(word) & SAY, 0, "{word}");
        }
        assert_ne!(classes("praised") & MAY_SAY, 0);
    }

    #[test]
    fn titles_are_known_with_their_full_stop() {
        assert_ne!(classes("Sen.") & TITLE, 0);
        assert_ne!(classes("Mr") & ADDRESS, 0);
    }

    #[test]
    fn short_forms_agree_with_their_names() {
        for (one, other) in
            [("Bill", "William"), ("J.", "John"), ("Ann", "ANN"), ("Alex", "Alexander"), ("Sam", "Sam.")]
        {
            assert!(compatible(one, other) && compatible(other, one), "{one} and {other}");
        }
        // Two letters begin too many names.
        for (one, other) in [("Bill", "Hillary"), ("Jo", "John"), ("Ann", "Tom"), ("Rob", "Bob")] {
            assert!(!compatible(one, other) && !compatible(other, one), "{one} and {other}");
        }
    }
}

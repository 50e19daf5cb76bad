//! The plain form of a word: without case, accents and spelling marks; and its small form, with its accents, which
//! stemmers read.
//!
//! In this order: apostrophes, the stops of an acronym, commas between digits and the tatweel are dropped; the rest is
//! decomposed (NFKD), and those of them that come out of it are dropped too; marks are dropped that readers of the
//! script drop; case is folded (full folding); digits of all scripts become 0 to 9; letters that are written either way
//! become one, such as the Arabic and the Persian kaf, traditional Han characters the simplified ones; and Latin letters that do not decompose are spelt out, such as
//! `ß` as `ss`.
//!
//! Marks that readers drop are the accents of Latin and Greek, those of Cyrillic but the one of `й`, the
//! short vowels and the tatweel of Arabic, the points of Hebrew. Marks that make another letter stay: the dakuten of
//! Japanese, tones of Thai, vowels and viramas of India's scripts.

use std::borrow::Cow;
use std::sync::LazyLock;

use rustc_hash::FxHashMap;
use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::canonical_combining_class;

use crate::analysis::words::{is_apostrophe, is_ignorable};

/// The plain form of a token or of a query word.
///
/// Folding twice is folding once.
#[must_use]
pub fn plain(written: &str) -> Cow<'_, str> {
    if written.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit()) {
        return Cow::Borrowed(written);
    }
    let mut out = String::with_capacity(written.len());
    push_plain(written, &mut out);
    Cow::Owned(out)
}

/// Appends the plain form of `written` to `out`.
pub(crate) fn push_plain(written: &str, out: &mut String) {
    if written.is_ascii() {
        push_ascii(written.as_bytes(), out);
        return;
    }
    let bare: String = without_spelling_marks(written).collect();
    let mut decomposed: String = bare.nfkd().collect();
    // A stop, a comma or an apostrophe may come out of another character, such as `․` or `ŉ`.
    let bare: String = without_spelling_marks(&decomposed).collect();
    if bare.len() < decomposed.len() {
        // Marks that now stand side by side come into their order.
        decomposed = bare.nfkd().collect();
    }
    let mut before = ' ';
    let bare: String = decomposed
        .chars()
        .filter(|&c| {
            let kept = !is_dropped(c) || c == BREVE && matches!(before, 'и' | 'И');
            before = c;
            kept
        })
        .collect();
    for c in caseless::default_case_fold_str(&bare).chars() {
        match spelt_out(c) {
            Some(letters) => out.push_str(letters),
            None if c == BREVE => {
                out.pop();
                out.push('й');
            }
            None => out.push(digit(c).unwrap_or_else(|| written_either_way(c))),
        }
    }
}

/// The small form of a token or of a query word: without stops of an acronym, commas between digits and the tatweel,
/// in compatibility composition (NFKC) and in small letters, every apostrophe as `'`.
///
/// Its plain form is that of the word. Folding twice is folding once.
#[must_use]
pub fn small(written: &str) -> Cow<'_, str> {
    if written.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit()) {
        return Cow::Borrowed(written);
    }
    let mut out = String::with_capacity(written.len());
    push_small(written, &mut out);
    Cow::Owned(out)
}

/// Appends the small form of `written` to `out`.
pub(crate) fn push_small(written: &str, out: &mut String) {
    let once: String = with_one_apostrophe(written).collect();
    if once.is_ascii() {
        out.extend(once.chars().map(|c| c.to_ascii_lowercase()));
        return;
    }
    // A stop, a comma or an apostrophe may come out of another character, and small letters out of capitals
    // compose with what follows.
    let composed: String = once.nfkc().collect();
    let once: String = with_one_apostrophe(&composed).collect();
    let small: String = once.chars().flat_map(char::to_lowercase).map(one_sigma).collect();
    out.extend(small.nfkc());
}

fn with_one_apostrophe(written: &str) -> impl Iterator<Item = char> + '_ {
    spelling_marks(written).filter_map(|(c, mark)| match mark {
        SpellingMark::None => Some(c),
        SpellingMark::Apostrophe => Some('\''),
        SpellingMark::Other => None,
    })
}

fn one_sigma(c: char) -> char {
    if c == 'ς' { 'σ' } else { c }
}

/// The mark of `й`, which is a letter of its own.
const BREVE: char = '\u{306}';

/// Whether readers of its script read past the mark.
fn is_dropped(c: char) -> bool {
    // The classes of marks that make another letter or syllable: signs that voice a kana, viramas, the vowels and
    // tones of India's and Southeast Asia's scripts and of Tibetan. Class 0 is no mark that is put on a letter.
    let class = canonical_combining_class(c);
    !matches!(class, 0 | 8 | 9 | 84 | 91 | 103 | 107 | 118 | 122 | 129 | 130 | 132)
}

/// The stroke that lengthens an Arabic word on paper.
const TATWEEL: char = '\u{640}';

/// The decimal digit that a digit of any script is.
fn digit(c: char) -> Option<char> {
    if c.is_ascii() || !c.is_numeric() {
        return None;
    }
    let zero = *ZEROS.get(ZEROS.partition_point(|&zero| zero <= c).checked_sub(1)?)?;
    char::from_digit(u32::from(c) - u32::from(zero), 10)
}

/// The digits 0 of all scripts, in order; 1 to 9 follow each. What NFKD makes a digit of is left out.
const ZEROS: [char; 44] = [
    '\u{660}',
    '\u{6f0}',
    '\u{7c0}',
    '\u{966}',
    '\u{9e6}',
    '\u{a66}',
    '\u{ae6}',
    '\u{b66}',
    '\u{be6}',
    '\u{c66}',
    '\u{ce6}',
    '\u{d66}',
    '\u{de6}',
    '\u{e50}',
    '\u{ed0}',
    '\u{f20}',
    '\u{1040}',
    '\u{1090}',
    '\u{17e0}',
    '\u{1810}',
    '\u{1946}',
    '\u{19d0}',
    '\u{1a80}',
    '\u{1a90}',
    '\u{1b50}',
    '\u{1bb0}',
    '\u{1c40}',
    '\u{1c50}',
    '\u{a620}',
    '\u{a8d0}',
    '\u{a900}',
    '\u{a9d0}',
    '\u{a9f0}',
    '\u{aa50}',
    '\u{abf0}',
    '\u{104a0}',
    '\u{11066}',
    '\u{11136}',
    '\u{111d0}',
    '\u{116c0}',
    '\u{11730}',
    '\u{118e0}',
    '\u{16a60}',
    '\u{1e950}',
];

/// One of the letters that Arabic, Persian and Urdu keyboards write for the same, or one of a Han character's two forms.
fn written_either_way(c: char) -> char {
    match c {
        // Alef wasla.
        '\u{671}' => '\u{627}',
        // Persian and Urdu yeh.
        '\u{6cc}' | '\u{6d2}' => '\u{64a}',
        // Keheh, swash kaf.
        '\u{6a9}' | '\u{6aa}' => '\u{643}',
        // Heh goal, heh doachashmee, ae. Teh marbuta and alef maksura are endings, which the stemmer must see.
        '\u{6c1}' | '\u{6be}' | '\u{6d5}' => '\u{647}',
        _ if is_han(c) => simplified(c),
        _ => c,
    }
}

fn is_han(c: char) -> bool {
    matches!(c, '\u{3400}'..='\u{9fff}' | '\u{20000}'..='\u{3ffff}')
}

/// The simplified character for a traditional one.
fn simplified(c: char) -> char {
    static SIMPLIFIED: LazyLock<FxHashMap<char, char>> = LazyLock::new(|| {
        let lines = include_str!("data/han.tsv").lines().filter(|line| !line.starts_with('#'));
        let pairs = lines.filter_map(|line| line.split_once('\t'));
        let pairs = pairs.filter_map(|(one, others)| Some((one.chars().next()?, others)));
        pairs.flat_map(|(one, others)| others.chars().map(move |it| (it, one))).collect()
    });
    SIMPLIFIED.get(&c).copied().unwrap_or(c)
}

fn push_ascii(written: &[u8], out: &mut String) {
    for (at, &byte) in written.iter().enumerate() {
        match byte {
            b'\'' | b'`' | b',' => {}
            b'.' if !between_digits(written, at) => {}
            _ => out.push(byte.to_ascii_lowercase() as char),
        }
    }
}

fn between_digits(written: &[u8], at: usize) -> bool {
    let digit = |it: Option<&u8>| it.is_some_and(u8::is_ascii_digit);
    at > 0 && digit(written.get(at - 1)) && digit(written.get(at + 1))
}

/// What a character of a word is beside its letters and digits.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum SpellingMark {
    None,
    Apostrophe,
    Other,
}

fn without_spelling_marks(written: &str) -> impl Iterator<Item = char> + '_ {
    spelling_marks(written).filter_map(|(c, mark)| (mark == SpellingMark::None).then_some(c))
}

/// A token holds a stop either between the letters of an acronym or between the
/// digits of a number; the number's is none of its spelling marks.
fn spelling_marks(written: &str) -> impl Iterator<Item = (char, SpellingMark)> + '_ {
    let mut last = None;
    written.char_indices().map(move |(at, c)| {
        let after_number = last.is_some_and(char::is_numeric);
        let dropped = match c {
            ',' => true,
            '.' => !(after_number && written[at + 1..].chars().next().is_some_and(char::is_numeric)),
            _ => c == TATWEEL || is_ignorable(c),
        };
        last = Some(c);
        let mark = match dropped {
            true => SpellingMark::Other,
            false if is_apostrophe(c) => SpellingMark::Apostrophe,
            false => SpellingMark::None,
        };
        (c, mark)
    })
}

/// Latin letters that have no decomposition, as they are commonly spelt without them.
fn spelt_out(c: char) -> Option<&'static str> {
    Some(match c {
        'ß' => "ss",
        'ł' => "l",
        'ø' => "o",
        'đ' => "d",
        'æ' => "ae",
        'œ' => "oe",
        'ı' => "i",
        'þ' => "th",
        'ð' => "d",
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    proptest::proptest! {
        #[test]
        fn folding_twice_is_folding_once(text in "(\\PC|[иИ]\u{306}|[a-zа-я٠-٩ﾞ`'.,․．﹒，ŉ…ﹱـ]){0,12}") {
            let once = plain(&text).into_owned();
            proptest::prop_assert_eq!(plain(&once), once.as_str());
        }
    }

    proptest::proptest! {
        #[test]
        fn the_small_form_is_small_once_and_has_the_plain_form(
            text in "(\\PC|[иИ]\u{306}|[a-zA-ZÄÉİßа-яА-Я٠-٩ﾞ`'.,․．﹒，ŉ…ﹱـΣς]){0,12}",
        ) {
            let once = small(&text).into_owned();
            proptest::prop_assert_eq!(small(&once), once.as_str());
            proptest::prop_assert_eq!(plain(&once), plain(&text));
        }
    }

    #[test]
    fn the_small_form_keeps_accents_and_one_apostrophe() {
        for (written, expected) in [
            ("O’Brien", "o'brien"),
            ("L`État", "l'état"),
            ("U.S", "us"),
            ("47,000", "47000"),
            ("3.5", "3.5"),
            ("STRASSE", "strasse"),
            ("Straße", "straße"),
            ("e\u{301}tat", "état"),
            ("НОВЫЙ", "новый"),
            ("ΟΔΟΣ", "οδοσ"),
            ("οδός", "οδόσ"),
            ("كِتَـاب", "كِتَاب"),
            ("ｶﾞｽ", "ガス"),
        ] {
            assert_eq!(small(written), expected, "{written}");
        }
    }

    #[test]
    fn stops_commas_and_apostrophes_are_dropped_in_every_width() {
        for (written, expected) in [
            ("u․s․a", "usa"),
            ("Ｕ．Ｓ．Ａ", "usa"),
            ("u﹒s", "us"),
            ("３．５", "3.5"),
            ("1，000", "1000"),
            ("ŉ", "n"),
            ("․", ""),
        ] {
            assert_eq!(plain(written), expected, "{written}");
        }
    }

    #[test]
    fn the_zeros_stand_in_order() {
        assert!(ZEROS.is_sorted());
        assert!(ZEROS.iter().all(|&zero| digit(zero) == Some('0')));
        assert_eq!(digit('½'), None);
    }

    #[test]
    fn the_plain_form_has_no_case_accents_or_marks() {
        for (written, expected) in [
            ("O'Brien", "obrien"),
            ("don’t", "dont"),
            ("U.S", "us"),
            ("47,000", "47000"),
            ("3.5", "3.5"),
            ("Łódź", "lodz"),
            ("STRASSE", "strasse"),
            ("Straße", "strasse"),
            ("Æther", "aether"),
            ("ﬁnance", "finance"),
            ("cease\u{ad}fire", "ceasefire"),
            ("cafe\u{301}", "cafe"),
            ("ΟΔΟΣ", "οδοσ"),
            ("Þórður", "thordur"),
            ("İzmir", "izmir"),
            ("Новый", "новый"),
            ("И\u{306}ОД", "йод"),
            ("ёлка", "елка"),
            ("ガス", "カ\u{3099}ス"),
            ("ｶﾞｽ", "カ\u{3099}ス"),
            ("カス", "カス"),
            ("國會", "国会"),
            ("說", "说"),
            ("ที่", "ที่"),
            ("हिन्दी", "हिन्दी"),
            ("كِتَـاب", "كتاب"),
            ("کتاب", "كتاب"),
            ("إيران", "ايران"),
            ("ایران", "ايران"),
            ("مدرسة", "مدرسة"),
            ("שָׁלוֹם", "שלום"),
            ("ג\u{5f3}ורג\u{5f3}", "גורג"),
            ("٢٠٢٥", "2025"),
            ("۲۰۲۵", "2025"),
            ("२०२५", "2025"),
            ("２０２５", "2025"),
            ("пʼять", "пять"),
            ("l‘Ukraine", "lukraine"),
            ("", ""),
        ] {
            assert_eq!(plain(written), expected, "{written}");
        }
    }
}

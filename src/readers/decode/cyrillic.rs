//! Cyrillic in two old encodings that are told by how often letters stand in Russian: IBM855 and MacCyrillic.
//!
//! Any bytes can be read in either, so a reading wins only where it is Russian and the other one is not.

use encoding_rs::{Encoding, WINDOWS_1251, X_MAC_CYRILLIC};

/// The characters of the bytes from 128 on in IBM855.
const IBM855: &str = "ђЂѓЃёЁєЄѕЅіІїЇјЈљЉњЊћЋќЌўЎџЏюЮъЪаАбБцЦдДеЕфФгГ«»░▒▓│┤хХиИ╣║╗╝йЙ┐└┴┬├─┼кК╚╔╩╦╠═╬¤лЛмМнНоОп┘┌█▄Пя▀ЯрРсСтТуУжЖвВьЬ№\u{AD}ыЫзЗшШэЭщЩчЧ§■\u{A0}";

/// Letters of Russian with how many of a thousand each is.
const LETTERS: &str = "о110 е85 а80 и74 н67 т63 с55 р47 в45 л44 к35 м32 д30 п28 у26 я20 ы19 ь17 г17 з16 б16 ч14 й12 х10 ж9 ш7 ю6 ц5 щ4 э3 ф3";

/// Fewer bytes beyond ASCII than this show nothing.
const LEAST: usize = 12;

/// How far into a text letters are counted, in bytes.
const SAMPLE: usize = 8_192;

/// From this mean on a reading is Russian; that of real texts is about 55.
const RUSSIAN: i64 = 40;

/// By so much its mean is above that of another reading …
const MARGIN: i64 = 15;
/// … and above that of one that has the same small letters, where only capitals and signs tell.
const NARROW: i64 = 3;

/// The text of bytes that are IBM855 or MacCyrillic; `None` where `guess` is as good a reading.
pub(super) fn text(bytes: &[u8], guess: &'static Encoding) -> Option<String> {
    let sample = bytes.get(..SAMPLE).unwrap_or(bytes);
    if sample.iter().filter(|byte| **byte >= 0x80).count() < LEAST {
        return None;
    }
    let guessed = mean(&guess.decode_without_bom_handling(sample).0);
    let mac = mean(&X_MAC_CYRILLIC.decode_without_bom_handling(sample).0);
    let ibm = mean(&ibm855(sample));
    let margin = if mac > ibm && guess == WINDOWS_1251 { NARROW } else { MARGIN };
    if mac.max(ibm) < RUSSIAN || mac.max(ibm) < guessed + margin {
        return None;
    }
    Some(if mac > ibm {
        X_MAC_CYRILLIC.decode_without_bom_handling(bytes).0.into_owned()
    } else {
        ibm855(bytes)
    })
}

fn ibm855(bytes: &[u8]) -> String {
    let upper: Vec<char> = IBM855.chars().collect();
    let read = |byte: &u8| match byte.checked_sub(0x80) {
        None => char::from(*byte),
        Some(place) => upper.get(usize::from(place)).copied().unwrap_or('\u{FFFD}'),
    };
    bytes.iter().map(read).collect()
}

/// How Russian the characters beyond ASCII of a text are, as a mean over them: a letter counts as often as it is met, a
/// capital behind a small letter and a sign that no text has count against it.
fn mean(text: &str) -> i64 {
    let of = |letter: char| -> i64 {
        let at = LETTERS.find(letter).map(|at| at + letter.len_utf8());
        let digits = at.and_then(|at| LETTERS.get(at..)?.split(' ').next());
        digits.and_then(|it| it.parse().ok()).unwrap_or(0)
    };
    let (mut sum, mut count) = (0, 0);
    let mut before = ' ';
    for c in text.chars() {
        if !c.is_ascii() {
            count += 1;
            let small = c.to_lowercase().next().unwrap_or(c);
            let is_russian = matches!(c, 'а'..='я' | 'А'..='Я' | 'ё' | 'Ё');
            sum += match is_russian {
                true if before.is_ascii_alphabetic() => -40,
                true if c != small && before.is_lowercase() => -60,
                true if c != small => of(small) / 2,
                true => of(c),
                false if "«»—–“”„’…№\u{A0}".contains(c) => 10,
                false => -40,
            };
        }
        before = c;
    }
    if count == 0 { 0 } else { sum / count }
}

#[cfg(test)]
mod tests {
    use super::*;
    use encoding_rs::{KOI8_R, WINDOWS_1252};

    const STORY: &str = "Министр сказал в понедельник, что переговоры продолжатся, пока это нужно. «Мы готовы», — добавил он.";

    #[test]
    fn russian_is_read_in_either() {
        let mac = X_MAC_CYRILLIC.encode(STORY).0;
        assert_eq!(text(&mac, WINDOWS_1251).as_deref(), Some(STORY));
        let plain = STORY.replace('—', "-");
        let place =
            |c: char| IBM855.chars().position(|it| it == c).and_then(|it| u8::try_from(it + 0x80).ok());
        let ibm: Vec<u8> =
            plain.chars().map(|c| if c.is_ascii() { c as u8 } else { place(c).unwrap() }).collect();
        assert_eq!(text(&ibm, WINDOWS_1251).as_deref(), Some(plain.as_str()));
    }

    #[test]
    fn a_reading_that_is_as_good_stays() {
        for encoding in [WINDOWS_1251, KOI8_R] {
            let bytes = encoding.encode(STORY).0;
            assert_eq!(text(&bytes, encoding), None, "{}", encoding.name());
        }
        let french = WINDOWS_1252.encode("Le général a été relevé de ses fonctions, a annoncé le ministère à Paris, où l'été a été très sévère.").0;
        assert_eq!(text(&french, WINDOWS_1252), None);
        assert_eq!(text(b"plain \xE0\xE1", WINDOWS_1251), None);
    }

    #[test]
    fn every_byte_has_a_character() {
        assert_eq!(IBM855.chars().count(), 128);
    }
}

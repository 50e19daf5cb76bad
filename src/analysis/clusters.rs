//! Scripts that put no spaces between words, and what in them is a token.
//!
//! In Chinese and Japanese a token is one character: Han, Hiragana or Katakana, with the sign that voices it. In
//! Thai, Lao, Khmer and Burmese it is an orthographic cluster: a letter with its marks, and with the letters
//! that a sign stacks below it.

/// Whether a letter or number begins a token of its own.
pub(crate) fn begins(c: char) -> bool {
    is_han_or_kana(c) || is_southeast_asian(c)
}

/// Whether the letter is Thai, Lao, Khmer or Burmese.
pub(crate) fn is_southeast_asian(c: char) -> bool {
    matches!(c,
        // Thai, Lao.
        '\u{e01}'..='\u{e4f}' | '\u{e81}'..='\u{ecf}' | '\u{edc}'..='\u{edf}'
        // Burmese.
        | '\u{1000}'..='\u{103f}' | '\u{1050}'..='\u{108f}' | '\u{109a}'..='\u{109f}'
        | '\u{a9e0}'..='\u{a9ef}' | '\u{a9fa}'..='\u{a9fe}' | '\u{aa60}'..='\u{aa7f}'
        // Khmer.
        | '\u{1780}'..='\u{17dd}')
}

fn is_han_or_kana(c: char) -> bool {
    matches!(c,
        // Radicals, 々, 〆, 〇, numerals, Han and its extensions.
        '\u{2e80}'..='\u{2fd5}' | '\u{3005}'..='\u{3007}' | '\u{3021}'..='\u{3029}' | '\u{3038}'..='\u{303c}'
        | '\u{3400}'..='\u{4dbf}' | '\u{4e00}'..='\u{9fff}' | '\u{f900}'..='\u{faff}'
        | '\u{20000}'..='\u{3ffff}'
        // Hiragana, Katakana, the sign that lengthens a vowel, the half-width forms.
        | '\u{3041}'..='\u{3096}' | '\u{309d}'..='\u{309f}' | '\u{30a1}'..='\u{30fa}' | '\u{30fc}'..='\u{30ff}'
        | '\u{31f0}'..='\u{31ff}' | '\u{ff66}'..='\u{ff9d}' | '\u{1aff0}'..='\u{1b16f}')
}

/// Whether the character is a mark although its category is that of letters: the half-width signs that voice a kana.
pub(crate) fn is_mark(c: char) -> bool {
    matches!(c, '\u{ff9e}' | '\u{ff9f}')
}

/// Whether the last character of a text stacks the letter behind it: Khmer's coeng, Burmese's virama.
pub(crate) fn joins_next(text: &str) -> bool {
    text.ends_with(['\u{17d2}', '\u{1039}'])
}

//! The pieces of a text in which dates are looked for: numbers in any digits, words in any script, marks.

use unicode_normalization::UnicodeNormalization;

/// A piece of a text.
#[derive(Debug, Clone, Copy)]
pub(super) struct Token<'a> {
    pub(super) text: &'a str,
    /// Its first byte in the text.
    pub(super) start: usize,
    pub(super) kind: Kind,
    /// Whether white space stands in front.
    pub(super) apart: bool,
}

/// What a piece is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// A number with its count of figures; -1 where it is too long for a part of a date.
    Number(i32, usize),
    Word,
    Mark(char),
}

impl Token<'_> {
    /// The byte behind it.
    pub(super) fn end(&self) -> usize {
        self.start + self.text.len()
    }

    /// The number, where it has so many figures.
    pub(super) fn number(&self, figures: std::ops::RangeInclusive<usize>) -> Option<i32> {
        match self.kind {
            Kind::Number(value, count) if figures.contains(&count) => Some(value),
            Kind::Number(..) | Kind::Word | Kind::Mark(_) => None,
        }
    }

    pub(super) fn is_number(&self) -> bool {
        matches!(self.kind, Kind::Number(..))
    }

    pub(super) fn is(&self, mark: char) -> bool {
        self.kind == Kind::Mark(mark)
    }
}

/// The most figures of a number that may be a day in one piece.
const FIGURES: usize = 8;

/// The pieces of a text, in order.
pub(super) fn tokens(text: &str) -> Vec<Token<'_>> {
    let bytes = text.as_bytes();
    let mut tokens: Vec<Token<'_>> = Vec::with_capacity(text.len() / 5 + 1);
    let mut apart = true;
    let mut start = 0;
    while let Some(first) = text.get(start..).and_then(|it| it.chars().next()) {
        if first.is_whitespace() || is_invisible(first) {
            apart |= first.is_whitespace();
            start += first.len_utf8();
            continue;
        }
        let mut end = start + first.len_utf8();
        let kind = if let Some(figure) = figure(first) {
            let (mut value, mut count) = (i64::from(figure), 1);
            while let Some((next, figure)) = text
                .get(end..)
                .and_then(|it| it.chars().next())
                .and_then(|next| figure_of(next).map(|figure| (next, figure)))
            {
                value = if count < FIGURES { value * 10 + i64::from(figure) } else { -1 };
                count += 1;
                end += next.len_utf8();
            }
            Kind::Number(if count <= FIGURES { i32::try_from(value).unwrap_or(-1) } else { -1 }, count)
        } else if is_letter(first) {
            loop {
                end += bytes[end..].iter().take_while(|it| it.is_ascii_alphabetic() || **it == b'\'').count();
                match text.get(end..).and_then(|it| it.chars().next()) {
                    Some(c) if !c.is_ascii() && goes_on(c) => end += c.len_utf8(),
                    // `п’ятниця`, `d’abril`
                    Some('’') if text[end + 3..].starts_with(is_letter) => end += 3,
                    Some(_) | None => break,
                }
            }
            Kind::Word
        } else {
            Kind::Mark(first)
        };
        tokens.push(Token { text: text.get(start..end).unwrap_or(""), start, kind, apart });
        apart = false;
        start = end;
    }
    tokens
}

fn figure_of(c: char) -> Option<u32> {
    figure(c)
}

/// The value of a figure of any script that writes numbers in tens.
pub(super) fn figure(c: char) -> Option<u32> {
    if c.is_ascii() {
        return c.to_digit(10);
    }
    /// The zeros of the scripts.
    const ZEROS: [u32; 22] = [
        0x660, 0x6F0, 0x7C0, 0x966, 0x9E6, 0xA66, 0xAE6, 0xB66, 0xBE6, 0xC66, 0xCE6, 0xD66, 0xDE6, 0xE50,
        0xED0, 0xF20, 0x1040, 0x17E0, 0x1810, 0xA620, 0xA9D0, 0xFF10,
    ];
    let code = u32::from(c);
    let at = ZEROS.partition_point(|zero| *zero <= code).checked_sub(1)?;
    Some(code - ZEROS[at]).filter(|value| *value < 10)
}

/// Whether a text holds a figure of any script.
pub(super) fn has_figure(text: &str) -> bool {
    text.bytes().any(|byte| byte.is_ascii_digit())
        || (!text.is_ascii() && text.chars().any(|c| !c.is_ascii() && figure(c).is_some()))
}

/// The signs that East Asian dates are made with.
fn is_date_sign(c: char) -> bool {
    matches!(c, '年' | '月' | '日' | '년' | '월' | '일')
}

fn is_letter(c: char) -> bool {
    c.is_alphabetic() && !is_date_sign(c)
}

/// Whether a sign belongs to the word in front of it: a letter, or what is written above or below one.
fn goes_on(c: char) -> bool {
    is_letter(c)
        || figure(c).is_none()
            && matches!(c, '\u{300}'..='\u{36f}' | '\u{591}'..='\u{5c7}' | '\u{5f3}' | '\u{64b}'..='\u{65f}' | '\u{2bc}')
        || figure(c).is_none()
            && matches!(c, '\u{900}'..='\u{963}' | '\u{970}'..='\u{df3}' | '\u{e31}'..='\u{e4e}' | '\u{eb1}'..='\u{ecd}' | '\u{102b}'..='\u{103e}' | '\u{17b4}'..='\u{17d3}' | '\u{200c}' | '\u{200d}')
}

/// Marks of direction and joints, which stand in dates of scripts from the right to the left.
fn is_invisible(c: char) -> bool {
    matches!(c, '\u{200b}' | '\u{200c}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}' | '\u{2066}'..='\u{2069}' | '\u{ad}' | '\u{feff}')
}

/// A word as words of the calendar are compared: in lower case, without the accents that capitals lose, with one form of
/// letters that have two.
pub(super) fn folded(word: &str) -> String {
    if word.is_ascii() {
        return word.to_ascii_lowercase();
    }
    let mut folded = String::with_capacity(word.len());
    for c in word.to_lowercase().nfd() {
        match c {
            '\u{300}'..='\u{36f}' | '\u{654}' | '\u{640}' => {}
            '’' | 'ʼ' | '׳' => folded.push('\''),
            'ي' | 'ى' => folded.push('ی'),
            'ك' => folded.push('ک'),
            'ς' => folded.push('σ'),
            'ı' => folded.push('i'),
            c => folded.push(c),
        }
    }
    folded.nfc().collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_read_in_any_figures() {
        for text in ["2025", "٢٠٢٥", "۲۰۲۵", "२०२५", "২০২৫", "๒๐๒๕", "２０２５"]
        {
            let all = tokens(text);
            assert_eq!(all.len(), 1, "{text}");
            assert_eq!(all[0].number(4..=4), Some(2025), "{text}");
            assert!(has_figure(text));
        }
        assert_eq!(tokens("123456789")[0].number(9..=9), Some(-1));
        assert!(!has_figure("no é figure"));
    }

    #[test]
    fn a_word_is_one_piece_in_any_script() {
        for text in ["Müller", "п’ятниця", "सितम्बर", "กุมภาพันธ์", "نوفمبر", "d’abril", "d'abril"]
        {
            assert_eq!(tokens(text).len(), 1, "{text}");
        }
        let pieces: Vec<&str> = tokens("11月18日").iter().map(|it| it.text).collect();
        assert_eq!(pieces, ["11", "月", "18", "日"]);
    }

    #[test]
    fn words_are_compared_without_what_capitals_lose() {
        for (word, same) in
            [("ΝΟΕΜΒΡΊΟΥ", "Νοεμβρίου"), ("DÉCEMBRE", "décembre"), ("İyun", "iyun"), ("فوریهٔ", "فوريه")]
        {
            assert_eq!(folded(word), folded(same));
        }
        assert_eq!(folded("MAY"), "may");
    }
}

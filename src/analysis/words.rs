//! Where words begin and end.
//!
//! A token is a maximal run of characters of the Unicode categories L, M and N,
//! with the joins that news needs: `O'Brien`, `U.S.`, `47,000`, `3.5`. A final
//! `'s` belongs to no token. Characters that are ignorable by default, such as
//! the soft hyphen, are passed over: they neither make a token nor end one.
//!
//! In scripts that put no spaces between words each [cluster](crate::analysis::clusters) is a token: a Chinese
//! character, a syllable of Thai. A word is then a phrase of its tokens, and no dictionary decides what is found.

use unicode_properties::{GeneralCategoryGroup, UnicodeGeneralCategory};

use crate::analysis::{clusters, letters};
use crate::span::ByteSpan;

/// What a character does to a token.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Class {
    Letter,
    /// A letter of a script without spaces, which is a token of its own.
    Alone,
    Mark,
    /// A decimal digit, which `,` and `.` may join.
    Digit,
    /// Any other number, such as `½`.
    Number,
    Apostrophe,
    Stop,
    Comma,
    Ignorable,
    Other,
}

impl Class {
    fn of(c: char) -> Class {
        match c {
            'a'..='z' | 'A'..='Z' => Class::Letter,
            '0'..='9' => Class::Digit,
            _ if is_apostrophe(c) => Class::Apostrophe,
            '.' => Class::Stop,
            ',' => Class::Comma,
            '\0'..='\x7f' => Class::Other,
            _ if is_ignorable(c) => Class::Ignorable,
            _ if clusters::is_mark(c) => Class::Mark,
            _ => match c.general_category_group() {
                GeneralCategoryGroup::Letter if clusters::begins(c) => Class::Alone,
                GeneralCategoryGroup::Letter => Class::Letter,
                GeneralCategoryGroup::Mark => Class::Mark,
                GeneralCategoryGroup::Number if clusters::begins(c) => Class::Alone,
                GeneralCategoryGroup::Number
                    if c.general_category() == unicode_properties::GeneralCategory::DecimalNumber =>
                {
                    Class::Digit
                }
                GeneralCategoryGroup::Number => Class::Number,
                _ => Class::Other,
            },
        }
    }

    fn is_word(self) -> bool {
        matches!(self, Class::Letter | Class::Alone | Class::Mark | Class::Digit | Class::Number)
    }
}

/// Whether the character is ignorable by default (Unicode's
/// `Default_Ignorable_Code_Point`, which does not change for assigned characters).
#[must_use]
pub(crate) fn is_ignorable(c: char) -> bool {
    matches!(c,
        '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{115f}'..='\u{1160}' | '\u{17b4}'..='\u{17b5}'
        | '\u{180b}'..='\u{180f}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}'
        | '\u{2060}'..='\u{206f}' | '\u{3164}' | '\u{fe00}'..='\u{fe0f}' | '\u{feff}' | '\u{ffa0}'
        | '\u{fff0}'..='\u{fff8}' | '\u{1bca0}'..='\u{1bca3}' | '\u{1d173}'..='\u{1d17a}'
        | '\u{e0000}'..='\u{e0fff}')
}

/// Whether the character is written for an apostrophe between letters. Hebrew's geresh, which makes
/// another sound of a letter, stands between letters in the same way. Gershayim are typed as quotation marks as often,
/// and separate as those do.
#[must_use]
pub(crate) fn is_apostrophe(c: char) -> bool {
    matches!(
        c,
        '\'' | '\u{2019}' | '\u{2018}' | '\u{2bc}' | '\u{2bb}' | '\u{b4}' | '`' | '\u{ff07}' | '\u{5f3}'
    )
}

/// Whether `c` can stand in a token by itself: a letter, a mark or a number.
#[must_use]
pub(crate) fn is_word_char(c: char) -> bool {
    Class::of(c).is_word()
}

/// The tokens of a text, in order.
#[derive(Debug, Clone)]
pub struct Words<'a> {
    text: &'a str,
    at: usize,
}

impl<'a> Words<'a> {
    /// The tokens of `text`.
    #[must_use]
    pub fn new(text: &'a str) -> Words<'a> {
        Words { text, at: 0 }
    }

    /// The class of the first character at or after `at` that is not
    /// ignorable, with the place behind it.
    fn class_at(&self, mut at: usize) -> Option<(Class, usize)> {
        let bytes = self.text.as_bytes();
        loop {
            let &byte = bytes.get(at)?;
            if byte < 0x80 {
                return Some((ASCII[usize::from(byte)], at + 1));
            }
            let c = self.text[at..].chars().next()?;
            at += c.len_utf8();
            let class = Class::of(c);
            if class != Class::Ignorable {
                return Some((class, at));
            }
        }
    }

    /// The place behind `'s` or `’s` at `at`, when the `s` ends its word.
    fn after_possessive(&self, at: usize) -> Option<usize> {
        let (Class::Apostrophe, s) = self.class_at(at)? else { return None };
        let &letter = self.text.as_bytes().get(s)?;
        if !matches!(letter, b's' | b'S') {
            return None;
        }
        let ends = !self.class_at(s + 1).is_some_and(|(class, _)| class.is_word());
        // `'s'll` goes on, so its s is not final.
        let goes_on = || {
            let (class, next) = self.class_at(s + 1)?;
            let (behind, _) = self.class_at(next)?;
            (class == Class::Apostrophe && behind == Class::Letter).then_some(())
        };
        (ends && goes_on().is_none()).then_some(s + 1)
    }

    /// Whether a single letter (with its marks) starts at `at`: the next part of an acronym.
    fn single_letter(&self, at: usize) -> bool {
        let Some((Class::Letter, mut next)) = self.class_at(at) else { return false };
        loop {
            match self.class_at(next) {
                Some((Class::Mark, behind)) => next = behind,
                Some((class, _)) => return !class.is_word(),
                None => return true,
            }
        }
    }
}

static ASCII: [Class; 128] = {
    let mut table = [Class::Other; 128];
    let mut byte = 0u8;
    while byte < 128 {
        table[byte as usize] = match byte {
            b'a'..=b'z' | b'A'..=b'Z' => Class::Letter,
            b'0'..=b'9' => Class::Digit,
            b'\'' | b'`' => Class::Apostrophe,
            b'.' => Class::Stop,
            b',' => Class::Comma,
            _ => Class::Other,
        };
        byte += 1;
    }
    table
};

impl Iterator for Words<'_> {
    type Item = ByteSpan;

    fn next(&mut self) -> Option<ByteSpan> {
        let start = self.skip_to_word()?;
        match self.plain_end(start) {
            Some(end) => {
                self.at = end;
                Some(ByteSpan::known(start, end))
            }
            None => Some(self.joined(start)),
        }
    }
}

impl Words<'_> {
    /// The end of a token of ASCII letters with nothing behind them that could belong to it, as most are.
    fn plain_end(&self, start: usize) -> Option<usize> {
        let bytes = self.text.as_bytes();
        let letters = letters::count(bytes, start);
        let end = start + letters;
        let ends = match bytes.get(end) {
            None => true,
            Some(&byte) if byte < 0x80 => match ASCII[usize::from(byte)] {
                Class::Other | Class::Comma => true,
                // Behind one letter it may be an acronym's.
                Class::Stop => letters > 1,
                _ => false,
            },
            Some(_) => false,
        };
        (ends && letters > 0).then_some(end)
    }

    /// The token that starts at `start`, whatever is in it.
    fn joined(&mut self, start: usize) -> ByteSpan {
        // Letters seen since the start or the last stop, and whether all before are single: an acronym so far.
        let (mut part, mut acronym) = (0u32, true);
        // The last character that was not a mark, which is what the joins ask about.
        let mut last = Class::Other;
        let (mut at, mut end) = (start, start);
        while let Some((class, next)) = self.class_at(at) {
            match class {
                Class::Letter | Class::Digit | Class::Number => {
                    acronym &= class == Class::Letter;
                    part += 1;
                    last = class;
                    end = next;
                }
                Class::Alone if at == start => {
                    let end = self.cluster_end(next);
                    self.at = end;
                    return ByteSpan::known(start, end);
                }
                Class::Alone => break,
                Class::Mark => end = next,
                Class::Apostrophe => {
                    let joins = last == Class::Letter
                        && self.class_at(next).is_some_and(|(behind, _)| behind == Class::Letter)
                        && self.after_possessive(at).is_none();
                    if !joins {
                        break;
                    }
                    acronym = false;
                }
                Class::Stop | Class::Comma => {
                    let behind = self.class_at(next).map(|(behind, _)| behind);
                    let number = last == Class::Digit && behind == Some(Class::Digit);
                    let letters = class == Class::Stop && acronym && part == 1 && self.single_letter(next);
                    if !number && !letters {
                        break;
                    }
                    part = 0;
                }
                Class::Ignorable | Class::Other => break,
            }
            at = next;
        }
        self.at = self.behind_possessive(start, end, last, acronym && part == 1);
        ByteSpan::known(start, end)
    }

    /// The end of a cluster whose first letter ends at `at`: behind its marks and the letters that they join to it.
    fn cluster_end(&self, mut at: usize) -> usize {
        let mut end = at;
        loop {
            let Some((class, next)) = self.class_at(at) else { return end };
            let joined = clusters::joins_next(&self.text[..end]) && class == Class::Alone;
            if class != Class::Mark && !joined {
                return end;
            }
            (at, end) = (next, next);
        }
    }

    fn skip_to_word(&mut self) -> Option<usize> {
        let bytes = self.text.as_bytes();
        loop {
            let &byte = bytes.get(self.at)?;
            if byte < 0x80 {
                if matches!(ASCII[usize::from(byte)], Class::Letter | Class::Digit) {
                    return Some(self.at);
                }
                self.at += 1;
            } else {
                let c = self.text[self.at..].chars().next()?;
                if Class::of(c).is_word() {
                    return Some(self.at);
                }
                self.at += c.len_utf8();
            }
        }
    }

    /// Where to go on behind a token that ends at `end`: a possessive `'s` after a
    /// letter, a digit, or the last stop of an acronym belongs to no token.
    fn behind_possessive(&self, start: usize, end: usize, last: Class, acronym: bool) -> usize {
        if !matches!(last, Class::Letter | Class::Digit) {
            return end;
        }
        if let Some(behind) = self.after_possessive(end) {
            return behind;
        }
        match self.class_at(end) {
            Some((Class::Stop, next)) if acronym && self.text[start..end].contains('.') => {
                self.after_possessive(next).unwrap_or(end)
            }
            _ => end,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, expected: &[&str]) {
        let seen: Vec<&str> = Words::new(text).map(|span| span.of(text)).collect();
        assert_eq!(seen, expected, "{text:?}");
    }

    #[test]
    fn words_are_runs_of_letters_marks_and_numbers() {
        check("Peace, at last!", &["Peace", "at", "last"]);
        check("naïve cafe\u{301} ½ x²", &["naïve", "cafe\u{301}", "½", "x²"]);
        check("", &[]);
        check("… – \"", &[]);
    }

    #[test]
    fn a_hyphen_separates() {
        check("28-point US-drafted", &["28", "point", "US", "drafted"]);
    }

    #[test]
    fn an_apostrophe_between_letters_joins() {
        check("O'Brien don’t rock'n'roll", &["O'Brien", "don’t", "rock'n'roll"]);
        check("'quoted' boys' '90s 5'11", &["quoted", "boys", "90s", "5", "11"]);
        check("re\u{301}'a", &["re\u{301}'a"]);
        check(
            "l´Aquila l`Aquila l‘Aquila пʼять Oʻahu",
            &["l´Aquila", "l`Aquila", "l‘Aquila", "пʼять", "Oʻahu"],
        );
        check("`code` ‘quoted’ צה״ל צה\"ל", &["code", "quoted", "צה", "ל", "צה", "ל"]);
    }

    #[test]
    fn single_letters_with_stops_are_one_token() {
        check("The U.S. and the U.N.", &["The", "U.S", "and", "the", "U.N"]);
        check("J.R.R. Tolkien, p.m.", &["J.R.R", "Tolkien", "p.m"]);
        check("J.Rowling Ph.D. a.bc x.y.zed", &["J", "Rowling", "Ph", "D", "a", "bc", "x.y", "zed"]);
        check("end.A new", &["end", "A", "new"]);
    }

    #[test]
    fn numbers_keep_their_commas_and_points() {
        check("47,000 or 3.5%, 1,2,3. 4,x", &["47,000", "or", "3.5", "1,2,3", "4", "x"]);
    }

    #[test]
    fn a_final_s_after_an_apostrophe_belongs_to_no_token() {
        check("Ukraine’s 1990's JOHN'S it's", &["Ukraine", "1990", "JOHN", "it"]);
        check("U.S.’s U.S.'s plan U.S's", &["U.S", "U.S", "plan", "U.S"]);
        check("who's've 's x'sy", &["who's've", "s", "x'sy"]);
        check("O'Brien's", &["O'Brien"]);
        check("x'… x'é", &["x", "x'é"]);
    }

    #[test]
    fn a_chinese_or_japanese_character_is_a_token() {
        check("停火协议。", &["停", "火", "协", "议"]);
        check(
            "佐々木は2025年COVIDでガス",
            &["佐", "々", "木", "は", "2025", "年", "COVID", "で", "ガ", "ス"],
        );
        check("ｶﾞｽ料金 か\u{3099}", &["ｶﾞ", "ｽ", "料", "金", "か\u{3099}"]);
        check("サーバー 二〇二五", &["サ", "ー", "バ", "ー", "二", "〇", "二", "五"]);
        check("세금을 인상", &["세금을", "인상"]);
    }

    #[test]
    fn a_syllable_of_southeast_asia_is_a_token() {
        check("ภาษีรถ", &["ภ", "า", "ษี", "ร", "ถ"]);
        check("ที่นี่ ๒๕", &["ที่", "นี่", "๒๕"]);
        check("ພາສີ", &["ພ", "າ", "ສີ"]);
        check("ពន្ធក្ដី", &["ព", "ន្ធ", "ក្ដី"]);
        check("မြန်မာစက္ကူ", &["မြ", "န်", "မာ", "စ", "က္ကူ"]);
        check("ราคา\u{200b}5บาท", &["ร", "า", "ค", "า", "5", "บ", "า", "ท"]);
    }

    #[test]
    fn ignorable_characters_are_passed_over() {
        check("cease\u{ad}fire \u{ad}", &["cease\u{ad}fire"]);
        check("\u{feff}Head\u{200b}", &["Head"]);
    }

    proptest::proptest! {
        #[test]
        fn plain_words_are_cut_as_the_whole_rule_cuts_them(text in "[abcsUS1½é\u{301}\u{ad}.,'’ \"-]{0,24}") {
            let mut whole = Words::new(&text);
            let all: Vec<ByteSpan> =
                std::iter::from_fn(|| whole.skip_to_word().map(|start| whole.joined(start))).collect();
            proptest::prop_assert_eq!(Words::new(&text).collect::<Vec<_>>(), all);
        }
    }
}

//! Turns the lines of a text into paragraphs, the form that every stored body has.
//!
//! Paragraphs are separated by exactly one blank line, no paragraph starts or ends with white space, and control
//! characters are gone. In text that was wrapped at a fixed width a line end becomes a blank; in text that has a
//! paragraph on each line it ends the paragraph.

use std::borrow::Cow;

use crate::article::Language;
use crate::extract::dates::{DateReading, mentions};
use crate::extract::divided::Known;
use crate::extract::lists::{File, WordList};
use crate::extract::tokens::has_figure;

/// Lines longer than this were not wrapped, by hand or by a mail program, in characters.
const WIDEST_WRAP: usize = 132;

/// Text without a longer line than this is a list or a poem, in characters.
const NARROWEST_WRAP: usize = 32;

/// The text in paragraphs.
pub(super) fn normalise(text: &str) -> String {
    let text = without_controls(text);
    let of_all = wrap_width(&text);
    let mut body = String::with_capacity(text.len() + text.len() / 64);
    let mut before: Option<(&str, usize)> = None;
    let mut blank = true;
    let mut known = Known::default();
    let mut width = of_all;
    let mut lines = text.split('\n');
    while let Some(line) = lines.next() {
        let trimmed = line.trim();
        let indent = line.len() - line.trim_start().len();
        if trimmed.is_empty() {
            blank = true;
            continue;
        }
        if blank && of_all.is_none() {
            width = block_width(line, lines.clone());
        }
        if let Some(before) = before {
            let joint = if blank { Joint::Paragraph } else { joint(before, indent, trimmed, width) };
            match joint {
                Joint::Paragraph => body.push_str("\n\n"),
                Joint::Blank => body.push(' '),
                Joint::None => {
                    if known.is_one_word(before.0, trimmed, &text) {
                        body.pop();
                    }
                }
            }
        }
        push_line(&mut body, trimmed);
        before = Some((trimmed, indent));
        blank = false;
    }
    body
}

/// The paragraphs of a normalised text.
pub(super) fn split(text: &str) -> impl Iterator<Item = &str> {
    let mut rest = Some(text);
    std::iter::from_fn(move || {
        let now = rest?;
        let end = memchr::memmem::find(now.as_bytes(), b"\n\n");
        let (head, tail) = end.map_or((now, None), |at| (&now[..at], Some(&now[at + 2..])));
        rest = tail;
        Some(head)
    })
}

/// What a line end stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Joint {
    Paragraph,
    Blank,
    /// Nothing: the line ends with the hyphen of a compound word.
    None,
}

/// What the end of the line `before` stands for. `outer` and `inner` are the white space in front of both lines, in
/// bytes, and `width` that of wrapped text.
fn joint((before, outer): (&str, usize), inner: usize, trimmed: &str, width: Option<Wrap>) -> Joint {
    let is_alone = || !matches!(width, Some(Wrap { of: Whole::Text, .. })) && stands_alone(trimmed);
    let continues =
        trimmed.chars().next().is_some_and(char::is_lowercase) && !ends_sentence(before) && !is_alone();
    let joined = match width {
        None => continues,
        // A few lines tell less: one that ends a sentence ends its paragraph.
        Some(Wrap { of: Whole::Block, width }) => {
            let length = before.chars().count();
            let first_word = trimmed.split_whitespace().next().map_or(0, |word| word.chars().count());
            let is_full = length >= LEAST_FULL && length + 1 + first_word + 8 >= width;
            continues
                || (inner <= outer
                    && is_full
                    && !ends_sentence(before)
                    && !opens_line(trimmed)
                    && !is_alone())
        }
        Some(Wrap { of: Whole::Text, width }) => {
            let indented = inner > outer;
            let first_word = trimmed.split_whitespace().next().map_or(0, |word| word.chars().count());
            let length = before.chars().count();
            // The next word would have fitted with room to spare: the line was ended on purpose.
            let short = length + 1 + first_word + 8 < width;
            continues || !(indented || short)
        }
    };
    match joined {
        false => Joint::Paragraph,
        true if before.ends_with(['-', '‐', '¬'])
            && before.chars().rev().nth(1).is_some_and(char::is_lowercase) =>
        {
            Joint::None
        }
        true => Joint::Blank,
    }
}

/// Longer lines go on, in bytes.
const ALONE: usize = 90;

/// Whether a line that begins with a small letter is a line of its own all the same: a byline, a date, a name that is
/// written so.
fn stands_alone(line: &str) -> bool {
    if line.len() > ALONE || line.ends_with(['.', ',', ';']) {
        return false;
    }
    let mut words = line.split_whitespace();
    let (first, second) = (words.next().unwrap_or(""), words.next().unwrap_or(""));
    let is_capital = |word: &str| word.starts_with(char::is_uppercase);
    if first.starts_with("www.") || first.starts_with("http://") || first.starts_with("https://") {
        return second.is_empty();
    }
    // `iPhone`, `eBay`
    if first.chars().skip(1).any(char::is_uppercase) && first.chars().all(char::is_alphanumeric) {
        return true;
    }
    if BYLINES.contains(first) && is_capital(second) && words.all(|word| is_capital(word) || word.len() <= 3)
    {
        return true;
    }
    has_figure(line) && {
        let reading = DateReading::of(Language::ENGLISH, false);
        let dated = mentions(line, reading).into_iter().find(|it| it.year.is_some());
        dated.is_some_and(|it| {
            let words = |part: Option<&str>| part.map_or(0, |it| it.split_whitespace().count());
            words(line.get(..it.start)) <= 3 && words(line.get(it.end..)) <= 4
        })
    }
}

/// Words that open a byline.
static BYLINES: WordList = WordList::new(File::Bylines, "opening");

fn ends_sentence(line: &str) -> bool {
    let bare = line.trim_end_matches(['"', '\'', '”', '’', '»', ')', ']', '“']);
    bare.ends_with(['.', '!', '?', '…', ':', ';', '。'])
}

/// A shorter line was ended on purpose, in characters.
const LEAST_FULL: usize = 40;

/// Words behind which no paragraph ends.
static GOES_ON: WordList = WordList::new(File::Lines, "goes-on");

/// Whether a line begins as a byline does, whatever its case.
fn opens_line(line: &str) -> bool {
    let first = line.split_whitespace().next().unwrap_or("");
    BYLINES.contains(&first.to_lowercase()) && line.len() <= ALONE && !line.ends_with('.')
}

/// How many lines of a block are looked at.
const BLOCK: usize = 400;

/// The width of a block of lines between blank ones, if one of them surely goes on in the next.
fn block_width<'a>(first: &'a str, rest: impl Iterator<Item = &'a str>) -> Option<Wrap> {
    let block = rest.map(str::trim).take_while(|line| !line.is_empty()).take(BLOCK);
    let mut before = first.trim();
    let mut width = before.chars().count();
    let mut goes_on = false;
    for line in block {
        if line.len() > WIDEST_WRAP * 4 {
            return None;
        }
        width = width.max(line.chars().count());
        let small = line.starts_with(char::is_lowercase) && !stands_alone(line);
        let last = before.rsplit(char::is_whitespace).next().unwrap_or("");
        let in_sentence = before.chars().count() >= LEAST_FULL && GOES_ON.contains(last);
        goes_on |= !ends_sentence(before) && (small || in_sentence);
        before = line;
    }
    (goes_on && (LEAST_FULL..=WIDEST_WRAP).contains(&width)).then_some(Wrap { of: Whole::Block, width })
}

/// At which width lines were wrapped, in characters, and what tells it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Wrap {
    of: Whole,
    width: usize,
}

/// What of a text tells that it was wrapped.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Whole {
    /// Most of its lines are full.
    Text,
    /// In a few lines between blank ones a sentence goes on.
    Block,
}

/// The width at which the whole text was wrapped; `None` when each line is a paragraph.
fn wrap_width(text: &str) -> Option<Wrap> {
    let mut width = 0;
    for line in text.split('\n') {
        let line = line.trim();
        if line.len() > WIDEST_WRAP * 4 {
            return None;
        }
        width = width.max(line.chars().count());
    }
    if !(NARROWEST_WRAP..=WIDEST_WRAP).contains(&width) {
        return None;
    }
    let (mut ends, mut full) = (0_usize, 0_usize);
    let mut before: Option<usize> = None;
    for line in text.split('\n') {
        let line = line.trim();
        if let (Some(length), Some(word)) = (before, line.split_whitespace().next()) {
            ends += 1;
            full += usize::from(length + 1 + word.chars().count() + 3 >= width);
        }
        before = (!line.is_empty()).then(|| line.chars().count());
    }
    (ends >= 2 && full * 10 >= ends * 6).then_some(Wrap { of: Whole::Text, width })
}

fn push_line(body: &mut String, line: &str) {
    if line.contains('\t') {
        body.extend(line.chars().map(|c| if c == '\t' { ' ' } else { c }));
    } else {
        body.push_str(line);
    }
}

/// The bytes of control characters, and those with which unusual line ends begin.
const MAY_BE_CONTROL: [bool; 256] = {
    let mut may = [false; 256];
    let mut byte = 0;
    while byte < 256 {
        let control = byte < 0x20 && byte != b'\n' as usize && byte != b'\t' as usize;
        may[byte] = control || matches!(byte, 0x7F | 0xC2 | 0xD8 | 0xE2 | 0xEF);
        byte += 1;
    }
    may
};

/// The text with `\n` as its only line end and without control characters.
fn without_controls(text: &str) -> Cow<'_, str> {
    let bytes = text.as_bytes();
    let mut at = 0;
    let mut plain = true;
    while let Some(next) = bytes[at..].iter().position(|byte| MAY_BE_CONTROL[usize::from(*byte)]) {
        at += next;
        let is_control = match &bytes[at..] {
            [0xC2, second, ..] => (0x80..=0x9F).contains(second) || *second == 0xAD,
            [0xD8, second, ..] => *second == 0x9C,
            [0xE2, 0x80, 0x8B | 0x8E | 0x8F | 0xA8..=0xAE, ..] => true,
            [0xE2, 0x81, 0xA0..=0xA9, ..] | [0xEF, 0xBB, 0xBF, ..] => true,
            [0xE2 | 0xEF, ..] => false,
            _ => true,
        };
        if is_control {
            plain = false;
            break;
        }
        at += 1;
    }
    if plain {
        return Cow::Borrowed(text);
    }
    let mut clean = String::with_capacity(text.len());
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        match c {
            '\r' => {
                if chars.peek() == Some(&'\n') {
                    chars.next();
                }
                clean.push('\n');
            }
            '\u{B}' | '\u{C}' | '\u{85}' | '\u{2028}' => clean.push('\n'),
            '\u{2029}' => clean.push_str("\n\n"),
            '\n' | '\t' => clean.push(c),
            // It divides a word at the end of a line.
            '\u{AD}' => {
                while chars.next_if(|next| matches!(next, '\r')).is_some() {}
                if chars.next_if_eq(&'\n').is_some() {
                    while chars.next_if(|next| matches!(next, ' ' | '\t')).is_some() {}
                }
            }
            // It parts words in scripts that write no blanks.
            '\u{200B}' if clean.ends_with(is_unspaced) || chars.peek().is_some_and(|c| is_unspaced(*c)) => {
                clean.push(c);
            }
            c if is_invisible(c) => {}
            c if c.is_control() => {}
            c => clean.push(c),
        }
    }
    Cow::Owned(clean)
}

/// Whether a sign is not seen and changes no letter beside it: soft hyphens, joints, marks of direction.
fn is_invisible(c: char) -> bool {
    matches!(
        c,
        '\u{AD}'
            | '\u{61C}'
            | '\u{200B}'
            | '\u{200E}'
            | '\u{200F}'
            | '\u{202A}'..='\u{202E}'
            | '\u{2060}'..='\u{2069}'
            | '\u{FEFF}'
    )
}

/// Whether a letter is of a script that writes no blanks between words, and parts them by an invisible sign.
fn is_unspaced(c: char) -> bool {
    matches!(c, '\u{E00}'..='\u{EFF}' | '\u{1000}'..='\u{109F}' | '\u{1780}'..='\u{17FF}')
}

/// The text as one line with single blanks and without control characters and signs that are not seen, as titles and
/// names are kept.
pub(super) fn one_line(text: &str) -> String {
    let mut line = String::with_capacity(text.len());
    for word in text.split(|c: char| c.is_whitespace() || c.is_control()) {
        let is_plain = word.is_ascii() || !word.contains(is_invisible);
        let word = if is_plain { Cow::Borrowed(word) } else { Cow::Owned(word.replace(is_invisible, "")) };
        if word.is_empty() {
            continue;
        }
        if !line.is_empty() {
            line.push(' ');
        }
        line.push_str(&word);
    }
    line
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn blank_lines_separate_once() {
        assert_eq!(normalise(" \n\n One. \r\n\r\n\t\r\n Two.\t\n\n"), "One.\n\nTwo.");
    }

    #[test]
    fn a_paragraph_a_line_stays_one() {
        assert_eq!(
            normalise("Heading\nThe first one.\nThe second one."),
            "Heading\n\nThe first one.\n\nThe second one."
        );
    }

    #[test]
    fn a_line_that_goes_on_in_lower_case_is_joined() {
        assert_eq!(
            normalise("He said that\nthe talks had failed.\nNobody spoke."),
            "He said that the talks had failed.\n\nNobody spoke."
        );
    }

    #[test]
    fn a_line_of_its_own_may_begin_with_a_small_letter() {
        for line in [
            "by Jane Doe",
            "von Anna Berg",
            "mardi 18 novembre 2025",
            "published 18 November 2025",
            "posted on Nov 18, 2025 by admin",
            "wtorek, 18 listopada 2025",
            "iPhone maker pays for the quay",
            "www.star.example/quay",
        ] {
            assert_eq!(normalise(&format!("The quay closes\n{line}")), format!("The quay closes\n\n{line}"));
        }
        for line in
            ["by the end of the year", "at noon on 18 November 2025 in the old harbour of Norvik", "and more"]
        {
            assert_eq!(normalise(&format!("The quay closes\n{line}")), format!("The quay closes {line}"));
        }
    }

    #[test]
    fn wrapped_text_is_unwrapped() {
        let wrapped = "Ministers met on Monday to settle a\nquarrel over fishing that had gone on\nfor years. Nobody expected much of it.\n\
                       They parted without a word to the few\nreporters who had waited in the rain\noutside.\n\nA new meeting is planned.";
        assert_eq!(
            normalise(wrapped),
            "Ministers met on Monday to settle a quarrel over fishing that had gone on for years. Nobody expected much \
             of it. They parted without a word to the few reporters who had waited in the rain outside.\n\n\
             A new meeting is planned."
        );
    }

    #[test]
    fn a_few_wrapped_lines_are_unwrapped() {
        for (wrapped, unwrapped) in [
            (
                "Port talks collapse in Norvik\nBy Jane Doe\n\nNORVIK, Nov. 24 - Talks on the future of the old port collapsed on\n\
                 Tuesday after the unions walked out, the mayor's\noffice said.\n\nThe end.",
                "Port talks collapse in Norvik\n\nBy Jane Doe\n\nNORVIK, Nov. 24 - Talks on the future of the old port collapsed \
                 on Tuesday after the unions walked out, the mayor's office said.\n\nThe end.",
            ),
            (
                "The old quay of Norvik will be closed for the\nWinter Games, the mayor said.",
                "The old quay of Norvik will be closed for the Winter Games, the mayor said.",
            ),
            // A headline over two lines, and a byline below it.
            (
                "The long talks about the quay of Norvik fail\nas the unions walk out again in\nanger at the mayor of the town\nBy Jane Doe",
                "The long talks about the quay of Norvik fail as the unions walk out again in anger at the mayor of the town\n\nBy Jane Doe",
            ),
            ("One, two\nThree, four\nfive", "One, two\n\nThree, four five"),
        ] {
            assert_eq!(normalise(wrapped), unwrapped);
        }
    }

    #[test]
    fn signs_that_are_not_seen_are_gone() {
        assert_eq!(
            normalise("Ana Bel\u{AD}mar\u{200B} of \u{202A}Norvik\u{202C}\u{2060}"),
            "Ana Belmar of Norvik"
        );
        assert_eq!(normalise("the har\u{AD}\r\n  bour"), "the harbour");
        assert_eq!(one_line("Ana\u{200B} Bel\u{AD}mar\u{200F}"), "Ana Belmar");
        // They part words of Khmer, and shape letters of Persian.
        assert_eq!(normalise("ខ្មែរ\u{200B}ខ្មែរ می\u{200C}شود"), "ខ្មែរ\u{200B}ខ្មែរ می\u{200C}شود");
    }

    #[test]
    fn indented_lines_start_paragraphs_in_wrapped_text() {
        let wrapped = "   Ministers met on Monday to settle a\nquarrel over fishing that had gone on a\nlong time. Nobody expected much of it.\n   \
                       They parted without a word to the few\nreporters who had waited in the rain.";
        assert_eq!(normalise(wrapped).matches("\n\n").count(), 1);
    }

    #[test]
    fn control_characters_are_gone() {
        assert_eq!(
            normalise("a\u{1b}[31mb\0c\u{FEFF}d\u{2029}e\u{9b}f\u{2028}g"),
            "a[31mbcd\n\nef\n\ng".replace("ef\n\ng", "ef g")
        );
        assert_eq!(one_line(" a\n b\u{7}\tc "), "a b c");
    }

    /// So many words of four letters, then one that ends a sentence.
    fn line_of(characters: usize) -> String {
        "abcd ".repeat(characters / 5).chars().chain("abcde".chars()).take(characters - 1).collect::<String>()
            + "e"
    }

    #[test]
    fn only_lines_of_some_width_were_wrapped() {
        let wrapped = |width: usize| {
            normalise(&[&line_of(width); 4].map(String::as_str).join("\nA")).matches("\n\n").count()
        };
        assert_eq!(wrapped(NARROWEST_WRAP - 2), 3, "a list");
        assert_eq!(wrapped(NARROWEST_WRAP - 1), 0);
        assert_eq!(wrapped(WIDEST_WRAP - 1), 0);
        assert_eq!(wrapped(WIDEST_WRAP), 3, "a paragraph a line");
    }

    #[test]
    fn text_is_wrapped_when_most_lines_are_full_and_there_are_enough_of_them() {
        let full = line_of(40);
        let wrap_width = |text: &str| super::wrap_width(text).map(|it| it.width);
        assert_eq!(wrap_width(&format!("{full}\n{full}\n{full}")), Some(40));
        assert_eq!(wrap_width(&format!("{full}\n{full}")), None, "one line end tells nothing");
        // Of five lines with one behind them three are full.
        let short = "A short one.";
        assert_eq!(wrap_width(&format!("{full}\n{full}\n{full}\n{short}\n{short}\nEnd.")), Some(40));
        assert_eq!(wrap_width(&format!("{full}\n{full}\n{short}\n{short}\n{short}\nEnd.")), None);
    }

    #[test]
    fn a_line_that_was_ended_on_purpose_ends_its_paragraph() {
        let width = Some(Wrap { of: Whole::Text, width: 40 });
        let joint = |before: usize, next: &str| joint((&line_of(before), 0), 0, next, width);
        // The next word would have fitted, with eight characters to spare.
        assert_eq!(joint(40 - 1 - 4 - 8, "Next"), Joint::Blank);
        assert_eq!(joint(40 - 1 - 4 - 9, "Next"), Joint::Paragraph);
        assert_eq!(joint(10, "next"), Joint::Blank, "in lower case it goes on");
        assert_eq!(
            super::joint(("The end.", 0), 0, "next", None),
            Joint::Paragraph,
            "behind a sentence it does not"
        );
    }

    #[test]
    fn a_hyphen_at_a_line_end_behind_a_small_letter_stays_without_a_blank() {
        assert_eq!(normalise("The cease-\nfire held."), "The cease-fire held.");
        assert_eq!(
            normalise("It is the ques-\ntion of the new har-\nbour."),
            "It is the question of the new harbour."
        );
        assert_eq!(normalise("In 2024-\nand later."), "In 2024- and later.");
        assert_eq!(normalise("It was so -\nand no more."), "It was so - and no more.");
    }

    #[test]
    fn every_kind_of_line_end_ends_a_line() {
        for end in ["\r\n", "\r", "\u{B}", "\u{C}", "\u{85}", "\u{2028}"] {
            assert_eq!(normalise(&format!("One.{end}Two.")), "One.\n\nTwo.", "{end:?}");
            assert_eq!(normalise(&format!("One, {end}two.")), "One, two.", "{end:?}");
        }
        assert_eq!(normalise("one\u{2029}two"), "one\n\ntwo");
        assert_eq!(normalise("a\tb"), "a b");
        // Beside bytes that begin like one.
        assert_eq!(normalise("“a” \u{A0}b ﬁ"), "“a” \u{A0}b ﬁ");
    }

    #[test]
    fn a_text_is_split_at_blank_lines() {
        assert_eq!(split("One.\n\nTwo.\n\nThree.").collect::<Vec<_>>(), ["One.", "Two.", "Three."]);
        assert_eq!(split("").collect::<Vec<_>>(), [""]);
    }
}

//! Where paragraphs and sentences begin and end.
//!
//! Rules for news: titles (`Mr. Lee`), initials (`J. K. Rowling`), dotted
//! abbreviations (`U.S.`, `p.m.`), dates (`Nov. 27`), marks that close behind a
//! full stop (`he said." Then`), questions inside a sentence (`"Why?" he asked`)
//! and lines that stand alone although no blank line parts them. A sentence
//! never crosses a paragraph and never ends inside a word.

use crate::analysis::abbreviations::{
    Abbreviation, Kind, abbreviation, cue_follows, kind_of, starts_sentence,
};
use crate::span::ByteSpan;

/// The paragraphs of a text: stretches between blank lines, without the white
/// space around them. A line of white space alone is blank.
pub(crate) fn paragraphs(text: &str) -> impl Iterator<Item = ByteSpan> + '_ {
    let mut at = 0;
    std::iter::from_fn(move || {
        let start = at + text[at..].find(|c: char| !c.is_whitespace())?;
        let mut end = start;
        for line in text[start..].split_inclusive('\n') {
            if line.trim_start().is_empty() {
                break;
            }
            end += line.len();
        }
        at = end;
        Some(ByteSpan::known(start, start + text[start..end].trim_end().len()))
    })
}

/// The sentences of one paragraph, in order; together they cover it.
pub(crate) fn sentences(text: &str, paragraph: ByteSpan) -> impl Iterator<Item = ByteSpan> + '_ {
    let block = paragraph.of(text);
    let wrapped = wrapping(block);
    let mut start = 0;
    std::iter::from_fn(move || {
        if start >= block.len() {
            return None;
        }
        let end = end_of_sentence(block, start, wrapped);
        let found = ByteSpan::known(paragraph.start() + start, paragraph.start() + end);
        start = end;
        Some(found)
    })
}

/// Whether the lines of a block were cut to a width.
pub(crate) fn wrapping(block: &str) -> Wrapping {
    let mut lines = 0usize;
    let (mut longest, mut shortest) = (0usize, usize::MAX);
    let mut previous: Option<usize> = None;
    for line in block.split('\n') {
        if let Some(len) = previous {
            longest = longest.max(len);
            shortest = shortest.min(len);
        }
        lines += 1;
        previous = Some(line.len());
    }
    match lines {
        0..=2 => Wrapping::Lines,
        _ if (40..=100).contains(&longest) && shortest * 3 >= longest * 2 => Wrapping::Wrapped,
        _ => Wrapping::Lines,
    }
}

/// What a line break inside a paragraph means.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Wrapping {
    /// The lines were cut to a width: a break is a space.
    Wrapped,
    /// A break is meant, unless the sentence visibly goes on.
    Lines,
}

/// The bytes that neither end a sentence nor begin a longer character.
const PLAIN: [bool; 256] = {
    let mut plain = [false; 256];
    let mut byte = 0;
    while byte < 0x80 {
        plain[byte] = !matches!(byte as u8, b'.' | b'!' | b'?' | b'\n' | b':' | b';');
        byte += 1;
    }
    plain
};

/// Where the sentence that begins at `start` ends.
fn end_of_sentence(block: &str, start: usize, wrapped: Wrapping) -> usize {
    let bytes = block.as_bytes();
    // White space before the sentence belongs to it but ends nothing.
    let mut at = start + (block[start..].len() - block[start..].trim_start().len());
    while at < bytes.len() {
        at += bytes[at..].iter().take_while(|b| PLAIN[usize::from(**b)]).count();
        let Some(byte) = bytes.get(at) else { break };
        match byte {
            b'.' | b'!' | b'?' => {
                let (end, boundary) = at_terminal(block, at, 1);
                if boundary {
                    return end;
                }
                at = end;
            }
            b'\n' => {
                if line_ends_sentence(block, at, wrapped) {
                    return at;
                }
                at += 1;
            }
            b':' | b';' if ends_in_script(block, at) || (start == 0 && heads_in_script(block, at)) => {
                let (end, boundary) = at_terminal(block, at, 1);
                if boundary {
                    return end;
                }
                at = end;
            }
            0..=0x7f => at += 1,
            _ => {
                let c = block[at..].chars().next().unwrap_or(' ');
                match c {
                    // `《摔跤吧！爸爸》`: a mark within the name of a work ends nothing.
                    '。' | '！' | '？' | '｡' if !is_in_title(&block[start..at]) => {
                        return after_closers(block, at + c.len_utf8());
                    }
                    '။' | '།' => return after_closers(block, at + c.len_utf8()),
                    '…' | '‽' | '؟' | '۔' | '।' | '॥' | '։' | '።' | '፧' | '។' | '\u{37e}' => {
                        let (end, boundary) = at_terminal(block, at, c.len_utf8());
                        if boundary {
                            return end;
                        }
                        at = end;
                    }
                    _ => at += c.len_utf8(),
                }
            }
        }
    }
    bytes.len()
}

/// The longest name of a work between marks, in bytes.
const LONGEST_TITLE: usize = 120;

/// Whether a name of a work has been opened and not closed.
fn is_in_title(text: &str) -> bool {
    let near = &text[text.floor_char_boundary(text.len().saturating_sub(LONGEST_TITLE))..];
    near.rfind('《').is_some_and(|at| !near[at..].contains('》'))
}

/// Whether a colon ends a sentence of Armenian, a semicolon a question of Greek.
fn ends_in_script(block: &str, at: usize) -> bool {
    let letter = block[..at].chars().rev().take(8).find(|c| c.is_alphabetic()).map_or(0, u32::from);
    match block.as_bytes()[at] {
        b':' => {
            (0x531..0x590).contains(&letter) && !block[at + 1..].trim_start().starts_with(['«', '“', '"'])
        }
        _ => (0x370..0x400).contains(&letter) || (0x1f00..0x2000).contains(&letter),
    }
}

/// Whether a colon ends a heading in front of an Arabic paragraph: no word of saying stands before it, and no
/// quotation behind.
fn heads_in_script(block: &str, at: usize) -> bool {
    let is_arabic = |c: char| ('\u{620}'..='\u{6ff}').contains(&c) && c.is_alphabetic();
    let (before, behind) = (&block[..at], &block[at + 1..]);
    before.ends_with(is_arabic)
        && block.as_bytes()[at] == b':'
        && behind.starts_with(' ')
        && behind.trim_start().starts_with(is_arabic)
        && !before.split(' ').any(|word| kind_of(word) == Some(Kind::Says))
}

/// Whether a line of Japanese or Chinese ends in a particle or a comma, behind which the sentence goes on.
fn goes_on_below(line: &str) -> bool {
    line.ends_with(['の', 'を', 'が', 'は', '、', '，', '的', '・'])
}

/// Whether a line break at `at` ends a sentence whose last words had no full stop.
fn line_ends_sentence(block: &str, at: usize, wrapped: Wrapping) -> bool {
    if wrapped == Wrapping::Wrapped {
        return false;
    }
    !block[at..].trim_start().starts_with(char::is_lowercase) && !goes_on_below(block[..at].trim_end())
}

/// Reads the run of terminals at `at` and what closes behind it: where that
/// ends, and whether a sentence ends there.
fn at_terminal(block: &str, at: usize, len: usize) -> (usize, bool) {
    let bytes = block.as_bytes();
    let mut behind = at + len;
    let mut stops = usize::from(bytes[at] == b'.');
    let mut ellipsis = bytes[at] >= 0x80 && block[at..].starts_with('…');
    let mut loud = matches!(bytes[at], b'!' | b'?');
    loop {
        match bytes.get(behind) {
            Some(b'.') => stops += 1,
            Some(b'!' | b'?') => loud = true,
            Some(0xe2) if block[behind..].starts_with('…') => {
                ellipsis = true;
                behind += 2;
            }
            _ => break,
        }
        behind += 1;
    }
    let end = after_closers(block, behind);
    let closed = end > behind;
    let rest = &block[end..];
    let next = rest.trim_start();
    if next.is_empty() {
        return (block.len(), true);
    }
    if next.len() == rest.len() {
        return (behind, false);
    }
    let first = next.chars().next().unwrap_or(' ');
    if first.is_lowercase() {
        return (end, false);
    }
    let line_break = rest[..rest.len() - next.len()].contains('\n');
    let boundary = if loud {
        let goes_on = || next.trim_start_matches(['—', '–', '-', ' ']).starts_with(char::is_lowercase);
        !(closed && cue_follows(next) || matches!(first, '—' | '–' | '-') && goes_on())
    } else if ellipsis || stops > 1 {
        line_break || opens_quotation(first) || closed || starts_sentence(next)
    } else if closed {
        !is_short_remark(&block[..at], &block[behind..end])
    } else {
        stop_ends_sentence(&block[..at], next)
    };
    (end, boundary)
}

/// Whether a bracket holds nothing but one short word in small letters: `Col. (ret.) Ann Lee`.
fn is_short_remark(before: &str, closers: &str) -> bool {
    let word = before.rsplit('(').next().unwrap_or(before);
    closers == ")"
        && word.len() < before.len()
        && (1..=4).contains(&word.len())
        && word.bytes().all(|it| it.is_ascii_lowercase())
}

/// The place behind the marks and brackets that close at `at`.
fn after_closers(block: &str, mut at: usize) -> usize {
    let bytes = block.as_bytes();
    loop {
        match bytes.get(at) {
            Some(b'"' | b'\'' | b')' | b']') => at += 1,
            Some(0xe2) if block[at..].starts_with(['”', '’', '“', '‘']) => at += 3,
            Some(0xc2) if block[at..].starts_with('»') => at += 2,
            _ => return at,
        }
    }
}

fn opens_quotation(c: char) -> bool {
    matches!(c, '"' | '“' | '‘' | '\'' | '«' | '„' | '”' | '(' | '[')
}

/// Whether a single full stop behind `before` ends a sentence when `next` follows.
fn stop_ends_sentence(before: &str, next: &str) -> bool {
    let tail = before.len() - before.bytes().rev().take_while(|b| !b.is_ascii_whitespace()).take(24).count();
    let word = before.get(tail..).unwrap_or("");
    let word = word.trim_start_matches(['(', '[', '"', '\'', '“', '‘', '—', '-', '’', '”', '«', '„']);
    let word = word.rsplit(['-', '—', '–', '/']).next().unwrap_or(word);
    let mut letters = word.chars();
    let (Some(initial), second) = (letters.next(), letters.next()) else { return true };
    if second.is_none() && initial.is_lowercase() && goes_on_after_letter(next) {
        return false;
    }
    if is_ordinal(word, &before[..tail], next) {
        return false;
    }
    if second.is_none() {
        // `J. K. Rowling`; but `plan B. The`.
        return !initial.is_uppercase()
            || (initial != 'I' && starts_sentence(next) && !initial_follows(before, tail));
    }
    match abbreviation(word) {
        Abbreviation::None => true,
        Abbreviation::Title => false,
        Abbreviation::BeforeNumber => !next.starts_with(|c: char| c.is_ascii_digit()),
        Abbreviation::Open => {
            let first = next.chars().next().unwrap_or(' ');
            opens_quotation(first) || starts_sentence(next) || kind_of(first_word(next)) == Some(Kind::Start)
        }
    }
}

/// Whether a small letter with a full stop is an abbreviation because of what follows: `z. B.`, `v. Chr.`, `p. 55`.
fn goes_on_after_letter(next: &str) -> bool {
    let mut chars = next.chars();
    let (first, second) = (chars.next().unwrap_or(' '), chars.next().unwrap_or(' '));
    first.is_ascii_digit() || (first.is_uppercase() && second == '.') || first_word(next) == "Chr"
}

/// Whether a number with a full stop is an ordinal one: `am 12. Juni`, `im 5. Jahrhundert`.
fn is_ordinal(word: &str, before: &str, next: &str) -> bool {
    let is_number = word.len() <= 3 && word.bytes().all(|byte| byte.is_ascii_digit());
    if !is_number || kind_of(first_word(next)) != Some(Kind::Ordinal) {
        return false;
    }
    let previous = before.trim_end().rsplit(char::is_whitespace).next().unwrap_or("");
    let is_common = matches!(first_word(next), "April" | "August" | "September" | "November");
    !is_common || kind_of(previous) == Some(Kind::BeforeOrdinal)
}

fn first_word(text: &str) -> &str {
    text.split(|c: char| !c.is_alphabetic()).next().unwrap_or("")
}

/// Whether the word before the one that begins at `at` is capitalised, as
/// before the initial of a name (`George W.`).
fn initial_follows(before: &str, at: usize) -> bool {
    let head = before[..at].trim_end();
    let word = head.rsplit(char::is_whitespace).next().unwrap_or("");
    word.starts_with(char::is_uppercase) && !starts_sentence(word)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cut(text: &str) -> Vec<&str> {
        paragraphs(text)
            .flat_map(|p| sentences(text, p).map(|s| s.of(text).trim()).collect::<Vec<_>>())
            .collect()
    }

    #[track_caller]
    fn check(expected: &[&str]) {
        assert_eq!(cut(&expected.join(" ")), expected);
    }

    #[test]
    fn a_full_stop_ends_a_sentence() {
        check(&["The vote failed.", "Nobody was surprised.", "What now?", "Nothing!"]);
    }

    #[test]
    fn every_script_has_its_marks() {
        check(&["Մութ է:", "Ես պետք է տուն վերադառնամ:", "Դա ճիշտ չէ։", "Ոչ:"]);
        check(&["Πού πάμε;", "Δεν ξέρω."]);
        check(&["ሰላም ነው።", "ደህና ነው።"]);
        check(&["आज रविवार है।", "हम घर पर हैं॥", "बस।"]);
        assert_eq!(cut("ကျေးဇူးပါ။နေကောင်းလား။"), ["ကျေးဇူးပါ။", "နေကောင်းလား။"]);
        assert_eq!(cut("我们看《跑吧！妈妈》好吗？好！"), ["我们看《跑吧！妈妈》好吗？", "好！"]);
        // A colon and a semicolon end nothing elsewhere.
        check(&["He said: No; Ann Lee left."]);
    }

    #[test]
    fn abbreviations_of_other_languages_do_not_end_a_sentence() {
        check(&["Wir kaufen z. B. Wasser bzw. Saft.", "Das war um 40 v. Chr. so."]);
        check(&["Sono l'Avv. Neri e la Sig.ra Bianchi.", "Buongiorno."]);
        check(&["Habló el Lic. Ramos.", "Véase el art. 5 de la ley."]);
        check(&["Пожар на ул. Ленина.", "Ущерб 30 млн руб."]);
        check(&["De lukkede aftalen med Pitt & Co.", "Det lukkede i går."]);
        check(&["Please turn to p. 55 now.", "It was plan b.", "We left."]);
    }

    #[test]
    fn a_number_before_a_month_is_an_ordinal_one() {
        check(&["Sie kommt am 12. Juni und am 3. April.", "Er war im 5. Jahrhundert berühmt."]);
        check(&["We met on May 12.", "August was hot."]);
    }

    #[test]
    fn speech_goes_on_behind_a_question_and_a_dash() {
        check(&["— Зачем? — спросил он.", "— Зачем?", "— Он молчал."]);
    }

    #[test]
    fn titles_and_initials_do_not_end_a_sentence() {
        check(&["Mr. Ito met Dr. Ana Luz and Sen. J. K. Brown.", "George W. Hall left."]);
        check(&["He lives in St. Paul.", "Lt. Gov. Mia Ray does not."]);
    }

    #[test]
    fn a_dotted_abbreviation_ends_a_sentence_only_before_a_word_that_starts_one() {
        check(&["The U.S. Senate met at 9 a.m. Monday in Washington, D.C.", "The House did not."]);
        check(&["It left the U.S.", "They stayed."]);
        check(&["He works for Acme Inc. Chairman Bo Li.", "It grew."]);
    }

    #[test]
    fn a_month_is_short_before_a_number() {
        check(&["On Nov. 27 they met.", "It was in Nov.", "Then came No. 10."]);
    }

    #[test]
    fn closing_marks_belong_to_the_sentence_before() {
        check(&["“We go.”", "He went."]);
        check(&["\"We go.\"", "\"You stay.\""]);
        check(&["(It rained.)", "It stopped."]);
    }

    #[test]
    fn a_question_in_marks_goes_on_to_its_speaker() {
        check(&["“Why now?” he asked.", "Nobody knew."]);
        check(&["“Why now?” Ms. Lee asked.", "Nobody knew."]);
    }

    #[test]
    fn numbers_and_names_of_sites_hold_together() {
        check(&["It rose 3.5 percent at Example.com on Tuesday.", "It fell."]);
    }

    #[test]
    fn an_ellipsis_ends_a_sentence_only_before_a_word_that_starts_one() {
        check(&["We ... Kim and I ... went.", "And then...", "The end."]);
    }

    #[test]
    fn a_line_by_itself_is_a_sentence() {
        assert_eq!(
            cut("Hard times ahead\nThe mayor spoke.\nShe left"),
            ["Hard times ahead", "The mayor spoke.", "She left"]
        );
    }

    #[test]
    fn lines_cut_to_a_width_are_joined() {
        let text = "The mayor of the town said on Monday that she\nAnn Lee and others had met with officials and\nwould go on doing so until the end. It rains.";
        assert_eq!(cut(text).len(), 2);
    }

    #[test]
    fn other_scripts_end_sentences_with_their_own_marks() {
        assert_eq!(cut("今日は晴れ。明日は雨。"), ["今日は晴れ。", "明日は雨。"]);
    }

    #[test]
    fn sentences_cover_their_paragraph() {
        for text in ["a. b. c", " x\n\n y. \n z", "...", "?!", "“”", "Mr.", "…a", "é.É", "a.\u{300} B"]
        {
            for paragraph in paragraphs(text) {
                let mut at = paragraph.start();
                for sentence in sentences(text, paragraph) {
                    assert_eq!(sentence.start(), at);
                    assert!(sentence.end() > at);
                    at = sentence.end();
                }
                assert_eq!(at, paragraph.end());
            }
        }
    }
}

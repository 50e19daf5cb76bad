//! Where paragraphs and sentences begin and end.
//!
//! Rules for news: titles (`Mr. Lee`), initials (`J. K. Rowling`), dotted
//! abbreviations (`U.S.`, `p.m.`), dates (`Nov. 27`), marks that close behind a
//! full stop (`he said." Then`), questions inside a sentence (`"Why?" he asked`)
//! and lines that stand alone although no blank line parts them. A sentence
//! never crosses a paragraph and never ends inside a word.

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
        plain[byte] = !matches!(byte as u8, b'.' | b'!' | b'?' | b'\n');
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
            0..=0x7f => at += 1,
            _ => {
                let c = block[at..].chars().next().unwrap_or(' ');
                match c {
                    '。' | '！' | '？' | '｡' => return after_closers(block, at + c.len_utf8()),
                    '…' | '‽' | '؟' | '۔' | '।' => {
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

/// Whether a line break at `at` ends a sentence whose last words had no full stop.
fn line_ends_sentence(block: &str, at: usize, wrapped: Wrapping) -> bool {
    if wrapped == Wrapping::Wrapped {
        return false;
    }
    !block[at..].trim_start().starts_with(char::is_lowercase)
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
        !(closed && cue_follows(next))
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
            opens_quotation(first) || starts_sentence(next)
        }
    }
}

/// Whether the word before the one that begins at `at` is capitalised, as
/// before the initial of a name (`George W.`).
fn initial_follows(before: &str, at: usize) -> bool {
    let head = before[..at].trim_end();
    let word = head.rsplit(char::is_whitespace).next().unwrap_or("");
    word.starts_with(char::is_uppercase) && !starts_sentence(word)
}

/// What a word that ends in a full stop says about the end of its sentence.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Abbreviation {
    /// Not an abbreviation: the sentence ends.
    None,
    /// Always followed by a name.
    Title,
    /// Only before a number.
    BeforeNumber,
    /// May end a sentence or not: the next word tells.
    Open,
}

fn abbreviation(word: &str) -> Abbreviation {
    if word.len() > 12 {
        return Abbreviation::None;
    }
    let dotted = word.contains('.') && word.split('.').all(|part| part.chars().count() <= 2);
    match word {
        "Mr" | "Mrs" | "Ms" | "Mx" | "Dr" | "Sen" | "Sens" | "Rep" | "Reps" | "Gov" | "Govs" | "Gen"
        | "Lt" | "Col" | "Sgt" | "Capt" | "Cmdr" | "Cdr" | "Adm" | "Maj" | "Cpl" | "Pvt" | "Pfc" | "Brig"
        | "Prof" | "Rev" | "Fr" | "Msgr" | "Hon" | "Pres" | "Supt" | "Insp" | "Det" | "Atty" | "Amb"
        | "Messrs" | "Mme" | "Mlle" | "St" | "Ste" | "Mt" | "Ft" | "vs" | "Asst" | "Del" | "Sec"
        | "Treas" | "Dist" | "Lieut" | "Gens" | "Drs" | "Profs" | "Spc" | "Ald" | "Hr" | "Dep" | "e.g"
        | "i.e" | "viz" | "cf" | "Lt.-Gen" | "Maj.-Gen" | "Lt.-Col" | "Lt.Gov" | "approx" => {
            Abbreviation::Title
        }
        "No" | "Nos" | "Jan" | "Feb" | "Mar" | "Apr" | "Jun" | "Jul" | "Aug" | "Sept" | "Sep" | "Oct"
        | "Nov" | "Dec" | "pp" | "Vol" | "Art" | "Para" | "Ch" | "Fig" | "Mar." => Abbreviation::BeforeNumber,
        "Jr" | "Sr" | "Inc" | "Corp" | "Co" | "Cos" | "Ltd" | "Bros" | "LLC" | "plc" | "Plc" | "etc"
        | "al" | "Ph.D" | "Esq" | "Ave" | "Blvd" | "Rd" | "Bldg" | "Dept" | "Univ" | "Ala" | "Ariz"
        | "Ark" | "Calif" | "Colo" | "Conn" | "Fla" | "Ga" | "Ill" | "Ind" | "Kan" | "Ky" | "La" | "Md"
        | "Mass" | "Mich" | "Minn" | "Miss" | "Mo" | "Mont" | "Neb" | "Nev" | "Okla" | "Ore" | "Pa"
        | "Tenn" | "Tex" | "Va" | "Vt" | "Wash" | "Wis" | "Wyo" | "Ont" | "Que" | "min" | "hrs" | "ft"
        | "lb" | "lbs" | "oz" | "est" | "Est" | "ed" | "eds" | "Mfg" | "Intl" | "Natl" | "Assn"
        | "Bancorp" | "Conf" | "Ed" | "Rt" | "Pty" | "S.p.A" | "Cie" => Abbreviation::Open,
        _ if dotted => Abbreviation::Open,
        _ => Abbreviation::None,
    }
}

/// Whether the first word of `next` is one that names do not begin with.
fn starts_sentence(next: &str) -> bool {
    let word = next.split(|c: char| !c.is_alphabetic()).next().unwrap_or("");
    matches!(
        word,
        "The"
            | "A"
            | "An"
            | "In"
            | "On"
            | "At"
            | "He"
            | "She"
            | "It"
            | "They"
            | "We"
            | "I"
            | "You"
            | "But"
            | "And"
            | "Or"
            | "So"
            | "If"
            | "When"
            | "While"
            | "As"
            | "For"
            | "From"
            | "To"
            | "By"
            | "With"
            | "This"
            | "That"
            | "These"
            | "Those"
            | "There"
            | "Then"
            | "Now"
            | "His"
            | "Her"
            | "Its"
            | "Their"
            | "Our"
            | "My"
            | "Your"
            | "What"
            | "Who"
            | "Why"
            | "How"
            | "Where"
            | "Which"
            | "After"
            | "Before"
            | "Since"
            | "Until"
            | "During"
            | "Although"
            | "Though"
            | "Because"
            | "However"
            | "Some"
            | "Many"
            | "Most"
            | "Both"
            | "Each"
            | "Every"
            | "All"
            | "No"
            | "Not"
            | "Yet"
            | "Still"
            | "Also"
            | "Even"
            | "Just"
            | "Only"
            | "One"
            | "Two"
            | "Three"
            | "Another"
            | "Other"
            | "Others"
            | "According"
            | "Asked"
            | "Last"
            | "Earlier"
            | "Later"
            | "Meanwhile"
            | "Instead"
            | "Despite"
            | "Under"
            | "Over"
            | "About"
            | "Of"
            | "Once"
            | "Here"
            | "Is"
            | "Are"
            | "Was"
            | "Were"
            | "Do"
            | "Does"
            | "Did"
            | "Has"
            | "Have"
            | "Had"
            | "Will"
            | "Would"
            | "Can"
            | "Could"
            | "Should"
            | "Yes"
            | "Well"
            | "Perhaps"
            | "Maybe"
            | "Nor"
            | "Neither"
            | "Either"
            | "Such"
            | "More"
    )
}

/// Whether `next` begins with a name and a word of saying, as after a question
/// in marks: `"Why?" Ms. Lee asked`.
fn cue_follows(next: &str) -> bool {
    for word in next.split_whitespace().take(5) {
        let bare = word.trim_end_matches([',', '.', ':', ';']);
        if matches!(
            bare,
            "said"
                | "says"
                | "asked"
                | "asks"
                | "wrote"
                | "added"
                | "told"
                | "replied"
                | "shouted"
                | "tweeted"
                | "wondered"
                | "exclaimed"
                | "continued"
                | "demanded"
                | "cried"
                | "quipped"
                | "answered"
                | "responded"
                | "recalled"
                | "declared"
                | "joked"
                | "yelled"
                | "screamed"
                | "inquired"
        ) {
            return true;
        }
        if !word.starts_with(char::is_uppercase) || (bare.len() < word.len() && !word.ends_with('.')) {
            return false;
        }
    }
    false
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

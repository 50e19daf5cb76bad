//! Which language a text is written in.

use std::sync::LazyLock;

use rustc_hash::FxHashMap;

use crate::article::{Found, FoundBy, Language};

mod ngrams;
mod script;

use script::Script;

/// How much of a text is looked at first, in bytes …
const SAMPLE: usize = 400;
/// … and how much where that does not show English.
const LONGER_SAMPLE: usize = 2_000;
/// How much of a paragraph is read: this tells its language.
const OF_PARAGRAPH: usize = 600;

/// With fewer letters than this a text is too short to tell its language.
const ENOUGH: usize = 9;
/// A table has at least so many lines.
const FEWEST_LINES_OF_TABLE: usize = 3;

/// The language that a tag or a name of a language says: `en`, `en-GB`, `eng`, `English`, `Deutsch`.
pub(crate) fn named(text: &str) -> Option<Language> {
    if let Some(language) = Language::from_tag(text) {
        return Some(language);
    }
    let word = text.trim().split(['-', '_', ' ', ',']).next()?.to_lowercase();
    NAMES.get(word.as_str()).copied()
}

/// The language of a text by its words; English where it is too short to tell.
pub(crate) fn detect(text: &str) -> Found<Language> {
    let first = |bytes: usize| text.get(..text.floor_char_boundary(bytes)).unwrap_or(text);
    if english(first(SAMPLE)) || english(first(LONGER_SAMPLE)) {
        return Found::new(Language::ENGLISH, FoundBy::Detected);
    }
    let told = by_paragraphs(first(LONGER_SAMPLE)).and_then(Language::from_tag);
    told.map_or(Found::new(Language::ENGLISH, FoundBy::Default), |it| Found::new(it, FoundBy::Detected))
}

/// The language of most letters, paragraph by paragraph: a heading or a byline in another language does not count for
/// more than it is long. Tables of figures do not count.
fn by_paragraphs(sample: &str) -> Option<&'static str> {
    if is_table(sample) {
        return None;
    }
    let mut votes: Vec<(&str, usize)> = Vec::new();
    for paragraph in sample.split("\n\n") {
        let paragraph = &paragraph[..paragraph.floor_char_boundary(OF_PARAGRAPH)];
        let Some((language, letters)) = of_paragraph(paragraph) else { continue };
        match votes.iter_mut().find(|it| it.0 == language) {
            Some(vote) => vote.1 += letters,
            None => votes.push((language, letters)),
        }
    }
    // Of equals, the first.
    votes.into_iter().rev().max_by_key(|it| it.1).map(|it| it.0)
}

/// The language of a paragraph and how many letters it has, in characters.
fn of_paragraph(text: &str) -> Option<(&'static str, usize)> {
    let (script, letters) = script::of(text)?;
    let language = match script {
        Script::Of(language) => language,
        Script::Han => "zh",
        Script::Kana => "ja",
        Script::Hebrew if script::is_yiddish(text) => "yi",
        Script::Hebrew => "he",
        Script::Shared(_) if letters < ENOUGH => return None,
        Script::Shared(group) => match ngrams::likeliest(text, group)?.0 {
            "no" => "nb",
            language => language,
        },
    };
    Some((language, letters))
}

/// Whether more than one word in six has a digit, over several lines: what stands between figures is abbreviations,
/// which look like words of any language.
fn is_table(sample: &str) -> bool {
    if sample.lines().filter(|it| !it.trim().is_empty()).nth(FEWEST_LINES_OF_TABLE - 1).is_none() {
        return false;
    }
    let (mut words, mut figures) = (0_u32, 0_u32);
    for word in sample.split_ascii_whitespace() {
        // Where no spaces stand between words, two signs are about one.
        let signs = if word.is_ascii() { 0 } else { word.chars().filter(|it| is_unspaced(*it)).count() };
        words += 1 + u32::try_from(signs / 2).unwrap_or(u32::MAX / 2);
        figures += u32::from(word.bytes().any(|it| it.is_ascii_digit()));
    }
    figures * 6 > words
}

/// Whether a letter is of a script without spaces: Thai, Lao, Burmese, Khmer, kana, Chinese.
fn is_unspaced(c: char) -> bool {
    matches!(u32::from(c), 0x0e01..=0x0edf | 0x1000..=0x109f | 0x1780..=0x17ff | 0x3041..=0x9fff | 0x20000..=0x3134f)
}

/// Whether small words of English are as frequent as only in English. This decides nine of ten texts in a hundredth
/// of the time that counting trigrams takes. Words that Dutch or German has too count only beside one that
/// neither has.
fn english(sample: &str) -> bool {
    let (mut words, mut own, mut shared) = (0_u32, 0_u32, 0_u32);
    for word in sample.split_ascii_whitespace() {
        words += 1;
        // Old reports are all in capitals.
        let mut small = [0; 5];
        let Some(small) = small.get_mut(..word.len()) else { continue };
        small.copy_from_slice(word.as_bytes());
        small.make_ascii_lowercase();
        let word: &[u8] = small;
        match word.len() {
            2 => {
                shared += u32::from(matches!(
                    word,
                    b"of"
                        | b"to"
                        | b"is"
                        | b"by"
                        | b"it"
                        | b"as"
                        | b"at"
                        | b"on"
                        | b"in"
                        | b"be"
                        | b"an"
                        | b"or"
                ));
            }
            3 => {
                own +=
                    u32::from(matches!(word, b"the" | b"and" | b"for" | b"his" | b"who" | b"are" | b"its"));
                shared += u32::from(matches!(word, b"was" | b"had" | b"has" | b"not" | b"can" | b"may"));
            }
            4 => {
                own += u32::from(matches!(
                    word,
                    b"that" | b"with" | b"said" | b"from" | b"have" | b"been" | b"were" | b"they" | b"this"
                ));
            }
            5 => {
                own += u32::from(matches!(
                    word,
                    b"would" | b"their" | b"which" | b"about" | b"after" | b"these"
                ));
            }
            _ => {}
        }
    }
    words >= 8 && own > 0 && (own * 10 >= words || (own + shared) * 5 >= words)
}

/// The languages by every code and name.
static NAMES: LazyLock<FxHashMap<&'static str, Language>> = LazyLock::new(|| {
    let mut names = FxHashMap::default();
    for line in include_str!("language/names.tsv").lines().filter(|line| !line.starts_with('#')) {
        let mut columns = line.split('\t');
        let Some(language) = columns.next().and_then(Language::from_tag) else {
            panic!("a line of language/names.tsv has no code: {line}");
        };
        for name in columns.flat_map(|names| names.split(' ')) {
            names.entry(name).or_insert(language);
        }
    }
    names
});

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_language_goes_by_many_names() {
        for (text, code) in
            [("en-GB", "en"), ("English", "en"), ("eng", "en"), ("Deutsch", "de"), ("fra", "fr")]
        {
            assert_eq!(named(text).unwrap().code(), code, "{text}");
        }
        assert_eq!(named("klingon"), None);
    }

    #[test]
    fn every_name_is_of_one_language() {
        let mut seen = std::collections::HashMap::new();
        for line in include_str!("language/names.tsv").lines().filter(|line| !line.starts_with('#')) {
            let (tag, names) = line.split_once('\t').expect("a code and names");
            for name in names.split(['\t', ' ']) {
                assert_eq!(seen.insert(name, tag), None, "{name} is of two languages");
                assert_eq!(named(name), Language::from_tag(tag), "{name}");
            }
        }
        assert!(seen.len() > 150);
    }

    #[test]
    fn the_words_tell_the_language() {
        for (text, code) in [
            (
                "The minister said on Monday that the talks with the union had been useful for the whole country.",
                "en",
            ),
            (
                "Der Minister sagte am Montag, die Gespräche mit der Gewerkschaft seien für das ganze Land nützlich.",
                "de",
            ),
            (
                "Le ministre a déclaré lundi que les discussions avec le syndicat avaient été utiles pour le pays.",
                "fr",
            ),
            (
                "Президент заявил в четверг, что переговоры о мире могут начаться уже на следующей неделе.",
                "ru",
            ),
        ] {
            assert_eq!(detect(text).value.code(), code, "{text}");
        }
    }

    #[test]
    fn small_words_of_every_length_show_english() {
        let filled = |words: &str, many: usize| format!("{words} {}", "xx ".repeat(many));
        // One word in ten is enough of those that only English has …
        for own in ["the", "with", "which"] {
            assert!(english(&filled(own, 9)), "{own}");
            assert!(!english(&filled(own, 10)), "{own}");
            // … and one in five together with those that Dutch or German has too.
            assert!(english(&filled(&format!("{own} was"), 8)), "{own}");
            assert!(english(&filled(&format!("{own} of was"), 12)), "{own}");
            assert!(!english(&filled(&format!("{own} of was"), 13)), "{own}");
        }
        assert!(!english(&filled("of was", 8)) && !english("the with which"));
    }

    #[test]
    fn a_day_in_figures_makes_no_table_of_a_text_without_spaces() {
        let text = "海港新桥正式通车\n\n海港晚报 2025年3月12日\n\n市长说：“新桥很好。”\n\n居民都很高兴。";
        assert_eq!(detect(text), Found::new(Language::from_tag("zh").unwrap(), FoundBy::Detected));
    }

    #[test]
    fn a_table_of_abbreviations_is_no_other_language() {
        let table = "Shr loss 31 cts vs loss 12 cts\n\nNet loss 4,150,233 vs loss 922,410\n\n\
            Revs 6.2 mln vs 5.9 mln\n\nAvg shrs 8.1 mln vs 7.7 mln\n\nNine mths\n\nShr profit four cts vs 19 cts";
        assert_eq!(detect(table), Found::new(Language::ENGLISH, FoundBy::Default));
    }

    #[test]
    fn names_at_the_beginning_do_not_hide_the_language() {
        let names = "Anna Karlsson, Jens Holm, Lars Dahl, Inga Berg, Sven Lund. ".repeat(7);
        let text =
            format!("{names}They said that the talks in the capital were over and that they would go home.");
        assert_eq!(detect(&text.repeat(2)).value, Language::ENGLISH);
    }

    #[test]
    fn a_short_text_counts_as_english() {
        assert_eq!(detect("Gold up."), Found::new(Language::ENGLISH, FoundBy::Default));
        assert_eq!(detect("").by, FoundBy::Default);
    }

    #[test]
    fn a_few_words_tell_the_language() {
        for (text, code) in [
            ("La ministre a refusé hier", "fr"),
            ("Министр отказался комментировать решение", "ru"),
            ("Міністр відмовився від коментарів", "uk"),
            ("Minister odmówił wczoraj odpowiedzi", "pl"),
            ("Ministern vägrade svara på frågan", "sv"),
            ("Bakan dün soruları yanıtlamadı", "tr"),
            ("Waziri alikataa kujibu maswali ya waandishi", "sw"),
            ("Bộ trưởng từ chối trả lời", "vi"),
            ("وزیر از پاسخ به پرسش‌ها خودداری کرد", "fa"),
            ("رفض الوزير الإجابة عن الأسئلة", "ar"),
            ("मंत्री ने सवालों का जवाब नहीं दिया", "hi"),
            ("大臣は質問に答えなかった", "ja"),
            ("部长拒绝回答问题", "zh"),
            ("장관은 답변을 거부했다", "ko"),
            ("Ο υπουργός δεν απάντησε", "el"),
            ("השר סירב להשיב", "he"),
            ("รัฐมนตรีปฏิเสธที่จะตอบ", "th"),
            ("The minister refused to answer", "en"),
        ] {
            assert_eq!(
                detect(text),
                Found::new(Language::from_tag(code).unwrap(), FoundBy::Detected),
                "{text}"
            );
        }
    }

    #[test]
    fn paragraphs_vote() {
        let body = "Der Minister sagte am Montag, die Gespräche seien nützlich gewesen und gingen weiter.";
        let text = format!("Breaking news from the capital\n\n{body}\n\n{body}\n\nRead more on our website");
        assert_eq!(detect(&text).value.code(), "de");
    }
}

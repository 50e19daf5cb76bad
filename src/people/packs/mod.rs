//! Quotations in languages other than English, with what is known of each language's press.
//!
//! 1. [`marks`]: words between marks, of every press; [`dashes`]: speech behind a dash.
//! 2. [`words`]: the words around, with what they are in a [`pack`] of the language.
//! 3. [`speaker`]: the clause before and behind names who said it; [`unspaced`] the same where no blanks divide words.
//! 4. [`persons`]: one form of a name for each person of an article.
//!
//! A quotation has no speaker where the clause does not tell.

mod dashes;
mod marks;
mod pack;
mod persons;
mod quoted;
mod speaker;
mod unspaced;
mod words;

use crate::article::{Language, Quotation, QuotationKind, Speaker, SpeakerKind};
use crate::people::marks as blocks;
use crate::people::packs::pack::{Pack, Writing};
use crate::people::packs::persons::Persons;
use crate::people::packs::quoted::Quoted;
use crate::people::packs::speaker::Said;
use crate::people::pieces::pieces;

/// How sure a speaker is whom the clause names, or whom it leaves to the clause before.
const NAMED: f32 = 0.9;
const CONTINUED: f32 = 0.75;

/// The quotations of a body; `None` for a language without a pack.
pub(super) fn quotations(body: &str, language: Language) -> Option<Vec<Quotation>> {
    let pack = pack::of(language)?;
    let mut found = Vec::new();
    for piece in pieces(body) {
        of_piece(piece.of(body), pack, piece.start(), &mut found);
    }
    Some(found)
}

fn of_piece(text: &str, pack: &Pack, shift: usize, found: &mut Vec<Quotation>) {
    let joined = matches!(pack.writing, Writing::Unspaced) || !pack.list(pack::SURNAME).is_empty();
    let swapped = marks::are_swapped(text);
    let mut persons = Persons::default();
    for block in blocks::blocks(text) {
        let spoken = dashes::spoken(text, block, pack);
        if !spoken.is_empty() {
            for (span, said) in spoken {
                let speaker = persons.resolve(text, &said, pack);
                push(text, Quoted { outer: span, inner: span, block }, said, speaker, shift, found);
            }
            continue;
        }
        let all: Vec<Quoted> = marks::marked(text, block, joined, swapped)
            .into_iter()
            .map(|it| Quoted { outer: it.outer, inner: it.inner, block })
            .collect();
        let mut before: Option<usize> = None;
        for (at, quoted) in all.iter().enumerate() {
            let said = match pack.writing {
                Writing::Unspaced => unspaced::said(text, &all, at, pack),
                _ => speaker::named_between(text, &all, at, speaker::said(text, &all, at, pack), pack),
            };
            let mut speaker = persons.resolve(text, &said, pack);
            let gap = before.map(|it| all[it].outer.end()..quoted.outer.start());
            let is_joined = gap.is_some_and(|it| text[it].chars().all(|c| c.is_whitespace() || c == '，'));
            // `„…“, sagte X. „…“`: a sentence that is quoted whole goes on with who spoke in the line before.
            let goes_on = before.is_some() && is_sentence(text, *quoted);
            if said.is_nothing() && (is_joined || goes_on) {
                // Words side by side have one speaker: the one whom either clause names.
                speaker = persons.last();
            }
            if !said.is_nothing()
                && speaker.is_some()
                && is_joined
                && let Some(last) = found.last_mut().filter(|it| it.speaker.is_none())
            {
                last.speaker = speaker.clone().map(person);
                last.confidence = CONTINUED;
            }
            let is_named = speaker.is_some() && is_more_than_a_word(text, *quoted, pack);
            let is_quoted = is_named || is_speech(text, *quoted, pack);
            if is_quoted {
                push(text, *quoted, said, speaker, shift, found);
                before = Some(at);
            } else {
                before = None;
            }
        }
    }
}

fn person(name: String) -> Speaker {
    Speaker { name, kind: SpeakerKind::Person, role: None }
}

fn push(
    text: &str,
    quoted: Quoted,
    said: Said,
    speaker: Option<String>,
    shift: usize,
    found: &mut Vec<Quotation>,
) {
    let confidence = match (&speaker, &said) {
        (None, _) => 0.0,
        (Some(_), Said::Named { .. }) => NAMED,
        (Some(_), Said::Continued { .. } | Said::Nothing | Said::Nobody { .. }) => CONTINUED,
    };
    let (mention, cue) = said.places();
    found.push(Quotation {
        span: quoted.outer.shifted(shift),
        kind: kind(text, quoted),
        speaker: speaker.map(person),
        mention: mention.map(|it| it.shifted(shift)),
        cue: cue.map(|it| it.shifted(shift)),
        confidence,
    });
}

/// Whether words between marks are speech although nobody is named: a title or a word spoken about is short.
fn is_speech(text: &str, quoted: Quoted, pack: &Pack) -> bool {
    let inner = quoted.inner.of(text);
    let opens = text[..quoted.outer.start()].trim_end().ends_with([':', '：']);
    let ends = inner.ends_with(['.', '!', '?', '…', '。', '！', '？', '،', ',', '।', ';']);
    match pack.writing {
        Writing::Unspaced => inner.chars().count() >= if opens || ends { 5 } else { 9 },
        _ => inner.split_whitespace().count() >= if opens || ends { 2 } else { 3 },
    }
}

/// Whether words between marks are more than a name or a word spoken about.
fn is_more_than_a_word(text: &str, quoted: Quoted, pack: &Pack) -> bool {
    let inner = quoted.inner.of(text);
    let opens = text[..quoted.outer.start()].trim_end().ends_with([':', '：']);
    match pack.writing {
        Writing::Unspaced => inner.chars().count() > 4,
        _ => opens || inner.ends_with(['.', '!', '?', '…', ',']) || inner.split_whitespace().nth(1).is_some(),
    }
}

/// Whether a sentence begins and ends with the quotation.
fn is_sentence(text: &str, quoted: Quoted) -> bool {
    let ends = |it: &str| it.ends_with(['.', '!', '?', '…', '。', '！', '？', '।', '؟', '۔']);
    let behind = text[quoted.outer.end()..quoted.block.end()].trim_start();
    ends(text[quoted.block.start()..quoted.outer.start()].trim_end())
        && (ends(quoted.inner.of(text)) || behind.starts_with(['.', '。', '।']))
}

/// A clause of its own is direct, a part of the writer's sentence partial.
fn kind(text: &str, quoted: Quoted) -> QuotationKind {
    let inner = quoted.inner.of(text);
    let before = text[quoted.block.start()..quoted.outer.start()].trim_end();
    let opens = before.is_empty() || !before.ends_with(char::is_alphanumeric);
    let words = inner.split_whitespace().count();
    let is_clause = !inner.starts_with(char::is_lowercase) && (words > 2 || inner.chars().count() > 7);
    if opens && is_clause { QuotationKind::Direct } else { QuotationKind::Partial }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The words of each quotation without its marks, and who said them.
    #[track_caller]
    fn check(language: &str, text: &str, expected: &[(&str, &str)]) {
        let found = quotations(text, Language::from_tag(language).unwrap()).unwrap();
        let bare = |it: &Quotation| {
            let words =
                it.span.of(text).trim_matches(|c: char| "«»„“”\"「」".contains(c) || c.is_whitespace());
            words.to_owned()
        };
        let speaker = |it: &Quotation| it.speaker.as_ref().map_or(String::new(), |it| it.name.clone());
        let seen: Vec<_> = found.iter().map(|it| (bare(it), speaker(it))).collect();
        let expected: Vec<_> = expected.iter().map(|it| (it.0.to_owned(), it.1.to_owned())).collect();
        assert_eq!(seen, expected, "{text}");
    }

    #[test]
    fn english_has_no_pack() {
        assert!(quotations("“No,” she said.", Language::ENGLISH).is_none());
    }

    #[test]
    fn a_clause_behind_names_the_speaker() {
        check(
            "fr",
            "« Nous irons au bout », a assuré le maire de Brévent, Paul Morel.",
            &[("Nous irons au bout", "Paul Morel")],
        );
        check(
            "de",
            "„Das geht so nicht“, sagte Bürgermeisterin Käthe Größler.",
            &[("Das geht so nicht", "Käthe Größler")],
        );
        check("uk", "«Ми не здамося», — сказав мер Ірпеня Ігор Тереш.", &[("Ми не здамося", "Ігор Тереш")]);
        check("hi", "“नावें नहीं पहुँचीं”, अधिकारी अजय सिन्हा ने कहा।", &[("नावें नहीं पहुँचीं", "अजय सिन्हा")]);
        check("ja", "「もう限界だ」と話す田中一郎さんは座った。", &[("もう限界だ", "田中一郎")]);
    }

    #[test]
    fn a_clause_in_front_names_the_speaker() {
        check(
            "es",
            "El ministro Juan Pardo advirtió: “No hay tiempo que perder.”",
            &[("No hay tiempo que perder.", "Juan Pardo")],
        );
        check(
            "ar",
            "وقال وزير النقل كريم العلوي: \"سنفتح الطريق غدا\".",
            &[("سنفتح الطريق غدا", "كريم العلوي")],
        );
        check("zh", "市长林志明表示：“下个月分区供水。”", &[("下个月分区供水。", "林志明")]);
        check(
            "tr",
            "Dernek başkanı Ayşe Yılmaz, “Binlerce ağaç kesildi” diye konuştu.",
            &[("Binlerce ağaç kesildi", "Ayşe Yılmaz")],
        );
        check("ko", "박정호 시장은 “시간이 줄어들 것”이라고 말했다.", &[("시간이 줄어들 것", "박정호")]);
    }

    #[test]
    fn a_name_in_another_case_is_given_in_the_nominative() {
        check(
            "cs",
            "Podle ekoložky Jany Benešové „pomůže jen změna“.",
            &[("pomůže jen změna", "Jana Benešová")],
        );
        check(
            "fi",
            "Tutkija Laura Niemisen mukaan ”vesi on lämmintä”.",
            &[("vesi on lämmintä", "Laura Nieminen")],
        );
        // Where the endings do not tell, nobody is named.
        check("cs", "Podle ekologa Karla Dostála „pomůže jen změna“.", &[("pomůže jen změna", "")]);
    }

    #[test]
    fn a_pronoun_and_a_verb_alone_mean_who_spoke_before() {
        check(
            "it",
            "«La città non si ferma», ha detto Elena Bianchi. «Servono più risorse», ha aggiunto. «Subito, e per tutti», dice lei.",
            &[
                ("La città non si ferma", "Elena Bianchi"),
                ("Servono più risorse", "Elena Bianchi"),
                ("Subito, e per tutti", "Elena Bianchi"),
            ],
        );
    }

    #[test]
    fn somebody_without_a_name_is_nobody() {
        check(
            "es",
            "«Vamos a recurrir ahora», dijo Ana Ruiz. «Hay dos detenidos», dijo la policía local.",
            &[("Vamos a recurrir ahora", "Ana Ruiz"), ("Hay dos detenidos", "")],
        );
    }

    #[test]
    fn an_office_alone_is_not_who_spoke_before() {
        check(
            "de",
            "„Das ist ein guter Tag“, sagte Ina Kurz. Es sei „an der Zeit zu handeln“, so der Minister.",
            &[("Das ist ein guter Tag", "Ina Kurz"), ("an der Zeit zu handeln", "")],
        );
    }

    #[test]
    fn speech_behind_a_dash_is_direct() {
        check(
            "sv",
            "– Lönerna måste upp, säger Oskar Nyberg. – Annars slutar folk, säger han.",
            &[("Lönerna måste upp", "Oskar Nyberg"), ("Annars slutar folk", "Oskar Nyberg")],
        );
        check(
            "ru",
            "— Дома проседают, — рассказал Пётр Ильин. — Ждать нельзя.",
            &[("Дома проседают", "Пётр Ильин"), ("Ждать нельзя.", "Пётр Ильин")],
        );
        check("sv", "– Mjölk, bröd och smör", &[]);
    }

    #[test]
    fn titles_of_works_are_no_quotations() {
        check("de", "Der Film „Das Boot“ lief. Die „Zeit“ schrieb darüber.", &[]);
        check("fr", "Le film « La Ville » a été projeté.", &[]);
    }

    #[test]
    fn any_line_is_survived() {
        for language in ["de", "es", "ru", "ar", "hi", "ko", "zh", "ja", "he", "fi"] {
            for text in [
                "",
                "—",
                "– ,",
                "«",
                "» «",
                "„: “",
                "「」と",
                "“a b c”",
                ": “a b c” :",
                "表示：“一二三四五”",
                "말했다 “가 나 다” 고",
                "قال: «ا ب ج»",
            ] {
                let _ = quotations(text, Language::from_tag(language).unwrap());
            }
        }
    }
}

//! Step 8: the quotations of an article.
//!
//! Takes what was decided about a stretch between marks, or about reported speech, and gives the quotation with its
//! speaker: no speaker where the text does not tell well enough who it is.

use crate::article::{Language, Quotation, QuotationKind, Speaker, SpeakerKind};
use crate::people::attribute::{Attribution, Likely, Resolver};
use crate::people::calibration::share_right;
use crate::people::indirect::ReportedSpeech;
use crate::people::lexicon;
use crate::people::mentions::{Mention, MentionKind, NOBODY};
use crate::people::parsed_text::ParsedText;
use crate::people::tokens::TokenKind;
use crate::people::verbs::cue_class;
use crate::span::ByteSpan;

/// A speaker whom the models hold for less likely is none.
pub(super) const LEAST_CONFIDENCE: f32 = 0.52;
/// A single word has no speaker who is less likely than this: it may be the writer's own.
const LEAST_CONFIDENCE_OF_WORD: f32 = 0.52;
/// How sure it is that the subject of reported speech said it.
const SURE_OF_REPORTED: f32 = 0.95;
/// A stretch that is less likely speech is no quotation.
pub(super) const LEAST_SPEECH: f32 = 0.45;
/// From this likelihood on nothing is taken off for doubt whether it is speech.
const CERTAIN_SPEECH: f32 = 0.75;
/// So many tokens behind its verb of saying, a single word is as likely the writer's as the speaker's.
const FAR_FROM_VERB: u32 = 18;

/// Why a stretch between marks has the speaker that it has, or none.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    /// It has the speaker who is likeliest.
    Attributed,
    /// It is no quotation: a title, a nickname, a word spoken about.
    NotSpeech,
    /// The text names nobody who may have said it.
    NoPerson,
    /// The likeliest speaker is too unlikely.
    TooUnlikely,
    /// It is a single word, which may be the writer's own.
    SingleWord,
    /// An organisation said it that the text only describes (`the company`).
    UnnamedOrganisation,
    /// An organisation seems to have said it, but only in English are organisations told from things.
    OtherLanguage,
}

impl Outcome {
    /// The word by which programs know it.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Outcome::Attributed => "attributed",
            Outcome::NotSpeech => "not-speech",
            Outcome::NoPerson => "no-person",
            Outcome::TooUnlikely => "too-unlikely",
            Outcome::SingleWord => "single-word",
            Outcome::UnnamedOrganisation => "unnamed-organisation",
            Outcome::OtherLanguage => "other-language",
        }
    }
}

/// Whose words a quotation is.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Decision {
    pub(super) speaker: Option<Speaker>,
    /// 0 to 1; 0 where there is no speaker.
    pub(super) confidence: f32,
    pub(super) outcome: Outcome,
}

impl Decision {
    fn nobody(outcome: Outcome) -> Decision {
        Decision { speaker: None, confidence: 0.0, outcome }
    }
}

/// Decides whose words the stretch number `quote` is.
pub(super) fn decide(
    parsed: &ParsedText<'_>,
    quote: usize,
    attribution: &Attribution,
    language: Language,
) -> Decision {
    if attribution.speech < LEAST_SPEECH {
        return Decision::nobody(Outcome::NotSpeech);
    }
    // Words that may be no speech at all have no sure speaker either.
    let doubt = if attribution.speech < CERTAIN_SPEECH { attribution.speech } else { 1.0 };
    let likely = Likely { person: attribution.person, probability: attribution.confidence * doubt };
    let source = attribution.source.map(|it| &parsed.mentions[it as usize]);
    let is_organisation = source.is_some_and(|it| it.kind == MentionKind::Organisation);
    if !is_organisation && is_doubtful_word(parsed, quote, attribution.source, likely.probability) {
        return Decision::nobody(Outcome::SingleWord);
    }
    decide_of(parsed, source, attribution.source_confidence * doubt, likely, language)
}

/// The decision when the source is this mention with this likelihood, and means a person with that likelihood.
fn decide_of(
    parsed: &ParsedText<'_>,
    source: Option<&Mention>,
    source_confidence: f32,
    likely: Likely,
    language: Language,
) -> Decision {
    let (speaker, confidence) = match source {
        Some(source) if source.kind == MentionKind::Organisation => {
            let Some(organisation) = organisation(parsed, source) else {
                return Decision::nobody(Outcome::UnnamedOrganisation);
            };
            // Where every noun has a capital, or another grammar puts it first, an organisation is told from a
            // thing by words that only English has.
            if language != Language::ENGLISH {
                return Decision::nobody(Outcome::OtherLanguage);
            }
            (organisation, source_confidence)
        }
        Some(_) | None => match person(parsed, likely.person) {
            Some(person) => (person, likely.probability),
            None => return Decision::nobody(Outcome::NoPerson),
        },
    };
    if confidence < LEAST_CONFIDENCE {
        return Decision::nobody(Outcome::TooUnlikely);
    }
    let confidence = share_right(confidence.clamp(0.0, 1.0));
    Decision { speaker: Some(speaker), confidence, outcome: Outcome::Attributed }
}

/// The quotation between marks number `quote`. Spans count from `offset` bytes before the text.
pub(super) fn quotation(
    parsed: &ParsedText<'_>,
    quote: usize,
    attribution: &Attribution,
    decision: Decision,
    offset: usize,
) -> Quotation {
    let source = attribution.source.map(|it| &parsed.mentions[it as usize]);
    let cue = attribution.source.and_then(|it| cue(parsed, it, quote));
    Quotation {
        span: parsed.quoted[quote].outer.shifted(offset),
        kind: kind(parsed, quote),
        mention: source.map(|it| parsed.span_of(it.first, it.last).shifted(offset)),
        cue: cue.map(|it| it.shifted(offset)),
        confidence: decision.confidence,
        speaker: decision.speaker,
    }
}

/// The quotation of reported speech. Spans count from `offset` bytes before the text.
pub(super) fn reported_quotation(
    resolver: &mut Resolver<'_, '_>,
    reported: ReportedSpeech,
    language: Language,
    offset: usize,
) -> Quotation {
    let parsed = resolver.parsed();
    let source = &parsed.mentions[reported.source as usize];
    let likely = resolver.likeliest(reported.source);
    let likely = Likely { probability: likely.probability * SURE_OF_REPORTED, ..likely };
    let decision = decide_of(parsed, Some(source), SURE_OF_REPORTED, likely, language);
    Quotation {
        span: reported.span.shifted(offset),
        kind: QuotationKind::Indirect,
        mention: Some(parsed.span_of(source.first, source.last).shifted(offset)),
        cue: Some(parsed.span_of(reported.cue.0, reported.cue.1).shifted(offset)),
        confidence: decision.confidence,
        speaker: decision.speaker,
    }
}

/// Whether a stretch is a single word of which the text does not tell well enough whose it is.
fn is_doubtful_word(parsed: &ParsedText<'_>, quote: usize, source: Option<u32>, probability: f32) -> bool {
    let (first, last) = parsed.tokens.quotes[quote];
    let list = &parsed.tokens.list;
    let words = list[first as usize..last as usize].iter().filter(|it| it.kind == TokenKind::Word);
    if words.take(2).count() != 1 {
        return false;
    }
    // `which he described as “absurd”` has a cue of its own.
    let near = &list[(first as usize).saturating_sub(4)..first as usize];
    if near.iter().any(|it| it.quote == 0 && it.is_lower() && cue_class(it).is_cue()) {
        return probability < LEAST_CONFIDENCE_OF_WORD;
    }
    let verb = source.map(|it| parsed.verbs[it as usize]).filter(|it| it.exists() && it.at < first);
    let is_far = verb.is_some_and(|it| {
        let before = |at: u32| parsed.before[at as usize].tokens;
        before(first).saturating_sub(before(it.at)) >= FAR_FROM_VERB
    });
    is_far || probability < LEAST_CONFIDENCE_OF_WORD
}

/// An organisation by its name; one that is only described (`the company`) has none.
fn organisation(parsed: &ParsedText<'_>, source: &Mention) -> Option<Speaker> {
    let first = parsed.tokens.list.get(source.first as usize)?;
    // `Police said`: a kind of organisation, not one of them.
    let is_kind = source.len() == 1 && first.is(lexicon::GROUP);
    if !first.is_capital() || is_kind {
        return None;
    }
    let name = tidy(parsed.text_of(source.first, source.last));
    Some(Speaker { name, kind: SpeakerKind::Organisation, role: None })
}

/// A person by the longest form of their name; `None` for nobody.
pub(super) fn person(parsed: &ParsedText<'_>, number: u32) -> Option<Speaker> {
    let person = parsed.persons.get(number as usize).filter(|_| number != NOBODY)?;
    let name = without_nickname(parsed.text_of(person.first, person.last));
    let role = person.role.map(|(first, last)| tidy(parsed.text_of(first, last)));
    Some(Speaker { name, kind: SpeakerKind::Person, role: role.filter(|it| !it.is_empty()) })
}

/// The word that attributes: the verb of the source, or the one before it.
fn cue(parsed: &ParsedText<'_>, source: u32, quote: usize) -> Option<ByteSpan> {
    let mention = &parsed.mentions[source as usize];
    let list = &parsed.tokens.list;
    let before = (mention.left as usize).checked_sub(1);
    let inverted = before.filter(|at| {
        let token = &list[*at];
        token.quote == 0 && token.is_lower() && cue_class(token).is_cue()
    });
    let inverted = inverted.map(|at| at as u32);
    let verb = parsed.verbs[source as usize];
    let verb = verb.class.is_cue().then_some(verb.at);
    // Behind a quotation `said X` is the cue; before it `X said`.
    let is_before = mention.first < parsed.tokens.quotes[quote].0;
    if let Some(at) = if is_before { verb.or(inverted) } else { inverted.or(verb) } {
        return Some(parsed.span_of(at, at + 1));
    }
    let is = |at: usize, word: &str| list[at].text(parsed.tokens.text).eq_ignore_ascii_case(word);
    let to = before.filter(|at| is(*at, "to"))?;
    let according = to.checked_sub(1).filter(|at| is(*at, "according"))?;
    Some(parsed.span_of(according as u32, to as u32 + 1))
}

/// A name without the nickname that stands between marks in it: `Joe “Bubba” Smith`.
fn without_nickname(text: &str) -> String {
    let mark = |c: char| matches!(c, '"' | '“' | '”' | '„' | '«' | '»' | '‘' | '`');
    let straight = |text: &str| text.match_indices(" '").next().map(|(at, _)| at + 1);
    let open = text.find(mark).or_else(|| text.find("''")).or_else(|| straight(text));
    let close = text
        .rfind(|c: char| mark(c) || c == '\'' || c == '’')
        .filter(|at| text[*at..].chars().nth(1).is_none_or(char::is_whitespace));
    match (open, close) {
        (Some(open), Some(close)) if open > 0 && close > open => {
            let behind = text[close..].chars().next().map_or(0, char::len_utf8);
            tidy(&[&text[..open], &text[close + behind..]].concat())
        }
        _ => tidy(text),
    }
}

/// The words of a text with one blank between, and with plain apostrophes.
fn tidy(text: &str) -> String {
    let mut tidy = String::with_capacity(text.len());
    for word in text.split_whitespace() {
        if !tidy.is_empty() {
            tidy.push(' ');
        }
        tidy.extend(word.chars().map(|c| if c == '’' { '\'' } else { c }));
    }
    tidy
}

/// What begins small is a clause of its own when it has more tokens than these and ends like a sentence.
const LONGEST_PART: usize = 6;

/// Whether a quotation is a clause of its own or part of the sentence around it.
fn kind(parsed: &ParsedText<'_>, quote: usize) -> QuotationKind {
    let (first, last) = parsed.tokens.quotes[quote];
    let inner = parsed.quoted[quote].inner.of(parsed.tokens.text);
    let capital = inner.starts_with(|c: char| !c.is_lowercase());
    let list = &parsed.tokens.list;
    let before = (first as usize).checked_sub(1).and_then(|at| list.get(at));
    let sentence = list.get(first as usize).map_or(0, |it| it.sentence);
    let opens = before.is_none_or(|it| it.sentence != sentence || it.kind == TokenKind::Sign);
    let is_long_clause = inner.ends_with([',', '.', '!', '?']) && (last - first) as usize > LONGEST_PART;
    if opens && (capital || is_long_clause) { QuotationKind::Direct } else { QuotationKind::Partial }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_nickname_between_marks_is_left_out_of_the_name() {
        for (text, name) in [
            ("Joe “Bubba” Smith", "Joe Smith"),
            ("Joe \"Bubba\"  Smith", "Joe Smith"),
            ("Joe 'Bubba' Smith", "Joe Smith"),
            ("Joe ''Bubba'' Smith", "Joe Smith"),
            ("Tip O’Neill", "Tip O'Neill"),
            ("Ann\nLee", "Ann Lee"),
            ("“Bubba” Smith", "“Bubba” Smith"),
        ] {
            assert_eq!(without_nickname(text), name, "{text}");
        }
    }

    /// Kind, mention and cue of each quotation between marks.
    #[track_caller]
    fn check(text: &str, expected: &[(QuotationKind, &str, &str)]) {
        let found = crate::people::quotations(text, Language::ENGLISH);
        let words = |it: Option<ByteSpan>| it.map_or("", |it| it.of(text));
        let marked = found.iter().filter(|it| it.kind != QuotationKind::Indirect);
        let seen: Vec<_> = marked.map(|it| (it.kind, words(it.mention), words(it.cue))).collect();
        assert_eq!(seen, expected, "{text}");
    }

    #[test]
    fn the_cue_is_the_verb_beside_the_source() {
        use QuotationKind::Direct;
        check("“We go home,” Ann Lee said.", &[(Direct, "Ann Lee", "said")]);
        check("“We go home,” said Ann Lee.", &[(Direct, "Ann Lee", "said")]);
        check("“We go home,” said Ann Lee, who vowed to stay.", &[(Direct, "Ann Lee", "said")]);
        check("Ann Lee said: “We go home.”", &[(Direct, "Ann Lee", "said")]);
        check("“We go home,” according to Ann Lee.", &[(Direct, "Ann Lee", "according to")]);
    }

    #[test]
    fn a_clause_of_its_own_is_direct_and_a_part_of_a_sentence_partial() {
        use QuotationKind::{Direct, Partial};
        let kinds = |text: &str| -> Vec<QuotationKind> {
            crate::people::quotations(text, Language::ENGLISH).iter().map(|it| it.kind).collect()
        };
        assert_eq!(kinds("“We go home,” said Ann Lee."), [Direct]);
        assert_eq!(kinds("Ann Lee said: “we go home.”"), [Partial]);
        assert_eq!(kinds("Ann Lee said, “we go home and do not come back.”"), [Direct]);
        assert_eq!(kinds("Ann Lee said, “we go home and do not come back”"), [Partial]);
        assert_eq!(kinds("Ann Lee called it “a bad joke.”"), [Partial]);
        assert_eq!(kinds("Ann Lee called it “A bad joke.”"), [Partial]);
    }

    #[test]
    fn an_organisation_has_a_name_with_a_capital() {
        let name = |text: &str| {
            let found = crate::people::quotations(text, Language::ENGLISH);
            found[0].speaker.clone().map(|it| (it.name, it.kind))
        };
        let organisation = |name: &str| Some((name.to_owned(), SpeakerKind::Organisation));
        assert_eq!(name("“We will go home,” the Foreign Ministry said."), organisation("Foreign Ministry"));
        assert_eq!(name("“We will go home,” the ministry said."), None);
        assert_eq!(name("“We will go home,” Police said."), None);
    }

    #[test]
    fn blanks_and_apostrophes_of_a_name_are_plain() {
        assert_eq!(tidy(" Ann\n  O’Brien "), "Ann O'Brien");
        assert_eq!(tidy(""), "");
    }
}

//! Which mention a quotation is attributed to: those that compete, and what describes them.

use crate::people::exact_words;
use crate::people::exact_words::UTTERANCE;
use crate::people::features::history::History;
use crate::people::features::neighbours;
use crate::people::features::quotation;
use crate::people::features::quotation::QuotationFeature;
use crate::people::lexicon::{
    COMMON, DETERMINER, FINITE, MAY_SAY, PARTICIPLE, PREPOSITION, RELATIVE, SAY, STATEMENT,
};
use crate::people::mentions::{Mention, MentionKind, NOBODY, Sex};
use crate::people::parsed_text::{Counts, ParsedText};
use crate::people::tokens::{Token, TokenKind};
use crate::people::verbs::cue_class;

/// What describes a mention beside a quotation, by number. The numbers of the quotation come before.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum SourceFeature {
    IsBefore = quotation::COUNT as isize,
    TokensBetween,
    SentenceEndsBetween,
    CuesBetween,
    WeakCuesBetween,
    ParagraphsBetween,
    QuotesBetween,
    Rank,
    Evidence,
    IsModifier,
    IsDefinite,
    IsApposed,
    HasSex,
    Verb,
    VerbIsParticiple,
    VerbDistance,
    VerbSide,
    VerbSentences,
    InvertedVerb,
    AccordingTo,
    BeforeMention,
    AfterMention,
    AfterVerb,
    PlaceOfMention,
    IsObject,
    TimesNamed,
    PersonEvidence,
    IsPreviousSource,
    IsPreviousSpeaker,
    IsEarlierSpeaker,
    BehindStatement,
    VerbIsCommon,
    BehindPreposition,
    MentionLength,
    TitleLength,
    BehindRelative,
    IsIt,
    IsStatement,
    TokensToQuote,
    HasRole,
    OwnsUtterance,
    IsNamedOrganisation,
}

/// Room for the numbers of a candidate; those beyond the last feature are 0.
pub(crate) const ROOM: usize = 64;

/// The numbers of a candidate.
pub(crate) type Row = [i16; ROOM];

/// Mentions before a quotation that compete, at most.
const MOST_BEFORE: usize = 10;
/// Mentions behind it.
const MOST_BEHIND: usize = 5;
/// So many mentions are looked at on the way back.
const MOST_LOOKED_AT: usize = 80;
/// Mentions further back than this, in paragraphs, do not compete.
const FARTHEST: u32 = 4;
/// As many mentions compete although they stand in an earlier paragraph than the one before.
const MOST_FAR: usize = 6;

/// The mentions that compete for a quotation, nearest first on each side; a mention inside a quotation does
/// not. `near` is the first mention that does not begin before the quotation.
pub(crate) fn candidates(parsed: &ParsedText<'_>, quote: usize, near: usize, found: &mut Vec<u32>) {
    found.clear();
    let (first, last) = parsed.tokens.quotes[quote];
    let list = &parsed.tokens.list;
    let Some(opening) = list.get(first as usize) else { return };
    let block = parsed.tokens.block(opening);
    let block_of = |it: &Mention| parsed.tokens.block(&list[it.first as usize]);
    let outside = |it: &Mention| list[it.first as usize].quote == 0 && !it.owns_office && !it.is_addressed;
    for at in (near.saturating_sub(MOST_LOOKED_AT)..near).rev() {
        let mention = &parsed.mentions[at];
        if !outside(mention) || mention.last > first {
            continue;
        }
        let far = block.saturating_sub(block_of(mention));
        if far > FARTHEST || far > 1 && found.len() >= MOST_FAR {
            break;
        }
        found.push(at as u32);
        if found.len() == MOST_BEFORE {
            break;
        }
    }
    let mut behind = 0;
    for (at, mention) in parsed.mentions.iter().enumerate().skip(near).take(40) {
        if mention.first < last || !outside(mention) {
            continue;
        }
        let far = block_of(mention).saturating_sub(block);
        if far > 1 || far == 1 && behind >= 2 || behind >= MOST_BEHIND {
            break;
        }
        behind += 1;
        found.push(at as u32);
    }
}

/// The numbers of the candidate *nobody*.
pub(crate) fn nobody(quotation: &[i16; quotation::COUNT]) -> Row {
    let mut numbers = [0i16; ROOM];
    numbers[..quotation::COUNT].copy_from_slice(quotation);
    numbers
}

/// The numbers of a mention beside a quotation. `rank` mentions on the same side are nearer.
pub(crate) fn features(
    parsed: &ParsedText<'_>,
    quote: usize,
    candidate: u32,
    rank: i16,
    history: History,
    quotation: &[i16; quotation::COUNT],
) -> Row {
    use SourceFeature as F;
    let list = &parsed.tokens.list;
    let text = parsed.tokens.text;
    let mention = &parsed.mentions[candidate as usize];
    let (first, last) = (parsed.tokens.quotes[quote].0 as usize, parsed.tokens.quotes[quote].1 as usize);
    let is_before = (mention.first as usize) < first;
    let here = &list[mention.first as usize];
    let sentence = parsed.tokens.sentences[here.sentence as usize];
    let same_sentence = |it: &&Token| it.sentence == here.sentence;
    let before_mention =
        (mention.left as usize).checked_sub(1).and_then(|at| list.get(at)).filter(same_sentence);
    let two_before = (mention.left as usize).checked_sub(2).and_then(|at| list.get(at)).filter(same_sentence);
    let after_mention = list.get(mention.last as usize).filter(same_sentence);
    let person = parsed.persons.get(mention.person as usize);

    let mut numbers = nobody(quotation);
    numbers[QuotationFeature::Kind as usize] = mention.kind as i16;
    let mut set = |feature: F, number: i16| numbers[feature as usize] = number;

    // What lies between the two.
    let (left, right) = if is_before {
        (mention.last as usize, first)
    } else {
        (last, mention.left.max(last as u32) as usize)
    };
    let between = |count: fn(&Counts) -> u32| {
        (count(&parsed.before[right]).saturating_sub(count(&parsed.before[left.min(right)]))).min(99) as i16
    };
    let (own, theirs) = (parsed.tokens.block(here), parsed.tokens.block(&list[first]));
    set(F::IsBefore, i16::from(is_before));
    set(F::TokensBetween, between(|it| it.tokens));
    set(F::SentenceEndsBetween, between(|it| it.sentence_ends));
    set(F::CuesBetween, between(|it| it.cues));
    set(F::WeakCuesBetween, between(|it| it.weak_cues));
    set(F::ParagraphsBetween, (i64::from(theirs) - i64::from(own)).clamp(-3, 6) as i16);
    set(F::QuotesBetween, quotes_between(parsed, quote, mention));
    set(F::Rank, rank);

    // The mention itself.
    set(F::Evidence, mention.evidence as i16);
    set(F::IsModifier, i16::from(mention.is_modifier));
    set(F::IsDefinite, i16::from(mention.is_definite));
    set(F::IsApposed, i16::from(mention.is_apposed));
    set(F::HasSex, i16::from(mention.sex != Sex::Unknown));
    set(F::PlaceOfMention, mention.left.saturating_sub(sentence.first).min(30) as i16);
    set(F::MentionLength, mention.len() as i16);
    set(F::TitleLength, mention.first.saturating_sub(mention.left).min(12) as i16);
    set(F::IsIt, i16::from(here.text(text).eq_ignore_ascii_case("it")));
    set(F::IsStatement, i16::from(list[mention.last as usize - 1].is(STATEMENT)));
    let named = here.is_capital() && mention.kind == MentionKind::Organisation;
    set(F::IsNamedOrganisation, i16::from(named));
    set(F::OwnsUtterance, i16::from(owns_utterance(parsed, mention)));

    // Its verb.
    let verb = parsed.verbs[candidate as usize];
    let verb_at = Some(verb.at as usize).filter(|_| verb.exists());
    let counts = |at: usize| parsed.before[at];
    let (distance, side, sentences) = match verb_at {
        Some(at) if at < first => (
            counts(first).tokens.saturating_sub(counts(at).tokens).min(99),
            1,
            counts(first).sentence_ends.saturating_sub(counts(at).sentence_ends).min(9),
        ),
        Some(at) => (
            if at >= last { counts(at).tokens.saturating_sub(counts(last).tokens).min(99) } else { 99 },
            2,
            counts(at).sentence_ends.saturating_sub(counts(first).sentence_ends).min(9),
        ),
        None => (99, 0, 9),
    };
    set(F::Verb, verb.class as i16);
    set(F::VerbIsParticiple, i16::from(verb.is_participle));
    set(F::VerbDistance, distance as i16);
    set(F::VerbSide, side);
    set(F::VerbSentences, sentences as i16);
    set(F::VerbIsCommon, i16::from(verb_at.and_then(|at| list.get(at)).is_some_and(|it| it.is(COMMON))));
    let after_verb = verb_at.and_then(|at| list.get(at + 1));
    set(
        F::AfterVerb,
        after_verb.map_or(0, |it| if it.quote > 0 { 30 } else { neighbours::code(Some(it), text) }),
    );

    // What stands around it.
    let inverted =
        before_mention.filter(|it| it.is_lower() && it.is(FINITE | COMMON) && it.quote == 0).map(cue_class);
    set(F::InvertedVerb, inverted.unwrap_or_default() as i16);
    // `… “impossible.” According to Moscow, …`: what begins the next sentence is about that one.
    let may_concern = is_before || here.sentence == list[last.max(first + 1) - 1].sentence;
    set(F::AccordingTo, i16::from(may_concern && is_according(parsed, mention)));
    set(F::BeforeMention, neighbours::code(before_mention, text));
    set(F::AfterMention, neighbours::code(after_mention, text));
    let is_object = before_mention.is_some_and(|it| it.is(SAY | MAY_SAY) && it.is(FINITE | PARTICIPLE));
    set(F::IsObject, i16::from(is_object));
    set(F::BehindStatement, i16::from(two_before.is_some_and(|it| it.is(STATEMENT))));
    set(F::BehindPreposition, i16::from(before_mention.is_some_and(|it| it.is(PREPOSITION))));
    set(F::BehindRelative, i16::from(before_mention.is_some_and(|it| it.is(RELATIVE))));
    if is_before {
        let tokens = counts(first).tokens.saturating_sub(counts(mention.first as usize).tokens);
        set(F::TokensToQuote, tokens.min(50) as i16);
    }

    // Whom it names, and who spoke before.
    let is = |speaker: u32| i16::from(speaker != NOBODY && speaker == mention.person);
    set(F::TimesNamed, person.map_or(0, |it| it.count.min(20) as i16));
    set(F::PersonEvidence, person.map_or(0, |it| it.evidence as i16));
    set(F::HasRole, i16::from(person.is_some_and(|it| !it.roles.is_empty())));
    set(F::IsPreviousSource, i16::from(history.source == Some(candidate)));
    set(F::IsPreviousSpeaker, is(history.speaker));
    set(F::IsEarlierSpeaker, is(history.earlier_speaker));
    numbers
}

/// Quotations between a quotation and a mention, at most nine.
fn quotes_between(parsed: &ParsedText<'_>, quote: usize, mention: &Mention) -> i16 {
    let quotes = &parsed.tokens.quotes;
    let count = if mention.first < quotes[quote].0 {
        quotes[..quote].iter().rev().take(9).take_while(|it| it.0 >= mention.last).count()
    } else {
        quotes[quote + 1..].iter().take(9).take_while(|it| it.0 < mention.first).count()
    };
    count as i16
}

/// Whether `according to` stands before a mention, with no more than what describes it between.
fn is_according(parsed: &ParsedText<'_>, mention: &Mention) -> bool {
    let list = &parsed.tokens.list;
    let text = parsed.tokens.text;
    let here = &list[mention.first as usize];
    let left = mention.left as usize;
    let mut near = (left.saturating_sub(8)..left).rev().take_while(|at| {
        let token = &list[*at];
        token.sentence == here.sentence
            && token.quote == 0
            && token.kind != TokenKind::Sign
            && !(token.is(SAY | MAY_SAY) && token.is(FINITE) && token.is_lower() && !token.is(PREPOSITION))
    });
    let to = near.find(|at| list[*at].text(text).eq_ignore_ascii_case("to"));
    let according = to.and_then(|it| it.checked_sub(1)).map(|it| &list[it]);
    according.is_some_and(|it| {
        it.sentence == here.sentence && it.quote == 0 && it.text(text).eq_ignore_ascii_case("according")
    })
}

/// Whether what somebody said is a noun behind them: `Mr. Hall’s claim that`, `her warning`.
fn owns_utterance(parsed: &ParsedText<'_>, mention: &Mention) -> bool {
    let list = &parsed.tokens.list;
    let here = &list[mention.first as usize];
    let owner = mention.kind == MentionKind::Pronoun && here.is(DETERMINER);
    let owned = list.get(mention.last as usize).is_some_and(|it| it.kind == TokenKind::Possessive);
    if !owner && !owned {
        return false;
    }
    let from = mention.last as usize + usize::from(owned);
    let mut near =
        list.iter().skip(from).take(4).take_while(|it| it.sentence == here.sentence && it.is_lower());
    near.any(|it| exact_words::is(it.text(parsed.tokens.text), UTTERANCE))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::people::features::list::Model;
    use crate::people::features::list::tests::check as check_names;

    /// The words of the mentions that compete for the first quotation.
    fn competing(text: &str) -> Vec<String> {
        let parsed = ParsedText::read(text);
        let first = parsed.tokens.quotes[0].0;
        let near = parsed.mentions.iter().take_while(|it| it.first < first).count();
        let mut found = Vec::new();
        candidates(&parsed, 0, near, &mut found);
        let words = |it: &u32| {
            let mention = &parsed.mentions[*it as usize];
            parsed.text_of(mention.first, mention.last).to_owned()
        };
        found.iter().map(words).collect()
    }

    #[test]
    fn the_nearest_compete_on_either_side() {
        assert_eq!(
            competing("Ann Lee met Tom Roe. “She left,” he said to Eva Holm."),
            ["Tom Roe", "Ann Lee", "he", "Eva Holm"]
        );
    }

    #[test]
    fn as_many_compete_as_the_models_can_hold() {
        let before = "He left. ".repeat(20);
        let behind = " She left.".repeat(20);
        let found = competing(&format!("{before}“No.”{behind}"));
        assert_eq!(found.iter().filter(|it| *it == "He").count(), MOST_BEFORE);
        assert_eq!(found.iter().filter(|it| *it == "She").count(), MOST_BEHIND);
        const { assert!(MOST_BEFORE + MOST_BEHIND < crate::people::model::LANES, "nobody needs a lane too") };
    }

    #[test]
    fn mentions_in_far_paragraphs_do_not_compete() {
        let gap = |paragraphs: usize| format!("Ann Lee left.{}“No.”", "\n\nIts end.".repeat(paragraphs));
        assert_eq!(competing(&format!("{}\n\n“No.”", "Ann Lee left.")), ["Ann Lee"]);
        assert_eq!(competing(&gap(4)), ["Ann Lee"]);
        assert_eq!(competing(&(gap(4).replace("“No.”", "\n\n“No.”"))), Vec::<String>::new());
        let crowd = format!("Ann Lee left. {}\n\nRain fell.\n\n“No.”", "He left. ".repeat(6));
        assert_eq!(competing(&crowd).len(), MOST_FAR);
        assert_eq!(competing("“No.”\n\nHe left. She left. He left."), ["He", "She"]);
        assert!(competing("“No.”\n\nAnd then.\n\nHe left.").is_empty());
    }

    #[test]
    fn according_to_may_stand_a_few_words_before() {
        let according = |text: &str| {
            let parsed = ParsedText::read(text);
            is_according(&parsed, parsed.mentions.last().unwrap())
        };
        assert!(according("“No,” according to Ann Lee."));
        assert!(according("“No,” according to the grey old harbour mayor Ann Lee."));
        assert!(!according("“No,” he came to Ann Lee."));
        assert!(!according("“No,” according to law, Ann Lee."));
        assert!(!according("“No,” according to him said Ann Lee."));
    }

    #[test]
    fn an_utterance_has_an_owner() {
        let owns = |text: &str| {
            let parsed = ParsedText::read(text);
            owns_utterance(&parsed, &parsed.mentions[0])
        };
        assert!(owns("Mr. Hall’s claim was wrong."));
        assert!(owns("Her warning was wrong."));
        assert!(owns("Mr. Hall’s very last loud claim was wrong."));
        assert!(!owns("Mr. Hall’s very last loud red claim was wrong."));
        assert!(!owns("Mr. Hall’s boat was wrong."));
        assert!(!owns("Mr. Hall made the claim."));
    }

    #[test]
    fn the_names_are_those_of_the_list() {
        use SourceFeature as F;
        let all = [
            F::IsBefore,
            F::TokensBetween,
            F::SentenceEndsBetween,
            F::CuesBetween,
            F::WeakCuesBetween,
            F::ParagraphsBetween,
            F::QuotesBetween,
            F::Rank,
            F::Evidence,
            F::IsModifier,
            F::IsDefinite,
            F::IsApposed,
            F::HasSex,
            F::Verb,
            F::VerbIsParticiple,
            F::VerbDistance,
            F::VerbSide,
            F::VerbSentences,
            F::InvertedVerb,
            F::AccordingTo,
            F::BeforeMention,
            F::AfterMention,
            F::AfterVerb,
            F::PlaceOfMention,
            F::IsObject,
            F::TimesNamed,
            F::PersonEvidence,
            F::IsPreviousSource,
            F::IsPreviousSpeaker,
            F::IsEarlierSpeaker,
            F::BehindStatement,
            F::VerbIsCommon,
            F::BehindPreposition,
            F::MentionLength,
            F::TitleLength,
            F::BehindRelative,
            F::IsIt,
            F::IsStatement,
            F::TokensToQuote,
            F::HasRole,
            F::OwnsUtterance,
            F::IsNamedOrganisation,
        ];
        check_names(Model::Source, quotation::COUNT, &all);
        assert_eq!(quotation::COUNT + all.len(), crate::people::features::list::names(Model::Source).len());
    }
}

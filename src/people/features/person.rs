//! Whom a pronoun or a description means: the persons that compete, and what describes them.

use crate::people::features::history::History;
use crate::people::lexicon;
use crate::people::lexicon::{DEMONYM, PLACE, PREPOSITION, ROLE, TITLE};
use crate::people::mentions::{Mention, MentionKind, NOBODY, Sex};
use crate::people::parsed_text::{Counts, ParsedText};
use crate::people::tokens::Token;

/// What describes a person before a mention, by number.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum PersonFeature {
    IsPerson,
    MentionKind,
    MentionSex,
    IsDefinite,
    Candidates,
    PlaceInSentence,
    OpensParagraph,
    Verb,
    ParagraphsSinceQuote,
    PreviousKind,
    SexAgrees,
    PersonSex,
    SameOffice,
    SameWords,
    Rank,
    Named,
    Subjects,
    TimesNamed,
    Evidence,
    IsPreviousSpeaker,
    IsEarlierSpeaker,
    TokensSince,
    SentenceEndsSince,
    ParagraphsSince,
    NearestVerb,
    NearestIsModifier,
    NearestIsQuoted,
    NearestPlace,
    HasNoRole,
    NearestIsFull,
    NearestIsBehind,
    Rivals,
    LeadsParagraph,
    NearestBehindPreposition,
    NamedSinceQuote,
    SubjectSinceQuote,
    ActingRank,
    ActingSentenceEnds,
    ActingTokens,
    ActingKind,
    ActingVerb,
    ActingPlace,
}

/// Room for the numbers of a candidate; those beyond the last feature are 0.
pub(crate) const ROOM: usize = 44;

/// The numbers of a candidate.
pub(crate) type Row = [i16; ROOM];

/// As many persons compete at most.
pub(crate) const MOST: usize = 10;
/// So many mentions are looked at on the way back.
const MOST_LOOKED_AT: usize = 120;
/// Mentions further back than this, in paragraphs, do not count.
const FARTHEST: u32 = 8;
/// What stands for *none* among the kinds of mentions.
const NO_KIND: i16 = 7;

/// A person whom a mention may mean, with the nearest place before it where they are named.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Candidate {
    pub(crate) person: u32,
    /// The mention, where there is one.
    nearest: Option<u32>,
    /// Names of theirs in reach, and how many of them are subjects.
    named: i16,
    subjects: i16,
    rank: i16,
    /// Persons of a sex that fits who are named nearer.
    rivals: u8,
    /// Whether their nearest name is the first of its paragraph.
    leads: bool,
    /// The nearest mention before it that means them and is a subject.
    acting: Option<u32>,
    /// How many others are subjects nearer than that.
    acting_rank: i16,
}

impl Candidate {
    fn new(person: u32, nearest: Option<u32>, rank: usize, rivals: u8) -> Candidate {
        Candidate {
            person,
            nearest,
            named: 0,
            subjects: 0,
            rank: rank as i16,
            rivals,
            leads: false,
            acting: None,
            acting_rank: 9,
        }
    }
}

/// The persons named before a mention, the nearest first; then those named behind it in its sentence, and the last
/// speakers. `known` holds the person of every mention that is known so far.
pub(crate) fn candidates(
    parsed: &ParsedText<'_>,
    mention: usize,
    history: History,
    known: &[u32],
    found: &mut Vec<Candidate>,
) {
    found.clear();
    let list = &parsed.tokens.list;
    let here = &parsed.mentions[mention];
    let block = parsed.tokens.block(&list[here.first as usize]);
    let mut fitting = 0u8;
    let mut acting_rank = 0i16;
    let mut barred = NOBODY;
    for at in (mention.saturating_sub(MOST_LOOKED_AT)..mention).rev() {
        let other = &parsed.mentions[at];
        let person = known[at];
        if person == NOBODY || person == barred {
            continue;
        }
        let token = &list[other.first as usize];
        if is_of_another(parsed, other, here) {
            barred = person;
            continue;
        }
        if block.saturating_sub(parsed.tokens.block(token)) > FARTHEST {
            break;
        }
        let is_named = other.kind == MentionKind::Name;
        let is_subject = parsed.verbs[at].exists() && !other.is_modifier;
        let acts = is_subject && token.quote == 0;
        let place = match found.iter().position(|it| it.person == person) {
            Some(place) => place,
            None if found.len() == MOST => continue,
            None => {
                let candidate = Candidate::new(person, Some(at as u32), found.len(), fitting);
                found.push(Candidate { leads: leads(parsed, at), ..candidate });
                fitting += u8::from(fits(here.sex, parsed.persons[person as usize].sex));
                found.len() - 1
            }
        };
        let candidate = &mut found[place];
        candidate.named += i16::from(is_named);
        candidate.subjects += i16::from(is_subject && is_named);
        if acts && candidate.acting.is_none() {
            candidate.acting = Some(at as u32);
            candidate.acting_rank = acting_rank;
            acting_rank += 1;
        }
    }
    let is_among = |found: &[Candidate], person: u32| found.iter().any(|it| it.person == person);
    // Behind it, within its sentence: `When he spoke, Mr. Hall said …`.
    let sentence = list[here.first as usize].sentence;
    for (at, other) in parsed.mentions.iter().enumerate().skip(mention + 1).take(6) {
        if list[other.first as usize].sentence != sentence {
            break;
        }
        if other.person != NOBODY && !is_among(found, other.person) && found.len() < MOST {
            found.push(Candidate::new(other.person, Some(at as u32), found.len(), fitting));
        }
    }
    for person in [history.speaker, history.earlier_speaker] {
        if person != NOBODY && person != barred && !is_among(found, person) {
            found.push(Candidate::new(person, None, found.len(), fitting));
        }
    }
}

/// Whether a clause about a name holds a pronoun that can only be somebody
/// else's: `Ms. Lee, whose plan he rejects`.
fn is_of_another(parsed: &ParsedText<'_>, name: &Mention, pronoun: &Mention) -> bool {
    let list = &parsed.tokens.list;
    let last = name.last as usize;
    let behind = last + usize::from(list.get(last).is_some_and(Token::is_comma));
    let clause = list.get(behind).is_some_and(|it| matches!(it.text(parsed.tokens.text), "whose" | "whom"));
    clause
        && pronoun.first as usize > behind
        && pronoun.first as usize <= behind + 5
        && list[pronoun.first as usize].sentence == list[behind].sentence
        && list[behind + 1..pronoun.first as usize].iter().all(|it| !it.is_comma())
}

fn fits(one: Sex, other: Sex) -> bool {
    one == Sex::Unknown || other == Sex::Unknown || one == other
}

/// Whether no person is named before a mention in its paragraph.
fn leads(parsed: &ParsedText<'_>, at: usize) -> bool {
    let list = &parsed.tokens.list;
    let block = parsed.tokens.block(&list[parsed.mentions[at].first as usize]);
    !parsed.mentions[at.saturating_sub(12)..at]
        .iter()
        .any(|it| it.person != NOBODY && parsed.tokens.block(&list[it.first as usize]) == block)
}

/// The numbers of the candidate *nobody*, which all candidates of a mention share.
pub(crate) fn nobody(parsed: &ParsedText<'_>, mention: usize, candidates: usize, history: History) -> Row {
    use PersonFeature as F;
    let mut numbers = [0i16; ROOM];
    let list = &parsed.tokens.list;
    let here = &parsed.mentions[mention];
    let sentence = parsed.tokens.sentences[list[here.first as usize].sentence as usize];
    let opens_paragraph =
        sentence.first == 0 || parsed.tokens.block(&list[sentence.first as usize - 1]) != sentence.block;
    let mut set = |feature: F, number: i16| numbers[feature as usize] = number;
    set(F::MentionKind, here.kind as i16);
    set(F::MentionSex, here.sex as i16);
    set(F::IsDefinite, i16::from(here.is_definite));
    set(F::Candidates, candidates as i16);
    set(F::PlaceInSentence, here.left.saturating_sub(sentence.first).min(30) as i16);
    set(F::OpensParagraph, i16::from(opens_paragraph));
    set(F::Verb, parsed.verbs[mention].class as i16);
    set(F::ParagraphsSinceQuote, paragraphs_since_quote(parsed, here));
    set(F::PreviousKind, history.source.map_or(9, |it| parsed.mentions[it as usize].kind as i16));
    numbers
}

/// Paragraphs since the quotation before a mention, at most nine.
fn paragraphs_since_quote(parsed: &ParsedText<'_>, here: &Mention) -> i16 {
    let list = &parsed.tokens.list;
    let told = parsed.tokens.quotes.partition_point(|it| it.0 < here.first);
    let last = told.checked_sub(1).and_then(|it| list.get(parsed.tokens.quotes[it].0 as usize));
    last.map_or(9, |it| {
        parsed.tokens.block(&list[here.first as usize]).saturating_sub(parsed.tokens.block(it)).min(9) as i16
    })
}

/// The numbers of one candidate. `nobody` are those that all share.
pub(crate) fn features(
    parsed: &ParsedText<'_>,
    mention: usize,
    candidate: &Candidate,
    history: History,
    nobody: &Row,
) -> Row {
    use PersonFeature as F;
    let list = &parsed.tokens.list;
    let here = &parsed.mentions[mention];
    let head = &list[here.first as usize];
    let person = &parsed.persons[candidate.person as usize];
    let mut numbers = *nobody;
    let mut set = |feature: F, number: i16| numbers[feature as usize] = number;

    let sex_agrees = match (here.sex, person.sex) {
        (Sex::Unknown, _) | (_, Sex::Unknown) => 1,
        (one, other) if one == other => 2,
        (Sex::Female | Sex::Male, Sex::Female | Sex::Male) => 0,
    };
    let holds = |token: &Token| person.roles.contains(&lexicon::office_key(token.hash));
    let is_description = here.kind == MentionKind::Description;
    let described = if is_description { &list[here.left as usize..here.last as usize] } else { &[] };
    let same_words = described.iter().filter(|it| it.is(ROLE | TITLE | DEMONYM | PLACE) && holds(it)).count();
    set(F::IsPerson, 1);
    set(F::SexAgrees, sex_agrees);
    set(F::PersonSex, person.sex as i16);
    set(F::SameOffice, i16::from(is_description && holds(head)));
    set(F::SameWords, same_words as i16);
    set(F::Rank, candidate.rank);
    set(F::Named, candidate.named.min(20));
    set(F::Subjects, candidate.subjects.min(20));
    set(F::TimesNamed, person.count.min(30) as i16);
    set(F::Evidence, person.evidence as i16);
    set(F::IsPreviousSpeaker, i16::from(history.speaker == candidate.person));
    set(F::IsEarlierSpeaker, i16::from(history.earlier_speaker == candidate.person));
    set(F::HasNoRole, i16::from(person.roles.is_empty()));
    set(F::Rivals, i16::from(candidate.rivals));
    set(F::LeadsParagraph, i16::from(candidate.leads));

    let place = |it: &Mention| {
        let sentence = parsed.tokens.sentences[list[it.first as usize].sentence as usize];
        it.left.saturating_sub(sentence.first).min(40) as i16
    };
    let verb = |at: u32| parsed.verbs[at as usize];
    if let Some(at) = candidate.nearest {
        let nearest = &parsed.mentions[at as usize];
        let (theirs, own) = (parsed.tokens.block(&list[nearest.first as usize]), parsed.tokens.block(head));
        let told = parsed.tokens.quotes.partition_point(|it| it.0 < here.first);
        let quote_end = told.checked_sub(1).map_or(0, |it| parsed.tokens.quotes[it].1);
        let since_quote = nearest.first >= quote_end && nearest.first < here.first;
        let is_subject = verb(at).exists() && !nearest.is_modifier;
        let before = (nearest.left as usize).checked_sub(1).and_then(|at| list.get(at));
        set(F::TokensSince, distance(parsed, nearest, here, |it| it.tokens));
        set(F::SentenceEndsSince, distance(parsed, nearest, here, |it| it.sentence_ends));
        set(F::ParagraphsSince, (i64::from(own) - i64::from(theirs)).min(9) as i16);
        set(F::NearestVerb, verb(at).class as i16);
        set(F::NearestIsModifier, i16::from(nearest.is_modifier));
        set(F::NearestIsQuoted, i16::from(list[nearest.first as usize].quote > 0));
        set(F::NearestPlace, place(nearest));
        set(F::NearestIsFull, i16::from(nearest.len() >= 2));
        set(F::NearestIsBehind, i16::from(nearest.first > here.first));
        set(F::NearestBehindPreposition, i16::from(before.is_some_and(|it| it.is(PREPOSITION))));
        set(F::NamedSinceQuote, i16::from(since_quote));
        set(F::SubjectSinceQuote, i16::from(since_quote && is_subject));
    } else {
        set(F::TokensSince, 120);
        set(F::SentenceEndsSince, 30);
        set(F::ParagraphsSince, 9);
        set(F::NearestVerb, 9);
        set(F::NearestPlace, 40);
    }
    set(F::ActingRank, candidate.acting_rank);
    if let Some(at) = candidate.acting {
        let acting = &parsed.mentions[at as usize];
        set(F::ActingSentenceEnds, distance(parsed, acting, here, |it| it.sentence_ends));
        set(F::ActingTokens, distance(parsed, acting, here, |it| it.tokens));
        set(F::ActingKind, acting.kind as i16);
        set(F::ActingVerb, verb(at).class as i16);
        set(F::ActingPlace, place(acting));
    } else {
        set(F::ActingSentenceEnds, 30);
        set(F::ActingTokens, 120);
        set(F::ActingKind, NO_KIND);
        set(F::ActingPlace, 40);
    }
    numbers
}

/// How much more stands before the one mention than before the other, by a count.
fn distance(parsed: &ParsedText<'_>, one: &Mention, other: &Mention, count: fn(&Counts) -> u32) -> i16 {
    let (before_one, before_other) =
        (count(&parsed.before[one.first as usize]), count(&parsed.before[other.first as usize]));
    (i64::from(before_other) - i64::from(before_one)).clamp(-30, 120) as i16
}

/// Whether a description is of an office that the candidate holds.
pub(crate) fn has_same_office(numbers: &Row) -> bool {
    numbers[PersonFeature::SameOffice as usize] > 0
}

/// How much more, or less, a description fits a candidate than a pronoun would.
pub(crate) fn description_bonus(numbers: &Row) -> f32 {
    use PersonFeature as F;
    if numbers[F::IsPerson as usize] == 0 {
        return 0.0;
    }
    let same_office = f32::from(numbers[F::SameOffice as usize]);
    let same_words = f32::from(numbers[F::SameWords as usize].min(2));
    2.5 * same_office + 2.0 * same_words
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::people::features::list;
    use crate::people::features::list::Model;
    use crate::people::features::list::tests::check as check_names;

    /// The persons that compete for the last pronoun or description, in order, with some of what is known of each.
    fn competing(text: &str) -> Vec<(String, Candidate)> {
        let parsed = ParsedText::read(text);
        let mention = parsed
            .mentions
            .iter()
            .rposition(|it| matches!(it.kind, MentionKind::Pronoun | MentionKind::Description));
        let known: Vec<u32> = parsed.mentions.iter().map(|it| it.person).collect();
        let mut found = Vec::new();
        candidates(&parsed, mention.unwrap(), History::EMPTY, &known, &mut found);
        let name = |it: &Candidate| {
            let person = &parsed.persons[it.person as usize];
            parsed.text_of(person.first, person.last).to_owned()
        };
        found.iter().map(|it| (name(it), *it)).collect()
    }

    fn names(text: &str) -> Vec<String> {
        competing(text).into_iter().map(|it| it.0).collect()
    }

    #[test]
    fn the_nearest_come_first_and_those_behind_last() {
        assert_eq!(names("Ann Lee met Tom Roe. He left."), ["Tom Roe", "Ann Lee"]);
        assert_eq!(names("Ann Lee left. When he spoke, Tom Roe smiled."), ["Ann Lee", "Tom Roe"]);
        assert_eq!(names("When he spoke, it ended. Tom Roe smiled."), Vec::<String>::new());
    }

    #[test]
    fn who_is_rejected_by_the_pronoun_does_not_compete() {
        assert_eq!(names("Ann Lee met Tom Roe, whose plan he rejects."), ["Ann Lee"]);
        assert_eq!(names("Ann Lee met Tom Roe, whose plan, he said, fell."), ["Tom Roe", "Ann Lee"]);
        assert_eq!(
            names("Ann Lee met Tom Roe, whose very big new old red plan he rejects."),
            ["Tom Roe", "Ann Lee"]
        );
    }

    #[test]
    fn names_and_subjects_are_counted() {
        let found = competing("Ann Lee spoke. Tom Roe saw Ann Lee. Then he left.");
        let [(lee, one), (roe, two)] = &found[..] else { panic!("{found:?}") };
        assert_eq!((lee.as_str(), roe.as_str()), ("Ann Lee", "Tom Roe"));
        assert_eq!((one.named, one.subjects, one.rank, one.rivals), (2, 1, 0, 0));
        assert_eq!((two.named, two.subjects, two.rank, two.rivals), (1, 1, 1, 0));
        assert_eq!((one.acting_rank, two.acting_rank), (1, 0));
        assert!(!one.leads && !two.leads);
        assert!(competing("Tom Roe left. He slept.")[0].1.leads);
    }

    #[test]
    fn rivals_are_those_of_a_sex_that_fits() {
        let found = competing("Paul Holm met Ann Lee. Tom Roe came. He left.");
        let rivals: Vec<u8> = found.iter().map(|it| it.1.rivals).collect();
        assert_eq!(rivals, [0, 1, 1]);
    }

    #[test]
    fn no_more_compete_than_the_models_can_hold() {
        let names: String = (0..12).map(|it| format!("Ann Qx{}w left. ", char::from(b'a' + it))).collect();
        assert_eq!(competing(&format!("{names}She left.")).len(), MOST);
        const { assert!(MOST + 3 <= crate::people::model::LANES, "the last speakers and nobody need lanes too") };
    }

    #[test]
    fn who_is_named_far_above_does_not_compete() {
        let gap =
            |paragraphs: usize| format!("Ann Lee left.{}\n\nShe left.", "\n\nRain fell.".repeat(paragraphs));
        assert_eq!(names(&gap(FARTHEST as usize - 1)), ["Ann Lee"]);
        assert_eq!(names(&gap(FARTHEST as usize)), Vec::<String>::new());
    }

    #[test]
    fn a_description_counts_what_it_says() {
        let mut row = [0; ROOM];
        row[PersonFeature::SameOffice as usize] = 1;
        row[PersonFeature::SameWords as usize] = 3;
        assert_eq!(description_bonus(&row), 0.0, "nobody is described by nothing");
        row[PersonFeature::IsPerson as usize] = 1;
        assert_eq!(description_bonus(&row), 6.5);
        row[PersonFeature::SameOffice as usize] = 0;
        row[PersonFeature::SameWords as usize] = 1;
        assert_eq!(description_bonus(&row), 2.0);
    }

    #[test]
    fn the_names_are_those_of_the_list() {
        use PersonFeature as F;
        let all = [
            F::IsPerson,
            F::MentionKind,
            F::MentionSex,
            F::IsDefinite,
            F::Candidates,
            F::PlaceInSentence,
            F::OpensParagraph,
            F::Verb,
            F::ParagraphsSinceQuote,
            F::PreviousKind,
            F::SexAgrees,
            F::PersonSex,
            F::SameOffice,
            F::SameWords,
            F::Rank,
            F::Named,
            F::Subjects,
            F::TimesNamed,
            F::Evidence,
            F::IsPreviousSpeaker,
            F::IsEarlierSpeaker,
            F::TokensSince,
            F::SentenceEndsSince,
            F::ParagraphsSince,
            F::NearestVerb,
            F::NearestIsModifier,
            F::NearestIsQuoted,
            F::NearestPlace,
            F::HasNoRole,
            F::NearestIsFull,
            F::NearestIsBehind,
            F::Rivals,
            F::LeadsParagraph,
            F::NearestBehindPreposition,
            F::NamedSinceQuote,
            F::SubjectSinceQuote,
            F::ActingRank,
            F::ActingSentenceEnds,
            F::ActingTokens,
            F::ActingKind,
            F::ActingVerb,
            F::ActingPlace,
        ];
        check_names(Model::Person, 0, &all);
        assert_eq!(all.len(), list::names(Model::Person).len());
    }
}

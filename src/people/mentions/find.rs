//! Reads sentences one after the other for what they mention.

use crate::people::lexicon::{
    ADDRESS, CONJUNCTION, Classes, DETERMINER, FEMALE, FINITE, GIVEN, GROUP, HE_SHE, MALE, OTHER_PRONOUN,
    PREPOSITION, RELATIVE, ROLE, SAY, TITLE,
};
use crate::people::mentions::beside::mark_beside;
use crate::people::mentions::capitalised::Finder;
use crate::people::mentions::holders::mark_holders;
use crate::people::mentions::lower_words::LowerWords;
use crate::people::mentions::mention::{Evidence, Mention, MentionKind, Sex};
use crate::people::mentions::places::mark_places;
use crate::people::tokens::{Shape, Token, TokenKind, Tokens};

/// All mentions of a text, in order of place.
pub(crate) fn mentions(tokens: &Tokens<'_>) -> Vec<Mention> {
    let lower = LowerWords::of(tokens);
    let mut finder = Finder::new(tokens, &lower);
    for sentence in &tokens.sentences {
        finder.sentence(sentence.first as usize, sentence.last as usize);
    }
    let mut mentions = finder.found;
    mark_places(tokens, &mut mentions);
    mark_appositions(tokens, &mut mentions);
    mark_holders(tokens, &mut mentions);
    mark_beside(tokens, &mut mentions);
    mentions
}

impl Finder<'_, '_> {
    fn sentence(&mut self, first: usize, last: usize) {
        let headline = self.read_capitals(first, last);
        let mut at = first;
        while at < last {
            let token = *self.token(at);
            let telling = HE_SHE | OTHER_PRONOUN | RELATIVE | DETERMINER | GROUP | ROLE;
            if token.kind != TokenKind::Word || token.shape == Shape::Lower && !token.is(telling) {
                at += 1;
                continue;
            }
            if token.is_capital() && self.can_begin_name(at, first) {
                if let Some(end) = self.tokens.transcript_label(at) {
                    self.read_label(at, end);
                    at = end;
                    continue;
                }
                let end = self.run_end(at, last);
                if !headline || end - at <= 4 {
                    self.run(at, end, first, last);
                }
                at = end;
                // `Ms. Hall’s lawyer said`: who is owned is described.
                let owner = self.found.last().filter(|it| {
                    it.last as usize == end
                        && matches!(it.kind, MentionKind::Name | MentionKind::Organisation)
                });
                if let Some(left) = owner.map(|it| it.left as usize)
                    && end < last
                    && self.token(end).kind == TokenKind::Possessive
                {
                    at = self.description(end, left, last);
                }
                continue;
            }
            if token.is(HE_SHE) {
                self.push(
                    MentionKind::Pronoun,
                    at,
                    at + 1,
                    at,
                    Sex::of(sex_of_pronoun(token, self.tokens.text)),
                );
            } else if token.is(OTHER_PRONOUN) {
                self.push(MentionKind::OtherPronoun, at, at + 1, at, Sex::Unknown);
            } else if token.is(RELATIVE) && token.end - token.start == 3 {
                self.push(MentionKind::Relative, at, at + 1, at, Sex::Unknown);
            } else if token.is(DETERMINER) {
                if self.owns_utterance(at, last) {
                    self.push(MentionKind::Pronoun, at, at + 1, at, Sex::of(token.classes));
                }
                let left = at;
                at = self.description(at, left, last);
                // `the victim’s mother`, `the company’s chief executive`.
                while at > left + 1 && at < last && self.token(at).kind == TokenKind::Possessive {
                    at = self.description(at, left, last);
                }
                continue;
            } else if token.is_lower() && token.is(GROUP) {
                self.push(MentionKind::Group, at, at + 1, at, Sex::Unknown);
            } else if token.is_lower() && token.is(ROLE) && self.is_bare_subject(at, first, last) {
                self.push(MentionKind::Description, at, at + 1, at, Sex::of(token.classes));
            }
            at += 1;
        }
    }

    /// Reads the name that stands before what is said in a transcript: `WALLACE: But, Governor`.
    fn read_label(&mut self, at: usize, end: usize) {
        let titled = (at..end - 1).rev().find(|it| self.token(*it).is(TITLE | ADDRESS));
        let name = titled.map_or(at, |it| it + 1);
        let given = self.token(name);
        let sex = if given.is(GIVEN) && end - name > 1 { Sex::of(given.classes) } else { Sex::Unknown };
        self.push(MentionKind::Name, name, end, at, sex);
        if let Some(mention) = self.found.last_mut() {
            mention.evidence = Evidence::Strong;
            mention.is_definite = true;
        }
    }

    /// Whether most words of a sentence are capitalised, as in a headline. Notes in [`Finder::all_upper`]
    /// whether most of its long words are in capitals.
    fn read_capitals(&mut self, first: usize, last: usize) -> bool {
        let (mut words, mut capital) = (0, 0);
        let (mut long, mut upper) = (0, 0);
        for token in &self.tokens.list[first..last] {
            if token.kind != TokenKind::Word {
                continue;
            }
            let counts = u32::from(!token.is(PREPOSITION | CONJUNCTION | DETERMINER));
            words += counts;
            capital += counts * u32::from(token.shape != Shape::Lower);
            let counts = u32::from(token.end - token.start > 3);
            long += counts;
            upper += counts * u32::from(token.shape == Shape::Upper);
        }
        self.all_upper = long > 2 && upper * 3 > long * 2;
        words >= 6 && capital * 10 >= words * 9
    }

    /// Whether a noun without an article is the subject of a verb of saying: `president says`.
    fn is_bare_subject(&self, at: usize, first: usize, last: usize) -> bool {
        let cue = |it: &Token| it.is(SAY) && it.is(FINITE);
        at + 1 < last && cue(self.token(at + 1)) && at > first && !self.token(at - 1).is(DETERMINER)
    }
}

/// The class of `she` and its forms, or of `he` and his.
fn sex_of_pronoun(token: Token, text: &str) -> Classes {
    match token.text(text).as_bytes().first() {
        Some(b's' | b'S') => FEMALE,
        _ => MALE,
    }
}

/// Whether a preposition stands before a name of one word, and a verb behind the description beside it.
fn acts_behind_place(tokens: &Tokens<'_>, name: &Mention, description: &Mention) -> bool {
    let before = name.left.checked_sub(1).map(|at| &tokens.list[at as usize]);
    let behind = tokens.list.get(description.last as usize);
    name.len() == 1
        && before.is_some_and(|it| it.is(PREPOSITION))
        && behind.is_some_and(|it| it.kind == TokenKind::Word)
}

/// Marks descriptions that stand beside a name and explain it.
fn mark_appositions(tokens: &Tokens<'_>, mentions: &mut [Mention]) {
    for at in 1..mentions.len() {
        let (one, two) = (mentions[at - 1], mentions[at]);
        let comma = tokens.list.get(one.last as usize).is_some_and(Token::is_comma);
        if !comma || two.left != one.last + 1 {
            continue;
        }
        match (one.kind, two.kind) {
            // `In Kelso, the mayor said`: the town does not explain the mayor.
            (MentionKind::Name, MentionKind::Description) if !acts_behind_place(tokens, &one, &two) => {
                mentions[at].is_apposed = true;
            }
            (MentionKind::Description, MentionKind::Name) if !one.is_modifier => {
                mentions[at - 1].is_apposed = true;
            }
            _ => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::people::mentions::{Evidence, Mention, MentionKind, Sex};
    use crate::people::parsed_text::ParsedText;

    /// Every mention with its titles, as `kind: words`.
    fn read(text: &str) -> Vec<String> {
        let parsed = ParsedText::read(text);
        let shown = |it: &Mention| format!("{}: {}", it.kind.as_str(), parsed.text_of(it.left, it.last));
        parsed.mentions.iter().map(shown).collect()
    }

    #[track_caller]
    fn check(text: &str, expected: &[&str]) {
        assert_eq!(read(text), expected, "{text}");
    }

    #[track_caller]
    fn one(text: &str) -> Mention {
        let parsed = ParsedText::read(text);
        assert_eq!(parsed.mentions.len(), 1, "{:?}", read(text));
        parsed.mentions[0]
    }

    #[test]
    fn a_name_begins_behind_its_titles() {
        check("Then Mayor Ann Lee left.", &["name: Mayor Ann Lee"]);
        check("Then Chief Dean Cathey left.", &["name: Chief Dean Cathey"]);
        check("Then Secretary of State John Kerry left.", &["name: Secretary of State John Kerry"]);
        check("Then Angus King Jr. left.", &["name: Angus King Jr."]);
        check("Then Carl Voss, Jr., left.", &["name: Carl Voss, Jr."]);
        check("Then the former mayor Ann Lee left.", &["name: the former mayor Ann Lee"]);
        check("Then Chicago Bull Tim Roe left.", &["name: Chicago Bull Tim Roe"]);
        // Before a role most words may stand, of the prepositions `of` alone.
        check(
            "Then the head of staff training officer Ann Lee left.",
            &["description: the head", "group: staff", "name: the head of staff training officer Ann Lee"],
        );
        check("Then a boat for training officer Ann Lee left.", &["name: training officer Ann Lee"]);
        assert_eq!(one("Then Mayor Ann Lee left.").len(), 2);
        assert_eq!(one("Then Chicago Bull Tim Roe left.").len(), 2);
        assert_eq!(one("Then Secretary of State John Kerry left.").len(), 2);
    }

    #[test]
    fn a_name_begins_behind_a_heading_that_ran_into_it() {
        check("NO REGRETS Lathbury said so.", &["name: Lathbury"]);
        check("Neither Lathbury nor Dimmick said so.", &["organisation: Lathbury", "name: Dimmick"]);
        check("Then FBI Director Ann Lee left.", &["name: FBI Director Ann Lee"]);
        check("Then Mayor JK Rowland left.", &["name: Mayor JK Rowland"]);
    }

    #[test]
    fn particles_and_nicknames_stay_inside_a_name() {
        check("Then Mayor Ruud Ten Broek left.", &["name: Mayor Ruud Ten Broek"]);
        check("Then Bill de Groot left.", &["name: Bill de Groot"]);
        check("Then Ursula von der Leyen left.", &["name: Ursula von der Leyen"]);
        check("Then Earl “Bubba” Hask left.", &["name: Earl “Bubba” Hask"]);
        check("Then Ann Lee of Kelso left.", &["name: Ann Lee", "organisation: Kelso"]);
    }

    #[test]
    fn organisations_and_places_are_told_from_people() {
        check("Then Northern Copper Inc. left.", &["organisation: Northern Copper Inc"]);
        check("Then the Bank of England left.", &["organisation: Bank of England"]);
        check("Then NATO left.", &["organisation: NATO"]);
        check("Then New York left.", &["organisation: New York"]);
        check("Then Johnson & Johnson left.", &["organisation: Johnson & Johnson"]);
        check("Then the ministry said so.", &["organisation: the ministry"]);
        check("Then Republicans left.", &["group: Republicans"]);
        check("Then German left.", &[]);
    }

    #[test]
    fn what_is_no_name_is_not_mentioned() {
        check("Still, it rained.", &["other-pronoun: it"]);
        check("Monday was wet.", &[]);
        check("Joining Warnke was easy.", &["organisation: Warnke"]);
        check("Quietly left.", &[]);
    }

    #[test]
    fn pronouns_have_the_sex_they_tell() {
        check(
            "She left and he stayed and they slept.",
            &["pronoun: She", "pronoun: he", "other-pronoun: they"],
        );
        assert_eq!(one("Then she left.").sex, Sex::Female);
        assert_eq!(one("Then he left.").sex, Sex::Male);
        check("Ann Lee, who left.", &["name: Ann Lee", "relative: who"]);
        check("Her claim was wrong.", &["pronoun: Her"]);
        check("Her boat was small.", &[]);
    }

    #[test]
    fn descriptions_are_noun_phrases_with_a_head() {
        check("Then the former senator left.", &["description: the former senator"]);
        check("Then officials left.", &["group: officials"]);
        check("Then the Clinton campaign said so.", &["name: Clinton", "organisation: the Clinton campaign"]);
        check("Ms. Hall’s lawyer left.", &["name: Ms. Hall", "description: Ms. Hall’s lawyer"]);
        check("Then witness said so.", &["description: witness"]);
        check("Then Prime Minister left.", &["description: Prime Minister"]);
        assert!(one("Then the senator left.").is_definite);
        assert!(!one("Then a senator left.").is_definite);
        assert!(!one("Then my lawyer left.").is_definite);
        assert!(one("Then the senator’s plan fell.").is_modifier);
        assert_eq!(one("Then the spokeswoman left.").sex, Sex::Female);
    }

    #[test]
    fn who_owns_or_modifies_is_marked() {
        assert!(one("Then Ann Lee’s boat left.").is_modifier);
        assert!(!one("Then Ann Lee left.").is_modifier);
    }

    #[test]
    fn evidence_grows_with_titles_and_given_names() {
        assert_eq!(one("Then Ann Lee said so.").evidence, Evidence::Strong);
        assert_eq!(one("Then Mayor Xylo said so.").evidence, Evidence::Strong);
        assert_eq!(one("Then Xylo Brakk, Jr., said so.").evidence, Evidence::Strong);
        assert_eq!(one("Then Xylo Brakk said so.").evidence, Evidence::Some);
        assert_eq!(one("Then Ann said so.").evidence, Evidence::Some);
        assert_eq!(one("Then Xylo said so.").evidence, Evidence::None);
        assert_eq!(one("Then NATO said so.").evidence, Evidence::None);
    }

    #[test]
    fn the_sex_of_a_name_is_that_of_its_address_role_or_given_name() {
        for (text, sex) in [
            ("Then Ms. Xylo left.", Sex::Female),
            ("Then Mr. Xylo left.", Sex::Male),
            ("Then spokeswoman Xylo Brakk left.", Sex::Female),
            ("Then Ann Lee left.", Sex::Female),
            ("Then Mr. Ann Lee left.", Sex::Male),
            ("Then Mayor Xylo left.", Sex::Unknown),
        ] {
            assert_eq!(one(text).sex, sex, "{text}");
        }
    }

    #[test]
    fn a_description_beside_a_name_explains_it() {
        let apposed = |text: &str| -> Vec<bool> {
            ParsedText::read(text).mentions.iter().map(|it| it.is_apposed).collect()
        };
        assert_eq!(apposed("Ann Lee, the mayor, left."), [false, true]);
        assert_eq!(apposed("The mayor, Ann Lee, left."), [true, false]);
        assert_eq!(apposed("The mayor and Ann Lee left."), [false, false]);
        assert_eq!(apposed("The mayor’s, Ann Lee, left."), [false, false]);
        assert_eq!(apposed("Ann Lee, then the mayor, left."), [false, false]);
    }

    #[test]
    fn a_headline_holds_no_long_names() {
        check("Ann Lee Closes Kelso Bridge Monday", &[]);
        check("Ann Lee Closes Kelso Bridge on a wet Monday", &["name: Ann Lee Closes Kelso Bridge"]);
    }

    #[test]
    fn capitals_alone_make_no_acronym() {
        check("THEN OTTO LUND SAID NOTHING AND XYLO LEFT", &["name: OTTO LUND SAID", "organisation: XYLO"]);
    }

    #[test]
    fn a_surname_that_is_a_word_is_known_once_it_was_named() {
        check(
            "Charlie Black spoke. Black said no. Black is a colour. The black said no.",
            &["name: Charlie Black", "name: Black", "name: Black"],
        );
        check("Black said no.", &[]);
    }

    #[test]
    fn a_transcript_names_its_speaker_in_capitals() {
        check("SENATOR WIRTH: And we go.", &["name: SENATOR WIRTH", "other-pronoun: we"]);
        let parsed = ParsedText::read("SENATOR WIRTH: And we go.");
        assert_eq!((parsed.mentions[0].len(), parsed.mentions[0].evidence), (1, Evidence::Strong));
        assert_eq!(parsed.mentions[0].kind, MentionKind::Name);
    }
}

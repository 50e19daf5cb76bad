//! Who is named: names, pronouns, descriptions and bodies, in order of place.

use rustc_hash::FxHashSet;

use crate::people::lexicon::{
    ADDRESS, ADVERB, AUXILIARY, BODY, CONJUNCTION, DETERMINER, FEMALE, FINITE, GIVEN, GROUP, HE_SHE, ING,
    MALE, ORG, OTHER_PRONOUN, PREPOSITION, RELATIVE, ROLE, SAY, SPEECH, TIME, TITLE, WEAK,
};
use crate::people::tokens::{Kind, Shape, Token, Tokens};
use crate::people::vocabulary::LowerWords;

/// What a mention is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Sort {
    /// The name of a person.
    Name,
    /// `he`, `she`.
    Pronoun,
    /// `who`.
    Relative,
    /// `I`, `we`, `they`, `it`.
    Other,
    /// One person without a name (`the senator`).
    Description,
    /// Several people (`officials`).
    Group,
    /// A body, or what it wrote (`the ministry`, `CNN`, `the report`).
    Body,
}

/// The sex of a mention as far as its words tell.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Sex {
    /// Not told.
    Unknown,
    /// A woman.
    Female,
    /// A man.
    Male,
}

impl Sex {
    pub(super) fn of(classes: u32) -> Sex {
        match (classes & FEMALE != 0, classes & MALE != 0) {
            (true, false) => Sex::Female,
            (false, true) => Sex::Male,
            (true, true) | (false, false) => Sex::Unknown,
        }
    }
}

/// No person.
pub(super) const NOBODY: u32 = u32::MAX;

/// One mention; places are numbers of tokens, half open.
#[derive(Debug, Clone, Copy)]
pub(super) struct Mention {
    pub(super) sort: Sort,
    pub(super) sex: Sex,
    /// The name itself, the pronoun, the head of the description.
    pub(super) first: u32,
    pub(super) last: u32,
    /// Where its titles and modifiers begin.
    pub(super) left: u32,
    /// The person it names, or [`NOBODY`].
    pub(super) person: u32,
    /// Evidence that a name is a person's: 0 none, 1 some, 2 sure.
    pub(super) sure: u8,
    /// Followed by `'s`, or before a noun that it only modifies.
    pub(super) modifier: bool,
    /// `the`, `his`.
    pub(super) definite: bool,
    /// A description beside a name that it explains, or the other way round.
    pub(super) apposed: bool,
}

/// All mentions of a text, in order of place.
pub(super) fn mentions(tokens: &Tokens<'_>, lower: &LowerWords) -> Vec<Mention> {
    let found = Vec::with_capacity(tokens.list.len() / 8);
    let mut finder = Finder { tokens, lower, found, surnames: FxHashSet::default(), all_upper: false };
    for sentence in &tokens.sentences {
        finder.sentence(sentence.first as usize, sentence.last as usize);
    }
    appose(tokens, &mut finder.found);
    finder.found
}

/// Finds mentions sentence by sentence.
pub(super) struct Finder<'a, 'b> {
    pub(super) tokens: &'a Tokens<'b>,
    pub(super) lower: &'a LowerWords,
    pub(super) found: Vec<Mention>,
    /// Surnames so far that are words too: of `Ms. White`, `Charlie Black`.
    pub(super) surnames: FxHashSet<u32>,
    /// Whether the sentence that is read is written in capitals.
    pub(super) all_upper: bool,
}

impl Finder<'_, '_> {
    pub(super) fn token(&self, at: usize) -> &Token {
        &self.tokens.list[at]
    }

    fn sentence(&mut self, first: usize, last: usize) {
        let headline = self.capitals(first, last);
        let mut at = first;
        while at < last {
            let token = *self.token(at);
            let telling = HE_SHE | OTHER_PRONOUN | RELATIVE | DETERMINER | GROUP | ROLE;
            if token.kind != Kind::Word || token.shape == Shape::Lower && !token.is(telling) {
                at += 1;
                continue;
            }
            if token.is_capital() && self.can_begin_name(at, first) {
                if let Some(end) = self.tokens.label(at) {
                    self.label(at, end);
                    at = end;
                    continue;
                }
                let end = self.run_end(at, last);
                if !headline || end - at <= 4 {
                    self.run(at, end, first, last);
                }
                at = end;
                // `Ms. Hall’s lawyer said`: who is owned is described.
                let owner = self.found.last().filter(|it| it.last as usize == end && it.sort == Sort::Name);
                if let Some(left) = owner.map(|it| it.left as usize)
                    && end < last
                    && self.token(end).kind == Kind::Possessive
                {
                    at = self.description(end, left, last);
                }
                continue;
            }
            if token.is(HE_SHE) {
                self.push(Sort::Pronoun, at, at + 1, at, Sex::of(lexicon_sex(token, self.tokens.text)));
            } else if token.is(OTHER_PRONOUN) {
                self.push(Sort::Other, at, at + 1, at, Sex::Unknown);
            } else if token.is(RELATIVE) && token.end - token.start == 3 {
                self.push(Sort::Relative, at, at + 1, at, Sex::Unknown);
            } else if token.is(DETERMINER) {
                if self.owns_saying(at, last) {
                    self.push(Sort::Pronoun, at, at + 1, at, Sex::of(token.classes));
                }
                at = self.description(at, at, last);
                continue;
            } else if token.is_lower() && token.is(GROUP) {
                self.push(Sort::Group, at, at + 1, at, Sex::Unknown);
            } else if token.is_lower() && token.is(ROLE) && self.is_bare_subject(at, first, last) {
                self.push(Sort::Description, at, at + 1, at, Sex::of(token.classes));
            }
            at += 1;
        }
    }

    /// Reads the name that stands before what is said in a transcript: `WALLACE: But, Governor`.
    fn label(&mut self, at: usize, end: usize) {
        let titled = (at..end - 1).rev().find(|it| self.token(*it).is(TITLE | ADDRESS));
        let name = titled.map_or(at, |it| it + 1);
        let given = self.token(name);
        let sex = if given.is(GIVEN) && end - name > 1 { Sex::of(given.classes) } else { Sex::Unknown };
        self.push(Sort::Name, name, end, at, sex);
        if let Some(mention) = self.found.last_mut() {
            mention.sure = 2;
            mention.definite = true;
        }
    }

    pub(super) fn push(&mut self, sort: Sort, first: usize, last: usize, left: usize, sex: Sex) {
        self.found.push(Mention {
            sort,
            sex,
            first: first as u32,
            last: last as u32,
            left: left as u32,
            person: NOBODY,
            sure: 0,
            modifier: false,
            definite: false,
            apposed: false,
        });
    }

    /// Whether most words of a sentence are capitalised, as in a headline; and notes whether they are in capitals.
    fn capitals(&mut self, first: usize, last: usize) -> bool {
        let (mut words, mut capital) = (0, 0);
        let (mut long, mut upper) = (0, 0);
        for token in &self.tokens.list[first..last] {
            if token.kind != Kind::Word {
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

    fn is_bare_subject(&self, at: usize, first: usize, last: usize) -> bool {
        let cue = |it: &Token| it.is(SAY) && it.is(FINITE);
        at + 1 < last && cue(self.token(at + 1)) && at > first && !self.token(at - 1).is(DETERMINER)
    }

    /// Whether `his` or `her` owns a noun for what is said: `his claim that`.
    fn owns_saying(&self, at: usize, last: usize) -> bool {
        let text = self.tokens.text;
        let word = self.token(at).text(text);
        matches!(word, "his" | "her" | "His" | "Her")
            && (at + 1..last.min(at + 4))
                .take_while(|it| self.token(*it).is_lower())
                .any(|it| crate::people::sources::is_saying(self.token(it).text(text)))
    }

    /// Reads a noun phrase whose determiner or owner stands at `at` and that
    /// begins at `left`; returns where to go on.
    fn description(&mut self, at: usize, left: usize, last: usize) -> usize {
        let list = &self.tokens.list;
        let mut next = at + 1;
        let mut head: Option<usize> = None;
        let start = next;
        while next < last && next - start < 8 {
            let token = list[next];
            match token.kind {
                Kind::Sign | Kind::Possessive => break,
                Kind::Number => {}
                Kind::Word => {
                    let verb =
                        token.is(SAY | WEAK) && token.is(FINITE | ING) && !token.is(ROLE | BODY | SPEECH);
                    let stop = token.is(AUXILIARY
                        | PREPOSITION
                        | CONJUNCTION
                        | HE_SHE
                        | OTHER_PRONOUN
                        | RELATIVE
                        | TIME
                        | DETERMINER)
                        || verb && token.is_lower();
                    if stop {
                        break;
                    }
                    if token.is(ROLE | GROUP | BODY | SPEECH) || token.is(ORG) && token.is_capital() {
                        head = Some(next);
                    }
                }
            }
            next += 1;
        }
        let Some(head) = head else { return at + 1 };
        let token = list[head];
        // A name behind the head makes it a title: the run will read both.
        let named = list.get(head + 1).is_some_and(|it| head + 1 < last && it.is_capital() && !it.is(TIME));
        if named || (token.is_capital() && !token.is(ROLE)) {
            return at + 1;
        }
        let goes_on = head + 1 < next && list[head + 1].is_lower() && !list[head + 1].is(ADVERB);
        if goes_on && !token.is(ROLE | GROUP) {
            return at + 1;
        }
        let sort = if token.is(ROLE) {
            Sort::Description
        } else if token.is(GROUP) {
            Sort::Group
        } else {
            Sort::Body
        };
        let sex = Sex::of(token.classes);
        let definite = !matches!(
            list[at].text(self.tokens.text),
            "a" | "an"
                | "A"
                | "An"
                | "one"
                | "One"
                | "another"
                | "Another"
                | "some"
                | "Some"
                | "any"
                | "every"
                | "each"
                // Whom the writer knows is not named in the text.
                | "my"
                | "My"
                | "our"
                | "Our"
        );
        // Names inside are read too: `the Clinton campaign`.
        let mut inner = start;
        while inner < head {
            if list[inner].is_capital() && self.can_begin_name(inner, at) {
                let end = self.run_end(inner, head + 1).min(head + 1);
                if end <= head {
                    self.run(inner, end, at, last);
                    if let Some(mention) = self.found.last_mut() {
                        mention.modifier = true;
                    }
                }
                inner = end.max(inner + 1);
            } else {
                inner += 1;
            }
        }
        self.push(sort, head, head + 1, left, sex);
        let modifier = self.tokens.list.get(head + 1).is_some_and(|it| it.kind == Kind::Possessive);
        if let Some(mention) = self.found.last_mut() {
            mention.definite = definite;
            mention.modifier = modifier;
        }
        head + 1
    }
}

fn lexicon_sex(token: Token, text: &str) -> u32 {
    match token.text(text).as_bytes().first() {
        Some(b's' | b'S') => FEMALE,
        _ => MALE,
    }
}

/// Marks descriptions that stand beside a name and explain it.
fn appose(tokens: &Tokens<'_>, mentions: &mut [Mention]) {
    for at in 1..mentions.len() {
        let (one, two) = (mentions[at - 1], mentions[at]);
        let comma = tokens.list.get(one.last as usize).is_some_and(Token::is_comma);
        if !comma || two.left != one.last + 1 {
            continue;
        }
        match (one.sort, two.sort) {
            (Sort::Name, Sort::Description) => mentions[at].apposed = true,
            (Sort::Description, Sort::Name) if !one.modifier => mentions[at - 1].apposed = true,
            _ => {}
        }
    }
}

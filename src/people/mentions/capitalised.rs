//! Runs of capitalised words: where a name begins and ends, and what it names.

use rustc_hash::FxHashSet;

use crate::people::exact_words;
use crate::people::exact_words::{ADDRESSED, ORGANISATION_END, SURNAME};
use crate::people::lexicon;
use crate::people::lexicon::{
    ADDRESS, ADVERB, AUXILIARY, CONJUNCTION, DEMONYM, DETERMINER, FEMALE, FINITE, FUNCTION, GIVEN, GROUP,
    HE_SHE, MALE, MAY_SAY, ORGANISATION, ORGANISATION_NOUN, OTHER_PRONOUN, PARTICLE, PLACE, PLACE_FIRST,
    PREPOSITION, RELATIVE, ROLE, SAY, STATEMENT, SUFFIX, TIME, TITLE,
};
use crate::people::mentions::lower_words::LowerWords;
use crate::people::mentions::mention::{Evidence, Mention, MentionKind, Sex};
use crate::people::tokens::{Shape, Token, TokenKind, Tokens};

/// Longer words in capitals are no abbreviations, in bytes.
const LONGEST_ACRONYM: u32 = 6;

/// Finds mentions, sentence by sentence.
pub(super) struct Finder<'a, 'b> {
    pub(super) tokens: &'a Tokens<'b>,
    lower: &'a LowerWords,
    /// The mentions so far, in order of place.
    pub(super) found: Vec<Mention>,
    /// Hashes of the surnames so far that are words too: of `Ms. White`, `Charlie Black`.
    surnames: FxHashSet<u32>,
    /// Whether the sentence that is read is written in capitals.
    pub(super) all_upper: bool,
}

/// A run of capitalised words without its titles.
#[expect(clippy::struct_excessive_bools, reason = "each is a fact of its own about the words of the run")]
struct NameRun {
    /// How many tokens it has.
    count: usize,
    /// Whether it begins with a given name or an initial.
    given: bool,
    /// Whether a title stands before it.
    titled: bool,
    /// Whether `Mr.` or the like stands before it.
    addressed: bool,
    /// Whether it names a place.
    place: bool,
    /// Its first token and its last.
    head: Token,
    tail: Token,
}

impl<'a, 'b> Finder<'a, 'b> {
    pub(super) fn new(tokens: &'a Tokens<'b>, lower: &'a LowerWords) -> Finder<'a, 'b> {
        let found = Vec::with_capacity(tokens.list.len() / 8);
        Finder { tokens, lower, found, surnames: FxHashSet::default(), all_upper: false }
    }

    pub(super) fn token(&self, at: usize) -> &'a Token {
        &self.tokens.list[at]
    }

    pub(super) fn push(&mut self, kind: MentionKind, first: usize, last: usize, left: usize, sex: Sex) {
        self.found.push(Mention::new(kind, first, last, left, sex));
    }

    /// Whether a word that is elsewhere no name is a surname that the text has named before, and stands where a
    /// name would: `Black said`, `Ms. White`.
    fn is_known_surname(&self, at: usize, first: usize) -> bool {
        if self.surnames.is_empty() || !self.surnames.contains(&self.token(at).hash) {
            return false;
        }
        let acts = self.tokens.list.get(at + 1).is_some_and(|it| {
            it.kind == TokenKind::Possessive
                || it.is_comma()
                || it.is_lower() && it.is(SAY | MAY_SAY | AUXILIARY | ADVERB) && !it.is(DETERMINER)
        });
        let inverted = at > first && {
            let before = self.token(at - 1);
            before.is_lower() && before.is(SAY) && before.is(FINITE) || before.is(ADDRESS)
        };
        let free = at == first || !self.token(at - 1).is(DETERMINER);
        inverted || acts && free && self.token(at).shape == Shape::Capital
    }

    pub(super) fn can_begin_name(&self, at: usize, first: usize) -> bool {
        let token = self.token(at);
        if self.is_known_surname(at, first) {
            return true;
        }
        if token.is(TIME) && !(token.is(GIVEN) && self.next_is_capital(at)) {
            return false;
        }
        if token.is(FUNCTION | HE_SHE | OTHER_PRONOUN | AUXILIARY | CONJUNCTION | DETERMINER)
            && !(token.is(GIVEN | PLACE_FIRST) && self.next_is_capital(at))
        {
            return false;
        }
        let starts = at == first || self.token(at - 1).kind == TokenKind::Sign;
        // `Joining Mr. Hall`: a verb, unless names begin with it.
        let word = token.text(self.tokens.text);
        if starts
            && token.shape == Shape::Capital
            && word.len() > 5
            && word.ends_with("ing")
            && !token.is(GIVEN | PLACE | ORGANISATION | TITLE | ROLE)
            && self.next_is_capital(at)
        {
            return false;
        }
        if starts
            && token.is(SAY | MAY_SAY | ADVERB | PREPOSITION | RELATIVE)
            && !token.is(GIVEN | TITLE | ROLE)
        {
            return false;
        }
        if starts
            && token.shape == Shape::Capital
            && !token.is(GIVEN | TITLE | ROLE | PLACE | ORGANISATION | DEMONYM)
        {
            let follows = self.tokens.list.get(at + 1).copied();
            let spoken = follows.is_some_and(|next| next.is_lower() && next.is(SAY) && next.is(FINITE));
            let alone = !spoken && !follows.is_some_and(|next| next.is_capital() && !next.is(FUNCTION));
            // `Still, he said`: a word that the text also writes small is no name.
            if alone
                && (self.lower.has(token)
                    || self.tokens.text.as_bytes()[token.start as usize..token.end as usize].ends_with(b"ly"))
            {
                return false;
            }
        }
        true
    }

    fn next_is_capital(&self, at: usize) -> bool {
        self.tokens.list.get(at + 1).is_some_and(|next| next.is_capital() && !next.is(TIME | FUNCTION))
    }

    /// Where the run of capitalised words that begins at `at` ends.
    pub(super) fn run_end(&self, at: usize, last: usize) -> usize {
        let mut end = at + 1;
        let is_body = |it: &Token| it.is(ORGANISATION | ORGANISATION_NOUN) && !it.is(GIVEN);
        let mut has_org = is_body(self.token(at));
        while end < last {
            let token = self.token(end);
            let previous = self.token(end - 1);
            if let Some(behind) = self.tokens.behind_nickname(end) {
                end = behind;
                continue;
            }
            if let Some(behind) = self.behind_remark(end, last) {
                end = behind;
                continue;
            }
            if previous.kind == TokenKind::Possessive || token.quote != self.token(at).quote {
                break;
            }
            let next_capital = self
                .tokens
                .list
                .get(end + 1)
                .is_some_and(|it| end + 1 < last && it.is_capital() && !it.is(TIME));
            if token.is_capital() && !token.is(HE_SHE) {
                if token.is(TIME)
                    || (token.is(FUNCTION) && !token.is(GIVEN | TITLE))
                        && token.shape != Shape::Initial
                        && !(token.is(PARTICLE) && next_capital)
                {
                    break;
                }
                has_org |= is_body(token);
                end += 1;
            } else if token.is_lower() && token.is(PARTICLE) && next_capital && !has_org {
                end += 1;
            } else if token.is_lower()
                && token.is(PARTICLE)
                && end + 2 < last
                && self.token(end + 1).is(PARTICLE)
                && self.token(end + 2).is_capital()
                && !has_org
            {
                end += 2;
            } else if next_capital && token.is_sign(b'&') {
                end += 1;
            } else if next_capital
                && token.is_lower()
                && previous.is(ORGANISATION | ORGANISATION_NOUN)
                && matches!(token.text(self.tokens.text), "of" | "for")
            {
                end += 2;
            } else if next_capital
                && token.is_lower()
                && token.text(self.tokens.text) == "of"
                && self.token(end - 1).is(TITLE | ROLE)
                && !self.token(end - 1).is(DEMONYM)
                && end - at <= 3
            {
                // `Secretary of State John Kerry`.
                end += 2;
            } else {
                break;
            }
        }
        end
    }

    /// The token behind a short remark in brackets between a title and a name: `Col. (ret.) Ann Lee`.
    fn behind_remark(&self, at: usize, last: usize) -> Option<usize> {
        if !self.token(at).is_sign(b'(') || !self.token(at - 1).is(TITLE) {
            return None;
        }
        let mut inside = at + 1..last.min(at + 5);
        let close = inside.find(|it| self.token(*it).is_sign(b')'))?;
        let named = self.tokens.list.get(close + 1).filter(|_| close + 1 < last);
        named.is_some_and(|it| it.is_capital() && !it.is(TIME | FUNCTION)).then_some(close + 1)
    }

    /// Reads one run of capitalised words.
    pub(super) fn run(&mut self, first: usize, mut end: usize, sentence: usize, limit: usize) {
        let list = &self.tokens.list;
        while end > first && list[end - 1].kind == TokenKind::Sign {
            end -= 1;
        }
        let mut suffix_end = end;
        if end < limit
            && list[end].is_comma()
            && list.get(end + 1).is_some_and(|it| end + 1 < limit && it.is_capital() && it.is(SUFFIX))
        {
            suffix_end = end + 2;
        }
        let first = self.behind_crosshead(first, end);
        let remark = (first..end).rev().find(|at| list[*at].is_sign(b')'));
        let mut name = self.name_start(remark.map_or(first, |it| it + 1), end);
        // Places inside a run: `New York Mayor Bill Hall` was cut at `Mayor`.
        if name == end {
            self.title_alone(first, end);
            return;
        }
        let tail = list[end - 1];
        let leads = |it: &Token| it.is(GIVEN) || it.shape == Shape::Initial;
        if end - name >= 3
            && !leads(&list[name])
            && !exact_words::is(tail.text(self.tokens.text), ORGANISATION_END)
        {
            // Words before a given name modify it: `Chicago Bull Tim Roe`.
            // One word that no list knows may be a given name too.
            let known =
                list[name].is(PLACE | ORGANISATION | DEMONYM | ROLE | ORGANISATION_NOUN | GROUP | FUNCTION);
            let mut inner = name + 1..end - 1;
            let given = inner.find(|at| list[*at].is(GIVEN) && !list[*at].is(PLACE));
            if let Some(at) = given.filter(|at| known || at - name > 1) {
                name = at;
            }
        }
        let head = list[name];
        let count = end - name;
        let addressed = name > first && list[name - 1].is(ADDRESS) && head.shape == Shape::Capital;
        let run = NameRun {
            count,
            given: head.is(GIVEN) || head.shape == Shape::Initial && count > 1,
            titled: name > first && (list[name - 1].is(TITLE | ROLE | ADDRESS) || remark == Some(name - 1)),
            addressed,
            place: self.is_place(name, end),
            head,
            tail,
        };
        let Some(kind) = self.kind_of(&run, name, sentence) else {
            if head.is(GROUP) {
                self.push(MentionKind::Group, name, end, first, Sex::Unknown);
            }
            return;
        };
        let word = DEMONYM | PLACE | FUNCTION | TIME | SAY | MAY_SAY | AUXILIARY | PREPOSITION | ORGANISATION;
        let full = count >= 2 && (run.given || run.titled) || addressed;
        if kind == MentionKind::Name && full && tail.is(word) && !tail.is(SUFFIX) {
            self.surnames.insert(tail.hash);
        }
        let left = self.extend_left(name.min(first), sentence);
        let sex = self.sex_of(&run, kind, first, name, left);
        let has_role = run.titled || (left..name).any(|at| list[at].is(ROLE | TITLE) && !list[at].is(GIVEN));
        let evidence = if kind != MentionKind::Name {
            Evidence::None
        } else if has_role || head.is(GIVEN) && count >= 2 || suffix_end > end {
            Evidence::Strong
        } else if head.is(GIVEN) || count >= 2 {
            Evidence::Some
        } else {
            Evidence::None
        };
        let last = if kind == MentionKind::Name { suffix_end } else { end };
        self.push(kind, name, last, left, sex);
        let is_modifier = self.is_modifier(last, limit);
        if let Some(mention) = self.found.last_mut() {
            mention.evidence = evidence;
            mention.is_modifier = is_modifier;
            mention.is_definite = true;
        }
    }

    /// Where a run begins behind words in capitals that are a heading and no name: `NO REGRETS Hall said`.
    fn behind_crosshead(&self, first: usize, end: usize) -> usize {
        let words = &self.tokens.list[first..end];
        let upper = words.iter().take_while(|it| it.shape == Shape::Upper).count();
        let letters = words[..upper].iter().map(|it| it.end - it.start).max().unwrap_or(0);
        let heading = upper >= 2 || letters >= LONGEST_ACRONYM && !words[0].is(GIVEN);
        let named =
            words.get(upper).is_some_and(|it| it.shape == Shape::Capital && !it.is(TITLE | ROLE | SUFFIX));
        if heading && named && letters >= 4 && !self.all_upper { first + upper } else { first }
    }

    /// What a run names that begins at the token `name`; `None`: a people, a party or a faith.
    fn kind_of(&self, run: &NameRun, name: usize, sentence: usize) -> Option<MentionKind> {
        let (head, one) = (&run.head, run.count == 1);
        let may_be_known = ORGANISATION | PLACE | DEMONYM | FUNCTION | TIME | SAY | MAY_SAY;
        if one && head.is(may_be_known) && self.is_known_surname(name, sentence) {
            return Some(MentionKind::Name);
        }
        let ordinary = head.is(ORGANISATION | PLACE | DEMONYM)
            && !(head.is(GIVEN) || run.addressed || (run.titled && head.is(PLACE)));
        if one && (!run.titled || ordinary) {
            if head.is(DEMONYM) && !head.is(GIVEN) {
                return None;
            }
            let acronym = head.shape == Shape::Upper && !self.all_upper;
            let organisation = (run.place || head.is(ORGANISATION)) && !head.is(GIVEN) || acronym;
            return Some(if organisation { MentionKind::Organisation } else { MentionKind::Name });
        }
        Some(if self.is_organisation(run, &self.tokens.list[name..name + run.count]) {
            MentionKind::Organisation
        } else if run.count >= 2 && run.tail.is(DEMONYM) && !run.given && !run.titled {
            MentionKind::Group
        } else {
            MentionKind::Name
        })
    }

    /// The sex that the address, the role or the given name of a run tells, in this order. The run begins at
    /// `first`, its name at `name`, and the words about it at `left`.
    fn sex_of(&self, run: &NameRun, kind: MentionKind, first: usize, name: usize, left: usize) -> Sex {
        let list = &self.tokens.list;
        let address = list[first..name].iter().rev().find(|it| it.is(ADDRESS | FEMALE | MALE));
        let role = || {
            let before = list[left..name].iter().rev();
            before.into_iter().find(|it| it.is(ROLE | TITLE) && it.is(FEMALE | MALE))
        };
        let by_address = address.map_or(Sex::Unknown, |it| Sex::of(it.classes));
        if by_address != Sex::Unknown {
            return by_address;
        }
        let by_role = role().map_or(Sex::Unknown, |it| Sex::of(it.classes));
        if by_role == Sex::Unknown && run.given && (run.count > 1 || kind == MentionKind::Name) {
            return Sex::of(run.head.classes);
        }
        by_role
    }

    /// Whether a run of several words, or a titled one, names an organisation or a place.
    fn is_organisation(&self, run: &NameRun, words: &[Token]) -> bool {
        let surely = || {
            run.tail.is(ORGANISATION_NOUN)
                || exact_words::is(run.tail.text(self.tokens.text), ORGANISATION_END)
        };
        let ends_so = run.count >= 2
            && run.tail.is(ORGANISATION | ORGANISATION_NOUN | STATEMENT)
            && !run.tail.is(GIVEN | SUFFIX)
            && (!run.given || run.count != 2 || surely());
        let place = run.place && !run.titled && (!run.given || run.head.is(PLACE_FIRST));
        let joined = words.iter().any(|it| it.is_lower() && !it.is(PARTICLE));
        let before = words.split_last().map_or(&[][..], |(_, before)| before);
        let holds = !run.given && !run.titled && before.iter().any(|it| it.is(ORGANISATION) && !it.is(GIVEN));
        ends_so || place || joined || holds
    }

    /// Where the name itself begins in a run: behind titles, roles, parties and organisations.
    fn name_start(&self, first: usize, end: usize) -> usize {
        let list = &self.tokens.list;
        let count = end - first;
        if count == 1 {
            let only = list[first];
            let role = only.is(TITLE | ROLE) && !only.is(GIVEN);
            return if role { end } else { first };
        }
        // The last title decides; a title that ends the run is part of a name (`Angus King`) or a title alone.
        let mut start = first;
        for at in first..end {
            let token = list[at];
            let is_last = at + 1 == end;
            // `Chief Dean Cathey`: behind a title and before a name it is a given one.
            let given = token.is(GIVEN) && (at > start || at > first && at + 2 == end);
            let titled = token.is(TITLE | ROLE | ADDRESS) && !given;
            if titled && !is_last {
                // `Angus King Jr.`: only a suffix follows.
                if !(end - at == 2 && list[at + 1].is(SUFFIX)) {
                    start = at + 1;
                }
            } else if token.is(DEMONYM) && !is_last && !token.is(GIVEN) && end - at > 1 {
                let rest = end - at - 1;
                if rest >= 2 || list[at + 1].is(GIVEN) {
                    start = at + 1;
                }
            } else if token.is(ORGANISATION | PLACE)
                && !token.is(GIVEN)
                && end - at > 2
                && list[at + 1].is(GIVEN)
            {
                start = at + 1;
            } else if titled && is_last {
                let leads = list[start].is(GIVEN) || list[start].shape == Shape::Initial;
                // `Mr. King`, but `Mr. President`: an address before an office leaves it one.
                let addressed = at == start
                    && start > first
                    && list[at - 1].is(ADDRESS)
                    && !exact_words::is(token.text(self.tokens.text), ADDRESSED);
                let surname = at == start
                    && start > first
                    && (list[at - 1].is(ADDRESS) || list[at - 1].text(self.tokens.text).ends_with('.'))
                    && exact_words::is(token.text(self.tokens.text), SURNAME);
                if !addressed && !surname && (at == start && start > first || !leads) {
                    start = end;
                }
            }
        }
        if start == first && list[first].is(TITLE | ROLE) && count >= 2 && list[first + 1].is_lower() {
            // `Secretary of State` alone.
            return end;
        }
        // `Secretary of State John Kerry`: the name begins behind the lower-case word and its noun.
        let joined = (start..end).rev().find(|at| list[*at].is_lower() && !list[*at].is(PARTICLE));
        if let Some(of) = joined.filter(|of| list[first].is(TITLE | ROLE) && end - of > 2) {
            return of + 2;
        }
        start
    }

    fn is_place(&self, first: usize, end: usize) -> bool {
        let list = &self.tokens.list;
        if end - first == 1 {
            return list[first].is(PLACE);
        }
        let text = self.tokens.text;
        list[first].is(PLACE_FIRST)
            && lexicon::pair_classes(list[first].text(text), list[first + 1].text(text)) & PLACE != 0
            || list[first].is(PLACE) && !list[first].is(GIVEN) && list[end - 1].is(PLACE)
    }

    /// Where the titles, roles and adjectives before a name begin.
    fn extend_left(&self, name: usize, sentence: usize) -> usize {
        let list = &self.tokens.list;
        let mut left = name;
        let mut role = false;
        let mut at = name;
        while at > sentence && name - at < 10 {
            let token = list[at - 1];
            if token.quote != list[name].quote {
                break;
            }
            let titled = token.is(ROLE | TITLE) && !token.is(SAY | FINITE);
            if token.is(DETERMINER) {
                if role {
                    left = at - 1;
                }
                break;
            }
            if titled {
                role = true;
            } else if token.kind == TokenKind::Possessive {
                if !role {
                    break;
                }
            } else if token.kind == TokenKind::Word && role {
                let of = token.is(PREPOSITION) && token.text(self.tokens.text) == "of";
                if !of
                    && token.is(SAY
                        | MAY_SAY
                        | AUXILIARY
                        | CONJUNCTION
                        | HE_SHE
                        | OTHER_PRONOUN
                        | RELATIVE
                        | PREPOSITION)
                    && token.is_lower()
                {
                    break;
                }
            } else if token.kind == TokenKind::Word && token.is(ORGANISATION_NOUN | DEMONYM) {
                // `campaign`, `Republican`: may lead to a role.
            } else {
                break;
            }
            at -= 1;
            if role && !token.is(PREPOSITION) {
                left = at;
            }
        }
        left
    }
}

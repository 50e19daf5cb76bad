//! Who is named: names, pronouns, descriptions and bodies, in order of place.

use super::lexicon::{
    self, ADDRESS, ADVERB, AUXILIARY, BODY, CONJUNCTION, DEMONYM, DETERMINER, FEMALE, FINITE, FUNCTION,
    GIVEN, GROUP, HE_SHE, ING, MALE, ORG, OTHER_PRONOUN, PARTICLE, PLACE, PLACE_FIRST, PREPOSITION, RELATIVE,
    ROLE, SAY, SPEECH, SUFFIX, TIME, TITLE, WEAK,
};
use super::tokens::{Kind, Shape, Token, Tokens};

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
    let mut finder = Finder { tokens, lower, found: Vec::with_capacity(tokens.list.len() / 8) };
    for sentence in &tokens.sentences {
        finder.sentence(sentence.first as usize, sentence.last as usize);
    }
    appose(tokens, &mut finder.found);
    finder.found
}

/// Which words the text writes in small letters, and which with a capital in
/// the middle of a sentence; may rarely say yes wrongly, never no.
#[derive(Debug)]
pub(super) struct LowerWords {
    small: Vec<u64>,
    capital: Vec<u64>,
}

impl LowerWords {
    pub(super) fn of(tokens: &Tokens<'_>) -> LowerWords {
        let words = (tokens.list.len() / 2).next_power_of_two().clamp(64, 1 << 14);
        let mut sets = LowerWords { small: vec![0u64; words], capital: vec![0u64; words] };
        let mut after_small = false;
        for token in &tokens.list {
            let small = token.is_lower();
            if small && token.classes == 0 {
                Self::put(&mut sets.small, token.hash);
            } else if after_small && token.is_capital() {
                Self::put(&mut sets.capital, token.hash);
            }
            after_small = small;
        }
        sets
    }

    fn put(bits: &mut [u64], hash: u32) {
        let (one, two) = Self::places(bits.len(), hash);
        bits[one.0] |= one.1;
        bits[two.0] |= two.1;
    }

    fn places(len: usize, hash: u32) -> ((usize, u64), (usize, u64)) {
        let other = hash.wrapping_mul(0x9e37_79b9).rotate_left(13);
        (
            ((hash >> 6) as usize & (len - 1), 1 << (hash & 63)),
            ((other >> 6) as usize & (len - 1), 1 << (other & 63)),
        )
    }

    fn holds(bits: &[u64], hash: u32) -> bool {
        let (one, two) = Self::places(bits.len(), hash);
        bits[one.0] & one.1 != 0 && bits[two.0] & two.1 != 0
    }

    /// Whether a word at the beginning of a sentence is an ordinary one.
    fn has(&self, token: &Token) -> bool {
        token.classes != 0 || Self::holds(&self.small, token.hash) && !Self::holds(&self.capital, token.hash)
    }
}

struct Finder<'a, 'b> {
    tokens: &'a Tokens<'b>,
    lower: &'a LowerWords,
    found: Vec<Mention>,
}

impl Finder<'_, '_> {
    fn token(&self, at: usize) -> &Token {
        &self.tokens.list[at]
    }

    fn sentence(&mut self, first: usize, last: usize) {
        let headline = self.is_headline(first, last);
        let mut at = first;
        while at < last {
            let token = *self.token(at);
            let telling = HE_SHE | OTHER_PRONOUN | RELATIVE | DETERMINER | GROUP | ROLE;
            if token.kind != Kind::Word || token.shape == Shape::Lower && !token.is(telling) {
                at += 1;
                continue;
            }
            if token.is_capital() && self.can_begin_name(at, first) {
                let end = self.run_end(at, last);
                if !headline || end - at <= 4 {
                    self.run(at, end, first, last);
                }
                at = end;
                continue;
            }
            if token.is(HE_SHE) {
                self.push(Sort::Pronoun, at, at + 1, at, Sex::of(lexicon_sex(token, self.tokens.text)));
            } else if token.is(OTHER_PRONOUN) {
                self.push(Sort::Other, at, at + 1, at, Sex::Unknown);
            } else if token.is(RELATIVE) && token.end - token.start == 3 {
                self.push(Sort::Relative, at, at + 1, at, Sex::Unknown);
            } else if token.is(DETERMINER) {
                at = self.description(at, at + 1, last);
                continue;
            } else if token.is_lower() && token.is(GROUP) {
                self.push(Sort::Group, at, at + 1, at, Sex::Unknown);
            } else if token.is_lower() && token.is(ROLE) && self.is_bare_subject(at, first, last) {
                self.push(Sort::Description, at, at + 1, at, Sex::of(token.classes));
            }
            at += 1;
        }
    }

    fn push(&mut self, sort: Sort, first: usize, last: usize, left: usize, sex: Sex) {
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

    /// Whether most words of a sentence are capitalised and it does not end as one.
    fn is_headline(&self, first: usize, last: usize) -> bool {
        let (mut words, mut capital) = (0, 0);
        for token in &self.tokens.list[first..last] {
            if token.kind == Kind::Word && !token.is(PREPOSITION | CONJUNCTION | DETERMINER) {
                words += 1;
                capital += usize::from(token.is_capital());
            }
        }
        words >= 6 && capital * 10 >= words * 9
    }

    fn can_begin_name(&self, at: usize, first: usize) -> bool {
        let token = self.token(at);
        if token.is(TIME) && !(token.is(GIVEN) && self.next_is_capital(at)) {
            return false;
        }
        if token.is(FUNCTION | HE_SHE | OTHER_PRONOUN | AUXILIARY | CONJUNCTION | DETERMINER)
            && !(token.is(GIVEN | PLACE_FIRST) && self.next_is_capital(at))
        {
            return false;
        }
        let starts = at == first || self.token(at - 1).kind == Kind::Sign;
        if starts && token.is(SAY | WEAK | ADVERB | PREPOSITION | RELATIVE) && !token.is(GIVEN | TITLE | ROLE)
        {
            return false;
        }
        if starts && token.shape == Shape::Capital && !token.is(GIVEN | TITLE | ROLE | PLACE | ORG | DEMONYM)
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
    fn run_end(&self, at: usize, last: usize) -> usize {
        let mut end = at + 1;
        let mut has_org = self.token(at).is(ORG | BODY);
        while end < last {
            let token = self.token(end);
            let previous = self.token(end - 1);
            if previous.kind == Kind::Possessive || token.quote != self.token(at).quote {
                break;
            }
            let next_capital = self
                .tokens
                .list
                .get(end + 1)
                .is_some_and(|it| end + 1 < last && it.is_capital() && !it.is(TIME));
            if token.is_capital() && !token.is(HE_SHE) {
                if token.is(TIME)
                    || (token.is(FUNCTION) && !token.is(GIVEN | TITLE)) && token.shape != Shape::Initial
                {
                    break;
                }
                has_org |= token.is(ORG | BODY);
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
            } else if next_capital && token.kind == Kind::Sign && token.sign == b'&' {
                end += 1;
            } else if next_capital
                && token.is_lower()
                && previous.is(ORG | BODY)
                && matches!(token.text(self.tokens.text), "of" | "for")
            {
                end += 2;
            } else if next_capital
                && token.is_lower()
                && token.text(self.tokens.text) == "of"
                && self.token(end - 1).is(TITLE | ROLE)
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

    /// Reads one run of capitalised words.
    fn run(&mut self, first: usize, mut end: usize, sentence: usize, limit: usize) {
        let list = &self.tokens.list;
        while end > first && list[end - 1].kind == Kind::Sign {
            end -= 1;
        }
        let mut suffix_end = end;
        if end < limit
            && list[end].is_comma()
            && list.get(end + 1).is_some_and(|it| end + 1 < limit && it.is_capital() && it.is(SUFFIX))
        {
            suffix_end = end + 2;
        }
        let mut name = self.name_start(first, end);
        // Places inside a run: `New York Mayor Bill Hall` was cut at `Mayor`.
        if name == end {
            self.title_alone(first, end);
            return;
        }
        let tail = list[end - 1];
        let leads = |it: &Token| it.is(GIVEN) || it.shape == Shape::Initial;
        if end - name >= 3 && !leads(&list[name]) && !self.is_sure_org(tail) {
            // Words before a given name modify it: `Chicago Bull Tim Roe`.
            if let Some(at) = (name + 1..end - 1).find(|at| list[*at].is(GIVEN) && !list[*at].is(PLACE)) {
                name = at;
            }
        }
        let count = end - name;
        let head = list[name];
        let titled = name > first && list[name - 1].is(TITLE | ROLE | ADDRESS);
        let given = head.is(GIVEN) || head.shape == Shape::Initial && count > 1;
        let place = self.is_place(name, end);
        let ordinary =
            count == 1 && head.is(ORG | PLACE | DEMONYM) && !head.is(GIVEN) && !(head.is(PLACE) && titled);
        let sort = if count == 1 && (!titled || ordinary) {
            if head.is(DEMONYM) && !head.is(GIVEN) {
                if head.is(GROUP) {
                    self.push(Sort::Group, name, end, first, Sex::Unknown);
                }
                return;
            }
            if place && !head.is(GIVEN)
                || head.is(ORG) && !head.is(GIVEN)
                || head.shape == Shape::Upper && !self.all_upper(sentence, limit)
            {
                Sort::Body
            } else {
                Sort::Name
            }
        } else if count >= 2
            && tail.is(ORG | BODY | SPEECH)
            && !tail.is(GIVEN | SUFFIX)
            && !(given && count == 2 && !tail.is(BODY) && !self.is_sure_org(tail))
        {
            Sort::Body
        } else if place && !titled && !(given && !head.is(PLACE_FIRST)) {
            Sort::Body
        } else if count >= 2 && tail.is(DEMONYM) && !given && !titled {
            Sort::Group
        } else if list[name..end].iter().any(|it| it.is_lower() && !it.is(PARTICLE)) {
            Sort::Body
        } else if list[name..end - 1].iter().any(|it| it.is(ORG) && !it.is(GIVEN)) && !given && !titled {
            Sort::Body
        } else {
            Sort::Name
        };
        let left = self.extend_left(name.min(first), sentence);
        let address = (first..name)
            .rev()
            .find(|at| list[*at].is(ADDRESS | FEMALE | MALE))
            .map_or(0, |at| list[at].classes);
        let lower_role = (left..name)
            .rev()
            .map(|at| list[at])
            .find(|it| it.is(ROLE | TITLE) && it.is(FEMALE | MALE))
            .map_or(0, |it| it.classes);
        let mut sex = Sex::of(lexicon_sex_classes(address));
        if sex == Sex::Unknown {
            sex = Sex::of(lower_role);
        }
        if sex == Sex::Unknown && given && (count > 1 || sort == Sort::Name) {
            sex = Sex::of(list[name].classes);
        }
        let roles_before = titled || (left..name).any(|at| list[at].is(ROLE | TITLE) && !list[at].is(GIVEN));
        let sure = u8::from(sort == Sort::Name)
            * if roles_before || list[name].is(GIVEN) && end - name >= 2 || suffix_end > end {
                2
            } else {
                u8::from(list[name].is(GIVEN) || end - name >= 2)
            };
        let last = if sort == Sort::Name { suffix_end } else { end };
        self.push(sort, name, last, left, sex);
        let modifier = self.is_modifier(last, limit);
        if let Some(mention) = self.found.last_mut() {
            mention.sure = sure;
            mention.modifier = modifier;
            mention.definite = true;
        }
    }

    fn is_sure_org(&self, token: Token) -> bool {
        matches!(
            token.text(self.tokens.text),
            "Party"
                | "Committee"
                | "Commission"
                | "Council"
                | "Department"
                | "Ministry"
                | "University"
                | "College"
                | "Foundation"
                | "Association"
                | "Corporation"
                | "Corp."
                | "Inc"
                | "Inc."
                | "Ltd"
                | "Bank"
                | "Court"
                | "Campaign"
                | "Times"
                | "Post"
                | "Journal"
                | "Institute"
                | "Tower"
                | "Hotel"
                | "Organization"
                | "Act"
                | "Administration"
                | "School"
                | "Church"
                | "Hospital"
                | "Center"
                | "Group"
                | "Airport"
                | "Street"
                | "Show"
                | "Avenue"
                | "Library"
                | "News"
                | "PAC"
                | "Caucus"
                | "Convention"
                | "War"
                | "Stadium"
                | "Tribune"
                | "Herald"
        )
    }

    fn all_upper(&self, first: usize, last: usize) -> bool {
        let words =
            self.tokens.list[first..last].iter().filter(|it| it.kind == Kind::Word && it.end - it.start > 3);
        let (mut all, mut upper) = (0, 0);
        for word in words {
            all += 1;
            upper += usize::from(word.shape == Shape::Upper);
        }
        all > 2 && upper * 3 > all * 2
    }

    /// Where the name itself begins in a run: behind titles, roles, parties and bodies.
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
            let titled = token.is(TITLE | ROLE | ADDRESS) && !(token.is(GIVEN) && at > start);
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
            } else if token.is(ORG | PLACE) && !token.is(GIVEN) && end - at > 2 && list[at + 1].is(GIVEN) {
                start = at + 1;
            } else if titled && is_last && at == start && start > first {
                start = end;
            } else if titled && is_last && !list[start].is(GIVEN) && list[start].shape != Shape::Initial {
                start = end;
            }
        }
        if start == first && list[first].is(TITLE | ROLE) && count >= 2 && list[first + 1].is_lower() {
            // `Secretary of State` alone.
            return end;
        }
        // `Secretary of State John Kerry`: the name begins behind the lower-case word and its noun.
        if let Some(of) = (start..end).rev().find(|at| list[*at].is_lower() && !list[*at].is(PARTICLE)) {
            if list[first].is(TITLE | ROLE) && end - of > 2 {
                return of + 2;
            }
        }
        start
    }

    /// A run that is nothing but titles: a description.
    fn title_alone(&mut self, first: usize, end: usize) {
        let list = &self.tokens.list;
        let head = list[first..end].iter().rev().find(|it| it.is(ROLE | TITLE)).copied();
        let Some(head) = head else { return };
        let left = if first > 0 && list[first - 1].is(DETERMINER) { first - 1 } else { first };
        self.push(Sort::Description, end - 1, end, left, Sex::of(head.classes));
        let modifier = self.is_modifier(end, usize::MAX);
        if let Some(mention) = self.found.last_mut() {
            mention.definite = true;
            mention.modifier = modifier;
        }
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
            } else if token.kind == Kind::Possessive {
                if !role {
                    break;
                }
            } else if token.kind == Kind::Word && role {
                let of = token.is(PREPOSITION) && token.text(self.tokens.text) == "of";
                if !of
                    && token.is(SAY
                        | WEAK
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
            } else if token.kind == Kind::Word && token.is(BODY | DEMONYM) {
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

    fn is_modifier(&self, last: usize, limit: usize) -> bool {
        let Some(next) = self.tokens.list.get(last).filter(|_| last < limit) else { return false };
        next.kind == Kind::Possessive
            || next.is_lower() && next.is(BODY | ROLE | SPEECH | GROUP) && !next.is(SAY | FINITE | AUXILIARY)
    }

    fn is_bare_subject(&self, at: usize, first: usize, last: usize) -> bool {
        let cue = |it: &Token| it.is(SAY) && it.is(FINITE);
        at + 1 < last && cue(self.token(at + 1)) && at > first && !self.token(at - 1).is(DETERMINER)
    }

    /// Reads a noun phrase whose determiner stands at `at`; returns where to go on.
    fn description(&mut self, at: usize, mut next: usize, last: usize) -> usize {
        let list = &self.tokens.list;
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
        self.push(sort, head, head + 1, at, sex);
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

fn lexicon_sex_classes(classes: u32) -> u32 {
    classes & (FEMALE | MALE)
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

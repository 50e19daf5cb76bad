//! One person, one entry: names of an article put together.

use rustc_hash::FxHashMap;

use crate::people::lexicon;
use crate::people::lexicon::{
    ADDRESS, DEMONYM, FINITE, GIVEN, ORG, PLACE, PLURAL, PREPOSITION, ROLE, SAY, SUFFIX, TITLE,
};
use crate::people::mentions::{Mention, NOBODY, Sex, Sort};
use crate::people::tokens::{Kind, Shape, Token, Tokens};

/// A person of the article.
#[derive(Debug, Clone)]
pub(super) struct Person {
    /// The tokens of the longest form of the name.
    pub(super) first: u32,
    pub(super) last: u32,
    /// The token of the surname.
    surname: u32,
    pub(super) sex: Sex,
    /// How often named.
    pub(super) count: u32,
    /// Evidence that this is a person: 0 none, 1 some, 2 sure.
    pub(super) sure: u8,
    /// Hashes of the nouns that describe them.
    pub(super) roles: Vec<u32>,
    /// The tokens of the first description, for the reader.
    pub(super) role: Option<(u32, u32)>,
    /// Whether a verb of saying stands beside one of their names.
    pub(super) speaks: bool,
    /// The next person with the same surname.
    next: u32,
}

const MOST_ROLES: usize = 12;
const MOST_NAMESAKES: usize = 24;
const MOST_COMPARED: usize = 64;

/// Whether two surnames differ by one letter that was missed, added or mistaken.
fn is_slip(one: &str, other: &str) -> bool {
    let (a, b) = (one.as_bytes(), other.as_bytes());
    if a.first() != b.first() || a.len().abs_diff(b.len()) > 1 || b.len() < 5 || a.last() != b.last() {
        return false;
    }
    let head = a.iter().zip(b).take_while(|(x, y)| x.eq_ignore_ascii_case(y)).count();
    let tail = a.iter().rev().zip(b.iter().rev()).take_while(|(x, y)| x.eq_ignore_ascii_case(y)).count();
    head + tail + 1 >= a.len().max(b.len())
}

/// Puts the names together and tells each mention its person.
pub(super) fn persons(tokens: &Tokens<'_>, mentions: &mut [Mention]) -> Vec<Person> {
    let mut book = Book {
        tokens,
        people: Vec::new(),
        surnames: FxHashMap::default(),
        given: FxHashMap::default(),
        places: places(tokens, mentions),
    };
    for mention in mentions.iter_mut().filter(|it| it.sort == Sort::Name && it.last - it.first >= 2) {
        mention.person = book.full(mention);
    }
    for mention in mentions.iter_mut().filter(|it| it.person == NOBODY) {
        if book.is_titled_surname(mention) {
            mention.sort = Sort::Name;
            mention.sure = 2;
        }
        if mention.sort != Sort::Name {
            continue;
        }
        mention.person = book.single(mention);
        if mention.person == NOBODY {
            mention.sort = Sort::Body;
        }
    }
    for at in 0..mentions.len() {
        book.describe(mentions, at);
    }
    // Two capitalised words that nobody ever calls or quotes as a person are a thing.
    for mention in mentions.iter_mut().filter(|it| it.person != NOBODY) {
        let person = &book.people[mention.person as usize];
        if person.sure < 2 && !person.speaks {
            mention.person = NOBODY;
            mention.sort = Sort::Body;
        }
    }
    book.people
}

struct Book<'a, 'b> {
    tokens: &'a Tokens<'b>,
    people: Vec<Person>,
    /// The last person entered with a surname.
    surnames: FxHashMap<u32, u32>,
    /// The person with a given name that stands in a full name.
    given: FxHashMap<u32, u32>,
    /// Words that stand where a place would.
    places: Vec<u32>,
}

/// The given names that stand alone behind `in` somewhere: `in Charlotte`. A short list, in order.
fn places(tokens: &Tokens<'_>, mentions: &[Mention]) -> Vec<u32> {
    let mut found = Vec::new();
    for mention in mentions.iter().filter(|it| it.sort == Sort::Name && it.last - it.first == 1) {
        let before = mention.left.checked_sub(1).map(|at| tokens.list[at as usize]);
        let behind = tokens.list.get(mention.last as usize);
        let local = before.is_some_and(|it| {
            let word = it.text(tokens.text);
            it.is_lower() && matches!(word, "in" | "near" | "outside" | "around") || word == "In"
        });
        if local && !behind.is_some_and(|it| it.kind == Kind::Possessive) && mention.left == mention.first {
            found.push(tokens.list[mention.first as usize].hash);
        }
    }
    found.sort_unstable();
    found.dedup();
    found
}

impl Book<'_, '_> {
    fn word(&self, at: u32) -> &str {
        self.tokens.list[at as usize].text(self.tokens.text)
    }

    /// The token that holds the surname of the name `first..last`.
    fn surname_at(&self, first: u32, last: u32) -> u32 {
        let list = &self.tokens.list;
        (first..last)
            .rev()
            .find(|at| {
                let token = &list[*at as usize];
                token.kind == Kind::Word && !(token.is(SUFFIX) && *at > first)
            })
            .unwrap_or(first)
    }

    fn surname_key(&self, at: u32) -> u32 {
        let word = self.word(at);
        let bare = word
            .strip_prefix("al-")
            .or_else(|| word.strip_prefix("Al-"))
            .or_else(|| word.strip_prefix("el-"));
        bare.map_or(self.tokens.list[at as usize].hash, |bare| lexicon::look_up(bare, 0, bare.len()).1)
    }

    fn suffix(&self, first: u32, last: u32) -> bool {
        last - first >= 2 && self.tokens.list[last as usize - 1].is(SUFFIX)
    }

    fn full(&mut self, mention: &Mention) -> u32 {
        let surname = self.surname_at(mention.first, mention.last);
        if surname == mention.first {
            return NOBODY;
        }
        let key = self.surname_key(surname);
        let mut at = self.surnames.get(&key).copied().unwrap_or(NOBODY);
        let mut tried = 0;
        while at != NOBODY && tried < MOST_NAMESAKES {
            if self.same(mention, at) {
                self.add(at, mention);
                return at;
            }
            at = self.people[at as usize].next;
            tried += 1;
        }
        let next = self.surnames.get(&key).copied().unwrap_or(NOBODY);
        let number = self.enter(mention, next);
        self.surnames.insert(key, number);
        let given = self.tokens.list[mention.first as usize];
        if given.shape != Shape::Initial {
            self.given.entry(given.hash).or_insert(number);
        }
        number
    }

    /// Whether a full name can be the person's: the same given name, a short
    /// form of it, or all its words among the person's.
    fn same(&self, mention: &Mention, person: u32) -> bool {
        let person = &self.people[person as usize];
        if self.suffix(mention.first, mention.last) != self.suffix(person.first, person.last) {
            return false;
        }
        if person.last - person.first < 2
            || lexicon::compatible(self.word(mention.first), self.word(person.first))
        {
            return true;
        }
        let has = |first: u32, last: u32, hash: u32| {
            (first..last).any(|at| self.tokens.list[at as usize].hash == hash)
        };
        let (a, b) =
            (self.tokens.list[mention.first as usize].hash, self.tokens.list[person.first as usize].hash);
        has(person.first, person.last, a) || has(mention.first, mention.last, b)
    }

    fn enter(&mut self, mention: &Mention, next: u32) -> u32 {
        let number = self.people.len() as u32;
        self.people.push(Person {
            first: mention.first,
            last: mention.last,
            surname: self.surname_at(mention.first, mention.last),
            sex: mention.sex,
            count: 1,
            sure: mention.sure,
            roles: Vec::new(),
            role: None,
            speaks: self.beside_cue(mention)
                || self.told_of_person(mention)
                || self.tokens.list[mention.first as usize].is(GIVEN),
            next,
        });
        number
    }

    /// Whether a verb of saying stands directly beside a mention.
    fn beside_cue(&self, mention: &Mention) -> bool {
        let list = &self.tokens.list;
        let sentence = list[mention.first as usize].sentence;
        let cue = |at: usize| {
            list.get(at)
                .is_some_and(|it| it.is(SAY) && it.is(FINITE) && it.is_lower() && it.sentence == sentence)
        };
        let behind = mention.last as usize;
        // `Xi Jinping, the president, said` too: whatever stands between commas.
        let apposed = list.get(behind).is_some_and(|it| it.is_comma())
            && (behind + 1..(behind + 25).min(list.len())).any(|at| list[at].is_comma() && cue(at + 1));
        cue(behind) || apposed || mention.left > 0 && cue(mention.left as usize - 1) || self.signs(mention)
    }

    /// Whether a name signs a quotation: `“…” — Ann Lee`.
    fn signs(&self, mention: &Mention) -> bool {
        let list = &self.tokens.list;
        let Some(dash) = mention.left.checked_sub(1).map(|at| list[at as usize]) else { return false };
        let marked = mention.left.checked_sub(2).is_some_and(|at| list[at as usize].quote > 0);
        marked && dash.kind == Kind::Sign && dash.quote == 0 && matches!(dash.sign, b'-' | 0xe2)
    }

    /// Whether what follows a name is only said of persons: `, who`, `, 82,`, `, a teacher at`.
    fn told_of_person(&self, mention: &Mention) -> bool {
        let list = &self.tokens.list;
        let behind = mention.last as usize;
        let sentence = list[mention.first as usize].sentence;
        let same = |at: usize| list.get(at).filter(|it| it.sentence == sentence && it.quote == 0);
        if !same(behind).is_some_and(Token::is_comma) {
            return false;
        }
        let Some(next) = same(behind + 1) else { return false };
        let word = next.text(self.tokens.text);
        if word == "who" || word == "whose" {
            return true;
        }
        let closes = same(behind + 2).is_some_and(Token::is_comma);
        if next.kind == Kind::Number {
            return closes && word.len() == 2;
        }
        // The noun ends the phrase: `, political science professor at …`.
        let phrase = (behind + 1..behind + 8)
            .map_while(same)
            .take_while(|it| it.kind == Kind::Word && it.is_lower() && !it.is(PREPOSITION));
        phrase.last().is_some_and(|it| it.is(ROLE) && it.is_lower() && !it.is(PLURAL))
    }

    /// Whether a title or a firm that stands alone is the surname of somebody
    /// named in full: `King said`, `Hill noted`.
    fn is_titled_surname(&self, mention: &Mention) -> bool {
        let token = &self.tokens.list[mention.first as usize];
        let alone = mention.left == mention.first && mention.last - mention.first == 1 && token.is_capital();
        let known = || self.surnames.get(&token.hash).map(|it| &self.people[*it as usize]);
        match mention.sort {
            Sort::Description => alone && known().is_some(),
            Sort::Body => {
                alone
                    && token.shape == Shape::Capital
                    && token.is(ORG)
                    && !token.is(PLACE)
                    && known().is_some_and(|it| it.sure == 2)
            }
            Sort::Name | Sort::Pronoun | Sort::Relative | Sort::Other | Sort::Group => false,
        }
    }

    /// The person whose surname is written almost like this one, when nobody's is written so.
    fn nearly(&self, mention: &Mention) -> u32 {
        let word = self.word(mention.first);
        let token = &self.tokens.list[mention.first as usize];
        if word.len() < 5 || token.classes != 0 || self.people.len() > MOST_COMPARED {
            return NOBODY;
        }
        let length = token.end - token.start;
        let near = |person: &Person| {
            let surname = &self.tokens.list[person.surname as usize];
            person.surname > person.first
                && surname.sign == token.sign
                && length.abs_diff(surname.end - surname.start) <= 1
                && is_slip(word, self.word(person.surname))
        };
        self.people.iter().position(near).map_or(NOBODY, |it| it as u32)
    }

    fn add(&mut self, person: u32, mention: &Mention) {
        let speaks = self.beside_cue(mention) || self.told_of_person(mention);
        let surname = self.surname_at(mention.first, mention.last);
        let person = &mut self.people[person as usize];
        person.count += 1;
        person.speaks |= speaks;
        person.sure = person.sure.max(mention.sure);
        if person.sex == Sex::Unknown {
            person.sex = mention.sex;
        }
        if mention.last - mention.first > person.last - person.first {
            person.first = mention.first;
            person.last = mention.last;
            person.surname = surname;
        }
    }

    fn single(&mut self, mention: &Mention) -> u32 {
        let list = &self.tokens.list;
        let token = list[mention.first as usize];
        let key = self.surname_key(mention.first);
        let mut at = self.surnames.get(&key).copied().unwrap_or(NOBODY);
        // Of several with this surname the one of the same sex, else the most named.
        let mut best = NOBODY;
        let mut tried = 0;
        while at != NOBODY && tried < MOST_NAMESAKES {
            let person = &self.people[at as usize];
            let clash =
                person.sex != Sex::Unknown && mention.sex != Sex::Unknown && person.sex != mention.sex;
            let better = best == NOBODY || person.count > self.people[best as usize].count;
            if !clash && better {
                best = at;
            }
            at = person.next;
            tried += 1;
        }
        if best == NOBODY && mention.sure < 2 {
            best = self.given.get(&token.hash).copied().unwrap_or(NOBODY);
        }
        if best != NOBODY {
            self.add(best, mention);
            return best;
        }
        let slip = self.nearly(mention);
        if slip != NOBODY {
            self.add(slip, mention);
            return slip;
        }
        let spoken = self.beside_cue(mention);
        let placed = mention.sure < 2 && self.places.binary_search(&token.hash).is_ok();
        if mention.sure == 0 && !spoken || placed {
            return NOBODY;
        }
        let next = self.surnames.get(&key).copied().unwrap_or(NOBODY);
        let number = self.enter(mention, next);
        self.surnames.insert(key, number);
        number
    }

    /// Notes the words that describe the person of a mention.
    fn describe(&mut self, mentions: &[Mention], at: usize) {
        let mention = mentions[at];
        if mention.person == NOBODY {
            return;
        }
        let list = &self.tokens.list;
        let person = &mut self.people[mention.person as usize];
        let note = |first: u32, last: u32, person: &mut Person| {
            let mut found = false;
            for token in &list[first as usize..last as usize] {
                let role = token.is(ROLE | TITLE) && !token.is(ADDRESS);
                found |= role;
                let telling = role || token.is(DEMONYM | PLACE);
                let key = lexicon::role_key(token.hash);
                if telling && person.roles.len() < MOST_ROLES && !person.roles.contains(&key) {
                    person.roles.push(key);
                }
            }
            if found && person.role.is_none() {
                person.role = Some((first, last));
            }
        };
        note(mention.left, mention.first, person);
        for beside in [at.wrapping_sub(1), at + 1] {
            if let Some(other) = mentions.get(beside) {
                let near = other.last + 1 == mention.left || mention.last + 1 == other.left;
                if other.sort == Sort::Description && other.apposed && near {
                    note(other.left, other.last, person);
                    if person.sex == Sex::Unknown {
                        person.sex = other.sex;
                    }
                }
            }
        }
    }
}

//! Step 4: the persons of an article.
//!
//! Takes its mentions and gives one entry a person: all names of theirs put together, what the article calls them
//! besides, and how sure it is that they are a person. Each name then knows whose it is; a name that is no person's
//! is taken for that of an organisation or a place.

mod evidence;
mod slip;
mod things;

use rustc_hash::FxHashMap;

use crate::people::lexicon;
use crate::people::lexicon::{ADDRESS, DEMONYM, GIVEN, ORGANISATION, PLACE, ROLE, SUFFIX, TITLE};
use crate::people::mentions::{Evidence, Mention, MentionKind, NOBODY, Sex};
use crate::people::persons::evidence::{is_beside_cue, is_told_of_person};
use crate::people::persons::things::bodies;
use crate::people::tokens::{Shape, Token, TokenKind, Tokens};

/// A person of the article.
#[derive(Debug, Clone)]
pub(super) struct Person {
    /// The tokens of the longest form of the name.
    pub(super) first: u32,
    pub(super) last: u32,
    /// The token of the surname.
    surname: u32,
    pub(super) sex: Sex,
    /// How many mentions name them.
    pub(super) count: u32,
    /// Evidence that this is a person.
    pub(super) evidence: Evidence,
    /// Keys of the offices, peoples and places that describe them, as [`lexicon::office_key`] gives them.
    pub(super) roles: Vec<u32>,
    /// The tokens of the first description, which is shown as the role.
    pub(super) role: Option<(u32, u32)>,
    /// Whether a verb of saying stands beside one of their names, or something else that only persons have.
    pub(super) speaks: bool,
    /// The person of the same surname who was entered before, or [`NOBODY`].
    next: u32,
}

/// So many words that describe a person are kept.
const MOST_ROLES: usize = 12;
/// So many persons of one surname are compared, those entered last first.
const MOST_NAMESAKES: usize = 24;
/// In an article with more persons, misspelt surnames are not looked for.
const MOST_COMPARED: usize = 64;

/// Puts the names together and enters the person of each mention.
pub(super) fn persons(tokens: &Tokens<'_>, mentions: &mut [Mention]) -> Vec<Person> {
    let mut index = PersonIndex {
        tokens,
        people: Vec::new(),
        surnames: FxHashMap::default(),
        given: FxHashMap::default(),
        places: places(tokens, mentions),
        bodies: Vec::new(),
    };
    for mention in mentions.iter_mut().filter(|it| it.kind == MentionKind::Name && it.len() >= 2) {
        mention.person = index.full(mention);
    }
    // What is told of full names tells which of two namesakes a surname means.
    for at in 0..mentions.len() {
        index.describe(mentions, at);
    }
    index.bodies = bodies(tokens, mentions);
    // `Mr. Hall` shows that Ann Hall is not the only one, wherever it stands.
    for sexed in [true, false] {
        for mention in mentions.iter_mut().filter(|it| it.person == NOBODY) {
            if index.is_titled_surname(mention) {
                mention.kind = MentionKind::Name;
                mention.evidence = Evidence::Strong;
            }
            if mention.kind != MentionKind::Name || sexed && told_sex(mention) == Sex::Unknown {
                continue;
            }
            mention.person = index.single(mention);
            if mention.person == NOBODY {
                let group = things::is_crowd(tokens, mention);
                mention.kind = if group { MentionKind::Group } else { MentionKind::Organisation };
            }
        }
    }
    for at in (0..mentions.len()).filter(|at| mentions[*at].len() < 2) {
        index.describe(mentions, at);
    }
    // Two capitalised words that nobody ever calls or quotes as a person are a thing.
    for mention in mentions.iter_mut().filter(|it| it.person != NOBODY) {
        let person = &index.people[mention.person as usize];
        if person.evidence < Evidence::Strong && !person.speaks {
            mention.person = NOBODY;
            mention.kind = MentionKind::Organisation;
        }
    }
    index.people
}

/// Whose a surname is.
enum Bearer {
    /// Nobody is known who has it.
    None,
    One(u32),
    /// One of several, and nothing tells which.
    Either,
}

/// The sex that the titles before a single word tell.
fn told_sex(mention: &Mention) -> Sex {
    if mention.left < mention.first { mention.sex } else { Sex::Unknown }
}

/// The persons while they are found.
struct PersonIndex<'a, 'b> {
    tokens: &'a Tokens<'b>,
    people: Vec<Person>,
    /// The last person entered with a surname.
    surnames: FxHashMap<u32, u32>,
    /// The person with a given name that stands in a full name.
    given: FxHashMap<u32, u32>,
    /// Hashes of the given names that stand where a place would.
    places: Vec<u32>,
    /// Hashes of the words with which names of organisations begin.
    bodies: Vec<u32>,
}

/// The given names that stand alone behind `in` somewhere: `in Charlotte`. A short list, in order.
fn places(tokens: &Tokens<'_>, mentions: &[Mention]) -> Vec<u32> {
    let mut found = Vec::new();
    for mention in mentions.iter().filter(|it| it.kind == MentionKind::Name && it.len() == 1) {
        let before = mention.left.checked_sub(1).map(|at| tokens.list[at as usize]);
        let behind = tokens.list.get(mention.last as usize);
        let local = before.is_some_and(|it| {
            let word = it.text(tokens.text);
            it.is_lower() && matches!(word, "in" | "near" | "outside" | "around") || word == "In"
        });
        if local
            && !behind.is_some_and(|it| it.kind == TokenKind::Possessive)
            && mention.left == mention.first
        {
            found.push(tokens.list[mention.first as usize].hash);
        }
    }
    found.sort_unstable();
    found.dedup();
    found
}

impl PersonIndex<'_, '_> {
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
                token.kind == TokenKind::Word && !(token.is(SUFFIX) && *at > first)
            })
            .unwrap_or(first)
    }

    /// The hash of a surname, without an Arabic article.
    fn surname_key(&self, at: u32) -> u32 {
        let word = self.word(at);
        let bare = word
            .strip_prefix("al-")
            .or_else(|| word.strip_prefix("Al-"))
            .or_else(|| word.strip_prefix("el-"));
        bare.map_or(self.tokens.list[at as usize].hash, |bare| lexicon::look_up(bare, 0, bare.len()).1)
    }

    /// What tells the generations of a name apart, as a hash: `Jr`.
    fn suffix(&self, first: u32, last: u32) -> Option<u32> {
        let suffix = self.tokens.list[last as usize - 1];
        (last - first >= 2 && suffix.is(SUFFIX)).then_some(suffix.hash)
    }

    /// The persons of a surname, the last entered first.
    fn namesakes(&self, key: u32) -> impl Iterator<Item = u32> {
        let known = |it: u32| Some(it).filter(|it| *it != NOBODY);
        let first = self.surnames.get(&key).copied();
        let next = move |it: &u32| known(self.people[*it as usize].next);
        std::iter::successors(first, next).take(MOST_NAMESAKES)
    }

    /// Enters a name of several words.
    fn full(&mut self, mention: &Mention) -> u32 {
        let surname = self.surname_at(mention.first, mention.last);
        if surname == mention.first {
            return NOBODY;
        }
        let key = self.surname_key(surname);
        let known = self.namesakes(key).find(|it| self.is_same(mention, *it));
        if let Some(known) = known {
            self.add(known, mention);
            return known;
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
    fn is_same(&self, mention: &Mention, person: u32) -> bool {
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

    /// Makes an entry. `next` is the person of the same surname that was entered before.
    fn enter(&mut self, mention: &Mention, next: u32) -> u32 {
        let number = self.people.len() as u32;
        self.people.push(Person {
            first: mention.first,
            last: mention.last,
            surname: self.surname_at(mention.first, mention.last),
            sex: mention.sex,
            count: 1,
            evidence: mention.evidence,
            roles: Vec::new(),
            role: None,
            speaks: is_beside_cue(self.tokens, mention)
                || is_told_of_person(self.tokens, mention)
                || self.tokens.list[mention.first as usize].is(GIVEN),
            next,
        });
        number
    }

    /// Whether a title or a firm that stands alone is the surname of somebody
    /// named in full: `King said`, `Hill noted`.
    fn is_titled_surname(&self, mention: &Mention) -> bool {
        let token = &self.tokens.list[mention.first as usize];
        let alone = mention.left == mention.first && mention.len() == 1 && token.is_capital();
        let known = || self.surnames.get(&token.hash).map(|it| &self.people[*it as usize]);
        match mention.kind {
            MentionKind::Description => alone && known().is_some(),
            MentionKind::Organisation => {
                alone
                    && token.shape == Shape::Capital
                    && token.is(ORGANISATION)
                    && !token.is(PLACE)
                    && known().is_some_and(|it| it.evidence == Evidence::Strong)
            }
            MentionKind::Name
            | MentionKind::Pronoun
            | MentionKind::Relative
            | MentionKind::OtherPronoun
            | MentionKind::Group => false,
        }
    }

    /// The person whose surname is written almost like this one, when nobody's is written so.
    fn nearly(&self, mention: &Mention) -> Option<u32> {
        let word = self.word(mention.first);
        let token = &self.tokens.list[mention.first as usize];
        if word.len() < slip::SHORTEST || token.classes != 0 || self.people.len() > MOST_COMPARED {
            return None;
        }
        let length = token.end - token.start;
        let near = |person: &Person| {
            let surname = &self.tokens.list[person.surname as usize];
            person.surname > person.first
                && surname.hash != token.hash
                && surname.sign == token.sign
                && length.abs_diff(surname.end - surname.start) <= 1
                && slip::is_slip(word, self.word(person.surname))
        };
        self.people.iter().position(near).map(|it| it as u32)
    }

    /// Adds a mention to a person.
    fn add(&mut self, person: u32, mention: &Mention) {
        let speaks = is_beside_cue(self.tokens, mention) || is_told_of_person(self.tokens, mention);
        let surname = self.surname_at(mention.first, mention.last);
        let person = &mut self.people[person as usize];
        person.count += 1;
        person.speaks |= speaks;
        person.evidence = person.evidence.max(mention.evidence);
        if person.sex == Sex::Unknown {
            person.sex = mention.sex;
        }
        if mention.len() > person.last - person.first {
            person.first = mention.first;
            person.last = mention.last;
            person.surname = surname;
        }
    }

    /// Whose a surname that stands alone is: of several who have it that of the sex, the office or the pronoun that
    /// follows, else of the one who is named more often than the others.
    fn bearer(&self, mention: &Mention, key: u32) -> Bearer {
        let fits = |sex: Sex, at: &u32| {
            let own = self.people[*at as usize].sex;
            own == Sex::Unknown || sex == Sex::Unknown || own == sex
        };
        // `Brandon said`: a surname, though a man may be called so.
        let own = told_sex(mention);
        let mut known = self.namesakes(key).filter(|at| fits(own, at));
        let Some(first) = known.next() else { return Bearer::None };
        if known.next().is_none() {
            return Bearer::One(first);
        }
        let all = || self.namesakes(key).filter(|at| fits(own, at));
        let only = |chosen: &dyn Fn(&u32) -> bool| {
            let mut found = all().filter(chosen);
            found.next().filter(|_| found.next().is_none())
        };
        let titles = &self.tokens.list[mention.left as usize..mention.first as usize];
        let offices = || titles.iter().filter(|it| it.is(ROLE | TITLE) && !it.is(ADDRESS));
        let holds = |at: &u32| {
            let roles = &self.people[*at as usize].roles;
            offices().any(|it| roles.contains(&lexicon::office_key(it.hash)))
        };
        let sex = evidence::sex_told_behind(self.tokens, mention);
        let told =
            only(&holds).or_else(|| only(&|at| sex != Sex::Unknown && self.people[*at as usize].sex == sex));
        if let Some(told) = told {
            return Bearer::One(told);
        }
        let count = |at: u32| self.people[at as usize].count;
        let most = all().max_by_key(|at| count(*at)).unwrap_or(first);
        // Who was entered for one of them stays that.
        let alone = all().find(|at| self.people[*at as usize].last - self.people[*at as usize].first == 1);
        match alone {
            Some(alone) if count(alone) >= count(most) => Bearer::One(alone),
            _ if all().filter(|at| count(*at) == count(most)).count() > 1 => {
                alone.map_or(Bearer::Either, Bearer::One)
            }
            _ => Bearer::One(most),
        }
    }

    /// Enters a name of one word; [`NOBODY`] when nothing shows that it is a person's.
    fn single(&mut self, mention: &Mention) -> u32 {
        let list = &self.tokens.list;
        let token = list[mention.first as usize];
        let key = self.surname_key(mention.first);
        let mut best = match self.bearer(mention, key) {
            Bearer::One(person) => Some(person),
            Bearer::None => None,
            // The surname alone stands for one of them.
            Bearer::Either => {
                let next = self.surnames.get(&key).copied().unwrap_or(NOBODY);
                let number = self.enter(mention, next);
                self.surnames.insert(key, number);
                return number;
            }
        };
        if best.is_none() && mention.evidence < Evidence::Strong {
            best = self.given.get(&token.hash).copied();
        }
        if let Some(best) = best.or_else(|| self.nearly(mention)) {
            self.add(best, mention);
            return best;
        }
        let spoken = is_beside_cue(self.tokens, mention);
        let letter = self.word(mention.first).trim_end_matches('.').chars().nth(1).is_none();
        let placed = mention.evidence < Evidence::Strong && self.places.binary_search(&token.hash).is_ok();
        let thing = mention.evidence < Evidence::Strong
            && (self.bodies.binary_search(&token.hash).is_ok()
                || things::is_no_surname(self.tokens, mention));
        if mention.evidence == Evidence::None && !spoken || placed || thing || letter {
            return NOBODY;
        }
        let next = self.surnames.get(&key).copied().unwrap_or(NOBODY);
        let number = self.enter(mention, next);
        self.surnames.insert(key, number);
        number
    }

    /// Keeps the words before a mention, and those of a description beside it, with its person.
    fn describe(&mut self, mentions: &[Mention], at: usize) {
        let mention = mentions[at];
        if mention.person == NOBODY {
            return;
        }
        let list = &self.tokens.list;
        let person = &mut self.people[mention.person as usize];
        let keep = |first: u32, last: u32, person: &mut Person| {
            let mut found = false;
            for token in &list[first as usize..last as usize] {
                let role = token.is(ROLE | TITLE) && !token.is(ADDRESS);
                found |= role;
                let telling = role || token.is(DEMONYM | PLACE);
                let key = lexicon::office_key(token.hash);
                if telling && person.roles.len() < MOST_ROLES && !person.roles.contains(&key) {
                    person.roles.push(key);
                }
            }
            if found && person.role.is_none() {
                person.role = Some((first, last));
            }
        };
        keep(mention.left, mention.first, person);
        for beside in [at.wrapping_sub(1), at + 1] {
            if let Some(other) = mentions.get(beside) {
                let parted = |at: u32| list.get(at as usize).is_some_and(Token::is_comma);
                let near = other.last + 1 == mention.left && parted(other.last)
                    || mention.last + 1 == other.left && parted(mention.last);
                if other.kind == MentionKind::Description && other.is_apposed && near {
                    keep(other.left, other.last, person);
                    if person.sex == Sex::Unknown {
                        person.sex = other.sex;
                    }
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::people::mentions::{Evidence, MentionKind, NOBODY, Sex};
    use crate::people::parsed_text::ParsedText;

    /// The longest name of each person, how often they are mentioned, and their role.
    fn read(text: &str) -> Vec<String> {
        let parsed = ParsedText::read(text);
        let shown = parsed.persons.iter().map(|it| {
            let role =
                it.role.map_or(String::new(), |(first, last)| format!(", {}", parsed.text_of(first, last)));
            format!("{} {}{role}", it.count, parsed.text_of(it.first, it.last))
        });
        shown.collect()
    }

    #[track_caller]
    fn check(text: &str, expected: &[&str]) {
        assert_eq!(read(text), expected, "{text}");
    }

    #[test]
    fn all_names_of_a_person_are_one_entry() {
        check("Ann Brakk left. Brakk said no. Ann smiled. Ms. Brakk slept.", &["4 Ann Brakk"]);
        check("Brakk said no. Ann Brakk left. Ann Marie Brakk slept.", &["3 Ann Marie Brakk"]);
        check("William Hask left. Bill Hask said no. W. Hask slept.", &["3 William Hask"]);
        check("Bashar al-Tamimi left. Tamimi said no.", &["2 Bashar al-Tamimi"]);
    }

    #[test]
    fn namesakes_stay_apart() {
        check("Ann Brakk left. Tom Brakk slept.", &["1 Ann Brakk", "1 Tom Brakk"]);
        check("Carl Voss left. Carl Voss Jr. slept.", &["1 Carl Voss", "1 Carl Voss Jr."]);
        check("Ann Brakk left. Tom Brakk slept. Mr. Brakk said no.", &["1 Ann Brakk", "2 Tom Brakk"]);
        check(
            "Ann Brakk left. Ann Brakk slept. Eva Brakk left. Brakk said no.",
            &["3 Ann Brakk", "1 Eva Brakk"],
        );
    }

    #[test]
    fn of_two_who_have_a_surname_the_text_tells_which_or_neither_is_meant() {
        check(
            "Rob Penhale and Jane Penhale kept goats. Penhale said no.",
            &["1 Rob Penhale", "1 Jane Penhale", "1 Penhale"],
        );
        check(
            "Mayor Gwen Brakk left. Chief Ray Brakk slept. Chief Brakk said no.",
            &["1 Gwen Brakk, Mayor", "2 Ray Brakk, Chief"],
        );
        check(
            "Estelle Brakk left. Noel Brakk slept. Brakk said no. She smiled.",
            &["2 Estelle Brakk", "1 Noel Brakk"],
        );
        // Somebody else of the name spoke, who is named nowhere.
        check(
            "President Brakk left. Ann Brakk slept. Mr. Brakk said no.",
            &["1 Ann Brakk", "2 Brakk, President"],
        );
    }

    #[test]
    fn firms_and_crowds_are_no_persons() {
        check("PolitiFact said no.", &[]);
        check("Protestors said no.", &[]);
        check("McDonnel said no. MacDonnel said yes.", &["1 McDonnel", "1 MacDonnel"]);
        check("Peabrook Energy left. Peabrook said no.", &[]);
    }

    #[test]
    fn a_misspelt_surname_is_the_same_person() {
        check("Tyra McClenney left. McLenney said no.", &["2 Tyra McClenney"]);
        check("Tyra McClenney left. McBenny said no.", &["1 Tyra McClenney", "1 McBenny"]);
        let crowd: String = (0..70).map(|it| format!("Ann Q{} left. ", "x".repeat(it + 5))).collect();
        let read = read(&format!("Tyra McClenney left. {crowd}McLenney said no."));
        assert!(read.contains(&"1 McLenney".to_owned()), "in a crowd slips are not looked for");
    }

    #[test]
    fn roles_come_from_titles_and_from_what_stands_beside() {
        check("Mayor Ann Lee left.", &["1 Ann Lee, Mayor"]);
        check("Ann Lee, the mayor, left.", &["1 Ann Lee, the mayor"]);
        check("The mayor, Ann Lee, left.", &["1 Ann Lee, The mayor"]);
        check("Ms. Lee left.", &["1 Lee"]);
        check("Mayor Ann Brakk left. Senator Brakk slept.", &["2 Ann Brakk, Mayor"]);
        let parsed = ParsedText::read("Xylo Brakk, the spokeswoman, left.");
        assert_eq!(parsed.persons[0].sex, Sex::Female);
    }

    #[test]
    fn a_title_that_stands_alone_may_be_a_surname() {
        let kinds = |text: &str| -> Vec<MentionKind> {
            ParsedText::read(text).mentions.iter().map(|it| it.kind).collect()
        };
        use MentionKind::{Description, Name, Organisation};
        assert_eq!(kinds("Larry King left. King said no."), [Name, Name]);
        assert_eq!(kinds("Larry Roe left. King said no."), [Name, Description]);
        assert_eq!(kinds("Larry Hill left. Hill said no."), [Name, Name]);
        assert_eq!(kinds("Larry Roe left. Hill said no."), [Name, Organisation]);
    }

    #[test]
    fn who_never_speaks_and_has_no_given_name_is_a_thing() {
        check("Xylo Brakk opened.", &["1 Xylo Brakk"]);
        let person = |text: &str| ParsedText::read(text).mentions[0].person;
        assert_eq!(person("Xylo Brakk opened."), NOBODY);
        for text in [
            "Xylo Brakk said no.",
            "Then said Xylo Brakk no.",
            "Xylo Brakk, the president, said no.",
            "Xylo Brakk, who opened, left.",
            "Xylo Brakk, 62, left.",
            "Xylo Brakk, a teacher at Kelso, left.",
            "Xylo Brakk, political science professor at Kelso, left.",
            "“No.” — Xylo Brakk",
            "Ann Brakk opened.",
        ] {
            assert!(ParsedText::read(text).mentions.iter().any(|it| it.person == 0), "{text}");
        }
        for text in [
            "Xylo Brakk, 1962, left.",
            "Xylo Brakk, 62 left.",
            "Xylo Brakk, teachers at Kelso, left.",
            "Xylo Brakk, which opened, left.",
            "Xylo Brakk (said no) left.",
            "He said. Xylo Brakk opened.",
        ] {
            assert!(ParsedText::read(text).mentions.iter().all(|it| it.person != 0), "{text}");
        }
    }

    #[test]
    fn a_given_name_behind_in_is_a_place() {
        check("Tom Roe left. He was in Charlotte. Charlotte grew.", &["1 Tom Roe"]);
        check("Tom Roe left. He was with Charlotte. Charlotte grew.", &["1 Tom Roe", "2 Charlotte"]);
        check("Tom Roe left. He was in Charlotte’s car. Charlotte grew.", &["1 Tom Roe", "2 Charlotte"]);
    }

    #[test]
    fn evidence_is_the_best_of_all_names() {
        let parsed = ParsedText::read("Xylo Brakk left. Mayor Xylo Brakk slept.");
        assert_eq!(parsed.persons.len(), 1);
        assert_eq!((parsed.persons[0].evidence, parsed.persons[0].count), (Evidence::Strong, 2));
    }

    #[test]
    fn of_very_many_namesakes_the_last_are_compared() {
        let name = |it: usize| format!("{}xqo", char::from(b'A' + it as u8));
        let crowd =
            |count: usize| -> String { (0..count).map(|it| format!("{} Brakk left. ", name(it))).collect() };
        let first = |text: String| ParsedText::read(&text).persons[0].count;
        assert_eq!(first(format!("Eva Brakk left. {}Eva Brakk slept.", crowd(23))), 2);
        assert_eq!(first(format!("Eva Brakk left. {}Eva Brakk slept.", crowd(24))), 1);
    }
}

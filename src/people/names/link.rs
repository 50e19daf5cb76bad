//! Linking the names of an index: which are spellings of one speaker's name.
//!
//! Two names of persons may be linked when their last names have one spelling key, their
//! generation (Jr., Sr.) is the same and no first name that both give differs ([`crate::people::names::given`]).
//! Clusters grow from the names that tell most to those that tell least:
//!
//! 1. Names that are the same in every part are joined (`Volodymyr Zelensky`, `Vladimir Zelenskiy`).
//! 2. A name that tells less (`V. Putin`, `George Bush`, a bare `Putin`) joins the
//!    one cluster whose every form it is compatible with. When two clusters could take
//!    it, it joins neither: nobody knows which Bush is meant.
//!
//! So no cluster ever holds two names that exclude each other, and never two that
//! one article tells apart. Organisations are linked when their plain words are the same, `the` and
//! `and` aside; an acronym is not read as the name it may stand for.
//!
//! The time is near linear in the number of names: a name is compared with at most
//! [`MOST_CANDIDATES`] clusters.

use rustc_hash::FxHashMap;

use crate::analysis::Words;
use crate::analysis::plain;
use crate::article::SpeakerKind;
use crate::people::names::american::american;
use crate::people::names::given::{Given, initials};
use crate::people::names::lines;
use crate::people::names::links::Links;
use crate::people::names::parts::Parts;

/// A name as the articles of an index give it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NameSeen<'a> {
    /// The name, without title and role.
    pub name: &'a str,
    /// A person's or an organisation's.
    pub kind: SpeakerKind,
    /// In how many articles it is.
    pub articles: u64,
}

/// A name for which more clusters than this come into question is left alone.
const MOST_CANDIDATES: usize = 64;

/// Links the names that are one speaker's.
///
/// `apart` are pairs of places in `names` that one article tells apart: both are in
/// it as speakers of their own. Pairs with a place beyond the names are ignored. A name
/// given twice counts once, with the articles of both, as the kind that has more of them. The order of the
/// names does not matter.
#[must_use]
pub fn link(names: &[NameSeen<'_>], apart: &[(usize, usize)]) -> Links {
    let (unique, place_of) = unique_names(names);
    let mut clusters = Clusters::new(unique.len());
    for &(one, other) in apart {
        if let (Some(&one), Some(&other)) = (place_of.get(one), place_of.get(other))
            && one != other
        {
            clusters.apart[one].push(other);
            clusters.apart[other].push(one);
        }
    }
    let parts: Vec<Option<Parts>> = unique
        .iter()
        .map(|it| match it.kind {
            SpeakerKind::Person => Parts::of(it.name),
            SpeakerKind::Organisation => None,
        })
        .collect();
    link_organisations(&unique, &mut clusters);
    let groups = group_equal(&parts, &mut clusters);
    join_spacings(&unique, &parts, &groups, &mut clusters);
    join_less_telling(&parts, groups, &mut clusters);
    let linked = clusters.members.iter().filter(|it| it.len() > 1);
    let mut forms: Vec<Vec<String>> = linked.map(|it| in_order(it, &unique, &parts)).collect();
    forms.sort_unstable();
    Links::new(forms).expect("every name is in one cluster")
}

/// Each name once, the most frequent first, and for each given name its place there.
fn unique_names<'a>(names: &[NameSeen<'a>]) -> (Vec<NameSeen<'a>>, Vec<usize>) {
    let mut by_name: FxHashMap<&str, [u64; 2]> = FxHashMap::default();
    for it in names {
        let [persons, organisations] = by_name.entry(it.name).or_default();
        let count = match it.kind {
            SpeakerKind::Person => persons,
            SpeakerKind::Organisation => organisations,
        };
        // One more, so that a name of no article still has its kind.
        *count = count.saturating_add(it.articles.saturating_add(1));
    }
    let mut unique: Vec<NameSeen<'a>> = by_name
        .into_iter()
        .map(|(name, [persons, organisations])| NameSeen {
            name,
            kind: if persons >= organisations { SpeakerKind::Person } else { SpeakerKind::Organisation },
            articles: persons.saturating_add(organisations),
        })
        .collect();
    unique.sort_unstable_by(|one, other| {
        other.articles.cmp(&one.articles).then_with(|| one.name.cmp(other.name))
    });
    let places: FxHashMap<&str, usize> = unique.iter().enumerate().map(|(at, it)| (it.name, at)).collect();
    let place_of = names.iter().map(|it| places[it.name]).collect();
    (unique, place_of)
}

/// The names in clusters, at first each in its own, and which may not be together.
struct Clusters {
    /// By cluster, the places of its names; empty once it has joined another.
    members: Vec<Vec<usize>>,
    /// By name, the cluster it is in.
    of: Vec<usize>,
    /// By name, the names that it is not.
    apart: Vec<Vec<usize>>,
}

impl Clusters {
    fn new(names: usize) -> Clusters {
        Clusters {
            members: (0..names).map(|it| vec![it]).collect(),
            of: (0..names).collect(),
            apart: vec![Vec::new(); names],
        }
    }

    /// Whether an article tells a name of `from` from one of `into`.
    fn told_apart(&self, from: usize, into: usize) -> bool {
        self.members[from].iter().flat_map(|&it| &self.apart[it]).any(|&it| self.of[it] == into)
    }

    /// Puts the names of `from` into `into`, unless some are told apart.
    fn join(&mut self, from: usize, into: usize) -> bool {
        if from == into || self.told_apart(from, into) {
            return from == into;
        }
        let moved = std::mem::take(&mut self.members[from]);
        for &name in &moved {
            self.of[name] = into;
        }
        self.members[into].extend(moved);
        true
    }
}

fn link_organisations(unique: &[NameSeen<'_>], clusters: &mut Clusters) {
    let mut by_words: FxHashMap<String, usize> = FxHashMap::default();
    for (at, it) in unique.iter().enumerate() {
        match it.kind {
            SpeakerKind::Person => continue,
            SpeakerKind::Organisation => {}
        }
        let mut words = String::new();
        for word in Words::new(it.name) {
            let word = american(plain(word.of(it.name)));
            if !matches!(word.as_ref(), "the" | "and") {
                words.push(' ');
                words.push_str(&word);
            }
        }
        if words.is_empty() {
            continue;
        }
        let first = *by_words.entry(words).or_insert(at);
        clusters.join(at, clusters.of[first]);
    }
}

/// Joins names that are the same in every part. Gives one name of each group, those that tell most first.
fn group_equal(parts: &[Option<Parts>], clusters: &mut Clusters) -> Vec<usize> {
    let mut by_parts: FxHashMap<_, usize> = FxHashMap::default();
    let mut groups = Vec::new();
    for (at, own) in parts.iter().enumerate() {
        let Some(own) = own else { continue };
        let first = *by_parts.entry(own.same()).or_insert(at);
        if first == at || !clusters.join(at, clusters.of[first]) {
            groups.push(at);
        }
    }
    // The sort is stable: among equals the more frequent stay first.
    groups.sort_by_key(|&it| std::cmp::Reverse(parts[it].as_ref().map(Parts::detail)));
    groups
}

/// Joins names that differ in spaces and hyphens only (`Kim Jong-un`, `Kim Jong Un`).
fn join_spacings(
    unique: &[NameSeen<'_>],
    parts: &[Option<Parts>],
    groups: &[usize],
    clusters: &mut Clusters,
) {
    let mut by_letters: FxHashMap<String, usize> = FxHashMap::default();
    for &at in groups {
        // A bare name must find its cluster as the only one.
        if parts[at].as_ref().is_none_or(|it| it.given.is_none())
            || clusters.members[clusters.of[at]].is_empty()
        {
            continue;
        }
        let first = *by_letters.entry(Parts::joined(unique[at].name)).or_insert(at);
        if first != at {
            clusters.join(clusters.of[at], clusters.of[first]);
        }
    }
}

/// Where clusters are found by what their names give.
#[derive(Default)]
struct Candidates<'a> {
    by_given: FxHashMap<(&'a str, &'static str, &'a str), Vec<usize>>,
    by_initial: FxHashMap<(&'a str, &'static str, char), Vec<usize>>,
    by_bare: FxHashMap<(&'a str, &'static str), Vec<usize>>,
}

impl<'a> Candidates<'a> {
    /// Names whose clusters may take a name of these parts.
    fn of(&self, own: &'a Parts) -> Vec<usize> {
        let by_given = |name: &'a str| self.by_given.get(&(own.last.as_str(), own.generation, name));
        let found: Vec<&Vec<usize>> = match &own.given {
            Some(Given::One(name)) => by_given(name).into_iter().collect(),
            Some(Given::Several(names)) => lines::spellings(names).filter_map(by_given).collect(),
            Some(Given::Initial(letter)) => {
                self.by_initial.get(&(own.last.as_str(), own.generation, *letter)).into_iter().collect()
            }
            None => self.by_bare.get(&(own.bare.as_str(), own.generation)).into_iter().collect(),
        };
        found.into_iter().flatten().copied().take(MOST_CANDIDATES + 1).collect()
    }

    fn add(&mut self, name: usize, own: &'a Parts) {
        fn push<K: std::hash::Hash + Eq>(map: &mut FxHashMap<K, Vec<usize>>, key: K, name: usize) {
            let names = map.entry(key).or_default();
            if names.len() <= MOST_CANDIDATES {
                names.push(name);
            }
        }
        let (last, generation) = (own.last.as_str(), own.generation);
        match &own.given {
            Some(Given::One(given)) => {
                push(&mut self.by_given, (last, generation, given), name);
                for letter in initials(given).chars() {
                    push(&mut self.by_initial, (last, generation, letter), name);
                }
            }
            Some(Given::Several(givens)) => {
                let mut letters = String::new();
                for given in lines::spellings(givens) {
                    push(&mut self.by_given, (last, generation, given), name);
                    letters.extend(given.chars().next().filter(|&it| !letters.contains(it)));
                }
                for letter in letters.chars() {
                    push(&mut self.by_initial, (last, generation, letter), name);
                }
            }
            Some(Given::Initial(letter)) => push(&mut self.by_initial, (last, generation, *letter), name),
            None => {}
        }
    }
}

/// Joins each group to the one cluster that can take it, those that tell most first.
fn join_less_telling(parts: &[Option<Parts>], groups: Vec<usize>, clusters: &mut Clusters) {
    let mut candidates = Candidates::default();
    // By cluster, a name of each group in it.
    let mut shapes: FxHashMap<usize, Vec<usize>> = FxHashMap::default();
    // The names of a group may write the last name in several ways.
    let mut written: Vec<Vec<usize>> =
        groups.iter().map(|&it| clusters.members[clusters.of[it]].clone()).collect();
    for (place, &at) in groups.iter().enumerate() {
        let Some(own) = &parts[at] else { continue };
        if let Some(into) = the_one(at, own, &candidates, &shapes, parts, clusters) {
            clusters.join(clusters.of[at], into);
        }
        let shapes = shapes.entry(clusters.of[at]).or_default();
        if shapes.len() <= MOST_CANDIDATES {
            shapes.push(at);
        }
        candidates.add(at, own);
        for name in std::mem::take(&mut written[place]) {
            let Some(parts) = &parts[name] else { continue };
            let names = candidates.by_bare.entry((parts.bare.as_str(), parts.generation)).or_default();
            if names.len() <= MOST_CANDIDATES {
                names.push(name);
            }
        }
    }
}

/// The only cluster that can take the group of the name `at`.
fn the_one<'a>(
    at: usize,
    own: &'a Parts,
    candidates: &Candidates<'a>,
    shapes: &FxHashMap<usize, Vec<usize>>,
    parts: &[Option<Parts>],
    clusters: &Clusters,
) -> Option<usize> {
    let found = candidates.of(own);
    if found.len() > MOST_CANDIDATES {
        return None;
    }
    let mut one = None;
    for name in found {
        let cluster = clusters.of[name];
        if one == Some(cluster) || cluster == clusters.of[at] {
            continue;
        }
        let shapes = shapes.get(&cluster)?;
        let takes = shapes.len() <= MOST_CANDIDATES
            && shapes.iter().filter_map(|&it| parts[it].as_ref()).all(|it| it.compatible(own));
        if takes {
            if one.is_some() {
                return None;
            }
            one = Some(cluster);
        }
    }
    one
}

/// The forms of a cluster: the most frequent full one, then the others by frequency.
fn in_order(members: &[usize], unique: &[NameSeen<'_>], parts: &[Option<Parts>]) -> Vec<String> {
    let mut members = members.to_vec();
    // The places are in the order of frequency, then of the alphabet.
    members.sort_unstable();
    let rank = |&at: &usize| {
        let full = parts[at].as_ref().is_some_and(Parts::is_full);
        let it = &unique[at];
        (full, it.articles, it.name.chars().count(), std::cmp::Reverse(at))
    };
    let best = members.iter().copied().max_by_key(rank);
    let rest = members.iter().copied().filter(|&it| Some(it) != best);
    best.into_iter().chain(rest).map(|it| unique[it].name.to_owned()).collect()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const PERSON: SpeakerKind = SpeakerKind::Person;

    fn persons<'a>(names: &[&'a str]) -> Vec<NameSeen<'a>> {
        // The first is the most frequent.
        let count = |at: usize| (names.len() - at) as u64;
        names
            .iter()
            .enumerate()
            .map(|(at, name)| NameSeen { name, kind: PERSON, articles: count(at) })
            .collect()
    }

    /// The clusters, as `canonical = other = other`.
    fn check(names: &[&str], expected: &[&str]) {
        let links = link(&persons(names), &[]);
        let found: Vec<String> = links.clusters().map(|it| it.join(" = ")).collect();
        assert_eq!(found, expected, "{names:?}");
    }

    #[test]
    fn spellings_of_one_name_are_one_speaker() {
        check(
            &["Volodymyr Zelensky", "Volodymyr Zelenskyy", "Vladimir Zelenskiy", "Zelensky", "V. Zelensky"],
            &["Volodymyr Zelensky = Volodymyr Zelenskyy = Vladimir Zelenskiy = Zelensky = V. Zelensky"],
        );
        check(&["Muammar Gaddafi", "Moammar al-Qadhafi"], &["Muammar Gaddafi = Moammar al-Qadhafi"]);
        check(
            &["Bashar al-Assad", "Bashar Assad", "al-Assad"],
            &["Bashar al-Assad = Bashar Assad = al-Assad"],
        );
        check(&["Kim Jong-un", "Kim Jong Un", "Kim Jong Il"], &["Kim Jong-un = Kim Jong Un"]);
        check(&["Mohamed ElBaradei", "Mohammed el-Baradei"], &["Mohamed ElBaradei = Mohammed el-Baradei"]);
        check(&["Ursula von der Leyen", "von der Leyen"], &["Ursula von der Leyen = von der Leyen"]);
        check(&["Ron DeSantis", "Ron De Santis", "DeSantis"], &["Ron DeSantis = Ron De Santis = DeSantis"]);
        check(&["Alexandria Ocasio-Cortez", "Ocasio-Cortez"], &["Alexandria Ocasio-Cortez = Ocasio-Cortez"]);
        check(&["JD Vance", "J.D. Vance", "J. D. Vance"], &["JD Vance = J.D. Vance = J. D. Vance"]);
        check(&["Joe Biden", "Joseph R. Biden", "BIDEN"], &["Joe Biden = Joseph R. Biden = BIDEN"]);
        check(&["William \"Bill\" Gates", "Bill Gates"], &["William \"Bill\" Gates = Bill Gates"]);
    }

    #[test]
    fn different_people_stay_apart() {
        for names in [
            &["Bill Clinton", "Hillary Clinton", "Clinton"][..],
            &["George W. Bush", "George H.W. Bush", "George Bush", "Bush"],
            &["Donald Trump", "Donald Trump Jr."],
            &["Donald Trump Sr.", "Donald Trump Jr."],
            &["Vladimir Putin", "Vladimir Putina"],
            &["Mick Jagger", "Jager"],
            &["Stephen King", "Martin Luther King"],
            &["John Smith", "Jack Smith"],
            &["Robert F. Kennedy", "John F. Kennedy", "Kennedy"],
            &["Jean-Luc Martin", "Jean-Pierre Martin"],
            &["Alexander Novak", "Alexandra Novak", "A. Novak"],
            &["Alexander Novak", "Alexei Novak", "Alex Novak"],
        ] {
            check(names, &[]);
        }
    }

    #[test]
    fn a_name_that_tells_less_joins_only_what_can_be_nobody_else() {
        check(
            &["George Bush", "George W. Bush", "George Walker Bush", "Bush"],
            &["George Bush = George W. Bush = George Walker Bush = Bush"],
        );
        check(&["Barack Obama", "Michelle Obama", "B. Obama", "Obama"], &["Barack Obama = B. Obama"]);
        check(&["Donald Trump", "Donald Trump Jr.", "Trump"], &["Donald Trump = Trump"]);
        check(&["Zelensky", "Zelenskyy"], &["Zelensky = Zelenskyy"]);
    }

    #[test]
    fn whom_an_article_tells_apart_stays_apart() {
        let names = persons(&["Vladimir Ivanov", "Volodymyr Ivanov", "Ivanov"]);
        let links = link(&names, &[(0, 1)]);
        assert_eq!(links.canonical("Volodymyr Ivanov"), "Volodymyr Ivanov");
        assert_eq!(links.canonical("Ivanov"), "Ivanov");
        let links = link(&names, &[(2, 0), (7, 0), (1, 1)]);
        assert_eq!(links.forms("Vladimir Ivanov"), ["Vladimir Ivanov", "Volodymyr Ivanov"]);
    }

    #[test]
    fn the_most_frequent_full_form_is_canonical() {
        let seen = |name, articles| NameSeen { name, kind: PERSON, articles };
        let names = [
            seen("Peskov", 90),
            seen("D. Peskov", 50),
            seen("Dmitri Peskov", 4),
            seen("Dmitry Peskov", 4),
            seen("Dmitry S. Peskov", 4),
        ];
        assert_eq!(link(&names, &[]).canonical("Peskov"), "Dmitry S. Peskov");
    }

    #[test]
    fn organisations_are_linked_by_their_plain_words() {
        let seen = |name, articles| NameSeen { name, kind: SpeakerKind::Organisation, articles };
        let names = [
            seen("White House", 9),
            seen("the White House", 3),
            seen("THE WHITE HOUSE", 1),
            seen("Johnson & Johnson", 2),
            seen("Johnson and Johnson", 1),
            seen("European Union", 5),
            seen("EU", 5),
            seen("World Harbour Organisation", 2),
            seen("World Harbor Organization", 1),
            seen("Labour Party", 2),
            seen("Labor Party", 1),
            seen("The", 1),
        ];
        let links = link(&names, &[]);
        let found: Vec<String> = links.clusters().map(|it| it.join(" = ")).collect();
        assert_eq!(
            found,
            [
                "Johnson & Johnson = Johnson and Johnson",
                "White House = the White House = THE WHITE HOUSE",
                "World Harbour Organisation = World Harbor Organization",
            ]
        );
        let mixed = [seen("Gates", 3), NameSeen { name: "Bill Gates", kind: PERSON, articles: 4 }];
        assert!(link(&mixed, &[]).is_empty());
    }

    #[test]
    fn names_without_words_are_linked_to_none() {
        check(&["", "...", "—", "- -", "Jr."], &[]);
    }

    fn some_names() -> impl Strategy<Value = Vec<String>> {
        let given = prop_oneof![
            Just(""),
            Just("V."),
            Just("Vladimir"),
            Just("Volodymyr"),
            Just("Bill"),
            Just("Will"),
            Just("W. J."),
            Just("Vladimir V."),
            Just("William J."),
            Just("Alex"),
            Just("Alexei"),
            Just("A.")
        ];
        let last = prop_oneof![
            Just("Petrov"),
            Just("Petrow"),
            Just("Assad"),
            Just("al-Asad"),
            Just("Miller"),
            Just("Miler"),
            Just("Miller Jr.")
        ];
        proptest::collection::vec(
            (given, last).prop_map(|(given, last)| format!("{given} {last}").trim().to_owned()),
            0..24,
        )
    }

    proptest! {
        #[test]
        fn linked_names_exclude_none_of_each_other(
            names in some_names(),
            apart in proptest::collection::vec((0usize..24, 0usize..24), 0..4),
        ) {
            let seen: Vec<_> = names.iter().map(|name| NameSeen { name, kind: PERSON, articles: 1 }).collect();
            let links = link(&seen, &apart);
            for forms in links.clusters() {
                for one in forms {
                    for other in forms {
                        let (first, second) = (Parts::of(one).unwrap(), Parts::of(other).unwrap());
                        prop_assert!(first.compatible(&second), "{} and {}", one, other);
                    }
                }
            }
            for (one, other) in apart {
                if let (Some(one), Some(other)) = (names.get(one), names.get(other)) {
                    prop_assert!(one == other || links.canonical(one) != links.canonical(other));
                }
            }
            for name in &names {
                let canonical = links.canonical(name);
                prop_assert_eq!(links.canonical(canonical), canonical);
                prop_assert!(links.forms(name).contains(&name.as_str()));
            }
        }

        #[test]
        fn the_order_of_names_does_not_matter(names in some_names()) {
            let seen: Vec<_> = names.iter().map(|name| NameSeen { name, kind: PERSON, articles: 1 }).collect();
            let turned: Vec<_> = seen.iter().rev().copied().collect();
            prop_assert_eq!(link(&seen, &[]), link(&turned, &[]));
        }

        #[test]
        fn any_names_are_answered(names in proptest::collection::vec(".{0,30}", 0..12)) {
            let seen: Vec<_> = names.iter().map(|name| NameSeen { name, kind: PERSON, articles: 1 }).collect();
            let _ = link(&seen, &[]);
        }
    }
}

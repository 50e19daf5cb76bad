//! What the words beside a full stop tell: abbreviations, and words with which sentences begin.
//!
//! English words stand here, those of other languages in `abbreviations.tsv`. No language is asked for: a word counts in every text, so that
//! the ends of sentences do not depend on a guess.

use std::sync::LazyLock;

use rustc_hash::FxHashMap;

/// What a word that ends in a full stop says about the end of its sentence.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Abbreviation {
    /// Not an abbreviation: the sentence ends.
    None,
    /// Always followed by a name.
    Title,
    /// Only before a number.
    BeforeNumber,
    /// May end a sentence or not: the next word tells.
    Open,
}

pub(super) fn abbreviation(word: &str) -> Abbreviation {
    if word.len() > 12 {
        return Abbreviation::None;
    }
    let dotted = word.contains('.') && word.split('.').all(|part| part.chars().count() <= 2);
    match word {
        "Mr" | "Mrs" | "Ms" | "Mx" | "Dr" | "Sen" | "Sens" | "Rep" | "Reps" | "Gov" | "Govs" | "Gen"
        | "Lt" | "Col" | "Sgt" | "Capt" | "Cmdr" | "Cdr" | "Adm" | "Maj" | "Cpl" | "Pvt" | "Pfc" | "Brig"
        | "Prof" | "Rev" | "Fr" | "Msgr" | "Hon" | "Pres" | "Supt" | "Insp" | "Det" | "Atty" | "Amb"
        | "Messrs" | "Mme" | "Mlle" | "St" | "Ste" | "Mt" | "Ft" | "vs" | "Asst" | "Del" | "Sec"
        | "Treas" | "Dist" | "Lieut" | "Gens" | "Drs" | "Profs" | "Spc" | "Ald" | "Hr" | "Dep" | "e.g"
        | "i.e" | "viz" | "cf" | "Lt.-Gen" | "Maj.-Gen" | "Lt.-Col" | "Lt.Gov" | "approx" => {
            Abbreviation::Title
        }
        "No" | "Nos" | "Jan" | "Feb" | "Mar" | "Apr" | "Jun" | "Jul" | "Aug" | "Sept" | "Sep" | "Oct"
        | "Nov" | "Dec" | "pp" | "Vol" | "Art" | "Para" | "Ch" | "Fig" | "Mar." => Abbreviation::BeforeNumber,
        "Jr" | "Sr" | "Inc" | "Corp" | "Co" | "Cos" | "Ltd" | "Bros" | "LLC" | "plc" | "Plc" | "etc"
        | "al" | "Ph.D" | "Esq" | "Ave" | "Blvd" | "Rd" | "Bldg" | "Dept" | "Univ" | "Ala" | "Ariz"
        | "Ark" | "Calif" | "Colo" | "Conn" | "Fla" | "Ga" | "Ill" | "Ind" | "Kan" | "Ky" | "La" | "Md"
        | "Mass" | "Mich" | "Minn" | "Miss" | "Mo" | "Mont" | "Neb" | "Nev" | "Okla" | "Ore" | "Pa"
        | "Tenn" | "Tex" | "Va" | "Vt" | "Wash" | "Wis" | "Wyo" | "Ont" | "Que" | "min" | "hrs" | "ft"
        | "lb" | "lbs" | "oz" | "est" | "Est" | "ed" | "eds" | "Mfg" | "Intl" | "Natl" | "Assn"
        | "Bancorp" | "Conf" | "Ed" | "Rt" | "Pty" | "S.p.A" | "Cie" => Abbreviation::Open,
        _ if dotted => Abbreviation::Open,
        _ => {
            // `l'Avv.`
            let behind = word.rsplit(['\'', '’']).next().unwrap_or(word);
            match kind_of(behind) {
                Some(Kind::Abbreviation(kind)) => kind,
                Some(Kind::Ordinal | Kind::BeforeOrdinal | Kind::Start | Kind::Says) | None => {
                    Abbreviation::None
                }
            }
        }
    }
}

/// Whether the first word of `next` is one that names do not begin with.
pub(super) fn starts_sentence(next: &str) -> bool {
    let word = next.split(|c: char| !c.is_alphabetic()).next().unwrap_or("");
    matches!(
        word,
        "The"
            | "A"
            | "An"
            | "In"
            | "On"
            | "At"
            | "He"
            | "She"
            | "It"
            | "They"
            | "We"
            | "I"
            | "You"
            | "But"
            | "And"
            | "Or"
            | "So"
            | "If"
            | "When"
            | "While"
            | "As"
            | "For"
            | "From"
            | "To"
            | "By"
            | "With"
            | "This"
            | "That"
            | "These"
            | "Those"
            | "There"
            | "Then"
            | "Now"
            | "His"
            | "Her"
            | "Its"
            | "Their"
            | "Our"
            | "My"
            | "Your"
            | "What"
            | "Who"
            | "Why"
            | "How"
            | "Where"
            | "Which"
            | "After"
            | "Before"
            | "Since"
            | "Until"
            | "During"
            | "Although"
            | "Though"
            | "Because"
            | "However"
            | "Some"
            | "Many"
            | "Most"
            | "Both"
            | "Each"
            | "Every"
            | "All"
            | "No"
            | "Not"
            | "Yet"
            | "Still"
            | "Also"
            | "Even"
            | "Just"
            | "Only"
            | "One"
            | "Two"
            | "Three"
            | "Another"
            | "Other"
            | "Others"
            | "According"
            | "Asked"
            | "Last"
            | "Earlier"
            | "Later"
            | "Meanwhile"
            | "Instead"
            | "Despite"
            | "Under"
            | "Over"
            | "About"
            | "Of"
            | "Once"
            | "Here"
            | "Is"
            | "Are"
            | "Was"
            | "Were"
            | "Do"
            | "Does"
            | "Did"
            | "Has"
            | "Have"
            | "Had"
            | "Will"
            | "Would"
            | "Can"
            | "Could"
            | "Should"
            | "Yes"
            | "Well"
            | "Perhaps"
            | "Maybe"
            | "Nor"
            | "Neither"
            | "Either"
            | "Such"
            | "More"
    )
}

/// Whether `next` begins with a name and a word of saying, as after a question
/// in marks: `"Why?" Ms. Lee asked`.
pub(super) fn cue_follows(next: &str) -> bool {
    for word in next.split_whitespace().take(5) {
        let bare = word.trim_end_matches([',', '.', ':', ';']);
        if matches!(
            bare,
            "said"
                | "says"
                | "asked"
                | "asks"
                | "wrote"
                | "added"
                | "told"
                | "replied"
                | "shouted"
                | "tweeted"
                | "wondered"
                | "exclaimed"
                | "continued"
                | "demanded"
                | "cried"
                | "quipped"
                | "answered"
                | "responded"
                | "recalled"
                | "declared"
                | "joked"
                | "yelled"
                | "screamed"
                | "inquired"
        ) {
            return true;
        }
        if !word.starts_with(char::is_uppercase) || (bare.len() < word.len() && !word.ends_with('.')) {
            return false;
        }
    }
    false
}

/// What a word of another language than English is beside a full stop.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Abbreviation(Abbreviation),
    Ordinal,
    BeforeOrdinal,
    Start,
    /// A word of saying in front of a colon.
    Says,
}

static KINDS: LazyLock<FxHashMap<&'static str, Kind>> = LazyLock::new(|| {
    let mut kinds = FxHashMap::default();
    for line in include_str!("abbreviations.tsv").lines().filter(|line| !line.starts_with('#')) {
        let (kind, words) = line.split_once('\t').expect("a line of abbreviations.tsv has two columns");
        let kind = match kind {
            "name" => Kind::Abbreviation(Abbreviation::Title),
            "number" => Kind::Abbreviation(Abbreviation::BeforeNumber),
            "open" => Kind::Abbreviation(Abbreviation::Open),
            "ordinal" => Kind::Ordinal,
            "before" => Kind::BeforeOrdinal,
            "start" => Kind::Start,
            "says" => Kind::Says,
            other => panic!("abbreviations.tsv knows no {other}"),
        };
        for word in words.split(' ') {
            kinds.entry(word).or_insert(kind);
        }
    }
    kinds
});

pub(super) fn kind_of(word: &str) -> Option<Kind> {
    KINDS.get(word).copied()
}

//! One mention of somebody.

use crate::people::lexicon::{Classes, FEMALE, MALE};

/// What a mention is. The models know the kinds by their numbers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum MentionKind {
    /// The name of a person.
    Name = 0,
    /// `he`, `she`.
    Pronoun = 1,
    /// `who`.
    Relative = 2,
    /// `I`, `we`, `they`, `it`.
    OtherPronoun = 3,
    /// One person without a name (`the senator`).
    Description = 4,
    /// Several people (`officials`).
    Group = 5,
    /// An organisation, or what it wrote (`the ministry`, `CNN`, `the report`).
    Organisation = 6,
}

impl MentionKind {
    /// The word by which explanations name it.
    pub(crate) fn as_str(self) -> &'static str {
        match self {
            MentionKind::Name => "name",
            MentionKind::Pronoun => "pronoun",
            MentionKind::Relative => "relative",
            MentionKind::OtherPronoun => "other-pronoun",
            MentionKind::Description => "description",
            MentionKind::Group => "group",
            MentionKind::Organisation => "organisation",
        }
    }
}

/// The sex of a mention as far as its words tell. The models know them by their numbers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Sex {
    /// Not told.
    Unknown = 0,
    /// A woman.
    Female = 1,
    /// A man.
    Male = 2,
}

impl Sex {
    /// What the classes of a word tell.
    pub(crate) fn of(classes: Classes) -> Sex {
        match (classes & FEMALE != 0, classes & MALE != 0) {
            (true, false) => Sex::Female,
            (false, true) => Sex::Male,
            (true, true) | (false, false) => Sex::Unknown,
        }
    }
}

/// How much speaks for it that a name is a person's. The models know it by its number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Evidence {
    /// Nothing: one word that no list knows as a given name.
    None = 0,
    /// A given name, or several words.
    Some = 1,
    /// A title or a role, a given name with a surname, `Jr.`.
    Strong = 2,
}

/// No person.
pub(crate) const NOBODY: u32 = u32::MAX;

/// No mention.
pub(crate) const NO_MENTION: u32 = u32::MAX;

/// One mention; places are numbers of tokens, half open.
#[derive(Debug, Clone, Copy)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "each is a fact of its own about the words around the mention"
)]
pub(crate) struct Mention {
    pub(crate) kind: MentionKind,
    pub(crate) sex: Sex,
    /// The name itself, the pronoun, the head of the description.
    pub(crate) first: u32,
    pub(crate) last: u32,
    /// Where its titles and modifiers begin.
    pub(crate) left: u32,
    /// The person it names, or [`NOBODY`].
    pub(crate) person: u32,
    /// Evidence that a name is a person's.
    pub(crate) evidence: Evidence,
    /// Followed by `'s`, or before a noun that it only modifies.
    pub(crate) is_modifier: bool,
    /// A name, or a description with `the` or `his`.
    pub(crate) is_definite: bool,
    /// A description beside a name that it explains, or the other way round.
    pub(crate) is_apposed: bool,
    /// Owns an office or is kin (`Ann Lee’s lawyer`, `a spokesman for Ann Lee`): somebody else is spoken of.
    pub(crate) owns_office: bool,
    /// Whom something is told: `he told Ann Lee`.
    pub(crate) is_addressed: bool,
    /// A description that tells whose office it is.
    pub(crate) is_owned: bool,
    /// Of a description, the mention that names its holder (`the mayor of Kelso, Ann Lee`), or [`NO_MENTION`].
    pub(crate) holder: u32,
}

impl Mention {
    /// A mention of which nothing is known but its place, what it is, and its sex.
    pub(super) fn new(kind: MentionKind, first: usize, last: usize, left: usize, sex: Sex) -> Mention {
        Mention {
            kind,
            sex,
            first: first as u32,
            last: last as u32,
            left: left as u32,
            person: NOBODY,
            evidence: Evidence::None,
            is_modifier: false,
            is_definite: false,
            is_apposed: false,
            owns_office: false,
            is_addressed: false,
            is_owned: false,
            holder: NO_MENTION,
        }
    }

    /// How many tokens it has, its titles not counted.
    pub(crate) fn len(&self) -> u32 {
        self.last - self.first
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_sex_is_told_only_where_words_agree() {
        assert_eq!(Sex::of(FEMALE), Sex::Female);
        assert_eq!(Sex::of(MALE), Sex::Male);
        assert_eq!(Sex::of(FEMALE | MALE), Sex::Unknown);
        assert_eq!(Sex::of(0), Sex::Unknown);
    }
}

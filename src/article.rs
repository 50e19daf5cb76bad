//! What a news text is: an article, its quotations, and whose they are.

use std::borrow::Cow;
use std::fmt;

use crate::date::{Dating, Day, Instant};
use crate::field::{FIELDS, Field};
pub use crate::found::{Found, FoundBy};
use crate::span::ByteSpan;

/// The name by which an article is known in an index. Never empty.
///
/// A given id is the id, else the canonical address, else the path (and the
/// number of the record in it).
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ArticleId(String);

impl ArticleId {
    /// The longest id that is kept whole, in bytes; the engine's terms end at 65,530.
    pub const MAX_LEN: usize = 4096;

    /// The id, or `None` when `text` is blank. A longer one than [`Self::MAX_LEN`]
    /// is cut at a character and told apart by a hash of the whole.
    #[must_use]
    pub fn new(text: &str) -> Option<ArticleId> {
        let text = text.trim();
        if text.is_empty() {
            return None;
        }
        if text.len() <= Self::MAX_LEN {
            return Some(ArticleId(text.to_owned()));
        }
        let hash = xxhash_rust::xxh3::xxh3_128(text.as_bytes());
        let cut = text.floor_char_boundary(Self::MAX_LEN - 33);
        Some(ArticleId(format!("{}#{hash:032x}", &text[..cut])))
    }

    /// The id as text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for ArticleId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// A language by its ISO 639-1 code (`en`), two lower-case letters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Language([u8; 2]);

impl Language {
    /// English, the language of an article that does not say and is too short to tell.
    pub const ENGLISH: Language = Language(*b"en");

    /// The language of a tag such as `en`, `EN`, `en-GB` or `en_US`; `None`
    /// when its first part is not two letters.
    #[must_use]
    pub fn from_tag(tag: &str) -> Option<Language> {
        let first = tag.trim().split(['-', '_']).next().unwrap_or("");
        match first.as_bytes() {
            [a, b] if a.is_ascii_alphabetic() && b.is_ascii_alphabetic() => {
                Some(Language([a.to_ascii_lowercase(), b.to_ascii_lowercase()]))
            }
            _ => None,
        }
    }

    /// The two letters.
    #[must_use]
    pub fn code(&self) -> &str {
        std::str::from_utf8(&self.0).expect("made of two ASCII letters")
    }
}

impl fmt::Display for Language {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code())
    }
}

/// Where an article was read: a file, and the record in it where the file holds many.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Origin {
    /// The path as it is shown. Names that are not UTF-8 are shown with U+FFFD.
    pub path: String,
    /// The record's number in the file, counted from 1; `None` when the file is the article.
    pub record: Option<u64>,
}

impl fmt::Display for Origin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.record {
            Some(record) => write!(f, "{}:{record}", self.path),
            None => f.write_str(&self.path),
        }
    }
}

/// The names that an article has: one at most for each field of kind
/// [`FieldKind::Name`](crate::field::FieldKind::Name) but [`Field::Speaker`], with how it was found.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Names(Vec<(Field, Found<String>)>);

impl Names {
    /// The name in a field.
    #[must_use]
    pub fn get(&self, field: Field) -> Option<&Found<String>> {
        self.0.iter().find(|(it, _)| *it == field).map(|(_, name)| name)
    }

    /// The name in a field as text.
    #[must_use]
    pub fn text(&self, field: Field) -> Option<&str> {
        self.get(field).map(|name| name.value.as_str())
    }

    /// Puts a name into a field, in place of the one that it holds. A blank name is none.
    pub fn set(&mut self, field: Field, name: Found<String>) {
        self.0.retain(|(it, _)| *it != field);
        if !name.value.trim().is_empty() {
            let at = self.0.partition_point(|(it, _)| *it < field);
            self.0.insert(at, (field, name));
        }
    }

    /// Puts a name into a field that holds none.
    pub(crate) fn fill(&mut self, field: Field, name: impl FnOnce() -> Option<Found<String>>) {
        if self.get(field).is_none()
            && let Some(name) = name()
        {
            self.set(field, name);
        }
    }

    /// All of them, in the order of the fields.
    pub fn iter(&self) -> impl Iterator<Item = (Field, &Found<String>)> {
        self.0.iter().map(|(field, name)| (*field, name))
    }
}

impl FromIterator<(Field, Found<String>)> for Names {
    /// The names in these fields; of two in one field the last.
    fn from_iter<T: IntoIterator<Item = (Field, Found<String>)>>(all: T) -> Names {
        let mut names = Names::default();
        all.into_iter().for_each(|(field, name)| names.set(field, name));
        names
    }
}

/// One news article.
#[derive(Debug, Clone, PartialEq)]
pub struct Article {
    /// Its name in the index.
    pub id: ArticleId,
    /// The headline, where there is one.
    pub title: Option<Found<String>>,
    /// The text alone, paragraphs separated by one blank line. May be empty when there is a title.
    pub body: String,
    /// Who published it, who wrote it, and what else it has one name of.
    pub names: Names,
    /// When it was published.
    pub dating: Option<Dating>,
    /// When it was last updated.
    pub updated: Option<Dating>,
    /// The language it is written in.
    pub language: Found<Language>,
    /// The address it was published at.
    pub url: Option<String>,
    /// Who said what, in order of place; direct and partial quotations do not overlap each other.
    pub quotations: Vec<Quotation>,
    /// Every place it was read at, at least one.
    pub origins: Vec<Origin>,
    /// Set when this is how an article read before it was edited.
    pub earlier: Option<Earlier>,
    /// The document that it was given as over the network: a JSON object, of which title and body are left out where they
    /// are those of the article.
    pub given: Option<String>,
}

/// What makes an article an earlier wording of another.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Earlier {
    /// The article that says it otherwise now.
    pub of: ArticleId,
    /// The day on which the edit was seen.
    pub until: Day,
}

impl fmt::Display for Earlier {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "an earlier one of {}, replaced on {}", self.of, self.until)
    }
}

impl Article {
    /// An article of which nothing is known but its id: no text, in English unless told otherwise.
    #[must_use]
    pub fn new(id: ArticleId) -> Article {
        Article {
            id,
            title: None,
            body: String::new(),
            names: Names::default(),
            dating: None,
            updated: None,
            language: Found::new(Language::ENGLISH, FoundBy::Default),
            url: None,
            quotations: Vec::new(),
            origins: Vec::new(),
            earlier: None,
            given: None,
        }
    }

    /// The headline as text, empty when there is none.
    #[must_use]
    pub fn title_text(&self) -> &str {
        self.title.as_ref().map_or("", |title| &title.value)
    }

    /// What a field holds, as text; `None` where it is empty. Of the places it was read at the first; the
    /// speakers, of whom there may be many, are told by [`Self::quotations`].
    #[must_use]
    pub fn text(&self, field: Field) -> Option<Cow<'_, str>> {
        match field {
            Field::Id => Some(self.id.as_str().into()),
            Field::Path => self.origins.first().map(|it| it.path.as_str().into()),
            Field::Title => self.title.as_ref().map(|it| it.value.as_str().into()),
            Field::Body => Some(self.body.as_str().into()),
            Field::Date => self.day().map(|day| day.to_string().into()),
            Field::Updated => self.updated.map(|it| it.precise().into()),
            Field::Language => Some(self.language.value.code().into()),
            Field::Url => self.url.as_deref().map(Cow::Borrowed),
            name => self.names.text(name).map(Cow::Borrowed),
        }
    }

    /// How the content of a field was found; `None` where it is empty, or nothing was looked for.
    #[must_use]
    pub fn found_by(&self, field: Field) -> Option<FoundBy> {
        match field {
            Field::Title => self.title.as_ref().map(|it| it.by),
            Field::Date | Field::Updated => self.dating_in(field).map(|it| it.found),
            Field::Language => Some(self.language.by),
            Field::Id | Field::Path | Field::Body | Field::Url => None,
            name => self.names.get(name).map(|it| it.by),
        }
    }

    /// A fingerprint of what the article says: every field but its id, the
    /// places where it was read and what is worked out from the others. The same text published
    /// by two sources has two.
    ///
    /// Fields that came after the first release count only where the article has something in them, and of an
    /// instant the offset of its clock does not count. So an article that was made by an older program is not taken for
    /// edited when it is read again, unless something new is found in it.
    #[must_use]
    pub fn content_hash(&self) -> u128 {
        let mut hash = xxhash_rust::xxh3::Xxh3::new();
        // The lengths keep `ab` + `c` and `a` + `bc` apart.
        let mut add = |field: Option<&str>| {
            hash.update(&field.map_or(u64::MAX, |text| text.len() as u64).to_le_bytes());
            hash.update(field.unwrap_or("").as_bytes());
        };
        add(self.title.as_ref().map(|it| it.value.as_str()));
        add(Some(&self.body));
        add(self.names.text(Field::Author));
        add(self.names.text(Field::Source));
        add(Some(self.language.value.code()));
        add(self.url.as_deref());
        // What other documents tell is not said by this one.
        let said = self.dating.filter(|it| it.found != FoundBy::Neighbours);
        let (day, instant) = said.map_or((None, None), |it| (Some(it.day.number()), it.instant));
        hash.update(&day.map_or(i64::MIN, i64::from).to_le_bytes());
        hash.update(&instant.map_or(i64::MIN, Instant::seconds).to_le_bytes());
        for row in FIELDS.iter().filter(|row| row.since > 1) {
            let value = match self.dating_in(row.field) {
                Some(it) => Some(format!("{} {:?}", it.day, it.instant.map(Instant::seconds)).into()),
                None => self.text(row.field),
            };
            if let Some(value) = value {
                for part in [row.name.as_bytes(), value.as_bytes()] {
                    hash.update(&(part.len() as u64).to_le_bytes());
                    hash.update(part);
                }
            }
        }
        if let Some(given) = &self.given {
            hash.update(b"given");
            hash.update(given.as_bytes());
        }
        hash.digest128()
    }

    /// Whether the id is only the place it was read at, because the document
    /// gave none and no address. Articles like that are the same one when their
    /// [`Self::content_hash`]es are.
    #[must_use]
    pub fn id_is_place(&self) -> bool {
        self.origins.first().is_some_and(|place| place.to_string() == self.id.as_str())
    }

    /// The instant of publication as RFC 3339 has it, on the clock that told it.
    #[must_use]
    pub fn published(&self) -> Option<String> {
        self.dating?.instant.map(|instant| instant.to_string())
    }

    /// What is known of the day in a field of kind [`FieldKind::Day`](crate::field::FieldKind::Day).
    #[must_use]
    pub fn dating_in(&self, field: Field) -> Option<Dating> {
        match field {
            Field::Date => self.dating,
            Field::Updated => self.updated,
            _ => None,
        }
    }

    /// Puts a day into a field; `None` when no article has a day in it.
    pub(crate) fn set_dating(&mut self, field: Field, dating: Dating) -> Option<()> {
        let place = match field {
            Field::Date => &mut self.dating,
            Field::Updated => &mut self.updated,
            _ => return None,
        };
        *place = Some(dating);
        Some(())
    }

    /// The day in a field of kind [`FieldKind::Day`](crate::field::FieldKind::Day), where it is known.
    #[must_use]
    pub fn day_in(&self, field: Field) -> Option<Day> {
        self.dating_in(field).map(|it| it.day)
    }

    /// The day it was published, where that is known.
    #[must_use]
    pub fn day(&self) -> Option<Day> {
        self.dating.map(|dating| dating.day)
    }
}

/// Words of the body in quotation, and whose they are.
#[derive(Debug, Clone, PartialEq)]
pub struct Quotation {
    /// The words with their marks, in bytes of the body. Indirect speech has no marks.
    pub span: ByteSpan,
    /// How it is quoted.
    pub kind: QuotationKind,
    /// Whose words they are; `None` when the text does not tell.
    pub speaker: Option<Speaker>,
    /// Where the body names the speaker for this quotation (a name, a pronoun, a description).
    pub mention: Option<ByteSpan>,
    /// The word that attributes it (`said`, `according to`).
    pub cue: Option<ByteSpan>,
    /// How sure the speaker is, 0 to 1; 0 when unknown.
    pub confidence: f32,
}

/// How words are quoted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum QuotationKind {
    /// A whole clause or sentence between marks.
    Direct,
    /// A few words between marks inside somebody else's sentence.
    Partial,
    /// Reported speech without marks.
    Indirect,
}

impl QuotationKind {
    /// The word by which programs know it; stable.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            QuotationKind::Direct => "direct",
            QuotationKind::Partial => "partial",
            QuotationKind::Indirect => "indirect",
        }
    }

    /// The inverse of [`Self::as_str`].
    #[must_use]
    pub fn from_word(word: &str) -> Option<QuotationKind> {
        [QuotationKind::Direct, QuotationKind::Partial, QuotationKind::Indirect]
            .into_iter()
            .find(|it| it.as_str() == word)
    }
}

/// Somebody whose words are quoted.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Speaker {
    /// The longest form of the name that the article gives, without title and role.
    pub name: String,
    /// A person or an organisation.
    pub kind: SpeakerKind,
    /// What the article calls them besides the name (`President of Russia`), where it does.
    pub role: Option<String>,
}

/// What kind of source a speaker is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum SpeakerKind {
    /// Somebody with a name.
    Person,
    /// A body that speaks: a ministry, a company, a court.
    Organisation,
}

impl SpeakerKind {
    /// The word by which programs know it; stable.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            SpeakerKind::Person => "person",
            SpeakerKind::Organisation => "organisation",
        }
    }

    /// The inverse of [`Self::as_str`].
    #[must_use]
    pub fn from_word(word: &str) -> Option<SpeakerKind> {
        [SpeakerKind::Person, SpeakerKind::Organisation].into_iter().find(|it| it.as_str() == word)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_is_never_blank() {
        assert!(ArticleId::new(" \n").is_none());
        assert_eq!(ArticleId::new(" a ").as_ref().map(ArticleId::as_str), Some("a"));
    }

    fn dated() -> Article {
        let mut article = Article::new(ArticleId::new("a").expect("not blank"));
        article.title = Some(Found::new("Ferry held".into(), FoundBy::Given));
        article.body = "The ferry was held in port.".into();
        article.names.set(Field::Source, Found::new("Harbour Post".into(), FoundBy::Meta));
        let day = Day::new(2025, 11, 27).expect("a day");
        let instant = Instant::new(1_764_201_600, 60);
        article.dating = Some(Dating { day, instant, found: FoundBy::Given });
        article
    }

    #[test]
    fn the_fingerprint_of_an_article_of_the_first_release_stays() {
        // Catalogs hold it: another one would make every article look edited.
        assert_eq!(format!("{:032x}", dated().content_hash()), "2c7962729e6acedd2b268c744a8e7dd6");
    }

    #[test]
    fn what_came_later_counts_where_it_is_there() {
        let plain = dated().content_hash();
        let mut article = dated();
        article.names.set(Field::Section, Found::new("World".into(), FoundBy::Meta));
        let of_world = article.content_hash();
        article.names.set(Field::Section, Found::new("Sport".into(), FoundBy::Meta));
        assert_ne!(plain, of_world);
        assert_ne!(article.content_hash(), of_world);
        let updated = |offset| {
            let day = Day::new(2025, 11, 28).expect("a day");
            let dating = Dating { day, instant: Instant::new(1_764_320_000, offset), found: FoundBy::Meta };
            Article { updated: Some(dating), ..dated() }.content_hash()
        };
        assert_ne!(updated(0), plain);
        // A day that others tell is not what an article says.
        let undated = Article { dating: None, ..dated() };
        let neighbours = dated().dating.map(|it| Dating { found: FoundBy::Neighbours, ..it });
        assert_eq!(Article { dating: neighbours, ..dated() }.content_hash(), undated.content_hash());
        assert_ne!(undated.content_hash(), plain);
        // The clock that told an instant is not what an article says.
        assert_eq!(updated(0), updated(60));
        let mut other_clock = dated();
        let shift = |it: Dating| Dating { instant: Instant::new(1_764_201_600, 0), ..it };
        other_clock.dating = other_clock.dating.map(shift);
        assert_eq!(other_clock.content_hash(), plain);
    }

    #[test]
    fn long_ids_stay_apart() {
        let long = "é".repeat(4000);
        let (one, two) = (ArticleId::new(&format!("{long}1")), ArticleId::new(&format!("{long}2")));
        assert_ne!(one, two);
        assert!(one.is_some_and(|id| id.as_str().len() <= ArticleId::MAX_LEN));
    }

    #[test]
    fn a_language_is_the_first_part_of_its_tag() {
        assert_eq!(Language::from_tag("EN_us"), Some(Language::ENGLISH));
        assert_eq!(Language::from_tag("english"), None);
        assert_eq!(Language::from_tag(""), None);
    }
}

//! What is known of an article while it is made.

use crate::article::{Article, ArticleId, Found, FoundBy, Language, Names, Origin, Quotation};
use crate::date::{Dating, Day, DayRange, OpenDay};
use crate::extract::body::Keep;
use crate::extract::boilerplate::facts::TextFacts;
use crate::extract::dates::DateReading;
use crate::extract::dating::Told;
use crate::extract::keys::FieldMap;
use crate::extract::record_fields::RecordFields;
use crate::extract::years::Evidence;
use crate::extract::{body, byline, dating, markup, paragraphs, publisher, years};
use crate::field::Field;
use crate::language;
use crate::record::RejectReason;
use crate::source::Source;

/// What extraction needs to know besides the record.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ExtractSettings {
    /// The day on which it is read: a day after it is not one of publication.
    pub today: Day,
    /// The keys of the user's records.
    pub map: FieldMap,
    /// The days among which those are that are said without a year, where the user knows it.
    pub dates: Option<DayRange>,
}

/// What a record states of itself that is no part of the article: which of several copies it is.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Copy {
    /// The number of its version.
    pub(crate) version: Option<u64>,
    /// When it was taken, in seconds since 1970; the beginning of the day where only that is known.
    pub(crate) captured: Option<i64>,
    /// Whether it is an excerpt, in place of which a whole text of the same address stands.
    pub(crate) is_partial: bool,
    /// The day of publication, where its year is not known, and the last one that it can be.
    pub(crate) open: Option<(OpenDay, Day)>,
}

/// An article in which nobody has looked for quotations yet.
#[derive(Debug)]
pub(crate) struct ExtractedArticle {
    article: Article,
    /// Which of several copies it is.
    pub(crate) copy: Copy,
}

impl ExtractedArticle {
    /// The text in which to look.
    pub(crate) fn body(&self) -> &str {
        &self.article.body
    }

    /// The language that it is written in.
    pub(crate) fn language(&self) -> Language {
        self.article.language.value
    }

    /// The whole article. The spans of `quotations` are bytes of [`Self::body`].
    pub(crate) fn with_quotations(mut self, quotations: Vec<Quotation>) -> Article {
        self.article.quotations = quotations;
        self.article
    }
}

/// An article that is being made.
#[derive(Debug, Default)]
pub(super) struct Draft {
    pub(super) id: Option<ArticleId>,
    pub(super) title: Option<Found<String>>,
    pub(super) body: String,
    pub(super) names: Names,
    pub(super) dating: Option<Dating>,
    pub(super) updated: Option<Dating>,
    /// The day of publication, where its year is not said.
    pub(super) open: Option<OpenDay>,
    pub(super) language: Option<Found<Language>>,
    pub(super) url: Option<String>,
    pub(super) copy: Copy,
}

impl Draft {
    pub(super) fn finish(self, origin: &Origin) -> Result<ExtractedArticle, RejectReason> {
        if self.title.is_none() && self.body.is_empty() {
            return Err(RejectReason::Empty);
        }
        let canonical = || self.url.as_deref().and_then(canonical).as_deref().and_then(ArticleId::new);
        let id = self.id.clone().or_else(canonical).or_else(|| ArticleId::new(&origin.to_string()));
        // An origin without a name is only met in programs that hand in records of their own.
        let id = id.or_else(|| ArticleId::new("-")).expect("a dash is not blank");
        let language = self.language.unwrap_or(Found::new(Language::ENGLISH, FoundBy::Default));
        let article = Article {
            id,
            title: self.title,
            body: self.body,
            names: self.names,
            dating: self.dating,
            updated: self.updated,
            language,
            url: self.url,
            quotations: Vec::new(),
            origins: vec![origin.clone()],
            earlier: None,
            given: None,
        };
        Ok(ExtractedArticle { article, copy: self.copy })
    }

    /// What the fields of a record say that need no text to be understood, and the tag of its language.
    pub(super) fn of_fields(record: &RecordFields<'_>) -> (Draft, Option<String>) {
        let by = FoundBy::Given;
        let line = |field: Field| {
            let joined = record.get(field)?.joined(", ");
            let line = paragraphs::one_line(&markup::resolved(&joined));
            (!line.is_empty()).then_some(line)
        };
        let mut names = Names::default();
        for field in Field::all().filter(|field| field.is_kept_name()) {
            names.fill(field, || Some(Found::new(name_of(field, &line(field)?)?, by)));
        }
        names.fill(Field::Status, || Some(Found::new(status(record)?, by)));
        let tag = line(Field::Language);
        let draft = Draft {
            id: line(Field::Id).as_deref().and_then(ArticleId::new),
            title: line(Field::Title).map(|title| Found::new(title, by)),
            names,
            language: tag.as_deref().and_then(language::named).map(|language| Found::new(language, by)),
            url: record.get(Field::Url).and_then(|value| value.address().and_then(address)),
            ..Draft::default()
        };
        (draft, tag)
    }

    /// Reads the text: its language, its body, and whatever is still missing. A day is what the record gives,
    /// else what `declared` finds in the field, else what the address or the text says. `tag` is that of the language, which
    /// may name the country.
    pub(super) fn read_text(
        &mut self,
        text: String,
        keep: Keep,
        given: &RecordFields<'_>,
        tag: Option<&str>,
        settings: &ExtractSettings,
        declared: impl Fn(Field, DateReading) -> Option<Dating>,
    ) {
        // Without a text its title tells the language.
        let title = self.title.as_ref().map_or("", |title| title.value.as_str());
        let sample = if text.trim().is_empty() { title } else { text.as_str() };
        let language = self.language.get_or_insert_with(|| language::detect(sample)).value;
        let reading = DateReading::of(language, day_first_country(self.url.as_deref(), tag));
        let day_in = |field: Field| {
            let given = given.get(field);
            given
                .and_then(|value| dating::given(&value.joined(" "), reading))
                .or_else(|| declared(field, reading).map(Told::Day))
        };
        match day_in(Field::Date) {
            Some(Told::Day(dating)) => self.dating = Some(dating),
            Some(Told::Open(open)) => self.open = Some(open),
            None => {}
        }
        self.updated = day_in(Field::Updated).and_then(Told::dating);
        let captured = given.captured.as_deref().and_then(|it| dating::given(it, reading)?.dating());
        self.copy = Copy {
            version: given.version,
            captured: captured.map(Dating::seconds),
            is_partial: given.is_partial,
            open: None,
        };
        let title = self.title.as_ref().map(|title| title.value.as_str());
        let (body, facts) = body::read(text, title, keep, reading);
        self.body = body;
        self.complete(facts, reading, settings);
    }

    /// Fills in the year of a day that is said without one, where anything names it. What the neighbours of the
    /// document tell is settled when they are known.
    pub(super) fn with_year(mut self, path: &str, settings: &ExtractSettings) -> Draft {
        let latest = settings.today.plus(1).unwrap_or(settings.today);
        let Some(open) = self.open.filter(|_| self.dating.is_none()) else { return self };
        let language = self.language.as_ref().map_or(Language::ENGLISH, |it| it.value);
        let (exact, near) = dating::with_weekday_of_lead(open, &self.body, language);
        let title = self.title.as_ref().map_or("", |it| it.value.as_str());
        let url = self.url.as_deref();
        let texts = [title, self.body.as_str()];
        let evidence = Evidence { path, url, texts, range: settings.dates, latest };
        match years::settled(exact, near, &evidence) {
            Some(dating) => self.dating = Some(dating),
            None => self.copy.open = Some((near, latest)),
        }
        self
    }

    /// Fills what is still missing from fields that hold only where nothing else says anything, as the properties of a
    /// document, which may be those of its template. Their keys have `?` in front.
    pub(super) fn completed(mut self, record: &RecordFields<'_>) -> Draft {
        let by = FoundBy::Meta;
        let line = |field: Field| Some(paragraphs::one_line(&record.get(field)?.joined(", ")));
        for field in [Field::Author, Field::Source, Field::Section] {
            self.names.fill(field, || Some(Found::new(name_of(field, &line(field)?)?, by)));
        }
        self.title = self.title.or_else(|| Some(Found::new(line(Field::Title)?, by)));
        let day = || {
            let date = line(Field::Date)?;
            let language = self.language.as_ref().map_or(Language::ENGLISH, |it| it.value);
            let reading = DateReading::of(language, day_first_country(self.url.as_deref(), None));
            let dating = dating::given(&date, reading)?.dating()?;
            Some(Dating { found: if dating.found == FoundBy::Given { by } else { dating.found }, ..dating })
        };
        // What the text says of the day holds.
        let fits = |it: &Dating| self.open.is_none_or(|open| dating::is_same(open, it.day));
        self.dating = self.dating.or_else(|| day().filter(fits));
        self
    }

    /// Fills what is still missing from what the text says.
    fn complete(&mut self, facts: TextFacts, reading: DateReading, settings: &ExtractSettings) {
        if self.title.is_none() {
            self.title = facts.title.clone().map(|title| Found::new(title, FoundBy::Head));
        }
        if self.url.is_none() {
            self.url = facts.url.as_deref().and_then(address);
        }
        self.names.fill(Field::Author, || facts.author.clone());
        self.names.fill(Field::Section, || facts.section.clone());
        self.names.fill(Field::Source, || {
            let line = facts.source.as_ref().map(|found| (found.value.as_str(), found.by));
            let dateline = facts.dateline.as_deref().map(|agency| (agency, FoundBy::Dateline));
            let named = line.or(dateline).and_then(|(name, by)| Some((Source::from_name(name)?, by)));
            let of_host = || {
                let host = self.url.as_deref().and_then(publisher::host_of)?;
                Some((Source::from_host(&host)?, FoundBy::Address))
            };
            let (source, by) = named.or_else(of_host)?;
            Some(Found::new(source.as_str().to_owned(), by))
        });
        if self.dating.is_none() {
            let in_address = self.url.as_deref().and_then(|url| dating::in_address(url, settings.today));
            let in_text = || dating::in_text(&facts, &self.body, reading, settings.today);
            match (in_address.map(Told::Day).or_else(in_text), self.open) {
                (Some(Told::Day(dating)), None) => self.dating = Some(dating),
                // What a field says of the day holds.
                (Some(Told::Day(dating)), Some(open)) if dating::is_same(open, dating.day) => {
                    self.dating = Some(dating);
                }
                (Some(Told::Open(open)), None) => self.open = Some(open),
                (Some(_), Some(_)) | (None, _) => {}
            }
        }
        if self.updated.is_none() {
            self.updated = dating::updated_in_text(&facts, settings.today);
        }
    }
}

/// What a record says of its standing: an excerpt, an embargo.
fn status(record: &RecordFields<'_>) -> Option<String> {
    let partial = record.is_partial.then(|| "partial".to_owned());
    let embargo = record.embargo.as_ref().map(|moment| format!("embargoed until {}", moment.trim()));
    let all: Vec<String> = partial.into_iter().chain(embargo).collect();
    (!all.is_empty()).then(|| all.join(", "))
}

/// The name that a record or the head of a page means by what it puts into a field.
pub(super) fn name_of(field: Field, text: &str) -> Option<String> {
    if field == Field::Source {
        publisher::from_field(text).map(|source| source.as_str().to_owned())
    } else if field == Field::Author {
        byline::cleaned(text)
    } else {
        Some(paragraphs::one_line(text)).filter(|name| !name.is_empty())
    }
}

/// The address, if it is one.
pub(super) fn address(text: &str) -> Option<String> {
    let text = text.trim();
    let text = if text.starts_with("www.") { format!("https://{text}") } else { text.to_owned() };
    publisher::host_of(&text).map(|_| text)
}

/// The address by which copies of a page know each other: without its fragment
/// and without what only counts visits.
pub(crate) fn canonical(text: &str) -> Option<String> {
    let mut url = url::Url::parse(text).ok()?;
    url.set_fragment(None);
    if url.query().is_some() {
        let counts =
            |key: &str| key.starts_with("utm_") || matches!(key, "fbclid" | "gclid" | "mc_cid" | "mc_eid");
        let kept: Vec<&str> = url
            .query()
            .unwrap_or("")
            .split('&')
            .filter(|pair| !pair.is_empty() && !counts(pair.split('=').next().unwrap_or("")))
            .collect();
        let kept = kept.join("&");
        url.set_query((!kept.is_empty()).then_some(&kept));
    }
    Some(url.into())
}

/// Countries that write English and the day before the month.
fn day_first_country(url: Option<&str>, tag: Option<&str>) -> bool {
    let host = url.and_then(publisher::host_of).unwrap_or_default();
    let by_host = [".uk", ".ie", ".au", ".nz", ".in", ".za", ".ke", ".ng", ".pk", ".sg"]
        .iter()
        .any(|end| host.ends_with(end));
    let tag = tag.unwrap_or("").to_ascii_lowercase();
    let country = tag.split(['-', '_']).nth(1).unwrap_or("");
    by_host || matches!(country, "gb" | "uk" | "ie" | "au" | "nz" | "in" | "za" | "ke" | "ng" | "pk" | "sg")
}

/// The draft of a text, and of the fields that are given with it.
pub(super) fn drafted(
    given: &RecordFields<'_>,
    text: String,
    keep: Keep,
    settings: &ExtractSettings,
) -> Draft {
    let (mut draft, tag) = Draft::of_fields(given);
    draft.read_text(text, keep, given, tag.as_deref(), settings, |_, _| None);
    draft
}

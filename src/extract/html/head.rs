//! What the head of a page declares, and the facts that its elements show.

use std::borrow::Cow;
use std::sync::LazyLock;

use dom_query::{Document, Selection};
use rustc_hash::FxHashMap;

use crate::article::{Found, FoundBy};
use crate::date::{Dating, Day};
use crate::extract::dates::DateReading;
use crate::extract::draft::{ExtractSettings, address, name_of};
use crate::extract::html::authors::{self, Named};
use crate::extract::html::linked::{self as json_ld, Authors, Linked};
use crate::extract::html::original;
use crate::extract::html::times::{self, Shown};
use crate::extract::html::title::{self, Heading};
use crate::extract::{dating, paragraphs, publisher};
use crate::field::{FIELDS, Field, FieldRow, ranked};

/// The names of meta elements that hold a field, with their rank.
static METAS: LazyLock<FxHashMap<&'static str, (Field, u8)>> = LazyLock::new(|| {
    let of = |row: &'static FieldRow| ranked(row.metas).map(|(name, rank)| (name, (row.field, rank)));
    FIELDS.iter().flat_map(of).collect()
});

/// What the head of a page declares.
#[derive(Debug, Default)]
pub(super) struct Head {
    /// For each field what meta elements say of it, with the rank of their names.
    metas: [Vec<(u8, String)>; Field::COUNT],
    canonical: Option<String>,
    /// The days that a page shows.
    days: Vec<Shown>,
    /// The times that a page shows as those of an update.
    update_times: Vec<String>,
    /// A day of publication in a block of JSON-LD that is of no article.
    linked_date: Option<String>,
    headings: Vec<Heading>,
    page_title: Option<String>,
    /// The names in the bylines that are shown.
    bylines: Vec<Vec<String>>,
    pub(super) language: Option<String>,
}

impl Head {
    pub(super) fn read(document: &Document) -> Head {
        let mut head = Head::default();
        for meta in document.select("meta[content]").iter() {
            let name = ["property", "name", "itemprop", "http-equiv"].iter().find_map(|key| meta.attr(key));
            let (Some(name), Some(content)) = (name, meta.attr("content")) else { continue };
            head.meta(&name.trim().to_ascii_lowercase(), content.trim());
        }
        let attribute =
            |selector: &str, key: &str| document.select(selector).first().attr(key).map(|it| it.to_string());
        let text = |selector: &str| {
            let line = paragraphs::one_line(&document.select(selector).first().text());
            (!line.is_empty()).then_some(line)
        };
        head.canonical = attribute("link[rel='canonical'][href]", "href");
        head.language = attribute("html[lang]", "lang").or_else(|| attribute("html[xml\\:lang]", "xml:lang"));
        head.headings = title::headings(document);
        head.page_title = text("head title");
        head.linked_date = json_ld::any_date(document);
        head.update_times = texts(document, &UPDATED);
        head.bylines = authors::shown(document);
        head
    }

    /// Reads the days that a page with this headline shows.
    pub(super) fn read_days(&mut self, document: &Document, title: Option<&str>) {
        let declared = self.metas(Field::Title).into_iter().chain(self.page_title.as_deref());
        let titles: Vec<&str> = title.into_iter().chain(declared).collect();
        let days = times::shown(document, &titles);
        self.days = days;
    }

    fn meta(&mut self, name: &str, content: &str) {
        if let Some(&(field, rank)) = METAS.get(name)
            && !content.is_empty()
        {
            self.metas[field as usize].push((rank, content.to_owned()));
        }
    }

    /// What meta elements say of a field, the most trusted first.
    fn metas(&self, field: Field) -> Vec<&str> {
        let mut metas: Vec<&(u8, String)> = self.metas[field as usize].iter().collect();
        metas.sort_by_key(|(rank, _)| *rank);
        metas.into_iter().map(|(_, content)| content.as_str()).collect()
    }

    /// The headline of the page at this address.
    pub(super) fn title(&self, linked: Option<&Linked>, url: Option<&str>) -> Option<Found<String>> {
        let json_ld = |is_article: bool| {
            let linked = linked.filter(|it| it.is_article() == is_article)?;
            Some((linked.get(Field::Title)?.to_owned(), FoundBy::JsonLd))
        };
        let metas = self.metas(Field::Title).into_iter().map(|title| (title.to_owned(), FoundBy::Meta));
        let page = self.page_title.iter().map(|title| (title.clone(), FoundBy::Element));
        let declared: Vec<title::Declared> =
            json_ld(true).into_iter().chain(metas).chain(json_ld(false)).chain(page).collect();
        let host = url.and_then(host_of);
        title::headline(&declared, &self.headings, &self.sites(linked, host.as_deref()))
    }

    /// The names of the site.
    fn sites<'a>(&'a self, linked: Option<&'a Linked>, host: Option<&'a str>) -> Vec<&'a str> {
        let metas = self.metas(Field::Source).into_iter();
        metas.chain(linked.and_then(|it| it.get(Field::Source))).chain(host).collect()
    }

    /// Who wrote the article of the page at this address; `people` are those whom JSON-LD names.
    pub(super) fn authors(
        &self,
        people: Authors,
        linked: Option<&Linked>,
        url: Option<&str>,
    ) -> Option<Found<String>> {
        let host = url.and_then(host_of);
        let mut metas: Vec<&(u8, String)> = self.metas[Field::Author as usize].iter().collect();
        metas.sort_by_key(|(rank, _)| *rank);
        let metas = metas.chunk_by(|(one, _), (other, _)| one == other);
        authors::authors(&Named {
            linked: people,
            metas: metas.map(|alike| alike.iter().map(|(_, name)| name.as_str()).collect()).collect(),
            shown: &self.bylines,
            sites: &self.sites(linked, host.as_deref()),
        })
    }

    /// The name in a field: what JSON-LD says before what meta elements say, but the name of the site before
    /// both. An address is no name, but for the source its host is.
    pub(super) fn name(&self, field: Field, linked: Option<&Linked>) -> Option<Found<String>> {
        let found = |text: Option<&str>, by: FoundBy| {
            let text = text.filter(|text| field == Field::Source || !text.contains("://"))?;
            name_of(field, text).map(|name| Found::new(name, by))
        };
        let metas = &self.metas[field as usize];
        let site = metas.iter().find(|(rank, _)| field == Field::Source && *rank == 0);
        let best =
            metas.iter().min_by_key(|(rank, text)| (field != Field::Source && text.contains("://"), *rank));
        found(site.map(|(_, name)| name.as_str()), FoundBy::Meta)
            .or_else(|| found(linked.and_then(|it| it.get(field)), FoundBy::JsonLd))
            .or_else(|| found(best.map(|(_, name)| name.as_str()), FoundBy::Meta))
    }

    pub(super) fn url(&self, linked: Option<&Linked>) -> Option<String> {
        let linked = linked.and_then(|it| it.get(Field::Url));
        let said = self.canonical.as_deref().into_iter().chain(self.metas(Field::Url)).chain(linked);
        said.into_iter().find_map(|it| address(original::of_copy(it)))
    }

    /// The day in a field: what JSON-LD says before what meta elements say before the times that are shown.
    pub(super) fn dating(
        &self,
        field: Field,
        linked: Option<&Linked>,
        url: Option<&str>,
        reading: DateReading,
        settings: &ExtractSettings,
    ) -> Option<Dating> {
        let declared = |text: &str, by: FoundBy| {
            dating::declared(&with_year_in_place(text), by, reading, settings.today)
        };
        let changed = || {
            let linked = linked.and_then(|it| declared(it.get(Field::Updated)?, FoundBy::JsonLd));
            linked.or_else(|| {
                self.metas(Field::Updated).into_iter().find_map(|text| declared(text, FoundBy::Meta))
            })
        };
        let changed = changed();
        let linked = linked.and_then(|it| declared(it.get(field)?, FoundBy::JsonLd));
        if field == Field::Updated {
            return changed
                .or_else(|| self.update_times.iter().find_map(|text| declared(text, FoundBy::Element)))
                .or_else(|| times::changed(&self.days, reading, settings.today));
        }
        let mut metas: Vec<&(u8, String)> = self.metas[field as usize].iter().collect();
        metas.sort_by_key(|(rank, _)| *rank);
        let meta = |weak: bool| {
            let mut metas = metas.iter().filter(|(rank, _)| (*rank >= WEAK) == weak);
            metas.find_map(|(_, text)| declared(text, FoundBy::Meta))
        };
        let seen = times::published(&self.days, reading, settings.today);
        let shown = |least: i32| seen.as_ref().filter(|it| it.weight >= least).map(|it| it.dating);
        let made = seen.as_ref().filter(|it| it.is_made).map(|it| it.dating);
        let block = || declared(self.linked_date.as_deref()?, FoundBy::JsonLd);
        let strong = linked.or_else(|| meta(false)).or_else(block);
        let said = strong
            .or_else(|| shown(NEAR))
            .or_else(|| meta(true))
            .or_else(|| seen.as_ref().map(|it| it.dating))?;
        // A page that was moved declares the day of the move. What stands beside the headline is what the publisher
        // prints, unless it is the day of the last change.
        let beside = shown(BESIDE).filter(|it| {
            let apart = (it.day.number() - said.day.number()).abs() > 1;
            let confirmed = meta(false).is_some_and(|meta| meta.day == it.day);
            apart && (confirmed || changed.is_none_or(|changed| changed.day != it.day))
        });
        let address = url.and_then(|url| dating::in_address(url, settings.today));
        Some(match beside {
            Some(beside) if address.is_none_or(|it| it.day != said.day) => beside,
            Some(_) | None => in_zone_of_publisher(said, made, address),
        })
    }
}

/// From this weight on a shown day counts more than a meta element that may hold another one.
const NEAR: i32 = -12;
/// From this weight on it stands beside the headline in an element that is made for it.
const BESIDE: i32 = 20;

/// From this rank on the names of meta elements may as well hold the day on which the page was made anew.
const WEAK: u8 = 3;

/// A day that is declared in universal time, as the publisher prints it: the day that the page shows or that its
/// address has, where the instant lies on it in a zone of the world.
fn in_zone_of_publisher(said: Dating, shown: Option<Dating>, address: Option<Dating>) -> Dating {
    let Some(instant) = said.instant.filter(|it| it.offset() == 0) else { return said };
    let lies_on = |day: Day| {
        let hours = (instant.seconds() - i64::from(day.number()) * 86_400).div_euclid(3_600);
        day != said.day && (-14..24 + 12).contains(&hours)
    };
    let printed =
        [shown, address].into_iter().flatten().map(|it| it.day).find(|day| *day == said.day || lies_on(*day));
    printed.map_or(said, |day| Dating { day, ..said })
}

/// A moment as programs in C and Java print it, with its year behind the month: `Thu Nov 27 10:15:00 CET 2025`.
fn with_year_in_place(text: &str) -> Cow<'_, str> {
    let parts: Vec<&str> = text.split_whitespace().collect();
    let (month, day, time, zone, year) = match parts.as_slice() {
        [_, month, day, time, year] => (month, day, time, "", year),
        [_, month, day, time, zone, year] => (month, day, time, *zone, year),
        _ => return Cow::Borrowed(text),
    };
    let figures = |it: &str| it.bytes().all(|byte| byte.is_ascii_digit());
    let is_one = time.contains(':') && year.len() == 4 && figures(year) && figures(day) && month.len() == 3;
    if is_one { Cow::Owned(format!("{day} {month} {year} {time} {zone}")) } else { Cow::Borrowed(text) }
}

/// The host of an address, as the name of a site.
fn host_of(url: &str) -> Option<String> {
    let host = publisher::host_of(url)?;
    Some(host.strip_prefix("www.").map_or(host.clone(), str::to_owned))
}

/// Where it shows when it was updated.
const UPDATED: [&str; 3] = ["[itemprop='dateModified']", "time.updated", "time.modified"];

/// The first time at each of these places.
fn texts(document: &Document, places: &[&str]) -> Vec<String> {
    let mut times = Vec::new();
    for &selector in places {
        let shown: Selection<'_> = document.select(selector).first();
        let said = shown.attr("datetime").or_else(|| shown.attr("content")).map(|it| it.to_string());
        let said = said.unwrap_or_else(|| paragraphs::one_line(&shown.text()));
        if !said.is_empty() {
            times.push(said);
        }
    }
    times
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_year_of_a_moment_may_stand_at_its_end() {
        assert_eq!(with_year_in_place("Thu Nov 27 10:15:00 CET 2025"), "27 Nov 2025 10:15:00 CET");
        assert_eq!(with_year_in_place("Thu Nov 27 10:15:00 2025").trim_end(), "27 Nov 2025 10:15:00");
        for text in ["2025-11-27T10:15:00Z", "Thu, 27 Nov 2025 10:15:00 +0100", "November 27, 2025", ""] {
            assert_eq!(with_year_in_place(text), text);
        }
    }

    #[test]
    fn the_day_is_the_one_that_is_printed() {
        let day = |text: &str| Day::new(2025, 11, text.parse().expect("a day")).expect("a day");
        let dating = |it: &str, seconds: Option<i64>| Dating {
            day: day(it),
            instant: seconds.and_then(|seconds| crate::date::Instant::new(seconds, 0)),
            found: FoundBy::JsonLd,
        };
        // 2025-11-27T02:30:00Z
        let said = dating("27", Some(1_764_210_600));
        assert_eq!(in_zone_of_publisher(said, Some(dating("26", None)), None).day, day("26"));
        assert_eq!(in_zone_of_publisher(said, None, Some(dating("26", None))).day, day("26"));
        // A day that the instant does not lie on anywhere is another one.
        assert_eq!(in_zone_of_publisher(said, Some(dating("24", None)), None).day, day("27"));
        assert_eq!(in_zone_of_publisher(dating("27", None), Some(dating("26", None)), None).day, day("27"));
    }
}

//! What the head of a page declares, and the facts that its elements show.

use std::sync::LazyLock;

use dom_query::{Document, Selection};
use rustc_hash::FxHashMap;

use crate::article::{Found, FoundBy};
use crate::date::Dating;
use crate::extract::dates::DateReading;
use crate::extract::draft::{ExtractSettings, address, name_of};
use crate::extract::html::linked::Linked;
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
    /// The times that a page shows, those said to be of publication first.
    times: Vec<String>,
    /// The times that a page shows as those of an update.
    update_times: Vec<String>,
    headings: Vec<Heading>,
    page_title: Option<String>,
    bylines: Vec<String>,
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
        head.times = times(document, &PUBLISHED);
        head.update_times = times(document, &UPDATED);
        for selector in [
            "[itemprop='author'] [itemprop='name']",
            "[itemprop='author']",
            "[rel='author']",
            ".byline",
            ".author",
            ".article-author",
        ] {
            head.bylines.extend(text(selector).filter(|line| line.len() <= 160));
        }
        head
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
        let host = url.and_then(publisher::host_of);
        let sites: Vec<&str> = self
            .metas(Field::Source)
            .into_iter()
            .chain(linked.and_then(|it| it.get(Field::Source)))
            .chain(host.as_deref().map(|host| host.strip_prefix("www.").unwrap_or(host)))
            .collect();
        title::headline(&declared, &self.headings, &sites)
    }

    /// The name in a field: what JSON-LD says before what meta elements say, but the name of the site before
    /// both, and a byline that is shown behind them. An address is no name, but for the source its host is.
    pub(super) fn name(&self, field: Field, linked: Option<&Linked>) -> Option<Found<String>> {
        let found = |text: Option<&str>, by: FoundBy| {
            let text = text.filter(|text| field == Field::Source || !text.contains("://"))?;
            name_of(field, text).map(|name| Found::new(name, by))
        };
        let metas = &self.metas[field as usize];
        let site = metas.iter().find(|(rank, _)| field == Field::Source && *rank == 0);
        let best =
            metas.iter().min_by_key(|(rank, text)| (field != Field::Source && text.contains("://"), *rank));
        let shown = if field == Field::Author { self.bylines.as_slice() } else { &[] };
        found(site.map(|(_, name)| name.as_str()), FoundBy::Meta)
            .or_else(|| found(linked.and_then(|it| it.get(field)), FoundBy::JsonLd))
            .or_else(|| found(best.map(|(_, name)| name.as_str()), FoundBy::Meta))
            .or_else(|| shown.iter().find_map(|line| found(Some(line), FoundBy::Element)))
    }

    pub(super) fn url(&self, linked: Option<&Linked>) -> Option<String> {
        let linked = linked.and_then(|it| it.get(Field::Url));
        let said = self.canonical.as_deref().into_iter().chain(self.metas(Field::Url)).chain(linked);
        said.into_iter().find_map(address)
    }

    /// The day in a field: what JSON-LD says before what meta elements say before the times that are shown.
    pub(super) fn dating(
        &self,
        field: Field,
        linked: Option<&Linked>,
        reading: DateReading,
        settings: &ExtractSettings,
    ) -> Option<Dating> {
        let declared = |text: &str, by: FoundBy| dating::declared(text, by, reading, settings.today);
        let times = if field == Field::Updated { &self.update_times } else { &self.times };
        linked
            .and_then(|it| declared(it.get(field)?, FoundBy::JsonLd))
            .or_else(|| self.metas(field).into_iter().find_map(|text| declared(text, FoundBy::Meta)))
            .or_else(|| times.iter().find_map(|text| declared(text, FoundBy::Element)))
    }
}

/// Where a page shows when it was published, the most telling first.
const PUBLISHED: [&str; 11] = [
    "[itemprop='datePublished']",
    "time[pubdate]",
    "article header time",
    "header time",
    "article time",
    "main time",
    "time",
    ".published",
    ".post-date",
    ".entry-date",
    ".article-date",
];

/// Where it shows when it was updated.
const UPDATED: [&str; 3] = ["[itemprop='dateModified']", "time.updated", "time.modified"];

/// The first time at each of these places.
fn times(document: &Document, places: &[&str]) -> Vec<String> {
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

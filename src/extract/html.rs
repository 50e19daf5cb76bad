//! Web pages: what their head declares, and which part of them is the article.
//!
//! Of several declarations the one is taken that was right most often in real pages: for the day JSON-LD, then meta
//! elements, then `<time>`; for the source the site's name, then the publisher in JSON-LD; for the headline
//! JSON-LD, then meta elements, then the page's heading. The text is what the reader view of a browser would show;
//! where there is none, what JSON-LD gives as the body of the article.

use std::borrow::Cow;
use std::sync::LazyLock;

use dom_query::{Document, Selection};
use dom_smoothie::{Config, Readability, TextMode};
use rustc_hash::FxHashMap;

use crate::article::{Found, FoundBy};
use crate::date::Dating;
use crate::extract::body::Keep;
use crate::extract::dates::DateReading;
use crate::extract::draft::{Draft, ExtractSettings, address, name_of};
use crate::extract::keys::FieldMap;
use crate::extract::record_fields::{RecordFields, article_rank};
use crate::extract::{dating, depth, markup, paragraphs, tree_size};
use crate::field::{FIELDS, Field, FieldRow, ranked};
use crate::language;

/// With less text than this, the article may be elsewhere, in bytes.
const DOUBTFUL: usize = 280;

/// The article of a page, and of the fields that are given with it.
pub(super) fn draft(page: &str, given: &RecordFields<'_>, settings: &ExtractSettings) -> Draft {
    let shallow = tree_size::is_moderate(page).then(|| depth::capped(page));
    let document = Document::from(shallow.as_deref().unwrap_or_else(|| tree_size::head(page)));
    let head = Head::read(&document);
    let json_ld = json_ld(&document);
    let linked = json_ld.as_ref();
    let (mut draft, tag) = Draft::of_fields(given);
    draft.url = draft.url.or_else(|| head.url(linked));
    draft.title = draft.title.or_else(|| head.title(linked));
    for field in Field::all().filter(|field| field.is_kept_name()) {
        draft.names.fill(field, || head.name(field, linked));
    }
    let tag = tag
        .or_else(|| head.language.clone())
        .or_else(|| linked.and_then(|it| it.get(Field::Language)).map(str::to_owned));
    let text = match shallow {
        Some(Cow::Borrowed(_)) => {
            text_of(document, page, linked, draft.title.as_ref().map(|it| it.value.as_str()))
        }
        // What looks for the article walks from every element up to the root: on such a page, for minutes.
        Some(Cow::Owned(_)) | None => paragraphs::normalise(&markup::text_of(page)),
    };
    if draft.language.is_none() {
        let language = tag.as_deref().and_then(language::named);
        draft.language = language.map(|language| Found::new(language, FoundBy::Element));
    }
    draft.read_text(text, Keep::Article, given, tag.as_deref(), settings, |field, reading| {
        head.dating(field, linked, reading, settings)
    });
    draft
}

/// The text of the article, in paragraphs.
fn text_of(document: Document, page: &str, linked: Option<&Linked>, title: Option<&str>) -> String {
    let config = Config { text_mode: TextMode::Formatted, disable_json_ld: true, ..Config::default() };
    let read = Readability::with_document(document, None, Some(config)).and_then(|mut reader| reader.parse());
    let text = read.map(|article| paragraphs::normalise(&article.text_content)).unwrap_or_default();
    if text.len() >= DOUBTFUL {
        return text;
    }
    if let Some(given) = linked.and_then(|it| it.get(Field::Body))
        && given.len() > text.len()
    {
        return paragraphs::normalise(&if markup::has_tags(given) {
            markup::text_of(given)
        } else {
            given.to_owned()
        });
    }
    if !text.is_empty() {
        return text;
    }
    let all = paragraphs::normalise(&markup::text_of(page));
    // A page that shows its title and nothing else has no text.
    if title == Some(all.as_str()) { String::new() } else { all }
}

/// What JSON-LD says of the article, as plain text, a place for each field.
#[derive(Debug, Default)]
struct Linked {
    rank: u8,
    values: [Option<String>; Field::COUNT],
}

impl Linked {
    /// What it says of a field.
    fn get(&self, field: Field) -> Option<&str> {
        self.values[field as usize].as_deref()
    }
}

/// The block of JSON-LD that is most like an article.
fn json_ld(document: &Document) -> Option<Linked> {
    let mut best: Option<Linked> = None;
    for script in document.select("script[type='application/ld+json']").iter().take(32) {
        let text = script.text();
        let text =
            text.trim().trim_start_matches("<![CDATA[").trim_end_matches("]]>").trim_end_matches(';').trim();
        // A list of things is the same as a graph of them.
        let wrapped;
        let text = if text.starts_with('[') {
            wrapped = format!("{{\"@graph\":{text}}}");
            wrapped.as_str()
        } else {
            text
        };
        let mut repaired = Vec::new();
        let Ok(record) = RecordFields::read(text.as_bytes(), &FieldMap::default(), &mut repaired) else {
            continue;
        };
        let rank = article_rank(record.kind.as_deref());
        if rank == 0 || best.as_ref().is_some_and(|best| best.rank >= rank) {
            continue;
        }
        let value = |field: Field| {
            let value = record.get(field)?;
            let text = if field == Field::Url {
                value.address()?.to_owned()
            } else if field == Field::Body {
                markup::resolved(&value.joined("\n\n")).into_owned()
            } else {
                paragraphs::one_line(&markup::resolved(&value.joined(", ")))
            };
            (!text.is_empty()).then_some(text)
        };
        let mut values = [const { None }; Field::COUNT];
        for field in Field::all() {
            values[field as usize] = value(field);
        }
        best = Some(Linked { rank, values });
    }
    best
}

/// The names of meta elements that hold a field, with their rank.
static METAS: LazyLock<FxHashMap<&'static str, (Field, u8)>> = LazyLock::new(|| {
    let of = |row: &'static FieldRow| ranked(row.metas).map(|(name, rank)| (name, (row.field, rank)));
    FIELDS.iter().flat_map(of).collect()
});

/// What the head of a page declares.
#[derive(Debug, Default)]
struct Head {
    /// For each field what meta elements say of it, with the rank of their names.
    metas: [Vec<(u8, String)>; Field::COUNT],
    canonical: Option<String>,
    /// The times that a page shows, those said to be of publication first.
    times: Vec<String>,
    /// The times that a page shows as those of an update.
    update_times: Vec<String>,
    heading: Option<String>,
    page_title: Option<String>,
    bylines: Vec<String>,
    language: Option<String>,
}

impl Head {
    fn read(document: &Document) -> Head {
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
        head.heading = text("article h1").or_else(|| text("h1"));
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

    /// The most trusted of these.
    fn best(&self, field: Field) -> Option<&str> {
        let best = self.metas[field as usize].iter().min_by_key(|(rank, _)| *rank);
        best.map(|(_, content)| content.as_str())
    }

    fn title(&self, linked: Option<&Linked>) -> Option<Found<String>> {
        let site = self.site_name(linked);
        let meta = self.best(Field::Title).map(|title| without_site(title, site));
        let page = self.page_title.as_deref().map(|title| without_site(title, site));
        linked
            .and_then(|it| it.get(Field::Title))
            .map(|title| (title.to_owned(), FoundBy::JsonLd))
            .or_else(|| meta.map(|title| (title, FoundBy::Meta)))
            .or_else(|| self.heading.clone().map(|title| (title, FoundBy::Element)))
            .or_else(|| page.map(|title| (title, FoundBy::Element)))
            .map(|(title, by)| Found::new(paragraphs::one_line(&markup::resolved(&title)), by))
            .filter(|found| !found.value.is_empty())
    }

    fn site_name<'a>(&'a self, linked: Option<&'a Linked>) -> Option<&'a str> {
        self.best(Field::Source).or_else(|| linked?.get(Field::Source))
    }

    /// The name in a field: what JSON-LD says before what meta elements say, but the name of the site before
    /// both, and a byline that is shown behind them. An address is no name, but for the source its host is.
    fn name(&self, field: Field, linked: Option<&Linked>) -> Option<Found<String>> {
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

    fn url(&self, linked: Option<&Linked>) -> Option<String> {
        let linked = linked.and_then(|it| it.get(Field::Url));
        let said = self.canonical.as_deref().into_iter().chain(self.metas(Field::Url)).chain(linked);
        said.into_iter().find_map(address)
    }

    /// The day in a field: what JSON-LD says before what meta elements say before the times that are shown.
    fn dating(
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

/// A headline without the name of the site at its end: `Talks go on | The Daily Star`.
fn without_site(title: &str, site: Option<&str>) -> String {
    for mark in [" | ", " - ", " – ", " — ", " :: ", " » ", " · "] {
        if let Some((head, last)) = title.rsplit_once(mark) {
            let is_site = site.is_some_and(|site| site.eq_ignore_ascii_case(last.trim()));
            // What stands behind a bar is never of the headline; behind a dash it may be.
            if is_site || (mark == " | " && head.split_whitespace().count() >= 3) {
                return head.trim().to_owned();
            }
        }
    }
    title.to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::date::Day;

    const STORY: &str = "<p>The president said on Monday that the talks would go on for as long as it takes, and that nobody \
        should expect them to end before the winter.</p><p>Aides had warned the day before that patience was running out on \
        every side of the table, and that another round might be the last of them.</p><p>“We are ready,” the minister told \
        reporters who had waited for hours in the rain outside of the palace, far from any shelter.</p>";

    fn of(page: &str) -> Draft {
        draft(
            page,
            &RecordFields::default(),
            &ExtractSettings { today: Day::new(2026, 11, 22).unwrap(), map: FieldMap::default() },
        )
    }

    fn page(head: &str, body: &str) -> String {
        format!(
            "<!DOCTYPE html><html lang=en-GB><head>{head}</head><body><nav><a href=/>Home</a> <a href=/w>World</a></nav>\
                 <article>{body}</article><footer>© The Daily Star</footer></body></html>"
        )
    }

    #[test]
    fn json_ld_comes_first() {
        let head = "<title>Talks go on | The Daily Star</title><meta property=og:site_name content='The Daily Star'>\
            <meta name=author content='Web Desk'><meta name=date content=2025-11-29>\
            <script type='application/ld+json'>{\"@context\":\"https://schema.org\",\"@graph\":[{\"@type\":\"WebSite\",\"name\":\"X\"},\
            {\"@type\":\"NewsArticle\",\"headline\":\"Talks go on, president says\",\"datePublished\":\"2025-11-27T23:30:00-05:00\",\
            \"author\":[{\"@type\":\"Person\",\"name\":\"Jane Doe\"},{\"name\":\"Ali Khan\"}],\"publisher\":{\"name\":\"Star Media\"},\
            \"mainEntityOfPage\":{\"@id\":\"https://star.example/talks\"}}]}</script>";
        let found = of(&page(head, &format!("<h1>Talks go on</h1>{STORY}")));
        assert_eq!(
            found.title.unwrap(),
            Found::new("Talks go on, president says".to_owned(), FoundBy::JsonLd)
        );
        assert_eq!(found.names.text(Field::Author).unwrap(), "Jane Doe, Ali Khan");
        assert_eq!(found.names.text(Field::Source).unwrap(), "The Daily Star");
        assert_eq!(found.url.as_deref(), Some("https://star.example/talks"));
        let dating = found.dating.unwrap();
        assert_eq!(
            (dating.day.to_string().as_str(), dating.instant.map(|it| it.to_string()), dating.found),
            ("2025-11-27", Some("2025-11-27T23:30:00-05:00".to_owned()), FoundBy::JsonLd)
        );
        assert!(
            found.body.starts_with("The president said") && found.body.ends_with("any shelter."),
            "{}",
            found.body
        );
        assert_eq!(found.body.matches("\n\n").count(), 2);
    }

    #[test]
    fn a_page_without_declarations_shows_them() {
        let found = of(&page(
            "",
            &format!(
                "<h1>Talks go on</h1><p class=byline>By Jane Doe</p><time datetime=2025-11-27>Thursday</time>{STORY}"
            ),
        ));
        assert_eq!(found.title.unwrap().value, "Talks go on");
        assert_eq!(found.names.text(Field::Author).unwrap(), "Jane Doe");
        assert_eq!(found.dating.unwrap().found, FoundBy::Element);
        assert_eq!(found.names.get(Field::Source), None);
    }

    #[test]
    fn nonsense_in_the_head_is_passed_over() {
        let head = "<script type='application/ld+json'>{broken</script><script type='application/ld+json'>\
            {\"@type\":\"NewsArticle\",\"datePublished\":\"0001-01-01T00:00:00\"}</script>\
            <link rel=canonical href='https://star.example/2025/11/27/talks'><meta property=article:author content='https://x.example/jane'>";
        let found = of(&page(head, STORY));
        assert_eq!(
            found.dating.map(|it| (it.day.to_string(), it.found)),
            Some(("2025-11-27".into(), FoundBy::Address))
        );
        assert_eq!(found.names.get(Field::Author), None);
        assert_eq!(found.names.text(Field::Source).unwrap(), "star.example");
    }

    #[test]
    fn the_body_in_json_ld_stands_in_for_a_page_without_text() {
        let text = "The president said on Monday that talks go on. ".repeat(10);
        let head = format!(
            "<script type='application/ld+json'>[{{\"@type\":[\"NewsArticle\"],\"articleBody\":\"{text}\"}}]</script>"
        );
        assert!(of(&page(&head, "<p>Subscribe to read.</p>")).body.starts_with("The president said"));
    }

    #[test]
    fn a_deep_page_is_read() {
        let deep = format!("{}{STORY}", "<div>".repeat(50_000));
        assert!(of(&page("", &deep)).body.contains("patience"));
    }

    #[test]
    fn odd_pages_do_no_harm() {
        for text in
            ["", "<", "<html>", "<p>", "<table><tr><td>", "<!--", "\u{0}\u{1}", "<svg><p><math><script>"]
        {
            let _ = of(text);
        }
    }
}

//! Web pages: what their head declares, and which part of them is the article.
//!
//! Of several declarations the one is taken that was right most often in real pages: for the day JSON-LD, then meta
//! elements, then what stands beside the headline; for the source the site's name, then the publisher in JSON-LD; for the
//! headline the heading that agrees with JSON-LD or a meta element, then these; for the authors JSON-LD, then meta
//! elements, then the byline that is shown. The text is what the reader view of a browser would show; where there is
//! none, what JSON-LD gives as the body of the article.

mod authors;
mod element;
mod head;
mod linked;
mod original;
mod readers;
mod site;
mod text;
mod times;
mod title;

use std::borrow::Cow;

use dom_query::Document;

use crate::article::{Found, FoundBy};
use crate::extract::body::Keep;
use crate::extract::draft::{Draft, ExtractSettings};
use crate::extract::html::head::Head;
use crate::extract::html::linked::{Linked, json_ld};
use crate::extract::record_fields::RecordFields;
use crate::extract::{depth, markup, paragraphs, tree_size};
use crate::field::Field;
use crate::language;

/// With less text than this, the article may be elsewhere, in bytes.
const DOUBTFUL: usize = 280;

/// The article of a page, and of the fields that are given with it.
pub(super) fn draft(page: &str, given: &RecordFields<'_>, settings: &ExtractSettings) -> Draft {
    let shallow = tree_size::is_moderate(page).then(|| depth::capped(page));
    let document = Document::from(shallow.as_deref().unwrap_or_else(|| tree_size::head(page)));
    let in_banner = original::without_banners(&document);
    let mut head = Head::read(&document);
    let json_ld = json_ld(&document);
    let linked = json_ld.as_ref();
    let (mut draft, tag) = Draft::of_fields(given);
    draft.url = draft.url.map(|url| original::of_copy(&url).to_owned());
    draft.url = draft.url.or_else(|| head.url(linked)).or_else(|| original::noted(page)).or(in_banner);
    draft.title = draft.title.or_else(|| head.title(linked, draft.url.as_deref()));
    let url = draft.url.as_deref();
    draft.names.fill(Field::Author, || head.authors(linked::authors(&document), linked, url));
    for field in Field::all().filter(|field| field.is_kept_name() && *field != Field::Author) {
        draft.names.fill(field, || head.name(field, linked));
    }
    head.read_days(&document, draft.title.as_ref().map(|it| it.value.as_str()));
    let url = draft.url.clone();
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
        head.dating(field, linked, url.as_deref(), reading, settings)
    });
    draft
}

/// The text of the article, in paragraphs.
fn text_of(document: Document, page: &str, linked: Option<&Linked>, title: Option<&str>) -> String {
    let text = text::of(document, title);
    let given = linked.and_then(|it| it.get(Field::Body));
    let is_more = |given: &str| given.len() > if text.len() < DOUBTFUL { text.len() } else { text.len() * 2 };
    if let Some(given) = given.filter(|it| is_more(it)) {
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::date::Day;
    use crate::extract::keys::FieldMap;

    const STORY: &str = "<p>The president said on Monday that the talks would go on for as long as it takes, and that nobody \
        should expect them to end before the winter.</p><p>Aides had warned the day before that patience was running out on \
        every side of the table, and that another round might be the last of them.</p><p>“We are ready,” the minister told \
        reporters who had waited for hours in the rain outside of the palace, far from any shelter.</p>";

    fn of(page: &str) -> Draft {
        draft(
            page,
            &RecordFields::default(),
            &ExtractSettings {
                today: Day::new(2026, 11, 22).unwrap(),
                map: FieldMap::default(),
                dates: None,
            },
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
        // The heading agrees with it, and is what a reader sees.
        assert_eq!(found.title.unwrap(), Found::new("Talks go on".to_owned(), FoundBy::Element));
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

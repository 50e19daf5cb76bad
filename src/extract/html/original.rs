//! Where a saved page is from: browsers, programs that save pages and archives of the web write it into the copy.

use dom_query::{Document, NodeRef};

use crate::extract::draft::address;
use crate::extract::html::element;
use crate::extract::lists::{File, WordList};
use crate::extract::markup;

/// Words by which the banner of a search engine's cache names itself.
static CACHE: WordList = WordList::new(File::Pages, "cache-banner");
/// The engines that keep such copies.
static CACHE_OF: WordList = WordList::new(File::Pages, "cache-of");

/// How far into a page the notes of programs are looked for, in bytes.
const HEAD: usize = 16 << 10;

/// The address that a program wrote into the page when it saved it.
pub(super) fn noted(page: &str) -> Option<String> {
    let head = page.get(..page.floor_char_boundary(HEAD)).unwrap_or(page);
    let of_browser = || {
        let (_, rest) = head.split_once("saved from url=(")?;
        word(rest.trim_start_matches(|c: char| c.is_ascii_digit()).strip_prefix(')')?)
    };
    let of_single_file = || {
        let (_, rest) = head.split_once("saved with SingleFile")?;
        let (note, _) = rest.split_once("-->")?;
        word(note.split_once("url:")?.1.trim_start())
    };
    let of_mirror = || {
        let (_, rest) = head.split_once("<!-- Mirrored from ")?;
        let (place, _) = rest.split_once(" by ")?;
        word(&format!("http://{}", place.trim()))
    };
    let of_attribute = |mark: &str, attribute: &str| {
        let rest = head.get(head.find(mark)?..)?;
        let (tag, _) = rest.split_once('>')?;
        let value = tag.split_once(&format!("{attribute}=\""))?.1.split('"').next()?;
        word(&markup::resolved(value))
    };
    of_browser()
        .or_else(of_single_file)
        .or_else(of_mirror)
        .or_else(|| of_attribute("\"savepage-url\"", "content"))
        .or_else(|| of_attribute("data-scrapbook-source=", "data-scrapbook-source"))
}

/// The address at the beginning of a text.
fn word(text: &str) -> Option<String> {
    let end = text.find(|c: char| c.is_whitespace() || matches!(c, '"' | '<' | '>')).unwrap_or(text.len());
    address(text.get(..end)?.trim_end_matches("--"))
}

/// The address of the page of which this is that of a copy in an archive or a cache; else itself.
pub(super) fn of_copy(address: &str) -> &str {
    let of_archive = || {
        // `…/web/20251119101425id_/http://…`
        let mut starts = ["/http:/", "/https:/"].into_iter().filter_map(|mark| address.find(mark));
        let at = starts.find(|at| {
            let moment = address.get(..*at).and_then(|it| it.rsplit('/').next()).unwrap_or("");
            let moment =
                moment.strip_suffix('_').map_or(moment, |it| it.trim_end_matches(char::is_alphabetic));
            let figures = moment.bytes().filter(u8::is_ascii_digit).count();
            let plain = moment.bytes().all(|byte| byte.is_ascii_digit() || matches!(byte, b'.' | b'-'));
            plain && (4..=17).contains(&figures)
        })?;
        address.get(at + 1..)
    };
    let of_cache = || {
        let (_, rest) = address.split_once("search?q=cache:")?;
        let rest = rest.get(rest.find("http")?..)?;
        rest.split(['+', '&']).next()
    };
    of_archive().or_else(of_cache).unwrap_or(address)
}

/// The ids of what the Wayback Machine puts into a page.
const WAYBACK: &str = "#wm-ipp-base, #wm-ipp, #wm-ipp-print, #donato";

/// How many links are looked at for the banner of a cache.
const LINKS: usize = 12;
/// No banner is longer, in bytes.
const BANNER: usize = 1_500;

/// Takes the banners of archives and caches out of a page. The address that a cache names in its banner.
pub(super) fn without_banners(document: &Document) -> Option<String> {
    for node in document.select(WAYBACK).nodes() {
        node.remove_from_parent();
    }
    let body = document.body()?;
    let links = document.select("body a[href]");
    let (link, found) = links.nodes().iter().take(LINKS).find_map(|link| {
        let href = link.attr("href")?;
        let shown = element::line_of(link, |_| false);
        let is_shown = href.trim_end_matches('/') == shown.trim_end_matches('/');
        let line = element::line_of(&link.parent()?, |_| false).to_lowercase();
        let is_banner = line.len() <= BANNER
            && CACHE.iter().any(|word| line.contains(word))
            && CACHE_OF.iter().any(|word| line.contains(word));
        (is_shown && is_banner).then(|| address(&href))?.map(|found| (*link, found))
    })?;
    let mut banner: NodeRef<'_> = link;
    while let Some(outer) = banner.parent().filter(|it| it.id != body.id && it.text().len() <= BANNER) {
        if outer.descendants_it().any(|it| it.has_name("h1")) {
            break;
        }
        banner = outer;
    }
    banner.remove_from_parent();
    Some(found)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn programs_note_where_they_saved_a_page_from() {
        for page in [
            "<!DOCTYPE html>\n<!-- saved from url=(0026)https://star.example/talks -->\n<html>",
            "<!-- saved from url=(0026)https://star.example/talks--><html>",
            "<html><!--\n Page saved with SingleFile \n url: https://star.example/talks \n saved date: Wed Nov 19 2025\n-->",
            "<!-- Page saved with Save Page WE --><meta name=\"savepage-url\" content=\"https://star.example/talks\">",
            "<html lang=en data-scrapbook-source=\"https://star.example/talks\" data-scrapbook-create=\"2025\">",
        ] {
            assert_eq!(noted(page).as_deref(), Some("https://star.example/talks"), "{page}");
        }
        assert_eq!(
            noted("<!-- Mirrored from star.example/talks.html by HTTrack Website Copier/3.x [XR&CO'2014], Wed, 19 Nov 2025 -->").as_deref(),
            Some("http://star.example/talks.html")
        );
        for page in [
            "<!-- saved from url=(0014)about:internet -->",
            "<!-- saved from url=(0030)file:///C:/talks.html -->",
            "<html><p>It was saved from ruin.</p>",
            "",
        ] {
            assert_eq!(noted(page), None, "{page}");
        }
    }

    #[test]
    fn the_address_of_a_copy_holds_that_of_the_page() {
        for copy in [
            "https://web.archive.org/web/20251119101425/https://star.example/talks",
            "http://web.archive.org/web/20251119101425id_/https://star.example/talks",
            "/web/2025/https://star.example/talks",
            "https://archive.example/2025.11.19-101425/https://star.example/talks",
            "https://cache.example/search?q=cache:x1Y:https://star.example/talks+talks&cd=1",
            "https://star.example/talks",
        ] {
            assert_eq!(of_copy(copy), "https://star.example/talks", "{copy}");
        }
        let share = "https://share.example/u/https://star.example/talks";
        assert_eq!(of_copy(share), share);
    }

    #[test]
    fn the_banner_of_a_cache_leaves_the_page() {
        for banner in [
            "<div><div>This is Google&#39;s cache of <a href='https://star.example/talks'>https://star.example/talks</a>. It is a snapshot \
             of the page as it appeared on 19 Nov 2025.</div><div>Full version</div></div>",
            "<p>Dies ist der Cache von Google von <a href='https://star.example/talks'>https://star.example/talks</a>.</p>",
        ] {
            let document = Document::from(format!(
                "<body>{banner}<div><h1>Talks go on</h1><p>So it is.</p></div></body>"
            ));
            assert_eq!(without_banners(&document).as_deref(), Some("https://star.example/talks"), "{banner}");
            let left = document.body().expect("a body").text().to_string();
            assert!(left.contains("So it is") && !left.contains("ache"), "{left}");
        }
        let page = "<body><p>Read our cache of letters at <a href='https://star.example/x'>https://star.example/x</a>.</p></body>";
        assert_eq!(without_banners(&Document::from(page)), None);
    }
}

use super::*;
use crate::field::Field;
use crate::search::samples;

fn asked(query: &str) -> PageQuery {
    PageQuery { query: query.into(), limit: 20, ..PageQuery::default() }
}

const EVIL: &str = "<script>alert(1)</script>\"'&\u{202e}\u{0}";

#[test]
fn nothing_of_an_article_or_a_query_becomes_markup() {
    let mut hit = samples::hit();
    hit.title = Some(EVIL.into());
    hit.names = samples::names(&[(Field::Source, EVIL), (Field::Author, EVIL)]);
    hit.speakers[0].name = EVIL.into();
    hit.snippets[0].text = EVIL.into();
    hit.snippets[0].marks.clear();
    let mut answer = samples::page(vec![hit.clone()]);
    answer.notices = vec![EVIL.into()];
    answer.facets = vec![crate::search::FacetCounts {
        facet: crate::search::Facet::SOURCE,
        values: vec![(EVIL.into(), 1.into())],
        unknown: 1.into(),
        distinct: 9.into(),
    }];
    let asked = PageQuery { filters: vec![EVIL.into()], ..asked(EVIL) };
    let page = results(&ResultsView {
        asked: &asked,
        page: &answer,
        looser: &[(EVIL.into(), 1.into())],
        near: &[(EVIL.into(), EVIL.into())],
        watching: Watching::Kept,
    });
    let row = WatchRow {
        name: EVIL.into(),
        asked: asked.clone(),
        told: 1,
        new: Some(1),
        last: Some(EVIL.into()),
        error: None,
    };
    let wrong = WatchRow { error: Some(EVIL.into()), ..row.clone() };
    let watches = watches(&WatchesView { watches: &[row, wrong], kept: Some(EVIL) });
    let feed = Feed { home: "http://x", asked: &asked, hits: &[hit], partial: false };
    let trouble = trouble(&asked, &Trouble { message: EVIL, at: None, offer: Some(EVIL) });
    for text in [page, watches, atom(&feed), rss(&feed), trouble] {
        assert!(
            !text.contains("<script>") && !text.contains("</script>\"") && !text.contains('\u{202e}'),
            "{text}"
        );
        assert!(text.contains("&lt;script&gt;"));
    }
}

#[test]
fn evidence_is_marked_and_links_say_the_question_again() {
    let asked = PageQuery { filters: vec!["source:reuters".into()], ..asked("last Ukrainian") };
    let answer = samples::page(vec![samples::hit()]);
    let page = results(&ResultsView {
        asked: &asked,
        page: &answer,
        looser: &[],
        near: &[],
        watching: Watching::Off,
    });
    assert!(page.contains("to the <mark>last Ukrainian</mark>&quot;, he told"), "{page}");
    assert!(page.contains("href=\"/article?id=ledger-1&amp;q=last+Ukrainian#match\""), "{page}");
    assert!(page.contains("href=\"/?q=last+Ukrainian\""), "a filter can be taken off: {page}");
    assert!(!page.contains("style="), "the policy forbids it");
}

#[test]
fn a_mistake_is_pointed_at() {
    let asked = asked("speeker:x");
    let at = ByteSpan::in_text(&asked.query, 0, 7);
    let page = trouble(&asked, &Trouble { message: "no field named `speeker`", at, offer: None });
    assert!(page.contains("<pre><mark class=\"wrong\">speeker</mark>:x</pre>"), "{page}");
}

#[test]
fn hits_come_before_what_they_divide_into_and_no_tab_stop_stands_in_between() {
    let mut answer = samples::page(vec![samples::hit()]);
    let counts = |facet, values: &[&str]| crate::search::FacetCounts {
        facet,
        values: values.iter().map(|it| ((*it).to_owned(), 2.into())).collect(),
        unknown: 0.into(),
        distinct: 2.into(),
    };
    answer.facets = vec![
        counts(crate::search::Facet::SOURCE, &["Ledger"]),
        counts(crate::search::Facet::MONTH, &["2025-10", "2025-11"]),
    ];
    let page = results(&ResultsView {
        asked: &asked("talks"),
        page: &answer,
        looser: &[],
        near: &[],
        watching: Watching::Off,
    });
    let at = |text: &str| page.find(text).unwrap_or_else(|| panic!("no {text} in {page}"));
    assert!(
        at("class=\"skip\" href=\"#main\"") < at("<header>")
            && at("<main id=\"main\"") < at("class=\"hits\"")
    );
    assert!(at("class=\"hits\"") < at("<aside"));
    let timeline = &page[at("<svg aria-hidden")..at("</svg>")];
    assert_eq!(timeline.matches("<a ").count(), timeline.matches("tabindex=\"-1\"").count());
    assert!(page.contains("<label for=\"narrow\">") && page.contains("id=\"narrow\""));
    assert_eq!(page.matches("<h1").count(), 1, "{page}");
    assert!(
        page.contains("<h2 dir=\"auto\" lang=\"en\">")
            && page.contains("class=\"snippet\" dir=\"auto\" lang=\"en\">")
    );
}

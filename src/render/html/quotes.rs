//! Quotations: who said it, and the wordings side by side.

use crate::render::html::{Html, PageQuery, columns, filters, links, page};
use crate::render::screen::counted;
use crate::search::piece::Piece;
use crate::search::quotes::{Quoted, QuotesPage, Wording};

/// Speakers that are named at the side.
const SPEAKERS: usize = 12;

/// Quotations to show.
#[derive(Debug)]
pub struct QuotesView<'a> {
    /// What was asked.
    pub asked: &'a PageQuery,
    /// The answer.
    pub page: &'a QuotesPage,
}

/// A page without an answer, from which whoever came by a link of another site asks for the quotations.
#[must_use]
pub fn ask_again(asked: &PageQuery) -> String {
    page(&format!("Who said {} – newsgrep", asked.query), asked, |html| {
        filters(html, "/quotes", asked);
        html.raw("<p class=\"summary\">You followed a link from another site. ");
        html.link(&links::to("/quotes", asked), "Show the quotations").raw("</p>\n");
    })
}

/// The page of quotations.
#[must_use]
pub fn quotes(view: &QuotesView<'_>) -> String {
    let QuotesView { asked, page: answer } = view;
    page(&format!("Who said {} – newsgrep", asked.query), asked, |html| {
        filters(html, "/quotes", asked);
        html.raw("<h1 class=\"summary\">").text(&counted(answer.quotations, "quotation", "quotations"));
        html.raw(" in ").text(&counted(answer.articles, "article", "articles"));
        html.raw(if answer.partial { " so far: not everything was looked at</h1>\n" } else { "</h1>\n" });
        let main = |html: &mut Html| {
            html.raw("<ol class=\"hits\">\n");
            for quoted in &answer.shown {
                one(html, asked, quoted);
            }
            html.raw("</ol>\n");
        };
        let side = |html: &mut Html| {
            html.raw("<section>\n<h2>speaker</h2>\n<ul class=\"facet\">\n");
            for (name, quotations) in answer.speakers.iter().take(SPEAKERS) {
                html.raw("<li>");
                match crate::search::Facet::SPEAKER.clause(name) {
                    Some(clause) => html.link(&links::to("/quotes", &links::narrowed(asked, clause)), name),
                    None => html.text(name),
                };
                html.raw(" <span class=\"count\">").number(*quotations).raw("</span></li>\n");
            }
            if answer.unknown > 0 {
                html.raw("<li>unknown <span class=\"count\">").number(answer.unknown).raw("</span></li>\n");
            }
            html.raw("</ul>\n</section>\n");
        };
        columns(html, main, side);
    })
}

fn one(html: &mut Html, asked: &PageQuery, quoted: &Quoted) {
    html.raw("<li>\n<article>\n<h2>");
    match &quoted.speaker {
        Some(speaker) => {
            html.text(&speaker.name);
            if let Some(role) = &speaker.role {
                html.raw(" <small>").text(role).raw("</small>");
            }
        }
        None => {
            html.raw("speaker unknown");
        }
    }
    html.raw("</h2>\n<table class=\"wordings\">\n<tbody>\n");
    for wording in &quoted.wordings {
        row(html, asked, wording);
    }
    html.raw("</tbody>\n</table>\n</article>\n</li>\n");
}

fn row(html: &mut Html, asked: &PageQuery, wording: &Wording) {
    html.raw("<tr>\n<td><q dir=\"auto\">");
    if wording.differences.is_empty() {
        html.marked(&wording.text, &wording.marks);
    } else {
        for piece in &wording.differences {
            match piece {
                Piece::Same(words) => html.text(words),
                Piece::Added(words) => html.raw("<ins>").text(words).raw("</ins>"),
                Piece::LeftOut(words) => html.raw("<del>").text(words.trim_end()).raw("</del> "),
            };
        }
    }
    html.raw("</q></td>\n<td class=\"facts\">");
    if let Some(dating) = wording.dating {
        html.text(&dating.day.to_string()).raw(" · ");
    }
    html.text(wording.source.as_deref().unwrap_or("source unknown")).raw("<br><a class=\"open\"");
    let span = wording.span.bytes;
    html.attribute("href", &links::place(wording.id.as_str(), &asked.query, span.start(), span.end()))
        .raw(">");
    html.text(wording.title.as_deref().unwrap_or("no headline")).raw("</a></td>\n</tr>\n");
}

//! A page of hits for people.
//!
//! A hit is its headline, a line with date, source, author and place, who is quoted, and the evidence. On a terminal lines
//! are broken at its width; elsewhere every passage is one line and there is no colour, but the words are the same.

use std::io::{self, Write};

use crate::field::Field;
use crate::render::facets::write_facets;
use crate::render::lines::{Heading, Occurrence, passage, write_concordance, write_occurrences};
use crate::render::quotes::{speakers, write_quotes};
use crate::render::screen::{Ink, Screen, counted, inked, marked, safe, thousands, width};
use crate::render::writer::{HitWriter, SummaryPlace, View};
use crate::search::quotes::QuotesPage;
use crate::search::stories::Together;
use crate::search::{Count, Hit, SearchPage, SpeakerCount, TextField};
use crate::span::ByteSpan;

/// Writes answers for people.
pub(super) struct TextWriter<'a>(pub(super) View<'a>);

impl HitWriter for TextWriter<'_> {
    fn summary_place(&self) -> SummaryPlace {
        SummaryPlace::Beside
    }

    fn explanation(&self, _meaning: &str, tree: &str, out: &mut dyn Write) -> io::Result<()> {
        writeln!(out, "{}\n", tree.trim_end())
    }

    fn hits(&self, page: &SearchPage, out: &mut dyn Write) -> io::Result<()> {
        write_page(page, self.0.screen, out)
    }

    fn occurrences(
        &self,
        found: &[Occurrence<'_>],
        _page: &SearchPage,
        out: &mut dyn Write,
    ) -> io::Result<()> {
        if found.iter().any(|it| it.context.is_some()) {
            write_concordance(found, Heading::Above, self.0.screen, out)
        } else {
            write_occurrences(found, Heading::InFront, self.0.screen, out)
        }
    }

    fn count(&self, number: Count, _page: &SearchPage, out: &mut dyn Write) -> io::Result<()> {
        writeln!(out, "{}", number.number())
    }

    fn quotations(&self, page: &QuotesPage, limit: Option<usize>, out: &mut dyn Write) -> io::Result<()> {
        if let Some(limit) = limit {
            let mut facets = page.facets.clone();
            if limit > 0 {
                facets.insert(0, speakers(page, limit));
            }
            write_facets(&facets, self.0.screen, out)?;
            if !page.shown.is_empty() {
                writeln!(out)?;
            }
        }
        write_quotes(page, self.0.screen, out)
    }
}

/// How many speakers a hit names before it counts the rest.
const MOST_SPEAKERS: usize = 5;

/// Writes the facets, if any, then the hits with a blank line between them.
pub fn write_page(page: &SearchPage, screen: &Screen, out: &mut dyn Write) -> io::Result<()> {
    write_facets(&page.facets, screen, out)?;
    for (at, hit) in page.hits.iter().enumerate() {
        if at > 0 || !page.facets.is_empty() {
            writeln!(out)?;
        }
        write_hit(hit, screen, out)?;
    }
    Ok(())
}

fn write_hit(hit: &Hit, screen: &Screen, out: &mut dyn Write) -> io::Result<()> {
    writeln!(out, "{}", headline(hit, screen))?;
    write_facts(hit, screen, out)?;
    if let Some(earlier) = &hit.earlier {
        let wording = format!("wording: {}", safe(&earlier.to_string()));
        writeln!(out, "{}", screen.wrap(&inked(&wording, Some(Ink::Quiet)), "", "         "))?;
    }
    if !hit.speakers.is_empty() {
        let quoted = format!("quoted: {}", quoted(&hit.speakers));
        writeln!(out, "{}", screen.wrap(&inked(&quoted, None), "", "        "))?;
    }
    if let Some(together) = &hit.together {
        writeln!(out, "{}", screen.wrap(&inked(&told_elsewhere(together), None), "", "  "))?;
    }
    for snippet in hit.snippets.iter().filter(|it| it.field == TextField::Body) {
        writeln!(out, "{}", passage(snippet, screen))?;
    }
    if let Some(leaves) = &hit.explanation {
        writeln!(out, "  {}", screen.paint(Ink::Quiet, &format!("score {:.3}", hit.score)))?;
        for leaf in leaves {
            let line = format!("{:>9.3}  {}", leaf.score, safe(&leaf.leaf));
            writeln!(out, "  {}", screen.paint(Ink::Quiet, &line))?;
        }
    }
    Ok(())
}

/// Papers that are named before the rest is counted.
const MOST_PAPERS: usize = 4;

/// Where else a story stands: `in 19 other papers and 2 versions: Northern Wire, Courier, …`.
#[must_use]
pub fn elsewhere(together: &Together) -> String {
    let mut parts = Vec::new();
    if together.papers > 0 {
        parts.push(format!("in {}", counted(together.papers, "other paper", "other papers")));
    }
    if together.versions > 0 {
        parts.push(counted(together.versions, "other version of this paper", "other versions of this paper"));
    }
    if together.unmatched > 0 {
        let more = if parts.is_empty() { "copy" } else { "more copy" };
        let several = if parts.is_empty() { "copies" } else { "more copies" };
        let verb = if together.unmatched == 1 { "does" } else { "do" };
        parts.push(format!("{} {verb} not match", counted(together.unmatched, more, several)));
    }
    parts.join("; ")
}

fn told_elsewhere(together: &Together) -> String {
    let mut text = elsewhere(together);
    let mut names: Vec<&str> = Vec::new();
    for name in together.others.iter().filter_map(|it| it.source.as_deref()) {
        if !names.contains(&name) {
            names.push(name);
        }
    }
    if together.papers > 0 && !names.is_empty() {
        let more = names.len().saturating_sub(MOST_PAPERS);
        names.truncate(MOST_PAPERS);
        text.push_str(&format!(": {}", names.iter().map(|it| safe(it)).collect::<Vec<_>>().join(", ")));
        if more > 0 {
            text.push_str(&format!(", {} more", thousands(more as u64)));
        }
    }
    text
}

/// The headline with its matches marked, or the first words.
fn headline(hit: &Hit, screen: &Screen) -> String {
    let Some(title) = &hit.title else {
        let mut text = inked("(no headline) ", Some(Ink::Quiet));
        text.extend(inked(
            &format!("{} …", hit.opening.trim_end_matches('…').trim_end()),
            Some(Ink::Headline),
        ));
        return screen.wrap(&text, "", "  ");
    };
    let matched: Vec<ByteSpan> =
        hit.spans.iter().filter(|it| it.field == TextField::Title).map(|it| it.span.bytes).collect();
    let mut text = marked(title, &matched, Some(Ink::Headline), Ink::HeadlineMatch);
    text.retain(|(c, _)| *c != '\u{ad}');
    screen.wrap(&text, "", "  ")
}

/// Date, source and author on the left, the place on the right where both fit on a line.
fn write_facts(hit: &Hit, screen: &Screen, out: &mut dyn Write) -> io::Result<()> {
    let date = hit.text(Field::Date).unwrap_or("date unknown".into());
    let source = hit.names.text(Field::Source).unwrap_or("source unknown");
    let mut facts = format!("{date}  {}", safe(source));
    if let Some(author) = hit.names.text(Field::Author) {
        facts.push_str("  by ");
        facts.push_str(&safe(author));
    }
    let Some(place) = hit.origins.first() else { return writeln!(out, "{facts}") };
    let mut shown = place.to_string();
    if hit.origins.len() > 1 {
        shown.push_str(&format!(" and {} more", hit.origins.len() - 1));
    }
    let path = screen.path(&place.path, &shown);
    let taken = width(&facts) + 2 + width(&safe(&shown));
    match screen.width {
        Some(limit) if taken > limit => {
            writeln!(out, "{}", screen.wrap(&inked(&facts, None), "", "  "))?;
            writeln!(out, "  {path}")
        }
        Some(limit) => writeln!(out, "{facts}  {}{path}", " ".repeat(limit - taken)),
        None => writeln!(out, "{facts}  {path}"),
    }
}

fn quoted(speakers: &[SpeakerCount]) -> String {
    let mut names: Vec<String> = speakers
        .iter()
        .take(MOST_SPEAKERS)
        .map(|it| format!("{} ({})", it.name, thousands(it.quotations as u64)))
        .collect();
    if speakers.len() > MOST_SPEAKERS {
        names.push(format!("{} more", speakers.len() - MOST_SPEAKERS));
    }
    names.join(", ")
}

/// The line after an answer: `2 articles, 3 occurrences`, and how to see the rest.
#[must_use]
pub fn summary(page: &SearchPage, offset: usize) -> String {
    let shown = page.hits.len() as u64;
    // That time ran out says already that there may be more.
    let count = |count: Count| if page.partial { Count::Exact(count.number()) } else { count };
    let all = page.stories.unwrap_or(page.articles);
    let found = all.number();
    let mut articles = counted(count(page.articles), "article", "articles");
    if page.stories.is_some() {
        articles = format!("{} in {articles}", counted(count(all), "story", "stories"));
    }
    let mut line = if shown == 0 || count(all) == Count::Exact(shown) {
        articles
    } else if offset == 0 {
        format!("{} of {articles}", thousands(shown))
    } else {
        let first = offset as u64 + 1;
        format!("{} to {} of {articles}", thousands(first), thousands(first + shown - 1))
    };
    if let Some(occurrences) = page.occurrences {
        line.push_str(", ");
        line.push_str(&counted(count(occurrences), "occurrence", "occurrences"));
    }
    if page.partial {
        line.push_str(" so far: time ran out");
    } else if shown > 0 && offset as u64 + shown < found {
        let next = (shown * 5 / 2).max(shown + 1).min(found - offset as u64);
        line.push_str(&format!("; -m {next} for more"));
    }
    line
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::article::Names;
    use crate::render::screen::{Colours, Links};
    use crate::search::samples::{hit, names, page};

    fn shown(screen: &Screen, page: &SearchPage) -> String {
        let mut out = Vec::new();
        write_page(page, screen, &mut out).expect("a vector takes everything");
        String::from_utf8(out).expect("text").replace("\x1b[0m", "]").replace("\x1b[1;31m", "[")
    }

    #[test]
    fn a_hit_is_headline_facts_speakers_and_evidence() {
        assert_eq!(
            shown(&Screen::plain(), &page(vec![hit(), Hit { title: None, ..hit() }])),
            "\
Talks end without a truce
2025-11-27  Morning Ledger  by A. Writer  articles/ledger.txt
quoted: Vladimir Putin (4), Dmitry Peskov (1)
  … ready to fight \"to the last Ukrainian\", he told reporters in Bishkek.

(no headline) The talks ended on Thursday …
2025-11-27  Morning Ledger  by A. Writer  articles/ledger.txt
quoted: Vladimir Putin (4), Dmitry Peskov (1)
  … ready to fight \"to the last Ukrainian\", he told reporters in Bishkek.
"
        );
    }

    #[test]
    fn five_speakers_are_named_and_the_rest_counted() {
        let speaker = hit().speakers.remove(0);
        let speakers = |many: usize| -> Vec<SpeakerCount> {
            (1..=many)
                .map(|number| SpeakerCount { name: number.to_string(), quotations: 1_000, ..speaker.clone() })
                .collect()
        };
        let five = "1 (1,000), 2 (1,000), 3 (1,000), 4 (1,000), 5 (1,000)";
        assert_eq!(quoted(&speakers(5)), five);
        assert_eq!(quoted(&speakers(6)), format!("{five}, 1 more"));
        assert_eq!(quoted(&speakers(7)), format!("{five}, 2 more"));
    }

    #[test]
    fn what_is_unknown_says_so_once() {
        let bare = Hit {
            dating: None,
            names: Names::default(),
            speakers: vec![],
            snippets: vec![],
            origins: vec![],
            ..hit()
        };
        assert_eq!(
            shown(&Screen::plain(), &page(vec![bare])),
            "Talks end without a truce\ndate unknown  source unknown\n"
        );
    }

    #[test]
    fn on_a_terminal_nothing_is_wider_than_it_and_only_matches_are_marked() {
        for columns in [30, 80] {
            let screen = Screen { colours: Colours::Off, links: Links::Off, width: Some(columns) };
            let text = shown(&screen, &page(vec![hit()]));
            assert!(text.lines().all(|line| width(line) <= columns), "{text}");
        }
        let screen = Screen { colours: Colours::On, links: Links::Off, width: Some(80) };
        let text = shown(&screen, &page(vec![hit()]));
        assert!(text.contains("to the [last Ukrainian]\", he"), "{text}");
        let first_facts = text.lines().nth(1).expect("facts");
        assert!(first_facts.starts_with("2025-11-27  Morning Ledger  by A. Writer    "), "{first_facts}");
    }

    #[test]
    fn a_hostile_article_cannot_speak_to_the_terminal() {
        let evil = "x\x1b[31m\u{9b}2Jy\r\nz";
        let mut bad = hit();
        bad.title = Some(evil.into());
        bad.names = names(&[(Field::Source, evil), (Field::Author, evil)]);
        bad.origins[0].path = evil.into();
        bad.speakers[0].name = evil.into();
        bad.snippets[0].text = evil.into();
        bad.snippets[0].marks.clear();
        let text = shown(&Screen::plain(), &page(vec![bad]));
        assert!(!text.contains(['\x1b', '\u{9b}', '\r']), "{text:?}");
        assert_eq!(text.lines().count(), 4);
    }

    #[test]
    fn the_last_line_counts_and_says_how_to_see_more() {
        let mut answer = page(vec![hit(), hit()]);
        assert_eq!(summary(&answer, 0), "2 articles, 3 occurrences");
        answer.articles = Count::Exact(1_204);
        answer.occurrences = None;
        assert_eq!(summary(&answer, 0), "2 of 1,204 articles; -m 5 for more");
        assert_eq!(summary(&answer, 20), "21 to 22 of 1,204 articles; -m 5 for more");
        assert_eq!(summary(&answer, 1_202), "1,203 to 1,204 of 1,204 articles");
        answer.hits.clear();
        assert_eq!(summary(&answer, 0), "1,204 articles");
        answer.articles = Count::AtLeast(1_204);
        assert_eq!(summary(&answer, 0), "at least 1,204 articles");
        answer.partial = true;
        assert_eq!(summary(&answer, 0), "1,204 articles so far: time ran out");
        answer.partial = false;
        answer.articles = Count::Exact(1);
        answer.occurrences = Some(Count::Exact(1));
        assert_eq!(summary(&answer, 0), "1 article, 1 occurrence");
    }
}

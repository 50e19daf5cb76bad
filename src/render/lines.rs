//! A line for each occurrence: its place (`-o`), or its context (`--kwic`).

use std::io::{self, Write};

use crate::field::Field;
use crate::render::screen::{Ink, Screen, fit, inked, marked, safe, width};
use crate::search::{Edge, Evidence, Hit, Snippet};
use crate::span::ByteSpan;

/// A piece of evidence with the hit it belongs to.
#[derive(Debug, Clone)]
pub struct Occurrence<'a> {
    /// The hit.
    pub hit: &'a Hit,
    /// The piece of evidence.
    pub evidence: &'a Evidence,
    /// Its context, where that was asked for.
    pub context: Option<Context>,
}

/// The context of a piece of evidence.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Context {
    /// The text before it, in its paragraph.
    pub left: String,
    /// The text behind it, in its paragraph.
    pub right: String,
    /// The sentence it stands in, or all that it reaches into, in bytes of the field.
    pub sentence: ByteSpan,
    /// The text of the sentence.
    pub sentence_text: String,
    /// Who says it, where it stands in a quotation with a known speaker.
    pub speaker: Option<String>,
}

/// Where the place of a line stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Heading {
    /// On a line of its own, above all lines of an article.
    Above,
    /// In front of each line.
    InFront,
}

/// Columns of context on either side where there is no terminal.
const CONTEXT: usize = 40;

/// Writes each occurrence as `path:field:start-end:text`, the offsets in bytes of the field; or its path above it.
pub fn write_occurrences(
    occurrences: &[Occurrence<'_>],
    heading: Heading,
    screen: &Screen,
    out: &mut dyn Write,
) -> io::Result<()> {
    let mut last: Option<&Hit> = None;
    for it in occurrences {
        let span = it.evidence.span.bytes;
        match heading {
            Heading::InFront => write!(out, "{}:", place(it.hit, screen))?,
            Heading::Above if last.is_none_or(|hit| hit.id != it.hit.id) => {
                let gap = if last.is_some() { "\n" } else { "" };
                writeln!(out, "{gap}{}", place(it.hit, screen))?;
            }
            Heading::Above => {}
        }
        last = Some(it.hit);
        writeln!(
            out,
            "{}:{}-{}:{}",
            it.evidence.field.as_str(),
            span.start(),
            span.end(),
            screen.paint(Ink::Match, &it.evidence.text)
        )?;
    }
    Ok(())
}

/// Writes each passage of the hits on a line, behind the place of its article; of one without a passage its headline.
pub fn write_passages(hits: &[Hit], screen: &Screen, out: &mut dyn Write) -> io::Result<()> {
    // No line is broken.
    let whole = Screen { width: None, ..screen.clone() };
    for hit in hits {
        let place = place(hit, screen);
        for snippet in &hit.snippets {
            writeln!(out, "{place}:{}", passage(snippet, &whole).trim_start())?;
        }
        if hit.snippets.is_empty() {
            writeln!(out, "{place}:{}", safe(hit.title.as_deref().unwrap_or(&hit.opening)))?;
        }
    }
    Ok(())
}

/// Writes each occurrence as `left | match | right`, the matches below one another, under a line for
/// each article or behind its place; behind it its field and bytes, and who says it.
pub fn write_concordance(
    occurrences: &[Occurrence<'_>],
    heading: Heading,
    screen: &Screen,
    out: &mut dyn Write,
) -> io::Result<()> {
    let mut last: Option<&Hit> = None;
    let room = screen.width.map_or(CONTEXT, |limit| (limit.saturating_sub(44) / 2).clamp(12, CONTEXT));
    for it in occurrences {
        if heading == Heading::Above && last.is_none_or(|hit| hit.id != it.hit.id) {
            if last.is_some() {
                writeln!(out)?;
            }
            let date = it.hit.text(Field::Date).unwrap_or("date unknown".into());
            let source = it.hit.names.text(Field::Source).unwrap_or("source unknown");
            writeln!(out, "{}  {date}  {}", place(it.hit, screen), safe(source))?;
            last = Some(it.hit);
        }
        let Some(context) = &it.context else { continue };
        let (left, right) = (tail(&context.left, room), head(&context.right, room));
        let span = it.evidence.span.bytes;
        if heading == Heading::InFront {
            write!(out, "{}:", place(it.hit, screen))?;
        }
        let matched = fit(
            &it.evidence.text,
            screen.width.map_or(usize::MAX, |limit| limit.saturating_sub(2 * room + 8)),
        );
        write!(
            out,
            "  {}{left} | {} | {right}",
            " ".repeat(room.saturating_sub(width(&left))),
            screen.paint(Ink::Match, &matched),
        )?;
        // On a terminal a line is never broken: what has no room behind the text is left out.
        let mut used = 8 + room + width(&safe(&matched)) + width(&right);
        let place = format!("{} {}-{}", it.evidence.field.as_str(), span.start(), span.end());
        let pad = room.saturating_sub(width(&right)) + 2;
        let has_room = |used: usize, more: usize| screen.width.is_none_or(|limit| used + more <= limit);
        if has_room(used, pad + place.len()) {
            write!(out, "{}{place}", " ".repeat(pad))?;
            used += pad + place.len();
        }
        if let Some(name) = &context.speaker
            && has_room(used, 2 + width(&safe(name)))
        {
            write!(out, "  {}", screen.paint(Ink::Name, name))?;
        }
        writeln!(out)?;
    }
    Ok(())
}

/// A passage with its matches marked, an ellipsis where it is cut out of a sentence.
pub(super) fn passage(snippet: &Snippet, screen: &Screen) -> String {
    let mut text = Vec::new();
    if snippet.begins == Edge::Cut {
        text.extend(inked("… ", None));
    }
    text.extend(marked(&snippet.text, &snippet.marks, None, Ink::Match));
    if snippet.ends == Edge::Cut {
        text.extend(inked(" …", None));
    }
    screen.wrap(&text, "  ", "    ")
}

fn place(hit: &Hit, screen: &Screen) -> String {
    hit.origins.first().map_or_else(
        || screen.paint(Ink::Path, hit.id.as_str()),
        |place| screen.path(&place.path, &place.to_string()),
    )
}

/// The last words of a text that fit, white space folded.
fn tail(text: &str, room: usize) -> String {
    let mut words: Vec<String> = Vec::new();
    let mut used = 0;
    for word in safe(text).split_whitespace().rev() {
        used += width(word) + usize::from(!words.is_empty());
        if used > room {
            break;
        }
        words.push(word.to_owned());
    }
    words.reverse();
    words.join(" ")
}

/// The first words of a text that fit, white space folded.
fn head(text: &str, room: usize) -> String {
    let mut out = String::new();
    for word in safe(text).split_whitespace() {
        if width(&out) + usize::from(!out.is_empty()) + width(word) > room {
            break;
        }
        if !out.is_empty() {
            out.push(' ');
        }
        out.push_str(word);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::search::samples::hit;

    #[test]
    fn an_occurrence_says_where_it_stands() {
        let hit = hit();
        let line = [Occurrence { hit: &hit, evidence: &hit.spans[0], context: None }];
        let mut out = Vec::new();
        write_occurrences(&line, Heading::InFront, &Screen::plain(), &mut out)
            .expect("a vector takes everything");
        assert_eq!(String::from_utf8_lossy(&out), "articles/ledger.txt:body:523-537:last Ukrainian\n");
    }

    #[test]
    fn on_a_terminal_no_line_of_a_concordance_is_broken() {
        let mut hit = hit();
        hit.spans[0].text = "last Ukrainian and whoever else may be named at some length behind".into();
        let context = Context {
            left: "was ready to fight to the very end, as he said, and to the".into(),
            right: "he told reporters in Bishkek on Thursday after talks there".into(),
            sentence: ByteSpan::known(500, 560),
            sentence_text: String::new(),
            speaker: Some("Somebody with a long name".into()),
        };
        let line = [Occurrence { hit: &hit, evidence: &hit.spans[0], context: Some(context) }];
        for columns in [40, 60, 80, 120] {
            let screen = Screen { width: Some(columns), ..Screen::plain() };
            let mut out = Vec::new();
            write_concordance(&line, Heading::Above, &screen, &mut out).expect("a vector takes everything");
            let text = String::from_utf8_lossy(&out).into_owned();
            assert!(text.lines().skip(1).all(|line| width(line) <= columns), "{columns}: {text}");
        }
    }

    #[test]
    fn a_concordance_lines_its_matches_up() {
        let hit = hit();
        let context = Context {
            left: "was ready\nto fight \"to the".into(),
            right: "\", he told\u{1b} reporters".into(),
            sentence: ByteSpan::known(500, 560),
            sentence_text: String::new(),
            speaker: Some("Vladimir Putin".into()),
        };
        let line = [Occurrence { hit: &hit, evidence: &hit.spans[0], context: Some(context) }];
        let mut out = Vec::new();
        write_concordance(&line, Heading::Above, &Screen::plain(), &mut out)
            .expect("a vector takes everything");
        assert_eq!(
            String::from_utf8_lossy(&out),
            "\
articles/ledger.txt  2025-11-27  Morning Ledger
                was ready to fight \"to the | last Ukrainian | \", he told\u{fffd} reporters                     body \
523-537  Vladimir Putin
"
        );
    }
}

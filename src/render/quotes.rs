//! Quotations for people: who said it, then each wording with who tells it.

use std::io::{self, Write};

use crate::article::Speaker;
use crate::date::Day;
use crate::render::screen::{Ink, Screen, counted, inked, marked, safe, thousands, width};
use crate::search::piece::Piece;
use crate::search::quotes::{Quoted, QuotesPage, Wording};

/// Writes the quotations with a blank line between them. The wordings come in the order of time; behind those that are not
/// the fullest stands what they add (`+`) and what they leave out (`-`). Who is named is told where they disagree.
pub fn write_quotes(page: &QuotesPage, screen: &Screen, out: &mut dyn Write) -> io::Result<()> {
    for (at, quoted) in page.shown.iter().enumerate() {
        if at > 0 {
            writeln!(out)?;
        }
        write_quoted(quoted, screen, out)?;
    }
    Ok(())
}

/// As [`write_quotes`], with a line for each that says who may have told it first.
pub fn write_first(page: &QuotesPage, screen: &Screen, out: &mut dyn Write) -> io::Result<()> {
    for (at, quoted) in page.shown.iter().enumerate() {
        if at > 0 {
            writeln!(out)?;
        }
        writeln!(out, "{}", screen.wrap(&inked(&earliest(quoted), None), "", "  "))?;
        write_quoted(quoted, screen, out)?;
    }
    Ok(())
}

fn write_quoted(quoted: &Quoted, screen: &Screen, out: &mut dyn Write) -> io::Result<()> {
    let (name, shown) = speaker(quoted.speaker.as_ref(), screen);
    let date = quoted.wordings.iter().filter_map(|it| it.dating).map(|it| it.day).min();
    let date = date.map_or_else(|| "date unknown".to_owned(), |day| day.to_string());
    let taken = width(&name) + 2 + width(&date);
    if screen.width.is_some_and(|limit| taken > limit) {
        writeln!(out, "{}", screen.wrap(&inked(&format!("{name}  {date}"), Some(Ink::Name)), "", "  "))?;
    } else {
        writeln!(out, "{shown}{}{date}", gap(screen, width(&name), width(&date)))?;
    }
    if quoted.speakers.len() > 1 {
        let named = quoted.speakers.iter().map(|(name, places)| {
            let name = name.as_deref().map_or("nobody".into(), safe);
            format!("{name} in {}", thousands(*places as u64))
        });
        let named = format!("named: {}", named.collect::<Vec<_>>().join(", "));
        writeln!(out, "{}", screen.wrap(&inked(&named, Some(Ink::Quiet)), "  ", "    "))?;
    }
    let first = quoted.wordings.first().and_then(|it| it.dating).map(|it| it.day);
    for wording in &quoted.wordings {
        write_wording(wording, first, screen, out)?;
    }
    Ok(())
}

fn speaker(speaker: Option<&Speaker>, screen: &Screen) -> (String, String) {
    let Some(speaker) = speaker else {
        let unknown = "speaker unknown";
        return (unknown.to_owned(), screen.paint(Ink::Quiet, unknown));
    };
    let role = speaker.role.as_ref().map(|it| format!(", {}", safe(it))).unwrap_or_default();
    let name = safe(&speaker.name);
    (format!("{name}{role}"), format!("{}{role}", screen.paint(Ink::Name, &name)))
}

/// The words of a quotation, and its article on the same line at the right where both fit, else below.
fn write_wording(
    wording: &Wording,
    first: Option<Day>,
    screen: &Screen,
    out: &mut dyn Write,
) -> io::Result<()> {
    let mut text = marked(&wording.text, &wording.marks, None, Ink::Match);
    for piece in &wording.differences {
        let (sign, words) = match piece {
            Piece::Same(_) => continue,
            Piece::Added(words) => ("  +", words),
            Piece::LeftOut(words) => ("  -", words),
        };
        text.extend(inked(
            &format!(
                "{sign}\u{a0}\"{}\"",
                words.trim_matches(|c: char| !c.is_alphanumeric()).replace(' ', "\u{a0}")
            ),
            Some(Ink::Quiet),
        ));
    }
    // The day of the first stands above.
    let day = match wording.dating.map(|it| it.day) {
        Some(day) if Some(day) == first => String::new(),
        None if first.is_none() => String::new(),
        Some(day) => format!("{day}  "),
        None => "date unknown  ".to_owned(),
    };
    let source = format!("{day}{}", wording.source.as_deref().unwrap_or("source unknown"));
    let place = wording.place.as_ref().map_or_else(|| wording.id.to_string(), ToString::to_string);
    let facts = format!("{}  {}", safe(&source), safe(&place));
    let linked = match &wording.place {
        Some(at) => format!("{}  {}", safe(&source), screen.path(&at.path, &place)),
        None => facts.clone(),
    };
    let words = screen.wrap(&text, "  ", "    ");
    let taken: usize = 2 + text.iter().map(|(c, _)| width(c.encode_utf8(&mut [0; 4]))).sum::<usize>();
    match screen.width {
        Some(limit) if taken + 2 + width(&facts) > limit => {
            writeln!(out, "{words}")?;
            let indent = limit.saturating_sub(width(&facts)).max(4);
            writeln!(out, "{}{linked}", " ".repeat(indent))
        }
        Some(_) | None => writeln!(out, "{words}{}{linked}", gap(screen, taken, width(&facts))),
    }
}

/// Who may have been the first, a line: `Earliest in this index: 2025-10-14: Northern Wire at 07:40 UTC; Lakeside Post
/// without an hour`.
#[must_use]
pub fn earliest(quoted: &Quoted) -> String {
    let earliest = quoted.earliest();
    let Some(day) = earliest.iter().filter_map(|it| it.dating).map(|it| it.day).min() else {
        return "Earliest in this index: no place has a day".to_owned();
    };
    let name = |it: &Wording| {
        let of_other_day = it.dating.filter(|it| it.day != day).map(|it| format!(" ({})", it.day));
        let source = it.source.as_deref().unwrap_or("source unknown");
        format!("{}{}", safe(source), of_other_day.unwrap_or_default())
    };
    let mut told = Vec::new();
    for it in &earliest {
        if let Some(instant) = it.dating.and_then(|it| it.instant) {
            let at = instant.to_string();
            told.push(format!("{} at {}", name(it), at.split_once('T').map_or(&*at, |(_, time)| time)));
        }
    }
    let hourless: Vec<String> = earliest
        .iter()
        .filter(|it| it.dating.is_some_and(|it| it.instant.is_none()))
        .map(|it| name(it))
        .collect();
    if !hourless.is_empty() {
        told.push(format!("{} without an hour", hourless.join(" and ")));
    }
    let tie = if earliest.len() > 1 { " (a tie)" } else { "" };
    format!("Earliest in this index{tie}: {day}: {}", told.join("; "))
}

/// The space that sets what follows at the right edge; two columns where there is none.
fn gap(screen: &Screen, left: usize, right: usize) -> String {
    let room = screen.width.map_or(0, |limit| limit.saturating_sub(left + right));
    " ".repeat(room.max(2))
}

/// `3 quotations in 4 articles`, and how to see the rest.
#[must_use]
pub fn summary(page: &QuotesPage, offset: usize) -> String {
    let shown = page.shown.len() as u64;
    let all = counted(page.quotations, "quotation", "quotations");
    let articles = counted(page.articles, "article", "articles");
    let so_far = if page.partial { " so far: not everything was looked at" } else { "" };
    if shown == 0 || shown == page.quotations {
        return format!("{all} in {articles}{so_far}");
    }
    let from = match offset {
        0 => thousands(shown),
        _ => format!("{} to {}", thousands(offset as u64 + 1), thousands(offset as u64 + shown)),
    };
    let rest = page.quotations - (offset as u64 + shown).min(page.quotations);
    let more = if rest > 0 {
        format!("; -m {} for more", shown + rest.min(shown * 3 / 2 + 1))
    } else {
        String::new()
    };
    format!("{from} of {all} in {articles}{so_far}{more}")
}

/// The speakers as a facet.
#[must_use]
pub fn speakers(page: &QuotesPage, limit: usize) -> crate::search::FacetCounts {
    crate::search::FacetCounts {
        facet: crate::search::Facet::SPEAKER,
        values: page
            .speakers
            .iter()
            .take(limit)
            .map(|(name, number)| (name.clone(), (*number).into()))
            .collect(),
        unknown: page.unknown.into(),
        distinct: (page.speakers.len() as u64).into(),
    }
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;
    use crate::article::{ArticleId, FoundBy, Origin, QuotationKind, SpeakerKind};
    use crate::date::Dating;
    use crate::render::screen::{Colours, Links};
    use crate::span::{ByteSpan, TextSpan};

    fn wording(text: &str, path: &str, source: Option<&str>) -> Wording {
        let at = text.find("last").expect("it is there");
        Wording {
            text: text.into(),
            marks: ByteSpan::in_text(text, at, at + 14).into_iter().collect(),
            span: TextSpan { bytes: ByteSpan::known(0, text.len()), start_char: 0, end_char: text.len() },
            kind: QuotationKind::Direct,
            speaker: None,
            confidence: 0.5,
            id: ArticleId::new(path).expect("not blank"),
            title: None,
            place: Some(Origin { path: path.into(), record: None }),
            dating: Day::new(2025, 11, 27).map(|day| Dating { day, instant: None, found: FoundBy::Given }),
            source: source.map(str::to_owned),
            differences: Vec::new(),
        }
    }

    pub(crate) fn page() -> QuotesPage {
        let mut other = wording("\"to the last Ukrainian\"", "articles/003.txt", None);
        other.differences = vec![Piece::LeftOut("fight".into()), Piece::Same("to the last Ukrainian".into())];
        QuotesPage {
            quotations: 1,
            articles: 2,
            speakers: vec![("Vladimir Putin".into(), 1)],
            unknown: 0,
            facets: Vec::new(),
            notices: Vec::new(),
            partial: false,
            shown: vec![Quoted {
                speaker: Some(Speaker {
                    name: "Vladimir Putin".into(),
                    kind: SpeakerKind::Person,
                    role: Some("President of Russia".into()),
                }),
                speakers: vec![(Some("Vladimir Putin".into()), 1), (None, 1)],
                fullest: 0,
                wordings: vec![
                    wording("\"fight to the last Ukrainian\"", "articles/ledger.txt", Some("Morning Ledger")),
                    other,
                ],
            }],
        }
    }

    #[test]
    fn a_quotation_shows_who_and_every_wording() {
        let mut out = Vec::new();
        write_quotes(&page(), &Screen::plain(), &mut out).expect("a vector takes everything");
        assert_eq!(
            String::from_utf8_lossy(&out),
            "\
Vladimir Putin, President of Russia  2025-11-27
  named: Vladimir Putin in 1, nobody in 1
  \"fight to the last Ukrainian\"  Morning Ledger  articles/ledger.txt
  \"to the last Ukrainian\" -\u{a0}\"fight\"  source unknown  articles/003.txt
"
        );
        assert_eq!(summary(&page(), 0), "1 quotation in 2 articles");
    }

    #[test]
    fn on_a_terminal_nothing_is_wider_than_it() {
        for columns in [40, 80] {
            let screen = Screen { colours: Colours::Off, links: Links::Off, width: Some(columns) };
            let mut out = Vec::new();
            write_quotes(&page(), &screen, &mut out).expect("a vector takes everything");
            let text = String::from_utf8(out).expect("text");
            assert!(text.lines().all(|line| width(line) <= columns), "{text}");
        }
    }
}

//! From lines on pages to paragraphs.

use std::collections::HashMap;

use crate::readers::office::line::{Line, joined};
use crate::readers::office::reading_order::ordered;
use crate::readers::office::running::{Facts, facts};
use crate::readers::office::written::{Paragraph, Style};

/// The paragraphs of a document, without its running heads and feet, and what these tell.
pub(super) fn paragraphs(mut pages: Vec<Vec<Line>>) -> (Vec<Paragraph>, Facts) {
    for line in pages.iter_mut().flatten() {
        line.text = written(&line.text);
    }
    let running = without_running_lines(&mut pages);
    let pages: Vec<Vec<Line>> = pages.into_iter().map(|lines| joined(ordered(lines))).collect();
    let title_size = title_size(&pages);
    let spacing = spacing(&pages);
    let mut paragraphs: Vec<Paragraph> = Vec::new();
    let mut last: Option<&Line> = None;
    for (page, lines) in pages.iter().enumerate() {
        for line in lines.iter().filter(|it| !it.text.trim().is_empty()) {
            let is_title = page == 0 && title_size.is_some_and(|size| line.size >= size - 0.1);
            let style = if is_title { Style::Title } else { Style::Text };
            let goes_on = last.is_some_and(|last| goes_on(last, line, spacing));
            match paragraphs.last_mut() {
                Some(paragraph) if goes_on && paragraph.style == style => {
                    join(&mut paragraph.text, &line.text);
                }
                _ => paragraphs.push(Paragraph { text: line.text.trim().to_owned(), style }),
            }
            last = Some(line);
        }
    }
    (paragraphs, facts(running.iter().map(String::as_str)))
}

/// Ligatures as letters, and no soft hyphens but at the end of a line.
fn written(text: &str) -> String {
    let mut written = String::new();
    for sign in text.chars() {
        match sign {
            'ﬀ' => written.push_str("ff"),
            'ﬁ' => written.push_str("fi"),
            'ﬂ' => written.push_str("fl"),
            'ﬃ' => written.push_str("ffi"),
            'ﬄ' => written.push_str("ffl"),
            'ﬅ' | 'ﬆ' => written.push_str("st"),
            '\u{A0}' => written.push(' '),
            sign => written.push(sign),
        }
    }
    let trimmed = written.trim_end();
    match trimmed.strip_suffix('\u{AD}') {
        Some(rest) => format!("{}-", rest.replace('\u{AD}', "")),
        None => trimmed.replace('\u{AD}', ""),
    }
}

/// Takes out what stands on most pages at the same height, but for its numbers. The lines of the first page that were
/// taken out so.
fn without_running_lines(pages: &mut [Vec<Line>]) -> Vec<String> {
    let key = |line: &Line| {
        let text: String = line.text.chars().filter(|it| !it.is_ascii_digit()).collect();
        (text.trim().to_owned(), (line.y / 4.0).round() as i64)
    };
    let mut counts: HashMap<(String, i64), usize> = HashMap::new();
    for line in pages.iter().flatten() {
        *counts.entry(key(line)).or_default() += 1;
    }
    let most = pages.len();
    let is_running = |line: &Line, extremes: (f32, f32)| {
        let at_edge = line.y >= extremes.1 - 30.0 || line.y <= extremes.0 + 30.0;
        let (text, height) = key(line);
        let around: usize =
            (height - 1..=height + 1).map(|it| counts.get(&(text.clone(), it)).copied().unwrap_or(0)).sum();
        at_edge && most > 1 && around * 2 > most
    };
    let mut running = Vec::new();
    for page in pages.iter_mut() {
        let heights = page.iter().map(|it| it.y);
        let extremes = (heights.clone().fold(f32::MAX, f32::min), heights.fold(f32::MIN, f32::max));
        let is_outermost = |line: &Line| line.y >= extremes.1 - 2.0 || line.y <= extremes.0 + 2.0;
        page.retain(|line| !is_outermost(line) || !is_of_the_print(&line.text));
        let taken = page.extract_if(.., |line| is_running(line, extremes));
        // What is the same on the pages but for its numbers tells a day only where these are the same too.
        let taken: Vec<String> = taken.map(|line| line.text).collect();
        match running.is_empty() {
            true => running = taken,
            false if taken.is_empty() => {}
            false => running.retain(|line| taken.contains(line)),
        }
    }
    running
}

/// Whether a line holds what a program prints around a page and nothing else: its number, the moment, an address.
fn is_of_the_print(line: &str) -> bool {
    let is_number =
        |word: &str| word.bytes().any(|it| it.is_ascii_digit()) && !word.chars().any(char::is_alphabetic);
    let words: Vec<&str> = line.split_whitespace().collect();
    let around = ["page", "seite", "of", "von", "sur", "de", "di", "/", "|", "-", "–"];
    let is_known = |word: &&str| {
        is_number(word) || around.contains(&word.to_lowercase().as_str()) || word.contains("://")
    };
    let is_one = |word: &&str| is_number(word) || word.contains("://");
    words.len() <= 8 && words.iter().all(is_known) && words.iter().any(is_one)
}

/// The size of the letters of the title: the largest on the first page, where they are larger than those of the text and few.
fn title_size(pages: &[Vec<Line>]) -> Option<f32> {
    let first = pages.first()?;
    let mut letters: HashMap<i64, usize> = HashMap::new();
    for line in first {
        *letters.entry((line.size * 10.0).round() as i64).or_default() += line.text.len();
    }
    let (largest, count) = letters.iter().max_by_key(|(size, _)| **size)?;
    let (usual, _) = letters.iter().max_by_key(|(_, count)| **count)?;
    (*largest * 100 > *usual * 115 && *count < 400).then_some(*largest as f32 / 10.0)
}

/// The usual distance between two lines, in sizes of their letters.
fn spacing(pages: &[Vec<Line>]) -> f32 {
    let mut steps: Vec<f32> = pages
        .iter()
        .flat_map(|page| page.windows(2))
        .filter(|pair| (pair[0].size - pair[1].size).abs() < 0.1)
        .map(|pair| (pair[0].y - pair[1].y) / pair[0].size)
        .filter(|step| (0.8..3.0).contains(step))
        .collect();
    steps.sort_by(f32::total_cmp);
    steps.get(steps.len().saturating_sub(1) / 2).copied().unwrap_or(1.2)
}

/// Whether a line goes on with the paragraph of the line before it.
fn goes_on(last: &Line, line: &Line, spacing: f32) -> bool {
    if (last.size - line.size).abs() > 0.6 {
        return false;
    }
    let step = (last.y - line.y) / last.size;
    let ends = last.text.trim_end().ends_with(['.', '!', '?', '”', '"', '»', '“', ':', '…']);
    if !(0.5..=spacing * 4.0).contains(&step) {
        // The next column or page: a sentence may go on there.
        return !ends;
    }
    if step > spacing * 1.25 {
        return false;
    }
    let is_indented = line.x - last.x > last.size * 0.8 && (last.x - line.x).abs() < last.size * 4.0;
    !(is_indented && ends)
}

/// Joins a line to a text: a word that is divided at its end is joined where the next letter is small.
fn join(text: &mut String, line: &str) {
    let line = line.trim();
    let is_divided = text.ends_with('-')
        && text.chars().rev().nth(1).is_some_and(char::is_alphabetic)
        && line.starts_with(char::is_lowercase);
    if is_divided {
        text.pop();
    } else {
        text.push(' ');
    }
    text.push_str(line);
}

#[cfg(test)]
mod tests {
    use super::*;

    fn line(text: &str, x: f32, y: f32, size: f32) -> Line {
        Line::new(text.to_owned(), x, y, x + 200.0, size)
    }

    fn texts(pages: Vec<Vec<Line>>) -> Vec<String> {
        paragraphs(pages).0.into_iter().map(|it| format!("{:?} {}", it.style, it.text)).collect()
    }

    #[test]
    fn lines_are_joined_to_paragraphs_and_divided_words_to_words() {
        let page = vec![
            line("Council closes market", 50.0, 700.0, 20.0),
            line("The coun-", 50.0, 660.0, 10.0),
            line("cil met in the ﬁrst", 50.0, 648.0, 10.0),
            line("hall.", 50.0, 636.0, 10.0),
            line("It went home.", 50.0, 612.0, 10.0),
        ];
        let expected =
            ["Title Council closes market", "Text The council met in the first hall.", "Text It went home."];
        assert_eq!(texts(vec![page]), expected);
    }

    #[test]
    fn running_heads_and_feet_are_left_out() {
        let page = |number: u32, text: &str| {
            vec![
                line("Evening Post", 50.0, 780.0, 8.0),
                line(text, 50.0, 600.0, 10.0),
                line(&format!("Page {number}"), 50.0, 30.0, 8.0),
            ]
        };
        let pages = vec![page(1, "The council met"), page(2, "and went home."), page(3, "It came back.")];
        assert_eq!(texts(pages), ["Text The council met and went home.", "Text It came back."]);
    }

    #[test]
    fn running_heads_tell_the_paper_and_the_day() {
        let page = |day: u32| {
            vec![
                line(&format!("Island Star · November {day}, 2025"), 50.0, 780.0, 8.0),
                line("The council met.", 50.0, 600.0, 10.0),
                line("1", 50.0, 30.0, 8.0),
            ]
        };
        let told = |pages| paragraphs(pages).1;
        let facts = told(vec![page(27), page(27)]);
        assert_eq!(facts.source.as_deref(), Some("Island Star"));
        assert_eq!(facts.date.as_deref(), Some("November 27, 2025"));
        assert_eq!(told(vec![page(27), page(28)]), Facts::default());
        // On the only page it may be anything.
        assert_eq!(told(vec![page(27)]), Facts::default());
    }

    #[test]
    fn what_a_program_prints_around_a_page_is_left_out() {
        for text in ["Page 3 of 12", "1 of 1", "15.9.2007 11:02", "http://a.example/b", "- 7 -", "Seite 2"] {
            assert!(is_of_the_print(text), "{text}");
        }
        for text in ["14 people met", "The council met in 2024", "of", ""] {
            assert!(!is_of_the_print(text), "{text}");
        }
        let page = vec![
            line("1 of 1", 50.0, 780.0, 8.0),
            line("The council met.", 50.0, 600.0, 10.0),
            line("2024", 50.0, 588.0, 10.0),
            line("http://a.example/b", 50.0, 30.0, 8.0),
        ];
        assert_eq!(texts(vec![page]), ["Text The council met. 2024"]);
    }
}

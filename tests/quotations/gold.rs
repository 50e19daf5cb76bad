//! Articles of our own with their annotated quotations, as `fixtures/quotations/README.md` describes them.

use std::fs;
use std::ops::Range;
use std::path::PathBuf;

use serde::{Deserialize, Serialize};

/// Where the articles lie.
pub(super) fn folder() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("fixtures/quotations")
}

/// One annotated article: a line of a file.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Article {
    pub(super) id: String,
    pub(super) source: String,
    pub(super) language: String,
    pub(super) title: String,
    pub(super) text: String,
    #[serde(default)]
    pub(super) quotes: Vec<Quote>,
    #[serde(default)]
    pub(super) other_quoted: Vec<Part>,
    /// Empty: the article's reported speech is not annotated. Else all of it is.
    #[serde(default)]
    pub(super) indirect: Vec<Indirect>,
}

/// A stretch of an article, in code points.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Part {
    pub(super) text: String,
    #[serde(default)]
    pub(super) start: usize,
    #[serde(default)]
    pub(super) end: usize,
}

/// Whose words they are, and what follows from it for programs that learn.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub(super) struct Attribution {
    pub(super) speaker: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) organisation: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) role: Option<String>,
    /// Other names that are right too: a surname where the text does not tell more.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(super) also: Vec<String>,
    #[serde(default)]
    pub(super) speaker_mention: Option<String>,
    #[serde(default)]
    pub(super) speaker_type: String,
    #[serde(default)]
    pub(super) speaker_confidence: String,
    #[serde(default)]
    pub(super) speaker_checked: bool,
}

/// Words between marks that somebody said.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(super) struct Quote {
    pub(super) text: String,
    pub(super) kind: String,
    #[serde(flatten)]
    pub(super) by: Attribution,
    #[serde(default)]
    pub(super) start: usize,
    #[serde(default)]
    pub(super) end: usize,
    #[serde(default)]
    pub(super) source_span: Option<Part>,
}

/// Words without marks that somebody is said to have said.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(super) struct Indirect {
    pub(super) content: Vec<Part>,
    #[serde(flatten)]
    pub(super) by: Attribution,
    #[serde(default)]
    pub(super) source: Option<Part>,
}

/// Every file of articles by its name without the ending, in order, as it is written and with what is left out
/// worked out.
pub(super) fn load() -> Vec<(String, String, Vec<Article>)> {
    let mut paths: Vec<PathBuf> =
        fs::read_dir(folder()).unwrap().map(|entry| entry.unwrap().path()).collect();
    paths.retain(|path| path.extension().is_some_and(|it| it == "jsonl"));
    paths.sort();
    let read = |path: PathBuf| {
        let name = path.file_stem().unwrap().to_str().unwrap().to_owned();
        let written = fs::read_to_string(&path).unwrap();
        let lines = written.lines().enumerate().filter(|(_, line)| !line.trim().is_empty());
        let article = |(at, line): (usize, &str)| {
            let article = serde_json::from_str(line);
            completed(article.unwrap_or_else(|error| panic!("{name}.jsonl, line {}: {error}", at + 1)))
        };
        let articles = lines.map(article).collect();
        (name, written, articles)
    };
    paths.into_iter().map(read).collect()
}

/// Articles as they are written: one a line, with blanks that let a person read it.
pub(super) fn lines(articles: &[Article]) -> String {
    let mut bytes = Vec::new();
    for article in articles {
        let mut writer = serde_json::Serializer::with_formatter(&mut bytes, OneLine);
        article.serialize(&mut writer).unwrap();
        bytes.push(b'\n');
    }
    String::from_utf8(bytes).unwrap()
}

struct OneLine;

impl serde_json::ser::Formatter for OneLine {
    fn begin_object_key<W: std::io::Write + ?Sized>(
        &mut self,
        to: &mut W,
        first: bool,
    ) -> std::io::Result<()> {
        if first { Ok(()) } else { to.write_all(b", ") }
    }

    fn begin_object_value<W: std::io::Write + ?Sized>(&mut self, to: &mut W) -> std::io::Result<()> {
        to.write_all(b": ")
    }

    fn begin_array_value<W: std::io::Write + ?Sized>(
        &mut self,
        to: &mut W,
        first: bool,
    ) -> std::io::Result<()> {
        if first { Ok(()) } else { to.write_all(b", ") }
    }
}

/// An article with the places of its quotations and what follows from their speakers.
pub(super) fn completed(mut article: Article) -> Article {
    let text: Vec<char> = article.text.chars().collect();
    let id = article.id.clone();
    let place = |part: &mut Part, from: usize| {
        if part.end == 0 {
            let from = if part.start == 0 { from } else { part.start };
            let words: Vec<char> = part.text.chars().collect();
            let found = text.get(from..).and_then(|rest| position(rest, &words));
            let found =
                found.unwrap_or_else(|| panic!("{id}: these words do not stand there: {}", part.text));
            (part.start, part.end) = (from + found, from + found + words.len());
        }
        part.end
    };
    let (mut from, mut other, mut told) = (0, 0, 0);
    for quote in &mut article.quotes {
        let mut part = Part { text: quote.text.clone(), start: quote.start, end: quote.end };
        from = place(&mut part, from);
        (quote.start, quote.end) = (part.start, part.end);
    }
    for part in &mut article.other_quoted {
        other = place(part, other);
    }
    for part in article.indirect.iter_mut().flat_map(|it| &mut it.content) {
        told = place(part, told);
    }
    let marked: Vec<Range<usize>> = article.quotes.iter().map(|it| it.start..it.end).collect();
    let mut previous: Option<Quote> = None;
    for quote in &mut article.quotes {
        if let (None, Some(last)) = (&quote.by.speaker_mention, &previous) {
            let same = quote.by.speaker == last.by.speaker && quote.by.organisation == last.by.organisation;
            if same && (quote.by.speaker.is_some() || quote.by.organisation.is_some()) {
                quote.by.speaker_mention.clone_from(&last.by.speaker_mention);
                quote.source_span.clone_from(&last.source_span);
            }
        }
        if quote.source_span.is_none() {
            quote.source_span = source(&text, &quote.by, quote.start..quote.end, &marked);
        }
        quote.by.follow();
        previous = Some(quote.clone());
    }
    for indirect in &mut article.indirect {
        if indirect.source.is_none() {
            let content = indirect.content[0].start..indirect.content[0].end;
            indirect.source = source(&text, &indirect.by, content, &marked);
        }
        indirect.by.follow();
    }
    article
}

fn position(text: &[char], words: &[char]) -> Option<usize> {
    text.windows(words.len().max(1)).position(|it| it == words)
}

/// The occurrence of the mention that is nearest to the quotation and stands in no other.
fn source(text: &[char], by: &Attribution, quote: Range<usize>, marked: &[Range<usize>]) -> Option<Part> {
    let mention: Vec<char> = by.speaker_mention.as_ref()?.chars().collect();
    let whole = |at: &usize| {
        let letter =
            |at: Option<usize>| at.and_then(|it| text.get(it)).is_some_and(|it| it.is_alphanumeric());
        !letter(at.checked_sub(1)) && !letter(Some(at + mention.len()))
    };
    let free = |at: &usize| !marked.iter().any(|it| it.start < at + mention.len() && *at < it.end);
    let apart = |at: &usize| quote.start.saturating_sub(at + mention.len()) + at.saturating_sub(quote.end);
    let starts = (0..=text.len().saturating_sub(mention.len()))
        .filter(|at| text[*at..].starts_with(&mention) && whole(at) && free(at));
    let start = starts.min_by_key(apart)?;
    Some(Part { text: mention.iter().collect(), start, end: start + mention.len() })
}

impl Attribution {
    /// Sets what kind of mention names the speaker.
    fn follow(&mut self) {
        if !self.speaker_type.is_empty() {
            return;
        }
        let plain = |text: &Option<String>| {
            text.as_deref().unwrap_or("").to_lowercase().replace(['’', '‘'], "'").replace('\u{ad}', "")
        };
        let (mention, speaker) = (plain(&self.speaker_mention), plain(&self.speaker));
        let named = speaker.split_whitespace().any(|name| mention.split_whitespace().any(|it| it == name));
        self.speaker_type = match mention.as_str() {
            "" => "none",
            _ if self.organisation.is_some() => "org",
            "i" | "we" => "first-person",
            "who" => "relative",
            "he" | "she" | "it" | "they" | "il" | "elle" | "er" | "sie" => "pronoun",
            _ if named => "name",
            _ => "nominal",
        }
        .to_owned();
        self.speaker_confidence = match (&self.speaker, named) {
            (None, _) => "none",
            (Some(_), true) => "name",
            (Some(_), false) => "coref",
        }
        .to_owned();
        self.speaker_checked = self.speaker.is_none();
    }
}

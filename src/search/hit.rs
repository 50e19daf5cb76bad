//! From an article to the hit that shows it; the same for every engine.

use std::borrow::Cow;

use crate::article::{Article, Quotation, QuotationKind};
use crate::field::Field;
use crate::search::{Evidence, Hit, Snippet, SpeakerCount};

/// How many characters of the body stand for a missing headline.
const OPENING: usize = 80;

/// What is told of each hit.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum HitParts {
    /// All of it.
    #[default]
    Whole,
    /// What can be told without reading the text: no evidence, no passages, no speakers, no opening. An engine may tell
    /// more.
    WithoutText,
}

impl Hit {
    /// The hit that shows `article` with this evidence.
    #[must_use]
    pub fn of(article: Article, score: f32, spans: Vec<Evidence>, snippets: Vec<Snippet>) -> Hit {
        Hit {
            score,
            opening: opening(&article.body),
            dating: article.dating,
            updated: article.updated,
            speakers: speakers(&article.quotations),
            spans,
            snippets,
            explanation: None,
            together: None,
            id: article.id,
            title: article.title.map(|it| it.value),
            names: article.names,
            language: article.language.value,
            url: article.url,
            origins: article.origins,
            earlier: article.earlier,
        }
    }
}

impl Hit {
    /// What stands for a missing headline: the first words of a body.
    #[must_use]
    pub fn opening_of(body: &str) -> String {
        opening(body)
    }
}

impl Hit {
    /// The instant of publication as RFC 3339 has it, on the clock that told it.
    #[must_use]
    pub fn published(&self) -> Option<String> {
        self.dating?.instant.map(|instant| instant.to_string())
    }

    /// What a field holds, as text; `None` where it is empty. Of the places it was read at the first; the
    /// speakers are told by [`Self::speakers`], and of the body there are the passages alone.
    #[must_use]
    pub fn text(&self, field: Field) -> Option<Cow<'_, str>> {
        match field {
            Field::Id => Some(self.id.as_str().into()),
            Field::Path => self.origins.first().map(|it| it.path.as_str().into()),
            Field::Title => self.title.as_deref().map(Cow::Borrowed),
            Field::Date => self.dating.map(|it| it.day.to_string().into()),
            Field::Updated => self.updated.map(|it| it.precise().into()),
            Field::Language => Some(self.language.code().into()),
            Field::Url => self.url.as_deref().map(Cow::Borrowed),
            Field::Body => None,
            name => self.names.text(name).map(Cow::Borrowed),
        }
    }
}

/// The first words of a body, up to the end of its first line.
fn opening(body: &str) -> String {
    let line = body.lines().next().unwrap_or("");
    match line.char_indices().nth(OPENING) {
        None => line.to_owned(),
        Some((end, _)) => {
            let cut = line[..end].rfind(char::is_whitespace).unwrap_or(end);
            format!("{} …", line[..cut].trim_end())
        }
    }
}

/// Who is quoted, most quotations first, then by name.
fn speakers(quotations: &[Quotation]) -> Vec<SpeakerCount> {
    let mut counts: Vec<SpeakerCount> = Vec::new();
    for speaker in
        quotations.iter().filter(|it| it.kind != QuotationKind::Indirect).filter_map(|it| it.speaker.as_ref())
    {
        match counts.iter_mut().find(|it| it.name == speaker.name && it.kind == speaker.kind) {
            Some(known) => known.quotations += 1,
            None => {
                counts.push(SpeakerCount { name: speaker.name.clone(), kind: speaker.kind, quotations: 1 });
            }
        }
    }
    counts.sort_by(|a, b| b.quotations.cmp(&a.quotations).then_with(|| a.name.cmp(&b.name)));
    counts
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::article::{Speaker, SpeakerKind};
    use crate::span::ByteSpan;

    #[test]
    fn an_opening_ends_with_a_word_of_the_first_line() {
        assert_eq!(opening("One line.\nAnother."), "One line.");
        assert_eq!(opening(""), "");
        assert_eq!(opening(&"é".repeat(80)), "é".repeat(80));
        let long = format!("{} fits not", "word ".repeat(15) + "12345");
        // The last word that begins before the limit is left out, also when it ends there.
        assert_eq!(opening(&long), format!("{} …", "word ".repeat(15).trim_end()));
        assert_eq!(opening(&"x".repeat(81)), format!("{} …", "x".repeat(80)));
    }

    #[test]
    fn speakers_come_by_how_often_they_are_quoted() {
        let quotation = |name: Option<&str>, kind| Quotation {
            span: ByteSpan::in_text("x", 0, 1).unwrap(),
            kind,
            speaker: name.map(|name| Speaker {
                name: name.to_owned(),
                kind: SpeakerKind::Person,
                role: None,
            }),
            mention: None,
            cue: None,
            confidence: 1.0,
        };
        let direct = QuotationKind::Direct;
        let quotations = [
            quotation(Some("Bo Roe"), direct),
            quotation(Some("Ann Lee"), direct),
            quotation(None, direct),
            quotation(Some("Cy Fox"), QuotationKind::Indirect),
            quotation(Some("Dee Orr"), direct),
            quotation(Some("Dee Orr"), QuotationKind::Partial),
        ];
        let seen: Vec<_> = speakers(&quotations).into_iter().map(|it| (it.name, it.quotations)).collect();
        assert_eq!(seen, [("Dee Orr".into(), 2), ("Ann Lee".into(), 1), ("Bo Roe".into(), 1)]);
    }
}

//! What the library finds in an annotated article, beside what it should find.

use std::collections::BTreeMap;
use std::fmt;
use std::ops::Range;

use newsgrep::article::{Language, Quotation, QuotationKind, Speaker, SpeakerKind};
use newsgrep::people::quotations;

use super::gold::{Article, Attribution};

/// One way in which a quotation is not as it should be.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Fault {
    /// Somebody's words, not found.
    Missed,
    /// Found without a speaker, and nobody's words.
    NoSpeech,
    /// Found, with more or fewer words.
    OtherWords,
    /// Direct for partial, or the other way round.
    OtherKind,
    /// The text tells who spoke; the program does not.
    Unknown,
    /// The speaker, by a part of the name or with words that are none of it.
    OtherName,
    /// Given to an organisation that did not speak.
    WrongOrganisation,
    /// Given to a person who did not speak, or to a place or a firm as if it were one.
    WrongPerson,
    /// The speaker is right, the role is not.
    OtherRole,
}

impl Fault {
    pub(super) const ALL: [Fault; 9] = [
        Fault::Missed,
        Fault::NoSpeech,
        Fault::OtherWords,
        Fault::OtherKind,
        Fault::Unknown,
        Fault::OtherName,
        Fault::WrongOrganisation,
        Fault::WrongPerson,
        Fault::OtherRole,
    ];

    pub(super) fn as_str(self) -> &'static str {
        match self {
            Fault::Missed => "missed",
            Fault::NoSpeech => "no speech",
            Fault::OtherWords => "other words",
            Fault::OtherKind => "other kind",
            Fault::Unknown => "speaker unknown",
            Fault::OtherName => "other name",
            Fault::WrongOrganisation => "wrong organisation",
            Fault::WrongPerson => "wrong person",
            Fault::OtherRole => "other role",
        }
    }
}

/// A fault with its place: a line of `faults.tsv`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Finding {
    pub(super) article: String,
    pub(super) words: String,
    pub(super) fault: Fault,
    pub(super) expected: String,
    pub(super) found: String,
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Finding { article, words, fault, expected, found } = self;
        write!(f, "{article}\t{}\t{words}\t{expected}\t{found}", fault.as_str())
    }
}

impl Finding {
    /// The inverse of [`fmt::Display`].
    pub(super) fn read(line: &str) -> Option<Finding> {
        let [article, fault, words, expected, found] = line.split('\t').collect::<Vec<_>>()[..] else {
            return None;
        };
        let fault = Fault::ALL.into_iter().find(|it| it.as_str() == fault)?;
        let [article, words, expected, found] = [article, words, expected, found].map(str::to_owned);
        Some(Finding { article, words, fault, expected, found })
    }
}

/// What is counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Measure {
    /// Quotations in the articles.
    Quotations,
    /// Those of them that were found.
    Found,
    /// What was found besides, and is nobody's words.
    NoSpeech,
    /// Found with exactly these words.
    SameWords,
    /// Found and rightly called direct, partial or indirect.
    SameKind,
    /// Quotations of which the text tells who spoke.
    Speakers,
    /// Speakers that the program gives.
    Given,
    /// Quotations with the right speaker.
    Right,
    /// Quotations found without a speaker, of which the text tells who spoke.
    Unknown,
    /// Quotations and others given to a person who did not speak.
    WrongPerson,
    /// Right speakers with the right role.
    Roles,
}

impl Measure {
    pub(super) const ALL: [Measure; 11] = [
        Measure::Quotations,
        Measure::Found,
        Measure::NoSpeech,
        Measure::SameWords,
        Measure::SameKind,
        Measure::Speakers,
        Measure::Given,
        Measure::Right,
        Measure::Unknown,
        Measure::WrongPerson,
        Measure::Roles,
    ];

    pub(super) fn as_str(self) -> &'static str {
        match self {
            Measure::Quotations => "quotations",
            Measure::Found => "found",
            Measure::NoSpeech => "no speech",
            Measure::SameWords => "same words",
            Measure::SameKind => "same kind",
            Measure::Speakers => "speakers",
            Measure::Given => "given",
            Measure::Right => "right",
            Measure::Unknown => "unknown",
            Measure::WrongPerson => "wrong person",
            Measure::Roles => "roles",
        }
    }
}

/// How many of each [`Measure`].
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Counts([usize; Measure::ALL.len()]);

impl Counts {
    pub(super) fn of(&self, measure: Measure) -> usize {
        self.0[measure as usize]
    }

    fn one_more(&mut self, measure: Measure) {
        self.0[measure as usize] += 1;
    }

    pub(super) fn add(&mut self, other: &Counts) {
        for (mine, more) in self.0.iter_mut().zip(other.0) {
            *mine += more;
        }
    }

    /// The numbers in the order of [`Measure::ALL`], with tabs between.
    pub(super) fn line(&self) -> String {
        self.0.map(|it| it.to_string()).join("\t")
    }

    /// The inverse of [`Self::line`].
    pub(super) fn read(line: &str) -> Option<Counts> {
        let numbers: Result<Vec<usize>, _> = line.split('\t').map(str::parse).collect();
        Some(Counts(numbers.ok()?.try_into().ok()?))
    }

    /// Of what was found, how much is a quotation; of the quotations, how many were found.
    pub(super) fn detection(&self) -> [Share; 2] {
        let found = self.of(Measure::Found);
        [Share(found, found + self.of(Measure::NoSpeech)), Share(found, self.of(Measure::Quotations))]
    }

    /// Of the speakers given, and of those that the texts tell, how many are right.
    pub(super) fn attribution(&self) -> [Share; 2] {
        let right = self.of(Measure::Right);
        [Share(right, self.of(Measure::Given)), Share(right, self.of(Measure::Speakers))]
    }

    /// What is worse here than it was, one sentence each.
    pub(super) fn worse_than(&self, then: &Counts) -> Vec<String> {
        let mut worse = Vec::new();
        for measure in Measure::ALL {
            let (now, before) = (self.of(measure), then.of(measure));
            let is_worse = match measure {
                Measure::Found | Measure::SameWords | Measure::SameKind | Measure::Right | Measure::Roles => {
                    now < before
                }
                Measure::NoSpeech | Measure::WrongPerson => now > before,
                // A quotation that was missed and is found without a speaker is no worse.
                Measure::Quotations | Measure::Speakers | Measure::Given | Measure::Unknown => false,
            };
            if is_worse {
                worse.push(format!("{}: {now}, was {before}", measure.as_str()));
            }
        }
        let names = [
            "precision of quotations",
            "recall of quotations",
            "precision of speakers",
            "recall of speakers",
        ];
        let now = self.detection().into_iter().chain(self.attribution());
        let before = then.detection().into_iter().chain(then.attribution());
        for ((name, now), before) in names.into_iter().zip(now).zip(before) {
            if now.is_below(before) {
                worse.push(format!("{name}: {now}, was {before}"));
            }
        }
        worse
    }
}

/// So many of so many.
#[derive(Debug, Clone, Copy)]
pub(super) struct Share(usize, usize);

impl Share {
    fn is_below(self, other: Share) -> bool {
        self.0 * other.1 < other.0 * self.1
    }
}

impl fmt::Display for Share {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:.1} % ({} of {})", 100.0 * self.0 as f64 / self.1.max(1) as f64, self.0, self.1)
    }
}

/// What should be found.
struct Wanted<'a> {
    span: Range<usize>,
    kind: QuotationKind,
    by: &'a Attribution,
}

/// Reads an article as the library does and compares.
pub(super) fn judge(article: &Article) -> (Counts, Vec<Finding>) {
    let language = Language::from_tag(&article.language).expect("a language of two letters");
    compare(article, &quotations(&article.text, language))
}

/// Compares what was found in an article with what is there.
pub(super) fn compare(article: &Article, found: &[Quotation]) -> (Counts, Vec<Finding>) {
    let mut counts = Counts::default();
    let mut findings = Vec::new();
    let bytes = bytes(&article.text);
    let span = |start: usize, end: usize| bare(&article.text, bytes[start]..bytes[end]);
    let (indirect, marked): (Vec<&Quotation>, Vec<&Quotation>) =
        found.iter().partition(|it| it.kind == QuotationKind::Indirect);
    let quotes = article.quotes.iter().map(|it| Wanted {
        span: span(it.start, it.end),
        kind: if it.kind == "direct" { QuotationKind::Direct } else { QuotationKind::Partial },
        by: &it.by,
    });
    one_kind(article, &quotes.collect::<Vec<_>>(), &marked, &mut counts, &mut findings);
    if !article.indirect.is_empty() {
        let told = article.indirect.iter().map(|it| Wanted {
            span: span(it.content[0].start, it.content[0].end),
            kind: QuotationKind::Indirect,
            by: &it.by,
        });
        one_kind(article, &told.collect::<Vec<_>>(), &indirect, &mut counts, &mut findings);
    }
    (counts, findings)
}

fn one_kind(
    article: &Article,
    wanted: &[Wanted<'_>],
    found: &[&Quotation],
    counts: &mut Counts,
    findings: &mut Vec<Finding>,
) {
    // Annotated quotations never cross a line end; a found one over paragraphs is as many as it has.
    let found: Vec<(Range<usize>, &Quotation)> =
        found.iter().flat_map(|it| by_line(&article.text, it)).collect();
    let pairs = pairs(wanted, &found);
    let mut note = |span: &Range<usize>, fault, expected: &str, found: &str| {
        let words = article.text[span.clone()].chars().take(40).collect();
        let (expected, found) = (expected.to_owned(), found.to_owned());
        findings.push(Finding { article: article.id.clone(), words, fault, expected, found });
    };
    for (at, wanted) in wanted.iter().enumerate() {
        let speaker = name(wanted.by);
        counts.one_more(Measure::Quotations);
        if speaker.is_some() {
            counts.one_more(Measure::Speakers);
        }
        let Some((span, found)) = pairs.get(&at).map(|at| &found[*at]) else {
            note(&wanted.span, Fault::Missed, speaker.unwrap_or("nobody"), "");
            continue;
        };
        counts.one_more(Measure::Found);
        if *span == wanted.span {
            counts.one_more(Measure::SameWords);
        } else {
            note(&wanted.span, Fault::OtherWords, "", &article.text[span.clone()]);
        }
        if found.kind == wanted.kind {
            counts.one_more(Measure::SameKind);
        } else {
            note(&wanted.span, Fault::OtherKind, wanted.kind.as_str(), found.kind.as_str());
        }
        let given = found.speaker.as_ref();
        let fault = speaker_fault(wanted.by, given);
        if given.is_some() && (speaker.is_some() || fault.is_some()) {
            counts.one_more(Measure::Given);
        }
        match fault {
            Some(fault) => {
                match fault {
                    Fault::Unknown => counts.one_more(Measure::Unknown),
                    Fault::WrongPerson => counts.one_more(Measure::WrongPerson),
                    _ => {}
                }
                note(&wanted.span, fault, speaker.unwrap_or("nobody"), given.map_or("", |it| &it.name));
            }
            None if speaker.is_some() => {
                counts.one_more(Measure::Right);
                let given = given.and_then(|it| it.role.as_deref());
                match wanted.by.role.as_deref() {
                    Some(role) if given.map(role_alone) == Some(role) => counts.one_more(Measure::Roles),
                    Some(role) => note(&wanted.span, Fault::OtherRole, role, given.unwrap_or("")),
                    None => {}
                }
            }
            None => {}
        }
    }
    for (at, (span, found)) in found.iter().enumerate() {
        if pairs.values().any(|it| *it == at) {
            continue;
        }
        let given = found.speaker.as_ref();
        if given.is_some() {
            counts.one_more(Measure::Given);
        }
        counts.one_more(Measure::NoSpeech);
        let is_person = given.is_some_and(|it| it.kind == SpeakerKind::Person);
        if is_person {
            counts.one_more(Measure::WrongPerson);
        }
        let fault = if is_person { Fault::WrongPerson } else { Fault::NoSpeech };
        note(span, fault, "no speech", given.map_or("", |it| &it.name));
    }
}

fn name(by: &Attribution) -> Option<&str> {
    by.speaker.as_deref().or(by.organisation.as_deref())
}

/// What is wrong with the speaker that was given, if anything.
fn speaker_fault(by: &Attribution, given: Option<&Speaker>) -> Option<Fault> {
    let Some(given) = given else {
        return name(by).map(|_| Fault::Unknown);
    };
    let (is_person, plain_given) = (given.kind == SpeakerKind::Person, plain(&given.name));
    let names = by.speaker.iter().chain(&by.also).map(|it| plain(it));
    let bodies = by.organisation.iter().chain(&by.also).map(|it| plain(it));
    let accepted: Vec<String> = if by.organisation.is_some() { bodies.collect() } else { names.collect() };
    if is_person != by.organisation.is_some() && accepted.contains(&plain_given) {
        return None;
    }
    let whole = by.speaker.as_deref().map(plain);
    let holds = |whole: &str, part: &str| part.split(' ').all(|it| whole.split(' ').any(|word| word == it));
    // A surname is held by the name of everybody who has it.
    let is_whole = |it: &str| it.contains(' ');
    let is_near =
        whole.is_some_and(|it| holds(&it, &plain_given) || is_whole(&it) && holds(&plain_given, &it));
    match is_person {
        true if is_near => Some(Fault::OtherName),
        true => Some(Fault::WrongPerson),
        false => Some(Fault::WrongOrganisation),
    }
}

/// A name without titles, article, capitals and the fine print of letters.
fn plain(name: &str) -> String {
    const TITLES: [&str; 14] = [
        "the", "mr", "mrs", "ms", "dr", "prof", "sir", "dame", "lord", "lady", "rt", "hon", "chief", "mayor",
    ];
    let name = name.to_lowercase().replace(['’', '‘'], "'").replace('\u{ad}', "");
    let words: Vec<&str> = name.split_whitespace().collect();
    let is_title = |word: &&str| TITLES.contains(&word.trim_end_matches('.'));
    let first = words.iter().position(|it| !is_title(it)).unwrap_or(0);
    words[first..].join(" ")
}

/// A role without the article or the pronoun in front of it.
fn role_alone(role: &str) -> &str {
    let (first, rest) = role.split_once(' ').unwrap_or(("", role));
    let is_small = ["the", "a", "an", "his", "her", "its", "their"].contains(&first.to_lowercase().as_str());
    if is_small { rest } else { role }
}

/// Which of the found is which of the wanted: the same words first, then the largest overlap of at least half of
/// both.
fn pairs(wanted: &[Wanted<'_>], found: &[(Range<usize>, &Quotation)]) -> BTreeMap<usize, usize> {
    let mut near = Vec::new();
    for (at, wanted) in wanted.iter().map(|it| &it.span).enumerate() {
        for (other, (span, _)) in found.iter().enumerate() {
            let overlap = wanted.end.min(span.end).saturating_sub(wanted.start.max(span.start));
            if overlap > 0 && 2 * overlap >= wanted.len().max(span.len()) {
                near.push((wanted != span, wanted.len().max(span.len()) - overlap, at, other));
            }
        }
    }
    near.sort_unstable();
    let mut pairs = BTreeMap::new();
    for (_, _, at, other) in near {
        if !pairs.contains_key(&at) && !pairs.values().any(|it| *it == other) {
            pairs.insert(at, other);
        }
    }
    pairs
}

fn by_line<'a>(text: &str, found: &'a Quotation) -> Vec<(Range<usize>, &'a Quotation)> {
    let mut at = found.span.start();
    let mut lines = Vec::new();
    for line in found.span.of(text).split('\n') {
        let span = bare(text, at..at + line.len());
        if !span.is_empty() {
            lines.push((span, found));
        }
        at += line.len() + 1;
    }
    lines
}

/// A stretch without its marks, blanks and last sign.
fn bare(text: &str, span: Range<usize>) -> Range<usize> {
    let mark = |c: char| c.is_whitespace() || "\"“”„‟«»‹›＂❝❞'‘’‚`".contains(c);
    let all = &text[span.clone()];
    let start = span.start + (all.len() - all.trim_start_matches(mark).len());
    let end = span.start + all.trim_end_matches(|c| mark(c) || ",.;:".contains(c)).len();
    start..end.max(start)
}

/// The byte at which each code point begins, and the end.
fn bytes(text: &str) -> Vec<usize> {
    text.char_indices().map(|(at, _)| at).chain([text.len()]).collect()
}

//! Step 7: who speaks.
//!
//! Takes a text with its mentions and persons; gives each stretch between marks its source, its speaker, and how
//! likely it is speech at all. Every mention near a quotation competes for it, and every person for a pronoun; what
//! was decided about a quotation is known to the next.

mod announced;
mod beside;
mod no_speech;
mod passed_on;
mod resolve;
mod signed;

pub(super) use crate::people::attribute::resolve::{Competitor, Likely, Resolver};

use crate::people::features::history::History;
use crate::people::features::quotation;
use crate::people::features::quotation::quotation_features;
use crate::people::features::source;
use crate::people::features::speech;
use crate::people::mentions::NOBODY;
use crate::people::model;
use crate::people::model::{Columns, LANES, put, softmax};
use crate::people::parsed_text::ParsedText;
use crate::people::tokens::TokenKind;

/// What was decided about one stretch between marks.
#[derive(Debug, Clone, Copy)]
pub(super) struct Attribution {
    /// The mention that it is attributed to.
    pub(super) source: Option<u32>,
    /// The speaker, or [`NOBODY`].
    pub(super) person: u32,
    /// How likely it is that person, 0 to 1.
    pub(super) confidence: f32,
    /// How likely it is that mention, 0 to 1.
    pub(super) source_confidence: f32,
    /// How likely it is speech at all, 0 to 1.
    pub(super) speech: f32,
}

impl Attribution {
    /// Marks around nothing say nothing.
    const NOTHING: Attribution =
        Attribution { source: None, person: NOBODY, confidence: 0.0, source_confidence: 0.0, speech: 0.0 };
}

/// What an attribution was decided on, for explanations and for learning.
#[derive(Debug, Clone)]
pub(super) struct Trace {
    /// The mentions that competed, their numbers, and how likely each is the source.
    pub(super) mentions: Vec<(u32, source::Row, f32)>,
    /// The same of nobody.
    pub(super) nobody: (source::Row, f32),
    /// What tells speech from titles.
    pub(super) speech: speech::Row,
    /// What decided instead of the models, where something did.
    pub(super) rule: Option<Rule>,
}

impl Trace {
    /// There are no words, so nothing competed for them.
    const NOTHING: Trace = Trace {
        mentions: Vec::new(),
        nobody: ([0; source::ROOM], 1.0),
        speech: [0; speech::ROOM],
        rule: Some(Rule::NoWords),
    };
}

/// What decides without a model.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Rule {
    /// The speaker's name stands before the words, as in a transcript.
    Transcript,
    /// The speaker's name stands below the words, as in a letter.
    Signature,
    /// The speaker stands with a verb of saying or a colon directly beside the words.
    Beside,
    /// The sentence describes somebody whom nobody names.
    Unnamed,
    /// The paragraph above announces the speaker.
    Announced,
    /// The sentence before tells of nobody but the speaker.
    Acting,
    /// The words are a nickname inside a name.
    Nickname,
    /// The words are an abbreviation that a bracket gives to what stands before.
    Definition,
    /// A word, a title or a sign is told of.
    Wording,
    /// There are no words between the marks.
    NoWords,
}

impl Rule {
    /// The word by which programs know it.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Rule::Transcript => "transcript",
            Rule::Signature => "signature",
            Rule::Beside => "beside",
            Rule::Unnamed => "unnamed",
            Rule::Announced => "announced",
            Rule::Acting => "acting",
            Rule::Nickname => "nickname",
            Rule::Definition => "definition",
            Rule::Wording => "wording",
            Rule::NoWords => "no-words",
        }
    }
}

/// A mention with a smaller share than this tells nothing about the speaker.
const LEAST_SHARE: f32 = 0.04;
/// How sure it is that who stands directly beside the words said them.
const SURE: f32 = 0.95;
/// From this share on, words count as speech for the quotations that follow.
const SPOKEN: f32 = 0.5;
/// From this share on, a speaker counts as the last one for the quotations that follow.
const REMEMBERED: f32 = 0.3;

/// Decides all quotations in order, each knowing those before it. `trace` receives one entry a quotation.
pub(super) fn attribute(
    resolver: &mut Resolver<'_, '_>,
    mut trace: Option<&mut Vec<Trace>>,
) -> Vec<Attribution> {
    let parsed = resolver.parsed();
    let mut ranker = SourceRanker::default();
    let mut history = History::EMPTY;
    let mut attributions: Vec<Attribution> = Vec::with_capacity(parsed.quoted.len());
    let mut near = 0;
    let mut no_speech_before = false;
    for quote in 0..parsed.quoted.len() {
        let first = parsed.tokens.quotes[quote].0;
        if is_wordless(parsed, quote) {
            resolver.remember(history);
            attributions.push(Attribution::NOTHING);
            if let Some(trace) = trace.as_deref_mut() {
                trace.push(Trace::NOTHING);
            }
            continue;
        }
        while parsed.mentions.get(near).is_some_and(|it| it.first < first) {
            near += 1;
        }
        let quotation = quotation_features(parsed, quote, history);
        ranker.rank(parsed, quote, near, history, &quotation);
        let likely = ranker.persons(resolver, history);
        let before = attributions.last().map_or(-1, |it| (it.speech * 100.0) as i16);
        let sourced = ((1.0 - ranker.nobody_share()) * 100.0) as i16;
        let speech_row = speech::features(parsed, quote, &quotation, ranker.best_row(), sourced, before);
        let mut rule = if parsed.tokens.is_nickname(quote) {
            Some(Rule::Nickname)
        } else if parsed.tokens.is_defined(quote) {
            Some(Rule::Definition)
        } else if no_speech::is_no_speech(parsed, quote, no_speech_before) {
            Some(Rule::Wording)
        } else {
            None
        };
        no_speech_before = rule == Some(Rule::Wording);
        let speech = match rule {
            Some(_) => 0.0,
            None => 1.0 / (1.0 + (-model::SPEECH.score(&speech_row)).exp()),
        };
        let named = signed::transcript_label(parsed, quote, near)
            .map(|it| (it, Rule::Transcript))
            .or_else(|| signed::signature(parsed, quote, near).map(|it| (it, Rule::Signature)));
        let attribution = match named {
            Some((source, by)) => {
                rule = Some(by);
                let person = parsed.mentions[source as usize].person;
                let source = Some(source);
                Attribution { source, person, confidence: 1.0, source_confidence: 1.0, speech: 1.0 }
            }
            None => {
                let (source, source_confidence) = ranker.chosen().unzip();
                // `One lawmaker called Ann Lee “brave”`: whom nobody names is likelier than she is.
                let likely = match (source, source_confidence) {
                    (Some(source), Some(share))
                        if share > likely.probability && !resolver.means_anybody(source) =>
                    {
                        Likely::NOBODY
                    }
                    _ => likely,
                };
                let found = Attribution {
                    source,
                    person: likely.person,
                    confidence: likely.probability,
                    source_confidence: source_confidence.unwrap_or(0.0),
                    speech,
                };
                match by_rule(parsed, quote, near).filter(|_| rule.is_none()) {
                    Some((beside, by)) => {
                        rule = Some(by).filter(|_| source != Some(beside));
                        let means = resolver.likeliest_behind(beside, history);
                        let agreed = if means.person == found.person { found.confidence } else { 0.0 };
                        // What a line announces or signs is said, whatever it looks like.
                        let announced = matches!(by, Rule::Announced | Rule::Signature);
                        let speech = if announced { speech.max(SURE) } else { speech };
                        Attribution {
                            source: Some(beside),
                            person: means.person,
                            confidence: agreed.max(means.probability * SURE),
                            source_confidence: found.source_confidence.max(SURE),
                            speech,
                        }
                    }
                    None if rule.is_none() && beside::is_unnamed(parsed, quote, near) => {
                        rule = Some(Rule::Unnamed);
                        Attribution {
                            source: None,
                            person: NOBODY,
                            confidence: 0.0,
                            source_confidence: 0.0,
                            speech,
                        }
                    }
                    None => found,
                }
            }
        };
        if let Some(trace) = trace.as_deref_mut() {
            trace.push(ranker.trace(speech_row, rule));
        }
        history = match named {
            Some((source, _)) => History {
                source: Some(source),
                speaker: attribution.person,
                earlier_speaker: history.speaker,
            },
            None => after(history, &attribution),
        };
        resolver.remember(history);
        attributions.push(attribution);
    }
    attributions
}

/// The mention to which a construction gives the words, and which construction that is.
fn by_rule(parsed: &ParsedText<'_>, quote: usize, near: usize) -> Option<(u32, Rule)> {
    beside::beside(parsed, quote, near)
        .map(|it| (it, Rule::Beside))
        .or_else(|| announced::announced(parsed, quote, near).map(|it| (it, Rule::Announced)))
        .or_else(|| passed_on::passed_on(parsed, quote, near).map(|it| (it, Rule::Announced)))
        .or_else(|| announced::signed_below(parsed, quote, near).map(|it| (it, Rule::Signature)))
        .or_else(|| announced::acting_before(parsed, quote, near).map(|it| (it, Rule::Acting)))
}

fn is_wordless(parsed: &ParsedText<'_>, quote: usize) -> bool {
    let (first, last) = parsed.tokens.quotes[quote];
    parsed.tokens.list[first as usize..last as usize].iter().all(|it| it.kind == TokenKind::Sign)
}

/// What is known behind a quotation that the models decided.
fn after(history: History, attribution: &Attribution) -> History {
    let Some(source) = attribution.source.filter(|_| attribution.speech > SPOKEN) else { return history };
    let mut history = History { source: Some(source), ..history };
    if attribution.person != history.speaker {
        history.earlier_speaker = history.speaker;
        history.speaker = if attribution.confidence > REMEMBERED { attribution.person } else { NOBODY };
    }
    history
}

/// Ranks the mentions that compete for a quotation. Kept from one quotation to the next for its room.
struct SourceRanker {
    candidates: Vec<u32>,
    rows: Vec<source::Row>,
    nobody: source::Row,
    /// Of each candidate, then of nobody.
    shares: Vec<f32>,
    columns: Columns<{ source::ROOM }>,
    likely: Vec<Likely>,
}

impl Default for SourceRanker {
    fn default() -> SourceRanker {
        SourceRanker {
            candidates: Vec::new(),
            rows: Vec::new(),
            nobody: [0; source::ROOM],
            shares: Vec::new(),
            columns: [[0; LANES]; source::ROOM],
            likely: Vec::new(),
        }
    }
}

impl SourceRanker {
    fn rank(
        &mut self,
        parsed: &ParsedText<'_>,
        quote: usize,
        near: usize,
        history: History,
        quotation: &[i16; quotation::COUNT],
    ) {
        let first = parsed.tokens.quotes[quote].0;
        source::candidates(parsed, quote, near, &mut self.candidates);
        self.rows.clear();
        let (mut before, mut behind) = (0, 0);
        for candidate in &self.candidates {
            let is_before = parsed.mentions[*candidate as usize].first < first;
            let rank = if is_before { &mut before } else { &mut behind };
            self.rows.push(source::features(parsed, quote, *candidate, *rank, history, quotation));
            *rank += 1;
        }
        self.nobody = source::nobody(quotation);
        for (lane, row) in self.rows.iter().chain([&self.nobody]).enumerate() {
            put(&mut self.columns, lane, row);
        }
        let lanes = self.rows.len() + 1;
        self.shares.clear();
        self.shares.extend_from_slice(&model::SOURCE.scores(&self.columns, lanes)[..lanes]);
        softmax(&mut self.shares);
    }

    fn nobody_share(&self) -> f32 {
        self.shares.last().copied().unwrap_or(1.0)
    }

    /// The place of the likeliest candidate, if it is likelier than nobody.
    fn best(&self) -> Option<usize> {
        let best = (0..self.candidates.len()).max_by(|a, b| self.shares[*a].total_cmp(&self.shares[*b]));
        best.filter(|at| self.shares[*at] > self.nobody_share())
    }

    /// The likeliest candidate and its share.
    fn chosen(&self) -> Option<(u32, f32)> {
        self.best().map(|at| (self.candidates[at], self.shares[at]))
    }

    fn best_row(&self) -> &source::Row {
        self.best().map_or(&self.nobody, |at| &self.rows[at])
    }

    /// The likeliest person: each mention gives its share to those whom it may mean.
    fn persons(&mut self, resolver: &mut Resolver<'_, '_>, history: History) -> Likely {
        self.likely.clear();
        for (candidate, share) in self.candidates.iter().zip(&self.shares).filter(|it| *it.1 > LEAST_SHARE) {
            resolver.add_persons(*candidate, *share, history, &mut self.likely);
        }
        let likely = self.likely.iter().copied();
        likely.max_by(|a, b| a.probability.total_cmp(&b.probability)).unwrap_or(Likely::NOBODY)
    }

    fn trace(&self, speech: speech::Row, rule: Option<Rule>) -> Trace {
        let mentions = self.candidates.iter().zip(&self.rows).zip(&self.shares);
        Trace {
            mentions: mentions.map(|((mention, row), share)| (*mention, *row, *share)).collect(),
            nobody: (self.nobody, self.nobody_share()),
            speech,
            rule,
        }
    }
}

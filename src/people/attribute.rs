//! Who speaks: every mention near a quotation competes, and every person for a pronoun.

use crate::people::coreference;
use crate::people::coreference_weights;
use crate::people::mentions::{NOBODY, Sort};
use crate::people::model::{Columns, LANES, put, softmax};
use crate::people::parsed_text::ParsedText;
use crate::people::source_weights;
use crate::people::sources;
use crate::people::sources::Past;
use crate::people::speech;
use crate::people::speech_weights;
use crate::people::tokens::Kind;

/// What was decided about one stretch between marks.
#[derive(Debug, Clone, Copy)]
pub(super) struct Attribution {
    /// The mention that it is attributed to.
    pub(super) source: Option<u32>,
    /// The speaker, or [`NOBODY`].
    pub(super) person: u32,
    /// How sure the speaker is, 0 to 1.
    pub(super) confidence: f32,
    /// How sure the mention is, 0 to 1.
    pub(super) sourced: f32,
    /// How likely it is speech at all, 0 to 1.
    pub(super) speech: f32,
}

/// A person and a share.
#[derive(Debug, Clone, Copy)]
pub(super) struct Share {
    pub(super) person: u32,
    pub(super) share: f32,
}

/// One quotation's candidates, for learning.
#[derive(Debug, Clone)]
pub(super) struct Candidates {
    pub(super) nobody: sources::Features,
    pub(super) candidates: Vec<(u32, sources::Features)>,
    pub(super) speech: speech::Features,
    pub(super) coref: Vec<(u32, Vec<(u32, coreference::Features)>)>,
}

/// Decides all quotations in order, each knowing those before it.
pub(super) fn attribute(
    attributor: &mut Attributor<'_, '_>,
    mut watch: Option<&mut Vec<Candidates>>,
) -> Vec<Attribution> {
    let parsed = attributor.parsed;
    let mut past = Past::NOTHING;
    let mut attributions = Vec::with_capacity(parsed.marked.len());
    let mut near = 0;
    let mut found = Vec::new();
    let mut scores = Vec::new();
    let mut rows: Vec<sources::Features> = Vec::new();
    let mut columns: Columns<{ sources::FEATURES }> = [[0; LANES]; sources::FEATURES];
    let mut shares: Vec<Share> = Vec::new();
    for quote in 0..parsed.marked.len() {
        let (first, last) = parsed.tokens.quotes[quote];
        let wordless =
            parsed.tokens.list[first as usize..last as usize].iter().all(|it| it.kind == Kind::Sign);
        if wordless && watch.is_none() {
            // Marks around nothing say nothing.
            attributor.pasts.push(past);
            attributions.push(Attribution {
                source: None,
                person: NOBODY,
                confidence: 0.0,
                sourced: 0.0,
                speech: 0.0,
            });
            continue;
        }
        while parsed.mentions.get(near).is_some_and(|it| it.first < first) {
            near += 1;
        }
        sources::candidates(parsed, quote, near, &mut found);
        let nobody = sources::quote_features(parsed, quote, past);
        rows.clear();
        scores.clear();
        let (mut ahead, mut behind) = (0, 0);
        for candidate in &found {
            let side =
                if parsed.mentions[*candidate as usize].first < first { &mut ahead } else { &mut behind };
            rows.push(sources::features(parsed, quote, *candidate, *side, past, &nobody));
            *side += 1;
        }
        for (lane, row) in rows.iter().chain([&nobody]).enumerate() {
            put(&mut columns, lane, row);
        }
        let lanes = rows.len() + 1;
        scores.extend_from_slice(&source_weights::FOREST.scores(&columns, lanes)[..lanes]);
        softmax(&mut scores);
        let best = (0..found.len()).max_by(|a, b| scores[*a].total_cmp(&scores[*b]));
        let nobody_share = scores.last().copied().unwrap_or(1.0);
        let chosen = best.filter(|at| scores[*at] > nobody_share);
        // Every likely mention lends its share to whom it may mean.
        shares.clear();
        for (at, candidate) in found.iter().enumerate().filter(|(at, _)| scores[*at] > 0.04) {
            attributor.lend(*candidate, scores[at], past, &mut shares);
        }
        let top = shares.iter().copied().max_by(|a, b| a.share.total_cmp(&b.share));
        let source = chosen.map(|at| found[at]);
        let row = chosen.map_or(&nobody, |at| &rows[at]);
        let sourced = ((1.0 - nobody_share) * 100.0) as i16;
        let before = attributions.last().map_or(-1, |it: &Attribution| (it.speech * 100.0) as i16);
        let speech_row = speech::features(parsed, quote, &nobody, row, sourced, before);
        let scored = 1.0 / (1.0 + (-speech_weights::FOREST.score(&speech_row)).exp());
        let nickname = parsed.tokens.nicknames.binary_search(&(quote as u32)).is_ok();
        let speech = if nickname || parsed.tokens.is_defined(quote) { 0.0 } else { scored };
        if let Some(watch) = watch.as_deref_mut() {
            let coref = found
                .iter()
                .filter(|it| {
                    matches!(
                        parsed.mentions[**it as usize].sort,
                        Sort::Pronoun | Sort::Description | Sort::Relative
                    )
                })
                .map(|it| (*it, attributor.candidates(*it as usize, past)))
                .collect();
            let candidates = found.iter().copied().zip(rows.iter().copied()).collect();
            watch.push(Candidates { nobody, candidates, speech: speech_row, coref });
        }
        if let Some(named) = label(parsed, quote, near).or_else(|| signature(parsed, quote, near)) {
            // A transcript or a signature names the speaker itself.
            let person = parsed.mentions[named as usize].person;
            past = Past { source: Some(named), person, other: past.person };
            attributor.pasts.push(past);
            attributions.push(Attribution {
                source: Some(named),
                person,
                confidence: 1.0,
                sourced: 1.0,
                speech: 1.0,
            });
            continue;
        }
        let attribution = Attribution {
            source,
            person: top.map_or(NOBODY, |it| it.person),
            confidence: top.map_or(0.0, |it| it.share),
            sourced: chosen.map_or(0.0, |at| scores[at]),
            speech,
        };
        if let Some(source) = source.filter(|_| speech > 0.5) {
            past.source = Some(source);
            if attribution.person != past.person {
                past.other = past.person;
                past.person = if attribution.confidence > 0.3 { attribution.person } else { NOBODY };
            }
        }
        attributor.pasts.push(past);
        attributions.push(attribution);
    }
    attributions
}

/// The name with which a quoted paragraph of a transcript begins: `“WALLACE: But …`.
fn label(parsed: &ParsedText<'_>, quote: usize, near: usize) -> Option<u32> {
    let first = parsed.tokens.quotes[quote].0 as usize;
    let end = parsed.tokens.label(first + 1)?;
    let here = near..parsed.mentions.len().min(near + 3);
    here.into_iter()
        .find(|it| parsed.mentions[*it].last as usize == end && parsed.mentions[*it].sort == Sort::Name)
        .map(|it| it as u32)
}

/// The name with which a quotation is signed: `“…” — Ann Lee` and nothing behind it.
fn signature(parsed: &ParsedText<'_>, quote: usize, near: usize) -> Option<u32> {
    let list = &parsed.tokens.list;
    let last = parsed.tokens.quotes[quote].1 as usize;
    let opening = list.get(parsed.tokens.quotes[quote].0 as usize)?;
    let mut dash = last;
    while list.get(dash).is_some_and(|it| it.kind == Kind::Sign && matches!(it.sign, b'.' | b'"' | b'\'')) {
        dash += 1;
    }
    let signs = list.get(dash).filter(|it| it.kind == Kind::Sign && matches!(it.sign, b'-' | 0xe2))?;
    if parsed.tokens.block(signs) != parsed.tokens.block(opening) {
        return None;
    }
    let here = near..parsed.mentions.len().min(near + 30);
    let found = here.into_iter().find(|it| parsed.mentions[*it].first as usize > dash)?;
    let mention = parsed.mentions[found];
    let named = mention.left as usize == dash + 1 && mention.sort == Sort::Name && mention.person != NOBODY;
    let behind = list.get(mention.last as usize);
    let ends = behind.is_none_or(|it| {
        it.sentence != list[mention.first as usize].sentence
            || it.quote > 0
            || it.kind == Kind::Sign && it.sign == b'.'
    });
    (named && ends && mention.last - mention.first >= 2).then_some(found as u32)
}

/// Knows whom mentions mean, and what was told when.
pub(super) struct Attributor<'a, 'b> {
    parsed: &'a ParsedText<'b>,
    /// What was known behind each quotation.
    pasts: Vec<Past>,
    /// Whom each mention means, once asked.
    meant: Vec<Option<[Share; 3]>>,
    spare: Vec<coreference::Candidate>,
    rows: Vec<(u32, coreference::Features)>,
    columns: Columns<{ coreference::FEATURES }>,
    /// The person of every mention known so far.
    known: Vec<u32>,
    /// Pronouns before this mention have been asked.
    asked: usize,
}

const NONE: Share = Share { person: NOBODY, share: 0.0 };

impl<'a, 'b> Attributor<'a, 'b> {
    pub(super) fn new(parsed: &'a ParsedText<'b>) -> Attributor<'a, 'b> {
        let pasts = Vec::with_capacity(parsed.marked.len());
        let known = parsed.mentions.iter().map(|it| it.person).collect();
        Attributor {
            parsed,
            pasts,
            meant: vec![None; parsed.mentions.len()],
            spare: Vec::new(),
            rows: Vec::new(),
            columns: [[0; LANES]; coreference::FEATURES],
            known,
            asked: 0,
        }
    }

    /// What competed for each pronoun outside quotations, for learning.
    pub(super) fn pronouns(&mut self) -> Vec<(u32, Vec<(u32, coreference::Features)>)> {
        let outside = |it: &usize| {
            let mention = &self.parsed.mentions[*it];
            mention.sort == Sort::Pronoun && self.parsed.tokens.list[mention.first as usize].quote == 0
        };
        let all: Vec<usize> = (0..self.parsed.mentions.len()).filter(outside).collect();
        all.into_iter().map(|it| (it as u32, self.candidates(it, self.past_of(it as u32)))).collect()
    }

    fn past_of(&self, mention: u32) -> Past {
        let first = self.parsed.mentions[mention as usize].first;
        let told = self.parsed.tokens.quotes.partition_point(|it| it.0 < first);
        told.checked_sub(1).and_then(|it| self.pasts.get(it)).copied().unwrap_or(Past::NOTHING)
    }

    /// The likeliest person of a mention outside a quotation, with their share.
    pub(super) fn meaning(&mut self, mention: u32) -> Share {
        let past = self.past_of(mention);
        let mut shares = Vec::new();
        self.lend(mention, 1.0, past, &mut shares);
        shares.into_iter().max_by(|a, b| a.share.total_cmp(&b.share)).unwrap_or(NONE)
    }

    /// Adds the share of a mention to the persons it may mean.
    fn lend(&mut self, mention: u32, share: f32, past: Past, shares: &mut Vec<Share>) {
        let meant = match self.meant[mention as usize] {
            Some(meant) => meant,
            None => {
                let meant = self.mean(mention as usize, past);
                self.meant[mention as usize] = Some(meant);
                meant
            }
        };
        for one in meant.iter().filter(|it| it.person != NOBODY) {
            let add = one.share * share;
            match shares.iter_mut().find(|it| it.person == one.person) {
                Some(seen) => seen.share += add,
                None => shares.push(Share { person: one.person, share: add }),
            }
        }
    }

    fn mean(&mut self, mention: usize, past: Past) -> [Share; 3] {
        let here = &self.parsed.mentions[mention];
        match here.sort {
            Sort::Name => [Share { person: here.person, share: 1.0 }, NONE, NONE],
            Sort::Group | Sort::Body | Sort::Other => [NONE; 3],
            Sort::Relative => self.antecedent(mention, past),
            Sort::Pronoun | Sort::Description => {
                if let Some(person) = self.apposed(mention) {
                    return [Share { person, share: 1.0 }, NONE, NONE];
                }
                let description = here.sort == Sort::Description;
                if description && !here.definite {
                    return [NONE; 3];
                }
                let rows = self.candidates(mention, past);
                let lanes = rows.len().min(LANES);
                for (lane, (_, row)) in rows.iter().enumerate().take(LANES) {
                    put(&mut self.columns, lane, row);
                }
                let mut scores = coreference_weights::FOREST.scores(&self.columns, lanes);
                let scores = &mut scores[..lanes];
                if description {
                    // The table knows pronouns; for a description what it says counts more.
                    for (score, (_, row)) in scores.iter_mut().zip(&rows) {
                        *score += coreference::described(row);
                    }
                }
                softmax(scores);
                // The three likeliest.
                let mut meant = [NONE; 3];
                for ((person, _), share) in rows.iter().zip(scores.iter()) {
                    let mut new = Share { person: *person, share: *share };
                    if new.person == NOBODY {
                        continue;
                    }
                    for slot in &mut meant {
                        if slot.person == NOBODY || new.share > slot.share {
                            std::mem::swap(slot, &mut new);
                        }
                    }
                }
                self.rows = rows;
                meant
            }
        }
    }

    /// The name beside a description that explains it.
    fn apposed(&self, mention: usize) -> Option<u32> {
        let here = &self.parsed.mentions[mention];
        if !here.apposed {
            return None;
        }
        let near = |at: usize| {
            self.parsed
                .mentions
                .get(at)
                .filter(|it| it.sort == Sort::Name && (it.last + 1 == here.left || here.last + 1 == it.left))
        };
        near(mention.wrapping_sub(1)).or_else(|| near(mention + 1)).map(|it| it.person)
    }

    /// Whom `who` stands for: the mention directly before it.
    fn antecedent(&mut self, mention: usize, past: Past) -> [Share; 3] {
        let first = self.parsed.mentions[mention].first;
        let sentence = self.parsed.tokens.list[first as usize].sentence;
        for at in (mention.saturating_sub(3)..mention).rev() {
            let other = &self.parsed.mentions[at];
            if self.parsed.tokens.list[other.first as usize].sentence != sentence {
                break;
            }
            match other.sort {
                Sort::Name | Sort::Description if !other.modifier => return self.mean(at, past),
                Sort::Group | Sort::Body => return [NONE; 3],
                _ => {}
            }
        }
        [NONE; 3]
    }

    /// Settles the pronouns before a mention, in order, so that each knows those before it.
    fn settle(&mut self, mention: usize) {
        while self.asked < mention {
            let at = self.asked;
            self.asked += 1;
            let it = &self.parsed.mentions[at];
            let acts = it.sort == Sort::Pronoun && self.parsed.governed[at].class > 0;
            if acts && self.parsed.tokens.list[it.first as usize].quote == 0 {
                let past = self.past_of(at as u32);
                let best = match self.meant[at] {
                    Some(meant) => meant[0],
                    None => {
                        let meant = self.mean(at, past);
                        self.meant[at] = Some(meant);
                        meant[0]
                    }
                };
                if best.share > 0.5 {
                    self.known[at] = best.person;
                }
            }
        }
    }

    fn candidates(&mut self, mention: usize, past: Past) -> Vec<(u32, coreference::Features)> {
        // A pronoun that is being settled has nothing left to settle before it.
        self.settle(mention);
        let mut candidates = std::mem::take(&mut self.spare);
        coreference::candidates(self.parsed, mention, past, &self.known, &mut candidates);
        let shared = coreference::mention_features(self.parsed, mention, candidates.len(), past);
        let mut rows = std::mem::take(&mut self.rows);
        rows.clear();
        rows.extend(
            candidates
                .iter()
                .map(|it| (it.person, coreference::features(self.parsed, mention, it, past, &shared))),
        );
        rows.push((NOBODY, shared));
        self.spare = candidates;
        rows
    }
}

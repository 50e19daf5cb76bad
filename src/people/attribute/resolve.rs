//! Whom the mentions of a text mean: a name its person, a pronoun or a description the likeliest persons.

use crate::people::features::history::History;
use crate::people::features::person;
use crate::people::mentions::{MentionKind, NOBODY};
use crate::people::model;
use crate::people::model::{Columns, LANES, put, softmax};
use crate::people::parsed_text::ParsedText;
use crate::people::tokens::TokenKind;

/// A person and how likely it is they.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Likely {
    pub(crate) person: u32,
    pub(crate) probability: f32,
}

impl Likely {
    /// Nobody is likely.
    pub(crate) const NOBODY: Likely = Likely { person: NOBODY, probability: 0.0 };
}

/// The likeliest persons of a mention; unused places hold [`Likely::NOBODY`].
type Meaning = [Likely; 3];

const NO_MEANING: Meaning = [Likely::NOBODY; 3];

/// A pronoun before a mention counts as its person from this probability on.
const KNOWN: f32 = 0.5;

/// One person, or [`NOBODY`], who competed for a mention.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Competitor {
    pub(crate) person: u32,
    pub(crate) row: person::Row,
    pub(crate) probability: f32,
}

/// Resolves mentions, each once, and remembers who spoke when.
pub(crate) struct Resolver<'a, 'b> {
    parsed: &'a ParsedText<'b>,
    /// What was known behind each quotation.
    histories: Vec<History>,
    /// What each mention means, once it was resolved.
    meanings: Vec<Option<Meaning>>,
    /// The person of every mention that is known so far.
    known: Vec<u32>,
    /// The pronouns before this mention are resolved, as far as they are subjects.
    resolved_before: usize,
    /// Where a mention was resolved by a competition, its competitors; kept for explanations only.
    competitions: Option<Vec<(u32, Vec<Competitor>)>>,
    // Room that is used again.
    candidates: Vec<person::Candidate>,
    rows: Vec<(u32, person::Row)>,
    columns: Columns<{ person::ROOM }>,
}

impl<'a, 'b> Resolver<'a, 'b> {
    pub(crate) fn new(parsed: &'a ParsedText<'b>) -> Resolver<'a, 'b> {
        Resolver {
            parsed,
            histories: Vec::with_capacity(parsed.quoted.len()),
            meanings: vec![None; parsed.mentions.len()],
            known: parsed.mentions.iter().map(|it| it.person).collect(),
            resolved_before: 0,
            competitions: None,
            candidates: Vec::new(),
            rows: Vec::new(),
            columns: [[0; LANES]; person::ROOM],
        }
    }

    /// The same, which keeps who competed for which mention.
    pub(crate) fn explaining(parsed: &'a ParsedText<'b>) -> Resolver<'a, 'b> {
        Resolver { competitions: Some(Vec::new()), ..Resolver::new(parsed) }
    }

    /// The text whose mentions are resolved.
    pub(crate) fn parsed(&self) -> &'a ParsedText<'b> {
        self.parsed
    }

    /// Remembers what is known behind the next quotation.
    pub(super) fn remember(&mut self, history: History) {
        self.histories.push(history);
    }

    /// What was known when a mention was written.
    fn history_before(&self, mention: u32) -> History {
        let first = self.parsed.mentions[mention as usize].first;
        let told = self.parsed.tokens.quotes.partition_point(|it| it.0 < first);
        told.checked_sub(1).and_then(|it| self.histories.get(it)).copied().unwrap_or(History::EMPTY)
    }

    /// The likeliest person of a mention outside a quotation.
    pub(crate) fn likeliest(&mut self, mention: u32) -> Likely {
        self.likeliest_behind(mention, self.history_before(mention))
    }

    /// The likeliest person of a mention, when this is known of the quotations before.
    pub(super) fn likeliest_behind(&mut self, mention: u32, history: History) -> Likely {
        let mut likely = Vec::new();
        self.add_persons(mention, 1.0, history, &mut likely);
        likely.into_iter().max_by(|a, b| a.probability.total_cmp(&b.probability)).unwrap_or(Likely::NOBODY)
    }

    /// Adds the persons whom a mention may mean, when the mention itself is the source with a probability of `share`.
    pub(super) fn add_persons(
        &mut self,
        mention: u32,
        share: f32,
        history: History,
        likely: &mut Vec<Likely>,
    ) {
        let meaning = self.resolve(mention as usize, history);
        for one in meaning.iter().filter(|it| it.person != NOBODY) {
            let add = one.probability * share;
            match likely.iter_mut().find(|it| it.person == one.person) {
                Some(seen) => seen.probability += add,
                None => likely.push(Likely { person: one.person, probability: add }),
            }
        }
    }

    /// Whether a mention, which was resolved, may mean somebody whom the text names.
    pub(super) fn means_anybody(&self, mention: u32) -> bool {
        self.meaning(mention).next().is_some()
    }

    /// What a mention means, found out at the first call.
    fn resolve(&mut self, mention: usize, history: History) -> Meaning {
        if let Some(meaning) = self.meanings[mention] {
            return meaning;
        }
        let meaning = self.find_out(mention, history);
        self.meanings[mention] = Some(meaning);
        meaning
    }

    fn find_out(&mut self, mention: usize, history: History) -> Meaning {
        let here = &self.parsed.mentions[mention];
        let only = |person: u32| [Likely { person, probability: 1.0 }, Likely::NOBODY, Likely::NOBODY];
        match here.kind {
            MentionKind::Name => only(here.person),
            MentionKind::Group | MentionKind::Organisation | MentionKind::OtherPronoun => NO_MEANING,
            MentionKind::Relative => self.antecedent(mention, history),
            MentionKind::Pronoun | MentionKind::Description => {
                if let Some(person) = self.apposed(mention) {
                    return only(person);
                }
                // `a senator` is somebody whom the text does not name.
                if here.kind == MentionKind::Description && !here.is_definite {
                    return NO_MEANING;
                }
                self.competition(mention, history)
            }
        }
    }

    /// Lets the persons before a pronoun or a description compete for it.
    fn competition(&mut self, mention: usize, history: History) -> Meaning {
        let rows = self.rows(mention, history);
        let lanes = rows.len().min(LANES);
        for (lane, (_, row)) in rows.iter().enumerate().take(LANES) {
            put(&mut self.columns, lane, row);
        }
        let mut scores = model::PERSON.scores(&self.columns, lanes);
        let scores = &mut scores[..lanes];
        if self.parsed.mentions[mention].kind == MentionKind::Description {
            // The model knows pronouns; of a description it counts more what it says.
            for (score, (_, row)) in scores.iter_mut().zip(&rows) {
                *score += person::description_bonus(row);
            }
        }
        softmax(scores);
        let mut meaning = NO_MEANING;
        let barred = self.barred(mention);
        let may_be = |it: &(u32, person::Row)| {
            it.0 != NOBODY && !barred.contains(&it.0) && self.may_hold(mention, it.0, &it.1)
        };
        for ((person, _), probability) in rows.iter().zip(scores.iter()).filter(|it| may_be(it.0)) {
            insert(&mut meaning, Likely { person: *person, probability: *probability });
        }
        if let Some(competitions) = &mut self.competitions {
            let competitors = rows.iter().zip(scores.iter());
            let competitors = competitors.map(|((person, row), probability)| Competitor {
                person: *person,
                row: *row,
                probability: *probability,
            });
            competitions.push((mention as u32, competitors.collect()));
        }
        self.rows = rows;
        meaning
    }

    /// The persons who stand so beside a mention that it cannot mean them.
    fn barred(&self, mention: usize) -> [u32; 2] {
        let here = &self.parsed.mentions[mention];
        // `the cashier told Ann Lee`: she is somebody else.
        let verb = self.parsed.verbs[mention];
        let behind = self.parsed.mentions[mention + 1..].iter().take(4);
        let told = behind.into_iter().find(|it| verb.exists() && it.left == verb.at + 1);
        // `Ann Lee recalled the mayor telling her`: so is the mayor.
        let recalling = (mention.saturating_sub(4)..mention).find(|at| {
            let verb = self.parsed.verbs[*at];
            here.kind == MentionKind::Description && verb.exists() && verb.at + 1 == here.left
        });
        [told.map_or(NOBODY, |it| it.person), recalling.map_or(NOBODY, |at| self.parsed.mentions[at].person)]
    }

    /// Whether a person may be meant by a description: of an office with an owner, only somebody who is said to
    /// hold that office, and never the owner.
    fn may_hold(&self, mention: usize, person: u32, row: &person::Row) -> bool {
        let here = &self.parsed.mentions[mention];
        if here.kind != MentionKind::Description || !here.is_owned {
            return true;
        }
        let sentence = self.parsed.tokens.list[here.first as usize].sentence;
        let near = mention.saturating_sub(4)..self.parsed.mentions.len().min(mention + 5);
        let mut owners = self.parsed.mentions[near]
            .iter()
            .filter(|it| it.owns_office && self.parsed.tokens.list[it.first as usize].sentence == sentence);
        person::has_same_office(row) && owners.all(|it| it.person != person)
    }

    /// The name beside a description that explains it.
    fn apposed(&self, mention: usize) -> Option<u32> {
        let here = &self.parsed.mentions[mention];
        if let Some(holder) = self.parsed.mentions.get(here.holder as usize) {
            return Some(holder.person);
        }
        if !here.is_apposed {
            return None;
        }
        let beside = |at: usize| {
            let name = self.parsed.mentions.get(at).filter(|it| it.kind == MentionKind::Name)?;
            (name.last + 1 == here.left || here.last + 1 == name.left).then_some(name.person)
        };
        beside(mention.wrapping_sub(1)).or_else(|| beside(mention + 1))
    }

    /// Whom `who` stands for: the mention directly before it.
    fn antecedent(&mut self, mention: usize, history: History) -> Meaning {
        let first = self.parsed.mentions[mention].first;
        let sentence = self.parsed.tokens.list[first as usize].sentence;
        // `a stranger who`: a noun that no list knows is whom it stands for.
        let before = (first as usize).checked_sub(1).map(|at| &self.parsed.tokens.list[at]);
        let unknown = before.is_some_and(|it| it.kind == TokenKind::Word && it.is_lower() && it.quote == 0);
        if unknown && self.parsed.mentions[..mention].last().is_none_or(|it| it.last != first) {
            return NO_MEANING;
        }
        for at in (mention.saturating_sub(3)..mention).rev() {
            let other = &self.parsed.mentions[at];
            if self.parsed.tokens.list[other.first as usize].sentence != sentence {
                break;
            }
            match other.kind {
                MentionKind::Name | MentionKind::Description if !other.is_modifier => {
                    return self.find_out(at, history);
                }
                MentionKind::Group | MentionKind::Organisation => break,
                _ => {}
            }
        }
        NO_MEANING
    }

    /// Resolves the pronouns before a mention that are subjects, in order, so that each knows those before it.
    fn resolve_before(&mut self, mention: usize) {
        while self.resolved_before < mention {
            let at = self.resolved_before;
            self.resolved_before += 1;
            let it = &self.parsed.mentions[at];
            let acts = it.kind == MentionKind::Pronoun && self.parsed.verbs[at].exists();
            if acts && self.parsed.tokens.list[it.first as usize].quote == 0 {
                let best = self.resolve(at, self.history_before(at as u32))[0];
                if best.probability > KNOWN {
                    self.known[at] = best.person;
                }
            }
        }
    }

    /// The persons who compete for a mention with their numbers; the last is nobody.
    fn rows(&mut self, mention: usize, history: History) -> Vec<(u32, person::Row)> {
        // A pronoun that is being resolved has nothing left to resolve before it.
        self.resolve_before(mention);
        let mut candidates = std::mem::take(&mut self.candidates);
        person::candidates(self.parsed, mention, history, &self.known, &mut candidates);
        let nobody = person::nobody(self.parsed, mention, candidates.len(), history);
        let mut rows = std::mem::take(&mut self.rows);
        rows.clear();
        let row = |it: &person::Candidate| person::features(self.parsed, mention, it, history, &nobody);
        rows.extend(candidates.iter().map(|it| (it.person, row(it))));
        rows.push((NOBODY, nobody));
        self.candidates = candidates;
        rows
    }

    /// Who competed for a mention, where that decided whom it means.
    pub(crate) fn competitors(&self, mention: u32) -> Option<&[Competitor]> {
        let found = self.competitions.as_ref()?.iter().find(|it| it.0 == mention)?;
        Some(&found.1)
    }

    /// The persons whom a mention was found to mean, the likeliest first.
    pub(crate) fn meaning(&self, mention: u32) -> impl Iterator<Item = Likely> {
        let meaning = self.meanings[mention as usize].unwrap_or(NO_MEANING);
        meaning.into_iter().filter(|it| it.person != NOBODY)
    }

    /// Resolves those pronouns outside quotations that are not resolved yet, and gives all of them in order.
    pub(crate) fn resolve_pronouns(&mut self) -> Vec<u32> {
        let outside = |it: &u32| {
            let mention = &self.parsed.mentions[*it as usize];
            mention.kind == MentionKind::Pronoun && self.parsed.tokens.list[mention.first as usize].quote == 0
        };
        let pronouns: Vec<u32> = (0..self.parsed.mentions.len() as u32).filter(outside).collect();
        for pronoun in &pronouns {
            self.resolve(*pronoun as usize, self.history_before(*pronoun));
        }
        pronouns
    }
}

/// Puts a person into a meaning, which stays in descending order; the least likely falls out.
fn insert(meaning: &mut Meaning, mut new: Likely) {
    for place in meaning {
        if place.person == NOBODY || new.probability > place.probability {
            std::mem::swap(place, &mut new);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_three_likeliest_are_kept_in_order() {
        let mut meaning = NO_MEANING;
        for (person, probability) in [(1, 0.1), (2, 0.3), (3, 0.2), (4, 0.25), (5, 0.05)] {
            insert(&mut meaning, Likely { person, probability });
        }
        assert_eq!(meaning.map(|it| it.person), [2, 4, 3]);
    }
}

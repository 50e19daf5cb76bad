//! How speakers were decided: everything that competed, its numbers, and how likely it was found.
//!
//! People read it to see why a quotation has its speaker (`newsgrep extract --explain-speakers`), and the script
//! that trains the models learns from it. Finding quotations itself keeps none of this.

use crate::article::{Language, Quotation, Speaker};
use crate::people::attribute;
use crate::people::attribute::{Attribution, Competitor, Resolver, Trace};
use crate::people::features::list;
use crate::people::features::list::Model;
use crate::people::features::source;
use crate::people::packs;
use crate::people::parsed_text::ParsedText;
use crate::people::pieces::pieces;
use crate::people::quotation::{decide, person};
use crate::span::ByteSpan;

pub use crate::people::attribute::Rule;
pub use crate::people::quotation::Outcome;

/// A number that a model looked at, by its name. `src/people/data/features.tsv` says what each means.
pub type Feature = (&'static str, i16);

/// How the speaker of one stretch between marks was decided.
#[derive(Debug, Clone, PartialEq)]
pub struct Explanation {
    /// The stretch with its marks, in bytes of the body.
    pub span: ByteSpan,
    /// Why it has this speaker or none.
    pub outcome: Outcome,
    /// Whose words it is.
    pub speaker: Option<Speaker>,
    /// How likely that is, 0 to 1; 0 where there is no speaker.
    pub confidence: f32,
    /// How likely it is speech at all, 0 to 1.
    pub speech: f32,
    /// What decided instead of the models, where something did.
    pub rule: Option<Rule>,
    /// The mentions that competed for it, in the order of their distance, those before it first.
    pub mentions: Vec<MentionExplanation>,
    /// The place among them of the one that it is attributed to.
    pub source: Option<usize>,
    /// How likely none of them is its source.
    pub nobody: f32,
    /// The numbers of nobody.
    pub nobody_features: Vec<Feature>,
    /// The numbers that tell speech from titles.
    pub speech_features: Vec<Feature>,
}

/// A mention and the persons whom it may mean.
#[derive(Debug, Clone, PartialEq)]
pub struct MentionExplanation {
    /// Where it stands, its titles left out, in bytes of the body.
    pub span: ByteSpan,
    /// `name`, `pronoun`, `relative`, `other-pronoun`, `description`, `group`, `organisation`.
    pub kind: &'static str,
    /// How likely it is the source, 0 to 1. 1 for a pronoun that is explained by itself.
    pub probability: f32,
    /// The numbers of the mention as a source; none for a pronoun that is explained by itself.
    pub features: Vec<Feature>,
    /// The persons, each with how likely it means them. Where they competed all of them, in the order of their
    /// distance, and at last nobody; else the likeliest.
    pub persons: Vec<PersonExplanation>,
}

/// A person whom a mention may mean.
#[derive(Debug, Clone, PartialEq)]
pub struct PersonExplanation {
    /// The longest form of the name; `None` is nobody.
    pub name: Option<String>,
    /// How likely the mention means them, 0 to 1.
    pub probability: f32,
    /// The numbers of the person; none where nobody competed with them.
    pub features: Vec<Feature>,
}

/// How the speakers of a body were decided.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Explanations {
    /// Of every stretch between marks, in order of place.
    pub quotations: Vec<Explanation>,
    /// Whom the pronouns outside of quotations were found to mean, in order of place.
    pub pronouns: Vec<MentionExplanation>,
}

/// Explains the speakers that [`quotations`](crate::people::quotations) finds in a body.
#[must_use]
pub fn explain(body: &str, language: Language) -> Explanations {
    if let Some(found) = packs::quotations(body, language) {
        return Explanations { quotations: found.iter().map(by_clause).collect(), pronouns: Vec::new() };
    }
    let mut all = Explanations::default();
    for piece in pieces(body) {
        let parsed = ParsedText::read(piece.of(body));
        let mut resolver = Resolver::explaining(&parsed);
        let mut trace = Vec::new();
        let attributions = attribute::attribute(&mut resolver, Some(&mut trace));
        let pronouns = resolver.resolve_pronouns();
        let explainer = Explainer { parsed: &parsed, resolver: &resolver, language, offset: piece.start() };
        for (quote, (attribution, trace)) in attributions.iter().zip(&trace).enumerate() {
            all.quotations.push(explainer.quotation(quote, attribution, trace));
        }
        all.pronouns.extend(pronouns.iter().map(|it| explainer.mention(*it, 1.0, Vec::new())));
    }
    all
}

/// A speaker whom a clause names, in a language with a pack: nothing competed.
fn by_clause(found: &Quotation) -> Explanation {
    Explanation {
        span: found.span,
        outcome: if found.speaker.is_some() { Outcome::Attributed } else { Outcome::NoPerson },
        speaker: found.speaker.clone(),
        confidence: found.confidence,
        speech: 1.0,
        rule: None,
        mentions: Vec::new(),
        source: None,
        nobody: 1.0,
        nobody_features: Vec::new(),
        speech_features: Vec::new(),
    }
}

/// Puts what was decided in one piece of a body into words.
struct Explainer<'a, 'b> {
    parsed: &'a ParsedText<'b>,
    resolver: &'a Resolver<'a, 'b>,
    language: Language,
    /// Bytes of the body before the piece.
    offset: usize,
}

impl Explainer<'_, '_> {
    fn quotation(&self, quote: usize, attribution: &Attribution, trace: &Trace) -> Explanation {
        let decision = decide(self.parsed, quote, attribution, self.language);
        let mention = |(mention, row, probability): &(u32, source::Row, f32)| {
            self.mention(*mention, *probability, named(Model::Source, row))
        };
        Explanation {
            span: self.parsed.quoted[quote].outer.shifted(self.offset),
            outcome: decision.outcome,
            speaker: decision.speaker,
            confidence: decision.confidence,
            speech: attribution.speech,
            rule: trace.rule,
            mentions: trace.mentions.iter().map(mention).collect(),
            source: attribution.source.and_then(|it| trace.mentions.iter().position(|one| one.0 == it)),
            nobody: trace.nobody.1,
            nobody_features: named(Model::Source, &trace.nobody.0),
            speech_features: named(Model::Speech, &trace.speech),
        }
    }

    fn mention(&self, number: u32, probability: f32, features: Vec<Feature>) -> MentionExplanation {
        let mention = &self.parsed.mentions[number as usize];
        let name = |number: u32| person(self.parsed, number).map(|it| it.name);
        let competed = |it: &Competitor| PersonExplanation {
            name: name(it.person),
            probability: it.probability,
            features: named(Model::Person, &it.row),
        };
        let persons = match self.resolver.competitors(number) {
            Some(competitors) => competitors.iter().map(competed).collect(),
            None => {
                let meaning = self.resolver.meaning(number);
                let meant = meaning.map(|it| PersonExplanation {
                    name: name(it.person),
                    probability: it.probability,
                    features: Vec::new(),
                });
                meant.collect()
            }
        };
        MentionExplanation {
            span: self.parsed.span_of(mention.first, mention.last).shifted(self.offset),
            kind: mention.kind.as_str(),
            probability,
            features,
            persons,
        }
    }
}

/// The numbers of a row with their names.
fn named(model: Model, row: &[i16]) -> Vec<Feature> {
    list::names(model).iter().copied().zip(row.iter().copied()).collect()
}

//! Who said what, in the order in which it is found out:
//!
//! 1. [`marks`]: where quotation marks open and close.
//! 2. [`tokens`]: words, numbers and signs, with what each word can be ([`lexicon`], [`exact_words`]).
//! 3. [`mentions`]: names, pronouns, descriptions.
//! 4. [`persons`]: which names are one person's. ([`parsed_text`] holds the outcome so far.)
//! 5. [`features`]: what competes, as rows of numbers.
//! 6. [`model`]: a score for each row.
//! 7. [`attribute`]: the source of each quotation and the person whom it means.
//! 8. [`quotation`]: the quotation with its speaker, or without where that is not sure enough. [`indirect`] finds
//!    reported speech, [`turns`] the paragraphs of a transcript; [`mod@explain`] tells how each speaker was decided.
//!
//! That is English, and languages of which nothing else is known. [`packs`] reads the languages that have a pack of their own.
//!
//! Beside this, [`names`] knows which spellings are one name, over all articles of an index. Word lists and models
//! lie in `data/`, with a README on where they are from and how to train the models anew.

mod attribute;
mod calibration;
mod data;
mod exact_words;
mod explain;
mod features;
mod indirect;
mod lexicon;
mod marks;
mod mentions;
mod model;
pub mod names;
mod packs;
mod parsed_text;
mod persons;
mod pieces;
mod quotation;
#[cfg(test)]
mod tests;
mod token;
mod tokens;
mod turns;
mod verbs;

pub use crate::people::explain::{
    Explanation, Explanations, Feature, MentionExplanation, Outcome, PersonExplanation, Rule, explain,
};

use crate::article::{Language, Quotation};
use crate::people::attribute::Resolver;
use crate::people::parsed_text::ParsedText;
use crate::people::pieces::pieces;
use crate::people::quotation::{decide, reported_quotation};

/// The quotations of a body, in order of place, with their speakers. Direct
/// and partial ones overlap nothing; indirect ones overlap none of them.
///
/// ```
/// use newsgrep::{Language, quotations};
///
/// let body = "\"The light will not miss me,\" Tom Marsh said.";
/// let quotations = quotations(body, Language::ENGLISH);
/// assert_eq!(quotations[0].span.of(body), "\"The light will not miss me,\"");
/// assert_eq!(quotations[0].speaker.as_ref().map(|it| it.name.as_str()), Some("Tom Marsh"));
/// ```
#[must_use]
pub fn quotations(body: &str, language: Language) -> Vec<Quotation> {
    if let Some(found) = packs::quotations(body, language) {
        return found;
    }
    let mut found = Vec::new();
    for piece in pieces(body) {
        let parsed = ParsedText::read(piece.of(body));
        let mut resolver = Resolver::new(&parsed);
        let attributions = attribute::attribute(&mut resolver, None);
        let first = found.len();
        for (quote, attribution) in attributions.iter().enumerate() {
            let decision = decide(&parsed, quote, attribution, language);
            if decision.outcome != Outcome::NotSpeech {
                found.push(quotation::quotation(&parsed, quote, attribution, decision, piece.start()));
            }
        }
        let turns = turns::turns(&parsed, piece.start());
        for reported in indirect::reported(&parsed) {
            let reported = reported_quotation(&mut resolver, reported, language, piece.start());
            let told = |it: &Quotation| {
                it.span.start() < reported.span.end() && reported.span.start() < it.span.end()
            };
            if !turns.iter().any(told) {
                found.push(reported);
            }
        }
        found.extend(turns);
        found[first..].sort_by_key(|it| it.span);
    }
    found
}

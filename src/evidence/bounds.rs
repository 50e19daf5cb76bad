//! Long texts and long queries are answered, or refused with a reason.

use super::*;
use crate::article::Language;
use crate::evidence::contract::{Known, near, tokens, w, window};
use crate::query::{Distance, Query};

#[test]
fn a_hundred_thousand_words_are_answered_without_listing_pairs() {
    let body = "alpha ".repeat(100_000);
    let plan = Plan::for_span(&near(w("alpha"), Distance::Paragraph, w("alpha")));
    let text = ArticleText { title: "", body: &body, language: Language::ENGLISH, quotations: &[] };
    let mut reader = TextEvaluator::new(&plan);
    assert!(reader.holds(&text, &Known).unwrap());
    assert_eq!(reader.frequency(&text, &Known).unwrap(), 100_000 * 99_999 / 2);
    assert_eq!(reader.evidence(&text, &Known).unwrap().map(|it| it.len()), Some(100_000));
    let plan = Plan::for_span(&window("alpha alpha", u32::MAX));
    let mut reader = TextEvaluator::new(&plan);
    assert_eq!(reader.frequency(&text, &Known).unwrap(), 100_000 * 99_999 / 2);
    let inner = near(w("alpha"), Distance::Paragraph, w("alpha"));
    let plan = Plan::for_span(&near(inner, Distance::Paragraph, w("alpha")));
    let refused = EvidenceError::TooManyMatches { limit: 1 << 24 };
    assert_eq!(TextEvaluator::new(&plan).holds(&text, &Known), Err(refused));
}

#[test]
fn ten_thousand_operators_cost_no_stack() {
    let mut chain = w("alpha");
    for _ in 0..10_000 {
        chain = near(chain, tokens(3), w("beta"));
    }
    assert!(
        !TextEvaluator::new(&Plan::for_span(&chain))
            .holds(
                &ArticleText {
                    title: "",
                    body: "alpha beta alpha",
                    language: Language::ENGLISH,
                    quotations: &[]
                },
                &Known
            )
            .unwrap()
    );
    let mut deep = Query::from(w("alpha"));
    for _ in 0..=Plan::MAX_DEPTH {
        deep = Query::Not(Box::new(deep));
    }
    assert_eq!(Plan::new(&deep).err(), Some(EvidenceError::TooDeep { limit: Plan::MAX_DEPTH }));
}

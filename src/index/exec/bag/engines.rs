//! A bag as the engine ranks it: BM25 of each stem in each field, added up.

use tantivy::Term;
use tantivy::query::{BooleanQuery, BoostQuery, Occur, PhraseQuery, Query, TermQuery};
use tantivy::schema::IndexRecordOption;

use crate::index::build::schema::{Fields, Form};
use crate::index::plan::access::{Bag, BagPart};
use crate::index::plan::compile::TITLE_BOOST;
use crate::search::TextField;

/// The engine's query for a bag. It adds no words of the best articles.
pub(crate) fn query(bag: &Bag, fields: &Fields) -> BooleanQuery {
    let mut parts: Vec<(Occur, Box<dyn Query>)> = Vec::new();
    for (at, word) in bag.words.iter().enumerate() {
        let is_asked = match bag.part {
            BagPart::Whole => true,
            BagPart::Word(only) => only == at,
            BagPart::Feedback => false,
        };
        for stems in word.stems.iter().filter(|_| is_asked) {
            for (field, boost) in [(TextField::Title, TITLE_BOOST), (TextField::Body, 1.0)] {
                let field = fields.text(field, Form::Stem);
                let mut terms: Vec<Term> =
                    stems.iter().map(|stem| Term::from_field_text(field, stem)).collect();
                let query: Box<dyn Query> = match terms.len() {
                    1 => Box::new(TermQuery::new(terms.remove(0), IndexRecordOption::WithFreqs)),
                    _ => Box::new(PhraseQuery::new(terms)),
                };
                parts.push((Occur::Should, Box::new(BoostQuery::new(query, boost * word.times))));
            }
        }
    }
    BooleanQuery::new(parts)
}

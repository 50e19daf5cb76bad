//! An article as [`crate::evidence`] sees it in the index: the positions of words, sentences, paragraphs and
//! quotations, without the text.

use std::collections::HashMap;
use std::sync::Arc;

use rustc_hash::FxHashSet;
use tantivy::columnar::StrColumn;
use tantivy::index::SegmentId;
use tantivy::query::Query;
use tantivy::{DocId, DocSet, SegmentReader, Term};

use crate::evidence::required::FieldSet;
use crate::evidence::{ClauseId, Needs, SaidById, TokenRange, WordId, WordPositions};
use crate::index::build::schema::Fields;
use crate::index::exec::spans::cursor::WordCursor;
use crate::index::plan::access::ResolvedPlan;
use crate::index::plan::words::Terms;
use crate::index::store::columns::{Breaks, Columns, QuotedTokens, SegmentColumns};
use crate::query::SaidBy;
use crate::search::{IndirectSpeech, TextField};

/// A resolved plan with what its walk needs.
pub(crate) struct OpenPlan {
    pub(crate) resolved: Arc<ResolvedPlan>,
    /// The articles of each field clause.
    pub(crate) clauses: Vec<Box<dyn Query>>,
    pub(crate) fields: Fields,
    /// The columns of each segment of the snapshot.
    pub(crate) columns: Arc<HashMap<SegmentId, Arc<SegmentColumns>>>,
}

impl OpenPlan {
    /// Whether a word of one term, by its number in the plan, is in no article of a segment.
    pub(crate) fn is_nowhere(
        &self,
        word: usize,
        field: TextField,
        reader: &SegmentReader,
    ) -> tantivy::Result<bool> {
        let terms = &self.resolved.terms[word];
        let [(form, text)] = terms.plus.as_slice() else { return Ok(terms.plus.is_empty() && !terms.any) };
        let term = Term::from_field_text(self.fields.text(field, *form), text);
        Ok(self.resolved.term_infos.info(reader, &term)?.is_none())
    }
}

/// Walks the articles of one segment.
pub(crate) struct SegmentView {
    text_fields: FieldSet,
    needs: Needs,
    columns: Arc<Columns>,
    words: [Vec<WordPlaces>; 2],
    breaks: [Breaks; 2],
    indirect: IndirectSpeech,
    quoted: Vec<QuotedTokens>,
    ranges: Vec<TokenRange>,
    speakers: Speakers,
    /// Speakers of indirect speech.
    voices: Speakers,
    /// The first of the quotations that is indirect speech; all behind it are too.
    first_indirect: usize,
    said: Vec<Said>,
    clauses: Vec<Vec<DocId>>,
    doc: DocId,
}

pub(crate) struct WordPlaces {
    pub(crate) cursor: WordCursor,
    positions: Vec<u32>,
}

/// Which speakers of the segment an operand of `SAID` stands for.
enum Said {
    Anyone,
    Unknown,
    Names { speakers: FxHashSet<u64>, voices: FxHashSet<u64> },
}

/// A column of names, and those of the current article as ordinals.
#[derive(Default)]
struct Speakers {
    column: Option<StrColumn>,
    current: Vec<u64>,
}

impl Speakers {
    fn ordinals(&self, names: Option<&Vec<String>>) -> tantivy::Result<FxHashSet<u64>> {
        let mut ordinals = FxHashSet::default();
        if let Some(column) = &self.column {
            for name in names.into_iter().flatten() {
                ordinals.extend(column.dictionary().term_ord(name.as_bytes())?);
            }
        }
        Ok(ordinals)
    }

    fn turn_to(&mut self, doc: DocId) {
        self.current.clear();
        if let Some(column) = &self.column {
            self.current.extend(column.ords().values_for_doc(doc));
        }
    }
}

const FIELDS: [TextField; 2] = [TextField::Title, TextField::Body];

fn slot(field: TextField) -> usize {
    match field {
        TextField::Title => 0,
        TextField::Body => 1,
    }
}

impl SegmentView {
    pub(crate) fn open(
        open_plan: &OpenPlan,
        reader: &SegmentReader,
        text_fields: FieldSet,
    ) -> tantivy::Result<SegmentView> {
        let OpenPlan { resolved, clauses, fields, columns } = open_plan;
        let open = |field: TextField| -> tantivy::Result<Vec<WordPlaces>> {
            let none = Terms::default();
            resolved
                .terms
                .iter()
                .map(|terms| {
                    let terms = if text_fields.has(field) { terms } else { &none };
                    let cursor = WordCursor::open(reader, fields, field, terms, &resolved.term_infos)?;
                    Ok(WordPlaces { cursor, positions: Vec::new() })
                })
                .collect()
        };
        let names_of = |name, wanted: bool| -> tantivy::Result<Speakers> {
            let column = if wanted { reader.fast_fields().str(name)? } else { None };
            Ok(Speakers { column, current: Vec::new() })
        };
        let asked = !resolved.names.is_empty();
        let speakers = names_of("speaker", asked)?;
        let voices = names_of("indirect_speaker", asked && resolved.indirect == IndirectSpeech::Included)?;
        let said = resolved
            .plan
            .said_by()
            .iter()
            .zip(&resolved.names)
            .map(|(by, names)| {
                Ok(match by {
                    SaidBy::Anyone => Said::Anyone,
                    SaidBy::Unknown => Said::Unknown,
                    SaidBy::Name(_) => Said::Names {
                        speakers: speakers.ordinals(names.as_ref())?,
                        voices: voices.ordinals(names.as_ref())?,
                    },
                })
            })
            .collect::<tantivy::Result<Vec<_>>>()?;
        let clauses = clauses
            .iter()
            .map(|query| {
                let schema = tantivy::query::EnableScoring::disabled_from_schema(reader.schema());
                let mut scorer = query.weight(schema)?.scorer(reader, 1.0)?;
                let mut docs = Vec::new();
                while scorer.doc() != tantivy::TERMINATED {
                    docs.push(scorer.doc());
                    scorer.advance();
                }
                Ok(docs)
            })
            .collect::<tantivy::Result<Vec<_>>>()?;
        Ok(SegmentView {
            text_fields,
            needs: resolved.plan.needs(),
            columns: match columns.get(&reader.segment_id()) {
                Some(columns) => Arc::clone(columns.structure(reader)?),
                None => Arc::new(Columns::open(reader)?),
            },
            words: [open(FIELDS[0])?, open(FIELDS[1])?],
            breaks: [Breaks::default(), Breaks::default()],
            indirect: resolved.indirect,
            quoted: Vec::new(),
            ranges: Vec::new(),
            speakers,
            voices,
            first_indirect: 0,
            said,
            clauses,
            doc: 0,
        })
    }

    /// The cursors of the plan's words in a field.
    pub(crate) fn cursors(&mut self, field: TextField) -> &mut [WordPlaces] {
        &mut self.words[slot(field)]
    }

    /// Reads what the plan needs of an article. Articles only ever follow each other in order.
    pub(crate) fn turn_to(&mut self, doc: DocId) {
        self.doc = doc;
        for field in FIELDS.into_iter().filter(|&field| self.text_fields.has(field)) {
            let at = slot(field);
            for word in &mut self.words[at] {
                word.cursor.positions(doc, &mut word.positions);
            }
            if self.needs.sentences || self.needs.paragraphs {
                self.columns.breaks(doc, field, &mut self.breaks[at]);
            } else if self.needs.tokens {
                self.breaks[at].tokens = self.columns.tokens(doc, field);
            } else {
                self.breaks[at].tokens = u32::MAX;
            }
        }
        if !self.needs.quotations || !self.text_fields.has(TextField::Body) {
            return;
        }
        self.columns.quotations(doc, &mut self.quoted);
        self.first_indirect = self.quoted.len();
        self.speakers.turn_to(doc);
        if self.indirect == IndirectSpeech::Included {
            self.columns.add_indirect(doc, &mut self.quoted);
            self.voices.turn_to(doc);
        }
        self.ranges.clear();
        self.ranges.extend(self.quoted.iter().map(|it| TokenRange::new(it.tokens.start, it.tokens.end)));
    }
}

impl WordPositions for SegmentView {
    fn positions(&self, word: WordId, field: TextField) -> &[u32] {
        &self.words[slot(field)][word.index()].positions
    }

    fn token_count(&self, field: TextField) -> u32 {
        self.breaks[slot(field)].tokens
    }

    fn sentence_starts(&self, field: TextField) -> &[u32] {
        &self.breaks[slot(field)].sentences
    }

    fn paragraph_starts(&self, field: TextField) -> &[u32] {
        &self.breaks[slot(field)].paragraphs
    }

    fn quotations(&self) -> &[TokenRange] {
        &self.ranges
    }

    fn said(&self, by: SaidById, quotation: usize) -> bool {
        let speaker = self.quoted.get(quotation).and_then(|it| it.speaker);
        match &self.said[by.index()] {
            Said::Anyone => speaker.is_some(),
            Said::Unknown => speaker.is_none(),
            Said::Names { speakers, voices } => {
                let (names, wanted) = if quotation < self.first_indirect {
                    (&self.speakers, speakers)
                } else {
                    (&self.voices, voices)
                };
                let ordinal = speaker.and_then(|at| names.current.get(at as usize));
                ordinal.is_some_and(|it| wanted.contains(it))
            }
        }
    }

    fn clause(&self, clause: ClauseId) -> bool {
        self.clauses[clause.index()].binary_search(&self.doc).is_ok()
    }
}

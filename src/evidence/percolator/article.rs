//! An article as many questions see it.

use rustc_hash::FxHashSet;

use crate::analysis::{self, Token};
use crate::article::{Article, Quotation, QuotationKind};
use crate::evidence::algebra::plan::{ClauseId, Plan, SaidById, WordId};
use crate::evidence::algebra::word_positions::{TokenRange, WordPositions};
use crate::evidence::matcher::Matcher;
use crate::evidence::required::FieldSet;
use crate::evidence::text::{push_starts, tokens_inside};
use crate::search::{IndirectSpeech, TextField};

/// A question with its words, names and clauses numbered among those of all.
#[derive(Debug)]
pub(super) struct Question {
    /// `None`: it nests too deep.
    pub(super) plan: Option<Plan>,
    pub(super) words: Vec<u32>,
    pub(super) said: Vec<u32>,
    pub(super) clauses: Vec<u32>,
    pub(super) needs: Need,
    pub(super) indirect: IndirectSpeech,
}

/// What an article must hold at least.
#[derive(Debug)]
pub(super) enum Need {
    Anything,
    Word(u32, FieldSet),
    Clause(u32),
    Said(u32),
    All(Vec<Need>),
    Any(Vec<Need>),
}

/// Whose words are asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum Whose {
    Anyone,
    Unknown,
    Name(u32),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) struct Said {
    pub(super) whose: Whose,
    pub(super) indirect: IndirectSpeech,
}

/// An article with the words of all questions found in it.
#[derive(Debug, Default)]
pub(super) struct ReadArticle {
    title: ReadText,
    body: ReadText,
    tokens: Vec<Token>,
    /// The words that stand somewhere.
    touched: Vec<u32>,
    /// The tokens of each quotation, with those of indirect speech, and without.
    with_indirect: Vec<TokenRange>,
    direct: Vec<TokenRange>,
    /// The names of its speakers, and which of them each quotation has.
    pub(super) speakers: Vec<String>,
    pub(super) speaker_of: Vec<Option<u32>>,
    /// Which names that are asked for mean which of the speakers.
    pub(super) meant: FxHashSet<(u32, u32)>,
    /// Which operands of `SAID` and which clauses hold for it.
    pub(super) said: Vec<bool>,
    pub(super) clauses: Vec<bool>,
}

#[derive(Debug, Default)]
struct ReadText {
    places: Vec<Vec<u32>>,
    tokens: u32,
    sentences: Vec<u32>,
    paragraphs: Vec<u32>,
}

impl ReadArticle {
    pub(super) fn new(words: usize, clauses: usize, said: usize) -> ReadArticle {
        let text = || ReadText { places: vec![Vec::new(); words], ..ReadText::default() };
        ReadArticle {
            title: text(),
            body: text(),
            clauses: vec![false; clauses],
            said: vec![false; said],
            ..ReadArticle::default()
        }
    }

    pub(super) fn words(&self) -> &[u32] {
        &self.touched
    }

    pub(super) fn read(&mut self, article: &Article, matcher: &mut Matcher) {
        for word in self.touched.drain(..) {
            self.title.places[word as usize].clear();
            self.body.places[word as usize].clear();
        }
        let language = article.language.value;
        for (text, read) in [(article.title_text(), &mut self.title), (article.body.as_str(), &mut self.body)]
        {
            analysis::read_into(text, &mut self.tokens);
            read.tokens = number(self.tokens.len());
            read.sentences.clear();
            read.paragraphs.clear();
            push_starts(&self.tokens, |it| it.sentence, &mut read.sentences);
            push_starts(&self.tokens, |it| it.paragraph, &mut read.paragraphs);
            let (places, touched) = (&mut read.places, &mut self.touched);
            let written = self.tokens.iter().map(|it| (it.position, it.span.of(text)));
            matcher.each_match(language, written, |position, ids| {
                for id in ids {
                    let places = &mut places[id.index()];
                    if places.is_empty() {
                        touched.push(number(id.index()));
                    }
                    places.push(position);
                }
            });
        }
        self.touched.sort_unstable();
        self.touched.dedup();
        self.with_indirect.clear();
        self.direct.clear();
        // The tokens are still those of the body.
        for quotation in &article.quotations {
            let tokens = tokens_inside(&self.tokens, quotation.span);
            self.with_indirect.push(tokens);
            let is_direct = quotation.kind != QuotationKind::Indirect;
            self.direct.push(if is_direct { tokens } else { TokenRange::default() });
        }
    }

    pub(super) fn is_said(&self, said: Said, quotation: &Quotation, at: usize) -> bool {
        if quotation.kind == QuotationKind::Indirect && said.indirect == IndirectSpeech::Excluded {
            return false;
        }
        match said.whose {
            Whose::Anyone => quotation.speaker.is_some(),
            Whose::Unknown => quotation.speaker.is_none(),
            Whose::Name(name) => self.speaker_of[at].is_some_and(|it| self.meant.contains(&(name, it))),
        }
    }

    pub(super) fn meets(&self, need: &Need) -> bool {
        match need {
            Need::Anything => true,
            Need::Word(word, fields) => {
                let at = *word as usize;
                fields.has(TextField::Title) && !self.title.places[at].is_empty()
                    || fields.has(TextField::Body) && !self.body.places[at].is_empty()
            }
            Need::Clause(clause) => self.clauses[*clause as usize],
            Need::Said(said) => self.said[*said as usize],
            Need::All(parts) => parts.iter().all(|it| self.meets(it)),
            Need::Any(parts) => parts.iter().any(|it| self.meets(it)),
        }
    }

    fn text(&self, field: TextField) -> &ReadText {
        match field {
            TextField::Title => &self.title,
            TextField::Body => &self.body,
        }
    }
}

/// An article as one question sees it.
pub(super) struct View<'a> {
    pub(super) question: &'a Question,
    pub(super) article: &'a ReadArticle,
    pub(super) said: &'a [Said],
    pub(super) of: &'a Article,
}

impl WordPositions for View<'_> {
    fn positions(&self, word: WordId, field: TextField) -> &[u32] {
        &self.article.text(field).places[self.question.words[word.index()] as usize]
    }

    fn token_count(&self, field: TextField) -> u32 {
        self.article.text(field).tokens
    }

    fn sentence_starts(&self, field: TextField) -> &[u32] {
        &self.article.text(field).sentences
    }

    fn paragraph_starts(&self, field: TextField) -> &[u32] {
        &self.article.text(field).paragraphs
    }

    fn quotations(&self) -> &[TokenRange] {
        match self.question.indirect {
            IndirectSpeech::Included => &self.article.with_indirect,
            IndirectSpeech::Excluded => &self.article.direct,
        }
    }

    fn said(&self, by: SaidById, quotation: usize) -> bool {
        let said = self.said[self.question.said[by.index()] as usize];
        self.article.is_said(said, &self.of.quotations[quotation], quotation)
    }

    fn clause(&self, clause: ClauseId) -> bool {
        self.article.clauses[self.question.clauses[clause.index()] as usize]
    }
}

pub(super) fn number(index: usize) -> u32 {
    u32::try_from(index).unwrap_or(u32::MAX)
}

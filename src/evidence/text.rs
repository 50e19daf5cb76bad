//! From an article's text to its evidence: tokens, the words they satisfy, and spans.

use crate::analysis;
use crate::analysis::Token;
use crate::article::{Article, Language, Quotation, QuotationKind};
use crate::evidence::algebra::evaluator::Evaluator;
use crate::evidence::algebra::plan::{ClauseId, Plan, SaidById, WordId};
use crate::evidence::algebra::word_positions::{Match, TokenRange, WordPositions};
use crate::evidence::error::EvidenceError;
use crate::evidence::matcher::Matcher;
use crate::query::{FieldClause, SaidBy};
use crate::search::{Evidence, IndirectSpeech, TextField};
use crate::span::{ByteSpan, CharCounter, TextSpan};

/// The text of an article.
#[derive(Debug, Clone, Copy)]
pub(crate) struct ArticleText<'a> {
    /// The headline, empty when there is none.
    pub(crate) title: &'a str,
    /// The body.
    pub(crate) body: &'a str,
    /// The language whose stemmer reads it.
    pub(crate) language: Language,
    /// The quotations of the body.
    pub(crate) quotations: &'a [Quotation],
}

impl<'a> ArticleText<'a> {
    /// The text of `article`.
    #[must_use]
    pub(crate) fn of(article: &'a Article) -> ArticleText<'a> {
        ArticleText {
            title: article.title_text(),
            body: &article.body,
            language: article.language.value,
            quotations: &article.quotations,
        }
    }
}

/// What a query may ask of an article that its text does not tell.
pub(crate) trait Facts {
    /// Whether the quotation is attributed so. Names are matched here, because other spellings of them
    /// are known here.
    fn said(&self, by: &SaidBy, quotation: &Quotation) -> bool;

    /// Whether the article satisfies the field clause.
    fn clause(&self, clause: &FieldClause) -> bool;
}

/// Evaluates one plan on the texts of articles. What a word stands for is remembered for the next article.
#[derive(Debug)]
pub(crate) struct TextEvaluator<'p> {
    plan: &'p Plan,
    indirect: IndirectSpeech,
    matcher: Matcher,
    title: ReadField,
    body: ReadField,
    quotations: Vec<TokenRange>,
    evaluator: Evaluator,
    found: Vec<Match>,
}

/// What is found in one field.
#[derive(Debug, Default)]
struct ReadField {
    tokens: Vec<Token>,
    /// Where each word of the plan stands.
    positions: Vec<Vec<u32>>,
    sentences: Vec<u32>,
    paragraphs: Vec<u32>,
}

impl<'p> TextEvaluator<'p> {
    /// An evaluator of the plan. It asks indirect speech too where that is included.
    #[must_use]
    pub(crate) fn with(plan: &'p Plan, indirect: IndirectSpeech) -> TextEvaluator<'p> {
        TextEvaluator {
            plan,
            indirect,
            matcher: Matcher::new(plan),
            title: ReadField::default(),
            body: ReadField::default(),
            quotations: Vec::new(),
            evaluator: Evaluator::new(),
            found: Vec::new(),
        }
    }

    /// The evidence of the article: sorted by field (title first), then place; none twice.
    /// `None` when it does not satisfy the query.
    ///
    /// # Errors
    ///
    /// [`EvidenceError::TooManyMatches`].
    pub(crate) fn evidence(
        &mut self,
        text: &ArticleText<'_>,
        facts: &dyn Facts,
    ) -> Result<Option<Vec<Evidence>>, EvidenceError> {
        self.read(text);
        let TextEvaluator { plan, title, body, quotations, evaluator, found, .. } = self;
        let view = TextPositions { plan, title, body, quotations, text, facts };
        if !evaluator.evidence(plan, &view, found)? {
            return Ok(None);
        }
        let body_from = found.partition_point(|it| it.field == TextField::Title);
        let mut spans = Vec::with_capacity(found.len());
        push_spans(TextField::Title, text.title, &title.tokens, &found[..body_from], &mut spans);
        push_spans(TextField::Body, text.body, &body.tokens, &found[body_from..], &mut spans);
        Ok(Some(spans))
    }

    fn read(&mut self, text: &ArticleText<'_>) {
        self.title.read(text.title, text.language, self.plan, &mut self.matcher);
        self.body.read(text.body, text.language, self.plan, &mut self.matcher);
        self.quotations.clear();
        if self.plan.needs().quotations {
            let ranges = text.quotations.iter().map(|quotation| match (quotation.kind, self.indirect) {
                (QuotationKind::Indirect, IndirectSpeech::Excluded) => TokenRange::default(),
                (QuotationKind::Indirect, IndirectSpeech::Included)
                | (QuotationKind::Direct | QuotationKind::Partial, _) => {
                    tokens_inside(&self.body.tokens, quotation.span)
                }
            });
            self.quotations.extend(ranges);
        }
    }
}

/// What only tests and fuzz targets ask.
#[cfg(any(test, feature = "fuzzing"))]
impl<'p> TextEvaluator<'p> {
    /// An evaluator that leaves indirect speech out.
    #[must_use]
    pub(crate) fn new(plan: &'p Plan) -> TextEvaluator<'p> {
        TextEvaluator::with(plan, IndirectSpeech::Excluded)
    }

    /// Whether the article satisfies the query.
    ///
    /// # Errors
    ///
    /// [`EvidenceError::TooManyMatches`].
    pub(crate) fn holds(&mut self, text: &ArticleText<'_>, facts: &dyn Facts) -> Result<bool, EvidenceError> {
        self.read(text);
        let TextEvaluator { plan, title, body, quotations, evaluator, .. } = self;
        evaluator.holds(plan, &TextPositions { plan, title, body, quotations, text, facts })
    }

    /// How often the article satisfies the query; see [`Evaluator::frequency`].
    ///
    /// # Errors
    ///
    /// [`EvidenceError::TooManyMatches`].
    #[cfg(test)]
    pub(crate) fn frequency(
        &mut self,
        text: &ArticleText<'_>,
        facts: &dyn Facts,
    ) -> Result<u64, EvidenceError> {
        self.read(text);
        let TextEvaluator { plan, title, body, quotations, evaluator, .. } = self;
        evaluator.frequency(plan, &TextPositions { plan, title, body, quotations, text, facts })
    }
}

#[cfg(any(test, feature = "fuzzing"))]
impl<'a> ArticleText<'a> {
    /// The text of a field.
    #[must_use]
    pub(crate) fn field(&self, field: TextField) -> &'a str {
        match field {
            TextField::Title => self.title,
            TextField::Body => self.body,
        }
    }
}

/// The tokens that lie wholly inside the span.
pub(super) fn tokens_inside(tokens: &[Token], span: ByteSpan) -> TokenRange {
    let start = tokens.partition_point(|it| it.span.start() < span.start());
    let end = tokens.partition_point(|it| it.span.end() <= span.end());
    let position = |index: usize| u32::try_from(index).unwrap_or(u32::MAX);
    TokenRange::new(position(start), position(end.max(start)))
}

impl ReadField {
    fn read(&mut self, text: &str, language: Language, plan: &Plan, matcher: &mut Matcher) {
        match plan.needs().sentences || plan.needs().paragraphs {
            true => analysis::read_into(text, &mut self.tokens),
            false => analysis::cut_into(text, &mut self.tokens),
        }
        self.positions.iter_mut().for_each(Vec::clear);
        self.positions.resize_with(plan.words().len(), Vec::new);
        let positions = &mut self.positions;
        let written = self.tokens.iter().map(|it| (it.position, it.span.of(text)));
        matcher.each_match(language, written, |position, ids| {
            ids.iter().for_each(|id| positions[id.index()].push(position));
        });
        self.sentences.clear();
        self.paragraphs.clear();
        if plan.needs().sentences {
            push_starts(&self.tokens, |it| it.sentence, &mut self.sentences);
        }
        if plan.needs().paragraphs {
            push_starts(&self.tokens, |it| it.paragraph, &mut self.paragraphs);
        }
    }
}

/// The position of the first token of each unit.
pub(super) fn push_starts(tokens: &[Token], unit: impl Fn(&Token) -> u32, out: &mut Vec<u32>) {
    let mut last = None;
    for token in tokens {
        if last != Some(unit(token)) {
            last = Some(unit(token));
            out.push(token.position);
        }
    }
}

/// What is found in an article, as the algebra asks for it.
struct TextPositions<'a> {
    plan: &'a Plan,
    title: &'a ReadField,
    body: &'a ReadField,
    quotations: &'a [TokenRange],
    text: &'a ArticleText<'a>,
    facts: &'a dyn Facts,
}

impl TextPositions<'_> {
    fn field(&self, field: TextField) -> &ReadField {
        match field {
            TextField::Title => self.title,
            TextField::Body => self.body,
        }
    }
}

impl WordPositions for TextPositions<'_> {
    fn positions(&self, word: WordId, field: TextField) -> &[u32] {
        &self.field(field).positions[word.index()]
    }

    fn token_count(&self, field: TextField) -> u32 {
        u32::try_from(self.field(field).tokens.len()).unwrap_or(u32::MAX)
    }

    fn sentence_starts(&self, field: TextField) -> &[u32] {
        &self.field(field).sentences
    }

    fn paragraph_starts(&self, field: TextField) -> &[u32] {
        &self.field(field).paragraphs
    }

    fn quotations(&self) -> &[TokenRange] {
        self.quotations
    }

    fn said(&self, by: SaidById, quotation: usize) -> bool {
        self.facts.said(&self.plan.said_by()[by.index()], &self.text.quotations[quotation])
    }

    fn clause(&self, clause: ClauseId) -> bool {
        self.facts.clause(&self.plan.clauses()[clause.index()])
    }
}

/// Turns tokens into bytes and code points. The matches are sorted.
fn push_spans(field: TextField, text: &str, tokens: &[Token], found: &[Match], out: &mut Vec<Evidence>) {
    let bytes_of = |it: &Match| {
        let (first, last) = (tokens[it.tokens.start as usize], tokens[it.tokens.end as usize - 1]);
        ByteSpan::known(first.span.start(), last.span.end())
    };
    if found.is_empty() {
        return;
    }
    // Starts only grow, ends do not; so the ends are counted in an order of their own.
    let is_ascii = text.is_ascii();
    let mut ends: Vec<(usize, usize)> = Vec::new();
    if !is_ascii {
        ends.extend(found.iter().map(|it| (bytes_of(it).end(), 0)));
        ends.sort_unstable();
        ends.dedup();
        let mut counter = CharCounter::new(text);
        ends.iter_mut().for_each(|(byte, chars)| *chars = counter.chars_before(*byte));
    }
    let mut starts = CharCounter::new(text);
    for it in found {
        let bytes = bytes_of(it);
        let (start_char, end_char) = if is_ascii {
            (bytes.start(), bytes.end())
        } else {
            let at = ends.partition_point(|it| it.0 < bytes.end());
            (starts.chars_before(bytes.start()), ends[at].1)
        };
        let span = TextSpan { bytes, start_char, end_char };
        out.push(Evidence { field, span, text: bytes.of(text).to_owned() });
    }
}

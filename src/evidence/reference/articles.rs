//! Articles as the definition sees them, and what it answers.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::OnceLock;

use crate::analysis::{self, Token};
use crate::article::{Article, ArticleId, Quotation, QuotationKind, SpeakerKind};
use crate::copies::Compared;
use crate::evidence::reference::definition::{self, Interval, Text};
use crate::evidence::reference::forms::{Fitting, Forms, TokenForms, fits_glob, name_fits};
use crate::evidence::reference::required::may_hold;
use crate::field::Field;
use crate::people::names::{Links, NameSeen, link};
use crate::query::{FieldClause, NamePattern, Query, SaidBy, Scope, SpanQuery, Word};
use crate::search::{Expansion, IndirectSpeech, TextField, Variants, untitled};

/// What queries mean for some articles.
#[derive(Debug)]
pub struct Definition<'a> {
    articles: Vec<ReadArticle<'a>>,
    forms: Forms,
    links: Links,
    copies: OnceLock<Vec<BTreeSet<ArticleId>>>,
}

/// What a query finds.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Answer {
    /// Each article that satisfies the query, with the spans that prove it: the field, the first byte, and the
    /// byte after the last. None twice.
    pub spans: BTreeMap<ArticleId, BTreeSet<(TextField, usize, usize)>>,
}

impl Answer {
    /// The number of different spans, over all articles.
    #[must_use]
    pub fn occurrences(&self) -> usize {
        self.spans.values().map(BTreeSet::len).sum()
    }
}

impl<'a> Definition<'a> {
    /// Reads the articles. No two of them have the same id.
    #[must_use]
    pub fn new(articles: &'a [Article]) -> Definition<'a> {
        let mut forms = Forms::default();
        let read = articles.iter().enumerate().map(|(number, it)| ReadArticle::new(it, number, &mut forms));
        Definition { articles: read.collect(), forms, links: links(articles), copies: OnceLock::new() }
    }

    /// Which names of the speakers are spellings of one name.
    #[must_use]
    pub fn links(&self) -> &Links {
        &self.links
    }

    /// The groups of copies: what hangs together when each two articles are compared.
    #[must_use]
    pub fn copies(&self) -> &[BTreeSet<ArticleId>] {
        self.copies.get_or_init(|| {
            let read: Vec<Compared> = self.articles.iter().map(|it| Compared::of(it.article)).collect();
            let mut groups: Vec<BTreeSet<usize>> = Vec::new();
            for (at, one) in read.iter().enumerate() {
                let is_copy =
                    |group: &BTreeSet<usize>| group.iter().any(|&other| one.is_copy_of(&read[other]));
                let (with, mut apart): (Vec<_>, Vec<_>) = groups.into_iter().partition(is_copy);
                apart.push(with.into_iter().flatten().chain([at]).collect());
                groups = apart;
            }
            let id = |at: usize| self.articles[at].article.id.clone();
            let ids = groups.into_iter().filter(|it| it.len() > 1);
            let mut ids: Vec<BTreeSet<ArticleId>> = ids.map(|it| it.into_iter().map(id).collect()).collect();
            ids.sort();
            ids
        })
    }

    /// What the query finds.
    #[must_use]
    pub fn answer(&self, query: &Query, variants: Variants, indirect: IndirectSpeech) -> Answer {
        let mut fitting: HashMap<&Word, Fitting> = HashMap::new();
        for word in query.words() {
            fitting.entry(word).or_insert_with(|| self.forms.fitting(word));
        }
        let patterns = name_patterns(query);
        let names = patterns.into_iter().map(|it| (it, self.names(it, variants, indirect))).collect();
        let asked = Asked { fitting, names, indirect, definition: self };
        let mut answer = Answer::default();
        for (number, article) in self.articles.iter().enumerate() {
            let text = AskedArticle { article, asked: &asked };
            let may_hold = may_hold(query, &|it| text.clause(it), &|word| asked.fitting[word].held[number]);
            if !may_hold {
                continue;
            }
            if let Some(evidence) = definition::evidence(&text, query) {
                let span = |(field, (start, end)): (TextField, Interval)| {
                    let tokens = &article.field(field).tokens;
                    (field, tokens[start].span.start(), tokens[end - 1].span.end())
                };
                let spans = evidence.into_iter().map(span).collect();
                answer.spans.insert(article.article.id.clone(), spans);
            }
        }
        answer
    }

    /// The plain forms that the word stands for, most frequent first; none for a word that is one form, or any.
    pub(super) fn expand(&self, word: &Word) -> Vec<Expansion> {
        let mut found = match word {
            Word::Plain(_) | Word::Written(_) | Word::Any => Vec::new(),
            Word::Stem(_) | Word::Fuzzy(..) | Word::Variants(_) | Word::Wildcard(_) => {
                self.forms.standing_for(word)
            }
        };
        found.sort_by(|a, b| b.articles.cmp(&a.articles).then_with(|| a.form.cmp(&b.form)));
        found
    }

    /// The names of speakers that a pattern stands for.
    fn names(&self, pattern: &NamePattern, variants: Variants, indirect: IndirectSpeech) -> BTreeSet<&str> {
        let speakers = self.articles.iter().flat_map(|it| it.speakers(indirect)).flatten();
        let speakers: BTreeSet<&str> = speakers.collect();
        let named = |pattern: &NamePattern| -> BTreeSet<&str> {
            speakers.iter().copied().filter(|it| name_fits(pattern, it, variants)).collect()
        };
        let mut found = named(pattern);
        if found.is_empty() && variants == Variants::Linked {
            found = untitled(pattern).map(|it| named(&it)).unwrap_or_default();
        }
        let named = found;
        match variants {
            Variants::Off => named,
            Variants::Linked => named.into_iter().flat_map(|it| self.links.forms(it)).collect(),
        }
    }
}

/// Which of the speakers' names are spellings of one name: as often as articles quote them, and two in one
/// article told apart.
fn links(articles: &[Article]) -> Links {
    let mut seen: Vec<NameSeen<'_>> = Vec::new();
    let mut apart = Vec::new();
    for article in articles {
        let told = article.quotations.iter().filter(|it| it.kind != QuotationKind::Indirect);
        let here: BTreeMap<&str, SpeakerKind> =
            told.filter_map(|it| it.speaker.as_ref()).map(|it| (it.name.as_str(), it.kind)).collect();
        let from = seen.len();
        seen.extend(here.into_iter().map(|(name, kind)| NameSeen { name, kind, articles: 1 }));
        apart.extend((from..seen.len()).flat_map(|one| (one + 1..seen.len()).map(move |other| (one, other))));
    }
    link(&seen, &apart)
}

/// The names of speakers that a query asks for.
fn name_patterns(query: &Query) -> Vec<&NamePattern> {
    fn said(scope: &Scope) -> Option<&NamePattern> {
        if let Scope::Said(SaidBy::Name(name)) = scope { Some(name) } else { None }
    }
    let own = match query {
        Query::Field(FieldClause::Name(Field::Speaker, name)) => Some(name),
        Query::Scope(scope, _) => said(scope),
        Query::Span(span) => {
            let mut names = Vec::new();
            let mut open = vec![span];
            while let Some(span) = open.pop() {
                if let SpanQuery::Scope(scope, _) = span {
                    names.extend(said(scope));
                }
                open.extend(span.operands());
            }
            return names;
        }
        Query::All | Query::Field(_) | Query::And(_) | Query::Or(_) | Query::Not(_) => None,
    };
    own.into_iter().chain(query.operands().iter().flat_map(name_patterns)).collect()
}

/// An article with its tokens.
#[derive(Debug)]
struct ReadArticle<'a> {
    article: &'a Article,
    title: ReadField,
    body: ReadField,
    /// The tokens of each quotation of the article.
    quotations: Vec<Interval>,
}

#[derive(Debug)]
struct ReadField {
    tokens: Vec<Token>,
    forms: Vec<TokenForms>,
}

impl<'a> ReadArticle<'a> {
    fn new(article: &'a Article, number: usize, forms: &mut Forms) -> ReadArticle<'a> {
        let mut field = |text: &str| {
            let tokens = analysis::read(text);
            let forms =
                tokens.iter().map(|it| forms.of_token(it.span.of(text), article.language.value, number));
            ReadField { forms: forms.collect(), tokens }
        };
        let title = field(article.title_text());
        let body = field(&article.body);
        let tokens_of = |quotation: &Quotation| {
            let inside = |token: &&Token| quotation.span.contains(token.span);
            let start = body.tokens.iter().position(|token| inside(&token)).unwrap_or(0);
            (start, start + body.tokens.iter().filter(inside).count())
        };
        let quotations = article.quotations.iter().map(tokens_of).collect();
        ReadArticle { article, title, body, quotations }
    }

    fn field(&self, field: TextField) -> &ReadField {
        match field {
            TextField::Title => &self.title,
            TextField::Body => &self.body,
        }
    }

    /// Whose words the quotations are.
    fn speakers(&self, indirect: IndirectSpeech) -> impl Iterator<Item = Option<&'a str>> + use<'a> {
        let asked = self.article.quotations.iter().filter(move |it| is_asked(it, indirect));
        asked.map(|it| it.speaker.as_ref().map(|it| it.name.as_str()))
    }
}

fn is_asked(quotation: &Quotation, indirect: IndirectSpeech) -> bool {
    quotation.kind != QuotationKind::Indirect || indirect == IndirectSpeech::Included
}

/// A query made ready for all articles.
struct Asked<'q> {
    fitting: HashMap<&'q Word, Fitting>,
    names: HashMap<&'q NamePattern, BTreeSet<&'q str>>,
    indirect: IndirectSpeech,
    definition: &'q Definition<'q>,
}

/// An article that is asked a query.
struct AskedArticle<'q> {
    article: &'q ReadArticle<'q>,
    asked: &'q Asked<'q>,
}

impl Text for AskedArticle<'_> {
    fn tokens(&self, field: TextField) -> usize {
        self.article.field(field).tokens.len()
    }

    fn places(&self, word: &Word, field: TextField, (start, end): Interval) -> Vec<usize> {
        let fitting = &self.asked.fitting[word];
        let forms = &self.article.field(field).forms;
        let language = self.article.article.language.value;
        (start..end).filter(|at| fitting.fits(forms[*at], language)).collect()
    }

    fn sentence(&self, field: TextField, at: usize) -> u32 {
        self.article.field(field).tokens[at].sentence
    }

    fn paragraph(&self, field: TextField, at: usize) -> u32 {
        self.article.field(field).tokens[at].paragraph
    }

    fn quotations(&self) -> Vec<Interval> {
        let all = self.article.article.quotations.iter().zip(&self.article.quotations);
        // One that is not asked has no tokens, and so no region.
        all.map(|(it, tokens)| if is_asked(it, self.asked.indirect) { *tokens } else { (0, 0) }).collect()
    }

    fn said(&self, by: &SaidBy, quotation: usize) -> bool {
        let speaker = self.article.article.quotations[quotation].speaker.as_ref();
        match by {
            SaidBy::Name(pattern) => {
                speaker.is_some_and(|it| self.asked.names[pattern].contains(it.name.as_str()))
            }
            SaidBy::Anyone => speaker.is_some(),
            SaidBy::Unknown => speaker.is_none(),
        }
    }

    fn clause(&self, clause: &FieldClause) -> bool {
        let article = self.article.article;
        match clause {
            FieldClause::Day(field, range) => article.day_in(*field).is_some_and(|day| range.contains(day)),
            FieldClause::Name(Field::Speaker, pattern) => {
                let mut speakers = self.article.speakers(self.asked.indirect).flatten();
                speakers.any(|name| self.asked.names[pattern].contains(name))
            }
            FieldClause::Name(field, pattern) => {
                article.text(*field).is_some_and(|it| name_fits(pattern, &it, Variants::Off))
            }
            FieldClause::Exact(field, value) => article.text(*field).is_some_and(|it| it == *value),
            FieldClause::Glob(_, glob) => article.origins.iter().any(|origin| fits_glob(glob, &origin.path)),
            // What is reported without marks may be anyone's.
            FieldClause::Unknown(Field::Speaker) => {
                self.article.speakers(IndirectSpeech::Excluded).any(|speaker| speaker.is_none())
            }
            FieldClause::Unknown(field) => article.text(*field).is_none_or(|it| it.trim().is_empty()),
            FieldClause::CopyOf(id) => {
                let mut groups = self.asked.definition.copies().iter();
                article.id == *id || groups.any(|it| it.contains(id) && it.contains(&article.id))
            }
        }
    }
}

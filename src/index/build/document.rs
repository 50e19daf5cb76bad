//! Articles made ready for the index, on the threads that extract.

use std::collections::BTreeSet;
use std::ops::Range;

use rustc_hash::FxHashMap;
use tantivy::TantivyDocument;
use tantivy::schema;

use crate::analysis::FormCache;
use crate::article::{Article, ArticleId, Language, Quotation, QuotationKind, Speaker, SpeakerKind};
use crate::field::{Field, FieldKind};
use crate::index::build::schema::{Fields, Form};
use crate::index::build::stored;
use crate::index::build::terms::{Cut, TermList, name_terms};
use crate::search::TextField;

/// An article made ready for the index: the words of its text, its columns and its record.
#[derive(Debug)]
pub struct PreparedDocument {
    pub(crate) id: ArticleId,
    pub(crate) language: Language,
    /// Columns, and terms of what is not text.
    pub(crate) document: TantivyDocument,
    /// The article as it is stored, which ends with title and body.
    pub(crate) record: Vec<u8>,
    title: Words,
    body: Words,
}

/// Where the words of a text stand, in bytes of the record.
#[derive(Debug)]
struct Words {
    text: Range<usize>,
    /// First byte of each word and the byte after it, counted from the start of the text.
    spans: Vec<(u32, u32)>,
}

impl PreparedDocument {
    /// The largest article that an index takes, in bytes. Its words may take four times as many for their
    /// forms, or six for the lists of where they stand, and must have places of 32 bits in a segment.
    pub const LARGEST: u64 = 400 << 20;

    /// How large it is as it is stored, in bytes.
    #[must_use]
    pub fn bytes(&self) -> u64 {
        self.record.len() as u64
    }

    /// The words of a field in their order.
    pub(crate) fn words(&self, field: TextField) -> impl ExactSizeIterator<Item = &str> {
        let words = match field {
            TextField::Title => &self.title,
            TextField::Body => &self.body,
        };
        // Title and body went into the record as text and were cut between characters.
        let text = std::str::from_utf8(&self.record[words.text.clone()]).unwrap_or("");
        words.spans.iter().map(move |&(start, end)| text.get(start as usize..end as usize).unwrap_or(""))
    }
}

/// Makes articles ready. Each thread has its own.
#[derive(Debug)]
pub struct DocumentBuilder {
    fields: Fields,
    title: Cut,
    body: Cut,
}

impl DocumentBuilder {
    pub(crate) fn new(fields: Fields) -> DocumentBuilder {
        DocumentBuilder { fields, title: Cut::default(), body: Cut::default() }
    }

    /// Makes an article ready.
    pub fn prepare(&mut self, article: &Article) -> PreparedDocument {
        let document = self.document(article);
        let record = stored::encode(article);
        let body = record.len() - article.body.len()..record.len();
        let title = body.start - article.title_text().len()..body.start;
        PreparedDocument {
            id: article.id.clone(),
            language: article.language.value,
            document,
            record,
            title: Words { text: title, spans: self.title.spans() },
            body: Words { text: body, spans: self.body.spans() },
        }
    }

    /// All that the engine is told of an article but its words and its record.
    fn document(&mut self, article: &Article) -> TantivyDocument {
        self.title.read(article.title_text());
        self.body.read(&article.body);
        let fields = &self.fields;
        let mut document = TantivyDocument::default();
        let mut add = |field: schema::Field, text: &str| document.add_text(field, text);
        for field in Field::all().filter(|field| field.query_word().is_some()) {
            let value = || article.text(field);
            match field.kind() {
                FieldKind::Text if value().is_none() => add(fields.unknown, field.as_str()),
                FieldKind::Text => {}
                // The speakers are told by the quotations.
                FieldKind::Name if !field.is_kept_name() => {}
                FieldKind::Name => match value() {
                    Some(name) => {
                        add(fields.values(field), &name);
                        add(fields.name_terms(field), name_terms(&name).as_str());
                    }
                    None => add(fields.unknown, field.as_str()),
                },
                FieldKind::Day if article.day_in(field).is_none() => add(fields.unknown, field.as_str()),
                FieldKind::Day => {}
                FieldKind::Exact if field == Field::Path => {
                    let paths: BTreeSet<&str> = article.origins.iter().map(|it| it.path.as_str()).collect();
                    paths.into_iter().for_each(|path| add(fields.values(field), path));
                }
                FieldKind::Code | FieldKind::Exact => {
                    if let Some(value) = value() {
                        add(fields.values(field), &value);
                    }
                }
            }
        }
        let direct = |it: &&Quotation| it.kind != QuotationKind::Indirect;
        if article.quotations.iter().filter(direct).any(|it| it.speaker.is_none()) {
            add(fields.unknown, Field::Speaker.as_str());
        }
        for field in Field::all().filter(|field| field.kind() == FieldKind::Day) {
            if let Some(day) = article.day_in(field) {
                document.add_i64(fields.values(field), i64::from(day.number()));
            }
        }
        for (field, cut) in [(fields.title_breaks, &self.title), (fields.body_breaks, &self.body)] {
            for &at in &cut.breaks {
                document.add_u64(field, at);
            }
        }
        self.add_quotations(article, &mut document);
        document.add_u64(fields.text_bytes, (article.title_text().len() + article.body.len()) as u64);
        document.shrink_to_fit();
        document
    }

    fn add_quotations(&self, article: &Article, document: &mut TantivyDocument) {
        let fields = self.fields;
        for (indirect, quotes, column, names) in [
            (false, fields.quotes, fields.values(Field::Speaker), fields.name_terms(Field::Speaker)),
            (true, fields.indirect, fields.indirect_speaker, fields.indirect_speaker_names),
        ] {
            let of_kind =
                || article.quotations.iter().filter(|it| (it.kind == QuotationKind::Indirect) == indirect);
            let mut speakers: Vec<&str> = of_kind().filter_map(|it| it.speaker.as_ref()).map(name).collect();
            speakers.sort_unstable();
            speakers.dedup();
            let mut terms = TermList::default();
            for speaker in &speakers {
                document.add_text(column, speaker);
                terms.append(&name_terms(speaker));
                if !indirect {
                    document.add_u64(fields.speaker_kinds, u64::from(is_organisation(article, speaker)));
                }
            }
            if !terms.is_empty() {
                document.add_text(names, terms.into_string());
            }
            for quotation in of_kind() {
                let tokens = self.body.tokens_within(quotation.span.range());
                let speaker =
                    quotation.speaker.as_ref().and_then(|it| speakers.binary_search(&name(it)).ok());
                document.add_u64(quotes, u64::from(tokens.start));
                document.add_u64(quotes, u64::from(tokens.end - tokens.start));
                document.add_u64(quotes, speaker.map_or(0, |at| at as u64 + 1));
            }
        }
    }
}

/// Says all that the index must hold of an article, to be held against what it does hold.
#[derive(Debug)]
pub(crate) struct Expecter {
    document_builder: DocumentBuilder,
    form_caches: FxHashMap<Language, FormCache>,
}

impl Expecter {
    pub(crate) fn new(fields: Fields) -> Expecter {
        Expecter { document_builder: DocumentBuilder::new(fields), form_caches: FxHashMap::default() }
    }

    /// Columns and all terms of an article; those of a text as a [`TermList`].
    pub(crate) fn expect(&mut self, article: &Article) -> TantivyDocument {
        let mut document = self.document_builder.document(article);
        let DocumentBuilder { fields, title, body } = &self.document_builder;
        let language = article.language.value;
        let form_cache = self.form_caches.entry(language).or_insert_with(|| FormCache::new(language));
        let texts =
            [(TextField::Title, article.title_text(), title), (TextField::Body, article.body.as_str(), body)];
        for (field, text, cut) in texts {
            let lists = cut.terms(text, form_cache, language);
            for (form, list) in Form::ALL.into_iter().zip(lists) {
                if !list.is_empty() {
                    document.add_text(fields.text(field, form), list.into_string());
                }
            }
        }
        document
    }
}

/// Whether the article takes the name for an organisation's.
fn is_organisation(article: &Article, speaker: &str) -> bool {
    let mut speakers = article.quotations.iter().filter_map(|it| it.speaker.as_ref());
    speakers.any(|it| it.name == speaker && it.kind == SpeakerKind::Organisation)
}

fn name(speaker: &Speaker) -> &str {
    &speaker.name
}

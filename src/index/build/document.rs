//! Articles prepared for the index, on the threads that extract.

use std::collections::BTreeSet;
use std::ops::Range;

use rustc_hash::{FxHashMap, FxHashSet};
use tantivy::TantivyDocument;
use tantivy::schema;

use crate::analysis::FormCache;
use crate::article::{Article, ArticleId, Language, Quotation, QuotationKind, Speaker, SpeakerKind};
use crate::copies::shingles;
use crate::field::{Field, FieldKind};
use crate::index::build::schema::{Fields, Form, published};
use crate::index::build::stored;
use crate::index::build::terms::{TermList, TokenizedText, name_terms};
use crate::search::TextField;

/// An article prepared for the index: the words of its text, its columns and its record.
#[derive(Debug)]
pub struct PreparedDocument {
    pub(crate) id: ArticleId,
    pub(crate) language: Language,
    /// Half of the hash of what the article says.
    pub(crate) content: u64,
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
    /// The largest article that an index takes, in bytes: 400 MiB. While a segment is built, the forms of its words may
    /// take four times as much and their positions six times, which must be addressed by 32 bits.
    pub const LARGEST: u64 = 400 << 20;

    /// Its size as it is stored, in bytes, before compression.
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
        // Title and body are text in the record, and words begin and end at characters.
        let text = std::str::from_utf8(&self.record[words.text.clone()]).unwrap_or("");
        words.spans.iter().map(move |&(start, end)| text.get(start as usize..end as usize).unwrap_or(""))
    }
}

/// Prepares articles for an index. Each thread has its own.
#[derive(Debug)]
pub struct DocumentBuilder {
    fields: Fields,
    title: TokenizedText,
    body: TokenizedText,
}

impl DocumentBuilder {
    pub(crate) fn new(fields: Fields) -> DocumentBuilder {
        DocumentBuilder { fields, title: TokenizedText::default(), body: TokenizedText::default() }
    }

    /// Prepares an article.
    pub fn prepare(&mut self, article: &Article) -> PreparedDocument {
        let content = article.content_hash() as u64;
        let document = self.document(article, content);
        let record = stored::encode(article);
        let body = record.len() - article.body.len()..record.len();
        let title = body.start - article.title_text().len()..body.start;
        PreparedDocument {
            id: article.id.clone(),
            language: article.language.value,
            content,
            document,
            record,
            title: Words { text: title, spans: self.title.spans() },
            body: Words { text: body, spans: self.body.spans() },
        }
    }

    /// The columns of an article and its terms without positions.
    fn document(&mut self, article: &Article, content: u64) -> TantivyDocument {
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
                // Speakers are added with the quotations.
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
        if let Some(dating) = article.dating {
            document.add_i64(fields.published, published(dating));
        }
        for (field, text) in [(fields.title_breaks, &self.title), (fields.body_breaks, &self.body)] {
            for &at in &text.breaks {
                document.add_u64(field, at);
            }
        }
        self.add_quotations(article, &mut document);
        document.add_u64(fields.content, content);
        document.add_u64(fields.text_bytes, (article.title_text().len() + article.body.len()) as u64);
        for hash in shingles::kept(self.body.words(&article.body)) {
            document.add_u64(fields.copy_hashes, hash);
        }
        document.add_u64(fields.copy_number, copy_number(&article.id, content));
        document.shrink_to_fit();
        document
    }

    fn add_quotations(&self, article: &Article, document: &mut TantivyDocument) {
        let fields = self.fields;
        let organisations: FxHashSet<&str> = article
            .quotations
            .iter()
            .filter_map(|it| it.speaker.as_ref())
            .filter(|it| it.kind == SpeakerKind::Organisation)
            .map(name)
            .collect();
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
                    document.add_u64(fields.speaker_kinds, u64::from(organisations.contains(speaker)));
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

/// A number that stands for the article and what it says.
fn copy_number(id: &ArticleId, content: u64) -> u64 {
    xxhash_rust::xxh3::xxh3_64_with_seed(id.as_str().as_bytes(), content)
}

/// Makes the documents that an index must hold for its articles, to compare them with what it does hold.
#[derive(Debug)]
pub(crate) struct ExpectedDocuments {
    document_builder: DocumentBuilder,
    form_caches: FxHashMap<Language, FormCache>,
}

impl ExpectedDocuments {
    pub(crate) fn new(fields: Fields) -> ExpectedDocuments {
        ExpectedDocuments {
            document_builder: DocumentBuilder::new(fields),
            form_caches: FxHashMap::default(),
        }
    }

    /// Columns and all terms of an article; those of a text as a [`TermList`].
    pub(crate) fn of(&mut self, article: &Article) -> TantivyDocument {
        let mut document = self.document_builder.document(article, article.content_hash() as u64);
        let DocumentBuilder { fields, title, body } = &self.document_builder;
        let language = article.language.value;
        let form_cache = self.form_caches.entry(language).or_insert_with(|| FormCache::new(language));
        let texts =
            [(TextField::Title, article.title_text(), title), (TextField::Body, article.body.as_str(), body)];
        for (field, text, tokenized) in texts {
            let lists = tokenized.terms(text, form_cache, language);
            for (form, list) in Form::ALL.into_iter().zip(lists) {
                if !list.is_empty() {
                    document.add_text(fields.text(field, form), list.into_string());
                }
            }
        }
        document
    }
}

fn name(speaker: &Speaker) -> &str {
    &speaker.name
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use tantivy::schema::Value;

    use super::*;
    use crate::article::{Found, FoundBy, Origin};
    use crate::index::fixture::{article, on, said};

    /// The values of a document by the names of their fields.
    fn values(article: &Article) -> BTreeMap<String, Vec<String>> {
        let (schema, fields) = Fields::schema();
        let mut values: BTreeMap<String, Vec<String>> = BTreeMap::new();
        for (field, value) in DocumentBuilder::new(fields).document(article, 7).field_values() {
            let text = match (value.as_str(), value.as_i64(), value.as_u64()) {
                (Some(text), ..) => text.replace(['\0', '\u{1}'], "|"),
                (_, Some(number), _) => number.to_string(),
                (.., number) => number.unwrap_or_default().to_string(),
            };
            values.entry(schema.get_field_name(field).to_owned()).or_default().push(text);
        }
        values
    }

    #[test]
    fn what_is_known_of_an_article_goes_into_columns_and_terms() {
        let person = |name| Some((name, SpeakerKind::Person));
        let body = "\u{201c}Peace is near,\u{201d} Ann Lee said. \u{201c}No,\u{201d} said the UN. They hope for rain.\n\nMore.";
        let told = said(person("Ann Lee"), "Peace is near,", article("a1", "Talks", body));
        let mut told = said(Some(("UN", SpeakerKind::Organisation)), "No,", told);
        told = said(person("Bo Dahl"), "They hope for rain.", told);
        told.quotations[2].kind = QuotationKind::Indirect;
        told.names.set(Field::Source, Found::new("Reuters".to_owned(), FoundBy::Given));
        told.origins.push(Origin { path: "z.txt".to_owned(), record: None });
        told.origins.push(Origin { path: "a1.txt".to_owned(), record: Some(3) });
        let values = values(&on("1970-01-11", told));
        let of = |name: &str| values.get(name).map(|it| it.join(" ")).unwrap_or_default();
        for (name, expected) in [
            ("id", "a1"),
            ("source", "Reuters"),
            ("source_names", "|reuters|Reuters|"),
            ("language", "en"),
            ("content", "7"),
            ("path", "a1.txt z.txt"),
            ("date", "10"),
            ("speaker", "Ann Lee UN"),
            ("speaker_kinds", "0 1"),
            ("speaker_names", "|ann|Ann Lee||lee|Ann Lee||un|UN|"),
            ("indirect_speaker", "Bo Dahl"),
            ("quotes", "0 3 1 6 1 2"),
            ("indirect", "10 4 1"),
            ("title_breaks", "2"),
            // Sentences begin at tokens 6 and 10, a paragraph at 14; there are 15.
            ("body_breaks", "12 20 29 30"),
        ] {
            assert_eq!(of(name), expected, "{name}");
        }
        assert_eq!(of("text_bytes"), (5 + body.len()).to_string());
        assert_eq!(values.get("title"), None, "words are not among them");
    }

    #[test]
    fn what_is_not_known_is_indexed_as_unknown() {
        let unknown = |article: &Article| values(article).remove("unknown").unwrap_or_default();
        let bare = unknown(&article("a", "", "Text."));
        for field in ["title", "date", "source", "author"] {
            assert!(bare.iter().any(|it| it == field), "{field}: {bare:?}");
        }
        assert!(!bare.iter().any(|it| it == "speaker" || it == "language" || it == "body"), "{bare:?}");
        let told = on("2025-11-27", article("a", "Title", "Yes, no."));
        let known = unknown(&told);
        assert!(!known.iter().any(|it| it == "title" || it == "date"), "{known:?}");
        let mut told = said(None, "Yes,", told);
        assert!(unknown(&told).iter().any(|it| it == "speaker"), "a quotation without a speaker");
        told.quotations[0].kind = QuotationKind::Indirect;
        assert!(!unknown(&told).iter().any(|it| it == "speaker"), "indirect speech does not count");
    }

    #[test]
    fn the_words_of_title_and_body_are_read_from_the_record() {
        let (_, fields) = Fields::schema();
        let mut builder = DocumentBuilder::new(fields);
        builder.prepare(&article("a", "A longer title", "And a longer body of words."));
        let prepared = builder.prepare(&article("b", "Łódź, the city", "Old  walls."));
        assert_eq!(prepared.words(TextField::Title).collect::<Vec<_>>(), ["Łódź", "the", "city"]);
        assert_eq!(prepared.words(TextField::Body).collect::<Vec<_>>(), ["Old", "walls"]);
        assert_eq!(prepared.bytes(), prepared.record.len() as u64);
    }
}

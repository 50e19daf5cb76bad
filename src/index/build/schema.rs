//! The fields of the index, one typed handle for each.
//!
//! Every token is indexed under its stem. Its plain form is indexed apart only
//! where it differs from the stem, and its written form only where it differs
//! from the plain one, all at the same position: what is not there follows from
//! what is (see [`crate::index::plan::words`]). That keeps `=`, `==`, fuzzy and wildcard
//! search exact without storing every word three times.

use tantivy::schema::{
    BytesOptions, Field, IndexRecordOption, NumericOptions, Schema, TextFieldIndexing, TextOptions,
};

use crate::field;
use crate::search::TextField;

/// The tokenizer that reads [`crate::index::build::terms`]' encoded lists.
pub(crate) const TERMS: &str = "terms";

/// Which form of a word a term is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum Form {
    /// The stem, prefixed by its language unless that is English.
    Stem,
    /// The plain form, of tokens where it differs from the stem.
    Plain,
    /// Plain form, [`crate::index::build::terms::WITHIN`] and written form, of tokens where these differ.
    Written,
}

impl Form {
    pub(crate) const ALL: [Form; 3] = [Form::Stem, Form::Plain, Form::Written];
}

/// Handles to the fields.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Fields {
    pub(crate) id: Field,
    title: [Field; 3],
    body: [Field; 3],
    pub(crate) day: Field,
    pub(crate) source: Field,
    pub(crate) author: Field,
    pub(crate) language: Field,
    /// Different speakers of the article, sorted by name.
    pub(crate) speaker: Field,
    /// For each of these, whether it is an organisation.
    pub(crate) speaker_kinds: Field,
    pub(crate) source_names: Field,
    pub(crate) author_names: Field,
    pub(crate) speaker_names: Field,
    /// Different speakers of indirect speech, sorted by name.
    pub(crate) voice: Field,
    pub(crate) voice_names: Field,
    /// The names of fields that are empty.
    pub(crate) unknown: Field,
    pub(crate) path: Field,
    pub(crate) title_breaks: Field,
    pub(crate) body_breaks: Field,
    /// For each quotation: first token, tokens, place among the article's speakers.
    pub(crate) quotes: Field,
    /// The same of indirect speech and the article's voices.
    pub(crate) indirect: Field,
    /// Bytes of title and body.
    pub(crate) text_bytes: Field,
    pub(crate) record: Field,
}

impl Fields {
    /// The schema of the current format, and the handles into it.
    pub(crate) fn schema() -> (Schema, Fields) {
        let mut builder = Schema::builder();
        let terms = |option, norms| {
            TextOptions::default().set_indexing_options(
                TextFieldIndexing::default()
                    .set_tokenizer(TERMS)
                    .set_index_option(option)
                    .set_fieldnorms(norms),
            )
        };
        let text = || terms(IndexRecordOption::WithFreqsAndPositions, true);
        let form = || terms(IndexRecordOption::WithFreqsAndPositions, false);
        let names = || terms(IndexRecordOption::Basic, false);
        let raw = || {
            TextOptions::default().set_indexing_options(
                TextFieldIndexing::default()
                    .set_tokenizer("raw")
                    .set_index_option(IndexRecordOption::Basic)
                    .set_fieldnorms(false),
            )
        };
        let column = || TextOptions::default().set_fast("raw");
        let number = || NumericOptions::default().set_fast();
        let fields = Fields {
            id: builder.add_text_field("id", raw().set_fast("raw")),
            title: [
                builder.add_text_field("title", text()),
                builder.add_text_field("title_plain", form()),
                builder.add_text_field("title_written", form()),
            ],
            body: [
                builder.add_text_field("body", text()),
                builder.add_text_field("body_plain", form()),
                builder.add_text_field("body_written", form()),
            ],
            day: builder.add_i64_field("day", number()),
            source: builder.add_text_field("source", column()),
            author: builder.add_text_field("author", column()),
            language: builder.add_text_field("language", raw().set_fast("raw")),
            speaker: builder.add_text_field("speaker", column()),
            speaker_kinds: builder.add_u64_field("speaker_kinds", number()),
            source_names: builder.add_text_field("source_names", names()),
            author_names: builder.add_text_field("author_names", names()),
            speaker_names: builder.add_text_field("speaker_names", names()),
            voice: builder.add_text_field("voice", column()),
            voice_names: builder.add_text_field("voice_names", names()),
            unknown: builder.add_text_field("unknown", raw()),
            path: builder.add_text_field("path", raw()),
            title_breaks: builder.add_u64_field("title_breaks", number()),
            body_breaks: builder.add_u64_field("body_breaks", number()),
            quotes: builder.add_u64_field("quotes", number()),
            indirect: builder.add_u64_field("indirect", number()),
            text_bytes: builder.add_u64_field("text_bytes", number()),
            record: builder.add_bytes_field("record", BytesOptions::default().set_stored()),
        };
        (builder.build(), fields)
    }

    /// The column of a field of kind [`FieldKind::Day`].
    pub(crate) fn day(&self, _field: field::Field) -> Field {
        self.day
    }

    /// The terms of a field of kind [`FieldKind::Name`].
    pub(crate) fn name_terms(&self, field: field::Field) -> Field {
        match field {
            field::Field::Author => self.author_names,
            field::Field::Speaker => self.speaker_names,
            _ => self.source_names,
        }
    }

    /// The terms of a field of kind [`FieldKind::Code`] or [`FieldKind::Exact`].
    pub(crate) fn exact(&self, field: field::Field) -> Field {
        match field {
            field::Field::Language => self.language,
            field::Field::Path => self.path,
            _ => self.id,
        }
    }

    /// The field that holds this form of the words of a text.
    pub(crate) fn text(&self, field: TextField, form: Form) -> Field {
        let forms = match field {
            TextField::Title => self.title,
            TextField::Body => self.body,
        };
        match form {
            Form::Stem => forms[0],
            Form::Plain => forms[1],
            Form::Written => forms[2],
        }
    }
}

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

use crate::date::{Dating, SECONDS_A_DAY};
use crate::field::{self, FIELDS, FieldKind};
use crate::index::store::columns::{CONTENT, PUBLISHED, SEQUENCE};
use crate::search::TextField;

/// The tokenizer that reads [`crate::index::build::terms`]' encoded lists.
pub(crate) const TERMS: &str = "terms";

/// The column of the hashes by which articles that may be copies find each other.
pub(crate) const COPY_HASHES: &str = "copy_hashes";
/// The column of the number that stands for what an article says.
pub(crate) const COPY_NUMBER: &str = "copy_number";

/// A number that stands in the order of [`Dating::order`]: by the instant, then by the day that is printed, which on
/// any clock is that of the instant in UTC, the one before or the one after.
pub(crate) fn published(dating: Dating) -> i64 {
    let (seconds, day) = dating.order();
    let days_ahead = i64::from(day.number()) - seconds.div_euclid(SECONDS_A_DAY);
    seconds * 4 + days_ahead.clamp(-1, 1) + 1
}

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
///
/// A field of the [table](crate::field) has here what its kind needs: text the three forms of its words, a name a
/// column and the terms of its words, a day a column of its number, a code and what is compared exactly the term
/// of its whole value. A code has a column beside it, and so has the id.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Fields {
    pub(crate) id: Field,
    texts: [[Field; 3]; 2],
    /// The column of a name or a day, or the terms of whole values, by field of the table.
    values: [Option<Field>; field::Field::COUNT],
    /// The terms of names, by field of the table.
    names: [Option<Field>; field::Field::COUNT],
    /// Different speakers of the article, sorted by name, as the values of [`field::Field::Speaker`] are; for
    /// each, whether it is an organisation.
    pub(crate) speaker_kinds: Field,
    /// Different speakers of indirect speech, sorted by name.
    pub(crate) indirect_speaker: Field,
    pub(crate) indirect_speaker_names: Field,
    /// Of publication the instant and the day as one number, by which articles are sorted: see [`published`].
    pub(crate) published: Field,
    /// The names of fields that are empty.
    pub(crate) unknown: Field,
    pub(crate) title_breaks: Field,
    pub(crate) body_breaks: Field,
    /// For each quotation: first token, tokens, place among the article's speakers plus 1 (0: unknown).
    pub(crate) quotes: Field,
    /// The same of indirect speech and its speakers.
    pub(crate) indirect: Field,
    /// The number by which the article came; the writer gives it.
    pub(crate) sequence: Field,
    /// Half of the hash of what the article says.
    pub(crate) content: Field,
    /// Bytes of title and body.
    pub(crate) text_bytes: Field,
    /// The hashes by which articles that may be copies find each other.
    pub(crate) copy_hashes: Field,
    /// A number that stands for the article and what it says.
    pub(crate) copy_number: Field,
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
        let names_of = || terms(IndexRecordOption::Basic, false);
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
        let (mut values, mut names) = ([None; field::Field::COUNT], [None; field::Field::COUNT]);
        let mut texts = Vec::with_capacity(2);
        // What no query can ask for is stored alone.
        for row in FIELDS.iter().filter(|row| row.query.is_some()) {
            let (name, place) = (row.name, row.field as usize);
            match row.kind {
                FieldKind::Text => texts.push([
                    builder.add_text_field(name, text()),
                    builder.add_text_field(&format!("{name}_plain"), form()),
                    builder.add_text_field(&format!("{name}_written"), form()),
                ]),
                FieldKind::Name => {
                    values[place] = Some(builder.add_text_field(name, column()));
                    names[place] = Some(builder.add_text_field(&format!("{name}_names"), names_of()));
                }
                FieldKind::Day => values[place] = Some(builder.add_i64_field(name, number())),
                FieldKind::Code => values[place] = Some(builder.add_text_field(name, raw().set_fast("raw"))),
                FieldKind::Exact if row.field == field::Field::Id => {
                    values[place] = Some(builder.add_text_field(name, raw().set_fast("raw")));
                }
                FieldKind::Exact => values[place] = Some(builder.add_text_field(name, raw())),
            }
        }
        let fields = Fields {
            id: values[field::Field::Id as usize].expect("articles are asked for by their id"),
            texts: texts.try_into().expect("the texts are title and body"),
            values,
            names,
            speaker_kinds: builder.add_u64_field("speaker_kinds", number()),
            indirect_speaker: builder.add_text_field("indirect_speaker", column()),
            indirect_speaker_names: builder.add_text_field("indirect_speaker_names", names_of()),
            published: builder.add_i64_field(PUBLISHED, number()),
            unknown: builder.add_text_field("unknown", raw()),
            title_breaks: builder.add_u64_field("title_breaks", number()),
            body_breaks: builder.add_u64_field("body_breaks", number()),
            quotes: builder.add_u64_field("quotes", number()),
            indirect: builder.add_u64_field("indirect", number()),
            sequence: builder.add_u64_field(SEQUENCE, number()),
            content: builder.add_u64_field(CONTENT, number()),
            text_bytes: builder.add_u64_field("text_bytes", number()),
            copy_hashes: builder.add_u64_field(COPY_HASHES, number()),
            copy_number: builder.add_u64_field(COPY_NUMBER, number()),
            record: builder.add_bytes_field("record", BytesOptions::default().set_stored()),
        };
        (builder.build(), fields)
    }

    /// The column of a name or of a day, or the terms of the whole values of a code, an id, a path.
    ///
    /// # Panics
    ///
    /// The field is a text, or cannot be asked for.
    pub(crate) fn values(&self, field: field::Field) -> Field {
        self.values[field as usize].expect("what can be asked for has a place in the schema")
    }

    /// The terms of the words of names.
    ///
    /// # Panics
    ///
    /// The field is no name.
    pub(crate) fn name_terms(&self, field: field::Field) -> Field {
        self.names[field as usize].expect("each name has a place in the schema")
    }

    /// The field that holds this form of the words of a text.
    pub(crate) fn text(&self, field: TextField, form: Form) -> Field {
        let forms = match field {
            TextField::Title => self.texts[0],
            TextField::Body => self.texts[1],
        };
        match form {
            Form::Stem => forms[0],
            Form::Plain => forms[1],
            Form::Written => forms[2],
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::article::FoundBy;
    use crate::date::{Day, Instant};

    #[test]
    fn numbers_stand_in_the_order_of_publication() {
        let at = |day: i32, instant: Option<(i64, i16)>| {
            let instant = instant.and_then(|(seconds, offset)| Instant::new(seconds, offset));
            Dating { day: Day::from_number(day).expect("a day"), instant, found: FoundBy::Given }
        };
        let datings = [
            at(-1, None),
            at(-1, Some((-1, 0))),
            at(-1, Some((0, -60))),
            at(0, None),
            at(0, Some((0, 60))),
            at(-1, Some((1, -60))),
            at(0, Some((1, 0))),
            at(1, Some((50_000, 14 * 60))),
            at(0, Some((90_000, -14 * 60))),
            at(1, Some((90_000, 0))),
            at(2, Some((90_000, 23 * 60))),
        ];
        for one in datings {
            for other in datings {
                assert_eq!(published(one).cmp(&published(other)), one.order().cmp(&other.order()));
            }
        }
    }
}

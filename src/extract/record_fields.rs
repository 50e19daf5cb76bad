//! The fields of an article in a JSON record, read without building a tree of it.

use std::borrow::Cow;
use std::fmt;

use serde::de::{DeserializeSeed, Deserializer, Error, IgnoredAny, MapAccess, SeqAccess, Visitor};

use crate::extract::json_repair::repair;
use crate::extract::keys::{FieldMap, KeyMeaning, meaning};
use crate::extract::stated::{PACKAGE, is_moment, is_yes, medium, version, what};
use crate::extract::value::{PARTS, STANDING, Value};
use crate::field::Field;
use crate::record::{RejectReason, takes_back};

/// How many objects may lie around an article (`{"_source":{"article":{…}}}`).
const MAX_WRAPPING: u8 = 4;

/// Added to the rank of a key for each object around it: what lies further out is better.
const WRAPPED: u8 = 40;

/// The rank of an address that stands under a key for sources, behind the keys for addresses.
const SOURCE_AS_ADDRESS: u8 = 20;

/// The fields of a record, each with the value of its best key.
#[derive(Debug, Default)]
pub(super) struct RecordFields<'a> {
    fields: [Option<(u8, Value<'a>)>; Field::COUNT],
    /// What schema.org says it is.
    pub(super) kind: Option<String>,
    /// The number of its version.
    pub(super) version: Option<u64>,
    /// When the copy was taken, as the record has it.
    pub(super) captured: Option<String>,
    /// Whether it holds an excerpt only.
    pub(super) is_partial: bool,
    /// Until when it is not to be published, as the record has it.
    pub(super) embargo: Option<String>,
    /// Whether the agency that sent it takes it back.
    pub(super) is_withdrawn: bool,
    /// What the item is where it says that it is no text.
    medium: Option<&'static str>,
    /// Whether it has renditions, as pictures and films of agencies have.
    has_renditions: bool,
}

impl<'a> RecordFields<'a> {
    /// Reads one JSON value. Damage that leaves the record whole is mended:
    /// bytes that are not UTF-8, halves of surrogate pairs, bare control
    /// characters, `NaN`.
    ///
    /// `repaired` is where a mended copy is kept.
    pub(super) fn read(
        bytes: &'a [u8],
        map: &FieldMap,
        repaired: &'a mut Vec<u8>,
    ) -> Result<RecordFields<'a>, RejectReason> {
        let bytes = bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes);
        let error = match parse(bytes, map) {
            Ok(record) => return Ok(record),
            Err(error) => error,
        };
        *repaired = repair(bytes);
        match parse(repaired, map) {
            Ok(record) => Ok(record),
            Err(_) if error.is_data() => {
                Err(RejectReason::NotARecord { found: what(bytes.trim_ascii_start().first().copied()) })
            }
            Err(_) => Err(RejectReason::BrokenJson { message: error.to_string() }),
        }
    }

    /// A record of pairs of a key and a value, such as the lines `date: 2025-11-27` in front of a text. A `?` in front of a
    /// key is none of it.
    pub(super) fn of_pairs(pairs: impl IntoIterator<Item = &'a (String, String)>) -> RecordFields<'a> {
        let mut record = RecordFields::default();
        for (key, value) in pairs {
            match meaning(key.strip_prefix('?').unwrap_or(key)) {
                Some(KeyMeaning::Field(field, rank)) => {
                    record.put(field, rank, Value::Text(Cow::Borrowed(value)));
                }
                Some(KeyMeaning::Version) => record.version = version(value),
                Some(KeyMeaning::Captured) => record.captured = Some(value.clone()),
                Some(KeyMeaning::Status) => record.is_withdrawn |= takes_back(value),
                Some(KeyMeaning::Partial) => record.is_partial = is_yes(value),
                Some(KeyMeaning::Embargo) => record.embargo = Some(value.clone()).filter(|it| is_moment(it)),
                Some(
                    KeyMeaning::Wrapping(_)
                    | KeyMeaning::Graph
                    | KeyMeaning::Type
                    | KeyMeaning::Medium
                    | KeyMeaning::Renditions,
                )
                | None => {}
            }
        }
        record
    }

    /// Takes over every field that the other record has.
    pub(super) fn give_way_to(&mut self, other: RecordFields<'a>) {
        for (slot, theirs) in self.fields.iter_mut().zip(other.fields) {
            if theirs.is_some() {
                *slot = theirs;
            }
        }
        self.version = other.version.or(self.version);
        self.captured = other.captured.or(self.captured.take());
        self.is_partial |= other.is_partial;
        self.embargo = other.embargo.or(self.embargo.take());
        self.is_withdrawn |= other.is_withdrawn;
    }

    /// The value of a field, unless it is missing or null.
    pub(super) fn get(&self, field: Field) -> Option<&Value<'a>> {
        self.fields[field as usize].as_ref().map(|(_, value)| value)
    }

    /// Whether the text stands under a key for summaries, as there is no whole one.
    pub(super) fn has_summary_only(&self) -> bool {
        let Some(KeyMeaning::Field(_, first)) = meaning("description") else { return false };
        // The ranks of keys begin at 1, and each object around them adds its own.
        self.fields[Field::Body as usize].as_ref().is_some_and(|(rank, _)| rank % WRAPPED > first)
    }

    /// What an item of an agency is that has no text but a caption at the most: a picture, a film. `None` for all others.
    pub(super) fn without_text(&self) -> Option<&'static str> {
        let is_caption = self.get(Field::Body).is_none() || self.has_summary_only();
        // Others than agencies have types too.
        self.medium.filter(|medium| is_caption && (self.has_renditions || *medium == PACKAGE))
    }

    fn put(&mut self, field: Field, rank: u8, value: Value<'a>) {
        let value = match field {
            Field::Title | Field::Body | Field::Source => value.main_one(),
            _ => value,
        };
        if value.is_empty() {
            return;
        }
        // In some exports the source is the address of the article.
        if field == Field::Source
            && let Value::Text(text) = &value
            && text.contains("://")
        {
            self.put(Field::Url, SOURCE_AS_ADDRESS, Value::Text(text.clone()));
        }
        let slot = &mut self.fields[field as usize];
        // Of one key that stands there twice the last holds, as everywhere in JSON.
        if slot.as_ref().is_none_or(|(other, _)| rank <= *other) {
            *slot = Some((rank, value));
        }
    }

    fn merge(&mut self, other: RecordFields<'a>, penalty: u8) {
        for (slot, theirs) in self.fields.iter_mut().zip(other.fields) {
            if let Some((rank, value)) = theirs {
                let rank = rank.saturating_add(penalty);
                if slot.as_ref().is_none_or(|(mine, _)| rank < *mine) {
                    *slot = Some((rank, value));
                }
            }
        }
        self.kind = self.kind.take().or(other.kind);
        self.version = self.version.or(other.version);
        self.captured = self.captured.take().or(other.captured);
        self.is_partial |= other.is_partial;
        self.embargo = self.embargo.take().or(other.embargo);
    }
}

fn parse<'a>(bytes: &'a [u8], map: &FieldMap) -> Result<RecordFields<'a>, serde_json::Error> {
    let mut reader = serde_json::Deserializer::from_slice(bytes);
    let paths: Vec<(Field, &[String])> = map.paths().collect();
    let record = Seed { paths: &paths, depth: 0, keys: Keys::Known }.deserialize(&mut reader)?;
    reader.end()?;
    Ok(record)
}

/// Reads a record; `paths` are the user's keys from here on.
#[derive(Clone, Copy)]
struct Seed<'m> {
    paths: &'m [(Field, &'m [String])],
    depth: u8,
    keys: Keys,
}

/// Which keys count.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Keys {
    /// The known ones and the user's.
    Known,
    /// The user's: we are inside an object that only they know.
    UsersOnly,
}

impl<'de> DeserializeSeed<'de> for Seed<'_> {
    type Value = RecordFields<'de>;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<RecordFields<'de>, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Seed<'_> {
    type Value = RecordFields<'de>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<RecordFields<'de>, A::Error> {
        let mut record = RecordFields::default();
        while let Some(key) = map.next_key_seed(Text)? {
            let mine = self.paths.iter().filter(|(_, path)| leads(path, &key));
            if let Some((field, _)) = mine.clone().find(|(_, path)| path.len() == 1 || path.join(".") == *key)
            {
                // What the user says comes before every known key, whose ranks start at 1.
                let value = map.next_value_seed(Any)?;
                record.put(*field, 0, value);
                continue;
            }
            let deeper: Vec<(Field, &[String])> =
                mine.filter_map(|(field, path)| Some((*field, path.get(1..)?))).collect();
            if !deeper.is_empty() {
                let seed = Seed { paths: &deeper, depth: 0, keys: Keys::UsersOnly };
                record.merge(map.next_value_seed(Maybe { seed, bare: None })?, 0);
                continue;
            }
            let known = match self.keys {
                Keys::UsersOnly => None,
                Keys::Known => meaning(&key),
            };
            let seed = Seed { depth: self.depth + 1, ..self };
            match known {
                Some(KeyMeaning::Field(field, rank)) => {
                    record.put(field, rank + 1, map.next_value_seed(Any)?);
                }
                Some(KeyMeaning::Wrapping(bare)) if self.depth < MAX_WRAPPING => {
                    record.merge(map.next_value_seed(Maybe { seed, bare })?, WRAPPED);
                }
                Some(KeyMeaning::Graph) if self.depth < MAX_WRAPPING => {
                    record.merge(map.next_value_seed(Graph(seed))?, 1);
                }
                Some(KeyMeaning::Type) => {
                    record.kind = Some(map.next_value_seed(Any)?.joined(" ").into_owned());
                }
                Some(KeyMeaning::Medium) => {
                    let stated = map.next_value_seed(Any)?;
                    if self.depth == 0 {
                        record.medium = medium(&stated.joined(" "));
                    }
                }
                Some(KeyMeaning::Renditions) => {
                    map.next_value::<IgnoredAny>()?;
                    record.has_renditions |= self.depth == 0;
                }
                Some(KeyMeaning::Version) => {
                    let stated = map.next_value_seed(Any)?;
                    record.version = record.version.or(version(&stated.joined(" ")));
                }
                Some(KeyMeaning::Status) => {
                    let stated = map.next_value_seed(Any)?;
                    record.is_withdrawn |= self.depth == 0 && takes_back(&stated.joined(" "));
                }
                Some(KeyMeaning::Captured) => {
                    let stated = map.next_value_seed(Any)?;
                    record.captured.get_or_insert_with(|| stated.joined(" ").into_owned());
                }
                Some(KeyMeaning::Partial) => {
                    let stated = map.next_value::<serde_json::Value>()?;
                    record.is_partial |= is_yes(stated.as_str().unwrap_or(&stated.to_string()));
                }
                Some(KeyMeaning::Embargo) => {
                    let stated = map.next_value_seed(Any)?;
                    let moment = Some(stated.joined(" ").into_owned()).filter(|it| is_moment(it));
                    record.embargo = record.embargo.take().or(moment);
                }
                Some(KeyMeaning::Wrapping(_) | KeyMeaning::Graph) | None => {
                    map.next_value::<IgnoredAny>()?;
                }
            }
        }
        Ok(record)
    }
}

/// Whether a user's path goes through this key.
fn leads(path: &[String], key: &str) -> bool {
    path.first().is_some_and(|first| first == key) || (path.len() > 1 && path.join(".") == key)
}

/// A record where there is an object; where there is a bare text, a record of one field or none.
struct Maybe<'m> {
    seed: Seed<'m>,
    bare: Option<Field>,
}

impl<'de> DeserializeSeed<'de> for Maybe<'_> {
    type Value = RecordFields<'de>;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<RecordFields<'de>, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Maybe<'_> {
    type Value = RecordFields<'de>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("any value")
    }

    fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<RecordFields<'de>, A::Error> {
        self.seed.visit_map(map)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<RecordFields<'de>, A::Error> {
        while list.next_element::<IgnoredAny>()?.is_some() {}
        Ok(RecordFields::default())
    }

    fn visit_bool<E: Error>(self, _: bool) -> Result<RecordFields<'de>, E> {
        Ok(RecordFields::default())
    }

    fn visit_i64<E: Error>(self, _: i64) -> Result<RecordFields<'de>, E> {
        Ok(RecordFields::default())
    }

    fn visit_u64<E: Error>(self, _: u64) -> Result<RecordFields<'de>, E> {
        Ok(RecordFields::default())
    }

    fn visit_f64<E: Error>(self, _: f64) -> Result<RecordFields<'de>, E> {
        Ok(RecordFields::default())
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<RecordFields<'de>, E> {
        let mut record = RecordFields::default();
        if let Some(field) = self.bare {
            record.put(field, 0, Value::Text(Cow::Owned(text.to_owned())));
        }
        Ok(record)
    }

    fn visit_unit<E: Error>(self) -> Result<RecordFields<'de>, E> {
        Ok(RecordFields::default())
    }
}

/// Of a list of things the one that is an article.
struct Graph<'m>(Seed<'m>);

impl<'de> DeserializeSeed<'de> for Graph<'_> {
    type Value = RecordFields<'de>;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<RecordFields<'de>, D::Error> {
        deserializer.deserialize_seq(self)
    }
}

impl<'de> Visitor<'de> for Graph<'_> {
    type Value = RecordFields<'de>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a list of objects")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<RecordFields<'de>, A::Error> {
        let mut best = RecordFields::default();
        let mut best_rank = 0;
        while let Some(one) = list.next_element_seed(Maybe { seed: self.0, bare: None })? {
            let rank = article_rank(one.kind.as_deref());
            if rank > best_rank {
                best_rank = rank;
                best = one;
            }
        }
        Ok(best)
    }
}

/// How much like an article schema.org's type sounds; 0 is something else.
pub(super) fn article_rank(kind: Option<&str>) -> u8 {
    let Some(kind) = kind else { return 0 };
    let ends = |word: &str| kind.split_whitespace().any(|one| one.ends_with(word));
    if ends("NewsArticle") {
        4
    } else if ends("Article") || ends("BlogPosting") || ends("Report") {
        3
    } else if ends("CreativeWork") || ends("Posting") || ends("Review") {
        2
    } else {
        u8::from(ends("WebPage"))
    }
}

/// A key.
struct Text;

impl<'de> DeserializeSeed<'de> for Text {
    type Value = Cow<'de, str>;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Cow<'de, str>, D::Error> {
        deserializer.deserialize_str(self)
    }
}

impl<'de> Visitor<'de> for Text {
    type Value = Cow<'de, str>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a key")
    }

    fn visit_borrowed_str<E: Error>(self, text: &'de str) -> Result<Cow<'de, str>, E> {
        Ok(Cow::Borrowed(text))
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<Cow<'de, str>, E> {
        Ok(Cow::Owned(text.to_owned()))
    }
}

/// A value of any shape.
#[derive(Clone, Copy)]
struct Any;

impl<'de> DeserializeSeed<'de> for Any {
    type Value = Value<'de>;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Value<'de>, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Any {
    type Value = Value<'de>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("any value")
    }

    fn visit_bool<E: Error>(self, _: bool) -> Result<Value<'de>, E> {
        Ok(Value::Null)
    }

    fn visit_i64<E: Error>(self, number: i64) -> Result<Value<'de>, E> {
        Ok(Value::Integer(number))
    }

    fn visit_u64<E: Error>(self, number: u64) -> Result<Value<'de>, E> {
        Ok(i64::try_from(number).map_or_else(|_| Value::Number(number.to_string()), Value::Integer))
    }

    fn visit_f64<E: Error>(self, number: f64) -> Result<Value<'de>, E> {
        Ok(Value::Number(number.to_string()))
    }

    fn visit_borrowed_str<E: Error>(self, text: &'de str) -> Result<Value<'de>, E> {
        Ok(Value::Text(Cow::Borrowed(text)))
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<Value<'de>, E> {
        Ok(Value::Text(Cow::Owned(text.to_owned())))
    }

    fn visit_unit<E: Error>(self) -> Result<Value<'de>, E> {
        Ok(Value::Null)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Value<'de>, A::Error> {
        let mut values = Vec::new();
        while let Some(value) = list.next_element_seed(Any)? {
            values.push(value);
        }
        Ok(Value::List(values))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Value<'de>, A::Error> {
        let mut entries = Vec::new();
        while let Some(key) = map.next_key_seed(Text)? {
            match STANDING.iter().chain(PARTS).find(|known| **known == key) {
                Some(known) => entries.push((*known, map.next_value_seed(Any)?)),
                None => {
                    map.next_value::<IgnoredAny>()?;
                }
            }
        }
        Ok(Value::of_entries(entries))
    }
}

//! Which articles of an index are copies of one story.
//!
//! The groups follow from the committed articles alone, as the links of names do (see [`crate::index::build::links`]).
//! The writer keeps them in a file with the number of their commit, and works out what has changed since. A searcher
//! that finds no such file, or one of another commit, does the same when a query needs them.

use std::path::Path;
use std::rc::Rc;

use rustc_hash::FxHashMap;
use tantivy::columnar::Column;
use tantivy::schema::Value;
use tantivy::{DocAddress, Searcher, SegmentReader, TantivyDocument};

use crate::copies::groups::Hashed;
use crate::copies::settled::Groups;
use crate::copies::{ComparedText, are_copies};
use crate::field::Field;
use crate::index::build::schema::{COPY_HASHES, COPY_NUMBER, Fields};
use crate::index::build::stored;
use crate::index::store::files::Folder;
use crate::index::store::own;

/// The words of texts that are held at a time, each in about forty bytes.
const WORDS_HELD: usize = 1 << 19;

/// The columns of a segment that tell copies.
struct Columns {
    hashes: Column<u64>,
    numbers: Column<u64>,
    days: Column<i64>,
}

impl Columns {
    fn of(reader: &SegmentReader) -> tantivy::Result<Columns> {
        let columns = reader.fast_fields();
        let empty = || Column::build_empty_column(reader.max_doc());
        Ok(Columns {
            hashes: columns.column_opt(COPY_HASHES)?.unwrap_or_else(empty),
            numbers: columns.column_opt(COPY_NUMBER)?.unwrap_or_else(empty),
            days: columns
                .column_opt(Field::Date.as_str())?
                .unwrap_or_else(|| Column::build_empty_column(reader.max_doc())),
        })
    }
}

/// The articles of a snapshot, by what their columns say.
struct Articles {
    segments: Vec<Columns>,
    places: Vec<DocAddress>,
}

impl Articles {
    fn of(searcher: &Searcher) -> tantivy::Result<Articles> {
        let segments: tantivy::Result<Vec<Columns>> =
            searcher.segment_readers().iter().map(Columns::of).collect();
        let mut places = Vec::new();
        for (segment, reader) in (0..).zip(searcher.segment_readers()) {
            places.extend(reader.doc_ids_alive().map(|doc| DocAddress::new(segment, doc)));
        }
        Ok(Articles { segments: segments?, places })
    }

    /// The columns of an article, and its place in them.
    fn columns(&self, at: u32) -> (&Columns, u32) {
        let place = self.places[at as usize];
        (&self.segments[place.segment_ord as usize], place.doc_id)
    }

    fn number(&self, at: u32) -> u64 {
        let (columns, doc) = self.columns(at);
        columns.numbers.first(doc).unwrap_or(0)
    }
}

impl Hashed for Articles {
    fn count(&self) -> u32 {
        u32::try_from(self.places.len()).unwrap_or(u32::MAX)
    }

    fn hashes(&self, at: u32, into: &mut Vec<u64>) {
        let (columns, doc) = self.columns(at);
        into.clear();
        into.extend(columns.hashes.values_for_doc(doc));
    }

    fn day(&self, at: u32) -> Option<i32> {
        let (columns, doc) = self.columns(at);
        columns.days.first(doc).and_then(|day| i32::try_from(day).ok())
    }
}

/// The texts of articles, read when they are compared.
struct Texts<'a> {
    searcher: &'a Searcher,
    fields: &'a Fields,
    held: FxHashMap<u32, Rc<ComparedText>>,
    words: usize,
}

impl Texts<'_> {
    fn read(&mut self, at: u32, place: DocAddress) -> tantivy::Result<Rc<ComparedText>> {
        if let Some(text) = self.held.get(&at) {
            return Ok(Rc::clone(text));
        }
        let document: TantivyDocument = self.searcher.doc(place)?;
        let record = document.get_first(self.fields.record);
        let article = record.as_ref().and_then(|it| it.as_bytes()).and_then(stored::decode);
        let article = article.ok_or_else(|| {
            tantivy::TantivyError::InternalError("a stored article cannot be read".to_owned())
        })?;
        let day = article.day().map(crate::date::Day::number);
        let text = Rc::new(ComparedText::new(article.title_text(), &article.body, day));
        if self.words > WORDS_HELD {
            self.held.clear();
            self.words = 0;
        }
        self.words += text.count();
        self.held.insert(at, Rc::clone(&text));
        Ok(text)
    }
}

/// The groups of a snapshot, given those of an earlier one.
pub(crate) fn compute(searcher: &Searcher, fields: &Fields, before: &Groups) -> tantivy::Result<Groups> {
    let articles = Articles::of(searcher)?;
    let numbers: Vec<u64> = (0..articles.count()).map(|at| articles.number(at)).collect();
    let mut texts = Texts { searcher, fields, held: FxHashMap::default(), words: 0 };
    Groups::settle(before, &numbers, &articles, &mut |one, other| {
        let first = texts.read(one, articles.places[one as usize])?;
        let second = texts.read(other, articles.places[other as usize])?;
        Ok(are_copies(&first, &second))
    })
}

/// Which articles of a snapshot stand in which group.
#[derive(Debug, Default)]
pub(crate) struct PlacedGroups {
    /// The articles of each group.
    pub(crate) groups: Vec<Vec<DocAddress>>,
    /// By segment and article, the number of its group plus 1; 0 for an article in none.
    pub(crate) by_article: Vec<Vec<u32>>,
}

impl PlacedGroups {
    /// Groups of articles of a snapshot, each article in one of them at most.
    pub(crate) fn placed(searcher: &Searcher, groups: Vec<Vec<DocAddress>>) -> PlacedGroups {
        let readers = searcher.segment_readers();
        let mut by_article: Vec<Vec<u32>> = readers.iter().map(|it| vec![0; it.max_doc() as usize]).collect();
        for (number, group) in (1..).zip(&groups) {
            for at in group {
                by_article[at.segment_ord as usize][at.doc_id as usize] = number;
            }
        }
        PlacedGroups { groups, by_article }
    }

    /// Finds the articles of groups in the snapshot of which they are.
    pub(crate) fn of(searcher: &Searcher, settled: &Groups) -> tantivy::Result<PlacedGroups> {
        let numbered = (1..).zip(settled.groups());
        let groups: FxHashMap<u64, u32> =
            numbered.flat_map(|(group, numbers)| numbers.iter().map(move |&it| (it, group))).collect();
        let mut placed = PlacedGroups {
            groups: vec![Vec::new(); settled.groups().len()],
            by_article: Vec::with_capacity(searcher.segment_readers().len()),
        };
        for (segment, reader) in (0..).zip(searcher.segment_readers()) {
            let columns = Columns::of(reader)?;
            let mut by_article = vec![0; reader.max_doc() as usize];
            for doc in reader.doc_ids_alive() {
                let number = columns.numbers.first(doc).unwrap_or(0);
                if let Some(&group) = groups.get(&number) {
                    by_article[doc as usize] = group;
                    placed.groups[group as usize - 1].push(DocAddress::new(segment, doc));
                }
            }
            placed.by_article.push(by_article);
        }
        Ok(placed)
    }

    /// The number of the group that an article stands in, plus 1; 0 where it stands in none.
    pub(crate) fn group_of(&self, at: DocAddress) -> u32 {
        let segment = self.by_article.get(at.segment_ord as usize);
        segment.and_then(|it| it.get(at.doc_id as usize)).copied().unwrap_or(0)
    }

    /// The articles of the group that an article stands in; none where it stands in none.
    pub(crate) fn of_article(&self, at: DocAddress) -> &[DocAddress] {
        let group = self.group_of(at).checked_sub(1);
        group.and_then(|group| self.groups.get(group as usize)).map_or(&[], Vec::as_slice)
    }
}

/// Writes the groups of a commit. If that fails they are computed again when they are needed.
pub(crate) fn write(folder: &Folder, stamp: u64, groups: &Groups) {
    let mut bytes = stamp.to_le_bytes().to_vec();
    bytes.extend_from_slice(&groups.encode());
    let _ = folder.write_whole(own::COPIES, &bytes);
}

/// The groups that were written last, and the number of their commit.
pub(crate) fn read(dir: &Path) -> Option<(u64, Groups)> {
    let bytes = own::read(&dir.join(own::COPIES)).ok()?;
    let (stamp, encoded) = bytes.split_first_chunk::<8>()?;
    Some((u64::from_le_bytes(*stamp), Groups::decode(encoded)?))
}

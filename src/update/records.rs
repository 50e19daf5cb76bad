//! The records of a file, and what each became, as the catalog keeps them.

use crate::article::{ArticleId, Origin};
use crate::date::{Day, OpenDay};
use crate::readers::{FileEntry, FileInode};
use crate::record::RejectReason;
use crate::update::encoding::{Input, number, optional, place, text};
use crate::update::position::Position;
use crate::update::stated::Stated;

/// A file and what its records became, as the bytes that the catalog has on disk: millions
/// of records are held in memory that way.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct FileRecords {
    /// How the file looked when it was read; `None` when it may have changed unseen.
    pub stamp: Option<Stamp>,
    count: u64,
    /// What its records are.
    kinds: RecordKinds,
    encoded: Vec<u8>,
}

impl FileRecords {
    /// A file of which no record is known yet.
    #[must_use]
    pub fn new(stamp: Option<Stamp>) -> FileRecords {
        FileRecords { stamp, ..FileRecords::default() }
    }

    /// Adds the next record.
    pub fn push(&mut self, record: &Record) {
        let out = &mut self.encoded;
        record.position.encode(WITHIN, out);
        match &record.outcome {
            Outcome::Article(article) => article.encode(out),
            Outcome::Rejected { line, reason, withdrawal } => {
                number(out, if withdrawal.is_some() { WITHDRAWAL } else { REJECTED });
                optional(out, *line);
                text(out, reason);
                if let Some(Withdrawal { id, version }) = withdrawal {
                    text(out, id.as_str());
                    optional(out, *version);
                }
            }
        }
        self.count += 1;
        self.kinds.add(record);
    }

    /// What its records are.
    #[must_use]
    pub fn kinds(&self) -> RecordKinds {
        self.kinds
    }

    /// How many records it has.
    #[must_use]
    pub fn count(&self) -> u64 {
        self.count
    }

    /// Whether any of its records became no article.
    #[must_use]
    pub fn has_rejects(&self) -> bool {
        self.records().any(|it| it.is_rejected())
    }

    /// Whether nothing of it could be read: none of its records is an article, and not because they were empty.
    #[must_use]
    pub fn is_unread(&self) -> bool {
        let empty = RejectReason::Empty.to_string();
        let mut outcomes = self.records().map(|it| it.outcome).peekable();
        outcomes.peek().is_some()
            && outcomes.all(|it| match it {
                Outcome::Rejected { reason, .. } => {
                    let is_read =
                        |word: &str| reason.strip_prefix(word).is_some_and(|it| it.starts_with(':'));
                    reason != empty && !is_read("no-body") && !is_read("withdrawn")
                }
                Outcome::Article(_) => false,
            })
    }

    /// Where the next record will stand, for [`Self::at`].
    #[must_use]
    pub fn end(&self) -> usize {
        self.encoded.len()
    }

    /// The record at a place that [`Self::end`] gave.
    #[must_use]
    pub fn at(&self, place: usize) -> Option<Record> {
        record(&mut Input(self.encoded.get(place..)?))
    }

    /// Its records, in order.
    pub fn records(&self) -> impl Iterator<Item = Record> + '_ {
        let mut input = Input(&self.encoded);
        std::iter::from_fn(move || if input.0.is_empty() { None } else { record(&mut input) })
    }

    /// Its articles with where they stand, in order.
    pub fn articles(&self) -> impl Iterator<Item = (Position, ArticleRecord)> + '_ {
        self.records().filter_map(|record| match record.outcome {
            Outcome::Article(article) => Some((record.position, article)),
            Outcome::Rejected { .. } => None,
        })
    }

    /// The bytes that it is on disk, its stamp left out.
    pub(super) fn encoded(&self) -> &[u8] {
        &self.encoded
    }

    /// Reads so many records; `None` when the bytes are something else.
    pub(super) fn decode(stamp: Option<Stamp>, count: u64, input: &mut Input<'_>) -> Option<FileRecords> {
        let start = input.0;
        let mut kinds = RecordKinds::default();
        for _ in 0..count {
            kinds.add(&record(input)?);
        }
        let encoded = start[..start.len() - input.0.len()].to_vec();
        Some(FileRecords { stamp, count, kinds, encoded })
    }
}

/// What some records of a file are, so that files without such are not looked through for them.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
#[expect(clippy::struct_excessive_bools, reason = "each of them is there or not, whatever the others are")]
pub struct RecordKinds {
    /// Some stand in a member of the file.
    pub members: bool,
    /// Some take an article back.
    pub withdrawals: bool,
    /// Some are excerpts.
    pub partial: bool,
    /// Some have a day without its year.
    pub open: bool,
}

impl RecordKinds {
    fn add(&mut self, record: &Record) {
        self.members |= record.position.inner.is_some();
        match &record.outcome {
            Outcome::Article(article) => {
                self.partial |= article.stated.is_partial;
                self.open |= article.stated.open.is_some();
            }
            Outcome::Rejected { withdrawal, .. } => self.withdrawals |= withdrawal.is_some(),
        }
    }
}

/// What tells that a file has not changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Stamp {
    /// Bytes.
    pub size: u64,
    /// When its content was last changed, in nanoseconds since 1970, by a clock that programs can set.
    pub modified: i64,
    /// What the system knows besides; `None` where it tells nothing of the kind.
    pub inode: Option<FileInode>,
}

impl Stamp {
    /// The stamp of a file, where the system tells when it was changed.
    #[must_use]
    pub fn of(file: &FileEntry) -> Option<Stamp> {
        file.modified.map(|modified| Stamp { size: file.size, modified, inode: file.inode })
    }

    /// Whether a file that has this stamp now is the one that had the other. The number of a file system may change
    /// when it is mounted again.
    #[must_use]
    pub fn is_same_file(&self, other: &Stamp) -> bool {
        let inode = |it: &Stamp| it.inode.map(|it| (it.number, it.changed));
        (self.size, self.modified, inode(self)) == (other.size, other.modified, inode(other))
    }

    /// From when on a change of the file cannot leave the stamp as it is, in nanoseconds since 1970: file systems count
    /// time in ticks.
    #[must_use]
    pub fn settles_at(&self) -> i64 {
        let changed = self.inode.map_or(i64::MIN, |it| {
            // A file system that counts whole seconds shows it.
            let tick = if it.changed % SECOND == 0 { 2 * SECOND } else { SECOND / 20 };
            it.changed.saturating_add(tick)
        });
        changed.max(self.modified.saturating_add(2 * SECOND))
    }

    pub(super) fn encode(stamp: Option<Stamp>, out: &mut Vec<u8>) {
        let Some(stamp) = stamp else { return number(out, 0) };
        number(out, if stamp.inode.is_some() { 2 } else { 1 });
        number(out, stamp.size);
        out.extend_from_slice(&stamp.modified.to_le_bytes());
        if let Some(inode) = stamp.inode {
            number(out, inode.device);
            number(out, inode.number);
            out.extend_from_slice(&inode.changed.to_le_bytes());
        }
    }

    pub(super) fn decode(input: &mut Input<'_>) -> Option<Option<Stamp>> {
        let kind = input.number()?;
        if kind == 0 {
            return Some(None);
        }
        let (size, modified) = (input.number()?, i64::from_le_bytes(*input.chunk()?));
        let inode = match kind {
            2 => Some(FileInode {
                device: input.number()?,
                number: input.number()?,
                changed: i64::from_le_bytes(*input.chunk()?),
            }),
            _ => None,
        };
        Some(Some(Stamp { size, modified, inode }))
    }
}

/// A record of a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Record {
    /// Where it stands.
    pub position: Position,
    /// What it became.
    pub outcome: Outcome,
}

impl Record {
    /// Whether it became no article, for want of one or because another record has its id.
    #[must_use]
    pub fn is_rejected(&self) -> bool {
        match &self.outcome {
            Outcome::Article(article) => matches!(article.standing, Standing::Rejected(_)),
            Outcome::Rejected { .. } => true,
        }
    }
}

/// What became of a record.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Outcome {
    /// It is an article, or would be one if another record had not its id.
    Article(ArticleRecord),
    /// It is none.
    Rejected {
        /// The line of the file, where there is one to name.
        line: Option<u64>,
        /// Why, as a sentence.
        reason: String,
        /// Which article it takes back, if it does.
        withdrawal: Option<Withdrawal>,
    },
}

/// The notice that an article is taken back by its publisher.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Withdrawal {
    /// The article.
    pub id: ArticleId,
    /// The version of the notice: later versions of the article stand.
    pub version: Option<u64>,
}

impl Withdrawal {
    /// Whether it takes back an article of its id that states this.
    #[must_use]
    pub fn takes_back(&self, stated: &Stated) -> bool {
        !matches!((stated.version, self.version), (Some(article), Some(notice)) if article > notice)
    }
}

/// What the catalog keeps of a record that is an article.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ArticleRecord {
    /// Its id.
    pub id: ArticleId,
    /// Whether the record gives the id itself.
    pub given: bool,
    /// The hash of all that the article says, without its id and places.
    pub hash: u128,
    /// What tells it from other records of the same id.
    pub stated: Stated,
    /// How it stands to the other records of its id.
    pub standing: Standing,
}

impl ArticleRecord {
    /// Whether it says what the other said under the same id.
    #[must_use]
    pub fn says_the_same(&self, other: &ArticleRecord) -> bool {
        (&self.id, self.given, self.hash) == (&other.id, other.given, other.hash)
    }

    fn encode(&self, out: &mut Vec<u8>) {
        number(out, ARTICLE + u64::from(self.given));
        text(out, self.id.as_str());
        out.extend_from_slice(&self.hash.to_le_bytes());
        let Stated { text: words, version, updated, captured, address, is_partial, day, open } = self.stated;
        let standing = match self.standing {
            Standing::First => 0,
            Standing::Behind => 1,
            Standing::Rejected(_) => 2,
        };
        let has =
            [words.is_some(), version.is_some(), updated.is_some(), captured.is_some(), address.is_some()];
        let first = standing
            | u64::from(is_partial) << 2
            | u64::from(day.is_some()) << 3
            | u64::from(open.is_some()) << 4;
        let flags = has.iter().rev().fold(first, |flags, has| flags << 1 | u64::from(*has));
        number(out, flags);
        for value in
            [words, version, updated.map(i64::cast_unsigned), captured.map(i64::cast_unsigned), address]
        {
            out.extend(value.map(u64::to_le_bytes).into_iter().flatten());
        }
        if let Standing::Rejected(first) = &self.standing {
            place(out, first);
        }
        // Days before 1970 are odd.
        let signed = |day: i32| u64::from((day << 1 ^ day >> 31).cast_unsigned());
        if let Some(day) = day {
            number(out, signed(day));
        }
        if let Some((open, latest)) = open {
            number(out, open.packed());
            number(out, signed(latest.number()));
        }
    }

    fn decode(kind: u64, input: &mut Input<'_>) -> Option<ArticleRecord> {
        let (id, hash) = (input.id()?, input.hash()?);
        let mut article = ArticleRecord {
            id,
            given: kind & 1 == 1,
            hash,
            stated: Stated::default(),
            standing: Standing::First,
        };
        if kind < ARTICLE {
            // From before anything else was kept.
            return Some(article);
        }
        let flags = input.number()?;
        let mut value = |bit: u64| -> Option<Option<u64>> {
            if flags >> bit & 1 == 0 { Some(None) } else { Some(Some(u64::from_le_bytes(*input.chunk()?))) }
        };
        article.stated = Stated {
            text: value(0)?,
            version: value(1)?,
            updated: value(2)?.map(u64::cast_signed),
            captured: value(3)?.map(u64::cast_signed),
            address: value(4)?,
            is_partial: flags >> 7 & 1 == 1,
            day: None,
            open: None,
        };
        article.standing = match flags >> 5 & 3 {
            0 => Standing::First,
            1 => Standing::Behind,
            _ => Standing::Rejected(input.place()?),
        };
        let signed = |number: u64| {
            let number = u32::try_from(number).ok()?;
            Some((number >> 1).cast_signed() ^ -(number & 1).cast_signed())
        };
        if flags >> 8 & 1 == 1 {
            article.stated.day = Some(signed(input.number()?)?);
        }
        if flags >> 9 & 1 == 1 {
            let open = OpenDay::unpacked(input.number()?)?;
            article.stated.open = Some((open, Day::from_number(signed(input.number()?)?)?));
        }
        Some(article)
    }
}

/// How a record stands to the other records of its id.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub enum Standing {
    /// It makes the article, or gives way by the order of the records alone.
    #[default]
    First,
    /// A record of another file makes the article, and replaces this one or says the same.
    Behind,
    /// A record of another file, which is named, says something else under the same id.
    Rejected(Origin),
}

/// Nanoseconds of a second.
const SECOND: i64 = 1_000_000_000;
/// What a rejected record begins with.
const REJECTED: u64 = 2;
/// What stands between the number of a record and what became of it, where its place in a member follows.
const WITHIN: u64 = 3;
/// What a rejected record begins with that takes an article back.
const WITHDRAWAL: u64 = 6;
/// What an article begins with; one more where the record gives the id. Below 2: one of which less is kept.
const ARTICLE: u64 = 4;

fn record(input: &mut Input<'_>) -> Option<Record> {
    let (position, kind) = Position::decode(WITHIN, input)?;
    let outcome = match kind {
        REJECTED => Outcome::Rejected { line: input.optional()?, reason: input.text()?, withdrawal: None },
        WITHDRAWAL => {
            let (line, reason) = (input.optional()?, input.text()?);
            let withdrawal = Some(Withdrawal { id: input.id()?, version: input.optional()? });
            Outcome::Rejected { line, reason, withdrawal }
        }
        kind if kind < REJECTED || kind == ARTICLE || kind == ARTICLE + 1 => {
            Outcome::Article(ArticleRecord::decode(kind, input)?)
        }
        _ => return None,
    };
    Some(Record { position, outcome })
}

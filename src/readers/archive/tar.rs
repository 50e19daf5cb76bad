//! The members of a tar archive, one after another: it is read once, from its beginning.

use std::io::{self, Read};
use std::sync::{Arc, Mutex, PoisonError};

use tar::EntryType;

use crate::readers::archive::names::{cleaned, leftover, text};
use crate::readers::reader::{Limits, RecordStream, only};
use crate::readers::stream::{Stream, StreamError, Unpacking};
use crate::readers::unique::Unique;
use crate::record::RejectReason;

/// Members begin at multiples of so many bytes.
const BLOCK: u64 = 512;

/// The records of all members.
pub(super) fn members(stream: Stream, limits: Limits) -> RecordStream {
    let archive = Arc::new(Mutex::new(Archive { stream, left: 0, padding: 0 }));
    let (mut names, mut has_ended) = (Unique::default(), false);
    let members = std::iter::from_fn(move || {
        if has_ended {
            return None;
        }
        match member(&archive, &mut names, &limits) {
            Ok(member) => member,
            Err(reason) => {
                has_ended = true;
                Some(only(Err(reason)))
            }
        }
    });
    Box::new(members.flatten())
}

/// The records of the next member; `None` behind the last.
fn member(
    archive: &Arc<Mutex<Archive>>,
    names: &mut Unique,
    limits: &Limits,
) -> Result<Option<RecordStream>, RejectReason> {
    let mut locked = archive.lock().unwrap_or_else(PoisonError::into_inner);
    locked.pass_over_the_rest().map_err(StreamError::from)?;
    let (name, kind, size) = {
        let mut rest = tar::Archive::new(&mut locked.stream);
        let mut entries = rest.entries().map_err(StreamError::from)?;
        let Some(entry) = entries.next() else { return Ok(None) };
        let entry = entry.map_err(damaged)?;
        (cleaned(&text(&entry.path_bytes())), entry.header().entry_type(), entry.size())
    };
    locked.left = size;
    locked.padding = size.next_multiple_of(BLOCK) - size;
    drop(locked);
    let passed_over = |kind: &str| -> RecordStream {
        limits.passed_over.add(kind);
        Box::new(std::iter::empty())
    };
    Ok(Some(match (kind, leftover(&name)) {
        (EntryType::Directory, _) => Box::new(std::iter::empty()),
        (EntryType::Symlink | EntryType::Link, _) => passed_over("link"),
        (EntryType::Regular | EntryType::Continuous, None) => {
            limits.open_member(&names.name(name), Box::new(Member(Arc::clone(archive))))
        }
        (_, Some(kind)) => passed_over(kind),
        (_, None) => passed_over("no regular file"),
    }))
}

fn damaged(error: io::Error) -> RejectReason {
    if error.kind() == io::ErrorKind::Other && error.get_ref().is_none_or(|inner| !inner.is::<Unpacking>()) {
        return RejectReason::Damaged { message: error.to_string() };
    }
    match error.kind() {
        io::ErrorKind::UnexpectedEof => {
            RejectReason::Damaged { message: "the archive is cut off".to_owned() }
        }
        _ => StreamError::from(error).into(),
    }
}

/// An archive that is read as far as the member under way.
struct Archive {
    stream: Stream,
    /// How many bytes of the member are left.
    left: u64,
    /// How many bytes stand between it and the next.
    padding: u64,
}

impl Archive {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        let length = into.len().min(usize::try_from(self.left).unwrap_or(usize::MAX));
        if length == 0 {
            return Ok(0);
        }
        let read = self.stream.read(&mut into[..length])?;
        if read == 0 {
            let cut = "the archive is cut off in it".to_owned();
            return Err(io::Error::other(Unpacking::Damaged(cut)));
        }
        self.left -= read as u64;
        Ok(read)
    }

    fn pass_over_the_rest(&mut self) -> io::Result<()> {
        let rest = self.left.saturating_add(self.padding);
        io::copy(&mut self.stream.by_ref().take(rest), &mut io::sink())?;
        (self.left, self.padding) = (0, 0);
        Ok(())
    }
}

/// The member under way.
struct Member(Arc<Mutex<Archive>>);

impl Read for Member {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).read(into)
    }
}

//! A disk that fails on purpose, so that it can be shown what happens then.
//!
//! Every call with which an index writes asks here first; in normal use there is
//! no plan and the question costs nothing.

use std::io;
use std::sync::Mutex;

/// How a call fails.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fault {
    /// The disk is full from this call on.
    NoSpace,
    /// This call fails, once.
    Failing,
    /// Half of what this call writes is written, then the disk is full.
    Short,
    /// From this call on nothing happens any more, as after a kill.
    Stopped,
}

impl Fault {
    /// All of them.
    pub const ALL: [Fault; 4] = [Fault::NoSpace, Fault::Failing, Fault::Short, Fault::Stopped];
}

/// What a call does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Call {
    Create,
    Write,
    Sync,
    Rename,
    Delete,
}

/// Which call fails, and how.
#[derive(Debug)]
pub struct Faults {
    fault: Fault,
    /// The number of the call that fails, the first being 0.
    at: u64,
    calls: Mutex<u64>,
}

impl Faults {
    /// The call of this number fails.
    #[must_use]
    pub fn at(at: u64, fault: Fault) -> Faults {
        Faults { fault, at, calls: Mutex::new(0) }
    }

    /// No call fails; they are only counted.
    #[must_use]
    pub fn none() -> Faults {
        Faults::at(u64::MAX, Fault::Failing)
    }

    /// How many calls there were.
    #[must_use]
    pub fn calls(&self) -> u64 {
        self.calls.lock().map_or(0, |it| *it)
    }

    /// Lets a call pass, or fails it. Of a write it may let only the first bytes pass.
    pub(crate) fn pass(&self, call: Call, bytes: usize) -> Result<usize, (usize, io::Error)> {
        let Ok(mut calls) = self.calls.lock() else { return Ok(bytes) };
        let number = *calls;
        *calls += 1;
        let full = || io::Error::new(io::ErrorKind::StorageFull, "no space left on device (injected)");
        let failed = || io::Error::other("input/output error (injected)");
        if number < self.at {
            return Ok(bytes);
        }
        let takes_space = matches!(call, Call::Create | Call::Write);
        match self.fault {
            Fault::NoSpace if takes_space => Err((0, full())),
            Fault::Short if number == self.at && call == Call::Write => Err((bytes / 2, full())),
            Fault::Short if number > self.at && takes_space => Err((0, full())),
            Fault::Failing if number == self.at => Err((0, failed())),
            Fault::Stopped => Err((0, failed())),
            Fault::NoSpace | Fault::Short | Fault::Failing => Ok(bytes),
        }
    }
}

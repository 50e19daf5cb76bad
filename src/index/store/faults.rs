//! A disk that fails on purpose, to test what happens when a real one does.
//!
//! Every call with which an index writes passes through here first. In normal use no fault is planned and this
//! costs nothing.

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
    /// From this call on nothing is written any more, as after a kill.
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

#[cfg(test)]
mod tests {
    use super::*;

    /// What happens to three writes of 10 bytes each, the second of which meets the fault, and to a sync and a
    /// write behind them: how many bytes pass, or why none do.
    fn outcome(fault: Fault) -> Vec<String> {
        let faults = Faults::at(1, fault);
        let calls = [Call::Write, Call::Write, Call::Write, Call::Sync, Call::Create];
        let told = |call| match faults.pass(call, 10) {
            Ok(bytes) => bytes.to_string(),
            Err((bytes, error)) if error.kind() == io::ErrorKind::StorageFull => format!("{bytes} full"),
            Err((bytes, _)) => format!("{bytes} failed"),
        };
        let told = calls.map(told).to_vec();
        assert_eq!(faults.calls(), 5);
        told
    }

    #[test]
    fn each_fault_fails_the_calls_that_it_names() {
        assert_eq!(outcome(Fault::NoSpace), ["10", "0 full", "0 full", "10", "0 full"]);
        assert_eq!(outcome(Fault::Failing), ["10", "0 failed", "10", "10", "10"]);
        assert_eq!(outcome(Fault::Short), ["10", "5 full", "0 full", "10", "0 full"]);
        assert_eq!(outcome(Fault::Stopped), ["10", "0 failed", "0 failed", "0 failed", "0 failed"]);
    }

    #[test]
    fn without_a_fault_calls_are_counted_and_pass() {
        let faults = Faults::none();
        assert_eq!(faults.pass(Call::Delete, 3).ok(), Some(3));
        assert_eq!(faults.calls(), 1);
    }
}

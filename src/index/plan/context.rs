//! What everything that works on one question shares: the time by which it must be answered, and the
//! first error met where none can be returned, while postings are walked.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Instant;

use crate::evidence::EvidenceError;
use crate::search::Cancel;

/// The deadline and the first error of one question; clones share both.
#[derive(Debug, Clone, Default)]
pub(crate) struct QueryContext(Arc<Shared>);

#[derive(Debug, Default)]
struct Shared {
    failed: Mutex<Option<EvidenceError>>,
    deadline: Deadline,
}

impl QueryContext {
    /// For a question that is to be answered by then; `None`: as long as it takes.
    /// It also ends when it is cancelled.
    pub(crate) fn until(at: Option<Instant>, cancel: Option<Cancel>) -> QueryContext {
        let deadline = Deadline { at, cancel, has_passed: AtomicBool::new(false) };
        QueryContext(Arc::new(Shared { failed: Mutex::default(), deadline }))
    }

    /// Keeps an error until [`Self::take_error`]; of several the first.
    pub(crate) fn fail(&self, error: EvidenceError) {
        if let Ok(mut failed) = self.0.failed.lock() {
            failed.get_or_insert(error);
        }
    }

    /// The error that was kept.
    pub(crate) fn take_error(&self) -> Option<EvidenceError> {
        self.0.failed.lock().ok()?.take()
    }

    pub(crate) fn deadline(&self) -> &Deadline {
        &self.0.deadline
    }

    /// As [`Deadline::check_clock`].
    pub(crate) fn check_clock(&self) -> bool {
        self.0.deadline.check_clock()
    }

    /// As [`Deadline::is_late`].
    pub(crate) fn is_late(&self) -> bool {
        self.0.deadline.is_late()
    }
}

/// When a question must be answered. Once it was found late it stays late.
#[derive(Debug, Default)]
pub(crate) struct Deadline {
    at: Option<Instant>,
    cancel: Option<Cancel>,
    has_passed: AtomicBool,
}

impl Deadline {
    /// Looks at the clock: whether it is late.
    pub(crate) fn check_clock(&self) -> bool {
        if self.at.is_some_and(|at| Instant::now() >= at)
            || self.cancel.as_ref().is_some_and(Cancel::is_cancelled)
        {
            self.has_passed.store(true, Ordering::Relaxed);
        }
        self.is_late()
    }

    /// Whether any look at the clock found it late. From then on every walk gives up, so that what seems to
    /// match may not.
    pub(crate) fn is_late(&self) -> bool {
        self.has_passed.load(Ordering::Relaxed)
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    #[test]
    fn late_is_what_a_look_at_the_clock_found_late_and_it_stays_so() {
        let now = Instant::now();
        let context = QueryContext::until(Some(now), None);
        assert!(!context.is_late(), "nobody looked");
        assert!(context.clone().check_clock() && context.is_late(), "clones share what was seen");
        let later = now + Duration::from_secs(3600);
        assert!(!QueryContext::until(Some(later), None).check_clock());
        assert!(!QueryContext::until(None, None).check_clock());
    }

    #[test]
    fn the_first_error_is_kept_and_given_once() {
        let context = QueryContext::default();
        let (first, second) = (EvidenceError::TooDeep { limit: 1 }, EvidenceError::TooDeep { limit: 2 });
        context.fail(first);
        context.clone().fail(second);
        assert_eq!(context.take_error(), Some(first));
        assert_eq!(context.take_error(), None);
    }
}

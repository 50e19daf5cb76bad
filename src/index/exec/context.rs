//! What happens while postings are walked and cannot be handed back there: an expression that
//! fails in an article, or time that runs out.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Instant;

use crate::evidence::EvidenceError;

/// Shared by all that walk for one question.
pub(crate) type QueryContext = Arc<Deadline>;

/// See [`QueryContext`].
#[derive(Debug, Default)]
pub(crate) struct Deadline {
    failed: Mutex<Option<EvidenceError>>,
    deadline: Option<Instant>,
    late: AtomicBool,
}

impl Deadline {
    /// For a question that is to be answered by then.
    pub(crate) fn until(deadline: Option<Instant>) -> QueryContext {
        Arc::new(Deadline { deadline, ..Deadline::default() })
    }

    /// Notes an error; the first one counts.
    pub(crate) fn note(&self, error: EvidenceError) {
        if let Ok(mut failed) = self.failed.lock() {
            failed.get_or_insert(error);
        }
    }

    /// The error that was metadata.
    pub(crate) fn take(&self) -> Option<EvidenceError> {
        self.failed.lock().ok()?.take()
    }

    /// Looks at the clock. Once it is late it stays so.
    pub(crate) fn is_late(&self) -> bool {
        if self.deadline.is_some_and(|deadline| Instant::now() >= deadline) {
            self.late.store(true, Ordering::Relaxed);
        }
        self.was_late()
    }

    /// Whether somebody found it late. From then on those who walk give up, so that what
    /// seems to match may not.
    pub(crate) fn was_late(&self) -> bool {
        self.late.load(Ordering::Relaxed)
    }
}

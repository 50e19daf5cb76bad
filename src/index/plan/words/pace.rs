//! Giving up on a dictionary when time runs out: it may hold millions of terms.

use std::cell::Cell;

use tantivy_fst::Automaton;

use crate::index::plan::context::{Deadline, QueryContext};

/// Looks at the clock once in many terms.
pub(crate) struct Pace<'a> {
    deadline: &'a Deadline,
    terms: Cell<u32>,
    was_late: Cell<bool>,
}

impl<'a> Pace<'a> {
    /// How many terms are passed between two looks at the clock.
    const PER_LOOK: u32 = 1 << 10;

    pub(crate) fn of(context: &'a QueryContext) -> Pace<'a> {
        let deadline = context.deadline();
        Pace { deadline, terms: Cell::new(0), was_late: Cell::new(deadline.is_late()) }
    }

    /// Whether time has run out, to be asked once for each term. What was found until then is incomplete.
    pub(crate) fn is_late(&self) -> bool {
        let terms = self.terms.get().wrapping_add(1);
        self.terms.set(terms);
        if terms.is_multiple_of(Self::PER_LOOK) && self.deadline.check_clock() {
            self.was_late.set(true);
        }
        self.was_late.get()
    }
}

/// An automaton that accepts nothing more when time has run out.
pub(crate) struct Paced<'a, A> {
    pub(crate) automaton: &'a A,
    pub(crate) pace: &'a Pace<'a>,
}

impl<A: Automaton> Automaton for Paced<'_, A> {
    type State = A::State;

    fn start(&self) -> A::State {
        self.automaton.start()
    }

    fn is_match(&self, state: &A::State) -> bool {
        // This is asked once for each node; `can_match` once for each letter.
        !self.pace.is_late() && self.automaton.is_match(state)
    }

    fn can_match(&self, state: &A::State) -> bool {
        self.automaton.can_match(state) && !self.pace.was_late.get()
    }

    fn will_always_match(&self, state: &A::State) -> bool {
        self.automaton.will_always_match(state)
    }

    fn accept(&self, state: &A::State, byte: u8) -> A::State {
        self.automaton.accept(state, byte)
    }
}

#[cfg(test)]
mod tests {
    use std::time::Instant;

    use super::*;

    /// Accepts everything.
    struct All;

    impl Automaton for All {
        type State = ();

        fn start(&self) {}

        fn is_match(&self, (): &()) -> bool {
            true
        }

        fn can_match(&self, (): &()) -> bool {
            true
        }

        fn accept(&self, (): &(), _: u8) {}
    }

    #[test]
    fn the_clock_is_looked_at_once_in_many_terms() {
        let context = QueryContext::until(Some(Instant::now()), None);
        let pace = Pace::of(&context);
        let terms = (1..=Pace::PER_LOOK).find(|_| pace.is_late());
        assert_eq!(terms, Some(Pace::PER_LOOK));
        assert!(pace.is_late(), "it stays late");
        assert!(Pace::of(&context).is_late(), "whoever begins later knows at once");
    }

    #[test]
    fn nothing_is_accepted_any_more_when_it_is_late() {
        let context = QueryContext::default();
        let pace = Pace::of(&context);
        let paced = Paced { automaton: &All, pace: &pace };
        assert!(paced.is_match(&()) && paced.can_match(&()));
        pace.was_late.set(true);
        assert!(!paced.is_match(&()) && !paced.can_match(&()));
    }
}

//! Giving up on a dictionary when time runs out: there may be millions of terms to walk.

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

    /// Whether time has run out. What was found until then is not all, and nothing may be made of it.
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
        // Asked once a node, where `can_match` is asked once a letter of it.
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

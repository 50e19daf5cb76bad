//! The algebra by definition, to hold the fast one against.

pub(crate) mod naive;

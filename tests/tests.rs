//! Behaviour, in one program, because linking the engine once is enough.

mod extract;

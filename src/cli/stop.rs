//! Ctrl-C while an index is written: once, and what is whole is kept; twice, and it ends at once.

use std::sync::Arc;
use std::sync::atomic::AtomicBool;

use signal_hook::consts::{SIGINT, SIGTERM};
use signal_hook::flag;

/// The exit code of a program that was interrupted.
const INTERRUPTED: i32 = 130;

/// Lets the first signal set `stop`, and the second end the program.
pub(super) fn on_signal(stop: &Arc<AtomicBool>) {
    for signal in [SIGINT, SIGTERM] {
        // The order matters: a signal that finds `stop` set already is the second.
        // Where signals cannot be caught, they end the program as always; the index stays whole.
        let _ = flag::register_conditional_shutdown(signal, INTERRUPTED, Arc::clone(stop))
            .and_then(|_| flag::register(signal, Arc::clone(stop)));
    }
}

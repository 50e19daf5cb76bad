//! What is printed when the program panics.
//!
//! The library catches panics of the engine on damaged files and panics that a single document causes, and returns them as
//! errors. The message of such a panic may quote an article, so it is not printed.

use std::panic::{self, AssertUnwindSafe, catch_unwind};
use std::sync::Mutex;

use crate::cli::Exit;
use crate::cli::error::CliError;

/// The place of the last panic: file and line.
static PLACE: Mutex<Option<(String, u32)>> = Mutex::new(None);

/// Runs `work` without messages about panics that are caught. A panic that is not caught becomes an error with its place.
/// With RUST_BACKTRACE, panics are printed as usual.
pub(super) fn told(work: impl FnOnce() -> Result<Exit, CliError>) -> Result<Exit, CliError> {
    if std::env::var_os("RUST_BACKTRACE").is_some_and(|it| it != "0") {
        return work();
    }
    panic::set_hook(Box::new(|failure| {
        if let (Some(at), Ok(mut place)) = (failure.location(), PLACE.lock()) {
            *place = Some((at.file().to_owned(), at.line()));
        }
    }));
    catch_unwind(AssertUnwindSafe(work)).unwrap_or_else(|_| {
        let place = PLACE.lock().ok().and_then(|it| it.clone());
        Err(CliError::usage(sentence(place)).hint("RUST_BACKTRACE=1 says more, for a report".to_owned()))
    })
}

fn sentence(place: Option<(String, u32)>) -> String {
    let place = place.map_or_else(String::new, |(file, line)| {
        // Where the file lay on the machine that built the program is nobody's business.
        let file = file.rsplit_once("/src/").map_or(file.as_str(), |(_, inner)| inner);
        format!(" at {file}:{line}")
    });
    format!("the program failed{place}, which is its own fault")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_failure_is_told_by_its_place() {
        let place = Some(("/home/a/registry/engine-1.0/src/store/reader.rs".to_owned(), 7));
        assert_eq!(sentence(place), "the program failed at store/reader.rs:7, which is its own fault");
        assert_eq!(sentence(None), "the program failed, which is its own fault");
    }
}

//! The program: what was typed goes in, an exit code comes out.

mod cli;

use std::process::ExitCode;

fn main() -> ExitCode {
    cli::main()
}

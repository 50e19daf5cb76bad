//! Behaviour, in one binary: linking the engine once is enough.

#![expect(clippy::unwrap_used, reason = "a test that fails says where")]

/// The index answers as the definition of the language does.
mod agreement;
/// Articles in archives.
mod archives;
/// The order in which articles came, and the sum over all.
mod arrivals;
/// Files that nobody wants.
mod bad_input;
/// The command line is connected.
#[cfg(feature = "cli")]
mod cli;
/// How speakers are decided, number by number.
mod explanations;
/// Articles and date lines of our own, and what is made of them.
mod extract;
/// Whatever goes wrong with disks, processes and files.
mod faults;
/// The fields of the table, from documents to the command line.
#[cfg(feature = "cli")]
mod fields;
/// An index folder that somebody else prepared.
#[cfg(all(feature = "cli", unix))]
mod foreign;
/// What lies on disk stays readable.
mod format;
/// Habits of the shell are kept.
#[cfg(feature = "cli")]
mod habits;
/// Every interface gives the same answer.
#[cfg(all(feature = "cli", feature = "server", feature = "mcp"))]
mod interfaces;
/// What was read stays until it is known to be gone, and what is not taken is listed.
mod kept;
/// Modules import lower layers only, and no two files import each other.
mod layering;
/// What a request may cost, and who may ask.
#[cfg(all(feature = "cli", feature = "server", feature = "mcp"))]
mod limits;
/// Damaged files of every format.
mod mutations;
/// What is not read is named and counted.
#[cfg(feature = "cli")]
mod not_read;
/// Each option of the table is the same at every interface.
#[cfg(all(feature = "cli", feature = "server", feature = "mcp"))]
mod options;
/// Who may look into what is kept, and whose index answers.
#[cfg(all(feature = "cli", unix))]
mod owners;
/// Thousands of standing questions, asked of one article as each would be alone.
mod percolation;
/// The query language: text to tree, and back.
mod query;
/// Who said what, in annotated articles of our own.
mod quotations;
/// The README shows what the program does.
#[cfg(feature = "cli")]
mod readme;
/// Records of answers, and what differs.
mod records;
/// Every rule of the query language, on examples worked out by hand.
mod rules;
/// The program beside others that use the same index, and what it leaves and says.
#[cfg(all(feature = "cli", unix))]
mod running;
/// Settings from files, and the pager.
#[cfg(feature = "cli")]
mod settings;
/// Names of speakers in queries, and what is counted by them.
#[cfg(feature = "cli")]
mod speakers;
/// What agencies take back, and excerpts.
mod standing;
/// What the tests share: made-up articles and queries.
mod support;
/// Our own way and the engine's give the same.
mod switches;
/// Files to index, again and again.
mod update;
/// Questions while another process writes.
#[cfg(feature = "cli")]
mod waiting;
/// Standing questions: each article that matches is told once.
#[cfg(all(feature = "cli", unix))]
mod watching;

#[test]
fn every_file_of_tests_is_listed() {
    let listed = include_str!("tests.rs");
    for entry in std::fs::read_dir("tests").unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_stem().unwrap().to_str().unwrap().to_owned();
        let is_code = path.is_dir() || path.extension().is_some_and(|it| it == "rs");
        let is_listed = listed.lines().any(|line| line == format!("mod {name};"));
        // Fuzz targets are a workspace of their own; transcripts are read by the test that runs them.
        let is_else = matches!(name.as_str(), "tests" | "fuzz" | "cmd");
        assert!(!is_code || is_listed || is_else, "tests/tests.rs does not list {name}");
    }
}
/// The years of days that are said without one.
mod years;

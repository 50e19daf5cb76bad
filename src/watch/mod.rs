//! Standing questions: what is new for whom, and how it is told.
//!
//! A [`Watch`] is a question with a name. Its [`Ledger`] holds what was told; [`find`] says what an engine holds beyond
//! that. A [`Shelf`] is the folder where watches and ledgers are kept; the caller tells, and writes down what it told.

pub mod atom;
mod definition;
pub mod event;
pub mod import;
pub mod ledger;
pub mod mail;
pub mod news;
mod percolate;
mod question;
mod select;
mod shelf;
mod story;
mod target;

pub use crate::watch::definition::{Copies, Watch, WatchError, WatchName};
pub use crate::watch::ledger::Ledger;
pub use crate::watch::percolate::percolate;
pub use crate::watch::question::{Earlier, Fresh, Round, request};
pub use crate::watch::select::{Found, News, content, find, run};
pub use crate::watch::shelf::{Keeping, Names, Shelf, ShelfError, write_whole};
pub use crate::watch::story::{Kind, Place};
pub use crate::watch::target::{FileForm, FileTarget, TargetError};

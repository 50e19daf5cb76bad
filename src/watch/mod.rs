//! Standing questions: what is new for whom, and how it is told.
//!
//! A [`Watch`] is a question with a name. Its [`Ledger`] holds what was told; [`find`] says what an engine holds beyond
//! that. Nothing here opens a file: the caller reads and writes watches and ledgers, and tells.

pub mod atom;
mod definition;
pub mod event;
pub mod import;
pub mod ledger;
pub mod mail;
mod percolate;
mod question;
mod select;
mod story;
mod target;

pub use crate::watch::definition::{Copies, Watch, WatchError, WatchName};
pub use crate::watch::ledger::Ledger;
pub use crate::watch::percolate::percolate;
pub use crate::watch::question::{Earlier, Fresh, Round, request};
pub use crate::watch::select::{Found, News, content, find, run};
pub use crate::watch::story::{Kind, Place};
pub use crate::watch::target::{FileForm, FileTarget, TargetError};

//! The files of an index: how they are written, read, checked and switched. Knows no query.

pub(crate) mod catalog;
pub(crate) mod checked;
pub(crate) mod columns;
pub(crate) mod commit;
#[doc(hidden)]
pub mod faults;
pub(crate) mod files;
pub(crate) mod lock;
pub(crate) mod manifest;
pub(crate) mod metadata;
pub(crate) mod own;
pub(crate) mod windows;

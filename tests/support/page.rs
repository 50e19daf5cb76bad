//! Pages of the documentation, of which tests write parts anew.

use std::fs;
use std::sync::{Mutex, PoisonError};

/// Changes a page where `UPDATE` is set, and says whether it is. Tests that change one page take turns.
pub(crate) fn updated(page: &str, change: impl FnOnce(&str) -> String) -> bool {
    static TURN: Mutex<()> = Mutex::new(());
    if std::env::var_os("UPDATE").is_none() {
        return false;
    }
    let _turn = TURN.lock().unwrap_or_else(PoisonError::into_inner);
    let text = fs::read_to_string(page).unwrap();
    fs::write(page, change(&text)).unwrap();
    true
}

/// The table below its two first lines, in a page.
pub(crate) fn table<'a>(page: &'a str, head: &str) -> &'a str {
    let (_, behind) = page.split_once(head).unwrap_or_else(|| panic!("no table begins with {head}"));
    let rows = behind.split_inclusive('\n').take_while(|line| line.starts_with('|'));
    &behind[..rows.map(str::len).sum::<usize>()]
}

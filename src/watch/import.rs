//! Watches from lists of other making.

use crate::request::{RequestObject, WordsSide};
use crate::watch::definition::{Watch, WatchName};

/// Why a list is not taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum ImportError {
    /// It is a list of feeds.
    #[error(
        "this is OPML, which lists the addresses of feeds and no queries: index the feeds, and write a query for each watch"
    )]
    Opml,
}

/// A line of a list: its number, counted from 1, and the watch, or what is wrong with it.
pub type Line = (usize, Result<Watch, String>);

/// Reads a list of watches: `NAME<TAB>QUERY`, or a query a line as lists of alerts have them, whose words side by side
/// are all to be there. Empty lines, and those that begin with `#`, are passed over.
///
/// # Errors
///
/// It is a list of another kind.
pub fn read(text: &str) -> Result<Vec<Line>, ImportError> {
    let text = text.trim_start_matches('\u{feff}');
    let start = text.trim_start();
    if start.starts_with("<?xml") || start.to_ascii_lowercase().starts_with("<opml") {
        return Err(ImportError::Opml);
    }
    let mut lines = Vec::new();
    let mut names = std::collections::BTreeSet::new();
    for (number, line) in (1..).zip(text.lines()) {
        let line = line.trim_end_matches('\r');
        if line.trim().is_empty() || line.starts_with('#') {
            continue;
        }
        let read = watch(line).and_then(|watch| {
            if names.insert(watch.name.clone()) {
                Ok(watch)
            } else {
                Err(format!("the name `{}` stands there twice", watch.name))
            }
        });
        lines.push((number, read));
    }
    Ok(lines)
}

fn watch(line: &str) -> Result<Watch, String> {
    let (name, query, words) = match line.split_once('\t') {
        Some((name, query)) => {
            let name =
                WatchName::new(name.trim()).ok_or_else(|| format!("`{}` is no name of a watch", name.trim()));
            (name?, query, None)
        }
        None => {
            let name = WatchName::made_of(line).ok_or_else(|| "no name can be made of it".to_owned());
            (name?, line, Some(WordsSide::All))
        }
    };
    let query = query.trim().to_owned();
    if query.is_empty() {
        return Err("there is no query".to_owned());
    }
    Ok(Watch::new(name, RequestObject { query: vec![query], words, ..RequestObject::default() }))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_and_queries_are_read_and_a_wrong_line_costs_no_other() {
        let list = "\u{feff}# mine\nharbour\t\"new wall\" AND quay\r\n\na/b\tx\nharbour\ty\nempty\t \n\"peace plan\" -ceasefire\n";
        let lines = read(list).expect("a list");
        let shown: Vec<String> = lines
            .iter()
            .map(|(number, it)| match it {
                Ok(watch) => {
                    format!("{number} {} {:?} {:?}", watch.name, watch.request.query, watch.request.words)
                }
                Err(error) => format!("{number} {error}"),
            })
            .collect();
        assert_eq!(
            shown,
            [
                r#"2 harbour ["\"new wall\" AND quay"] None"#,
                "4 `a/b` is no name of a watch",
                "5 the name `harbour` stands there twice",
                "6 there is no query",
                r#"7 peace-plan-ceasefire ["\"peace plan\" -ceasefire"] Some(All)"#,
            ]
        );
    }

    #[test]
    fn a_list_of_feeds_is_refused() {
        for text in ["<opml version=\"2.0\">", "\u{feff}<?xml version=\"1.0\"?>\n<opml>"] {
            assert_eq!(read(text), Err(ImportError::Opml));
        }
    }
}

//! The word lists and the models in `src/people/data`, which are part of the program.
//!
//! Each file is text: lines of columns divided by tabs, and comments that begin with `#`. It is read at
//! its first use, so that a run that needs none of them pays for none.

/// The lines of a file without its comments.
pub(super) fn lines(text: &'static str) -> impl Iterator<Item = &'static str> {
    text.lines().filter(|line| !line.is_empty() && !line.starts_with('#'))
}

/// The lines of a file of two columns; a column that is missing is empty.
pub(super) fn pairs(text: &'static str) -> impl Iterator<Item = (&'static str, &'static str)> {
    lines(text).map(|line| line.split_once('\t').unwrap_or((line, "")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn comments_and_empty_lines_are_left_out() {
        let text = "# word\tclass\nking\ttitle role\n\nof\n#end\tx\n";
        assert_eq!(lines(text).collect::<Vec<_>>(), ["king\ttitle role", "of"]);
        assert_eq!(pairs(text).collect::<Vec<_>>(), [("king", "title role"), ("of", "")]);
    }
}

//! Names that are given once each.

use std::collections::HashSet;

/// The names that were given so far in one archive or message. Two members may have one name, and both are read.
#[derive(Debug, Default)]
pub(super) struct Unique(HashSet<String>);

impl Unique {
    /// The name, or where it was given before, the name with a number in front of its ending: `a.txt` as `a (2).txt`.
    pub(super) fn name(&mut self, name: String) -> String {
        if self.0.insert(name.clone()) {
            return name;
        }
        let file = name.rfind('/').map_or(0, |at| at + 1);
        let dot = name[file..].rfind('.').filter(|at| *at > 0).map_or(name.len(), |at| file + at);
        let numbered = (2u64..).map(|number| format!("{} ({number}){}", &name[..dot], &name[dot..]));
        let free = numbered.into_iter().find(|name| !self.0.contains(name));
        let free = free.expect("there are more numbers than names");
        self.0.insert(free.clone());
        free
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_given_once() {
        let mut names = Unique::default();
        let given = ["a/b.txt", "a/b.txt", "a/b (2).txt", "a/b.txt", "a.d/b", "a.d/b", ".x", ".x"]
            .map(|name| names.name(name.to_owned()));
        let expected = [
            "a/b.txt",
            "a/b (2).txt",
            "a/b (2) (2).txt",
            "a/b (3).txt",
            "a.d/b",
            "a.d/b (2)",
            ".x",
            ".x (2)",
        ];
        assert_eq!(given, expected);
    }
}

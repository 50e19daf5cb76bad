//! Names that are given once each.

use std::collections::HashMap;

use rustc_hash::FxBuildHasher;
use xxhash_rust::xxh3::xxh3_64;

/// The names that were given so far in one archive or message. Two members may have one name, and both are read.
///
/// Of each name only a hash is kept, as an archive can have millions, with the last number that was put into it. Where
/// the hashes of two names are equal, the later one gets a number that it does not need.
#[derive(Debug, Default)]
pub(super) struct Unique(HashMap<u64, u64, FxBuildHasher>);

impl Unique {
    /// The name, or where it was given before, the name with a number in front of its ending: `a.txt` as `a (2).txt`.
    pub(super) fn name(&mut self, name: String) -> String {
        let hash = xxh3_64(name.as_bytes());
        let Some(&last) = self.0.get(&hash) else {
            self.0.insert(hash, 1);
            return name;
        };
        let file = name.rfind('/').map_or(0, |at| at + 1);
        let dot = name[file..].rfind('.').filter(|at| *at > 0).map_or(name.len(), |at| file + at);
        let mut number = last;
        loop {
            number += 1;
            let numbered = format!("{} ({number}){}", &name[..dot], &name[dot..]);
            let hash_of_it = xxh3_64(numbered.as_bytes());
            if !self.0.contains_key(&hash_of_it) {
                self.0.insert(hash_of_it, 1);
                self.0.insert(hash, number);
                return numbered;
            }
        }
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

    #[test]
    fn many_of_one_name_take_linear_time() {
        let mut names = Unique::default();
        let last = (0..200_000).map(|_| names.name("a.txt".to_owned())).last();
        assert_eq!(last.as_deref(), Some("a (200000).txt"));
    }
}

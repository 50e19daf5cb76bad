//! Terms in the order in which the engine wants them.

/// Terms, each with a number that says whose it is.
#[derive(Debug, Default)]
pub(crate) struct Sorted {
    bytes: Vec<u8>,
    terms: Vec<Entry>,
}

#[derive(Debug, Clone, Copy)]
struct Entry {
    /// The first eight bytes, as a number that compares as they do: nearly always they decide.
    head: u64,
    start: u32,
    len: u32,
    of: u32,
}

impl Sorted {
    /// Adds the term that the parts make together.
    pub(crate) fn push(&mut self, parts: &[&str], of: u32) {
        let start = self.bytes.len();
        for part in parts {
            self.bytes.extend_from_slice(part.as_bytes());
        }
        let term = &self.bytes[start..];
        let mut head = [0; 8];
        let known = term.len().min(8);
        head[..known].copy_from_slice(&term[..known]);
        let number = |it: usize| u32::try_from(it).expect("terms stay below 4 GB");
        let (len, start) = (number(term.len()), number(start));
        self.terms.push(Entry { head: u64::from_be_bytes(head), start, len, of });
    }

    fn term(&self, entry: &Entry) -> &[u8] {
        &self.bytes[entry.start as usize..][..entry.len as usize]
    }

    /// Each different term in the order of its bytes, with the numbers of all whose it is.
    pub(crate) fn each<E>(mut self, mut take: impl FnMut(&[u8], &[u32]) -> Result<(), E>) -> Result<(), E> {
        let mut terms = std::mem::take(&mut self.terms);
        terms.sort_unstable_by(|a, b| {
            a.head.cmp(&b.head).then_with(|| self.term(a).cmp(self.term(b))).then(a.of.cmp(&b.of))
        });
        let same = |a: &Entry, b: &Entry| a.head == b.head && self.term(a) == self.term(b);
        let mut numbers = Vec::new();
        for group in terms.chunk_by(same) {
            numbers.clear();
            numbers.extend(group.iter().map(|it| it.of));
            take(self.term(&group[0]), &numbers)?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;

    #[test]
    fn terms_come_in_the_order_of_their_bytes_and_once() {
        let terms = ["b", "", "a\0", "a", "łódź", "ministers", "minister", "ministerial", "a", "\u{2}de"];
        let mut sorted = Sorted::default();
        let mut expected: BTreeMap<Vec<u8>, Vec<u32>> = BTreeMap::new();
        for (of, term) in (0..).zip(terms) {
            let (head, tail) = term.split_at(term.floor_char_boundary(term.len() / 2));
            sorted.push(&[head, tail], of);
            expected.entry(term.as_bytes().to_vec()).or_default().push(of);
        }
        let mut seen = Vec::new();
        let done: Result<(), ()> = sorted.each(|term, of| {
            seen.push((term.to_vec(), of.to_vec()));
            Ok(())
        });
        assert_eq!((done, seen), (Ok(()), expected.into_iter().collect()));
    }
}

//! Where terms stand, while a segment is under way: for each a list of articles and positions.
//!
//! Millions of lists grow at once, a few bytes at a time, most of them never beyond the first few.
//! They share one stretch of memory, in which each is a chain of blocks that double. An entry is a
//! number in base 128, lowest digit first, 128 added to all digits but the last: twice the distance in
//! positions to the entry before in the same article, or twice the distance in articles plus 1, behind
//! which comes the position.

/// Lists that share their memory.
#[derive(Debug, Default)]
pub(crate) struct Lists {
    bytes: Vec<u8>,
}

/// A list, whose entries are in [`Lists`].
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct List {
    /// Its first block.
    first: u32,
    /// Where its next byte goes.
    at: u32,
    /// Where its last block ends; behind it is room for the place of the next one.
    end: u32,
    /// The article of its last entry, plus 1.
    doc: u32,
    /// The position of its last entry.
    position: u32,
    /// The size of its last block, in bytes.
    size: u32,
}

impl List {
    /// The article that was added last.
    pub(crate) fn last(&self) -> Option<u32> {
        self.doc.checked_sub(1)
    }
}

impl Lists {
    /// The first block of a list, and the largest, in bytes. What lists hold on average was measured:
    /// larger first blocks stay empty, smaller ones make chains of most lists.
    const SIZES: (u32, u32) = (12, 1 << 11);
    /// Bytes that the place of the next block takes.
    const LINK: u32 = 4;

    /// Memory of all lists, in bytes.
    pub(crate) fn memory(&self) -> usize {
        self.bytes.len()
    }

    /// Adds an entry. Articles come in their order, and in each the positions in theirs.
    pub(crate) fn push(&mut self, list: &mut List, doc: u32, position: u32) {
        let doc = doc + 1;
        if list.doc == doc {
            self.number(list, u64::from(position - list.position) << 1);
        } else {
            self.number(list, u64::from(doc - list.doc) << 1 | 1);
            self.number(list, u64::from(position));
            list.doc = doc;
        }
        list.position = position;
    }

    /// Adds an article, unless it was the last that was added.
    pub(crate) fn push_article(&mut self, list: &mut List, doc: u32) {
        if list.doc != doc + 1 {
            self.push(list, doc, 0);
        }
    }

    fn number(&mut self, list: &mut List, mut number: u64) {
        while number >= 128 {
            self.byte(list, number as u8 | 128);
            number >>= 7;
        }
        self.byte(list, number as u8);
    }

    fn byte(&mut self, list: &mut List, byte: u8) {
        if list.at == list.end {
            self.grow(list);
        }
        self.bytes[list.at as usize] = byte;
        list.at += 1;
    }

    #[cold]
    fn grow(&mut self, list: &mut List) {
        let size = if list.size == 0 { Self::SIZES.0 } else { (list.size * 2).min(Self::SIZES.1) };
        // No article is added of which lists could become as long.
        let start = u32::try_from(self.bytes.len()).expect("lists stay below 4 GB");
        self.bytes.resize(self.bytes.len() + size as usize, 0);
        if list.size == 0 {
            list.first = start;
        } else {
            let link = list.end as usize..(list.end + Self::LINK) as usize;
            self.bytes[link].copy_from_slice(&start.to_le_bytes());
        }
        (list.at, list.end, list.size) = (start, start + size - Self::LINK, size);
    }

    /// The entries of a list in their order: article and position.
    pub(crate) fn entries(&self, list: &List) -> Entries<'_> {
        let size = if list.size == 0 { 0 } else { Self::SIZES.0 };
        Entries {
            bytes: &self.bytes,
            at: list.first,
            end: list.first + size.saturating_sub(Self::LINK),
            size,
            last: list.at,
            doc: 0,
            position: 0,
        }
    }
}

/// The entries of a [`List`].
#[derive(Debug)]
pub(crate) struct Entries<'l> {
    bytes: &'l [u8],
    at: u32,
    /// Where the block ends.
    end: u32,
    size: u32,
    /// Where the list ends.
    last: u32,
    doc: u32,
    position: u32,
}

impl Entries<'_> {
    fn byte(&mut self) -> u8 {
        if self.at == self.end {
            let link = self.end as usize..(self.end + Lists::LINK) as usize;
            let start = u32::from_le_bytes(self.bytes[link].try_into().unwrap_or_default());
            self.size = (self.size * 2).min(Lists::SIZES.1);
            (self.at, self.end) = (start, start + self.size - Lists::LINK);
        }
        self.at += 1;
        self.bytes[self.at as usize - 1]
    }

    fn number(&mut self) -> u64 {
        let first = self.byte();
        let mut number = u64::from(first & 127);
        let (mut byte, mut shift) = (first, 7);
        while byte >= 128 {
            byte = self.byte();
            number |= u64::from(byte & 127) << shift;
            shift += 7;
        }
        number
    }
}

impl Iterator for Entries<'_> {
    type Item = (u32, u32);

    fn next(&mut self) -> Option<(u32, u32)> {
        if self.at == self.last {
            return None;
        }
        let number = self.number();
        if number & 1 == 1 {
            self.doc += (number >> 1) as u32;
            self.position = self.number() as u32;
        } else {
            self.position += (number >> 1) as u32;
        }
        Some((self.doc - 1, self.position))
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn lists_give_back_what_was_put_in(
            entries in prop::collection::vec((0usize..4, 0u32..300, 0u32..70_000), 0..600),
            far in any::<bool>(),
        ) {
            let mut entries = entries;
            entries.sort_by_key(|&(_, doc, position)| (doc, position));
            entries.dedup();
            let mut lists = Lists::default();
            let mut each = [List::default(); 4];
            let article = |doc: u32| if far { doc * 7_000_000 } else { doc };
            for &(list, doc, position) in &entries {
                lists.push(&mut each[list], article(doc), position);
            }
            for (at, list) in each.iter().enumerate() {
                let expected: Vec<_> = entries
                    .iter()
                    .filter(|it| it.0 == at)
                    .map(|&(_, doc, position)| (article(doc), position))
                    .collect();
                prop_assert_eq!(lists.entries(list).collect::<Vec<_>>(), expected);
            }
        }
    }

    #[test]
    fn an_article_is_listed_once() {
        let (mut lists, mut list) = (Lists::default(), List::default());
        for doc in [0, 0, 3, 3, 3, 400] {
            lists.push_article(&mut list, doc);
        }
        assert_eq!(lists.entries(&list).collect::<Vec<_>>(), [(0, 0), (3, 0), (400, 0)]);
    }
}

//! Which names are spellings of one name, kept in little room.

/// The clusters of linked names. A name that is linked to none is not stored.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Links {
    /// Each of two forms or more, the canonical one first.
    clusters: Vec<Vec<String>>,
    /// Every form by cluster and place in it, in the order of the names.
    by_name: Vec<(u32, u32)>,
}

/// What [`Links::encode`] writes first; another layout gets another.
const LAYOUT: u8 = 1;
const CHECKSUM_LEN: usize = 8;

impl Links {
    /// `None` when a form stands twice or a cluster has fewer than two.
    pub(super) fn new(clusters: Vec<Vec<String>>) -> Option<Links> {
        let mut by_name = Vec::with_capacity(clusters.iter().map(Vec::len).sum());
        for (at, forms) in clusters.iter().enumerate() {
            if forms.len() < 2 {
                return None;
            }
            for place in 0..forms.len() {
                by_name.push((u32::try_from(at).ok()?, u32::try_from(place).ok()?));
            }
        }
        let name = |&(at, place): &(u32, u32)| clusters[at as usize][place as usize].as_str();
        by_name.sort_unstable_by(|one, other| name(one).cmp(name(other)));
        if by_name.windows(2).any(|pair| name(&pair[0]) == name(&pair[1])) {
            return None;
        }
        Some(Links { clusters, by_name })
    }

    /// All forms of the name that `name` is a form of, the canonical one first;
    /// `None` when it is linked to no other.
    #[must_use]
    pub fn cluster(&self, name: &str) -> Option<&[String]> {
        let form = |&(at, place): &(u32, u32)| self.clusters[at as usize][place as usize].as_str();
        let found = self.by_name.binary_search_by(|it| form(it).cmp(name)).ok()?;
        Some(&self.clusters[self.by_name[found].0 as usize])
    }

    /// The form to show and to count under: `name` itself when it is linked to no other.
    #[must_use]
    pub fn canonical<'a>(&'a self, name: &'a str) -> &'a str {
        self.cluster(name).and_then(|forms| forms.first()).map_or(name, String::as_str)
    }

    /// All forms, `name` itself included, the canonical one first.
    #[must_use]
    pub fn forms<'a>(&'a self, name: &'a str) -> Vec<&'a str> {
        self.cluster(name).map_or_else(|| vec![name], |forms| forms.iter().map(String::as_str).collect())
    }

    /// Every cluster, in the order of the canonical forms.
    pub fn clusters(&self) -> impl Iterator<Item = &[String]> {
        self.clusters.iter().map(Vec::as_slice)
    }

    /// Whether nothing is linked.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.clusters.is_empty()
    }

    /// The bytes that [`Self::decode`] reads.
    #[must_use]
    pub fn encode(&self) -> Vec<u8> {
        let mut out = vec![LAYOUT];
        push_number(self.clusters.len(), &mut out);
        for forms in &self.clusters {
            push_number(forms.len(), &mut out);
            for form in forms {
                push_number(form.len(), &mut out);
                out.extend_from_slice(form.as_bytes());
            }
        }
        let checksum = xxhash_rust::xxh3::xxh3_64(&out);
        out.extend_from_slice(&checksum.to_le_bytes());
        out
    }

    /// The links that were encoded; `None` when the bytes are damaged or of another layout.
    #[must_use]
    pub fn decode(bytes: &[u8]) -> Option<Links> {
        let (content, checksum) = bytes.split_at_checked(bytes.len().checked_sub(CHECKSUM_LEN)?)?;
        if xxhash_rust::xxh3::xxh3_64(content).to_le_bytes() != checksum {
            return None;
        }
        let mut rest = content.strip_prefix(&[LAYOUT])?;
        let count = take_number(&mut rest)?;
        let mut clusters = Vec::new();
        for _ in 0..count {
            let forms = take_number(&mut rest)?;
            let mut cluster = Vec::new();
            for _ in 0..forms {
                let len = take_number(&mut rest)?;
                let (form, behind) = rest.split_at_checked(len)?;
                cluster.push(std::str::from_utf8(form).ok()?.to_owned());
                rest = behind;
            }
            clusters.push(cluster);
        }
        if rest.is_empty() { Links::new(clusters) } else { None }
    }
}

/// Seven bits a byte, the lowest first; the top bit says that more follow.
fn push_number(mut number: usize, out: &mut Vec<u8>) {
    while number >= 0x80 {
        out.push((number & 0x7f) as u8 | 0x80);
        number >>= 7;
    }
    out.push(number as u8);
}

fn take_number(rest: &mut &[u8]) -> Option<usize> {
    let mut number = 0usize;
    for shift in (0..usize::BITS).step_by(7) {
        let (&byte, behind) = rest.split_first()?;
        *rest = behind;
        number |= usize::from(byte & 0x7f).checked_shl(shift)?;
        if byte < 0x80 {
            return Some(number);
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn two_clusters() -> Links {
        let cluster = |forms: &[&str]| forms.iter().map(|it| (*it).to_owned()).collect();
        let clusters =
            vec![cluster(&["Anna Müller", "Anna Mueller", "Müller"]), cluster(&["Bank", "The Bank"])];
        Links::new(clusters).unwrap()
    }

    #[test]
    fn a_name_leads_to_its_canonical_form_and_all_others() {
        let links = two_clusters();
        assert_eq!(links.canonical("Müller"), "Anna Müller");
        assert_eq!(links.canonical("Somebody"), "Somebody");
        assert_eq!(links.forms("The Bank"), ["Bank", "The Bank"]);
        assert_eq!(links.forms("Somebody"), ["Somebody"]);
        assert!(links.cluster("Somebody").is_none());
    }

    #[test]
    fn what_is_damaged_is_not_read() {
        let bytes = two_clusters().encode();
        for at in 0..bytes.len() {
            assert!(Links::decode(&bytes[..at]).is_none());
            let mut damaged = bytes.clone();
            damaged[at] ^= 0x10;
            assert!(Links::decode(&damaged).is_none());
        }
        assert!(Links::decode(&[bytes, vec![0]].concat()).is_none());
    }

    fn sealed(content: &[u8]) -> Vec<u8> {
        [content, &xxhash_rust::xxh3::xxh3_64(content).to_le_bytes()].concat()
    }

    #[test]
    fn impossible_numbers_are_not_believed() {
        let vast = [LAYOUT, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x01];
        assert!(Links::decode(&sealed(&vast)).is_none());
        assert!(Links::decode(&sealed(&[LAYOUT, 1, 1, 1, b'a'])).is_none(), "a cluster of one");
        assert!(Links::decode(&sealed(&[LAYOUT, 1, 2, 1, b'a', 1, b'a'])).is_none(), "a form twice");
        assert!(Links::decode(&sealed(&[LAYOUT, 1, 2, 1, 0xff, 1, b'a'])).is_none(), "not UTF-8");
    }

    proptest! {
        #[test]
        fn decoding_gives_what_was_encoded(forms in proptest::collection::btree_set(".{0,20}", 0..40)) {
            let forms: Vec<String> = forms.into_iter().collect();
            let clusters = forms.chunks_exact(3).map(<[String]>::to_vec).collect();
            let links = Links::new(clusters).unwrap();
            prop_assert_eq!(Links::decode(&links.encode()), Some(links));
        }

        #[test]
        fn any_bytes_are_answered(bytes in proptest::collection::vec(any::<u8>(), 0..200)) {
            let mut content = vec![LAYOUT];
            content.extend(bytes);
            let _ = Links::decode(&sealed(&content));
        }
    }
}

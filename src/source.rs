//! Who published: the name or the host, normalised once.

use std::fmt;

/// The outlet that published an article: a name as it is given (`Reuters`), or
/// the host of its address (`reuters.com`). Never empty, no white space at its ends.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Source(String);

impl Source {
    /// A name as metadata or the article gives it. White space is folded;
    /// `None` when nothing is left.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Source> {
        let name = name.split_whitespace().collect::<Vec<_>>().join(" ");
        (!name.is_empty()).then_some(Source(name))
    }

    /// A host: lower case, without `www.` and a final dot; `None` when nothing is left.
    #[must_use]
    pub(crate) fn from_host(host: &str) -> Option<Source> {
        let host = host.trim().to_lowercase();
        let host = host.strip_prefix("www.").unwrap_or(&host);
        Source::from_name(host.trim_end_matches('.'))
    }

    /// The name.
    #[must_use]
    pub(crate) fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Source {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_host_loses_its_www() {
        assert_eq!(Source::from_host("WWW.Example.ORG.").as_ref().map(Source::as_str), Some("example.org"));
        assert!(Source::from_host("www.").is_none());
    }

    #[test]
    fn a_name_keeps_its_case() {
        assert_eq!(Source::from_name(" The  Times ").as_ref().map(Source::as_str), Some("The Times"));
        assert!(Source::from_name(" \n").is_none());
    }
}

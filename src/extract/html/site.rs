//! The name of a site, wherever a page uses it.

/// The letters and figures of a text, in lower case.
pub(super) fn folded(text: &str) -> String {
    text.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

/// Whether a text is the name of a site: the name itself or a part of it (`DW` of `DW.COM`), or one that begins with it
/// (`The Star Online` of `The Star`).
pub(super) fn names_site(text: &str, site: &str) -> bool {
    let (text, site) = (folded(text), folded(site));
    if text.is_empty() || site.is_empty() {
        return false;
    }
    let (text, site) = (text.strip_prefix("www").unwrap_or(&text), site.strip_prefix("www").unwrap_or(&site));
    text == site
        || (text.chars().count() >= 2 && site.starts_with(text))
        || (text.chars().count() >= 4 && site.ends_with(text))
        || (site.chars().count() >= 4 && text.starts_with(site) && text.len() <= site.len() * 2 + 8)
        || (site.chars().count() >= 4 && text.ends_with(site) && text.len() <= site.len() + 8)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_site_goes_by_a_part_of_its_name() {
        for (text, site) in [
            ("The Daily Star", "the daily star"),
            ("Daily Star", "The Daily Star"),
            ("DW", "DW.COM"),
            ("Star Online", "Star"),
            ("www.star.example", "star.example"),
        ] {
            assert!(names_site(text, site), "{text}, {site}");
        }
        for (text, site) in
            [("", "Star"), ("Star", ""), ("Jane Doe", "The Daily Star"), ("Starting over", "X")]
        {
            assert!(!names_site(text, site), "{text}, {site}");
        }
    }
}

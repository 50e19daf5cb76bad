//! Names with `*` for any run.

/// Whether a name fits a pattern in which `*` is any run.
pub(super) fn fits(pattern: &str, name: &str) -> bool {
    let mut parts = pattern.split('*');
    let first = parts.next().unwrap_or("");
    let Some(mut rest) = name.strip_prefix(first) else { return false };
    let mut last = None;
    for part in parts {
        if let Some(part) = last.replace(part) {
            match rest.find(part) {
                Some(at) => rest = &rest[at + part.len()..],
                None => return false,
            }
        }
    }
    match last {
        None => rest.is_empty(),
        Some(part) => rest.ends_with(part),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pattern_fits_any_run_where_its_star_is() {
        for (pattern, name, expected) in [
            ("title", "title", true),
            ("title", "titles", false),
            ("*", "anything", true),
            ("quotes.*", "quotes.text", true),
            ("quotes.*", "quotes", false),
            ("*e*t", "quotes.text", true),
            ("t*t*e", "te", false),
            ("", "", true),
        ] {
            assert_eq!(fits(pattern, name), expected, "{pattern} {name}");
        }
    }
}

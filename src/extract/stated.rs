//! What the values of a record mean that are no fields of an article.

/// Whether a value means yes.
pub(super) fn is_yes(value: &str) -> bool {
    matches!(value.trim(), "true" | "yes" | "1")
}

/// Whether a value begins with a year, as a moment does.
pub(super) fn is_moment(value: &str) -> bool {
    value.len() >= 4 && value.bytes().take(4).all(|byte| byte.is_ascii_digit())
}

/// What an item of an agency is that holds others.
pub(super) const PACKAGE: &str = "a package of other items";

/// What an item of this type is, unless it is a text.
pub(super) fn medium(kind: &str) -> Option<&'static str> {
    Some(match kind {
        "picture" | "photo" | "image" => "a picture",
        "graphic" => "a graphic",
        "video" => "a video",
        "audio" => "a sound recording",
        "composite" => PACKAGE,
        _ => return None,
    })
}

/// The number of a version: `3`, `v3`, `3.0`.
pub(super) fn version(text: &str) -> Option<u64> {
    let text = text.trim();
    let digits = text.strip_prefix(['v', 'V']).unwrap_or(text);
    digits.strip_suffix(".0").unwrap_or(digits).parse().ok()
}

/// What a JSON value is that begins with this byte.
pub(super) fn what(first: Option<u8>) -> &'static str {
    match first {
        Some(b'[') => "list",
        Some(b'"') => "string",
        Some(b't' | b'f') => "boolean",
        Some(b'n') => "null",
        _ => "number",
    }
}

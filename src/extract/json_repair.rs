//! JSON that is broken in ways that leave no doubt what was meant.
//!
//! Crawlers write bytes that are not UTF-8, halves of surrogate pairs, bare
//! control characters and `NaN`. A record is not lost for that.

/// A copy of the bytes in which what JSON forbids but leaves no doubt is mended.
pub(super) fn repair(bytes: &[u8]) -> Vec<u8> {
    let text = String::from_utf8_lossy(bytes);
    let bytes = text.as_bytes();
    let mut mended = Vec::with_capacity(bytes.len() + 64);
    let mut in_string = false;
    let mut at = 0;
    while let Some(&byte) = bytes.get(at) {
        let rest = &bytes[at..];
        if !in_string {
            in_string = byte == b'"';
            let word =
                [&b"NaN"[..], b"-Infinity", b"Infinity"].into_iter().find(|word| rest.starts_with(word));
            if let Some(word) = word {
                mended.extend_from_slice(b"null");
                at += word.len();
                continue;
            }
        } else if byte == b'\\' {
            let length = if let Some(half) = surrogate(rest) {
                let whole = half < 0xDC00 && surrogate(&rest[6..]).is_some_and(|low| low >= 0xDC00);
                if !whole {
                    mended.extend_from_slice(b"\\ufffd");
                    at += 6;
                    continue;
                }
                12
            } else {
                2
            };
            mended.extend_from_slice(&rest[..length.min(rest.len())]);
            at += length;
            continue;
        } else if byte == b'"' {
            in_string = false;
        } else if byte < 0x20 {
            mended.extend_from_slice(format!("\\u{byte:04x}").as_bytes());
            at += 1;
            continue;
        }
        mended.push(byte);
        at += 1;
    }
    mended
}

/// The surrogate that an escape such as `\ud83d` stands for.
fn surrogate(rest: &[u8]) -> Option<u16> {
    let digits = rest.strip_prefix(b"\\u")?.get(..4)?;
    let unit = u16::from_str_radix(std::str::from_utf8(digits).ok()?, 16).ok()?;
    (0xD800..0xE000).contains(&unit).then_some(unit)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_leaves_no_doubt_is_mended() {
        for (broken, mended) in [
            (&b"{\"a\":NaN,\"b\":-Infinity}"[..], "{\"a\":null,\"b\":null}"),
            (b"\"\\ud83d\"", "\"\\ufffd\""),
            (b"\"\\ud83d\\ude00 \\ude00\"", "\"\\ud83d\\ude00 \\ufffd\""),
            (b"\"NaN \\\" \xFF\"", "\"NaN \\\" \u{FFFD}\""),
            (b"\"a\tb\"", "\"a\\u0009b\""),
            (b"\"\\", "\"\\"),
            (b"\"\\ud83d", "\"\\ufffd"),
        ] {
            assert_eq!(String::from_utf8(repair(broken)).unwrap(), mended);
        }
    }
}

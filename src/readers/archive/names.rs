//! The names of members.

use encoding_rs::{IBM866, WINDOWS_1251};

use crate::readers::decode;

/// A member's name as it is shown: with `/` between its parts, and without parts that lead out of the archive.
pub(super) fn cleaned(name: &str) -> String {
    let parts = name.split(['/', '\\']).filter(|part| !matches!(*part, "" | "." | ".."));
    parts.collect::<Vec<_>>().join("/")
}

/// The text of a name whose encoding the archive does not tell: UTF-8 where it is that, an East Asian or Cyrillic
/// encoding where its letters speak for one, else code page 437, as the first programs for zip wrote.
pub(super) fn text(name: &[u8]) -> String {
    if let Ok(name) = std::str::from_utf8(name) {
        return name.to_owned();
    }
    let encoding = decode::detected(name);
    let is_eastern = !encoding.is_single_byte() || encoding == IBM866 || encoding == WINDOWS_1251;
    match is_eastern {
        true => encoding.decode_without_bom_handling(name).0.into_owned(),
        false => name
            .iter()
            .map(|byte| if *byte < 128 { char::from(*byte) } else { CP437[*byte as usize - 128] })
            .collect(),
    }
}

/// The characters of code page 437 from 128 on.
const CP437: [char; 128] = [
    'Ç', 'ü', 'é', 'â', 'ä', 'à', 'å', 'ç', 'ê', 'ë', 'è', 'ï', 'î', 'ì', 'Ä', 'Å', 'É', 'æ', 'Æ', 'ô', 'ö',
    'ò', 'û', 'ù', 'ÿ', 'Ö', 'Ü', '¢', '£', '¥', '₧', 'ƒ', 'á', 'í', 'ó', 'ú', 'ñ', 'Ñ', 'ª', 'º', '¿', '⌐',
    '¬', '½', '¼', '¡', '«', '»', '░', '▒', '▓', '│', '┤', '╡', '╢', '╖', '╕', '╣', '║', '╗', '╝', '╜', '╛',
    '┐', '└', '┴', '┬', '├', '─', '┼', '╞', '╟', '╚', '╔', '╩', '╦', '╠', '═', '╬', '╧', '╨', '╤', '╥', '╙',
    '╘', '╒', '╓', '╫', '╪', '┘', '┌', '█', '▄', '▌', '▐', '▀', 'α', 'ß', 'Γ', 'π', 'Σ', 'σ', 'µ', 'τ', 'Φ',
    'Θ', 'Ω', 'δ', '∞', 'φ', 'ε', '∩', '≡', '±', '≥', '≤', '⌠', '⌡', '÷', '≈', '°', '∙', '·', '√', 'ⁿ', '²',
    '■', '\u{A0}',
];

/// What a member is that a system left in an archive for itself; `None` for all others.
pub(super) fn leftover(name: &str) -> Option<&'static str> {
    let last = name.rsplit('/').next().unwrap_or(name);
    if name.starts_with("__MACOSX/") || last.starts_with("._") || last == ".DS_Store" {
        Some("left by macOS")
    } else if matches!(last, "Thumbs.db" | "desktop.ini") {
        Some("left by Windows")
    } else {
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_never_leads_out_of_its_archive() {
        assert_eq!(cleaned("../../etc/evil.txt"), "etc/evil.txt");
        assert_eq!(cleaned("/a//./b.txt"), "a/b.txt");
        assert_eq!(cleaned("a\\b.txt"), "a/b.txt");
        assert_eq!(cleaned(".."), "");
    }

    #[test]
    fn names_are_read_in_the_encoding_they_were_written_in() {
        assert_eq!(text("Straße.txt".as_bytes()), "Straße.txt");
        assert_eq!(text(b"Stra\xE1e.txt"), "Straße.txt");
        let (russian, _, _) = encoding_rs::IBM866.encode("Новости недели о рынке.txt");
        assert_eq!(text(&russian), "Новости недели о рынке.txt");
    }

    #[test]
    fn what_systems_leave_is_told_apart() {
        assert_eq!(leftover("__MACOSX/._x.html"), Some("left by macOS"));
        assert_eq!(leftover("a/.DS_Store"), Some("left by macOS"));
        assert_eq!(leftover("a/Thumbs.db"), Some("left by Windows"));
        assert_eq!(leftover("a/b.txt"), None);
    }
}

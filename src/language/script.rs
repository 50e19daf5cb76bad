//! The script of a text, and what it tells by itself.

/// A script of the news.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Script {
    /// Letters that several languages share: their n-grams tell, in the group of this name.
    Shared(&'static str),
    /// One language of the news has it.
    Of(&'static str),
    /// Chinese, and Japanese with kana between.
    Han,
    Kana,
    /// Hebrew and Yiddish.
    Hebrew,
}

const SCRIPTS: [(u32, u32, Script); 35] = [
    (0x0041, 0x024f, Script::Shared("latin")),
    (0x0370, 0x03ff, Script::Of("el")),
    (0x0400, 0x052f, Script::Shared("cyrillic")),
    (0x0531, 0x0587, Script::Of("hy")),
    (0x05d0, 0x05f4, Script::Hebrew),
    (0x0620, 0x077f, Script::Shared("arabic")),
    (0x0900, 0x097f, Script::Shared("devanagari")),
    (0x0980, 0x09ff, Script::Shared("bengali")),
    (0x0a00, 0x0a7f, Script::Of("pa")),
    (0x0a80, 0x0aff, Script::Of("gu")),
    (0x0b00, 0x0b7f, Script::Of("or")),
    (0x0b80, 0x0bff, Script::Of("ta")),
    (0x0c00, 0x0c7f, Script::Of("te")),
    (0x0c80, 0x0cff, Script::Of("kn")),
    (0x0d00, 0x0d7f, Script::Of("ml")),
    (0x0d80, 0x0dff, Script::Of("si")),
    (0x0e00, 0x0e7f, Script::Of("th")),
    (0x0e80, 0x0eff, Script::Of("lo")),
    (0x0f00, 0x0fff, Script::Of("bo")),
    (0x1000, 0x109f, Script::Of("my")),
    (0x10a0, 0x10ff, Script::Of("ka")),
    (0x1100, 0x11ff, Script::Of("ko")),
    (0x1200, 0x139f, Script::Of("am")),
    (0x1780, 0x17ff, Script::Of("km")),
    (0x1c90, 0x1cbf, Script::Of("ka")),
    (0x1e00, 0x1eff, Script::Shared("latin")),
    (0x1f00, 0x1fff, Script::Of("el")),
    (0x3041, 0x30ff, Script::Kana),
    (0x3400, 0x9fff, Script::Han),
    (0xac00, 0xd7a3, Script::Of("ko")),
    (0xf900, 0xfaff, Script::Han),
    (0xfb1d, 0xfb4f, Script::Hebrew),
    (0xfb50, 0xfeff, Script::Shared("arabic")),
    (0xff66, 0xff9f, Script::Kana),
    (0x20000, 0x3134f, Script::Han),
];

/// The script of most letters, and how many letters are in it. A character of Chinese or a syllable of Korean counts
/// twice: it says as much.
pub(super) fn of(text: &str) -> Option<(Script, usize)> {
    let mut letters = [0_usize; SCRIPTS.len()];
    for c in text.chars().filter(|c| c.is_alphabetic()) {
        let code = u32::from(c);
        let at = SCRIPTS.partition_point(|it| it.1 < code);
        if SCRIPTS.get(at).is_some_and(|it| it.0 <= code) {
            letters[at] += if code >= 0x3041 { 2 } else { 1 };
        }
    }
    let sum = |script: Script| {
        SCRIPTS.iter().zip(letters).filter(|it| it.0.2 == script).map(|it| it.1).sum::<usize>()
    };
    let (han, kana) = (sum(Script::Han), sum(Script::Kana));
    let is_japanese = kana > 0 && kana * 8 >= han;
    let (script, count) = SCRIPTS.iter().map(|it| (it.2, sum(it.2))).max_by_key(|it| it.1)?;
    match script {
        // A letter of kana among a few characters is enough to tell Japanese from Chinese.
        Script::Han | Script::Kana if is_japanese => Some((Script::Kana, han + kana)),
        _ => (count > 0).then_some((script, count)),
    }
}

/// Whether signs stand in a text that Yiddish has and Hebrew has not.
pub(super) fn is_yiddish(text: &str) -> bool {
    text.contains(['װ', 'ױ', 'ײ'])
        || text.contains("אָ")
        || text.contains("אַ")
        || text.contains(['\u{fb2e}', '\u{fb2f}'])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn scripts_are_in_the_order_of_their_letters() {
        assert!(SCRIPTS.is_sorted_by(|a, b| a.1 < b.0));
    }

    #[test]
    fn most_letters_decide() {
        let script = |text: &str| of(text).map(|it| it.0);
        assert_eq!(script("Reuters сообщает о новом законе"), Some(Script::Shared("cyrillic")));
        assert_eq!(script("Ο OΗΕ ανακοίνωσε"), Some(Script::Of("el")));
        assert_eq!(script("佐藤市長は増税を否定した"), Some(Script::Kana));
        assert_eq!(script("市民代表李秀英说，过桥费太贵"), Some(Script::Han));
        assert_eq!(script("ガス料金"), Some(Script::Kana));
        assert_eq!(script("정부가 세금을 인상했다"), Some(Script::Of("ko")));
        assert_eq!(script("12.5 % (3)"), None);
    }
}

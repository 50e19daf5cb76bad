//! Whether a name in another script can be a name in Latin letters.
//!
//! A name is written in another script as it sounds there, with the letters that the script has. So a table
//! says for each script how Latin letters, one or several, are written, and a name fits when some way to
//! divide it into such letters yields it. Scripts that leave vowels out leave out `e` and `a` freely, and one `i`, `o` or `u`
//! of a name; what they write must stand in the name. Korean syllables are read by their parts.

use std::sync::LazyLock;

use rustc_hash::FxHashMap;

use crate::analysis::plain;
use crate::people::data;

/// Names with fewer Latin letters are too short to be told across scripts.
const SHORTEST: usize = 4;
/// Longer ones are none.
const LONGEST: usize = 40;

/// A script for which the table says how names are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum Script {
    Cyrillic,
    Greek,
    Arabic,
    Hebrew,
    Devanagari,
    Korean,
}

impl Script {
    /// The script of the first letter.
    pub(super) fn of(text: &str) -> Option<Script> {
        Some(match text.chars().next()? {
            '\u{370}'..='\u{3ff}' => Script::Greek,
            '\u{400}'..='\u{52f}' => Script::Cyrillic,
            '\u{5d0}'..='\u{5ea}' => Script::Hebrew,
            '\u{620}'..='\u{6ff}' => Script::Arabic,
            '\u{900}'..='\u{97f}' => Script::Devanagari,
            '\u{1100}'..='\u{11ff}' | '\u{ac00}'..='\u{d7a3}' => Script::Korean,
            _ => return None,
        })
    }

    fn from_word(word: &str) -> Option<Script> {
        Some(match word {
            "cyrl" => Script::Cyrillic,
            "grek" => Script::Greek,
            "arab" => Script::Arabic,
            "hebr" => Script::Hebrew,
            "deva" => Script::Devanagari,
            "hang" => Script::Korean,
            _ => return None,
        })
    }
}

/// A name in one of the scripts, in the letters that the table has.
#[derive(Debug, Clone)]
pub(super) struct Foreign {
    script: Script,
    /// As it is, and without the small words that some scripts write together with it.
    readings: Vec<Vec<char>>,
}

impl Foreign {
    /// The name that a plain form is; `None` when its script is none of the table.
    pub(super) fn of(form: &str) -> Option<Foreign> {
        let script = Script::of(form)?;
        let letters = letters(form, script);
        let mut readings = vec![letters.clone()];
        let small: &[char] = match script {
            Script::Arabic => &['و', 'ب', 'ل', 'ف', 'ك'],
            Script::Hebrew => &['ו', 'ב', 'ל', 'מ', 'ש', 'ה', 'כ'],
            Script::Korean => {
                readings.extend(endings(form).map(|it| self::letters(it, script)));
                &[]
            }
            Script::Cyrillic | Script::Greek | Script::Devanagari => &[],
        };
        if letters.len() > SHORTEST && letters.first().is_some_and(|it| small.contains(it)) {
            readings.push(letters[1..].to_vec());
        }
        if script == Script::Arabic && letters.len() > SHORTEST && letters.starts_with(&['ا', 'ل']) {
            readings.push(letters[2..].to_vec());
        }
        Some(Foreign { script, readings })
    }

    /// Whether it can be a name in lower-case Latin letters.
    pub(super) fn fits(&self, latin: &str) -> bool {
        if !(SHORTEST..=LONGEST).contains(&latin.len()) || !latin.bytes().all(|it| it.is_ascii_lowercase()) {
            return false;
        }
        let Some(table) = TABLES.get(&self.script) else { return false };
        self.readings.iter().any(|name| {
            let name = name.as_slice();
            (2..=2 * LONGEST).contains(&name.len())
                && Reading { table, latin, name, failed: Vec::new() }.goes_on(0, 0, 0)
        })
    }
}

/// A Korean form without what may be a particle.
fn endings(form: &str) -> impl Iterator<Item = &str> {
    const PARTICLES: &str = "은 는 이 가 을 를 의 에 와 과 도 로 만 에게 으로 에서";
    PARTICLES.split(' ').filter_map(|it| form.strip_suffix(it)).filter(|it| !it.is_empty())
}

/// The letters of a form that stand in the table.
fn letters(form: &str, script: Script) -> Vec<char> {
    match script {
        Script::Korean => form.chars().flat_map(|c| syllable(c).chars().collect::<Vec<_>>()).collect(),
        Script::Cyrillic => form.chars().filter(|c| !matches!(c, 'ь' | 'ъ' | '\'')).collect(),
        Script::Devanagari => form.chars().filter(|c| *c != '\u{94d}').collect(),
        Script::Greek | Script::Arabic | Script::Hebrew => form.chars().collect(),
    }
}

/// A Korean syllable by its parts, in Latin letters.
fn syllable(c: char) -> String {
    const FIRST: [&str; 19] =
        ["g", "kk", "n", "d", "tt", "r", "m", "b", "pp", "s", "ss", "", "j", "jj", "c", "k", "t", "p", "h"];
    const MIDDLE: [&str; 21] = [
        "a", "ae", "ya", "yae", "eo", "e", "yeo", "ye", "o", "wa", "wae", "oe", "yo", "u", "wo", "we", "wi",
        "yu", "eu", "ui", "i",
    ];
    const LAST: [&str; 28] = [
        "", "g", "gg", "gs", "n", "nj", "nh", "d", "l", "lg", "lm", "lb", "ls", "lt", "lp", "lh", "m", "b",
        "bs", "s", "ss", "ng", "j", "c", "k", "t", "p", "h",
    ];
    let code = u32::from(c);
    let part =
        |parts: &[&'static str], at: u32| usize::try_from(at).ok().and_then(|at| parts.get(at).copied());
    let parts = match code {
        0xac00..=0xd7a3 => {
            let at = code - 0xac00;
            [part(&FIRST, at / 588), part(&MIDDLE, at % 588 / 28), part(&LAST, at % 28)]
        }
        // Plain forms are decomposed.
        0x1100..=0x1112 => [part(&FIRST, code - 0x1100), None, None],
        0x1161..=0x1175 => [None, part(&MIDDLE, code - 0x1161), None],
        0x11a8..=0x11c2 => [None, None, part(&LAST, code - 0x11a7)],
        _ => return c.to_string(),
    };
    parts.into_iter().flatten().collect()
}

/// One way to write some Latin letters.
#[derive(Debug)]
struct Way {
    letters: Vec<char>,
    place: Place,
    /// Whether leaving the letters out counts.
    counts: bool,
}

/// Where in a word it is written so.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Place {
    Anywhere,
    Start,
    End,
}

/// The ways to write Latin letters, by the first of them.
type Table = FxHashMap<u8, Vec<(&'static str, Vec<Way>)>>;

static TABLES: LazyLock<FxHashMap<Script, Table>> = LazyLock::new(|| {
    let mut tables: FxHashMap<Script, Table> = FxHashMap::default();
    for line in data::lines(include_str!("../data/names/graphemes.tsv")) {
        let mut columns = line.split('\t');
        let mut next = || columns.next().expect("a line of graphemes.tsv has three columns");
        let script = Script::from_word(next()).expect("graphemes.tsv names scripts that are known");
        let (latin, ways) = (next(), next());
        let ways = ways.split(' ').map(|way| way_of(way, script)).collect();
        tables.entry(script).or_default().entry(latin.as_bytes()[0]).or_default().push((latin, ways));
    }
    tables
});

fn way_of(way: &str, script: Script) -> Way {
    let (place, way) = match (way.strip_prefix('^'), way.strip_prefix('$')) {
        (Some(rest), _) => (Place::Start, rest),
        (None, Some(rest)) => (Place::End, rest),
        (None, None) => (Place::Anywhere, way),
    };
    let letters = match way {
        "-" | "_" => Vec::new(),
        _ if script == Script::Korean => way.chars().collect(),
        _ => letters(&plain(way), script),
    };
    Way { letters, place, counts: way == "_" }
}

/// How many vowels that scripts mostly write may be missing.
const MISSING: u8 = 1;

/// A Latin name that is compared with one in another script.
struct Reading<'a> {
    table: &'a Table,
    latin: &'a str,
    name: &'a [char],
    /// From where no way leads to the end.
    failed: Vec<(usize, usize, u8)>,
}

impl Reading<'_> {
    /// Whether the rest of the Latin letters can be written as the rest of the name.
    fn goes_on(&mut self, at: usize, behind: usize, missing: u8) -> bool {
        if at == self.latin.len() {
            return behind == self.name.len();
        }
        if self.failed.contains(&(at, behind, missing)) {
            return false;
        }
        let (table, latin, name) = (self.table, &self.latin[at..], self.name);
        let rest = &name[behind..];
        for (graphemes, ways) in table.get(&latin.as_bytes()[0]).into_iter().flatten() {
            if !latin.starts_with(graphemes) {
                continue;
            }
            let next = at + graphemes.len();
            for way in ways {
                let fits_place = match way.place {
                    Place::Anywhere => true,
                    Place::Start => at == 0,
                    Place::End => next == self.latin.len(),
                };
                // A vowel at the beginning is written.
                let is_left_out = way.letters.is_empty();
                let begins_with_vowel =
                    at == 0 && matches!(latin.as_bytes()[0], b'a' | b'e' | b'i' | b'o' | b'u');
                let missing = missing + u8::from(way.counts);
                if fits_place
                    && !(is_left_out && begins_with_vowel)
                    && missing <= MISSING
                    && rest.starts_with(&way.letters)
                    && self.goes_on(next, behind + way.letters.len(), missing)
                {
                    return true;
                }
            }
        }
        self.failed.push((at, behind, missing));
        false
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fits(latin: &str, other: &str) -> bool {
        Foreign::of(&plain(other)).is_some_and(|it| it.fits(latin))
    }

    #[test]
    fn a_name_is_known_in_other_scripts() {
        for (latin, others) in [
            ("zelensky", "Зеленский Зеленський زيلينسكي זלנסקי زلنسکی Ζελένσκι 젤렌스키 ज़ेलेंस्की"),
            ("merkel", "Меркель ميركل Μέρκελ 메르켈 מרקל मर्केल"),
            ("putin", "Путин Путін بوتين Πούτιν 푸틴 פוטין पुतिन"),
            ("trump", "Трамп ترامب Τραμπ 트럼프 טראמפ ट्रम्प"),
            ("biden", "Байден بايدن Μπάιντεν 바이든 ביידן बाइडेन"),
            ("macron", "Макрон ماكرون Μακρόν 마크롱 מקרון मैक्रों"),
            ("johnson", "Джонсон جونسون Τζόνσον 존슨 ג'ונסון जॉनसन"),
            ("scholz", "Шольц شولتس Σολτς 숄츠 שולץ"),
            ("obama", "Обама أوباما Ομπάμα 오바마 אובמה ओबामा"),
            ("orban", "Орбан أوربان Όρμπαν 오르반 אורבן"),
            ("netanyahu", "Нетаньяху نتنياهو Νετανιάχου 네타냐후 נתניהו नेतन्याहू"),
            ("zhukov", "Жуков جوكوف Ζούκοφ 주코프"),
            ("assad", "Асад الأسد Άσαντ 아사드 אסד"),
            ("hussein", "Хусейн حسين 후세인"),
            ("starmer", "Стармер ستارمر Στάρμερ 스타머 סטארמר"),
        ] {
            let missed: Vec<&str> = others.split(' ').filter(|it| !fits(latin, it)).collect();
            assert!(missed.is_empty(), "{latin}: {missed:?}");
        }
    }

    #[test]
    fn other_names_and_words_are_not() {
        for (latin, others) in [
            ("putin", "بطن Петин Патон Мутин פתן 푸른"),
            ("merkel", "Маркел مركز Μάρκος"),
            ("zelensky", "Залинский Каменский زيارة"),
            ("biden", "Бидон بدون"),
            ("obama", "أمام Абама"),
            ("lee", "Ли لي"),
        ] {
            let wrong: Vec<&str> = others.split(' ').filter(|it| fits(latin, it)).collect();
            assert!(wrong.is_empty(), "{latin}: {wrong:?}");
        }
    }

    proptest::proptest! {
        #[test]
        fn any_words_can_be_compared(latin in "[a-z]{1,60}", other in "[א-ת]{1,60}|[а-я]{1,60}|[가-힣]{1,30}|\\PC{1,20}") {
            let _ = fits(&latin, &other);
        }
    }
}

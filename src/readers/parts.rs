//! What readers of formats with fields hand on: a text in paragraphs and pairs of a key and a value.

use std::borrow::Borrow;

use crate::readers::reader::Outcome;
use crate::record::Content;

/// The fields that stand around a text, with the keys that a JSON record may have.
#[derive(Debug, Default)]
pub(super) struct Fields(Vec<(String, String)>);

impl Fields {
    /// Adds a field, unless there is nothing in it.
    pub(super) fn put(&mut self, key: &str, value: Option<impl AsRef<str>>) {
        if let Some(value) = value {
            let value = value.as_ref().trim();
            if !value.is_empty() {
                self.0.push((key.to_owned(), value.to_owned()));
            }
        }
    }

    /// A record of these fields and of a text that is the article and nothing else.
    pub(super) fn with_text<S: Borrow<str>>(self, paragraphs: &[S]) -> Outcome {
        Ok((whole_text(&paragraphs.join("\n\n")), self.0))
    }

    /// A record of these fields and of another content.
    pub(super) fn with(self, content: Content) -> Outcome {
        Ok((content, self.0))
    }
}

/// A text of which all is the article, its paragraphs parted by blank lines: nothing is taken off it as if it stood
/// around the story.
fn whole_text(text: &str) -> Content {
    // Signs of markup are meant as they stand.
    let escaped = text.replace('&', "&amp;").replace('<', "&lt;");
    Content::Json(serde_json::json!({ "text": escaped }).to_string().into_bytes())
}

/// A moment in the basic form of ISO 8601 in the extended one: `20231115T054400+0100` as `2023-11-15T05:44:00+01:00`.
/// Any other text as it is.
pub(super) fn extended(moment: &str) -> String {
    let moment = moment.trim();
    let digits = |from: usize, to: usize| {
        moment.get(from..to).filter(|part| part.bytes().all(|byte| byte.is_ascii_digit()))
    };
    let day = || Some(format!("{}-{}-{}", digits(0, 4)?, digits(4, 6)?, digits(6, 8)?));
    let Some(day) = day() else { return moment.to_owned() };
    if moment.len() == 8 {
        return day;
    }
    let time = || {
        let from = if moment.get(8..9)? == "T" { 9 } else { 8 };
        let (hour, minute) = (digits(from, from + 2)?, digits(from + 2, from + 4)?);
        let second = digits(from + 4, from + 6);
        let zone = moment.get(from + 4 + second.map_or(0, str::len)..)?;
        let zone = match zone.as_bytes() {
            [] => String::new(),
            [b'Z'] => "Z".to_owned(),
            [b'+' | b'-', _, _, _, _] => format!("{}:{}", zone.get(..3)?, zone.get(3..)?),
            [b'+' | b'-', _, _, b':', _, _] => zone.to_owned(),
            _ => return None,
        };
        Some(format!("{day}T{hour}:{minute}:{}{zone}", second.unwrap_or("00")))
    };
    time().unwrap_or_else(|| moment.to_owned())
}

/// A moment as RFC 822 writes it, with all four figures of its year: `3 Jun 96 09:02` as `3 Jun 1996 09:02`. Any other
/// text as it is.
pub(super) fn with_century(moment: &str) -> String {
    let mut words: Vec<String> = moment.split_whitespace().map(str::to_owned).collect();
    let is_short = |words: &[String]| {
        let figures =
            |word: &String| (1..=2).contains(&word.len()) && word.bytes().all(|byte| byte.is_ascii_digit());
        let [day, month, year, time] = words else { return false };
        figures(day)
            && month.starts_with(char::is_alphabetic)
            && year.len() == 2
            && figures(year)
            && time.contains(':')
    };
    // `25-May-20`, as RFC 850 has it.
    let hyphened = words.iter_mut().find(|word| {
        let parts: Vec<&str> = word.split('-').collect();
        matches!(parts.as_slice(), [day, month, year] if is_short(&[(*day).into(), (*month).into(), (*year).into(), ":".into()]))
    });
    if let Some(word) = hyphened {
        *word = with_century(&format!("{} :", word.replace('-', " "))).trim_end_matches(" :").to_owned();
        return words.join(" ");
    }
    let Some(at) = words.windows(4).position(is_short) else { return moment.to_owned() };
    if let Some(year) = words.get_mut(at + 2) {
        let century = if year.as_str() < "50" { "20" } else { "19" };
        year.insert_str(0, century);
    }
    words.join(" ")
}

/// Takes the initials off with which an agency signs its texts: `hbr ne/ow` as the last paragraph.
pub(super) fn drop_initials(paragraphs: &mut Vec<String>) {
    let is_signed = paragraphs.last().is_some_and(|last| {
        let parts = last.split([' ', '/']);
        last.len() <= 24
            && last.contains('/')
            && !last.contains("//")
            && parts.clone().all(|part| (1..=6).contains(&part.len()))
            && last
                .bytes()
                .all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || matches!(byte, b' ' | b'/'))
            && parts.clone().any(|part| part.bytes().all(|byte| byte.is_ascii_lowercase()))
    });
    if is_signed && paragraphs.len() > 1 {
        paragraphs.pop();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn moments_without_signs_between_get_them() {
        for (moment, expected) in [
            ("20231115T054400+0100", "2023-11-15T05:44:00+01:00"),
            ("20041122T195200Z", "2004-11-22T19:52:00Z"),
            ("20040215T000000", "2004-02-15T00:00:00"),
            ("20240505101500", "2024-05-05T10:15:00"),
            ("20240505T1015Z", "2024-05-05T10:15:00Z"),
            (" 20040215 ", "2004-02-15"),
            ("2004-02-15", "2004-02-15"),
            ("20041122T19", "20041122T19"),
            ("5 May 2024", "5 May 2024"),
            ("", ""),
        ] {
            assert_eq!(extended(moment), expected);
        }
    }

    #[test]
    fn years_of_two_figures_get_their_century() {
        assert_eq!(with_century("Mon, 3 Jun 96 09:02 EST"), "Mon, 3 Jun 1996 09:02 EST");
        assert_eq!(with_century("3 Jun 07 09:02:00 GMT"), "3 Jun 2007 09:02:00 GMT");
        assert_eq!(with_century("Monday, 25-May-20 10:00:00 GMT"), "Monday, 25 May 2020 10:00:00 GMT");
        for moment in ["Mon, 3 Jun 1996 09:02 EST", "3 Jun 96", "2024-05-05T10:00", "10 11 12 13:00", ""] {
            assert_eq!(with_century(moment), moment);
        }
    }

    #[test]
    fn initials_at_the_end_are_no_text() {
        let dropped = |last: &str| {
            let mut paragraphs = vec!["A text.".to_owned(), last.to_owned()];
            drop_initials(&mut paragraphs);
            paragraphs.len() == 1
        };
        assert!(dropped("hel/ol") && dropped("hbr ne/ow") && dropped("vni/dmo 1211/z2"));
        assert!(!dropped("He left.") && !dropped("http://x") && !dropped("24/7") && !dropped("Yes/No"));
        let mut alone = vec!["hel/ol".to_owned()];
        drop_initials(&mut alone);
        assert_eq!(alone.len(), 1);
    }
}

//! How speakers were decided, for people: the candidates for each quotation, and their features.
//!
//! ```text
//! news.txt
//! "The light will not miss me,"
//!   Tom Marsh, 0.98: attributed; speech 0.99
//!   quotation: after_quote=18 ending=1 …
//!   speech: words=6 …
//!   * 0.97 name "Tom Marsh"
//!          kind=0 evidence=2 verb=1 …
//!          1.00 Tom Marsh
//!     0.02 nobody
//! ```
//!
//! The star marks the mention that the quotation is attributed to; below it stand its numbers, and the persons whom
//! it may mean. Numbers that are 0 are left out, and those that a candidate has in common with nobody.

use std::io::{self, Write};

use crate::people::{Explanation, Explanations, Feature, MentionExplanation};
use crate::render::screen::safe;

/// Lines of numbers are broken before this column.
const WIDTH: usize = 100;

/// Writes the candidates for the quotations of `body`, under the name of the article.
pub fn write_explanations(
    name: &str,
    body: &str,
    explanations: &Explanations,
    out: &mut dyn Write,
) -> io::Result<()> {
    writeln!(out, "{}", safe(name))?;
    if explanations.quotations.is_empty() {
        writeln!(out, "nothing stands between quotation marks")?;
    }
    for explanation in &explanations.quotations {
        write_explanation(body, explanation, out)?;
    }
    writeln!(out)
}

fn write_explanation(body: &str, it: &Explanation, out: &mut dyn Write) -> io::Result<()> {
    writeln!(out, "{}", one_line(it.span.of(body)))?;
    let speaker = it.speaker.as_ref().map_or("no speaker".into(), |it| safe(&it.name));
    let rule = it.rule.map(|it| format!(" (by rule: {})", it.as_str())).unwrap_or_default();
    let (confidence, speech) = (it.confidence, it.speech);
    writeln!(out, "  {speaker}, {confidence:.2}: {}; speech {speech:.2}{rule}", it.outcome.as_str())?;
    let common = &it.nobody_features;
    write_features("  ", "quotation: ", common, &[], out)?;
    write_features("  ", "speech: ", &it.speech_features, common, out)?;
    for (place, mention) in it.mentions.iter().enumerate() {
        let star = if it.source == Some(place) { '*' } else { ' ' };
        let words = one_line(mention.span.of(body));
        writeln!(out, "  {star} {:.2} {} \"{words}\"", mention.probability, mention.kind)?;
        write_features("         ", "", &mention.features, common, out)?;
        write_persons(mention, out)?;
    }
    writeln!(out, "    {:.2} nobody", it.nobody)
}

fn write_persons(it: &MentionExplanation, out: &mut dyn Write) -> io::Result<()> {
    let nobody = it.persons.iter().find(|it| it.name.is_none());
    let common = nobody.map_or(&[][..], |it| &it.features);
    for person in &it.persons {
        let name = person.name.as_deref().map_or("nobody".into(), safe);
        writeln!(out, "         {:.2} {name}", person.probability)?;
        write_features("              ", "", &person.features, common, out)?;
    }
    Ok(())
}

/// Writes the numbers that are not what `common` has, or not 0 where it has none, on as many lines as they need.
fn write_features(
    indent: &str,
    title: &str,
    features: &[Feature],
    common: &[Feature],
    out: &mut dyn Write,
) -> io::Result<()> {
    let usual = |name: &str| common.iter().find(|it| it.0 == name).map_or(0, |it| it.1);
    let mut line = format!("{indent}{title}");
    let mut is_empty = true;
    for (name, value) in features.iter().filter(|it| it.1 != usual(it.0)) {
        let word = format!("{name}={value}");
        if !is_empty && line.len() + word.len() >= WIDTH {
            writeln!(out, "{}", line.trim_end())?;
            line = indent.to_owned();
        }
        line.push_str(&word);
        line.push(' ');
        is_empty = false;
    }
    if is_empty { Ok(()) } else { writeln!(out, "{}", line.trim_end()) }
}

fn one_line(text: &str) -> String {
    safe(&text.split_whitespace().collect::<Vec<_>>().join(" ")).into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::article::Language;
    use crate::people::explain;

    fn shown(body: &str) -> String {
        let mut out = Vec::new();
        write_explanations("a.txt", body, &explain(body, Language::ENGLISH), &mut out).unwrap();
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn the_mention_that_is_the_source_has_a_star() {
        let text =
            shown("The keeper left. \"The light  will not miss me,\" Tom Marsh said. He \u{1b}[31mlaughed.");
        let lines: Vec<&str> = text.lines().collect();
        assert_eq!(lines[..2], ["a.txt", "\"The light will not miss me,\""]);
        assert!(
            lines[2].starts_with("  Tom Marsh, ") && lines[2].contains(": attributed; speech "),
            "{text}"
        );
        let stars: Vec<&&str> = lines.iter().filter(|it| it.starts_with("  *")).collect();
        assert!(matches!(stars[..], [one] if one.ends_with(" name \"Tom Marsh\"")), "{text}");
        assert!(lines.contains(&"         1.00 Tom Marsh"), "{text}");
        assert!(lines.iter().any(|it| it.starts_with("    0.") && it.ends_with(" nobody")), "{text}");
        assert!(lines.iter().any(|it| it.starts_with("  speech: ")), "{text}");
    }

    #[test]
    fn a_pronoun_shows_the_persons_it_may_mean_with_their_numbers() {
        let text =
            shown("Tom Marsh spoke first. Ann Lee came later. \"The light will not miss me,\" she said.");
        let at = text.find(" pronoun \"she\"").unwrap();
        let behind = &text[at..];
        for name in ["Ann Lee", "Tom Marsh", "nobody"] {
            assert!(behind.contains(&format!(" {name}\n")), "{text}");
        }
        assert!(behind.contains("sex_agrees="), "{text}");
    }

    #[test]
    fn what_decided_by_rule_is_told() {
        let text = shown("James “Jimmy” Nolan wrote the film.");
        assert!(text.contains("no speaker, 0.00: not-speech; speech 0.00 (by rule: nickname)"), "{text}");
        assert_eq!(shown("Nobody spoke."), "a.txt\nnothing stands between quotation marks\n\n");
    }

    #[test]
    fn long_rows_of_numbers_are_broken() {
        let features: Vec<Feature> = (1..40).map(|it| ("feature", it)).collect();
        let mut out = Vec::new();
        write_features("  ", "row: ", &features, &[("feature", 40)], &mut out).unwrap();
        let text = String::from_utf8(out).unwrap();
        assert!(text.lines().all(|it| it.len() <= WIDTH && it.starts_with("  ")));
        assert!(text.starts_with("  row: feature=1 feature=2 "), "{text}");
        assert_eq!(text.split_whitespace().count(), 40);
        let mut out = Vec::new();
        write_features("  ", "row: ", &[("feature", 0), ("other", 3)], &[("other", 3)], &mut out).unwrap();
        assert!(out.is_empty());
    }
}

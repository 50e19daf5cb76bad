//! The language in one table: what is written, what it finds, an example, and
//! the tree that the example means.
//!
//! `newsgrep help query` is made of this table, and the parser is tested on every
//! line of it, so that neither can say what the other does not do.

use crate::field::{FIELDS, FieldKind};

/// A part of the language.
#[derive(Debug, Clone)]
pub struct Section {
    /// Its heading.
    pub title: &'static str,
    /// What it offers.
    pub rows: Vec<Row>,
}

/// One thing that can be written.
#[derive(Debug, Clone, Copy)]
pub struct Row {
    /// How it is written.
    pub syntax: &'static str,
    /// What it finds.
    pub meaning: &'static str,
    /// A query that uses it.
    pub example: &'static str,
    /// The meaning of that query, as [`compact`](crate::query::compact) shows it, on 2025-11-28.
    pub tree: &'static str,
}

const fn row(syntax: &'static str, meaning: &'static str, example: &'static str, tree: &'static str) -> Row {
    Row { syntax, meaning, example, tree }
}

/// Everything that can be written.
#[must_use]
pub fn sections() -> Vec<Section> {
    let fields = |kinds: &[FieldKind]| -> Vec<Row> {
        let rows = FIELDS.iter().filter(|it| kinds.contains(&it.kind)).filter_map(|it| it.query);
        rows.map(|it| row(it.syntax, it.meaning, it.example, it.tree)).collect()
    };
    let which = [&[FieldKind::Name][..], &[FieldKind::Code], &[FieldKind::Exact], &[FieldKind::Day]];
    let section = |title, parts: &[&[Row]]| Section { title, rows: parts.concat() };
    vec![
        section("Words and phrases", &[WORDS]),
        section("Near each other", &[NEAR]),
        section("Where in the article", &[&fields(&[FieldKind::Text]), INSIDE]),
        section("Which articles", &[&which.map(fields).concat(), WHICH]),
        section("Joining", &[JOINING]),
    ]
}

const WORDS: &[Row] = &[
    row("word", "every form of the word: talk finds talks and talking", "ceasefire", "ceasefire"),
    row("word word", "words side by side are a phrase", "last Ukrainian", "(phrase last ukrainian)"),
    row(
        "\"word word\"",
        "the same phrase; inside quotes and, or and not are words",
        "\"war AND peace\"",
        "(phrase war and peace)",
    ),
    row("=word", "this form alone; case and accents do not count", "=talks", "=talks"),
    row("==Word", "written exactly so", "==Kremlin", "==Kremlin"),
    row(
        "=\"word word\"",
        "a phrase of such words (== likewise)",
        "=\"last Ukrainian\"",
        "(phrase =last =ukrainian)",
    ),
    row(
        "word~ word~1 word~2",
        "words that differ by so many letters; without a number none up to 2 letters, 1 up to 5, 2 beyond",
        "Zelensky~ OR Kyiv~",
        "(or zelensky~2 kyiv~1)",
    ),
    row("word~~", "the word, other spellings of the same name, and slips", "Zelensky~~", "zelensky~~"),
    row(
        "neg* ?yiv organi?e",
        "* any run of letters, ? one letter; a ? behind a word is punctuation",
        "negotiat* OR ?yiv",
        "(or negotiat* ?yiv)",
    ),
    row("\"the * plan\"", "a lone * in quotes is any one word", "\"the * plan\"", "(phrase the * plan)"),
    row("*", "every article", "*", "every article"),
];

const NEAR: &[Row] = &[
    row(
        "\"word word\"~n",
        "a window: all the words in any order, at most n others between the first and the last",
        "\"peace plan Europe\"~5",
        "(window/5 peace plan europe)",
    ),
    row(
        "a NEAR/n b",
        "a and b, either first, at most n words between them",
        "ceasefire NEAR/5 talks",
        "(near/5 ceasefire talks)",
    ),
    row("a PRE/n b", "the same, a before b", "NATO PRE/3 troops", "(pre/3 nato troops)"),
    row(
        "a NEAR/s b  a NEAR/p b",
        "both in one sentence, in one paragraph (PRE/s and PRE/p too)",
        "sanctions NEAR/s oil",
        "(near/s sanctions oil)",
    ),
    row(
        "a NOT NEAR/n b",
        "an a with no b near it (also /s and /p)",
        "bank NOT NEAR/2 river",
        "(not-near/2 bank river)",
    ),
    row(
        "ATLEAST/n(a)",
        "a, in articles that have it at n places or more",
        "ATLEAST/3(tariff*)",
        "(at-least/3 tariff*)",
    ),
    row(
        "FIRST/n(a)",
        "a, among the first n words",
        "FIRST/50(earthquake OR tremor)",
        "(first/50 (or earthquake tremor))",
    ),
];

/// Behind the fields of text.
const INSIDE: &[Row] = &[
    row("lead:a", "in the headline or the first paragraph", "lead:flood", "(lead flood)"),
    row("quote:(…)", "within one quotation", "quote:(peace AND NOT plan)", "(quote (and peace (not plan)))"),
    row(
        "name SAID (…)",
        "within one quotation of that speaker, a person or an organisation",
        "putin SAID (NATO NEAR/5 Europe)",
        "(said by putin (near/5 nato europe))",
    ),
    row(
        "\"full name\" SAID a",
        "all words of the name must be in the speaker's",
        "\"Vladimir Putin\" SAID ceasefire",
        "(said by vladimir putin ceasefire)",
    ),
    row(
        "* SAID a  ? SAID a",
        "of any known speaker; of an unknown one",
        "* SAID sanctions OR ? SAID sanctions",
        "(or (said by anyone known sanctions) (said by someone unknown sanctions))",
    ),
];

/// Behind the other fields.
const WHICH: &[Row] = &[
    row("copy:…", "the article with this id, and its copies in other papers", "copy:a-17", "copy:a-17"),
    row(
        "date:from..to",
        "a range, both ends included; an end can be left out",
        "date:2025-11-01.. date:..2025-11-09",
        "(and date:2025-11-01.. date:..2025-11-09)",
    ),
    row(
        "date:>=day  > <= <",
        "from, after, until, before",
        "date:>=2025-11-01 date:<2025-11-10",
        "(and date:2025-11-01.. date:..2025-11-09)",
    ),
    row(
        "after:day  before:day",
        "the day itself left out",
        "after:2025-10-31 before:2025-11-10",
        "(and date:2025-11-01.. date:..2025-11-09)",
    ),
    row(
        "date:today yesterday 7d",
        "relative to today; 7d is the last seven days, today included",
        "date:today OR date:yesterday OR date:7d",
        "(or date:2025-11-28 date:2025-11-27 date:2025-11-22..2025-11-28)",
    ),
    row(
        "field:unknown",
        "where that is not known; speaker: where a quotation has no known speaker",
        "date:unknown source:unknown",
        "(and date:unknown source:unknown)",
    ),
];

const JOINING: &[Row] = &[
    row("a AND b", "both", "budget AND vote", "(and budget vote)"),
    row("a OR b", "any of them", "Kyiv OR Kiev", "(or kyiv kiev)"),
    row("NOT a  -a", "not it", "-trump putin", "(and (not trump) putin)"),
    row("( … )", "groups; everything nests", "(war OR peace) AND talks", "(and (or war peace) talks)"),
    row(
        "a \"b c\" title:d",
        "clauses side by side that are not all bare words are joined by AND",
        "speaker:putin last Ukrainian",
        "(and speaker:putin (phrase last ukrainian))",
    ),
    row(
        "tightest first",
        "marks, phrases, NEAR PRE SAID, NOT, AND, OR",
        "NOT a b NEAR/3 c d OR e AND f",
        "(or (not (near/3 (phrase a b) (phrase c d))) (and e f))",
    ),
    row(
        "(a AND b) NEAR/n c",
        "AND under such an operator: both are asked",
        "(oil AND gas) NEAR/5 price",
        "(and (near/5 oil price) (near/5 gas price))",
    ),
];

/// What other tools write, and what is written here.
pub const OTHER_TOOLS: &[(&str, &str)] = &[
    ("peace w/5 plan", "NEAR/5"),
    ("peace near5 plan", "NEAR/5"),
    ("peace adj3 plan", "PRE/3"),
    ("peace ONEAR/3 plan", "PRE/3"),
    ("peace SAME plan", "NEAR/p"),
    ("peace w/s plan", "NEAR/s"),
    ("peace && plan", "AND"),
    ("peace || plan", "OR"),
    ("+peace +plan", "required"),
    ("peace^2 plan", "no weights"),
    ("[2025-01 TO 2025-03]", "date:2025-01..2025-03"),
    ("intitle:peace", "title"),
    ("site:reuters.com", "source"),
];

/// The page that `newsgrep help query` shows, for a terminal of 80 columns.
#[must_use]
pub fn help() -> String {
    let mut out = String::from("What can be asked. Everything nests.\n");
    for section in sections() {
        out.push('\n');
        out.push_str(section.title);
        out.push('\n');
        for row in &section.rows {
            push_row(row, &mut out);
        }
    }
    out.push_str(CLOSING);
    out
}

/// The column at which meanings start.
const MEANING: usize = 27;
/// The column behind the last one.
const WIDTH: usize = 79;

const CLOSING: &str = "
Operators are upper case; and, or, near are words. NEAR, PRE, ATLEAST and FIRST
have their / and a number. All double quotes are the same, single quotes are
apostrophes, and no word is too common to be found.
With --all a run of bare words asks for all of them anywhere, with --any for any
of them.
";

fn push_row(row: &Row, out: &mut String) {
    let mut line = format!("  {}", row.syntax);
    if line.chars().count() + 2 > MEANING {
        out.push_str(&line);
        out.push('\n');
        line.clear();
    }
    let mut column = line.chars().count();
    for word in row.meaning.split(' ') {
        let length = word.chars().count();
        let starts = column <= MEANING;
        if !starts && column + 1 + length > WIDTH {
            out.push_str(&line);
            out.push('\n');
            line.clear();
            column = 0;
        }
        let gap = if column < MEANING { MEANING - column } else { usize::from(column > MEANING) };
        line.extend(std::iter::repeat_n(' ', gap));
        line.push_str(word);
        column += gap + length;
    }
    out.push_str(&line);
    out.push('\n');
    if row.example != row.syntax {
        out.extend(std::iter::repeat_n(' ', MEANING));
        out.push_str("e.g. ");
        out.push_str(row.example);
        out.push('\n');
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::date::Day;
    use crate::query::{BareWords, ParseSettings, compact, parse};

    fn settings() -> ParseSettings {
        ParseSettings { today: Day::new(2025, 11, 28).unwrap(), words: BareWords::Phrase }
    }

    #[test]
    fn a_meaning_stands_beside_what_is_written_or_below_where_there_is_no_room() {
        let shown = |syntax: &'static str| {
            let mut out = String::new();
            let row = &Row { syntax, ..sections()[0].rows[0] };
            push_row(row, &mut out);
            out.lines().next().map(|it| it.chars().count() > MEANING)
        };
        // Two blanks before it, two behind it, and the meaning at its column.
        assert_eq!(shown("x".repeat(MEANING - 4).leak()), Some(true));
        assert_eq!(shown("x".repeat(MEANING - 3).leak()), Some(false));
    }

    #[test]
    fn every_example_means_what_the_table_says() {
        for row in sections().iter().flat_map(|section| &section.rows) {
            let seen = parse(row.example, &settings()).map(|query| compact(&query));
            assert_eq!(seen.as_deref(), Ok(row.tree), "{}", row.example);
        }
    }

    #[test]
    fn every_operator_of_another_tool_is_answered_with_ours() {
        for (typed, ours) in OTHER_TOOLS {
            let error = parse(typed, &settings()).expect_err(typed);
            assert!(matches!(error.code(), "foreign_operator" | "unknown_field"), "{typed}: {error}");
            let hint = error.hint().unwrap_or_default();
            assert!(hint.contains(ours), "{typed}: {hint}");
        }
    }

    #[test]
    fn the_help_fits_a_terminal_and_names_every_row() {
        let help = help();
        for line in help.lines() {
            assert!(line.chars().count() <= 80, "{line}");
        }
        for row in sections().iter().flat_map(|section| &section.rows) {
            assert!(help.contains(row.syntax) && help.contains(row.example), "{}", row.syntax);
        }
    }
}

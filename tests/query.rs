//! What a query means, as its author sees it: fixtures of trees and of caret
//! pictures, every pair of operators, and any text at all.

use std::path::Path;

use newsgrep::date::Day;
use newsgrep::query::{BareWords, compact, describe, parse};
use proptest::prelude::*;

use crate::support::queries::{Vocabulary, arbitrary_query};
use crate::support::query_text::{check_bytes, check_text, settings};

/// What a query is answered with: the tree and the printed text, or the mistake.
fn answer(text: &str, words: BareWords) -> String {
    match parse(text, &settings(words)) {
        Ok(query) => {
            let tree = describe(&query, &mut |_| None);
            format!("= {query}\n{}", tree.lines().map(|line| format!("  {line}\n")).collect::<String>())
        }
        Err(error) => {
            let mut out = format!("! {error}  [{}]\n{}\n", error.code(), error.picture(text));
            if let Some(hint) = error.hint() {
                out.push_str(&format!("hint: {hint}\n"));
            }
            out
        }
    }
}

/// Reads a file of queries (`> query`, `all> query`, `any> query`) and answers each anew.
fn answered(file: &str) -> String {
    let mut out = String::new();
    for line in file.lines() {
        let asked = [("> ", BareWords::Phrase), ("all> ", BareWords::All), ("any> ", BareWords::Any)]
            .into_iter()
            .find_map(|(sign, words)| line.strip_prefix(sign).map(|query| (query, words)));
        match asked {
            Some((query, words)) => out.push_str(&format!("{line}\n{}\n", answer(query, words))),
            None if line.starts_with('#') => out.push_str(&format!("{line}\n\n")),
            None => {}
        }
    }
    out
}

#[test]
fn queries_are_answered_as_the_fixtures_say() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/queries");
    let mut files = 0;
    for entry in std::fs::read_dir(&folder).unwrap() {
        let path = entry.unwrap().path();
        if path.extension().is_none_or(|it| it != "txt") {
            continue;
        }
        files += 1;
        let expected = std::fs::read_to_string(&path).unwrap();
        let seen = answered(&expected);
        if std::env::var_os("UPDATE").is_some() {
            std::fs::write(&path, &seen).unwrap();
        } else {
            assert!(seen == expected, "{}: run with UPDATE=1 and read the diff\n{seen}", path.display());
        }
    }
    assert!(files > 0, "there are fixtures");
}

/// An operator: how it is written around what stands in it, and its name in a tree.
struct Operator {
    name: &'static str,
    written: fn(&str, &str) -> String,
    kind: Kind,
}

#[derive(Clone, Copy, PartialEq)]
enum Kind {
    /// Two operands, both places.
    Pair,
    /// One operand, a place.
    Function,
    /// A scope: one operand, anything.
    Scope,
    /// Two operands, anything.
    Boolean,
    Not,
}

const OPERATORS: &[Operator] = &[
    Operator { name: "near/2", written: |a, b| format!("{a} NEAR/2 {b}"), kind: Kind::Pair },
    Operator { name: "near/s", written: |a, b| format!("{a} NEAR/s {b}"), kind: Kind::Pair },
    Operator { name: "near/p", written: |a, b| format!("{a} NEAR/p {b}"), kind: Kind::Pair },
    Operator { name: "pre/2", written: |a, b| format!("{a} PRE/2 {b}"), kind: Kind::Pair },
    Operator { name: "pre/s", written: |a, b| format!("{a} PRE/s {b}"), kind: Kind::Pair },
    Operator { name: "not-near/2", written: |a, b| format!("{a} NOT NEAR/2 {b}"), kind: Kind::Pair },
    Operator { name: "not-near/p", written: |a, b| format!("{a} NOT NEAR/p {b}"), kind: Kind::Pair },
    Operator { name: "first/9", written: |a, _| format!("FIRST/9({a})"), kind: Kind::Function },
    Operator { name: "at-least/2", written: |a, _| format!("ATLEAST/2({a})"), kind: Kind::Function },
    Operator { name: "title", written: |a, _| format!("title:({a})"), kind: Kind::Scope },
    Operator { name: "body", written: |a, _| format!("body:({a})"), kind: Kind::Scope },
    Operator { name: "lead", written: |a, _| format!("lead:({a})"), kind: Kind::Scope },
    Operator { name: "quote", written: |a, _| format!("quote:({a})"), kind: Kind::Scope },
    Operator { name: "said by putin", written: |a, _| format!("putin SAID ({a})"), kind: Kind::Scope },
    Operator { name: "said by anyone known", written: |a, _| format!("* SAID ({a})"), kind: Kind::Scope },
    Operator { name: "and", written: |a, b| format!("{a} AND {b}"), kind: Kind::Boolean },
    Operator { name: "or", written: |a, b| format!("{a} OR {b}"), kind: Kind::Boolean },
    Operator { name: "not", written: |a, _| format!("NOT {a}"), kind: Kind::Not },
];

impl Operator {
    fn has_two(&self) -> bool {
        matches!(self.kind, Kind::Pair | Kind::Boolean)
    }

    fn asks_for_places(&self) -> bool {
        matches!(self.kind, Kind::Pair | Kind::Function)
    }

    fn tree(&self, a: &str, b: &str) -> String {
        if self.has_two() { format!("({} {a} {b})", self.name) } else { format!("({} {a})", self.name) }
    }
}

#[test]
fn every_ordered_pair_of_operators_nests_both_ways() {
    for outer in OPERATORS {
        for inner in OPERATORS {
            let inside = format!("({})", (inner.written)("a", "b"));
            let tree = inner.tree("a", "b");
            let same = inner.name == outer.name && outer.kind == Kind::Boolean;
            // As the left or only operand.
            let expected = if outer.asks_for_places() && inner.kind == Kind::Not {
                "placeless".to_owned()
            } else if outer.asks_for_places() && inner.name == "and" {
                format!("(and {} {})", outer.tree("a", "c"), outer.tree("b", "c"))
            } else if same {
                format!("({} a b c)", outer.name)
            } else {
                outer.tree(&tree, "c")
            };
            check_nesting(&(outer.written)(&inside, "c"), &expected);
            if !outer.has_two() {
                continue;
            }
            // As the right operand.
            let not_near = outer.name.starts_with("not-near");
            let expected = if outer.asks_for_places()
                && (inner.kind == Kind::Not || (inner.name == "and" && not_near))
            {
                "placeless".to_owned()
            } else if outer.asks_for_places() && inner.name == "and" {
                format!("(and {} {})", outer.tree("c", "a"), outer.tree("c", "b"))
            } else if same {
                format!("({} c a b)", outer.name)
            } else {
                outer.tree("c", &tree)
            };
            check_nesting(&(outer.written)("c", &inside), &expected);
        }
    }
}

#[track_caller]
fn check_nesting(text: &str, expected: &str) {
    let seen = match parse(text, &settings(BareWords::Phrase)) {
        Ok(query) => {
            let printed = query.to_string();
            assert_eq!(parse(&printed, &settings(BareWords::Any)).as_ref(), Ok(&query), "{text}: {printed}");
            compact(&query)
        }
        Err(error) => error.code().to_owned(),
    };
    assert_eq!(seen, expected, "{text}");
}

#[test]
fn huge_queries_get_an_answer_or_a_clear_error() {
    const SIZE: usize = 1 << 20;
    let of_size = |piece: &str| piece.repeat(SIZE / piece.len());
    let alternatives = |count: usize| (0..count).map(|at| format!("w{at}x")).collect::<Vec<_>>().join(" OR ");
    for (text, expected) in [
        (format!("{}a{}", "(".repeat(10_000), ")".repeat(10_000)), "too_deep"),
        (format!("{}a{}", "(".repeat(60), ")".repeat(60)), "a query"),
        (alternatives(10_000), "a query"),
        (format!("({}) NEAR/5 talks", alternatives(10_000)), "a query"),
        (format!("(({}) AND b) NEAR/5 talks", alternatives(10_000)), "too_large"),
        (format!("({}) NEAR/5 ({0})", vec!["a"; 200].join(" AND ")), "too_large"),
        (vec!["(a AND b AND c AND d AND e) NEAR/5 (f AND g AND h)"; 300].join(" "), "too_large"),
        (format!("a{}", " NEAR/5 (b AND c)".repeat(30)), "too_large"),
        (format!("a{}", " NEAR/5 b".repeat(60)), "a query"),
        (format!("a{}", " NEAR/5 b".repeat(10_000)), "too_deep"),
        (format!("{}a", "NOT ".repeat(10_000)), "too_deep"),
        (format!("{}a", "title:".repeat(10_000)), "too_deep"),
        (of_size("title:"), "too_deep"),
        (of_size("FIRST/5("), "too_deep"),
        (of_size("a "), "too_many_words"),
        (of_size("a-"), "too_many_words"),
        (of_size("a"), "word_too_long"),
        (of_size("?"), "no_word"),
        (of_size("*"), "word_too_long"),
        (of_size("[a "), "too_many_words"),
        (of_size("a~"), "bad_fuzzy"),
        (of_size("a~1-"), "too_many_words"),
        (of_size("?,"), "no_word"),
        (of_size("\"a\" "), "too_many_words"),
        (of_size("date:2025 "), "too_many_words"),
        (of_size("\"a "), "too_many_words"),
        (of_size(")"), "unopened_parenthesis"),
        (of_size("- "), "no_word"),
        (of_size("="), "no_word"),
        (of_size("=\""), "no_word"),
        (of_size("\u{ad}"), "no_word"),
        (of_size("\u{301}"), "word_too_long"),
        (of_size("\n"), "empty"),
        (format!("\"{}", of_size(" ")), "unclosed_quote"),
    ] {
        let seen = match parse(&text, &settings(BareWords::Phrase)) {
            Ok(_) => "a query",
            Err(error) => {
                assert!(error.picture(&text).len() < 1000);
                error.code()
            }
        };
        assert_eq!(seen, expected, "{}…", text.chars().take(30).collect::<String>());
    }
}

fn vocabulary() -> Vocabulary {
    let owned = |words: &[&str]| words.iter().map(|&word| word.to_owned()).collect();
    Vocabulary {
        words: owned(&[
            "ceasefire",
            "don’t",
            "U.S",
            "O'Brien",
            "47,000",
            "3.5",
            "Łódź",
            "AND",
            "near",
            "near5",
            "the",
            "said",
            "A",
            "unknown",
            "today",
            "SAME",
        ]),
        names: owned(&["Vladimir Putin", "O'Brien", "unknown", "Jean-Claude Juncker", "U.N"]),
        days: [1, 2, 15, 28].into_iter().filter_map(|day| Day::new(2025, 11, day)).collect(),
    }
}

/// Pieces that have a meaning, to be put side by side in every way.
fn soup() -> impl Strategy<Value = String> {
    let piece = prop::sample::select(vec![
        "a",
        "plan",
        "28-point",
        "U.S.",
        "O’Brien's",
        "47,000",
        "AND",
        "OR",
        "NOT",
        "-",
        "(",
        ")",
        "(",
        ")",
        "\"",
        "“",
        "”",
        "«",
        "=",
        "==",
        "~",
        "~1",
        "~5",
        "*",
        "?",
        "neg*",
        "?yiv",
        "NEAR/5",
        "PRE/s",
        "NOT NEAR/2",
        "ATLEAST/2",
        "FIRST/9",
        "SAID",
        "putin",
        "title:",
        "quote:",
        "lead:",
        "speaker:",
        "source:",
        "date:",
        "2025-11",
        "..",
        "7d",
        "unknown",
        "lang:en",
        "path:",
        "id:",
        "w/5",
        "near5",
        "&&",
        "^2",
        "+",
        "!",
        "[a TO b]",
        "foo:",
        "—",
        "–",
        "'",
        "’s",
        ",",
        ".",
        "…",
        "½",
        "e\u{301}",
        "\u{ad}",
        "平和",
        "ＡＮＤ",
        "（",
        "：",
        "\u{a0}",
        "\u{3000}",
        "\u{feff}",
        "\0",
        "\n",
        "NEAR",
    ]);
    prop::collection::vec((piece, prop::bool::weighted(0.6)), 0..14).prop_map(|pieces| {
        pieces.into_iter().map(|(piece, space)| format!("{piece}{}", if space { " " } else { "" })).collect()
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 2000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_query_is_what_its_text_means(query in arbitrary_query(&vocabulary())) {
        let printed = query.to_string();
        for words in [BareWords::Phrase, BareWords::All, BareWords::Any] {
            let again = parse(&printed, &settings(words));
            prop_assert_eq!(again.as_ref(), Ok(&query), "{}", printed);
        }
    }

    #[test]
    fn any_text_is_a_query_or_a_mistake_in_it(text in any::<String>()) {
        check_text(&text);
    }

    #[test]
    fn any_pieces_side_by_side_are_a_query_or_a_mistake_in_them(text in soup()) {
        check_text(&text);
    }

    #[test]
    fn any_bytes_are_a_query_or_a_mistake_in_them(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
        check_bytes(&bytes);
    }
}

#[test]
fn a_comma_that_folding_put_into_a_pattern_is_survived() {
    for text in ["🄃*", "?🄀", "🄃Z?Uங0*", "3.5*"] {
        check_text(text);
    }
}

#[test]
fn a_message_is_one_line_however_an_operator_was_typed() {
    for text in ["NOT\nPRE/s", "a NOT\n\tPRE/5 b", "a NOT\nNEAR/5", "date:[2020\nTO\n2021]"] {
        check_text(text);
    }
}

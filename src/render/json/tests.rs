use super::*;
use crate::article::Names;
use crate::article::Origin;
use crate::field::Field;
use crate::search::Facet;
use crate::search::samples::{hit, page};
use crate::search::{FacetCounts, Hit, LeafScore};

#[track_caller]
fn check(write: impl FnOnce(&mut dyn Write) -> io::Result<()>, expected: &str) {
    let mut out = Vec::new();
    write(&mut out).expect("a vector takes everything");
    let seen = String::from_utf8(out).expect("text");
    assert_eq!(seen, format!("{}\n", expected.replace("\n    ", "")), "\n{seen}");
    for line in seen.lines() {
        serde_json::from_str::<serde_json::Value>(line).expect("it parses back");
    }
}

#[test]
fn a_hit_has_the_keys_that_are_promised_in_their_order() {
    check(
        |out| write_hits(&[hit()], &HitField::in_json().collect::<Vec<_>>(), out),
        r#"{"type":"hit","v":1,"id":"ledger-1","path":"articles/ledger.txt","title":"Talks end without a truce",
    "date":"2025-11-27","date_found":"head","date_certainty":"stated","published":null,"updated":null,"source":"Morning Ledger","author":"A. Writer","section":null,"language":"en",
    "speakers":[{"name":"Vladimir Putin","type":"person","quotations":4},{"name":"Dmitry Peskov","type":"person",
    "quotations":1}],"score":2.5,"spans":[{"field":"body","start":523,"end":537,"start_char":520,"end_char":534,
    "text":"last Ukrainian"}],"snippets":[{"field":"body","text":"ready to fight \"to the last Ukrainian\", he told
     reporters in Bishkek.","start":500,"marks":[[23,37]],"cut_before":true}]}"#,
    );
}

#[test]
fn what_is_unknown_is_null_and_what_is_rare_is_there_when_needed() {
    let mut bare = Hit { title: None, dating: None, names: Names::default(), ..hit() };
    bare.speakers.clear();
    bare.spans.clear();
    bare.snippets.clear();
    bare.origins[0].record = Some(3);
    bare.origins.push(Origin { path: "b.txt".into(), record: None });
    bare.explanation = Some(vec![LeafScore { leaf: "last".into(), score: 2.5 }]);
    check(
        |out| write_hits(&[bare], &HitField::in_json().collect::<Vec<_>>(), out),
        r#"{"type":"hit","v":1,"id":"ledger-1","path":"articles/ledger.txt","record":3,
    "places":[{"path":"articles/ledger.txt","record":3},{"path":"b.txt"}],"title":null,"date":null,
    "date_found":null,"date_certainty":null,"published":null,"updated":null,"source":null,"author":null,"section":null,"language":"en","speakers":[],"score":2.5,"spans":[],
    "snippets":[],"explanation":[{"leaf":"last","score":2.5}]}"#,
    );
}

#[test]
fn fields_come_as_asked() {
    check(
        |out| {
            write_hits(
                &[hit()],
                &[HitField::Of(Field::Url), HitField::Occurrences, HitField::Of(Field::Id)],
                out,
            )
        },
        r#"{"type":"hit","v":1,"url":null,"occurrences":1,"id":"ledger-1"}"#,
    );
}

#[test]
fn a_summary_counts() {
    let mut answer = page(vec![]);
    check(
        |out| write_summary("\"last Ukrainian\"", &answer, out),
        r#"{"type":"summary","v":1,"query":"\"last Ukrainian\"","articles":0,"occurrences":3,"facets":{}}"#,
    );
    answer.occurrences = None;
    answer.partial = true;
    answer.notices.push("so".into());
    answer.facets.push(FacetCounts {
        facet: Facet::MONTH,
        values: vec![("2025-11".into(), 2.into())],
        unknown: 1.into(),
        distinct: 1.into(),
    });
    check(
        |out| write_summary("a", &answer, out),
        r#"{"type":"summary","v":1,"query":"a","articles":0,"occurrences":null,"facets":{"date:month":
    {"values":[{"value":"2025-11","articles":2,"query":"date:2025-11"}],"unknown":1,"distinct":1}},"partial":true,"notices":["so"]}"#,
    );
}

#[test]
fn an_error_says_where_and_offers() {
    let error = ErrorLine {
        kind: "unknown-field",
        message: "no field",
        at: Some(ByteSpan::known(0, 7)),
        offer: None,
    };
    check(
        |out| write_error(&error, out),
        r#"{"type":"error","v":1,"kind":"unknown-field","message":"no field","at":{"start":0,"end":7},"offer":null}"#,
    );
}

#[test]
fn controls_never_reach_a_terminal_and_come_back_whole() {
    let evil = "a\x1b[2J\u{9b}x\u{7f}\n\u{80}é\u{9f}";
    let mut bad = hit();
    bad.title = Some(evil.into());
    let mut out = Vec::new();
    write_hits(&[bad], &[HitField::Of(Field::Title)], &mut out).expect("a vector takes everything");
    let text = String::from_utf8(out).expect("text");
    assert!(!text.trim_end_matches('\n').chars().any(char::is_control), "{text:?}");
    let back: serde_json::Value = serde_json::from_str(&text).expect("JSON");
    assert_eq!(back["title"], evil);
}

#[test]
fn a_token_is_its_keys_alone() {
    let token = TokenLine {
        field: "body",
        position: 1,
        sentence: 0,
        paragraph: 0,
        start: 4,
        end: 9,
        start_char: 3,
        end_char: 7,
        written: "Łódź",
        plain: "lodz",
        stem: "lodz",
    };
    check(
        |out| write_token(&token, out),
        r#"{"field":"body","position":1,"sentence":0,"paragraph":0,"start":4,"end":9,"start_char":3,"end_char":7,
    "written":"Łódź","plain":"lodz","stem":"lodz"}"#,
    );
}

#[test]
fn a_quotation_carries_every_place_that_tells_it() {
    let page = crate::render::quotes::tests::page();
    let mut out = Vec::new();
    crate::render::json::quotes::write_quotes(&page.shown, &mut out).expect("a vector takes everything");
    let line: serde_json::Value = serde_json::from_slice(&out).expect("JSON");
    assert_eq!(line["role"], "President of Russia");
    assert_eq!(line["path"], "articles/ledger.txt");
    let other = &line["places"][1];
    assert_eq!(other["source"], serde_json::Value::Null);
    assert_eq!(other["differences"][0], serde_json::json!({"left_out": "fight"}));
    check(
        |out| crate::render::json::quotes::write_summary("a", &page, out),
        r#"{"type":"summary","v":1,"query":"a","quotations":1,"articles":2,"facets":{"speaker":{"values":
    [{"value":"Vladimir Putin","quotations":1}],"unknown":0,"distinct":1}}}"#,
    );
}

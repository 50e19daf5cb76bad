use proptest::option;
use proptest::prelude::*;
use proptest::sample::select;

use super::*;
use crate::field::FieldKind;

fn article() -> Article {
    let body = "“No,” said Ann Lee.\n\n“Yes.”".to_owned();
    let span = |start, end| ByteSpan::in_text(&body, start, end).expect("in the body");
    let ann = Speaker { name: "Ann Lee".into(), kind: SpeakerKind::Person, role: Some("mayor".into()) };
    let quotations = vec![
        Quotation {
            span: span(0, 9),
            kind: QuotationKind::Direct,
            speaker: Some(ann),
            mention: Some(span(15, 22)),
            cue: Some(span(10, 14)),
            confidence: 0.875,
        },
        Quotation {
            span: span(25, 35),
            kind: QuotationKind::Partial,
            speaker: None,
            mention: None,
            cue: None,
            confidence: 0.0,
        },
    ];
    let day = Day::new(2025, 11, 27).expect("a day");
    let source = (Field::Source, Found::new("Reuters".into(), FoundBy::Trailer));
    Article {
        title: Some(Found::new("Vote".into(), FoundBy::Head)),
        names: Names::from_iter([source]),
        dating: Some(Dating { day, instant: Instant::new(1_764_201_600, 0), found: FoundBy::Text }),
        url: Some("https://example.org/a".into()),
        origins: vec![Origin { path: "a.jsonl".into(), record: Some(3) }],
        quotations,
        body,
        ..Article::new(ArticleId::new("a1").expect("an id"))
    }
}

/// A record of an older format, with a head as that format wrote it.
fn older(mark: &[u8], head: &[u8], title: &str, body: &str) -> Vec<u8> {
    let mut bytes = mark.to_vec();
    for part in [head, title.as_bytes()] {
        bytes.extend_from_slice(&u32::try_from(part.len()).expect("short").to_le_bytes());
        bytes.extend_from_slice(part);
    }
    bytes.extend_from_slice(body.as_bytes());
    bytes
}

fn format_2(article: &Article) -> Vec<u8> {
    let title = article.title_text().to_owned();
    older(&FORMAT_2, &format2::write(Head::of(article)), &title, &article.body)
}

#[test]
fn an_article_is_read_back_as_it_was_stored() {
    assert_eq!(decode(&encode(&article())), Some(article()));
    let of = ArticleId::new("a1").expect("an id");
    let earlier = Day::new(2025, 11, 28).map(|until| Earlier { of, until });
    let article = Article { earlier, given: Some("{\"colour\":\"red\"}".to_owned()), ..article() };
    let bytes = encode(&article);
    let title = bytes.len() - article.body.len() - article.title_text().len();
    assert_eq!(&bytes[title..title + 4], b"Vote", "title and body are the end of a record");
    assert_eq!(decode(&bytes), Some(article));
}

#[test]
fn a_record_of_format_1_is_read() {
    let head = r#"{"id":"a1","places":[["a.jsonl",3]],"t":"given","a":["Jo Poe","meta"],"s":["Star","json-ld"],
        "d":[20419,1764201600,"head"],"l":["en","default"],"q":[["direct",0,4,0,0,0,0,0,0]]}"#;
    let article = decode(&older(&[], head.as_bytes(), "Vote", "\"No\" was said.")).expect("a record");
    assert_eq!((article.title_text(), article.quotations.len()), ("Vote", 1));
    assert_eq!(article.names.get(Field::Source), Some(&Found::new("Star".into(), FoundBy::JsonLd)));
    assert_eq!(article.names.get(Field::Author), Some(&Found::new("Jo Poe".into(), FoundBy::Meta)));
    let dating = article.dating.expect("a day");
    assert_eq!((dating.day.number(), dating.found), (20419, FoundBy::Head));
    assert_eq!(dating.instant.map(|it| it.to_string()).as_deref(), Some("2025-11-27T00:00:00Z"));
}

#[test]
fn a_record_of_an_older_format_may_know_nothing_but_its_place() {
    let head = r#"{"id":"a1","places":[],"l":["de","detected"]}"#;
    let article = decode(&older(&[], head.as_bytes(), "", "")).expect("a record");
    assert_eq!(article, decode(&format_2(&article)).expect("a record"));
    assert_eq!((article.names, article.dating, article.title), (Names::default(), None, None));
}

#[test]
fn a_record_of_format_2_is_read() {
    assert_eq!(decode(&format_2(&article())), Some(article()));
}

#[test]
fn bytes_that_are_no_record_are_none() {
    let bytes = encode(&article());
    for cut in 0..bytes.len() {
        let _ = decode(&bytes[..cut]);
    }
    assert_eq!(decode(&bytes[..20]), None);
    assert_eq!(decode(b"\xff\xff\xff\xffabc"), None);
    assert_eq!(decode(b""), None);
}

#[test]
fn a_field_that_no_article_has_is_no_record() {
    for field in ["colour", "speaker", "title"] {
        let mut head = Head::of(&article());
        head.names[0].field = field.into();
        assert_eq!(
            decode(&older(&FORMAT_3, &format3::write(head), "Vote", &article().body)),
            None,
            "{field}"
        );
    }
    let mut head = Head::of(&article());
    head.days[0].field = "source".into();
    assert_eq!(decode(&older(&FORMAT_3, &format3::write(head), "Vote", &article().body)), None);
}

prop_compose! {
    fn dating()(
        day in -100_000i32..100_000,
        instant in option::of((-4_000_000_000i64..4_000_000_000, -840i16..=840)),
        found in select(vec![FoundBy::Given, FoundBy::Meta, FoundBy::Head]),
    ) -> Dating {
        let instant = instant.and_then(|(seconds, offset)| Instant::new(seconds, offset));
        Dating { day: Day::from_number(day).expect("a day of the calendar"), instant, found }
    }
}

prop_compose! {
    fn any_article()(
        title in option::of("[a-zé ]{1,20}"),
        body in "[a-zé .\n]{0,60}",
        names in proptest::collection::vec(
            (select(Field::all().filter(|field| field.is_kept_name()).collect::<Vec<_>>()), "[A-Zé]{1,9}"),
            0..4,
        ),
        days in proptest::collection::vec(
            (
                select(Field::all().filter(|field| field.kind() == FieldKind::Day).collect::<Vec<_>>()),
                dating(),
            ),
            0..3,
        ),
        url in option::of("https://[a-z]{1,9}/"),
        origins in proptest::collection::vec(("[a-z/]{1,9}", option::of(0u64..999)), 0..3),
    ) -> Article {
        let mut article = Article::new(ArticleId::new("a").expect("not blank"));
        article.title = title.map(|it| Found::new(it, FoundBy::Given));
        article.names = names.into_iter().map(|(field, it)| (field, Found::new(it, FoundBy::Meta))).collect();
        for (field, dating) in days {
            article.set_dating(field, dating).expect("a field of days");
        }
        article.url = url;
        article.origins = origins.into_iter().map(|(path, record)| Origin { path, record }).collect();
        article.body = body;
        article
    }
}

proptest! {
    #[test]
    fn any_article_is_read_back(article in any_article()) {
        prop_assert_eq!(decode(&encode(&article)), Some(article));
    }

    #[test]
    fn any_article_of_format_2_is_read_back(article in any_article()) {
        // That format knew these fields, and no offset.
        let mut known = Article { names: Names::default(), dating: None, ..article.clone() };
        for field in [Field::Source, Field::Author] {
            if let Some(name) = article.names.get(field) {
                known.names.set(field, name.clone());
            }
        }
        known.dating = article.dating.map(|it| Dating {
            instant: it.instant.and_then(|it| Instant::new(it.seconds(), 0)),
            ..it
        });
        let read = decode(&format_2(&article));
        prop_assert_eq!(read.map(|it| (it.names, it.dating, it.body)), Some((known.names, known.dating, known.body)));
    }

    #[test]
    fn any_bytes_are_a_record_or_none(bytes: Vec<u8>, place in 0usize..120, byte: u8) {
        for mark in [&FORMAT_2[..], &FORMAT_3, &[]] {
            let _ = decode(&[mark, &bytes].concat());
        }
        for mut altered in [encode(&article()), format_2(&article())] {
            if let Some(there) = altered.get_mut(place) {
                *there = byte;
            }
            let _ = decode(&altered);
        }
    }
}

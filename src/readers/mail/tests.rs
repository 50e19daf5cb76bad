use std::io::Cursor;

use crate::readers::{Format, Opened, ReadSettings, read};
use crate::record::{Content, RawRecord, Reject};

fn opened(text: &[u8], format: Option<&str>) -> crate::readers::Records {
    let settings = ReadSettings { format: format.and_then(Format::named), ..ReadSettings::default() };
    match read(Box::new(Cursor::new(text.to_vec())), "a", &settings) {
        Opened::Records(records) => records,
        Opened::Skipped(reason) => panic!("it is skipped: {reason}"),
    }
}

fn records(text: &[u8]) -> Vec<Result<RawRecord, Reject>> {
    opened(text, None).collect()
}

fn one(text: &str) -> RawRecord {
    let mut records = records(text.as_bytes());
    assert_eq!(records.len(), 1, "{records:?}");
    records.remove(0).unwrap()
}

fn field<'a>(record: &'a RawRecord, key: &str) -> Option<&'a str> {
    record.fields.iter().find(|(name, _)| name == key).map(|(_, value)| value.as_str())
}

fn body(record: &RawRecord) -> String {
    match &record.content {
        Content::Json(bytes) => {
            let value: serde_json::Value = serde_json::from_slice(bytes).unwrap();
            value["text"].as_str().unwrap().replace("&lt;", "<").replace("&amp;", "&")
        }
        Content::Text(text) | Content::Page(text) => text.clone(),
    }
}

const HEAD: &str = "From: =?utf-8?q?J=C3=A4ne?= Doe <jane@star.example>\nTo: x@y.example\nSubject: =?utf-8?b?VMOkbGtz?= go on\n\
    Date: Thu, 27 Nov 2025 10:00:00 +0100\nMessage-ID: <17@star.example>\nList-Id: \"Star News\" <news.star.example>\nMIME-Version: 1.0\n";

fn parts(kind: &str, parts: &[(&str, &str)]) -> String {
    let mut text = format!("{HEAD}Content-Type: multipart/{kind}; boundary=\"b\"\n\n");
    for (head, body) in parts {
        text.push_str(&format!("--b\n{head}\n\n{body}\n"));
    }
    text + "--b--\n"
}

#[test]
fn a_message_says_who_when_and_what() {
    let record =
        one(&format!("{HEAD}Content-Type: text/plain; charset=utf-8\n\nOne.\n\nTwo <3 & more.\n-- \nJane\n"));
    for (key, value) in [
        ("title", "Tälks go on"),
        ("id", "17@star.example"),
        ("date", "2025-11-27T10:00:00+01:00"),
        ("author", "Jäne Doe"),
        ("source", "Star News"),
    ] {
        assert_eq!(field(&record, key), Some(value), "{key}");
    }
    assert_eq!(body(&record), "One.\n\nTwo <3 & more.");
}

#[test]
fn of_two_alternatives_the_plain_text_is_taken_unless_it_is_a_stub() {
    let long = "<p>One &amp; two.</p><p>Three four five six seven eight nine ten eleven twelve thirteen.</p><p>Unsubscribe</p>";
    let of = |plain: &str, page: &str| {
        body(&one(&parts(
            "alternative",
            &[("Content-Type: text/plain", plain), ("Content-Type: text/html", page)],
        )))
    };
    assert_eq!(of("Plain one and two, three four.", long), "Plain one and two, three four.");
    assert!(of("See below.", &long.repeat(3)).starts_with("One & two.\n\nThree"));
    let alone = one(&parts("alternative", &[("Content-Type: text/html", long)]));
    assert!(body(&alone).ends_with("thirteen."));
}

#[test]
fn what_is_attached_is_read_as_a_file_would_be() {
    let words = "Words of a text that is attached. ".repeat(5);
    let inner = format!(
        "From: Ali Khan <a@b.example>\nSubject: Inner\nDate: Thu, 27 Nov 2025 10:00:00 +0100\nMessage-ID: <18@x>\n\n{words}"
    );
    let message = parts(
        "mixed",
        &[
            ("Content-Type: text/plain", "The text."),
            ("Content-Type: text/plain\nContent-Disposition: attachment; filename=\"a/b.txt\"", &words),
            ("Content-Type: text/plain\nContent-Disposition: attachment; filename=\"c.txt\"", "A few words."),
            ("Content-Type: image/png\nContent-Disposition: attachment; filename=\"d.png\"", "x"),
            ("Content-Type: application/x-odd", "x"),
            ("Content-Type: message/rfc822", &inner),
        ],
    );
    let mut opened = opened(message.as_bytes(), None);
    let found: Vec<_> = opened
        .by_ref()
        .map(|it| {
            let it = it.unwrap();
            (it.origin.to_string(), field(&it, "author").map(str::to_owned))
        })
        .collect();
    let expected = [("a", Some("Jäne Doe")), ("a!a_b.txt", None), ("a!part5.eml", Some("Ali Khan"))];
    assert_eq!(found, expected.map(|(place, author)| (place.to_owned(), author.map(str::to_owned))));
    let told: Vec<_> = opened.passed_over().into_keys().collect();
    assert_eq!(
        told,
        ["attachment of a few words", "attachment of application/x-odd", "attachment of image/png"]
    );
    let boxed = format!(
        "From a Thu Dec 14 21:37:00 2017\n{HEAD}\nfirst\n\nFrom a Thu Dec 14 21:37:00 2017\n{message}"
    );
    let places: Vec<_> =
        records(boxed.as_bytes()).iter().map(|it| it.as_ref().unwrap().origin.to_string()).collect();
    assert_eq!(places, ["a:1", "a:2", "a!2/a_b.txt", "a!2/part5.eml"]);
}

#[test]
fn attachments_of_one_name_have_places_of_their_own() {
    let kind = |name: &str| {
        format!("Content-Type: text/plain\nContent-Disposition: attachment; filename=\"{name}\"")
    };
    let text = |word: &str| format!("{word} stands in a text that is attached. ").repeat(5);
    let (same, other) = (kind("a.txt"), kind("a (2).txt"));
    let (one, two, three) = (text("One"), text("Two"), text("Three"));
    let message = parts(
        "mixed",
        &[("Content-Type: text/plain", "The text."), (&same, &one), (&other, &two), (&same, &three)],
    );
    let places: Vec<_> = opened(message.as_bytes(), None)
        .map(|it| {
            let it = it.unwrap();
            (it.origin.to_string(), body(&it).split_whitespace().next().map(str::to_owned))
        })
        .skip(1)
        .collect();
    let expected = [("a!a.txt", "One"), ("a!a (2).txt", "Two"), ("a!a (3).txt", "Three")];
    assert_eq!(places, expected.map(|(place, word)| (place.to_owned(), Some(word.to_owned()))));
}

#[test]
fn a_message_that_is_cut_off_is_read_and_told() {
    let whole =
        parts("mixed", &[("Content-Type: text/plain", "The text of the message, which goes on for long.")]);
    for (bytes, told) in [(whole.as_bytes(), 0), (&whole.as_bytes()[..whole.len() - 9], 1)] {
        let mut opened = opened(bytes, None);
        assert!(body(&opened.next().unwrap().unwrap()).starts_with("The text of the message"));
        assert_eq!(opened.by_ref().count(), 0);
        assert_eq!(opened.passed_over().len(), told);
    }
}

#[test]
fn what_cannot_be_read_is_told() {
    let told = |text: &str| records(text.as_bytes()).remove(0).unwrap_err().reason.to_string();
    let locked = parts("encrypted", &[("Content-Type: application/pgp-encrypted", "Version: 1")]);
    assert_eq!(
        told(&locked),
        "locked: encrypted with OpenPGP; decrypt it in a mail program and export it again"
    );
    let smime = format!(
        "{HEAD}Content-Type: application/pkcs7-mime; smime-type=enveloped-data\nContent-Transfer-Encoding: base64\n\nAAAA\n"
    );
    assert!(told(&smime).starts_with("locked: encrypted with S/MIME"));
    assert!(
        told(&format!("{HEAD}\n-----BEGIN PGP MESSAGE-----\n\nhQ\n"))
            .starts_with("locked: encrypted with OpenPGP")
    );
    assert_eq!(told(&format!("{HEAD}\n\n")), "no-body: a message without a text");
}

#[test]
fn characters_are_read_by_what_is_named_or_by_what_they_look_like() {
    let of = |charset: &str, text: &[u8]| {
        let head = format!("{HEAD}Content-Type: text/plain{charset}\n\n");
        let record = records(&[head.as_bytes(), text].concat()).remove(0).unwrap();
        body(&record)
    };
    assert_eq!(of("; charset=windows-1251", b"\xCF\xF3\xF2\xE8\xED"), "Путин");
    assert_eq!(of("; charset=x-user-defined", "Äußerung über Öl".as_bytes()), "Äußerung über Öl");
    assert_eq!(of("; charset=us-ascii", "Äußerung".as_bytes()), "Äußerung");
    assert_eq!(
        of("", b"Le g\xE9n\xE9ral a \xE9t\xE9 relev\xE9 de ses fonctions."),
        "Le général a été relevé de ses fonctions."
    );
    assert_eq!(of("; charset=utf-8; format=flowed", b"One \ntwo.\nThree."), "One two.\n\nThree.");
}

#[test]
fn a_message_without_a_date_has_that_of_its_delivery() {
    let text =
        "From a@b Thu Dec 14 21:37:00 2017\nSubject: T\nFrom: Jane Doe <a@b>\nMIME-Version: 1.0\n\nText.\n";
    assert_eq!(field(&one(text), "date"), Some("Thu Dec 14 21:37:00 2017"));
}

#[test]
fn damage_does_no_harm() {
    let text = parts(
        "mixed",
        &[
            (
                "Content-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: quoted-printable",
                "B=C3=BCro",
            ),
            (
                "Content-Type: message/rfc822\nContent-Transfer-Encoding: base64",
                "RnJvbTogYQpUbzogYgpTdWJqZWN0OiBjCgp4Cg==",
            ),
        ],
    );
    let text = format!("From a@b Thu Dec 14 21:37:00 2017\n{text}");
    let bytes = text.as_bytes();
    for at in 0..bytes.len() {
        for format in ["mail", "mbox", "mhtml"] {
            let _ = opened(&bytes[..at], Some(format)).count();
            let mut mutated = bytes.to_vec();
            mutated[at] = [b'\n', b'-', b'=', b':', 0, 0xFF][at % 6];
            if !crate::readers::head::looks_binary(&mutated) {
                let _ = opened(&mutated, Some(format)).count();
            }
        }
    }
}

//! Archives of the web as they are read.

use std::io::{Cursor, Write};

use crate::readers::{Opened, ReadSettings, Records, read};
use crate::record::{Content, RawRecord, Reject};

fn opened(bytes: Vec<u8>) -> Records {
    match read(Box::new(Cursor::new(bytes)), "c.warc", &ReadSettings::default()) {
        Opened::Records(records) => records,
        Opened::Skipped(reason) => panic!("skipped: {reason}"),
    }
}

fn found(bytes: Vec<u8>) -> Vec<String> {
    let told = |it| match it {
        Ok(RawRecord { origin, content: Content::Page(text) | Content::Text(text), fields, .. }) => {
            let url = fields.iter().find(|(key, _)| key == "url").map_or("", |(_, url)| url);
            format!("{origin} {url} {text}")
        }
        Ok(RawRecord { origin, .. }) => origin.to_string(),
        Err(Reject { origin, reason, .. }) => format!("{origin} ! {}", reason.as_str()),
    };
    opened(bytes).map(told).collect()
}

fn capture(kind: &str, address: &str, block: &str) -> Vec<u8> {
    format!(
        "WARC/1.0\r\nWARC-Type: {kind}\r\nWARC-Target-URI: {address}\r\nWARC-Date: 2024-03-04T05:06:07Z\r\n\
         Content-Type: application/http; msgtype={kind}\r\nContent-Length: {}\r\n\r\n{block}\r\n\r\n",
        block.len()
    )
    .into_bytes()
}

fn page(address: &str, text: &str) -> Vec<u8> {
    capture("response", address, &format!("HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n{text}"))
}

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut packer = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
    packer.write_all(bytes).unwrap();
    packer.finish().unwrap()
}

#[test]
fn a_captured_page_is_a_record_and_a_request_is_none() {
    let parts = [
        capture("warcinfo", "x", "software: of our own"),
        capture("request", "http://a.example/1", "GET /1 HTTP/1.1\r\n\r\n"),
        page("http://a.example/1", "<p>One"),
        page("http://a.example/2", "<p>Two"),
    ];
    let expected = ["c.warc:3 http://a.example/1 <p>One", "c.warc:4 http://a.example/2 <p>Two"];
    assert_eq!(found(parts.concat()), expected);
    let packed: Vec<Vec<u8>> = parts.iter().map(|it| gzip(it)).collect();
    assert_eq!(found(packed.concat()), expected);
    let mut records = opened(parts.concat());
    records.by_ref().for_each(drop);
    let counts: Vec<_> = records.passed_over().into_iter().collect();
    assert_eq!(counts, [("request".to_owned(), 1), ("warcinfo".to_owned(), 1)]);
}

#[test]
fn behind_damage_the_next_capture_is_read() {
    let (one, two) = (page("http://a.example/1", "<p>One"), page("http://a.example/2", "<p>Two"));
    let wrong = String::from_utf8(one.clone()).unwrap().replace("Content-Length: ", "Content-Length: 1");
    let found_two = "http://a.example/2 <p>Two";
    let after = found([wrong.as_bytes(), &"filler\n".repeat(40).into_bytes(), &two].concat());
    assert!(after.last().unwrap().ends_with(found_two), "{after:?}");
    let noise = "noise\n".repeat(40);
    let found_all = found([&one, noise.as_bytes(), &two].concat());
    assert_eq!(found_all[1], "c.warc:2 ! damaged");
    assert!(found_all[2].ends_with(found_two));
    let mut packed = gzip(&one);
    let at = packed.len() - 10;
    packed[at] ^= 0xFF;
    let found_packed = found([packed, gzip(&two)].concat());
    assert!(found_packed.iter().any(|it| it.ends_with("! damaged")), "{found_packed:?}");
    assert!(found_packed.last().unwrap().ends_with(found_two), "{found_packed:?}");
}

#[test]
fn a_length_that_is_off_by_one_costs_nothing() {
    for by in [-1i64, 1] {
        let text = String::from_utf8(page("http://a.example/1", "<p>One")).unwrap();
        let at = text.find("Content-Length: ").unwrap() + 16;
        let length: i64 = text[at..].lines().next().unwrap().parse().unwrap();
        let wrong =
            text.replace(&format!("Content-Length: {length}"), &format!("Content-Length: {}", length + by));
        let two = page("http://a.example/2", "<p>Two");
        let records = found([wrong.as_bytes(), &two].concat());
        assert_eq!(records.len(), 2, "{records:?}");
        assert_eq!(records[1], "c.warc:2 http://a.example/2 <p>Two");
    }
}

#[test]
fn an_archive_that_is_cut_off_tells_it() {
    let bytes = [page("http://a.example/1", "<p>One"), page("http://a.example/2", "<p>Two")].concat();
    for cut in [bytes.len() - 8, bytes.len() - 40, bytes.len() - 160] {
        let records = found(bytes[..cut].to_vec());
        assert_eq!(records, ["c.warc:1 http://a.example/1 <p>One", "c.warc:2 ! damaged"], "{cut}");
    }
}

#[test]
fn the_format_before_is_read_too() {
    let answer = "HTTP/1.0 200 OK\nContent-Type: text/html\n\n<p>Old";
    let head = "1 0 Us\nURL IP-address Archive-date Content-type Archive-length\n";
    let bytes = format!(
        "filedesc://old.arc 0.0.0.0 20030405060708 text/plain {}\n{head}\nhttp://a.example/ 192.0.2.1 20030405060708 \
         text/html {}\n{answer}\n",
        head.len(),
        answer.len()
    );
    assert_eq!(found(bytes.into_bytes()), ["c.warc:2 http://a.example/ <p>Old"]);
}

#[test]
fn no_archive_however_damaged_makes_the_program_fail() {
    let whole = [page("http://a.example/1", "<p>One"), page("http://a.example/2", "<p>Two")].concat();
    let packed = [gzip(&whole[..whole.len() / 2]), gzip(&whole[whole.len() / 2..])].concat();
    for whole in [whole, packed] {
        for at in (0..whole.len()).step_by(whole.len() / 200 + 1) {
            let mut flipped = whole.clone();
            flipped[at] ^= 0xA5;
            for bytes in [flipped, whole[..at].to_vec()] {
                if let Opened::Records(records) =
                    read(Box::new(Cursor::new(bytes)), "c.warc", &ReadSettings::default())
                {
                    assert!(records.take(1_000).count() < 1_000);
                }
            }
        }
    }
}

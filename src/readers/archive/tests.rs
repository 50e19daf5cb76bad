//! Archives as they are read: which members become records, and what becomes of the others.

use std::io::{Cursor, Write};

use ::zip::write::SimpleFileOptions;

use super::*;
use crate::readers::{Opened, ReadSettings, Records, read};
use crate::record::Content;

fn opened(bytes: Vec<u8>) -> Records {
    match read(Box::new(Cursor::new(bytes)), "pile", &ReadSettings::default()) {
        Opened::Records(records) => records,
        Opened::Skipped(reason) => panic!("skipped: {reason}"),
    }
}

/// Each record as `place = text`, each reject as `place ! reason`.
fn found(bytes: Vec<u8>) -> Vec<String> {
    let told = |it| match it {
        Ok(crate::record::RawRecord {
            origin, content: Content::Text(text) | Content::Page(text), ..
        }) => {
            format!("{origin} = {text}")
        }
        Ok(record) => format!("{} = {:?}", record.origin, record.content),
        Err(crate::record::Reject { origin, reason, .. }) => format!("{origin} ! {}", reason.as_str()),
    };
    opened(bytes).map(told).collect()
}

fn zip(members: &[(&str, &[u8])]) -> Vec<u8> {
    let mut zip = ::zip::ZipWriter::new(Cursor::new(Vec::new()));
    for (name, bytes) in members {
        match name.strip_suffix('/') {
            Some(folder) => zip.add_directory(folder, SimpleFileOptions::default()).unwrap(),
            None => {
                zip.start_file(*name, SimpleFileOptions::default()).unwrap();
                zip.write_all(bytes).unwrap();
            }
        }
    }
    zip.finish().unwrap().into_inner()
}

fn tar(members: &[(&str, &[u8])]) -> Vec<u8> {
    let mut tar = ::tar::Builder::new(Vec::new());
    for (name, bytes) in members {
        let mut header = ::tar::Header::new_gnu();
        header.set_size(bytes.len() as u64);
        header.set_mode(0o644);
        tar.append_data(&mut header, name, *bytes).unwrap();
    }
    tar.into_inner().unwrap()
}

#[test]
fn archives_are_known_by_their_first_bytes() {
    let head = [&[b'a'; 257][..], b"ustar\0"].concat();
    assert_eq!(Archive.sniff(&head), Sniff::Likely);
    assert_eq!(Archive.sniff(&head[1..]), Sniff::No);
    assert_eq!(Archive.sniff(b"PK\x03\x04...."), Sniff::Likely);
    assert_eq!(Archive.sniff(b"PK\x05\x06"), Sniff::Likely);
    assert_eq!(Archive.sniff(b"PK and text"), Sniff::No);
    assert_eq!(Archive.sniff(b""), Sniff::No);
}

#[test]
fn members_are_read_in_their_order_and_named_by_their_place() {
    let members: &[(&str, &[u8])] = &[
        ("2024/", b""),
        ("2024/b.txt", b"Second in name."),
        ("2024/a.txt", b"First in name."),
        ("picture.png", b"\x89PNG"),
        ("__MACOSX/._a.txt", b"fork"),
        ("lines.jsonl", b"{\"text\":\"one\"}\n{\"text\":\"two\"}\n"),
    ];
    let json = "Json([123, 34, 116, 101, 120, 116, 34, 58, 34";
    for bytes in [zip(members), tar(&members[1..])] {
        let found = found(bytes);
        assert_eq!(found[..2], ["pile!2024/b.txt = Second in name.", "pile!2024/a.txt = First in name."]);
        assert!(found[2].starts_with(&format!("pile!lines.jsonl:1 = {json}")), "{}", found[2]);
        assert!(found[3].starts_with(&format!("pile!lines.jsonl:2 = {json}")), "{}", found[3]);
        assert_eq!(found.len(), 4);
    }
}

#[test]
fn what_is_not_read_is_counted_by_its_kind() {
    let bytes =
        zip(&[("a.png", b"\x89PNG"), ("b.png", b"\x89PNG"), ("x/.DS_Store", b"."), ("a.txt", b"Text.")]);
    let mut records = opened(bytes);
    assert_eq!(records.by_ref().count(), 1);
    let counted = |counts: std::collections::BTreeMap<String, u64>| counts.into_iter().collect::<Vec<_>>();
    assert_eq!(counted(records.not_read()), [(".png".to_owned(), 2)]);
    assert_eq!(counted(records.passed_over()), [("left by macOS".to_owned(), 1)]);
}

#[test]
fn of_a_packed_archive_of_the_web_the_captures_are_read() {
    let answer = "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n<p>One";
    let warc = format!(
        "WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: http://a.example/\r\n\
         Content-Type: application/http\r\nContent-Length: {}\r\n\r\n{answer}\r\n\r\n",
        answer.len()
    );
    let list = b"{\"title\":\"One\",\"text\":\"One\"}\n";
    let bytes = zip(&[
        ("datapackage.json", b"{}"),
        ("pages/pages.jsonl", list),
        ("archive/data.warc", warc.as_bytes()),
    ]);
    assert_eq!(found(bytes), ["pile!archive/data.warc:1 = <p>One"]);
    // A list in any other archive is one of articles.
    assert_eq!(found(zip(&[("pages/pages.jsonl", list)])).len(), 1);
}

#[test]
fn archives_lie_in_one_another_to_a_depth() {
    let mut bytes = zip(&[("a.txt", b"Deep.")]);
    for _ in 1..Limits::DEPTH {
        bytes = zip(&[("in.zip", &bytes)]);
    }
    assert_eq!(found(bytes.clone()), ["pile!in.zip!in.zip!in.zip!a.txt = Deep."]);
    let deeper = tar(&[("in.zip", &bytes), ("after.txt", b"After.")]);
    let expected = ["pile!in.zip!in.zip!in.zip!in.zip!a.txt ! too-deep", "pile!after.txt = After."];
    assert_eq!(found(deeper), expected);
}

#[test]
fn members_that_are_packed_are_unpacked() {
    let mut packer = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    packer.write_all(&tar(&[("a.txt", b"Packed.")])).unwrap();
    let packed = packer.finish().unwrap();
    assert_eq!(found(packed.clone()), ["pile!a.txt = Packed."]);
    assert_eq!(found(zip(&[("old.tar.gz", &packed)])), ["pile!old.tar.gz!a.txt = Packed."]);
}

#[test]
fn a_damaged_member_costs_itself_alone() {
    let mut bytes =
        zip(&[("a.txt", b"The first member, of which a letter is wrong."), ("b.txt", b"Second.")]);
    let at = memchr::memmem::find(&bytes, b"a.txt").unwrap() + 12;
    bytes[at] ^= 0x55;
    assert_eq!(found(bytes), ["pile!a.txt ! damaged", "pile!b.txt = Second."]);
}

#[test]
fn members_of_one_name_are_all_read() {
    let members: &[(&str, &[u8])] = &[("a.txt", b"One."), ("b.txt", b"Two."), ("c.txt", b"Three.")];
    let expected = ["pile!a.txt = One.", "pile!a (2).txt = Two.", "pile!c.txt = Three."];
    let mut bytes = zip(members);
    while let Some(at) = memchr::memmem::find(&bytes, b"b.txt") {
        bytes[at] = b'a';
    }
    assert_eq!(found(bytes), expected);
    let members: Vec<(&str, &[u8])> =
        members.iter().map(|(name, text)| (if *name == "b.txt" { "a.txt" } else { *name }, *text)).collect();
    assert_eq!(found(tar(&members)), expected);
}

#[test]
fn a_cut_archive_tells_that_it_is() {
    let mut packer = ::zip::ZipWriter::new_stream(Vec::new());
    for (name, text) in [("a.txt", "One."), ("b.txt", "Two.")] {
        packer.start_file(name, SimpleFileOptions::default()).unwrap();
        packer.write_all(text.repeat(50).as_bytes()).unwrap();
    }
    // Of some archives the header in front of a member does not tell how long it is.
    let in_one_go = packer.finish().unwrap().into_inner();
    let (one, two) = ("One.".repeat(50), "Two.".repeat(50));
    let whole = zip(&[("a.txt", one.as_bytes()), ("b.txt", two.as_bytes())]);
    for bytes in [whole, in_one_go] {
        let at = |mark: &[u8]| memchr::memmem::rfind(&bytes, mark).unwrap();
        let directory = memchr::memmem::find(&bytes, b"PK\x01\x02").unwrap();
        let expected =
            [format!("pile!a.txt = {one}"), format!("pile!b.txt = {two}"), "pile ! damaged".into()];
        assert_eq!(found(bytes[..directory].to_vec()), expected);
        assert_eq!(found(bytes[..at(b"PK\x05\x06")].to_vec()), expected);
        let second = memchr::memmem::rfind(&bytes[..directory], b"PK\x03\x04").unwrap();
        let expected = [&expected[0], "pile!b.txt ! damaged", "pile ! damaged"];
        assert_eq!(found(bytes[..second + 37].to_vec()), expected);
        assert_eq!(found(bytes[..20].to_vec()), ["pile ! damaged"]);
    }
    let long = "Two. ".repeat(200);
    let bytes = tar(&[("a.txt", b"One."), ("b.txt", long.as_bytes())]);
    assert_eq!(found(bytes[..1_700].to_vec()), ["pile!a.txt = One.", "pile!b.txt ! damaged"]);
    assert_eq!(found(bytes[..1_100].to_vec()), ["pile!a.txt = One.", "pile ! damaged"]);
}

#[test]
fn no_archive_however_damaged_makes_the_program_fail() {
    let members: &[(&str, &[u8])] = &[("a.txt", b"Some text of the first."), ("b/c.html", b"<p>Some more.")];
    for whole in [zip(members), tar(members)] {
        for at in (0..whole.len()).step_by(whole.len() / 200 + 1) {
            let mut flipped = whole.clone();
            flipped[at] ^= 0xA5;
            for bytes in [flipped, whole[..at].to_vec()] {
                if let Opened::Records(records) =
                    read(Box::new(Cursor::new(bytes)), "pile", &ReadSettings::default())
                {
                    records.take(100).for_each(drop);
                }
            }
        }
    }
}

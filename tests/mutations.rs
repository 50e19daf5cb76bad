//! Damaged files of every format: whatever is done to the fixtures, nothing panics, every stream ends, and each file is
//! heard of.

use std::fs;
use std::io::{Cursor, Read, Write};
use std::path::{Path, PathBuf};

use newsgrep::date::Day;
use newsgrep::extract::{ExtractSettings, FieldMap};
use newsgrep::readers::{Opened, ReadSettings, read};
use newsgrep::update::article_of;

use crate::support::random::Random;

/// Mutations of each sample.
const EACH: usize = 40;

/// More records than any mutation of the fixtures has.
const MANY: usize = 10_000;

/// The files of a folder and of those in it, in order.
fn files(folder: &Path, into: &mut Vec<PathBuf>) {
    let mut entries: Vec<PathBuf> =
        fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    entries.sort();
    for path in entries {
        if path.is_dir() { files(&path, into) } else { into.push(path) }
    }
}

/// The members of a zip archive as they are, so that a mutation changes what is in them.
fn unpacked(zip: &[u8]) -> Option<Vec<u8>> {
    let mut whole = zip::ZipArchive::new(Cursor::new(zip)).ok()?;
    let mut stored = zip::ZipWriter::new(Cursor::new(Vec::new()));
    let options = zip::write::SimpleFileOptions::default().compression_method(zip::CompressionMethod::Stored);
    for at in 0..whole.len() {
        let mut member = whole.by_index(at).unwrap();
        let mut bytes = Vec::new();
        member.read_to_end(&mut bytes).unwrap();
        stored.start_file(member.name().unwrap(), options).unwrap();
        stored.write_all(&bytes).unwrap();
    }
    Some(stored.finish().unwrap().into_inner())
}

fn mutated(sample: &[u8], random: &mut Random) -> Vec<u8> {
    let mut bytes = sample.to_vec();
    let at = random.below(bytes.len());
    let end = (at + random.pick(&[1, 4, 16, 64, 512]).to_owned()).min(bytes.len());
    match random.below(8) {
        0 => {
            for _ in 0..random.between(1, 8) {
                let at = random.below(bytes.len());
                bytes[at] ^= 1 << random.below(8);
            }
        }
        1 => bytes.truncate(at.max(1)),
        2 => {
            let piece = bytes[at..end].repeat(random.between(1, 20));
            bytes.splice(at..at, piece);
        }
        3 => drop(bytes.drain(at..end)),
        4 => bytes[at..end].fill(*random.pick(&[0, b' ', 0xFF, b'<', b'\n', b'"'])),
        5 => {
            let to = random.below(bytes.len() - (end - at) + 1);
            let piece = bytes[at..end].to_vec();
            bytes[to..to + piece.len()].copy_from_slice(&piece);
        }
        6 => bytes[at..end.min(at + 4)].fill(*random.pick(&[0xFF, 0x7F, 0x80])),
        _ => {
            let is_figure = |at: &usize| bytes[*at].is_ascii_digit();
            if let Some(start) = (at..bytes.len()).find(is_figure) {
                let end = (start..bytes.len()).find(|at| !is_figure(at)).unwrap_or(bytes.len());
                let huge = random.pick(&["0", "-1", "65536", "4294967295", "9223372036854775807"]);
                bytes.splice(start..end, huge.bytes());
            }
        }
    }
    bytes
}

/// How much is heard of a file: articles, rejects, and what is counted.
fn heard(name: &str, bytes: &[u8]) -> usize {
    let settings = ReadSettings { max_size: 1 << 20, ..ReadSettings::default() };
    let mut records = match read(Box::new(Cursor::new(bytes.to_vec())), name, &settings) {
        Opened::Records(records) => records,
        Opened::Skipped(_) => return 1,
    };
    let today = Day::new(2026, 11, 22).unwrap();
    let settings = ExtractSettings { today, map: FieldMap::default(), dates: None };
    let mut heard = 0;
    for record in records.by_ref().take(MANY) {
        heard += 1;
        // An article or a reject: both are fine.
        let _ = record.and_then(|record| article_of(record, &settings));
    }
    heard + records.passed_over().len() + records.not_read().len()
}

#[test]
fn whatever_is_done_to_a_file_it_is_read_or_told() {
    let fixtures = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures");
    let mut paths = Vec::new();
    files(&fixtures.join("articles"), &mut paths);
    files(&fixtures.join("formats"), &mut paths);
    assert!(paths.len() > 40, "the fixtures are gone");
    let mut wrong = Vec::new();
    for path in paths {
        let name = path.file_name().unwrap().to_str().unwrap().to_owned();
        let whole = fs::read(&path).unwrap();
        let inner = unpacked(&whole);
        let samples = [Some(whole), inner].into_iter().flatten().enumerate();
        for (kind, sample) in samples {
            let mut random = Random::new(name.len() as u64 * 31 + kind as u64);
            for number in 0..EACH {
                let bytes = mutated(&sample, &mut random);
                let count = heard(&name, &bytes);
                if (count == 0 && !bytes.trim_ascii().is_empty()) || count >= MANY {
                    wrong.push(format!("{name}, mutation {number} of {kind}: {count} records"));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

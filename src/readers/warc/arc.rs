//! The next record of an ARC file: a line with address, host, moment, media type and length, and the block behind it.

use crate::readers::warc::capture::{Capture, Piece};
use crate::readers::warc::lines::Lines;
use crate::record::RejectReason;

/// The next record. Behind damage, the next one that can be read.
pub(super) fn next(lines: &mut Lines, max_size: u64) -> Result<Piece, RejectReason> {
    let start = lines.at();
    let mut passed = 0u64;
    while let Some(line) = lines.next()? {
        let line = String::from_utf8_lossy(&line);
        let Some((mut capture, length)) = parsed(&line) else {
            passed += line.len() as u64;
            continue;
        };
        capture.block = lines.block(length, max_size)?;
        return Ok(Piece::Capture(Box::new(capture)));
    }
    match passed {
        0 => Ok(Piece::End),
        _ => {
            let message = format!("{passed} bytes from byte {start} on are no capture");
            Err(RejectReason::Damaged { message })
        }
    }
}

fn parsed(line: &str) -> Option<(Capture, u64)> {
    let parts: Vec<&str> = line.split(' ').collect();
    let [address, _, moment, media_type, .., length] = parts[..] else { return None };
    let is_moment = moment.len() >= 12 && moment.len() <= 17 && moment.bytes().all(|it| it.is_ascii_digit());
    if !is_moment || !address.contains(':') {
        return None;
    }
    let digits = |from: usize, to: usize| moment.get(from..to).unwrap_or("00");
    let captured = format!(
        "{}-{}-{}T{}:{}:{}Z",
        digits(0, 4),
        digits(4, 6),
        digits(6, 8),
        digits(8, 10),
        digits(10, 12),
        digits(12, 14)
    );
    let is_web = address.starts_with("http://") || address.starts_with("https://");
    let kind = if is_web {
        "response"
    } else if address.starts_with("dns:") {
        "dns"
    } else {
        "warcinfo"
    };
    let capture = Capture {
        kind: kind.to_owned(),
        address: Some(address.to_owned()),
        captured: Some(captured),
        media_type: if is_web { "application/http".to_owned() } else { media_type.to_ascii_lowercase() },
        block: Vec::new(),
    };
    Some((capture, length.parse().ok()?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_tells_what_was_captured() {
        let line = "http://www.example.org/a 192.0.2.1 20240304050607 text/html 1234";
        let (capture, length) = parsed(line).unwrap();
        assert_eq!((capture.address.as_deref(), length), (Some("http://www.example.org/a"), 1234));
        assert_eq!(capture.captured.as_deref(), Some("2024-03-04T05:06:07Z"));
        // The second version of the format has more columns.
        let line = "http://a.example/ 192.0.2.1 20240304050607 text/html 200 - - 0 a.arc 99";
        assert_eq!(parsed(line).unwrap().1, 99);
        assert_eq!(
            parsed("filedesc://a.arc 0.0.0.0 20240304050607 text/plain 76").unwrap().0.kind,
            "warcinfo"
        );
        assert!(parsed("1 0 InternetArchive").is_none());
        assert!(parsed("URL IP-address Archive-date Content-type Archive-length").is_none());
    }
}

//! The next record of a WARC file.

use crate::readers::stream::StreamError;
use crate::readers::warc::lines::Lines;
use crate::record::RejectReason;

/// What an archive holds.
pub(super) enum Piece {
    /// A capture.
    Capture(Box<Capture>),
    /// Nothing more.
    End,
}

/// What was captured.
#[derive(Debug, Default)]
pub(super) struct Capture {
    /// The type of the record: `response`, `request` and so on.
    pub(super) kind: String,
    /// The address.
    pub(super) address: Option<String>,
    /// When it was captured.
    pub(super) captured: Option<String>,
    /// The media type of the block, in lower case.
    pub(super) media_type: String,
    /// The block.
    pub(super) block: Vec<u8>,
}

/// How many bytes may stand between two records without being told: an end that was counted wrong.
const SLACK: u64 = 64;

/// The next record. Behind damage, the next one that can be read.
pub(super) fn next(lines: &mut Lines, max_size: u64) -> Result<Piece, RejectReason> {
    if !to_start(lines)? {
        return Ok(Piece::End);
    }
    let mut capture = Capture::default();
    let mut length = None;
    while let Some((key, value)) = header(lines)? {
        match key.as_str() {
            "warc-type" => capture.kind = value.to_ascii_lowercase(),
            "warc-target-uri" => {
                capture.address = Some(value.trim_matches(['<', '>']).to_owned());
            }
            "warc-date" => capture.captured = Some(value),
            "content-type" => capture.media_type = value.to_ascii_lowercase(),
            "content-length" => length = value.parse::<u64>().ok(),
            _ => {}
        }
    }
    let Some(length) = length else {
        let message = format!("the capture before byte {} tells no length", lines.at());
        return Err(RejectReason::Damaged { message });
    };
    capture.block = lines.block(length, max_size)?;
    Ok(Piece::Capture(Box::new(capture)))
}

/// Goes behind the first line of the next record; `false` at the end.
fn to_start(lines: &mut Lines) -> Result<bool, RejectReason> {
    if std::mem::take(&mut lines.is_at_head) {
        return Ok(true);
    }
    let start = lines.at();
    let mut passed = 0u64;
    while let Some(line) = lines.next()? {
        if line.starts_with(b"WARC/") {
            if passed > SLACK {
                let message = format!("{passed} bytes from byte {start} on are no capture");
                lines.is_at_head = true;
                return Err(RejectReason::Damaged { message });
            }
            return Ok(true);
        }
        if !line.is_empty() {
            passed += line.len() as u64 + 1;
        }
    }
    if passed > SLACK {
        let message = format!("{passed} bytes from byte {start} on are no capture");
        return Err(RejectReason::Damaged { message });
    }
    Ok(false)
}

/// The next line of a head, its key in lower case; `None` at the head's end.
pub(super) fn header(lines: &mut Lines) -> Result<Option<(String, String)>, StreamError> {
    loop {
        let Some(line) = lines.next()? else { return Ok(None) };
        if line.is_empty() {
            return Ok(None);
        }
        let line = String::from_utf8_lossy(&line);
        if let Some((key, value)) = line.split_once(':') {
            return Ok(Some((key.trim().to_ascii_lowercase(), value.trim().to_owned())));
        }
    }
}

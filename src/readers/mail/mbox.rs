//! Cuts a mailbox of the kind mbox into its messages, one at a time.
//!
//! A message begins with a line `From ` and a header line behind it. Writers of such boxes do not agree on what else
//! holds: some have no blank line in front, some no date behind, some do not change lines of the text that begin
//! alike. So a line counts as a beginning that has a date behind, or follows a blank line and has nothing behind but an
//! address.

use std::io::{self, BufRead};

use crate::readers::bounded;
use crate::readers::mail::head::field_name;
use crate::readers::stream::StreamError;
use crate::record::RejectReason;

/// The longest line that is looked at as a beginning or as one of a header, in bytes.
const LONGEST: usize = 1000;

/// One message of a mailbox.
#[derive(Debug)]
pub(super) struct Message {
    /// Its bytes without the `From ` line, or why they cannot be had.
    pub(super) outcome: Result<Vec<u8>, RejectReason>,
    /// The line of the box that it starts at, counted from 1.
    pub(super) line: u64,
    /// What stands behind the address in its `From ` line: when it was delivered.
    pub(super) delivered: String,
}

/// The messages of a mailbox, in order.
pub(super) struct Messages {
    input: Box<dyn BufRead + Send>,
    max_size: usize,
    /// How many lines were taken.
    lines: u64,
    /// The `From ` line of the next message.
    from: Option<Vec<u8>>,
    /// A line that was read too early, and is the next.
    early: Option<Vec<u8>>,
    has_begun: bool,
    has_ended: bool,
}

impl Messages {
    pub(super) fn new(input: Box<dyn BufRead + Send>, max_size: u64) -> Messages {
        let max_size = usize::try_from(max_size).unwrap_or(usize::MAX / 2);
        Messages { input, max_size, lines: 0, from: None, early: None, has_begun: false, has_ended: false }
    }

    /// The next line with its end, or nothing at the end of the box; of a line longer than `limit` its beginning.
    fn line(&mut self, limit: usize) -> io::Result<Vec<u8>> {
        if let Some(line) = self.early.take() {
            self.lines += 1;
            return Ok(line);
        }
        let (line, _) = bounded::line(&mut *self.input, limit)?;
        self.lines += u64::from(!line.is_empty());
        Ok(line)
    }

    fn read(&mut self) -> io::Result<Option<Message>> {
        let from = match self.from.take() {
            Some(from) => from,
            None if self.has_begun => return Ok(None),
            None => loop {
                let line = self.line(self.max_size)?;
                if line.is_empty() {
                    self.has_ended = true;
                    return Ok(None);
                }
                if !line.trim_ascii().is_empty() {
                    break line;
                }
            },
        };
        self.has_begun = true;
        let start = self.lines;
        let delivered = String::from_utf8_lossy(from.get(5..).unwrap_or(&[])).into_owned();
        let delivered = delivered.trim().split_once(' ').map_or("", |(_, behind)| behind).trim().to_owned();
        let (mut bytes, mut size) = (Vec::new(), 0_usize);
        let mut after_blank = false;
        let mut waiting: Option<Vec<u8>> = None;
        loop {
            let line = self.line(self.max_size.saturating_add(1))?;
            if let Some(beginning) = waiting.take() {
                if field_name(line.get(..LONGEST).unwrap_or(&line)).is_some() {
                    // The line that was just read belongs to the next message.
                    self.lines -= 1;
                    self.early = Some(line);
                    self.from = Some(beginning);
                    break;
                }
                size = size.saturating_add(beginning.len());
                if size <= self.max_size {
                    bytes.extend_from_slice(&beginning);
                }
                after_blank = false;
            }
            if line.is_empty() {
                self.has_ended = true;
                break;
            }
            if is_beginning(&line, after_blank) {
                waiting = Some(line);
                continue;
            }
            after_blank = line.trim_ascii().is_empty();
            let quoted = line.iter().take_while(|byte| **byte == b'>').count();
            let is_quoted = quoted > 0 && line.get(quoted..).is_some_and(|rest| rest.starts_with(b"From "));
            let line = line.get(usize::from(is_quoted)..).unwrap_or(&line);
            size = size.saturating_add(line.len());
            if size <= self.max_size {
                bytes.extend_from_slice(line);
            }
        }
        let outcome = match size <= self.max_size {
            true => Ok(bytes),
            false => Err(RejectReason::TooLarge { limit: self.max_size as u64 }),
        };
        Ok(Some(Message { outcome, line: start, delivered }))
    }
}

impl Iterator for Messages {
    type Item = Message;

    fn next(&mut self) -> Option<Message> {
        if self.has_ended {
            return None;
        }
        self.read().unwrap_or_else(|error| {
            self.has_ended = true;
            let outcome = Err(StreamError::from(error).into());
            Some(Message { outcome, line: self.lines + 1, delivered: String::new() })
        })
    }
}

/// Whether a message may begin with this line; that a header follows is still to be seen.
fn is_beginning(line: &[u8], after_blank: bool) -> bool {
    let Some(rest) = line.get(..LONGEST).unwrap_or(line).strip_prefix(b"From ") else {
        return line.trim_ascii_end() == b"From" && after_blank;
    };
    let rest = String::from_utf8_lossy(rest);
    ends_with_date(&rest) || (after_blank && is_bare(&rest))
}

/// Whether nothing but an address stands there, or less.
fn is_bare(rest: &str) -> bool {
    let rest = rest.trim();
    matches!(rest, "" | "-" | "MAILER-DAEMON") || (rest.contains('@') && !rest.contains(char::is_whitespace))
}

/// Whether a `From ` line ends with the moment of delivery: a time of day and a year, `Thu Dec 14 21:37:00 2017`,
/// also with a zone, or `2017-12-14 21:37`.
fn ends_with_date(rest: &str) -> bool {
    let words: Vec<&str> = rest.split_whitespace().collect();
    let figures = |word: &str| !word.is_empty() && word.bytes().all(|byte| byte.is_ascii_digit());
    let is_time = |word: &str| {
        let parts: Vec<&str> = word.split(':').collect();
        (2..=3).contains(&parts.len()) && parts.iter().all(|part| figures(part.get(..2).unwrap_or(part)))
    };
    let is_year = |word: &str| word.len() == 4 && figures(word) && matches!(word.get(..2), Some("19" | "20"));
    let is_day = |word: &str| word.split('-').next().is_some_and(is_year) && word.matches('-').count() == 2;
    let last = words.get(words.len().saturating_sub(5)..).unwrap_or(&[]);
    last.iter().any(|word| is_time(word)) && last.iter().any(|word| is_year(word) || is_day(word))
}

/// Whether a stream begins as a mailbox.
pub(super) fn is_mailbox(head: &[u8]) -> bool {
    let mut lines = crate::readers::head::without_mark(head).split(|byte| *byte == b'\n');
    let starts = lines.next().is_some_and(|line| is_beginning(line, true));
    starts && lines.next().is_some_and(|line| field_name(line).is_some() && !line.starts_with(b" "))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str, max_size: u64) -> Vec<(u64, Result<String, &'static str>)> {
        let input = io::BufReader::with_capacity(1, io::Cursor::new(text.as_bytes().to_vec()));
        let messages = Messages::new(Box::new(input), max_size);
        let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
        messages.map(|it| (it.line, it.outcome.map(text).map_err(|reason| reason.as_str()))).collect()
    }

    #[test]
    fn messages_begin_at_a_from_line_with_a_header_behind() {
        let text = "From a@b Thu Dec 14 21:37:00 2017\nSubject: A\n\nFrom the harbour came no answer.\n\nFrom nowhere:\nX: y\n\
            From c@d Thu Dec 14 21:37:00 2017\nno header\n\nFrom e@f Thu Dec 14 21:37:00 2017 +0100\nSubject: B\n\n>From x\n>>From y\n> From z\n";
        let read = read(text, 999);
        assert_eq!(read.len(), 2, "{read:?}");
        assert_eq!(read[0].0, 1);
        let first = read[0].1.as_ref().unwrap();
        assert!(
            first.starts_with("Subject: A\n\nFrom the harbour") && first.ends_with("2017\nno header\n\n"),
            "{first}"
        );
        assert_eq!(read[1], (11, Ok("Subject: B\n\nFrom x\n>From y\n> From z\n".to_owned())));
    }

    #[test]
    fn bare_from_lines_count_behind_a_blank_line() {
        let read = read(
            "From \nSubject: A\n\none\n\nFrom \nSubject: B\n\ntwo\nFrom \nno: one\n\nFrom - Tue Feb 06 14:25:00 2024\nX: C\n",
            999,
        );
        let subjects: Vec<_> =
            read.iter().map(|it| it.1.as_ref().unwrap().lines().next().unwrap().to_owned()).collect();
        assert_eq!(subjects, ["Subject: A", "Subject: B", "X: C"]);
    }

    #[test]
    fn a_box_without_blank_lines_is_parted_by_its_dates() {
        let one = "From a@b Thu Dec 14 21:37:00 2017\nSubject: A\n\ntext\n";
        assert_eq!(read(&one.repeat(3), 999).len(), 3);
        assert_eq!(read(&format!("\n\n{one}"), 999)[0].0, 3);
        assert_eq!(read(one.trim_end(), 999).len(), 1);
        assert!(read("", 9).is_empty() && read("\n\n", 9).is_empty());
    }

    #[test]
    fn a_message_that_is_too_large_costs_no_other() {
        let text = format!(
            "From a Thu Dec 14 21:37:00 2017\nA: {}\n\nFrom b Thu Dec 14 21:37:00 2017\nB: 2\n",
            "x".repeat(100)
        );
        assert_eq!(read(&text, 50), [(1, Err("too-large")), (4, Ok("B: 2\n".to_owned()))]);
    }

    #[test]
    fn a_mailbox_is_known_by_its_first_two_lines() {
        assert!(is_mailbox(b"From a@b Thu Dec 14 21:37:00 2017\r\nReturn-Path: <x>\r\n"));
        assert!(is_mailbox(b"From - Tue Feb 06 14:25:00 2024\nX-Mozilla-Status: 0001\n"));
        assert!(is_mailbox(b"From MAILER-DAEMON Fri Jul  8 12:08:34 2011\nDate: x"));
        assert!(!is_mailbox(b"From the harbour came no answer by 21:37 in 2017\nThey said so.\n"));
        assert!(!is_mailbox(b"From: a@b\nSubject: A\n") && !is_mailbox(b"From \n") && !is_mailbox(b""));
    }
}

//! What a run of a watch told, as one message.

use std::fmt::Write;

use serde_json::Value;
use xxhash_rust::xxh3::xxh3_128;

use crate::watch::event::places;

/// The longest line of an encoded text, in bytes.
const LINE: usize = 76;

/// A message.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Message {
    /// What tells it from others: the same events give the same.
    pub id: String,
    /// The whole message, lines ended by `\n`.
    pub text: String,
}

/// The message that tells these events. `date` is the time as RFC 2822 has it, `to` to whom it goes.
#[must_use]
pub fn message(watch: &str, events: &[Value], date: &str, to: &str) -> Message {
    let keys: Vec<&str> = events.iter().filter_map(|it| it["key"].as_str()).collect();
    let id = format!("{:032x}@newsgrep.invalid", xxh3_128(keys.join("\n").as_bytes()));
    let what = match events {
        [one] => title(&one["hit"]).to_owned(),
        several => format!("{} articles", several.len()),
    };
    let subject = encoded_word(&format!("[{watch}] {}", one_line(&what)));
    let mut text = format!(
        "From: newsgrep <newsgrep@localhost>\nTo: {}\nDate: {date}\nMessage-ID: <{id}>\nSubject: {subject}\n\
         MIME-Version: 1.0\nContent-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: quoted-printable\n\
         Auto-Submitted: auto-generated\n\n",
        one_line(to),
    );
    text.push_str(&quoted_printable(&body(events)));
    Message { id, text }
}

/// How a message begins and ends in a mailbox.
const BEGIN: &str = "From newsgrep@localhost ";
const LENGTH: &str = "Content-Length: ";

/// A message as a mailbox holds it. `date` is the time as `asctime` has it.
#[must_use]
pub fn in_mailbox(message: &Message, date: &str) -> String {
    let mut lines = String::new();
    for line in message.text.lines() {
        if line.trim_start_matches('>').starts_with("From ") {
            lines.push('>');
        }
        lines.push_str(line);
        lines.push('\n');
    }
    let (head, body) = lines.split_once("\n\n").unwrap_or((&lines, ""));
    format!("{BEGIN}{date}\n{head}\n{LENGTH}{}\n\n{body}\n", body.len())
}

/// How many bytes of a mailbox are whole messages: of the last one a kill may have left a part. A mailbox whose last
/// message is somebody else's is whole.
#[must_use]
pub fn whole(mailbox: &str) -> usize {
    let start = match mailbox.rfind(&format!("\n{BEGIN}")) {
        Some(at) => at + 1,
        None if mailbox.starts_with(BEGIN) => 0,
        None => return mailbox.len(),
    };
    let message = &mailbox[start..];
    let Some((head, body)) = message.split_once("\n\n") else { return start };
    let length = head.lines().find_map(|it| it.strip_prefix(LENGTH)?.parse::<usize>().ok());
    match length {
        Some(length) if body.len() > length => mailbox.len(),
        _ => start,
    }
}

/// Whether a mailbox holds a message with this id.
#[must_use]
pub fn is_in(mailbox: &str, id: &str) -> bool {
    mailbox.contains(&format!("\nMessage-ID: <{id}>\n"))
}

fn body(events: &[Value]) -> String {
    let mut body = String::new();
    for event in events {
        let hit = &event["hit"];
        let mark = match (event["type"].as_str(), event["late"].as_bool()) {
            (Some("changed"), _) => "changed: ",
            (Some("place"), _) => "also: ",
            (_, Some(true)) => "late: ",
            _ => "",
        };
        let _ = writeln!(body, "{mark}{}", one_line(title(hit)));
        let facts: Vec<&str> =
            ["date", "source", "author", "url"].iter().filter_map(|key| hit[key].as_str()).collect();
        let _ = writeln!(body, "{}", one_line(&facts.join("  ")));
        if let Some(places) = places(event) {
            let _ = writeln!(body, "{}", one_line(&places));
        }
        for snippet in hit["snippets"].as_array().into_iter().flatten() {
            let _ = writeln!(body, "  {}", one_line(snippet["text"].as_str().unwrap_or("")));
        }
        body.push('\n');
    }
    body
}

fn title(hit: &Value) -> &str {
    hit["title"].as_str().unwrap_or("(no headline)")
}

/// A text on one line, without control characters.
fn one_line(text: &str) -> String {
    text.split(|c: char| c.is_whitespace() || c.is_control())
        .filter(|it| !it.is_empty())
        .collect::<Vec<_>>()
        .join(" ")
}

/// A header's text, encoded where it is not plain ASCII, in words that are short enough.
fn encoded_word(text: &str) -> String {
    if text.is_ascii() && text.len() <= LINE - 10 {
        return text.to_owned();
    }
    let mut words = vec![String::new()];
    for c in text.chars() {
        let mut bytes = [0; 4];
        let mut encoded = String::new();
        for byte in c.encode_utf8(&mut bytes).bytes() {
            match byte {
                b' ' => encoded.push('_'),
                b'0'..=b'9' | b'a'..=b'z' | b'A'..=b'Z' => encoded.push(char::from(byte)),
                _ => {
                    let _ = write!(encoded, "={byte:02X}");
                }
            }
        }
        if words.last().is_some_and(|it| it.len() + encoded.len() > 55) {
            words.push(String::new());
        }
        if let Some(word) = words.last_mut() {
            word.push_str(&encoded);
        }
    }
    words.iter().map(|it| format!("=?utf-8?Q?{it}?=")).collect::<Vec<_>>().join("\n ")
}

/// A text in quoted-printable.
fn quoted_printable(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for line in text.lines() {
        let mut length = 0;
        let bytes = line.as_bytes();
        for (at, &byte) in bytes.iter().enumerate() {
            let is_last = at + 1 == bytes.len();
            let piece = match byte {
                b' ' if !is_last => " ".to_owned(),
                b'!'..=b'<' | b'>'..=b'~' => char::from(byte).to_string(),
                _ => format!("={byte:02X}"),
            };
            if length + piece.len() > LINE - 1 {
                out.push_str("=\n");
                length = 0;
            }
            length += piece.len();
            out.push_str(&piece);
        }
        out.push('\n');
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    const DATE: &str = "Thu, 27 Nov 2025 10:00:00 +0000";

    fn told(id: &str, title: &str, text: &str) -> Value {
        json!({"type": "new", "key": id, "late": false, "hit": {"title": title, "date": "2025-11-26", "source": "Star",
            "url": "https://star.example/a", "snippets": [{"text": text}]}})
    }

    #[test]
    fn a_reader_of_mail_reads_what_was_written() {
        let long = "Die Öffnung des Hafens — „bald“ = ".repeat(9);
        let message =
            message("Häfen", &[told("a", &long, "From here\nto there, ü.")], DATE, "me@desk.example");
        assert!(
            message.text.is_ascii() && message.text.lines().all(|line| line.len() <= 78),
            "{}",
            message.text
        );
        let read = mail_parser::MessageParser::default().parse(message.text.as_bytes()).expect("a message");
        assert_eq!(read.subject(), Some(format!("[Häfen] {}", long.trim()).as_str()));
        let body = read.body_text(0).expect("a text");
        assert!(body.contains(long.trim()) && body.contains("  From here to there, ü."), "{body}");
        assert_eq!(read.message_id(), Some(message.id.as_str()));
    }

    #[test]
    fn the_same_events_are_the_same_message_and_others_are_not() {
        let id = |events: &[Value]| message("w", events, DATE, "me").id;
        let (one, two) = (told("a", "A", ""), told("b", "B", ""));
        assert_eq!(id(&[one.clone(), two.clone()]), id(&[one.clone(), two.clone()]));
        assert_ne!(id(std::slice::from_ref(&one)), id(std::slice::from_ref(&two)));
        let plain = message("w", &[one, two], DATE, "me\nBcc: all@desk.example");
        assert!(plain.text.contains("\nSubject: [w] 2 articles\n"));
        assert!(!plain.text.contains("\nBcc:"), "no header can be smuggled in");
    }

    #[test]
    fn a_mailbox_is_read_back() {
        let message = message("w", &[told("a", "From the harbour", "From the quay.")], DATE, "me");
        let mailbox = in_mailbox(&message, "Thu Nov 27 10:00:00 2025");
        assert!(is_in(&mailbox, &message.id) && !is_in(&mailbox, "x@newsgrep.invalid"));
        assert_eq!(mailbox.lines().filter(|it| it.starts_with("From ")).count(), 1);
        let two = mailbox.clone() + &in_mailbox(&message, "Thu Nov 27 11:00:00 2025");
        assert_eq!((whole(""), whole(&mailbox), whole(&two)), (0, mailbox.len(), two.len()));
        for cut in mailbox.len() + BEGIN.len()..two.len() {
            assert_eq!(whole(&two[..cut]), mailbox.len(), "{cut}");
        }
        let other = "From me@desk.example\n\nText\n";
        assert_eq!(whole(other), other.len(), "somebody else's");
    }
}

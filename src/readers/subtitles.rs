//! Subtitles of films and broadcasts, SRT and WebVTT: a file is one transcript. Its paragraphs begin with the moment at which
//! they are spoken, `[00:01:23]`, so that a passage can be found in the recording.

use crate::readers::decode;
use crate::readers::head::without_mark;
use crate::readers::parts::Fields;
use crate::readers::reader::{Limits, Outcome, Reader, RecordStream, Sniff, only_record};
use crate::readers::stream::Stream;
use crate::readers::xml::resolved;
use crate::record::RejectReason;

/// Subtitles.
pub(super) struct Subtitles;

impl Reader for Subtitles {
    fn name(&self) -> &'static str {
        "subtitles"
    }

    fn about(&self) -> &'static str {
        "subtitles (SRT, WebVTT), one transcript with its times a file"
    }

    fn endings(&self) -> &'static [&'static str] {
        &["srt", "vtt"]
    }

    fn sniff(&self, head: &[u8]) -> Sniff {
        if looks_like_subtitles(head) { Sniff::Sure } else { Sniff::No }
    }

    fn read(&self, stream: Stream, limits: Limits) -> RecordStream {
        only_record(stream, &limits, |bytes| record(&decode::text(bytes)))
    }
}

/// WebVTT says so; SRT begins with a number and times.
fn looks_like_subtitles(head: &[u8]) -> bool {
    let head = without_mark(head);
    let head = head.get(..head.len().min(512)).unwrap_or(head);
    let text = String::from_utf8_lossy(head);
    let mut lines = text.lines();
    let first = lines.next().unwrap_or("").trim();
    let is_vtt =
        first.strip_prefix("WEBVTT").is_some_and(|rest| rest.is_empty() || rest.starts_with([' ', '\t']));
    let is_number = !first.is_empty() && first.bytes().all(|byte| byte.is_ascii_digit());
    is_vtt || (is_number && lines.next().is_some_and(|line| times(line).is_some()))
}

/// A pause that parts paragraphs behind the end of a sentence, and one that parts them anywhere, in milliseconds.
const PAUSES: (u64, u64) = (2_000, 5_000);

/// Within which time captions that roll follow one another, in milliseconds.
const ROLLING: u64 = 100;

/// How long a mark within a line may be, in bytes.
const LONGEST_MARK: usize = 200;

/// How long a paragraph gets before the end of a sentence ends it, and before anything does, in bytes.
const LENGTHS: (usize, usize) = (500, 1_500);

/// A text that is shown for a while.
#[derive(Debug, Default)]
struct Cue {
    /// In milliseconds.
    start: u64,
    end: u64,
    speaker: Option<String>,
    lines: Vec<String>,
}

fn record(text: &str) -> Outcome {
    let mut fields = Fields::default();
    let head = text.trim_start_matches('\u{FEFF}').split("\n\n").next().unwrap_or("");
    if let Some(header) = head.strip_prefix("WEBVTT") {
        let title = header
            .lines()
            .next()
            .unwrap_or("")
            .trim_matches(|c: char| c.is_whitespace() || matches!(c, '-' | '–'));
        fields.put("title", Some(title));
        fields.put("language", header.lines().find_map(|line| line.strip_prefix("Language:")));
    }
    let paragraphs = paragraphs(&cues(text));
    if paragraphs.is_empty() {
        return Err(RejectReason::NoBody { what: "subtitles without a text".to_owned() });
    }
    fields.with_text(&paragraphs)
}

/// The cues of a file. Blocks without times, such as notes and styles, are none.
fn cues(text: &str) -> Vec<Cue> {
    let mut cues: Vec<Cue> = Vec::new();
    // Whether the lines belong to a cue, and not to a note or a name of one.
    let mut is_shown = false;
    for line in text.lines() {
        let line = line.trim();
        if let Some((start, end)) = times(line) {
            cues.push(Cue { start, end, ..Cue::default() });
            is_shown = true;
        } else if line.is_empty() {
            is_shown = false;
        } else if is_shown && let Some(cue) = cues.last_mut() {
            let (speaker, shown) = bare(line);
            cue.speaker = cue.speaker.take().or(speaker);
            if !shown.is_empty() {
                cue.lines.push(shown);
            }
        }
    }
    cues
}

/// The times of a line `00:00:01,000 --> 00:00:04,000`, also with the settings of WebVTT behind them.
fn times(line: &str) -> Option<(u64, u64)> {
    let (start, end) = line.split_once("-->")?;
    Some((moment(start.trim())?, moment(end.split_whitespace().next()?)?))
}

/// A moment in milliseconds: `01:02:03,450`, `02:03.450`.
fn moment(text: &str) -> Option<u64> {
    let (whole, part) = text.split_once([',', '.']).unwrap_or((text, "0"));
    let mut seconds = 0_u64;
    let fields: Vec<&str> = whole.split(':').collect();
    if !(2..=3).contains(&fields.len()) {
        return None;
    }
    for field in fields {
        let is_number = (1..=4).contains(&field.len()) && field.bytes().all(|byte| byte.is_ascii_digit());
        seconds = seconds * 60 + is_number.then(|| field.parse::<u64>().ok())??;
    }
    let thousandths: u64 = format!("{part:0<3}").get(..3)?.parse().ok()?;
    Some(seconds * 1000 + thousandths)
}

/// A line without its marks, and the speaker that it names: `<v Jane Doe>Yes.`
fn bare(line: &str) -> (Option<String>, String) {
    let (mut speaker, mut shown, mut rest) = (None, String::new(), line);
    while let Some(at) = rest.find(['<', '{']) {
        let (before, mark) = rest.split_at(at);
        shown.push_str(before);
        let (open, close) = if mark.starts_with('<') { ('<', '>') } else { ('{', '}') };
        // A mark is short: where none ends soon, the sign is text.
        let near = mark.get(..mark.floor_char_boundary(LONGEST_MARK)).unwrap_or(mark);
        let end = near.find(close);
        let inner = end.and_then(|end| Some((mark.get(1..end)?, mark.get(end + 1..)?)));
        // `{\an8}` is a place on the screen; other braces and a sign for “less than” are text.
        let is_mark = |inner: &str| match open {
            '<' => inner.starts_with(|c: char| c.is_ascii_alphanumeric() || c == '/'),
            _ => inner.starts_with('\\'),
        };
        match inner.filter(|(inner, _)| is_mark(inner)) {
            Some((inner, behind)) => {
                let name = inner
                    .strip_prefix('v')
                    .filter(|name| name.starts_with([' ', '.']))
                    .and_then(|it| it.split_once(' '));
                speaker = speaker.or_else(|| name.map(|(_, name)| resolved(name.trim()).into_owned()));
                rest = behind;
            }
            None => {
                shown.push(open);
                rest = mark.get(1..).unwrap_or("");
            }
        }
    }
    shown.push_str(rest);
    (speaker, resolved(&shown).split_whitespace().collect::<Vec<_>>().join(" "))
}

/// The cues as paragraphs, each with the moment at which it begins and the speaker, where one is named.
fn paragraphs(cues: &[Cue]) -> Vec<String> {
    let mut paragraphs: Vec<String> = Vec::new();
    let mut before: Option<&Cue> = None;
    let mut now = String::new();
    for cue in cues {
        // Captions that roll show their last lines again at once, with more behind or for a moment only.
        let shown_before: &[String] = before
            .filter(|before| cue.start <= before.end + ROLLING)
            .map_or(&[], |before| before.lines.as_slice());
        let most =
            if cue.end <= cue.start + ROLLING { cue.lines.len() } else { cue.lines.len().saturating_sub(1) };
        let repeated = (1..=most.min(shown_before.len()))
            .rev()
            .find(|count| shown_before.ends_with(cue.lines.get(..*count).unwrap_or(&[])));
        let text = cue.lines.get(repeated.unwrap_or(0)..).unwrap_or(&[]).join(" ");
        let parted = before.is_none_or(|before| parts(before, cue, &now));
        if !text.is_empty() {
            if parted || now.is_empty() {
                paragraphs.extend(Some(std::mem::take(&mut now)).filter(|it| !it.is_empty()));
                let seconds = cue.start / 1000;
                now = format!("[{:02}:{:02}:{:02}] ", seconds / 3600, seconds / 60 % 60, seconds % 60);
                if let Some(speaker) = &cue.speaker {
                    now.push_str(speaker);
                    now.push_str(": ");
                }
            } else {
                now.push(' ');
            }
            now.push_str(&text);
        }
        before = Some(cue);
    }
    paragraphs.extend(Some(now).filter(|it| !it.is_empty()));
    paragraphs
}

/// Whether a paragraph ends between two cues; `now` is its text so far.
fn parts(before: &Cue, cue: &Cue, now: &str) -> bool {
    let pause = cue.start.saturating_sub(before.end);
    let ends_sentence = now
        .trim_end_matches(['"', '”', '»', '\'', '’', ')'])
        .ends_with(['.', '!', '?', '…', '。', '！', '？']);
    before.speaker != cue.speaker
        || pause >= PAUSES.1
        || now.len() >= LENGTHS.1
        || (ends_sentence && (pause >= PAUSES.0 || now.len() >= LENGTHS.0))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(text: &str) -> Vec<String> {
        paragraphs(&cues(text))
    }

    #[test]
    fn sentences_are_joined_over_cues_and_pauses_part_them() {
        let srt = "1\r\n00:00:01,000 --> 00:00:03,500\r\n<i>We were promised</i>\r\nan office\r\n\r\n2\r\n00:00:03,600 --> 00:00:05,000\r\n{\\an8}and got a car park.\r\n\r\n\
            3\r\n01:02:09,000 --> 01:02:11,000\r\n1 < 2 &amp; 3\r\n";
        assert_eq!(
            of(srt),
            ["[00:00:01] We were promised an office and got a car park.", "[01:02:09] 1 < 2 & 3"]
        );
    }

    #[test]
    fn speakers_and_notes_of_webvtt_are_understood() {
        let vtt = "WEBVTT - The council\nLanguage: en\n\nNOTE no\n00 no\n\nSTYLE\n::cue { color: red }\n\nintro\n00:01.000 --> 00:02.000 align:start\n\
            <v.loud Jane Doe>Are we <c.x>ready</c>?\n\n00:02.000 --> 00:03.000\n<v Ali Khan>We <00:02.500>are.</v>\n\n00:03.000 --> 00:04.000\n<v Ali Khan>Now.\n";
        assert_eq!(of(vtt), ["[00:00:01] Jane Doe: Are we ready?", "[00:00:02] Ali Khan: We are. Now."]);
        let (_, fields) = record(vtt).unwrap();
        assert_eq!(
            fields,
            [("title".to_owned(), "The council".to_owned()), ("language".to_owned(), "en".to_owned())]
        );
    }

    #[test]
    fn captions_that_roll_are_written_once() {
        let vtt = "WEBVTT\n\n00:01.000 --> 00:02.000\none two\n\n00:02.000 --> 00:03.000\none two\nthree four\n\n00:03.000 --> 00:04.000\nthree four\nfive\n\n00:04.000 --> 00:04.010\nfive\n";
        assert_eq!(of(vtt), ["[00:00:01] one two three four five"]);
        let twice = "1\n00:01,000 --> 00:02,000\nYes.\n\n2\n00:02,000 --> 00:03,000\nYes.\n";
        assert_eq!(of(twice), ["[00:00:01] Yes. Yes."]);
    }

    #[test]
    fn long_speech_is_parted_at_sentences() {
        let cue = |at: usize| {
            format!(
                "{at}\n00:{:02}:{:02},000 --> 00:{:02}:{:02},900\nThe council met again today.\n\n",
                at / 60,
                at % 60,
                at / 60,
                at % 60
            )
        };
        let all = of(&(1..=60).map(cue).collect::<String>());
        assert!(
            all.len() >= 3 && all.iter().all(|it| it.len() < 600 && it.starts_with("[00:00:")),
            "{all:?}"
        );
    }

    #[test]
    fn subtitles_are_known_by_their_first_lines() {
        for head in [
            "WEBVTT",
            "\u{FEFF}WEBVTT\n\n",
            "WEBVTT - T\n",
            "1\n00:00:01,000 --> 00:00:02,000\nx",
            "\n12\r\n0:00:01.0 --> 0:00:02.0\r\n",
        ] {
            assert_eq!(Subtitles.sniff(head.as_bytes()), Sniff::Sure, "{head}");
        }
        for head in ["WEBVTTX", "1\nMinisters met", "1", "", "12 --> 13\n", "00:00:01,000 --> 00:00:02,000"] {
            assert_eq!(Subtitles.sniff(head.as_bytes()), Sniff::No, "{head}");
        }
        assert_eq!(
            record("1\n00:00:01,000 --> 00:00:02,000\n\n").unwrap_err().to_string(),
            "no-body: subtitles without a text"
        );
    }

    #[test]
    fn signs_that_are_no_marks_are_read_in_the_time_of_their_length() {
        assert_eq!(bare(&"<".repeat(300_000)).1.len(), 300_000);
        assert_eq!(bare("a <b>c</b> {d} <e").1, "a c {d} <e");
    }

    #[test]
    fn odd_times_do_no_harm() {
        for line in [
            "99999:00 --> 1:00",
            "1:2:3:4 --> 1:00",
            "--> x",
            "1:00,é --> 1:00,éé",
            "9999:9999:9999,9 --> 0:0",
        ] {
            let _ = times(line);
            let _ = of(&format!("1\n{line}\ntext\n"));
        }
    }
}

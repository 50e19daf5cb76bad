//! Who said it in Chinese and Japanese, which write no blanks between words.

use crate::people::packs::pack::{NO_NAME, PRONOUN, Pack, SAY, SUBJECT, SURNAME, TITLE};
use crate::people::packs::quoted::Quoted;
use crate::people::packs::speaker::{Said, clauses, is_open_behind};
use crate::span::ByteSpan;

/// So far behind a quotation its verb still stands, in bytes.
const NEAR: usize = 90;
/// The longest name, in characters; of Chinese names, and of names from elsewhere.
const LONGEST: usize = 4;
const LONGEST_FOREIGN: usize = 12;

const COMMAS: [char; 8] = ['，', '。', '；', '！', '？', '、', ',', '：'];

/// What the clauses around quotation `at` say.
pub(super) fn said(text: &str, all: &[Quoted], at: usize, pack: &Pack) -> Said {
    let (before, behind) = clauses(text, all, at);
    let front = before.of(text).trim_end();
    let opens = front.ends_with(['：', ':']);
    let front_span = ByteSpan::known(before.start(), before.start() + front.len());
    let first = in_front(text, front_span, pack);
    if (opens || first.places().1.is_some()) && !first.is_nothing() {
        return first;
    }
    if !is_open_behind(text, all[at]) && !behind.of(text).starts_with('と') {
        return Said::Nothing;
    }
    let clause = &text[behind.start()..text.floor_char_boundary(behind.end().min(behind.start() + NEAR))];
    let verbs = pack.list(SAY).iter();
    let verb = verbs
        .filter_map(|it| clause.find(it).map(|at| (at, it.len())))
        .min_by_key(|it| (it.0, usize::MAX - it.1));
    let Some((at, len)) = verb else { return Said::Nothing };
    let cue = ByteSpan::known(behind.start() + at, behind.start() + at + len);
    if !pack.list(SUBJECT).is_empty() {
        // The subject stands in front, the verb behind; or the verb belongs to the name behind it.
        return match in_front_of_particle(text, front_span, Some(cue), pack) {
            Said::Nothing => behind_verb(text, ByteSpan::known(cue.end(), behind.end()), cue, pack),
            said => said,
        };
    }
    subject(text, ByteSpan::known(behind.start(), cue.start()), Some(cue), pack)
}

/// The clause in front of a quotation, with its verb at its end.
fn in_front(text: &str, span: ByteSpan, pack: &Pack) -> Said {
    let clause = span.of(text).trim_end_matches(|c: char| COMMAS.contains(&c) || matches!(c, ':' | ' '));
    let Some(verb) = pack.list(SAY).iter().find(|it| clause.ends_with(**it)) else {
        return Said::Nothing;
    };
    let end = span.start() + clause.len();
    let cue = ByteSpan::known(end - verb.len(), end);
    subject(text, ByteSpan::known(span.start(), cue.start()), Some(cue), pack)
}

/// The subject that a stretch ends with.
fn subject(text: &str, span: ByteSpan, cue: Option<ByteSpan>, pack: &Pack) -> Said {
    let mut clause = span.of(text).trim_end_matches(|c: char| COMMAS.contains(&c) || c.is_whitespace());
    while let Some(word) = pack.list(NO_NAME).iter().find(|it| clause.ends_with(**it)) {
        clause = &clause[..clause.len() - word.len()];
    }
    let end = span.start() + clause.len();
    let from =
        clause.rfind(COMMAS).map_or(0, |it| it + clause[it..].chars().next().map_or(0, char::len_utf8));
    let last = clause[from..].trim_start();
    if last.is_empty() {
        return if from == 0 { Said::Continued { mention: None, cue } } else { nobody(cue) };
    }
    if let Some(pronoun) = pack.list(PRONOUN).iter().find(|it| last.ends_with(**it)) {
        return Said::Continued { mention: Some(ByteSpan::known(end - pronoun.len(), end)), cue };
    }
    match name_at_end(last, pack) {
        Some((start, len)) => {
            let start = end - last.len() + start;
            let mention = ByteSpan::known(start, start + len);
            Said::Named { name: mention.of(text).to_owned(), mention, cue, oblique: false }
        }
        None => nobody(cue),
    }
}

fn nobody(cue: Option<ByteSpan>) -> Said {
    cue.map_or(Said::Nothing, |cue| Said::Nobody { cue })
}

/// The subject in front of the last particle of subjects.
fn in_front_of_particle(text: &str, span: ByteSpan, cue: Option<ByteSpan>, pack: &Pack) -> Said {
    let clause = span.of(text);
    let particles = pack.list(SUBJECT).iter();
    let Some(at) = particles.filter_map(|it| clause.rfind(it)).max() else { return Said::Nothing };
    match subject(text, ByteSpan::known(span.start(), span.start() + at), cue, pack) {
        Said::Nobody { .. } => Said::Nothing,
        said => said,
    }
}

/// The name behind a verb that stands before it: `と話す山田花子さん`.
fn behind_verb(text: &str, span: ByteSpan, cue: ByteSpan, pack: &Pack) -> Said {
    let clause = span.of(text);
    let titles = pack.list(TITLE).iter().filter_map(|it| clause.find(it).map(|at| (at, at + it.len())));
    let title = titles.min().filter(|it| it.0 > 0 && clause[..it.0].chars().count() <= LONGEST_FOREIGN);
    let Some((_, end)) = title else {
        return if clause.trim_end_matches(COMMAS).is_empty() {
            Said::Continued { mention: None, cue: Some(cue) }
        } else {
            Said::Nobody { cue }
        };
    };
    match name_at_end(&clause[..end], pack) {
        Some((start, len)) => {
            let mention = ByteSpan::known(span.start() + start, span.start() + start + len);
            Said::Named { name: mention.of(text).to_owned(), mention, cue: Some(cue), oblique: false }
        }
        None => Said::Nobody { cue },
    }
}

/// The name at the end of a subject: behind a title, before one, or alone. Its place and its length, in bytes.
fn name_at_end(subject: &str, pack: &Pack) -> Option<(usize, usize)> {
    let begins =
        |it: &str| pack.list(SURNAME).iter().any(|family| it.starts_with(family) && it.len() > family.len());
    let is_name = |it: &str| {
        let letters = it.chars().count();
        let is_foreign = it.contains(['·', '・', '•']) || it.chars().all(|c| ('ァ'..='ヿ').contains(&c));
        let all = it.chars().all(|c| c.is_alphabetic() || matches!(c, '·' | '・' | '•'));
        all && ((2..=LONGEST).contains(&letters) && begins(it)
            || is_foreign && (3..=LONGEST_FOREIGN).contains(&letters))
    };
    let titles = || pack.list(TITLE).iter();
    // `市长林志明`: the shortest name behind a title, so that no title stands within it.
    let behind = titles().filter_map(|it| subject.rfind(it).map(|at| at + it.len())).max();
    if let Some(at) = behind.filter(|at| is_name(&subject[*at..])) {
        return Some((at, subject.len() - at));
    }
    // `佐藤市長`, `陈淑芬女士`.
    if let Some(title) = titles().find(|it| subject.ends_with(**it)) {
        let head = &subject[..subject.len() - title.len()];
        // Before the name stands what the office is of: the name is the last run of characters that it does not share.
        let from = head.rfind(['の', 'る', 'た', 'は', '、', '，']).map_or(0, |at| at + 3);
        let name = &head[from..];
        let letters = name.chars().count();
        if is_name(name) || pack.list(SURNAME).is_empty() && (2..=LONGEST_FOREIGN).contains(&letters) {
            return Some((from, name.len()));
        }
        let tail = (2..=3).rev().filter_map(|it| head.char_indices().rev().nth(it - 1)).map(|it| it.0);
        return tail.into_iter().find(|it| is_name(&head[*it..])).map(|it| (it, head.len() - it));
    }
    is_name(subject).then_some((0, subject.len()))
}

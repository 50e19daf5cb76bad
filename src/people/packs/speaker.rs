//! Who the clauses beside a quotation say it is from.

use crate::analysis::sentences::sentences;
use crate::people::packs::pack::{ACCORDING, BEHIND, PRONOUN, Pack, SAY, SUBJECT, TITLE, Writing};
use crate::people::packs::quoted::Quoted;
use crate::people::packs::words::{Run, Word, names, words};
use crate::span::ByteSpan;

/// What the clauses say of a quotation.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Said {
    /// Nothing: no clause attributes it.
    Nothing,
    /// This name.
    Named {
        name: String,
        mention: ByteSpan,
        cue: Option<ByteSpan>,
        /// Whether the name stands in the case of `according to`.
        oblique: bool,
    },
    /// Whoever spoke before: a pronoun, or a verb without a subject.
    Continued { mention: Option<ByteSpan>, cue: Option<ByteSpan> },
    /// Somebody without a name.
    Nobody { cue: ByteSpan },
}

impl Said {
    pub(super) fn is_nothing(&self) -> bool {
        *self == Said::Nothing
    }

    /// Where the speaker is named, and the word that attributes.
    pub(super) fn places(&self) -> (Option<ByteSpan>, Option<ByteSpan>) {
        match self {
            Said::Nothing => (None, None),
            Said::Named { mention, cue, .. } => (Some(*mention), *cue),
            Said::Continued { mention, cue } => (*mention, *cue),
            Said::Nobody { cue } => (None, Some(*cue)),
        }
    }
}

/// So far from its verb a name is still its subject, in words.
const FAR: usize = 14;
/// So far behind a quotation its verb still stands, in words.
const NEAR: usize = 7;

/// A clause beside a quotation.
pub(super) struct Clause<'a> {
    text: &'a str,
    list: Vec<Word>,
    names: Vec<Run>,
}

impl<'a> Clause<'a> {
    pub(super) fn read(text: &'a str, span: ByteSpan, pack: &Pack) -> Clause<'a> {
        let list = words(text, span, pack);
        let names = names(text, &list, pack);
        Clause { text, list, names }
    }

    fn named(&self, run: Run, cue: Option<usize>, oblique: bool) -> Said {
        let name = run.text(self.text, &self.list);
        let mention = ByteSpan::known(self.list[run.first].span.start(), self.list[run.end - 1].span.end());
        Said::Named { name, mention, cue: cue.map(|it| self.list[it].span), oblique }
    }

    fn find(&self, class: u16) -> Option<usize> {
        self.list.iter().position(|it| it.class & class != 0)
    }

    fn rfind(&self, class: u16) -> Option<usize> {
        self.list.iter().rposition(|it| it.class & class != 0)
    }

    /// The name between two words: the nearest to `near` of those with two words, else one that is sure alone.
    fn name_between(&self, from: usize, to: usize, near: Near) -> Option<Run> {
        let here = || self.names.iter().copied().filter(move |it| it.first >= from && it.end <= to);
        let full = |it: &Run| it.words(&self.list) >= 2;
        let found = match near {
            Near::First => here().find(full),
            Near::Last => here().rfind(full),
        };
        found.or_else(|| match near {
            Near::First => here().next().filter(|it| it.titled || it.first <= from + 1),
            Near::Last => here().next_back().filter(|it| it.titled || it.end + 1 >= to),
        })
    }

    fn is_comma(&self, at: usize) -> bool {
        self.list.get(at).is_some_and(|it| it.small == ",")
    }

    /// The last full name in the clause, or nobody where nouns have capitals and no title shows that it is one.
    pub(super) fn last_named(&self, pack: &Pack) -> Option<Said> {
        let run = self.names.iter().rfind(|it| it.words(&self.list) >= 2)?;
        if pack.writing == Writing::Nouns && !run.titled {
            return Some(Said::Nobody { cue: self.list[run.first].span });
        }
        Some(self.named(*run, None, false))
    }

    fn pronoun_between(&self, from: usize, to: usize) -> Option<usize> {
        (from..to.min(self.list.len())).find(|it| self.list[*it].class & PRONOUN != 0)
    }

    /// The clause behind a quotation.
    pub(super) fn behind(&self) -> Said {
        let first = self.list.iter().position(|it| it.is_word).unwrap_or(0);
        if let Some(verb) = self.find(SAY).filter(|it| *it <= first + NEAR) {
            return self.around(verb, first, Near::First);
        }
        if let Some(behind) = self.find(BEHIND).filter(|it| *it <= first + NEAR)
            && let Some(run) = self.name_between(first, behind, Near::Last)
        {
            return self.named(run, Some(behind), true);
        }
        if let Some(at) = self.find(ACCORDING).filter(|it| *it <= first + 2) {
            return self.according(at);
        }
        Said::Nothing
    }

    fn according(&self, at: usize) -> Said {
        let limit = self.list.len().min(at + FAR);
        if let Some(run) = self.name_between(at + 1, limit, Near::First) {
            return self.named(run, Some(at), true);
        }
        match self.pronoun_between(at, limit.min(at + 4)) {
            Some(it) => Said::Continued { mention: Some(self.list[it].span), cue: Some(self.list[at].span) },
            None => Said::Nobody { cue: self.list[at].span },
        }
    }

    /// The subject of the verb at `verb`, in a clause that begins at `first`.
    fn around(&self, verb: usize, first: usize, nearest: Near) -> Said {
        let cue = self.list[verb].span;
        let limit = self.list.len().min(verb + FAR);
        let continued =
            |it: Option<usize>| Said::Continued { mention: it.map(|it| self.list[it].span), cue: Some(cue) };
        let near = |it: usize| (it <= verb && it + 5 > verb) || (it > verb && it <= verb + 3);
        let before = self.name_between(first.max(verb.saturating_sub(FAR)), verb, Near::Last);
        let behind = self.name_between(verb + 1, limit, Near::First);
        let pronoun = self.pronoun_between(first, limit).filter(|it| near(*it));
        let name = match nearest {
            Near::First => behind.filter(|_| verb <= first + 2).or(before).or(behind),
            Near::Last => before.or(behind),
        };
        match (name, pronoun) {
            // `a-t-il lancé, le patron Yann Kerbrat`
            (Some(run), Some(it)) if it <= verb && run.first > verb && self.is_comma(verb + 1) => {
                self.named(run, Some(verb), false)
            }
            (Some(run), Some(it))
                if it.abs_diff(verb) < run.first.abs_diff(verb).min(run.end.abs_diff(verb + 1)) =>
            {
                continued(Some(it))
            }
            (Some(run), _) => self.named(run, Some(verb), false),
            (None, Some(it)) => continued(Some(it)),
            (None, None) => {
                let behind = self.list[verb + 1..]
                    .iter()
                    .take_while(|it| it.is_word)
                    .filter(|it| it.class & SAY == 0)
                    .count();
                let before = self.list[first.min(verb)..verb]
                    .iter()
                    .filter(|it| it.is_word && it.class & SAY == 0)
                    .count();
                // `…“, so der Minister`: somebody else than a verb alone would mean.
                let limit = self.list.len().min(verb + 4);
                let is_office = self.list[verb + 1..limit].iter().any(|it| it.class & TITLE != 0);
                if behind.min(9) + before <= 2 && !is_office { continued(None) } else { Said::Nobody { cue } }
            }
        }
    }

    /// The clause in front of a quotation.
    pub(super) fn before(&self, nearest: Near) -> Said {
        let opens = self.list.last().is_some_and(|it| matches!(it.small.as_str(), ":" | "："));
        if let Some(verb) = self.rfind(SAY) {
            let said = self.around(verb, 0, nearest);
            if opens || !matches!(said, Said::Nobody { .. }) {
                return said;
            }
        }
        if let Some(behind) = self.rfind(BEHIND)
            && let Some(run) = self.name_between(0, behind, Near::Last)
        {
            return self.named(run, Some(behind), true);
        }
        if let Some(at) = self.rfind(ACCORDING) {
            return self.according(at);
        }
        if opens {
            let full = self.names.iter().rfind(|it| it.words(&self.list) >= 2 || it.titled);
            if let Some(run) = full {
                return self.named(*run, None, false);
            }
        }
        Said::Nothing
    }

    /// The subject of a clause whose verb stands behind the quotation.
    pub(super) fn subject(&self, cue: Option<ByteSpan>) -> Said {
        let to = self.list.len();
        let pronoun = self.list.iter().rposition(|it| it.class & PRONOUN != 0);
        let with_mark = |said: Said| match said {
            Said::Named { name, mention, oblique, .. } => Said::Named { name, mention, cue, oblique },
            other => other,
        };
        match (self.name_between(0, to, Near::Last), pronoun) {
            (Some(run), Some(it)) if it > run.first => {
                Said::Continued { mention: Some(self.list[it].span), cue }
            }
            (Some(run), _) => with_mark(self.named(run, None, false)),
            (None, Some(it)) => Said::Continued { mention: Some(self.list[it].span), cue },
            (None, None) => Said::Nothing,
        }
    }
}

/// Which of several names is meant.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Near {
    First,
    Last,
}

/// What the clauses around quotation `at` of a line say.
pub(super) fn said(text: &str, all: &[Quoted], at: usize, pack: &Pack) -> Said {
    let quoted = all[at];
    let (before, behind) = clauses(text, all, at);
    let front = Clause::read(text, before, pack);
    // A verb in front of its subject begins the clauses of Arabic and Hebrew.
    let nearest = if pack.writing == Writing::Uncased && pack.list(SUBJECT).is_empty() {
        Near::First
    } else {
        Near::Last
    };
    let first = front.before(nearest);
    let opens = text[before.range()].trim_end().ends_with([':', '：']);
    if opens && !first.is_nothing() {
        return first;
    }
    let second =
        if is_open_behind(text, quoted) { Clause::read(text, behind, pack).behind() } else { Said::Nothing };
    let cue = second.places().1;
    match second {
        Said::Named { .. } => second,
        // `Ayşe Yıldırım, “…” diye konuştu`: the subject stands in front, the verb behind.
        Said::Continued { mention: None, .. } | Said::Nobody { .. } => match front.subject(cue) {
            Said::Nothing if first.is_nothing() => second,
            Said::Nothing => first,
            subject => subject,
        },
        Said::Continued { .. } if first.is_nothing() => second,
        Said::Continued { .. } => match first {
            Said::Named { .. } => second,
            other => other,
        },
        Said::Nothing => first,
    }
}

/// A pronoun means who was named last, if somebody was since the quotation before.
pub(super) fn named_between(text: &str, all: &[Quoted], at: usize, said: Said, pack: &Pack) -> Said {
    let Said::Continued { mention: Some(mention), cue } = said else { return said };
    if !matches!(pack.writing, Writing::Cased | Writing::Nouns) {
        return said;
    }
    let from = at.checked_sub(1).map_or(all[at].block.start(), |it| all[it].outer.end());
    // The clause of the quotation before names its own speaker.
    let clause = |it: &usize| is_open_behind(text, all[*it]);
    let over = at.checked_sub(1).filter(clause).map_or(from, |it| clauses(text, all, it).1.end());
    let span = ByteSpan::known(over.min(all[at].outer.start()), all[at].outer.start());
    match Clause::read(text, span, pack).last_named(pack) {
        Some(Said::Named { name, .. }) => Said::Named { name, mention, cue, oblique: false },
        Some(other) => other,
        None => said,
    }
}

/// The stretches in front of a quotation and behind it that belong to its sentence.
pub(super) fn clauses(text: &str, all: &[Quoted], at: usize) -> (ByteSpan, ByteSpan) {
    let quoted = all[at];
    let from = at.checked_sub(1).map_or(quoted.block.start(), |it| all[it].outer.end());
    let to = all.get(at + 1).map_or(quoted.block.end(), |it| it.outer.start());
    let front = ByteSpan::known(from, quoted.outer.start());
    let behind = ByteSpan::known(quoted.outer.end(), to);
    let is_over = front.of(text).trim_end().ends_with(['.', '!', '?', '…', '。', '！', '？', '।', '؟', '۔']);
    let over = ByteSpan::known(front.end(), front.end());
    let last = if is_over { over } else { sentences(text, front).last().unwrap_or(front) };
    let first = sentences(text, behind).next().unwrap_or(behind);
    (last, first)
}

/// Whether the sentence of a quotation may go on behind it.
pub(super) fn is_open_behind(text: &str, quoted: Quoted) -> bool {
    let behind = &text[quoted.outer.end()..quoted.block.end()];
    let inner = quoted.inner.of(text);
    if behind.trim_start().starts_with(['.', '。', '।']) {
        return false;
    }
    if !inner.ends_with(['.', '!', '?', '…', '。', '！', '？', '।', '؟']) {
        return true;
    }
    let next = behind.trim_start();
    next.len() == behind.len() && next.starts_with(char::is_alphabetic)
        || next.starts_with(|c: char| c.is_lowercase() || matches!(c, ',' | '—' | '–' | '،' | '，'))
        || inner.ends_with(['!', '?', '？', '！', '؟']) && !next.starts_with(char::is_uppercase)
}

//! `/api/batch`: JSON Lines in, JSON Lines out; the first answers are sent while questions still arrive.
//!
//! A batch counts as a request under way while it is answered, not while it waits for questions that are slow to come or for
//! a client that is slow to read. It holds a few questions and one part of an answer at a time.

use std::collections::VecDeque;
use std::io;
use std::sync::Arc;
use std::time::Duration;

use axum::body::{Body, BodyDataStream, Bytes};
use axum::extract::{Request, State};
use axum::http::header;
use axum::response::{IntoResponse, Response};
use futures_util::stream;
use tokio::sync::OwnedSemaphorePermit;
use tokio::sync::mpsc::{Sender, channel};

use crate::pool::{Bounds, map_in_order};
use crate::request::batch::part::{Part, Unfinished, begin, go_on};
use crate::request::batch::{AnswerFormat, BatchSettings, Numbered, QueryFormat, Questions, Timing};
use crate::request::{Problem, RequestKind, RequestObject};
use crate::search::{Cancel, Engine, Limited};
use crate::server::problems::LINES;
use crate::server::{Limits, Shared, params};

/// Bytes of a piece of answers.
const PIECE: usize = 64 << 10;
/// Pieces that may wait until the client reads them.
const AHEAD: usize = 2;
/// Bytes of answers, and of one answer, after which the client must read before more is made.
const PART: usize = 256 << 10;
/// The most questions, in number and in bytes, that are read before they are answered.
const QUESTIONS: usize = 64;
const QUESTION_BYTES: usize = 128 << 10;
/// The longest line, in bytes; of a longer one the rest is passed over.
const LONGEST_LINE: usize = 1 << 20;
/// How long a place is held for a client that neither sends nor reads.
const GRACE: Duration = Duration::from_secs(1);
/// Questions of one batch that are answered at once.
const THREADS: usize = 4;

/// Answers a batch. The parameters of the address are the defaults of its questions.
pub(super) async fn batch(State(shared): State<Shared>, request: Request) -> Result<Response, Problem> {
    let settings = shared.settings();
    let limits = settings.limits;
    let (parts, content) = request.into_parts();
    let pairs = params::pairs(&parts.uri)?;
    let mut defaults = RequestObject::default();
    defaults
        .add_pairs(RequestKind::Batch, pairs.iter().map(|(key, value)| (key.as_str(), value.as_str())))?;
    let batch_settings = BatchSettings {
        today: (settings.today)(),
        defaults,
        format: AnswerFormat::Json,
        timing: Timing::Left,
        hits: limits.hits,
        bytes: limits.answer,
        threads: std::thread::available_parallelism().map_or(1, std::num::NonZero::get).min(THREADS),
        record: None,
    };
    let place = shared.place()?;
    let (answers, mut answers_out) = channel::<Bytes>(AHEAD);
    let batch = Batch {
        engine: shared.engine(),
        shared: shared.clone(),
        settings: Arc::new(batch_settings),
        limits,
        place: Some(place),
        input: Input::new(content.into_data_stream()),
        answers,
    };
    // A client that has gone away ends it; there is nobody to be told.
    tokio::spawn(batch.run());
    let body = stream::poll_fn(move |context| {
        answers_out.poll_recv(context).map(|piece| piece.map(Ok::<Bytes, io::Error>))
    });
    Ok(([(header::CONTENT_TYPE, LINES)], Body::from_stream(body)).into_response())
}

/// A batch under way.
struct Batch {
    shared: Shared,
    engine: Arc<dyn Engine>,
    settings: Arc<BatchSettings>,
    limits: Limits,
    place: Option<OwnedSemaphorePermit>,
    input: Input,
    answers: Sender<Bytes>,
}

/// What is to be answered next.
#[derive(Default)]
struct Waiting {
    /// An answer that was begun.
    begun: Option<Unfinished>,
    questions: VecDeque<Numbered>,
}

/// The client has closed the connection, or has stopped reading.
struct Gone;

impl Batch {
    async fn run(mut self) {
        let mut waiting = Waiting::default();
        loop {
            if waiting.begun.is_none() && waiting.questions.is_empty() {
                match self.questions().await {
                    Ok(Some(questions)) => waiting.questions = questions,
                    Ok(None) => return,
                    // Of a body that breaks off nothing more is known.
                    Err(_) => return,
                }
            }
            let Ok(answered) = self.answer(waiting).await else { return };
            waiting = answered.1;
            if self.send(answered.0).await.is_err() {
                return;
            }
        }
    }

    /// The next questions, when one has come whole; `None` at the end.
    async fn questions(&mut self) -> Result<Option<VecDeque<Numbered>>, Problem> {
        loop {
            if let Some((lines, before)) = self.input.take_lines() {
                let questions = Questions::new(io::Cursor::new(lines), Some(QueryFormat::Json));
                let questions = questions.map(|it| it.behind(before).at_most(self.limits.query));
                // Reading from memory does not fail.
                let questions: VecDeque<Numbered> = questions.into_iter().flatten().flatten().collect();
                if !questions.is_empty() {
                    return Ok(Some(questions));
                }
                continue;
            }
            if self.input.is_over {
                return Ok(None);
            }
            let piece = {
                let more = params::next(&mut self.input.body, self.limits.patience);
                tokio::pin!(more);
                tokio::select! {
                    piece = &mut more => piece?,
                    () = tokio::time::sleep(GRACE), if self.place.is_some() => {
                        self.place = None;
                        more.await?
                    }
                }
            };
            self.input.add(piece);
        }
    }

    /// Answers until a part is full; returns it with what is left to answer.
    async fn answer(&mut self, waiting: Waiting) -> Result<(Vec<u8>, Waiting), Gone> {
        if self.place.is_none() {
            let place = tokio::time::timeout(self.limits.time, self.shared.place_in_turn());
            self.place = Some(place.await.map_err(|_| Gone)?.ok_or(Gone)?);
        }
        let cancel = Cancel::default();
        let _gone = cancel.on_drop();
        let (engine, settings, limits) = (Arc::clone(&self.engine), Arc::clone(&self.settings), self.limits);
        let task = self.shared.spawn(move || answer(&*engine, waiting, &settings, limits, &cancel));
        tokio::select! {
            done = task => done.map_err(|_| Gone),
            () = self.answers.closed() => Err(Gone),
        }
    }

    /// Sends answers to the client as fast as it reads them.
    async fn send(&mut self, answers: Vec<u8>) -> Result<(), Gone> {
        let mut answers = Bytes::from(answers);
        while !answers.is_empty() {
            let piece = answers.split_to(answers.len().min(PIECE));
            let sent = self.answers.reserve();
            tokio::pin!(sent);
            let room = tokio::select! {
                room = &mut sent => room,
                () = tokio::time::sleep(GRACE), if self.place.is_some() => {
                    self.place = None;
                    // A client that does not read its answers is not waited for for ever.
                    let patience = self.limits.time + self.limits.patience;
                    tokio::time::timeout(patience, sent).await.map_err(|_| Gone)?
                }
            };
            room.map_err(|_| Gone)?.send(piece);
        }
        Ok(())
    }
}

/// Answers questions in their order, several at once, until a part is full.
fn answer(
    engine: &dyn Engine,
    mut waiting: Waiting,
    settings: &BatchSettings,
    limits: Limits,
    cancel: &Cancel,
) -> (Vec<u8>, Waiting) {
    // Each question has all of the time; together they end when the client goes.
    let limited = |engine| Limited::new(engine, limits.time, cancel.clone());
    let mut out = Vec::new();
    if let Some(begun) = waiting.begun.take() {
        let Part { bytes, rest } = go_on(&limited(engine), begun, settings, PART);
        out = bytes;
        waiting.begun = rest;
    }
    if waiting.begun.is_some() || out.len() > PART || cancel.is_cancelled() {
        return (out, waiting);
    }
    let questions = Vec::from(std::mem::take(&mut waiting.questions));
    let mut taken = 0;
    let mut begun = None;
    let bounds = Bounds { threads: settings.threads, items: settings.threads, weight: usize::MAX };
    let work = || |question: Numbered| begin(&limited(engine), question, settings, limits.time, PART);
    let take = |part: Part| {
        out.extend_from_slice(&part.bytes);
        taken += 1;
        begun = part.rest;
        if begun.is_some() || out.len() > PART || cancel.is_cancelled() { Err(()) } else { Ok(()) }
    };
    // What was answered beyond is answered again when it is its turn.
    let _ = map_in_order(bounds, questions.iter().cloned().map(|it| (it, 0)), work, take);
    waiting.begun = begun;
    waiting.questions = questions.into_iter().skip(taken).collect();
    (out, waiting)
}

/// The body as far as it has come, in lines.
struct Input {
    body: BodyDataStream,
    come: Vec<u8>,
    /// Lines that were taken.
    lines: u64,
    /// Whether what comes is the rest of a line that is too long.
    is_passing_over: bool,
    is_over: bool,
}

impl Input {
    fn new(body: BodyDataStream) -> Input {
        Input { body, come: Vec::new(), lines: 0, is_passing_over: false, is_over: false }
    }

    fn add(&mut self, piece: Option<Bytes>) {
        let Some(mut piece) = piece else {
            self.is_over = true;
            return;
        };
        if self.is_passing_over {
            match piece.iter().position(|byte| *byte == b'\n') {
                None => return,
                Some(at) => drop(piece.split_to(at + 1)),
            }
            self.is_passing_over = false;
        }
        self.come.extend_from_slice(&piece);
    }

    /// Some lines that have come whole, and how many came before them.
    fn take_lines(&mut self) -> Option<(Vec<u8>, u64)> {
        let mut end = 0;
        let mut lines = 0;
        while lines < QUESTIONS && end < QUESTION_BYTES {
            let Some(at) = self.come[end..].iter().position(|byte| *byte == b'\n') else { break };
            end += at + 1;
            lines += 1;
        }
        if lines == 0 && self.come.len() > LONGEST_LINE {
            // It is told to be too long by its beginning.
            (end, lines) = (self.come.len(), 1);
            self.is_passing_over = true;
        } else if lines == 0 && self.is_over && !self.come.is_empty() {
            (end, lines) = (self.come.len(), 1);
        }
        if lines == 0 {
            return None;
        }
        let rest = self.come.split_off(end);
        let taken = std::mem::replace(&mut self.come, rest);
        let before = self.lines;
        self.lines += lines as u64;
        Some((taken, before))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lines(pieces: &[&[u8]]) -> Vec<(usize, u64)> {
        let mut input = Input::new(Body::empty().into_data_stream());
        let mut taken = Vec::new();
        for piece in pieces.iter().map(|it| Some(Bytes::copy_from_slice(it))).chain([None]) {
            input.add(piece);
            while let Some((lines, before)) = input.take_lines() {
                taken.push((lines.len(), before));
            }
        }
        taken
    }

    #[test]
    fn lines_are_taken_when_they_are_whole() {
        assert_eq!(lines(&[b"ab", b"c\nd", b"ef\n\ngh"]), [(4, 0), (5, 1), (2, 3)]);
        assert_eq!(lines(&[b"", b"\n"]), [(1, 0)]);
        assert_eq!(lines(&[]), []);
    }

    #[test]
    fn the_rest_of_a_line_that_is_too_long_is_passed_over() {
        let long = vec![b'x'; LONGEST_LINE + 1];
        assert_eq!(lines(&[&long, b"more", b"more\nnext\n"]), [(LONGEST_LINE + 1, 0), (5, 1)]);
    }

    #[test]
    fn a_few_lines_are_taken_at_a_time() {
        let many = b"1\n".repeat(QUESTIONS + 1);
        assert_eq!(lines(&[&many]), [(2 * QUESTIONS, 0), (2, QUESTIONS as u64)]);
    }
}

//! `/api/batch`: JSON Lines in, JSON Lines out, while the one is still coming and the other already goes.

use std::io::{self, BufReader, Read, Write};

use axum::body::{Body, BodyDataStream, Bytes};
use axum::extract::{Request, State};
use axum::http::header;
use axum::response::{IntoResponse, Response};
use futures_util::stream;
use tokio::sync::mpsc::{Receiver, Sender, channel};

use crate::request::batch::{AnswerFormat, BatchSettings, QueryFormat, Questions, Timing, batch as answer};
use crate::request::{Problem, RequestObject};
use crate::server::problems::LINES;
use crate::server::{Limits, Shared, params};

/// Pieces of answers that wait for the client, each of at most [`PIECE`] bytes. So much is made ahead for
/// clients that send everything before they read anything.
const AHEAD: usize = 1_024;
/// Bytes of a piece.
const PIECE: usize = 64 << 10;
/// Bytes of the answer to one question of a batch.
const ANSWER: usize = 1 << 20;
/// Questions of one batch that are answered at once.
const THREADS: usize = 4;

/// Answers a batch. The words of the address hold for every question that does not say otherwise.
pub(super) async fn batch(State(shared): State<Shared>, request: Request) -> Result<Response, Problem> {
    let settings = shared.settings();
    let limits = settings.limits;
    let (parts, content) = request.into_parts();
    let pairs = params::pairs(&parts.uri)?;
    let mut defaults = RequestObject::default();
    defaults.add_pairs(pairs.iter().map(|(key, value)| (key.as_str(), value.as_str())))?;
    defaults.timeout = Some(defaults.timeout.unwrap_or(f64::INFINITY).min(limits.time.as_secs_f64()));
    let batch_settings = BatchSettings {
        today: (settings.today)(),
        defaults,
        format: AnswerFormat::Json,
        timing: Timing::Left,
        hits: limits.hits,
        bytes: limits.answer.min(ANSWER),
        threads: std::thread::available_parallelism().map_or(1, std::num::NonZero::get).min(THREADS),
    };
    let place = shared.place()?;
    let engine = shared.engine();
    let (questions_in, questions) = channel(8);
    let (answers, mut answers_out) = channel::<Bytes>(AHEAD);
    tokio::spawn(pass_on(content.into_data_stream(), questions_in, limits));
    shared.spawn(move || {
        let input = BufReader::with_capacity(PIECE, Pieces { pieces: questions, left: Bytes::new() });
        let mut out = io::BufWriter::with_capacity(PIECE, Answers(answers));
        // A client that has gone away ends it; there is nobody to be told.
        let _ = Questions::new(input, Some(QueryFormat::Json)).and_then(|questions| {
            let questions = questions.at_most(limits.query);
            answer(&*engine, questions, &batch_settings, &mut out, &mut |_, _, _| {}, &|_| {})?;
            out.flush()
        });
        drop(place);
    });
    let body = stream::poll_fn(move |context| {
        answers_out.poll_recv(context).map(|piece| piece.map(Ok::<Bytes, io::Error>))
    });
    Ok(([(header::CONTENT_TYPE, LINES)], Body::from_stream(body)).into_response())
}

/// Hands the body to the thread that reads it, as long as it keeps coming.
async fn pass_on(mut body: BodyDataStream, to: Sender<io::Result<Bytes>>, limits: Limits) {
    loop {
        let piece = match params::next(&mut body, limits.patience).await {
            Ok(None) => return,
            Ok(Some(piece)) => Ok(piece),
            Err(problem) => Err(io::Error::other(problem)),
        };
        let last = piece.is_err();
        // A client that does not read its answers is not waited for for ever.
        let sent = tokio::time::timeout(limits.time + limits.patience, to.send(piece)).await;
        if last || !matches!(sent, Ok(Ok(()))) {
            return;
        }
    }
}

/// The body as something to read from.
struct Pieces {
    pieces: Receiver<io::Result<Bytes>>,
    left: Bytes,
}

impl Read for Pieces {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        while self.left.is_empty() {
            match self.pieces.blocking_recv() {
                None => return Ok(0),
                Some(piece) => self.left = piece?,
            }
        }
        let length = self.left.len().min(buffer.len());
        buffer[..length].copy_from_slice(&self.left.split_to(length));
        Ok(length)
    }
}

/// The response as something to write to.
struct Answers(Sender<Bytes>);

impl Write for Answers {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let piece = &bytes[..bytes.len().min(PIECE)];
        self.0
            .blocking_send(Bytes::copy_from_slice(piece))
            .map_err(|_| io::Error::from(io::ErrorKind::BrokenPipe))?;
        Ok(piece.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

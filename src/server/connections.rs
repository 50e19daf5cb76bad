//! Connections: how many are open, how long they may be silent, how they end.
//!
//! The first [`CONNECTION_THREADS`] connections have a thread each, which reads the request, searches and writes the answer:
//! handing a quick search to another thread and back takes as long as the search. The others share the threads of the
//! runtime.

use std::io;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::Duration;

use axum::Router;
use hyper::server::conn::http1;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::server::graceful::GracefulShutdown;
use hyper_util::service::TowerToHyperService;
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::{TcpListener, TcpStream};
use tokio::runtime::Handle;
use tokio::sync::Semaphore;
use tokio::time::{Instant, Sleep, sleep};

use crate::server::{Limits, Shared, client, router};

/// Connections that have a thread of their own; slow ones may hold them all, then the others are served
/// a little slower.
pub const CONNECTION_THREADS: usize = 64;
/// How often it is looked whether something was committed.
const LOOK: Duration = Duration::from_millis(500);
/// How long requests under way are waited for at the end.
const FAREWELL: Duration = Duration::from_secs(10);

/// The answer to a client that is refused because too many connections are open.
const FULL: &[u8] = b"HTTP/1.1 503 Service Unavailable\r\ncontent-type: application/json\r\nretry-after: 1\r\n\
connection: close\r\ncontent-length: 112\r\n\r\n\
{\"type\":\"error\",\"v\":1,\"kind\":\"busy\",\"message\":\"too many connections\",\"at\":null,\"offer\":\"ask again in a second\"}\n";

/// Serves until `stop` comes to its end, then finishes what is under way.
///
/// The runtime needs threads for blocking work: [`CONNECTION_THREADS`], and one for each request that
/// [`Limits`] let be answered at once.
///
/// # Errors
///
/// The listener fails.
pub async fn run(listener: TcpListener, shared: Shared, stop: impl Future<Output = ()>) -> io::Result<()> {
    let limits = shared.settings().limits;
    let shared = shared.on(Handle::current());
    let refreshing = tokio::spawn(refresh(shared.clone()));
    let service = router(shared);
    let places = Arc::new(Semaphore::new(limits.connections));
    let threads = Arc::new(Semaphore::new(CONNECTION_THREADS));
    let graceful = GracefulShutdown::new();
    let mut stop = std::pin::pin!(stop);
    loop {
        let accepted = tokio::select! {
            () = &mut stop => break,
            accepted = listener.accept() => accepted,
        };
        // One connection that failed, or too many open files: neither ends the server.
        let Ok((stream, _)) = accepted else {
            sleep(Duration::from_millis(20)).await;
            continue;
        };
        let Ok(place) = Arc::clone(&places).try_acquire_owned() else {
            // What cannot be written at once is not waited for.
            let _ = stream.try_write(FULL);
            continue;
        };
        let (service, watcher) = (service.clone(), graceful.watcher());
        // A connection that breaks is the client's affair.
        match Arc::clone(&threads).try_acquire_owned() {
            Ok(thread) => drop(tokio::task::spawn_blocking(move || {
                let _ = on_this_thread(stream, |stream| watcher.watch(connection(stream, service, &limits)));
                drop((thread, place));
            })),
            Err(_) => drop(tokio::spawn(async move {
                let _ = watcher.watch(connection(stream, service, &limits)).await;
                drop(place);
            })),
        }
    }
    drop(listener);
    refreshing.abort();
    // Whoever is still slow then is left.
    let _ = tokio::time::timeout(FAREWELL, graceful.shutdown()).await;
    Ok(())
}

/// Serves a connection on this thread alone, to its end.
fn on_this_thread<C: Future>(stream: TcpStream, serve: impl FnOnce(TcpStream) -> C) -> io::Result<C::Output> {
    let stream = stream.into_std()?;
    // Where it cannot be had, work goes on to its limit of time.
    client::serve(stream.try_clone().ok());
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    let served = runtime.block_on(async { Ok(serve(TcpStream::from_std(stream)?).await) });
    client::serve(None);
    served
}

type Connection = http1::Connection<TokioIo<Patient>, TowerToHyperService<Router>>;

fn connection(stream: TcpStream, service: Router, limits: &Limits) -> Connection {
    // Small answers are sent at once; where that cannot be had they come a little later.
    let _ = stream.set_nodelay(true);
    let stream = Patient { stream, patience: limits.time + limits.patience, blocked: None };
    http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(limits.patience)
        .max_buf_size(256 << 10)
        .serve_connection(TokioIo::new(stream), TowerToHyperService::new(service))
}

/// Takes up commits, also those of other processes.
async fn refresh(shared: Shared) {
    loop {
        sleep(LOOK).await;
        let newest = shared.clone();
        // A commit that cannot be read is tried again; until then the old articles answer.
        let _ = shared.spawn(move || newest.refresh()).await;
    }
}

/// A stream that fails when the other end does not read what is sent within some time.
struct Patient {
    stream: TcpStream,
    patience: Duration,
    blocked: Option<Pin<Box<Sleep>>>,
}

impl Patient {
    /// The outcome of a write, or an error when it has waited too long.
    fn bounded<T>(&mut self, context: &mut Context<'_>, done: Poll<io::Result<T>>) -> Poll<io::Result<T>> {
        if done.is_ready() {
            self.blocked = None;
            return done;
        }
        let patience = self.patience;
        let blocked =
            self.blocked.get_or_insert_with(|| Box::pin(tokio::time::sleep_until(Instant::now() + patience)));
        match blocked.as_mut().poll(context) {
            Poll::Ready(()) => Poll::Ready(Err(io::ErrorKind::TimedOut.into())),
            Poll::Pending => Poll::Pending,
        }
    }
}

impl AsyncRead for Patient {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_read(context, buffer)
    }
}

impl AsyncWrite for Patient {
    fn poll_write(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        let done = Pin::new(&mut self.stream).poll_write(context, bytes);
        self.bounded(context, done)
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        pieces: &[io::IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        let done = Pin::new(&mut self.stream).poll_write_vectored(context, pieces);
        self.bounded(context, done)
    }

    fn is_write_vectored(&self) -> bool {
        self.stream.is_write_vectored()
    }

    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_flush(context)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_shutdown(context)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_refusal_has_the_length_it_says() {
        let text = std::str::from_utf8(FULL).expect("text");
        let (head, body) = text.split_once("\r\n\r\n").expect("a head and a body");
        assert!(head.contains(&format!("content-length: {}", body.len())), "{} bytes", body.len());
    }
}

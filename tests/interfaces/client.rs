//! A server on loopback for a test, and a client of few lines.

use std::io::{Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::sync::Arc;
use std::time::Duration;

use newsgrep::index::Snapshots;
use newsgrep::server::{Limits, ServerSettings, Shared, Writing, run};
use newsgrep::watch::{Keeping, Shelf};

use super::{Desk, today};

/// What a server of a test is limited to.
#[derive(Default)]
pub(crate) struct Limited {
    pub(crate) token: Option<&'static str>,
    pub(crate) writable: bool,
    /// Whether it shows the watches beside its index.
    pub(crate) watches: bool,
    /// 0: as usual.
    pub(crate) requests: usize,
    /// 0: as usual.
    pub(crate) body: usize,
}

/// The watches beside the index of a desk, at a time that stands still.
pub(crate) fn keeping(desk: &Desk) -> Keeping {
    Keeping { shelf: Shelf::beside(desk.index().dir()), now: || "2025-12-01T10:00:00Z".to_owned() }
}

/// A server that stops when it is dropped.
pub(crate) struct Served {
    address: SocketAddr,
    stop: Option<tokio::sync::oneshot::Sender<()>>,
    thread: Option<std::thread::JoinHandle<()>>,
}

pub(crate) struct Response {
    pub(crate) status: u16,
    pub(crate) head: String,
    pub(crate) body: String,
}

impl Served {
    pub(crate) fn new(desk: &Desk, limited: Limited) -> Served {
        let mut limits = Limits { patience: Duration::from_secs(5), ..Limits::default() };
        if limited.requests > 0 {
            limits.requests = limited.requests;
        }
        if limited.body > 0 {
            limits.body = limited.body;
        }
        let settings = ServerSettings {
            today,
            limits,
            token: limited.token.map(str::to_owned),
            name: "news".to_owned(),
            watches: limited.watches.then(|| keeping(desk)),
            writing: if limited.writable { Writing::Into(Box::new(desk.index())) } else { Writing::Off },
        };
        Served::of(Shared::new(Arc::new(Snapshots::of(desk.index()).unwrap()), settings))
    }

    /// Serves anything.
    pub(crate) fn of(shared: Shared) -> Served {
        let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
        listener.set_nonblocking(true).unwrap();
        let address = listener.local_addr().unwrap();
        let (stop, stopped) = tokio::sync::oneshot::channel();
        let thread = std::thread::spawn(move || {
            let runtime =
                tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap();
            runtime.block_on(async {
                let listener = tokio::net::TcpListener::from_std(listener).unwrap();
                let stop = async { drop(stopped.await) };
                run(listener, shared, stop).await.unwrap();
            });
            runtime.shutdown_timeout(Duration::from_secs(2));
        });
        Served { address, stop: Some(stop), thread: Some(thread) }
    }

    pub(crate) fn get(&self, path: &str) -> Response {
        self.ask("GET", path, "", b"")
    }

    pub(crate) fn post(&self, path: &str, body: &str) -> Response {
        self.ask("POST", path, "content-type: application/json\r\n", body.as_bytes())
    }

    /// Asks on a connection of its own.
    pub(crate) fn ask(&self, method: &str, path: &str, headers: &str, body: &[u8]) -> Response {
        let mut stream = self.connect();
        let head = format!(
            "{method} {path} HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\ncontent-length: {}\r\n{headers}\r\n",
            body.len()
        );
        // A server that refuses a request early may close before all of it is sent.
        let _ = stream.write_all(head.as_bytes()).and_then(|()| stream.write_all(body));
        let mut bytes = Vec::new();
        let _ = stream.read_to_end(&mut bytes);
        let at = bytes
            .windows(4)
            .position(|it| it == b"\r\n\r\n")
            .unwrap_or_else(|| panic!("{method} {path}: no head"));
        let head = String::from_utf8(bytes[..at].to_vec())
            .unwrap()
            .to_lowercase()
            .replace("elasticsearch", "Elasticsearch");
        let status = head.split(' ').nth(1).unwrap().parse().unwrap();
        let body = &bytes[at + 4..];
        let body = if head.contains("transfer-encoding: chunked") { unchunked(body) } else { body.to_vec() };
        Response { status, head, body: String::from_utf8(body).unwrap() }
    }

    /// Begins a request and does not end it.
    pub(crate) fn hold(&self, path: &str) -> TcpStream {
        let mut stream = self.connect();
        let head = format!("POST {path} HTTP/1.1\r\nhost: localhost\r\ncontent-length: 1000\r\n\r\n{{");
        stream.write_all(head.as_bytes()).unwrap();
        stream
    }

    pub(crate) fn connect(&self) -> TcpStream {
        let stream = TcpStream::connect(self.address).unwrap();
        stream.set_read_timeout(Some(Duration::from_secs(30))).unwrap();
        stream
    }
}

impl Drop for Served {
    fn drop(&mut self) {
        drop(self.stop.take());
        let ended = self.thread.take().map(std::thread::JoinHandle::join);
        // A test that fails anyway is not to be hidden by this.
        assert!(std::thread::panicking() || ended.is_none_or(|it| it.is_ok()), "the server failed");
    }
}

pub(crate) fn unchunked(mut bytes: &[u8]) -> Vec<u8> {
    let mut body = Vec::new();
    while let Some(at) = bytes.windows(2).position(|it| it == b"\r\n") {
        let size = usize::from_str_radix(std::str::from_utf8(&bytes[..at]).unwrap(), 16).unwrap();
        if size == 0 {
            break;
        }
        body.extend_from_slice(&bytes[at + 2..at + 2 + size]);
        bytes = &bytes[at + 4 + size..];
    }
    body
}

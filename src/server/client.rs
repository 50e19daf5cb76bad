//! Whether the client of the connection that a thread serves is still connected.

use std::cell::RefCell;
use std::io;
use std::net::TcpStream;
use std::sync::Arc;

use crate::search::Cancel;

thread_local! {
    /// The connection of this thread, where it serves one alone.
    static CLIENT: RefCell<Option<Arc<TcpStream>>> = const { RefCell::new(None) };
}

/// Says which connection this thread serves.
pub(super) fn serve(stream: Option<TcpStream>) {
    CLIENT.set(stream.map(Arc::new));
}

/// Stops work when the client of this thread's connection has gone; never, where the thread serves no connection.
pub(super) fn cancel_when_gone() -> Cancel {
    match CLIENT.with_borrow(Clone::clone) {
        Some(stream) => Cancel::asking(move || has_gone(&stream)),
        None => Cancel::default(),
    }
}

/// Whether the other end of a connection, which must not block, has closed it.
fn has_gone(stream: &TcpStream) -> bool {
    match stream.peek(&mut [0]) {
        Ok(read) => read == 0,
        Err(error) => !matches!(error.kind(), io::ErrorKind::WouldBlock | io::ErrorKind::Interrupted),
    }
}

#[cfg(test)]
mod tests {
    use std::io::Write;
    use std::net::TcpListener;

    use super::*;

    #[test]
    fn a_client_has_gone_when_it_closed_its_end() {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
        let mut client = TcpStream::connect(listener.local_addr().expect("bound")).expect("connected");
        let (served, _) = listener.accept().expect("accepted");
        served.set_nonblocking(true).expect("set");
        assert!(!has_gone(&served));
        client.write_all(b"GET").expect("sent");
        std::thread::sleep(std::time::Duration::from_millis(50));
        assert!(!has_gone(&served), "it sent more");
        drop(client);
        let mut rest = [0; 3];
        std::io::Read::read_exact(&mut &served, &mut rest).expect("read");
        std::thread::sleep(std::time::Duration::from_millis(50));
        assert!(has_gone(&served));
    }
}

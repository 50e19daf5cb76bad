//! What HTTP costs on this machine before any server does anything: reads each request in one piece, works
//! for as many microseconds as told, writes an answer of as many bytes as told. Prints its port, serves until killed.
//!
//!     loopback MICROSECONDS BYTES

use std::io::{self, Read, Write};
use std::net::{Ipv4Addr, TcpListener, TcpStream};
use std::time::{Duration, Instant};

use anyhow::Context;

fn main() -> anyhow::Result<()> {
    let mut numbers = std::env::args().skip(1).map(|it| it.parse::<u64>());
    let mut number = || numbers.next().context("loopback MICROSECONDS BYTES")?.context("a whole number");
    let (work, length) = (Duration::from_micros(number()?), usize::try_from(number()?)?);
    let mut answer = format!("HTTP/1.1 200 OK\r\ncontent-length: {length}\r\n\r\n").into_bytes();
    answer.resize(answer.len() + length, b'x');
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?;
    println!("{}", listener.local_addr()?.port());
    for stream in listener.incoming() {
        let (stream, answer) = (stream?, answer.clone());
        // A client that goes away ends its thread.
        std::thread::spawn(move || serve(stream, work, &answer));
    }
    Ok(())
}

fn serve(mut stream: TcpStream, work: Duration, answer: &[u8]) -> io::Result<()> {
    stream.set_nodelay(true)?;
    let mut request = [0; 4096];
    while stream.read(&mut request)? > 0 {
        let start = Instant::now();
        while start.elapsed() < work {
            std::hint::spin_loop();
        }
        stream.write_all(answer)?;
    }
    Ok(())
}

//! Runs the targets on mutations of their seeds, without libFuzzer: `mutate [SECONDS] [TARGET]…`.
//!
//! What breaks a target is printed as a byte string, ready to become a test. Exits with 1 then.

use std::panic::catch_unwind;
use std::process::ExitCode;
use std::time::{Duration, Instant};

use newsgrep_fuzz::TARGETS;

/// SplitMix64.
struct Random(u64);

impl Random {
    fn below(&mut self, end: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        ((mixed ^ (mixed >> 31)) % end.max(1) as u64) as usize
    }
}

/// Pieces that mean something to one reader or another.
const PIECES: &[&[u8]] = &[
    b"(", b")", b"\"", b" AND ", b" OR ", b" NOT ", b" NEAR/3 ", b" SAID ", b"*", b"~2", b"=", b"==", b"date:", b"..",
    b"2025-11-27", b"0000-00-00", b"99999-01-01", b"{", b"}", b"[", b"]", b":", b",", b"\\u0000", b"\\ud800", b"<p>",
    b"</div>", b"<article>", b"<!--", b"<script>", b"&#0;", b"\n\n", b"\r\n", b"\0", b"\xff", b"\xef\xbb\xbf",
    b"\xff\xfe", "“".as_bytes(), "”".as_bytes(), "é".as_bytes(), "e\u{301}".as_bytes(), "\u{202e}".as_bytes(),
    "ß".as_bytes(), "İ".as_bytes(), "ﬁ".as_bytes(), "中文".as_bytes(), b" said", b"Mr. ", b"U.S. ", b"NBSP\xc2\xa0",
];

fn mutate(bytes: &mut Vec<u8>, seeds: &[&[u8]], random: &mut Random) {
    for _ in 0..=random.below(6) {
        let at = random.below(bytes.len() + 1);
        match random.below(8) {
            0 => {
                if let Some(byte) = bytes.get_mut(at) {
                    *byte ^= 1 << random.below(8);
                }
            }
            1 => bytes.insert(at, random.below(256) as u8),
            2 | 3 => drop(bytes.splice(at..at, PIECES[random.below(PIECES.len())].iter().copied())),
            4 => {
                let end = (at + random.below(20)).min(bytes.len());
                bytes.drain(at..end);
            }
            5 => {
                let end = (at + random.below(60)).min(bytes.len());
                let piece = bytes[at..end].to_vec();
                let to = random.below(bytes.len() + 1);
                for _ in 0..=random.below(4) {
                    bytes.splice(to..to, piece.iter().copied());
                }
            }
            6 => {
                let seed = seeds[random.below(seeds.len())];
                let from = random.below(seed.len());
                let piece = &seed[from..(from + random.below(80)).min(seed.len())];
                bytes.splice(at..at, piece.iter().copied());
            }
            _ => bytes.truncate(at.max(1)),
        }
    }
    bytes.truncate(4096);
}

fn main() -> ExitCode {
    let mut words: Vec<String> = std::env::args().skip(1).collect();
    let seconds = words.first().and_then(|it| it.parse().ok());
    if seconds.is_some() {
        words.remove(0);
    }
    let time = Duration::from_secs(seconds.unwrap_or(10));
    let mut broken = 0;
    for &(name, target, seeds) in TARGETS {
        if !words.is_empty() && !words.iter().any(|word| word == name) {
            continue;
        }
        let (start, mut runs, mut slowest) = (Instant::now(), 0u64, Duration::ZERO);
        let seed = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).map_or(1, |it| it.as_nanos() as u64);
        let mut random = Random(seed);
        let mut pool: Vec<Vec<u8>> = seeds.iter().map(|it| it.to_vec()).collect();
        let mut found = 0;
        while start.elapsed() < time && found < 5 {
            let mut bytes = pool[random.below(pool.len())].clone();
            mutate(&mut bytes, seeds, &mut random);
            let began = Instant::now();
            if catch_unwind(|| target(&bytes)).is_err() {
                println!("{name}: b\"{}\"", bytes.escape_ascii());
                found += 1;
            }
            slowest = slowest.max(began.elapsed());
            runs += 1;
            // Without coverage to follow, some mutations are kept by chance, so that they pile up.
            if random.below(50) == 0 {
                let place = random.below(400);
                if place < pool.len() && place >= seeds.len() { pool[place] = bytes } else { pool.push(bytes) }
                pool.truncate(400);
            }
        }
        println!("{name}: {runs} runs in {} s, slowest {slowest:?}, {found} broken", start.elapsed().as_secs());
        broken += found;
    }
    if broken == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

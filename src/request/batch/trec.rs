//! A ranking as TREC's tools read it.

use std::fmt::Write;

use crate::search::{Ranking, SortBy};

/// The lines `query Q0 article rank score newsgrep`.
///
/// Evaluation sorts a run by score and breaks ties its own way, so the scores are made to fall strictly in
/// our order: a score that does not is the next smaller number. An order that is not by score counts down
/// to 1. White space in an id is written as `%20`.
pub(super) fn run(query: &str, ranking: &Ranking, sort: SortBy) -> Vec<u8> {
    let query = one_word(query);
    let mut out = String::with_capacity(ranking.hits.len() * 64);
    let mut last = f32::INFINITY;
    for (at, (id, score)) in ranking.hits.iter().enumerate() {
        let score = match sort {
            SortBy::Relevance if *score > 0.0 => score.min(last.next_down()),
            SortBy::Relevance | SortBy::OldestFirst | SortBy::NewestFirst => -(at as f32 + 1.0),
        };
        last = score;
        let id = one_word(id.as_str());
        writeln!(out, "{query} Q0 {id} {} {score} newsgrep", at + 1).expect("a string takes everything");
    }
    out.into_bytes()
}

fn one_word(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        if c.is_whitespace() || c.is_control() {
            let mut bytes = [0; 4];
            for byte in c.encode_utf8(&mut bytes).bytes() {
                write!(out, "%{byte:02X}").expect("a string takes everything");
            }
        } else {
            out.push(c);
        }
    }
    if out.is_empty() { "-".to_owned() } else { out }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::article::ArticleId;

    #[test]
    fn scores_fall_strictly_also_where_the_engine_ties() {
        let scores = [2.5f32, 2.5, 2.5, 1.0, 0.0, 0.0];
        let ids = (0..).map(|n| ArticleId::new(&format!("an id {n}")).expect("not blank"));
        let ranking = Ranking { articles: 6.into(), hits: ids.zip(scores).collect(), partial: false };
        for sort in [SortBy::Relevance, SortBy::NewestFirst] {
            let run = String::from_utf8(run("q\t1", &ranking, sort)).expect("text");
            let mut last = f32::INFINITY;
            for (at, line) in run.lines().enumerate() {
                let cells: Vec<&str> = line.split(' ').collect();
                assert_eq!(cells.len(), 6, "{line}");
                assert_eq!((cells[0], cells[1], cells[3]), ("q%091", "Q0", (at + 1).to_string().as_str()));
                let score: f32 = cells[4].parse().expect("a number");
                assert!(score < last, "{run}");
                last = score;
            }
        }
    }
}

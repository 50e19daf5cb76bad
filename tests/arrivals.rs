//! The order in which articles came, and the sum over all of them.

use std::collections::BTreeMap;
use std::fs;

use newsgrep::article::ArticleId;
use newsgrep::index::{Index, WriterSettings};
use newsgrep::search::{Corpus, Engine};
use newsgrep::update::{UpdateSettings, rebuild};

use crate::support::desk::Desk;
use crate::support::state::settings;

/// The state of an index, and number and content of each article.
fn state(index: &Index) -> (Corpus, BTreeMap<String, (u64, u64)>) {
    let searcher = index.searcher().unwrap();
    let mut stamps = BTreeMap::new();
    let take = &mut |it: newsgrep::search::ArticleStamp| {
        assert!(stamps.insert(it.id, (it.sequence, it.content)).is_none());
    };
    searcher.each_stamp(0, take).unwrap();
    let ids: Vec<ArticleId> = stamps.keys().map(|id| ArticleId::new(id).unwrap()).collect();
    let asked = searcher.stamps(&ids).unwrap().into_iter().map(Option::unwrap);
    assert_eq!(asked.map(|it| (it.id, (it.sequence, it.content))).collect::<BTreeMap<_, _>>(), stamps);
    assert_eq!(searcher.stamps(&[ArticleId::new("nobody").unwrap()]).unwrap(), [None]);
    (searcher.corpus().unwrap(), stamps)
}

fn line(id: &str, text: &str) -> String {
    format!("{{\"id\":\"{id}\",\"title\":\"Harbour\",\"text\":\"{text}\"}}\n")
}

#[test]
fn each_article_that_comes_or_changes_gets_the_next_number_and_the_others_keep_theirs() {
    let desk = Desk::new();
    desk.write("news/a.jsonl", &(line("a", "The wall stands.") + &line("b", "The quay stands.")));
    desk.update(&["news"]);
    let (first, stamps) = state(&desk.index());
    assert_eq!((first.sequence, stamps["a"].0, stamps["b"].0), (2, 1, 2));
    desk.update(&["news"]);
    assert_eq!(state(&desk.index()), (first.clone(), stamps.clone()), "nothing came");

    desk.write("news/a.jsonl", &(line("a", "The wall fell.") + &line("b", "The quay stands.")));
    desk.write("news/c.jsonl", &line("c", "A boat."));
    desk.update(&["news"]);
    let (second, later) = state(&desk.index());
    assert!(later["a"].0 > 2 && later["c"].0 > 2 && later["a"].0 != later["c"].0);
    assert_eq!(later["b"], stamps["b"]);
    assert_ne!(later["a"].1, stamps["a"].1);
    assert_eq!(second.sequence, later.values().map(|it| it.0).max().unwrap());
    assert!(second.continues(*first.history.last().unwrap()) && second.fingerprint != first.fingerprint);
    let searcher = desk.index().searcher().unwrap();
    let mut newer = Vec::new();
    searcher.each_stamp(2, &mut |it| newer.push(it.id)).unwrap();
    newer.sort();
    assert_eq!(newer, ["a", "c"]);

    // Back to what it was: the same sum, though not the same numbers.
    desk.write("news/a.jsonl", &(line("a", "The wall stands.") + &line("b", "The quay stands.")));
    fs::remove_file(desk.path("news/c.jsonl")).unwrap();
    desk.update(&["news"]);
    let (third, back) = state(&desk.index());
    assert_eq!(third.fingerprint, first.fingerprint);
    assert!(third.sequence > second.sequence && back["a"].1 == stamps["a"].1 && back.len() == 2);
    assert!(!first.continues(*third.history.last().unwrap()));
}

#[test]
fn a_merge_and_a_rebuild_keep_the_numbers_and_the_sum() {
    let desk = Desk::new();
    for (at, text) in ["One.", "Two.", "Three.", "Four."].iter().enumerate() {
        desk.write(
            &format!("news/{at}.jsonl"),
            &(line(&format!("a{at}"), text) + &line(&format!("b{at}"), text)),
        );
        desk.update(&["news"]);
    }
    fs::remove_file(desk.path("news/1.jsonl")).unwrap();
    desk.update(&["news"]);
    let before = state(&desk.index());
    assert_eq!(before.1.len(), 6);
    let mut writer = desk.index().writer(WriterSettings { memory: 0 }).unwrap();
    writer.merge(1).unwrap();
    drop(writer);
    assert_eq!(state(&desk.index()), before);
    rebuild(&desk.path("index"), WriterSettings { memory: 0 }).unwrap();
    assert_eq!(state(&desk.index()), before);
    desk.write("news/9.jsonl", &line("z", "Nine."));
    desk.update(&["news"]);
    let after = state(&desk.index());
    assert_eq!(after.1["z"].0, before.0.sequence + 1, "it goes on from there");
    assert!(after.0.continues(*before.0.history.last().unwrap()));
    assert_eq!(desk.held().len(), 7);
}

#[test]
fn the_sum_is_that_of_the_articles_in_whatever_order_they_came() {
    let lines: Vec<String> = (0..200).map(|at| line(&format!("n{at}"), &format!("Wall {at}."))).collect();
    let of = |parts: Vec<Vec<String>>, threads: usize| {
        let desk = Desk::new();
        for (at, part) in parts.into_iter().enumerate() {
            desk.write(&format!("news/{at}.jsonl"), &part.concat());
            desk.update_with(&["news"], &UpdateSettings { threads, ..settings() });
        }
        state(&desk.index())
    };
    let whole = of(vec![lines.clone()], 1);
    assert_eq!(of(vec![lines.clone()], 4), whole, "threads");
    let mut turned = lines.clone();
    turned.reverse();
    let parts = of(turned.chunks(70).map(<[String]>::to_vec).collect(), 2);
    assert_eq!(parts.0.fingerprint, whole.0.fingerprint);
    assert_ne!(parts.1, whole.1, "the numbers tell the order");
    let fewer = of(vec![lines[1..].to_vec()], 1);
    assert_ne!(fewer.0.fingerprint, whole.0.fingerprint);
}

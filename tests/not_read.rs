//! What is not read is named and counted, and nothing is denied of it.

use std::fs;
use std::path::Path;
use std::process::Command;

/// Articles, and files of kinds that no reader takes.
fn pile() -> tempfile::TempDir {
    let root = tempfile::tempdir().unwrap();
    let put = |path: &str, bytes: &[u8]| {
        let path = root.path().join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, bytes).unwrap();
    };
    put("pile/a.txt", b"The old bridge closed on Thursday.");
    put("pile/b.prp", b"QPRP\0\x01\x02\x03 quartz");
    put("pile/deep/c.prp", b"QPRP\0\x01\x02\x03 quartz");
    put("pile/deep/d.qux", b"Quartz in the words of a kind that is not known.");
    put("pile/deep/e", b"\x7FELF\0\0\0\0");
    root
}

fn run(root: &Path, words: &[&str]) -> (Option<i32>, String, String) {
    let mut command = Command::new(env!("CARGO_BIN_EXE_newsgrep"));
    command.args(words).current_dir(root).env("XDG_CACHE_HOME", root.join("cache"));
    command.env_remove("NEWSGREP_INDEX").env("NEWSGREP_TODAY", "2025-12-01");
    let output = command.output().unwrap();
    let text = |bytes| String::from_utf8(bytes).unwrap();
    (output.status.code(), text(output.stdout), text(output.stderr))
}

const KINDS: &str = "4 files were not read: 2 .prp, 1 .qux, 1 binary\n";

#[test]
fn a_question_to_a_folder_says_what_was_not_read() {
    let root = pile();
    // Brought up to date, and as it was.
    for _ in 0..2 {
        let (code, out, err) = run(root.path(), &["-l", "bridge", "pile"]);
        assert_eq!((code, out.as_str()), (Some(0), "pile/a.txt\n"), "{err}");
        assert_eq!(err, format!("note: {KINDS}"));
    }
    let (code, _, err) = run(root.path(), &["quartz", "pile"]);
    assert_eq!(code, Some(1));
    assert!(err.contains("nothing found in what was read.\n"), "{err}");
    assert!(err.contains("`quartz` is in no article that was read"), "{err}");
    let (code, _, err) = run(root.path(), &["quotes", "quartz", "pile"]);
    assert_eq!((code, err), (Some(1), format!("note: {KINDS}nothing found in what was read.\n")));
    // Where everything was read, no is no.
    fs::create_dir(root.path().join("small")).unwrap();
    fs::write(root.path().join("small/a.txt"), "The old bridge closed.").unwrap();
    let (code, _, err) = run(root.path(), &["quartz", "small"]);
    assert_eq!((code, err.as_str()), (Some(1), "nothing found.\n  `quartz` is in no article\n"));
}

#[test]
fn a_file_that_was_named_and_is_not_read_is_trouble() {
    let root = pile();
    for _ in 0..2 {
        for words in
            [&["quartz", "pile/b.prp"] as &[&str], &["quartz", "pile/deep/e"], &["-q", "x", "pile/b.prp"]]
        {
            let (code, _, err) = run(root.path(), words);
            assert_eq!(code, Some(2), "{err}");
            assert!(err.contains("1 file was not read: 1 "), "{err}");
            assert!(err.contains(&format!("{} is not read", words[words.len() - 1])), "{err}");
        }
        // What was read beside it is found all the same.
        let (code, out, err) = run(root.path(), &["-l", "bridge", "pile/a.txt", "pile/b.prp"]);
        assert_eq!((code, out.as_str()), (Some(2), "pile/a.txt\n"), "{err}");
        assert_eq!(run(root.path(), &["-q", "bridge", "pile/a.txt", "pile/b.prp"]).0, Some(0));
    }
    // Bytes that the name denies, and records that are all broken, are not read either.
    fs::write(root.path().join("x.txt"), b"\x7FELF\0\0\0").unwrap();
    fs::write(root.path().join("x.jsonl"), b"{broken\n").unwrap();
    fs::write(root.path().join("empty.txt"), b"").unwrap();
    for _ in 0..2 {
        assert_eq!(run(root.path(), &["quartz", "x.txt"]).0, Some(2));
        assert_eq!(run(root.path(), &["quartz", "x.jsonl"]).0, Some(2));
        assert_eq!(run(root.path(), &["quartz", "empty.txt"]).0, Some(1));
    }
}

#[test]
fn an_index_remembers_which_kinds_it_left_out() {
    let root = pile();
    let (code, _, err) = run(root.path(), &["index", "pile"]);
    assert_eq!((code, err), (Some(0), KINDS.to_owned()));
    let (code, out, err) = run(root.path(), &["index", "--rejected"]);
    assert_eq!((code, out.as_str(), err.as_str()), (Some(0), "", KINDS));
    let (code, _, err) = run(root.path(), &["quartz", "pile"]);
    assert_eq!(code, Some(1));
    assert!(err.starts_with(&format!("note: {KINDS}nothing found in what was read.\n")), "{err}");
    for shape in ["-c", "-l", "--json", "--csv", "--count-matches"] {
        let (code, _, err) = run(root.path(), &[shape, "quartz", "pile"]);
        assert_eq!((code, err), (Some(1), format!("note: {KINDS}")), "{shape}");
    }
    // A part of it again: the rest stays as it was.
    fs::remove_file(root.path().join("pile/deep/d.qux")).unwrap();
    assert_eq!(run(root.path(), &["index", "pile/deep"]).0, Some(0));
    let (_, _, err) = run(root.path(), &["index", "--rejected"]);
    assert_eq!(err, "3 files were not read: 2 .prp, 1 binary\n");
    // A rebuild keeps it.
    assert_eq!(run(root.path(), &["index", "--rebuild"]).0, Some(0));
    let (_, _, err) = run(root.path(), &["index", "--rejected"]);
    assert_eq!(err, "3 files were not read: 2 .prp, 1 binary\n");
    let (code, _, err) = run(root.path(), &["index", "pile/b.prp"]);
    assert_eq!(code, Some(2));
    assert!(err.contains("newsgrep: pile/b.prp is not read\n"), "{err}");
    let (_, _, err) = run(root.path(), &["index", "--rejected"]);
    assert_eq!(err, "3 files were not read: 2 .prp, 1 binary\n", "it counts once");
}

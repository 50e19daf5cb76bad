//! Who may look into what is kept of the texts, and whose index answers.

use std::fs;
use std::os::unix::fs::{MetadataExt, PermissionsExt};
use std::path::{Path, PathBuf};
use std::process::Command;

fn run(root: &Path, words: &[&str]) -> (Option<i32>, String, String) {
    let mut command = Command::new("sh");
    // As most accounts are set up.
    command.args(["-c", "umask 022; exec \"$0\" \"$@\"", env!("CARGO_BIN_EXE_newsgrep")]);
    command.args(words).current_dir(root).env("XDG_CACHE_HOME", root.join("cache"));
    command.env_remove("NEWSGREP_INDEX").env_remove("SUDO_UID").env("NEWSGREP_TODAY", "2025-12-01");
    let output = command.output().unwrap();
    let text = |bytes| String::from_utf8(bytes).unwrap();
    (output.status.code(), text(output.stdout), text(output.stderr))
}

/// Everything below a folder.
fn below(folder: &Path) -> Vec<PathBuf> {
    let mut all = vec![folder.to_owned()];
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() { all.extend(below(&path)) } else { all.push(path) }
    }
    all
}

#[track_caller]
fn is_private(folder: &Path) {
    let all = below(folder);
    assert!(all.len() > 5, "{all:?}");
    for path in all {
        let mode = fs::metadata(&path).unwrap().permissions().mode() & 0o777;
        assert_eq!(mode, if path.is_dir() { 0o700 } else { 0o600 }, "{}", path.display());
    }
}

#[test]
fn what_is_kept_in_the_cache_is_for_the_user_alone() {
    let root = tempfile::tempdir().unwrap();
    let (cache, article) = (root.path().join("cache/newsgrep"), root.path().join("a.txt"));
    fs::write(&article, "A quartz.").unwrap();
    let ask = || assert_eq!(run(root.path(), &["-c", "quartz", "a.txt"]).1, "1\n");
    ask();
    is_private(&cache);
    // Made by an earlier program; asked as it is, and brought up to date.
    for text in ["A quartz.", "A quartz again."] {
        fs::write(&article, text).unwrap();
        for path in below(&cache) {
            let mode = if path.is_dir() { 0o755 } else { 0o644 };
            fs::set_permissions(&path, fs::Permissions::from_mode(mode)).unwrap();
        }
        ask();
        is_private(&cache);
    }
}

/// Gives a folder to another user. Only the superuser can.
fn give_away(dir: &Path) -> bool {
    Command::new("chown").args(["-R", "65534"]).arg(dir).output().is_ok_and(|it| it.status.success())
}

#[test]
fn the_index_of_another_user_answers_only_when_it_is_named() {
    let root = tempfile::tempdir().unwrap();
    let root = root.path();
    fs::create_dir_all(root.join("deep/c")).unwrap();
    fs::write(root.join("deep/c/a.txt"), "A quartz.").unwrap();
    assert_eq!(run(root, &["index", "deep"]).0, Some(0));
    let deep = root.join("deep");
    assert_eq!(run(&deep, &["-c", "quartz"]).1, "1\n");
    if !give_away(&root.join("index")) {
        return;
    }
    assert_ne!(fs::metadata(root.join("index")).unwrap().uid(), fs::metadata(root).unwrap().uid());
    for words in [&["-c", "quartz"] as &[&str], &["info"], &["quotes"], &["batch", "c/a.txt"], &["verify"]] {
        let (code, out, err) = run(&deep, words);
        assert_eq!((code, out.as_str()), (Some(2), ""), "{words:?}: {err}");
        assert!(err.contains("belongs to another user\nhint: --index "), "{err}");
    }
    let (code, _, err) = run(root, &["index", "deep"]);
    assert!(code == Some(2) && err.contains("belongs to another user"), "{err}");
    // Files are asked by themselves; and it answers where it is named.
    let (code, out, err) = run(&deep, &["-l", "quartz", "c"]);
    assert_eq!((code, out.as_str()), (Some(0), "c/a.txt\n"));
    assert!(err.contains("belongs to another user, and is not asked"), "{err}");
    assert_eq!(run(&deep, &["-c", "quartz", "--index", "../index"]).1, "1\n");
    // One of ours behind a link of theirs is theirs.
    fs::rename(root.join("index"), root.join("theirs")).unwrap();
    assert_eq!(run(root, &["index", "--index", "ours", "deep"]).0, Some(0));
    std::os::unix::fs::symlink("ours", root.join("index")).unwrap();
    assert_eq!(run(&deep, &["-c", "quartz"]).1, "1\n");
    assert!(Command::new("chown").args(["-h", "65534"]).arg(root.join("index")).status().unwrap().success());
    assert_eq!(run(&deep, &["-c", "quartz"]).0, Some(2));
    // A cache that somebody else prepared is not used either.
    assert!(give_away(&deep.join("cache")));
    let (code, _, err) = run(&deep, &["-l", "quartz", "c"]);
    assert!(code == Some(2) && err.contains("it belongs to another user"), "{err}");
}

//! An index folder that somebody else prepared: nothing outside it is written, nothing of others is removed.

use std::fs;
use std::os::unix::fs::symlink;
use std::path::Path;
use std::process::Command;

/// A folder with articles and an index of them.
fn stage() -> tempfile::TempDir {
    let root = tempfile::tempdir().unwrap();
    fs::create_dir(root.path().join("c")).unwrap();
    for number in 0..3 {
        fs::write(root.path().join(format!("c/a{number}.txt")), format!("Quartz article {number}.")).unwrap();
    }
    fs::write(root.path().join("precious"), "precious").unwrap();
    assert_eq!(run(root.path(), &["index", "--index", "theirs", "c"]).0, Some(0));
    root
}

/// Runs it for ten seconds at most: nothing here takes long.
fn run(root: &Path, words: &[&str]) -> (Option<i32>, String) {
    let mut command = Command::new("timeout");
    command.args(["10", env!("CARGO_BIN_EXE_newsgrep")]).args(words).current_dir(root);
    command.env("XDG_CACHE_HOME", root.join("cache")).env("TMPDIR", root).env_remove("NEWSGREP_INDEX");
    let output = command.output().unwrap();
    let all = [output.stdout, output.stderr].concat();
    (output.status.code(), String::from_utf8(all).unwrap())
}

fn names(folder: &Path) -> Vec<String> {
    let names = fs::read_dir(folder).unwrap().map(|it| it.unwrap().file_name().into_string().unwrap());
    let mut names: Vec<_> = names.collect();
    names.sort();
    names
}

#[test]
fn no_link_is_followed_when_an_index_is_written() {
    for name in [
        "segments-9",
        "writer.lock",
        "links",
        "links.new",
        "newsgrep.json.new",
        "catalog-9-0123456789abcdef",
        "segments/meta.json.new",
        "segments/.tantivy-meta.lock",
    ] {
        let root = stage();
        let root = root.path();
        assert_eq!(run(root, &["index", "--index", "mine", "c"]).0, Some(0));
        let before = names(&root.join("mine/segments"));
        let link = root.join("theirs").join(name);
        let _ = fs::remove_file(&link);
        let target = if name == "segments-9" { "mine/segments" } else { "precious" };
        symlink(root.join(target), &link).unwrap();
        fs::write(root.join("c/a0.txt"), "Quartz and more.").unwrap();
        for words in
            [&["index", "--index", "theirs", "c"] as &[&str], &["index", "--index", "theirs", "--rebuild"]]
        {
            let (code, said) = run(root, words);
            assert!(code == Some(2) && said.contains(&format!("`{name}` is a link")), "{name}: {said}");
        }
        assert_eq!(fs::read(root.join("precious")).unwrap(), b"precious", "{name}");
        assert_eq!(names(&root.join("mine/segments")), before);
        // It can be asked all the same.
        assert_eq!(run(root, &["-c", "quartz", "--index", "theirs"]), (Some(0), "3\n".into()), "{name}");
        assert_eq!(fs::read(root.join("precious")).unwrap(), b"precious", "{name}");
    }
}

#[test]
fn asking_makes_nothing_behind_a_link() {
    let root = stage();
    let lock = root.path().join("theirs/segments/.tantivy-meta.lock");
    let _ = fs::remove_file(&lock);
    symlink(root.path().join("made"), &lock).unwrap();
    assert_eq!(run(root.path(), &["-c", "quartz", "--index", "theirs"]), (Some(0), "3\n".into()));
    assert!(!root.path().join("made").exists());
}

#[test]
fn another_name_of_a_file_is_not_written_to() {
    for name in ["writer.lock", "links.new", "newsgrep.json.new", "segments/meta.json.new"] {
        let root = stage();
        let root = root.path();
        let place = root.join("theirs").join(name);
        let _ = fs::remove_file(&place);
        fs::hard_link(root.join("precious"), &place).unwrap();
        fs::write(root.join("c/a0.txt"), "Quartz and more.").unwrap();
        run(root, &["index", "--index", "theirs", "c"]);
        run(root, &["index", "--index", "theirs", "--rebuild"]);
        assert_eq!(fs::read(root.join("precious")).unwrap(), b"precious", "{name}");
    }
}

#[test]
fn what_others_put_beside_an_index_stays() {
    let root = stage();
    let theirs = root.path().join("theirs");
    let picture = "segments/0123456789abcdef0123456789abcdef.jpg";
    let others = ["catalog-2024.csv", "links.txt", "segments/notes.txt", picture];
    for name in others {
        fs::write(theirs.join(name), "mine").unwrap();
    }
    fs::write(root.path().join("c/a0.txt"), "Quartz and more.").unwrap();
    assert_eq!(run(root.path(), &["index", "--index", "theirs", "c"]).0, Some(0));
    assert_eq!(run(root.path(), &["index", "--index", "theirs", "--rebuild"]).0, Some(0));
    assert_eq!(run(root.path(), &["index", "--index", "theirs", "c"]).0, Some(0));
    for name in others {
        assert_eq!(fs::read(theirs.join(name)).unwrap(), b"mine", "{name}");
    }
}

#[test]
fn an_index_is_not_made_over_files_of_others() {
    for name in ["links", "segments/meta.json", "segments/0123456789abcdef0123456789abcdef.store"] {
        let root = stage();
        let place = root.path().join("desk").join(name);
        fs::create_dir_all(place.parent().unwrap()).unwrap();
        fs::write(&place, "mine").unwrap();
        for _ in 0..2 {
            let (code, said) = run(root.path(), &["index", "--index", "desk", "c"]);
            assert!(code == Some(2) && said.contains("was made by something else"), "{name}: {said}");
        }
        assert_eq!(fs::read(&place).unwrap(), b"mine", "{name}");
    }
}

#[test]
fn a_pipe_in_an_index_is_not_waited_for() {
    for name in ["newsgrep.json", "links", "segments/meta.json", "writer.lock"] {
        let root = stage();
        let place = root.path().join("theirs").join(name);
        fs::remove_file(&place).unwrap();
        assert!(Command::new("mkfifo").arg(&place).status().unwrap().success());
        for words in [&["quartz", "--index", "theirs"] as &[&str], &["index", "--index", "theirs", "c"]] {
            let (code, said) = run(root.path(), words);
            assert!(matches!(code, Some(0 | 2)), "{name} {words:?}: {code:?} {said}");
        }
    }
}

#[test]
fn a_dry_run_leaves_nothing_and_takes_nothing_away() {
    let root = stage();
    let before = names(root.path());
    let (code, said) = run(root.path(), &["index", "--index", "none", "--dry-run", "c"]);
    assert!(code == Some(0) && said.contains("dry run: indexed 3"), "{said}");
    assert_eq!(names(root.path()), before);
}

//! What people type who know git, grep and ripgrep.

use std::io::Write;
use std::process::{Command, Stdio};

use tempfile::TempDir;

use crate::cli::{Ran, run_in};

/// A folder with two articles, and no index.
fn folder() -> TempDir {
    let folder = TempDir::new().unwrap();
    std::fs::create_dir(folder.path().join("sub")).unwrap();
    std::fs::write(folder.path().join("tram.txt"), "The tram stopped at the old bridge.\n").unwrap();
    std::fs::write(
        folder.path().join("sub/ferry.jsonl"),
        "{\"id\":\"f1\",\"text\":\"The ferry sank.\"}\n{\"id\":\"f2\",\"text\":\"No tram, but a ferry.\"}\n",
    )
    .unwrap();
    folder
}

#[track_caller]
fn check(folder: &TempDir, words: &[&str], code: i32, out: &str) {
    let ran = run_in(folder.path(), words);
    assert_eq!((ran.code, ran.out.as_str()), (Some(code), out), "{words:?}: {}", ran.err);
}

#[test]
fn options_in_front_of_a_command_are_heeded() {
    let folder = folder();
    check(&folder, &["--index", "kept", "index", "tram.txt"], 0, &counts(1));
    for (before, behind) in [
        (vec!["--index", "kept", "info"], vec!["info", "--index", "kept"]),
        (vec!["--index=kept", "--json", "quotes", "*"], vec!["quotes", "*", "--index=kept", "--json"]),
    ] {
        let (before, behind) = (run_in(folder.path(), &before), run_in(folder.path(), &behind));
        assert_eq!((before.code, before.out, before.err), (behind.code, behind.out, behind.err));
    }
    // A query that is the name of a command.
    check(&folder, &["--index", "kept", "-c", "-e", "info"], 1, "0\n");
}

fn counts(indexed: u64) -> String {
    format!("indexed {indexed}, replaced 0, unchanged 0, duplicates 0, rejected 0\n")
}

#[test]
fn a_query_alone_searches_the_folder_and_an_index_of_other_files_does_not_stop_a_search() {
    let folder = folder();
    check(&folder, &["-l", "ferry"], 0, "sub/ferry.jsonl:1\nsub/ferry.jsonl:2\n");
    check(&folder, &["index", "tram.txt"], 0, &counts(1));
    // What the index holds is asked there; what it does not hold is searched all the same.
    check(&folder, &["-l", "ferry"], 1, "");
    check(&folder, &["-l", "sank", "sub"], 0, "sub/ferry.jsonl:1\n");
    check(&folder, &["-L", "sank", "sub"], 0, "sub/ferry.jsonl:2\n");
    check(&folder, &["-l", "tram", "tram.txt", "sub"], 0, "sub/ferry.jsonl:2\ntram.txt\n");
    // An index that was named is meant.
    let ran = run_in(folder.path(), &["--index", "index", "-l", "ferry", "sub"]);
    assert_eq!(ran.code, Some(2), "{}", ran.err);
    assert!(ran.err.contains("does not hold sub"), "{}", ran.err);
}

#[test]
fn what_is_piped_in_is_searched() {
    let folder = folder();
    let mut command = Command::new(env!("CARGO_BIN_EXE_newsgrep"));
    command.args(["-c", "ferry", "-"]).current_dir(folder.path()).env("XDG_CACHE_HOME", folder.path());
    command.env_remove("NEWSGREP_INDEX").stdin(Stdio::piped()).stdout(Stdio::piped());
    let mut child = command.spawn().unwrap();
    child.stdin.take().unwrap().write_all(b"{\"text\":\"A ferry.\"}\n{\"text\":\"No boat.\"}\n").unwrap();
    let output = child.wait_with_output().unwrap();
    assert_eq!((output.status.code(), output.stdout.as_slice()), (Some(0), &b"1\n"[..]));
    let kept = std::fs::read_dir(folder.path().join("newsgrep")).map_or(0, Iterator::count);
    assert_eq!(kept, 0, "nothing of it is kept");
}

#[test]
fn words_that_were_taken_as_paths_are_offered_as_a_phrase() {
    let folder = folder();
    let ran = run_in(folder.path(), &["tram", "stopped"]);
    assert_eq!(ran.code, Some(2));
    assert!(ran.err.contains("newsgrep 'tram stopped'"), "{}", ran.err);
}

#[test]
fn a_query_that_begins_with_a_hyphen_is_read_or_the_way_to_write_it_is_told() {
    let folder = folder();
    check(&folder, &["-l", "-bridge ferry", "tram.txt", "sub"], 0, "sub/ferry.jsonl:1\nsub/ferry.jsonl:2\n");
    let ran = run_in(folder.path(), &["-trump", "sub"]);
    assert_eq!(ran.code, Some(2));
    assert!(
        ran.err.ends_with("hint: a query that begins with a hyphen: newsgrep -e -trump\n"),
        "{}",
        ran.err
    );
}

#[test]
fn operators_of_other_tools_are_answered_with_ours() {
    let folder = folder();
    let err = |query: &str| -> Ran { run_in(folder.path(), &["-c", query, "tram.txt", "sub"]) };
    let ran = err("bridge|ferry");
    assert_eq!(ran.code, Some(2));
    assert!(ran.err.contains("bridge OR ferry"), "{}", ran.err);
    for (query, offer) in [
        ("bridge or ferry", "'bridge OR ferry'"),
        ("tram & ferry", "'tram AND ferry'"),
        ("tram not bridge", "'tram AND NOT bridge'"),
    ] {
        let ran = run_in(folder.path(), &[query, "tram.txt", "sub"]);
        assert_eq!(ran.code, Some(1));
        assert!(ran.err.contains(&format!("try:  newsgrep {offer} tram.txt sub")), "{query}: {}", ran.err);
    }
}

#[test]
fn every_place_that_a_hit_prints_can_be_shown() {
    let folder = folder();
    let shown = |place: &str| {
        let ran = run_in(folder.path(), &["show", "--json", place]);
        let article: serde_json::Value = serde_json::from_str(&ran.out).unwrap_or_default();
        (ran.code, article["id"].as_str().map(str::to_owned))
    };
    // Without an index the file is read.
    assert_eq!(shown("sub/ferry.jsonl:2"), (Some(0), Some("f2".into())));
    check(&folder, &["index", "tram.txt", "sub"], 0, &counts(3));
    let ran = run_in(folder.path(), &["-o", "ferry"]);
    let places: Vec<&str> = ran.out.lines().filter_map(|it| it.split(":body").next()).collect();
    assert_eq!(places, ["sub/ferry.jsonl:1", "sub/ferry.jsonl:2"]);
    assert_eq!(shown(places[0]), (Some(0), Some("f1".into())));
    assert_eq!(shown(places[1]), (Some(0), Some("f2".into())));
    assert_eq!(shown("sub/ferry.jsonl:3"), (Some(2), None));
    let ran = run_in(folder.path(), &["show", "sub/ferry.jsonl"]);
    assert_eq!(ran.code, Some(2));
    assert!(ran.err.contains("holds 2 articles") && ran.err.contains("newsgrep show sub/ferry.jsonl:1"));
}

#[test]
fn flags_of_grep_and_ripgrep_mean_what_they_mean_there() {
    let folder = folder();
    let pile = ["tram.txt", "sub"];
    let check = |words: &[&str], code, out: &str| check(&folder, &[words, &pile].concat(), code, out);
    check(&["-c", "-H", "ferry OR tram"], 0, "sub/ferry.jsonl:2\ntram.txt:1\n");
    check(&["-o", "--no-filename", "ferry", "--max-count", "1"], 0, "ferry\n");
    check(&["-l", "-0", "sank"], 0, "sub/ferry.jsonl:1\0");
    check(&["-l", "--regexp", "tram", "-g", "*.txt"], 0, "tram.txt\n");
    check(&["-l", "tram", "-g", "!*.txt"], 0, "sub/ferry.jsonl:2\n");
    check(&["-l", "tram", "--exclude", "ferry.jsonl"], 0, "tram.txt\n");
    check(&["-l", "tram", "--include", "sub/*"], 0, "sub/ferry.jsonl:2\n");
    check(&["--files", "-g", "*.jsonl"], 0, "sub/ferry.jsonl:1\nsub/ferry.jsonl:2\n");
    // What they say beside the answer is kept back, what they answer is not.
    let ran = run_in(folder.path(), &["--no-messages", "--no-color", "zebra", "tram.txt"]);
    assert_eq!((ran.code, ran.out.as_str(), ran.err.as_str()), (Some(1), "", ""));
}

#[test]
fn sentences_around_a_match_are_counted_on_each_side() {
    let folder = TempDir::new().unwrap();
    std::fs::write(folder.path().join("a.txt"), "Rain fell. Snow fell. Peace came. All sang. Night fell.\n")
        .unwrap();
    let shown = |flags: &[&str]| {
        let ran = run_in(folder.path(), &[flags, &["peace", "a.txt"]].concat());
        ran.out.lines().last().unwrap_or_default().trim().to_owned()
    };
    assert_eq!(shown(&["-A", "1"]), "Peace came. All sang.");
    assert_eq!(shown(&["-B", "1"]), "Snow fell. Peace came.");
    assert_eq!(shown(&["-C", "1"]), "Snow fell. Peace came. All sang.");
    assert_eq!(shown(&["-C", "1", "-B", "0"]), "Peace came. All sang.");
}

#[test]
fn a_flag_that_cannot_be_heeded_is_answered_in_one_sentence() {
    let folder = folder();
    for (flag, says) in
        [("-n", "-o where each match stands"), ("-P", "a OR b"), ("-F", "==Word"), ("-x", "title:")]
    {
        let ran = run_in(folder.path(), &[flag, "tram", "tram.txt"]);
        assert_eq!((ran.code, ran.out.as_str()), (Some(2), ""));
        assert!(ran.err.starts_with("newsgrep: ") && ran.err.contains(says), "{flag}: {}", ran.err);
    }
}

#[test]
fn hits_come_in_the_order_of_their_places_where_that_is_asked_for() {
    let folder = folder();
    let pile = ["tram.txt", "sub"];
    let check = |words: &[&str], out: &str| check(&folder, &[words, &pile].concat(), 0, out);
    check(&["-l", "--sort", "path", "tram OR ferry"], "sub/ferry.jsonl:1\nsub/ferry.jsonl:2\ntram.txt\n");
    check(&["-l", "--sort=-path", "-m", "2", "tram OR ferry"], "tram.txt\nsub/ferry.jsonl:2\n");
    check(
        &["--sort", "path", "--no-heading", "-m", "1", "--offset", "1", "ferry OR tram"],
        "sub/ferry.jsonl:2:No tram, but a ferry.\n",
    );
}

#[test]
fn places_stand_above_or_in_front_of_matches_as_asked() {
    let folder = folder();
    let pile = ["--sort", "path", "tram OR sank", "tram.txt", "sub"];
    let check = |words: &[&str], out: &str| check(&folder, &[words, &pile].concat(), 0, out);
    check(
        &["-o", "--heading"],
        "sub/ferry.jsonl:1\nbody:10-14:sank\n\nsub/ferry.jsonl:2\nbody:3-7:tram\n\ntram.txt\nbody:4-8:tram\n",
    );
    check(
        &["-o"],
        "sub/ferry.jsonl:1:body:10-14:sank\nsub/ferry.jsonl:2:body:3-7:tram\ntram.txt:body:4-8:tram\n",
    );
    let ran = run_in(folder.path(), &[&["--kwic", "--no-heading"], &pile[..]].concat());
    assert!(ran.out.lines().all(|line| line.contains(":  ") && line.contains(" | ")), "{}", ran.out);
    assert_eq!(ran.out.lines().count(), 3);
}

#[test]
fn lines_of_a_concordance_come_by_the_words_beside_the_match() {
    let folder = TempDir::new().unwrap();
    std::fs::write(
        folder.path().join("a.txt"),
        "Old tram went. New tram came. A tram broke. New tram ate.\n",
    )
    .unwrap();
    let ordered = |by: &str| {
        let ran = run_in(folder.path(), &["--kwic", "--sort", by, "tram", "a.txt"]);
        assert_eq!(ran.code, Some(0), "{}", ran.err);
        let after = ran.out.lines().filter_map(|line| line.split(" | ").nth(2));
        after.filter_map(|it| it.split('.').next().map(|it| it.trim().to_owned())).collect::<Vec<_>>()
    };
    assert_eq!(ordered("right1"), ["ate", "broke", "came", "went"]);
    assert_eq!(ordered("left1,right1"), ["broke", "ate", "came", "went"]);
    let ran = run_in(folder.path(), &["--sort", "left1", "tram", "a.txt"]);
    assert!(ran.code == Some(2) && ran.err.contains("--kwic"), "{}", ran.err);
}

#[cfg(unix)]
#[test]
fn a_folder_without_an_index_is_served_and_the_browser_opened() {
    use std::io::{BufRead, BufReader, Read};
    let folder = folder();
    let script = folder.path().join("browser");
    std::fs::write(&script, "#!/bin/sh\necho \"$1\" > opened\n").unwrap();
    std::fs::set_permissions(&script, std::os::unix::fs::PermissionsExt::from_mode(0o755)).unwrap();
    let mut command = Command::new(env!("CARGO_BIN_EXE_newsgrep"));
    command.args(["open", "--addr", "127.0.0.1:0", "tram.txt", "sub"]).current_dir(folder.path());
    command.env("BROWSER", &script).env("XDG_CACHE_HOME", folder.path()).env_remove("NEWSGREP_INDEX");
    let mut child = command.stderr(Stdio::piped()).spawn().unwrap();
    let mut said = String::new();
    BufReader::new(child.stderr.take().unwrap()).read_line(&mut said).unwrap();
    let address = said.trim().rsplit("http://").next().unwrap().to_owned();
    let mut stream = std::net::TcpStream::connect(&address).unwrap();
    write!(stream, "GET /api/search?q=ferry HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n\r\n")
        .unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).unwrap();
    let opened =
        || std::fs::read_to_string(folder.path().join("opened")).is_ok_and(|it| it.contains(&address));
    let is_opened = (0..100).any(|_| {
        std::thread::sleep(std::time::Duration::from_millis(20));
        opened()
    });
    child.kill().unwrap();
    child.wait().unwrap();
    assert!(answer.contains("\"path\":\"sub/ferry.jsonl\""), "{answer}");
    assert!(is_opened);
}

#[test]
fn figures_are_told_where_they_are_asked_for() {
    let folder = folder();
    let ran = run_in(folder.path(), &["-l", "--stats", "-j", "1", "ferry", "tram.txt", "sub"]);
    assert_eq!(ran.out, "sub/ferry.jsonl:1\nsub/ferry.jsonl:2\n");
    assert!(ran.err.contains("2 occurrences\n2 articles matched\n3 articles searched\n"), "{}", ran.err);
}

#[test]
fn a_format_says_how_files_are_read_or_which_are_meant() {
    let folder = folder();
    check(&folder, &["-l", "--type-filter", "text", "tram", "tram.txt", "sub"], 0, "tram.txt\n");
    check(&folder, &["-l", "--type-filter", "jsonl", "tram", "tram.txt", "sub"], 0, "sub/ferry.jsonl:2\n");
    check(&folder, &["-c", "--type", "text", "tram", "sub/ferry.jsonl"], 0, "1\n");
    check(&folder, &["-l", "--type", "text", "tram", "sub/ferry.jsonl"], 0, "sub/ferry.jsonl\n");
    let ran = run_in(folder.path(), &["--type-filter", "nexis", "tram", "tram.txt"]);
    assert_eq!(ran.code, Some(2));
    assert!(ran.err.contains("-g GLOB"), "{}", ran.err);
    check(&folder, &["index", "tram.txt"], 0, &counts(1));
    let ran = run_in(folder.path(), &["--index", "index", "--type", "text", "tram"]);
    assert_eq!(ran.code, Some(2));
    assert!(ran.err.contains("--type-filter"), "{}", ran.err);
}

#[test]
fn help_is_short_or_whole() {
    let folder = folder();
    let short = run_in(folder.path(), &["-h"]);
    assert_eq!((short.code, short.err.as_str()), (Some(0), ""));
    let long = run_in(folder.path(), &["--help"]);
    for flag in ["--no-heading", "--type-filter", "--sort", "--index"] {
        assert!(long.out.contains(flag), "{flag}");
    }
    assert!(short.out.lines().count() <= 24 && long.out.lines().count() > 100);
    let ran = run_in(folder.path(), &["quotes", "-h"]);
    assert!(ran.out.contains("--speaker"), "{}", ran.out);
    let ran = run_in(folder.path(), &["help", "watch", "add"]);
    assert!(ran.out.contains("Examples:") && ran.out.contains("--edits"), "{}", ran.out);
}

#[test]
fn every_command_has_a_page_of_the_manual() {
    let folder = folder();
    let ran = run_in(folder.path(), &["man", "--install", "share"]);
    assert_eq!(ran.code, Some(0), "{}", ran.err);
    for name in ["newsgrep", "newsgrep-quotes", "newsgrep-watch-add", "newsgrep-cache-clear"] {
        let page = std::fs::read_to_string(folder.path().join(format!("share/man1/{name}.1"))).unwrap();
        for part in [".SH NAME", ".SH SYNOPSIS", ".SH EXAMPLES", "\n.SH \"EXIT STATUS\"\n"] {
            assert!(page.contains(part), "{name} has no {part}");
        }
    }
    let page = std::fs::read_to_string(folder.path().join("share/man1/newsgrep.1")).unwrap();
    assert!(
        page.contains("Only articles whose path matches"),
        "what a screen leaves out stands in the manual"
    );
    let ran = run_in(folder.path(), &["man", "watch", "add"]);
    assert!(ran.out.contains("newsgrep\\-watch\\-add"), "{}", ran.out);
}

/// What a shell prints, or `None` where it is not there.
fn shell(folder: &TempDir, shell: &str, script: &str) -> Option<String> {
    let mut command = Command::new(shell);
    let path = format!(
        "{}:{}",
        std::path::Path::new(env!("CARGO_BIN_EXE_newsgrep")).parent()?.display(),
        std::env::var("PATH").unwrap_or_default()
    );
    command.args(["-c", script]).current_dir(folder.path()).env("PATH", path);
    let output = command.env("XDG_CONFIG_HOME", folder.path().join("config")).output().ok()?;
    Some(String::from_utf8_lossy(&output.stdout).into_owned())
}

#[test]
fn bash_completes_commands_options_and_their_values() {
    let folder = folder();
    let complete = |words: &[&str]| {
        let line = words.join(" ");
        let script = format!(
            "source <(newsgrep completions bash); COMP_WORDS=({line}); COMP_CWORD={}; _newsgrep newsgrep '{}' '{}'; \
             printf '%s\\n' \"${{COMPREPLY[@]}}\"",
            words.len() - 1,
            words[words.len() - 1],
            words[words.len() - 2]
        );
        shell(&folder, "bash", &script)
    };
    for (words, expected) in [(["newsgrep", "quo"], "quotes"), (["newsgrep", "--type-fil"], "--type-filter")]
    {
        let Some(printed) = complete(&words) else { return };
        assert!(printed.lines().any(|it| it == expected), "{words:?}: {printed}");
    }
    for (words, expected) in [
        (["newsgrep", "--facet", "date"], "date:month"),
        (["newsgrep", "--fields", "spe"], "speakers"),
        (["newsgrep", "--sort", "pa"], "path"),
        (["newsgrep", "cache", "cl"], "clear"),
        (["newsgrep", "batch", "--fo"], "--format"),
    ] {
        let printed = complete(&words).unwrap();
        assert!(printed.lines().any(|it| it.starts_with(expected)), "{words:?}: {printed}");
    }
}

#[test]
fn zsh_and_fish_take_their_completions() {
    let folder = folder();
    if let Some(printed) = shell(
        &folder,
        "zsh",
        "autoload -U compinit; compinit -u; source <(newsgrep completions zsh); whence -w _newsgrep",
    ) {
        assert_eq!(printed.trim(), "_newsgrep: function");
    }
    let script = "newsgrep completions fish | source; complete -C 'newsgrep --facet so'";
    if let Some(printed) = shell(&folder, "fish", script) {
        assert!(printed.lines().any(|it| it.starts_with("source")), "{printed}");
    }
}

#[test]
fn what_is_kept_for_paths_is_listed_and_removed() {
    let folder = folder();
    check(&folder, &["cache", "list"], 1, "");
    check(&folder, &["-c", "ferry", "sub"], 0, "2\n");
    let ran = run_in(folder.path(), &["cache", "list"]);
    let sub = folder.path().canonicalize().unwrap().join("sub").display().to_string();
    assert!(ran.out.contains(&sub) && ran.out.contains("2 articles, asked today"), "{}", ran.out);
    let ran = run_in(folder.path(), &["cache", "list", "--json"]);
    let line: serde_json::Value = serde_json::from_str(&ran.out).unwrap();
    assert_eq!((&line["articles"], &line["paths"][0]), (&2.into(), &"sub".into()));
    check(&folder, &["cache", "clear", "--unused", "2"], 1, "0 indexes removed, 0.0 MB\n");
    let ran = run_in(folder.path(), &["cache", "clear"]);
    assert!(ran.code == Some(0) && ran.out.starts_with("1 index removed"), "{}", ran.out);
    assert_eq!(std::fs::read_dir(folder.path().join("newsgrep")).unwrap().count(), 0);
    check(&folder, &["-c", "ferry", "sub"], 0, "2\n");
}

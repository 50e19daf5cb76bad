//! Finds the index to use.
//!
//! The one that is named (`--index`, NEWSGREP_INDEX), else the nearest folder `index` that is one from the
//! working directory upwards, belongs to the user and holds the PATHs, else one in the user's cache folder for exactly
//! these PATHs, or for the working directory where there are none and it holds files to read. Standard input gets an index
//! that lives as long as the question.

use std::path::{Component, Path, PathBuf};

use newsgrep::index::{Index, Searcher};
use newsgrep::readers::{Walked, walk};
use newsgrep::render::screen::safe;
use newsgrep::search::Engine;
use tempfile::TempDir;

use crate::cli::cache::{self, Reading, cache_folder};
use crate::cli::error::CliError;
use crate::cli::left_out::LeftOut;
use crate::cli::owner::is_ours;
use crate::cli::wait::{Wait, open_filled};
use crate::cli::{STREAM, say};

/// The folder in which an index lies when it is not named.
pub(crate) const DEFAULT_DIR: &str = "index";

/// The index for a question.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Located {
    /// Named, or found upwards: it is asked as it is.
    Standing(PathBuf),
    /// In the cache, for exactly these paths: it is brought up to date first.
    Cached,
    /// Standard input is read: a new one that nobody asks again.
    Streamed,
    /// There is none, and no path for which one could be made.
    Nowhere,
}

/// An index that answers a question.
#[derive(Debug)]
pub(crate) struct Opened {
    /// The index.
    pub(crate) engine: Searcher,
    /// The paths of it to which the answer is limited.
    pub(crate) within: Vec<String>,
    /// What below the PATHs it does not hold.
    pub(crate) left_out: LeftOut,
    /// The folder of an index that is removed when it has answered.
    #[expect(dead_code, reason = "it is removed when this is dropped")]
    streamed: Option<TempDir>,
}

/// Finds the index.
fn locate(named: Option<&Path>, paths: &[PathBuf], here: &Path) -> Result<Located, CliError> {
    if let Some(dir) = named {
        return Ok(Located::Standing(dir.to_owned()));
    }
    if paths.iter().any(|path| path.as_os_str() == STREAM) {
        return Ok(Located::Streamed);
    }
    if let Some(dir) = nearest(here) {
        if is_ours(&dir) {
            return Ok(Located::Standing(dir));
        }
        if paths.is_empty() {
            return Err(CliError::of_another_user(&dir));
        }
        say(&format!("note: {}, and is not asked", safe(&CliError::of_another_user(&dir).to_string())));
    }
    if paths.is_empty() {
        return Ok(Located::Nowhere);
    }
    Ok(Located::Cached)
}

/// Opens the index that is meant.
pub(crate) fn open_for(
    named: Option<&Path>,
    paths: &[PathBuf],
    reading: impl Into<Reading>,
) -> Result<Opened, CliError> {
    let reading = reading.into();
    let here = working_dir()?;
    let located = locate(named, paths, &here)?;
    if let (Located::Standing(dir), Some(format)) = (&located, reading.read_as) {
        // What an index holds was read already.
        return match named.is_none() && !paths.is_empty() {
            true => in_cache(paths, &here, reading),
            false => Err(CliError::usage(format!(
                "--type {} says how files are read, and those of the index in {} were read already",
                format.name(),
                dir.display()
            ))
            .hint("--type-filter limits the answer to files of a format".to_owned())),
        };
    }
    match located {
        Located::Standing(dir) => {
            let index = open_filled(&dir, reading.wait)?;
            let engine = index.searcher()?;
            match within(&engine, &dir, paths, &here) {
                // An index that was not named is only a short cut.
                Err(error)
                    if named.is_none() && error.is_not_held() && paths.iter().all(|it| it.exists()) =>
                {
                    in_cache(paths, &here, reading)
                }
                within => {
                    let within = within?;
                    let left_out = LeftOut::of_standing(index, within.clone());
                    Ok(Opened { engine, within, left_out, streamed: None })
                }
            }
        }
        Located::Cached => in_cache(paths, &here, reading),
        Located::Streamed => streamed(paths, reading),
        Located::Nowhere if holds_articles(&here) => in_cache(&[PathBuf::from(".")], &here, reading),
        Located::Nowhere => Err(CliError::no_index()),
    }
}

/// An index in the cache that holds these paths and nothing else.
fn in_cache(paths: &[PathBuf], here: &Path, reading: Reading) -> Result<Opened, CliError> {
    let dir = cache_folder()?.join(cache_key(paths, here, reading)?);
    cache::remember(&dir, here, paths)?;
    let (index, left_out) = cache::cached(&dir, paths, reading)?;
    Ok(Opened { engine: index.searcher()?, within: Vec::new(), left_out, streamed: None })
}

/// The index in the cache that holds these paths and nothing else, to be served.
pub(crate) fn open_paths(paths: &[PathBuf]) -> Result<Index, CliError> {
    if paths.iter().any(|it| it.as_os_str() == STREAM) {
        return Err(CliError::usage("standard input is read once, and cannot be served")
            .hint("newsgrep index - puts it into an index".to_owned()));
    }
    let (here, reading) = (working_dir()?, Reading::from(Wait::UntilDone));
    let dir = cache_folder()?.join(cache_key(paths, &here, reading)?);
    cache::remember(&dir, &here, paths)?;
    let (index, left_out) = cache::cached(&dir, paths, reading)?;
    left_out.limits_a_no();
    Ok(index)
}

/// An index of standard input, and of what other paths there are, that is removed when it has answered.
fn streamed(paths: &[PathBuf], reading: Reading) -> Result<Opened, CliError> {
    let folder = tempfile::tempdir().map_err(|error| CliError::file("make", Path::new("a folder"), error))?;
    let (index, left_out) = cache::filled(Index::create(&folder.path().join(DEFAULT_DIR))?, paths, reading)?;
    Ok(Opened { engine: index.searcher()?, within: Vec::new(), left_out, streamed: Some(folder) })
}

/// Whether any article may be read below a folder.
fn holds_articles(folder: &Path) -> bool {
    walk(&[folder.to_owned()]).any(|it| matches!(it, Walked::File(_)))
}

/// Opens the index of a command without PATHs.
pub(crate) fn open_standing(named: Option<&Path>) -> Result<Index, CliError> {
    match locate(named, &[], &working_dir()?)? {
        Located::Standing(dir) => Ok(Index::open(&dir)?),
        Located::Cached | Located::Streamed | Located::Nowhere => Err(CliError::no_index()),
    }
}

/// Opens the index of a command without PATHs, to answer questions.
pub(crate) fn open_to_ask(named: Option<&Path>) -> Result<Index, CliError> {
    match locate(named, &[], &working_dir()?)? {
        Located::Standing(dir) => open_filled(&dir, Wait::UntilDone),
        Located::Cached | Located::Streamed | Located::Nowhere => Err(CliError::no_index()),
    }
}

/// The working directory.
fn working_dir() -> Result<PathBuf, CliError> {
    std::env::current_dir().map_err(|error| CliError::file("read", Path::new("."), error))
}

/// The paths as the places of articles give them, so that an answer can be limited to them. All of
/// them must be held by the index.
///
/// A place is given as it was typed when it was indexed, mostly from the folder that holds the index.
/// So a path is tried as seen from there, then as an absolute one, then as typed.
fn within(engine: &dyn Engine, dir: &Path, paths: &[PathBuf], here: &Path) -> Result<Vec<String>, CliError> {
    let home = normal(&here.join(dir));
    let home = home.parent().unwrap_or(&home);
    let mut within = Vec::with_capacity(paths.len());
    for path in paths {
        let absolute = normal(&here.join(path));
        let candidates = [relative(home, &absolute), absolute, path.clone()];
        let mut held = None;
        for candidate in &candidates {
            let shown = as_in_places(candidate);
            if engine.holds_path(&shown)? {
                held = Some(shown);
                break;
            }
        }
        within.push(held.ok_or_else(|| CliError::not_held(dir, path))?);
    }
    Ok(within)
}

/// As the places of articles give a path: without `.` and a trailing `/`.
fn as_in_places(path: &Path) -> String {
    let bare: PathBuf = path.components().filter(|it| *it != Component::CurDir).collect();
    if bare.as_os_str().is_empty() { ".".to_owned() } else { bare.to_string_lossy().into_owned() }
}

/// Without `.` and, as far as the text alone tells, without `..`.
fn normal(path: &Path) -> PathBuf {
    let mut out = PathBuf::new();
    for part in path.components() {
        match part {
            Component::CurDir => {}
            Component::ParentDir => {
                out.pop();
            }
            Component::Prefix(_) | Component::RootDir | Component::Normal(_) => out.push(part),
        }
    }
    out
}

/// `path` as seen from `folder`; both absolute and normal.
fn relative(folder: &Path, path: &Path) -> PathBuf {
    let shared = folder.components().zip(path.components()).take_while(|(a, b)| a == b).count();
    let up = folder.components().skip(shared).map(|_| Component::ParentDir);
    up.chain(path.components().skip(shared)).collect()
}

fn nearest(here: &Path) -> Option<PathBuf> {
    let above = here.ancestors().map(|folder| folder.join(DEFAULT_DIR)).find(|dir| Index::is_at(dir))?;
    // Said as it would be typed, where it is right here.
    Some(if above.parent() == Some(here) { PathBuf::from(DEFAULT_DIR) } else { above })
}

/// The same paths, typed in the same folder, give the same key in whatever order: places are shown as
/// they were typed, so the same folder by another way has a cache of its own. They must exist.
fn cache_key(paths: &[PathBuf], here: &Path, reading: Reading) -> Result<String, CliError> {
    let mut typed = Vec::with_capacity(paths.len());
    for path in paths {
        std::fs::metadata(path).map_err(|error| CliError::file("read", path, error))?;
        typed.push(path.components().collect::<PathBuf>());
    }
    typed.sort();
    typed.dedup();
    let mut bytes = here.as_os_str().as_encoded_bytes().to_vec();
    for path in typed {
        // No path holds it.
        bytes.push(0);
        bytes.extend_from_slice(path.as_os_str().as_encoded_bytes());
    }
    if let Some(format) = reading.read_as {
        bytes.extend_from_slice(b"\0\0");
        bytes.extend_from_slice(format.name().as_bytes());
    }
    Ok(format!("{:032x}", xxhash_rust::xxh3::xxh3_128(&bytes)))
}

#[cfg(test)]
mod tests {
    use newsgrep::readers::Format;

    use super::*;

    #[test]
    fn a_named_index_comes_first_and_then_the_nearest_one_upwards() {
        let root = tempfile::tempdir().expect("a folder");
        let deep = root.path().join("a/b");
        std::fs::create_dir_all(&deep).expect("made");
        let named = locate(Some(Path::new("x")), &[], &deep).expect("named");
        assert_eq!(named, Located::Standing("x".into()));
        let made = root.path().join("index");
        std::fs::create_dir_all(&made).expect("made");
        std::fs::write(made.join("newsgrep.json"), "{}").expect("written");
        assert_eq!(locate(None, &[], &deep).expect("found"), Located::Standing(made));
        assert_eq!(locate(None, &[], root.path()).expect("found"), Located::Standing("index".into()));
        // One that has lost its manifest is damaged; the one above it must not answer in its place.
        let lost = deep.join("index");
        std::fs::create_dir_all(&lost).expect("made");
        assert_eq!(locate(None, &[], &deep).expect("found"), Located::Standing(root.path().join("index")));
        for name in ["catalog-3-0123456789abcdef", "writer.lock"] {
            std::fs::write(lost.join(name), "").expect("written");
        }
        assert_eq!(locate(None, &[], &deep).expect("found"), Located::Standing("index".into()));
    }

    #[test]
    fn a_cache_belongs_to_exactly_its_paths() {
        let root = tempfile::tempdir().expect("a folder");
        let (a, b) = (root.path().join("a"), root.path().join("b"));
        for path in [&a, &b] {
            std::fs::write(path, "").expect("written");
        }
        let key = |paths: &[&PathBuf], here: &Path| {
            let paths: Vec<PathBuf> = paths.iter().map(|it| (*it).clone()).collect();
            cache_key(&paths, here, Wait::No.into()).expect("they exist")
        };
        let here = root.path();
        assert_eq!(key(&[&a, &b], here), key(&[&b, &here.join("./a"), &a], here));
        assert_ne!(key(&[&a], here), key(&[&a, &b], here));
        assert_ne!(key(&[&a], here), key(&[&a], Path::new("/")));
        assert!(cache_key(&[here.join("missing")], here, Wait::No.into()).is_err());
        let as_text = Reading { read_as: Format::named("text"), ..Wait::No.into() };
        assert_ne!(cache_key(std::slice::from_ref(&a), here, as_text).expect("it exists"), key(&[&a], here));
    }

    #[test]
    fn a_path_is_seen_from_the_folder_of_the_index() {
        for (folder, path, expected) in
            [("/p", "/p/a/b", "a/b"), ("/p/q", "/p/a", "../a"), ("/p", "/p", ""), ("/p/q", "/r", "../../r")]
        {
            assert_eq!(relative(Path::new(folder), Path::new(path)), Path::new(expected));
        }
        assert_eq!(normal(Path::new("/p/q/.././a/")), Path::new("/p/a"));
    }

    #[test]
    fn a_path_is_compared_as_places_give_it() {
        for (typed, expected) in [("./a/", "a"), ("a/./b", "a/b"), (".", "."), ("../x", "../x")] {
            assert_eq!(as_in_places(Path::new(typed)), expected);
        }
    }
}

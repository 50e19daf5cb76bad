//! Who owns a folder, and who can read it.
//!
//! An index holds the texts of files that others may have no right to read; and one that somebody else put where it
//! is found would answer as it likes.

use std::fs;
use std::io;
use std::path::Path;

/// Whether a folder belongs to the user, or to the one for whom `sudo` runs the program.
#[cfg(unix)]
pub(crate) fn is_ours(dir: &Path) -> bool {
    use std::os::unix::fs::MetadataExt;
    let user = rustix::process::geteuid();
    let behalf = std::env::var("SUDO_UID").ok().filter(|_| user.is_root()).and_then(|it| it.parse().ok());
    let is_ours = |metadata: io::Result<fs::Metadata>| {
        metadata.is_ok_and(|it| it.uid() == user.as_raw() || Some(it.uid()) == behalf)
    };
    // A link to it is part of where it is found.
    is_ours(fs::metadata(dir)) && is_ours(fs::symlink_metadata(dir))
}

/// On this system owners are not checked.
#[cfg(not(unix))]
pub(crate) fn is_ours(_: &Path) -> bool {
    true
}

/// Makes a folder that only the user can read; one that exists is changed to that.
///
/// # Errors
///
/// It cannot be made, or belongs to somebody else.
pub(crate) fn make_private(dir: &Path) -> io::Result<()> {
    let mut builder = fs::DirBuilder::new();
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.recursive(true).create(dir)?;
    if !is_ours(dir) {
        return Err(io::Error::new(io::ErrorKind::PermissionDenied, "it belongs to another user"));
    }
    tighten(dir)
}

/// Takes from all but the user the rights to a folder and to what is in it.
///
/// # Errors
///
/// The rights cannot be changed.
#[cfg(unix)]
pub(crate) fn tighten_all(dir: &Path) -> io::Result<()> {
    tighten(dir)?;
    for entry in fs::read_dir(dir)? {
        let entry = entry?;
        let kind = entry.file_type()?;
        // What is being written by another process may be gone by now.
        let done = if kind.is_dir() {
            tighten_all(&entry.path())
        } else if kind.is_file() {
            tighten(&entry.path())
        } else {
            Ok(())
        };
        match done {
            Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
            Ok(()) | Err(_) => {}
        }
    }
    Ok(())
}

/// The same of a file or folder alone.
///
/// # Errors
///
/// The rights cannot be changed.
#[cfg(unix)]
pub(crate) fn tighten(path: &Path) -> io::Result<()> {
    use std::os::unix::fs::PermissionsExt;
    let mode = fs::metadata(path)?.permissions().mode();
    if mode & 0o077 != 0 {
        fs::set_permissions(path, fs::Permissions::from_mode(mode & 0o700))?;
    }
    Ok(())
}

/// On this system rights are left as they are.
#[cfg(not(unix))]
pub(crate) fn tighten_all(_: &Path) -> io::Result<()> {
    Ok(())
}

/// On this system rights are left as they are.
#[cfg(not(unix))]
pub(crate) fn tighten(_: &Path) -> io::Result<()> {
    Ok(())
}

#[cfg(all(test, unix))]
mod tests {
    use std::os::unix::fs::PermissionsExt;

    use super::*;

    fn mode(path: &Path) -> u32 {
        fs::metadata(path).expect("there").permissions().mode() & 0o777
    }

    #[test]
    fn a_folder_is_made_for_the_user_alone_and_one_that_stands_is_tightened() {
        let root = tempfile::tempdir().expect("a folder");
        let dir = root.path().join("cache/one");
        make_private(&dir).expect("made");
        assert_eq!([mode(&dir), mode(&root.path().join("cache"))], [0o700; 2]);
        fs::write(dir.join("text"), "").expect("written");
        fs::set_permissions(&dir, fs::Permissions::from_mode(0o755)).expect("set");
        fs::set_permissions(dir.join("text"), fs::Permissions::from_mode(0o644)).expect("set");
        make_private(&dir).expect("there");
        tighten_all(&dir).expect("tightened");
        assert_eq!([mode(&dir), mode(&dir.join("text"))], [0o700, 0o600]);
    }

    #[test]
    fn what_is_outside_is_not_touched() {
        let root = tempfile::tempdir().expect("a folder");
        let (dir, outside) = (root.path().join("one"), root.path().join("outside"));
        fs::create_dir(&dir).expect("made");
        fs::write(&outside, "").expect("written");
        fs::set_permissions(&outside, fs::Permissions::from_mode(0o644)).expect("set");
        std::os::unix::fs::symlink(&outside, dir.join("link")).expect("linked");
        tighten_all(&dir).expect("tightened");
        assert_eq!(mode(&outside), 0o644);
    }
}

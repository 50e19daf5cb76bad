//! Telling the system's allocator what to give back and what to keep.
//!
//! The GNU allocator keeps what large blocks leave behind: it takes the size of the
//! first that was given back as a hint to keep all of that size from then on, and it
//! does so for every thread by itself. For a program that fills and empties tens of
//! megabytes at a time on several threads that is half as much memory again. It can
//! be told otherwise only before a process starts, by its environment: so the process
//! starts itself once more in its own place.

/// Starts the process once more with an allocator that gives memory back, where that is
/// known to help and nobody has told the allocator anything else.
#[cfg(all(target_os = "linux", target_env = "gnu"))]
pub(crate) fn give_memory_back() {
    use std::os::unix::process::CommandExt;

    /// The variables and their values: blocks from 1 MiB on are mapped by themselves and given back at
    /// once, and a pool keeps 4 MiB at the most; two pools for all threads. Smaller blocks come and go with
    /// every article: to map and clear those each time was a tenth of indexing.
    const SETTINGS: [(&str, &str); 3] = [
        ("MALLOC_MMAP_THRESHOLD_", "1048576"),
        ("MALLOC_TRIM_THRESHOLD_", "4194304"),
        ("MALLOC_ARENA_MAX", "2"),
    ];
    let is_set = |name: &str| std::env::var_os(name).is_some();
    if is_set("GLIBC_TUNABLES") || SETTINGS.iter().any(|(name, _)| is_set(name)) {
        return;
    }
    let Ok(program) = std::env::current_exe() else { return };
    let mut typed = std::env::args_os();
    let Some(name) = typed.next() else { return };
    // Comes back only when it fails: then the process goes on as it is.
    let _ = std::process::Command::new(program).arg0(name).args(typed).envs(SETTINGS).exec();
}

/// Other allocators give back by themselves.
#[cfg(not(all(target_os = "linux", target_env = "gnu")))]
pub(crate) fn give_memory_back() {}

/// Has the GNU allocator keep some memory: what it was given back at once, it takes for what the program
/// will want again. Else it hands back the memory of each stored article that a search has read, and takes
/// it anew for the next one: a twentieth of a short search. Other allocators take this for nothing.
pub(crate) fn keep_memory() {
    /// More than it takes to unpack an article.
    const KEPT: usize = 1 << 20;
    drop(std::hint::black_box(Vec::<u8>::with_capacity(KEPT)));
}

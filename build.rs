//! How the program is linked where the C library is GNU's.
//!
//! It is position-independent. To relocate it at each start costs as much as half an answer, so what can be spared of
//! a start is spared: it carries its own copy of the C library where there is one to link, and its relocations are
//! packed where the library can unpack them. It also holds `src/cli/allocator.c`: how the allocator treats the memory
//! that indexing gives back.

fn main() {
    println!("cargo::rerun-if-changed=build.rs");
    #[cfg(feature = "cli")]
    gnu::link();
}

#[cfg(feature = "cli")]
mod gnu {
    use std::env;
    use std::fs;
    use std::path::{Path, PathBuf};

    const ALLOCATOR: &str = "src/cli/allocator.c";

    /// The libraries that the standard library asks for. Each has its name in front of `.so` and of `.a`, and only the
    /// unwinder has another name where it is linked statically.
    const LIBRARIES: &[(&str, &str)] = &[
        ("c", "c"),
        ("dl", "dl"),
        ("gcc_s", "gcc_eh"),
        ("m", "m"),
        ("pthread", "pthread"),
        ("rt", "rt"),
        ("util", "util"),
    ];

    pub(crate) fn link() {
        println!("cargo::rerun-if-changed={ALLOCATOR}");
        let target = |part: &str| env::var(format!("CARGO_CFG_TARGET_{part}")).unwrap_or_default();
        if target("OS") != "linux" || target("ENV") != "gnu" {
            return;
        }
        for object in cc::Build::new().file(ALLOCATOR).compile_intermediates() {
            argument(&object.display().to_string());
        }
        let folder = PathBuf::from(env::var_os("OUT_DIR").expect("cargo names a folder"));
        // Another machine's libraries are not looked for.
        if env::var_os("HOST") == env::var_os("TARGET") && static_libraries(&folder).is_some() {
            argument(&format!("-L{}", folder.display()));
            argument("-static-pie");
            if packed_relocations(&folder) {
                argument("-Wl,-z,pack-relative-relocs");
            }
        }
    }

    fn argument(it: &str) {
        println!("cargo::rustc-link-arg-bin=newsgrep={it}");
    }

    /// Makes scripts for the linker that stand for the shared libraries and name the static ones. `None` when one is
    /// not installed: many systems have them in a package of their own.
    fn static_libraries(folder: &Path) -> Option<()> {
        for (shared, archive) in LIBRARIES {
            let name = format!("lib{archive}.a");
            let asked =
                cc::Build::new().get_compiler().to_command().arg(format!("-print-file-name={name}")).output();
            let path = String::from_utf8(asked.ok()?.stdout).ok()?;
            // The compiler repeats the bare name of what it does not find.
            if !Path::new(path.trim()).is_absolute() {
                return None;
            }
            fs::write(folder.join(format!("lib{shared}.so")), format!("INPUT({})\n", path.trim())).ok()?;
        }
        Some(())
    }

    /// Whether the C library reads packed relocations: since version 2.36.
    fn packed_relocations(folder: &Path) -> bool {
        let source = folder.join("version.c");
        if fs::write(&source, "#include <features.h>\n__GLIBC__ __GLIBC_MINOR__\n").is_err() {
            return false;
        }
        let Ok(expanded) = cc::Build::new().file(&source).try_expand() else { return false };
        let text = String::from_utf8_lossy(&expanded);
        let version: Vec<u32> = text
            .lines()
            .next_back()
            .into_iter()
            .flat_map(str::split_whitespace)
            .filter_map(|it| it.parse().ok())
            .collect();
        matches!(version[..], [major, minor] if (major, minor) >= (2, 36))
    }
}

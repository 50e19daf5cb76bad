//! Compiles what only C can say: how the GNU allocator treats the memory that indexing gives back.

fn main() {
    println!("cargo::rerun-if-changed=build.rs");
    #[cfg(feature = "cli")]
    allocator();
}

/// Links `src/cli/allocator.c` into the program where the C library is GNU's.
#[cfg(feature = "cli")]
fn allocator() {
    const SOURCE: &str = "src/cli/allocator.c";
    println!("cargo::rerun-if-changed={SOURCE}");
    let target = |part: &str| std::env::var(format!("CARGO_CFG_TARGET_{part}")).unwrap_or_default();
    if target("OS") == "linux" && target("ENV") == "gnu" {
        for object in cc::Build::new().file(SOURCE).compile_intermediates() {
            println!("cargo::rustc-link-arg-bin=newsgrep={}", object.display());
        }
    }
}

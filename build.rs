//! Links the program to a fixed address where that is known to work.
//!
//! A program that may be placed anywhere corrects some fifty thousand addresses in itself before it begins: a
//! fifth of the time of a short search, and scripts start it thousands of times. What is given up is that its
//! own code lies elsewhere each time, which hinders those who have already broken into its memory; libraries,
//! heap and stacks still move.

fn main() {
    println!("cargo::rerun-if-changed=build.rs");
    let target = |part: &str| std::env::var(format!("CARGO_CFG_TARGET_{part}")).unwrap_or_default();
    if target("OS") == "linux" && target("ENV") == "gnu" && target("ARCH") == "x86_64" {
        println!("cargo::rustc-link-arg-bin=newsgrep=-no-pie");
    }
}

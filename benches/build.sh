#!/usr/bin/env bash
# A clean release build: its wall seconds, and the crates that cost most, each with the seconds of all its units
# (build scripts too; several are built at once). Crates are fetched before the clock starts.
# It is built in a folder of its own below TMPDIR, 2 GB for a while.
#   build.sh
set -euo pipefail
cd "$(dirname "$0")/.."
target=$(mktemp -d)
trap 'rm -rf "$target"' EXIT
cargo fetch --locked --quiet
start=$(date +%s)
CARGO_TARGET_DIR=$target cargo build --release --locked --timings --quiet
wall=$(($(date +%s) - start))
python3 - "$target/cargo-timings/cargo-timing.html" "$wall" <<'END'
import collections, json, os, re, sys

page = open(sys.argv[1], encoding="utf-8").read()
units = json.loads(re.search(r"const UNIT_DATA = (\[.*?\]);\n", page, re.S)[1])
crates = collections.Counter()
for unit in units:
    crates[f"{unit['name']} {unit['version']}"] += unit["duration"]
print(f"clean release build: {sys.argv[2]} s on {os.cpu_count()} cores, {len(crates)} crates, {sum(crates.values()):.0f} s of units\n")
print("| crate | s |\n| --- | --- |")
for crate, seconds in crates.most_common(12):
    print(f"| {crate} | {seconds:.1f} |")
END

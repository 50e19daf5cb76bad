"""Figures of the whole program beside raw tantivy, in turns on the same machine; a table in Markdown.

    figures.py NEWSGREP FLOOR CORPUS.jsonl WORKDIR [RUNS]

NEWSGREP is the program, FLOOR the program `floor` of this package, both built for release; the corpus is
JSON Lines. What is timed is whole processes: processor time and wall time from the system, memory as the
largest resident set. Medians of RUNS runs (5), of queries ten times as many.
"""

import json
import os
import shutil
import statistics
import subprocess
import sys
import time

newsgrep, floor, corpus, work = sys.argv[1:5]
runs = int(sys.argv[5]) if len(sys.argv) > 5 else 5
ours, theirs = os.path.join(work, "newsgrep"), os.path.join(work, "floor")
text = sum(
    len((record.get("title") or "").encode()) + len((record.get("text") or "").encode())
    for record in map(json.loads, open(corpus, encoding="utf-8"))
)


def run(command):
    """Wall and processor seconds, peak resident megabytes."""
    start = time.perf_counter()
    child = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    _, status, usage = os.wait4(child.pid, 0)
    wall = time.perf_counter() - start
    child.returncode = os.waitstatus_to_exitcode(status)
    if child.returncode != 0:
        sys.exit(f"{command} ended with {child.returncode}")
    return wall, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024


def turns(commands, times, before=lambda: None):
    """Runs the commands in turns; per command the medians of what `run` measures."""
    measured = [[] for _ in commands]
    for _ in range(times):
        for command, figures in zip(commands, measured):
            before()
            figures.append(run(command))
    return [[statistics.median(column) for column in zip(*figures)] for figures in measured]


def size(folder):
    return sum(os.path.getsize(os.path.join(path, name)) for path, _, names in os.walk(folder) for name in names)


def fresh():
    for folder in (ours, theirs):
        shutil.rmtree(folder, ignore_errors=True)
    os.makedirs(work, exist_ok=True)


rows = []


def row(what, mine, other, unit, digits=2):
    ratio = f"{mine / other:.2f}" if other else "–"
    rows.append((what, f"{mine:.{digits}f} {unit}", f"{other:.{digits}f} {unit}" if other else "–", ratio))


index_ours = [newsgrep, "index", "--index", ours, corpus]
index_theirs = [floor, "index", theirs, corpus, "2"]
mine, other = turns([index_ours, index_theirs], runs, fresh)
fresh()
run(index_ours), run(index_theirs)
row("index: processor time", mine[1], other[1], "s")
row("index: wall time, 2 cores", mine[0], other[0], "s")
row("index: text read", text / 1e6 / mine[0], text / 1e6 / other[0], "MB/s", 1)
row("index: peak memory", mine[2], other[2], "MB", 0)
row("index bytes / text bytes", size(ours) / text, size(theirs) / text, "")
phrases = [("rare", "turban police"), ("rare", "nuclear power plants"), ("mid", "supreme court"), ("frequent", "last year")]
for kind, phrase in phrases:
    search = [newsgrep, "--index", ours, "-m", "10", f'"{phrase}"']
    beside = [floor, "query", theirs, phrase]
    if subprocess.run(search, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL).returncode > 1:
        sys.exit(f"{search} failed")
    run_search = ["sh", "-c", '"$0" "$@" || true', *search]
    mine, other = turns([run_search, ["sh", "-c", '"$0" "$@" || true', *beside]], runs * 10)
    row(f"whole process, {kind} phrase “{phrase}”, 10 hits", mine[0] * 1e3, other[0] * 1e3, "ms")
if shutil.which("rg"):
    mine, other = turns(
        [[newsgrep, "--index", ours, "-m", "10", '"prime minister"'], ["rg", "-c", "prime minister", corpus]], runs * 4
    )
    row("whole process beside ripgrep on the file", mine[0] * 1e3, other[0] * 1e3, "ms")
mine, other = turns([[newsgrep, "--version"], [floor, "nothing"]], runs * 10)
row("start: --version beside a program that does nothing", mine[0] * 1e3, other[0] * 1e3, "ms")
row("size of the program", os.path.getsize(newsgrep) / 1e6, 0, "MB", 1)

print(f"{os.path.basename(corpus)}: {text / 1e6:.1f} MB of text; medians of {runs} runs in turns, raw tantivy with 2 threads\n")
print("| | newsgrep | raw tantivy | ratio |\n| --- | --- | --- | --- |")
for cells in rows:
    print("| " + " | ".join(cells) + " |")

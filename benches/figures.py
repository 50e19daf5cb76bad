"""Figures of the whole program beside raw tantivy, in turns on the same machine; a table in Markdown.

    figures.py NEWSGREP FLOOR CORPUS.jsonl WORKDIR [RUNS [TANTIVY]]

NEWSGREP is the program, FLOOR the program `floor` of this package, both built for release; the corpus is
JSON Lines. What is timed is whole processes: processor time and wall time from the system, memory as the
largest resident set. Medians of RUNS runs (5), of queries ten times as many. A million tiny records are indexed
once. Where ripgrep or tantivy's own command line (TANTIVY, else `tantivy`) is missing, so are its rows. The
cache folder that newsgrep keeps the index of a PATH in is one of WORKDIR.
"""

import itertools
import json
import os
import shutil
import sys

import measure
from measure import size

newsgrep, floor, corpus, work = map(os.path.abspath, sys.argv[1:5])
runs = int(sys.argv[5]) if len(sys.argv) > 5 else 5
tantivy = sys.argv[6] if len(sys.argv) > 6 else shutil.which("tantivy")
os.environ.pop("NEWSGREP_INDEX", None)
cache = os.environ["XDG_CACHE_HOME"] = os.path.join(work, "cache")
ours, theirs = os.path.join(work, "newsgrep"), os.path.join(work, "floor")
# 1: nothing was found.
FOUND_OR_NOT = (0, 1)


def articles():
    """Title and text of each record."""
    with open(corpus, encoding="utf-8") as lines:
        for record in map(json.loads, lines):
            yield record.get("title") or "", record.get("text") or ""


text = sum(len(title.encode()) + len(body.encode()) for title, body in articles())


def run(command, codes=(0,)):
    return measure.run(command, codes, cwd=work)


def turns(commands, times, before=lambda: None, codes=(0,)):
    return measure.turns(commands, times, before, codes, cwd=work)


def fresh():
    for folder in (ours, theirs):
        shutil.rmtree(folder, ignore_errors=True)
    os.makedirs(work, exist_ok=True)


rows = []


def row(what, mine, other, unit, digits=2, ratio=True):
    ratio = f"{mine / other:.2f}" if other and ratio else "–"
    rows.append((what, f"{mine:.{digits}f} {unit}", f"{other:.{digits}f} {unit}" if other else "–", ratio))


index_ours = [newsgrep, "index", "--index", ours, corpus]
index_theirs = [floor, "index", theirs, corpus, "2"]
mine, other = turns([index_ours, index_theirs], runs, fresh)
fresh()
run(index_ours), run(index_theirs)
row("index: processor time", mine.processor, other.processor, "s")
row("index: wall time, 2 cores", mine.wall, other.wall, "s")
row("index: text read", text / 1e6 / mine.wall, text / 1e6 / other.wall, "MB/s", 1)
row("index: peak memory", mine.peak, other.peak, "MB", 0)
row("index bytes / text bytes", size(ours) / text, size(theirs) / text, "")
phrases = [("rare", "lending legitimacy"), ("rare", "nuclear power plants"), ("mid", "supreme court"), ("frequent", "last year")]
for kind, phrase in phrases:
    search = [newsgrep, "--index", ours, "-m", "10", f'"{phrase}"']
    mine, other = turns([search, [floor, "query", theirs, phrase]], runs * 10, codes=FOUND_OR_NOT)
    row(f"whole process, {kind} phrase “{phrase}”, 10 hits", mine.wall * 1e3, other.wall * 1e3, "ms")
if tantivy:
    # Its own index, as an older tantivy cannot read that of the floor; the query prints every hit and no snippet.
    beside = os.path.join(work, "cli")
    shutil.rmtree(beside, ignore_errors=True)
    os.makedirs(beside)
    indexing = {"record": "position", "fieldnorms": True, "tokenizer": "en_stem"}
    options = {"indexing": indexing, "stored": True, "fast": False}
    schema = [{"name": name, "type": "text", "options": options} for name in ("title", "text")]
    with open(os.path.join(beside, "meta.json"), "w", encoding="utf-8") as meta:
        json.dump({"segments": [], "schema": schema, "opstamp": 0}, meta)
    plain = os.path.join(work, "plain.jsonl")
    with open(plain, "w", encoding="utf-8") as out:
        for title, body in articles():
            out.write(json.dumps({"title": title, "text": body}) + "\n")
    run([tantivy, "index", "-i", beside, "-f", plain])
    for kind, phrase in phrases[:2]:
        search = [newsgrep, "--index", ours, "-m", "10", f'"{phrase}"']
        command = [tantivy, "search", "-i", beside, "-q", f'"{phrase}"']
        mine, other = turns([search, command], runs * 10, codes=FOUND_OR_NOT)
        row(f"whole process, {kind} phrase “{phrase}”, beside tantivy's command line", mine.wall * 1e3, other.wall * 1e3, "ms")
if shutil.which("rg"):
    mine, other = turns(
        [[newsgrep, "--index", ours, "-m", "10", '"prime minister"'], ["rg", "-c", "prime minister", corpus]],
        runs * 4,
        codes=FOUND_OR_NOT,
    )
    row("whole process beside ripgrep on the file", mine.wall * 1e3, other.wall * 1e3, "ms")
    files = os.path.join(work, "files")
    for folder in (files, cache):
        shutil.rmtree(folder, ignore_errors=True)
    for number, (title, body) in enumerate(itertools.islice(articles(), 12_000)):
        os.makedirs(os.path.join(files, f"{number % 100:02}"), exist_ok=True)
        with open(os.path.join(files, f"{number % 100:02}", f"{number}.txt"), "w", encoding="utf-8") as out:
            out.write(f"{title}\n\n{body}\n")
    asked = ["-m", "10", '"nuclear power plants"']
    run([newsgrep, *asked, files], FOUND_OR_NOT)
    (standing,) = os.scandir(os.path.join(cache, "newsgrep"))
    commands = [[newsgrep, *asked, files], ["rg", "--files", files], [newsgrep, "--index", standing.path, *asked]]
    mine, listed, found = turns(commands, runs * 4, codes=FOUND_OR_NOT)
    beside = listed.wall + found.wall
    row(f"QUERY PATH, {number + 1:,} unchanged files, beside rg --files + the query alone", mine.wall * 1e3, beside * 1e3, "ms")
    row("of that: rg --files, the query alone", listed.wall * 1e3, found.wall * 1e3, "ms", ratio=False)
for what, count in [("an empty index", 0), ("one article", 1), ("a million tiny records", 10**6)]:
    tiny = os.path.join(work, "tiny.jsonl")
    with open(tiny, "w", encoding="utf-8") as out:
        for number in range(count):
            words = f"word{number % 1000} word{number % 7919}."
            out.write(json.dumps({"id": f"t{number}", "text": words}) + "\n")
    commands = [[newsgrep, "index", "--index", ours, tiny], [floor, "index", theirs, tiny, "2"]]
    often = turns(commands, runs, fresh) if count < 2 else None
    fresh()
    built = [run(command) for command in commands]
    mine, other = often or built
    row(f"{what}: processor time", mine.processor * 1e3, other.processor * 1e3, "ms", 1)
    row(f"{what}: wall time", mine.wall * 1e3, other.wall * 1e3, "ms", 1)
    row(f"{what}: peak memory", mine.peak, other.peak, "MB", 1)
    row(f"{what}: index", size(ours) / 1e3, size(theirs) / 1e3, "kB", 1)
    commands = [[newsgrep, "--index", ours, "-m", "10", "word0"], [floor, "query", theirs, "word0"]]
    mine, other = turns(commands, runs * 10, codes=FOUND_OR_NOT)
    row(f"{what}: whole process, a word", mine.wall * 1e3, other.wall * 1e3, "ms")
mine, other = turns([[newsgrep, "--version"], [floor, "nothing"]], runs * 10)
row("start: --version beside a program that does nothing", mine.wall * 1e3, other.wall * 1e3, "ms")
row("size of the program", os.path.getsize(newsgrep) / 1e6, 0, "MB", 1)

print(f"{os.path.basename(corpus)}: {text / 1e6:.1f} MB of text; medians of {runs} runs in turns, raw tantivy with 2 threads\n")
measure.head(["", "newsgrep", "raw tantivy, or what is named", "ratio"])
for cells in rows:
    measure.row(cells)

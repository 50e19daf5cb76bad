"""How work grows with the corpus: 10,000, 100,000 and 300,000 articles; tables in Markdown.

    growth.py NEWSGREP AMPLIFY CORPUS.jsonl WORKDIR [RUNS]

NEWSGREP is the program, built for release. AMPLIFY is a Python script that makes a corpus of any size of a
real one: `AMPLIFY --in CORPUS.jsonl -n ARTICLES` prints JSON Lines, a larger corpus beginning with the smaller.
Index figures are medians of RUNS whole processes (5), the sizes in turns; the largest is indexed once. Latencies
are what `batch --stats` tells of a query that one thread repeats: medians of RUNS processes, the sizes in turns,
each the median of 300 repeats after 100. The names are the first of the corpus that as many articles hold at every
size, so that as much is shown; what the other queries find grows with the corpus. All that is made is deleted at
the end; WORKDIR takes 3 GB meanwhile.
"""

import itertools
import json
import os
import re
import shutil
import statistics
import subprocess
import sys

import measure

newsgrep, amplify, corpus, work = map(os.path.abspath, sys.argv[1:5])
runs = int(sys.argv[5]) if len(sys.argv) > 5 else 5
SIZES = [10_000, 100_000, 300_000]
WARMING, REPEATS, NAMES = 100, 300, 5
QUERIES = [
    ("phrase", '"lending legitimacy"', 10),
    ("phrase", '"nuclear power plants"', 10),
    ("phrase, nothing shown,", '"nuclear power plants"', 0),
    ("rare word", "scholarships", 10),
    ("middling word", "ukrainian", 10),
    ("frequent word", "president", 10),
    ("frequent word, nothing shown,", "president", 0),
]
os.environ.pop("NEWSGREP_INDEX", None)
base = os.path.join(work, "growth")


def index_of(size):
    return os.path.join(base, f"index{size}")


def corpus_of(size):
    return os.path.join(base, f"{size}.jsonl")


def indexed(size):
    shutil.rmtree(index_of(size), ignore_errors=True)
    # 2: some records were rejected.
    return measure.run([newsgrep, "index", "--index", index_of(size), corpus_of(size)], codes=(0, 2))


def answers(size, queries, limit):
    """The summaries that a batch on one thread gives."""
    asked = "".join(json.dumps({"query": query, "limit": limit}) + "\n" for query in queries)
    command = [newsgrep, "batch", "--index", index_of(size), "--threads", "1", "--stats", "--input", "jsonl", "-"]
    done = subprocess.run(command, input=asked, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
    summaries = [it for it in map(json.loads, done.stdout.splitlines()) if it["type"] == "summary"]
    if done.returncode != 0 or len(summaries) != len(queries):
        sys.exit(f"{queries[0]} of {size} articles: ended with {done.returncode}, {len(summaries)} answers")
    return summaries


def latency(size, query, limit):
    """Median microseconds of a query, and how many articles it finds."""
    summaries = answers(size, [query] * (WARMING + REPEATS), limit)
    return statistics.median(it["took_ms"] * 1000 for it in summaries[WARMING:]), summaries[0]["articles"]


def names():
    """The first names of people that as many articles hold at every size."""
    with open(corpus_of(SIZES[0]), encoding="utf-8") as lines:
        texts = [json.loads(line)["text"] for line in itertools.islice(lines, 300)]
    found = re.findall(r"\b[A-Z][a-z]+ [A-Z][a-z]{5,}\b", "\n".join(texts))
    phrases = [f'"{name}"' for name in dict.fromkeys(found)]
    counts = zip(*([it["articles"] for it in answers(size, phrases, 0)] for size in SIZES))
    return [phrase for phrase, count in zip(phrases, counts) if len(set(count)) == 1][:NAMES]


try:
    os.makedirs(base, exist_ok=True)
    with open(corpus_of(SIZES[-1]), "wb") as out:
        made = [sys.executable, amplify, "--in", corpus, "-n", str(SIZES[-1])]
        subprocess.run(made, stdout=out, stderr=subprocess.DEVNULL, check=True)
    for size in SIZES[:-1]:
        with open(corpus_of(SIZES[-1]), "rb") as lines, open(corpus_of(size), "wb") as out:
            out.writelines(itertools.islice(lines, size))
    measured = {size: [] for size in SIZES}
    for turn in range(runs):
        for size in SIZES if turn == 0 else SIZES[:-1]:
            measured[size].append(indexed(size))
    figures = {size: measure.median(taken) for size, taken in measured.items()}
    print(f"medians of {runs} runs, of {SIZES[-1]:,} articles one\n")
    measure.head(["articles", "runs", "processor s", "times the first", "wall s", "peak MB", "index MB"])
    for size, used in figures.items():
        times = f"{used.processor / figures[SIZES[0]].processor:.1f}"
        megabytes = measure.size(index_of(size)) / 1e6
        cells = [f"{used.processor:.1f}", times, f"{used.wall:.1f}", f"{used.peak:.0f}", f"{megabytes:.0f}"]
        measure.row([f"{size:,}", len(measured[size]), *cells])
    print(flush=True)
    measure.head(["query, ten hits shown", *(f"{size:,}: µs (found)" for size in SIZES), "last / first"])
    for kind, query, limit in [("name", name, 10) for name in names()] + QUERIES:
        taken = {size: [] for size in SIZES}
        for _ in range(runs):
            for size in SIZES:
                taken[size].append(latency(size, query, limit))
        medians = [statistics.median(micros for micros, _ in taken[size]) for size in SIZES]
        shown = [f"{micros:.0f} ({taken[size][0][1]:,})" for micros, size in zip(medians, SIZES)]
        measure.row([f"{kind} {query}", *shown, f"{medians[-1] / medians[0]:.2f}"])
finally:
    shutil.rmtree(base, ignore_errors=True)

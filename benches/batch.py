"""Ten thousand queries, one in a hundred broken, in one batch; raw tantivy answers the same whole ones.

    batch.py NEWSGREP FLOOR CORPUS.jsonl WORKDIR [QUERIES]

NEWSGREP is the program, FLOOR the program `floor` of this package, both built for release. The queries are
made of the corpus itself: words, pairs of words, phrases that stand in it. Both answer each with the number
of articles and ten hits with snippets, on all processors, as whole processes; in turns, three times.
"""

import json
import os
import random
import re
import sys

import measure

newsgrep, floor, corpus, work = sys.argv[1:5]
wanted = int(sys.argv[5]) if len(sys.argv) > 5 else 10_000
BROKEN = ['"never closed', "(a OR", "NEAR/5 b", "date:yesterdayish", "a AND"]


def made(rng):
    """Queries as newsgrep reads them, and those that are whole as raw tantivy is asked."""
    texts = []
    with open(corpus, encoding="utf-8") as lines:
        for number, line in enumerate(lines):
            if number % 5 == 0:
                texts.append(json.loads(line).get("text") or "")
            if len(texts) == 4000:
                break
    ours, theirs = [], []
    while len(ours) < wanted:
        number = len(ours)
        if number % 100 == 99:
            ours.append({"id": f"q{number}", "query": rng.choice(BROKEN), "limit": 10})
            continue
        words = re.findall(r"(?<![\w'’-])[a-z]{4,12}(?= [a-z])", rng.choice(texts))
        if len(words) < 4:
            continue
        one, two = rng.sample(words, 2)
        kind = rng.choice(["term", "term", "and", "or", "phrase"])
        if kind == "phrase":
            found = re.search(r"(?<![\w'’-])([a-z]{4,12}) ([a-z]{4,12})(?![\w'’-])", rng.choice(texts))
            if not found:
                continue
            one, two = found.groups()
        query = {"term": one, "and": f"{one} AND {two}", "or": f"{one} OR {two}", "phrase": f'"{one} {two}"'}[kind]
        ours.append({"id": f"q{number}", "query": query, "limit": 10})
        theirs.append({"type": kind, "terms": [one] if kind == "term" else [one, two]})
    return ours, theirs


def lines(name, objects):
    path = os.path.join(work, name)
    with open(path, "w", encoding="utf-8") as file:
        file.writelines(json.dumps(it) + "\n" for it in objects)
    return path


os.makedirs(work, exist_ok=True)
index, raw = os.path.join(work, "newsgrep"), os.path.join(work, "floor")
if not os.path.isdir(index):
    # 2: some records were rejected.
    measure.run([newsgrep, "index", corpus, "--index", index], codes=(0, 2))
if not os.path.isdir(raw):
    measure.run([floor, "index", raw, corpus, "2"])
ours, theirs = made(random.Random(7))
asked, asked_raw = lines("queries.jsonl", ours), lines("raw.jsonl", theirs)
threads = str(os.cpu_count())
taken, taken_raw = [], []
for _ in range(3):
    # 2: some queries were broken.
    taken.append(measure.run([newsgrep, "batch", "--index", index, "--threads", threads, asked], codes=(2,)))
    taken_raw.append(measure.run([floor, "batch", raw, asked_raw, threads]))
used, used_raw = measure.median(taken), measure.median(taken_raw)
rate, rate_raw = len(ours) / used.wall, len(theirs) / used_raw.wall
measure.head(["", "queries", "queries/s", "peak MB"])
measure.row(["newsgrep batch", len(ours), f"{rate:.0f}", f"{used.peak:.0f}"])
measure.row(["raw tantivy", len(theirs), f"{rate_raw:.0f}", f"{used_raw.peak:.0f}"])
print(f"\nnewsgrep answers {rate / rate_raw:.2f} times as many queries a second.")

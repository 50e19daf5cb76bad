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
import statistics
import subprocess
import sys
import time

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


def run(command, codes):
    """Wall seconds and peak resident megabytes."""
    start = time.perf_counter()
    child = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    _, status, usage = os.wait4(child.pid, 0)
    child.returncode = os.waitstatus_to_exitcode(status)
    if child.returncode not in codes:
        sys.exit(f"{command} ended with {child.returncode}")
    return time.perf_counter() - start, usage.ru_maxrss / 1024


os.makedirs(work, exist_ok=True)
index, raw = os.path.join(work, "newsgrep"), os.path.join(work, "floor")
if not os.path.isdir(index):
    run([newsgrep, "index", corpus, "--index", index], (0, 2))
if not os.path.isdir(raw):
    run([floor, "index", raw, corpus, "2"], (0,))
ours, theirs = made(random.Random(7))
asked, asked_raw = lines("queries.jsonl", ours), lines("raw.jsonl", theirs)
threads = str(os.cpu_count())
taken, taken_raw = [], []
for _ in range(3):
    taken.append(run([newsgrep, "batch", "--index", index, "--threads", threads, asked], (2,)))
    taken_raw.append(run([floor, "batch", raw, asked_raw, threads], (0,)))
seconds, memory = map(statistics.median, zip(*taken))
seconds_raw, memory_raw = map(statistics.median, zip(*taken_raw))
rate, rate_raw = len(ours) / seconds, len(theirs) / seconds_raw
print("| | queries | queries/s | peak MB |")
print("| --- | --- | --- | --- |")
print(f"| newsgrep batch | {len(ours)} | {rate:.0f} | {memory:.0f} |")
print(f"| raw tantivy | {len(theirs)} | {rate_raw:.0f} | {memory_raw:.0f} |")
print(f"\nnewsgrep answers {rate / rate_raw:.2f} times as many queries a second.")

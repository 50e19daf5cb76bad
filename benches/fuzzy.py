#!/usr/bin/env python3
"""Misspelt and variant names beside the articles that are meant.

    benches/fuzzy.py NEWSGREP INDEX QUERIES.jsonl

Each query has `query` (as typed), `expected` (ids), `kind` (typo1, typo2, variant) and `reach` (fuzzy: within
two edits). Asked are `name~2` and `name~~` (its other spellings), each word of a name marked, in one batch.
Printed are nDCG@10 and recall@100 over all queries of a kind, and for misspelt names how often the first
suggestion for a query that finds nothing is the name that was meant."""

import collections
import json
import math
import re
import shlex
import subprocess
import sys
import tempfile
import unicodedata


def ask(program, index, queries):
    """The ranked ids of each query of a dictionary."""
    with tempfile.NamedTemporaryFile("w", suffix=".jsonl") as batch:
        for name, query in queries.items():
            print(json.dumps({"id": name, "query": query}), file=batch)
        batch.flush()
        command = [program, "batch", batch.name, "--index", index, "--format", "trec", "-m", "1000"]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode not in (0, 1):
        print(done.stderr, file=sys.stderr)
    runs = collections.defaultdict(list)
    for line in done.stdout.splitlines():
        name, _, article, *_ = line.split(" ")
        runs[name].append(article.replace("%20", " "))
    return runs


def ndcg(found, expected):
    gain = sum(1 / math.log2(rank + 2) for rank, it in enumerate(found[:10]) if it in expected)
    return gain / sum(1 / math.log2(rank + 2) for rank in range(min(10, len(expected))))


def recall(found, expected):
    return sum(it in expected for it in found[:100]) / len(expected)


def kind(query):
    if query["kind"] != "variant":
        return query["kind"]
    return "variant within 2" if query["reach"] == "fuzzy" else "variant beyond"


def plain(text):
    text = unicodedata.normalize("NFKD", text).casefold()
    return "".join(it for it in text if not unicodedata.combining(it))


def suggestions(program, index, query):
    """The queries that are offered for one that finds nothing; `None` when it finds something."""
    command = [program, "--index", index, "--", query]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=60)
    if done.returncode != 1:
        return None
    offers = re.findall(r"newsgrep .*?--index \S+ (.*?)   +[\d,]+ articles?$", done.stderr, re.MULTILINE)
    return [plain(shlex.split(it)[-1]).strip(chr(34)) for it in offers]


def main():
    program, index, path = sys.argv[1:4]
    with open(path, encoding="utf-8") as lines:
        queries = [json.loads(line) for line in lines]
    marks = {"name~2": "~2", "name~~": "~~"}
    kinds = ["typo1", "typo2", "variant within 2", "variant beyond"]
    print(f"| | {' | '.join(kinds)} |")
    print(f"| --- {'| --- ' * len(kinds)}|")
    worst = "--worst" in sys.argv
    for label, mark in marks.items():
        asked = {it["qid"]: " ".join(word + mark for word in it["query"].split()) for it in queries}
        runs = ask(program, index, asked)
        cells = []
        for wanted in kinds:
            those = [it for it in queries if kind(it) == wanted]
            gains = [ndcg(runs[it["qid"]], set(it["expected"])) for it in those]
            recalls = [recall(runs[it["qid"]], set(it["expected"])) for it in those]
            cells.append(f"{sum(gains) / len(those):.3f} / {sum(recalls) / len(those):.3f}")
            if worst:
                for it, gain, rec in zip(those, gains, recalls):
                    if gain < 0.9 or rec < 0.95:
                        print(wanted, asked[it["qid"]], "|", it["true"], f"{gain:.2f} {rec:.2f}", len(it["expected"]), file=sys.stderr)
        print(f"| {label} | {' | '.join(cells)} |", flush=True)
    for wanted in ("typo1", "typo2"):
        nothing = first = any_of_them = 0
        for it in (it for it in queries if kind(it) == wanted):
            offers = suggestions(program, index, it["query"])
            if offers is not None:
                meant = plain(it["true"])
                nothing += 1
                first += offers[:1] == [meant]
                any_of_them += meant in offers
                if worst and offers[:1] != [meant]:
                    print(wanted, it["query"], it["true"], offers, file=sys.stderr)
        print(f"\nDid you mean, {wanted}: of {nothing} queries that find nothing the first offer is right for "
              f"{first} ({first / max(nothing, 1):.0%}), one of them for {any_of_them}")


if __name__ == "__main__":
    main()

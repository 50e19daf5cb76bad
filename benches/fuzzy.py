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
import subprocess
import sys
import tempfile


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


def suggestion(program, index, query):
    """The words that are offered instead of those that are nowhere, and the first command."""
    command = [program, "--json", "--index", index, "-e", query]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    lines = [json.loads(line) for line in done.stdout.splitlines()]
    for line in lines:
        if line.get("type") in ("suggestions", "summary", "end") and "suggestions" in line:
            return line["suggestions"]
        if line.get("type") == "suggestions":
            return line
    return None


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
        print(f"| {label} | {' | '.join(cells)} |")


if __name__ == "__main__":
    main()

#!/usr/bin/env python3
"""Reads labelled pairs and groups of quotations against the chains of newsgrep.

  story_gold.py QUOTES PAIRS GROUPS

QUOTES: JSON Lines of `newsgrep quotes '*' --json --all-hits`. PAIRS: `stratum same a a_start a_end b b_start b_end`, a line
each below a heading. GROUPS: `label kind places`, a place `ID:START-END`. Offsets are characters of a body that may have been
cut otherwise, so a place is the quotation of the article that lies nearest to it and is about as long. Stdlib only.
"""

import collections
import json
import sys

FARTHEST = 400
LENGTH = 12


def read(path):
    """The places of each article: start, length, chain."""
    places = collections.defaultdict(list)
    with open(path, encoding="utf-8") as lines:
        for chain, line in enumerate(lines):
            for place in json.loads(line).get("places") or []:
                start, end = place["start_char"], place["end_char"]
                places[place["id"]].append((start, end - start, chain))
    return places


def chains_of(places, article, start, end):
    """The chains of the quotation that is meant; none where it is not found."""
    near = [
        (abs(at - start) + 4 * abs(length - (end - start)), chain)
        for at, length, chain in places.get(article, [])
        if abs(at - start) <= FARTHEST and abs(length - (end - start)) <= LENGTH
    ]
    return {min(near)[1]} if near else set()


def rows(path):
    with open(path, encoding="utf-8") as lines:
        next(lines)
        for line in lines:
            yield line.rstrip("\n").split("\t")


def main(quotes, pairs, groups):
    places = read(quotes)
    together = collections.defaultdict(lambda: [0, 0, 0])
    for _, same, a, a_start, a_end, b, b_start, b_end in rows(pairs):
        one = chains_of(places, a, int(a_start), int(a_end))
        other = chains_of(places, b, int(b_start), int(b_end))
        counts = together[same]
        counts[2] += 1
        counts[1] += bool(one and other)
        counts[0] += bool(one & other)
    for same, (joined, found, all_of) in sorted(together.items()):
        print(f"pairs, one utterance {same}: {joined} together, {found} found, {all_of} in all")
    remain = collections.defaultdict(lambda: [0, 0, 0])
    for label, _, listed in rows(groups):
        chains = []
        for place in listed.split():
            article, _, span = place.rpartition(":")
            start, _, end = span.partition("-")
            chains.append(chains_of(places, article, int(start), int(end)))
        known = [chain for chain in chains if chain]
        counts = remain[label]
        counts[2] += 1
        counts[1] += len(known) > 1
        counts[0] += len(known) > 1 and len(set.union(*known)) == 1
    for label, (whole, found, all_of) in sorted(remain.items()):
        print(f"groups, {label}: {whole} are one chain, {found} found, {all_of} in all")


if __name__ == "__main__":
    if len(sys.argv) != 4:
        sys.exit(__doc__)
    main(*sys.argv[1:])

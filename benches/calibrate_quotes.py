#!/usr/bin/env python3
"""Tells what the confidence of speakers is worth, and writes src/people/data/calibration.tsv.

usage: calibrate_quotes.py GOLD.jsonl PREDICTIONS.jsonl [--write]

GOLD is annotated as fixtures/quotations/README.md describes, and holds no article from which the models were learned;
PREDICTIONS is what `newsgrep extract --format eval GOLD.jsonl` prints. For each tenth of the confidence it prints how
many speakers were given, the share that is right, and the share that was promised. With --write the table is made
anew: confidences are led back to the models' likelihoods by the table as it is, and the shares of right ones are
made to ascend by putting neighbours together that do not. Needs Python alone.
"""

import argparse
import json
from pathlib import Path

import score_quotes as score

TABLE = Path(__file__).resolve().parent.parent / "src" / "people" / "data" / "calibration.tsv"
# Bounds of the likelihoods that are counted together.
BOUNDS = [0.5, 0.6, 0.7, 0.8, 0.9, 0.97, 1.001]
# A share is that of so many speakers at least.
FEWEST = 20


def given(gold, predicted):
    """The confidence of each speaker that is given to a known quotation, and whether it is right."""
    pairs = score.Pairs(gold, predicted["quotes"])
    for at, (_, quote) in enumerate(pairs.given):
        place = pairs.of_given.get(at)
        if not quote.get("speaker"):
            continue
        if place is None:
            yield quote["confidence"], False
            continue
        truth = pairs.gold[place][1]
        if not truth.get("speaker"):
            continue
        right = score.last_name(truth["speaker"]) == score.last_name(quote["speaker"])
        yield quote["confidence"], right and not score.differ_in_given_name(truth["speaker"], quote["speaker"])


def read_table():
    lines = TABLE.read_text(encoding="utf-8").splitlines()
    head = [line for line in lines if line.startswith("#")]
    return head, [tuple(map(float, line.split("\t"))) for line in lines if line and not line.startswith("#")]


def likelihood(points, share):
    """The likelihood that the table gives this share."""
    for (low, one), (high, two) in zip(points, points[1:]):
        if one <= share <= two and two > one:
            return low + (high - low) * (share - one) / (two - one)
    return points[-1][0]


def ascending(counts):
    """Mean likelihood and share right of each group, neighbours put together until the shares ascend."""
    groups = []
    for total, right, sum_of in counts:
        groups.append([total, right, sum_of])
        while len(groups) > 1 and (
            groups[-2][1] / groups[-2][0] > groups[-1][1] / groups[-1][0] or groups[-1][0] < FEWEST
        ):
            last = groups.pop()
            groups[-1] = [one + other for one, other in zip(groups[-1], last)]
    return [(sum_of / total, right / total) for total, right, sum_of in groups]


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("gold")
    parser.add_argument("predictions")
    parser.add_argument("--write", action="store_true")
    options = parser.parse_args()
    lines = Path(options.predictions).read_text(encoding="utf-8").splitlines()
    predicted = {it["id"]: it for it in map(json.loads, lines)}
    speakers = []
    for line in Path(options.gold).read_text(encoding="utf-8").splitlines():
        gold = json.loads(line)
        if gold["id"] in predicted:
            speakers.extend(given(gold, predicted[gold["id"]]))
    for tenth in range(10):
        here = [it for it in speakers if min(int(it[0] * 10), 9) == tenth]
        if here:
            right, promised = (sum(it[at] for it in here) / len(here) for at in (1, 0))
            print(f"{tenth / 10:.1f}: {len(here):5} given, right {right:.3f}, promised {promised:.3f}")
    if options.write:
        head, points = read_table()
        counts = []
        for low, high in zip(BOUNDS, BOUNDS[1:]):
            here = [(likelihood(points, it[0]), it[1]) for it in speakers]
            here = [it for it in here if low <= it[0] < high]
            if here:
                counts.append([len(here), sum(it[1] for it in here), sum(it[0] for it in here)])
        made = ascending(counts)
        made = [(0.0, 0.0), *made] + ([(1.0, made[-1][1])] if made[-1][0] < 1 else [])
        text = "".join(f"{one:.3f}\t{two:.3f}\n" for one, two in made)
        TABLE.write_text("\n".join(head) + "\n" + text, encoding="utf-8")


if __name__ == "__main__":
    main()

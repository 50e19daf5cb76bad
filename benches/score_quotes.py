#!/usr/bin/env python3
"""Scores quotations and their speakers against annotated articles.

usage: score_quotes.py GOLD.jsonl... PREDICTIONS.jsonl [--min-words N] [--errors N] [--json]

GOLD is annotated as fixtures/quotations/README.md describes; PREDICTIONS is what
`newsgrep extract --format eval GOLD.jsonl...` prints. What is counted:

  detection, exact     a quotation has the same words, quotation marks and final punctuation aside
  detection, relaxed   both spans share at least half of each. Each quotation is paired once: equal spans first,
                       then those that share most
  end to end           the quotation is found (relaxed) and its speaker is right
  named                the same, of quotations whose source is named, not a pronoun or a description
  speakers             the set of people who are quoted, article by article
  attribution          of the quotations whose speaker is known: how many are right; of those found, how many are
                       given a speaker
  wrong person         of the quotations found of which it is known who spoke, or that nobody did whom a name could
                       be given: how many are given to somebody else

A speaker is right when the last names are equal, case and marks aside, without Jr. and the like, and what stands
behind a comma; `also` in the gold names others that are right. Where the gold does not tell who spoke, a given
speaker counts as wrong if a person cannot have spoken (an organisation, several people, the writer), and is passed
over otherwise. Needs Python alone.
"""

import argparse
import json
import re
import sys
import unicodedata
from collections import Counter

MARKS = set("\"“”„‟«»")
KINDS = ("direct", "mixed")
GENERATIONS = {"jr", "sr", "ii", "iii", "iv"}
TITLES = set(
    "mr mrs ms miss dr prof professor sir dame lord lady sen rep gov lt col gen capt sgt hon rev president senator "
    "governor judge mayor".split()
)
SHORT = dict(
    pair.split(":")
    for pair in "bob:robert bobby:robert bill:william billy:william jim:james jimmy:james mike:michael tom:thomas "
    "tommy:thomas dick:richard ted:edward tony:anthony liz:elizabeth jack:john chuck:charles".split()
)


def bare(text, start, end):
    """The span without the quotation marks, blanks and final punctuation at its ends."""
    start, end = max(0, start), min(len(text), end)
    while start < end:
        if text[start].isspace() or text[start] in MARKS:
            start += 1
        elif end - start >= 2 and text[start : start + 2] in ("''", "``"):
            start += 2
        elif text[end - 1].isspace() or text[end - 1] in MARKS:
            end -= 1
        elif end - start >= 2 and text[end - 2 : end] == "''":
            end -= 2
        elif end - start >= 2 and text[end - 1] in ",.;:":
            end -= 1
        else:
            break
    return start, end


def shared(one, other):
    """How much two spans share, as a share of the longer; 0 when it is less than half of either."""
    overlap = min(one[1], other[1]) - max(one[0], other[0])
    longer = max(one[1] - one[0], other[1] - other[0])
    return overlap / longer if overlap > 0 and 2 * overlap >= longer else 0


def plain(text):
    """Without marks and case."""
    parts = unicodedata.normalize("NFKD", text)
    return "".join(char for char in parts if not unicodedata.combining(char)).casefold()


def words_of_name(name):
    """The words of a name in plain form, what stands behind a comma or bracket and generations left out."""
    head = re.split(r"[,(\[]", (name or "").strip())[0]
    words = [plain(word.strip(".,;:\"“”")) for word in head.split()]
    return [word for word in words if word and word not in GENERATIONS]


def last_name(name):
    """The last name in plain form; None when there is none."""
    words = words_of_name(re.sub(r"['’]s?(?=\s|$)", "", name or ""))
    return words[-1] if words else None


def given_names(name):
    """The words of a name without the titles before it, when more than a last name is left."""
    words = words_of_name(name)
    while words and words[0] in TITLES:
        words = words[1:]
    return words if len(words) > 1 else []


def differ_in_given_name(one, other):
    """Whether both names give a first name, and not the same."""
    one, other = given_names(one), given_names(other)
    if not one or not other or one[0] in other or other[0] in one:
        return False
    first, second = SHORT.get(one[0], one[0]), SHORT.get(other[0], other[0])
    return not (first.startswith(second) or second.startswith(first))


def words(text):
    return set(re.findall(r"[^\W_]+(?:-[^\W_]+)*", plain(text or "")))


def count_words(text):
    return len(re.findall(r"[\w’'-]*\w", text))


def pieces(text, quote):
    """The spans of a prediction, one for each line."""
    for line in re.finditer(r"[^\n]+", text[quote["start"] : quote["end"]]):
        span = bare(text, quote["start"] + line.start(), quote["start"] + line.end())
        if span[0] < span[1]:
            yield span


class Pairs:
    """The quotations of an article in the gold and in the predictions, paired."""

    def __init__(self, gold, predicted):
        text = gold["text"]
        self.gold = [(bare(text, it["start"], it["end"]), it) for it in gold["quotes"]]
        unique = {}
        for quote in predicted:
            for span in pieces(text, quote):
                unique.setdefault(span, quote)
        self.given = list(unique.items())
        self.of_gold, self.of_given, self.exact = {}, {}, set()
        first = {}
        for at, (span, _) in enumerate(self.gold):
            first.setdefault(span, at)
        for at, (span, _) in enumerate(self.given):
            if first.get(span) is not None and first[span] not in self.of_gold:
                self.pair(first[span], at)
                self.exact.add(first[span])
        rest = [
            (shared(span, other), at, place)
            for at, (span, _) in enumerate(self.gold)
            for place, (other, _) in enumerate(self.given)
            if at not in self.of_gold and place not in self.of_given and shared(span, other)
        ]
        for _, at, place in sorted(rest, key=lambda it: -it[0]):
            if at not in self.of_gold and place not in self.of_given:
                self.pair(at, place)

    def pair(self, gold, given):
        self.of_gold[gold], self.of_given[given] = given, gold


def is_right(quote, name):
    """Whether a name is that of the quotation's speaker."""
    names = [quote["speaker"], *quote.get("also", [])]
    return last_name(name) in [last_name(it) for it in names]


def nobody_spoke(quote):
    """Whether it is known that no person spoke who could be named."""
    return bool(quote.get("speaker_checked")) or quote["speaker_type"] in ("org", "plural", "first-person")


def score_article(gold, predicted, least=1):
    """Counts of one article, and what is wrong in it."""
    text, counts, errors = gold["text"], Counter(), []
    pairs = Pairs(gold, predicted)

    def counts_of_gold(at):
        span, quote = pairs.gold[at]
        return quote["kind"] in KINDS and quote.get("n_words", count_words(text[slice(*span)])) >= least

    def counts_of_given(at):
        if at in pairs.of_given:
            return counts_of_gold(pairs.of_given[at])
        return count_words(text[slice(*pairs.given[at][0])]) >= least

    gold_at = [at for at in range(len(pairs.gold)) if counts_of_gold(at)]
    given_at = [at for at in range(len(pairs.given)) if counts_of_given(at)]
    counts["gold"], counts["given"] = len(gold_at), len(given_at)
    counts["exact"] = sum(at in pairs.exact for at in gold_at)
    counts["relaxed"] = sum(at in pairs.of_gold for at in gold_at)

    for at in gold_at:
        span, quote = pairs.gold[at]
        known, found = quote["speaker_confidence"], at in pairs.of_gold
        if known not in ("name", "coref"):
            counts["found nobody"] += found and nobody_spoke(quote)
            continue
        counts[known] += 1
        name = pairs.given[pairs.of_gold[at]][1].get("speaker") if found else None
        counts[known, "found"] += found
        counts[known, "given"] += last_name(name) is not None
        if last_name(name) is not None and is_right(quote, name):
            counts[known, "right"] += 1
            if differ_in_given_name(quote["speaker"], name):
                counts["another given name"] += 1
                errors.append(("given name", quote["speaker"], name, around(text, span)))
        else:
            errors.append((known if found else "not found", quote["speaker"], name, around(text, span)))

    for at in given_at:
        span, quote = pairs.given[at]
        name = last_name(quote.get("speaker"))
        if name is None:
            continue
        truth = pairs.gold[pairs.of_given[at]][1] if at in pairs.of_given else None
        if truth is None or truth["speaker_confidence"] == "none":
            if truth is not None:
                if name in words(truth.get("speaker_mention")) or not nobody_spoke(truth):
                    continue
                counts["nobody spoke"] += 1
            errors.append(("nobody" if truth else "no quotation", None, quote["speaker"], around(text, span)))
            counts["speakers given"] += 1
            counts["named given"] += 1
        else:
            counts["speakers given"] += 1
            counts["named given"] += truth["speaker_confidence"] == "name"

    known = [pairs.gold[at][1] for at in gold_at]
    quoted = {last_name(it["speaker"]) for it in known if it["speaker_confidence"] in ("name", "coref")}
    open_ = set().union(*(words(it.get("speaker_mention")) for it in known if it["speaker_confidence"] == "none"))
    people = {last_name(pairs.given[at][1].get("speaker")) for at in given_at} - {None}
    people = {it for it in people if it in quoted or it not in open_}
    counts["people"], counts["people given"] = len(quoted), len(people)
    counts["people right"] = len(quoted & people)
    return counts, errors


def around(text, span):
    return text[max(0, span[0] - 80) : span[1] + 60].replace("\n", "¶")[:260]


def rates(right, given, gold):
    precision, recall = right / given if given else 0.0, right / gold if gold else 0.0
    f1 = 2 * precision * recall / (precision + recall) if precision + recall else 0.0
    return {"precision": precision, "recall": recall, "f1": f1, "right": right, "given": given, "gold": gold}


def summary(counts):
    right = counts["name", "right"] + counts["coref", "right"]
    wrong = sum(counts[it, "given"] - counts[it, "right"] for it in ("name", "coref"))
    wrong += counts["another given name"] + counts["nobody spoke"]
    found = counts["name", "found"] + counts["coref", "found"] + counts["found nobody"]
    attribution = {
        it: {
            "right": counts[it, "right"] / counts[it] if counts[it] else 0.0,
            "given": counts[it, "given"] / counts[it, "found"] if counts[it, "found"] else 0.0,
        }
        for it in ("name", "coref")
    }
    return {
        "detection, exact": rates(counts["exact"], counts["given"], counts["gold"]),
        "detection, relaxed": rates(counts["relaxed"], counts["given"], counts["gold"]),
        "end to end": rates(right, counts["speakers given"], counts["name"] + counts["coref"]),
        "named": rates(counts["name", "right"], counts["named given"], counts["name"]),
        "speakers": rates(counts["people right"], counts["people given"], counts["people"]),
        "attribution": attribution,
        "wrong person": {"wrong": wrong, "found": found, "share": wrong / found if found else 0.0},
    }


def table(of):
    lines = []
    for name in ("detection, exact", "detection, relaxed", "end to end", "named", "speakers"):
        it = of[name]
        rate = "  ".join(f"{key} {it[key] * 100:5.1f} %" for key in ("precision", "recall", "f1"))
        lines.append(f"{name:20} {rate}  ({it['right']} right, {it['given']} given, {it['gold']} in the gold)")
    for known, what in (("name", "named sources"), ("coref", "pronouns and descriptions")):
        it = of["attribution"][known]
        lines.append(f"{what:26} right {it['right'] * 100:.1f} %, given a speaker {it['given'] * 100:.1f} %")
    it = of["wrong person"]
    lines.append(f"{'wrong person':26} {it['wrong']} of {it['found']} quotations ({it['share'] * 100:.1f} %)")
    return "\n".join(lines)


def load(path):
    try:
        with open(path, encoding="utf-8") as lines:
            return [json.loads(line) for line in lines if line.strip()]
    except (OSError, ValueError) as error:
        sys.exit(f"score_quotes.py: {path}: {error}")


def main():
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("gold", nargs="+", help="annotated articles, then as the last file the predictions")
    parser.add_argument("--min-words", type=int, default=1, metavar="N", help="pass over shorter quotations")
    parser.add_argument("--errors", type=int, default=0, metavar="N", help="print as many mistakes")
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    *gold, predictions = options.gold
    predicted = {}
    for article in load(predictions):
        predicted.setdefault(article["id"], []).extend(article["quotes"])
    counts, errors = Counter(), []
    for article in (article for path in gold for article in load(path)):
        more, wrong = score_article(article, predicted.get(article["id"], []), options.min_words)
        counts.update(more)
        errors += [(article["id"], *it) for it in wrong]
    of = summary(counts)
    print(json.dumps(of, indent=1) if options.json else table(of))
    for error in errors[: options.errors]:
        print(*error, sep=" | ")


if __name__ == "__main__":
    main()

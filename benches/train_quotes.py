#!/usr/bin/env python3
"""Trains the models of src/people/data on annotated articles.

usage: train_quotes.py GOLD.jsonl... [--out src/people/data] [--hold-out SOURCE,...] [--program newsgrep]

GOLD is annotated as fixtures/quotations/README.md describes. The program is asked what competes for each quotation
(`newsgrep extract --format eval --explain-speakers`), so it must have been built with the features that are to be
learned. Three forests are grown: which mention a quotation is attributed to, which person a pronoun or a description
means, and whether words between marks are speech.

With --out they are written where the program reads them at its next build; a test of the program reads them. With
--hold-out nothing is written: the forests are grown without the articles of some sources, and the quotations that
they find in these articles are scored as score_quotes.py does. That is an approximation: every quotation is decided
by itself, with the history that the program's own models gave it.

The trees are oblivious (one question for each level), grown by gradient boosting with second derivatives; what is
written are numbers about features, never a word of an article. Needs numpy.
"""

import argparse
import datetime
import json
import math
import subprocess
import sys
import tempfile
from collections import Counter, defaultdict
from pathlib import Path

import numpy as np

import score_quotes as score

DATA = Path(__file__).resolve().parent.parent / "src" / "people" / "data"
# Numbers are told apart from LEAST to MOST, as model.rs does.
LEAST, MOST = -8, 119
# As in src/people: below these, words are no speech, a speaker is none, a mention tells nothing of the speaker.
LEAST_SPEECH, LEAST_CONFIDENCE, LEAST_SHARE = 0.45, 0.53, 0.04
CERTAIN_SPEECH = 0.75
WHAT = {
    "source": "Which mention a quotation is attributed to.",
    "person": "Which person a pronoun means.",
    "speech": "Whether words between marks are speech.",
}


def read_features():
    """The names of the features of each model, in order."""
    names = defaultdict(list)
    for line in (DATA / "features.tsv").read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            model, name, _ = line.split("\t")
            names[model].append(name)
    return names


FEATURES = read_features()
NUMBER = {model: {name: at for at, name in enumerate(names)} for model, names in FEATURES.items()}


def row(model, features):
    """The numbers of a candidate, as bytes from 0 to 127."""
    numbers = np.full(len(FEATURES[model]), -LEAST, dtype=np.uint8)
    for name, value in features.items():
        numbers[NUMBER[model][name]] = min(max(value, LEAST), MOST) - LEAST
    return numbers


# --- What competes


def explanations(program, articles):
    """What the program says of each article, in order."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "articles.jsonl"
        with path.open("w", encoding="utf-8") as file:
            for article in articles:
                record = {key: article[key] for key in ("id", "text", "language") if key in article}
                file.write(json.dumps(record) + "\n")
        command = [program, "extract", "--format", "eval", "--explain-speakers", str(path)]
        with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, encoding="utf-8") as process:
            for article, line in zip(articles, process.stdout):
                explained = json.loads(line)
                assert explained["id"] == article["id"], "the program passes over no article"
                yield explained
        if process.returncode:
            sys.exit(f"{program} ended with {process.returncode}")


def without_paragraphs(article):
    """The article as if its paragraphs had been lost. Every place stays what it was."""
    return {**article, "text": article["text"].replace("\n", " ")}


def with_single_marks(article):
    """The article with single quotation marks. Every place stays what it was."""
    return {**article, "text": article["text"].translate(str.maketrans("“”\"", "‘’'"))}


# --- What is right


def gold_of(article, quotations):
    """For each stretch between marks the quotation of the gold that it is, or None."""
    text = article["text"]
    gold = [(score.bare(text, it["start"], it["end"]), it) for it in article["quotes"]]
    for quotation in quotations:
        span = score.bare(text, quotation["start"], quotation["end"])
        best = max(gold, key=lambda it: score.shared(span, it[0]), default=None)
        yield best[1] if best and score.shared(span, best[0]) else None


def right_mentions(quote, mentions):
    """The places of the mentions that are the source; [] is nobody, None cannot be told."""
    source = quote.get("source_span")
    if not source:
        return [] if quote["speaker_confidence"] == "none" else None
    inside = [
        at
        for at, it in enumerate(mentions)
        if it["start"] >= source["start"] and it["end"] <= source["end"] + 1
    ]

    def of_kind(*kinds):
        return [at for at in inside if mentions[at]["kind"] in kinds]

    if quote["speaker_confidence"] == "name":
        names = [at for at in of_kind("name") if is_named(mentions[at], quote["speaker"])]
        return names or None
    if quote["speaker_type"] == "pronoun":
        pronouns = of_kind("pronoun") or of_kind("other-pronoun")
        return pronouns[:1] or (None if quote["speaker_confidence"] == "coref" else [])
    if quote["speaker_type"] == "relative":
        return of_kind("relative")[:1] or None
    described = sorted(of_kind("description", "group", "organisation"), key=lambda at: mentions[at]["start"])
    if described:
        heads = [at for at in described if not mentions[at]["features"].get("is_modifier")]
        return (heads or described)[:1]
    return None if of_kind("name") else []


def is_named(mention, speaker):
    names = [it["name"] for it in mention["persons"] if it["name"]]
    return score.last_name(speaker) in map(score.last_name, names)


class Examples:
    """Rows of candidates in groups, of each group the shares of those that are right."""

    def __init__(self, model):
        self.model, self.rows, self.right, self.sizes, self.sources = model, [], [], [], []

    def add(self, source, candidates, right):
        """`right` are places in `candidates`; none of them: the last, which is nobody."""
        right = right or [len(candidates) - 1]
        self.rows += [row(self.model, it) for it in candidates]
        self.right += [1 / len(right) if at in right else 0 for at in range(len(candidates))]
        self.sizes.append(len(candidates))
        self.sources.append(source)

    def matrix(self, keep):
        """The rows, what is right, and the sizes of the groups, of the sources to keep."""
        chosen = np.array([keep(it) for it in self.sources], dtype=bool)
        rows = np.repeat(chosen, self.sizes)
        matrix = np.asfortranarray(np.array(self.rows, dtype=np.uint8)[rows])
        return matrix, np.array(self.right)[rows], np.array(self.sizes)[chosen]


def collect(program, articles, examples):
    """Takes what is known of these articles into the examples; gives what the program said of them."""
    said = []
    for article, explained in zip(articles, explanations(program, articles)):
        source = article["source"]
        said.append(explained)
        for quotation, quote in zip(explained["quotations"], gold_of(article, explained["quotations"])):
            if quotation["rule"]:
                continue
            examples["speech"].add(source, [quotation["speech_features"]], [0] if quote else [])
            examples["speech"].right[-1] = float(quote is not None)
            mentions = quotation["mentions"]
            right = right_mentions(quote, mentions) if quote else None
            if right is None:
                continue
            candidates = [it["features"] for it in mentions] + [quotation["nobody_features"]]
            examples["source"].add(source, candidates, right)
            if quote["speaker_confidence"] == "coref" and right:
                add_person(examples["person"], source, mentions[right[0]], quote["speaker"])
        add_pronouns(examples["person"], article, explained)
    return said


def add_person(examples, source, mention, speaker):
    """Whom a mention means, where persons competed for it."""
    persons = mention["persons"]
    if not persons or not persons[-1]["features"] or score.last_name(speaker) is None:
        return
    name = score.last_name(speaker)
    right = [at for at, it in enumerate(persons) if it["name"] and score.last_name(it["name"]) == name]
    examples.add(source, [it["features"] for it in persons], right)


def add_pronouns(examples, article, explained):
    """Whom the pronouns mean that reported speech is attributed to."""
    pronouns = {it["start"]: it for it in explained["pronouns"]}
    used = {it["source_span"]["start"] for it in article["quotes"] if it.get("source_span")}
    for reported in article.get("indirect", []):
        start = (reported.get("source") or {}).get("start")
        known = reported.get("speaker_confidence") == "coref" and start in pronouns and start not in used
        name = score.last_name(reported.get("speaker"))
        if known and any(score.last_name(it["name"]) == name for it in pronouns[start]["persons"] if it["name"]):
            used.add(start)
            add_person(examples, article["source"], pronouns[start], reported["speaker"])


# --- Growing


class Forest:
    """Trees whose answers are added up, in the program's numbers."""

    def __init__(self, model):
        self.model, self.trees = model, []

    def scores(self, rows):
        sums = np.zeros(len(rows))
        for questions, answers in self.trees:
            at = np.zeros(len(rows), dtype=np.int64)
            for bit, (feature, threshold) in enumerate(questions):
                at |= (rows[:, feature] > threshold - LEAST).astype(np.int64) << bit
            sums += answers[at]
        return sums / 1000

    def write(self, folder, learned_from):
        day = datetime.date.today().isoformat()
        with (folder / f"{self.model}.model").open("w", encoding="utf-8") as file:
            file.write(f"# {WHAT[self.model]} See README.md.\n")
            file.write(f"# Learned by benches/train_quotes.py on {day} from {learned_from}.\n")
            file.write("# One tree a line: its questions, a tab, its answers in thousandths, the first for no to all.\n")
            for questions, answers in self.trees:
                asked = " ".join(f"{FEATURES[self.model][feature]}>{number}" for feature, number in questions)
                file.write(f"{asked}\t{' '.join(str(int(it)) for it in answers)}\n")


def softmax(scores, starts, sizes):
    """Probabilities within each group."""
    shifted = np.exp(scores - np.repeat(np.maximum.reduceat(scores, starts), sizes))
    return shifted / np.repeat(np.add.reduceat(shifted, starts), sizes)


def grow(model, data, depth, trees, rate, smoothing=6.0, sample=0.8):
    """Grows a forest. Groups of one row are yes or no, others compete for one."""
    rows, right, sizes = data
    forest, random = Forest(model), np.random.default_rng(7)
    starts = np.concatenate(([0], np.cumsum(sizes)[:-1]))
    competes = bool((sizes > 1).any())
    scores = np.zeros(len(rows))
    for _ in range(trees):
        chances = softmax(scores, starts, sizes) if competes else 1 / (1 + np.exp(-scores))
        first, second = right - chances, np.maximum(chances * (1 - chances), 1e-6)
        drawn = np.repeat(random.random(len(sizes)) < sample, sizes)
        questions, at = best_questions(rows, first * drawn, second * drawn, depth, smoothing)
        gradient = np.bincount(at, first * drawn, 2**depth)
        curvature = np.bincount(at, second * drawn, 2**depth)
        answers = np.clip(np.round(rate * gradient / (curvature + smoothing) * 1000), -32000, 32000)
        forest.trees.append((questions, answers))
        scores += answers[at] / 1000
    return forest


def best_questions(rows, first, second, depth, smoothing):
    """The questions of a tree, greedily, and the place of the answer for each row."""
    at, questions = np.zeros(len(rows), dtype=np.int64), []
    for level in range(depth):
        leaves, best = 2**level, (-math.inf, 0, 0)
        for feature in range(rows.shape[1]):
            key = at * 128 + rows[:, feature]
            sums = [
                np.cumsum(np.bincount(key, it, leaves * 128).reshape(leaves, 128), axis=1)
                for it in (first, second)
            ]
            (below, low), (whole, high) = sums, (it[:, -1:] for it in sums)
            gain = below**2 / (low + smoothing) + (whole - below) ** 2 / (high - low + smoothing)
            gain = gain.sum(axis=0)
            threshold = int(gain.argmax())
            if gain[threshold] > best[0]:
                best = (gain[threshold], feature, threshold)
        _, feature, threshold = best
        questions.append((feature, threshold + LEAST))
        at |= (rows[:, feature] > threshold).astype(np.int64) << level
    return questions, at


DEPTH = {"source": 6, "person": 5, "speech": 5}
RATE = {"source": 0.1, "person": 0.05, "speech": 0.1}


def grow_all(examples, trees, keep):
    return {
        model: grow(model, examples[model].matrix(keep), DEPTH[model], trees[model], RATE[model])
        for model in examples
    }


# --- Deciding, as src/people/attribute does


def shares(scores):
    powers = np.exp(scores - scores.max())
    return powers / powers.sum()


def persons_of(mention, forest):
    """The three likeliest persons of a mention."""
    persons = mention["persons"]
    if persons and persons[-1]["features"]:
        scores = forest.scores(np.array([row("person", it["features"]) for it in persons]))
        if mention["kind"] == "description":
            for at, it in enumerate(persons[:-1]):
                same = it["features"].get("same_office", 0), it["features"].get("same_words", 0)
                scores[at] += 2.5 * same[0] + 2.0 * min(same[1], 2)
        persons = [{**it, "probability": share} for it, share in zip(persons, shares(scores))]
    named = [it for it in persons if it["name"]]
    return sorted(named, key=lambda it: -it["probability"])[:3]


def decide(quotation, forests):
    """Whether a stretch is a quotation, and its speaker if that is sure enough."""
    if quotation["rule"]:
        return quotation["outcome"] != "not-speech", quotation["speaker"]
    scored = forests["speech"].scores(row("speech", quotation["speech_features"])[None, :])[0]
    speech = 1 / (1 + math.exp(-scored))
    mentions = quotation["mentions"]
    rows = [row("source", it["features"]) for it in mentions] + [row("source", quotation["nobody_features"])]
    likely = shares(forests["source"].scores(np.array(rows)))
    people = Counter()
    for mention, share in zip(mentions, likely):
        if share > LEAST_SHARE:
            for person in persons_of(mention, forests["person"]):
                people[person["name"]] += share * person["probability"]
    best = int(likely.argmax())
    is_organisation = best < len(mentions) and mentions[best]["kind"] == "organisation"
    name, chance = max(people.items(), key=lambda it: it[1], default=(None, 0))
    chance *= speech if speech < CERTAIN_SPEECH else 1
    return speech >= LEAST_SPEECH, None if is_organisation or chance < LEAST_CONFIDENCE else name


def score_forests(articles, said, forests):
    counts = Counter()
    for article, explained in zip(articles, said):
        quotes = []
        for quotation in explained["quotations"]:
            spoken, speaker = decide(quotation, forests)
            if spoken:
                quotes.append({"start": quotation["start"], "end": quotation["end"], "speaker": speaker})
        counts.update(score.score_article(article, quotes)[0])
    return score.table(score.summary(counts))


def main():
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("gold", nargs="+", help="annotated articles, one a line")
    parser.add_argument("--program", default="newsgrep", help="the program to ask [default: newsgrep]")
    parser.add_argument("--out", type=Path, metavar="DIR", help="where the models are written")
    parser.add_argument("--learned-from", default="annotated articles", metavar="TEXT", help="for their heads")
    parser.add_argument("--hold-out", metavar="SOURCE,...", help="learn without these sources, and score them")
    parser.add_argument("--trees", type=int, nargs=3, default=(90, 120, 60), metavar=("SOURCE", "PERSON", "SPEECH"))
    parser.add_argument(
        "--copies", type=int, default=4, metavar="N",
        help="learn from every Nth article without its paragraphs too, and from every Nth with single marks; 0: none",
    )  # fmt: skip
    options = parser.parse_args()
    articles = [article for path in options.gold for article in score.load(path)]
    examples = {model: Examples(model) for model in ("source", "person", "speech")}
    said = collect(options.program, articles, examples)
    if options.copies:
        collect(options.program, [without_paragraphs(it) for it in articles[:: options.copies]], examples)
        collect(options.program, [with_single_marks(it) for it in articles[1 :: options.copies]], examples)
    counted = ", ".join(f"{len(it.sizes)} for {model}" for model, it in examples.items())
    print(f"{len(articles)} articles; examples: {counted}", file=sys.stderr)
    if not all(it.sizes for it in examples.values()):
        sys.exit("train_quotes.py: too few annotated quotations to learn from")
    trees = dict(zip(("source", "person", "speech"), options.trees))
    if options.hold_out:
        held = set(options.hold_out.split(","))
        forests = grow_all(examples, trees, lambda source: source not in held)
        chosen = [(article, it) for article, it in zip(articles, said) if article["source"] in held]
        print(score_forests(*zip(*chosen), forests) if chosen else "no article is of these sources")
    else:
        forests = grow_all(examples, trees, lambda source: True)
        print("on what was learned from:")
        print(score_forests(articles, said, forests))
        if options.out:
            for forest in forests.values():
                forest.write(options.out, options.learned_from)


if __name__ == "__main__":
    main()

#!/usr/bin/env python3
"""wire_dates.py SHARED [--bin newsgrep] [-n 3000] [--errors] tells how often the day of a real article is found in its text alone.
Each n-th article of SHARED/news/news_real.jsonl.gz is written as text without its fields: headline, dateline where the
collection keeps one apart, text. They are read once as files of one folder and once as records of one file, and their
days are compared with those of the collection: right, wrong (told by what), unknown. A day more or less is counted apart: the
collections date some articles by another zone. Exit 1 when more than two are wrong."""
import argparse
import collections
import datetime
import gzip
import json
import pathlib
import subprocess
import sys
import tempfile


def parts(row):
    text = row["text"]
    dateline = (row.get("dateline") or "").strip()
    if dateline and not text.startswith(dateline.split(",")[0]):
        text = f"{dateline} {text}"
    return [part for part in (row.get("title") or "", text) if part]


def days(program, folder, paths):
    index = pathlib.Path(folder, "index")
    subprocess.run([program, "index", *paths, "--index", index], capture_output=True, check=False)
    fields = ["--fields", "path,record,date,date_found,date_certainty"]
    out = subprocess.run([program, "*", "--index", index, "--json", "-m", "100000", *fields], capture_output=True, text=True, check=False)
    if not out.stdout.strip():
        sys.exit(out.stderr)
    hits = (json.loads(line) for line in out.stdout.splitlines())
    return [hit for hit in hits if hit.get("type") == "hit"]


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("shared")
    parser.add_argument("--bin", default="target/debug/newsgrep")
    parser.add_argument("-n", type=int, default=3000)
    parser.add_argument("--errors", action="store_true")
    args = parser.parse_args()
    with gzip.open(pathlib.Path(args.shared, "news/news_real.jsonl.gz"), "rt", encoding="utf-8") as file:
        rows = [json.loads(line) for line in file]
    rows = [row for row in rows if row.get("date")]
    rows = [rows[at * len(rows) // args.n] for at in range(min(args.n, len(rows)))]
    wrong = 0
    for kind in ("files", "records"):
        with tempfile.TemporaryDirectory() as folder:
            data = pathlib.Path(folder, "data")
            data.mkdir()
            if kind == "files":
                for at, row in enumerate(rows):
                    (data / f"t{at:05}x.txt").write_text("\n\n".join(parts(row)), encoding="utf-8")
            else:
                with (data / "all.jsonl").open("w", encoding="utf-8") as out:
                    for row in rows:
                        out.write(json.dumps({"text": "\n\n".join(parts(row))}) + "\n")
            count, errors = collections.Counter(), []
            for hit in days(args.bin, folder, [data]):
                name = pathlib.Path(hit["path"]).stem
                row = rows[int(name[1:-1]) if kind == "files" else hit["record"] - 1]
                if not hit["date"]:
                    count["unknown"] += 1
                    continue
                found, true = (datetime.date.fromisoformat(it[:10]) for it in (hit["date"], row["date"]))
                apart = abs((found - true).days)
                verdict = "right" if apart == 0 else "a day apart" if apart == 1 else "wrong"
                count[f"{verdict} ({hit['date_certainty']})"] += 1
                if verdict == "wrong":
                    wrong += 1
                    errors.append(f"  {hit['date']} by {hit['date_found']} should be {row['date'][:10]}: {row['id']} {row['text'][:150]!r}")
            print(kind + ": " + ", ".join(f"{what} {many}" for what, many in sorted(count.items())))
            if args.errors:
                print(*errors, sep="\n")
    sys.exit(wrong > 4)


main()

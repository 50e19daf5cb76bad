#!/usr/bin/env python3
"""calendar_words.py CLDR writes src/extract/data/calendar.tsv: months and days of the week in the languages of CLDR.
CLDR is the folder of its package cldr-dates-full, which has the JSON of Unicode's locale data."""
import json
import pathlib
import re
import sys
import unicodedata

ROOT = pathlib.Path(__file__).resolve().parent.parent
# The languages that are told apart, and the regions that have months of their own.
LANGUAGES = [row.split("\t")[0] for row in (ROOT / "src/language/names.tsv").read_text(encoding="utf-8").splitlines()
             if row and not row.startswith("#")]
REGIONS = ["ar-SY", "ar-LB", "ar-IQ", "ar-DZ", "ar-MA", "ar-TN", "de-AT", "en-GB", "en-AU", "en-CA", "es-MX", "es-CO",
           "fr-CA", "pt-PT", "sr-Latn", "nn", "no", "zh-Hant", "ga", "eu", "gl", "is", "ms", "sq", "sw", "kk", "ky", "mn",
           "bs", "lo", "so", "fil", "ps", "ku", "lb", "mt", "ha", "yo", "ig", "fy", "gd"]
DAYS = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
# Words that are other words elsewhere count in texts of their language alone, as short ones do.
SHORT = 5


def folded(word):
    """As the program compares words: small, without accents of the Latin and Greek kind, one form of letters that have two."""
    word = word.lower().replace("’", "'").replace("ʼ", "'").replace("׳", "'").strip(" .'")
    word = "".join(c for c in unicodedata.normalize("NFD", word) if not "\u0300" <= c <= "\u036f")
    word = unicodedata.normalize("NFC", word)
    for many, one in (("ي", "ی"), ("ى", "ی"), ("ك", "ک"), ("\u0654", ""), ("\u0640", ""), ("ς", "σ"), ("ı", "i")):
        word = word.replace(many, one)
    return re.sub(r"\s+", " ", word).strip()


def words(kind, table, names):
    for context in ("format", "stand-alone"):
        for width in ("wide", "abbreviated"):
            yield from ((number, table[kind][context][width].get(key)) for number, key in names)


def main():
    folder = pathlib.Path(sys.argv[1]) / "main"
    found = {}
    for tag in dict.fromkeys(LANGUAGES + REGIONS):
        path = folder / tag / "ca-gregorian.json"
        if not path.is_file():
            continue
        table = json.loads(path.read_text(encoding="utf-8"))["main"][tag]["dates"]["calendars"]["gregorian"]
        language = {"nn": "nb", "no": "nb", "fil": "tl"}.get(tag, tag.split("-")[0])
        months = words("months", table, [(n, str(n)) for n in range(1, 13)])
        days = words("days", table, [(n + 1, day) for n, day in enumerate(DAYS)])
        for kind, rows in (("month", months), ("weekday", days)):
            for number, word in rows:
                word = folded(word or "")
                if len(word) < 2 or word.isdigit() or (any(c.isdigit() for c in word) and language != "vi"):
                    continue
                forms = [word]
                if language == "he" and kind == "month":
                    forms.append("ב" + word)
                if language == "ca" and kind == "month":
                    forms.append(re.sub(r"^(de |d')", "", word))
                for form in forms:
                    # Of a word of few letters a text tells many.
                    if len(form) >= 2 and not (kind == "weekday" and len(form) < 3 and form.isascii()):
                        found.setdefault((kind, form), {}).setdefault(language, set()).add(number)
    rows = []
    for (kind, word), by_language in found.items():
        numbers = set().union(*by_language.values())
        plain = len(numbers) == 1 and (len(word) >= SHORT or not re.fullmatch(r"[a-z]+", word))
        for number in sorted(numbers):
            languages = sorted(language for language, has in by_language.items() if number in has)
            # A language in which one word is two months tells neither.
            languages = [it for it in languages if len(by_language[it]) == 1]
            if languages:
                rows.append((kind, number, word, ",".join(languages), "any" if plain else "-"))
    rows.sort()
    out = ROOT / "src/extract/data/calendar.tsv"
    with out.open("w", encoding="utf-8") as file:
        file.write("# Months and days of the week. Columns: what it is, its number (Monday is 1), the word as it is compared (in\n"
                   "# lower case, without accents and dots at its ends), the languages in whose texts it counts, and `any` where\n"
                   "# it counts in a date with its year in texts of other languages too.\n"
                   "# From Unicode CLDR, by benches/calendar_words.py. Copyright © 2004-2026 Unicode, Inc. Unicode-3.0.\n")
        file.writelines("\t".join(map(str, row)) + "\n" for row in rows)
    print(len(rows), "words")


main()

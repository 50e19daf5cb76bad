#!/usr/bin/env python3
"""language_table.py [OUT]: makes src/language/ngrams.zst, the table by which languages are told apart.

Takes the model of the package py3langid (naive Bayes over byte n-grams, BSD-3-Clause; `pip install py3langid==0.4.0
zstandard`), keeps the languages that share a script with others and the n-grams that tell most about them, and
rounds the likelihoods. src/language/README.md says what is in the file."""
import os, sys
import numpy as np
import zstandard
import py3langid.langid as langid

OUT = sys.argv[1] if len(sys.argv) > 1 else os.path.join(os.path.dirname(os.path.abspath(__file__)), '../src/language/ngrams.zst')
STEP = .5
GROUPS = [
    ('latin', 40000, 'af az br ca cs cy da de en eo es et eu fi fr fy ga gl ha hr ht hu id ig is it jv ku la lb lt lv mg ms mt nl no om pl '
                     'pt ro rw sk sl sn so sq sr st sv sw tk tl tr uz vi xh yo zu'),
    ('cyrillic', 8000, 'be bg kk ky mk mn ru sr tg tt uk uz'),
    ('arabic', 4000, 'ar fa ps ug ur'),
    ('devanagari', 1500, 'hi mr ne'),
    ('bengali', 700, 'as bn'),
]
# Fewer readers, fewer texts: half as likely and less before anything was read.
SMALL = 'af br cy eo eu fy ga gl ha ht ig jv ku la lb mg mt om rw sn so st tk tl xh yo zu uz tg tt ky mn be'.split()
# A text in Latin letters is English unless it looks clearly like another language.
PRIOR = {'en': 5.0}
LETTERS = {
    'latin': lambda c: c.isalpha() and (c < '\u0250' or '\u1e00' <= c < '\u1f00'),
    'cyrillic': lambda c: '\u0400' <= c < '\u0530',
    'arabic': lambda c: '\u0600' <= c < '\u0780' or '\ufb50' <= c < '\ufe00',
    'devanagari': lambda c: '\u0900' <= c < '\u0980',
    'bengali': lambda c: '\u0980' <= c < '\u0a00',
}


def ngrams(model):
    """The bytes of each feature: the shortest way to it through the automaton."""
    paths, queue, found = {0: b''}, [0], {}
    while queue:
        behind = []
        for state in queue:
            base = model.tk_row[state] << 8
            for byte in range(256):
                to = model.tk_nextmove[base + byte]
                if to not in paths:
                    paths[to] = paths[state] + bytes([byte])
                    behind.append(to)
        queue = behind
    for state, path in paths.items():
        feature = model.tk_output[state]
        if feature >= 0 and (feature not in found or len(path) < len(found[feature])):
            found[feature] = path
    return found


def scripts(ngram):
    """In which scripts an n-gram may stand; a part of a character by its first byte."""
    found = {name for c in ngram.decode('utf8', 'ignore') for name, is_letter in LETTERS.items() if is_letter(c)}
    if found:
        return found
    for byte in ngram:
        found |= {'cyrillic'} if 0xd0 <= byte <= 0xd3 else set()
        found |= {'arabic'} if 0xd8 <= byte <= 0xdd else set()
        found |= {'latin'} if 0xc3 <= byte <= 0xca else set()
        found |= {'devanagari', 'bengali'} if byte == 0xe0 else set()
    if not found and all(byte < 0x80 for byte in ngram):
        found = {'latin', 'cyrillic', 'arabic'}
    return found


def main():
    model = langid._get_identifier()
    names, text = list(model.nb_classes), ngrams(model)
    table, prior = np.asarray(model.nb_ptc, dtype=np.float32), np.asarray(model.nb_pc)
    raw = b''
    for script, most, languages in GROUPS:
        columns = [i for i, name in enumerate(names) if name in languages.split()]
        mine = np.array(sorted(k for k, v in text.items() if script in scripts(v)))
        part = table[mine][:, columns]
        floor = table[:, columns].min(0)
        likely = np.exp(part)
        told = (likely * (part - np.log(likely.mean(1, keepdims=True)))).sum(1)
        kept = sorted(np.argsort(-told)[:most], key=lambda i: text[mine[i]])
        above = part[kept] - floor
        steps = np.clip(np.round(above / STEP), 0, 255).astype(np.uint8)
        first = [prior[c] - (names[c] in SMALL) + PRIOR.get(names[c], 0) for c in columns]
        raw += f"{script} {len(kept)} {STEP} {' '.join(names[c] for c in columns)}\n".encode()
        raw += np.asarray(first, '<f4').tobytes() + floor.astype('<f4').tobytes()
        before = b''
        for i in kept:
            now, same = text[mine[i]], 0
            while same < min(len(now), len(before)) and now[same] == before[same]:
                same += 1
            raw += bytes([same * 16 + len(now) - same]) + now[same:]
            before = now
        raw += steps.tobytes()
    packed = zstandard.ZstdCompressor(level=22).compress(raw)
    open(OUT, 'wb').write(packed)
    print(len(raw), 'bytes,', len(packed), 'packed')


main()

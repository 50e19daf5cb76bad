#!/usr/bin/env python3
"""Damaged files of every format: what becomes of mutations of samples. Nothing may panic, hang, take more memory than the bound or
vanish without a word.

    benches/mutate_formats.py --newsgrep target/debug/newsgrep ../shared/formats fixtures/formats
    benches/mutate_formats.py --mutations 20 --minutes 3 --only pdf ../shared/formats

Of each sample so many mutations are made: bits flipped, the end cut off, blocks doubled, swapped, taken out or filled with one
byte, numbers made huge; in every other mutation of a packed file that is done to what is packed. The same seed makes the same
mutations. `extract` reads all mutations of a sample in one run; if that
fails, takes too long or too much memory, each is read alone, and those that did it are kept and named. The exit status is 1 then.
"""

import argparse
import bz2
import gzip
import io
import lzma
import os
import random
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time
import warnings
import zipfile
import zlib

warnings.simplefilter("ignore")

SKIPPED = (".py", ".md", ".truth.jsonl", ".pyc")
HUGE = [b"0", b"-1", b"65536", b"2147483648", b"4294967295", b"9223372036854775807", b"99999999999999999999"]


def mutation(sample, rng):
    """One mutation of the bytes of a sample."""
    data = bytearray(sample)
    kind = rng.choice(["bits", "bits", "bytes", "cut", "doubled", "swapped", "without", "filled", "number", "number", "number32"])
    length = len(data)
    at = rng.randrange(length)
    size = min(length - at, rng.choice([1, 4, 16, 64, 512, 4096]))
    if kind == "bits":
        for _ in range(rng.choice([1, 1, 2, 8, 64])):
            data[rng.randrange(length)] ^= 1 << rng.randrange(8)
    elif kind == "bytes":
        for _ in range(rng.choice([1, 4, 32])):
            data[rng.randrange(length)] = rng.randrange(256)
    elif kind == "cut":
        del data[max(1, at):]
    elif kind == "doubled":
        data[at:at] = data[at:at + size] * rng.choice([1, 1, 2, 50])
    elif kind == "swapped":
        other = rng.randrange(length)
        first, second = data[at:at + size], data[other:other + size]
        if len(first) == len(second):
            data[other:other + size], data[at:at + size] = first, second
    elif kind == "without":
        del data[at:at + size]
    elif kind == "filled":
        data[at:at + size] = bytes([rng.choice([0, 32, 255, 60, 10])]) * size
    elif kind == "number":
        numbers = [it.span() for it in re.finditer(rb"\d+", bytes(data))]
        if numbers:
            start, end = rng.choice(numbers)
            data[start:end] = rng.choice(HUGE)
    elif kind == "number32":
        value = rng.choice([b"\xff\xff\xff\xff", b"\xff\xff\xff\x7f", b"\0\0\0\x80", b"\0\0\0\0"])
        data[at:at + 4] = value
    return bytes(data)


def within(sample, rng):
    """One mutation of what is packed in a sample; of the sample itself where nothing is, and in every other case."""
    if rng.random() < 0.5:
        return mutation(sample, rng)
    try:
        if sample.startswith(b"PK\3\4"):
            whole, out = zipfile.ZipFile(io.BytesIO(sample)), io.BytesIO()
            members = [it for it in whole.infolist() if it.file_size]
            chosen = rng.choice(members)
            with zipfile.ZipFile(out, "w") as new:
                for member in members:
                    data = whole.read(member)
                    data = within(data, rng) if member is chosen else data
                    new.writestr(member, data, compress_type=member.compress_type)
            return out.getvalue()
        for packing, start in ((gzip, b"\x1f\x8b"), (bz2, b"BZh"), (lzma, b"\xfd7zXZ")):
            if sample.startswith(start):
                return packing.compress(within(packing.decompress(sample), rng))
        if sample.startswith(b"%PDF"):
            streams = list(re.finditer(rb"stream\r?\n(.*?)\r?\nendstream", sample, re.S))
            start, end = rng.choice(streams).span(1)
            data = sample[start:end]
            try:
                data = zlib.compress(mutation(zlib.decompress(data), rng))
            except zlib.error:
                data = mutation(data, rng)
            return sample[:start] + data + sample[end:]
    except Exception:  # A member that Python does not read: the file itself is changed.
        pass
    return mutation(sample, rng)


def samples(paths, only):
    for path in paths:
        if os.path.isfile(path):
            yield path
        for folder, folders, names in os.walk(path):
            folders.sort()
            for name in sorted(names):
                file = os.path.join(folder, name)
                if folder != path or path.startswith("fixtures"):
                    if not name.endswith(SKIPPED) and (not only or only in file):
                        yield file


def run(newsgrep, files, seconds):
    """The exit status, what was said, seconds of the processor and the peak of memory in MB. Status 124: it took too long."""
    with tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as err:
        child = subprocess.Popen([newsgrep, "extract", *files], stdout=out, stderr=err,
                                 env={**os.environ, "RUST_BACKTRACE": "0"})
        is_late = threading.Event()

        def end():
            is_late.set()
            child.send_signal(signal.SIGKILL)

        timer = threading.Timer(seconds, end)
        timer.start()
        _, status, usage = os.wait4(child.pid, 0)
        child.returncode = os.waitstatus_to_exitcode(status)
        timer.cancel()
        out.seek(0), err.seek(0)
        said = out.read() + b"\n" + err.read()
    code = 124 if is_late.is_set() else child.returncode
    return code, said, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024


def trouble(code, said, seconds, memory, args):
    if b"the program failed" in said or b"which is a bug" in said or code not in (0, 1, 2, 124):
        line = next((it for it in said.splitlines() if b"the program failed" in it), b"")
        return f"failed (status {code}) {line.decode(errors='replace')}"
    if code == 124 or seconds > args.seconds:
        return f"took {seconds:.1f} s"
    if memory > args.memory:
        return f"took {memory:.0f} MB"
    return None


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--newsgrep", default="target/release/newsgrep")
    parser.add_argument("--mutations", type=int, default=200)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--minutes", type=float, default=15, help="no sample is begun after that")
    parser.add_argument("--seconds", type=float, default=10, help="the most of the processor that one file may take")
    parser.add_argument("--memory", type=float, default=384, help="the most megabytes that a run may take")
    parser.add_argument("--only", help="samples with this in their path")
    parser.add_argument("--keep", default="/tmp/newsgrep-mutations", help="where those are kept that did harm")
    parser.add_argument("samples", nargs="+")
    args = parser.parse_args()
    newsgrep = os.path.abspath(args.newsgrep)
    end, harmful, read, left = time.monotonic() + args.minutes * 60, [], 0, 0
    peak, slowest, silent = (0, ""), (0, ""), 0
    for sample in samples(args.samples, args.only):
        if time.monotonic() > end:
            left += 1
            continue
        with open(sample, "rb") as file:
            whole = file.read()
        if not whole:
            continue
        # The name is part of the seed, so that one sample alone is mutated as among all.
        rng = random.Random(f"{args.seed} {os.path.basename(sample)}")
        folder = tempfile.mkdtemp(prefix="newsgrep-mutations-")
        files = []
        for number in range(args.mutations):
            path = os.path.join(folder, f"{number:03}.{os.path.basename(sample)}")
            with open(path, "wb") as file:
                file.write(within(whole, rng))
            files.append(path)
        code, said, seconds, memory = run(newsgrep, files, args.seconds * 6)
        read += len(files)
        peak, slowest = max(peak, (memory, sample)), max(slowest, (seconds, sample))
        what = trouble(code, said, seconds / 6, memory, args)
        if what:
            for path in files:
                code, alone, seconds, memory = run(newsgrep, [path], args.seconds)
                what = trouble(code, alone, seconds, memory, args)
                if what:
                    os.makedirs(args.keep, exist_ok=True)
                    kept = os.path.join(args.keep, os.path.basename(path))
                    shutil.copy(path, kept)
                    harmful.append((kept, what))
                    print(f"{kept}: {what}", flush=True)
        else:
            # Each file must be heard of: an article, a reject, a count of what was passed over.
            quiet = [path for path in files if os.path.basename(path).encode() not in said]
            for path in quiet:
                _, alone, _, _ = run(newsgrep, [path], args.seconds)
                if not alone.strip():
                    silent += 1
                    os.makedirs(args.keep, exist_ok=True)
                    shutil.copy(path, args.keep)
                    print(f"{os.path.join(args.keep, os.path.basename(path))}: not a word", flush=True)
        print(f"{sample}: {len(files)} in {seconds:.1f} s, {memory:.0f} MB", flush=True)
        shutil.rmtree(folder)
    print(f"{read} mutations, {len(harmful)} did harm, {silent} without a word, most memory {peak[0]:.0f} MB ({peak[1]}), "
          f"slowest {slowest[0]:.1f} s ({slowest[1]}), {left} samples left for want of time")
    return 1 if harmful or silent else 0


if __name__ == "__main__":
    sys.exit(main())

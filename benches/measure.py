"""What the scripts of this folder measure of a whole process, and how they print it."""

import os
import statistics
import subprocess
import sys
import time
from typing import NamedTuple


class Usage(NamedTuple):
    """What a process used, or the medians of several."""

    wall: float
    """Seconds from start to end."""
    processor: float
    """Seconds of all its threads, in the program and in the system."""
    peak: float
    """Megabytes that were resident at most."""


def run(command, codes=(0,), cwd=None):
    """Runs a command to its end and throws its output away; ends the script at any exit code but `codes`."""
    start = time.perf_counter()
    child = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, cwd=cwd)
    _, status, used = os.wait4(child.pid, 0)
    wall = time.perf_counter() - start
    child.returncode = os.waitstatus_to_exitcode(status)
    if child.returncode not in codes:
        sys.exit(f"{command} ended with {child.returncode}")
    return Usage(wall, used.ru_utime + used.ru_stime, used.ru_maxrss / 1024)


def median(usages):
    """The median of each figure."""
    return Usage(*map(statistics.median, zip(*usages)))


def turns(commands, times, before=lambda: None, codes=(0,), cwd=None):
    """Runs the commands in turns, so that a machine that slows down slows all of them; the medians of each."""
    usages = [[] for _ in commands]
    for _ in range(times):
        for command, taken in zip(commands, usages):
            before()
            taken.append(run(command, codes, cwd))
    return [median(taken) for taken in usages]


def size(folder):
    """The bytes of all files below a folder."""
    return sum(os.path.getsize(os.path.join(path, name)) for path, _, names in os.walk(folder) for name in names)


def head(names):
    """Prints the head of a table in Markdown."""
    row(names)
    row(["---"] * len(names))


def row(cells):
    """Prints a row of a table in Markdown."""
    print("| " + " | ".join(map(str, cells)) + " |", flush=True)

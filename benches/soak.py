#!/usr/bin/env python3
"""A server under everything at once: eight readers, a writer, updates from files and rebuilds by other processes,
clients that are slow, that drip and that leave. No answer may be false, no memory may grow, nothing may be left
running.

    benches/soak.py --newsgrep target/debug/newsgrep --minutes 10

What every answer must be is known beforehand: `quartz` stands in articles that nobody changes, `granite` in articles
that are replaced again and again, `basalt` in a file that is written anew, `feldspar` in articles that are added, whose
number lies between what was taken in before the question and what was sent when it was answered.
"""

import argparse
import http.client
import json
import os
import random
import shutil
import socket
import statistics
import subprocess
import sys
import tempfile
import threading
import time

QUARTZ, GRANITE, BASALT = 1500, 40, 200


class Soak:
    def __init__(self, args):
        self.newsgrep = os.path.abspath(args.newsgrep)
        self.port = args.port
        self.end = time.monotonic() + args.minutes * 60
        self.root = tempfile.mkdtemp(prefix="newsgrep-soak-")
        self.stop = threading.Event()
        self.lock = threading.Lock()
        self.counts, self.failures, self.memory = {}, [], []
        self.taken = self.sent = 0

    def count(self, what):
        with self.lock:
            self.counts[what] = self.counts.get(what, 0) + 1

    def fail(self, what):
        with self.lock:
            self.failures.append(what)
        print("FAILED:", what[:600], flush=True)

    def run(self, *words):
        env = dict(os.environ, XDG_CACHE_HOME=self.root + "/cache")
        env.pop("NEWSGREP_INDEX", None)
        return subprocess.run([self.newsgrep, *words], cwd=self.root, env=env, capture_output=True, text=True, timeout=300)

    def write_basalt(self, turn):
        lines = [{"id": f"b{n}", "title": f"B {n}", "text": f"Basalt {n} of turn {turn}."} for n in range(BASALT)]
        path = self.root + "/c/basalt.jsonl"
        with open(path + ".new", "w") as out:
            out.writelines(json.dumps(line) + "\n" for line in lines)
        os.rename(path + ".new", path)

    def prepare(self):
        os.mkdir(self.root + "/c")
        with open(self.root + "/c/quartz.jsonl", "w") as out:
            for n in range(QUARTZ):
                text = f'Quartz item {n} of the day. "We will not say more about matter {n % 90} today," Ada Poe said on Monday. '
                out.write(json.dumps({"id": f"q{n}", "title": f"Q {n}", "text": text * (1 + n % 7)}) + "\n")
        self.write_basalt(0)
        made = self.run("index", "c")
        assert made.returncode == 0, made.stderr
        self.server = subprocess.Popen(
            [self.newsgrep, "serve", "--addr", f"127.0.0.1:{self.port}", "--writable", "--max-time", "20"],
            cwd=self.root, stderr=subprocess.PIPE, text=True)
        self.server.stderr.readline()
        threading.Thread(target=self.server.stderr.read, daemon=True).start()
        self.bulk()

    def ask(self, method, path, body=None, kind="application/json"):
        """Status and text; None where the server is busy, which is an answer too."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=120)
        try:
            connection.request(method, path, body, {"content-type": kind} if body else {})
            response = connection.getresponse()
            text = response.read().decode()
        finally:
            connection.close()
        self.count(f"HTTP {response.status}")
        if response.status == 503:
            return None
        if response.status != 200:
            self.fail(f"{method} {path}: {response.status} {text}")
            return None
        return text

    def bulk(self):
        lines = []
        for n in range(GRANITE):
            lines += [{"index": {"_id": f"g{n}"}}, {"title": "G", "text": f"Granite {n} {random.random()}."}]
        for _ in range(5):
            lines += [{"index": {"_id": f"f{self.sent}"}}, {"title": "F", "text": f"Feldspar {self.sent}."}]
            self.sent += 1
        body = "".join(json.dumps(line) + "\n" for line in lines)
        while not self.stop.is_set():
            text = self.ask("POST", "/_bulk", body, "application/x-ndjson")
            if text is not None:
                if json.loads(text)["errors"]:
                    self.fail("_bulk: " + text)
                self.taken = self.sent
                return
            time.sleep(0.2)

    def check(self, word, found, least, most, by):
        self.count("checked answers")
        if not least <= found <= most:
            self.fail(f"{by}: {found} articles hold `{word}`, not {least} to {most}")

    def bounds(self, word):
        fixed = {"quartz": QUARTZ, "granite": GRANITE, "basalt": BASALT}
        return (fixed[word], fixed[word]) if word in fixed else (self.taken, None)

    def reader(self, number):
        words = ["quartz", "granite", "basalt", "feldspar"]
        while not self.stop.is_set():
            word = random.choice(words)
            least, most = self.bounds(word)
            way = "shell" if number == 0 else random.choice(["search", "count", "batch", "facets", "quotes", "page"])
            if way == "shell":
                ran = self.run("-c", word)
                if ran.returncode != 0:
                    self.fail(f"newsgrep -c {word}: {ran.returncode} {ran.stderr}")
                    continue
                found = int(ran.stdout)
            elif way == "quotes":
                text = self.ask("GET", "/api/quotes?q=matter+AND+today&limit=2")
                if text:
                    summary = json.loads(text.splitlines()[-1])
                    if not summary.get("partial"):
                        self.check("matter today", summary["articles"], QUARTZ, QUARTZ, way)
                continue
            elif way == "page":
                self.ask("GET", f"/?q={word}")
                continue
            elif way == "count":
                text = self.ask("POST", "/_count", json.dumps({"query": {"match": {"text": word}}}))
                if not text or "timed_out" in text:
                    continue
                found = json.loads(text)["count"]
            else:
                text = {
                    "search": lambda: self.ask("GET", f"/api/search?q={word}&limit=3"),
                    "facets": lambda: self.ask("GET", f"/api/facets?q={word}"),
                    "batch": lambda: self.ask("POST", "/api/batch", json.dumps({"query": word, "limit": 1}) + "\n"),
                }[way]()
                if not text:
                    continue
                summary = json.loads(text.splitlines()[-1])
                if summary.get("type") != "summary":
                    self.fail(f"{way}: {text}")
                    continue
                if summary.get("partial"):
                    self.count("partial answers")
                    continue
                found = summary["articles"]
            self.check(word, found, least, self.sent if most is None else most, way)

    def writer(self):
        while not self.stop.is_set():
            self.bulk()
            time.sleep(0.5)

    def updater(self):
        turn = 1
        while not self.stop.is_set():
            self.write_basalt(turn)
            ran = self.run("index", "--wait", "c")
            if ran.returncode != 0:
                self.fail(f"index: {ran.returncode} {ran.stdout}{ran.stderr}")
            self.count("updates")
            turn += 1
            if turn % 4 == 0:
                ran = self.run("index", "--rebuild", "--wait")
                if ran.returncode != 0 or ", 0 lost" not in ran.stdout:
                    self.fail(f"rebuild: {ran.returncode} {ran.stdout}{ran.stderr}")
                self.count("rebuilds")
            time.sleep(2)

    def send(self, head, body=b""):
        stream = socket.create_connection(("127.0.0.1", self.port), timeout=60)
        stream.sendall(head.encode() + body)
        return stream

    def leaver(self):
        while not self.stop.is_set():
            path = random.choice(["/quotes?q=*", "/api/quotes", "/?q=quartz", "/api/search?q=quartz&limit=1500", "/feed.atom?q=quartz"])
            with self.send(f"GET {path} HTTP/1.1\r\nhost: localhost\r\n\r\n"):
                time.sleep(random.random())
            self.count("clients that left")

    def slow(self):
        question = json.dumps({"query": "quartz", "limit": 500, "fields": ["id", "snippets", "spans"]}) + "\n"
        while not self.stop.is_set():
            body = (question * 40).encode()
            head = f"POST /api/batch HTTP/1.1\r\nhost: localhost\r\ncontent-length: {len(body)}\r\n\r\n"
            with self.send(head, body) as stream:
                until = time.monotonic() + 20
                while time.monotonic() < until and not self.stop.is_set() and stream.recv(2048):
                    time.sleep(0.1)
            self.count("slow clients")

    def dripper(self):
        while not self.stop.is_set():
            with self.send("POST /api/batch HTTP/1.1\r\nhost: localhost\r\ncontent-length: 5000\r\n\r\n{") as stream:
                for _ in range(20):
                    if self.stop.wait(1):
                        break
                    try:
                        stream.sendall(b" ")
                    except OSError:
                        break
            self.count("clients that drip")

    def resident(self):
        with open(f"/proc/{self.server.pid}/status") as status:
            fields = dict(line.split(":", 1) for line in status)
        # What is mapped of files is the system's to take back.
        return int(fields["RssAnon"].split()[0]) / 1024

    def busy(self):
        text = self.ask("GET", "/metrics") or ""
        return int(next(line.split()[1] for line in text.splitlines() if line.startswith("newsgrep_requests_busy")))

    def soak(self):
        self.prepare()
        jobs = [(self.reader, (n,)) for n in range(8)] + [(self.writer, ()), (self.updater, ())]
        jobs += [(self.leaver, ())] * 4 + [(self.slow, ())] * 3 + [(self.dripper, ())] * 2
        threads = [threading.Thread(target=self.guarded, args=job) for job in jobs]
        for thread in threads:
            thread.start()
        while time.monotonic() < self.end and self.server.poll() is None:
            time.sleep(2)
            self.memory.append(self.resident())
        if self.server.poll() is not None:
            self.fail(f"the server ended: {self.server.returncode}")
        self.stop.set()
        for thread in threads:
            thread.join(150)
            if thread.is_alive():
                self.fail("a client hangs")
        if self.server.poll() is None:
            time.sleep(5)
            if self.busy() > 0:
                self.fail(f"{self.busy()} requests are worked for five seconds after the last client has gone")
            self.server.terminate()
            self.server.wait(30)
        verified = self.run("verify")
        if verified.returncode != 0:
            self.fail("verify: " + verified.stdout + verified.stderr)
        self.tell()

    def guarded(self, job, args):
        while not self.stop.is_set():
            try:
                return job(*args)
            except (OSError, http.client.HTTPException, subprocess.TimeoutExpired) as error:
                if not self.stop.is_set():
                    self.fail(f"{job.__name__}: {error!r}")

    def tell(self):
        for what, number in sorted(self.counts.items()):
            print(f"{number:>9}  {what}")
        quarter = max(1, len(self.memory) // 4)
        second, last = (statistics.median(it) for it in (self.memory[quarter:2 * quarter] or [0], self.memory[-quarter:]))
        print(f"memory: {second:.0f} MB in the second quarter, {last:.0f} MB in the last, {max(self.memory):.0f} MB at most")
        if last > second * 1.2 + 32:
            self.fail("memory grows")
        print(f"{len(self.failures)} failures")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--newsgrep", required=True)
    parser.add_argument("--minutes", type=float, default=10)
    parser.add_argument("--port", type=int, default=7899)
    soak = Soak(parser.parse_args())
    try:
        soak.soak()
    finally:
        if getattr(soak, "server", None) and soak.server.poll() is None:
            soak.server.kill()
        shutil.rmtree(soak.root, ignore_errors=True)
    sys.exit(1 if soak.failures else 0)


main()

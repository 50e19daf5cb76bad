"""The page in a real browser, as a journalist tries it: find it, narrow it, open it at the match, share the link."""

import html
import pathlib
import re
import subprocess
import sys
import tempfile

home, shots = sys.argv[1], pathlib.Path(sys.argv[2])


def browser(address, *flags):
    """A fresh browser each time."""
    with tempfile.TemporaryDirectory() as profile:
        command = ["chromium", "--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage",
                   "--hide-scrollbars", "--window-size=1200,900", f"--user-data-dir={profile}", *flags, address]
        return subprocess.run(command, capture_output=True, text=True, timeout=60, check=True).stdout


def visit(path, shot, *flags):
    page = browser(home + path, "--dump-dom", "--virtual-time-budget=2000", *flags)
    browser(home + path, f"--screenshot={shots / shot}.png", *flags)
    print(f"  {path}  {shots / shot}.png")
    return page


def links(page, pattern):
    return [html.unescape(it) for it in re.findall(r'href="([^"]*)"', page) if re.search(pattern, it)]


front = visit("/", "front")
assert "<form" in front
results = visit("/?q=last+lighthouse+keeper", "results")
assert results.count("<mark>last lighthouse keeper</mark>") >= 2, results
quotes = visit("/quotes?q=light", "quotes")
assert "Marsh" in quotes and "wordings" in quotes, quotes
narrowed = visit(links(results, r"filter=source")[0], "narrowed")
assert "1 article" in narrowed and 'class="filter"' in narrowed, narrowed
article = visit(links(narrowed, r"^/article")[0], "article")
assert 'id="match"' in article, article
again = visit(links(narrowed, r"^/article")[0], "shared", "--force-dark-mode")
assert "last lighthouse keeper" in again
timeline = visit("/?q=harbour", "timeline")
assert timeline.count('class="bar"') >= 2, timeline
assert links(timeline, r"filter=date"), timeline
trouble = visit("/?q=speeker:marsh", "trouble")
assert "did you mean" in trouble
evil = visit("/?q=%3Cscript%3Edocument.title%3D%22taken%22%3C%2Fscript%3E", "evil")
assert "<title>taken" not in evil, evil
evil = visit("/article?id=evil-1&q=storm", "evil-article")
assert "<title>taken" not in evil and "&lt;script&gt;" in evil, evil

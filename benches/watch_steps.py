#!/usr/bin/env python3
"""watch_steps.py [--program target/release/newsgrep] [--seeds 200] [--steps 50]: whether a watch tells each article once, whatever happens.

Each seed is a folder with its own index. A step brings articles, edits, deletions and returns, a rebuild or an index made anew; then the watch is run: alone, killed
(SIGKILL) after a random time and run again, beside a second run, or while the index is written. At the end what was told must be every article that matched at
some run, once; after a kill one may be told twice, with the same key. Prints a line for each seed that fails, and the sums."""
import argparse, json, os, pathlib, random, shutil, signal, subprocess, sys, tempfile, time

p = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
p.add_argument('--program', default='target/release/newsgrep')
p.add_argument('--seeds', type=int, default=200)
p.add_argument('--first', type=int, default=1)
p.add_argument('--steps', type=int, default=50)
a = p.parse_args()
program = os.path.abspath(a.program)
environment = {k: v for k, v in os.environ.items() if not k.startswith('NEWSGREP_')} | {'NEWSGREP_TODAY': '2025-12-01'}


def start(root, *words):
    return subprocess.Popen([program, *words], cwd=root, env=environment, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)


def finish(process, *codes):
    _, err = process.communicate()
    assert process.returncode in codes, (process.args, process.returncode, err.decode())
    return process.returncode


def seed_of(number):
    choose = random.Random(number)
    root = pathlib.Path(tempfile.mkdtemp(prefix='watch-steps-'))
    (root / 'news').mkdir()
    there, gone, expected, kills = {}, {}, set(), 0

    def write(id, text):
        day = choose.choice(('2024-02-03', '2025-11-30', '2025-12-24', None))
        (root / 'news' / f'{id}.jsonl').write_text(json.dumps({'id': id, 'title': 'Harbour', 'text': text, 'date': day}) + '\n')

    def update():
        finish(start(root, 'index', 'news'), 0)

    run = ('watch', 'run', '-q', '--tell', 'json:got', '--exec', 'cat >> got')
    write('old', 'The wall stands.')
    update()
    finish(start(root, 'watch', 'add', 'wall', 'wall'), 0)
    finish(start(root, *run), 1)
    try:
        for step in range(a.steps):
            for _ in range(choose.randint(1, 4)):
                word, any = choose.choice(('wall', 'wall', 'quay')), choose.choice(sorted(there)) if there else None
                kind = choose.randrange(6) if any else 0
                if kind <= 2:
                    id = f'n{step}-{len(there) + len(gone)}-{choose.randrange(10 ** 6)}'
                    there[id] = f'The {word} of step {step}.'
                    write(id, there[id])
                elif kind == 3:
                    there[any] = f'The {word}, edited in step {step} {choose.random()}.'
                    write(any, there[any])
                elif kind == 4:
                    gone[any] = there.pop(any)
                    os.rename(root / 'news' / f'{any}.jsonl', root / f'{any}.gone')
                else:
                    for id in gone:
                        os.rename(root / f'{id}.gone', root / 'news' / f'{id}.jsonl')
                    there |= gone
                    gone.clear()
            change = choose.random()
            if change < .06:
                finish(start(root, 'index', '--rebuild'), 0)
            elif change < .12:
                shutil.rmtree(root / 'index')
            update()
            way = choose.random()
            if way < .3:
                continue
            if way < .6:
                process = start(root, *run)
                time.sleep(choose.random() * choose.choice((.01, .05, .2)))
                process.send_signal(signal.SIGKILL)
                process.communicate()
                kills += process.returncode == -9
                # The command that the killed run had started may still be writing.
                time.sleep(.02)
            elif way < .75:
                both = [start(root, *run, '--wait'), start(root, *run, *choose.choice(((), ('--wait',))))]
                for process in both:
                    finish(process, 0, 1, 2)
            elif way < .85:
                later = f'later{step}'
                write(later, 'The wall came meanwhile.')
                writer = start(root, 'index', 'news')
                process = start(root, *run)
                finish(process, 0, 1)
                finish(writer, 0)
                there[later] = 'The wall came meanwhile.'
            finish(start(root, *run), 0, 1)
            expected |= {f'wall/{id}' for id, text in there.items() if 'wall' in text}
            for file in ('got', 'watches/told/got'):
                keys = [json.loads(line)['key'] for line in (root / file).read_text().splitlines()] if (root / file).exists() else []
                assert set(keys) == expected, (step, file, sorted(set(keys) ^ expected)[:5])
                assert len(keys) <= len(expected) + kills, (step, file, len(keys), len(expected), kills)
        return len(expected), kills, len(keys) - len(expected)
    finally:
        shutil.rmtree(root, ignore_errors=True)


told = killed = twice = failed = 0
for number in range(a.first, a.first + a.seeds):
    try:
        one = seed_of(number)
        told, killed, twice = told + one[0], killed + one[1], twice + one[2]
    except AssertionError as error:
        failed += 1
        print(f'seed {number}: {error}', flush=True)
print(f'{a.seeds} seeds of {a.steps} steps: {told} articles told, {killed} kills, {twice} told twice, {failed} seeds failed')
sys.exit(failed > 0)

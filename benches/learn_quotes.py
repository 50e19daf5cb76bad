#!/usr/bin/env python3
"""Learns the tables of src/extract/quotes from annotated articles.

usage: learn_quotes.py GOLD.jsonl CONTESTS.jsonl [--out src/extract/quotes] [--hold-out] [--trees N]

CONTESTS comes from `quote_eval --contests GOLD.jsonl`. --hold-out learns without each publisher in
turn and prints what the rest says about it, in the words of score_quotes.py (--scorer FILE).
Needs numpy and catboost; what is written are tables of numbers, no word of any article.
"""
import argparse, importlib.util, json, math, sys, tempfile
import numpy as np, catboost as cb

def load(path):
    with open(path, encoding='utf8') as f:
        return [json.loads(line) for line in f if line.strip()]

def last_of(S, name): return S.last_name(name)

def align(S, gold, contests):
    """For each contest the gold quotation it is, None, or 'other' (quoted but not speech)."""
    t = gold['text']
    G = [S.strip_span(t, q['start'], q['end']) for q in gold['quotes']]
    out = []
    for c in contests:
        a, b = S.strip_span(t, c['s'], c['e'])
        best, most = None, 0
        for i, (x, y) in enumerate(G):
            ov = min(b, y) - max(a, x)
            if ov > 0 and ov >= .5*(b-a) and ov >= .5*(y-x) and ov > most: best, most = i, ov
        out.append(None if best is None else gold['quotes'][best])
    return out

def positives(S, q, c):
    """The candidates that are the gold source; [] means nobody; None means cannot be told."""
    src = q['source_span']
    if src is None: return [] if q['speaker_confidence'] == 'none' else None
    inside = [i for i, m in enumerate(c['mentions']) if m['s'] >= src['start'] and m['e'] <= src['end'] + 1]
    M = c['mentions']
    kind = q['speaker_type']
    if q['speaker_confidence'] == 'name':
        gl = S.last_name(q['speaker'])
        hit = [i for i in inside if M[i]['sort'] == 'name' and S.last_name(M[i]['name']) == gl]
        return hit or None
    if kind in ('pronoun',):
        hit = [i for i in inside if M[i]['sort'] == 'pronoun'] or [i for i in inside if M[i]['sort'] == 'other']
        return hit[:1] if hit else (None if q['speaker_confidence'] == 'coref' else [])
    if kind == 'relative':
        hit = [i for i in inside if M[i]['sort'] == 'relative']
        return hit[:1] or None
    own = [i for i in inside if M[i]['sort'] in ('description', 'group', 'body')]
    if own:
        heads = sorted(own, key=lambda i: M[i]['s'])
        free = [i for i in heads if M[i]['f'][18+9] == 0]
        return (free or heads)[:1]
    if [i for i in inside if M[i]['sort'] == 'name']: return None
    return []

def rows_of(S, gold, contests):
    src, cor, spe = [], [], []
    meta = []
    for g, a in zip(gold, contests):
        assert g['id'] == a['id']
        for c, q in zip(a['contests'], align(S, g, a['contests'])):
            spe.append((g['source'], c['speech'], 0 if q is None else 1))
            if q is None: continue
            pos = positives(S, q, c)
            if pos is None: continue
            n = len(c['mentions'])
            y = np.zeros(n+1); y[pos if pos else [n]] = 1; y /= y.sum()
            src.append((g['source'], [m['f'] for m in c['mentions']] + [c['nobody']], y))
            if q['speaker_confidence'] == 'coref' and pos:
                gl = S.last_name(q['speaker'])
                for at, rows in c['persons']:
                    if at != pos[0]: continue
                    hit = [i for i, r in enumerate(rows[:-1]) if S.last_name(r['name']) == gl]
                    if not hit and gl is None: continue
                    y = np.zeros(len(rows)); y[hit if hit else [len(rows)-1]] = 1; y /= y.sum()
                    cor.append((g['source'], [r['f'] for r in rows], y))
        used = {q['source_span']['start'] for q in g['quotes'] if q['source_span']}
        pronouns = {p[0]: p for p in a['pronouns']}
        for it in g['indirect']:
            if it['speaker_confidence'] != 'coref' or not it['source'] or it['source']['start'] in used: continue
            p = pronouns.get(it['source']['start'])
            if p is None: continue
            used.add(p[0])
            gl = S.last_name(it['speaker'])
            hit = [i for i, r in enumerate(p[2][:-1]) if S.last_name(r['name']) == gl]
            if not hit: continue
            y = np.zeros(len(p[2])); y[hit] = 1; y /= y.sum()
            cor.append((g['source'], [r['f'] for r in p[2]], y))
    return src, cor, spe

def matrix(rows): return np.clip(np.array(rows, dtype=np.int16), -8, 119)

def train(data, depth, trees, rate, loss):
    if loss == 'QuerySoftMax':
        X = matrix([r for _, R, _ in data for r in R]); y = np.concatenate([y for _, _, y in data])
        sizes = [len(R) for _, R, _ in data]
        pool = cb.Pool(X, y, group_id=np.repeat(np.arange(len(sizes)), sizes))
    else:
        pool = cb.Pool(matrix([r for _, r, _ in data]), np.array([y for _, _, y in data]))
    model = cb.CatBoost(dict(loss_function=loss, depth=depth, iterations=trees, learning_rate=rate, l2_leaf_reg=6, random_seed=7,
                             border_count=64, verbose=False, thread_count=2, boost_from_average=False, allow_writing_files=False,
                             bootstrap_type='Bernoulli', subsample=.8, **({} if loss == 'QuerySoftMax' else {'rsm': .8})))
    model.fit(pool)
    return Trees(model, depth)

class Trees:
    """A forest as the program reads it: numbers of -8 to 119, thousandths."""
    def __init__(self, model, depth):
        with tempfile.NamedTemporaryFile(suffix='.json') as f:
            model.save_model(f.name, format='json'); trees = json.load(open(f.name))['oblivious_trees']
        self.depth, self.trees = depth, []
        mean = [float(np.mean(t['leaf_values'])) for t in trees]
        for t, m in zip(trees, mean):
            splits = [(s['float_feature_index'], max(-9, min(119, int(math.floor(s['border']))))) for s in t['splits'] or []]
            values = t['leaf_values']
            while len(splits) < depth: splits.append((0, 119)); values = list(values) + [0.0]*len(values)
            self.trees.append((splits, [max(-32000, min(32000, round(v*1000))) for v in values]))
    def predict(self, X):
        out = np.zeros(len(X))
        for splits, leaves in self.trees:
            at = np.zeros(len(X), dtype=np.int64)
            for bit, (f, t) in enumerate(splits): at |= (X[:, f] > t).astype(np.int64) << bit
            out += np.array(leaves)[at]
        return out / 1000
    def write(self, path):
        def lines(items):
            out, line = [], '   '
            for it in items:
                if len(line) + len(it) > 108: out.append(line); line = '   '
                line += ' ' + it
            return '\n'.join(out + [line])
        d, tree = self.depth, lambda values: '[' + ','.join(values) + '],'
        with open(path, 'w') as f:
            f.write('//! Learned; made by `benches/learn_quotes.py`.\n\nuse super::forest::Forest;\n\n')
            f.write(f'pub(super) const FOREST: Forest<{d}, {2**d}> = Forest {{ splits: SPLITS, leaves: LEAVES }};\n\n')
            f.write(f'#[rustfmt::skip]\nconst SPLITS: &[[(u8, u8); {d}]] = &[\n' + lines(tree('(%d,%d)' % (f, 119 - t) for f, t in splits) for splits, _ in self.trees) + '\n];\n\n')
            f.write(f'#[rustfmt::skip]\nconst LEAVES: &[[i16; {2**d}]] = &[\n' + lines(tree('%d' % v for v in leaves) for _, leaves in self.trees) + '\n];\n')

def predict(contests, source, coref, speech, sure=.4, spoken=.5):
    """The decision of attribute.rs, without the order of decisions."""
    C = [c for a in contests for c in a['contests']]
    ps = 1/(1+np.exp(-speech.predict(matrix([c['speech'] for c in C])))) if C else []
    rows = [r for c in C for r in [m['f'] for m in c['mentions']] + [c['nobody']]]
    ss = source.predict(matrix(rows)) if rows else []
    prow = [x['f'] for c in C for _, R in c['persons'] for x in R]
    pp = coref.predict(matrix(prow)) if prow else []
    out, i, j, k = [], 0, 0, 0
    soft = lambda v: (lambda e: e/e.sum())(np.exp(v - v.max()))
    for a in contests:
        quotes = []
        for c in a['contests']:
            n = len(c['mentions']) + 1
            p = soft(ss[j:j+n]); j += n
            persons = {}
            for at, R in c['persons']: persons[at] = (R, soft(pp[k:k+len(R)])); k += len(R)
            certain = ps[i]; spoken_here = certain >= spoken; i += 1
            if not spoken_here: continue
            shares = {}
            for m_at, m in enumerate(c['mentions']):
                if p[m_at] < .04: continue
                if m['sort'] == 'name': shares[m['name']] = shares.get(m['name'], 0) + p[m_at]
                elif m_at in persons:
                    for x, v in zip(*persons[m_at]):
                        if x['name']: shares[x['name']] = shares.get(x['name'], 0) + p[m_at]*v
            top = max(shares.items(), key=lambda kv: kv[1], default=(None, 0))
            best = int(np.argmax(p))
            body = best < n-1 and c['mentions'][best]['sort'] == 'body'
            quotes.append(dict(start=c['s'], end=c['e'], speaker=top[0] if top[1]*(certain if certain < .75 else 1) >= sure and not body else None, confidence=float(top[1])))
        out.append(dict(id=a['id'], quotes=quotes))
    return out

def main():
    ap = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ap.add_argument('gold'); ap.add_argument('contests', help='of the same articles'); ap.add_argument('--also', nargs=3, action='append', default=[], metavar=('GOLD', 'CONTESTS', 'N'), help='learn from every Nth article of a changed copy too'); ap.add_argument('--out'); ap.add_argument('--hold-out', metavar='A,B/C', help='learn without these publishers (groups parted by /) and score them; * = each in turn')
    ap.add_argument('--trees', type=int, nargs=3, default=(120, 150, 60), help='of the three tables'); ap.add_argument('--scorer', required=True, help='score_quotes.py')
    ap.add_argument('--save', help='predictions of what was held out')
    o = ap.parse_args()
    spec = importlib.util.spec_from_file_location('score_quotes', o.scorer); S = importlib.util.module_from_spec(spec); spec.loader.exec_module(S)
    gold, contests = load(o.gold), load(o.contests)
    plain = len(gold)
    for turn, (g, c, every) in enumerate(o.also):
        gold += load(g)[turn::int(every)]; contests += load(c)[turn::int(every)]
    src, cor, spe = rows_of(S, gold, contests)
    print(len(src), 'sources', len(cor), 'persons', len(spe), 'speech', file=sys.stderr)
    learn = lambda keep: (train([d for d in src if keep(d[0])], 6, o.trees[0], .1, 'QuerySoftMax'),
                          train([d for d in cor if keep(d[0])], 5, o.trees[1], .05, 'QuerySoftMax'),
                          train([d for d in spe if keep(d[0])], 5, o.trees[2], .1, 'Logloss'))
    if o.hold_out:
        from collections import Counter
        opts = argparse.Namespace(kinds={'direct', 'mixed'}, min_words=1, errors=0); total = Counter()
        groups = [[p] for p in sorted({g['source'] for g in gold})] if o.hold_out == '*' else [x.split(',') for x in o.hold_out.split('/')]
        for group in groups:
            models = learn(lambda s: s not in group)
            mine = [(g, c) for g, c in zip(gold[:plain], contests[:plain]) if g['source'] in group]
            for sure in (.4, .45, .5, .55):
                sums = Counter()
                for (g, _), p in zip(mine, predict([c for _, c in mine], *models, sure=sure)):
                    sums.update(S.score_article(g, p, opts)[0])
                d = S.summary(sums)
                print(f"{','.join(group):22s} {sure} e2e P {d['end_to_end']['p']*100:.1f} R {d['end_to_end']['r']*100:.1f} F1 {d['end_to_end']['f1']*100:.1f}  name F1 {d['end_to_end_name_only']['f1']*100:.1f}  coref {d['attribution_coref']['acc_all']*100:.1f} facet {d['facet']['f1']*100:.1f}  detect P {d['detect_relaxed']['p']*100:.1f} R {d['detect_relaxed']['r']*100:.1f}", flush=True)
                if sure == .45: total.update(sums)
            if o.save: open(o.save, 'w').writelines(json.dumps(p)+'\n' for p in predict([c for _, c in mine], *models, sure=.5))
        print(S.table('held out, all', S.summary(total)))
    if o.out:
        models = learn(lambda s: True)
        for name, model in zip(('source', 'coref', 'speech'), models):
            model.write(f'{o.out}/{name}_weights.rs')
if __name__ == '__main__': main()

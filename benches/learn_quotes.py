#!/usr/bin/env python3
"""Learns the tables of src/extract/quotes from annotated articles.

usage: learn_quotes.py GOLD.jsonl CONTESTS.jsonl [--out src/extract/quotes] [--hold-out] [--trees N]

CONTESTS comes from `quote_eval --contests GOLD.jsonl`. --hold-out learns without each publisher in
turn and prints what the rest says about it, in the words of score_quotes.py (--scorer FILE).
Needs numpy and lightgbm; what is written are tables of numbers, no word of any article.
"""
import argparse, importlib.util, json, re, sys
import numpy as np, lightgbm as lgb

LEAVES_SOURCE, LEAVES_COREF, LEAVES_SPEECH = 15, 10, 8

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
    return src, cor, spe

def softmax_train(data, leaves, trees, rate=0.1, min_leaf=20, l2=5.0):
    X = np.array([r for _, R, _ in data for r in R], dtype=np.float32)
    y = np.concatenate([y for _, _, y in data])
    sizes = np.array([len(R) for _, R, _ in data])
    starts = np.concatenate([[0], np.cumsum(sizes)[:-1]])
    group = np.repeat(np.arange(len(sizes)), sizes)
    def objective(score, _):
        m = np.maximum.reduceat(score, starts)
        e = np.exp(score - m[group])
        p = e / np.add.reduceat(e, starts)[group]
        return p - y, np.maximum(p*(1-p), 1e-4)
    ds = lgb.Dataset(X, label=y)
    return lgb.train(dict(objective=objective, num_leaves=leaves, learning_rate=rate, min_data_in_leaf=min_leaf, lambda_l2=l2,
                          feature_fraction=.7, bagging_fraction=.8, bagging_freq=1, verbose=-1, max_bin=63, seed=7, num_threads=2), ds, trees)

def binary_train(data, leaves, trees, rate=0.1):
    X = np.array([r for _, r, _ in data], dtype=np.float32); y = np.array([y for _, _, y in data])
    return lgb.train(dict(objective='binary', num_leaves=leaves, learning_rate=rate, min_data_in_leaf=10, lambda_l2=5.0, boost_from_average=False,
                          feature_fraction=.7, verbose=-1, max_bin=63, seed=7, num_threads=2), lgb.Dataset(X, label=y), trees)

def tables(model):
    roots, nodes, leaves = [], [], []
    def walk(node):
        if 'leaf_value' in node:
            leaves.append(max(-32000, min(32000, round(node['leaf_value']*1000))))
            return -len(leaves)
        at = len(nodes); nodes.append(None)
        left = walk(node['left_child']); right = walk(node['right_child'])
        nodes[at] = (node['split_feature'], int(np.floor(node['threshold'])), left, right)
        return at
    for tree in model.dump_model()['tree_info']:
        root = tree['tree_structure']
        if 'leaf_value' in root: continue
        roots.append(walk(root))
    return roots, nodes, leaves

def write(path, model):
    roots, nodes, leaves = tables(model)
    def lines(items):
        out, line = [], '   '
        for it in items:
            if len(line) + len(it) > 105: out.append(line); line = '   '
            line += ' ' + it
        return '\n'.join(out + [line])
    with open(path, 'w') as f:
        f.write('//! Learned; made by `benches/learn_quotes.py`.\n\nuse super::forest::Forest;\n\n')
        f.write('pub(super) const FOREST: Forest = Forest { roots: ROOTS, nodes: NODES, leaves: LEAVES };\n\n')
        f.write(f'#[rustfmt::skip]\nconst ROOTS: &[u16] = &[\n{lines(f"{r}," for r in roots)}\n];\n\n')
        f.write(f'#[rustfmt::skip]\nconst NODES: &[super::forest::Node] = &[\n{lines("(%d,%d,%d,%d)," % n for n in nodes)}\n];\n\n')
        f.write(f'#[rustfmt::skip]\nconst LEAVES: &[i16] = &[\n{lines(f"{v}," for v in leaves)}\n];\n')

def soft(v):
    e = np.exp(v - v.max()); return e / e.sum()

def predict(contests, source, coref, speech, sure=.4, spoken=.5):
    """The decision of attribute.rs, without the order of decisions."""
    out = []
    for a in contests:
        quotes = []
        for c in a['contests']:
            if 1/(1+np.exp(-speech.predict(np.array([c['speech']]), raw_score=True)[0])) < spoken: continue
            p = soft(source.predict(np.array([m['f'] for m in c['mentions']] + [c['nobody']], dtype=np.float32), raw_score=True))
            shares = {}
            persons = dict((at, rows) for at, rows in c['persons'])
            for i, m in enumerate(c['mentions']):
                if p[i] < .04: continue
                if m['sort'] == 'name': shares[m['name']] = shares.get(m['name'], 0) + p[i]
                elif i in persons and m['sort'] == 'pronoun':
                    rows = persons[i]
                    r = soft(coref.predict(np.array([x['f'] for x in rows], dtype=np.float32), raw_score=True))
                    for x, v in zip(rows, r):
                        if x['name']: shares[x['name']] = shares.get(x['name'], 0) + p[i]*v
            top = max(shares.items(), key=lambda kv: kv[1], default=(None, 0))
            quotes.append(dict(start=c['s'], end=c['e'], speaker=top[0] if top[1] >= sure else None, confidence=float(top[1])))
        out.append(dict(id=a['id'], quotes=quotes))
    return out

def main():
    ap = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ap.add_argument('gold'); ap.add_argument('contests'); ap.add_argument('--out'); ap.add_argument('--hold-out', action='store_true')
    ap.add_argument('--trees', type=int, nargs=3, default=(100, 50, 40), help='of the three tables'); ap.add_argument('--scorer', required=True, help='score_quotes.py')
    ap.add_argument('--importance', action='store_true')
    o = ap.parse_args()
    spec = importlib.util.spec_from_file_location('score_quotes', o.scorer); S = importlib.util.module_from_spec(spec); spec.loader.exec_module(S)
    gold, contests = load(o.gold), load(o.contests)
    src, cor, spe = rows_of(S, gold, contests)
    print(len(src), 'sources', len(cor), 'persons', len(spe), 'speech', file=sys.stderr)
    learn = lambda keep: (softmax_train([d for d in src if keep(d[0])], LEAVES_SOURCE, o.trees[0]),
                          softmax_train([d for d in cor if keep(d[0])], LEAVES_COREF, o.trees[1], min_leaf=10),
                          binary_train([d for d in spe if keep(d[0])], LEAVES_SPEECH, o.trees[2]))
    if o.hold_out:
        from collections import Counter
        opts = argparse.Namespace(kinds={'direct', 'mixed'}, min_words=1, errors=0); total = Counter()
        for publisher in sorted({g['source'] for g in gold}):
            models = learn(lambda s: s != publisher)
            mine = [(g, c) for g, c in zip(gold, contests) if g['source'] == publisher]
            sums = Counter()
            for (g, _), p in zip(mine, predict([c for _, c in mine], *models)):
                sums.update(S.score_article(g, p, opts)[0])
            total.update(sums); d = S.summary(sums)
            print(f"{publisher:22s} e2e P {d['end_to_end']['p']*100:.1f} R {d['end_to_end']['r']*100:.1f} F1 {d['end_to_end']['f1']*100:.1f}  name F1 {d['end_to_end_name_only']['f1']*100:.1f}  coref {d['attribution_coref']['acc_all']*100:.1f}")
        print(S.table('held out, all', S.summary(total)))
    if o.out:
        models = learn(lambda s: True)
        for name, model in zip(('source', 'coref', 'speech'), models):
            if o.importance:
                imp = model.feature_importance('gain'); print(name, [(int(i), int(imp[i])) for i in np.argsort(-imp)[:30]], file=sys.stderr)
            write(f'{o.out}/{name}_weights.rs', model)
if __name__ == '__main__': main()
